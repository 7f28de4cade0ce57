"""A name found once in an article is found everywhere in it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

UPPER = "".join(chr(code) for code in range(0x2000) if unicodedata.category(chr(code)) in ("Lu", "Lt"))
"""All capitals, for a class of a pattern."""

_CAPITALISED = re.compile(rf"[{UPPER}]\w*(?:[’'&.-]\w+)*")
_PLAIN = re.compile(r"[A-Z]\w*(?:['&.-]\w+)*", re.ASCII)
"""The same for a text without accents and curly quotes, in two thirds of the time."""

Interval = tuple[int, int]


@lru_cache(maxsize=32_768)
def first_word(name: str) -> str:
    """The word that a name is looked up by, without what may follow it in a text."""
    found = _CAPITALISED.match(name)
    return _bare(found[0]) if found else ""


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def capitalised(text: str) -> list[re.Match[str]]:
    """Words with a capital, in order, and parts of words that begin with one."""
    return list((_PLAIN if text.isascii() else _CAPITALISED).finditer(text))


def sweep(
    text: str,
    words: Sequence[re.Match[str]],
    taken: Sequence[Interval],
    forms: Mapping[str, Sequence[str]],
    usual: Mapping[str, Sequence[str]],
    *,
    may_lead: frozenset[str],
) -> Iterator[tuple[int, int, str]]:
    """Start, end and form of each further occurrence, in order.

    ``words``: what ``capitalised`` finds. ``taken``: sorted intervals that are names already. ``forms`` and ``usual``,
    looked at where the first has nothing: by first word, the longest first. ``may_lead``: folded words, capitalised
    too, that may stand before a name without
    being a part of it.
    """
    at = free_from = 0
    before: re.Match[str] | None = None
    for found in words:
        last, before = before, found
        bare = found[0]
        if bare[-1] == "s":
            bare = _bare(bare)
        possible = forms.get(bare) or usual.get(bare)
        if not possible:
            continue
        start = found.start()
        if start < free_from or (start and (text[start - 1].isalnum() or text[start - 1] in "@#.")):
            continue
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        limit = taken[at][0] if at < len(taken) else len(text)
        if limit <= start:
            continue
        for form in possible:
            end = start + len(form)
            if (
                end > limit
                or not text.startswith(form, start)
                or (end < len(text) and (text[end].isalnum() or text[end] == "$"))
            ):
                continue
            if not _in_longer(text, start, end, last, may_lead):
                yield start, end, form
                free_from = end
                break


def _in_longer(text: str, start: int, end: int, before: re.Match[str] | None, may_lead: frozenset[str]) -> bool:
    """Whether the form at ``start`` to ``end`` is a part of a longer run of capitalised words."""
    after = text[end : end + 2]
    if len(after) == 2 and after[0] in " -&" and (after[1].isupper() or after[1].isdigit()):
        return True
    if text[start - 1 : start] == "-":
        return True
    if before is None or before.end() != start - 1 or text[start - 1] != " ":
        return False
    return _bare(before[0]).casefold() not in may_lead
