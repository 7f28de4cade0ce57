"""What the make-up of a name tells of its kind: its words, how it is written, longer names that it stands for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kg.ids import name_key
from loaders.enrich.evidence import ORDER, of_name
from loaders.enrich.places import country, country_names, places
from loaders.enrich.terms import frequency
from loaders.enrich.words import demonyms

Feature = tuple[str, str, float]
"""Slot, word (empty where the slot alone says it) and value."""

_PLAIN = re.compile("[A-Z][^A-Z&. -]*(?: [A-Z][^A-Z&. -]*)*")
"""Most names are words with one capital each."""
_WRITTEN = (
    ("&", re.compile("&")),
    ("and", re.compile(" and ")),
    ("of", re.compile(" of ")),
    ("camel", re.compile("[a-z][A-Z]")),
    ("small", re.compile(" [a-z]")),
    ("-", re.compile("-")),
    (".", re.compile(r"\.")),
    ("acronym", re.compile(r"\b[A-Z]{2,}\b")),
)
"""How other names are written, the first that fits: ``PetroChina``, ``Médecins sans Frontières``, ``BBC World``."""
_SMALL = frozenset(("of", "the", "for", "and"))
_LEAST_INITIALS = 3


def of_words(name: str, key: str, language: str) -> list[Feature]:
    """Features: the words of a name, how common its first and last one are and how they end, whether a country or its
    people stands among them, how the name is written.

    >>> of_words("Kenya Coast Airways", "kenya coast airways", "en")[-3:]
    [('inside', 'coast', 1.0), ('country first', '', 1.0), ('written', '', 1.0)]
    """
    words = key.split()
    if len(words) > 1:
        first, last = name.partition(" ")[0].lower(), name.rpartition(" ")[2].lower()
        found = [
            ("last", words[-1], 1.0),
            ("first", words[0], 1.0),
            ("last ends", last[-3:], 1.0),
            ("first rarity", rarity(first, language), 1.0),
            ("last rarity", rarity(last, language), 1.0),
        ]
        if len(words) > 2:
            found += [("inside", word, 1.0) for word in words[1:-1]]
        lands = _lands(language)
        if not lands.isdisjoint(words) and country(key) is None:
            where = "first" if words[0] in lands else "last" if words[-1] in lands else "inside"
            found.append((f"country {where}", "", 1.0))
    else:
        found = [("ends", key[-3:], 1.0)]
        if not places(key):  # a town is one whatever happened in the articles that weights were made on
            found.append(("alone", key, 1.0))
    plain = _PLAIN.fullmatch(name)
    written = "" if plain else next((how for how, pattern in _WRITTEN if pattern.search(name)), "")
    return [*found, ("written", written, 1.0)]


@lru_cache(maxsize=16)
def _lands(language: str) -> frozenset[str]:
    """Keys of countries and of their peoples."""
    return demonyms(language) | frozenset(map(name_key, country_names(language)))


@lru_cache(maxsize=32_768)
def rarity(word: str, language: str) -> str:
    """How common a word is in its language: 0 where it is rare, to 5."""
    share = frequency(word, language)
    return next((str(at) for at, least in ((5, 1e-4), (4, 1e-5), (3, 1e-6), (2, 1e-7)) if share >= least), "0")


def short_for(forms: Iterable[tuple[str, str]], language: str) -> dict[str, str]:
    """Which names stand for a longer one of the same article, by key: as the first word of an institution, as initials.
    ``forms``: key and name of each.

    >>> short_for([("corran", "Corran"), ("corran bank", "Corran Bank"), ("nwa", "NWA"),
    ...     ("national water authority", "National Water Authority")], "en")
    {'corran': 'begins an institution', 'nwa': 'initials of a name'}
    """
    names = dict(forms)
    alone = {key for key in names if " " not in key}
    acronyms = {key for key in alone if len(key) >= _LEAST_INITIALS and names[key].isupper()}
    found: dict[str, str] = {}
    initials = set()
    for key in names.keys() - alone:
        first = key.partition(" ")[0]
        if first in alone and first not in found and _is_institution(names[key], key, language):
            found[first] = "begins an institution"
        if acronyms:
            initials.add("".join([word[0] for word in key.split() if word not in _SMALL]))
    for key in initials & acronyms:
        found.setdefault(key, "initials of a name")
    return found


def _is_institution(name: str, key: str, language: str) -> bool:
    lists = of_name(name, key, language)
    return 0 < lists[ORDER.index("Institution")] >= max(lists)
