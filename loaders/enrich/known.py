"""Institutions and persons known by name and Wikidata id: a small table of our own (``known.tsv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kg.ids import name_key
from loaders.enrich.models import Kind

_SHORT = 3


@dataclass(frozen=True, slots=True)
class Known:
    """One of the table. ``country``: ISO 3166-1 alpha-2, None for an international one."""

    qid: str
    name: str
    country: str | None
    aliases: tuple[str, ...]


@lru_cache(maxsize=1)
def table() -> Mapping[tuple[Kind, str], Known]:
    """By kind and name key. A name that two of a kind have is neither's."""
    found: dict[tuple[Kind, str], set[Known]] = {}
    kinds: dict[str, Kind] = {"Person": "Person", "Place": "Place", "Institution": "Institution"}
    with files(__package__).joinpath("known.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            aliases = tuple(filter(None, row["aliases"].split("|")))
            one = Known(row["qid"], row["name"], row["country"] or None, aliases)
            for name in (one.name, *aliases):
                found.setdefault((kinds[row["kind"]], name_key(name)), set()).add(one)
    return {key: next(iter(several)) for key, several in found.items() if len(several) == 1}


def known(kind: Kind, key: str) -> Known | None:
    """Who or what goes by a name.

    >>> known("Institution", "onu").qid, known("Person", "onu")
    ('Q1065', None)
    """
    return table().get((kind, key))


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Keys of the surnames of known persons, by which they are named alone: the Obama years. Short ones, and numbers of
    popes and queens, say nothing."""
    last = (key.rpartition(" ")[2] for kind, key in table() if kind == "Person" and " " in key)
    return frozenset(word for word in last if len(word) > _SHORT)


@lru_cache(maxsize=1)
def _listed_rows() -> tuple[tuple[str, str], ...]:
    """Name and sort of companies, newspapers, bodies, clubs and towns of clubs, without ids (``institutions.tsv``)."""
    with files(__package__).joinpath("institutions.tsv").open(encoding="utf-8") as rows:
        return tuple((row["name"], row["sort"]) for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, str]:
    """Their name keys to sorts; of one name the first counts."""
    found: dict[str, str] = {}
    for name, sort in _listed_rows():
        found.setdefault(name_key(name), sort)
    return found


def is_listed(key: str) -> bool:
    """Whether a name is mostly that of a company, newspaper, body or club.

    >>> is_listed("boeing"), is_listed("liverpool"), "liverpool" in club_towns(), "boeing" in club_towns()
    (True, False, True, False)
    """
    return _listed().get(key, "town") != "town"


@lru_cache(maxsize=1)
def seats() -> frozenset[str]:
    """Keys of houses whose names are those of the governments in them. They are institutions wherever they stand, so
    that they are one thing in the graph: labelled sets have them as places (CoNLL-2003) or as either."""
    return frozenset(key for key, sort in _listed().items() if sort == "seat")


@lru_cache(maxsize=1)
def club_towns() -> frozenset[str]:
    """Keys of towns and counties that give their names to clubs, which reports of sport name so."""
    return frozenset(key for key, sort in _listed().items() if sort == "town")


def institution_names() -> frozenset[str]:
    """All names of institutions that are written in capitals or have several words."""
    return (
        frozenset(
            name
            for (kind, _), one in table().items()
            if kind == "Institution"
            for name in (one.name, *one.aliases)
            if " " in name or name.isupper()
        )
        | _listed_names()
    )


def _listed_names() -> frozenset[str]:
    """Listed names of several words, which are nobody else's: Asahi Shimbun, Bayern Munich."""
    return frozenset(name for name, sort in _listed_rows() if " " in name and sort != "town")
