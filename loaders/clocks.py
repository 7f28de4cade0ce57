"""Outlets' clocks: which are due to be learned, the evidence that the graph holds, and what is written of them.

An outlet is due from the batch that writes an article of it until the end of a run, in the graph itself: a run that was
killed before is made up for by the next one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from heapq import heappush, heappushpop
from itertools import islice
from typing import Generic, TypeVar
from zlib import crc32

from kg.model import STRONG_CLOCK
from kg.store import Batch, Row, Store
from loaders.enrich.clock_evidence import RIGHT, Clock, Pair, Period, Sight
from loaders.enrich.clocks import MOST_PAIRS, MOST_SIGHTS, learn
from loaders.enrich.sightings import MOST_RECENT, Habits, Seen, habits

_T = TypeVar("_T")
AT_ONCE = 500
"""Outlets asked for in one statement."""
_EXACT = "{0}.published_precision IN ['second', 'minute'] AND ({0}.published.minute > 0 OR {0}.published.second > 0)"
"""A stamp on the full hour may be a day's midnight somewhere: it says nothing of a clock."""

_CLOCK = """s.id AS id, s.country AS country, s.clock_offsets AS offsets, s.clock_from AS starts,
       s.clock_to AS stops, s.clock_evidence AS evidence, s.clock_zone AS zone, s.clock_confidence AS confidence"""
_DUE = f"MATCH (s:Source) WHERE s.clock_due RETURN {_CLOCK} ORDER BY id"
_THESE = f"UNWIND $ids AS id MATCH (s:Source {{id: id}}) RETURN {_CLOCK}"
_IS_AGENCY = "coalesce({0}.medium IN ['agency', 'wire'], false) OR coalesce({0}.kind IN ['agency', 'wire'], false)"
_PAIR = f"""
WHERE o.id <> s.id AND {_EXACT.format("a")} AND {_EXACT.format("b")}
RETURN a.id AS copy_id, b.id AS original_id, a.published AS copied, b.published AS stamped, r.evidence AS evidence,
       {_IS_AGENCY.format("s")} AS agency, {_IS_AGENCY.format("o")} AS other_agency
"""
_COPIES = f"""
UNWIND $ids AS id
MATCH (s:Source {{id: id}})-[:PUBLISHED]->(a:Article)-[r:REPOST_OF]->(b:Article)<-[:PUBLISHED]-(o:Source)
{_PAIR}, s.id AS copy, o.id AS original
"""
_ORIGINALS = f"""
UNWIND $ids AS id
MATCH (s:Source {{id: id}})-[:PUBLISHED]->(b:Article)<-[r:REPOST_OF]-(a:Article)<-[:PUBLISHED]-(o:Source)
{_PAIR}, o.id AS copy, s.id AS original
"""
_SIGHTS = f"""
UNWIND $ids AS id
MATCH (s:Source {{id: id}})-[:PUBLISHED]->(a:Article)
WHERE a.first_seen IS NOT NULL OR (a.url CONTAINS '/20' AND {_EXACT.format("a")})
RETURN a.id AS id, s.id AS source, a.published AS stamped, a.first_seen AS seen, a.url AS url,
       coalesce({_EXACT.format("a")}, false) AS exact
"""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_URL_DAY = re.compile(
    rf"/(20\d\d)(?:([/-])(0?[1-9]|1[0-2]|{'|'.join(_MONTHS)})\2|(0[1-9]|1[0-2]))(0?[1-9]|[12]\d|3[01])(?=\D|$)"
)


def mark_due(batch: Batch, sources: Iterable[str]) -> None:
    """Have the clocks of outlets learned anew at the end of the run."""
    for source in sorted(set(sources)):
        batch.node("Source", {"id": source, "clock_due": True})


def learned(store: Store) -> Batch:
    """What is to be written of the clocks that are due, and of those of outlets that share texts with these; nothing
    where none is due."""
    rows = {row["id"]: row for row in store.rows(_DUE)}
    if not rows:
        return Batch()
    pairs = _pairs(store, sorted(rows))
    free = sorted(rows.keys() | _outlets(pairs))
    pairs = pairs if len(free) == len(rows) else _pairs(store, free)
    sights, recent = _sights(store, free)
    for ids in _parts(sorted(_outlets(pairs) - rows.keys())):
        rows |= {row["id"]: row for row in store.rows(_THESE, {"ids": ids})}
    clocks = learn(
        pairs, sights,
        countries={id_: row["country"] for id_, row in rows.items()},
        free=free,
        known={id_: clock_of(row) for id_, row in rows.items() if row["offsets"] and id_ not in free},
    )  # fmt: skip
    batch = Batch()
    for source, clock in clocks.items():
        sure = clock if clock.confidence >= STRONG_CLOCK else RIGHT
        batch.node("Source", _row(source, clock, habits(recent.get(source, ()), sure)))
    return batch


def _outlets(pairs: Iterable[Pair]) -> set[str]:
    return {outlet for pair in pairs for outlet in (pair.copy, pair.original)}


def _row(source: str, clock: Clock, shown: Habits) -> Row:
    """A clock as the graph keeps it; empty values say that it was looked at and nothing is wrong."""
    return {
        "id": source,
        "clock_due": False,
        "clock_offsets": [p.offset for p in clock.periods],
        "clock_from": [_text(p.start) for p in clock.periods],
        "clock_to": [_text(p.stop) for p in clock.periods],
        "clock_evidence": [p.evidence for p in clock.periods],
        "clock_zone": clock.zone or "",
        "clock_confidence": clock.confidence,
        "seen_from": [_text(h.start) for h in shown.stretches],
        "seen_ahead": [h.ahead for h in shown.stretches],
        "seen_within": [h.within for h in shown.stretches],
        "stamped_at_sight": shown.at_sight,
    }


def clock_of(row: Row) -> Clock:
    """A clock from a row of the graph: ``offsets, starts, stops, evidence, zone, confidence``."""
    periods = zip(row["offsets"], row["starts"], row["stops"], row["evidence"], strict=True)
    return Clock(
        tuple(Period(offset, _instant(start), _instant(stop), why) for offset, start, stop, why in periods),
        row["zone"] or None,
        row["confidence"] or 0.0,
    )


def _text(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else ""


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _pairs(store: Store, due: Sequence[str]) -> list[Pair]:
    """Texts that the outlets share with others: of each as copier, and of each as copied, so many at most."""
    copied: Lowest[Pair] = Lowest(MOST_PAIRS)
    given: Lowest[Pair] = Lowest(MOST_PAIRS)
    for ids in _parts(due):
        for text, kept, whose in ((_COPIES, copied, "copy"), (_ORIGINALS, given, "original")):
            for row in store.stream(text, {"ids": ids}):
                pair = _pair(row, copies=whose == "copy")
                kept.add(row[whose], pair.id, pair)
    return list({p.id: p for p in (*copied, *given)}.values())


def _pair(row: Row, *, copies: bool) -> Pair:
    """A pair from a row of ``_COPIES`` or ``_ORIGINALS``. Agencies are copied and don't copy: where one of the two is
    an agency's, the other is the copy for sure, whatever the stamps say."""
    id_ = f"{row['copy_id']} {row['original_id']}"
    copier, copied = (row["agency"], row["other_agency"])[:: 1 if copies else -1]
    if copier and not copied:
        return Pair(id_, row["original"], row["copy"], row["stamped"], row["copied"], sure=True)
    sure = row["evidence"] == "credit line" or (copied and not copier)
    return Pair(id_, row["copy"], row["original"], row["copied"], row["stamped"], sure)


def _sights(store: Store, due: Sequence[str]) -> tuple[list[Sight], dict[str, list[Seen]]]:
    """What was seen of the outlets' articles, the newest of each look, and what days their URLs name; and by outlet
    what was seen last."""
    recent: dict[str, list[tuple[datetime, str, datetime | None]]] = defaultdict(list)
    looks: Lowest[Sight] = Lowest(MOST_SIGHTS, better=lambda new, old: (new.stamped, new.id) > (old.stamped, old.id))
    named: Lowest[Sight] = Lowest(MOST_SIGHTS)
    for ids in _parts(due):
        for row in store.stream(_SIGHTS, {"ids": ids}):
            if row["seen"]:
                push = heappush if len(recent[row["source"]]) < MOST_RECENT else heappushpop
                push(recent[row["source"]], (row["seen"], row["id"], row["stamped"] if row["exact"] else None))
            if not row["exact"]:
                continue
            if row["seen"]:
                sight = Sight(row["id"], row["source"], row["stamped"], seen=row["seen"])
                looks.add(row["source"], _text(row["seen"]), sight)
            if day := url_day(row["url"]):
                named.add(row["source"], row["id"], Sight(row["id"], row["source"], row["stamped"], day=day))
    return [*looks, *named], {source: [Seen(*one) for one in last] for source, last in recent.items()}


class Lowest(Generic[_T]):
    """Of each group, the values whose keys have the lowest hashes: a sample that no order of input changes."""

    def __init__(self, most: int, better: Callable[[_T, _T], bool] = lambda new, old: False) -> None:
        self._most, self._better = most, better
        self._kept: dict[str, dict[str, _T]] = defaultdict(dict)

    def add(self, group: str, key: str, value: _T) -> None:
        """Take a value in; of two with one key the better one stays."""
        kept = self._kept[group]
        if key not in kept or self._better(value, kept[key]):
            kept[key] = value
        if len(kept) > 2 * self._most:
            self._kept[group] = self._cut(kept)

    def _cut(self, kept: Mapping[str, _T]) -> dict[str, _T]:
        lowest = sorted(kept, key=lambda k: (crc32(k.encode()), k))[: self._most]
        return {key: kept[key] for key in lowest}

    def __iter__(self) -> Iterator[_T]:
        for group in sorted(self._kept):
            yield from self._cut(self._kept[group]).values()


def url_day(url: str | None) -> datetime | None:
    """The day that a URL names, as its start in UTC.

    >>> [str(url_day(f"https://a.example/{path}/x")) for path in ("2026/01/30", "2026/jan/30", "2026")]
    ['2026-01-30 00:00:00+00:00', '2026-01-30 00:00:00+00:00', 'None']
    """
    found = _URL_DAY.search(url or "")
    if not found:
        return None
    year, _, long, short, day = found.groups()
    month = _MONTHS.index(long) + 1 if long in _MONTHS else int(long or short)
    try:
        return datetime(int(year), month, int(day), tzinfo=UTC)
    except ValueError:
        return None


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while part := list(islice(rest, AT_ONCE)):
        yield part
