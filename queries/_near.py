"""Names that are spelled almost as one that was typed, for a way out where nothing fits."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from kg.ids import name_key
from kg.store import Store

MOST = 3
ALIKE = 0.75
"""Share of letters alike: "bolore" for "bollore" is .86, "foxx news" for "fox news" .89."""
_READ = 200_000
"""Names that are looked through of a kind."""
_NAMES = {
    "source": f"MATCH (n:Source) RETURN n.name AS name, n.name_key AS key ORDER BY n.id LIMIT {_READ}",
    "owner": f"MATCH (n:Owner) RETURN n.name AS name, n.name_key AS key ORDER BY n.id LIMIT {_READ}",
    "entity": f"MATCH (n:Entity) RETURN n.name AS name, n.name_key AS key ORDER BY n.id LIMIT {_READ}",
}


def near(store: Store, text: str, kinds: Sequence[str]) -> list[str]:
    """Names of these kinds that are most like ``text``, best first, three at most; headlines are not looked at. Of
    one word, the words of longer names are tried too."""
    key = name_key(text)
    names: dict[str, str] = {}
    for kind in [k for k in _NAMES if k in kinds or "name" in kinds]:
        for row in store.rows(_NAMES[kind]):
            for one in [row["key"], *(row["key"].split() if " " not in key else ())] if row["key"] else ():
                names.setdefault(one, row["name"])
    score = DamerauLevenshtein.normalized_similarity
    found = extract(key, sorted(names), scorer=score, score_cutoff=ALIKE, limit=MOST) if key else []
    return list(dict.fromkeys(names[one] for one, _, _ in found))
