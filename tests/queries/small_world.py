"""A small invented graph that asks every question something: a story that one side ignores, an agency and its copies,
ties, day stamps, wrong clocks, dated and circular holdings, raters who disagree. Outlets and owners are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from kg.ids import name_key
from kg.store import Batch

LOAD = "l-1"
QUAKE = "s-quake"
"""The story that the left covers and the right does not."""
VOTE = "s-vote"
NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)
LEFT = tuple(f"left{n}.example" for n in range(1, 7))
RIGHT = tuple(f"right{n}.example" for n in range(1, 7))
AGENCY = "agencia.example"
HOSTILE = (
    "' OR 1=1 //",
    "}) DETACH DELETE n //",
    "\\",
    "`x`",
    "$name",
    "a' }) RETURN 1 AS x UNION MATCH (n) RETURN n //",
)
"""Names that must stay names."""


def build() -> Batch:
    """The whole graph as one batch."""
    batch = Batch()
    batch.node("Load", {"id": LOAD, "reader": "jsonl", "location": "world.jsonl", "sha256": "00ff", "kind": "articles",
                        "started": NOON, "finished": NOON + timedelta(minutes=5), "state": "done",
                        "records_read": 20, "records_written": 19, "records_rejected": 1})  # fmt: skip
    _sources(batch)
    _ratings(batch)
    _owners(batch)
    _quake(batch)
    _vote(batch)
    for story in (QUAKE, VOTE):
        batch.touch("Story", story)
    return batch


def _sources(batch: Batch) -> None:
    source(batch, AGENCY, "Agencia Norte", "ES", "es", medium="agency", kind="agency", place="Madrid")
    for site in LEFT:
        source(batch, site, f"Left Daily {site[4]}", "ES", "es", place="Valencia")
    for site in RIGHT:
        source(batch, site, f"Right Post {site[5]}", "FR", "fr", medium="online", place="Lyon")
    source(batch, "plain.example", "Plain Gazette", "ES", "es", kind="unrated")
    source(batch, "silent.example", "The Silent Review", "GB", "en")
    clock(batch, RIGHT[5], [60.0, 120.0], ["", "2026-03-27T00:00:00Z"], ["2026-03-27T00:00:00Z", ""], 0.99)
    clock(batch, RIGHT[4], [-300.0], [""], [""], 0.91)


def _ratings(batch: Batch) -> None:
    for rater in ("r-one", "r-two"):
        batch.node("Rater", {"id": rater, "name": rater.upper()})
    for site in LEFT:
        rating(batch, "r-one", site, "bias", "left", date(2024, 5, 1))
    for site in RIGHT:
        rating(batch, "r-one", site, "bias", "right", date(2024, 5, 1))
        rating(batch, "r-two", site, "factuality", "mixed", date(2024, 5, 1))
    rating(batch, "r-two", LEFT[0], "bias", "lean-left", date(2025, 5, 1))
    rating(batch, "r-one", LEFT[0], "factuality", "high", date(2024, 5, 1))
    rating(batch, "r-two", AGENCY, "bias", "center", None)


def _owners(batch: Batch) -> None:
    owner(batch, "Q1", "Ana Prensa", "person", "ES", "billionaire")
    owner(batch, "norte-group", "Norte Group", "company", "ES", "media-conglomerate")
    owner(batch, "ring-a", "Ring A", "company", "FR", None)
    owner(batch, "ring-b", "Ring B", "company", "FR", None)
    owner(batch, "fund", "Sea Fund", "company", "LU", "private-equity")
    holding(batch, "Q1", "norte-group", "o", exact=0.6, start=date(2010, 1, 1), evidence="https://register.example/1")
    holding(batch, "norte-group", LEFT[0], "s", exact=0.8, start=date(2015, 1, 1))
    holding(batch, "fund", LEFT[0], "s", exact=1.0, start=date(2001, 1, 1), end=date(2015, 1, 1))
    holding(batch, "fund", LEFT[1], "s", least=0.25, most=0.5)
    holding(batch, "norte-group", LEFT[2], "s", exact=None)
    holding(batch, "ring-a", "ring-b", "o", exact=0.7, start=date(2012, 1, 1))
    holding(batch, "ring-b", "ring-a", "o", exact=0.3, start=date(2012, 1, 1))
    holding(batch, "ring-b", RIGHT[0], "s", exact=1.0, start=date(2012, 1, 1))


def _quake(batch: Batch) -> None:
    """Left 1 first at 12:00; the agency 5 minutes later with two copies, one of which is stamped before it."""
    story(batch, QUAKE, "Quake shakes Valencia")
    article(batch, "q1", LEFT[0], "Quake shakes Valencia", NOON, QUAKE, names=("Valencia", "Marta Ruiz"),
            ties=("Norte Group owns Left Daily 1.",))  # fmt: skip
    article(batch, "q2", AGENCY, "Un sismo sacude Valencia", NOON + timedelta(minutes=5), QUAKE, names=("Valencia",))
    article(batch, "q3", LEFT[1], "Un sismo sacude Valencia", NOON + timedelta(minutes=9), QUAKE, wire=AGENCY)
    article(batch, "q4", LEFT[2], "Un sismo sacude Valencia", NOON - timedelta(minutes=50), QUAKE, wire="Agencia Norte")
    article(
        batch,
        "q5",
        LEFT[3],
        "Valencia quake",
        NOON + timedelta(minutes=23),
        QUAKE,
        names=("Valencia", "Civil Guard", "Norte Group"),
    )
    article(batch, "q6", LEFT[4], "Valencia tremor", datetime(2026, 1, 30, tzinfo=UTC), QUAKE, precision="day")
    article(batch, "q7", LEFT[5], "A tremor", NOON - timedelta(days=9), QUAKE)
    article(batch, "q8", "plain.example", "No time", None, QUAKE, precision="unknown")
    article(batch, "q9", LEFT[4], "Seen early", NOON, QUAKE, seen=NOON - timedelta(hours=5))
    for copy in ("q3", "q4"):
        batch.edge("Article-REPOST_OF-Article", {"start": copy, "end": "q2", "similarity": 0.9,
                                                 "evidence": "credit line", "load": LOAD})  # fmt: skip


def _vote(batch: Batch) -> None:
    """Two reports within a minute; every right outlet is there."""
    story(batch, VOTE, "Parlement : le vote")
    start = NOON + timedelta(days=1)
    for n, site in enumerate(RIGHT):
        at = start + timedelta(seconds=40 * n if n < 2 else 3600 * n)
        article(
            batch, f"v{n}", site, f"Le vote, {n}", at, VOTE, names=("Assemblée nationale", "Marta Ruiz", HOSTILE[0])
        )
    article(
        batch, "v9", LEFT[3], "El voto", start + timedelta(hours=9), VOTE, names=("Assemblée nationale", "Norte Group")
    )


def source(
    batch: Batch, site: str, name: str, country: str, language: str, *, medium: str = "newspaper",
    kind: str | None = None, place: str | None = None,
) -> None:  # fmt: skip
    """An outlet."""
    batch.node("Source", {"id": site, "name": name, "name_key": name_key(name), "domains": [site], "country": country,
                          "language": language, "medium": medium, "kind": kind, "place": place, "listed": True,
                          "aliases": [], "alias_keys": []})  # fmt: skip


def clock(  # noqa: PLR0917
    batch: Batch, site: str, offsets: list[float], starts: list[str], stops: list[str], confidence: float
) -> None:
    """What was learned of an outlet's clock."""
    batch.node("Source", {"id": site, "clock_offsets": offsets, "clock_from": starts, "clock_to": stops,
                          "clock_evidence": ["9 texts shared with 3 outlets on 5 days"] * len(offsets),
                          "clock_zone": "", "clock_confidence": confidence})  # fmt: skip


def rating(batch: Batch, rater: str, site: str, kind: str, value: str, day: date | None) -> None:  # noqa: PLR0917
    """A rating."""
    batch.edge("Rater-RATED-Source", {"start": rater, "end": site, "kind": kind, "value": value, "date": day,
                                      "fact": f"{rater}-{site}-{kind}-{day}", "load": LOAD,
                                      "evidence": f"https://{rater}.example/{site}"})  # fmt: skip


def owner(batch: Batch, id_: str, name: str, kind: str, country: str, category: str | None) -> None:  # noqa: PLR0917
    """An owner."""
    batch.node("Owner", {"id": id_, "name": name, "name_key": name_key(name), "kind": kind, "country": country,
                         "category": category})  # fmt: skip


def holding(
    batch: Batch, holder: str, owned: str, sort: str, *, exact: float | None = None, least: float | None = None,
    most: float | None = None, start: date | None = None, end: date | None = None, evidence: str | None = None,
) -> None:  # fmt: skip
    """A holding in a source (``sort`` s) or an owner (o)."""
    edge = "Owner-OWNS-Source" if sort == "s" else "Owner-OWNS-Owner"
    text = f"{exact:.0%}" if exact is not None else f"{least:.0%}-{most:.0%}" if least is not None else None
    batch.edge(edge, {"start": holder, "end": owned, "share_exact": exact, "share_min": least, "share_max": most,
                      "share_text": text, "interest": "shareholding", "valid_from": start, "valid_to": end,
                      "observed": date(2025, 6, 1), "evidence": evidence, "load": LOAD,
                      "fact": f"{holder}-{owned}-{start}"})  # fmt: skip


def story(batch: Batch, id_: str, headline: str) -> None:
    """A story."""
    batch.node("Story", {"id": id_, "headline": headline, "headline_key": name_key(headline)})


def article(  # noqa: PLR0917
    batch: Batch, id_: str, site: str, headline: str, at: datetime | None, of: str, *, precision: str = "second",
    wire: str | None = None, names: tuple[str, ...] = (), seen: datetime | None = None,
    ties: tuple[str, ...] | None = None,
) -> None:  # fmt: skip
    """An article, its outlet, its story and the names in it."""
    batch.node("Article", {"id": id_, "url": f"https://{site}/{id_}", "headline": headline, "wire": wire,
                           "headline_key": name_key(headline), "published": at, "instant": at or seen,
                           "published_precision": precision,
                           "published_zone": "explicit", "first_seen": seen, "genre": "news", "status": "usable",
                           "ties": ties, "ties_searched": None if ties is None else 80,
                           "language": "fr" if site in RIGHT else "es"})  # fmt: skip
    batch.edge("Source-PUBLISHED-Article", {"start": site, "end": id_, "load": LOAD})
    batch.edge("Article-PART_OF-Story", {"start": id_, "end": of, "score": 0.8, "method": "test", "load": LOAD})
    for name in names:
        sort = {"Valencia": "Place", "Marta Ruiz": "Person"}.get(name, "Institution")
        entity = f"{sort.lower()}:{name_key(name) or 'x'}"
        batch.node("Entity", {"id": entity, "sort": sort, "kind": sort, "name": name, "name_key": name_key(name),
                              "aliases": [], "alias_keys": []})  # fmt: skip
        batch.edge("Article-MENTIONS-Entity", {"start": id_, "end": entity, "count": 2, "first_offset": 0,
                                               "surface_forms": [name], "salience": 0.5, "load": LOAD})  # fmt: skip
