"""Items of XML feeds (RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF), as they stand: dates in their own spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]

from loaders.readers._elements import RDF, XML, Parts, inherited, local, namespace_of, plain

ROOTS = frozenset({"rss", "rdf", "feed", "channel"})

_ADDRESS = re.compile(r"[<(]?(?:mailto:)?[^\s<>()@]+@[^\s<>()@]+[>)]?")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed, texts without markup, links resolved; ``line`` is where it begins."""

    line: int
    content: str  # the entry as it stands, where it has neither headline nor text
    link: str = ""
    headline: str = ""
    text: str = ""
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    language: str = ""
    id: str = ""
    source_link: str = ""
    source_name: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it says of itself, and its items in order."""

    name: str = ""
    link: str = ""
    items: Iterator[Item] = field(default_factory=lambda: iter(()))


def feed(root: etree._Element, address: str) -> Feed | None:
    """The feed in a document that came from ``address`` (empty where it is a file); None where there is none."""
    top = root if local(root) in ROOTS else next((e for e in root.iter(etree.Element) if local(e) in ROOTS), None)
    if top is None:
        return None
    channel = top if local(top) in {"feed", "channel"} else _child(top, "channel")
    about = Parts(channel if channel is not None else top, namespace_of(top))
    link = _link(about, address)
    language = about.first("language", "dc:language") or inherited(about.element, "lang")
    authors = _authors(about) if local(top) == "feed" else ()  # RFC 4287, 4.2.1: an entry without has its feed's
    entries = (e for e in top.iter(etree.Element) if local(e) in {"item", "entry"})
    items = (
        _item(e, address or link, language, authors) for e in entries if local(e.getparent()) not in {"item", "entry"}
    )
    return Feed(about.first("title", "dc:title"), link, items)


def _item(element: etree._Element, address: str, language: str, authors: tuple[str, ...]) -> Item:
    parts = Parts(element, namespace_of(element))
    source = next(parts.all("source"), None)
    inside = Parts(source, namespace_of(element)) if source is not None and len(source) else None
    published = parts.texts(
        "pubdate", "published", "issued", "dcterms:issued", "dcterms:created", "created", "dc:date", "date"
    )
    modified = parts.texts("updated", "modified", "dcterms:modified", "lastbuilddate", "lastmod")
    if stamp := next((v for k, v in element.attrib.items() if k.lower() == "lastmod"), ""):
        modified = (stamp, *modified)
    headline = " ".join(parts.first("title", "dc:title", "itunes:title", "media:title").split())
    text = _text(parts)
    return Item(
        line=element.sourceline or 0,
        content="" if headline or text else etree.tostring(element, encoding="unicode", with_tail=False)[:10_000],
        link=_link(parts, address) or _permalink(parts),
        headline=headline,
        text=text,
        published=published or modified,
        modified=modified,
        authors=_authors(parts) or (_authors(inside) if inside else ()) or authors,
        language=parts.first("language", "dc:language") or inherited(element, "lang") or language,
        id=parts.first("guid", "id", "dc:identifier") or element.get(f"{RDF}about", ""),
        source_link=_link(inside, address) if inside else source.get("url", "") if source is not None else "",
        source_name=inside.first("title") if inside else plain(source) if source is not None else "",
    )


def _text(parts: Parts) -> str:
    names = ("content:encoded", "content", "xhtml:body", "xhtml:div", "body", "fullitem", "description", "summary",
             "abstract", "dc:description", "itunes:summary", "itunes:subtitle", "media:description")  # fmt: skip
    group = next(parts.all("media:group"), None)  # YouTube's
    return parts.first(*names) or (Parts(group).first("media:description") if group is not None else "")


def _link(parts: Parts, address: str) -> str:
    """The page that an element stands for: an alternate link, best an HTML one, against its base."""
    found: list[tuple[int, str]] = []
    for element in parts.all("feedburner:origlink", "link"):
        href = (
            element.get("href") or element.get("link") or element.get(f"{RDF}resource") or "".join(element.itertext())
        )
        rel, media = element.get("rel", "alternate").lower(), element.get("type", "text/html").lower()
        if href.strip() and rel in {"", "alternate", "http://www.iana.org/assignments/relation/alternate"}:
            rank = 0 if local(element) == "origlink" else 1 if "html" in media else 2
            found.append((rank, _absolute(href, element, address)))
    if found:
        return min(found, key=lambda ranked: ranked[0])[1]
    href = next((v for k, v in parts.element.attrib.items() if k.lower() == "href"), "")  # CDF
    return _absolute(href, parts.element, address) if href.strip() else ""


def _permalink(parts: Parts) -> str:
    """An id that is the item's page: a guid unless it says it is none, an Atom id or rdf:about that is a URL."""
    ids = [e for e in parts.all("guid", "id") if e.get("isPermaLink", "true").lower() != "false"]
    texts = [*("".join(e.itertext()).strip() for e in ids), parts.element.get(f"{RDF}about", "").strip()]
    return next((text for text in texts if text.lower().startswith(("http://", "https://"))), "")


def _authors(parts: Parts) -> tuple[str, ...]:
    names = []
    for element in parts.all("author", "dc:creator", "dc:author", "itunes:author"):
        inside = Parts(element, namespace_of(element))
        name = inside.first("name") if len(element) else plain(element)
        if "@" in name:  # RSS 2.0: 'jane@daily.example (Jane Doe)'; an address alone names nobody
            name = _ADDRESS.sub(" ", name).strip(" ()<>\"'")
        names.append(" ".join(name.split()))
    return tuple(dict.fromkeys(name for name in names if name))


def _absolute(href: str, element: etree._Element, address: str) -> str:
    base = address
    for part in reversed([element, *element.iterancestors()]):
        base = _joined(base, part.get(f"{XML}base", "").strip())
    return _joined(base, "".join(href.split()))


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:  # '[' in a host that is no IPv6 address
        return href


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element.iterchildren(etree.Element) if local(child) == name), None)
