"""By how much outlets' clocks are off, learned from all their copies, sightings and URL dates together. Pure.

Of a text that two outlets carry, the stamps' difference is the copy's lag and the difference of their clocks. Lags have
a density that the outlets share (``lags``), clocks are right or off by a whole or half hour (``offsets``). The outlet
whose correction explains most is corrected first, then those that it shares texts with are weighed anew: an agency with
a wrong clock makes all its partners look wrong, but its own correction explains all of that at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import exp
from typing import TypeVar
from zlib import crc32

import numpy as np

from kg.zones import ahead_of_reading
from loaders.enrich.clock_evidence import RIGHT, Clock, Pair, Sight, Support, enough, periods
from loaders.enrich.lags import Delays, Floats
from loaders.enrich.offsets import (
    SLOWNESS_OF_ALL,
    Evidence,
    Fit,
    Others,
    fit,
    instant_at,
    minutes_of,
)

_R = TypeVar("_R")
MOST_PAIRS = 200
MOST_SIGHTS = 100
"""Evidence looked at of each outlet; of more, those whose hash is lowest, whatever the order in which they came."""
_LAG = Delays.around(20.0, 2.5)
_SIGHT = Delays.around(15.0, 2.5)
"""Delays as they are taken to be before any was seen (minutes, octaves), counting like ``_WEIGHT`` of them."""
_WEIGHT = 40.0
_SWEEPS, _ROUNDS = 2, 50
_NOTHING = 1e-6
_MATTERS = 0.1
"""Part of an outlet's evidence that must have moved before it is weighed anew within a sweep."""
LEAST_GAIN = 2.2
"""Log odds (nine to one) below which nothing is said of a clock: against one that is right, and for sure only where the
offset leads as much before others."""
_UNSUPPORTED = 0.8
"""Confidence at most where few texts, a single day or a single unproven partner speak, or for another offset too."""
_PARTNERS = 2
_ANCHORS = 3
_AROUND_THE_CLOCK = 6
"""Hours of the day in which an outlet must have been looked at before delays until then count."""


def learn(
    pairs: Iterable[Pair],
    sights: Iterable[Sight],
    *,
    countries: Mapping[str, str | None],
    free: Collection[str],
    known: Mapping[str, Clock] | None = None,
) -> dict[str, Clock]:
    """The clocks of the ``free`` outlets; ``RIGHT`` where nothing speaks against it. ``known``: other outlets' clocks,
    as they were learned before; ``countries``: by outlet."""
    telling = [p for p in pairs if p.tells], [s for s in sights if s.tells]
    work = _Work(*telling, dict(countries), set(free), dict(known or {}))
    for _ in range(_SWEEPS):
        work.measure()
        work.sweep()
    return {source: work.clock(source) for source in sorted(work.free)}


@dataclass(slots=True)
class _Work:
    """The state of learning: evidence by outlet, and what is held of each clock by now."""

    pairs: list[Pair]
    sights: list[Sight]
    countries: dict[str, str | None]
    free: set[str]
    known: dict[str, Clock]
    fits: dict[str, Fit] = field(default_factory=dict)
    partners: dict[str, tuple[list[Pair], list[Pair]]] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    lags: Delays = _LAG
    seen: Delays = _SIGHT

    def __post_init__(self) -> None:
        copied, given = _grouped(self.pairs, lambda p: p.copy), _grouped(self.pairs, lambda p: p.original)
        looked = _grouped(self.sights, lambda s: s.source)
        for source in sorted(self.free):
            mine = _fewest(copied.get(source, ()), MOST_PAIRS), _fewest(given.get(source, ()), MOST_PAIRS)
            self.partners[source] = mine
            self.evidence[source] = _evidence(*mine, looked.get(source, ()), self.countries.get(source))

    def sweep(self) -> None:
        """Correct the clocks that explain more than those of all that they share texts with, weigh these anew, and so
        on until none explains anything."""
        waiting = set(self.free)
        weighed: dict[str, tuple[float, Fit]] = {}
        for _ in range(_ROUNDS):
            for source in sorted(waiting):
                weighed[source] = self._weigh(source)
            gains = {source: (gain, source) for source, (gain, _) in weighed.items() if gain > _NOTHING}
            best = {s for s, gain in gains.items() if all(gain >= gains.get(p, gain) for p in self._around(s))}
            if not best:
                return
            for source in best:
                self.fits[source] = weighed[source][1]
            waiting = {s for s in self.free if s in best or s in gains or self._moved(s, best) >= _MATTERS}

    def _moved(self, source: str, corrected: Collection[str]) -> float:
        """The part of an outlet's evidence that it has from outlets that were corrected just now."""
        copies, originals = self.partners[source]
        moved = sum(p.original in corrected for p in copies) + sum(p.copy in corrected for p in originals)
        return moved / max(1, len(self.evidence[source]))

    def _around(self, source: str) -> set[str]:
        copies, originals = self.partners[source]
        return {p.original for p in copies} | {p.copy for p in originals}

    def _weigh(self, source: str) -> tuple[float, Fit]:
        """What reading an outlet's clock anew would gain, and how."""
        found = fit(self.evidence[source], self._others(source))
        held = self.fits.get(source)
        if held is None:
            return found.gain if found.wrong else 0.0, found
        if held.stretches == found.stretches and held.zone == found.zone:
            self.fits[source] = found
            return 0.0, found
        return abs(found.gain), found

    def _others(self, source: str) -> Others:
        copies, originals = self.partners[source]
        slow = [self._slow(p.copy) for p in originals]
        return Others(
            np.array([self._ahead(p.original, p.stamped) for p in copies]),
            np.array([self._ahead(p.copy, p.copied) for p in originals]),
            np.array(slow, dtype=np.int64),
            self.lags.table(),
            self.seen.table(),
        )

    def _ahead(self, source: str, stamp: datetime) -> float:
        found = self.fits.get(source)
        if found is None or source not in self.free:
            return self.known.get(source, RIGHT).ahead(stamp)
        return _offset(found, minutes_of(stamp)) if found.wrong else 0.0

    def _slow(self, source: str) -> int:
        found = self.fits.get(source)
        return found.slow if found else SLOWNESS_OF_ALL

    def measure(self) -> None:
        """Learn the densities from all texts that are shared, as the clocks are read by now."""
        lags = [
            (minutes_of(p.copied) - self._ahead(p.copy, p.copied))
            - (minutes_of(p.stamped) - self._ahead(p.original, p.stamped))
            for p in self.pairs
        ]
        lag = np.abs(np.array(lags)[[p.sure or x >= 0 for p, x in zip(self.pairs, lags, strict=True)]])
        self.lags = _LAG.after(lag[lag < 3 * 24 * 60] if len(lag) else lag, _WEIGHT)
        delays = [
            minutes_of(s.seen) - minutes_of(s.stamped) + self._ahead(s.source, s.stamped) for s in self.sights if s.seen
        ]
        delay = np.array([d for d in delays if d >= 0])
        self.seen = _SIGHT.after(delay, _WEIGHT)

    def clock(self, source: str) -> Clock:
        """What is to be said of an outlet's clock."""
        found = self.fits.get(source)
        if found is None or not found.wrong or found.gain < LEAST_GAIN:
            return RIGHT
        support = self._support(source, found)
        confidence = 1 / (1 + exp(-min(found.gain, 50.0)))
        if found.lead < LEAST_GAIN or not enough(support, found.zone):
            confidence = min(confidence, _UNSUPPORTED)
        return Clock(periods(support), found.zone, round(confidence, 3))

    def _support(self, source: str, found: Fit) -> list[Support]:
        copies, originals = self.partners[source]
        evidence = self.evidence[source]
        others = [p.original for p in copies] + [p.copy for p in originals]
        told = []
        for stretch in found.stretches:
            inside = (evidence.stamps >= stretch.start) & (evidence.stamps <= stretch.stop) & found.fits
            pairs = [other for other, hit in zip(others, inside, strict=False) if hit]
            seen = int(inside[len(others) :][: len(evidence.seen)].sum())
            articles = len(set(evidence.stamps[: len(others)][inside[: len(others)]].tolist()))
            days = {int(at // (24 * 60)) for at in evidence.stamps[inside]}
            partners = set(pairs)
            anchored = any(self._anchors(other, source) >= _ANCHORS for other in partners)
            rooted = len(partners) >= _PARTNERS or anchored
            told.append(Support(stretch, len(pairs), articles, len(partners), seen, len(days), rooted))
        return told

    def _anchors(self, source: str, besides: str) -> int:
        """How many other outlets share texts with an outlet."""
        if source not in self.partners:
            return _ANCHORS  # it was learned before
        return len(self._around(source) - {besides})


def _offset(found: Fit, stamp: float) -> float:
    """The offset at a stamp: that of the nearest stretch, or of the zone."""
    if found.zone:
        return ahead_of_reading(found.zone, instant_at(stamp)) or 0.0
    near = min(found.stretches, key=lambda s: max(s.start - stamp, stamp - s.stop, 0.0))
    return near.offset


def _grouped(rows: Iterable[_R], key: Callable[[_R], str]) -> dict[str, list[_R]]:
    found: dict[str, list[_R]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _fewest(rows: Sequence[Pair], most: int) -> list[Pair]:
    return sorted(rows, key=lambda p: (crc32(p.id.encode()), p.id))[:most]


def _evidence(
    copies: Sequence[Pair], originals: Sequence[Pair], sights: Sequence[Sight], country: str | None
) -> Evidence:
    seen = _newest_of_each_look([s for s in sights if s.seen])
    named = sorted((s for s in sights if s.day), key=lambda s: (crc32(s.id.encode()), s.id))[:MOST_SIGHTS]
    hours = {s.seen.hour for s in seen if s.seen}
    return Evidence(
        copied=_minutes(p.copied for p in copies),
        copied_from=_minutes(p.stamped for p in copies),
        copied_sure=np.array([p.sure for p in copies], dtype=bool),
        given=_minutes(p.stamped for p in originals),
        given_to=_minutes(p.copied for p in originals),
        given_sure=np.array([p.sure for p in originals], dtype=bool),
        seen=_two((s.stamped, s.seen) for s in seen if s.seen),
        named=_two((s.stamped, s.day) for s in named if s.day),
        country=country,
        around_the_clock=len(hours) >= _AROUND_THE_CLOCK,
    )


def _newest_of_each_look(sights: Sequence[Sight]) -> list[Sight]:
    """Of what a collector found at once, the newest: the rest was there before it looked."""
    newest: dict[datetime, Sight] = {}
    for sight in sorted(sights, key=lambda s: (s.stamped, s.id)):
        if sight.seen:
            newest[sight.seen] = sight
    return sorted(newest.values(), key=lambda s: (crc32(s.id.encode()), s.id))[:MOST_SIGHTS]


def _minutes(instants: Iterable[datetime]) -> Floats:
    return np.array([minutes_of(at) for at in instants], dtype=float)


def _two(rows: Iterable[tuple[datetime, datetime]]) -> Floats:
    return np.array([[minutes_of(a), minutes_of(b)] for a, b in rows], dtype=float).reshape(-1, 2)
