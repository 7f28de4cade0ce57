"""The article stage: a batch of checked records in, a batch of the graph out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kg.ids import entity_id, name_key
from kg.store import Batch, Row, Store
from loaders import families
from loaders.articles import Article, excerpt, from_record, merged
from loaders.enrich import stories
from loaders.enrich.agencies import credited
from loaders.enrich.entities import Document as NamedDocument
from loaders.enrich.entities import Found, Namer
from loaders.enrich.language import detect
from loaders.enrich.reposts import Signature, sign, write_signature
from loaders.families import Signed
from loaders.pipeline import Outcome
from loaders.records import ArticleRecord, Record
from loaders.sources import SourceBook
from loaders.window import Window

_DETECT_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Enriched:
    """An article with what was found. ``found`` is None where the graph already has this text's names."""

    article: Article
    language: str | None
    wire: str | None
    signature: Signature | None
    found: Found | None


class ArticleStage:
    """Turns article records into what is written of them. Holds models, the sources and the window."""

    def __init__(self, store: Store, namer: Namer, *, keep_text: bool = False) -> None:
        self._namer, self._keep_text = namer, keep_text
        self._book = SourceBook.of(store)
        self._window = Window(store)
        self._known_sources: set[str] = set()

    def identity(self) -> str:
        """Options and models that decide what is written."""
        return json.dumps({"keep_text": self._keep_text, "models": self._namer.identity()}, sort_keys=True)

    def batch(self, records: Sequence[Record], load: str, fetched: datetime | None) -> tuple[Batch, Outcome]:
        """What is to be written for these records."""
        articles = self._distinct(records, fetched)
        held = self._window.held([a.id for a in articles])
        fresh = [a for a in articles if not self._unchanged(a, held.get(a.id))]
        enriched = self._enrich(articles, {a.id for a in fresh})
        batch = Batch()
        for one in enriched:
            self._write_article(batch, one, load)
        self._write_mentions(batch, enriched, held, load)
        self._write_reposts(batch, enriched, load)
        self._write_stories(batch, [e for e in enriched if not _story_of(held.get(e.article.id))], load)
        for article in articles:  # of those that stay where they are, the story's span may have changed
            if story := _story_of(held.get(article.id)):
                batch.touch("Story", story)
        return batch, Outcome(unchanged=len(articles) - len(fresh))

    def _distinct(self, records: Sequence[Record], fetched: datetime | None) -> list[Article]:
        """Articles by id: several records of one article are put together, the later one's values winning."""
        found: dict[str, Article] = {}
        for record in records:
            if not isinstance(record, ArticleRecord):
                raise TypeError(f"no article record: {type(record).__name__}")
            article = from_record(record, self._book, fetched)
            found[article.id] = merged(found[article.id], article) if article.id in found else article
        return list(found.values())

    def _unchanged(self, article: Article, held: Row | None) -> bool:
        if held is None or held["text_hash"] is None:
            return False
        if not article.text:  # a record without text says nothing new about it
            return True
        model = self._namer.model_for(article.language) if article.language else None
        same_text = held["text_hash"] == article.text_hash
        return same_text and (article.language is None or model is None or held["enriched_by"] == model)

    def _enrich(self, articles: Sequence[Article], fresh: set[str]) -> list[Enriched]:
        languages = {
            a.id: a.language or detect(f"{a.headline}\n{a.text[:_DETECT_CHARACTERS]}") for a in articles if a.id in fresh
        }
        distinct: dict[str, NamedDocument] = {
            a.text_hash: NamedDocument(a.headline, a.text, languages[a.id]) for a in articles if a.id in fresh
        }
        names = dict(zip(distinct, self._namer.find(list(distinct.values())), strict=True)) if distinct else {}
        return [
            Enriched(
                article=a,
                language=languages.get(a.id) or a.language,
                wire=credited(a.headline, a.text, a.authors, a.wire, self._book.agencies),
                signature=sign(a.text) if a.id in fresh else None,
                found=names[a.text_hash] if a.id in fresh else None,
            )
            for a in articles
        ]

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
            row["signature"] = write_signature(one.signature) if one.signature else None
            row["enriched_by"] = found.model or f"no model for {one.language or 'an unknown language'}"
        batch.node("Article", row)
        self._write_source(batch, article)
        batch.edge("Source-PUBLISHED-Article", {"start": article.source, "end": article.id, "load": load})

    def _write_source(self, batch: Batch, article: Article) -> None:
        """A source that no record described is made, marked unrated; the name of one that is known is left alone."""
        if article.source in self._known_sources:
            return
        self._known_sources.add(article.source)
        if self._book.find(article.source) is None:
            row = {"id": article.source, "name": article.source_name, "name_key": name_key(article.source_name),
                   "kind": "unrated", "listed": False}  # fmt: skip
            batch.node("Source", row)
            self._book.learn(row)

    def _write_mentions(self, batch: Batch, enriched: Sequence[Enriched], held: dict[str, Row], load: str) -> None:
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
        again = [e.article.id for e in enriched if e.found and e.article.id in held]
        for row in self._window.mentioned(again):  # names that the article's new text no longer has
            if (row["id"], row["entity"]) not in written:
                batch.gone.setdefault("Article-MENTIONS-Entity", []).append({"start": row["id"], "end": row["entity"]})

    def _write_reposts(self, batch: Batch, enriched: Sequence[Enriched], load: str) -> None:
        signed = [Signed(e.article, e.signature, e.wire) for e in enriched if e.signature]
        copies = families.find(signed, self._window)
        for copy, original in copies.gone:
            batch.gone.setdefault("Article-REPOST_OF-Article", []).append({"start": copy, "end": original})
        for repost in copies.reposts:
            batch.edge("Article-REPOST_OF-Article", {
                "start": repost.copy, "end": repost.original, "similarity": round(repost.similarity, 4),
                "evidence": repost.evidence, "load": load,
            })  # fmt: skip

    def _write_stories(self, batch: Batch, enriched: Sequence[Enriched], load: str) -> None:
        candidates = [
            stories.Candidate(
                e.article.id, e.article.headline, e.article.at,
                stories.vector(e.article.headline, e.article.text, e.language),
            )
            for e in enriched
        ]  # fmt: skip
        index = self._window.prepare_stories(c.at for c in candidates)
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
        self._window.settle_stories(changed)


def _story_of(held: Row | None) -> str | None:
    return held["story"] if held else None
