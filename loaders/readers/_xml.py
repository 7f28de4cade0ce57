"""XML of strangers: decoded, mended and parsed so that it can neither blow up, nor read a file, nor reach a network."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from html.entities import html5
from xml.sax.saxutils import escape

from lxml import etree  # type: ignore[import-untyped]

from kg.errors import InputError, Place
from loaders.documents import Document
from loaders.lines import decode

MAX_BYTES = 64 << 20
"""Of one feed, unpacked. The largest in fastfeedparser's own benchmark are some MB; podcasts' reach 20."""

_BEFORE = re.compile(r"\A[^<]*+(?:<\?xml\b[^>]*>)?")
_DECLARED_ENCODING = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_MAX_DOCTYPE_CHARS = 1 << 14  # a longer one stays, and its entities stay unresolved
_PROLOGUE = re.compile(r"(?>\s+|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
_DOCTYPE = re.compile(
    r"<!DOCTYPE\b[^\[<>]*+(?:\[(?>[^\]\"'<]|<!--.*?-->|<|\"[^\"]*+\"|'[^']*+')*+\]\s*+)?>", re.DOTALL | re.IGNORECASE
)
_ENTITY = re.compile(r"<!ENTITY\s+([\w.:-]+)\s+(?:([\"'])(.*?)\2|(SYSTEM|PUBLIC)\b)", re.DOTALL)
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# CDATA and comments stand as they are; elsewhere each ampersand must begin a reference that XML knows, each < a tag.
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z_][\w.:-]{0,63};)?"
    r"|<(?![\w/!?:])",
    re.DOTALL,
)
# Characters 128 to 159 are no letters: where they stand in a text, windows-1252 was meant (as browsers take it).
_C1 = {code: html.unescape(f"&#{code};") for code in range(0x80, 0xA0) if code != 0x85}
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class Xml:
    """A parsed document; ``cut_off`` where it ends before its root element does."""

    root: etree._Element
    cut_off: bool


def parse(document: Document) -> Xml:
    """The tree of a document, ill-formed places mended as far as can be.

    Raises InputError for what is no XML, too large, nested too deeply, or declares entities that expand or read files.
    """
    return parsed(decoded(document), Place(document.location))


def decoded(document: Document, max_bytes: int = MAX_BYTES) -> str:
    """The whole text: by byte order mark, HTTP charset, XML declaration, and else a guess; bad bytes become U+FFFD."""
    with document.open() as stream:
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InputError(
            f"larger than the {max_bytes >> 20} MiB that are read of one feed",
            "split it",
            place=Place(document.location),
        )
    if not data.strip():
        raise InputError("empty", "check the download", place=Place(document.location))
    return data.decode(encoding_of(document, data[:1024]), "replace").removeprefix("\ufeff")


def encoding_of(document: Document, head: bytes) -> str:
    """The encoding of an XML document whose first bytes are ``head`` (XML 1.0, appendix F)."""
    for start, name in _WIDE:
        if head.startswith(start):
            return name
    found = _DECLARED_ENCODING.search(head)
    named = found[1].decode("ascii") if found else None
    # A declaration that can be read as ASCII does not stand in UTF-16, whatever it says.
    if named and re.match(r"(?i)utf-?_?(16|32)|ucs|iso-10646", named):
        named = None
    for charset in [c for c in (document.charset, named) if c] or [None]:
        encoding = decode(replace(document, charset=charset))
        if encoding.certain:
            break
    return encoding.name


def parsed(text: str, place: Place) -> Xml:
    """The tree of an XML text; see ``parse``."""
    mended = mend(text, place)
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(mended.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"no XML ({error.msg})", "check what the server sent", place=place) from error
    if root is None:
        raise InputError("no XML element in it", "check what the server sent", place=place)
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise InputError("XML nested too deeply, or one text in it over 10 MB", "it is no feed to trust", place=place)
    name = (f"{root.prefix}:" if root.prefix else "") + str(root.tag).rpartition("}")[2]
    return Xml(root, cut_off=len(root) > 0 and f"</{name}" not in mended)


def mend(text: str, place: Place) -> str:
    """Text that a parser takes: no declaration, no DOCTYPE, no characters XML forbids, every reference a known one."""
    # Whatever is taken off leaves its line ends, so that line numbers hold.
    text = _BEFORE.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    entities: dict[str, str] = {}
    start = found.end() if (found := _PROLOGUE.match(text)) else 0
    if doctype := _DOCTYPE.match(text, start, start + _MAX_DOCTYPE_CHARS):
        entities = _entities(doctype[0], place)
        text = text[: doctype.start()] + "\n" * doctype[0].count("\n") + text[doctype.end() :]
    room = MAX_BYTES

    def known(found: re.Match[str]) -> str:
        nonlocal room
        if not found[0].startswith("&"):
            return "&lt;" if found[0] == "<" else found[0]
        value = _reference((found[1] or "").rstrip(";"), entities)
        room -= len(value)
        if room < 0:
            raise InputError("its entities expand beyond all bounds", "it is no feed to trust", place=place)
        return value

    return _NOT_XML.sub("", _REFERENCE.sub(known, text.translate(_C1)))


def _reference(name: str, entities: dict[str, str]) -> str:
    if name in _XML_OWN:
        return f"&{name};"
    if name.startswith("#"):
        return escape(html.unescape(f"&{name};"))
    value = entities.get(name, html5.get(f"{name};"))
    return escape(value) if value is not None else f"&amp;{name};" if name else "&amp;"


def _entities(doctype: str, place: Place) -> dict[str, str]:
    """The harmless entities of a DOCTYPE. Parameter entities and external subsets are passed over, never read."""
    found: dict[str, str] = {}
    for name, _, value, external in _ENTITY.findall(doctype):
        nested = [n for n in re.findall(r"&([^;\s]*);", value) if n not in _XML_OWN and not n.startswith("#")]
        if external or nested or "%" in value:
            what = f"its DOCTYPE declares the entity {name[:40]!r}, which refers to " + (
                "a file" if external else "others"
            )
            raise InputError(what, "such a feed is not read: get it without its DOCTYPE", place=place)
        found.setdefault(name, html.unescape(value))
    return found
