"""By how much one outlet's clock is off, given the other clocks: candidates weighed against the evidence. Pure.

Candidates are whole hours, half hours and the few quarters that some place keeps, and the local time of the outlet's
country, which moves with its daylight saving. Where a constant one doesn't fit throughout, the time is cut in periods.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.zones import ahead_of_reading, zones_of
from loaders.enrich.lags import QUICKEST, SLOWEST, STRAY, Floats, log_density, slowness_prior

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FURTHEST = 14 * 60
QUARTERS = (345.0, 525.0, 765.0, 825.0)
"""Nepal, Eucla, Chatham and its summer."""
ODD = tuple(float(m) for m in range(-45, 50, 5) if m % 30)
"""Minutes that no zone is off by: a page stamped some time after it is up. They are weighed so that such an outlet
isn't taken for one that is half an hour ahead (no zone is: of a clock so far off nothing is said either, where 25 or
35 minutes explain it as well); where one explains most, nothing is said of the clock. None lies within ten
minutes of an hour: an outlet seen an hour and some minutes after each of its stamps is an hour behind."""
_SOUND = 0.9
"""Share of outlets whose clock is taken to be right before anything is known."""
_LOCAL, _WHOLE, _HALF, _QUARTER, _ODD = 0.55, 0.33, 0.06, 0.01, 0.05
"""How the others are divided: local time of their country, another whole hour, a half, a quarter, odd minutes."""
_CUT = 9.2
"""Log odds against a clock that changes: once in ten thousand stretches of time."""
_CUT_BY_AN_HOUR = 4.6
"""The same for a change by an hour, as daylight saving makes it."""
LEAST_ROWS = 4
"""Pieces of evidence below which a stretch of time says nothing by itself."""
_ENOUGH = 40
"""Copies, or sightings, enough to tell how slow an outlet is."""
_UNSEEN = float(np.log(0.02))
"""Log of how probable an article stamped after it was seen is, where the clock is right."""
_ASTRAY = tuple((share, float(np.log(part))) for share, part in ((STRAY, 0.8), (0.35, 0.1), (0.7, 0.1)))
"""Shares of an outlet's stamps that tell nothing of when an article was out, as a page's that is stamped anew with each
change, or a draft's; and log of how many outlets are such. Without the latter two, an outlet that restamps most of its
pages an hour or two after they are seen looks like one whose clock is that much ahead, though the rest is seen at once.
"""
_STAMPED_ANEW = 12 * 60.0
"""Minutes over which stamps lie that come after the sight: most pages are stamped anew on the same day."""
_OTHER_DAY = float(np.log(0.1))
"""The same for a URL that names another day than the article's."""


def minutes_of(at: datetime) -> float:
    """An instant as minutes since 1970."""
    return (at - _EPOCH).total_seconds() / 60


def instant_at(minutes: float) -> datetime:
    """The other way round."""
    return _EPOCH + timedelta(minutes=minutes)


@dataclass(slots=True)
class Evidence:
    """All that speaks of one outlet's clock, in minutes since 1970; parallel arrays.

    ``copied``: stamps of its copies, with ``copied_from`` the originals' stamps; ``given``: stamps of its originals,
    with ``given_to`` the copies'. ``…_sure``: whether the credit tells the direction.
    ``seen``: (stamp, first seen). ``named``: (stamp, start of the day that the URL names).
    """

    copied: Floats
    copied_from: Floats
    copied_sure: NDArray[np.bool_]
    given: Floats
    given_to: Floats
    given_sure: NDArray[np.bool_]
    seen: Floats
    named: Floats
    country: str | None = None
    around_the_clock: bool = False
    columns: Columns = field(init=False)

    def __post_init__(self) -> None:
        self.columns = Columns.of(self.stamps, self.country)

    @property
    def stamps(self) -> Floats:
        """Its own stamps, one for each piece of evidence."""
        return np.concatenate((self.copied, self.given, self.seen[:, 0], self.named[:, 0]))

    def __len__(self) -> int:
        return len(self.copied) + len(self.given) + len(self.seen) + len(self.named)


@dataclass(frozen=True, slots=True)
class Columns:
    """The candidates: ``offsets`` at each piece of evidence (rows) by candidate (columns), and what each weighs."""

    offsets: Floats
    prior: Floats
    constant: Floats
    zones: tuple[str, ...]

    @property
    def odd(self) -> NDArray[np.bool_]:
        """Which candidates are ``ODD``; a zone's is none."""
        return np.concatenate((np.isin(self.constant, ODD), np.zeros(len(self.zones), dtype=bool)))

    @classmethod
    def of(cls, stamps: Floats, country: str | None) -> Columns:
        """The candidates for an outlet; the first is that its clock is right."""
        constant = _constants()
        zones = tuple(z for z in zones_of(country) if any(_ahead(z, hour) for hour in (0, 24 * 182)))
        table = np.empty((len(stamps), len(constant) + len(zones)))
        table[:, : len(constant)] = constant
        for number, zone in enumerate(zones):
            table[:, len(constant) + number] = [_ahead(zone, int(at // 60)) for at in stamps]
        return cls(table, np.concatenate((_weights(constant), _zone_weights(len(zones)))), constant, zones)


@cache
def _constants() -> Floats:
    halves = np.arange(-FURTHEST, FURTHEST + 1, 30.0)
    return np.concatenate(([0.0], halves[halves != 0], QUARTERS, ODD))


def _weights(constant: Floats) -> Floats:
    whole, half = constant % 60 == 0, constant % 60 == 30
    wrong = 1 - _SOUND
    odd = np.isin(constant, ODD)
    weights = np.where(whole, _WHOLE / (whole.sum() - 1), np.where(half, _HALF / half.sum(), _QUARTER / len(QUARTERS)))
    weights[odd] = _ODD / odd.sum()
    weights *= wrong
    weights[0] = _SOUND
    return np.log(weights)


def _zone_weights(zones: int) -> Floats:
    return np.full(zones, np.log((1 - _SOUND) * _LOCAL / zones)) if zones else np.empty(0)


@cache
def _ahead(zone: str, hour: int) -> float:
    """What a zone's clock, reading so many hours since 1970, stands ahead of UTC."""
    return ahead_of_reading(zone, _EPOCH + timedelta(hours=hour)) or 0.0


@dataclass(frozen=True, slots=True)
class Others:
    """What is held of the other outlets: each piece of evidence's partner's offset and slowness, and the densities."""

    copied_offset: Floats
    given_offset: Floats
    given_slow: NDArray[np.int64]
    lags: Floats
    sights: Floats


@dataclass(frozen=True, slots=True)
class Stretch:
    """An offset (minutes, stamp minus truth) that holds for evidence with stamps from ``start`` up to ``stop``."""

    offset: float
    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class Fit:
    """The best account of an outlet's stamps. ``gain``: its log odds against a clock that is right, ``lead``: against
    the next best that reads most of the evidence otherwise. ``slow``: by how many half octaves its copies come later
    than others' (a row of the density's table). ``fits``: whether each piece of evidence agrees with it."""

    stretches: tuple[Stretch, ...]
    zone: str | None
    gain: float
    lead: float
    slow: int
    fits: NDArray[np.bool_]

    @property
    def wrong(self) -> bool:
        """Whether the clock is off at some time."""
        return any(s.offset for s in self.stretches)


def fit(evidence: Evidence, others: Others) -> Fit:
    """Weigh all candidates for one outlet."""
    logs, slow = _logs(evidence, others)
    columns = evidence.columns
    totals = logs.sum(axis=0) + columns.prior
    order = np.argsort(evidence.stamps, kind="stable")
    stamps = evidence.stamps[order]
    constants = len(columns.constant)
    cuts = _segments(logs[order][:, :constants], columns.prior[:constants], columns.constant)
    best, score, zone = cuts[0], cuts[1], None
    if columns.zones:
        local = constants + int(np.argmax(totals[constants:]))
        if totals[local] > score:
            best, score, zone = [(0, len(stamps), local)], float(totals[local]), columns.zones[local - constants]
    read = np.zeros(len(stamps), dtype=np.int64)
    for start, stop, column in best:
        read[order[start:stop]] = column
    rows = np.arange(len(stamps))
    return Fit(
        _stretches(best, stamps, np.where(columns.odd, 0.0, columns.offsets)[order]),
        zone,
        float(score - totals[0]),
        _lead(score, totals, columns.offsets, columns.offsets[rows, read]),
        int(slow[best[-1][2]]),
        logs[rows, read] > _least_agreeing(evidence),
    )


def _lead(score: float, totals: Floats, offsets: Floats, read: Floats) -> float:
    """Log odds against the best candidate that reads more than half of the evidence otherwise."""
    others = totals[(offsets != read[:, None]).sum(axis=0) > len(read) / 2]
    return float(score - others.max()) if len(others) else float("inf")


def _stretches(cuts: Sequence[tuple[int, int, int]], stamps: Floats, offsets: Floats) -> tuple[Stretch, ...]:
    """Runs of one offset, in order of time."""
    values: Floats = np.concatenate([np.empty(0), *(offsets[start:stop, column] for start, stop, column in cuts)])
    found: list[Stretch] = []
    for at, value in zip(stamps, values, strict=True):
        if found and found[-1].offset == value:
            found[-1] = Stretch(float(value), found[-1].start, float(at))
        else:
            found.append(Stretch(float(value), float(at), float(at)))
    return tuple(found)


def _least_agreeing(evidence: Evidence) -> Floats:
    """What the log density of a piece of evidence exceeds where it agrees."""
    pairs = len(evidence.copied) + len(evidence.given)
    return np.concatenate((np.full(pairs, -9.0), np.full(len(evidence) - pairs, _UNSEEN / 2)))


def _logs(evidence: Evidence, others: Others) -> tuple[Floats, NDArray[np.int64]]:
    """Log density of each piece of evidence by candidate; and for each candidate the slowness that suits it best."""
    offsets, n = evidence.columns.offsets, (len(evidence.copied), len(evidence.given), len(evidence.seen))
    parts = np.split(offsets, np.cumsum(n))
    copied = (evidence.copied[:, None] - parts[0]) - (evidence.copied_from - others.copied_offset)[:, None]
    given = (evidence.given_to - others.given_offset)[:, None] - (evidence.given[:, None] - parts[1])
    seen = evidence.seen[:, 1][:, None] - (evidence.seen[:, 0][:, None] - parts[2])
    own, slow = _likeliest(copied, partial(_of_pairs, table=others.lags), evidence.copied_sure)
    slow_rows = np.broadcast_to(others.given_slow[:, None], given.shape)
    theirs = _of_pairs(given, evidence.given_sure, others.lags, slow_rows)
    named = _of_days(evidence, parts[3])
    return np.concatenate((own, theirs, _of_sights(seen, others.sights, evidence.around_the_clock), named)), slow


def _of_pairs(lag: Floats, sure: NDArray[np.bool_], table: Floats, slower: Any = None, stray: float = STRAY) -> Floats:
    """Log density of a copy's lag. Without a credit either may have been the original."""
    unsure = np.broadcast_to(~sure[:, None], lag.shape)
    density = log_density(np.where(unsure, np.abs(lag), lag), table, slower, stray)
    return np.where(unsure, density - np.log(2), density)


def _likeliest(
    delay: Floats, density: Callable[..., Floats], *told: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.int64]]:
    """Log density of an outlet's delays by candidate, as slow and as often astray as suits each best; and how slow.
    ``density``: of delays, what is ``told`` of each, slowness and share of strays."""
    some = slice(None, None, 1 + len(delay) // _ENOUGH)
    found = []
    for stray, prior in _ASTRAY:
        by_slowness = density(delay[some], *(each[some] for each in told), slower=None, stray=stray)
        weight = len(delay) / max(1, by_slowness.shape[1])
        scores = weight * by_slowness.sum(axis=1) + slowness_prior()[:, None]
        slow = np.argmax(scores, axis=0)
        rows = np.broadcast_to(slow, delay.shape)
        found.append((scores.max(axis=0) + prior, slow, density(delay, *told, slower=rows, stray=stray)))
    best = np.argmax([score for score, _, _ in found], axis=0)
    return np.choose(best, [rows for _, _, rows in found]), np.choose(best, [slow for _, slow, _ in found])


def _of_sights(delay: Floats, table: Floats, around_the_clock: bool) -> Floats:
    """Log density of how long after publication an article was seen. How long counts only where the outlet is looked at
    at all hours, else it tells when the collector runs; that none is seen before it is published counts anyhow."""
    if not around_the_clock:
        return np.where(delay >= -1.0, 0.0, _UNSEEN)
    return _likeliest(delay, partial(log_density, table=table, before=_STAMPED_ANEW))[0] / 2


def _of_days(evidence: Evidence, offsets: Floats) -> Floats:
    """Log density of the day that a URL names, in the outlet's own time where its country is known."""
    zones = zones_of(evidence.country)
    corrected = evidence.named[:, 0][:, None] - offsets
    hours = (corrected[:, :1] // 60).astype(int)
    local = [[_ahead(z, int(h)) for z in zones] or [-12 * 60.0, 14 * 60.0] for h in hours[:, 0]]
    low, high = (np.array([f(row) for row in local]).reshape(-1, 1) for f in (min, max))
    start = evidence.named[:, 1][:, None]
    inside = (corrected + high >= start) & (corrected + low < start + 24 * 60)
    return np.where(inside, 0.0, _OTHER_DAY)


def _segments(logs: Floats, prior: Floats, values: Floats) -> tuple[list[tuple[int, int, int]], float]:
    """Cut the evidence, in order of time, into stretches of one candidate each: (from, to, candidate), and the score.

    Binary segmentation; E. S. Page, A test for a change in a parameter, Biometrika 42 (1955), 523-527.
    """

    def cut(start: int, stop: int) -> tuple[list[tuple[int, int, int]], float]:
        part = logs[start:stop]
        whole = part.sum(axis=0) + prior
        column = int(np.argmax(whole))
        best = [(start, stop, column)], float(whole[column])
        if stop - start < 2 * LEAST_ROWS:
            return best
        sums = np.cumsum(part, axis=0)
        before, after = sums[:-1] + prior, sums[-1] - sums[:-1] + prior
        left, right = before.argmax(axis=1), after.argmax(axis=1)
        cost = np.where(np.abs(values[left] - values[right]) == 60, _CUT_BY_AN_HOUR, _CUT)
        scores = before.max(axis=1) + after.max(axis=1) - cost
        allowed = slice(LEAST_ROWS - 1, stop - start - LEAST_ROWS)
        where = int(np.argmax(scores[allowed])) + LEAST_ROWS - 1
        if left[where] == right[where] or scores[where] <= best[1]:
            return best
        first, second = cut(start, start + where + 1), cut(start + where + 1, stop)
        return first[0] + second[0], first[1] + second[1] - float(cost[where])

    return cut(0, len(logs))


SLOWNESS_OF_ALL = -QUICKEST
"""The row of the density's table for an outlet that is like the others."""
ROWS = SLOWEST - QUICKEST + 1
