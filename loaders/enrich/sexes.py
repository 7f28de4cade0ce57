"""Whether a title or a given name is a man's or a woman's (``sexes.tsv``): it keeps two of one family apart."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from kg.ids import name_key

Sex = Literal["man", "woman"]


@lru_cache(maxsize=1)
def _table() -> Mapping[tuple[str, str], Sex]:
    """By language (empty for given names) and key; names that both have are left out."""
    found: dict[tuple[str, str], set[Sex]] = {}
    with files(__package__).joinpath("sexes.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            sex: Sex = "woman" if row["kind"].endswith("woman") else "man"
            found.setdefault((row["language"], name_key(row["word"])), set()).add(sex)
    return {key: next(iter(sexes)) for key, sexes in found.items() if len(sexes) == 1}


def sex_of_given(key: str) -> Sex | None:
    """By a given name's key.

    >>> sex_of_given("laura"), sex_of_given("robin")
    ('woman', None)
    """
    return _table().get(("", key))


def sex_of_title(before: str, language: str) -> Sex | None:
    """By the last word before a name.

    >>> sex_of_title("said Mrs. ", "en"), sex_of_title("said ", "en")
    ('woman', None)
    """
    words = before.split()
    return _table().get((language, name_key(words[-1]))) if words else None
