"""Letters of scripts whose newspapers write foreign names in a way of their own: Greek, Hebrew, Arabic. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

RESPELT = frozenset({"GREEK", "HEBREW"})
"""Scripts some letters of which are one sound together, or another one in foreign names (``letters.tsv``)."""
_RESPELT = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff\u0590-\u05ff]")
_VOWELS = frozenset("\u0627\u0623\u0625\u0622\u0639\u05d0")
"""Alef, bare, with hamza and with madda, ain; Hebrew alef: a name that begins with a vowel begins with one of them."""
_LIKE = re.compile(r"(.)(?=\1)|s(?=z)|z(?=s)")


@cache
def _table() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = (files("loaders.identity") / "letters.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return tuple((re.compile(letters), "" if sound == "-" else sound) for letters, sound, *_ in rows)


def is_respelt(name: str) -> bool:
    """Whether a name has letters of those scripts."""
    return _RESPELT.search(name) is not None


def heard(name: str) -> str:
    """A Greek or Hebrew name with the letters that it is heard as, as far as the table has them.

    >>> heard("\u039c\u03c0\u03b1\u03bc\u03c0\u03b1\u03c4\u03b6\u03ac\u03bd")  # Babacan
    'b\u03b1b\u03b1j\u03b1\u03bd'
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold()).replace("\u03b9\u0308", "i")  # it stands alone
    text = "".join(c for c in decomposed if not unicodedata.combining(c))
    for letters, sound in _table():
        text = letters.sub(sound, text)
    return text


def unvoweled(text: str, token: str) -> str:
    """A word in plain letters, of a script that writes no vowels, without the letters that stand for long ones.

    One at its start is a, and so is the one that keeps a consonant from its like, as doubled ones are written once.

    >>> unvoweled("swzn", "\u0633\u0648\u0632\u0646"), unvoweled("ndrw", "\u0627\u0646\u062f\u0631\u0648")
    ('sazn', 'andr')
    """
    rest = f"a{text}" if token[:1] in _VOWELS else text
    return _LIKE.sub(r"\g<0>a", rest[:1] + re.sub("[wy]", "", rest[1:]))
