"""Which owner is which entity: the person or company that holds an outlet, and the one that articles name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.ids import is_qid
from kg.store import Batch, Row, Store
from loaders.identity.aliases import Aliases
from loaders.identity.decide import BY, RULES
from loaders.identity.held import is_automatic
from loaders.identity.owner_ties import LONG_WORD, Tie

RELATION = "Owner-SAME_AS-Entity"
_GOES_AS = "Owner-GOES_AS-Entity"
KINDS = {"person": "Person", "family": "Person"}
"""Kind of an owner to kind of an entity; all others are institutions."""
SURE, CLEAR, OPEN = 0.97, 0.95, 0.75
"""Scores: the same id or country; a country that its articles' outlets agree on; a name alone."""
UNTOLD = Tie("unsure", OPEN, "the same name and kind, nothing else to go by")
FEWEST, MOST_PART = 2, 2 / 3
"""Articles whose outlets have a country, and the part of them from the owner's, that stand for a country."""

_OWNERS = """
MATCH (o:Owner) WHERE o.name_key IS NOT NULL
RETURN o.id AS id, o.name_key AS key, o.kind AS kind, o.country AS country
"""
_THESE = """
UNWIND $ids AS id
MATCH (o:Owner {id: id}) WHERE o.name_key IS NOT NULL
RETURN id, o.name_key AS key, o.kind AS kind, o.country AS country
"""
_ENTITIES = """
UNWIND $keys AS key
MATCH (e:Entity) WHERE e.name_key = key AND e.kind <> 'Place'
RETURN key, e.id AS id, e.kind AS kind, e.country AS country ORDER BY key, id
"""
_OUTLETS = """
UNWIND $articles AS article
MATCH (:Article {id: article})<-[:PUBLISHED]-(s:Source) WHERE s.country IS NOT NULL
RETURN DISTINCT article, s.country AS country
"""
_HOLDS = """
UNWIND $ids AS id
MATCH (:Owner {id: id})-[:OWNS]-(x)
RETURN id, collect(DISTINCT x.name_key) AS keys
"""
_BESIDE = """
UNWIND $articles AS article
MATCH (:Article {id: article})-[:MENTIONS]->(x:Entity)
RETURN article, collect(DISTINCT x.name_key) AS keys
"""
_HELD = """
UNWIND $ids AS id
MATCH (o:Owner {id: id})-[r:SAME_AS]->(e:Entity)
OPTIONAL MATCH (o)-[g:GOES_AS]->(e)
RETURN id, e.id AS entity, r.judgement AS judgement, r.by AS by, r.reason AS reason, r.score AS score,
       g IS NOT NULL AS goes_as
"""


@dataclass(slots=True)
class Owners:
    """The owners of a graph by name: some ten thousands, held in memory."""

    store: Store
    aliases: Aliases
    samples: Callable[[Iterable[str]], Mapping[str, Sequence[str]]]
    """Of each entity some of its articles, the same ones whatever the order of loading."""
    _by_key: dict[str, dict[str, Row]] | None = field(default=None)

    def settle(self, batch: Batch, ids: Iterable[str]) -> None:
        """Put into ``batch`` what changes in the decisions about owners and entities of these ids."""
        known, wanted = self._known(), sorted(set(ids))
        goes_by = self.aliases.settle(batch, wanted)
        touched = self.store.rows(_THESE, {"ids": wanted})
        for row in touched:
            known.setdefault(row["key"], {})[row["id"]] = row
        keys = sorted(key for key in self._keys(wanted) if key in known)
        owners = sorted({each for key in keys for each in known[key]} | {row["id"] for row in touched})
        if not owners:
            return
        one = self.aliases.held(owners) | goes_by
        entities: dict[str, list[Row]] = {}
        for row in self.store.rows(_ENTITIES, {"keys": keys}):
            entities.setdefault(row["key"], []).append(row)
        around = self._around([(o, e) for key in keys for o in known[key].values() for e in entities.get(key, ())])
        held = {(row["id"], row["entity"]): row for row in self.store.rows(_HELD, {"ids": owners})}
        decided = {
            both: found
            for key in keys
            for both, found in decide(list(known[key].values()), entities.get(key, []), around, one).items()
        }
        _write(batch, held, decided)
        _write_goes_as(batch, held, decided)

    def _around(self, pairs: Iterable[tuple[Row, Row]]) -> Around:
        """What stands around those that names, ids and countries don't decide: the others' articles need no reading."""
        untold = [(owner["id"], entity["id"]) for owner, entity in pairs if _told(owner, entity) is UNTOLD]
        if not untold:
            return Around()
        samples = self.samples({entity for _, entity in untold})
        articles = {"articles": sorted({article for some in samples.values() for article in some})}
        countries: dict[str, list[str]] = {}
        for row in self.store.rows(_OUTLETS, articles):
            countries.setdefault(row["article"], []).append(row["country"])
        company = {row["article"]: row["keys"] for row in self.store.rows(_BESIDE, articles)}
        holds = {
            row["id"]: set(row["keys"]) for row in self.store.rows(_HOLDS, {"ids": sorted({o for o, _ in untold})})
        }
        outlets = {e: Counter(c for a in some for c in countries.get(a, ())) for e, some in samples.items()}
        beside = {e: {key for a in some for key in company.get(a, ())} for e, some in samples.items()}
        return Around(outlets, holds, beside)

    def _known(self) -> dict[str, dict[str, Row]]:
        if self._by_key is None:
            self._by_key = {}
            for row in self.store.stream(_OWNERS):
                self._by_key.setdefault(row["key"], {})[row["id"]] = row
        return self._by_key

    def _keys(self, ids: list[str]) -> set[str]:
        text = "UNWIND $ids AS id MATCH (n:%s {id: id}) RETURN n.name_key AS key"
        found = [row["key"] for label in ("Entity", "Owner") for row in self.store.rows(text % label, {"ids": ids})]
        return {key for key in found if key}


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around owners and entities. ``outlets``: entity to country of outlets to articles; ``holds``: owner
    to the name keys of what it holds and who holds it; ``beside``: entity to the name keys in its articles."""

    outlets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    holds: Mapping[str, set[str]] = field(default_factory=dict)
    beside: Mapping[str, set[str]] = field(default_factory=dict)


def decide(
    owners: list[Row], entities: list[Row], around: Around, goes_by: Mapping[str, str] | None = None
) -> dict[tuple[str, str], Tie]:
    """Decide about owners and entities of one name. ``goes_by``: of an owner with several ids, the one it goes by.

    A name alone is never enough: the id, the country or what the owner holds has to agree too, and no other bearer of
    the name may be there.
    """
    one = goes_by or {}
    found = {}
    for owner in owners:
        kind = KINDS.get(owner["kind"] or "", "Institution")
        fitting = [e for e in entities if e["kind"] == kind or e["id"] == owner["id"]]
        rivals = {one.get(o["id"], o["id"]) for o in owners if KINDS.get(o["kind"] or "", "Institution") == kind}
        for entity in fitting:
            tie = _tie(owner, entity, around)
            if (
                tie
                and tie.judgement == "same"
                and entity["id"] != owner["id"]
                and (len(fitting) > 1 or len(rivals) > 1)
            ):
                tie = Tie("unsure", OPEN, f"{tie.reason}; others have the name too")
            if tie:
                found[owner["id"], entity["id"]] = tie
    return found


def _tie(owner: Row, entity: Row, around: Around) -> Tie | None:
    told = _told(owner, entity)
    if told is not UNTOLD:
        return told
    return _agreeing(owner, entity, around) or told


def _told(owner: Row, entity: Row) -> Tie | None:
    """What names, ids and countries say; ``UNTOLD`` where it is for what stands around them to say."""
    if owner["id"] == entity["id"]:
        return Tie("same", 1.0, "the same Wikidata id")
    if is_qid(owner["id"]) and is_qid(entity["id"]):
        return None
    if owner["country"] and entity["country"] and owner["country"] != entity["country"]:
        return None
    if " " not in owner["key"] and (entity["kind"] == "Person" or len(owner["key"]) < LONG_WORD):
        return Tie("unsure", OPEN, "a name of one word")
    if owner["country"] and entity["country"]:
        return Tie("same", SURE, "the same name, kind and country")
    return UNTOLD


def _agreeing(owner: Row, entity: Row, around: Around) -> Tie | None:
    """What agrees beside name and kind."""
    holds = around.holds.get(owner["id"], set()) - {owner["key"], None}
    if together := sorted(key for key in holds & around.beside.get(entity["id"], set()) if " " in key):
        return Tie("same", CLEAR, f"the same name and kind; named beside {', '.join(together[:3])}")
    outlets = around.outlets.get(entity["id"], {})
    most, total = outlets.get(owner["country"] or "", 0), sum(outlets.values())
    if most < FEWEST or most < MOST_PART * total:
        return None
    return Tie("same", CLEAR, f"the same name and kind; {most} of {total} articles in outlets of {owner['country']}")


_Held = Mapping[tuple[str, str], Row]


def _write(batch: Batch, held: _Held, decided: Mapping[tuple[str, str], Tie]) -> None:
    """Write our own decisions where they have changed; people's are left alone."""
    for owner, entity in sorted(held.keys() | decided.keys()):
        before, now = held.get((owner, entity)), decided.get((owner, entity))
        if before and not is_automatic(before["by"]):
            continue
        told = (now.judgement, now.score, now.reason, BY) if now else None
        if before and told == (before["judgement"], before["score"], before["reason"], before["by"]):
            continue
        if before:
            batch.gone.setdefault(RELATION, []).append({"start": owner, "end": entity})
        if now:
            batch.edge(RELATION, {"start": owner, "end": entity, "judgement": now.judgement, "by": BY,
                                  "reason": now.reason, "score": now.score, "load": RULES})  # fmt: skip


def _write_goes_as(batch: Batch, held: _Held, decided: Mapping[tuple[str, str], Tie]) -> None:
    for both in sorted(held.keys() | decided.keys()):
        before = held.get(both)
        mine = before is not None and not is_automatic(before["by"])
        said = before["judgement"] if before and mine else decided[both].judgement if both in decided else None
        row = {"start": both[0], "end": both[1]}
        if said == "same" and not (before and before["goes_as"]):
            batch.edge(_GOES_AS, row)
        elif said != "same" and before and before["goes_as"]:
            batch.gone.setdefault(_GOES_AS, []).append(row)
