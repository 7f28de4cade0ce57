"""Measures on the simulated world, where the truth is known: stories, families, who was first, clocks, blindspots."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.quality.baselines import earliest, same_headline
from bench.quality.graphs import Measured
from bench.quality.scores import Pair, Score, answered, found_of, pair_scores, pairs, whole_groups

Row = dict[str, Any]
GRAM = 8
"""Words of a shingle, and the containment from which two texts are near-duplicates (the issue's check)."""
NEAR = 0.8
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Truth:
    """``truth.jsonl`` of a world, by URL, story and source."""

    articles: dict[str, Row] = field(default_factory=dict)
    stories: dict[str, Row] = field(default_factory=dict)
    offsets: dict[str, set[float]] = field(default_factory=dict)
    blind: dict[str, set[object]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Truth:
        """Read the file."""
        truth = cls()
        with path.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["row"] == "article":
                    truth.articles[row["url"]] = row
                elif row["row"] == "story":
                    truth.stories[row["story"]] = row
                elif row["row"] == "source":
                    truth.offsets[row["source"]] = {float(m) for m in row["offsets"]}
                    truth.faults[row["source"]] = row["fault"]
                else:
                    truth.blind.setdefault(row["story"], set()).add(row["side"])
        return truth

    def labels(self) -> dict[str, str]:
        """Articles to their story; lists of headlines belong to none."""
        return {url: row["story"] for url, row in self.articles.items() if row["story"]}

    def members(self) -> dict[str, list[str]]:
        """Stories to their articles."""
        found: dict[str, list[str]] = {}
        for url, story in self.labels().items():
            found.setdefault(story, []).append(url)
        return found

    def reports(self) -> dict[str, Row]:
        """The articles that a family is asked of: own newer versions are no copies, lists of headlines no reports."""
        return {u: r for u, r in self.articles.items() if r["kind"] not in {"version", "roundup"}}


@dataclass(slots=True)
class Firsts:
    """Answers to who was first, by story (or story and group), true and by the stamps alone."""

    true: dict[Hashable, set[str]] = field(default_factory=dict)
    ours: dict[Hashable, set[str]] = field(default_factory=dict)
    stamps: dict[Hashable, set[str]] = field(default_factory=dict)

    def scores(self, *, wrong_stamps: bool = False) -> tuple[Score, Score]:
        """Exactly the true set, and inside it; with ``wrong_stamps``, where the earliest stamp answers otherwise."""
        chosen = {k: v for k, v in self.true.items() if not wrong_stamps or self.stamps.get(k) != v}
        return answered(self.ours, chosen)

    def baseline(self) -> tuple[Score, Score]:
        """The same of the stamps alone."""
        return answered(self.stamps, self.true)


def firsts(truth: Truth, measured: Measured) -> Firsts:
    """Who was first in each story."""
    found, members = Firsts(), truth.members()
    for name, row in truth.stories.items():
        found.true[name] = set(row["first"])
        story = measured.story_of(members[name])
        found.ours[name] = measured.first(story).get("all", set()) if story else set()
        held = [url for url, placed in measured.final.items() if placed == story]
        found.stamps[name] = earliest({url: measured.stamps[url] for url in held})
    return found


def firsts_by(truth: Truth, measured: Measured, by: str, group_of: Mapping[str, str]) -> Firsts:
    """Who was first in each story within each group. ``group_of``: an article's group, for the stamps alone."""
    found, members = Firsts(), truth.members()
    for name, row in truth.stories.items():
        story = measured.story_of(members[name])
        answers = measured.first(story, by) if story else {}
        held = [url for url, placed in measured.final.items() if placed == story]
        for group, urls in row["by"][by].items():
            found.true[name, group] = set(urls)
            found.ours[name, group] = answers.get(group, set())
            found.stamps[name, group] = earliest({u: measured.stamps[u] for u in held if group_of.get(u) == group})
    return found


def clocks(truth: Truth, measured: Measured) -> tuple[Score, Score]:
    """Precision and recall of learned offsets, by source; an offset is right within half a minute."""
    told = {source: {float(round(m)) for m in measured.offsets(source)} for source in truth.offsets}
    return found_of(told, truth.offsets)  # type: ignore[arg-type]


def blindspots(truth: Truth, measured: Measured) -> tuple[Score, Score]:
    """Precision and recall of blindspots, by story."""
    members = truth.members()
    placed = {name: measured.story_of(members[name]) for name in truth.stories}
    found = {name: measured.blind(story) if story else set() for name, story in placed.items()}
    return found_of(found, {name: truth.blind.get(name, set()) for name in found})


@dataclass(frozen=True, slots=True)
class Families:
    """Precision and recall of pairs by whom they are told (ours, same headline); recall of identical groups. ``told``:
    as answers put them, where an agency's credit joins translations too."""

    pairs: tuple[Score, Score]
    by_headline: tuple[Score, Score]
    near: Score
    translated: Score
    told: tuple[Score, Score]
    told_translated: Score
    identical: Score
    identical_by_headline: Score


def families(truth: Truth, measured: Measured, texts: Mapping[str, str]) -> Families:
    """How right copy families are: all pairs of different sources, near-duplicates, translations, identical texts."""
    reports = {u: r for u, r in truth.reports().items() if u in measured.final}
    source = {u: r["source"] for u, r in reports.items()}
    story = {u: r["story"] for u, r in reports.items()}
    true = pairs({u: r["family"] for u, r in reports.items()}, source)
    across = {p for p in true if (reports[p[0]]["how"] == "translated") != (reports[p[1]]["how"] == "translated")}
    mine = {u: f for u, f in measured.families().items() if u in reports}
    found = pairs(mine, source)
    told = pairs({u: f for u, f in measured.families_told().items() if u in reports}, source)
    headline = {u: h for u, h in same_headline(measured.headlines).items() if u in reports}
    near = {p for p in true if containment(texts[p[0]], texts[p[1]]) >= NEAR}
    same: dict[str, Hashable] = {u: " ".join(_WORD.findall(texts[u].lower())) for u in reports}
    several = defaultdict(set)
    for url, text in same.items():
        several[text].add(source[url])
    same = {u: t for u, t in same.items() if len(several[t]) > 1}
    return Families(
        pair_scores(found, true - across | (found & across), story),
        pair_scores(pairs(headline, source), true - across, story),
        pair_scores(found, near, story)[1], pair_scores(found, across, story)[1],
        pair_scores(told, true, story), pair_scores(told, across, story)[1],
        whole_groups(mine, same), whole_groups(headline, same),
    )  # fmt: skip


def containment(one: str, other: str) -> float:
    """The part of the shorter text's shingles that the other has."""
    a, b = _grams(one), _grams(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _grams(text: str) -> set[Pair]:
    words = _WORD.findall(text.lower())
    return {tuple(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1)}
