"""From a checked article record to an article of the graph. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from kg.ids import article_id, digest
from loaders.records import ArticleRecord
from loaders.sources import SourceBook
from loaders.stamps import Stamp

EXCERPT_CHARACTERS = 300
_SENTENCE_END = re.compile(r"[.!?…。！？](?=[\s\"»”’)]|$)")


@dataclass(frozen=True, slots=True)
class Article:
    """An article before enrichment. ``text_hash`` is None where the record had no text to compare."""

    id: str
    source: str
    source_name: str
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
        """The instant that counts: published, else first seen."""
        return self.published.at if self.published else self.first_seen

    @property
    def text_hash(self) -> str:
        """Hash of headline and text."""
        return digest(self.headline, self.text)


def from_record(record: ArticleRecord, book: SourceBook, fetched: datetime | None) -> Article:
    """Make an article. ``fetched``: when the input was fetched from the network, which is when we first saw it."""
    named = record.source or record.url or record.source_name or ""
    source = book.identify(named)
    if record.source_name and book.find(named) is None:
        source = book.find(record.source_name) or source
    first_seen = record.first_seen.at if record.first_seen else fetched
    published_day = record.published.at.date().isoformat() if record.published else None
    return Article(
        id=article_id(record.url, source, record.headline or record.text, published_day),
        source=source,
        source_name=record.source_name or (record.source or source),
        url=record.url,
        headline=record.headline or "",
        text=record.text or "",
        published=record.published,
        modified=record.modified,
        first_seen=first_seen,
        language=(record.language or "")[:2] or None,
        authors=tuple(record.authors),
        genre=record.genre,
        status=record.status,
        wire=record.wire,
        place=record.place,
    )


def merged(older: Article, newer: Article) -> Article:
    """Two records of one article: what the newer one says wins, and nothing never replaces something."""

    def pick(name: str) -> object:
        return getattr(newer, name) or getattr(older, name)

    seen = [s for s in (older.first_seen, newer.first_seen) if s]
    values = {name: pick(name) for name in Article.__slots__}
    return Article(**{**values, "first_seen": min(seen) if seen else None})  # type: ignore[arg-type]


def excerpt(text: str) -> str:
    """The first sentences, at most 300 characters; a longer first sentence is cut at a word.

    >>> excerpt("One thing happened. " * 3)
    'One thing happened. One thing happened. One thing happened.'
    """
    flat = " ".join(text[: 4 * EXCERPT_CHARACTERS].split())
    if len(flat) <= EXCERPT_CHARACTERS:
        return flat
    ends = [m.end() for m in _SENTENCE_END.finditer(flat, 0, EXCERPT_CHARACTERS)]
    if ends and ends[-1] > EXCERPT_CHARACTERS // 3:
        return flat[: ends[-1]]
    return flat[: EXCERPT_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
