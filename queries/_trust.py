"""Which of contradicting statements to compute with, as it is asked for: newest, most trusted, or a named source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from kg.errors import UsageError
from kg.ids import name_key
from kg.ownership.holdings import Holding, Policy

NEWEST = ["newest"]
MOST_TRUSTED = ["most", "trusted"]
_OTHERS = 3


def policy_of(words: Sequence[str], holdings: Iterable[Holding]) -> Policy:
    """The policy that the words of ``--prefer`` name. Raises UsageError where no source of ``holdings`` has them."""
    seen: dict[str, date] = {}
    for holding in holdings:
        if holding.source:
            seen[holding.source] = max(holding.observed or date.min, seen.get(holding.source, date.min))
    if list(words) == NEWEST or not seen:
        return Policy()
    if list(words) == MOST_TRUSTED:
        return Policy("most-trusted", tuple(sorted(seen, key=lambda s: (rank(s), -seen[s].toordinal(), s))))
    named = sorted(s for s in seen if set(words) <= set(name_key(s).split()))
    if not named:
        raise UsageError(
            f"no source of these holdings is called {' '.join(words)!r}",
            f"--prefer takes newest, most-trusted, or one of: {', '.join(sorted(seen))}",
        )
    return Policy("source", tuple(named))


def rank(source: str) -> int:
    """How near a source stands to the facts, 1 first.

    >>> rank("Handelsregister B"), rank("Le Monde diplomatique"), rank("Wikidata")
    (1, 3, 4)
    """
    return min((_ranks()[word] for word in name_key(source).split() if word in _ranks()), default=_OTHERS)


@cache
def _ranks() -> Mapping[str, int]:
    text = files("queries").joinpath("trust.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {word: int(number) for word, number, _ in rows[1:]}
