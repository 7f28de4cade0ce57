"""A small world with hostile names."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kg.store import Batch

HOSTILE = '=HYPERLINK("http://evil.example")\r\n[red]\x1b[2J & <b> "\'\x0b\u202e{}$id'


def world() -> Batch:
    batch = Batch()
    said = {"load": "load-1"}
    batch.node("Story", {"id": "s-1", "headline": "Dam bursts"})
    batch.node("Story", {"id": "s-2", "headline": "Elsewhere"})
    for source in ("agency.example", "daily.example", "other.example"):
        batch.node("Source", {"id": source, "name": source.title(), "domains": [source], "listed": True})
    for number, (source, headline) in enumerate(
        [("agency.example", "Dam bursts"), ("daily.example", HOSTILE), ("other.example", "Not about it")]
    ):
        article = f"a-{number}"
        stamp = datetime(2026, 1, 30, 9 + number, 15, tzinfo=UTC)
        batch.node("Article", {"id": article, "headline": headline, "published": stamp, "authors": ["Ana", "Bo | Co"]})
        batch.edge("Source-PUBLISHED-Article", {"start": source, "end": article, **said})
    batch.node("Article", {"id": "a-undated", "headline": "Undated"})
    batch.edge("Source-PUBLISHED-Article", {"start": "other.example", "end": "a-undated", **said})
    batch.edge("Article-PART_OF-Story", {"start": "a-1", "end": "s-1", "score": 0.5, **said})
    batch.edge("Article-PART_OF-Story", {"start": "a-2", "end": "s-2", **said})
    batch.edge("Article-REPOST_OF-Article", {"start": "a-1", "end": "a-0", "similarity": 1.0, **said})
    batch.node("Entity", {"id": "Q1", "sort": "Institution", "name": "Dam Corp", "kind": "Institution"})
    batch.node("Entity", {"id": "place:vale", "sort": "Place", "name": "Vale"})
    batch.edge("Article-MENTIONS-Entity", {"start": "a-0", "end": "Q1", "count": 3, "surface_forms": ["DC"], **said})
    batch.edge("Article-MENTIONS-Entity", {"start": "a-2", "end": "place:vale", "count": 1, **said})
    for owner in ("Q1", "Q2", "Q3"):  # Q2 and Q3 hold each other; Q1 is an entity too
        batch.node("Owner", {"id": owner, "name": f"Holding {owner}", "kind": "company"})
    for fact, owner, share, since in (("f1", "Q1", 0.25, date(2010, 1, 1)), ("f2", "Q1", 0.6, None)):
        holding = {"start": owner, "end": "daily.example", "fact": fact, "share_min": share, "valid_from": since}
        batch.edge("Owner-OWNS-Source", {**holding, **said})
    for fact, owner, owned in (("f3", "Q2", "Q1"), ("f4", "Q2", "Q3"), ("f5", "Q3", "Q2")):
        batch.edge("Owner-OWNS-Owner", {"start": owner, "end": owned, "fact": fact, "control": True, **said})
    batch.edge("Owner-SAME_AS-Entity", {"start": "Q1", "end": "Q1", "judgement": "same", **said})
    batch.node("Rater", {"id": "rater-x", "name": "X"})
    rating = {"kind": "bias", "value": "left", "date": date(2025, 5, 1), "fact": "f6"}
    batch.edge("Rater-RATED-Source", {"start": "rater-x", "end": "daily.example", **rating, **said})
    return batch
