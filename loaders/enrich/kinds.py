"""What kind of thing a name is in an article, or that it is none: a log-linear model over what speaks for each. Pure.

Multinomial logistic regression (Berger et al. 1996, A Maximum Entropy Approach to Natural Language Processing): each
feature of a name has a weight for every kind (``kinds.tsv``, made by ``python -m bench.names.fit``), the greatest sum
wins. Features without a word hold in any language; words before, after and inside a name only in their own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from loaders.enrich.clubs import club_keys, is_club
from loaders.enrich.evidence import ORDER, of_name, of_place
from loaders.enrich.known import seats
from loaders.enrich.makeup import Feature, of_words, rarity, short_for
from loaders.enrich.models import Kind
from loaders.enrich.places import country, state
from loaders.enrich.sexes import sex_of_given
from loaders.enrich.surnames import is_full

LOOKED_AT = 2
"""Occurrences of a name whose surroundings are looked at."""

SETTLED = 3.0
"""How far ahead one class must be, odds of 20 to 1, that what stands around a name is not looked at."""

Interval = tuple[int, int]
Scores = tuple[float, float, float, float]
"""For Person, Place, Institution and none of them."""
NONE: Scores = (0.0, 0.0, 0.0, 0.0)

_WORD = r"[ \t]*([\w’'$%]+|[^\w\s])"
_TWO_AFTER = re.compile(rf"{_WORD}(?:{_WORD})?")
_THREE_BEFORE = re.compile(rf"{_WORD}(?:{_WORD}(?:{_WORD})?)?")
"""Matched in the document read backwards."""
_ARTICLES = frozenset(("the", "a", "an"))
_EDGE = frozenset(".,:;\"'“”‘’«»()[]-–—!?^$")
SURROUNDINGS = ("before", "before that", "article", "after", "after that", "between")
"""Slots of what stands around a name: two words or marks before it, an article apart, two after it, the nearest on
both sides where one of them is a mark."""


@dataclass(slots=True)
class Form:
    """All that has one key in an article: its name, the model's votes, where it stands. A name that only its capitals
    speak for has no votes."""

    name: str
    votes: dict[Kind, int] = field(default_factory=dict)
    at: list[Interval] = field(default_factory=list)

    @property
    def kind(self) -> Kind | None:
        """The model's, the first one of equals."""
        return max(self.votes, key=self.votes.__getitem__, default=None)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, Mapping[str, Scores]]]:
    """Weights by language, slot and word."""
    found: dict[str, dict[str, dict[str, Scores]]] = {}
    with files(__package__).joinpath("kinds.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            scores = (float(row["person"]), float(row["place"]), float(row["institution"]), float(row["nothing"]))
            found.setdefault(row["language"], {}).setdefault(row["slot"], {})[row["word"]] = scores
    return found


@lru_cache(maxsize=64)
def weights(language: str) -> Mapping[str, Mapping[str, Scores]]:
    """By slot and word; a language without weights of its own has those that need no words."""
    return _table().get(language) or _table()[""]


def has_words(language: str) -> bool:
    """Whether words of the language are weighed, so that names which the model missed can be told from other words."""
    return language in _table()


def of_forms(forms: Mapping[str, Form], document: str, language: str, introduced: Set[str]) -> dict[str, Kind | None]:
    """The kind of each form of an article by its key, None for what is no name.

    ``introduced``: keys of long and short forms that the article binds by brackets.
    """
    alone, worded = _wordless(language), has_words(language)
    kinds: dict[str, Kind | None] = {}
    others, backwards = _bound(forms, document, language, introduced), document[::-1]
    for key, form in forms.items():
        if key in seats() or _of_seat(key):
            kinds[key] = "Institution"
            continue
        if form.name.endswith(".") and " " not in form.name and state(form.name):  # Rand Paul, R-Ky.
            kinds[key] = "Place"
            continue
        scores = _of_name(form.name, key, language, _only_vote(form))
        if len(form.at) > 1 or len(form.votes) > 1 or key in others.all:
            scores = _sum(scores, [(alone[slot], value) for slot, value in said(key, form, others) if slot in alone])
        ranked = sorted(scores)
        if ranked[3] < SETTLED + ranked[2]:
            scores = _sum(scores, _around(form, document, backwards, language))
        person, place, institution, none = scores
        best = max(person, place, institution)
        if worded and none > best + 1e-9 and not _is_sure(form, key, language):
            kinds[key] = None
        else:
            least = best - 1e-9
            kinds[key] = "Person" if person >= least else "Place" if place >= least else "Institution"
    return kinds


def _of_seat(key: str) -> bool:
    """Whether it is a house of government in somebody's time: Obama White House."""
    return key.endswith(" white house") and _NO_SEAT.isdisjoint(key.split())


_NO_SEAT = frozenset(("of", "the", "a", "and", "in", "at", "room", "garden"))
"""Words of what isn't the house but something with or inside it."""


def _sum(scores: Scores, found: Iterable[tuple[Scores, float]]) -> Scores:
    """Scores with what each feature's weights say, times its value."""
    person, place, institution, none = scores
    for weight, value in found:
        person += value * weight[0]
        place += value * weight[1]
        institution += value * weight[2]
        none += value * weight[3]
    return person, place, institution, none


def _around(form: Form, document: str, backwards: str, language: str) -> list[tuple[Scores, float]]:
    """Weights and values of what stands around a form."""
    looked_at = form.at[:LOOKED_AT]
    share, alone = 1 / len(looked_at), _wordless(language)
    around = [surroundings(document, backwards, start, end) for start, end in looked_at]
    found = [(alone[slot], value) for slot, value in listed(form, around, document, language) if slot in alone]
    for words in around:
        for table, word in zip(_worded(language), words, strict=False):
            if word in table:
                found.append((table[word], share))
    return found


@lru_cache(maxsize=64)
def _wordless(language: str) -> Mapping[str, Scores]:
    """Weights of the slots that need no word."""
    return {slot: words[""] for slot, words in weights(language).items() if "" in words}


@lru_cache(maxsize=64)
def _worded(language: str) -> tuple[Mapping[str, Scores], ...]:
    """Weights by word for each of ``SURROUNDINGS``; nothing for a language without words."""
    own = weights(language)
    tables = [own.get(slot, {}) for slot in SURROUNDINGS] if has_words(language) else []
    return tuple({word: scores for word, scores in table.items() if word} for table in tables)


def _is_sure(form: Form, key: str, language: str) -> bool:
    """Whether the lists and the model agree that it is a name."""
    lists = of_name(form.name, key, language)
    return any(lists[ORDER.index(kind)] for kind in form.votes)


def _only_vote(form: Form) -> str:
    """The kind that all votes are for, empty without votes, ``several`` where they are at odds."""
    votes = form.votes
    return "" if not votes else next(iter(votes)) if len(votes) == 1 else _SEVERAL


_SEVERAL = "several"


@lru_cache(maxsize=65_536)
def _of_name(name: str, key: str, language: str, vote: str) -> Scores:
    """What holds of a name wherever it stands, and of the model's vote where there is one kind of votes."""
    own = weights(language)
    found = [*static(name, key, language, not vote), *of_words(name, key, language)]
    if vote and vote != _SEVERAL:
        found.append((f"voted {vote}", "", 1.0))
    return _sum(NONE, [(own[slot][word], value) for slot, word, value in found if word in own.get(slot, ())])


def static(name: str, key: str, language: str, unvoted: bool) -> Iterator[Feature]:
    """What a name says wherever it stands, beside its words. ``unvoted``: the model has not found it."""
    words, capitals = key.split(), name.isupper()
    size = str(min(4, len(words)))
    yield "any", "", 1.0
    yield "words", size, 1.0
    lists = [(kind, value) for kind, value in zip(ORDER, of_name(name, key, language), strict=True) if value]
    for kind, value in lists:
        yield f"name {kind}", "", value
    if sex_of_given(words[0]):
        yield "given name first", str(min(3, len(words))), 1.0
    if not key.replace(" ", "").isalpha() and any(map(str.isdigit, name)):
        yield "digits", "", 1.0
    if capitals:
        yield "capitals", "", 1.0
    if unvoted:
        yield "unvoted", "", 1.0
        yield "unvoted words", size, 1.0
        for kind, value in lists:
            yield f"unvoted name {kind}", "", value
        if capitals:
            yield "unvoted capitals", "", 1.0
        if len(words) == 1:
            yield "unvoted rarity", rarity(key, language), 1.0


@dataclass(frozen=True, slots=True)
class Bound:
    """What an article says of its forms beside their votes: by key what binds a name to another one's (``surname``…),
    keys of long and short forms that brackets bind, keys of clubs, and all of these."""

    bound: Mapping[str, str]
    introduced: Set[str]
    clubs: Set[str]
    all: Set[str]


def _bound(forms: Mapping[str, Form], document: str, language: str, introduced: Set[str]) -> Bound:
    people = [key for key, form in forms.items() if "Person" in form.votes and form.kind == "Person"]
    full = [key for key in people if is_full(key)]
    surnames, given = {key.rpartition(" ")[2] for key in full}, {key.partition(" ")[0] for key in full}
    bound: dict[str, str] = {}
    if alone := {key for key in people if " " not in key} - surnames - given:
        for key, form in forms.items():
            if key.rpartition(" ")[2] in alone and is_full(key) and not any(of_name(form.name, key, language)[1:]):
                bound[key] = "bearer of a surname"
    bound |= short_for(((key, form.name) for key, form in forms.items()), language)
    bound |= dict.fromkeys([key for key in given if key in forms and country(key) is None], "given name")
    bound |= dict.fromkeys([key for key in surnames if key in forms and country(key) is None], "surname")
    clubs = {key for key in forms.keys() & club_keys() if is_club(document, key, forms[key].at[:8])} - introduced
    return Bound(bound, introduced, clubs, bound.keys() | introduced | clubs)


def said(key: str, form: Form, others: Bound) -> Iterator[tuple[str, float]]:
    """Slots and values of what the article says of a form: votes at odds, other names, brackets, sport."""
    if len(form.votes) > 1:
        total = sum(form.votes.values())
        for kind, votes in form.votes.items():
            yield f"voted {kind}", votes / total
    bound = others.bound.get(key)
    if bound:
        yield bound, 1.0
    if key in others.introduced:
        yield "introduced", 1.0
    elif key in others.clubs:
        yield "club", 1.0
    if not form.votes and (bound or key in others.introduced):
        yield "unvoted and bound", 1.0
    if len(form.at) > 1:
        yield "repeated", min(3, len(form.at) - 1) / 3


def listed(form: Form, around: Sequence[tuple[str, ...]], document: str, language: str) -> Iterator[tuple[str, float]]:
    """Slots and values of what stands around a form, by its language's lists."""
    lists = [of_place(words, document, end, language) for words, (_, end) in zip(around, form.at, strict=False)]
    for kind, value in zip(ORDER, map(max, *lists) if len(lists) > 1 else lists[0], strict=True):
        if value:
            yield f"around {kind}", value
            if not form.votes:
                yield f"unvoted around {kind}", value


def surroundings(document: str, backwards: str, start: int, end: int) -> tuple[str, str, str, str, str, str]:
    """Words, one for each of ``SURROUNDINGS``; ``^`` and ``$`` for a line's ends. ``backwards``: the document so read.

    >>> text = "She told the Post in Lyon."
    >>> surroundings(text, text[::-1], 13, 17)
    ('told', 'she', 'the', 'in', 'lyon', '')
    """
    first = second = next_one = next_two = ""
    article = ""
    if found := _THREE_BEFORE.match(backwards, len(document) - start):
        first, second, third = found.groups("")
        first, second = first[::-1].lower(), second[::-1].lower()
        if first in _ARTICLES:
            article, first, second = first, second, third[::-1].lower()
    if found := _TWO_AFTER.match(document, end):
        next_one, next_two = found.groups("")
        next_one, next_two = next_one.lower().replace("’", "'"), next_two.lower()
    first, next_one = first or "^", next_one or "$"
    between = f"{first} {next_one}" if first in _EDGE or next_one in _EDGE else ""
    return first, second or "^", article, next_one, next_two or "$", between


def features(
    forms: Mapping[str, Form], document: str, language: str, introduced: Set[str]
) -> Iterator[tuple[str, list[Feature]]]:
    """All features of each form, for fitting."""
    others, backwards = _bound(forms, document, language, introduced), document[::-1]
    for key, form in forms.items():
        looked_at = form.at[:LOOKED_AT]
        around = [surroundings(document, backwards, start, end) for start, end in looked_at]
        found = [*static(form.name, key, language, not form.votes), *of_words(form.name, key, language)]
        if len(form.votes) == 1:
            found.append((f"voted {form.kind}", "", 1.0))
        found += [(slot, "", value) for slot, value in said(key, form, others)]
        found += [(slot, "", value) for slot, value in listed(form, around, document, language)]
        share = 1 / len(looked_at)
        found += [
            (slot, word, share) for words in around for slot, word in zip(SURROUNDINGS, words, strict=True) if word
        ]
        yield key, found
