"""A name found once in an article is found everywhere in it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

_UPPER = "".join(chr(code) for code in range(0x2000) if unicodedata.category(chr(code)) in ("Lu", "Lt"))
_CAPITALISED = re.compile(rf"[{_UPPER}]\w*(?:[’'&.-]\w+)*")

Interval = tuple[int, int]


@lru_cache(maxsize=32_768)
def first_word(name: str) -> str:
    """The word that a name is looked up by, without what may follow it in a text."""
    found = _CAPITALISED.match(name)
    return _bare(found[0]) if found else ""


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def capitalised(text: str) -> list[tuple[int, int, str]]:
    """All capitalised words: start, end, and the word without possessive ending."""
    return [
        (start, m.end(), _bare(m[0]))
        for m in _CAPITALISED.finditer(text)
        if not (text[(start := m.start()) - 1].isalnum() or text[start - 1] in "@#.") or start == 0
    ]


def sweep(
    text: str,
    words: Sequence[tuple[int, int, str]],
    taken: Sequence[Interval],
    forms: Mapping[str, Sequence[str]],
    may_lead: frozenset[str],
) -> Iterator[tuple[int, int, str]]:
    """Start, end and form of each further occurrence, in order.

    ``forms``: by first word, the longest first. ``taken``: sorted intervals that are names already. ``may_lead``:
    folded words, capitalised too, that may stand before a name without being a part of it.
    """
    at = free_from = 0
    before: tuple[int, int, str] | None = None
    for word in words:
        start, _, bare = word
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if start < free_from or (at < len(taken) and taken[at][0] <= start):
            before = word
            continue
        for form in forms.get(bare, ()):
            end = start + len(form)
            if not text.startswith(form, start) or (end < len(text) and text[end].isalnum()):
                continue
            if at < len(taken) and taken[at][0] < end:
                continue
            if _in_longer(text, start, end, before, may_lead):
                continue
            yield start, end, form
            free_from = end
            break
        before = word


def _in_longer(text: str, start: int, end: int, before: tuple[int, int, str] | None, may_lead: frozenset[str]) -> bool:
    after = text[end : end + 2]
    if len(after) == 2 and after[0] in " -&" and (after[1].isupper() or after[1].isdigit()):
        return True
    if before is None or before[1] < start - 1 or text[start - 1 : start] not in (" ", "-"):
        return text[start - 1 : start] == "-"
    return before[2].casefold() not in may_lead
