"""Stories that mention an owner's group, and which of its outlets and of their peers cover them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kg.ownership.disclosure import Told, tells
from kg.ownership.holdings import Node
from kg.query import Row
from queries._gaps_of import collected
from queries._own_group import GroupOverTime

AS_IT_STANDS = "as it stands"
"""Instead of a judgement: the name stands so in headline or excerpt, where no model finds names."""
_KINDS = {"person": "Person"}
_INSTITUTION = "Institution"


@dataclass(slots=True)
class Affected:
    """A story that mentions the group. ``mentions``: names of whom it mentions, and in how many articles."""

    story: str
    headline: str | None
    first: date
    last: date
    mentions: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one outlet made of one story: its articles with what they disclose; none: it is missing there."""

    story: Affected
    source: str
    articles: tuple[tuple[Row, Told], ...] = ()


@dataclass(slots=True)
class Comparison:
    """Own outlets and peers over all affected stories. ``unseen``: own outlets that weren't collected then."""

    own: list[Outcome] = field(default_factory=list)
    unseen: list[tuple[str, str]] = field(default_factory=list)
    peers: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """By country and language: own outlets that cover and that don't, peers that cover and that don't."""

    def total(self) -> tuple[int, int, int, int]:
        """The counts over all countries and languages in which there are peers to compare with."""
        compared = [c for c in self.counts.values() if c[2] + c[3]]
        own_in, own_out, peers_in, peers_out = (sum(c[i] for c in compared) for i in range(4))
        return own_in, own_out, peers_in, peers_out


def affected(rows: Iterable[Row], group: GroupOverTime, until: date) -> list[Affected]:
    """The stories of ``rows`` (owner, entity, kind, judgement, story, days …) whose mentions are of the group then.

    A name means the owner that is spelled so and is of its kind, unless a decision says whom it means.
    """
    rows = list(rows)
    different = {(r["owner"], r["entity"]) for r in rows if r["judgement"] == "different"}
    found: dict[str, Affected] = {}
    seen: dict[tuple[str, str], set[str]] = {}
    for row in sorted(rows, key=lambda r: (r["story"], r["entity"], r["owner"], r["article"])):
        if row["day"] is None or row["first"] is None or row["day"] > until:
            continue
        means = row["judgement"] in {"same", AS_IT_STANDS} or (
            row["judgement"] is None and (row["owner"], row["entity"]) not in different and _fits(row)
        )
        if not means or Node("owner", row["owner"]) not in group.on(row["day"]).members:
            continue
        story = found.setdefault(
            row["story"], Affected(row["story"], row["headline"], row["first"], min(row["last"], until))
        )
        seen.setdefault((row["story"], row["entity_name"]), set()).add(row["article"])
        story.mentions[row["entity_name"]] = len(seen[row["story"], row["entity_name"]])
    return sorted(found.values(), key=lambda s: (s.first, s.story))


def _fits(row: Row) -> bool:
    """Whether the name found is of the owner's kind. Of a name of several words, person and institution are one: which
    of both it is, models for names often take amiss."""
    wanted = _KINDS.get(row["owner_kind"] or "", _INSTITUTION)
    either = row["owner_kind"] is None or " " in row["entity_name"].strip()
    return row["entity_kind"] == wanted or (either and row["entity_kind"] in {"Person", _INSTITUTION})


def compare(
    stories: Sequence[Affected], articles: Iterable[Row], sources: Iterable[Row], group: GroupOverTime, until: date
) -> Comparison:
    """Who covers which of the stories. ``articles``: story, source, article, url, day …; ``sources``: days in order."""
    known = {row["source"]: row for row in sources}
    by_story: dict[str, dict[str, list[Row]]] = {}
    for row in articles:
        if row["day"] is None or row["day"] <= until:
            by_story.setdefault(row["story"], {}).setdefault(row["source"], []).append(row)
    done = Comparison()
    for story in stories:
        _one(story, by_story.get(story.story, {}), known, group, done)
    return done


def _one(
    story: Affected, covering: Mapping[str, list[Row]], known: Mapping[str, Row], group: GroupOverTime, done: Comparison
) -> None:
    then = group.on(story.first).outlets
    own = {s for s in then if s in known} | {
        s for s, several in covering.items() if any(_is_own(s, r["day"] or story.first, group) for r in several)
    }
    held = {s for s, row in known.items() if collected(row["days"], story.first, story.last)}
    places: dict[tuple[str, str], list[int]] = {}
    for source in sorted(own):
        if source not in covering and source not in held:
            done.unseen.append((story.story, source))
            continue
        done.own.append(Outcome(story, source, tuple(_told(covering.get(source, ()), story, group))))
        if place := _place(known.get(source)):
            places.setdefault(place, [0, 0, 0, 0])[source not in covering] += 1
    for place, counts in places.items():
        peers = {s for s, row in known.items() if _place(row) == place and s not in own}
        counts[2] = sum(s in covering for s in peers)
        counts[3] = sum(s in held and s not in covering for s in peers)
        done.peers.setdefault(place, set()).update(s for s in peers if s in covering or s in held)
        total = done.counts.setdefault(place, [0, 0, 0, 0])
        for i in range(4):
            total[i] += counts[i]


def _is_own(source: str, day: date, group: GroupOverTime) -> bool:
    return source in group.on(day).outlets


def _told(several: Iterable[Row], story: Affected, group: GroupOverTime) -> list[tuple[Row, Told]]:
    """The articles in order, each with whether it discloses a tie to the group of its own day."""
    ordered = sorted(several, key=lambda r: (r["day"] or date.max, r["url"] or "", r["article"]))
    return [
        (r, tells(r["ties"], r["ties_searched"], group.on(r["day"] or story.first).owners(group.stated)))
        for r in ordered
    ]


def _place(source: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """Country and language, by which outlets are peers; None where one isn't known."""
    if source is None or not source["country"] or not source["language"]:
        return None
    return source["country"], source["language"]
