"""From a checked article record to an article of the graph. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from kg.ids import article_id, digest
from kg.store import Row
from loaders.enrich.furniture import without_furniture
from loaders.enrich.marks import mark
from loaders.records import ArticleRecord
from loaders.sources import SourceBook
from loaders.stamps import Stamp, sharper

EXCERPT_CHARACTERS = 300
_EPOCH = date(1970, 1, 1)
_A_DAY = timedelta(days=1)
"""Zones differ by up to 26 hours: a local time labelled UTC may lie half a day ahead and is still a clock's."""
_SENTENCE_END = re.compile(r"[.!?…。！？](?=[\s\"»”’)]|$)")


@dataclass(frozen=True, slots=True)
class Article:
    """An article before enrichment. ``source_stated``: its record names the outlet, rather than its URL alone."""

    id: str
    source: str
    source_name: str
    source_stated: bool
    url: str | None
    headline: str
    text: str
    published: Stamp | None
    modified: Stamp | None
    first_seen: datetime | None
    language: str | None
    authors: tuple[str, ...]
    genre: str | None
    status: str | None
    wire: str | None
    place: str | None

    @property
    def at(self) -> datetime | None:
        """The instant that counts: published, else first seen. A stamp that can't be (the first day that clocks know,
        a day to come, or more than a day after the article was seen) is as good as none."""
        stamp = self.published.at if self.published else None
        latest = (self.first_seen or datetime.now(UTC)) + _A_DAY
        if stamp and (stamp.date() == _EPOCH or stamp > latest):
            return self.first_seen
        return stamp or self.first_seen

    @property
    def text_hash(self) -> str:
        """Hash of headline and text."""
        return digest(self.headline, self.text)


def from_record(record: ArticleRecord, book: SourceBook, fetched: datetime | None) -> Article:
    """Make an article. ``fetched``: when the input was fetched from the network, which is when we first saw it."""
    named = record.source or record.url or record.source_name or ""
    source, stated = book.identify(named), record.source is not None
    if record.source_name and not book.has(source) and (known := book.find(record.source_name)):
        source, stated = known, True
    says = mark(record.headline or "", record.text or "")
    published_day = record.published.at.date().isoformat() if record.published else None
    return Article(
        id=article_id(record.url, source, record.headline or record.text, published_day),
        source=source,
        source_name=record.source_name or record.source or source,
        source_stated=stated,
        url=record.url,
        headline=record.headline or "",
        text=record.text or "",
        published=record.published,
        modified=record.modified,
        first_seen=record.first_seen.at if record.first_seen else fetched,
        language=record.language,
        authors=tuple(record.authors),
        genre=record.genre or (says if says == "roundup" else None),
        status=record.status or ("corrected" if says == "correction" else None),
        wire=record.wire,
        place=record.place,
    )


def merged(older: Article, newer: Article) -> Article:
    """Two records of one article: what the newer one says wins, and nothing never replaces something."""

    def pick(name: str) -> object:
        return getattr(newer, name) or getattr(older, name)

    named = newer if newer.source_stated or not older.source_stated else older
    values = {name: pick(name) for name in Article.__slots__}
    values |= {
        "source": named.source,
        "source_name": named.source_name,
        "published": sharper(older.published, newer.published),
        "first_seen": _earliest(older.first_seen, newer.first_seen),
    }
    return Article(**values)  # type: ignore[arg-type]


def completed(article: Article, held: Row) -> Article:
    """An article with what its record leaves open as the graph has it: ``held`` is a row of ``Window.held``."""
    stamp = None
    if held["published"]:
        stamp = Stamp(*(held[f"published{part}"] for part in ("", "_precision", "_zone", "_text")))
    return replace(
        article,
        source=article.source if article.source_stated else held["source"] or article.source,
        headline=article.headline or held["headline"] or "",
        published=sharper(stamp, article.published),
        first_seen=_earliest(held["first_seen"], article.first_seen),
    )


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((i for i in instants if i), default=None)


def excerpt(text: str) -> str:
    """The first sentences, at most 300 characters, page furniture left out; a longer first sentence is cut at a word.

    >>> excerpt("One thing happened. " * 3)
    'One thing happened. One thing happened. One thing happened.'
    """
    flat = " ".join(without_furniture(text)[: 4 * EXCERPT_CHARACTERS].split())
    if len(flat) <= EXCERPT_CHARACTERS:
        return flat
    ends = [m.end() for m in _SENTENCE_END.finditer(flat, 0, EXCERPT_CHARACTERS)]
    if ends and ends[-1] > EXCERPT_CHARACTERS // 3:
        return flat[: ends[-1]]
    return flat[: EXCERPT_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
