"""What a name itself and the words around it say of its kind, by the lists of its language. Pure.

Weights were tuned by hand on one half of the worldwide newswire set; ``kinds`` puts them together with the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from kg.ids import name_key
from loaders.enrich.heads import heads_of
from loaders.enrich.known import is_listed, known, surnames
from loaders.enrich.models import Kind
from loaders.enrich.places import places
from loaders.enrich.sexes import sex_of_given
from loaders.enrich.words import words_of

HEAD, WEAK_HEAD = 3.0, 1.2
PLACE_HEAD, PLACE_FIRST = 1.5, 1.5
KNOWN, KNOWN_SURNAME = 3.0, 2.0
GIVEN_FIRST, ACRONYM = 1.4, 0.8
LISTED = 2.5
"""A company, newspaper, body or club that is listed."""
ROLE_BEFORE, SAYS_AFTER, PREPOSITION_BEFORE, COUNTRY_AFTER = 1.8, 0.4, 1.4, 1.0

_ACRONYM = re.compile(r"[A-Z][A-Z&.-]*[A-Z]\.?s?")
_QUOTES = frozenset("\"'“”‘’«»(,")
_COUNTRY_AFTER = re.compile(r" ?, ((?:[A-Z][\w.’'-]+ ?){1,3})")

BODY_BEFORE, BODY_AFTER = 1.8, 0.4
"""*Carmaker* before a name, *shares* after it."""

Weights = tuple[float, float, float]
"""For Person, Place, Institution."""

ORDER: tuple[Kind, ...] = ("Person", "Place", "Institution")


@lru_cache(maxsize=65_536)
def of_name(name: str, key: str, language: str) -> Weights:
    """What a name says by itself: its heads, the gazetteers, whether it is an acronym."""
    heads = heads_of(language)
    place = max((one.weight for one in places(key)), default=0.0)
    if place and place < 3 and key in heads.no_place:
        place = 0.0
    institution = 0.0
    words = key.split()
    if len(words) > 1:
        institution = _head(key, words, language)
        if institution < HEAD:
            if words[-1] in heads.place:
                place += PLACE_HEAD
            elif any(map(heads.place_first.__contains__, _firsts(words))):
                place += PLACE_FIRST
    if language == "de" and not institution and _compound(key, heads.institution):
        institution = HEAD
    if " " not in name and len(name) > 1 and _ACRONYM.fullmatch(name) and not place:
        institution += ACRONYM
    if known("Institution", key):
        institution += KNOWN
    elif is_listed(key):
        institution += LISTED
    person = KNOWN if known("Person", key) else KNOWN_SURNAME if key in surnames() else 0.0
    if not person and not place and not institution and 1 < _full_words(words) < 4 and sex_of_given(words[0]):
        person = GIVEN_FIRST
    return person, place, institution


def _full_words(words: list[str]) -> int:
    """Without initials: George H. W. Bush has two."""
    return sum(len(word) > 1 for word in words)


def _head(key: str, words: list[str], language: str) -> float:
    """What heads of institutions in a name of several words say; nothing where it is a place all the same: *Soviet
    Union* is listed whole among the first words of places."""
    heads = heads_of(language)
    if key in heads.place_first:
        return 0.0
    if not heads.institution.isdisjoint((words[-1], _before_field(words))) or any(
        map(heads.institution_first.__contains__, _firsts(words))
    ):
        return HEAD
    return WEAK_HEAD if words[-1] in heads.weak_institution else 0.0


def _compound(key: str, heads: frozenset[str]) -> bool:
    """Whether a German word ends in a head: ``Landgericht``."""
    return any(len(head) > 3 and key.endswith(head) and len(key) > len(head) + 2 for head in heads)


_FIELD = frozenset(("of", "for", "on", "against", "to"))


def _before_field(words: list[str]) -> str:
    """The head of a name that goes on with its field: ``Senate Select Committee on Intelligence``."""
    return next((before for before, word in pairwise(words[1:-1]) if word in _FIELD), "") if len(words) > 3 else ""


def _firsts(words: list[str]) -> tuple[str, ...]:
    return words[0], " ".join(words[:2]), " ".join(words[:3])


@lru_cache(maxsize=64)
def _around(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    heads = heads_of(language)
    roles = words_of(language).titles_alone | heads.roles
    return roles, heads.prepositions, heads.says, heads.body_roles, heads.body_after


def of_place(around: Sequence[str], text: str, end: int, language: str) -> Weights:
    """What stands around one occurrence, that ends at ``end``, says. ``around``: first the two words or marks before
    it, in small letters, the nearer one first, then an article between, then the word or mark after it."""
    roles, prepositions, says, body_roles, body_after = _around(language)
    person = place = institution = 0.0
    last, before, following = around[0], around[1], around[3]
    if last in _QUOTES:
        last, before = before, ""
    if last in roles:
        person = ROLE_BEFORE
    elif last in body_roles:
        institution = BODY_BEFORE
    elif last in prepositions or f"{before} {last}" in prepositions:
        place = PREPOSITION_BEFORE
    if following in says or (following == "," and around[4] in says):
        person += SAYS_AFTER
    elif following in body_after:
        institution += BODY_AFTER
    elif following == "," and (land := _COUNTRY_AFTER.match(text, end, end + 50)) and _is_region(land[1]):
        place += COUNTRY_AFTER
    return person, place, institution


@lru_cache(maxsize=8_192)
def _is_region(name: str) -> bool:
    return any(place.sort != "city" for place in places(name_key(name)))
