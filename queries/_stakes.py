"""What an outlet's owners have of it, or an owner of all below it, as rows, facts and remarks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kg.ownership.answer import MOST_PATHS, OwnerAnswer, Upstream, downstream, upstream
from kg.ownership.holdings import Holding, Node, contradictions
from kg.ownership.links import Register
from kg.query import Row
from queries._age import is_old
from queries._holdings import Stated, names_of

NOT_ESTABLISHED = "not established"
THROUGH_OTHERS = "through others"
PATHS_SHOWN = 20
_UNDATED = "some holdings have no period: they are counted, and marked undated, not current"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known above ``root``, or below it. ``stakes``: by owner, or by what is held, the nearest first."""

    root: Node
    day: date
    down: bool
    stakes: Mapping[Node, OwnerAnswer]
    facts: dict[str, Any]
    notes: list[str]

    def stake(self, holding: Holding) -> OwnerAnswer | None:
        """What the holding's owner has in all: of the outlet, or of what it holds where that was asked of the owner."""
        if not self.down:
            return self.stakes.get(holding.owner)
        return self.stakes.get(holding.owned) if holding.owner == self.root else None

    def lists(self, holding: Holding) -> bool:
        """Whether the holding is on the way from what was asked for."""
        known = holding.owner if self.down else holding.owned
        return known == self.root or known in self.stakes


def above(root: Node, register: Register, stated: Stated, day: date) -> Told:
    """Who owns ``root``."""
    found = upstream(root, register)
    owners = [stated.owner(node) for node in found.ultimate.owners]
    direct = [answer.direct[0] for answer in found.answers if answer.direct]
    facts = {
        "ultimate_owners": [{"owner": o.id, "name": o.name, "category": o.category} for o in owners],
        **({"self_owned_by": [node.id for node in found.ultimate.ring]} if found.ultimate.ring else {}),
        "established": bool(owners or found.ultimate.ring),
        "direct_owners": len(direct),
        "stated_share": sum(h.share[0] for h in direct if h.share) if direct else None,
    }
    return Told(root, day, False, {a.owner: a for a in found.answers}, facts, _remarks(found, stated, day))


def _remarks(found: Upstream, stated: Stated, day: date) -> list[str]:
    notes = []
    if not found.established:
        notes.append("owners: not established as of this day")
    elif found.ultimate.ring:
        ring = names_of(found.ultimate.ring, stated)
        notes.append(f"self-owned: control runs in a circle, through {ring}, and nobody outside is known to control it")
    elif not found.ultimate.owners:
        notes.append("ultimate owner: not established")
    if any(answer.undated for answer in found.answers):
        notes.append(_UNDATED)
    notes += _of_old(found.answers, day)
    if not found.complete:
        notes.append(f"more than {MOST_PATHS} chains of holdings: the further ones are not listed")
    return notes


def _of_old(answers: Sequence[OwnerAnswer], day: date) -> list[str]:
    """A remark where holdings were last stated long ago."""
    old = {h.observed for a in answers for path in a.paths for h in path if h.observed and is_old(h.observed, day)}
    if not old:
        return []
    first, last = min(old).year, max(old).year
    return [f"old: some holdings were last stated in {first if first == last else f'{first} to {last}'}"]


def below(root: Node, register: Register, day: date) -> Told:
    """All that ``root`` holds."""
    found = downstream(root, register)
    outlets = [answer for answer in found if answer.owned.kind == "source"]
    facts = {
        "holds": len(found), "controls": sum(a.control is True for a in found), "outlets": len(outlets),
        "outlets_controlled": sum(a.control is True for a in outlets),
    }  # fmt: skip
    notes = [] if found else ["an outlet holds nothing" if root.kind == "source" else "holdings: not established"]
    if any(answer.undated for answer in found):
        notes.append(_UNDATED)
    notes += _of_old(found, day)
    return Told(root, day, True, {a.owned: a for a in found}, facts, notes)


def holding_rows(told: Told, holdings: Sequence[Holding], counted: set[Holding], stated: Stated) -> list[Row]:
    """One row for each of the holdings; only on what counts stands what its owner has in all."""
    rows = []
    for h in holdings:
        stake = told.stake(h)
        row = {
            **_stated(h, stated, h.owned, told.day, counted=h in counted),
            "depth": stake.depth if stake else None,
            "paths": [],
        }
        rows.append({**row, **_effective(stake, stated)} if stake and h in counted else row)
    return rows


def held_rows(told: Told, counted: set[Holding], stated: Stated) -> list[Row]:
    """One row for each thing that the root holds: with its own holding in it, or none where it holds through others."""
    rows = []
    for owned, answer in told.stakes.items():
        holding = answer.direct[0] if answer.direct else None
        stake = _effective(answer, stated)
        if holding:
            rows.append({**_stated(holding, stated, owned, told.day, counted=holding in counted), **stake})
        else:
            rows.append({**_who(told.root, owned, stated), "direct": THROUGH_OTHERS, "undated": answer.undated,
                         "counted": True, **stake})  # fmt: skip
    return rows


def _who(owner: Node, owned: Node, stated: Stated) -> Row:
    known = stated.owner(owner)
    return {
        "owner": known.id, "name": known.name, "kind": known.kind, "category": known.category,
        "country": known.country, "owned": owned.id, "owned_kind": owned.kind, "owned_name": stated.name(owned),
    }  # fmt: skip


def _stated(holding: Holding, stated: Stated, owned: Node, day: date, *, counted: bool) -> Row:
    low, high = holding.share or (None, None)
    return {
        **_who(holding.owner, owned, stated),
        "direct": stated.texts.get(holding) or NOT_ESTABLISHED, "direct_low": low, "direct_high": high,
        "valid_from": holding.valid_from, "valid_to": holding.valid_to, "observed": holding.observed,
        "undated": holding.undated, "old": is_old(holding.observed, day), "interest": holding.interest,
        "source": holding.source, "evidence": holding.evidence, "counted": counted,
    }  # fmt: skip


def _effective(stake: OwnerAnswer, stated: Stated) -> Row:
    return {
        "share_low": stake.share_low if stake.known else None, "share_high": stake.share_high if stake.known else None,
        "control": stake.control, "how": stake.how.kind if stake.how else None, "ultimate": stake.ultimate,
        "above": stake.above, "depth": stake.depth,
        "paths": [[stated.told(h) for h in path] for path in stake.paths[:PATHS_SHOWN]],
    }  # fmt: skip


def side_by_side(holdings: Sequence[Holding], stated: Stated) -> list[dict[str, Any]]:
    """Statements of all times on one holding that differ in the same days, each with who says it and when."""
    groups: dict[tuple[Node, Node], dict[Holding, None]] = {}
    for pair in contradictions(holdings):
        groups.setdefault((pair[0].owner, pair[0].owned), {}).update(dict.fromkeys(pair))
    return [
        {"owner": owner.id, "name": stated.name(owner), "owned": owned.id, "owned_name": stated.name(owned),
         "statements": [stated.told(h) for h in several]}
        for (owner, owned), several in groups.items()
    ]  # fmt: skip


def by_depth(row: Row) -> tuple[object, ...]:
    """The nearest owners first, statements on the same holding beside each other."""
    depth = row.get("depth")
    return (depth is None, depth, row["owned"], -(row["direct_low"] or 0.0), row["owner"], row["evidence"] or "",
            row["direct"])  # fmt: skip


def by_period(row: Row) -> tuple[object, ...]:
    """The earliest first, each company apart."""
    period = (row["valid_from"] or date.min, row["valid_to"] or date.max)
    return (row["owned"], *period, row["owner"], row["evidence"] or "", row["direct"])
