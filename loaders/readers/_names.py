"""Lists of who goes by which names: a known person, place or institution and each of its names, as records of identity.

The names are joined to the known one as decisions that a list makes: they can be taken back, and a name that two of a
list bear is left undecided (``loaders.identity.decisions``).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kg.ids import entity_id, name_key
from loaders.identity.lists import LISTED
from loaders.readers._holdings import present

MOST_NAMES = 100
"""Names of one that are taken; what has more is a list of something else."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Known:
    """One of a list. ``id``: Wikidata's or the list's own; ``names``: the first is the one that it is shown by."""

    id: str
    kind: str
    names: tuple[str, ...]
    country: str | None = None
    source: str = field(default="Wikidata")


def records(known: Known) -> Iterator[dict[str, Any]]:
    """A record for each name. A person's lone name is borne by others too: it is left to people.

    >>> [(r["b"], r["judgement"]) for r in records(Known("Q76", "Person", ("Barack Obama", "Obama", "obama")))]
    [('person:barack-obama', 'same'), ('person:obama', 'unsure')]
    """
    seen: dict[str, str] = {}
    for name in known.names:
        if (key := name_key(name)) and len(name) <= _LONGEST:
            seen.setdefault(key, name)
    for name in list(seen.values())[:MOST_NAMES]:
        alone = known.kind == "Person" and len(name.split()) < 2 and name[0].lower() != name[0].upper()
        yield present({
            "a": known.id, "b": entity_id(known.kind, name), "judgement": "unsure" if alone else "same",
            "by": LISTED + known.source, "reason": "a lone name, which others bear too" if alone else None,
            "kind": known.kind, "a_name": known.names[0], "b_name": name, "country": known.country,
        })  # fmt: skip


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    """Wikidata's ids of countries to ISO 3166-1 alpha-2."""
    packed = files("loaders.enrich").joinpath("territories.jsonl.gz").read_bytes()
    rows = (json.loads(line) for line in gzip.decompress(packed).decode().splitlines())
    return {row["qid"]: row["code"].upper() for row in rows if row.get("qid") and len(row["code"]) == 2}


def country_of(qids: Iterable[str]) -> str | None:
    """The country where all that is stated is one.

    >>> country_of(["Q30"]), country_of(["Q30", "Q142"]), country_of([])
    ('US', None, None)
    """
    found = {_countries().get(qid) for qid in qids}
    return found.pop() if len(found) == 1 else None
