"""Count how English words are spelled inside sentences: ``python -m bench.names.cases SAMPLE FOLDER…``.

Writes ``loaders/enrich/cased.tsv``: the percentage of articles with a word in which it has a capital, of words that the
rule (``title_case.by_rule``) gets wrong, and of those that are small by it but now and then a part of a name.
``SAMPLE``: packed lines of JSON with the articles' text; of each labelled folder only the half that is for tuning is
read. What is shipped was counted over the 3,000 articles of the sample and the tuned half of
stanfordnlp/en-worldwide-newswire.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bench.labelled import read
from loaders.enrich import title_case
from loaders.enrich.terms import frequency
from loaders.enrich.title_case import COMMON, LANGUAGE, MIDDLING, STRONG, WORD, by_rule, in_names

LEAST = 3
"""Articles in which a word must have a capital that it has a row for that."""
LEAST_SMALL = 12
"""Articles in which a rarer word, or a namesake of a place, must have none. With 3 the table has 8,500 words instead of
3,200, and F1 of names in title case was .006 higher on the half that was counted."""
_WORDS_OF_LINE = 6
"""Words of a line of running text, at least."""
_CAPITALS = 0.5
"""Share of capitals among a line's longer words above which it is a heading."""
_LONGER = 3
_BEGINS_AFTER = frozenset(".!?:;\"“”‘’'`(*-–—•|[")

Counts = Mapping[str, tuple[int, int]]
"""Articles by word in small letters: in which it has a capital inside a sentence, in which it has none there."""


def counts(texts: Iterable[str]) -> Counts:
    """How words are spelled inside sentences. First words, those after quotes, colons and the like, headings, words in
    capitals and in camel case don't count, nor do the words of listed names, which keep their capitals anyway."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        inside = set(_inside(text))
        capital.update({word.lower() for word in inside if word[0].isupper()})
        small.update({word for word in inside if word[0].islower()})
    return {word: (capital[word], small[word]) for word in {*capital, *small}}


def _inside(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        words = list(WORD.finditer(line))
        longer = [word[0] for word in words if len(word[0]) > _LONGER]
        if len(words) < _WORDS_OF_LINE or sum(word[0].isupper() for word in longer) > _CAPITALS * len(longer):
            continue
        named = set(in_names(line, words))
        for at, found in enumerate(words):
            before = line[: found.start()].rstrip()
            word = re.sub("'s$", "", found[0].replace("’", "'"))
            if at not in named and before and before[-1] not in _BEGINS_AFTER and word[1:] == word[1:].lower():
                yield word


def rows(found: Counts) -> Mapping[str, int]:
    """Percentages of the words that get a row. The forms of words that have one are decided by theirs."""
    table: dict[str, int] = {}
    for stems in (True, False):
        shares = {word: percent / 100 for word, percent in table.items()}
        for word, (capital, small) in found.items():
            if stems and frequency(word, LANGUAGE) < COMMON:
                continue
            share, rule = capital / (capital + small), by_rule(word, shares)
            wrong = share <= STRONG and small >= LEAST_SMALL if rule else share >= MIDDLING and capital >= LEAST
            if wrong:
                table[word] = round(100 * share)
    return table


def _texts(sample: Path, folders: Iterable[Path]) -> Iterator[str]:
    with gzip.open(sample, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = record.get("content_original") or record["content"]
            yield text.replace(" . ", ". ").replace(" , ", ", ")
    for folder in folders:
        yield from (article.whole for article in read(folder) if not article.reported)


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.names.cases", description=__doc__)
    parser.add_argument("sample", type=Path)
    parser.add_argument("folder", nargs="*", type=Path)
    parser.add_argument("--to", type=Path, default=Path(title_case.__file__).with_name("cased.tsv"))
    given = parser.parse_args()
    table = rows(counts(_texts(given.sample, given.folder)))
    lines = ["word\tpercent\n", *(f"{word}\t{percent}\n" for word, percent in sorted(table.items()))]
    given.to.write_text("".join(lines), "utf-8")
    print(f"{len(table):,} words")


if __name__ == "__main__":
    main()
