"""Find stories, articles, outlets, owners and names by words; case and accents don't matter."""

from __future__ import annotations

from collections.abc import Sequence

from kg.query import Asked, Column, Finished, Param, Query, Row

_ALL_IN_HEADLINE = "all(word IN $words WHERE n.headline_key CONTAINS word)"
_ALL_IN_NAME = """all(word IN $words
    WHERE n.name_key CONTAINS word OR any(key IN coalesce(n.alias_keys, []) WHERE key CONTAINS word))"""
_KINDS = ("story", "source", "owner", "entity", "article")
_WHOLE, _START, _WORDS, _PARTS = 1.0, 0.8, 0.6, 0.4


def best_first(asked: Asked) -> Finished:
    """Hits by how well they fit, then by how much there is of them."""
    words = asked.params["words"]
    hits = [{**row, "score": _score(words, [row["key"], *_flat(row["keys"] or [])])} for row in asked.rows]
    hits.sort(key=lambda h: (-h["score"], _KINDS.index(h["kind"]), -h["size"], h["id"]))
    limit = asked.params["limit"]
    rows = [{**h, "detail": _detail(h)} for h in hits[:limit]]
    return Finished(rows, {"hits": len(hits)}, {"hits over the limit": max(0, len(hits) - limit)})


def _flat(keys: Sequence[str | Sequence[str]]) -> list[str]:
    """The names by which it goes, of an entity those of all nodes that are the same."""
    return [key for some in keys for key in ([some] if isinstance(some, str) else some)]


def _score(words: Sequence[str], keys: Sequence[str | None]) -> float:
    """1 for the whole name, .8 where it begins with the words, .6 where they are whole words of it, else .4."""
    wanted = " ".join(words)
    known = [key for key in keys if key]
    if wanted in known:
        return _WHOLE
    if any(key.startswith(wanted + " ") for key in known):
        return _START
    return _WORDS if any(set(words) <= set(key.split()) for key in known) else _PARTS


def _detail(hit: Row) -> str:
    articles = f"{hit['size']} article{'' if hit['size'] == 1 else 's'}"
    counted = "" if hit["kind"] in {"article", "owner"} else articles
    return ", ".join(str(part) for part in (hit["what"], counted) if part)


QUERY = Query(
    name="search",
    summary=__doc__ or "",
    params=(
        Param("words", "words", "words that all have to be there", argument=True),
        Param("limit", "integer", "hits shown at most", 20),
    ),
    cypher=f"""
    MATCH (n:Story) WHERE {_ALL_IN_HEADLINE} AND coalesce(n.article_count, 1) > 0
    RETURN 'story' AS kind, n.id AS id, n.headline AS name, n.headline_key AS key, null AS keys, null AS what,
           coalesce(n.article_count, 0) AS size ORDER BY size DESC, id LIMIT 1000
    UNION ALL
    MATCH (n:Article) WHERE {_ALL_IN_HEADLINE}
    RETURN 'article' AS kind, n.id AS id, n.headline AS name, n.headline_key AS key, null AS keys, n.url AS what,
           0 AS size ORDER BY id LIMIT 1000
    UNION ALL
    MATCH (n:Source) WHERE {_ALL_IN_NAME}
    RETURN 'source' AS kind, n.id AS id, n.name AS name, n.name_key AS key, n.alias_keys AS keys, n.country AS what,
           COUNT {{ (n)-[:PUBLISHED]->(:Article) }} AS size ORDER BY size DESC, id LIMIT 1000
    UNION ALL
    MATCH (n:Owner) WHERE {_ALL_IN_NAME}
    OPTIONAL MATCH (n)-[:ALIAS_OF]->(one:Owner)
    WITH coalesce(one, n) AS o, collect([n.name_key] + coalesce(n.alias_keys, [])) AS keys
    RETURN 'owner' AS kind, o.id AS id, o.name AS name, o.name_key AS key, keys, o.kind AS what,
           COUNT {{ (o)-[:HAS_ALIAS*0..1]->(:Owner)-[:OWNS]->() }} AS size ORDER BY size DESC, id LIMIT 1000
    UNION ALL
    MATCH (n:Entity) WHERE {_ALL_IN_NAME} AND (n.split_of IS NULL OR size(n.split_by) > 0)
    OPTIONAL MATCH (n)-[:GOES_AS]->(one:Entity)
    WITH coalesce(one, n) AS e, collect([n.name_key] + coalesce(n.alias_keys, [])) AS keys
    RETURN 'entity' AS kind, e.id AS id, e.name AS name, e.name_key AS key, keys, e.kind AS what,
           COUNT {{ (e)<-[:GOES_AS*0..1]-(:Entity)<-[:MENTIONS]-(:Article) }} AS size ORDER BY size DESC, id LIMIT 1000
    """,
    columns=(
        Column("kind", str, "story, source, owner, entity or article"),
        Column("id", str, "its id"),
        Column("name", str, "its name or headline"),
        Column("detail", str, "country, sort or address, and how many articles there are", computed=True),
        Column("score", float, "how well it fits: 1 is the whole name", unit="0..1", computed=True),
        Column("key", str, "name as searched", hidden=True),
        Column("keys", list, "aliases as searched", hidden=True),
        Column("what", str, "what its detail begins with", hidden=True),
        Column("size", int, "articles or holdings", hidden=True),
    ),
    example="kg search 'valparaiso agua'",
    finish=best_first,
)
