"""One Cypher text serves both engines: what authors may lean on, and what ``kg.store.base`` warns of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from stores import StoreTarget, everything, small

from kg.errors import NewsKGError

NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)
ALIKE = (
    "RETURN $nothing IS NULL AS a, $nothing = 1 AS b, NOT ($nothing = 1) AS c, $nothing IN [1] AS d, 1 IN [null] AS e",
    "MATCH (a:Article) WHERE a.modified IS NULL AND a.modified > $noon IS NULL RETURN a.id AS id",
    "MATCH (n:Entity) WHERE n.name IS NULL RETURN n.id AS id",
    "MATCH (n:Entity {name: 'Zaragoza'}) RETURN n.id AS id",
    "MATCH (n:Entity) WITH n ORDER BY n.name, n.id RETURN collect(n.id) AS ids",
    "MATCH (n:Entity) WITH n ORDER BY n.name DESC, n.id RETURN collect(n.id) AS ids",
    "MATCH (n:Entity) RETURN n.kind AS kind, count(*) AS n, count(n.name) AS named",
    "MATCH ()-[r:OWNS]->() WHERE r.valid_from <= $day AND (r.valid_to IS NULL OR r.valid_to > $day) RETURN r.fact AS f",
    "MATCH (o:Owner)-[r:OWNS]->(s) WHERE coalesce(r.valid_to, $day) >= $day AND $nothing IS NULL RETURN r.fact AS f",
    "MATCH (a:Article) WHERE a.published >= $noon AND a.published < $noon + duration({hours: 1}) RETURN a.id AS id",
    "MATCH (a:Article) WHERE a.published = $noon_elsewhere RETURN a.id AS id",
    "MATCH (a:Article) WHERE a.published IN $instants RETURN a.id AS id",
    "MATCH (a:Article) WHERE $nothing IS NULL OR a.published >= $nothing RETURN a.id AS id",
    "MATCH (a:Article) WHERE date(a.published) = $day_of RETURN a.id AS id, a.published.epochSeconds AS s",
    "MATCH (a:Article) RETURN min(a.published) AS first, max(a.published) AS last",
    "RETURN date('2026-03-01') - duration({days: 1}) AS d, $day.year AS y, date('2026-01-30') < $day AS b",
    "RETURN date.truncate('week', date('2026-01-30')) AS w, datetime('2026-01-30T13:00:00+01:00') AS t",
    "RETURN 7 / 2 AS a, 7.0 / 2 AS b, 7 % 3 AS c, 2 ^ 3 AS d, 1 = 1.0 AS e, 3 < 3.5 AS f, toFloat('1.5') AS g",
    "UNWIND [1, 2.0, 1, null] AS x RETURN sum(x) AS s, avg(x) AS a, count(x) AS n, min(x) AS lo, max(x) AS hi",
    "UNWIND [1, 1, null, 2] AS x WITH DISTINCT x RETURN count(x) AS n",
    "UNWIND [] AS x RETURN count(x) AS n, sum(x) AS s, avg(x) AS a, collect(x) AS l, min(x) AS lo",
    "RETURN size('😀é') AS n, substring('😀ab', 1) AS s, toLower('ÉCOLE') AS l, 'a' < 'B' AS b, split('a|b', '|') AS p",
    "UNWIND ['b', 'A', 'a', 'é', 'z', '中', '😀'] AS x WITH x ORDER BY x RETURN collect(x) AS l",
    "RETURN 'Zaragoza' CONTAINS 'rag' AS a, 'abc' =~ '(?i)AB.' AS b, trim('  x ') AS c, replace('aa', 'a', 'b') AS d",
    "RETURN [1, 2, 3][-1] AS a, [1, 2, 3][1..] AS b, head([]) AS c, last([1, 2]) AS d, range(1, 3) AS e, size([]) AS f",
    "RETURN any(x IN [1, 2] WHERE x > 1) AS a, all(x IN [] WHERE x) AS b, none(x IN [1] WHERE x > 1) AS c",
    "MATCH (a:Article) WHERE 'Ana' IN a.authors RETURN a.id AS id",
    "MATCH (s:Story) OPTIONAL MATCH (s)<-[:PART_OF]-(a) RETURN s.id AS id, count(a) = 0 AS b, size(collect(a.id)) AS m",
    "MATCH (s:Story) WHERE NOT EXISTS { (s)<-[:PART_OF]-() } RETURN s.id AS id",
    "MATCH (s:Source) RETURN s.id AS id, COUNT { (s)-[:PUBLISHED]->() } AS n, [(s)-[:PUBLISHED]->(a) | a.id] AS l",
    "MATCH (s:Story) CALL (s) { MATCH (s)<-[:PART_OF]-(a) RETURN count(a) AS n } RETURN s.id AS id, n",
    "MATCH p = (:Source {id: 'a.example'})-[:PUBLISHED|PART_OF*1..2]->(x) RETURN length(p) AS n, x.id AS id",
    "MATCH p = shortestPath((:Owner {id: 'o'})-[*..5]-(:Story {id: 's'})) RETURN [n IN nodes(p) | n.id] AS ids",
    "MATCH (n) WHERE n:Place OR n:Person RETURN n.id AS id",
    "MATCH (o:Owner)-[r]->() RETURN type(r) AS t, startNode(r).id AS a, endNode(r).id AS b, r.share_exact AS s",
    "MATCH (n:Nowhere)-[r:NOTHING]->() RETURN n, r",
    "MATCH (s:Story {id: 's'}) RETURN s {.id, .headline, n: s.article_count} AS m",
    "MATCH (a:Article) WITH a ORDER BY a.id SKIP 1 LIMIT 1 RETURN a.id AS id",
    "RETURN CASE WHEN $nothing = 1 THEN 'yes' ELSE 'no' END AS x, CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END AS y",
    "RETURN 1 AS x UNION RETURN 1 AS x",
    "UNWIND $maps AS m RETURN m.a AS a, m.b IS NULL AS b",
    "RETURN coalesce($nothing, $day) AS d, $day = date('2026-06-01') AS e, [$day, $nothing] AS l",
)
PARAMS = {
    "nothing": None,
    "noon": NOON,
    "noon_elsewhere": NOON.astimezone(timezone(timedelta(hours=5, minutes=30))),
    "instants": [NOON.astimezone(timezone(timedelta(hours=-8)))],
    "day": date(2026, 6, 1),
    "day_of": date(2026, 1, 30),
    "maps": [{"a": 1, "b": None}, {"a": date(2026, 1, 1)}, {}],
}
UNLIKE = (
    "RETURN date('2026-01-30') < datetime('2026-01-31T00:00:00Z') AS x",
    "RETURN datetime('2026-01-30T12:00:00Z') = datetime('2026-01-30T13:00:00+01:00') AS x",
    "RETURN 1.0 / 0 AS x",
    "RETURN round(-2.5) AS x",
    "RETURN duration.between(date('2026-01-01'), date('2026-02-02')) AS x",
    "MATCH (s:Story {id: 's'}) RETURN s {.*} AS x",
    "RETURN isNaN(1.0) AS x",
    "RETURN datetime({epochSeconds: 0}) AS x",
    "UNWIND [1, 1.0] AS x WITH DISTINCT x RETURN count(x) AS n",
    "MATCH (s:Story) OPTIONAL MATCH (s)<-[:PART_OF]-(a) RETURN s.id AS id, collect(a.id) = [] AS x",
    "RETURN COLLECT { MATCH (s:Story) RETURN s.id } AS x",
    "MATCH (n:Load&!Story) RETURN n.id AS x",
    "RETURN 1 /* one */ AS x",
    "RETURN 1 AS é",
)
"""What ``kg.store.base`` warns of. Where one of these begins to agree, the warning can go."""


def answer(target: StoreTarget, text: str) -> object:
    with target.open() as store:
        used = {name: value for name, value in PARAMS.items() if f"${name}" in text}
        try:
            return sorted(repr(plainly(row)) for row in store.rows(text, used))
        except NewsKGError as error:
            return type(error).__name__


def plainly(value: object) -> object:
    """Maps in one order, all else as it is."""
    if isinstance(value, dict):
        return {k: plainly(value[k]) for k in sorted(value)}
    return [plainly(v) for v in value] if isinstance(value, list) else value


@pytest.fixture
def written(both_targets: tuple[StoreTarget, ...]) -> tuple[StoreTarget, ...]:
    for target in both_targets:
        with target.open(write=True) as store:
            store.write(small())
    return both_targets


def test_what_authors_lean_on_is_alike(written: tuple[StoreTarget, ...]):
    differing = {}
    for text in ALIKE:
        embedded, neo4j = (answer(target, text) for target in written)
        if embedded != neo4j or embedded == "UsageError":
            differing[text] = (embedded, neo4j)
    assert differing == {}


def test_what_authors_are_warned_of_differs(written: tuple[StoreTarget, ...]):
    assert [text for text in UNLIKE if answer(written[0], text) == answer(written[1], text)] == []


def test_every_property_reads_alike(both_targets: tuple[StoreTarget, ...]):
    answers = []
    for target in both_targets:
        with target.open(write=True) as store:
            store.write(everything(3))
            nodes = store.rows("MATCH (n) WHERE n.id <> 'newskg' RETURN n, n.id AS id ORDER BY labels(n)[0], id")
            edges = store.rows("MATCH (a)-[e]->(b) RETURN a.id AS a, b.id AS b, e")
            answers.append((sorted(map(repr, map(plainly, nodes))), sorted(map(repr, map(plainly, edges)))))
    assert answers[0] == answers[1]
