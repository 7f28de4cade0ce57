"""All that ``make quality`` measures: one function a material, each yielding rows of the table."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.quality import corpora
from bench.quality.baselines import nearest_centroid
from bench.quality.causes import told
from bench.quality.corpora import Corpus, Row
from bench.quality.corrected import correct
from bench.quality.graphs import Measured, loaded, within_the_hour
from bench.quality.scores import Clustering, Score, answered, clustering, pair_scores, pairs
from bench.quality.worlds import Truth, blindspots, clocks, families, firsts, firsts_by
from bench.world.generate import Settings
from bench.world.write import write

CENTROID, CENTROID_WORLD = 0.1, 0.3
"""Cosine from which the baseline joins; the best on the halves of the corpora that are tuned on, and on the world of
seed 1."""
LEAD = 300
_COUNTRIES = "MATCH (s:Source) RETURN s.id AS id, s.country AS country"


@dataclass(frozen=True, slots=True)
class Measure:
    """A row: what was measured on what, ours, the baseline (None: there is none), and what is asked of it."""

    on: str
    what: str
    ours: Score
    baseline: Score | None = None
    asked: str = ""
    unit: str = "stories"


def labelled(corpus: Corpus, asked: str = "") -> Iterator[Measure]:
    """Stories of a labelled corpus, at arrival and at the end."""
    with loaded(corpus.records) as measured:
        texts = [(r["url"], f"{r['headline']} {r.get('text', '')[:LEAD]}") for r in corpus.records]
        yield from _stories(corpus.name, measured, corpus.stories, nearest_centroid(texts, CENTROID), asked)


def _stories(
    on: str, measured: Measured, true: dict[str, str], plain: Mapping[str, int], asked: str
) -> Iterator[Measure]:
    final: Clustering = clustering(measured.final, true)
    arrival = clustering(measured.arrival, true)
    nearest = clustering(plain, true)
    yield Measure(on, "stories at the end, B-cubed F1", final.f1, nearest.f1, asked)
    yield Measure(on, "— precision", final.precision, nearest.precision)
    yield Measure(on, "— recall", final.recall, nearest.recall)
    yield Measure(on, "— V-measure", final.v_measure, nearest.v_measure)
    yield Measure(on, "stories at arrival, B-cubed F1", arrival.f1, nearest.f1)


def demo() -> Iterator[Measure]:
    """The bundled sample."""
    corpus, expected = corpora.demo(), corpora.demo_expected()
    with loaded(corpus.records, corpora.demo_tables()) as measured:
        yield Measure("demo", "stories at the end, B-cubed F1", clustering(measured.final, corpus.stories).f1)
        family = {u: n for n, f in enumerate(expected["families"]) for u in (f["originator"], *f["copies"])}
        alone: dict[str, Hashable] = {u: family.get(u, u) for u in corpus.stories}
        source = {r["url"]: r.get("source") for r in corpus.records}
        mine = {u: f for u, f in measured.families().items() if u in alone}
        precision, recall = pair_scores(pairs(mine, source), pairs(alone, source), corpus.stories)
        yield Measure("demo", "families, pair precision", precision, unit="pairs")
        yield Measure("demo", "families, pair recall", recall, unit="pairs")
        true = {name: set(row["first"]) for name, row in expected["first"].items()}
        urls = {name: row["urls"] for name, row in expected["stories"].items()}
        ours = {}
        for name in true:
            story = measured.story_of(urls[name])
            ours[name] = measured.first(story).get("all", set()) if story else set()
        exact, inside = answered(ours, true)
        yield Measure("demo", "first: exactly the true set", exact)
        yield Measure("demo", "first: inside the true set", inside)


def world(settings: Settings, *, why: bool = False) -> Iterator[Measure]:
    """The simulated world; with ``why``, mistakes by cause are printed too."""
    on = f"world, {'leads' if settings.leads else 'full texts'}"
    with TemporaryDirectory(prefix="newskg-world-") as name:
        folder = Path(name)
        write(settings, folder)
        with loaded(folder / "articles.jsonl", folder) as measured:
            truth = Truth.read(folder / "truth.jsonl")
            with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
                records = [json.loads(line) for line in lines]
            yield from of_world(on, truth, measured, records)
            if why:
                print(*told(truth, measured, {r["url"]: r for r in records}), sep="\n", flush=True)
            final = dict(measured.final)
            correct(truth, measured)
            exact, inside = firsts(truth, measured).scores()
            yield Measure(on, "first, given the true stories and families: exactly", exact)
            yield Measure(on, "first, given the true stories and families: inside", inside)
            if why:
                print(*told(truth, measured, {r["url"]: r for r in records}), sep="\n", flush=True)
        if settings.leads:
            with loaded(within_the_hour(records), folder) as again:
                yield Measure(
                    on, "two orders within the hour, B-cubed F1", clustering(again.final, final).f1, None, ".99"
                )


def of_world(on: str, truth: Truth, measured: Measured, records: Sequence[Row]) -> Iterator[Measure]:
    """All measures of a loaded world."""
    texts = {r["url"]: r["text"] for r in records}
    order = [(r["url"], f"{r['headline']} {r['text'][:LEAD]}") for r in records]
    yield from _stories(on, measured, truth.labels(), nearest_centroid(order, CENTROID_WORLD), ".88, hoped .95")
    copies = families(truth, measured, texts)
    yield Measure(on, "families, pair precision", copies.pairs[0], copies.by_headline[0], ".98", "pairs")
    yield Measure(on, "— pair recall, same language", copies.pairs[1], copies.by_headline[1], unit="pairs")
    yield Measure(on, "— pair recall, 8-gram containment ≥ .8", copies.near, None, ".97", "pairs")
    yield Measure(on, "— pair recall, translations", copies.translated, None, unit="pairs")
    yield Measure(on, "families as kg story tells them, pair precision", copies.told[0], None, ".98", "pairs")
    yield Measure(on, "— pair recall, as told", copies.told[1], None, unit="pairs")
    yield Measure(on, "— pair recall, translations, as told", copies.told_translated, None, unit="pairs")
    yield Measure(
        on, "— groups of identical texts kept whole", copies.identical, copies.identical_by_headline, ".97", "groups"
    )
    overall = firsts(truth, measured)
    exact, inside = overall.scores()
    by_stamp = overall.baseline()
    yield Measure(on, "first: exactly the true set", exact, by_stamp[0], ".90, hoped .97")
    yield Measure(on, "first: inside the true set", inside, by_stamp[1], ".92, hoped .98")
    exact, inside = overall.scores(wrong_stamps=True)
    yield Measure(on, "— where the earliest stamp is wrong: exactly", exact)
    yield Measure(on, "— where the earliest stamp is wrong: inside", inside)
    sources = {r["id"]: r["country"] for r in measured.graph.rows(_COUNTRIES)}
    countries = {u: sources.get(r["source"]) or "" for u, r in truth.articles.items()}
    by_country = firsts_by(truth, measured, "country", countries)
    yield Measure(on, "first by country: exactly", by_country.scores()[0], by_country.baseline()[0], ".88, hoped .95",
                  "stories × countries")  # fmt: skip
    yield Measure(on, "first by country: inside", by_country.scores()[1], by_country.baseline()[1],
                  unit="stories × countries")  # fmt: skip
    precision, recall = clocks(truth, measured)
    yield Measure(on, "clock offsets, precision", precision, None, ".95", "sources")
    yield Measure(on, "clock offsets, recall", recall, None, ".8", "sources")
    precision, recall = blindspots(truth, measured)
    yield Measure(on, "blindspots, precision", precision)
    yield Measure(on, "blindspots, recall", recall)
