"""Graphs to measure on: corpora loaded through the real pipeline, and what the questions say of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import kg
from kg.api import Graph
from kg.ids import article_id
from loaders.report import DocumentReport

Row = dict[str, Any]
_PLACED = """
UNWIND $ids AS id
MATCH (a:Article {id: id})
OPTIONAL MATCH (a)-[:PART_OF]->(s:Story)
RETURN a.url AS url, coalesce(s.id, a.url) AS story
"""
_ARTICLES = """
MATCH (a:Article)
OPTIONAL MATCH (a)-[:PART_OF]->(s:Story)
RETURN a.url AS url, a.headline AS headline, a.published AS published, a.first_seen AS first_seen,
       coalesce(s.id, a.url) AS story
"""
_COPIES = "MATCH (a:Article)-[:REPOST_OF|VERSION_OF]->(b:Article) RETURN a.url AS copy, b.url AS original"


@dataclass(slots=True)
class Measured:
    """A loaded graph. ``arrival`` and ``final``: each article's story just after its batch, and at the end; one that
    is of none (a roundup) stands for itself."""

    graph: Graph
    arrival: dict[str, str]
    final: dict[str, str]
    headlines: dict[str, str]
    stamps: dict[str, datetime | None]
    seconds: float

    def families(self) -> dict[str, str]:
        """Articles to their copy family; an article without copies is one of its own."""
        above: dict[str, str] = {url: url for url in self.final}

        def root(url: str) -> str:
            while above[url] != url:
                url = above[url]
            return url

        for row in self.graph.rows(_COPIES):
            above[root(row["copy"])] = root(row["original"])
        return {url: root(url) for url in above}

    def families_told(self) -> dict[str, str]:
        """Articles to the family that ``kg story`` puts them in: there a credit joins what was told anew, too."""
        found = {url: url for url in self.final}
        for story in sorted(set(self.final.values()) - self.final.keys()):
            found.update({row["url"]: row["family"] for row in self.graph.ask("story", story).rows})
        return found

    def story_of(self, urls: Iterable[str]) -> str | None:
        """The graph's story that holds most of these articles."""
        held = Counter(self.final[url] for url in urls if url in self.final)
        return max(sorted(held), key=lambda s: held[s]) if held else None

    def first(self, story: str, by: str = "none") -> dict[str, set[str]]:
        """By group: the URLs that were first."""
        answers: dict[str, set[str]] = {}
        for row in self.graph.ask("first", story, by=by).rows:
            told = answers.setdefault(row["group"], set())
            if row["status"] == "first":
                told.add(row["url"])
        return answers

    def blind(self, story: str) -> set[object]:
        """The sides that are blind to a story."""
        return {row["group"] for row in self.graph.ask("gaps", story, by="side").rows if row["blindspot"]}

    def offsets(self, source: str) -> set[float]:
        """A source's learned clock offsets, in minutes."""
        rows = self.graph.ask("source", source).rows
        return {float(minutes) for row in rows for minutes in row["clock_offset_minutes"] or ()}


@contextmanager
def loaded(articles: Path | Sequence[Row], tables: Path | None = None) -> Iterator[Measured]:
    """A graph of its own, with sources, ratings and owners from ``tables`` first, then the articles."""
    with TemporaryDirectory(prefix="newskg-quality-") as folder:
        path = articles if isinstance(articles, Path) else _written(articles, Path(folder) / "articles.jsonl")
        graph = kg.open(str(Path(folder) / "graph.kgl"), write=True)
        try:
            for name in ("sources", "ratings", "owners") if tables else ():
                graph.load(name, str(tables / f"{name}.csv"), rejects=Path(folder) / "rejects")  # type: ignore[operator]
            arrival: dict[str, str] = {}
            watch = _Watch(graph, path, arrival)
            report = graph.load("articles", str(path), rejects=Path(folder) / "rejects", progress=watch.progress)
            rows = graph.rows(_ARTICLES)
            yield Measured(
                graph, arrival, {r["url"]: r["story"] for r in rows}, {r["url"]: r["headline"] or "" for r in rows},
                {r["url"]: r["published"] or r["first_seen"] for r in rows}, report.seconds,
            )  # fmt: skip
        finally:
            graph.close()


def within_the_hour(records: Sequence[Row], seed: int = 1) -> list[Row]:
    """The same records, those of one hour of arrival in another order. An archive's article, which doesn't say when
    it was seen, keeps to the hour of those beside it."""
    rng, hour, keyed = Random(seed), "", []
    for record in records:
        hour = max(hour, str(record.get("first_seen", ""))[:13])
        keyed.append((hour, rng.random(), record))
    return [record for _, _, record in sorted(keyed, key=lambda item: item[:2])]


class _Watch:
    """Notes the story of each article once the batch that brought it is written."""

    def __init__(self, graph: Graph, path: Path, arrival: dict[str, str]) -> None:
        with path.open(encoding="utf-8") as lines:
            self._ids = [article_id(json.loads(line)["url"], "", "", None) for line in lines]
        self._graph, self._arrival, self._done = graph, arrival, 0

    def progress(self, done: DocumentReport) -> None:
        """Called after each batch."""
        new = self._ids[self._done : done.read]
        self._done = max(self._done, done.read)
        for row in self._graph.rows(_PLACED, {"ids": new}) if new else ():
            self._arrival.setdefault(row["url"], row["story"])


def _written(records: Sequence[Mapping[str, Any]], path: Path) -> Path:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return path
