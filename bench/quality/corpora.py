"""The labelled corpora as article records, split by story: one half is tuned on, the other is reported."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]
HALVES = ("dev", "reported")
_ROOT = Path(__file__).resolve().parents[2]
_UCI, _GIVEME = "clusters_uci/uci-news-aggregator.csv", "clusters_giveme5w1h/articles.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Records in the order in which they came, and the true story of each by its URL."""

    name: str
    records: list[Row]
    stories: dict[str, str]


def half(label: str) -> str:
    """The half to which a story belongs, by a hash of its label.

    >>> half("giveme5w1h/70"), half("giveme5w1h/71")
    ('reported', 'dev')
    """
    return HALVES[hashlib.sha256(label.encode()).digest()[-1] % 2]


def material() -> Path | None:
    """Where the corpora are; None where they are not at hand (``NEWSKG_SHARED`` says where)."""
    for place in (os.environ.get("NEWSKG_SHARED"), _ROOT.parent / "shared"):
        if place and (Path(place) / "data" / _UCI).exists():
            return Path(place) / "data"
    return None


def uci(data: Path, which: str) -> Corpus:
    """Headlines alone, in the order of the crawl, whose instants count as those at which each was first seen."""
    with (data / _UCI).open(encoding="utf-8", newline="") as lines:
        rows = [(f"uci/{r['STORY']}", r) for r in csv.DictReader(lines) if r["TIMESTAMP"]]
    rows.sort(key=lambda pair: (int(pair[1]["TIMESTAMP"]), int(pair[1]["ID"])))
    return _corpus(
        f"clusters_uci, {which}",
        (
            (label, {
                "url": f"https://{r['HOSTNAME']}/{r['ID']}", "headline": r["TITLE"], "source_name": r["PUBLISHER"],
                "first_seen": datetime.fromtimestamp(int(r["TIMESTAMP"]) / 1000, UTC).isoformat(), "language": "en",
            })
            for label, r in rows if half(label) == which
        ),
    )  # fmt: skip


def giveme(data: Path, which: str) -> Corpus:
    """Full texts without times, shuffled by a hash of their URLs (the file is sorted by story)."""
    with gzip.open(data / _GIVEME, "rt", encoding="utf-8") as lines:
        rows = [(f"giveme5w1h/{r['event']}", r) for r in map(json.loads, lines)]
    rows.sort(key=lambda pair: hashlib.sha256(pair[1]["url"].encode()).digest())
    return _corpus(
        f"clusters_giveme5w1h, {which}",
        (
            (label, {"url": r["url"], "headline": r["title"] or "", "text": r["text"] or r["description"] or ""})
            for label, r in rows if half(label) == which
        ),
    )  # fmt: skip


def _corpus(name: str, labelled: Iterator[tuple[str, Row]]) -> Corpus:
    records, stories = [], {}
    for label, record in labelled:
        records.append(record)
        stories[record["url"]] = label
    return Corpus(name, records, stories)


def demo() -> Corpus:
    """The bundled sample with its true stories; articles that stand alone are stories of their own."""
    with (_ROOT / "kg" / "demo" / "articles.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    expected = demo_expected()
    stories = {url: name for name, story in expected["stories"].items() for url in story["urls"]}
    stories |= {url: url for url in expected["single_articles"]}
    return Corpus("demo", records, stories)


def demo_expected() -> Row:
    """What is written down by hand about the bundled sample."""
    text = (_ROOT / "tests" / "golden" / "demo" / "expected.json").read_text("utf-8")
    expected: Row = json.loads(text)
    return expected


def demo_tables() -> Path:
    """The folder with the sample's sources, ratings and owners."""
    return _ROOT / "kg" / "demo"
