"""What a page's lost markup leaves at a person's name: the name doubled, a link's words after it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loaders.enrich.sexes import sex_of_given
from loaders.enrich.words import of_any, words_of

_WORD = re.compile(r"\S+")
_LEAST = 3
"""Words of a name that something may be left at: fewer are a given name and a surname."""


def is_tangled(words: Sequence[str], language: str) -> bool:
    """Whether a person's name of these words in small letters has a page's word at its end, or its first word again."""
    return len(words) >= _LEAST and (words[-1] in words_of(language).page or words[0] in words[2:])


def untangled(span: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """The names of a person's span: cut where its first word comes again (``Susan Collins Susan Margaret Collins``),
    of the second one nothing where its surname is cut off; without the words that links and pictures add. Arabic and
    Somali names may have a word twice.

    >>> def cut(name): return [name[a:b] for a, b in untangled(name, 0, len(name), "en")]
    >>> cut("Donald Trump Donald"), cut("Joe Biden Joe BidenGOP"), cut("Ana Torres Photographer")
    (['Donald Trump'], ['Joe Biden', 'Joe Biden'], ['Ana Torres'])
    >>> cut("Haley Nikki Haley"), cut("Ahmed Ali Ahmed")
    (['Nikki Haley'], ['Ahmed Ali Ahmed'])
    """
    words = list(_WORD.finditer(span, start, end))
    if not is_tangled([word[0].lower() for word in words], language):
        yield start, end
        return
    if words[-1][0].lower() in words_of(language).page:
        words.pop()
        end = words[-1].end()
    first = words[0][0]
    again = [at for at, word in enumerate(words) if at > 1 and word[0] == first]
    if not again or len(first) < _LEAST or first.casefold() in of_any("twice"):
        yield start, end
        return
    at = again[0]
    if at + 1 == len(words) == _LEAST and sex_of_given(words[1][0].lower()) and not sex_of_given(first.lower()):
        yield words[1].start(), end
        return
    yield start, words[at - 1].end()
    surname = words[at - 1][0]
    for word in words[at + 1 :]:
        if word[0].startswith(surname):
            yield words[at].start(), word.start() + len(surname)
            return
