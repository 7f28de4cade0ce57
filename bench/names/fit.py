"""Fit the weights of names' kinds on labelled English news: ``python -m bench.names.fit FOLDER… --model PIPELINE…``.

Writes ``loaders/enrich/kinds.tsv``. Of each folder only the half that is for tuning is read, of those after ``--whole``
all. The weights shipped are fitted on the tuned half of stanfordnlp/en-worldwide-newswire and on the prose among the
training articles of CoNLL-2003 (those of more than three sentences, most of their words in sentences of eight words and
more), on what the small and the medium English pipeline find there.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.labelled import Labelled, read
from loaders.enrich.kinds import features
from loaders.enrich.makeup import Feature
from loaders.enrich.models import Installed, Kind, Span, Tagger, look
from loaders.enrich.occurrences import weighed
from loaders.enrich.readable import readable
from loaders.enrich.sweep import capitalised

CLASSES = ("Person", "Place", "Institution", None)
WORDED = (
    "before", "before that", "after", "after that", "between", "article", "last", "first", "ends", "last ends",
    "inside", "alone",
)  # fmt: skip
LEAST_ARTICLES = 2
"""Articles in which a word must stand to have a weight."""
RIDGE = 3.0
"""Strength of the penalty on the weights' squares."""
OVERLAPS = 0.3
"""What a form counts that overlaps with a labelled name without being it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A form of an article: its features, the class it should get, how much it counts."""

    article: str
    features: list[Feature]
    wanted: int
    counts: float


def rows(articles: Sequence[Labelled], spans: Sequence[Sequence[Span]], language: str = "en") -> Iterator[Row]:
    """All forms of labelled articles, ``spans`` being what a model found in their readable texts."""
    for article, found in zip(articles, spans, strict=True):
        ready = readable(article.whole, len(article.headline), language)
        _, forms, short, _ = weighed(found, ready.text, capitalised(ready.text), language)
        gold: dict[str, Counter[Kind]] = defaultdict(Counter)
        for label in article.labels:
            gold[article.whole[label.start : label.end]][label.kind] += 1
        bound: Set[str] = {*short, *short.values()}
        for key, some in features(forms, ready.text, language, bound):
            at = [ready.span(*each) for each in forms[key].at]
            said: Counter[Kind] = Counter()
            for start, end in at:
                said += gold.get(article.whole[start:end], Counter())
            if said:
                yield Row(article.id, some, CLASSES.index(said.most_common(1)[0][0]), 1.0)
                continue
            over = [
                label.kind
                for start, end in at[:4]
                for label in article.labels
                if label.start < end and start < label.end
            ]
            if over and forms[key].votes:
                yield Row(article.id, some, CLASSES.index(over[-1]), OVERLAPS)
            else:
                yield Row(article.id, some, CLASSES.index(None), 1.0)


def fitted(some: Sequence[Row], *, words: bool) -> Mapping[tuple[str, str], NDArray[np.float64]]:
    """Weights by slot and word: four each, for the classes."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    bearing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in some:
        for slot, word, _ in row.features:
            if words or slot not in WORDED:
                bearing[slot, word].add(row.article)
    kept = sorted(key for key, articles in bearing.items() if key[0] not in WORDED or len(articles) >= LEAST_ARTICLES)
    column = {key: at for at, key in enumerate(kept)}
    cells = [
        (at, column[slot, word], value)
        for at, row in enumerate(some)
        for slot, word, value in row.features
        if (slot, word) in column
    ]
    lines, columns, values = zip(*cells, strict=True)
    matrix = csr_matrix((values, (lines, columns)), shape=(len(some), len(kept)))
    wanted, counts = np.array([row.wanted for row in some]), np.array([row.counts for row in some])
    target = np.eye(len(CLASSES))[wanted]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat.reshape(len(kept), len(CLASSES))
        scores = matrix @ table
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        wrong = -(counts * np.log((shares * target).sum(axis=1) + 1e-12)).sum() + RIDGE / 2 * (table**2).sum()
        slope = matrix.T @ (counts[:, None] * (shares - target)) + RIDGE * table
        return float(wrong), np.asarray(slope).ravel()

    found = minimize(loss, np.zeros(len(kept) * len(CLASSES)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    table = found.x.reshape(len(kept), len(CLASSES))
    return dict(zip(kept, table, strict=True))


def lines(tables: Mapping[str, Mapping[tuple[str, str], NDArray[np.float64]]]) -> Iterator[str]:
    """The file, by language; weights to three places, words that weigh next to nothing left out."""
    yield "language\tslot\tword\tperson\tplace\tinstitution\tnothing"
    for language, table in tables.items():
        for (slot, word), weights in sorted(table.items()):
            if slot not in WORDED or np.abs(weights).max() >= 0.05:
                yield "\t".join((language, slot, word, *(f"{weight:.3f}" for weight in weights)))


def main() -> None:
    """Fit and write."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(prog="python -m bench.names.fit", description=__doc__)
    parser.add_argument("location", nargs="+", type=Path)
    parser.add_argument(
        "--whole", action="append", default=[], type=Path, help="a folder that is for tuning as a whole"
    )
    parser.add_argument("--model", action="append", required=True, help="a pipeline whose names are weighed")
    given = parser.parse_args()
    articles = [one for location in given.location for one in read(location) if not one.reported]
    articles += [one for location in given.whole for one in read(location)]
    texts = [readable(one.whole, len(one.headline), "en").text for one in articles]
    found: list[Row] = []
    for model in given.model:
        installed = look(model)
        if not isinstance(installed, Installed):
            raise SystemExit(f"{model} is not here")
        found += rows(articles, [spans for _, spans in Tagger(installed).tag(enumerate(texts))])
    write(found)


def write(found: Sequence[Row]) -> None:
    """Weights without words for any language, and with words for English."""
    tables = {"": fitted(found, words=False), "en": fitted(found, words=True)}
    path = Path(__file__).parents[2] / "loaders" / "enrich" / "kinds.tsv"
    path.write_text("\n".join(lines(tables)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
