"""Who writes what about an event, and when: independent reports, copies, versions, previews, follow-ups, opinion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from bench.world.copies import Copy, copied, dateline
from bench.world.events import Event
from bench.world.outlets import Outlet
from bench.world.wording import Written, paragraph, report

TIE = timedelta(seconds=60)
_UNCLEAR = timedelta(seconds=80)
"""No two originals lie between a tie and this apart: nobody could say whether they tie."""
_REACH = {
    "local": (0.45, 0.02, 0.001, 0.25), "national": (0.7, 0.13, 0.006, 0.6), "world": (0.75, 0.4, 0.04, 0.8),
    "global": (0.8, 0.55, 0.36, 1.0),
}  # fmt: skip
"""Chance that an outlet covers it: of the same country, of the same language, others, agencies."""
_SILENT, _LOUD = 0.05, 1.6
"""What a side's silence does to its own coverage, and to that of the others."""
NOT_HELD, LATE = 0.1, 0.1
"""Shares of agency reports that no collector holds, and that come days late in the load."""


@dataclass(slots=True)
class Piece:
    """An article of the world, with all that is true of it. ``at``: when it was really published. ``kind``: report,
    copy, version, preview, followup, opinion. ``family``: id of the piece whose text it is. ``held``: in the load."""

    id: str
    outlet: Outlet
    at: datetime
    kind: str
    family: str
    written: Written
    copy: Copy | None = None
    dateline: str = ""
    extra: str = ""
    status: str | None = None
    origin: Outlet | None = None
    held: bool = True
    late: bool = False
    event: Event | None = None


def pieces(event: Event, outlets: list[Outlet], rng: Random) -> list[Piece]:
    """All that is written about an event, previews first."""
    found = _originals(event, outlets, rng)
    if not found:
        return []
    clear(found)
    for piece in found:
        if piece.outlet.is_agency:
            piece.held, piece.late = rng.random() >= NOT_HELD, rng.random() < LATE
    found += _copies(event, found, outlets, rng)
    _point(found, rng)
    found += _versions(found, rng)
    found += _later(event, found, rng)
    if event.scheduled and rng.random() < 0.5:
        found += _previews(event, outlets, rng)
    for number, piece in enumerate(found):
        was, piece.id, piece.event = piece.id, f"{event.id}-{number}", event
        for other in found:
            if other.family == was:
                other.family = piece.id
        begun, ended = piece.outlet.held
        piece.held = piece.held and begun <= piece.at < ended
    return sorted(found, key=lambda p: p.at)


def _covers(event: Event, outlet: Outlet, rng: Random) -> bool:
    same, speaking, other, agency = _REACH[event.reach]
    chance = agency if outlet.is_agency else other
    if outlet.is_agency and event.place.language not in outlet.languages:
        chance *= chance  # what happens in another language is followed where it is large
    if not outlet.is_agency:
        chance = same if outlet.place.country == event.place.country else chance
        chance = speaking if chance == other and outlet.language == event.place.language else chance
        chance *= outlet.size
    if event.silent and outlet.side:
        chance = chance * _SILENT if outlet.side == event.silent else min(1.0, chance * _LOUD)
    if event.spared and outlet.owner == event.spared:
        chance *= _SILENT
    return rng.random() < chance


def _originals(event: Event, outlets: list[Outlet], rng: Random) -> list[Piece]:
    """Independent reports: of agencies, and of outlets that write themselves."""
    found: list[Piece] = []
    covering = [o for o in outlets if _covers(event, o, rng)]
    wires = [o for o in covering if o.is_agency]
    own = [o for o in covering if not o.is_agency and (not wires or rng.random() > o.copying)]
    scoop = rng.choice(own) if own and rng.random() < 0.45 else None
    for outlet in (*wires, *own):
        middle, spread = (14.0, 0.9) if outlet.is_agency else (60.0, 1.0)
        if outlet.place.country == event.place.country:
            middle /= 2
        if event.scheduled:
            middle, spread = middle / 8, 1.1
        if outlet is scoop:
            middle, spread = min(middle, 8), 0.6
        at = event.at + timedelta(minutes=min(rng.lognormvariate(0, spread) * middle, 30 * 60))
        found.append(_piece(event, outlet, at, "report", rng))
    return found


def _piece(event: Event, outlet: Outlet, at: datetime, kind: str, rng: Random) -> Piece:
    language = event.place.language if event.place.language in outlet.languages else rng.choice(outlet.languages)
    written = report(event, language, rng, rng.randint(150, 400), kind)
    line = dateline(outlet, written, rng) if outlet.is_agency and rng.random() < 0.8 else ""
    name = f"{outlet.id}/{kind}"
    return Piece(name, outlet, at, kind, name, written, dateline=line)


def clear(found: list[Piece]) -> None:
    """Move reports that neither surely tie with the first nor surely don't."""
    first = min(p.at for p in found)
    for piece in found:
        if TIE * 0.75 < piece.at - first < _UNCLEAR:
            piece.at = first + _UNCLEAR + (piece.at - first - TIE * 0.75)


def _copies(event: Event, found: list[Piece], outlets: list[Outlet], rng: Random) -> list[Piece]:
    """Clients carry an agency's text, some outlets another outlet's, each after it was there."""
    writing = {p.outlet.id for p in found}
    wires, own = [p for p in found if p.outlet.is_agency], [p for p in found if not p.outlet.is_agency]
    made = []
    for outlet in outlets:
        if outlet.is_agency or outlet.id in writing or not _covers(event, outlet, rng):
            continue
        near = [p for p in wires if outlet.language == p.written.language]
        pool = near or (wires if rng.random() < 0.3 else [])
        if rng.random() < 0.12:
            pool = [p for p in own if p.written.language == outlet.language] or pool
        if not pool:
            continue
        of = rng.choice(pool)
        copy = copied(event.kind, of.written, of.outlet, outlet, rng)
        at = of.at + timedelta(minutes=1.6 + rng.lognormvariate(0, 1.0) * 18)
        made.append(Piece(f"{outlet.id}/copy", outlet, at, "copy", of.id, copy.written, copy, origin=of.outlet))
    by_family: dict[str, list[datetime]] = {}
    for piece in sorted(made, key=lambda p: p.at):  # the first copy of a report that nobody holds is to be told apart
        earlier = by_family.setdefault(piece.family, [])
        if earlier and piece.at - earlier[0] < _UNCLEAR:
            piece.at = earlier[0] + _UNCLEAR + (piece.at - earlier[0])
        earlier.append(piece.at)
    return made


def _point(found: list[Piece], rng: Random) -> None:
    """Some independent reports say who had it first: a pointer, no copy."""
    reports = sorted((p for p in found if p.kind == "report"), key=lambda p: p.at)
    for piece in reports[1:]:
        if rng.random() < 0.08:
            piece.extra = paragraph("pointer", piece.written.language, rng, first=reports[0].outlet.name)


def _versions(found: list[Piece], rng: Random) -> list[Piece]:
    """A source's own newer version: an agency adds to its report, an outlet corrects a figure."""
    made = []
    for piece in found:
        if piece.kind == "report" and rng.random() < (0.2 if piece.outlet.is_agency else 0.04):
            at = piece.at + timedelta(minutes=rng.uniform(25, 240))
            wrong = rng.random() < 0.4
            note = paragraph("correction", piece.written.language, rng, n=str(rng.randint(3, 90))) if wrong else ""
            version = replace(piece, id=f"{piece.id}/2", at=at, kind="version", extra=note, late=False)
            version.status = "corrected" if wrong else None
            made.append(version)
    return made


def _later(event: Event, found: list[Piece], rng: Random) -> list[Piece]:
    """Follow-ups on later days and opinion, by outlets that covered it."""
    made = []
    for piece in [p for p in found if p.kind in {"report", "copy"} and not p.outlet.is_agency]:
        if not event.past and rng.random() < 0.12:
            at = piece.at + timedelta(hours=rng.uniform(16, 70))
            made.append(_piece(event, piece.outlet, at, "followup", rng))
        if not event.past and rng.random() < 0.04:
            at = piece.at + timedelta(hours=rng.uniform(5, 40))
            made.append(_piece(event, piece.outlet, at, "opinion", rng))
    return made


def _previews(event: Event, outlets: list[Outlet], rng: Random) -> list[Piece]:
    willing = [o for o in outlets if not o.is_agency and _covers(event, o, rng)]
    chosen = rng.sample(willing, min(len(willing), rng.randint(1, 5)))
    return [_piece(event, o, event.at - timedelta(hours=rng.uniform(1.5, 44)), "preview", rng) for o in chosen]
