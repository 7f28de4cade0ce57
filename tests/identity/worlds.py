"""Small worlds of articles that name people: written as a load writes them, settled as a load settles them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kg.ids import entity_id, name_key
from kg.store import Batch, Store
from loaders.identity.decisions import Decisions, taken_back
from loaders.identity.settle import Settler
from loaders.records import IdentityRecord

LOAD = "l-world"


@dataclass(frozen=True)
class Report:
    """An article: id, names with their kind, outlet (its country is the top level of its name), language, story."""

    id: str
    names: tuple[tuple[str, str], ...]
    outlet: str = "daily.example"
    country: str = "XX"
    language: str = "en"
    story: str | None = None


def person(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple(("Person", name) for name in names)


def write(store: Store, reports: Iterable[Report], settler: Settler | None = None) -> None:
    """One batch of a load: what it says in one transaction, who is who after it."""
    batch = Batch()
    ids: set[str] = set()
    batch.node("Load", {"id": LOAD, "reader": "world", "state": "done"})
    for at, report in enumerate(reports):
        batch.node("Source", {"id": report.outlet, "name": report.outlet, "country": report.country})
        batch.node("Article", {"id": report.id, "headline": report.id, "language": report.language,
                               "instant": datetime(2026, 1, 1 + at % 28, tzinfo=UTC)})  # fmt: skip
        batch.edge("Source-PUBLISHED-Article", {"start": report.outlet, "end": report.id, "load": LOAD})
        if report.story:
            batch.node("Story", {"id": report.story, "headline": report.story})
            batch.edge("Article-PART_OF-Story", {"start": report.id, "end": report.story, "load": LOAD})
        for kind, name in report.names:
            entity = entity_id(kind, name)
            ids.add(entity)
            about = {"name": name, "name_key": name_key(name), "kind": kind, "sort": kind}
            batch.node("Entity", {"id": entity, **about})
            mention = {"count": 1, "salience": 0.5, "first_offset": 0, "surface_forms": [name], "load": LOAD}
            batch.edge("Article-MENTIONS-Entity", {"start": report.id, "end": entity, **mention})
    settler = settler or Settler(store)
    settler.prepare(batch)
    store.write(batch)
    settler.settle(ids)


def decide(store: Store, a: str, b: str, judgement: str, **more: Any) -> str | None:
    """A person's decision; the reason why it was not taken."""
    record = IdentityRecord.model_validate({"a": a, "b": b, "judgement": judgement, "by": "ana"} | more)
    batch = Batch()
    batch.node("Load", {"id": "l-decisions", "reader": "world", "state": "done"})
    refused = Decisions.of(store, batch, [record]).take(record, "l-decisions")
    if refused is None:
        store.write(batch)
        Settler(store).settle([a, b])
    return refused


def undo(store: Store, a: str, b: str) -> bool:
    batch = taken_back(store, a, b)
    if batch is not None:
        store.write(batch)
        Settler(store).settle([a, b])
    return batch is not None


def entities(store: Store) -> list[tuple[Any, ...]]:
    """All names that have a bearer: a second bearer whose split was taken back is nobody."""
    rows = store.rows(
        "MATCH (e:Entity) OPTIONAL MATCH (e)-[:GOES_AS]->(c:Entity) "
        "RETURN e.id AS id, e.name AS name, coalesce(c.id, e.id) AS canonical, e.sound_key AS sound, "
        "e.short_key AS short, e.start_key AS start, e.split_of AS split_of, e.split_by AS split_by ORDER BY id"
    )
    return [tuple(map(str, row.values())) for row in rows if not (row["split_of"] and not row["split_by"])]


def mentions(store: Store) -> list[tuple[str, str]]:
    rows = store.rows("MATCH (a:Article)-[:MENTIONS]->(e:Entity) RETURN a.id AS a, e.id AS e ORDER BY a, e")
    return [(row["a"], row["e"]) for row in rows]


def decisions(store: Store) -> list[tuple[Any, ...]]:
    rows = store.rows(
        "MATCH (a:Entity)-[r:SAME_AS]->(b:Entity) RETURN a.id AS a, b.id AS b, r.judgement AS judgement, r.by AS by, "
        "r.reason AS reason, r.score AS score, r.load AS load ORDER BY a, b"
    )
    return [tuple(row.values()) for row in rows]


def state(store: Store) -> tuple[list[Any], ...]:
    """All that identity is about."""
    return entities(store), mentions(store), decisions(store)


def groups(store: Store) -> list[list[str]]:
    """The ids that are one, groups of one left out."""
    rows = store.rows("MATCH (e:Entity) OPTIONAL MATCH (e)-[:GOES_AS]->(c:Entity) "
                      "RETURN coalesce(c.id, e.id) AS canonical, e.id AS id ORDER BY id")  # fmt: skip
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["canonical"], []).append(row["id"])
    return sorted(group for group in found.values() if len(group) > 1)


def tied(store: Store, judgement: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b, said, *_ in decisions(store) if said == judgement]


def shuffled(reports: Sequence[Report], order: Sequence[int], cuts: Sequence[int]) -> list[list[Report]]:
    """The reports in another order, in batches."""
    turned = [reports[at] for at in order]
    ends = [0, *sorted(cuts), len(turned)]
    return [turned[a:b] for a, b in itertools.pairwise(ends) if a < b]
