"""News feeds: RSS, Atom, CDF and JSON Feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from kg.errors import InputError, Place
from kg.ids import canonical_url, registered_domain
from loaders import stamps
from loaders.documents import Document
from loaders.readers import _feedxml, _jsonfeed
from loaders.readers._jsontext import is_json_feed, loads
from loaders.readers._languages import language_code
from loaders.readers._xml import decoded, encoding_of, parsed
from loaders.reading import Bad, Options, Raw, Reader

_ROOT = re.compile(r"(?:\w+:)?(?:rss|rdf|feed|channel)\b", re.IGNORECASE)
_PROLOGUE_CHARS = 1 << 14
_PROLOGUE = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)


def _sniff(document: Document) -> int:
    head = document.head()
    text = head.decode(encoding_of(document, head[:1024]), "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return 90 if is_json_feed(text) else 0
    # Text before the first element is a slip of the server.
    _, began, root = _PROLOGUE.sub("", text[:_PROLOGUE_CHARS]).partition(
        "<"
    )  # text before the first element is a server's slip
    if began:
        return 90 if _ROOT.match(root) else 0
    return 30 if text.startswith("<?xml") else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    place = Place(document.location)
    text = decoded(document)
    address = document.final_url or (document.location if _is_web(document.location) else "")
    cut_off = False
    if text.lstrip().startswith("{"):
        feed = _jsonfeed.feed(_object(text, place), address)
    else:
        xml = parsed(text, place)
        feed, cut_off = _feedxml.feed(xml.root, address), xml.cut_off
    if feed is None:
        raise InputError("not a feed (no RSS, Atom, CDF or JSON Feed in it)", "check the address", place=place)
    home = _domain(feed.link) or _domain(address)
    for item in feed.items:
        yield _record(item, feed, home, document)
    if cut_off:
        yield Bad(text[-1_000:], "the feed ends before it is complete", place)


def _record(item: _feedxml.Item, feed: _feedxml.Feed, home: str | None, document: Document) -> Raw | Bad:
    place = Place(document.location, item.line)
    if not item.headline and not item.text:
        return Bad(item.content, "an entry with neither headline nor text", place)
    source, name = _source(item, feed, home)
    fields = {
        "url": item.link if _is_page(item.link) else None,
        "headline": item.headline,
        "text": item.text,
        "published": _readable(item.published),
        "modified": _readable(item.modified),
        "first_seen": document.fetched.isoformat() if document.fetched else None,
        "language": language_code(item.language),
        "authors": list(item.authors),
        "source": source,
        "source_name": name,
        "id": item.id,
    }
    return Raw("article", {key: value for key, value in fields.items() if value}, place)


def _source(item: _feedxml.Item, feed: _feedxml.Feed, home: str | None) -> tuple[str | None, str | None]:
    """Domain and name of the outlet: the item's own where the feed gathers those of others, as aggregators do."""
    page, credited = _domain(item.link), _domain(item.source_link)
    if page and home and page != home:
        return page, item.source_name if credited == page else None
    if credited and credited != (page or home):
        return credited, item.source_name
    return page or home, feed.name


def _readable(candidates: tuple[str, ...]) -> str | None:
    """The first date that can be read, in its own spelling. One that can't be is no reason to lose the article."""
    for text in candidates:
        try:
            stamps.parse(text)
        except ValueError:
            continue
        return text
    return None


def _object(text: str, place: Place) -> dict[str, object]:
    try:
        data = loads(text)
    except ValueError as error:
        raise InputError(str(error), "check the download", place=place) from error
    return data if isinstance(data, dict) else {}


def _is_web(location: str) -> bool:
    return location.lower().startswith(("http://", "https://"))


def _is_page(link: str) -> bool:
    try:
        canonical_url(link)
    except ValueError:
        return False
    return True


def _domain(url: str) -> str | None:
    try:
        return registered_domain(url) if _is_web(url) and urlsplit(url).hostname else None
    except ValueError:
        return None


READER = Reader(
    name="feed",
    summary="News feeds: RSS 0.9x to 2.0, Atom, CDF and JSON Feed.",
    kinds=("article",),
    sniff=_sniff,
    read=_read,
    example="kg load articles https://daily.example/rss.xml",
    suffixes=(".rss", ".atom", ".xml", ".rdf"),
)
