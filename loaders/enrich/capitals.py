"""Words that are no names though they have a capital, and names that the model missed though they have one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from loaders.enrich.heads import heads_of
from loaders.enrich.kinds import Form, Interval
from loaders.enrich.known import is_listed, known
from loaders.enrich.parting import parts
from loaders.enrich.pieces import Occurrence
from loaders.enrich.terms import frequency
from loaders.enrich.words import words_of

_BEGINS = re.compile(r"(?:^|[.!?:\n]|[.!?][\"”’)])[\s\"“‘'(•-]*$")
_SPEAKS = re.compile(r"['’]s\b| (?:said|says|told|has|is|was|will|reported|announced)\b")
_LONGEST_RUN = 80
"""Characters of a run of capitalised words that may be one name: a longer one is a heading."""
_COMMON = 1e-5
"""Share of a language's words from which on a word that begins a sentence is taken for itself."""


def is_word(key: str, form: Form, document: str, language: str) -> bool:
    """Whether what the model took for an institution is a common word with a capital: one word, that stands in small
    letters too, or that only ever begins a sentence (``Warplanes struck``). German writes all nouns so."""
    name = form.name
    if " " in name or len(form.votes) != 1 or "Institution" not in form.votes or language == "de":
        return False
    if not name[1:].islower():
        return False
    if known("Institution", key) or is_listed(key) or key in heads_of(language).institution:
        return False
    if _stands(document, name.lower()):
        return True
    return all(begins(document, start) and not _SPEAKS.match(document, end) for start, end in form.at)


def begins(document: str, start: int) -> bool:
    """Whether a sentence begins there."""
    if start > 1 and document[start - 1] == " ":  # the usual cases
        before = document[start - 2]
        if before in ".!?:" or before.isalnum():
            return not before.isalnum()
    return _BEGINS.search(document, max(0, start - 6), start) is not None


def _stands(document: str, word: str) -> bool:
    """Whether a word stands by itself somewhere, not in an address or a handle."""
    at = document.find(word)
    while at >= 0:
        before, after = document[at - 1] if at else " ", document[at + len(word) : at + len(word) + 2]
        domain = after[:1] == "." and after[1:].isalnum()
        if not (before.isalnum() or before in "@./#-" or after[:1].isalnum() or after[:1] in ("@", "/", "-") or domain):
            return True
        at = document.find(word, at + 1)
    return False


def missed(
    document: str, capitals: Sequence[re.Match[str]], taken: Sequence[Interval], language: str
) -> Iterator[Occurrence]:
    """Runs of ``capitals`` outside ``taken`` (sorted) that may be names, cleaned; which are, ``kinds`` tells."""
    words = words_of(language)
    for run in _runs(document, capitals, taken, language):
        start, end = run
        if end - start > _LONGEST_RUN or document[end : end + 1] == "$":
            continue
        if begins(document, start):
            first, space, rest = document[start:end].partition(" ")
            if _is_common(first, language) or f" {first.lower()} " in document:
                if not rest:
                    continue
                start += len(first) + len(space)
        for part in parts(document[start:end], "Institution", language):
            folded = part.name.casefold()
            if len(part.key) > 1 and folded.partition(" ")[0] not in words.months and folded not in words.alone:
                yield Occurrence(start + part.start, start + part.end, part.name, part.key, "Institution")


@lru_cache(maxsize=16_384)
def _is_common(word: str, language: str) -> bool:
    return frequency(word.lower(), language) >= _COMMON


def _runs(
    document: str, capitals: Sequence[re.Match[str]], taken: Sequence[Interval], language: str
) -> Iterator[Interval]:
    """Neighbours among ``capitals``, small words that may stand inside a name between them."""
    between, at, start, end = _between(language), 0, 0, 0
    for word in capitals:
        first, last = word.span()
        while at < len(taken) and taken[at][1] <= first:
            at += 1
        if at < len(taken) and taken[at][0] < last:
            if end:
                yield start, end
            end = 0
            continue
        if end and first - end < _WIDEST:
            gap = document[end:first]
            if gap in between or (gap == ". " and document[end - 2 : end - 1] in " .("):
                end = last
                continue
        if end:
            yield start, end
        start, end = first, last
        if first and document[first - 1].isalnum():
            end = 0
    if end:
        yield start, end


@lru_cache(maxsize=8)
def _between(language: str) -> frozenset[str]:
    """What may stand between two capitalised words of one name."""
    heads = heads_of(language)
    small = heads.inside - heads.prepositions
    two = {f" {one} {other} " for one in small for other in small}
    return frozenset((" ", " & ", "-", *(f" {one} " for one in small), *two))


_WIDEST = 14
"""Characters between two words of one name at most."""
