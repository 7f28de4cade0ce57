"""Lists of who goes by which names: their nodes are made, and a name that two of a list bear is decided for neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.ids import name_key
from kg.store import Batch, Row, Store
from loaders.records import IdentityRecord

LISTED = "list: "
"""Who decided begins so, where a list did."""
_BEARERS = """
UNWIND $ids AS id
MATCH (:Entity {id: id})-[r:SAME_AS]-(o:Entity)
WHERE r.by STARTS WITH $listed AND r.judgement <> 'different'
RETURN id, o.id AS bearer, r.by AS by, r.reason AS reason, r.load AS load
"""


class Told(NamedTuple):
    """What a list says, and the load that it is from."""

    record: IdentityRecord
    load: str


@dataclass(slots=True)
class Lists:
    """``bearers``: of each name, who bears it according to a list, with what says so."""

    bearers: dict[str, dict[str, Told]] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, records: Sequence[IdentityRecord]) -> Lists:
        """With what lists have said before about the names of these records."""
        ids = sorted({r.b for r in records if r.kind})
        found = cls()
        for row in store.rows(_BEARERS, {"ids": ids, "listed": LISTED}) if ids else ():
            before = IdentityRecord.model_validate({
                "a": row["bearer"], "b": row["id"], "judgement": "same", "by": row["by"], "reason": row["reason"],
            })  # fmt: skip
            found.bearers.setdefault(row["id"], {})[row["bearer"]] = Told(before, row["load"])
        return found

    def told(self, record: IdentityRecord, load: str) -> list[Told]:
        """What a list's record comes to: itself, or where others bear the name too, that it is open for each of them.

        The same whichever was loaded first.
        """
        among = self.bearers.setdefault(record.b, {})
        among[record.a] = Told(record, load)
        if len(among) < 2:
            return [among[record.a]]
        reason = f"a name of {' and '.join(sorted(among)[:3])}{' and more' if len(among) > 3 else ''}"
        undecided = {"judgement": "unsure", "reason": reason}
        return [Told(told.record.model_copy(update=undecided), told.load) for _, told in sorted(among.items())]


def introduce(batch: Batch, known: dict[str, Row], record: IdentityRecord) -> None:
    """Make the nodes of a list's record where they are not there; what is known of one that is, stays."""
    for each, name in ((record.a, record.a_name), (record.b, record.b_name)):
        country = {"country": record.country} if record.country and each == record.a else {}
        row = known[each]
        if row["entity"]:
            if country:
                batch.node("Entity", {"id": each, **country})
            continue
        about: Row = {"name": name, "name_key": name_key(name or ""), "kind": record.kind}
        batch.node("Entity", {"id": each, **about, "sort": record.kind, **country})
        known[each] = row | about | {"entity": True}
