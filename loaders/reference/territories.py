"""Builds ``loaders/enrich/territories.jsonl.gz``: countries and regions with their Wikidata ids and names.

``python -m loaders.reference.territories`` with rigour installed (``pip install rigour``: its own requirements need a
C++ compiler, so it is no requirement of ours). The names and ids are facts that rigour (MIT) compiles from Wikidata
(CC0) and national sources; only the fields that are used are kept, one JSON object a line, by code.
"""

from __future__ import annotations

import gzip
import json
from importlib import import_module
from pathlib import Path

TARGET = Path(__file__).parent.parent / "enrich" / "territories.jsonl.gz"
KEPT = ("code", "name", "full_name", "qid", "region", "is_historical", "names_strong", "names_weak")


def build() -> bytes:
    """The table, compressed; the same bytes for the same version of rigour."""
    lines = import_module("rigour._core").territories_jsonl().splitlines()
    rows = [{k: v for k, v in json.loads(line).items() if k in KEPT and v} for line in lines]
    rows.sort(key=lambda row: row["code"])
    text = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
    return gzip.compress(text.encode(), 9, mtime=0)


if __name__ == "__main__":
    TARGET.write_bytes(build())
