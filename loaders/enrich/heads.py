"""A language's words that tell a name's kind: heads of institutions and places, roles, prepositions (``heads.tsv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kg.ids import name_key


@dataclass(frozen=True, slots=True)
class Heads:
    """One language's. Heads are name keys, the last word or words of a name, or with ``_first`` its first ones; the
    others are folded words of running text."""

    institution: frozenset[str]
    institution_first: frozenset[str]
    weak_institution: frozenset[str]
    team: frozenset[str]
    place: frozenset[str]
    place_first: frozenset[str]
    no_place: frozenset[str]
    nothing_alone: frozenset[str]
    nothing_last: frozenset[str]
    nothing_first: frozenset[str]
    prepositions: frozenset[str]
    says: frozenset[str]
    roles: frozenset[str]
    body_roles: frozenset[str]
    body_after: frozenset[str]
    inside: frozenset[str]
    legal: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> Mapping[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    with files(__package__).joinpath("heads.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            found.setdefault((row["language"], row["kind"]), set()).add(row["word"])
    return {key: frozenset(words) for key, words in found.items()}


@lru_cache(maxsize=64)
def heads_of(language: str) -> Heads:
    """The words of a language; one without rows has none."""

    def keys(kind: str) -> frozenset[str]:
        return frozenset(map(name_key, _table().get((language, kind), ())))

    def folded(kind: str) -> frozenset[str]:
        return frozenset(word.casefold() for word in _table().get((language, kind), ()))

    return Heads(
        institution=keys("institution"),
        institution_first=keys("institution first"),
        weak_institution=keys("weak institution"),
        team=keys("team"),
        place=keys("place"),
        place_first=keys("place first"),
        no_place=keys("no place"),
        nothing_alone=keys("nothing alone"),
        nothing_last=keys("nothing last"),
        nothing_first=keys("nothing first"),
        prepositions=folded("preposition"),
        says=folded("says"),
        roles=folded("role"),
        body_roles=folded("body role"),
        body_after=folded("body after"),
        inside=folded("inside"),
        legal=keys("legal") | frozenset(map(name_key, _table().get(("", "legal"), ()))),
    )
