"""What happens in the world, in order of time: single events, look-alikes, other events of the same people, sagas,
anniversaries."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from bench.world.facts import draw_facts
from bench.world.tables import Place, Triple, places

BEGUN = datetime(2026, 2, 20, tzinfo=UTC)
"""Before daylight saving begins, in the United States as in Europe."""
SCHEDULED = frozenset({"rates", "election", "match", "drug", "summit", "vote", "verdict"})
"""Kinds that are known beforehand: previews are written, and several are there when it happens."""
POLITICAL = frozenset({"vote", "verdict", "resign", "strike", "layoffs", "election", "summit", "takeover"})
"""Kinds on which a side may keep silent."""
KINDS = {
    "quake": 4, "fire": 6, "flood": 5, "crash": 5, "verdict": 8, "takeover": 7, "layoffs": 6, "rates": 4, "election": 6,
    "resign": 7, "strike": 7, "heist": 3, "match": 7, "hack": 5, "drug": 4, "find": 4, "summit": 6, "vote": 8,
}  # fmt: skip
_SAGA = ("strike", "layoffs", "takeover", "verdict", "resign", "vote", "hack", "summit")
LOOK_ALIKE, SAME_PEOPLE, SAGA, ANNIVERSARY = 0.07, 0.06, 0.04, 0.05
SILENCE = 0.2
"""Share of political events on which one side keeps silent."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens. ``facts``: what may be told, in three languages. ``silent``: the side that keeps quiet,
    ``spared``: the owner whose outlets do. ``past``: the anniversary of such an event. ``before``: who is ``saga``."""

    id: str
    kind: str
    at: datetime
    place: Place
    reach: str
    facts: Mapping[str, Triple]
    silent: str | None = None
    spared: str | None = None
    past: bool = False
    related: str | None = None
    """The event that it resembles or continues."""

    @property
    def scheduled(self) -> bool:
        """Whether it was known to come."""
        return self.kind in SCHEDULED and not self.past


def events(count: int, seed: int, per_day: float, owners: list[str]) -> Iterator[Event]:
    """``count`` events, oldest first. Holds only those that are still to come of what has happened."""
    rng = Random(f"{seed}/events")
    waiting: list[tuple[datetime, int, Event]] = []
    number = itertools.count(1)
    clock, told = BEGUN + timedelta(hours=30), 0
    while told < count:
        clock += timedelta(days=rng.expovariate(per_day))
        while waiting and waiting[0][0] <= clock and told < count:
            told += 1
            yield heapq.heappop(waiting)[2]
        if told == count:
            return
        event = _event(f"e{next(number):06d}", clock, rng, owners)
        told += 1
        yield event
        for later in _consequences(event, rng, owners):
            numbered = replace(later, id=f"e{next(number):06d}")
            heapq.heappush(waiting, (numbered.at, len(waiting), numbered))


def _event(name: str, at: datetime, rng: Random, owners: list[str], kind: str | None = None) -> Event:
    kind = kind or rng.choices(list(KINDS), list(KINDS.values()))[0]
    home = rng.random() < 0.8
    place = rng.choice([p for p in places() if bool(p.language) is home])
    reach = rng.choices(("local", "national", "world", "global"), (44, 44, 11, 1) if home else (0, 60, 36, 4))[0]
    quiet = rng.random() < SILENCE and kind in POLITICAL
    if quiet and rng.random() < 0.6:
        reach = "global"
    spared = rng.choice(owners) if owners and rng.random() < 0.03 else None
    facts = draw_facts(kind, place, at, rng)
    return Event(name, kind, at, place, reach, facts, rng.choice(("left", "right")) if quiet else None, spared)


def _consequences(event: Event, rng: Random, owners: list[str]) -> Iterator[Event]:
    if rng.random() < LOOK_ALIKE:
        at = event.at + timedelta(hours=rng.uniform(1, 30))
        yield replace(_event("", at, rng, owners, event.kind), related=event.id)
    if rng.random() < SAME_PEOPLE:
        at = event.at + timedelta(hours=rng.uniform(1, 9))
        yield _same_people(event, at, rng, rng.choice([k for k in KINDS if k != event.kind]))
    if event.kind in _SAGA and rng.random() < SAGA:
        at = event.at
        for _ in range(rng.randint(3, 6)):
            at += timedelta(days=rng.uniform(2, 9))
            yield _same_people(event, at, rng, rng.choice(_SAGA))
    if event.reach != "local" and rng.random() < ANNIVERSARY:
        at = event.at + timedelta(days=rng.choice((28, 30, 31)), hours=rng.uniform(-3, 3))
        facts = {**event.facts, "day": draw_facts(event.kind, event.place, at, Random(0))["day"]}
        yield replace(event, at=at, past=True, reach="national", facts=facts, silent=None, related=event.id)


_PEOPLE = ("person", "person2", "org", "org2", "official", "office")


def _same_people(event: Event, at: datetime, rng: Random, kind: str) -> Event:
    facts = {**draw_facts(kind, event.place, at, rng), **{name: event.facts[name] for name in _PEOPLE}}
    return replace(event, kind=kind, at=at, facts=facts, silent=None, spared=None, related=event.id)
