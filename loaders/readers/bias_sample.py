"""The Article-Bias-Prediction sample (ramybaly): full texts of US outlets, in JSON lines with its own field names.

Its ``bias`` and ``bias_text`` are ratings that somebody gave the article; they are no facts of it, and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kg.errors import Place
from loaders.documents import Document
from loaders.lines import lines
from loaders.readers._jsontext import loads
from loaders.reading import Bad, Options, Raw, Reader

_SIGNS = frozenset({"bias_text", "topic", "source", "title", "content", "url"})
_HEAD_BYTES = 1 << 20
_NO_TEXT = frozenset(
    {
        "",
        "ad",
        "advertisement",
        "advertisement:",
        "story continued below",
        "advertisement continue reading the main story",
    }
)
"""Lines that a page's layout left in: the commonest of those that the sample's own cleaning takes out."""

# The tokeniser's quotes are `` and ''; it sets off punctuation, brackets, currency signs and English enclitics.
_REPAIRS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<!\S)`` ", '"'),
        (r"(?:(?<=\S) | ?(?<!\S))''(?![^\s.,;:!?)\]])", '"'),
        (r" (?=(?:n't|n’t|'(?:s|re|ve|ll|d|m)|’(?:s|re|ve|ll|d|m))(?![^\W_]))", ""),
        (r"(?<=\S) ([’']) (?=(?:s|t|re|ve|ll|d|m)(?![^\W_]))", r"\1"),
        (r"(?<=\b[OD]) ’ (?=[A-Z])", "’"),  # O ’ Brien
        (r"(?<=[“‘(\[{]) +", ""),
        (r"(?<! ) +(?=[”)\]}])", ""),
        (r"(?<! ) +(?=(?:[,;:!?]|\.(?!\.))+(?![^\s”’\"')\]]))", ""),
        (r"(?<=\S) (?=[’'](?=[\s\"”’.,;)]|$))", ""),  # Harris ’ plan, 'the glitch. '
        (r"(?<=[$£€]) +(?=\d)", ""),
        (r"(?<=[@#]) (?=[^\W\d])", ""),
        (r"(?<=\d) +(?=%)", ""),
        (r"(?<=\bhttp): (?=//)|(?<=\bhttps): (?=//)", ":"),
        (r"(?<=\b[A-Z]) & (?=[A-Z]\b)|(?<=\b[A-Z][A-Z]) & (?=[A-Z]\b)", "&"),  # S & P, AT & T
        (r"(?<=\b[cC]an) (?=not\b)|(?<=\b[gG]on) (?=na\b)|(?<=\b[wW]an) (?=na\b)|(?<=\b[gG]ot) (?=ta\b)", ""),
    )
)


def rejoin(text: str) -> str:
    """Text with the spaces taken out that a tokeniser put around punctuation; what stands well stays as it is.

    >>> rejoin("It ’ s `` fine , '' said Sen. Doe ( D-CA ) of $ 6,000 .")
    'It’s "fine," said Sen. Doe (D-CA) of $6,000.'
    """
    for pattern, replacement in _REPAIRS:
        text = pattern.sub(replacement, text)
    return text


def _sniff(document: Document) -> int:
    first = document.head(_HEAD_BYTES).decode("utf-8", "replace").lstrip("\ufeff \r\n").partition("\n")[0]
    if not first.startswith("{"):
        return 0
    try:
        fields = loads(first)
    except ValueError:
        return 0
    return 95 if isinstance(fields, dict) and fields.keys() >= _SIGNS else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    for line in lines(document):
        place = Place(document.location, line.number)
        if line.bad:
            yield Bad(line.text, line.bad, place)
        elif line.text.strip():
            yield _record(line.text, place)


def _record(text: str, place: Place) -> Raw | Bad:
    try:
        fields = loads(text)
    except ValueError as error:
        return Bad(text, str(error), place)
    if not isinstance(fields, dict) or not {"title", "content"} <= fields.keys():
        return Bad(fields, "not a record of the Article-Bias-Prediction sample", place)
    found = {
        "url": fields.get("url"),
        "headline": _plain(fields["title"]),
        "text": _text(fields),
        "published": _day(_plain(fields.get("date"))),
        "authors": [name.strip(' "') for name in _plain(fields.get("authors")).split(",") if name.strip(' "')],
        "source_name": fields.get("source"),
        "id": fields.get("ID"),
    }
    return Raw("article", {name: value for name, value in found.items() if value}, place)


def _text(fields: dict[str, Any]) -> str:
    """The page's own text where the record has it: ``content`` lacks its short paragraphs and credit lines."""
    original = _plain(fields.get("content_original"))
    text = original or rejoin(_plain(fields["content"]))
    kept = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in kept if line.lower() not in _NO_TEXT)


def _day(text: str) -> str:
    """ISO spelling of the few dates written as Americans do (12/30/17); empty for a database's zero date."""
    try:
        return datetime.strptime(text, "%m/%d/%y").date().isoformat()
    except ValueError:
        return "" if text.startswith("0001-") else text


def _plain(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


READER = Reader(
    name="article-bias",
    summary="JSON lines of the Article-Bias-Prediction sample.",
    kinds=("article",),
    sniff=_sniff,
    read=_read,
    guesses=True,
    example="kg load articles sample_3000.jsonl.gz --reader article-bias",
    suffixes=(".jsonl",),
)
