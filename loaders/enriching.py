"""The article stage: a batch of checked records in, a batch of the graph out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kg.ids import entity_id, name_key
from kg.ownership.disclosure import searched
from kg.store import Batch, Row, Store
from loaders import assigning, clocks, families
from loaders.articles import Article, completed, excerpt, from_record, merged
from loaders.assigning import Placed
from loaders.clusters import ClusterDays
from loaders.enrich.credits import Setting, credited
from loaders.enrich.entities import Document as NamedDocument
from loaders.enrich.entities import Found, Mention, Namer
from loaders.enrich.language import detect
from loaders.enrich.scoops import first_to_report
from loaders.enrich.sketches import Sketch, read_sketch, sketch
from loaders.families import Signed
from loaders.pipeline import Outcome
from loaders.records import ArticleRecord, Record
from loaders.sources import SourceBook, unrated
from loaders.window import Window

_DETECT_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Enriched:
    """An article with what was found. ``held``: its row in the graph, if it is there; ``sketch`` as it is to be.
    ``found`` is None where the graph has this text's names already."""

    article: Article
    held: Row | None
    language: str | None
    wire: str | None
    sketch: Sketch | None
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
        self._store, self._namer, self._keep_text = store, namer, keep_text
        self._book = SourceBook.of(store)
        self._window = Window(store)
        self._clusters = ClusterDays(store)

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
        shared = self._write_reposts(batch, [e for e in enriched if e.found or e.moved], load)
        placed = [Placed(e.article, e.language, e.held, shared.get(e.article.id, ())) for e in enriched]
        assigning.write_stories(batch, placed, self._clusters, load)
        stale = {story for e in enriched if e.moved and (story := e.story)}  # their spans or counts change
        for story in stale:
            batch.touch("Story", story)
        self._window.settle()
        clocks.mark_due(batch, {e.article.source for e in enriched if e.found or e.moved})
        unchanged = sum(counts[e.article.id] for e in enriched if e.found is None)
        return batch, Outcome(unchanged=unchanged, unsettled=_entities(batch))

    def closing(self) -> Batch:
        """The clocks of the outlets whose articles came."""
        return clocks.learned(self._store)

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
        told = article.id in languages
        language = languages[article.id] if told else article.language or (held["language"] if held else None)
        setting = Setting(self._book.agencies, language, self._book.country(article.source))
        wire = credited(article.text, article.authors, article.wire, article.url, setting)
        wire = wire or (held["wire"] if held else None)
        if told:
            return Enriched(article, held, language, wire, sketch(article.text), names[article.text_hash])
        known = read_sketch(held["sketch"]) if held and held["sketch"] else None
        return Enriched(article, held, language, wire, known, None)

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
            row["first_credits"] = list(first_to_report(article.text, one.language)) or ([] if one.held else None)
            row["word_count"] = len(article.text.split()) or None
            row["sketch"] = one.sketch.written() if one.sketch else "" if one.held else None
            row["enriched_by"] = found.model or f"no model for {one.language or 'an unknown language'}"
            row |= searched(article.text, one.language, self._book.names(article.source, article.source_name))
        batch.node("Article", row)
        self._write_source(batch, article)
        batch.edge("Source-PUBLISHED-Article", {"start": article.source, "end": article.id, "load": load})
        before = one.held["source"] if one.held else None
        if before and before != article.source:
            batch.gone.setdefault("Source-PUBLISHED-Article", []).append({"start": before, "end": article.id})

    def _write_source(self, batch: Batch, article: Article) -> None:
        """A source that is not known is made, marked unrated; one that only articles name takes the aptest name."""
        if not self._book.has(article.source):
            row = unrated(article.source, article.source_name)
        elif self._book.takes(article.source, article.source_name):
            row = {"id": article.source, "name": article.source_name, "name_key": name_key(article.source_name)}
        else:
            return
        batch.node("Source", row)
        self._book.learn(row)

    def _write_mentions(self, batch: Batch, enriched: Sequence[Enriched], load: str) -> None:
        entities: dict[str, Row] = {}
        written: set[tuple[str, str]] = set()
        for one in enriched:
            for mention in one.found.mentions if one.found else ():
                entity = mention.entity or entity_id(mention.kind, mention.name)
                entities.setdefault(entity, _entity(entity, mention))
                if mention.country:
                    entities[entity]["country"] = mention.country
                if (one.article.id, entity) in written:
                    continue
                written.add((one.article.id, entity))
                batch.edge("Article-MENTIONS-Entity", {
                    "start": one.article.id, "end": entity, "count": mention.count,
                    "first_offset": mention.first_offset, "surface_forms": list(mention.surface_forms),
                    "salience": mention.salience, "weak": mention.weak or None, "load": load,
                    "model": one.found.model if one.found else None,
                })  # fmt: skip
        if entities:
            batch.nodes["Entity"] = list(entities.values())
        again = [e.article.id for e in enriched if e.held]
        for row in self._window.mentioned(again):  # names that the article's new text no longer has
            if (row["id"], row["entity"]) not in written:
                batch.gone.setdefault("Article-MENTIONS-Entity", []).append({"start": row["id"], "end": row["entity"]})

    def _write_reposts(self, batch: Batch, enriched: Sequence[Enriched], load: str) -> Mapping[str, tuple[str, ...]]:
        """Write the families; returns for each article those whose text it has."""
        signed = [Signed(e.article, e.sketch, e.wire, rewritten=bool(e.found and e.held)) for e in enriched]
        copies = families.find(signed, self._window)
        for relation, copy, original in copies.gone:
            batch.gone.setdefault(f"Article-{relation}-Article", []).append({"start": copy, "end": original})
        for tie in copies.ties:
            batch.edge(f"Article-{tie.relation}-Article", {
                "start": tie.copy, "end": tie.original, "similarity": round(tie.similarity, 4),
                "evidence": tie.evidence, "load": load,
            })  # fmt: skip
        return copies.shared


def _entity(entity: str, mention: Mention) -> Row:
    """The node of a name. What isn't known is left out, so that it overwrites nothing."""
    row: Row = {"id": entity, "name": mention.name, "name_key": name_key(mention.name), "kind": mention.kind,
                "sort": mention.kind}  # fmt: skip
    if mention.aliases:
        row |= {"aliases": list(mention.aliases), "alias_keys": list(mention.alias_keys)}
    return row


def _entities(batch: Batch) -> tuple[str, ...]:
    """The entities whose mentions change."""
    mentions = "Article-MENTIONS-Entity"
    return tuple(sorted({row["end"] for some in (batch.edges, batch.gone) for row in some.get(mentions, ())}))
