"""Names without a model, by gazetteers, titles and capitals: for a language that has no pipeline here. Pure.

Much is missed and some is wrong; what is found so is marked by ``LABEL`` instead of a model's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.ids import name_key
from loaders.enrich import evidence
from loaders.enrich.heads import heads_of
from loaders.enrich.kinds import surroundings
from loaders.enrich.models import Kind, Span
from loaders.enrich.sweep import UPPER
from loaders.enrich.words import words_of

LABEL = "rules 1"
"""Stands where a model's name would."""

LANGUAGES = frozenset(("en", "es", "fr", "de", "pt", "it"))
"""Languages that have heads, titles and prepositions."""

NOUNS_IN_CAPITALS = frozenset(("de",))
"""Languages in which capitals say nothing: a name needs a title, a head or a gazetteer."""

_LEAST = 0.6
"""Weight of the smallest evidence that makes a single word a name: a city of 15,000 people."""

_SENTENCE_END = frozenset('.!?…:\n“”"«»')


def spans(text: str, language: str) -> list[Span]:
    """What is likely a name, in order.

    >>> text = "Ontem o ministro João Nogueira visitou o Tribunal de Contas em Brasília."
    >>> [(text[start:end], kind) for start, end, kind in spans(text, "pt")]
    [('João Nogueira', 'Person'), ('Tribunal de Contas', 'Institution'), ('Brasília', 'Place')]
    """
    if language not in LANGUAGES:
        return []
    found: list[Span] = []
    for run in _runs(language).finditer(text):
        found += _of_run(text, *run.span(), language)
    return found


@lru_cache(maxsize=8)
def _runs(language: str) -> re.Pattern[str]:
    heads = heads_of(language)
    inside = "|".join(sorted(map(re.escape, heads.inside - heads.prepositions), key=len, reverse=True))
    word = rf"(?:[{UPPER}][\w’'-]*(?:\.(?=[ ]?[{UPPER}]\b|[{UPPER}]\.))?)"
    return re.compile(rf"(?<!\w){word}(?:[ ](?:(?:{inside})[ ]){{0,2}}{word}|[ ]?&[ ]?{word})*")


def _of_run(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    begins = not text[:start].rstrip(" ") or text[:start].rstrip(" ")[-1] in _SENTENCE_END
    if begins and (first := _small_elsewhere(text, start, end, language)):
        start += first
        if start >= end:
            return
    kind = _kind(text, start, end, language)
    if kind:
        yield start, end, kind


def _small_elsewhere(text: str, start: int, end: int, language: str) -> int:
    """Characters of a first word that is capitalised only as the sentence begins with it."""
    word, space, _ = text[start:end].partition(" ")
    folded = word.casefold()
    known = words_of(language)
    ordinary = f" {folded} " in text or folded in known.alone or folded in heads_of(language).prepositions
    return len(word) + len(space) if ordinary and folded not in known.titles_alone else 0


def _kind(text: str, start: int, end: int, language: str) -> Kind | None:
    name = text[start:end]
    key = name_key(name)
    if not key:
        return None
    own = evidence.of_name(name, key, language)
    around = evidence.of_place(surroundings(text, text[::-1], start, end), text, end, language)
    weights = [own[0] + around[0], own[1] + (around[1] if own[1] else 0.0), own[2]]
    best = max(weights)
    if best >= _LEAST:
        return evidence.ORDER[weights.index(best)]
    several = len(key.split()) in (2, 3) and not name.isupper()
    return "Person" if several and language not in NOUNS_IN_CAPITALS else None
