"""Companies' names without their legal forms, for comparing: a name alone never makes two companies one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from kg.ids import name_key

_JOINED = frozenset({"and", "und", "et", "y", "e", "co", "cie", "compagnie"})
"""What joins forms: "GmbH & Co. KG"."""


def company_key(name: str) -> str:
    """The key of a company's name without legal forms at its ends; the whole key where nothing else is left.

    >>> company_key("Vallejo Holding, S.A."), company_key("Rheinlotse GmbH & Co. KG"), company_key("SARL Le Phare")
    ('vallejo holding', 'rheinlotse', 'le phare')
    >>> company_key("Inc."), company_key("ABC")
    ('inc', 'abc')
    """
    words = name_key(name).split()
    kept = _without(words, last=True)
    kept = _without(kept, last=False)
    return " ".join(kept or words)


def _without(words: list[str], *, last: bool) -> list[str]:
    """The words without the forms at one end, the longest form first."""
    left = words
    while left:
        for size in range(min(len(left), _longest()), 0, -1):
            part = left[-size:] if last else left[:size]
            if " ".join(part) in _forms():
                left = left[:-size] if last else left[size:]
                break
        else:
            if not (last and len(left) < len(words) and left[-1] in _JOINED):
                break
            left = left[:-1]
        if not last:  # one form at the beginning: what follows may be a name of a few letters
            break
    return left


@cache
def _forms() -> frozenset[str]:
    return frozenset(name_key(form) for form, _ in rows())


@cache
def _longest() -> int:
    return max(len(form.split()) for form in _forms())


def rows() -> list[tuple[str, str]]:
    """Form and country of each row of the table."""
    text = files("kg.ownership").joinpath("legal_forms.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [(form, country) for form, country, _ in lines[1:]]
