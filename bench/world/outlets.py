"""The outlets of the world: place, rating, owner, clock, and how a collector polls them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zlib import crc32

from bench.world.clocks import Clock, Zone
from bench.world.tables import Place, places
from kg.ids import slug

_TITLES = {
    "en": ("Lantern", "Weathercock", "Signalbox", "Inkwell", "Foghorn", "Millrace", "Cornerstone", "Ferryman",
           "Plumbline", "Quillpost"),
    "es": ("Candil", "Farola", "Brújula", "Veleta", "Tintero", "Azotea", "Atalaya", "Mirilla", "Zaguán", "Campanario"),
    "fr": ("Girouette", "Encrier", "Passerelle", "Vigie", "Boussole", "Réverbère", "Écluse", "Clocher", "Péniche",
           "Pigeonnier"),
}  # fmt: skip
_SHARES = (("en", 0.4), ("es", 0.35), ("fr", 0.25))
_MEDIA = ("newspaper", "web", "web", "radio", "television")
_SIDES = {"left": ("left", "lean-left"), "center": ("center", "center"), "right": ("lean-right", "right")}
_FIXED = (-480, -300, -180, -60, 60, 60, 120, 120, 180, 330, 540)
_CATEGORIES = ("billionaire", "media-conglomerate", "private-equity", "telecom", "foundation")
_LEADS = (200, 200, 200, 160, 250)
RATED = 0.75
QUIET = 0.08
"""Share of outlets that were only collected for a part of the time; one in four of these not at all."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet. ``poll``: minutes between a collector's visits (0: an archive, which doesn't say when it was seen).
    ``held``: from when to when it was collected; ``copying``: how much of its news is agency copy."""

    id: str
    name: str
    short: str
    place: Place
    languages: tuple[str, ...]
    medium: str
    side: str | None
    owner: str | None
    clock: Clock
    poll: int
    phase: int
    held: tuple[datetime, datetime]
    size: float
    copying: float
    dated_urls: bool

    @property
    def is_agency(self) -> bool:
        """Whether it is a wire agency."""
        return self.medium == "agency"

    @property
    def lead(self) -> int:
        """How many characters its feed carries of a text."""
        return _LEADS[crc32(self.id.encode()) % len(_LEADS)]

    @property
    def language(self) -> str:
        """Its first language."""
        return self.languages[0]

    def seen(self, at: datetime, rng: Random) -> datetime | None:
        """When its collector first held what was published at ``at``."""
        if not self.poll:
            return None
        minutes = at.timestamp() / 60 - self.phase
        wait = (-minutes) % self.poll
        outage = rng.uniform(60, 600) if rng.random() < 0.02 else 0.0
        return at + timedelta(minutes=wait + outage, seconds=rng.uniform(1, 25))


_AGENCIES = (
    ("Northline Press Agency", "NPA", "London", ("en",)),
    ("Continental Wire Service", "CWS", "New York", ("en", "es")),
    ("Agencia Meridiana", "Meridiana", "Madrid", ("es",)),
    ("Agence Transval", "ATV", "Lyon", ("fr",)),
    ("Austral Noticias", "ANO", "Rosario", ("es",)),
    ("Helvia", "HLV", "Geneva", ("fr", "en", "es")),
)


def agencies(begun: datetime, ended: datetime) -> list[Outlet]:
    """The wire agencies: their clocks are right."""
    made = []
    for number, (name, short, town, languages) in enumerate(_AGENCIES):
        place = next(p for p in places() if p.names[0] == town)
        made.append(Outlet(
            f"{slug(name)}.example", name, short, place, languages, "agency", None, None,
            Clock("right", "z", place.zone), 5, number, (begun, ended), 1.0, 0.0, number % 2 == 0,
        ))  # fmt: skip
    return made


def outlets(count: int, begun: datetime, ended: datetime, seed: int) -> list[Outlet]:
    """``count`` outlets, agencies among them."""
    rng = Random(f"{seed}/outlets")
    made = agencies(begun, ended)
    faults = _faults(max(0, count - len(made)), rng)
    taken: set[str] = set()
    while len(made) < count:
        language = rng.choices([x for x, _ in _SHARES], [share for _, share in _SHARES])[0]
        place = rng.choice([p for p in places() if p.language == language])
        name = f"{place.names[('en', 'es', 'fr').index(language)]} {rng.choice(_TITLES[language])}"
        if name in taken:
            name = f"{name} {len(made)}"
        taken.add(name)
        made.append(_outlet(name, place, faults.pop(), (begun, ended), rng))
    return made


def _outlet(name: str, place: Place, fault: str, span: tuple[datetime, datetime], rng: Random) -> Outlet:
    begun, ended = span
    side = rng.choice(("left", "center", "right")) if rng.random() < RATED else None
    return Outlet(
        f"{slug(name)}.example", name, name, place, (place.language,), rng.choice(_MEDIA), side,
        rng.choice([f"{part} Holding" for part in _owners(rng)]) if rng.random() < 0.6 else None,
        _clock(place.zone, begun, fault, rng), rng.choices((0, 5, 10, 15, 30, 60), (25, 10, 20, 20, 15, 10))[0],
        rng.randrange(60), _held(begun, ended, rng), rng.uniform(0.5, 1.3), rng.betavariate(2, 2.5),
        rng.random() < 0.35,
    )  # fmt: skip


def _owners(rng: Random) -> list[str]:
    return [rng.choice(("Arvelo", "Brandreth", "Castagnier", "Dunmorrow", "Escarra", "Fontrailles", "Galbraithe"))]


def _faults(count: int, rng: Random) -> list[str]:
    """A fault for each outlet: the shares hold in a small world too."""
    shares = {"local": 0.11, "fixed": 0.05, "drift": 0.05, "day": 0.05, "midnight": 0.04, "none": 0.03}
    found = [fault for fault, part in shares.items() for _ in range(round(part * count))]
    found += ["right"] * (count - len(found))
    rng.shuffle(found)
    return found


def _clock(zone: Zone, begun: datetime, fault: str, rng: Random) -> Clock:
    style = rng.choices(("z", "zone", "mail", "minute", "bare"), (30, 30, 20, 10, 10))[0]
    if fault == "local" and not zone.standard:
        fault = "fixed"
    minutes = rng.choice(_FIXED) if fault == "fixed" else rng.randint(-6, 6)
    return Clock(fault, style, zone, minutes, begun)


def _held(begun: datetime, ended: datetime, rng: Random) -> tuple[datetime, datetime]:
    if rng.random() >= QUIET:
        return begun - timedelta(days=30), ended + timedelta(days=400)
    part = (ended - begun) / 3
    return rng.choice(((begun - part, begun + part), (ended - part, ended + part), (begun - part, begun - part)))


def source_rows(made: list[Outlet]) -> list[dict[str, str]]:
    """Source records."""
    return [
        {"source": o.id, "name": o.name, "aliases": "" if o.short == o.name else o.short, "country": o.place.country,
         "language": o.language, "place": o.place.names[0], "medium": o.medium,
         "kind": "agency" if o.is_agency else "news"}
        for o in made
    ]  # fmt: skip


def rating_rows(made: list[Outlet]) -> list[dict[str, str]]:
    """Rating records: two raters, who agree on the side if not on the point."""
    return [
        {"source": o.id, "rater": rater, "kind": "bias", "value": _SIDES[o.side][number], "date": "2025-11-03"}
        for o in made if o.side
        for number, rater in enumerate(("Compass Review", "Lighthouse Index"))
    ]  # fmt: skip


def holding_rows(made: list[Outlet]) -> list[dict[str, str]]:
    """Holding records."""
    owned = [(o.owner, o) for o in made if o.owner]
    return [
        {"owner": slug(owner), "owner_name": owner, "owner_kind": "company", "owner_country": o.place.country,
         "owner_category": _CATEGORIES[sum(map(ord, owner)) % len(_CATEGORIES)], "owned": o.id, "share": "100",
         "interest": "shareholding", "control": "true", "observed": "2026-01-05"}
        for owner, o in owned
    ]  # fmt: skip
