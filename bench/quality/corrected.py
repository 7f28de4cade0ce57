"""A loaded world with the true stories and copy families in place of those found: what the questions' rules give."""

from __future__ import annotations

from bench.quality.graphs import Measured
from bench.quality.worlds import Truth
from kg.store import Batch

_ARTICLES = "MATCH (a:Article) RETURN a.id AS id, a.url AS url"
_PLACED = "MATCH (a:Article)-[:PART_OF]->(s:Story) RETURN a.id AS start, s.id AS end"
_COPIED = "MATCH (a:Article)-[:REPOST_OF]->(b:Article) RETURN a.id AS start, b.id AS end"
_VERSIONS = "MATCH (a:Article)-[:VERSION_OF]->(b:Article) RETURN a.id AS start, b.id AS end"
_LOAD = "MATCH (l:Load) RETURN l.id AS id ORDER BY id LIMIT 1"


def correct(truth: Truth, measured: Measured) -> None:
    """Write the true stories and families over those that were found; ``measured.final`` follows."""
    graph = measured.graph
    ids = {row["url"]: row["id"] for row in graph.rows(_ARTICLES)}
    load = graph.rows(_LOAD)[0]["id"]
    batch = Batch()
    batch.gone["Article-PART_OF-Story"] = graph.rows(_PLACED)
    batch.gone["Article-REPOST_OF-Article"] = graph.rows(_COPIED)
    batch.gone["Article-VERSION_OF-Article"] = graph.rows(_VERSIONS)
    graph.store.write(batch)
    batch = Batch()
    placed = {url: f"s-{story or url}" for url, story in ((u, r["story"]) for u, r in truth.articles.items())}
    for story in sorted(set(placed.values())):
        batch.node("Story", {"id": story, "headline": story, "headline_key": story})
        batch.touch("Story", story)
    for url, story in placed.items():
        edge = {"start": ids[url], "end": story, "score": 1.0, "method": "truth", "load": load}
        batch.edge("Article-PART_OF-Story", edge)
    for copy, original in originals(truth).items():
        edge = {"start": ids[copy], "end": ids[original], "similarity": 1.0, "evidence": "truth", "load": load}
        batch.edge("Article-REPOST_OF-Article", edge)
    graph.store.write(batch)
    measured.final = {url: placed[url] for url in measured.final}


def originals(truth: Truth) -> dict[str, str]:
    """Each copy's originator: the report of its family, or the earliest copy held."""
    families: dict[str, list[str]] = {}
    for url, row in truth.articles.items():
        if row["kind"] in {"report", "copy"}:
            families.setdefault(row["family"], []).append(url)
    found: dict[str, str] = {}
    for urls in families.values():
        first = min(urls, key=lambda u: (truth.articles[u]["kind"] == "copy", truth.articles[u]["instant"]))
        found |= {url: first for url in urls if url != first}
    return found
