"""What kind of thing a name is, by the weight of evidence in an article. Pure.

Weights were tuned on one half of the worldwide newswire set (docs/performance.md), both models together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kg.ids import name_key
from loaders.enrich.heads import heads_of
from loaders.enrich.known import is_listed, known
from loaders.enrich.models import Kind
from loaders.enrich.places import places
from loaders.enrich.sexes import sex_of_given
from loaders.enrich.words import words_of

MODEL = 1.3
HEAD, WEAK_HEAD = 3.0, 1.2
PLACE_HEAD, PLACE_FIRST = 1.5, 1.5
KNOWN = 3.0
SURNAME, GIVEN, GIVEN_FIRST, BEARER = 2.5, 1.8, 1.4, 1.5
INTRODUCED, ACRONYM = 3.0, 0.8
LISTED, CLUB = 2.5, 3.0
"""A company, newspaper, body or club that is listed; a town where what stands around it speaks of its club."""
ROLE_BEFORE, SAYS_AFTER, PREPOSITION_BEFORE, COUNTRY_AFTER = 1.8, 0.4, 1.4, 1.0

_ACRONYM = re.compile(r"[A-Z][A-Z&.-]*[A-Z]\.?s?")
_MARKS = ".,:;\"'“”‘’«»()"
_COUNTRY_AFTER = re.compile(r", ((?:[A-Z][\w.’'-]+ ?){1,3})")

BODY_BEFORE, BODY_AFTER = 1.8, 0.4
"""*Carmaker* before a name, *shares* after it."""

Weights = tuple[float, float, float]
"""For Person, Place, Institution."""
AROUND = max(PREPOSITION_BEFORE + COUNTRY_AFTER, ROLE_BEFORE + SAYS_AFTER, BODY_BEFORE + BODY_AFTER)
"""The most that what stands around a name can weigh."""

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
        if words[-1] in heads.institution or any(map(heads.institution_first.__contains__, _firsts(words))):
            institution = HEAD
        elif words[-1] in heads.weak_institution:
            institution = WEAK_HEAD
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
    person = KNOWN if known("Person", key) else 0.0
    if not person and not place and not institution and 1 < len(words) < 4 and sex_of_given(words[0]):
        person = GIVEN_FIRST
    return person, place, institution


def _compound(key: str, heads: frozenset[str]) -> bool:
    """Whether a German word ends in a head: ``Landgericht``."""
    return any(len(head) > 3 and key.endswith(head) and len(key) > len(head) + 2 for head in heads)


def _firsts(words: list[str]) -> tuple[str, ...]:
    return words[0], " ".join(words[:2]), " ".join(words[:3])


@lru_cache(maxsize=64)
def _around(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    heads = heads_of(language)
    roles = words_of(language).titles_alone | heads.roles
    return roles, heads.prepositions, heads.says, heads.body_roles, heads.body_after


def of_place(text: str, start: int, end: int, language: str) -> Weights:
    """What stands around one occurrence says."""
    roles, prepositions, says, body_roles, body_after = _around(language)
    person = place = institution = 0.0
    words = text[max(0, start - 40) : start].casefold().split() if start and text[start - 1] not in ".!?\n" else ()
    if words:
        last = words[-1].strip(_MARKS)
        if last in roles:
            person = ROLE_BEFORE
        elif last in body_roles:
            institution = BODY_BEFORE
        elif last in prepositions or (len(words) > 1 and f"{words[-2]} {last}" in prepositions):
            place = PREPOSITION_BEFORE
    after = text[end : end + 30]
    if after[:1] in (" ", ","):
        following = after.lstrip(" ,").split(maxsplit=1)
        following_word = following[0].strip(_MARKS) if following else ""
        if following_word in says:
            person += SAYS_AFTER
        elif after[0] == " " and following_word in body_after:
            institution += BODY_AFTER
        elif after[0] == "," and (land := _COUNTRY_AFTER.match(text, end, end + 50)) and _is_region(land[1]):
            place += COUNTRY_AFTER
    return person, place, institution


@lru_cache(maxsize=8_192)
def _is_region(name: str) -> bool:
    return any(place.sort != "city" for place in places(name_key(name)))


def decide(weights: list[float], votes: Mapping[Kind, int]) -> Kind:
    """The kind with most weight; of equals the model's first."""
    best = max(weights)
    if weights.count(best) == 1:
        return ORDER[weights.index(best)]
    tied = [kind for kind, weight in zip(ORDER, weights, strict=True) if weight == best]
    return next((kind for kind in votes if kind in tied), tied[0])


def of_model(votes: Mapping[Kind, int]) -> list[float]:
    """The model's share for each kind."""
    if len(votes) == 1:
        return [MODEL if kind in votes else 0.0 for kind in ORDER]
    total = sum(votes.values()) or 1
    return [MODEL * votes.get(kind, 0) / total for kind in ORDER]
