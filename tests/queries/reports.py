"""Short ways to write down articles for tests of the rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from queries._families import Family, families
from queries._first import Race, race
from queries._instants import Nights
from queries._reports import Report

TIE = timedelta(seconds=60)
OUTLIER = timedelta(hours=72)


def at(clock: str, day: int = 30) -> datetime:
    """An instant of January 2026: ``at("12:05")``."""
    hours, minutes, seconds = (int(part) for part in f"{clock}:00".split(":")[:3])
    return datetime(2026, 1, day, hours, minutes, seconds, tzinfo=UTC)


def report(id_: str, published: datetime | None = None, **more: Any) -> Report:
    """An article whose outlet is called like it, in capitals."""
    given: dict[str, Any] = {
        "url": f"https://{id_}.example/1", "headline": "H", "language": "en", "published": published,
        "precision": "second", "zone": "explicit", "stamp": None, "first_seen": None, "genre": "news",
        "status": "usable", "wire": None, "source": f"{id_}.example", "source_name": id_.upper(), "country": "ES",
        "medium": "newspaper", "source_kind": None, "copy_of": (),
    }  # fmt: skip
    return Report(id=id_, **{**given, **more})


def grouped(*reports: Report, tie: timedelta = TIE, night: Nights | None = None) -> list[Family]:
    """The copy families of a story."""
    return families(reports, tie=tie, outlier=OUTLIER, night=night)


def run(*reports: Report, tie: timedelta = TIE, night: Nights | None = None) -> Race:
    """The race of a story."""
    return race(grouped(*reports, tie=tie, night=night), tie)


def firsts(told: Race) -> list[str]:
    """Ids of those that were first."""
    return [p.member.report.id for p in told.firsts]


def status(told: Race, id_: str) -> tuple[str, str | None]:
    """Where an article stands, and why."""
    place = next(p for p in told.places if p.member.report.id == id_)
    return place.status, place.reason
