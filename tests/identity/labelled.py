"""The labelled pairs and what is told of them: public names and invented ones, what stands around them set by hand."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from loaders.identity.blocks import keys_of, partner_key
from loaders.identity.context import Profile
from loaders.identity.decide import Named, Verdict, decide

PAIRS = Path(__file__).with_name("pairs.tsv")


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
