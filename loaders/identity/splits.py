"""Two bearers of one spelling: which articles of a name belong to which of them, as people decided.

A name is one node. ``kg identity split`` makes a second one (``person:john-smith~2``) that says which articles of the
first are its own: those of a source, of outlets of a country, in a language, of a story, or single ones. That is kept
with the node and carried out after every load, so that it survives reloading and holds for articles yet to come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.errors import UsageError
from kg.model import edge
from kg.store import Batch, Row, Store

SORTS = ("source", "country", "language", "story", "article")
_RELATION = "Article-MENTIONS-Entity"
_PROPS = tuple(p.name for p in edge(_RELATION).props)
_MENTIONS = f"""
UNWIND $ids AS id
MATCH (e:Entity {{id: id}})<-[m:MENTIONS]-(a:Article)
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
OPTIONAL MATCH (a)-[:PART_OF]->(t:Story)
RETURN id, a.id AS article, s.id AS source, s.country AS country, a.language AS language, t.id AS story,
       {", ".join(f"m.{name} AS p_{name}" for name in _PROPS)}
ORDER BY id, article, source, story
"""
_BESIDE = """
UNWIND $ids AS id
MATCH (:Article {id: id})-[:MENTIONS]->(e:Entity)
RETURN DISTINCT e.id AS entity
"""


def rule(text: str) -> str:
    """A rule ``sort:value``, checked. Raises UsageError.

    >>> rule("country:CL")
    'country:CL'
    """
    sort, sign, value = text.partition(":")
    if sort not in SORTS or not sign or not value:
        raise UsageError(f"no rule: {text!r}", f"write {', '.join(f'{s}:…' for s in SORTS)}")
    return text


def moves(store: Store, splits: Mapping[str, Sequence[Row]]) -> tuple[Batch, set[str]]:
    """What to write so that every mention is at its own bearer; and the ids of nodes whose articles or company change.

    ``splits``: for each spelling, its other bearers (``split, split_by``), the first whose rule fits winning.
    """
    batch, ends, articles = Batch(), set[str](), set[str]()
    for base, bearers in sorted(splits.items()):
        rows = store.rows(_MENTIONS, {"ids": [base, *(row["split"] for row in bearers)]})
        at = {(row["id"], row["article"]) for row in rows}
        for (holder, article), several in _by_mention(rows).items():
            owner = _bearer(base, bearers, several)
            if owner == holder:
                continue
            batch.gone.setdefault(_RELATION, []).append({"start": article, "end": holder})
            if (owner, article) not in at:
                batch.edge(_RELATION, {"start": article, "end": owner, **{n: several[0][f"p_{n}"] for n in _PROPS}})
            ends |= {holder, owner}
            articles.add(article)
    beside = store.rows(_BESIDE, {"ids": sorted(articles)}) if articles else []
    return batch, ends | {row["entity"] for row in beside}


def _by_mention(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["id"], row["article"]), []).append(row)
    return found


def _bearer(base: str, bearers: Sequence[Row], rows: Sequence[Row]) -> str:
    said = {f"{sort}:{row[sort]}" for row in rows for sort in SORTS if row[sort]}
    return next((row["split"] for row in bearers if said & set(row["split_by"] or ())), base)
