"""A statement of the user's own reads the graph, and nothing else: no write, no file, no other host, no server."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from stores import StoreTarget, small

from kg.errors import NewsKGError, UsageError
from kg.store.guard import MAX_CHARACTERS, check_readable
from kg.store.hashing import graph_hash

WRITES = (
    "CREATE (:Hack)",
    "create (:Hack)",
    "cReAtE (:Hack)",
    "MERGE (:Hack {id: 1})",
    "INSERT (:Hack)",
    "MATCH (n) SET n.hacked = 1 RETURN n",
    "MATCH (n) SET n:Hack RETURN n",
    "MATCH (n)\nSET\nn.hacked = 1",
    "MATCH (n) REMOVE n.id RETURN n",
    "MATCH (n) DELETE n",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) NODETACH DELETE n",
    "MATCH (n) FOREACH (x IN [1] | SET n.hacked = x)",
    "MATCH (n) WITH n // SET is in the comment\nSET n.hacked = 1",
    "MATCH (n) WITH n /* a comment */ SET n.hacked = 1",
    "MATCH (n) WITH n /**/DETACH/**/DELETE/**/n",
    "MATCH (n) CALL (n) { SET n.hacked = 1 } RETURN n",
    "MATCH (n) CALL { WITH n DETACH DELETE n } RETURN 1 AS x",
    "CALL { CREATE (:Hack) } IN TRANSACTIONS",
    "UNWIND [1] AS x CALL (x) { CREATE (:Hack) } IN 4 CONCURRENT TRANSACTIONS RETURN x",
    "RETURN 1 AS x UNION CREATE (:Hack) RETURN 1 AS x",
    "RETURN 1 AS x; CREATE (:Hack)",
    "RETURN 1 AS x;CREATE (:Hack);",
    "RETURN 1 AS x NEXT CREATE (:Hack)",
    "EXPLAIN CREATE (:Hack)",
    "PROFILE CREATE (:Hack)",
    "CYPHER 5 CREATE (:Hack)",
    "CYPHER runtime=slotted CREATE (:Hack)",
    "UNWIND [1]AS x RETURN x LIMIT 1CREATE (:Hack)",
    "UNWIND [1] AS x WITH x LIMIT 1e0CREATE (:Hack)",
    "WITH 1.0SET AS x RETURN x",
    "RETURN 'a\\u0027 AS x CREATE (:Hack) //' AS y",
    "\\u0043REATE (:Hack)",
    "MATCH (n) \\u0053ET n.hacked = 1",
    "RETURN 1 AS x // comment\rCREATE (:Hack)",
    "RETURN 1 AS x // '\r CREATE (:Hack) //'",
    "RETURN 1 AS x /*/*' */ CREATE (:Hack) //'",
    "RETURN 'it''s' CREATE (:Hack)",
    "RETURN \"\\\"\" AS x CREATE (:Hack)",
    "RETURN `a``b` CREATE (:Hack)",
    "MATCH (n) RETURN n.set, [1..2] SET n.hacked = 1",
    "RETURN 1.SET n.hacked = 1",
    "\u017fET x = 1",
    "MATCH (n) \u017fET n.hacked = 1",
    "MATCH (n)\u00a0SET n.hacked = 1",
    "MATCH (n)\u180eSET n.hacked = 1",
    "MATCH (n)\x1fSET n.hacked = 1",
    "MATCH (n)\u2028SET n.hacked = 1",
    "{ CREATE (:Hack) }",
    "WHEN true THEN CREATE (:Hack)",
    "DROP CONSTRAINT article_id",
    "CREATE INDEX hack FOR (n:Article) ON (n.excerpt)",
    "RETURN 1 AS x /* CREATE",
    "RETURN 'CREATE",
    "RETURN `CREATE",
)  # fmt: skip
FILES_AND_HOSTS = (
    "LOAD CSV FROM '{file}' AS r RETURN r",
    "load  csv FROM '{file}' AS r RETURN r",
    "LOAD/**/CSV FROM '{file}' AS r RETURN r",
    "LOAD // a comment\nCSV FROM '{file}' AS r RETURN r",
    "`LOAD` `CSV` FROM '{file}' AS r RETURN r",
    "`load` csv FROM '{file}' AS r RETURN r",
    "EXPLAIN LOAD CSV FROM '{file}' AS r RETURN r",
    "\\u004cOAD CSV FROM '{file}' AS r RETURN r",
    "LOAD CSV WITH HEADERS FROM '{host}' AS r RETURN r",
    "MATCH (n) RETURN n.id AS r UNION LOAD CSV FROM '{file}' AS r RETURN r",
    "MATCH (n) UNWIND [n] AS m LOAD CSV FROM '{host}' AS r RETURN r",
    "CALL {{ LOAD CSV FROM '{file}' AS r RETURN r }} RETURN r",
    "MATCH (n) WHERE EXISTS {{ LOAD CSV FROM '{file}' AS r RETURN r }} RETURN n",
    "RETURN COLLECT {{ LOAD CSV FROM '{file}' AS r RETURN r }} AS r",
    "MATCH (n:Load) LOAD CSV FROM '{file}' AS r RETURN r",
    "USING PERIODIC COMMIT LOAD CSV FROM '{file}' AS r RETURN r",
    "RETURN 1 AS x; LOAD CSV FROM '{file}' AS r RETURN r",
    "CALL apoc.load.json('{host}') YIELD value RETURN value",
    "CALL apoc.load.csv('{file}')",
    "CALL `apoc.load.json`('{host}')",
    "CALL apoc . load . json ('{host}')",
    "CALL `apoc`.`load`.`json`('{host}')",
    "MATCH (n) CALL apoc.cypher.run('CREATE (:Hack)', {{}}) YIELD value RETURN value",
    "OPTIONAL CALL apoc.load.json('{host}') YIELD value RETURN value",
    "RETURN apoc.cypher.runFirstColumnSingle('RETURN 1', {{}}) AS x",
    "RETURN genai.vector.encode('secret', 'OpenAI', {{}}) AS x",
    "RETURN `genai.vector.encode`('secret', 'OpenAI', {{}}) AS x",
    "RETURN genai . vector /**/ . encode ('secret') AS x",
    "WITH apoc.util.sleep(1) AS x RETURN x",
)  # fmt: skip
SERVER = (
    "CALL dbms.listConfig()",
    "CALL dbms.listConfig",
    "CALL dbms.killConnection('bolt-1')",
    "CALL dbms.setConfigValue('a', 'b')",
    "CALL dbms.queryJmx('*:*') YIELD name RETURN name",
    "CALL db.createLabel('Hack')",
    "CALL db.clearQueryCaches()",
    "CALL db.stats.collect('QUERIES')",
    "CALL db.cdc.enable()",
    "CALL db.awaitIndexes(300)",
    "CALL tx.setMetaData({a: 1})",
    "CALL refresh_stats() YIELD count RETURN count",
    "CALL db.labels() YIELD label CALL dbms.listConfig() YIELD name RETURN name",
    "SHOW USERS",
    "SHOW SETTINGS",
    "SHOW TRANSACTIONS",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
    "USE system RETURN 1 AS x",
    "CALL { USE system RETURN 1 AS x } RETURN x",
    "ALTER USER neo4j SET PASSWORD 'changed-by-a-statement'",
    "CREATE USER mallory SET PASSWORD 'changed-by-a-statement'",
    "GRANT ROLE admin TO mallory",
    "DENY READ {*} ON GRAPH * TO PUBLIC",
    "REVOKE ROLE admin FROM neo4j",
    "STOP DATABASE neo4j",
    "DROP DATABASE neo4j",
    "START DATABASE neo4j",
    "RENAME USER neo4j TO mallory",
    "ENABLE SERVER 'x'",
    ":param x => 1",
    "MATCH (n) RETURN n FORMAT CSV",
    "FOR VALID_TIME AS OF date('2020-01-01') MATCH (n) RETURN n",
    "",
    "   // nothing\n",
    ";",
)  # fmt: skip
HARMLESS = (
    "MATCH (l:Load) RETURN l",
    "MATCH (load:Load) RETURN load.reader AS reader",
    "MATCH (n:Load|Article) RETURN n.id AS id",
    "MATCH (n)-[r:OWNS]->() WHERE r.load = 'l' RETURN r.load AS load",
    "MATCH (m:Meta) RETURN m.created AS created, m.schema_version AS version",
    "MATCH (n) RETURN n.set AS s, n.create AS c, n.delete AS d, n.merge AS m, n.load AS l, n.call AS x",
    "RETURN 'CREATE (n) SET n.x = 1; DELETE n' AS text",
    "RETURN \"it's LOAD CSV FROM 'file:///etc/passwd'\" AS text",
    "RETURN 'it\\'s // no comment' AS text",
    "RETURN '\\\\' AS text, 'SET' AS word",
    "RETURN '/* no comment' AS text",
    "RETURN 1 AS `CREATE`",
    "RETURN 1 AS set, 2 AS created, 3 AS dataset, 4 AS offset_",
    "WITH {set: 1, create: 2, load: 3} AS m RETURN m.set AS x",
    "// CREATE is in a comment\nMATCH (n) RETURN n.id AS id // and DELETE\n",
    "MATCH (n) RETURN n.id AS id;",
    "MATCH (n) RETURN n.id AS id ; \n // done",
    "  \n\tmatch (n:Article) return n.id as id order by id limit 5",
    "MATCH (a:Article) WHERE a.published < datetime('2027-01-01T00:00:00Z') RETURN a.id AS id",
    "OPTIONAL MATCH (n:Rater) RETURN n",
    "UNWIND [1, 2.5, 1e3, .5, 0x1F, -7] AS x RETURN x, [1, 2, 3][0..2] AS l",
    "MATCH p = (o:Owner)-[:OWNS*1..3]->(s) RETURN p",
    "MATCH (a:Article) WHERE EXISTS { (a)-[:PART_OF]->(:Story) } RETURN a.id AS id",
    "MATCH (s:Story) RETURN s.id AS id, COUNT { (s)<-[:PART_OF]-() } AS n",
    "MATCH (s:Story) CALL (s) { MATCH (s)<-[:PART_OF]-(a) RETURN count(a) AS n } RETURN s.id AS id, n",
    "MATCH (s:Story) RETURN s {.id, .headline} AS m",
    "MATCH (a:Article) RETURN CASE WHEN a.id = 'x' THEN 'set' ELSE 'create' END AS x",
    "MATCH (a:Article) RETURN date.truncate('month', date(a.published)) AS month, count(*) AS n",
    "RETURN duration.between(date('2026-01-01'), date('2026-01-02')).days AS days",
    "RETURN reduce(s = 0, x IN [1, 2, 3] | s + x) AS s, [x IN [1, 2] WHERE x > 1 | x * 2] AS l",
    "CALL db.labels() YIELD label RETURN label",
    "CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType",
    "CALL db . propertyKeys ( ) YIELD propertyKey RETURN count(propertyKey) AS n",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN n.id AS id",
    "MATCH (n) WHERE n.id IN ['x', 'y'] RETURN n.id AS id UNION ALL MATCH (n:Story) RETURN n.id AS id",
    "MATCH (n:Article)\r\nRETURN n.id AS id\r\n",
    "RETURN '中文 عربي 😀' AS text, 'e\u0301' AS accent",
    "MATCH (n) WHERE n.name =~ '(?i)z.*' AND NOT n.name STARTS WITH 'SET ' RETURN n.name AS name",
)  # fmt: skip
ONE_ENGINE = {
    "embedded": (
        "CALL pagerank() YIELD node, score RETURN count(node) AS n",
        "CALL `db.labels`() YIELD label RETURN label",
    ),
    "neo4j": (
        "CALL dbms.components() YIELD name RETURN name",
        "CALL db.labels",
        "MATCH (n:Load&!Article) RETURN n.id AS id",
        "MATCH (n) /* a comment; SET */ RETURN n.id AS id",
        "RETURN 'x' AS résumé",
    ),
}


@pytest.mark.parametrize("text", [*WRITES, *FILES_AND_HOSTS, *SERVER])
def test_a_hostile_statement_is_refused_before_an_engine_sees_it(text: str):
    with pytest.raises(UsageError) as caught:
        check_readable(
            text.format(file="file:///etc/passwd", host="http://127.0.0.1:9/") if text in FILES_AND_HOSTS else text
        )
    assert caught.value.todo
    assert "\n" not in str(caught.value)


def test_a_statement_of_a_hundred_thousand_characters_is_a_program():
    check_readable("RETURN 1 AS x //" + " " * (MAX_CHARACTERS - 16))
    with pytest.raises(UsageError, match="use parameters"):
        check_readable("RETURN 1 AS x //" + " " * MAX_CHARACTERS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MATCH (n) SET n.x = 1", "SET is no word of a statement that only reads: .*backticks: `set`"),
        ("LOAD CSV FROM 'x' AS r RETURN r", "LOAD CSV reads files and other hosts: load data with kg load"),
        ("CALL dbms.listConfig()", "CALL dbms.listconfig: no procedure that only reads the graph: one of "),
        ("RETURN 1 AS x; RETURN 2 AS x", "several statements"),
        ("SHOW USERS", "begins with SHOW: begin with MATCH"),
        ("RETURN '\\u0027'", "write the character itself"),
        ("RETURN 1\u00a0AS x", "NO-BREAK SPACE"),
    ],
)
def test_the_way_out_is_told(text: str, told: str):
    with pytest.raises(UsageError, match=told):
        check_readable(text)


def test_what_passes_runs_and_reads(store_target: StoreTarget):
    with store_target.open(write=True) as store:
        store.write(small())
        before = graph_hash(store)
        for text in (*HARMLESS, *ONE_ENGINE[store_target.engine]):
            check_readable(text)
            store.rows(text, timeout=30)
        assert graph_hash(store) == before


def test_even_unguarded_no_statement_writes(store_target: StoreTarget):
    """The second wall: the engines' own read transactions."""
    with store_target.open(write=True) as store:
        store.write(small())
        before = graph_hash(store)
        for text in WRITES:
            try:
                store.rows(text, timeout=30)
            except NewsKGError as refused:
                assert "\n" not in str(refused)  # noqa: PT017  # some of them are reads to one engine, and run
        assert graph_hash(store) == before
        assert store.rows("MATCH (n) WHERE n:Hack OR n.hacked IS NOT NULL RETURN n") == []


def test_no_file_is_opened_and_no_host_is_called(store_target: StoreTarget, tmp_path: Path):
    secret = tmp_path / "secret.csv"
    secret.write_text("s3cret\n")
    with socket.create_server(("127.0.0.1", 0)) as listener, store_target.open(write=True) as store:
        listener.settimeout(0.2)
        host = f"http://127.0.0.1:{listener.getsockname()[1]}/x.csv"
        told = []
        for text in FILES_AND_HOSTS:
            try:
                check_readable(statement := text.format(file=secret.as_uri(), host=host))
                told.append(str(store.rows(statement)))
            except UsageError as refused:
                told.append(str(refused))
        assert "s3cret" not in "".join(told)
        with pytest.raises(TimeoutError):
            listener.accept()
