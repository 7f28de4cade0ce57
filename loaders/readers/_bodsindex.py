"""Statements of BODS 0.2 to 0.4 in one shape, and who they speak of: an index of all parties of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from loaders.readers._bodsrules import OLD_STATEMENTS, REASONS, RECORDS, STATEMENT, kebab
from loaders.readers._holdings import (
    LEI_SCHEME,
    Party,
    country_code,
    ended_on,
    local_id,
    qid_of,
    registered_id,
)
from loaders.readers._shapes import faults

_OLD_KINDS = {
    "entityStatement": "entity", "personStatement": "person", "ownershipOrControlStatement": "relationship",
}  # fmt: skip
_ENTITY_KINDS = {
    "registeredEntity": "company", "legalEntity": "organisation", "arrangement": "arrangement", "state": "state",
    "stateBody": "state", "anonymousEntity": "undisclosed", "unknownEntity": "undisclosed",
}  # fmt: skip
_MAX_REASONS = 3
_WORDS = {kebab(reason): words for reason, words in REASONS.items()}

Rank = tuple[bool, str, str]
"""Of a statement among those about its record, the newest being the greatest: not replaced, date, id."""
Starts = frozenset[tuple[str, str]]
"""Of the interests that a statement lists: type and first day."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A valid statement. ``details`` holds what it says of its ``record``; in 0.2 and 0.3 it is both at once."""

    kind: str
    id: str
    record: str
    date: str
    status: str | None
    replaces: tuple[str, ...]
    publisher: str
    source: Mapping[str, Any]
    details: Mapping[str, Any]


def check(content: object) -> None:
    """Raises ValueError with the reasons where a JSON value is no statement by the standard."""
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")
    reasons = list(islice(_faults_of_old(content) if _is_old(content) else _faults(content), _MAX_REASONS))
    if reasons:
        raise ValueError(f"not by the Beneficial Ownership Data Standard: {'; '.join(reasons)}")


def _is_old(content: Mapping[str, Any]) -> bool:
    return "statementType" in content or "statementID" in content


def statement(content: Mapping[str, Any]) -> Statement:
    """A statement that was checked, whatever its version."""
    old = _is_old(content)
    publication = content.get("publicationDetails", {})
    publisher = publication.get("publisher", {})
    made = content.get("statementDate") or publication.get("publicationDate", "")
    identifier = content["statementID" if old else "statementId"]
    return Statement(
        kind=_OLD_KINDS[content["statementType"]] if old else content["recordType"],
        id=identifier,
        record=identifier if old else content["recordId"],
        date=made,
        status=content.get("recordStatus"),
        replaces=tuple(content.get("replacesStatements", ())) if old else (),
        publisher=publisher.get("name") or publisher.get("url") or "",
        source=content.get("source", {}),
        details=content if old else content["recordDetails"],
    )


def _faults(content: Mapping[str, Any]) -> Iterator[str]:
    yield from faults(content, STATEMENT)
    rules, details = RECORDS.get(str(content.get("recordType"))), content.get("recordDetails")
    if rules and isinstance(details, dict):
        yield from faults(details, rules, "recordDetails")


def _faults_of_old(content: Mapping[str, Any]) -> Iterator[str]:
    kind = content.get("statementType")
    rules = OLD_STATEMENTS.get(kind) if isinstance(kind, str) else None
    if rules is None:
        yield f"statementType: {kind!r:.60} is not one of its codes"
    else:
        yield from faults(content, rules)


@dataclass(slots=True)
class Index:
    """The parties of a document by record, and the succession of its statements about each relationship.

    In 0.2 and 0.3 a statement is its own record, until what it replaces is known: those make one record then.

    Memory grows with the number of parties and relationships, not with what is said of them.
    """

    _parties: dict[str, tuple[Rank, str, Party]] = field(default_factory=dict)
    _starts: dict[str, list[tuple[Rank, Starts]]] = field(default_factory=dict)
    _replaced: set[str] = field(default_factory=set)
    _older: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> Index:
        """Read all statements, in whatever order they stand."""
        index = cls()
        for one in statements:
            for replaced in one.replaces:
                index._join(one.record, replaced)
            if one.kind == "relationship":
                listed = one.details.get("interests", ())
                starts = frozenset((interest.get("type", ""), interest.get("startDate", "")) for interest in listed)
                index._starts.setdefault(one.record, []).append(((True, one.date, one.id), starts))
            else:
                index._describe(one.record, ((True, one.date, one.id), one.publisher, _party(one)))
        index._follow_replacements()
        return index

    def party(self, record: str, publisher: str) -> Party:
        """Who a record describes; one that this document doesn't describe has nothing but its id."""
        record = self.first(record)
        if record not in self._parties:
            return Party(local_id("bods", publisher, record))
        _, publisher, party = self._parties[record]
        return party if party.id else replace(party, id=local_id("bods", publisher, record))

    def first(self, record: str) -> str:
        """The record, which in 0.2 and 0.3 is named by the first of the statements that replaced one another."""
        seen = {record}
        while (older := self._older.get(record)) is not None and older not in seen:
            seen.add(older)
            record = older
        return record

    def later(self, one: Statement) -> list[Starts]:
        """Of each newer statement about the same relationship, in order, its interests and their first days."""
        rank = (one.record not in self._replaced, one.date, one.id)
        return [starts for other, starts in self._starts[self.first(one.record)] if other > rank]

    def _describe(self, record: str, description: tuple[Rank, str, Party]) -> None:
        if record not in self._parties or self._parties[record][0] < description[0]:
            self._parties[record] = description

    def _join(self, newer: str, older: str) -> None:
        self._replaced.add(older)
        newer, older = self.first(newer), self.first(older)
        if newer != older:
            self._older[newer] = older

    def _follow_replacements(self) -> None:
        """Put statements that replaced one another under the first of them: only now are all replacements known."""
        joined = self._older.keys() | self._replaced
        parties = {record: self._parties.pop(record) for record in joined & self._parties.keys()}
        successions = {record: self._starts.pop(record) for record in joined & self._starts.keys()}
        for record, ((_, day, one), publisher, party) in parties.items():
            self._describe(self.first(record), ((record not in self._replaced, day, one), publisher, party))
        for record, held in successions.items():
            ranked = [((record not in self._replaced, day, one), starts) for (_, day, one), starts in held]
            self._starts.setdefault(self.first(record), []).extend(ranked)
        for starts in self._starts.values():
            starts.sort(key=lambda one: one[0])


def unspecified(reason: str, *parts: str) -> Party:
    """A party that is not named, and why: never the same as another, so that nothing is merged on it."""
    nobody = kebab(reason) == "no-beneficial-owners"
    name = "nobody (declared to have no beneficial owners)" if nobody else f"not disclosed ({words(reason)})"
    return Party(local_id("bods", "unspecified", *parts), name, "undisclosed")


def words(reason: str) -> str:
    """Why a party is not named."""
    return REASONS.get(reason) or _WORDS[reason]


def _party(one: Statement) -> Party:
    details = one.details
    if one.kind == "person":
        nations = [nation.get("code") for nation in details.get("nationalities", ())]
        name = next((name.get("fullName") for name in _by_rank(details.get("names", ()))), None)
        gap = details.get("unspecifiedPersonDetails", {}).get("reason", "unknown")
        known = name or (None if details["personType"] == "knownPerson" else f"undisclosed person ({words(gap)})")
        return Party(_wikidata_id(one), known, "person", country_code(*nations))
    kind = details["entityType"] if isinstance(details["entityType"], str) else details["entityType"]["type"]
    place = details.get("jurisdiction") or details.get("incorporatedInJurisdiction") or {}
    gap = details.get("unspecifiedEntityDetails", {}).get("reason", "unknown")
    hidden = _ENTITY_KINDS[kind] == "undisclosed"
    name = details.get("name") or (f"undisclosed entity ({words(gap)})" if hidden else None)
    subtype = details["entityType"].get("subtype") if isinstance(details["entityType"], dict) else None
    sort = "trust" if subtype == "trust" else _ENTITY_KINDS[kind]
    ended = ended_on(details.get("dissolutionDate"))
    return Party(_entity_id(one), name, sort, country_code(place.get("code")), _numbers(one), ended)


def _numbers(one: Statement) -> tuple[str, ...]:
    """An entity's numbers in listed registers, and its Wikidata id."""
    listed = [n for n in one.details.get("identifiers", ()) if n.get("id") and n.get("scheme")]
    found = _wikidata_id(one)
    known = [f"{'lei' if n['scheme'] == LEI_SCHEME else n['scheme'].lower()}:{n['id']}" for n in listed]
    return tuple(dict.fromkeys([*([f"wikidata:{found}"] if found else []), *known]))


def _by_rank(names: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Legal names before others, former ones last."""
    rank = {"legal": 0, "individual": 0, None: 1, "former": 3, "birth": 3}
    return sorted((name for name in names if name.get("fullName")), key=lambda name: rank.get(name.get("type"), 2))


def _entity_id(one: Statement) -> str:
    """Its Wikidata id, else its LEI, else the first number that a listed register gave it."""
    numbers = [n for n in one.details.get("identifiers", ()) if n.get("id")]
    if found := _wikidata_id(one):
        return found
    listed = sorted((n for n in numbers if n.get("scheme")), key=lambda n: n["scheme"] != LEI_SCHEME)
    return registered_id(listed[0]["scheme"], listed[0]["id"]) if listed else ""


def _wikidata_id(one: Statement) -> str:
    """All that a person is known by: passport and tax numbers are nobody's name."""
    numbers = one.details.get("identifiers", ())
    return next((q for n in numbers for q in (qid_of(n.get("id")), qid_of(n.get("uri"))) if q), "")
