"""A model's span without what is no part of a name. Pure, span by span: what stands around it isn't looked at."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from kg.ids import name_key
from loaders.enrich.heads import heads_of
from loaders.enrich.models import Kind
from loaders.enrich.places import country, places, state
from loaders.enrich.sexes import sex_of_given
from loaders.enrich.terms import frequency
from loaders.enrich.words import Words, of_any, words_of

LONGEST = 100
"""Characters of a name; what is longer is a slip of the model, and left out rather than cut."""

_LINE_END = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_NO_NAME = re.compile(r"@|://|^#|^www\.|\w\.\w+/|^[^\sA-Z]+\.[a-z]{2,}$")
"""Addresses, handles, hashtags, bare domains in small letters (``Booking.com`` is a name)."""

_NUMBER = re.compile(r" [(+]?\d[\d:.,/%-]*(?= |$).*", re.DOTALL)
"""From a number on a person or place has ended: scores, ages, telephones."""

STANCES = ("pro-", "anti-", "non-")
_STANCE = re.compile(r"(?:[Pp]ro|[Aa]nti|[Nn]on)-(?=[A-Z]\S*$)")
"""Before a person or place of one word: who is for or against it. Institutions have such names of their own."""

_YEAR = re.compile(r"(?:19|20)\d\d (?=[A-Z])")
"""Before an institution: that of a report, a meeting, a cup."""

_PARTY = re.compile(r"[DIR]-(?=[A-Z])")
"""Before a state: the party of its senator or representative."""

_POSSESSIVE = re.compile(r"\s?['’‘]s$")
APOSTROPHES = str.maketrans("’", "'")


class Cut(NamedTuple):
    """What is left of a span: where in it the name starts and ends, the name, its key."""

    start: int
    end: int
    name: str
    key: str


@lru_cache(maxsize=32_768)
def cut(span: str, kind: Kind, language: str) -> Cut | None:
    """A span without what is no part of the name; None where no name is left.

    Off go: all from a line's end, quotes, brackets, punctuation, articles, a person's titles, possessive endings, and
    from the name, not from its place in the text, control and zero-width characters. No names are: weekdays,
    nationalities and religions, months unless a person, addresses and handles, what has one letter or is all in small
    ones.

    >>> cut("the President Ana Torres’s", "Person", "en")
    Cut(start=14, end=24, name='Ana Torres', key='ana torres')
    >>> cut("Germans", "Person", "en"), cut("www.news.example", "Institution", "en")
    (None, None)
    >>> cut("pro-Kremlin", "Place", "en").name, cut("R-Ohio", "Person", "en").name, cut("D-Day", "Place", "en").name
    ('Kremlin', 'Ohio', 'D-Day')
    """
    words = words_of(language)
    start = len(span) - len(span.lstrip())
    end_of_line = _LINE_END.search(span, start)
    end = end_of_line.start() if end_of_line else len(span)
    if _NO_NAME.search(span[start:end]):
        return None
    start = _without_party(span, start, end)
    before = None
    while before != (start, end):
        before = (start, end)
        start, end = _inner(span, start, end)
        end = _without_possessive(span, start, end, words)
        start = _without_lead(span, start, end, kind, words)
        if kind == "Person":
            start = _without_roles(span, start, end, language)
        start, end = _without_small_words(span, start, end, kind, language)
        if kind != "Institution" and (number := _NUMBER.search(span, start + 1, end)):
            end = number.start()
    name = _visible(span[start:end])
    if "] " in name and "[" not in name:  # "[Patrick] Leahy": what a quotation adds
        name = name.replace("] ", " ")
    key = name_key(name) if len(name) <= LONGEST else ""
    return Cut(start, end, name, key) if is_name(name, key, kind, words) else None


def is_name(name: str, key: str, kind: Kind, words: Words) -> bool:
    """Whether what is left of a span is more than a letter, a weekday, a nationality."""
    if not key or name.islower() or not ((name[:2].isalpha() and len(name) > 1) or sum(map(str.isalpha, name)) > 1):
        return False
    folded = name.casefold().rstrip(".")
    return folded not in words.alone and (kind == "Person" or folded not in words.months)


@lru_cache(maxsize=32_768)
def nothing(key: str, language: str) -> bool:
    """Whether what is called so is no person, place or institution: acts, awards, wars, or a mere ``Board``."""
    heads = heads_of(language)
    if key in heads.nothing_alone:
        return True
    words = key.split()
    if len(words) < 2 or country(key):
        return False
    firsts = (words[0], " ".join(words[:2]), " ".join(words[:3]))
    if any(map(heads.nothing_first.__contains__, firsts)):
        return True
    return words[-1] in heads.nothing_last and not any(map(heads.institution_first.__contains__, firsts))


def _without_party(span: str, start: int, end: int) -> int:
    found = _PARTY.match(span, start, end)
    if found is None:
        return start
    rest = span[found.end() : end].strip()
    in_full = any(place.sort == "region" and place.country == "US" for place in places(name_key(rest)))
    return found.end() if in_full or state(rest.rstrip(".")) else start


def _inner(span: str, start: int, end: int) -> tuple[int, int]:
    """Edges moved in to the first and last letter, digit or mark; the dot of an abbreviation stays, so does Canal+."""
    while start < end and not _is_part(span[start]):
        start += 1
    if (opened := span.rfind("(", start, end)) > start and ")" not in span[opened:end]:
        end = opened
    while end > start and not _is_part(span[end - 1]):
        if span[end - 1] == "+" or (span[end - 1] == ")" and "(" in span[start:end]):
            break
        if span[end - 1] == "." and _abbreviated(span[start:end].rsplit(None, 1)[-1]):
            break
        end -= 1
    return start, end


def _is_part(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _abbreviated(word: str) -> bool:
    return "." in word[:-1] or word.casefold() in of_any("abbreviation")


def _without_possessive(span: str, start: int, end: int, words: Words) -> int:
    found = _POSSESSIVE.search(span, start, end) if words.keeps else None
    if found is None:
        return end
    folded = span[start:end].translate(APOSTROPHES).casefold().replace(" '", "'")
    return end if folded in words.keeps or folded.rsplit(None, 1)[-1] in words.keeps else found.start()


def _without_lead(span: str, start: int, end: int, kind: Kind, words: Words) -> int:
    found = words.articles.match(span, start, end)
    if found is not None and span[start:end].casefold() not in words.keeps:
        start = found.end()
    if kind != "Institution" and (found := _STANCE.match(span, start, end)):
        start = found.end()
    if (
        kind == "Person"
        and (found := words.titles.match(span, start, end))
        and (not span[found.end()].islower() or span[found.end() : found.end() + 3] in ("al-", "el-"))
    ):
        start = found.end()
    if kind == "Institution" and (found := _YEAR.match(span, start, end)):
        start = found.end()
    if kind == "Person" and " " in span[start:end]:
        first = span[start : span.index(" ", start)]
        if is_participle(first.lower()):
            start += len(first) + 1
    if kind == "Person" and span.count(" ", start, end) > 1:
        first = span[start : span.index(" ", start)].casefold()
        if first in words.alone and first not in words.titles_alone:
            start += len(first) + 1
    return start


_WORD = re.compile(r"\S+")
_ROYAL = frozenset(("king", "queen", "prince", "princess", "pope", "guard", "forward", "justice", "imam", "bishop"))
"""Roles that belong to the name (Queen Elizabeth), or are surnames as often (Justice)."""

_NO_CASE_AT_END = frozenset(("en", "de"))
"""Languages whose institutions end in no word in small letters (French: Banque mondiale)."""


@lru_cache(maxsize=8_192)
def is_participle(word: str) -> bool:
    """Whether an English word is that of something done, with which a headline begins, and no given name.

    >>> [is_participle(word) for word in ("removing", "citing", "beating", "keating", "irving", "king", "sterling")]
    [True, True, True, False, False, False, False]
    """
    if len(word) <= len("doing") or not word.endswith("ing") or sex_of_given(word):
        return False
    stem = word.removesuffix("ing")
    verbs = [stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem]
    return frequency(word, "en") >= _PARTICIPLE and any(frequency(verb, "en") >= _VERB for verb in verbs)


_PARTICIPLE, _VERB = 1e-6, 4e-6
"""Shares of English words from which on a participle and its verb are taken for such."""


def _without_roles(span: str, start: int, end: int, language: str) -> int:
    """Off go a role and all before it: ``Kenyan Foreign Minister Ana Torres``."""
    roles = heads_of(language).roles
    words = list(_WORD.finditer(span, start, end))
    for at in range(len(words) - 2, -1, -1):
        word = words[at][0].casefold().rstrip(".,")
        following = words[at + 1][0]
        if word in roles and word not in _ROYAL and following[:1].isupper() and (at or not words[at][0].islower()):
            return words[at + 1].start()
    return start


def _without_small_words(span: str, start: int, end: int, kind: Kind, language: str) -> tuple[int, int]:
    """Off go words in small letters at the ends, but for a surname's particle; a number at the end of a person."""
    leads = name_key(span[start:end]).partition(" ")[0]
    if span[start : start + 1].islower() and leads not in heads_of(language).institution_first:
        particles = of_any("particle")
        for word in _WORD.finditer(span, start, end):
            first = re.split("['’-]", word[0], maxsplit=1)[0]
            if not word[0].islower() or (kind == "Person" and first in particles) or "'" in word[0] or "’" in word[0]:
                start = word.start()
                break
    if language in _NO_CASE_AT_END:
        while (cut_at := span.rfind(" ", start, end)) > start and span[cut_at + 1 : end].islower():
            end = cut_at
    return start, end


def _visible(text: str) -> str:
    if not text.isprintable():
        text = "".join(char for char in text if char.isspace() or unicodedata.category(char)[0] != "C")
    return " ".join(text.split())
