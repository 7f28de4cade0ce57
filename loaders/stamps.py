"""Dates as real feeds carry them, with what they leave open kept: precision and zone.

A day-only stamp is a day, not midnight; a stamp without a zone is taken as UTC and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Literal

Precision = Literal["second", "minute", "day"]
Zone = Literal["explicit", "assumed", "none"]

_ISO = re.compile(
    r"^(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$")
_MINUTE_OR_EPOCH = re.compile(r"^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d$")
"""Twelve digits: year to minute, or milliseconds of the 1970s."""
_DAY_FIRST = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$")
_EPOCH = re.compile(r"^\d{9,13}$")
_ZONE_NAMES = re.compile(r"\b(EST|EDT|CST|CDT|MST|MDT|PST|PDT|UT|GMT|UTC|Z)$|[+-]\d{2}:?\d{2}(\s*\([A-Z]+\))?$")
_FURTHEST_ZONE = timedelta(hours=14)
"""The furthest that a place's clock stands from UTC (Kiribati)."""
_FIRST_YEAR, _LAST_YEAR = 1600, 9998
"""Newspapers began in 1605 (Relation, Strassburg); 9999 is what systems write for 'never'."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant in UTC, how exact it is, and whether the input said its zone. ``text`` is the input's own spelling."""

    at: datetime
    precision: Precision
    zone: Zone
    text: str


def parse(text: str) -> Stamp:
    """Read a date: ISO 8601 and RFC 3339, RFC 822 and 2822, Unix seconds or milliseconds, ``2026/01/30``,
    ``20260130090000``.

    Raises ``ValueError`` with the reason; nothing is guessed, so ``03/04/2026`` (March or April?) is refused.

    >>> parse("2026-01-30T09:00:00+01:00").at.isoformat(), parse("2026-01-30").precision
    ('2026-01-30T08:00:00+00:00', 'day')
    >>> parse("Fri, 30 Jan 2026 09:00:00 GMT").zone, parse("2026-01-30 09:00").zone
    ('explicit', 'assumed')
    """
    cleaned = " ".join(text.split())
    if not cleaned:
        raise ValueError("an empty date")
    if found := _ISO.match(cleaned):
        return _from_iso(found.groups(), text)
    if found := _COMPACT.match(cleaned):
        return _from_iso((*found.groups(), None), text)
    if _EPOCH.match(cleaned):
        if _MINUTE_OR_EPOCH.match(cleaned):
            raise ValueError(f"a date that can be read two ways: {text[:60]!r}; write 2026-01-30T09:00")
        seconds = int(cleaned) / (1000 if len(cleaned) > 10 else 1)
        return Stamp(_sane(datetime.fromtimestamp(seconds, UTC), text), "second", "explicit", text)
    if found := _DAY_FIRST.match(cleaned):
        return _from_day_first(found, text)
    return _from_mail(cleaned, text)


def from_value(value: object) -> Stamp:
    """Read a date from a typed cell (JSON, Parquet): datetime, date, number of seconds, or text."""
    if isinstance(value, datetime):
        _sane(value, str(value))  # before the zone is reckoned in, which no calendar takes at its ends
        zone: Zone = "explicit" if value.tzinfo else "assumed"
        at = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return Stamp(at, "second", zone, value.isoformat())
    if isinstance(value, date):
        day = datetime(value.year, value.month, value.day, tzinfo=UTC)
        return Stamp(_sane(day, str(value)), "day", "none", value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return parse(str(int(value)))
    return parse(str(value))


def sharper(held: Stamp | None, new: Stamp | None) -> Stamp | None:
    """The stamp that stands when an article is stamped anew: the new one, unless it only names the held one's day.

    >>> sharper(parse("2026-01-30T09:00:00Z"), parse("2026-01-30")).text
    '2026-01-30T09:00:00Z'
    """
    if held is None or new is None:
        return new or held
    of_the_day = new.at - _FURTHEST_ZONE <= held.at < new.at + timedelta(days=1) + _FURTHEST_ZONE
    return held if new.precision == "day" and held.precision != "day" and of_the_day else new


def _from_iso(parts: Sequence[str | None], text: str) -> Stamp:
    year, month, day, hour, minute, second, zone = parts
    try:
        whole_day = datetime(int(year or 0), int(month or 0), int(day or 0), tzinfo=UTC)
        if hour is None:
            return Stamp(_sane(whole_day, text), "day", "none", text)
        midnight = (hour, int(minute or 0), int(second or 0)) == ("24", 0, 0)  # the day's end, in ISO 8601
        leap = second == "60"
        local = whole_day.replace(
            hour=0 if midnight else int(hour), minute=int(minute or 0), second=59 if leap else int(second or 0)
        )
        at = (local + timedelta(days=1 if midnight else 0)).replace(tzinfo=_offset(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"not a date: {text[:60]!r} ({error})") from error
    return Stamp(_sane(at, text), "second" if second else "minute", "explicit" if zone else "assumed", text)


def _offset(zone: str | None) -> timezone:
    if zone is None or zone.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _from_day_first(found: re.Match[str], text: str) -> Stamp:
    first, second, year = (int(part) for part in found.groups())
    if first <= 12 and second <= 12 and first != second:
        raise ValueError(f"a date that can be read two ways: {text[:60]!r}; write 2026-01-30")
    day, month = (first, second) if first > 12 else (second, first)
    try:
        return Stamp(_sane(datetime(year, month, day, tzinfo=UTC), text), "day", "none", text)
    except ValueError as error:
        raise ValueError(f"not a date: {text[:60]!r} ({error})") from error


def _from_mail(cleaned: str, text: str) -> Stamp:
    day_only = ":" not in cleaned
    try:
        parsed = parsedate_to_datetime(f"{cleaned} 00:00:00" if day_only else cleaned)
        at = parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise ValueError(f"not a date: {text[:60]!r}") from error
    if day_only:
        return Stamp(_sane(at, text), "day", "none", text)
    seconds = re.search(r"\d:\d{2}:\d{2}", cleaned)
    zone: Zone = "explicit" if _ZONE_NAMES.search(cleaned) else "assumed"
    return Stamp(_sane(at, text), "second" if seconds else "minute", zone, text)


def _sane(at: datetime, text: str) -> datetime:
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(f"a date in the year {at.year}: {text[:60]!r}")
    return at
