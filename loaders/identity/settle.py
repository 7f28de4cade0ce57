"""Settles who is who after something was written: compares the names at hand with those that the graph holds.

The outcome is a function of the graph without our own decisions: names, articles, and what people decided. So the order
of loading leaves no trace, a decision taken back brings back what was before, and a settling that was cut off is done
again (``Load.unsettled`` says whose). What is read and compared grows with the names at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.ids import is_qid
from kg.store import Batch, Row, Store
from kg.uncollected import uncollected
from loaders.identity import splits
from loaders.identity.aliases import Aliases
from loaders.identity.blocks import KEYS, NAMES_A_KEY, NO_KEYS, Keys, keys_of, partner_key
from loaders.identity.decide import ALONE, BY, RULES, Verdict, alike, needs_context, weighed
from loaders.identity.groups import Grouping, Pair, grouped, pair
from loaders.identity.held import MENTIONS, Decision, Held, is_nobody, named_of
from loaders.identity.owners import Owners

MOST = 4_000
"""Names settled together: what bounds memory, whatever the size of a batch."""
_GOES_AS = "Entity-GOES_AS-Entity"
_CUT_OFF = """
MATCH (l:Load) WHERE size(l.unsettled) > 0
RETURN l.id AS id, l.unsettled AS unsettled ORDER BY id
"""


@dataclass(slots=True)
class _Around:
    """The names at hand with all that they may be tied to: their rows as the graph has them, their keys, verdicts about
    pairs, decisions that the graph has."""

    rows: dict[str, Row] = field(default_factory=dict)
    keys: dict[str, Keys] = field(default_factory=dict)
    verdicts: dict[Pair, Verdict] = field(default_factory=dict)
    decisions: dict[Pair, Decision] = field(default_factory=dict)


class Settler:
    """Settles names of one store. Holds what it has read of it, up to a bound."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held = Held(store)
        self._owners = Owners(store, Aliases(store), self._held.samples)
        self.compared = 0
        """Pairs of names compared so far: what the cost goes by."""

    def recover(self) -> None:
        """Settle what an earlier load was cut off from settling."""
        for row in self._store.rows(_CUT_OFF):
            self.settle(row["unsettled"], row["id"])

    def prepare(self, batch: Batch) -> None:
        """Give the names that a batch is about to add their keys, and take note of whom its articles mention.

        A settling comes to the same without it. But keys written later cost three times as much, and grow with the
        graph; and a name of many articles need not be asked for all of them again.
        """
        rows = batch.nodes.get("Entity", ())
        held = self._held.there(row["id"] for row in rows)
        for row in rows:
            if row["id"] not in held and row.get("name") and row.get("kind") and not row.get("split_of"):
                row.update(_keys(row))
        self._held.mentioned(batch.edges.get(MENTIONS, ()), batch.gone.get(MENTIONS, ()))

    @uncollected
    def settle(self, ids: Iterable[str], load: str | None = None) -> None:
        """Settle entities and owners by id, then note on ``load`` that nothing of it is left to settle.

        What it makes holds no cycles, and what it remembers would be walked over again and again: a third of its time.
        """
        wanted = sorted(set(ids))
        self._held.unnoted(wanted)
        for first in range(0, len(wanted), MOST):
            self._settle(wanted[first : first + MOST])
        if load is not None and wanted:
            done = Batch()
            done.node("Load", {"id": load, "unsettled": []})
            self._store.write(done)

    def _settle(self, ids: list[str]) -> None:
        self._held.forget(ids)
        moved, ends = splits.moves(self._store, self._held.splits(ids))
        if ends:
            self._store.write(moved)
            self._held.unnoted(ends)
        wanted = {*ids, *ends}
        around = self._gather(wanted)
        grouping = _group(around)
        batch = Batch()
        _write_decisions(batch, around, grouping)
        goes_as = self._write_nodes(batch, around, grouping)
        self._owners.settle(batch, wanted)
        if not batch.nodes and not batch.edges and not batch.gone:
            return
        if any(relation.split("-")[1] == "SAME_AS" for relation in batch.edges):
            batch.node("Load", {"id": RULES, "reader": "identity", "location": BY, "kind": "identities",
                                "state": "done"})  # fmt: skip
        self._store.write(batch)
        for row in batch.nodes.get("Entity", ()):
            self._held.learn(row)
        for each, first in goes_as.items():
            self._held.learn({"id": each, "goes_as": first})

    def _gather(self, ids: Iterable[str]) -> _Around:
        """Follow names to those that they are the same as, and those to theirs, until nobody new turns up.

        Of a pair that is unsure the other name need not be followed: it stays where it is.
        """
        around = _Around()
        frontier = set(ids)
        while frontier:
            new = self._held.rows(frontier)
            around.rows.update(new)
            around.keys.update((each, _keys(row)) for each, row in new.items())
            decisions = self._held.decisions(new)
            around.decisions.update(decisions)
            pairs, tied = self._pairs(around, sorted(new))
            verdicts = self._compare(pairs - around.verdicts.keys())
            around.verdicts.update(verdicts)
            tied |= {each for both, verdict in verdicts.items() if verdict.judgement == "same" for each in both}
            tied |= {each for both, decision in decisions.items() if decision.judgement == "same" for each in both}
            frontier = tied - around.rows.keys()
            frontier = set(self._held.rows(frontier))
        return around

    def _pairs(self, around: _Around, new: Sequence[str]) -> tuple[set[Pair], set[str]]:
        """The pairs of new names with all that share a key with them; and those that a crowded key tied before."""
        found: set[Pair] = set()
        tied: set[str] = set()
        for name in KEYS:
            by_key: dict[str, list[str]] = {}
            for each in new:
                if key := getattr(around.keys[each], name):
                    by_key.setdefault(key, []).append(each)
            partners = {key: partner_key(name, key) for key in by_key}
            wanted = sorted({*partners, *partners.values()})
            self._held.sharing(name, wanted)
            for key, several in by_key.items():
                for each in several:
                    self._held.join(name, key, each)
            shared = self._held.sharing(name, wanted)
            for key, several in by_key.items():
                partner = partners[key]
                if max(len(shared[key]), len(shared[partner])) > NAMES_A_KEY[name]:
                    tied.update(self._held.tied(name, key, partner))
                    continue
                # What the graph says of a name at hand may be the key of an earlier spelling.
                others = [o for o in shared[partner] if o not in around.keys or _has(around.keys[o], name, partner)]
                found.update(pair(each, other) for each in several for other in others if other != each)
        return found, tied

    def _compare(self, pairs: Iterable[Pair]) -> dict[Pair, Verdict]:
        """Verdicts about pairs, with what stands around those that names alone don't decide."""
        named = self._held.named({each for both in pairs for each in both})
        compared = sorted(both for both in pairs if both[0] in named and both[1] in named)
        self.compared += len(compared)
        fits = {(a, b): alike(named[a], named[b]) for a, b in compared}
        near = self._held.profiles({each for both, fit in fits.items() if needs_context(fit) for each in both})
        return {
            (a, b): weighed(named[a], named[b], fit, (near[a], near[b]) if needs_context(fit) else ALONE)
            for (a, b), fit in fits.items()
        }

    def _write_nodes(self, batch: Batch, around: _Around, grouping: Grouping) -> dict[str, str]:
        """Write the keys of names and who stands for each group; the names that go by another one than before."""
        goes_as: dict[str, str] = {}
        mentions = self._held.mentions(each for each, group in grouping.group.items() if len(group) > 1)
        for each in sorted(grouping.group):
            row = around.rows[each]
            wanted = {name: getattr(around.keys[each], name) for name in KEYS}
            if changed := {name: value for name, value in wanted.items() if (row.get(name) or "") != value}:
                batch.node("Entity", {"id": each, **changed})
                for name in changed:
                    if old := row.get(name):
                        self._held.leave(name, old, each)
            first = stands_for(grouping.group[each], mentions)
            if first == row["goes_as"]:
                continue
            if row["goes_as"] != each:
                batch.gone.setdefault(_GOES_AS, []).append({"start": each, "end": row["goes_as"]})
            if first != each:
                batch.edge(_GOES_AS, {"start": each, "end": first})
            goes_as[each] = first
        return goes_as


def stands_for(group: Iterable[str], mentions: Mapping[str, int]) -> str:
    """The id by which a group goes: one that Wikidata knows, else the name that most articles use.

    >>> stands_for(("person:a-b", "person:a-c"), {"person:a-b": 1, "person:a-c": 2}), stands_for(("Q1", "x"), {"x": 9})
    ('person:a-c', 'Q1')
    """
    return min(group, key=lambda each: (not is_qid(each), -mentions.get(each, 0), each))


def _group(around: _Around) -> Grouping:
    people = [d for d in around.decisions.values() if not d.automatic and all(e in around.rows for e in d.pair)]
    same = sorted((d for d in people if d.judgement == "same"), key=lambda d: (-_instant(d), d.pair))
    open_ = {d.pair for d in people if d.judgement == "unsure"}
    spoken = {d.pair for d in people}
    named = {each: named_of(row) for each, row in around.rows.items()}

    def apart(a: str, b: str) -> bool:
        fit = alike(named[a], named[b])
        return pair(a, b) in open_ or fit is None or fit.apart

    return grouped(
        around.rows,
        {both: v.score for both, v in around.verdicts.items() if v.judgement == "same" and both not in spoken},
        [d.pair for d in same],
        [d.pair for d in people if d.judgement == "different"],
        apart,
    )


def _instant(decision: Decision) -> float:
    return decision.at.timestamp() if decision.at else 0.0


def _write_decisions(batch: Batch, around: _Around, grouping: Grouping) -> None:
    """Write our own decisions where they have changed; people's are left alone."""
    for both in sorted(around.verdicts.keys() | around.decisions.keys()):
        held, verdict = around.decisions.get(both), around.verdicts.get(both)
        if (held and not held.automatic) or grouping.group.keys().isdisjoint(both):
            continue
        wanted = _decision(both, verdict, grouping) if verdict else None
        if held == wanted:
            continue
        if held:
            batch.gone.setdefault("Entity-SAME_AS-Entity", []).append({"start": both[0], "end": both[1]})
        if wanted:
            batch.edge("Entity-SAME_AS-Entity", {
                "start": both[0], "end": both[1], "judgement": wanted.judgement, "by": wanted.by,
                "reason": wanted.reason, "score": wanted.score, "load": RULES,
            })  # fmt: skip


def _decision(both: Pair, verdict: Verdict, grouping: Grouping) -> Decision | None:
    """What is written of a verdict: nothing of what is settled otherwise, unsure where 'same' can't be."""
    together = both[1] in grouping.group.get(both[0], ())
    if verdict.judgement == "same" and together and both not in grouping.refused:
        return Decision(both, "same", BY, None, verdict.reason, verdict.score)
    if verdict.judgement is None or together:
        return None
    refused = grouping.refused.get(both)
    return Decision(both, "unsure", BY, None, "; ".join(filter(None, (verdict.reason, refused))), verdict.score)


def _has(keys: Keys, name: str, key: str) -> bool:
    return bool(getattr(keys, name) == key)


def _keys(row: Row) -> Keys:
    return NO_KEYS if is_nobody(row) else keys_of(row["kind"] or "", row["name"] or "")
