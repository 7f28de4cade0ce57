"""A model's span without what is no part of a name. Pure, span by span: what stands around it isn't looked at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.ids import name_key
from loaders.enrich.heads import heads_of
from loaders.enrich.models import Kind
from loaders.enrich.places import country, places
from loaders.enrich.sexes import sex_of_given
from loaders.enrich.words import Words, of_any, words_of

LONGEST = 100
"""Characters of a name; what is longer is a slip of the model, and left out rather than cut."""

_LINE_END = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_NO_NAME = re.compile(r"@|://|^#|^www\.|\w\.\w+/|^[^\sA-Z]+\.[a-z]{2,}$")
"""Addresses, handles, hashtags, bare domains in small letters (``Booking.com`` is a name)."""

_NUMBER = re.compile(r" [(+]?\d[\d:.,/%-]*(?= |$).*", re.DOTALL)
"""From a number on a person or place has ended: scores, ages, telephones."""

_POSSESSIVE = re.compile(r"\s?['’‘]s$")
_APOSTROPHES = str.maketrans("’", "'")


@dataclass(frozen=True, slots=True)
class Cut:
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
    """
    words = words_of(language)
    start = len(span) - len(span.lstrip())
    end_of_line = _LINE_END.search(span, start)
    end = end_of_line.start() if end_of_line else len(span)
    if _NO_NAME.search(span[start:end]):
        return None
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
    key = name_key(name) if len(name) <= LONGEST else ""
    return Cut(start, end, name, key) if _is_name(name, key, kind, words) else None


def _is_name(name: str, key: str, kind: Kind, words: Words) -> bool:
    if sum(map(str.isalpha, name)) < 2 or not key or name.islower():
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
    return words[-1] in heads.nothing_last or any(map(heads.nothing_first.__contains__, firsts))


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
    folded = span[start:end].translate(_APOSTROPHES).casefold().replace(" '", "'")
    return end if folded in words.keeps or folded.rsplit(None, 1)[-1] in words.keeps else found.start()


def _without_lead(span: str, start: int, end: int, kind: Kind, words: Words) -> int:
    found = words.articles.match(span, start, end)
    if found is not None and span[start:end].casefold() not in words.keeps:
        start = found.end()
    if (
        kind == "Person"
        and (found := words.titles.match(span, start, end))
        and (not span[found.end()].islower() or span[found.end() : found.end() + 3] in ("al-", "el-"))
    ):
        start = found.end()
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


_BREAKS = re.compile(
    r"\s+[-–—|/]+\s+|;\s*|\s*[:…]\s+|(?<=[a-z]{3})[.!?]\s+|[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+|\s*[“”«»\"]\s*"
)
_COMMA = re.compile(r"\s*,\s+(?!(?:Inc|Ltd|LLC|Corp|Co|Jr|Sr|LP|PLC|L\.P|S\.A|N\.V|II|III)\b)")
_AND = re.compile(r"\s+(?:and|et|und|y|e|&)\s+(?=[^\W\d_a-z])")
_OWNED = re.compile(r"['’‘]s?\s+(?=[A-Z])")


@lru_cache(maxsize=32_768)
def parts(span: str, kind: Kind, language: str) -> tuple[Cut, ...]:
    """The names that a span holds, cleaned: most often one.

    >>> [p.name for p in parts("Lagos, Nigeria - Ana Torres", "Place", "en")]
    ['Lagos', 'Nigeria', 'Ana Torres']
    >>> [p.name for p in parts("Uganda's Supreme Court", "Institution", "en")]
    ['Uganda', 'Supreme Court']
    """
    if (plain := _PLAIN.fullmatch(span)) and (whole := _whole(plain, kind, language)) is not None:
        return whole
    found = []
    for start, end in _pieces(span, kind, language):
        one = cut(span[start:end], kind, language)
        if one and not nothing(one.key, language):
            found.append(Cut(start + one.start, start + one.end, one.name, one.key))
    return tuple(found)


_PLAIN = re.compile(r"([Tt]he )?([A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,2})(['’]s)?")
"""A span that little can be cut from: most are such."""


def _whole(plain: re.Match[str], kind: Kind, language: str) -> tuple[Cut, ...] | None:
    """What ``parts`` finds in a plain span, in a fraction of the time; None where it must be looked at closely: titles,
    roles or a nationality before a name, an article or a possessive ending that may belong to it."""
    article, name, possessive = plain.groups("")
    known = words_of(language)
    if article or possessive:
        owned = (name + possessive).translate(_APOSTROPHES).casefold()
        if language != "en" or not known.keeps.isdisjoint((owned, owned.rpartition(" ")[2], f"the {owned}")):
            return None
        if f"the {name.casefold()}" in known.keeps:
            return None
    key = name.lower()
    words = key.split(" ")
    if words[0] in known.leads:
        return None
    if (
        kind == "Person"
        and len(words) > 1
        and (words[0] in known.alone or not heads_of(language).roles.isdisjoint(words))
    ):
        return None
    if not _is_name(name, key, kind, known) or nothing(key, language):
        return ()
    return (Cut(len(article), len(article) + len(name), name, key),)


def _pieces(span: str, kind: Kind, language: str) -> Iterator[tuple[int, int]]:
    for start, end in _between(_BREAKS, span, 0, len(span)):
        if any(place.sort == "country" for place in places(name_key(span[start:end]))):
            yield start, end
            continue
        for first, last in _between(_COMMA, span, start, end) if kind != "Institution" else ((start, end),):
            if kind == "Person":
                for begun, stop in _between(_AND, span, first, last):
                    owned = _OWNED.search(span, begun, stop)
                    yield begun, owned.start() if owned and owned.start() > begun + 2 else stop
                continue
            if kind == "Institution" and (person := _person_after(span, first, last, language)):
                yield from ((first, person[0]), (person[1], last))
                continue
            owned = _OWNED.search(span, first, last)
            if owned and _is_owner(span[first : owned.start()].removeprefix("the "), span[first:last], kind):
                yield first, owned.start()
                yield owned.end(), last
                continue
            if kind == "Institution" and _has_head(span[first:last], language):
                yield from _institutions(span, first, last, language)
                continue
            if "-" in span[first:last] and (two := _hyphened(span, first, last)):
                yield from two
                continue
            both = list(_between(_AND, span, first, last))
            if len(both) == 2 and _all_places(span, both) and not places(name_key(span[first:last])):
                yield from both
            else:
                yield first, last


_NO_OWNERS = frozenset((
    "women", "men", "children", "people", "peoples", "workers", "teachers", "farmers", "veterans", "writers",
    "players", "king", "queen", "prince", "princess", "lloyd", "mcdonald", "macy", "sotheby", "christie", "moody",
    "magistrate", "prosecutor", "attorney general", "governor", "mayor", "president", "minister", "sainsbury", "levi",
))  # fmt: skip
"""What an institution's own name has before its ’s: People’s Daily, Lloyd’s of London, Prosecutor’s Office."""


def _is_owner(name: str, whole: str, kind: Kind) -> bool:
    """Whether ``name``’s something are two names: a place's, an acronym's, another institution's; not St. John’s."""
    key = name_key(name)
    if places(key):
        return True
    if kind != "Institution" or not key or whole.translate(_APOSTROPHES).casefold() in of_any("keeps"):
        return False
    words = key.split()
    return words[-1] not in _NO_OWNERS and key not in _NO_OWNERS and words[0] not in ("st", "saint", "king", "queen")


def _between(pattern: re.Pattern[str], span: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(span, start, end):
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < end:
        yield start, end


def _all_places(span: str, pieces: list[tuple[int, int]]) -> bool:
    return all(places(name_key(span[start:end])) for start, end in pieces)


def _hyphened(span: str, start: int, end: int) -> list[tuple[int, int]]:
    """Two countries with a hyphen between: ``US-China``."""
    left, _, right = span[start:end].partition("-")
    middle = start + len(left)
    return [(start, middle), (middle + 1, end)] if country(name_key(left)) and country(name_key(right)) else []


_AND_COMMA = re.compile(r"\s*(?:,(?:\s+and)?|\band)\s+(?=[A-Z])")


def _institutions(span: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Two institutions where either side of ``and`` or a comma has a head of its own."""
    for found in _AND_COMMA.finditer(span, start, end):
        left, right = span[start : found.start()], span[found.end() : end]
        if _has_head(left, language) and _has_head(right, language) and " " in left and " " in right:
            yield start, found.start()
            start = found.end()
    yield start, end


def _person_after(span: str, start: int, end: int, language: str) -> tuple[int, int] | None:
    """Of an institution whose span runs on into a person's name (``World Bank Ana Torres``): where the one ends and the
    other begins."""
    words = list(_WORD.finditer(span, start, end))
    for at in range(max(1, len(words) - 4), len(words) - 2):
        if (
            words[at + 2][0][:1].isupper()
            and sex_of_given(name_key(words[at + 1][0]))
            and name_key(words[at][0]) in heads_of(language).institution
        ):
            return words[at].end(), words[at + 1].start()
    return None


def _has_head(name: str, language: str) -> bool:
    heads, words = heads_of(language), name_key(name).split()
    if not words:
        return False
    if "of" in words[1:]:
        words = [*words, words[words.index("of", 1) - 1]]
    return bool({words[0], words[-1]} & heads.institution) or " ".join(words[:2]) in heads.institution_first
