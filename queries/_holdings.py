"""Rows of a holdings text as statements for the ownership engine, and what is said of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from kg.ownership.holdings import Choice, Holding, Node, Policy
from kg.ownership.links import Overfull
from kg.ownership.succession import Succession, carried_on, name_on
from kg.query import Row

_SUCCEEDED, _ALIAS = "SUCCEEDED_BY", "ALIAS_OF"
_ABOUT = ("owner_name", "kind", "country", "category", "owner_ended", "owner_names")


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds. ``category`` is one of ``kg.model.OWNER_CATEGORIES``."""

    id: str
    name: str
    kind: str | None
    country: str | None
    category: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """Statements of all times, with the names and words that the engine doesn't need. ``texts``: shares as written."""

    holdings: tuple[Holding, ...]
    owners: Mapping[str, Owner]
    names: Mapping[Node, str]
    texts: Mapping[Holding, str | None]
    successions: tuple[Succession, ...] = ()
    ended: Mapping[Node, date] = field(default_factory=dict)
    dated: Mapping[Node, Sequence[str]] = field(default_factory=dict)
    """Names by period, as ``kg.ownership.succession.dated_name`` reads them."""
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Names of an owner's other ids."""

    def on(self, day: date) -> tuple[Stated, list[str]]:
        """What holds as of a day: successors in the place of those whom they succeeded, owners by their names of the
        day; with what is said of it."""
        done = carried_on(self.holdings, self.successions, self.ended, day)
        if not done.origin and not done.followed and not self.dated and len(done.holdings) == len(self.holdings):
            return self, []
        then = {node: name for node, names in self.dated.items() if (name := name_on(names, day))}
        texts = {h: self.texts[done.origin.get(h, h)] for h in done.holdings}
        owners = {
            key: replace(owner, name=then.get(Node("owner", key), owner.name)) for key, owner in self.owners.items()
        }
        after = replace(self, holdings=done.holdings, owners=owners, names={**self.names, **then}, texts=texts)
        gone = {
            h.owner
            for made, h in done.origin.items()
            if made.owner == h.owner and made.valid_to == self.ended.get(h.owner)
        }
        return after, [
            *(
                f"{self.name(s.before)} was succeeded by {self.name(s.after)} on {s.day}"
                f"{f' ({s.how})' if s.how else ''}: what is stated of the one counts as the other's"
                for s in done.followed
            ),
            *(
                f"{self.name(node)} is no more since {self.ended[node]}: who holds what was theirs is not established"
                for node in sorted(gone)
            ),
        ]

    def owner(self, node: Node) -> Owner:
        """Who an owner is; one that holds nothing itself has a name at most."""
        return self.owners.get(node.id) or Owner(node.id, self.names.get(node, node.id), None, None, None)

    def name(self, node: Node) -> str:
        """The name of an owner or outlet."""
        return self.names.get(node, node.id)

    def told(self, holding: Holding) -> dict[str, Any]:
        """The holding as a link of a path."""
        low, high = holding.share or (None, None)
        return {
            "owner": holding.owner.id, "owned": holding.owned.id, "share": self.texts.get(holding), "low": low,
            "high": high, "control": holding.control, "interest": holding.interest, "valid_from": holding.valid_from,
            "valid_to": holding.valid_to, "observed": holding.observed, "source": holding.source,
            "evidence": holding.evidence,
        }  # fmt: skip


def read(rows: Iterable[Row]) -> Stated:
    """Statements from rows of a holdings text, each once, in a fixed order; several ids of an owner are one."""
    rows = list(rows)
    also: dict[str, list[str]] = {}
    for row in rows:
        if row.get("relation") == _ALIAS and row["owner_name"]:
            also.setdefault(row["owned"], []).append(row["owner_name"])
    rows = _as_one(rows)
    several = {
        (row["owner"], row["owned_kind"], row["owned"], row["fact"] or ""): row
        for row in rows if row.get("relation") != _SUCCEEDED
    }  # fmt: skip
    texts: dict[Holding, str | None] = {}
    owners: dict[str, Owner] = {}
    names: dict[Node, str] = {}
    for key in sorted(several):
        row = several[key]
        holding = _holding(row)
        texts[holding] = row["share_text"]
        owner = Owner(row["owner"], row["owner_name"] or row["owner"], row["kind"], row["country"], row["category"])
        owners[owner.id] = owner
        names[holding.owner] = owner.name
        names.setdefault(holding.owned, row["owned_name"] or row["owned"])
    successions = [row for row in rows if row.get("relation") == _SUCCEEDED]
    for row in successions:
        names.setdefault(Node("owner", row["owner"]), row["owner_name"] or row["owner"])
        names.setdefault(Node("owner", row["owned"]), row["owned_name"] or row["owned"])
    told = tuple(dict.fromkeys(map(_succession, successions)))
    ended = {Node("owner", row["owner"]): row["owner_ended"] for row in rows if row.get("owner_ended")}
    dated = {
        Node(kind, row[end]): row[f"{end}_names"]
        for row in rows for end, kind in (("owner", "owner"), ("owned", row["owned_kind"])) if row.get(f"{end}_names")
    }  # fmt: skip
    return Stated(tuple(texts), owners, names, texts, told, ended, dated, also)


def _as_one(rows: list[Row]) -> list[Row]:
    """The rows with each owner by the id that it goes by. What is told of it there counts before what the others say.

    A holding between two ids of one owner is none.
    """
    first: dict[str, str] = {row["owner"]: row["owned"] for row in rows if row.get("relation") == _ALIAS}
    if not first:
        return rows
    about: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda r: (r["owner"] in first, r["owner"])):
        told = about.setdefault(_goes_by(first, row["owner"]), dict.fromkeys(_ABOUT))
        told.update({name: row[name] for name in _ABOUT if told[name] is None})
    names = {row["owned"]: row["owned_name"] for row in rows if row.get("relation") == _ALIAS}
    found = []
    for row in rows:
        owner = _goes_by(first, row["owner"])
        owned = _goes_by(first, row["owned"]) if row["owned_kind"] == "owner" else row["owned"]
        if row.get("relation") != _ALIAS and (row["owned_kind"] != "owner" or owner != owned):
            told = {**about[owner], "owner_name": names.get(owner) or about[owner]["owner_name"]}
            found.append({**row, **told, "owner": owner, "owned": owned,
                          "owned_name": names.get(owned) or row["owned_name"]})  # fmt: skip
    return found


def _goes_by(first: Mapping[str, str], owner: str) -> str:
    return first.get(owner, owner)


def _succession(row: Row) -> Succession:
    return Succession(
        Node("owner", row["owner"]), Node("owner", row["owned"]), row["valid_from"], row["how_succeeded"],
        row["publisher"] or _site(row["evidence"]), row["evidence"],
    )  # fmt: skip


def _holding(row: Row) -> Holding:
    """``above`` where the share is written as ``>50``. Who is denied to be a beneficial owner may control."""
    text = (row["share_text"] or "").lstrip()
    return Holding(
        owner=Node("owner", row["owner"]), owned=Node(row["owned_kind"], row["owned"]), exact=row["share_exact"],
        low=row["share_min"], high=row["share_max"], above=text.startswith(">") and not text.startswith(">="),
        interest=row["interest"], control=row["states_control"], indirect=row["states_direct"] is False,
        valid_from=row["valid_from"], valid_to=row["valid_to"], observed=row["observed"], evidence=row["evidence"],
        source=row["publisher"] or _site(row["evidence"]), load=row["load"], fact=row["fact"] or "",
    )  # fmt: skip


def _site(evidence: str | None) -> str | None:
    """Who says so where no publisher is named: the site that shows it."""
    try:
        return urlsplit(evidence or "").hostname
    except ValueError:  # not a URL
        return None


def remarks(choices: Iterable[Choice], overfull: Iterable[Overfull], stated: Stated, policy: Policy) -> list[str]:
    """What is said where statements contradict each other: which was computed with, and what is more than all."""
    return [
        *(
            f"{stated.name(c.kept.owner)} and {stated.name(c.kept.owned)}: {len(c.others) + 1} statements of their "
            f"holding differ; {_reason(c, policy)} counts here, kg owners --history shows them all"
            for c in choices
        ),
        *(
            f"contradiction: {stated.name(o.owned)} is held by {o.total:.0%} in all"
            f"{', in votes' if o.measure == 'votes' else ''}"
            for o in overfull
        ),
    ]


def _reason(choice: Choice, policy: Policy) -> str:
    source = choice.kept.source
    if policy.kind == "newest" or all(other.source == source for other in choice.others):
        return "the newest"
    return f"what {source or 'no named source'} states"


def names_of(nodes: Sequence[Node], stated: Stated) -> str:
    """Names in a row: ``Ring A and Ring B``."""
    return " and ".join(stated.name(node) for node in nodes)
