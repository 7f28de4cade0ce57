"""A headline in title case as a sentence would have it: everyday words small, names with their capitals. Pure.

English alone writes headlines so; models for names are trained on sentences, and take "Border Czar Admits" for one.
Whether a word is small by default, its frequency tells (wordfreq); where that is wrong, ``cased.tsv`` does: in what
percentage of articles with the word it has a capital inside a sentence, as ``python -m bench.names.cases`` counted it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from kg.ids import name_key
from loaders.enrich.heads import heads_of
from loaders.enrich.known import institution_names
from loaders.enrich.parting import HAS_FIELDS
from loaders.enrich.places import places
from loaders.enrich.sexes import sex_of_given
from loaders.enrich.terms import frequency

LANGUAGE = "en"

COMMON = 3e-6
"""Share of a language's words from which on a word is a common one. Of 1e-6 to 5e-6 it found the most names in
sentences of the tuned half of the worldwide newswire put in title case; at 1e-6 too many are names themselves."""

SMALL = 0.2
"""Share of articles with a capital below which a word is small by default: .15 to .3 make little difference there."""

MIDDLING = 0.03
"""Share from which on a word's capital says nothing of the line that it stands in: it may be a part of a name."""

STRONG = 0.9
"""Share of capitals above which a word is taken for a name's."""

_STEM = 0.05
"""Share up to which the forms of a word are everyday ones like itself."""

_ALL_BUT = 0.9
"""Share of a line's everyday words that have a capital in title case, at least."""

_LONG = 2
"""Letters above which a word's capital tells of title case."""

_LARGE = 100_000
"""People of a city of several words that keeps its capitals whatever its words are."""

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MINOR = frozenset((
    "a", "an", "the", "and", "but", "or", "nor", "for", "of", "in", "on", "at", "to", "by", "as", "vs", "via", "with",
    "from", "into", "over", "after", "against", "amid", "about", "than", "before", "between", "under", "during",
    "through", "without",
))  # fmt: skip
"""Words that some styles leave small in title case, and some don't."""
_BEGINS_AFTER = frozenset(':|?!."“‘(—–')
_SUFFIXES = (
    ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ily", "y"),
    ("ly", ""), ("ness", ""), ("ers", ""), ("er", ""),
)  # fmt: skip
"""Endings of forms, and what the word has instead: *commemorates*, *sisterly*."""
_SHORTEST_STEM = 3


@lru_cache(maxsize=1)
def _table() -> Mapping[str, float]:
    """Share of articles in which a word has a capital inside a sentence, 0 to 1, of words that defy the rule or are
    often enough part of a name."""
    with files(__package__).joinpath("cased.tsv").open(encoding="utf-8") as rows:
        read = csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["word"]: int(row["percent"]) / 100 for row in read}


def by_rule(word: str, table: Mapping[str, float]) -> float:
    """Share of capitals that a word in small letters would have without a row of its own: 0, or 1 for what is no common
    word, nor a form of one, or is a place or given name. ``table``: the shares of its stems."""
    if _is_common(word):
        return 0.0
    return 0.0 if frequency(word, LANGUAGE) and not _is_named(word) and _is_form(word, table) else 1.0


def _is_common(word: str) -> bool:
    return frequency(word, LANGUAGE) >= COMMON and not _is_named(word)


def _is_named(word: str) -> bool:
    key = name_key(word)
    return bool(places(key) or sex_of_given(key))


def _is_form(word: str, table: Mapping[str, float]) -> bool:
    """Whether it is a form of an everyday word, which may be a rarer one than those that are common."""
    for ending, instead in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            stem = word[: -len(ending)] + instead
            if any(_is_everyday(one, table) for one in (stem, _undoubled(stem))):
                return True
    return False


def _is_everyday(word: str, table: Mapping[str, float]) -> bool:
    return frequency(word, LANGUAGE) > 0 and not _is_named(word) and table.get(word, 0.0) < _STEM


def _undoubled(stem: str) -> str:
    return stem[:-1] if stem[-1] == stem[-2] else stem


@lru_cache(maxsize=32_768)
def share(word: str) -> float:
    """Share of articles in which a word has a capital inside a sentence, as far as is known, 0 to 1. A word that isn't
    spelled with small letters after its first one has its capitals everywhere.

    >>> share("Says"), share("Court’s") > share("School") > SMALL, share("McLean"), share("Khurelsukh")
    (0.0, True, 1.0, 1.0)
    """
    bare = _bare(word)
    if len(bare) == 1:
        return 0.0 if bare in "Aa" else 1.0
    if not bare[1:].islower():
        return 1.0
    small = bare.lower().replace("’", "'")
    listed = _table().get(small)
    return by_rule(small, _table()) if listed is None else listed


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def is_title_case(line: str) -> bool:
    """Whether an English line is in title case: everyday words have capitals inside it, one of them a word that hardly
    ever has one.

    >>> is_title_case("Meir Was Not Among This Group"), is_title_case("Sheryl Crow sings at the World Bank")
    (True, False)
    """
    words = list(WORD.finditer(line))
    capitals = small = told = 0
    for found in words:
        word, start = found[0], found.start()
        of_capitals = share(word)
        if of_capitals >= SMALL or word.lower() in _MINOR:
            continue
        if word[0].islower():
            small += not _hyphened(line, start)
            if small > (1 - _ALL_BUT) * len(words):
                return False
        elif not _begins(line, start):
            capitals += 1
            told += of_capitals < MIDDLING and len(word) > _LONG
    return bool(told) and capitals >= _ALL_BUT * (capitals + small)


def _hyphened(line: str, start: int) -> bool:
    return line[start - 1 : start] == "-"


def _begins(line: str, start: int) -> bool:
    """Whether a word there is the first of a sentence, or follows a hyphen."""
    before = line[:start].rstrip()
    return not before or before[-1] in _BEGINS_AFTER or _hyphened(line, start)


def in_sentence_case(line: str, spelled: Callable[[str, str], str] = lambda _, usual: usual) -> str:
    """A line in title case as a sentence has it, as long as it was. ``spelled`` has the last word on any that is in no
    listed name, given how it stands and how it is spelled by default.

    >>> in_sentence_case("Torres’s Border Adviser Admits Mistakes in New York")
    'Torres’s border adviser admits mistakes in New York'
    """
    words = list(WORD.finditer(line))
    capital = [share(word[0]) >= SMALL for word in words]
    kept = set(in_names(line, words))
    for at in _bodies(line, words, capital):
        capital[at] = True
    parts: list[str] = []
    end = 0
    for at, found in enumerate(words):
        word, start = found[0], found.start()
        usual = word if capital[at] or not start else word[0].lower() + word[1:]
        new = word if at in kept else spelled(word, usual)
        parts += (line[end:start], new if len(new) == len(word) else word)
        end = found.end()
    return "".join((*parts, line[end:]))


def in_names(line: str, words: Sequence[re.Match[str]]) -> Iterator[int]:
    """Numbers of a line's words that stand in listed names of several words: institutions and places."""
    names = _listed()
    small = [_bare(word[0]).lower() for word in words]
    for at, first in enumerate(small):
        for size, some in names.get(first, {}).items():
            name = range(at, at + size)
            if tuple(small[at : name.stop]) in some:
                yield from name
        for size in _PLACE_WORDS:
            name = range(at, at + size)
            if name.stop <= len(words) and _is_place(line, words, name):
                yield from name


_PLACE_WORDS = (2, 3)
"""Words of a place of several, at most three."""


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, Mapping[int, frozenset[tuple[str, ...]]]]:
    """Listed institutions of several words, in small letters, by first word and number of words."""
    found: dict[str, dict[int, set[tuple[str, ...]]]] = {}
    for name in institution_names():
        words = tuple(_bare(word).lower() for word in WORD.findall(name))
        if len(words) > 1:
            found.setdefault(words[0], {}).setdefault(len(words), set()).add(words)
    return {first: {size: frozenset(some) for size, some in sizes.items()} for first, sizes in found.items()}


def _is_place(line: str, words: Sequence[re.Match[str]], name: range) -> bool:
    if not all(words[at][0][0].isupper() for at in name) or not all(_next_to(line, words, at) for at in name[:-1]):
        return False
    found = places(name_key(_bare(line[words[name[0]].start() : words[name[-1]].end()])))
    return any(place.sort != "city" or place.population >= _LARGE for place in found)


def _next_to(line: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether but a space stands between a word and the next."""
    return line[words[at].end() : words[at + 1].start()] == " "


def _bodies(line: str, words: Sequence[re.Match[str]], capital: Sequence[bool]) -> Iterator[int]:
    """Numbers of words that are a part of a body's name by the words beside them: ``Greenfield Resources, Inc``,
    ``Raipur Energen Limited``, ``Ministry of Finance and Trade``."""
    strong = [share(word[0]) > STRONG for word in words]
    for at, found in enumerate(words):
        if not found[0][0].isupper():
            continue
        small = found[0].lower()
        if small in heads_of(LANGUAGE).legal and at:
            if strong[at - 1] and _next_to(line, words, at - 1):
                yield at
            elif at > 1 and strong[at - 2] and _next_to(line, words, at - 2):
                yield from (at - 1, at)
        elif small in HAS_FIELDS and capital[at] and at + 2 < len(words) and words[at + 1][0] in ("of", "for"):
            yield at + 2
            if at + 4 < len(words) and words[at + 3][0] == "and":
                yield at + 4
