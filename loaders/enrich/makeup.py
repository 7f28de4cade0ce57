"""What the make-up of a name tells of its kind: its words, how it is written, longer names that it stands for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loaders.enrich.evidence import ORDER, of_name
from loaders.enrich.places import country, places
from loaders.enrich.terms import frequency
from loaders.enrich.words import demonyms

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
"""How a name is written, the first that fits: ``PetroChina``, ``Médecins sans Frontières``, ``BBC World``."""
_SMALL = frozenset(("of", "the", "for", "and"))
_LEAST_INITIALS = 3


def of_words(name: str, key: str, language: str) -> Iterator[tuple[str, str]]:
    """Slots and words of features: the words of a name, how common its first and last one are and how they end, whether
    a country or its people stands among them, how the name is written.

    >>> sorted(of_words("Kenya Coast Airways", "kenya coast airways", "en"))[-3:]
    [('last ends', 'ays'), ('last rarity', '3'), ('written', '')]
    """
    words = key.split()
    if len(words) > 1:
        yield "last", words[-1]
        yield "first", words[0]
        first, last = name.partition(" ")[0].lower(), name.rpartition(" ")[2].lower()
        yield "last ends", last[-3:]
        yield "first rarity", rarity(first, language)
        yield "last rarity", rarity(last, language)
        for word in words[1:-1]:
            yield "inside", word
        if country(key) is None:
            peoples = demonyms(language)
            at = [at for at, word in enumerate(words) if word in peoples or country(word)]
            if at:
                yield f"country {'first' if at[0] == 0 else 'last' if at[-1] == len(words) - 1 else 'inside'}", ""
    else:
        if not places(key):  # a town is one whatever happened in the articles that weights were made on
            yield "alone", key
        yield "alone rarity", rarity(key, language)
        yield "ends", key[-3:]
    yield "written", next((how for how, pattern in _WRITTEN if pattern.search(name)), "")


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
    found: dict[str, str] = {}
    initials = set()
    for key, name in names.items():
        words = key.split()
        if len(words) > 1:
            if words[0] in names and _is_institution(name, key, language):
                found[words[0]] = "begins an institution"
            if len(words) >= _LEAST_INITIALS:
                initials.add("".join(word[0] for word in words if word not in _SMALL))
    for key in initials & names.keys():
        if len(key) >= _LEAST_INITIALS and names[key].isupper():
            found.setdefault(key, "initials of a name")
    return found


def _is_institution(name: str, key: str, language: str) -> bool:
    lists = of_name(name, key, language)
    return 0 < lists[ORDER.index("Institution")] >= max(lists)
