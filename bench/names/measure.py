"""Names found by plain spaCy and by us in labelled articles, and lines that compare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bench.labelled import Labelled
from bench.names.score import Score, b_cubed, loose, of_sets
from kg.ids import entity_id
from loaders.enrich.entities import Namer
from loaders.enrich.models import Installed, Kind, Tagger
from loaders.enrich.names import identified, named
from loaders.enrich.readable import readable

KINDS: tuple[Kind, ...] = ("Person", "Place", "Institution")
Spans = list[tuple[int, int, Kind]]


def measure(articles: Sequence[Labelled], models: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Lines: for each language with a model names and spans; for all identities, given the labelled spans."""
    namer = Namer(models=models)
    for language in sorted({article.language for article in articles}):
        some = [article for article in articles if article.language == language]
        installed = namer.installed(language)
        if installed is None:
            yield f"{language}: {len(some)} articles, no model here"
            continue
        plain, ours = _both(installed, some, language)
        names = _names(some, plain, ours)
        yield f"{language}: {len(some)} articles, {installed.label}; F1 of names plain -> ours: {names}"
        yield f"{language}: spans, strict {_strict(some, plain).f1:.3f} -> {_strict(some, ours).f1:.3f}, " \
              f"loose {_loose(some, plain).f1:.3f} -> {_loose(some, ours).f1:.3f}"  # fmt: skip
    if any(label.identity for article in articles for label in article.labels):
        within, across = identities(articles)
        yield f"identities given the spans, B-cubed: within an article {_three(within)}, across {_three(across)}"


def _both(installed: Installed, articles: Sequence[Labelled], language: str) -> tuple[list[Spans], list[Spans]]:
    tagger = Tagger(installed)
    plain = [spans for _, spans in tagger.tag((at, article.whole) for at, article in enumerate(articles))]
    ready = [readable(article.whole, len(article.headline), language) for article in articles]
    ours: list[Spans] = []
    for at, spans in tagger.tag((at, one.text) for at, one in enumerate(ready)):
        groups = named(spans, ready[at].text, len(articles[at].headline), language)
        ours.append(sorted((*ready[at].span(o.start, o.end), g.kind) for g in groups for o in g.occurrences))
    return plain, ours


def _within(article: Labelled, spans: Spans) -> Spans:
    first, last = article.span
    return [span for span in spans if span[0] >= first and span[1] <= last]


def _gold(article: Labelled) -> Spans:
    return [(label.start, label.end, label.kind) for label in article.labels]


def _named(articles: Sequence[Labelled], spans: Sequence[Spans]) -> set[object]:
    return {
        (article.id, article.whole[start:end], kind)
        for article, some in zip(articles, spans, strict=True)
        for start, end, kind in _within(article, some)
    }


def _names(articles: Sequence[Labelled], plain: Sequence[Spans], ours: Sequence[Spans]) -> str:
    gold, before, after = (_named(articles, spans) for spans in ([_gold(a) for a in articles], plain, ours))
    parts = [f"all {of_sets(gold, before).f1:.3f} -> {of_sets(gold, after).f1:.3f}"]
    for kind in KINDS:
        some = [{one for one in names if one[2] == kind} for names in (gold, before, after)]  # type: ignore[index]
        parts.append(f"{kind} {of_sets(some[0], some[1]).f1:.3f} -> {of_sets(some[0], some[2]).f1:.3f}")
    return ", ".join(parts)


def _strict(articles: Sequence[Labelled], spans: Sequence[Spans]) -> Score:
    gold = {(a.id, *label) for a in articles for label in _gold(a)}
    return of_sets(gold, {(a.id, *span) for a, some in zip(articles, spans, strict=True) for span in _within(a, some)})


def _loose(articles: Sequence[Labelled], spans: Sequence[Spans]) -> Score:
    counts = [loose(_gold(a), _within(a, some)) for a, some in zip(articles, spans, strict=True)]
    right, labelled, found = (sum(each) for each in zip(*counts, strict=True))
    return Score(right / (found or 1), right / (labelled or 1))


def identities(articles: Sequence[Labelled]) -> tuple[Score, Score]:
    """B-cubed within and across articles, the labelled spans given as if a model had found them: what is scored is who
    is who. A labelled span that no name covers exactly counts as a thing of its own."""
    within, across = [], []
    for article in articles:
        text = article.whole
        groups = identified(named(_gold(article), text, len(article.headline), article.language), text)
        nodes = {
            (one.start, one.end): details.entity or entity_id(group.kind, group.name)
            for group, details in groups
            for one in group.occurrences
        }
        for label in article.labels:
            if label.identity is None:
                continue
            node = nodes.get((label.start, label.end), f"{article.id} {label.start}")
            within.append(((article.id, label.identity), (article.id, node)))
            own = f"{article.id} {label.identity}" if label.identity.startswith("?") else label.identity
            across.append((own, node))
    return b_cubed(within), b_cubed(across)


def _three(score: Score) -> str:
    return f"P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}"
