"""Text out of HTML of strangers: nothing is fetched, run or trusted, and neither depth nor size can hurt."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

# Elements of the HTML standard whose content is no prose, and those that stand on lines of their own.
_SILENT_NAMES = "script style template noscript svg math head title select textarea"
_BLOCK_NAMES = (
    "address article aside blockquote br caption center dd details div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul"
)
_SILENT, _BLOCKS = frozenset(_SILENT_NAMES.split()), frozenset(_BLOCK_NAMES.split())
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:a|abbr|acronym|article|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|embed|figure|font|form|"
    r"h[1-6]|hr|i|iframe|img|ins|li|object|ol|p|param|pre|q|s|script|section|small|span|strike|strong|style|sub|sup|table|tbody|"
    r"td|th|tr|tt|u|ul|video)(?:\s[^<>]*)?/?>|<!--|&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,31});",
    re.IGNORECASE,
)
_SILENT_SOURCE = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")


def looks_like_html(text: str) -> bool:
    """Whether a text that does not say so is HTML: it has a tag of HTML's or a character reference.

    >>> looks_like_html("Tea &amp; <b>cake</b>"), looks_like_html("5 < 6 & 7 > 6")
    (True, False)
    """
    return _LOOKS_LIKE_HTML.search(text) is not None


def text_of(markup: str) -> str:
    """The prose of a piece of HTML: scripts and styles dropped, a line for each block, space collapsed.

    >>> text_of("<p>Tea &amp; <b>cake</b></p><script>alert(1)</script><p>at five</p>")
    'Tea & cake\\nat five'
    """
    if "<" not in markup:
        return _collapsed(html.unescape(markup))
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(f"<div>{markup}</div>".encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    # Past its limits of depth and size the parser drops what follows; crude stripping keeps all the words.
    if root is None or any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        return _collapsed(html.unescape(_TAG.sub("\n", _SILENT_SOURCE.sub("\n", markup))))
    return _collapsed("".join(_prose(root)))


def _prose(root: etree._Element) -> Iterator[str]:
    silent: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag
        if event == "start":
            if silent is None and name in _SILENT:
                silent = element
            if silent is None:
                yield "\n" if name in _BLOCKS else "\t" if name in {"td", "th"} else ""
                yield (element.text or "").replace("\n", " ")
        else:
            if element is silent:
                silent = None
            if silent is None:
                yield "\n" if name in _BLOCKS else ""
                yield (element.tail or "").replace("\n", " ")


def _collapsed(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
