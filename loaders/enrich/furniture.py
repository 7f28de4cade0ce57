"""A page's furniture taken off the beginning of a text: words of players, pictures and newsletters. Pure, over
furniture.tsv.

Articles of one outlet that begin with the same such words are alike in nothing else. What is common to an outlet's
articles could be learned, too, but then what an article is like would depend on which others came before it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_CHARACTERS = 2_000
"""Beginning of a text in which it is looked for: leads and excerpts are made of less."""
_APOSTROPHES, _QUOTES = "['’]", '["“”]'


def without_furniture(text: str) -> str:
    r"""The text without a page's furniture at its beginning; the rest as it stands.

    >>> without_furniture("Media playback is unsupported on your device Media caption Rain fell.\n\nIt stopped.")
    '    Rain fell.\n\nIt stopped.'
    """
    head = _furniture().sub(" ", text[:_CHARACTERS])
    return head + text[_CHARACTERS:]


@cache
def _furniture() -> re.Pattern[str]:
    lines = (files("loaders.enrich") / "furniture.tsv").read_text("utf-8").splitlines()
    phrases = [line.split("\t")[0] for line in lines if not line.startswith(("#", "phrase\t"))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, phrases))})(?!\w)")


def _pattern(phrase: str) -> str:
    text = re.escape(phrase).replace(r"\ ", r"\s+").replace(r"\*", r"[^\n]{1,80}?")
    return text.replace("'", _APOSTROPHES).replace('"', _QUOTES)
