"""The world as a stream: article records in the order in which they are collected, and the rows of the truth."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bench.world.coverage import Piece, pieces
from bench.world.events import BEGUN, Event, events
from bench.world.outlets import Outlet, outlets
from bench.world.tables import LANGUAGES, sentences
from bench.world.truth import GROUPS, Collected, blind_sides, firsts, firsts_by, heads
from bench.world.wording import lead, paragraphs, tell
from kg.ids import slug

Row = dict[str, Any]
_EARLIEST = timedelta(hours=50)
"""Nothing about an event comes out longer before it."""
_ODD = 0.02
"""Share of articles whose stamp is odd though the outlet's clock is not: at zero, far ahead, missing."""
_RESTAMPED, _BEFORE_AGENCY = 0.03, 0.03
_ROUNDUPS = 0.08
"""Share of outlets that send a list of headlines each morning."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How much of a world. ``leads``: texts as feeds carry them, about 200 characters."""

    events: int = 300
    seed: int = 1
    outlets: int = 66
    per_day: float = 5.0
    leads: bool = False


class World:
    """``articles()`` yields records; what is true of them is handed to ``tell`` as it becomes known."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        days = settings.events / settings.per_day
        self.outlets: list[Outlet] = outlets(settings.outlets, BEGUN, BEGUN + timedelta(days=days), settings.seed)
        self._collected = Collected(self.outlets)
        self._covered: list[tuple[str, datetime, datetime, set[str]]] = []
        self._number = itertools.count(1)

    def articles(self) -> Iterator[tuple[Row, list[Row]]]:
        """Each article's record and what is true of it (its story's row comes with its first article)."""
        waiting: list[tuple[datetime, int, Row, list[Row]]] = []
        recent: deque[Event] = deque()
        owners = sorted({o.owner for o in self.outlets if o.owner})
        day: int | None = None
        for event in events(self.settings.events, self.settings.seed, self.settings.per_day, owners):
            while waiting and waiting[0][0] < event.at - _EARLIEST:
                yield waiting[0][2], heapq.heappop(waiting)[3]
            for item in self._of_event(event):
                heapq.heappush(waiting, item)
            while recent and recent[0].at < event.at - timedelta(days=1):
                recent.popleft()
            if day is not None and event.at.toordinal() != day and len(recent) > 3:
                for item in self._roundups(list(recent), event.at):
                    heapq.heappush(waiting, item)
            day = event.at.toordinal()
            recent.append(event)
        while waiting:
            yield waiting[0][2], heapq.heappop(waiting)[3]

    def sources(self) -> Iterator[Row]:
        """The truth about each source."""
        for outlet in self.outlets:
            held = outlet.held
            ends = (held[0], held[1] - timedelta(seconds=1))
            begun, ended = max(ends[0], BEGUN), min(ends[1], BEGUN + timedelta(days=400))
            span = (begun + (ended - begun) * part / 40 for part in range(41))
            offsets = sorted({round(outlet.clock.offset(at) / timedelta(minutes=1)) for at in span})
            yield {
                "row": "source", "source": outlet.id, "fault": outlet.clock.fault,
                "offsets": offsets if outlet.clock.is_off else [], "collected": [t.isoformat() for t in held],
            }  # fmt: skip

    def blindspots(self) -> Iterator[Row]:
        """The true blindspots, once all articles are out."""
        for story, first, last, covering in self._covered:
            for side in blind_sides(covering, self._collected.around(first, last)):
                yield {"row": "blindspot", "story": story, "side": side}

    def _of_event(self, event: Event) -> Iterator[tuple[datetime, int, Row, list[Row]]]:
        rng = Random(f"{self.settings.seed}/{event.id}")
        written = pieces(event, self.outlets, rng)
        items: list[tuple[Piece, Row, datetime]] = []
        for piece in written:
            if piece.held:
                record, arrival = self._record(piece, rng)
                items.append((piece, record, arrival))
        urls = {piece.id: record["url"] for piece, record, _ in items}
        told = self._story(event, [p for p, _, _ in items], urls)
        for piece, record, arrival in items:
            self._collected.add(piece.outlet, piece.at)
            row = {
                "row": "article", "url": record["url"], "source": piece.outlet.id,
                "story": f"{event.id}.preview" if piece.kind == "preview" else event.id, "kind": piece.kind,
                "family": piece.family, "instant": piece.at.isoformat(), "how": piece.copy.how if piece.copy else None,
            }  # fmt: skip
            yield arrival, next(self._number), record, [*told, row]
            told = []

    def _story(self, event: Event, held: Sequence[Piece], urls: dict[str, str]) -> list[Row]:
        standing = heads(held)
        news = [p for p in held if p.kind != "preview"]
        if not standing:
            return []
        self._covered.append((event.id, min(p.at for p in news), max(p.at for p in news), {p.outlet.id for p in news}))
        by = {name: {group: sorted(urls[p.id] for p in found) for group, found in firsts_by(standing, of).items()}
              for name, of in GROUPS.items()}  # fmt: skip
        return [{
            "row": "story", "story": event.id, "kind": event.kind, "at": event.at.isoformat(), "past": event.past,
            "related": event.related, "first": sorted(urls[p.id] for p in firsts(standing)), "by": by,
        }]  # fmt: skip

    def _record(self, piece: Piece, rng: Random) -> tuple[Row, datetime]:
        text, copy = piece.written, piece.copy
        parts = [*text.sentences, *([piece.extra] if piece.extra else [])]
        body = (copy.dateline if copy else piece.dateline) + paragraphs(parts, rng)
        if copy and copy.credit:
            body += f"\n\n{copy.credit}"
        record: Row = {
            "url": self._url(piece.outlet, piece.at, text.headline),
            "headline": text.headline,
            "text": lead(body, piece.outlet.lead) if self.settings.leads else body,
            "language": text.language if rng.random() < 0.7 else None,
            "source": piece.outlet.id, "source_name": piece.outlet.name,
            "authors": [copy.author] if copy and copy.author else None, "wire": copy.wire if copy else None,
            "genre": "opinion" if piece.kind == "opinion" and rng.random() < 0.7 else None, "status": piece.status,
        }  # fmt: skip
        arrival = self._stamped(record, piece, rng)
        return {k: v for k, v in record.items() if v is not None}, arrival

    def _stamped(self, record: Row, piece: Piece, rng: Random) -> datetime:
        """Write the instants into a record. Returns when it is loaded."""
        outlet, at = piece.outlet, piece.at
        seen, told = outlet.seen(at, rng), at
        if seen and not outlet.is_agency and rng.random() < _RESTAMPED:
            told = seen + timedelta(minutes=rng.uniform(20, 400))
            record["modified"] = _iso(told)
        if piece.kind == "copy" and piece.origin and piece.origin.is_agency and rng.random() < _BEFORE_AGENCY:
            told = at - timedelta(minutes=rng.uniform(90, 300))
        record["published"] = outlet.clock.stamp(told)
        if not outlet.is_agency and rng.random() < _ODD:
            record["published"] = rng.choice(("1970-01-01T00:00:00Z", "2099-12-31T23:59:59Z", None))
        record["first_seen"] = _iso(seen) if seen else None
        late = timedelta(hours=rng.uniform(12, 72)) if piece.late else timedelta(0)
        return (seen or at + timedelta(minutes=rng.uniform(1, 120))) + late

    def _url(self, outlet: Outlet, at: datetime, headline: str) -> str:
        local = at + timedelta(minutes=outlet.place.zone.ahead(at))
        path = f"{local:%Y/%m/%d}" if outlet.dated_urls else "news"
        return f"https://www.{outlet.id}/{path}/{slug(headline)[:60]}-{next(self._number)}"

    def _roundups(self, recent: list[Event], now: datetime) -> Iterator[tuple[datetime, int, Row, list[Row]]]:
        rng = Random(f"{self.settings.seed}/roundup/{now.toordinal()}")
        dawn = datetime(now.year, now.month, now.day, 5, tzinfo=UTC)
        for outlet in (o for o in self.outlets if not o.is_agency and rng.random() < _ROUNDUPS):
            at = dawn + timedelta(minutes=rng.uniform(-60, 90) - outlet.place.zone.ahead(dawn) % 720)
            known = [e for e in recent if e.at < at]
            if len(known) < 4 or not outlet.held[0] <= at < outlet.held[1]:
                continue
            which, chosen = LANGUAGES.index(outlet.language), rng.sample(known, min(len(known), rng.randint(4, 9)))
            lines = [tell(rng.choice(sentences()[_headline(e)])[which], e.facts, outlet.language, rng) for e in chosen]
            top = {"top": (lines[0],) * 3}
            head = tell(sentences()["roundup_headline"][0][which], top, outlet.language, rng)
            record: Row = {
                "url": self._url(outlet, at, head), "headline": head, "text": "\n".join(f"• {x}" for x in lines),
                "source": outlet.id, "source_name": outlet.name, "published": outlet.clock.stamp(at),
                "genre": "newsletter" if rng.random() < 0.4 else None,
            }  # fmt: skip
            if self.settings.leads:
                record["text"] = lead(record["text"], outlet.lead)
            seen = outlet.seen(at, rng)
            record["first_seen"] = _iso(seen) if seen else None
            self._collected.add(outlet, at)
            row = {"row": "article", "url": record["url"], "source": outlet.id, "story": None, "kind": "roundup",
                   "family": f"roundup-{next(self._number)}", "instant": at.isoformat(), "how": None}  # fmt: skip
            yield seen or at, next(self._number), {k: v for k, v in record.items() if v is not None}, [row]


def _headline(event: Event) -> str:
    return "anniversary_headline" if event.past else f"{event.kind} headline"


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
