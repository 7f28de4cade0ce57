"""What the graph holds about names: rows of nodes, who shares a key, decisions, and where a name stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kg.store import Row, Store
from loaders.identity.blocks import NAMES_A_KEY
from loaders.identity.context import Profile
from loaders.identity.decide import BY, Named
from loaders.identity.groups import Pair, pair

ARTICLES_A_SAMPLE = 60
"""Articles of a name that are looked at where it has more, by id: ids are hashes, so they are a sample that doesn't
change with the order."""
ARTICLES_A_PROFILE = 20
"""Those of them that a profile takes in."""

_CROWD = ("",) * (max(NAMES_A_KEY.values()) + 1)
"""Stands for those who share a crowded key."""
MENTIONS = "Article-MENTIONS-Entity"
_AUTOMATIC = BY.rpartition(" ")[0]

_THERE = "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN id"
_NAMED = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN id, e.name AS name, e.kind AS kind, e.country AS country, e.split_of AS split_of, e.split_by AS split_by
"""
_ROWS = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
OPTIONAL MATCH (e)-[:GOES_AS]->(c:Entity)
RETURN id, e.name AS name, e.kind AS kind, e.country AS country, coalesce(c.id, id) AS goes_as, e.split_of AS split_of,
       e.split_by AS split_by, e.sound_key AS sound_key, e.short_key AS short_key, e.start_key AS start_key
"""
_SHARING = """
UNWIND $keys AS key
MATCH (e:Entity) WHERE e.%s = key
WITH key, e.id AS id ORDER BY key, id
RETURN key, collect(id)[0..$most] AS ids
"""
_TIED = """
MATCH (e:Entity)-[:SAME_AS]-(o:Entity) WHERE e.%s = $key AND o.%s = $partner
RETURN DISTINCT e.id AS id ORDER BY id
"""
_DECISIONS = """
UNWIND $ids AS id
MATCH (:Entity {id: id})-[r:SAME_AS]-(o:Entity)
RETURN id, o.id AS other, r.judgement AS judgement, r.by AS by, r.at AS at, r.reason AS reason, r.score AS score
"""
_SAMPLE = f"""
UNWIND $ids AS id
MATCH (:Entity {{id: id}})<-[:MENTIONS]-(a:Article)
WITH id, a.id AS article ORDER BY id, article
RETURN id, collect(article)[0..{ARTICLES_A_SAMPLE}] AS articles
"""
_AROUND = """
UNWIND $articles AS article
MATCH (a:Article {id: article})
OPTIONAL MATCH (a)-[:PART_OF]->(t:Story)
RETURN article, a.language AS language, a.instant AS instant, t.id AS story
"""
_BESIDE = """
UNWIND $articles AS article
MATCH (:Article {id: article})-[:MENTIONS]->(o:Entity) WHERE o.kind <> 'Place'
RETURN article, collect(DISTINCT o.id) AS company
"""
_MENTIONED = """
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN id, COUNT { (e)<-[:MENTIONS]-(:Article) } AS mentions
"""
_SPLITS = """
UNWIND $ids AS id
MATCH (s:Entity) WHERE s.split_of = id
RETURN id, s.id AS split, s.split_by AS split_by ORDER BY id, split
"""


def is_automatic(by: str | None) -> bool:
    """Whether a decision is one of ours, of whatever version, rather than a person's.

    >>> is_automatic(BY), is_automatic("ana"), is_automatic(None)
    (True, False, False)
    """
    return by is not None and by.startswith(_AUTOMATIC)


def is_nobody(row: Row) -> bool:
    """Whether it is the second bearer of a name whose split was taken back."""
    return bool(row.get("split_of")) and not row.get("split_by")


def named_of(row: Row) -> Named:
    """A node as it is compared."""
    kind = "" if is_nobody(row) else row["kind"] or ""
    return Named(row["id"], kind, row["name"] or "", row.get("country"), row.get("split_of"))


@dataclass(frozen=True, slots=True)
class Decision:
    """A SAME_AS edge between two entities."""

    pair: Pair
    judgement: str
    by: str | None
    at: datetime | None = None
    reason: str | None = None
    score: float | None = None

    @property
    def automatic(self) -> bool:
        """Whether it is one of ours."""
        return is_automatic(self.by)


@dataclass(slots=True)
class Held:
    """Reads the graph for a settling. Nodes and keys that it has read are remembered, up to a bound, as one writer at
    a time changes a graph."""

    store: Store
    most: int = 30_000
    """Nodes remembered: 1 to 2 KB each."""
    most_keys: int = 120_000
    """Keys remembered, and those of one settling: 0.2 KB each."""
    most_crowded: int = 250_000
    """Crowded keys remembered: 0.2 KB each. To read them again costs as much as they are crowded, which grows with the
    graph; a million names have some ten thousands."""
    most_named: int = 60_000
    """Names remembered that others were compared with: 0.5 KB each."""
    most_samples: int = 5_000
    """Names of many articles whose sample is remembered: 6 KB each."""
    _rows: dict[str, Row] = field(default_factory=dict)
    _named: dict[str, Named] = field(default_factory=dict)
    _samples: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _noted: set[str] = field(default_factory=set)
    _sharing: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _full: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _crowded: set[tuple[str, str]] = field(default_factory=set)

    def rows(self, ids: Iterable[str]) -> dict[str, Row]:
        """Entities by id, as far as there are any."""
        wanted = sorted(set(ids))
        missing = [each for each in wanted if each not in self._rows]
        if missing:
            if len(self._rows) + len(missing) > self.most:
                self._rows.clear()
                missing = wanted
            self._rows.update((row["id"], row) for row in self.store.rows(_ROWS, {"ids": missing}))
        return {each: self._rows[each] for each in wanted if each in self._rows}

    def there(self, ids: Iterable[str]) -> set[str]:
        """Which of these entities there are."""
        wanted = sorted(set(ids))
        return {row["id"] for row in self.store.rows(_THERE, {"ids": wanted})} if wanted else set()

    def named(self, ids: Iterable[str]) -> dict[str, Named]:
        """Entities by id, as they are compared."""
        found = {each: named_of(self._rows[each]) for each in ids if each in self._rows}
        wanted = sorted(each for each in ids if each not in found)
        missing = [each for each in wanted if each not in self._named]
        if missing:
            if len(self._named) + len(missing) > self.most_named:
                self._named.clear()
                missing = wanted
            self._named.update((row["id"], named_of(row)) for row in self.store.rows(_NAMED, {"ids": missing}))
        return found | {each: self._named[each] for each in wanted if each in self._named}

    def sharing(self, name: str, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """For each key of the sort ``name``: the entities that have it, one more than ``NAMES_A_KEY`` at most.

        Which keys are crowded is remembered until one ``leave``s: they mostly stay so, and to read them again costs the
        most.
        """
        missing = [key for key in keys if (name, key) not in self._sharing and (name, key) not in self._full]
        if missing:
            self._sharing.update(((name, key), ()) for key in missing)
            for row in self.store.rows(_SHARING % name, {"keys": missing, "most": NAMES_A_KEY[name] + 1}):
                self._hold(name, row["key"], tuple(row["ids"]))
        return {key: self._full.get((name, key)) or self._sharing[name, key] for key in keys}

    def _hold(self, name: str, key: str, ids: tuple[str, ...]) -> None:
        if len(ids) > NAMES_A_KEY[name]:
            self._sharing.pop((name, key), None)
            self._full[name, key] = _CROWD
        else:
            self._sharing[name, key] = ids

    def join(self, name: str, key: str, entity: str) -> None:
        """Count an entity among those that have a key, of which ``sharing`` was asked before."""
        held = self._sharing.get((name, key))
        if held is not None and entity not in held:
            self._hold(name, key, tuple(sorted((*held, entity))))

    def leave(self, name: str, key: str, entity: str) -> None:
        """Count an entity no more among those that have a key, once the graph says so."""
        if held := self._sharing.get((name, key)):
            self._sharing[name, key] = tuple(each for each in held if each != entity)
        self._full.pop((name, key), None)
        self._crowded.discard((name, key))

    def tied(self, name: str, key: str, partner: str) -> list[str]:
        """Of those that share a crowded key, the ones that are tied by it: asked once, when it is found crowded."""
        if (name, key) in self._crowded:
            return []
        self._crowded.add((name, key))
        return [row["id"] for row in self.store.rows(_TIED % (name, name), {"key": key, "partner": partner})]

    def learn(self, row: Row) -> None:
        """Take in what was written of an entity that is remembered; another one is read whole when it is asked for."""
        if (held := self._rows.get(row["id"])) is not None:
            self._rows[row["id"]] = held | {k: v for k, v in row.items() if v is not None}

    def forget(self, ids: Iterable[str]) -> None:
        """Read these anew the next time: something else wrote to them. What is too much is let go of, all at once."""
        if len(self._sharing) > self.most_keys:
            self._sharing.clear()
        if len(self._full) > self.most_crowded:
            self._full.clear()
            self._crowded.clear()
        for each in ids:
            self._rows.pop(each, None)
            self._named.pop(each, None)

    def mentioned(self, edges: Iterable[Row], gone: Iterable[Row]) -> None:
        """Take in what is about to be written: articles that mention entities, and that no longer do."""
        for edge in edges:
            self._noted.add(edge["end"])
            if (sample := self._samples.get(edge["end"])) and edge["start"] < sample[-1]:
                self._samples[edge["end"]] = tuple(sorted({*sample, edge["start"]})[:ARTICLES_A_SAMPLE])
        for edge in gone:
            self._samples.pop(edge["end"], None)

    def unnoted(self, ids: Iterable[str]) -> None:
        """Ask anew for the articles of those of these of which it was not noted who mentions them."""
        for each in ids:
            if each not in self._noted:
                self._samples.pop(each, None)
        self._noted.clear()

    def decisions(self, ids: Iterable[str]) -> dict[Pair, Decision]:
        """All decisions at these entities."""
        wanted = sorted(set(ids))
        found = {}
        for row in self.store.rows(_DECISIONS, {"ids": wanted}) if wanted else ():
            both = pair(row["id"], row["other"])
            found[both] = Decision(both, row["judgement"], row["by"], row["at"], row["reason"], row["score"])
        return found

    def profiles(self, ids: Iterable[str]) -> dict[str, Profile]:
        """Where names stand."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        samples = {each: sample[:ARTICLES_A_PROFILE] for each, sample in self.samples(wanted).items()}
        articles = {"articles": sorted({article for sample in samples.values() for article in sample})}
        around: dict[str, list[Row]] = {}
        for row in self.store.rows(_AROUND, articles) if samples else ():
            around.setdefault(row["article"], []).append(row)
        beside = {row["article"]: row["company"] for row in self.store.rows(_BESIDE, articles)} if samples else {}
        return {
            each: _profile(
                [row for article in samples.get(each, ()) for row in around.get(article, ())],
                (other for article in samples.get(each, ()) for other in beside.get(article, ())),
            )
            for each in wanted
        }

    def samples(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Articles of each name. To find the first of many all are read: what was found of those is remembered."""
        wanted = sorted(set(ids))
        missing = [each for each in wanted if each not in self._samples]
        found = {each: self._samples[each] for each in wanted if each in self._samples}
        for row in self.store.rows(_SAMPLE, {"ids": missing}) if missing else ():
            sample = found[row["id"]] = tuple(row["articles"])
            if len(sample) == ARTICLES_A_SAMPLE:
                if len(self._samples) >= self.most_samples:
                    self._samples.clear()
                self._samples[row["id"]] = sample
        return found

    def mentions(self, ids: Iterable[str]) -> dict[str, int]:
        """In how many articles each name stands."""
        wanted = sorted(set(ids))
        rows = self.store.rows(_MENTIONED, {"ids": wanted}) if wanted else []
        return {row["id"]: row["mentions"] for row in rows}

    def splits(self, ids: Iterable[str]) -> dict[str, list[Row]]:
        """What was split from these entities: ``split, split_by``."""
        found: dict[str, list[Row]] = {}
        wanted = sorted(set(ids))
        for row in self.store.rows(_SPLITS, {"ids": wanted}) if wanted else ():
            found.setdefault(row["id"], []).append(row)
        return found


def _profile(rows: Sequence[Row], company: Iterable[str]) -> Profile:
    instants = [row["instant"] for row in rows if row["instant"]]
    return Profile(
        frozenset(row["article"] for row in rows),
        frozenset(company),
        frozenset(row["story"] for row in rows if row["story"]),
        frozenset(row["language"] for row in rows if row["language"]),
        min(instants, default=None),
        max(instants, default=None),
    )
