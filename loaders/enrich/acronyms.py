"""Short forms that an article introduces: ``Center for the Confinement of Terrorism (CECOT)``. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_BRACKETED = re.compile(r"\( ?[\"“‘']?([A-Z][A-Za-z&.-]{1,9})[\"”’']? ?(?:[,;:][^()]{0,60})?\)")
_WORD = re.compile(r"[\w’'&]+")
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Introduced:
    """A short form at ``start`` to ``end``, for the long one that stands before it."""

    start: int
    end: int
    long_start: int
    long_end: int


def introduced(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Introduced]:
    """Each short form in brackets whose letters are the initials, in order, of the words just before it.

    The long form begins where the initials do; where a span of ``spans`` (sorted) ends there, that span's start is kept
    if it begins earlier. Small words may lack an initial.

    >>> text = "the Center for the Confinement of Terrorism (CECOT) said"
    >>> [(text[i.start:i.end], text[i.long_start:i.long_end]) for i in introduced(text, [])]
    [('CECOT', 'Center for the Confinement of Terrorism')]
    """
    starts = {end: start for start, end in spans}
    for found in _BRACKETED.finditer(text):
        short = found[1]
        if sum(map(str.isupper, short)) < 2:
            continue
        end = found.start()
        while end and text[end - 1] in " \"”’'":
            end -= 1
        begun = _long_start(text, end, [letter.casefold() for letter in short if letter.isalpha()])
        known = starts.get(end)
        if begun is None and known is not None and text[known] == short[0]:
            begun = known
        if begun is not None and text[begun].isupper():
            long_start = begun if known is None else min(begun, known)
            yield Introduced(found.start(1), found.end(1), long_start, end)


def _long_start(text: str, end: int, letters: list[str]) -> int | None:
    """Where the words begin whose letters spell the short form; None where they don't. Read from the end: each word
    may give its first letters (``Center`` the C, the E), a word in small letters none."""
    line = text.rfind("\n", 0, end) + 1
    words = list(_WORD.finditer(text, max(line, end - 120), end))[-_MOST_WORDS:]
    left = len(letters)
    for word in reversed(words):
        given = word[0].casefold()
        for size in range(min(3, left, len(given)), 0, -1):
            if letters[left - size : left] == list(given[:size]):
                left -= size
                break
        else:
            if not word[0].islower():
                return None
        if left == 0:
            return word.start()
    return None
