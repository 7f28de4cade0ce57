"""A language's words that are no part of a name, from ``words.tsv``."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """One language's. The two patterns match at the start of a name, the sets hold folded words without a last dot.
    ``leads``: first words of titles and articles; ``page``: words that pictures and links add to a person's name."""

    articles: re.Pattern[str]
    titles: re.Pattern[str]
    titles_alone: frozenset[str]
    leads: frozenset[str]
    alone: frozenset[str]
    months: frozenset[str]
    keeps: frozenset[str]
    page: frozenset[str]


_ANY = ""
"""Language of the rows that hold in every one."""


@lru_cache(maxsize=1)
def _table() -> Mapping[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    with files(__package__).joinpath("words.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            word = row["word"] if row["kind"] == "article" else row["word"].casefold()
            found.setdefault((row["language"], row["kind"]), set()).add(word)
    return {key: frozenset(words) for key, words in found.items()}


def of_any(kind: str) -> frozenset[str]:
    """Folded words that hold in every language: ``abbreviation``, ``generation``, ``particle``, ``twice``."""
    return _table().get((_ANY, kind), frozenset())


def demonyms(language: str) -> frozenset[str]:
    """Folded names of peoples, languages and religions."""
    return _table().get((language, "demonym"), frozenset())


@lru_cache(maxsize=64)
def words_of(language: str) -> Words:
    """The words of a language; a language without rows has none, and its names are only rid of punctuation."""

    def of(kind: str) -> frozenset[str]:
        return _table().get((language, kind), frozenset())

    def dotless(*kinds: str) -> frozenset[str]:
        return frozenset(word.rstrip(".").casefold() for kind in kinds for word in of(kind))

    return Words(
        articles=_leading(of("article"), "", 0),  # in capitals only English ones: "The Senate", but "Le Monde"
        titles=_leading(of("title"), r"\.?", re.IGNORECASE),
        titles_alone=dotless("title"),
        leads=frozenset(word.split()[0].rstrip(".") for word in dotless("title", "article")),
        alone=dotless("weekday", "demonym", "title", "article"),
        months=dotless("month"),
        keeps=of("keeps"),
        page=of("page"),
    )


def _leading(words: Iterable[str], dot: str, flags: int) -> re.Pattern[str]:
    """Any of the words and the white space after it, where something follows; an elided one (``l'``) needs none."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    parts = [rf"{re.escape(w[:-1])}['’]" if w.endswith("'") else rf"{re.escape(w)}{dot}\s+" for w in longest_first]
    return re.compile(rf"(?:{'|'.join(parts)})(?=\S)" if parts else r"(?!)", flags)
