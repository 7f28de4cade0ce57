"""An article's text as a model reads it best: lines in capitals re-cased, tokens put together. Offsets are kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CAPITALS_LETTERS = 12
"""Letters of a line in capitals from which on it is re-cased: a shorter one may be an acronym."""

_TITLE_CASE_SHARE, _TITLE_CASE_WORDS = 0.6, 4
"""A headline is in title case from this share of capitalised words on, if it has so many longer ones."""

_APART = re.compile(r"(?: , | \. | '' |`` | 's )")
_SPACED = re.compile(
    r"(?P<initial> \. (?=[A-Z] \.))"
    r"|(?P<close> +(?=(?:[,.;:!?)\]%”»…]|n['’]t\b|['’] ?(?:s|re|ve|ll|d|m|t)\b|'')))"
    r"|(?P<open>[(\[“‘«] +(?=\S))"
    r"|(?P<quote>`` *)"
    r"|(?P<mark>['’] (?=(?:s|re|ve|ll|d|m|t)\b))"
)
"""Spaces that a tokenizer put there. Each alternative begins with a letter of its own: the search skips the rest."""


@dataclass(frozen=True, slots=True)
class Readable:
    """``text`` as it is read. ``starts``, ``shifts``: from each of these offsets on, the original's is so much more."""

    text: str
    starts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def original(self, offset: int) -> int:
        """Where in the original text the character at ``offset`` stands."""
        at = bisect_right(self.starts, offset) - 1
        return offset + self.shifts[at] if at >= 0 else offset

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span in the original's offsets."""
        return self.original(start), self.original(end - 1) + 1


def readable(document: str, headline: int) -> Readable:
    """Make a text readable. ``headline``: characters of it that are the headline.

    >>> readable("MAYOR TORRES RESIGNS\\n\\nThe mayor, Ana Torres, resigns.", 20).text
    'mayor Torres resigns\\n\\nThe mayor, Ana Torres, resigns.'
    >>> r = readable("\\n\\nAna Torres , the mayor , spoke in Lyon .", 0)
    >>> r.text, r.original(r.text.index("Lyon"))
    ('\\n\\nAna Torres, the mayor, spoke in Lyon.', 36)
    """
    text = _recased(document, headline)
    if len(_APART.findall(text, 0, 4_000)) < 2:
        return Readable(text)
    return _joined(text)


def _joined(text: str) -> Readable:
    pieces, starts, shifts = [], [], []
    at = length = 0
    for found in _SPACED.finditer(text):
        pieces.append(text[at : found.start()])
        length += found.start() - at
        group = found.lastgroup
        kept = "" if group == "close" else "." if group == "initial" else '"' if group == "quote" else found[0][0]
        pieces.append(kept)
        length += len(kept)
        at = found.end()
        starts.append(length)
        shifts.append(at - length)
    pieces.append(text[at:])
    return Readable("".join(pieces), tuple(starts), tuple(shifts))


def _recased(document: str, headline: int) -> str:
    """Lines in capitals, and a headline in title case, each word as the rest of the article spells it."""
    shouted = [] if document.islower() else list(_in_capitals(document))
    titled = not (shouted and shouted[0][0] == 0) and _in_title_case(document[:headline])
    if not shouted and not titled:
        return document
    rest = _without(document, [*shouted, (0, headline)])
    text = document
    for start, end in shouted:
        line = _WORD.sub(lambda word: _spelled(word[0], rest, _title(word[0])), text[start:end])
        text = text[:start] + line + text[end:]
    if titled:
        text = _WORD.sub(lambda word: _spelled(word[0], rest, word[0]), text[:headline]) + text[headline:]
    return text if len(text) == len(document) else document


def _in_capitals(document: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in document.splitlines(keepends=True):
        if line.isupper() and sum(map(str.isalpha, line)) >= _CAPITALS_LETTERS and " " in line.strip():
            yield at, at + len(line)
        at += len(line)


def _without(document: str, intervals: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in sorted(intervals):
        kept.append(document[at:start])
        at = max(at, end)
    return "\n".join((*kept, document[at:]))


def _spelled(word: str, rest: str, otherwise: str) -> str:
    """The spelling of a word that stands most often in the rest of the article; small letters of equals."""
    counts = {
        spelling: sum(rest.count(f" {spelling}{after}") for after in (" ", ",", ".", "'s"))
        for spelling in (word.lower(), _title(word), word)
        if len(spelling) == len(word)
    }
    best = max(counts, key=counts.__getitem__, default=word)
    return best if counts.get(best) else otherwise


def _in_title_case(line: str) -> bool:
    long = [word for word in _WORD.findall(line)[1:] if len(word) > 3]
    return len(long) >= _TITLE_CASE_WORDS and sum(word[0].isupper() for word in long) >= _TITLE_CASE_SHARE * len(long)


def _title(word: str) -> str:
    titled = word[0] + word[1:].lower()
    return titled if len(titled) == len(word) else word
