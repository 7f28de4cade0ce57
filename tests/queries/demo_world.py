"""The demo corpus with its true stories and copy families, as they are written down by hand: what questions answer from
it depends on no enricher."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

from kg.ids import article_id, entity_id, name_key, slug
from kg.ownership.disclosure import searched
from kg.store import Batch
from loaders.stamps import parse

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "kg" / "demo"
EXPECTED: dict[str, Any] = json.loads((ROOT / "tests" / "golden" / "demo" / "expected.json").read_text("utf-8"))
LOAD = "l-demo"


def build() -> Batch:
    """The whole corpus as one batch."""
    batch = Batch()
    _outlets(batch)
    _ratings(batch)
    _holdings(batch)
    _articles(batch)
    _stories(batch)
    return batch


def _table(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _outlets(batch: Batch) -> None:
    for row in _table("sources.csv"):
        batch.node("Source", {
            "id": row["source"], "name": row["name"], "name_key": name_key(row["name"]),
            "country": row["country"] or None, "language": row["language"].split("|")[0] or None,
            "place": row["place"] or None, "medium": row["medium"],
            "kind": row["kind"] or None, "domains": row["domains"].split("|"),
        })  # fmt: skip


def _ratings(batch: Batch) -> None:
    for n, row in enumerate(_table("ratings.csv")):
        rater = slug(row["rater"])
        batch.node("Rater", {"id": rater, "name": row["rater"]})
        batch.edge("Rater-RATED-Source", {
            "start": rater, "end": row["source"], "kind": row["kind"], "value": row["value"], "date": _day(row["date"]),
            "evidence": row["evidence"], "load": LOAD, "fact": str(n),
        })  # fmt: skip


def _holdings(batch: Batch) -> None:
    outlets = {row["source"] for row in _table("sources.csv")}
    for n, row in enumerate(_table("owners.csv")):
        batch.node("Owner", {
            "id": row["owner"], "name": row["owner_name"], "name_key": name_key(row["owner_name"]),
            "kind": row["owner_kind"] or None, "country": row["owner_country"] or None,
            "category": row["owner_category"] or None,
        })  # fmt: skip
        kind = "Source" if row["owned"] in outlets else "Owner"
        if kind == "Owner":
            batch.node("Owner", {"id": row["owned"]})
        batch.edge(f"Owner-OWNS-{kind}", {
            "start": row["owner"], "end": row["owned"], **_share(row["share"]), "share_text": row["share"] or None,
            "interest": row["interest"] or None, "control": {"true": True, "false": False}.get(row["control"]),
            "valid_from": _day(row["valid_from"]), "valid_to": _day(row["valid_to"]), "observed": _day(row["observed"]),
            "publisher": row["source"] or None, "evidence": row["evidence"] or None, "load": LOAD, "fact": str(n),
        })  # fmt: skip


def _share(text: str) -> dict[str, float | None]:
    if not text:
        return {}
    if text[0] == ">":
        return {"share_min": float(text[1:]) / 100, "share_max": 1.0}
    if text[0] == "<":
        return {"share_min": 0.0, "share_max": float(text[1:]) / 100}
    low, _, high = text.partition("-")
    if high:
        return {"share_min": float(low) / 100, "share_max": float(high) / 100}
    return {"share_exact": round(float(low) / 100, 6)}


def _articles(batch: Batch) -> None:
    called = {row["source"]: [row["name"], *row["aliases"].split("|")] for row in _table("sources.csv")}
    for line in (DEMO / "articles.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        stamp = parse(row["published"]) if row.get("published") else None
        seen = parse(row["first_seen"]).at if row.get("first_seen") else None
        id_ = article_id(row["url"], None, None, None)
        batch.node("Article", {
            "id": id_, "url": row["url"], "headline": row["headline"], "headline_key": name_key(row["headline"]),
            "published": stamp.at if stamp else None, "published_precision": stamp.precision if stamp else "unknown",
            "published_zone": stamp.zone if stamp else "none", "published_text": row.get("published"),
            "first_seen": seen, "instant": stamp.at if stamp else seen, "genre": row.get("genre"),
            "wire": row.get("wire"), "status": row.get("status"),
            **searched(row.get("text", ""), _language(row), called[row["source"]]),
        })  # fmt: skip
        batch.edge("Source-PUBLISHED-Article", {"start": row["source"], "end": id_, "load": LOAD})


def _language(row: dict[str, Any]) -> str | None:
    """The article's language: its outlet's, but where an agency writes in several the address tells."""
    if row["source"] == "atlasnews.example":
        return "es" if "/es/" in row["url"] else "en"
    return next(r["language"] for r in _table("sources.csv") if r["source"] == row["source"])


def _stories(batch: Batch) -> None:
    headlines = {row["id"]: row["headline"] for row in batch.nodes["Article"]}
    for name, story in EXPECTED["stories"].items():
        headline = headlines[article_id(story["urls"][0], None, None, None)]
        batch.node("Story", {"id": name, "headline": headline, "headline_key": name_key(headline)})
        batch.touch("Story", name)
        for url in story["urls"]:
            batch.edge("Article-PART_OF-Story", {"start": article_id(url, None, None, None), "end": name, "load": LOAD})
    _names(batch)
    pairs = [(copy, f["originator"]) for f in EXPECTED["families"] for copy in f["copies"]]
    for copy, original in [*pairs, *((c["later"], c["earlier"]) for c in EXPECTED["corrections"])]:
        start, end = (article_id(url, None, None, None) for url in (copy, original))
        batch.edge("Article-REPOST_OF-Article", {"start": start, "end": end, "similarity": 1.0, "load": LOAD})


def _names(batch: Batch) -> None:
    for entity in EXPECTED["entities"]:
        id_ = entity_id(entity["kind"], entity["name"])
        batch.node("Entity", {"id": id_, "sort": entity["kind"], "kind": entity["kind"], "name": entity["name"],
                              "name_key": name_key(entity["name"])})  # fmt: skip
        for url in entity["articles"]:
            batch.edge("Article-MENTIONS-Entity", {"start": article_id(url, None, None, None), "end": id_, "count": 1,
                                                   "load": LOAD})  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
