"""The names that a model's span holds: cut apart where it runs over several. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from kg.ids import name_key
from loaders.enrich.cleaning import APOSTROPHES, LONGEST, STANCES, Cut, cut, is_name, is_participle, nothing
from loaders.enrich.heads import heads_of
from loaders.enrich.leftovers import is_tangled, untangled
from loaders.enrich.models import Kind
from loaders.enrich.places import country, places
from loaders.enrich.sexes import sex_of_given
from loaders.enrich.words import of_any, words_of

_WORD = re.compile(r"\S+")
_BREAKS = re.compile(
    r"\s+[-–—|/]+\s+|(?<=[a-z]{2})/(?=[A-Z]{2}|[A-Z][a-z]{2})|\s+MORE$|;\s*|\s*[:…]\s+|(?<=[a-z]{3})[.!?]\s+|[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+|\s*[“”«»\"]\s*"
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


_PLAIN = re.compile(
    r"([Tt]he )?([A-Z][A-Za-z]+(?:[ -](?:(?!(?:and|et|und|y|e) )[a-z]+ ){0,2}[A-Z][A-Za-z]+){0,5})(['’]s)?"
)
"""A span that little can be cut from: most are such. Words in small letters stand inside it only, and no *and*."""


def _whole(plain: re.Match[str], kind: Kind, language: str) -> tuple[Cut, ...] | None:
    """What ``parts`` finds in a plain span, in a fraction of the time; None where it must be looked at closely: titles,
    roles or a nationality before a name, an article or a possessive ending that may belong to it, two countries, an
    institution with a given name inside."""
    article, name, possessive = plain.groups("")
    known = words_of(language)
    if article or possessive:
        owned = (name + possessive).translate(APOSTROPHES).casefold()
        if language != "en" or not known.keeps.isdisjoint((owned, owned.rpartition(" ")[2], f"the {owned}")):
            return None
        if f"the {name.casefold()}" in known.keeps:
            return None
    folded = name.lower()
    key, words = folded.replace("-", " "), folded.split(" ")
    if words[0] in known.leads or len(name) > LONGEST or name.endswith(" MORE") or folded.startswith(STANCES):
        return None
    if kind == "Person":
        roles = heads_of(language).roles
        if len(words) > 1 and (
            words[0] in known.alone
            or is_participle(words[0])
            or not roles.isdisjoint(words)
            or is_tangled(words, language)
        ):
            return None
    elif (key != folded and country(folded.partition("-")[0])) or (len(words) > 3 and any(map(sex_of_given, words))):
        return None
    there = is_name(name, key, kind, known) and not nothing(key, language)
    return (Cut(len(article), len(article) + len(name), name, key),) if there else ()


def _pieces(span: str, kind: Kind, language: str) -> Iterator[tuple[int, int]]:
    for start, end in _between(_BREAKS, span, 0, len(span)):
        if any(place.sort == "country" for place in places(name_key(span[start:end]))):
            yield start, end
            continue
        whole = kind == "Institution" and not _is_list(span[start:end], language)
        for first, last in ((start, end),) if whole else _between(_COMMA, span, start, end):
            if kind == "Person":
                for begun, stop in _between(_AND, span, first, last):
                    owned = _OWNED.search(span, begun, stop)
                    yield from untangled(
                        span, begun, owned.start() if owned and owned.start() > begun + 2 else stop, language
                    )
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
    if kind != "Institution" or not key or whole.translate(APOSTROPHES).casefold() in of_any("keeps"):
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
        if _is_one_house(left, right) or _goes_on(left, right):
            continue
        if _has_head(left, language) and _has_head(right, language) and " " in left and " " in right:
            yield start, found.start()
            start = found.end()
    yield start, end


BODIES = frozenset((
    "congress", "parliament", "senate", "house", "police", "army", "navy", "treasury", "court", "courts", "university",
    "bank", "council", "commission", "committee", "agency", "ministry", "department", "office", "party", "church",
    "union", "association", "authority", "bureau", "administration", "board", "government", "cabinet", "guard", "force",
))  # fmt: skip
"""Words that are bodies by themselves, so that after *and* they are no field of the one before."""


def _is_one_house(left: str, right: str) -> bool:
    """Whether ``and`` stands between the fields of one body of a house: ``House Energy`` and ``Commerce Committee``."""
    first, _, last = name_key(left).partition(" ")
    fields = last.split()
    return (
        first in ("house", "senate", "parliament", "assembly")
        and right.endswith((" Committee", " Subcommittee"))
        and bool(fields)
        and BODIES.isdisjoint(fields)
        and right.count(" ") < _MOST_FIELDS
        and name_key(right).partition(" ")[0] not in ("house", "senate", "joint")
    )


HAS_FIELDS = frozenset((
    "ministry", "department", "faculty", "directorate", "secretariat", "chamber", "college", "school", "institute",
))  # fmt: skip
"""Bodies called by their fields, several of them often."""


def _goes_on(left: str, right: str) -> bool:
    """Whether fields of one body go on: ``Ministry of Sport``, ``Youth and National Service``."""
    words = name_key(left).split()
    return not HAS_FIELDS.isdisjoint(
        before for before, word in pairwise(words) if word in ("of", "for")
    ) and BODIES.isdisjoint(name_key(right).split())


_MOST_FIELDS = 4
"""Words of a committee's last field, the committee too, at most."""


def _is_list(span: str, language: str) -> bool:
    """Whether the commas in an institution's span stand between several (``Magna, Johnson Controls``), not within its
    field (``Ministry of Sport, Youth and Arts``) nor between partners (``Lind, Berg & Co``)."""
    before, comma, after = span.partition(",")
    if not comma or "&" in after or " of " in before or " for " in before:
        return False
    return " and " not in after or not _has_head(before, language)


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
