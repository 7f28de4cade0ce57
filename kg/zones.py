"""The time zones of countries, and what their clocks say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@cache
def zones_by_country() -> Mapping[str, Sequence[str]]:
    """IANA zones by ISO 3166-1 alpha-2 code.

    >>> zones_by_country()["DE"], zones_by_country()["ES"]
    (('Europe/Berlin',), ('Europe/Madrid', 'Atlantic/Canary'))
    """
    lines = (files("kg") / "zones.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith(("#", "country\t"))]
    return {country: tuple(zones.split("|")) for country, zones in rows}


def zones_of(country: str | None) -> Sequence[str]:
    """The zones of a country; none where it isn't known."""
    return zones_by_country().get(country or "", ())


@cache
def _zone(name: str) -> ZoneInfo | None:
    """A zone's rules; None where this machine has no time zone database."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None


def ahead(zone: str, at: datetime) -> float | None:
    """Minutes that a zone's clocks stand ahead of UTC at an instant.

    >>> [ahead("Europe/Madrid", datetime(2026, month, 1, tzinfo=UTC)) for month in (1, 7)]
    [60.0, 120.0]
    """
    found = _zone(zone)
    offset = at.astimezone(found).utcoffset() if found else None
    return offset.total_seconds() / 60 if offset is not None else None


def ahead_of_reading(zone: str, reading: datetime) -> float | None:
    """The same for an instant of which only what the zone's clocks read is known, given as if it were UTC.

    >>> ahead_of_reading("Europe/Madrid", datetime(2026, 3, 29, 3, 30, tzinfo=UTC))
    120.0
    """
    found = _zone(zone)
    offset = reading.astimezone(UTC).replace(tzinfo=found).utcoffset() if found else None
    return offset.total_seconds() / 60 if offset is not None else None
