"""Whom the articles of a story name as the first to report it: what they say, beside what the stamps say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.ids import name_key
from kg.query import Row
from queries._first import Race

CREDITS = """
MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article) WHERE a.first_credits IS NOT NULL
OPTIONAL MATCH (s:Source)-[:PUBLISHED]->(a)
RETURN a.id AS article, a.first_credits AS named, s.id AS source ORDER BY article, source
"""
OUTLETS = """
MATCH (:Story {id: $story})<-[:PART_OF]-(a:Article) WHERE size(a.first_credits) > 0
WITH count(a) AS crediting WHERE crediting > 0
MATCH (s:Source) RETURN s.id AS source, s.name AS name, s.name_key AS key, s.alias_keys AS others ORDER BY source
"""
"""All outlets, where any is credited."""
_ARTICLES = frozenset({"the", "el", "la", "los", "las", "le", "les", "der", "die", "das"})


def credited(rows: Sequence[Row], outlets: Sequence[Row], told: Race) -> list[dict[str, Any]]:
    """The outlets that others say were first, most often named first: ``source`` is None for one that isn't known here,
    ``status`` how its own article stands in the story (None: it has none)."""
    known: dict[str, set[str]] = {}
    for outlet in outlets:
        for key in (outlet["key"], *(outlet["others"] or ())):
            known.setdefault(_bare(key or ""), set()).add(outlet["source"])
    names = {outlet["source"]: outlet["name"] for outlet in outlets}
    articles: dict[tuple[str | None, str], set[str]] = {}
    for row in rows:
        for named in row["named"]:
            found = _one_of(known, named)
            if found is None or found != row["source"]:  # nobody is a witness for itself
                articles.setdefault((found, (names.get(found) if found else None) or named), set()).add(row["article"])
    standing = _standing(told)
    made: list[dict[str, Any]] = [
        {"source": source, "name": name, "articles": len(several), "status": standing.get(source or "")}
        for (source, name), several in articles.items()
    ]
    return sorted(made, key=lambda one: (-one["articles"], one["source"] is None, one["name"]))


def _bare(key: str) -> str:
    """A name's key without an article before it."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in _ARTICLES else key


def _one_of(known: Mapping[str, set[str]], named: str) -> str | None:
    """The one outlet of that name; words before it (a day of the week) don't belong to it."""
    words = _bare(name_key(named)).split()
    for at in range(len(words)):
        found = known.get(" ".join(words[at:]), set())
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None


def _standing(told: Race) -> dict[str, str]:
    """How each outlet's best article stands."""
    order = ("first", "possibly first", "later", "excluded")
    found: dict[str, str] = {}
    for place in told.places:
        source = place.member.report.source or ""
        found[source] = min(found.get(source, place.status), place.status, key=order.index)
    return found
