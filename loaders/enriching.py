"""The article stage: a batch of checked records in, a batch of the graph out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kg.ids import entity_id, name_key
from kg.store import Batch, Row, Store
from loaders import families
from loaders.articles import Article, completed, excerpt, from_record, merged
from loaders.enrich import stories
from loaders.enrich.agencies import credited
from loaders.enrich.entities import Document as NamedDocument
from loaders.enrich.entities import Found, Namer
from loaders.enrich.language import detect
from loaders.enrich.reposts import Signature, read_signature, sign, write_signature
from loaders.families import Signed
from loaders.pipeline import Outcome
from loaders.records import ArticleRecord, Record
from loaders.sources import SourceBook, unrated
from loaders.window import Window

_DETECT_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Enriched:
    """An article with what was found. ``held``: its row in the graph, if it is there; ``signature`` as it is to be.
    ``found`` is None where the graph has this text's names already."""

    article: Article
    held: Row | None
    language: str | None
    wire: str | None
    signature: Signature | None
    found: Found | None

    @property
    def moved(self) -> bool:
        """Whether its instant, its outlet or its agency is another than in the graph, or it is new there."""
        if self.held is None:
            return True
        known = (self.held["instant"], self.held["source"], self.held["wire"])
        return known != (self.article.at, self.article.source, self.wire)

    @property
    def story(self) -> str | None:
        """The story that it belongs to already."""
        story: str | None = self.held["story"] if self.held else None
        return story


class ArticleStage:
    """Turns article records into what is written of them. Holds models, the sources and the window."""

    def __init__(self, store: Store, namer: Namer, *, keep_text: bool = False) -> None:
        self._namer, self._keep_text = namer, keep_text
        self._book = SourceBook.of(store)
        self._window = Window(store)

    def identity(self) -> str:
        """Options and models that decide what is written."""
        return json.dumps({"keep_text": self._keep_text, "models": self._namer.identity()}, sort_keys=True)

    def batch(self, records: Sequence[Record], load: str, fetched: datetime | None) -> tuple[Batch, Outcome]:
        """What is to be written for these records."""
        articles, counts = self._distinct(records, fetched)
        held = self._window.held(list(articles))
        enriched = self._enrich([completed(a, held[a.id]) if a.id in held else a for a in articles.values()], held)
        batch = Batch()
        for one in enriched:
            self._write_article(batch, one, load)
        self._write_mentions(batch, [e for e in enriched if e.found], load)
        self._write_reposts(batch, [e for e in enriched if e.found or e.moved], load)
        changed = self._write_stories(batch, [e for e in enriched if not e.story], load)
        stale = {story for e in enriched if e.moved and (story := e.story)}  # their spans or counts change
        for story in stale:
            batch.touch("Story", story)
        self._window.settle(changed, stale)
        unchanged = sum(counts[e.article.id] for e in enriched if e.found is None)
        return batch, Outcome(unchanged=unchanged, unsettled=_entities(batch))

    def _distinct(self, records: Sequence[Record], fetched: datetime | None) -> tuple[dict[str, Article], Counter[str]]:
        """Articles by id, and of how many records each is put together, the later one's values winning."""
        found: dict[str, Article] = {}
        counts: Counter[str] = Counter()
        for record in records:
            if not isinstance(record, ArticleRecord):
                raise TypeError(f"no article record: {type(record).__name__}")
            article = from_record(record, self._book, fetched)
            found[article.id] = merged(found[article.id], article) if article.id in found else article
            counts[article.id] += 1
        return found, counts

    def _enrich(self, articles: Sequence[Article], held: Mapping[str, Row]) -> list[Enriched]:
        languages = {
            a.id: a.language or detect(f"{a.headline}\n{a.text[:_DETECT_CHARACTERS]}")
            for a in articles
            if a.id not in held or not self._unchanged(a, held[a.id])
        }
        distinct = {
            a.text_hash: NamedDocument(a.headline, a.text, languages[a.id]) for a in articles if a.id in languages
        }
        names = dict(zip(distinct, self._namer.find(list(distinct.values())), strict=True)) if distinct else {}
        return [self._enriched(a, held.get(a.id), languages, names) for a in articles]

    def _enriched(
        self, article: Article, held: Row | None, languages: Mapping[str, str | None], names: Mapping[str, Found]
    ) -> Enriched:
        wire = credited(article.headline, article.text, article.authors, article.wire, self._book.agencies)
        wire = wire or (held["wire"] if held else None)
        if article.id in languages:
            return Enriched(article, held, languages[article.id], wire, sign(article.text), names[article.text_hash])
        signature = read_signature(held["signature"]) if held and held["signature"] else None
        language = article.language or (held["language"] if held else None)
        return Enriched(article, held, language, wire, signature, None)

    def _unchanged(self, article: Article, held: Row) -> bool:
        """Whether the graph has this text, and its names as the model of its language finds them."""
        if not article.text and held["text_hash"]:  # a record without text says nothing new about it
            return True
        language = article.language or held["language"]
        model = self._namer.model_for(language) if language else None
        return bool(held["text_hash"] == article.text_hash) and (model is None or held["enriched_by"] == model)

    def _write_article(self, batch: Batch, one: Enriched, load: str) -> None:
        article, found = one.article, one.found
        row: Row = {
            "id": article.id, "url": article.url, "headline": article.headline or None,
            "headline_key": name_key(article.headline) or None, "language": one.language,
            "authors": list(article.authors) or None, "genre": article.genre, "status": article.status,
            "wire": one.wire, "place": article.place, "first_seen": article.first_seen, "instant": article.at,
            "modified": article.modified.at if article.modified else None,
        }  # fmt: skip
        if stamp := article.published:
            row |= {"published": stamp.at, "published_precision": stamp.precision, "published_zone": stamp.zone,
                    "published_text": stamp.text}  # fmt: skip
        if article.text:
            row["excerpt"] = excerpt(article.text)
            row["text"] = article.text if self._keep_text else None
        if found is not None:
            row["text_hash"] = article.text_hash
            row["word_count"] = len(article.text.split()) or None
            row["signature"] = write_signature(one.signature) if one.signature else "" if one.held else None
            row["enriched_by"] = found.model or f"no model for {one.language or 'an unknown language'}"
        batch.node("Article", row)
        self._write_source(batch, article)
        batch.edge("Source-PUBLISHED-Article", {"start": article.source, "end": article.id, "load": load})
        before = one.held["source"] if one.held else None
        if before and before != article.source:
            batch.gone.setdefault("Source-PUBLISHED-Article", []).append({"start": before, "end": article.id})

    def _write_source(self, batch: Batch, article: Article) -> None:
        """A source that no record described is made, marked unrated; one that is known is left alone."""
        if not self._book.has(article.source):
            row = unrated(article.source, article.source_name)
            batch.node("Source", row)
            self._book.learn(row)

    def _write_mentions(self, batch: Batch, enriched: Sequence[Enriched], load: str) -> None:
        entities: dict[str, Row] = {}
        written: set[tuple[str, str]] = set()
        for one in enriched:
            for mention in one.found.mentions if one.found else ():
                entity = entity_id(mention.kind, mention.name)
                entities.setdefault(entity, {"id": entity, "name": mention.name, "name_key": name_key(mention.name),
                                             "kind": mention.kind, "sort": mention.kind})  # fmt: skip
                if (one.article.id, entity) in written:
                    continue
                written.add((one.article.id, entity))
                batch.edge("Article-MENTIONS-Entity", {
                    "start": one.article.id, "end": entity, "count": mention.count,
                    "first_offset": mention.first_offset, "surface_forms": list(mention.surface_forms),
                    "salience": mention.salience, "model": one.found.model if one.found else None, "load": load,
                })  # fmt: skip
        if entities:
            batch.nodes["Entity"] = list(entities.values())
        again = [e.article.id for e in enriched if e.held]
        for row in self._window.mentioned(again):  # names that the article's new text no longer has
            if (row["id"], row["entity"]) not in written:
                batch.gone.setdefault("Article-MENTIONS-Entity", []).append({"start": row["id"], "end": row["entity"]})

    def _write_reposts(self, batch: Batch, enriched: Sequence[Enriched], load: str) -> None:
        signed = [Signed(e.article, e.signature, e.wire, rewritten=bool(e.found and e.held)) for e in enriched]
        copies = families.find(signed, self._window)
        for copy, original in copies.gone:
            batch.gone.setdefault("Article-REPOST_OF-Article", []).append({"start": copy, "end": original})
        for repost in copies.reposts:
            batch.edge("Article-REPOST_OF-Article", {
                "start": repost.copy, "end": repost.original, "similarity": round(repost.similarity, 4),
                "evidence": repost.evidence, "load": load,
            })  # fmt: skip

    def _write_stories(self, batch: Batch, enriched: Sequence[Enriched], load: str) -> set[str]:
        candidates = [
            stories.Candidate(
                e.article.id, e.article.headline, e.article.at,
                stories.vector(e.article.headline, e.article.text, e.language),
            )
            for e in enriched
        ]  # fmt: skip
        index = self._window.stories_for(c.at for c in candidates)
        assignments, changed = stories.assign(candidates, index)
        for done in assignments:
            batch.edge("Article-PART_OF-Story", {"start": done.article, "end": done.story, "score": done.score,
                                                 "method": stories.METHOD, "load": load})  # fmt: skip
        for story_id in sorted(changed):
            story = index.stories[story_id]
            batch.node("Story", {
                "id": story.id, "headline": story.headline or None, "headline_key": name_key(story.headline) or None,
                "terms": list(story.terms), "weights": list(story.terms.values()),
            })  # fmt: skip
            batch.touch("Story", story_id)
        return changed


def _entities(batch: Batch) -> tuple[str, ...]:
    """The entities whose mentions change."""
    mentions = "Article-MENTIONS-Entity"
    return tuple(sorted({row["end"] for some in (batch.edges, batch.gone) for row in some.get(mentions, ())}))
