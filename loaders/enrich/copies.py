"""Texts of some days, found again by the shingles that they share: arrays of sketches, looked through for a batch.

Articles of one text and one day share a row, and the first by id stands for all: a text that thousands of sources
carry costs no more than one. What is found depends on the batch and on the days asked for, not on what else is held.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from loaders.days import UNDATED
from loaders.enrich.sketches import MOST_SAMPLED, WIDTH, Hashes, Sketch, containment

REACH_DAYS = 14
"""Days apart at which a text may be a copy of another."""
MOST_ALIKE = 50
"""Texts compared in full with each article, those that share most first: results of a league or a day's weather, all of
one template, share something by thousands."""
CROWDED = 500
"""Texts that share a shingle from which on it tells nothing, unless it is all that a text has."""
_FEW = 16
"""Shingles of a text up to which a single one in common is looked into; of a longer one, two."""
_ROWS_AT_ONCE = 8_192
_UNDATED = UNDATED.toordinal()
_BITS = np.uint32((1 << 20) - 1)


class SketchIndex:
    """Sketches of articles by day."""

    def __init__(self) -> None:
        self._hashes = np.zeros((0, WIDTH), dtype=np.uint32)
        self._day = np.zeros(0, dtype=np.int32)
        self._shape = np.zeros((0, 4), dtype=np.uint16)  # level, size, sampled, lead
        self._holders: list[list[str]] = []
        self._row: dict[str, int] = {}
        self._rows: dict[tuple[int, bytes], int] = {}
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self._row)

    def add(self, article: str, day: date, sketch: Sketch) -> None:
        """Add an article; one that is there gets its new day and text."""
        key = _key(day, sketch)
        row = self._rows.get(key)
        if row is not None and self._row.get(article) == row:
            return
        self.discard(article)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = self._free.pop() if self._free else self._grow()
            self._day[row] = day.toordinal()
            self._shape[row] = sketch.level, sketch.size, len(sketch.sampled), len(sketch.lead)
            self._hashes[row, : len(sketch.sampled)] = sketch.sampled
            self._hashes[row, MOST_SAMPLED : MOST_SAMPLED + len(sketch.lead)] = sketch.lead
        insort(self._holders[row], article)
        self._row[article] = row

    def discard(self, article: str) -> None:
        """Forget an article, where it is held."""
        row = self._row.pop(article, None)
        if row is None:
            return
        self._holders[row].remove(article)
        if not self._holders[row]:
            del self._rows[_key(date.fromordinal(int(self._day[row])), self._sketch(row))]
            self._day[row] = 0
            self._shape[row] = self._hashes[row] = 0
            self._free.append(row)

    def near(
        self, asked: Sequence[tuple[str, date, Sketch]], days: Collection[date]
    ) -> Mapping[str, list[tuple[float, str]]]:
        """For each article (id, day, sketch) the articles of these days that share text: (containment, id), nearest
        first. Of those with one and the same text few stand for all: some that are asked for as well, one that was
        there before."""
        rows = np.nonzero(np.isin(self._day, [day.toordinal() for day in days]))[0]
        shared = self._shared(rows, [sketch for _, _, sketch in asked])
        holders = self._standing({article for article, _, _ in asked})
        found = {}
        for number, (article, day, sketch) in enumerate(asked):
            part = shared[[number]]
            alike = {int(rows[place]): count for place, count in zip(part.indices, part.data.tolist(), strict=True)}
            alike = {row: count for row, count in alike.items() if self._worth(row, count, day, sketch)}
            candidates = [(-n, other, row) for row, n in alike.items() for other in holders(row) if other != article]
            found[article] = self._compared(sketch, sorted(candidates)[:MOST_ALIKE])
        return found

    def _standing(self, among: Collection[str]) -> Callable[[int], list[str]]:
        """For a row, who stands for its text: two of these articles (one may be asking), and one of the others."""
        asking: dict[int, list[str]] = {}
        for article in sorted(among):
            if (row := self._row.get(article)) is not None and len(asking.setdefault(row, [])) < 2:
                asking[row].append(article)

        @cache
        def holders(row: int) -> list[str]:
            before = next((holder for holder in self._holders[row] if holder not in among), None)
            return [*asking.get(row, ()), *((before,) if before else ())]

        return holders

    def _worth(self, row: int, count: int, day: date, sketch: Sketch) -> bool:
        """Whether a text that shares so many shingles is to be compared in full."""
        few = min(len(sketch.sampled), int(self._shape[row, 2])) <= _FEW
        one, other = int(self._day[row]), day.toordinal()
        near = abs(one - other) <= REACH_DAYS or _UNDATED in {one, other}  # of the days at hand
        return near and count >= (1 if few else 2)

    def _shared(self, rows: NDArray[np.int64], sketches: Sequence[Sketch]) -> csr_array:
        """How many shingles of each sketch each row has, (sketches, rows)."""
        parts = [np.concatenate([s.sampled, s.lead]) for s in sketches]
        several = np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.uint32)
        held = self._holding(rows, several)
        crowd = np.bincount(held.indices, minlength=len(several)) > CROWDED
        columns, owners = [], []
        for number, (sketch, part) in enumerate(zip(sketches, parts, strict=True)):
            place = np.unique(np.searchsorted(several, part))
            telling = place[~crowd[place]]
            columns.append(telling if len(telling) >= min(len(sketch.sampled), _FEW) / 4 else place)
            owners.append(np.full(len(columns[-1]), number))
        if not columns:
            return csr_array((0, len(rows)), dtype=np.int32)
        place, owner = np.concatenate(columns), np.concatenate(owners)
        asked = csr_array((np.ones(len(place), dtype=np.int32), (owner, place)), shape=(len(sketches), len(several)))
        return (asked @ held.T).tocsr()

    def _holding(self, rows: NDArray[np.int64], several: Hashes) -> csr_array:
        """Which rows have which of some shingles (ascending), (rows, shingles)."""
        bitmap = np.zeros(int(_BITS) + 1, dtype=bool)
        bitmap[several & _BITS] = True
        where, places = [], []
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            hashes = self._hashes[rows[start : start + _ROWS_AT_ONCE]]
            row, column = np.nonzero(bitmap[hashes & _BITS])
            values = hashes[row, column]
            place = np.minimum(np.searchsorted(several, values), max(len(several) - 1, 0))
            there = several[place] == values if len(several) else np.zeros(len(values), dtype=bool)
            where.append(row[there] + start)
            places.append(place[there])
        row = np.concatenate(where) if where else np.zeros(0, dtype=np.int64)
        place = np.concatenate(places) if places else np.zeros(0, dtype=np.int64)
        found = csr_array((np.ones(len(row), dtype=np.int32), (row, place)), shape=(len(rows), len(several)))
        found.sum_duplicates()
        return found

    def _compared(self, sketch: Sketch, candidates: Sequence[tuple[int, str, int]]) -> list[tuple[float, str]]:
        found = [(containment(sketch, self._sketch(row)), other) for _, other, row in candidates]
        return sorted(found, key=lambda pair: (-pair[0], pair[1]))

    def _sketch(self, row: int) -> Sketch:
        level, size, sampled, lead = (int(n) for n in self._shape[row])
        return Sketch(level, size, self._hashes[row, :sampled], self._hashes[row, MOST_SAMPLED : MOST_SAMPLED + lead])

    def _grow(self) -> int:
        if len(self._holders) == len(self._day):
            more = max(1_024, len(self._holders) // 2)
            for name in ("_hashes", "_day", "_shape"):
                held = getattr(self, name)
                setattr(self, name, np.concatenate([held, np.zeros((more, *held.shape[1:]), dtype=held.dtype)]))
        self._holders.append([])
        return len(self._holders) - 1


def _key(day: date, sketch: Sketch) -> tuple[int, bytes]:
    return day.toordinal(), sketch.sampled.tobytes() + sketch.lead.tobytes()
