"""Elements of XML feeds by vocabulary and local name, and the plain text in them.

Prefixes, letter case and the many namespaces that RSS and Atom have had do not matter.
"""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Iterator
from xml.sax.saxutils import escape

from lxml import etree  # type: ignore[import-untyped]

from loaders.readers._markup import looks_like_html, text_of

XML = "{http://www.w3.org/XML/1998/namespace}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_VOCABULARIES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://search.yahoo.com/mrss/": "media",
}
_OWN = (
    "http://purl.org/rss/1.0/", "http://my.netscape.com/", "http://channel.netscape.com/", "http://www.w3.org/2005/atom",
    "http://purl.org/atom/", "http://backend.userland.com/", "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/net/rss",
)  # fmt: skip
_HTML_TYPES = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})
_TEXT_TYPES = frozenset({"text", "text/plain"})


class Parts:
    """The children of an element by vocabulary and local name, in order."""

    def __init__(self, element: etree._Element, own: str = "") -> None:
        self.element = element
        self._found: defaultdict[tuple[str, str], list[etree._Element]] = defaultdict(list)
        for child in element.iterchildren(etree.Element):
            self._found[_name(child, own)].append(child)

    def all(self, *names: str) -> Iterator[etree._Element]:
        """Children called by any of the names (``dc:date``, or ``link`` for a feed's own), name by name."""
        for name in names:
            vocabulary, _, local = name.rpartition(":")
            yield from self._found.get((vocabulary, local), ())

    def texts(self, *names: str) -> tuple[str, ...]:
        """Their texts, markup taken out, empty ones and repetitions left out."""
        return tuple(dict.fromkeys(text for element in self.all(*names) if (text := plain(element))))

    def first(self, *names: str) -> str:
        return next((text for element in self.all(*names) if (text := plain(element))), "")


def local(element: etree._Element) -> str:
    """The name of an element without namespace or prefix, in small letters."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def inherited(element: etree._Element, name: str) -> str:
    return next((value for part in [element, *element.iterancestors()] if (value := part.get(XML + name))), "")


def namespace_of(element: etree._Element) -> str:
    return str(element.tag)[1:].rpartition("}")[0]


def plain(element: etree._Element) -> str:
    """The text of an element, whatever way it carries it: plain, escaped or inline HTML, or base64 (Atom 0.3)."""
    kind = element.get("type", "").lower().partition(";")[0].strip()
    if element.get("mode") == "base64":
        try:
            raw = base64.b64decode("".join(element.itertext()), validate=False).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return ""
        return text_of(raw) if kind in _HTML_TYPES or looks_like_html(raw) else raw.strip()
    if len(element):
        return text_of(_inside(element))
    raw = element.text or ""
    if kind and kind not in _HTML_TYPES and not kind.startswith("text") and local(element) == "content":
        return ""  # Atom: a picture or a recording
    if kind in _HTML_TYPES or (kind not in _TEXT_TYPES and looks_like_html(raw)):
        return text_of(raw)
    return raw.strip()


def _inside(element: etree._Element) -> str:
    """Inline markup as HTML without prefixes: ``<xhtml:p>`` is a paragraph too."""
    pieces = [escape(element.text or "")]
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if part is not element:
            text = part.text if event == "start" else part.tail
            pieces.append(f"<{'/' if event == 'end' else ''}{local(part)}>" + escape(text or ""))
    return "".join(pieces)


def _name(element: etree._Element, own: str) -> tuple[str, str]:
    """(vocabulary, local name); the vocabulary of a feed's own elements is empty, of unknown ones their namespace."""
    namespace = namespace_of(element)
    plain_namespace = namespace.lower().replace("https:", "http:")
    prefix, _, name = str(element.tag).rpartition("}")[2].rpartition(":")  # a prefix that is nowhere declared
    if plain_namespace in _VOCABULARIES:
        return _VOCABULARIES[plain_namespace], name.lower()
    if prefix:
        return "" if prefix.lower() in {"rss", "atom"} else prefix.lower(), name.lower()
    ours = namespace in {"", own} or (plain_namespace.startswith(_OWN) and "/modules/" not in plain_namespace)
    return "" if ours else namespace, name.lower()
