"""Which short name of a person is which full one, within an article. Pure, over name keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from loaders.enrich.words import of_any


def full_names(people: Sequence[str], lone: Sequence[str] = ()) -> Mapping[str, str]:
    """For each key of a person, or lone word, that is short for exactly one person: that one's key.

    Short is a surname (the last words, generation apart), or a full name without its middle initials. Where the
    article has two that fit (``Bush`` beside George W. and Jeb), nothing is bound.

    >>> full_names(["donald j trump", "trump", "donald trump", "van der berg", "eva van der berg"])
    {'trump': 'donald j trump', 'donald trump': 'donald j trump', 'van der berg': 'eva van der berg'}
    """
    generations = of_any("generation")
    fits: dict[str, set[str]] = {}
    for key in people:
        words = key.split()
        bare = words[:-1] if words[-1] in generations else words
        if len(bare) > 1:
            for short in _short_for(bare):
                fits.setdefault(short, set()).add(key)
            fits.setdefault(" ".join(bare), set()).add(key)
    ends = {key: _end(key, fits) for key in (*people, *lone)}
    return {key: end for key, end in ends.items() if end != key}


@lru_cache(maxsize=32_768)
def is_full(key: str) -> bool:
    """Whether it looks like a whole name: two words, the first no particle (``van der Berg`` is a surname)."""
    first, _, rest = key.partition(" ")
    return bool(rest) and first not in of_any("particle")


def _short_for(words: Sequence[str]) -> Iterator[str]:
    without = [word for at, word in enumerate(words) if len(word) > 1 or at in (0, len(words) - 1)]
    if len(without) < len(words):
        yield " ".join(without)
    for at in range(1, len(words)):
        if len(words[at]) > 1:
            yield " ".join(words[at:])


def _end(key: str, fits: Mapping[str, set[str]]) -> str:
    """The longest name that ``key`` is short for, followed while there is exactly one."""
    while True:
        others = fits.get(key, set()) - {key}
        longest = [other for other in others if not any(o in others and o != other for o in fits.get(other, ()))]
        if len(longest) != 1:
            return key
        key = longest[0]
