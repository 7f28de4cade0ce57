"""What people decide about identity: taken in, told apart from our own decisions, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from kg.errors import UsageError
from kg.store import Batch, Row, Store
from loaders.identity import splits
from loaders.identity.groups import pair
from loaders.identity.held import is_automatic
from loaders.identity.lists import Lists, introduce
from loaders.records import IdentityRecord

_EXISTING = """
UNWIND $ids AS id
OPTIONAL MATCH (e:Entity {id: id})
OPTIONAL MATCH (o:Owner {id: id})
RETURN id, e IS NOT NULL AS entity, o IS NOT NULL AS owner, e.name AS name, e.name_key AS name_key, e.kind AS kind,
       e.split_of AS split_of
"""
_ENTITIES, _OWNER, _OWNERS = "Entity-SAME_AS-Entity", "Owner-SAME_AS-Entity", "Owner-SAME_AS-Owner"
_DECIDED = """
UNWIND $ids AS id
MATCH (a:Entity {id: id})-[r:SAME_AS]->(b:Entity)
RETURN 'Entity-SAME_AS-Entity' AS relation, id AS start, b.id AS end, r.judgement AS judgement, r.by AS by, r.at AS at,
       r.reason AS reason
UNION ALL
UNWIND $ids AS id
MATCH (a:Owner {id: id})-[r:SAME_AS]->(b:Entity)
RETURN 'Owner-SAME_AS-Entity' AS relation, id AS start, b.id AS end, r.judgement AS judgement, r.by AS by, r.at AS at,
       r.reason AS reason
UNION ALL
UNWIND $ids AS id
MATCH (a:Owner {id: id})-[r:SAME_AS]->(b:Owner)
RETURN 'Owner-SAME_AS-Owner' AS relation, id AS start, b.id AS end, r.judgement AS judgement, r.by AS by, r.at AS at,
       r.reason AS reason
"""
_CAUTION = ("same", "unsure", "different")
_EARLIEST = datetime.min.replace(tzinfo=UTC)


class Edge(NamedTuple):
    """Where a decision stands: relation and ends, in the order in which they are written."""

    relation: str
    start: str
    end: str


@dataclass(slots=True)
class Decisions:
    """Takes decisions of people into a batch."""

    batch: Batch
    known: dict[str, Row]
    held: dict[Edge, Row]
    lists: Lists = field(default_factory=Lists)

    @classmethod
    def of(cls, store: Store, batch: Batch, records: Sequence[IdentityRecord]) -> Decisions:
        """With what the graph knows of the records' names and has decided about them."""
        lists = Lists.of(store, records)
        listed = {bearer for among in lists.bearers.values() for bearer in among}
        ids = sorted({each for r in records for each in (r.a, r.b)} | listed)
        known = {row["id"]: row for row in store.rows(_EXISTING, {"ids": ids})} if ids else {}
        rows = store.rows(_DECIDED, {"ids": ids}) if ids else []
        held = {Edge(r["relation"], r["start"], r["end"]): r for r in rows}
        return cls(batch, known, held, lists)

    def take(self, record: IdentityRecord, load: str) -> str | None:
        """Take a decision in; the reason why it can't be, else None.

        Of two decisions of people about one pair the later one counts, of those of one time the more cautious one:
        whichever was loaded first.
        """
        if is_automatic(record.by):
            return "a decision of newskg's own rules, which are not loaded but made"
        if record.kind:
            introduce(self.batch, self.known, record)
            reasons = [self._decide(*told) for told in self.lists.told(record, load)]
            return next(filter(None, reasons), None)
        return self._decide(record, load)

    def _decide(self, record: IdentityRecord, load: str) -> str | None:
        if record.split_by and (reason := self._split(record)):
            return reason
        edge = edge_of(record.a, record.b, self.known)
        if isinstance(edge, str):
            return edge
        row = {"judgement": record.judgement, "by": record.by, "at": record.at.at if record.at else None,
               "reason": record.reason}  # fmt: skip
        held = self.held.get(edge)
        if held and not is_automatic(held["by"]) and _rank(held) > _rank(row):
            return None
        if held and any(held[name] is not None and held[name] != row[name] for name in row):
            self.batch.gone.setdefault(edge.relation, []).append({"start": edge.start, "end": edge.end})
            written = self.batch.edges.get(edge.relation, [])
            written[:] = [r for r in written if (r["start"], r["end"]) != (edge.start, edge.end)]
        self.held[edge] = row
        self.batch.edge(edge.relation, {"start": edge.start, "end": edge.end, **row, "load": load})
        return None

    def _split(self, record: IdentityRecord) -> str | None:
        """Make the second bearer of a spelling, with the rules by which articles are its own."""
        base = self.known[record.b]
        held = self.known[record.a]
        if record.judgement != "different" or not record.a.startswith(f"{record.b}~"):
            return f"a rule of articles belongs to a split: {record.b}~2 is different from {record.b}"
        if not base["entity"] or base["split_of"]:
            return f"{record.b} is no entity that can be split"
        try:
            rules = sorted({splits.rule(text) for text in record.split_by})
        except UsageError as error:
            return error.line()
        self.known[record.a] = held | {"entity": True, "split_of": record.b}
        self.batch.node("Entity", {
            "id": record.a, "name": base["name"], "name_key": base["name_key"], "kind": base["kind"],
            "sort": base["kind"], "split_of": record.b, "split_by": rules,
        })  # fmt: skip
        return None


def edge_of(a: str, b: str, known: Mapping[str, Row]) -> Edge | str:
    """The edge on which a decision about two ids stands; else why there is none.

    Of ids that are owners as well as entities, the owners are meant where the other one is an owner alone.
    """
    first, second = known[a], known[b]
    for row in (first, second):
        if not row["entity"] and not row["owner"]:
            return f"{row['id']} is no entity or owner of the graph"
    if not second["entity"]:
        first, second = second, first
    if first["owner"] and second["owner"] and not first["entity"]:
        return Edge(_OWNERS, *pair(first["id"], second["id"]))
    if first["entity"]:
        return Edge(_ENTITIES, *pair(first["id"], second["id"]))
    return Edge(_OWNER, first["id"], second["id"])


def taken_back(store: Store, a: str, b: str) -> Batch | None:
    """What to write to take back what people decided about two ids; None where there is no such decision.

    A split is taken back by leaving the second bearer no articles: they go to the first again.
    """
    asked = IdentityRecord.model_validate({"a": a, "b": b, "judgement": "unsure"})
    found = Decisions.of(store, Batch(), [asked])
    edge = edge_of(a, b, found.known)
    if isinstance(edge, str) or edge not in found.held or is_automatic(found.held[edge]["by"]):
        return None
    batch = Batch()
    batch.gone[edge.relation] = [{"start": edge.start, "end": edge.end}]
    for each, other in ((a, b), (b, a)):
        if found.known[each]["split_of"] == other:
            batch.node("Entity", {"id": each, "split_by": []})
    return batch


def _rank(row: Mapping[str, Any]) -> tuple[datetime, int, str, str]:
    return (row["at"] or _EARLIEST, _CAUTION.index(row["judgement"]), row["by"] or "", row["reason"] or "")
