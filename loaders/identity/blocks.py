"""Which names are compared at all: those that share a key. Pure.

A new name is compared with what its keys find through an index, never with all: the cost grows with the new. Keys go by
how words sound (``spelling``), so that spellings, scripts and the order of words don't keep two names apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from loaders.identity.spelling import Spelling, Word, given_first, listed, spell

_SHORTEST = 3
"""Consonants of a key: "Li Wu" and "Lee Wee" sound alike by chance."""
_TWICE = re.compile(r"(.)\1+")
KEYS = ("sound_key", "short_key", "start_key")
NAMES_A_KEY: Mapping[str, int] = {"sound_key": 16, "short_key": 8, "start_key": 6}
"""A key that more names share says nothing about them, and brings no two of them together: fewer, the less of a name
the key holds, as chance alone brings more together."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a name, empty where it has none of that sort."""

    sound_key: str = ""
    short_key: str = ""
    start_key: str = ""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((name, value) for name in KEYS if (value := getattr(self, name)))


NO_KEYS = Keys()
_CZECH = re.compile(r"(?<=\w\w\w)ová$")
"""The ending that Czech and Slovak put to all women's surnames: one key goes without it (Angela Merkelová), the others
with it, as Němcová is her name in Russian too."""


@lru_cache(maxsize=8_192)
def keys_of(kind: str, name: str) -> Keys:
    """The keys under which a name is found. A lone word of a person is a weak name: it is compared with nobody.

    Remembered, as a name is written and settled soon after.

    >>> keys_of("Person", "Joe Biden").short_key == keys_of("Person", "Joseph R. Biden Jr.").short_key
    True
    >>> keys_of("Person", "Viktor Orbán").sound_key == keys_of("Person", "Orbán Viktor").sound_key
    True
    >>> keys_of("Person", "Biden")
    Keys(sound_key='', short_key='', start_key='')
    """
    name = given_first(name) if kind == "Person" else name
    spelling = spell(name)
    if kind == "Person":
        return _person(spelling, spell(_CZECH.sub("", name)) if "ová" in name else spelling)
    return _institution(spelling) if kind == "Institution" else _place(spelling)


def partner_key(name: str, key: str) -> str:
    """The key that partners have: the same, but of an acronym (``ecb.``) its long forms' (``ecb``), and of those its.

    >>> partner_key("short_key", "bdn j"), partner_key("short_key", "ecb."), partner_key("short_key", "ecb")
    ('bdn j', 'ecb', 'ecb.')
    """
    if name != "short_key" or " " in key:
        return key
    return key[:-1] if key.endswith(".") else f"{key}."


def full_words(spelling: Spelling) -> tuple[Word, ...]:
    """The words of a person's name without particles, initials and generation. Ben Nelson's Ben is no particle."""
    idle, given = _idle(), listed("nickname")
    return tuple(
        w for at, w in enumerate(spelling.words)
        if len(w.text) > 1 and (w.text not in idle or (at == 0 and w.text in given))
    )  # fmt: skip


@cache
def _idle() -> frozenset[str]:
    return frozenset(listed("particle").keys() | listed("generation").keys())


@cache
def _transcribed() -> frozenset[str]:
    return frozenset(listed("transcribed").values())


@cache
def _forms_and_functions() -> frozenset[str]:
    return frozenset(listed("legal").keys() | listed("function").keys())


def core_words(spelling: Spelling) -> tuple[Word, ...]:
    """The words of an institution's name without legal form, articles and prepositions; all where none are left."""
    idle = _forms_and_functions()
    return tuple(w for w in spelling.words if w.text not in idle) or spelling.words


def joined_words(spelling: Spelling) -> list[str]:
    """The bones of a person's full words, those that a hyphen joins as one: Ki-moon is Kimoon."""
    idle = _idle()
    found, at = [], 0
    for length in spelling.runs or (1,) * len(spelling.words):
        run = spelling.words[at : at + length]
        at += length
        kept = [w for w in run if w.text not in idle and len(w.text) > 1]
        if len(kept) == len(run) > 1:
            kept = list(spell("".join(w.text for w in run)).words)
        found += [w.bones for w in kept]
    return found


def initials(spelling: Spelling) -> tuple[str, ...]:
    """The words of a person's name that are one letter."""
    return tuple(w.text for w in spelling.words if len(w.text) == 1)


def acronym_of(words: Sequence[Word]) -> str:
    """The first letters of an institution's words."""
    return "".join(w.text[0] for w in words)


def _person(spelling: Spelling, bare: Spelling) -> Keys:
    words, known = full_words(spelling), listed("nickname")
    if not words or len(words) + bool(initials(spelling)) < 2:
        return NO_KEYS
    first = spelling.words[0] if len(spelling.words[0].text) == 1 else words[0]
    plain = listed("transcribed").get(first.text, first.text)
    heard = spell(plain).words[0] if plain != first.text or plain in _transcribed() else first
    given = spell(known[plain]).words[0] if plain in known else heard
    last = words[-1].bones
    return Keys(
        _joined(sorted(joined_words(bare))) if len(words) > 1 else "",
        f"{last} {given.bones[:1]}" if len(last) > 1 else "",
        _folded([heard, *(w for w in words if w is not first)][:2]) if len(words) > 1 else "",
    )


def _institution(spelling: Spelling) -> Keys:
    words = core_words(spelling)
    short = ""
    if len(words) == 1 and spelling.name.isupper() and 2 < len(words[0].text) <= 6:
        short = f"{words[0].text}."
    elif len(words) > 2:
        short = acronym_of(words)
    return Keys(_joined(sorted(w.bones for w in words)), short)


def _place(spelling: Spelling) -> Keys:
    return Keys(_joined([w.bones for w in spelling.words]), start_key=_folded(spelling.words))


def _folded(words: Sequence[Word]) -> str:
    """The first two words by what romanisations agree on; by how they sound where that is too little."""
    heard = [_loose(w) for w in words]
    return " ".join(heard) if sum(map(len, heard)) >= _SHORTEST else _joined([w.bones for w in words])


def _loose(word: Word) -> str:
    """What romanisations agree on, but the v within, which others hear as a vowel.

    >>> [_loose(spell(name).words[0]) for name in ("Bowen", "Боуэн", "Vance")]
    ['bn', 'bn', 'vn']
    """
    return _TWICE.sub(r"\1", word.folded[:1] + word.folded[1:].replace("v", ""))


def _joined(bones: Sequence[str]) -> str:
    return " ".join(bones) if sum(map(len, bones)) >= _SHORTEST else ""
