"""Names typed loosely: ids, exact names, aliases and clear fragments; where several fit, they are listed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.errors import AmbiguousName, UsageError
from kg.ids import name_key, registered_domain
from kg.model import NODES
from kg.store import Row, Store

MOST = 25
"""How many candidates are looked at; more than that is no clear name."""

_SOURCE = """
MATCH (n:Source)
WITH n, CASE
    WHEN n.id IN [$text, $domain] OR $text IN n.domains OR $domain IN n.domains THEN 0
    WHEN n.name_key = $key OR $key IN n.alias_keys THEN 1
    WHEN (' ' + n.name_key) CONTAINS (' ' + $key) THEN 2
    WHEN n.name_key CONTAINS $key OR n.id CONTAINS $text THEN 3 END AS level
WHERE level IS NOT NULL
RETURN n.id AS id, n.name AS name, level ORDER BY level, id LIMIT 26
"""
_OWNER = """
MATCH (n:Owner)
WITH n, CASE
    WHEN n.name_key = $key OR $key IN n.alias_keys THEN 1
    WHEN (' ' + n.name_key) CONTAINS (' ' + $key) THEN 2
    WHEN n.name_key CONTAINS $key THEN 3 END AS level
WHERE level IS NOT NULL
OPTIONAL MATCH (n)-[:ALIAS_OF]->(one:Owner)
WITH coalesce(one, n) AS n, level
WITH n.id AS id, n.name AS name, min(level) AS level
RETURN id, name, level ORDER BY level, id LIMIT 26
"""
_ENTITY = """
MATCH (n:Entity)
WITH n, CASE
    WHEN n.name_key = $key OR $key IN n.alias_keys THEN 1
    WHEN (' ' + n.name_key) CONTAINS (' ' + $key) THEN 2
    WHEN n.name_key CONTAINS $key THEN 3 END AS level
WHERE level IS NOT NULL AND (n.split_of IS NULL OR size(n.split_by) > 0)
OPTIONAL MATCH (n)-[:GOES_AS]->(one:Entity)
WITH coalesce(one, n) AS n, level
WITH n, min(level) AS level
RETURN n.id AS id, n.name AS name, n.kind AS sort, level,
       COUNT { (n)<-[:GOES_AS*0..1]-(:Entity)<-[:MENTIONS]-(:Article) } AS size
ORDER BY level, size DESC, id LIMIT 26
"""
_STORY = """
MATCH (n:Story)
WITH n, CASE
    WHEN n.headline_key = $key THEN 1
    WHEN all(word IN $words WHERE (' ' + n.headline_key) CONTAINS (' ' + word)) THEN 2
    WHEN all(word IN $words WHERE n.headline_key CONTAINS word) THEN 3 END AS level
WHERE level IS NOT NULL AND coalesce(n.article_count, 1) > 0
RETURN n.id AS id, n.headline AS name, level, n.article_count AS size ORDER BY level, size DESC, id LIMIT 26
"""
_STORY_BY_ARTICLE = """
MATCH (a:Article)-[:PART_OF]->(n:Story)
WHERE a.id = $text OR a.url = $text OR all(word IN $words WHERE a.headline_key CONTAINS word)
WITH n, count(a) AS hits
RETURN n.id AS id, n.headline AS name, 4 AS level, hits ORDER BY hits DESC, id LIMIT 26
"""
_TEXTS = {"source": (_SOURCE,), "owner": (_OWNER,), "entity": (_ENTITY,), "story": (_STORY, _STORY_BY_ARTICLE)}
_BY_ID = {  # an id stands for one node alone, and is looked up without reading the others
    "source": "MATCH (n:Source {id: $text}) RETURN n.id AS id, n.name AS name",
    "owner": """
MATCH (n:Owner {id: $text})
OPTIONAL MATCH (n)-[:ALIAS_OF]->(one:Owner)
WITH coalesce(one, n) AS n
RETURN n.id AS id, n.name AS name
""",
    "entity": """
MATCH (n:Entity {id: $text})
WHERE n.split_of IS NULL OR size(n.split_by) > 0
OPTIONAL MATCH (n)-[:GOES_AS]->(one:Entity)
WITH coalesce(one, n) AS n
RETURN n.id AS id, n.name AS name
""",
    "story": """
MATCH (n:Story {id: $text})
RETURN n.id AS id, n.headline AS name, CASE WHEN n.article_count = 0 THEN n.merged_into END AS went_into
""",
}
_ANY = " UNION ALL ".join(f"MATCH (n:{node.label} {{id: $text}}) RETURN n.id AS id" for node in NODES)
_ORDER = ("source", "owner", "entity", "story")


@dataclass(frozen=True, slots=True)
class FoundName:
    """A node that a name stands for. ``level``: 0 id, 1 exact name or alias, 2 words or beginnings of words of it,
    3 a fragment inside words, 4 by an article's headline.

    ``was``: the id of the story that was asked for, where its articles have gone into this one.
    """

    id: str
    name: str
    kind: str
    level: int
    sort: str = ""
    articles: int = 0
    was: str = ""

    @property
    def what(self) -> str:
        """What it is, for a list to choose from."""
        counted = f", {self.articles:,} article{'' if self.articles == 1 else 's'}"
        return f"{self.sort}{counted}" if self.kind == "entity" else self.kind

    @property
    def is_lone(self) -> bool:
        """Whether it is one word for a person, such as a surname alone: several people may stand behind it."""
        return self.sort == "Person" and " " not in name_key(self.name)


def candidates(store: Store, text: str, kinds: Sequence[str]) -> list[FoundName]:
    """All nodes that a name may stand for, best first; for an id the nodes of that id alone."""
    given = text.strip()
    key = name_key(given)
    domain = registered_domain(given) or given
    params = {"text": given, "domain": domain, "key": key or given, "words": key.split() or [given]}
    wanted = _ORDER if "name" in kinds else tuple(kinds)
    ids = [(kind, row) for kind in wanted for row in store.rows(_BY_ID[kind], {"text": given})]
    if ids:
        return [_today(store, FoundName(row["id"], row["name"] or row["id"], kind, 0), row) for kind, row in ids]
    found: list[FoundName] = []
    for kind in wanted:
        for cypher in _TEXTS[kind]:
            rows = store.rows(cypher, params)
            found += [
                FoundName(r["id"], r["name"] or r["id"], kind, r["level"], r.get("sort") or "", r.get("size") or 0)
                for r in rows
            ]
            if rows:
                break
    return sorted(found, key=lambda f: f.level)


def _today(store: Store, found: FoundName, row: Row) -> FoundName:
    """What was found; for a story whose articles have gone into another, that one."""
    asked = found.id
    seen = {asked}
    while (into := row.get("went_into")) and into not in seen:
        seen.add(into)
        rows = store.rows(_BY_ID["story"], {"text": into})
        if not rows:
            break
        row = rows[0]
        found = replace(found, id=row["id"], name=row["name"] or row["id"], was=asked)
    return found


def resolve(store: Store, text: str, kinds: Sequence[str]) -> FoundName:
    """The one node that a name stands for.

    Raises UsageError where nothing fits, AmbiguousName where several fit equally well.
    """
    sort = "name" if "name" in kinds else " or ".join(kinds)
    if not text.strip():
        raise UsageError(f"an empty {sort}", "give an id, a name or a part of one")
    found = candidates(store, text, kinds)
    if not found:
        from queries._near import near  # with a library that only this way out needs

        like = ", ".join(near(store, text, kinds))
        meant = f"did you mean {like}? Else " if like else ""
        raise UsageError(f"no {sort} fits {text!r}", f"{meant}look with: kg search {text}")
    best = [f for f in found if f.level == found[0].level]
    if any(f.is_lone for f in best) and (bearers := _bearers(found, name_key(text))):
        clear = len(bearers) == 1 and all(f.is_lone for f in best)
        best = bearers if clear else [*bearers, *best]
    if len(best) == 1:
        return best[0]
    many = f"more than {MOST}" if len(best) > MOST else str(len(best))
    raise AmbiguousName(f"{many} fit {text!r}", [(f.id, f.name, f.what) for f in best], _merge(best))


def _merge(best: Sequence[FoundName]) -> str | None:
    """How to make one of two that are spelled alike: a company that some articles take for a person or a place."""
    one, other, *_ = best
    alike = one.kind == other.kind == "entity" and name_key(one.name) == name_key(other.name)
    return f"kg identity merge {shlex.quote(one.id)} {shlex.quote(other.id)}" if alike else None


def node_id(store: Store, text: str) -> str:
    """The id of a node of any label: as given where one has it, else of what the name stands for.

    Raises UsageError, AmbiguousName as ``resolve`` does.
    """
    return text if store.rows(_ANY, {"text": text}) else resolve(store, text, ["name"]).id


def _bearers(found: Sequence[FoundName], key: str) -> list[FoundName]:
    """The people who bear a word as one of several in their names. A surname alone makes no person of its own, so
    where it is asked for, they are meant."""
    return [f for f in found if f.level == 2 and f.sort == "Person" and f" {key} " in f" {name_key(f.name)} "]


def members(store: Store, found: FoundName) -> list[str]:
    """The ids of all nodes that are decided to be the same as what was found, its own first."""
    if found.kind != "entity":
        return [found.id]
    rows = store.rows(
        "MATCH (:Entity {id: $id})<-[:GOES_AS]-(e:Entity) RETURN e.id AS id ORDER BY id", {"id": found.id}
    )
    return [found.id, *(row["id"] for row in rows)]
