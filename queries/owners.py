"""Who owns an outlet, up to its ultimate owners, or what an owner holds, as of a day."""

from __future__ import annotations

from datetime import date

from kg.errors import UsageError
from kg.ownership.holdings import Holding, Node, as_of
from kg.ownership.links import Register, Rules, overfull
from kg.query import AS_OF, Asked, Column, Finished, Param, Query, Row
from queries._holdings import Stated, read, remarks
from queries._stakes import Told, above, below, by_depth, by_period, held_rows, holding_rows, side_by_side
from queries._texts import HELD_BELOW, HOLDINGS, fetched
from queries._trust import policy_of

MAJORITY = 50
"""Per cent of the votes."""


def who_owns(asked: Asked) -> Finished:
    """Up: a row for each holding above, with what its owner has of the outlet in all. Down: one for each thing held."""
    root, down = Node(asked.params["name_kind"], asked.params["name"]), asked.params["down"]
    original = read([*asked.rows, *asked.also["below"]])
    stated, said = original.on(asked.as_of)
    rules = _rules(asked, stated)
    register = Register(stated.holdings, asked.as_of, rules)
    told = _told(root, register, stated, asked.as_of, down=down)
    part = register.below(root) if down else register.above(root)
    notes = [*remarks(part.choices, overfull(part), stated, rules.policy), *told.notes, *said]
    if asked.params["threshold"] != MAJORITY:
        notes.append(f"control is taken here as more than {asked.params['threshold']} % of the votes")
    in_force = as_of(stated.holdings, asked.as_of)
    current = [h for h in in_force if rules.undated or not h.undated]
    counted = set(current) - {h for choice in part.choices for h in choice.others} - set(part.roles)
    if asked.params["history"]:
        ever, changes = _ever(root, original, asked.as_of, down=down)
        facts = {**told.facts, "successions": changes, "contradictions": side_by_side(ever, original)}
        return Finished(sorted(holding_rows(told, ever, counted, original), key=by_period), facts, {}, notes)
    left_out = {
        "holdings of other days": len(stated.holdings) - len(in_force),
        "undated holdings": len(in_force) - len(current),
    }
    if down:
        return Finished(held_rows(told, counted, stated), told.facts, left_out, notes)
    rows = holding_rows(told, [h for h in current if told.lists(h)], counted, stated)
    return Finished(sorted(rows, key=by_depth), told.facts, left_out, notes)


def _told(root: Node, register: Register, stated: Stated, day: date, *, down: bool) -> Told:
    return below(root, register, day) if down else above(root, register, stated, day)


def _ever(root: Node, stated: Stated, day: date, *, down: bool) -> tuple[list[Holding], list[Row]]:
    """Statements of all times on the way up or down, also through successors, and who succeeded whom there."""
    everything = [*stated.holdings, *stated.on(day)[0].holdings]
    told = _told(root, Register(everything), stated, day, down=down)
    return [h for h in stated.holdings if told.lists(h)], [
        {"owner": s.before.id, "name": stated.name(s.before), "successor": s.after.id,
         "successor_name": stated.name(s.after), "day": s.day, "how": s.how, "source": s.source, "evidence": s.evidence}
        for s in stated.successions if {s.before, s.after} & {root, *told.stakes}
    ]  # fmt: skip


def _rules(asked: Asked, stated: Stated) -> Rules:
    per_cent = asked.params["threshold"]
    if not 0 < per_cent < 100:
        raise UsageError(f"threshold: no part of the votes: {per_cent} %", "write a whole number from 1 to 99")
    policy = policy_of(asked.params["prefer"], stated.holdings)
    return Rules(threshold=per_cent / 100, policy=policy, undated=asked.params["undated"])


QUERY = Query(
    name="owners",
    summary=__doc__ or "",
    params=(
        Param("name", "source|owner", "an outlet or an owner: id, name or domain", argument=True),
        Param("down", "flag", "all that an owner holds and controls, instead of who owns it", default=False),
        Param("history", "flag", "the holdings of all times, as a timeline, instead of those of the day",
              default=False),
        Param("threshold", "integer", "control is more than this part of the votes, in per cent", MAJORITY),
        Param("prefer", "words", "which of differing statements counts: newest, most-trusted, or a source's name",
              "newest"),
        Param("undated", "flag", "also holdings of which no period is stated", default=True),
        AS_OF,
    ),
    cypher="""
    OPTIONAL MATCH (x:Source {id: $name}) WHERE $name_kind = 'source'
    OPTIONAL MATCH (y:Owner {id: $name}) WHERE $name_kind = 'owner'
    WITH coalesce(x, y) AS s WHERE s IS NOT NULL
    """
    + HOLDINGS,
    also={
        "below": "MATCH (s:Owner {id: $name}) WHERE $name_kind = 'owner' AND $down WITH s" + HELD_BELOW,
    },
    columns=(
        Column("owner", str, "id of the owner", detail=True),
        Column("name", str, "its name", computed=True),
        Column("kind", str, "person, company, state, foundation, cooperative …", detail=True),
        Column("category", str, "category of owner", detail=True),
        Column("country", str, "its country", detail=True),
        Column("owned", str, "id of what it holds directly", detail=True),
        Column("owned_kind", str, "owner or source: a company or an outlet", detail=True),
        Column("owned_name", str, "name of that"),
        Column("direct", str, "the direct share as stated, 'not established', or 'through others'", computed=True),
        Column("direct_low", float, "low end of the direct share", unit="0..1", computed=True, detail=True),
        Column("direct_high", float, "high end of it", unit="0..1", computed=True, detail=True),
        Column("share_low", float, "low end of its effective share: in what was asked for, or in what it holds",
               unit="0..1", computed=True),
        Column("share_high", float, "high end of it; none where not established", unit="0..1", computed=True),
        Column("control", bool, "whether it controls that; none where not established", computed=True),
        Column("how", str, "what establishes control: majority, block, stated or joint", computed=True, detail=True),
        Column("ultimate", bool, "in control, and controlled by nobody", computed=True),
        Column("above", str, "what is known above the owner: nobody in control, controlled …", computed=True,
               detail=True),
        Column("valid_from", date, "first day of the holding"),
        Column("valid_to", date, "first day on which it no longer holds"),
        Column("observed", date, "day as of which the source states it", detail=True),
        Column("undated", bool, "no period is stated", computed=True, detail=True),
        Column("old", bool, "last stated more than five years before the day", computed=True, detail=True),
        Column("interest", str, "interest, in terms of the Beneficial Ownership Data Standard", detail=True),
        Column("source", str, "who states it: the publisher, else the site that shows it", computed=True, detail=True),
        Column("counted", bool, "whether it is computed with: differing statements beside it are not", computed=True,
               detail=True),
        Column("evidence", str, "URL that shows it", detail=True),
        Column("depth", int, "holdings on the shortest way, as of the day", computed=True, detail=True),
        Column("paths", list, "chains of holdings from what was asked for up to the owner", computed=True, detail=True),
        *fetched(
            ("owner_name", str), ("share_exact", float), ("share_min", float),
            ("share_max", float), ("share_text", str), ("states_control", bool), ("states_direct", bool),
            ("publisher", str), ("load", str), ("fact", str), ("relation", str), ("how_succeeded", str),
            ("owner_ended", date), ("owner_names", list), ("owned_names", list),
        ),
    ),
    example="kg owners iberia-hoy.example --as-of 2025-06-01",
    finish=who_owns,
)  # fmt: skip
