"""Texts that say that an event is still to come: 'What to expect from…', 'Ante el…', '… on Friday'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from kg.ids import name_key


def announces(headline: str | None, language: str | None) -> bool:
    """Whether a headline says that something is still to come.

    >>> announces("All eyes on the central bank", "en"), announces("Central bank raises rates", "en")
    (True, False)
    """
    words = f" {name_key(headline or '')} "
    return any(f" {cue} " in words for cue in _cues().get(language or "", ()))


def weekdays(text: str, language: str | None) -> frozenset[int]:
    """The days of the week that a text names, Monday as 0.

    >>> sorted(weekdays("Le Parlement votera mercredi ou jeudi", "fr"))
    [2, 3]
    """
    words = f" {name_key(text)} "
    return frozenset(day for day, name in enumerate(_weekdays().get(language or "", ())) if f" {name} " in words)


@cache
def _weekdays() -> Mapping[str, Sequence[str]]:
    """Names of the days by language, as name keys."""
    lines = (files("kg") / "weekdays.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith(("#", "language\t"))]
    return {language: [name_key(day) for day in days.split("|")] for language, days in rows}


@cache
def _cues() -> Mapping[str, Sequence[str]]:
    """Words of announcements by language, as name keys."""
    lines = (files("kg") / "announcements.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith(("#", "language\t"))]
    return {language: [name_key(cue) for own, cue, *_ in rows if own == language] for language, *_ in rows}
