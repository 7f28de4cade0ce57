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
    days, _ = _weekdays().get(language or "", ((), ()))
    return frozenset(day for day, name in enumerate(days) if f" {name} " in words)


def due_on(headline: str | None, language: str | None) -> frozenset[int]:
    """The days of the week on which something is to be as a headline tells it: 'on Friday', not 'Friday crash'.

    >>> due_on("Senate to vote on Thursday", "en"), due_on("Two dead in Thursday crash", "en")
    (frozenset({3}), frozenset())
    """
    words = f" {name_key(headline or '')} "
    days, before = _weekdays().get(language or "", ((), ()))
    return frozenset(day for day, name in enumerate(days) if any(f" {one} {name} " in words for one in before))


@cache
def _weekdays() -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
    """By language, as name keys: names of the days, and words before them."""
    lines = (files("kg") / "weekdays.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith(("#", "language\t"))]
    return {row[0]: (_keys(row[1]), _keys(row[2])) for row in rows}


def _keys(names: str) -> Sequence[str]:
    return [name_key(name) for name in names.split("|")]


@cache
def _cues() -> Mapping[str, Sequence[str]]:
    """Words of announcements by language, as name keys."""
    lines = (files("kg") / "announcements.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith(("#", "language\t"))]
    return {language: [name_key(cue) for own, cue, *_ in rows if own == language] for language, *_ in rows}
