"""Sources, holdings, ratings and decisions about identity: from checked records to what is written of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kg.ids import digest, entity_id, is_qid, name_key, registered_domain, slug
from kg.ownership.companies import company_key
from kg.ownership.succession import dated_name
from kg.store import Batch, Row, Store
from loaders.identity.decisions import Decisions
from loaders.pipeline import Outcome
from loaders.records import HoldingRecord, IdentityRecord, RatingRecord, Record, SourceRecord
from loaders.shares import parse_share
from loaders.sources import AGENCY, SourceBook, is_agency, unrated

_NAMED = """
UNWIND $ids AS id
MATCH (o:Owner {id: id}) WHERE o.name IS NOT NULL
RETURN id
"""
_MOVED = """
UNWIND $rows AS r
MATCH (s:Source {id: r.id})
WHERE coalesce(s.country, '') <> r.country AND EXISTS { (s)-[:PUBLISHED]->(:Article) }
RETURN s.id AS id LIMIT 1
"""
_TIED = "MATCH (o:Owner)-[:SAME_AS]->(:Entity) RETURN DISTINCT o.id AS id ORDER BY id"


class FactStage:
    """Turns records that are no articles into what is written of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._book = SourceBook.of(store)

    def identity(self) -> str:
        """Nothing but input and reader decides what is written."""
        return ""

    def closing(self) -> Batch:
        """Nothing: each fact stands by itself."""
        return Batch()

    def batch(self, records: Sequence[Record], load: str, fetched: datetime | None) -> tuple[Batch, Outcome]:
        """What is to be written for these records."""
        batch = Batch()
        refused: list[tuple[int, str]] = []
        decisions = Decisions.of(self._store, batch, [r for r in records if isinstance(r, IdentityRecord)])
        named = self._named([r for r in records if isinstance(r, HoldingRecord)])
        for position, record in enumerate(records):
            match record:
                case SourceRecord():
                    self._source(batch, record, load)
                case HoldingRecord():
                    if reason := self._holding(batch, record, load, named):
                        refused.append((position, reason))
                case RatingRecord():
                    self._rating(batch, record, load)
                case IdentityRecord():
                    if reason := decisions.take(record, load):
                        refused.append((position, reason))
        unsettled = {*_named_in(batch), *self._tied(batch)}
        return batch, Outcome(refused=tuple(refused), unsettled=tuple(sorted(unsettled)))

    def _tied(self, batch: Batch) -> list[str]:
        """Owners that may be somebody whom articles name, where outlets' countries, which speak for it, change."""
        rows = [
            {"id": row["id"], "country": row["country"]} for row in batch.nodes.get("Source", ()) if row.get("country")
        ]
        moved = self._store.rows(_MOVED, {"rows": rows}) if rows else []
        return [row["id"] for row in self._store.rows(_TIED)] if moved else []

    def _named(self, holdings: Sequence[HoldingRecord]) -> set[str]:
        """Owners that have a name already, which the spelling of an id doesn't replace."""
        ids = sorted({owner_id(text) for h in holdings for text in (h.owner, h.owned)})
        return {row["id"] for row in self._store.rows(_NAMED, {"ids": ids})} if ids else set()

    def _source(self, batch: Batch, record: SourceRecord, load: str) -> None:
        names = [n for n in (record.name, *record.aliases) if n]
        source = self._book.find(record.source) or self._book.named_only(names) or self._book.identify(record.source)
        described = self._book.described(source)
        name = record.name or (None if described else record.source)
        aliases = _joined(self._book.values(source, "aliases"), record.aliases)
        medium = record.medium or (AGENCY if not described and is_agency(source) else None)
        said = (registered_domain(x) for x in (source, record.source, *record.domains))
        row: Row = {
            "id": source, "name": name, "name_key": name_key(name) if name else None, "aliases": aliases or None,
            "alias_keys": [k for k in map(name_key, aliases) if k] or None,
            "domains": _joined(self._book.values(source, "domains"), [d for d in said if d]) or None,
            "country": record.country, "language": record.language, "place": record.place, "medium": medium,
            "kind": record.kind or (None if described else "news"), "listed": True,
        }  # fmt: skip
        batch.node("Source", row)
        self._book.learn(row)
        if record.place:
            place = entity_id("Place", record.place)
            batch.node("Entity", {"id": place, "name": record.place, "name_key": name_key(record.place),
                                  "kind": "Place", "sort": "Place"})  # fmt: skip
            batch.edge("Source-BASED_IN-Entity", {"start": source, "end": place, "load": load})

    def _mentioned_source(self, batch: Batch, text: str, name: str | None = None, country: str | None = None) -> str:
        """A source that a rating or holding names, made where it isn't known."""
        known = self._book.find(text)
        source = known or self._book.identify(text)
        if known is None:
            row = unrated(source, name or text) | {"country": country}
        elif name and self._book.takes(known, name):
            row = {"id": known, "name": name, "name_key": name_key(name)}
        else:
            return source
        batch.node("Source", row)
        self._book.learn(row)
        return source

    def _holding(self, batch: Batch, record: HoldingRecord, load: str, named: set[str]) -> str | None:
        if not self._is_outlet(record) and owner_id(record.owner) == owner_id(record.owned):
            return "an owner that owns itself"
        owner = _owner(batch, record.owner, record.owner_name, named, {
            "kind": record.owner_kind, "country": record.owner_country, "category": record.owner_category,
            "identifiers": record.owner_ids or None, "ended": record.owner_ended,
            "dated_names": record.owner_names or None,
            "alias_keys": [name_key(dated_name(text).name) for text in record.owner_names] or None,
        })  # fmt: skip
        if record.relation == "succeeds":
            self._succession(batch, record, owner, load, named)
            return None
        exact, low, high = parse_share(record.share)
        row: Row = {
            "start": owner, "share_exact": exact, "share_min": low, "share_max": high, "share_text": record.share,
            "interest": record.interest, "control": record.control, "valid_from": record.valid_from,
            "valid_to": record.valid_to, "observed": record.observed, "evidence": record.evidence, "load": load,
            "direct": record.direct, "beneficial": record.beneficial, "publisher": record.source,
            "licence": record.licence,
        }  # fmt: skip
        if self._is_outlet(record):
            row["end"] = self._mentioned_source(batch, record.owned, record.owned_name, record.owned_country)
            relation = "Owner-OWNS-Source"
        else:
            about = {"kind": record.owned_kind, "country": record.owned_country,
                     "identifiers": record.owned_ids or None}  # fmt: skip
            row["end"], relation = _owner(batch, record.owned, record.owned_name, named, about), "Owner-OWNS-Owner"
        row["fact"] = _fact(row)
        batch.edge(relation, row)
        return None

    @staticmethod
    def _succession(batch: Batch, record: HoldingRecord, owner: str, load: str, named: set[str]) -> None:
        about = {"kind": record.owned_kind, "country": record.owned_country, "identifiers": record.owned_ids or None}
        row: Row = {
            "start": _owner(batch, record.owned, record.owned_name, named, about), "end": owner, "how": record.how,
            "valid_from": record.valid_from, "publisher": record.source, "observed": record.observed,
            "evidence": record.evidence, "load": load,
        }  # fmt: skip
        row["fact"] = _fact(row)
        batch.edge("Owner-SUCCEEDED_BY-Owner", row)

    def _is_outlet(self, record: HoldingRecord) -> bool:
        """Whether what is held is an outlet: it says so, or it is known as one, or has a domain."""
        if record.relation == "succeeds":
            return False
        known = record.owned_kind == "source" or self._book.find(record.owned) or registered_domain(record.owned)
        return bool(known)

    def _rating(self, batch: Batch, record: RatingRecord, load: str) -> None:
        rater = slug(record.rater)
        batch.node("Rater", {"id": rater, "name": record.rater})
        row: Row = {"start": rater, "end": self._mentioned_source(batch, record.source), "kind": record.kind,
                    "value": record.value, "date": record.date, "evidence": record.evidence, "load": load}  # fmt: skip
        row["fact"] = _fact(row)
        batch.edge("Rater-RATED-Source", row)


def owner_id(text: str) -> str:
    """Id of an owner: its Wikidata id or domain where that is what stands there, else its slug."""
    return text if is_qid(text) else registered_domain(text) or slug(text)


def _owner(batch: Batch, text: str, name: str | None, named: set[str], row: Row) -> str:
    """Write an owner, named as stated or, where it has no name yet, as it was spelled; its id."""
    owner = owner_id(text)
    name = name or (text if text != owner and owner not in named else None)
    if name:
        named.add(owner)
    keys = {"name_key": name_key(name), "plain_key": company_key(name)} if name else {}
    batch.node("Owner", {"id": owner, "name": name, **keys, **row})
    return owner


def _joined(held: Sequence[str], new: Sequence[str]) -> list[str]:
    return list(dict.fromkeys((*held, *new)))


def _fact(row: Row) -> str:
    """Hash of a statement's values: the same statement of another load is the same edge."""
    return digest(*(f"{k}={row[k]}" for k in sorted(row) if k != "load" and row[k] is not None), length=16)


def _named_in(batch: Batch) -> tuple[str, ...]:
    """The entities and owners that something is said of."""
    found = {row["id"] for label in ("Entity", "Owner") for row in batch.nodes.get(label, ())}
    for relation in ("Entity-SAME_AS-Entity", "Owner-SAME_AS-Entity", "Source-BASED_IN-Entity"):
        found |= {row[end] for row in batch.edges.get(relation, ()) for end in ("start", "end")}
    return tuple(found)
