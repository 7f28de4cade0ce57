"""Which ids stand for one owner: a company or person that sources call by a Wikidata id, a register's number or a name.

The outcome is a function of what sources and people say, so the order of loading leaves no trace. Each decision is an
edge that ``kg identity different`` overrules and ``kg identity undo`` brings back; statements stay where they are, and
questions read them as those of one owner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kg.ids import is_qid
from kg.store import Batch, Row, Store
from loaders.identity.decide import BY, RULES
from loaders.identity.groups import Grouping, Pair, grouped, pair
from loaders.identity.held import Decision
from loaders.identity.owner_ties import Known, Said, Tie, apart, decide, ids_of, registers

RELATION, ALIAS, BACK = "Owner-SAME_AS-Owner", "Owner-ALIAS_OF-Owner", "Owner-HAS_ALIAS-Owner"
FEW = 8
"""Bearers of one name up to which pairs are noted that have nothing but the name in common."""
CROWD = 200
"""Bearers of one name above which names say nothing, and only numbers in registers count."""

_ROW = """
       o.id AS id, o.name_key AS name, o.plain_key AS plain, o.kind AS kind, o.country AS country, o.identifiers AS ids
"""
_THESE = f"UNWIND $ids AS id MATCH (o:Owner {{id: id}}) RETURN {_ROW}"
_ALL = "MATCH (o:Owner) RETURN o.id AS id, o.plain_key AS plain, o.identifiers AS ids"
_TIED = """
UNWIND $keys AS key
MATCH (o:Owner)-[:SAME_AS]-(:Owner) WHERE o.plain_key = key
RETURN DISTINCT o.id AS id
"""
_BESIDE = """
UNWIND $ids AS id
MATCH (:Owner {id: id})-[:OWNS]->(x:Owner)
RETURN DISTINCT x.id AS id
UNION
UNWIND $ids AS id
MATCH (:Owner {id: id})<-[:OWNS*1..2]-(x:Owner)
RETURN DISTINCT x.id AS id
"""
_REACHED = """
UNWIND $ids AS id
MATCH (:Owner {id: id})-[:OWNS*2..3]->(x:Source)
RETURN DISTINCT id, x.id AS outlet
"""
_SAID = """
UNWIND $ids AS id
MATCH (o:Owner {id: id})-[h:OWNS]->(x)
RETURN id, 'hold' AS how, x.id AS other, x.name_key AS name, h.valid_from AS first, h.valid_to AS last,
       coalesce(h.publisher, h.load) AS said_by
UNION ALL
UNWIND $ids AS id
MATCH (o:Owner {id: id})<-[h:OWNS]-(x:Owner)
RETURN id, 'belong to' AS how, x.id AS other, x.name_key AS name, h.valid_from AS first, h.valid_to AS last,
       coalesce(h.publisher, h.load) AS said_by
"""
_DECISIONS = """
UNWIND $ids AS id
MATCH (:Owner {id: id})-[r:SAME_AS]-(x:Owner)
RETURN id, x.id AS other, r.judgement AS judgement, r.by AS by, r.at AS at, r.reason AS reason, r.score AS score
"""
_ALIASES = """
UNWIND $ids AS id
MATCH (:Owner {id: id})-[:ALIAS_OF]->(x:Owner)
RETURN id, x.id AS first
"""


@dataclass(slots=True)
class _Bearers:
    """Who bears which name and number, of all owners of a graph: some 0.3 KB each, held in memory."""

    names: dict[str, str] = field(default_factory=dict)
    named: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    numbered: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def learn(self, row: Row) -> None:
        """Take in what an owner is called now: ``id, plain, ids``."""
        each, name = row["id"], row["plain"] or ""
        before = self.names.get(each)
        if before is not None and before != name:
            self.named[before].discard(each)
        self.names[each] = name
        if name:
            self.named[name].add(each)
        for number in ids_of(row) if row["ids"] else ():
            self.numbered[number].add(each)

    def shares(self, each: str) -> bool:
        """Whether another owner has its name."""
        name = self.names.get(each)
        return bool(name) and len(self.named[name or ""]) > 1

    def alike(self, row: Row) -> set[str]:
        """Those that have its name, unless it is a crowd's, or one of its numbers."""
        several = self.named[row["plain"]] if row["plain"] else set()
        found = set(several) if len(several) <= CROWD else set()
        for number in ids_of(row):
            found |= {number} & self.names.keys()
            found |= self.numbered.get(number, set())
        return found

    def crowds(self, rows: Iterable[Row]) -> list[str]:
        """The names of these that a crowd has."""
        return sorted({row["plain"] for row in rows if row["plain"] and len(self.named[row["plain"]]) > CROWD})


@dataclass(slots=True)
class Aliases:
    """Owners of one store under several ids."""

    store: Store
    _bearers: _Bearers | None = field(default=None)

    def settle(self, batch: Batch, ids: Iterable[str]) -> dict[str, str]:
        """Put into ``batch`` what changes in the decisions about these owners; the id that each goes by."""
        known, decisions = self._around(sorted(set(ids)))
        if not known:
            return {}
        people = {both: d for both, d in decisions.items() if not d.automatic}
        ties = {both: tie for both, tie in _ties(known).items() if both not in people}
        grouping = _group(known, ties, people)
        _write_decisions(batch, decisions, people, ties, grouping)
        return self._write_aliases(batch, grouping)

    def _around(self, ids: list[str]) -> tuple[dict[str, Known], dict[Pair, Decision]]:
        """The owners at hand and those beside them, with all that may be the same as one of them."""
        rows: dict[str, Row] = {}
        decisions: dict[Pair, Decision] = {}
        frontier = self._rows(ids)
        bearers = self._learned(frontier.values())
        beside = {row["id"] for row in self.store.rows(_BESIDE, {"ids": sorted(frontier)})} - frontier.keys()
        frontier |= self._rows(each for each in beside if bearers.shares(each))
        while frontier:
            rows |= frontier
            for row in self.store.rows(_DECISIONS, {"ids": sorted(frontier)}):
                both = pair(row["id"], row["other"])
                decisions[both] = Decision(both, row["judgement"], row["by"], row["at"], row["reason"], row["score"])
            others = {each for both in decisions for each in both}
            others |= {each for row in frontier.values() for each in bearers.alike(row)}
            if crowds := bearers.crowds(frontier.values()):
                others |= {row["id"] for row in self.store.rows(_TIED, {"keys": crowds})}
            frontier = self._rows(others - rows.keys())
        return self._known(rows), decisions

    def _rows(self, ids: Iterable[str]) -> dict[str, Row]:
        wanted = sorted(ids)
        return {row["id"]: row for row in self.store.rows(_THESE, {"ids": wanted})} if wanted else {}

    def _learned(self, rows: Iterable[Row]) -> _Bearers:
        """Who bears which name, with these as they are now."""
        if self._bearers is None:
            self._bearers = _Bearers()
            for row in self.store.stream(_ALL):
                self._bearers.learn(row)
        for row in rows:
            self._bearers.learn(row)
        return self._bearers

    def _known(self, rows: Mapping[str, Row]) -> dict[str, Known]:
        """What is said of those that share something with another one; the others are only themselves."""
        shared: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows.values():
            shared[row["plain"] or ""].append(row["id"])
        named = [several for key, several in shared.items() if key and 1 < len(several) <= CROWD]
        wanted = sorted(each for several in named for each in several)
        said: defaultdict[str, list[Said]] = defaultdict(list)
        for row in self.store.rows(_SAID, {"ids": wanted}) if wanted else ():
            said[row["id"]].append(Said(*(row[name] for name in Said.__dataclass_fields__)))
        reached: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.store.rows(_REACHED, {"ids": wanted}) if wanted else ():
            reached[row["id"]].add(row["outlet"])
        return {
            each: Known(each, row["name"] or "", row["plain"] or "", row["kind"], row["country"],
                        tuple((scheme, frozenset(found)) for scheme, found in sorted(registers(row).items())),
                        tuple(said[each]), frozenset(reached[each]))
            for each, row in sorted(rows.items())
        }  # fmt: skip

    def _write_aliases(self, batch: Batch, grouping: Grouping) -> dict[str, str]:
        firsts = {each: goes_by(group) for each, group in grouping.group.items()}
        held, wanted = self.held(firsts), {each: first for each, first in firsts.items() if first != each}
        for each in sorted(held.keys() | wanted.keys()):
            before, now = held.get(each), wanted.get(each)
            if before == now:
                continue
            if before:
                batch.gone.setdefault(ALIAS, []).append({"start": each, "end": before})
                batch.gone.setdefault(BACK, []).append({"start": before, "end": each})
            if now:
                batch.edge(ALIAS, {"start": each, "end": now})
                batch.edge(BACK, {"start": now, "end": each})
        return firsts

    def held(self, ids: Iterable[str]) -> dict[str, str]:
        """The ids that these go by where the graph has another one for them."""
        return {row["id"]: row["first"] for row in self.store.rows(_ALIASES, {"ids": sorted(ids)})}


def goes_by(group: Iterable[str]) -> str:
    """The id by which the ids of one owner go.

    >>> goes_by({"groupe-le-monde", "Q3117473"}), goes_by({"b", "a"})
    ('Q3117473', 'a')
    """
    return min(group, key=lambda each: (not is_qid(each), each))


def _ties(known: Mapping[str, Known]) -> dict[Pair, Tie]:
    """What suggests that two of them are one: of each name, and of each number."""
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    by_number: defaultdict[str, list[str]] = defaultdict(list)
    for one in known.values():
        by_name[one.plain].append(one.id)
        for number in one.numbers:
            by_number[number].append(one.id)
    found: dict[Pair, Tie] = {}
    for key, several in by_name.items():
        if key and len(several) <= CROWD:
            found |= _decided(known, several, open_=len(several) <= FEW)
    for several in by_number.values():
        if len(several) <= CROWD:
            found |= _decided(known, several, open_=False)
    return found


def _decided(known: Mapping[str, Known], several: Sequence[str], *, open_: bool) -> dict[Pair, Tie]:
    ties = {pair(a, b): decide(known[a], known[b]) for a, b in combinations(sorted(several), 2)}
    return {both: tie for both, tie in ties.items() if tie and (open_ or tie.judgement == "same")}


def _group(known: Mapping[str, Known], ties: Mapping[Pair, Tie], people: Mapping[Pair, Decision]) -> Grouping:
    held = [d for d in people.values() if all(each in known for each in d.pair)]
    same = sorted((d for d in held if d.judgement == "same"), key=lambda d: (-_instant(d), d.pair))
    unsure = {d.pair for d in held if d.judgement == "unsure"}
    return grouped(
        known,
        {both: tie.score for both, tie in ties.items() if tie.judgement == "same"},
        [d.pair for d in same],
        [d.pair for d in held if d.judgement == "different"],
        lambda a, b: pair(a, b) in unsure or apart(known[a], known[b]),
    )


def _instant(decision: Decision) -> float:
    return decision.at.timestamp() if decision.at else 0.0


def _write_decisions(
    batch: Batch,
    held: Mapping[Pair, Decision],
    people: Mapping[Pair, Decision],
    ties: Mapping[Pair, Tie],
    grouping: Grouping,
) -> None:
    """Write our own decisions where they have changed; people's are left alone."""
    for both in sorted((held.keys() | ties.keys()) - people.keys()):
        before = held.get(both)
        wanted = _wanted(both, ties[both], grouping) if both in ties else None
        if before == wanted:
            continue
        if before:
            batch.gone.setdefault(RELATION, []).append({"start": both[0], "end": both[1]})
        if wanted:
            batch.edge(RELATION, {"start": both[0], "end": both[1], "judgement": wanted.judgement, "by": BY,
                                  "reason": wanted.reason, "score": wanted.score, "load": RULES})  # fmt: skip


def _wanted(both: Pair, tie: Tie, grouping: Grouping) -> Decision | None:
    """What is written of a tie: nothing of what is settled through others, unsure where 'same' can't be."""
    if refused := grouping.refused.get(both):
        return Decision(both, "unsure", BY, None, f"{tie.reason}; {refused}", tie.score)
    if tie.judgement == "unsure" and both[1] in grouping.group[both[0]]:
        return None
    return Decision(both, tie.judgement, BY, None, tie.reason, tie.score)
