"""When an outlet's articles come into a collector's sight, held against their stamps. Pure.

What is looked at every half hour is seen at most that long after it is out, never before. So where articles are seen
from a quarter of an hour before their stamps until a quarter after them, their outlet stamps them a quarter of an hour
late; where none is seen within five minutes of its stamp though the outlet is looked at as often, its stamps are that
much early, or its pages come out that much after them, which is the same to whoever reads. And where every stamp is the
very second of the sight, the collector, or a feed without dates, wrote it: it says no more than the sight does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from loaders.enrich.clock_evidence import Clock
from loaders.enrich.lags import Floats

MOST_RECENT = 300
"""Sights looked at of each outlet, the newest."""
AT_ONCE = 40
"""Sights from which one stretch is judged: clocks that drift do so by seconds a day."""
LEAST = 12
"""Sights below which nothing is said."""
_STRAY, _STRAY_SPAN = 0.1, 1440.0
"""Part of the sights that tell nothing (stamped anew, seen after an outage, odd), and the minutes they lie over."""
_AT_SIGHT = 0.9
"""Part of the stamps that must be of the sight's second."""
WORTH = 1.5
"""Minutes below which stamps count as right: a look, and a stamp of the minute alone, leave as much open."""
_REPEATED = 3
"""Sights before the stamp that show that stamps are late."""
_FOR_EARLY, _BY_CHANCE = 30, 6.0
"""Sights, and log odds against a gap before the first of them that chance alone leaves (one in 400), that show that
stamps are early."""
LATEST, EARLIEST = 60.0, 15.0
"""Minutes by which stamps may be late, or early: what is more isn't of one cause."""
LONGEST = 180.0
"""Minutes up to which sights follow publication closely enough to tell anything."""
SAME = 1.0
"""Minutes within which a stamp, of which the minute alone may stand, and a sight are one instant."""
_PUNCTUAL, _SHARE = 0.3, 0.9
"""Minutes by which a look may be off its turn, and the part of them that must keep it."""
_IN_A_ROW = 720.0
"""Minutes within which two looks are so many turns apart."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """When an article was first seen, its id, and its stamp; None where that isn't exact."""

    at: datetime
    id: str
    stamped: datetime | None


@dataclass(frozen=True, slots=True)
class Habit:
    """What sights show of an outlet's stamps from ``start`` on (of its stamps). ``ahead``: minutes that they stand
    ahead of when its articles are out; ``within``: minutes within which these are seen from then on."""

    start: datetime
    ahead: float
    within: float


@dataclass(frozen=True, slots=True)
class Habits:
    """What sights show, in order of time; ``at_sight``: its stamps are when it was seen."""

    stretches: tuple[Habit, ...] = ()
    at_sight: bool = False


UNSEEN = Habits()


def habits(sights: Iterable[Seen], clock: Clock) -> Habits:
    """What an outlet's sights show, once its ``clock`` is corrected.

    >>> at = datetime(2026, 3, 1, 12)
    >>> seen = [Seen(at + timedelta(minutes=30 * n + n % 5), str(n), at + timedelta(minutes=30 * n + 25))
    ...         for n in range(20)]
    >>> habits(seen, Clock()).stretches[0].ahead
    25.0
    """
    told = sorted(sights, key=lambda s: (s.at, s.id))
    exact = [(s.at, s.stamped) for s in told if s.stamped]
    if len(exact) < max(LEAST, len(told) / 2):
        return _by_looks(told, at_sight=False)
    delays = np.array([_minutes(seen - stamp) + clock.ahead(stamp) for seen, stamp in exact])
    if np.mean(np.abs(delays) <= SAME) >= _AT_SIGHT:
        return _by_looks(told, at_sight=True)
    found = []
    cuts = [*range(0, max(1, len(exact) - AT_ONCE + 1), AT_ONCE), len(exact)]
    for start, stop in pairwise(cuts):
        some = delays[start:stop]
        close = _closest(some)
        if (span := float(close[-1] - close[0])) <= LONGEST:
            found.append(Habit(exact[start][1], _ahead(close, span, some), round(span, 1)))
    return Habits(tuple(found))


def _by_looks(told: Sequence[Seen], *, at_sight: bool) -> Habits:
    """What the looks alone show, where stamps tell nothing."""
    within = _between_looks([s.at for s in told]) if len(told) >= LEAST else 0.0
    if not WORTH < within <= LONGEST:
        return UNSEEN
    return Habits((Habit(told[0].stamped or told[0].at, 0.0, within),), at_sight)


def _ahead(close: Floats, span: float, delays: Floats) -> float:
    """By how much stamps are ahead: seen before them for certain, or never within a time that chance doesn't leave."""
    least = float(close[0])
    if WORTH <= -least <= LATEST and np.sum(close < -SAME) >= _REPEATED:
        return round(-least, 1)
    none = not np.any((delays >= -SAME) & (delays < least))
    if none and WORTH <= least <= EARLIEST and len(close) >= max(_FOR_EARLY, _BY_CHANCE * max(span, 1.0) / least):
        return round(-least, 1)
    return 0.0


def _closest(delays: Floats) -> Floats:
    """The delays that follow publication: of all spans from a delay to another, the one by which they are likeliest
    where they are spread evenly over it, but for strays."""
    ordered: Floats = np.sort(delays)
    spans = ordered[None, :] - ordered[:, None]
    inside = np.arange(len(ordered))[None, :] - np.arange(len(ordered))[:, None] + 1.0
    gain = inside * np.log1p((1 - _STRAY) * _STRAY_SPAN / (_STRAY * np.maximum(spans, 1.0)))
    first, last = np.unravel_index(int(np.argmax(np.round(np.where(inside > 1, gain, 0.0), 9))), gain.shape)
    return ordered[first : last + 1]


def _between_looks(seen: Sequence[datetime]) -> float:
    """Minutes between two looks: the most of which nearly all distances between sights are multiples; 0 where they
    come in no regular turn."""
    apart = np.array([_minutes(after - before) for before, after in pairwise(seen)])
    near = apart[(apart > SAME) & (apart <= _IN_A_ROW)]
    for turn in range(int(LONGEST), int(SAME), -1):
        off = np.abs(near - turn * np.round(near / turn))
        if len(near) >= _REPEATED and np.mean(off <= _PUNCTUAL) >= _SHARE:
            return float(turn)
    return 0.0


def _minutes(span: timedelta) -> float:
    return span / _MINUTE
