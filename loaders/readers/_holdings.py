"""Parts of a holding that several formats state alike: names as ids, periods of coarse dates, evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kg.ids import canonical_url, digest, is_qid, slug

_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?:T.*)?")
LEI_SCHEME = "XI-LEI"
"""Code of the Legal Entity Identifier in the list of org-id.guide, which BODS and others take schemes from."""
_QID_IN = re.compile(r"(?:^|/)(Q[1-9][0-9]{0,11})$")


@dataclass(frozen=True, slots=True)
class Party:
    """Who holds or is held, as the newest description has it. Without ``id``, whoever describes it gives it one."""

    id: str
    name: str | None = None
    kind: str | None = None
    country: str | None = None
    ids: tuple[str, ...] = ()
    ended: str | None = None
    """Day on which it died or was dissolved."""


def between(owner: Party, owned: Party) -> dict[str, Any]:
    """The fields of a holding that say who holds what."""
    return {
        "owner": owner.id, "owner_name": owner.name, "owner_kind": owner.kind, "owner_country": owner.country,
        "owner_ids": list(owner.ids) or None, "owner_ended": owner.ended,
        "owned_ids": list(owned.ids) if owned.ids and owned.kind != "source" else None,
        "owned": owned.id, "owned_name": owned.name, "owned_kind": owned.kind, "owned_country": owned.country,
    }  # fmt: skip


def present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def first_day(text: str | None, *, after: bool = False) -> str | None:
    """The first day of a day, month or year, or (``after``) the first one that follows a month or year.

    A period that is stated by the year is read at its widest: from 2015 to 2018 is from the first day of 2015 to the
    last of 2018. A day is itself either way: as an end it is the first on which the holding no longer holds.
    Raises ValueError for what is no date.

    >>> first_day("2015"), first_day("2018", after=True), first_day("2018-12", after=True), first_day("2018-05-01")
    ('2015-01-01', '2019-01-01', '2019-01-01', '2018-05-01')
    """
    if not text:
        return None
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a date: {text[:60]!r}")
    year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
    if after and not found["day"]:
        year, month = (year, month + 1) if found["month"] and month < 12 else (year + 1, 1)
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise ValueError(f"not a date: {text[:60]!r} ({error})") from error


def ended_on(text: object) -> str | None:
    """The first day after a death or a dissolution that is stated by the month or year; None for what is no date.

    >>> ended_on("2019"), ended_on("2019-03-31"), ended_on("last year")
    ('2020-01-01', '2019-03-31', None)
    """
    try:
        return first_day(text, after=True) if isinstance(text, str) else None
    except ValueError:
        return None


def per_cent(number: float | Decimal) -> str:
    """A number of per cent as our records write it, with all its digits.

    >>> per_cent(33.333333), per_cent(50), per_cent(0.00001)
    ('33.333333', '50', '0.00001')
    """
    text = format(Decimal(str(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def evidence(addresses: Iterable[object]) -> str | None:
    """The first http address, which may be shown; others (urn:, ftp:, broken ones) are no evidence to open."""
    for address in addresses:
        if isinstance(address, str):
            try:
                canonical_url(address)
            except ValueError:
                continue
            return address.strip()
    return None


def qid_of(text: object) -> str | None:
    """The Wikidata id that a text or the address of an entity ends with.

    >>> qid_of("http://www.wikidata.org/entity/Q90"), qid_of("Q90"), qid_of("Q"), qid_of("FR-Q9")
    ('Q90', 'Q90', None, None)
    """
    found = _QID_IN.search(text) if isinstance(text, str) else None
    return found[1] if found and is_qid(found[1]) else None


def numbered(**several: Iterable[str]) -> tuple[str, ...]:
    """Numbers in registers as our records write them: ``lei:5493001KJTIIGC8Y1R12``.

    >>> numbered(lei=["5493001KJTIIGC8Y1R12"], wikidata=["Q90"])
    ('lei:5493001KJTIIGC8Y1R12', 'wikidata:Q90')
    """
    return tuple(dict.fromkeys(f"{scheme}:{number.strip()}" for scheme, found in several.items() for number in found))


def registered_id(scheme: str, number: str) -> str:
    """The id of what a register numbers, as it stands for itself: ``gb-coh-07444723``."""
    return slug(f"{scheme}-{number}")


def local_id(format_name: str, *parts: str) -> str:
    """An id for what only its document or publisher has a name for."""
    return f"{format_name}-{digest(*parts, length=16)}"


def country_code(*codes: object) -> str | None:
    """The ISO 3166-1 code where all that is stated is one: ``US-DE`` is US, two nationalities are none."""
    found = {code[:2].upper() for code in codes if isinstance(code, str) and re.fullmatch(r"[A-Za-z]{2}(-.+)?", code)}
    return found.pop() if len(found) == 1 else None
