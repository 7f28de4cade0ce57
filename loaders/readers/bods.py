"""The Beneficial Ownership Data Standard, versions 0.2 to 0.4: a JSON array of statements, or one a line.

Each interest of a relationship (an ownership-or-control statement) is a holding; entities and persons give its ends
their names. The newest statement about a relationship speaks; an older one where the newer states another share from a
later day on, up to that day. What isn't by the standard is a reject with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import Place
from loaders.documents import Document
from loaders.lines import decode
from loaders.readers._bodsindex import Index, Starts, Statement, check, statement, unspecified
from loaders.readers._bodsrules import OLD_TRUST_INTERESTS, kebab
from loaders.readers._holdings import Party, between, evidence, first_day, per_cent, present
from loaders.readers._jsonstream import values
from loaders.reading import Bad, Options, Raw, Reader

_SIGNS = re.compile(
    r'"(statementI[dD]|statementDate|declarationSubject|recordDetails|recordId|interestedParty)"\s*:'
    r'|"(statementType)"\s*:\s*"(?:entity|person|ownershipOrControl)Statement"'
)
_CONTROL = frozenset(
    {"appointment-of-board", "other-influence-or-control", "control-via-company-rules-or-articles",
     "control-by-legal-framework", "settlor", "trustee", "protector", "nominator"}
)  # fmt: skip
"""Interests that are control by their definition in the standard's codelist; a nominee acts on another's word."""
_MAJORITY = 50  # per cent: more than this is control


def _sniff(document: Document) -> int:
    text = document.head().decode(decode(document).name, "replace").lstrip("\ufeff \t\r\n")
    if not text.startswith(("[", "{")):
        return 0
    return 95 if len({found[1] or found[2] for found in _SIGNS.finditer(text)}) >= 2 else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    faulty: dict[int, str] = {}
    index = Index.of(_valid(document, faulty))
    for number, value in enumerate(values(document)):
        place = Place(document.location, value.line)
        if reason := value.reason or faulty.get(number):
            yield Bad(value.content, reason, place)
            continue
        one = statement(value.content)
        try:
            holdings = list(_holdings(one, index)) if one.kind == "relationship" else []
        except ValueError as error:
            yield Bad(value.content, str(error), place)
            continue
        yield from (Raw("holding", options.renamed(fields), place) for fields in holdings)


def _valid(document: Document, faulty: dict[int, str]) -> Iterator[Statement]:
    """The statements that are by the standard; by the number of each that isn't, the reason is put into ``faulty``."""
    for number, value in enumerate(values(document)):
        if value.reason is None:
            try:
                check(value.content)
            except ValueError as error:
                faulty[number] = str(error)
            else:
                yield statement(value.content)


def _holdings(one: Statement, index: Index) -> Iterator[dict[str, Any]]:
    """The holdings that a relationship states. Raises ValueError for shares or days that contradict themselves."""
    owner = _party(one, index, "interestedParty")
    owned = _party(one, index, "subject")
    ends = {**between(owner, owned), "observed": one.date[:10], "evidence": evidence([one.source.get("url")])}
    later = index.later(one)
    for interest in one.details.get("interests") or [{}]:
        until = _superseded(interest, later)
        if until is None:
            continue
        fields = {**ends, **_interest(interest)}
        if until or (one.status == "closed" and "valid_to" not in fields):
            fields["valid_to"] = until or one.date[:10]
        yield present(fields)


def _party(one: Statement, index: Index, role: str) -> Party:
    said = one.details[role]
    if isinstance(said, str):
        return index.party(said, one.publisher)
    described = said.get("describedByEntityStatement") or said.get("describedByPersonStatement")
    if described:
        return index.party(described, one.publisher)
    gap = said.get("unspecified", said)
    return unspecified(gap["reason"], one.publisher, index.first(one.record), role)


def _superseded(interest: Mapping[str, Any], later: list[Starts]) -> str | None:
    """The day on which a newer statement's share follows this one; empty for the newest, None where it is replaced."""
    if not later:
        return ""
    start = interest.get("startDate", "")
    for starts in later:
        days = [day for kind, day in starts if kind == interest.get("type", "")]
        if days:
            following = [day for day in days if day > start]
            return first_day(min(following)) if start and start not in days and following else None
    return None


def _interest(interest: Mapping[str, Any]) -> dict[str, Any]:
    code = interest.get("type")
    kind = (OLD_TRUST_INTERESTS.get(code) or kebab(code)) if code else None
    level = interest.get("directOrIndirect") or interest.get("interestLevel")
    share = interest.get("share", {})
    return present({
        "interest": kind,
        "share": _share(share),
        "control": _control(kind, share),
        "direct": {"direct": True, "indirect": False}.get(level or ""),
        "beneficial": interest.get("beneficialOwnershipOrControl"),
        "valid_from": first_day(interest.get("startDate")),
        "valid_to": first_day(interest.get("endDate"), after=True),
    })  # fmt: skip


def _bounds(share: Mapping[str, Any]) -> tuple[float | None, bool, float | None, bool]:
    """Lowest and highest per cent, each with whether it is excluded. In 0.2 and 0.3 that is a flag, false and true by
    default; in 0.4 a number in the other's place."""
    low, high = share.get("minimum"), share.get("maximum")
    over, under = share.get("exclusiveMinimum"), share.get("exclusiveMaximum")
    if isinstance(over, bool) or isinstance(under, bool):
        return low, bool(over), high, under is not False
    above = over is not None and (low is None or over >= low)
    below = under is not None and (high is None or under <= high)
    return (over if above else low), above, (under if below else high), below


def _share(share: Mapping[str, Any]) -> str | None:
    """Per cent as our records write it."""
    exact = share.get("exact")
    low, above, high, below = _bounds(share)
    if (low is not None and high is not None and low > high) or (
        exact is not None and not (low or 0) <= exact <= (100 if high is None else high)
    ):
        raise ValueError(f"a share that contradicts itself: {dict(share)}")
    if exact is not None:
        return per_cent(exact)
    if low is not None and high is not None:
        return f"{'>' if above else ''}{per_cent(low)}-{'<' if below else ''}{per_cent(high)}"
    if low is not None:
        return f"{'>' if above else '>='}{per_cent(low)}"
    return None if high is None else f"{'<' if below else '<='}{per_cent(high)}"


def _control(kind: str | None, share: Mapping[str, Any]) -> bool | None:
    """Whether an interest is control by its definition."""
    if kind == "nominee":
        return False
    low, above, _, _ = _bounds(share)
    majority = low is not None and above and low >= _MAJORITY
    of_some = bool(share) and not majority and share.get("exact", low or 0) <= _MAJORITY
    return True if kind in _CONTROL and not of_some else None


READER = Reader(
    name="bods",
    summary="Statements of the Beneficial Ownership Data Standard 0.2 to 0.4, as a JSON array or JSON lines.",
    kinds=("holding",),
    sniff=_sniff,
    read=_read,
    example="kg load owners bods-package.json",
    suffixes=(".json", ".jsonl"),
)
