"""The labelled pairs and what is told of them: public names and invented ones, what stands around them set by hand."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from loaders.identity.blocks import keys_of, partner_key
from loaders.identity.context import Profile
from loaders.identity.decide import Named, Verdict, decide

PAIRS = Path(__file__).with_name("pairs.tsv")
LABELS = Path(__file__).with_name("labels.tsv")
"""Members of parliaments as Wikidata labels them (CC0) in two languages, split by their ids, not chosen by hand: one
person's two names, as many words in each; and two people's names that share a key."""


@dataclass(frozen=True)
class Labelled:
    half: str
    a: Named
    b: Named
    same: bool
    near: tuple[Profile, Profile]

    @property
    def blocked(self) -> bool:
        """Whether a key brings them together."""
        mine, other = (dict(keys_of(n.kind, n.name)) for n in (self.a, self.b))
        return any(partner_key(name, key) == other.get(name) for name, key in mine.items())

    def verdict(self) -> Verdict:
        return decide(self.a, self.b, self.near)


def labelled() -> list[Labelled]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [_pair(row) for row in csv.DictReader(file, delimiter="\t")]


def labels() -> list[Labelled]:
    """The same person's names with some context, two people's with a little."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return [_label(row) for row in csv.DictReader(file, delimiter="\t")]


def _label(row: dict[str, str]) -> Labelled:
    same = row["truth"] == "same"
    about = {"kind": "Person", "company": "3" if same else "1", "stories": "1" if same else "0", "together": "0"}
    return _pair({**row, **about, "languages_a": row["language_a"], "languages_b": row["language_b"]})


def of(kind: str, a: str, b: str, languages: tuple[str, str] = ("en", "xx")) -> Labelled:
    """A pair with what stands around one person's names, in two languages or one."""
    return _pair({
        "half": "", "kind": kind, "a": a, "b": b, "truth": "", "languages_a": languages[0],
        "languages_b": languages[1], "company": "3", "stories": "1", "together": "0",
    })  # fmt: skip


def _pair(row: dict[str, str]) -> Labelled:
    company = frozenset(f"c{n}" for n in range(int(row["company"])))
    stories = frozenset(f"s{n}" for n in range(int(row["stories"])))
    both = frozenset({"both"}) if row["together"] == "1" else frozenset()
    near = tuple(
        Profile(
            articles=both | {f"article-{side}"}, company=company, stories=stories,
            languages=frozenset({row[f"languages_{side}"]}),
        )
        for side in "ab"
    )  # fmt: skip
    a, b = (Named(f"{row['kind']}:{side}", row["kind"], row[side]) for side in "ab")
    return Labelled(row["half"], a, b, row["truth"] == "same", near)  # type: ignore[arg-type]


def scores(pairs: list[Labelled]) -> tuple[float, float, int]:
    """Precision and recall at 'same' of what a key brings together, and how many are said to be the same."""
    said = [p for p in pairs if p.blocked and p.verdict().judgement == "same"]
    right = sum(p.same for p in said)
    return right / max(1, len(said)), right / max(1, sum(p.same for p in pairs)), len(said)
