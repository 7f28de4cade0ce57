"""Text in XML 1.0."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from kg.export.values import Scalar, text

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""https://www.w3.org/TR/xml/#charsets"""


def legal(value: str) -> str:
    """Text that XML can hold: other characters as escapes, line ends as line feeds, as a parser would make them.

    >>> print(legal("a\\x0bb"))
    a\\x0bb
    """
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    return _ILLEGAL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), unified)


def attribute(value: Scalar) -> str:
    """A value in quotation marks."""
    return quoteattr(text(value))


def content(value: Scalar) -> str:
    """A value between tags."""
    return escape(text(value))
