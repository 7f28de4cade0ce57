"""What kind of thing a name is, by the weight of evidence in an article. Pure.

Weights are those of the rules' appendix, in votes: a model that is of one mind counts 2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from kg.ids import name_key
from loaders.enrich.heads import heads_of
from loaders.enrich.models import Kind
from loaders.enrich.places import places
from loaders.enrich.words import words_of

MODEL = 2.0
HEAD, WEAK_HEAD = 3.0, 1.2
SURNAME = 2.5
INTRODUCED, ACRONYM = 3.0, 0.8
ROLE_BEFORE, SAYS_AFTER, PREPOSITION_BEFORE, COUNTRY_AFTER = 1.2, 0.4, 0.8, 1.0

_ACRONYM = re.compile(r"[A-Z][A-Z&.-]*[A-Z]\.?s?")
_LAST_WORDS = re.compile(r"([\w.’'-]+)?[ ]?\b([\w’'-]+\.?),? ?[\"“‘'«]?$")
_NEXT_WORD = re.compile(r",? ([\w’'-]+)")
_COUNTRY_AFTER = re.compile(r", ((?:[A-Z][\w.’'-]+ ?){1,3})")

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
        if words[-1] in heads.institution or any(map(heads.institution_first.__contains__, _firsts(words))):
            institution = HEAD
        elif words[-1] in heads.weak_institution:
            institution = WEAK_HEAD
        if institution < HEAD and (words[-1] in heads.place or any(map(heads.place_first.__contains__, _firsts(words)))):
            place += 1.5
    if language == "de" and institution == 0 and any(key.endswith(head) and len(key) > len(head) + 2 for head in heads.institution if len(head) > 3):
        institution = HEAD
    if " " not in name and len(name) > 1 and _ACRONYM.fullmatch(name) and not place:
        institution += ACRONYM
    return 0.0, place, institution


def _firsts(words: list[str]) -> tuple[str, ...]:
    return words[0], " ".join(words[:2]), " ".join(words[:3])


def of_place(text: str, start: int, end: int, language: str) -> Weights:
    """What stands around one occurrence says."""
    heads = heads_of(language)
    person = place = 0.0
    if found := _LAST_WORDS.search(text[max(0, start - 40) : start]):
        last = found[2].casefold()
        two = f"{found[1]} {found[2]}".casefold() if found[1] else ""
        if last.rstrip(".") in words_of(language).titles_alone or last in heads.roles:
            person += ROLE_BEFORE
        elif last in heads.prepositions or two in heads.prepositions:
            place += PREPOSITION_BEFORE
    if after := _NEXT_WORD.match(text, end, end + 30):
        if after[1] in heads.says:
            person += SAYS_AFTER
        elif text[end] == "," and (country := _COUNTRY_AFTER.match(text, end, end + 50)):
            if any(p.sort != "city" for p in places(name_key(country[1]))):
                place += COUNTRY_AFTER
    return person, place, 0.0


def decide(weights: list[float], votes: Mapping[Kind, int]) -> Kind:
    """The kind with most weight; of equals the model's first."""
    best = max(weights)
    tied = [kind for kind, weight in zip(ORDER, weights, strict=True) if weight == best]
    return next((kind for kind in votes if kind in tied), tied[0])


def of_model(votes: Counter[Kind]) -> list[float]:
    """The model's share for each kind."""
    total = votes.total() or 1
    return [MODEL * votes[kind] / total for kind in ORDER]
