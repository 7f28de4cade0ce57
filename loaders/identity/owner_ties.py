"""Whether two ids are one owner: by numbers in registers, or by a name and a holding that two sources state. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.ids import is_qid, slug
from kg.store import Row
from loaders.readers._holdings import LEI_SCHEME

SURE, CLEAR, LIKELY, OPEN = 1.0, 0.97, 0.95, 0.75
"""Scores: one number in a register; a holding that both are said to have; name and country; a name alone."""
LONG_WORD = 6
"""Letters from which a name of one word may be a company's alone."""
_PERSONS = frozenset({"person", "family"})
_UNNAMED = "undisclosed"
"""The kind, or how the name begins, that readers give to whom a source doesn't name: no two are known to be one."""
_NO_REGISTER = "register"
"""Scheme of a number of which the source doesn't say in which register it stands."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement on an owner: ``how`` it stands to ``other`` (hold, belong to), when, and who says so."""

    how: str
    other: str
    name: str | None
    first: date | None
    last: date | None
    said_by: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """An owner as sources describe it. ``registers``: its numbers by register. ``reached``: outlets that it holds
    through others."""

    id: str
    name: str
    plain: str
    kind: str | None = None
    country: str | None = None
    registers: tuple[tuple[str, frozenset[str]], ...] = ()
    said: tuple[Said, ...] = ()
    reached: frozenset[str] = frozenset()

    @property
    def numbers(self) -> set[str]:
        """All ids that it may have in a graph."""
        return {self.id, *(_id(scheme, number) for scheme, found in self.registers for number in found)}

    @property
    def person(self) -> bool | None:
        """Whether it is a person or a family; None: not said."""
        return None if self.kind is None else self.kind in _PERSONS


@dataclass(frozen=True, slots=True)
class Tie:
    """A decision about two owners."""

    judgement: str
    score: float
    reason: str


def registers(row: Row) -> dict[str, set[str]]:
    """An owner's numbers by register. A number of which it isn't said in which register it stands is none.

    >>> registers({"id": "Q90", "ids": ["wikidata:Q90", "gb-coh:07444723", "register:FR:9"]})
    {'wikidata': {'Q90'}, 'gb-coh': {'07444723'}}
    """
    found: dict[str, set[str]] = {"wikidata": {row["id"]}} if is_qid(row["id"]) else {}
    for text in row["ids"] or ():
        scheme, _, number = text.partition(":")
        if scheme != _NO_REGISTER:
            found.setdefault(scheme, set()).add(number)
    return found


def _id(scheme: str, number: str) -> str:
    """The id that readers give to whom a register numbers so."""
    return number if scheme == "wikidata" else slug(f"{LEI_SCHEME if scheme == 'lei' else scheme}-{number}")


def ids_of(row: Row) -> set[str]:
    """All ids that an owner may have in a graph: its own, and those that its numbers come to."""
    return {row["id"], *(_id(scheme, number) for scheme, found in registers(row).items() for number in found)}


def decide(a: Known, b: Known) -> Tie | None:
    """Whether two ids stand for one owner; None: nothing suggests it.

    A number in a register is enough. Of one name, both have to be said to hold, or to belong to, the same, each by
    another source, as who gives two ids tells two owners apart; or to be companies of one country that no source
    speaks of both.
    """
    if apart(a, b):
        return None
    if shared := sorted(a.numbers & b.numbers):
        return Tie("same", SURE, f"the same number in a register: {shared[0]}")
    named = a.plain and a.plain == b.plain and not a.plain.startswith(_UNNAMED)
    return _by_name(a, b) if named and _UNNAMED not in (a.kind, b.kind) else None


def _by_name(a: Known, b: Known) -> Tie:
    if a.name != b.name and a.plain not in (a.name, b.name):
        return Tie("unsure", OPEN, "the same name but for the legal form")
    if found := _shared(a, b) or _through_others(a, b) or _through_others(b, a):
        return Tie("same", CLEAR, f"the same name; both {found}")
    if _of_one_country(a, b):
        return Tie("same", LIKELY, "the same name and country")
    return Tie("unsure", OPEN, "the same name, nothing else to go by")


def _of_one_country(a: Known, b: Known) -> bool:
    """Whether two companies of one country have the very same name, and no source speaks of both."""
    named = a.name == b.name and (" " in a.name or len(a.name) >= LONG_WORD)
    companies = a.person is False and b.person is False
    told_apart = {s.said_by for s in a.said} & {s.said_by for s in b.said}
    return named and companies and a.country is not None and a.country == b.country and not told_apart


def apart(a: Known, b: Known) -> bool:
    """Whether what is known of two owners keeps them apart: country, kind, register, or that one holds the other."""
    if a.country and b.country and a.country != b.country:
        return True
    if None not in (a.person, b.person) and a.person != b.person:
        return True
    if any(s.other == b.id for s in a.said) or any(s.other == a.id for s in b.said):
        return True
    first, second = dict(a.registers), dict(b.registers)
    return any(not first[scheme] & second[scheme] for scheme in first.keys() & second.keys())


def _shared(a: Known, b: Known) -> str | None:
    """What two sources say of both, in words: that they hold the same, or belong to the same."""
    for mine in sorted(a.said, key=lambda s: (s.how, s.other)):
        for theirs in b.said:
            one = mine.other == theirs.other or (mine.name == theirs.name and " " in (mine.name or ""))
            said = one and mine.how == theirs.how and mine.said_by != theirs.said_by
            if said and (not a.person or _overlap(mine, theirs)):
                return f"{mine.how} {mine.name or mine.other}, as {mine.said_by} and {theirs.said_by} say"
    return None


def _through_others(a: Known, b: Known) -> str | None:
    """That the one is said to hold what the other holds through others, by a source that doesn't speak of that one."""
    theirs = {s.said_by for s in b.said}
    for mine in sorted(a.said, key=lambda s: s.other):
        if mine.how == "hold" and mine.other in b.reached and mine.said_by not in theirs:
            return f"hold {mine.name or mine.other}, one through others"
    return None


def _overlap(a: Said, b: Said) -> bool:
    begin = max(a.first or date.min, b.first or date.min)
    return (a.last is None or begin < a.last) and (b.last is None or begin < b.last)
