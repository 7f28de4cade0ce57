"""Which short name of a person is which full one, within an article. Pure, over name keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from loaders.enrich.words import of_any

TWO_SURNAMES = frozenset(("es", "ca", "gl", "pt"))
"""Languages in which a person with two surnames goes by the first: Gabriel García Márquez, García."""


def full_names(people: Sequence[str], lone: Sequence[str] = (), language: str = "") -> Mapping[str, str]:
    """For each key of a person, or lone word, that is short for exactly one person: that one's key.

    Short is a surname (the last words, generation apart), a full name without its middle initials, or a given name of
    a person. Where the article has two that fit (``Bush`` beside George W. and Jeb), nothing is bound.

    >>> full_names(["donald j trump", "trump", "donald trump", "van der berg", "eva van der berg"])
    {'trump': 'donald j trump', 'donald trump': 'donald j trump', 'van der berg': 'eva van der berg'}
    >>> full_names(["klara huber", "resi huber", "resi", "huber"])
    {'resi': 'resi huber'}
    """
    fits = _fits(people, language)
    given: dict[str, set[str]] = {}
    for key in people:
        if is_full(key) and len(first := key.partition(" ")[0]) > 1 and first not in fits:
            given.setdefault(first, set()).add(key)
    ends = {key: _end(key, fits) for key in (*people, *lone)}
    for key in people:
        if ends[key] == key and len(bearers := {_end(one, fits) for one in given.get(key, ())}) == 1:
            ends[key] = next(iter(bearers))
    return {key: end for key, end in ends.items() if end != key}


def bearers(people: Sequence[str], surname: str, language: str = "") -> list[str]:
    """The people whom a surname may stand for, in their longest names."""
    fits = _fits(people, language)
    return sorted({_end(key, fits) for key in fits.get(surname, ())})


def _fits(people: Sequence[str], language: str) -> dict[str, set[str]]:
    """For each short name the keys that it may be short for."""
    generations = of_any("generation")
    fits: dict[str, set[str]] = {}
    for key in people:
        words = key.split()
        bare = words[:-1] if words[-1] in generations else words
        if len(bare) > 1:
            for short in _short_for(bare, language):
                fits.setdefault(short, set()).add(key)
            fits.setdefault(" ".join(bare), set()).add(key)
    return fits


def short_institutions(institutions: Sequence[str], legal: frozenset[str]) -> Mapping[str, str]:
    """For each institution's key that is short for exactly one other: that one's key. Short is a name without its legal
    form, its first word or words, or the same words in another order (Justice Department, Department of Justice).

    >>> full = ["corran steel inc", "corran steel", "u s department of justice", "justice department", "nordhaven bank"]
    >>> short_institutions([*full, "nordhaven"], frozenset(["inc"]))["nordhaven"]
    'nordhaven bank'
    >>> sorted(short_institutions([*full, "nordhaven"], frozenset(["inc"])))
    ['corran steel', 'nordhaven']
    """
    found: dict[str, str] = {}
    content = {key: _content(key) for key in institutions}
    for key in institutions:
        longer, same = key + " ", content[key]
        others = [
            other
            for other in institutions
            if other.startswith(longer) or (content[other] == same and len(same) > 1 and other > key)
        ]
        if not others:
            continue
        longest = [other for other in others if not any(o != other and o.startswith(other + " ") for o in others)]
        bases = {" ".join(word for word in other.split() if word not in legal) for other in longest}
        if len(longest) == 1 or (longest and len(bases) == 1):
            found[key] = max(longest, key=len)
    return found


_SMALL = frozenset(("of", "the", "for", "and", "de", "la", "del", "des", "du", "der", "für"))


@lru_cache(maxsize=32_768)
def _content(key: str) -> frozenset[str]:
    return frozenset(key.split()) - _SMALL


@lru_cache(maxsize=32_768)
def is_full(key: str) -> bool:
    """Whether it looks like a whole name: two words, the first no particle (``van der Berg`` is a surname)."""
    first, _, rest = key.partition(" ")
    return bool(rest) and first not in of_any("particle")


def _short_for(words: Sequence[str], language: str) -> Iterator[str]:
    without = [word for at, word in enumerate(words) if len(word) > 1 or at in (0, len(words) - 1)]
    if len(without) < len(words):
        yield " ".join(without)
    for at in range(1, len(words)):
        if len(words[at]) > 1:
            yield " ".join(words[at:])
            if language in TWO_SURNAMES and words[at] not in of_any("particle"):
                yield words[at]


def _end(key: str, fits: Mapping[str, set[str]]) -> str:
    """The longest name that ``key`` is short for, followed while there is exactly one."""
    while True:
        others = fits.get(key, set()) - {key}
        longest = [other for other in others if not any(o in others and o != other for o in fits.get(other, ()))]
        if len(longest) != 1:
            return key
        key = longest[0]
