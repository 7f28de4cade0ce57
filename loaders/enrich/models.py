"""spaCy pipelines: which one a language has, whether it fits, and how it is loaded so that it tags fast."""

from __future__ import annotations

import csv
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, TypeVar

from kg.errors import NewsKGError
from loaders.enrich.token_vectors import hasten

Kind = Literal["Person", "Place", "Institution"]
Span = tuple[int, int, Kind]
"""Start and end in characters, and the kind."""
Key = TypeVar("Key")

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("PERSON", "PER", "PRS", "PERSNAME", "PS"), "Person"),
    **dict.fromkeys(("GPE", "GPE_LOC", "LOC", "LC", "FAC", "FACILITY", "PLACENAME", "GEOGNAME"), "Place"),
    **dict.fromkeys(("ORG", "GPE_ORG", "OG", "ORGANIZATION", "ORGNAME"), "Institution"),
}
"""Labels of spaCy's published pipelines, in capitals. OntoNotes and WikiNER first; PRS is Swedish (SUC), …NAME Polish
(NKJP), two letters Korean (KLUE). What isn't here (NORP, MISC, dates, works…) is no node."""

BATCH = 32
"""Texts a batch. 32 and 64 are the same here, 8 and 128 are 3 % slower."""

BATCH_CHARACTERS = 200_000
"""Characters a batch, so that 32 very long articles don't take gigabytes of matrices."""

LONGEST_WORD = 100
"""Characters without white space that are still tagged; no name has a longer word, but spaCy's tokenizer takes a time
that grows with its square: 90,000 brackets in a row take minutes."""

WARM = 60_000
"""Distinct words kept for good, about 10 MB: from then on a batch's new words are forgotten with the batch, or a
load of millions of articles would hold every typing error and every number of them."""


READ_AS_WELL = "3.7.5"
"""The last release before 3.8, which changed no file of a pipeline: the medium English one is of that time."""


_OVERLONG = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pipeline that a language may have, and the command that installs it."""

    model: str
    install: str


@dataclass(frozen=True, slots=True)
class Installed:
    """A pipeline that is here and fits: where it loads from, its components to leave out, its name for the graph."""

    location: str
    exclude: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A pipeline that can't be used. ``reason`` is empty where it simply isn't installed."""

    reason: str = ""


@lru_cache(maxsize=1)
def candidates() -> Mapping[str, tuple[Candidate, ...]]:
    """Published pipelines by language, the one to take first (``models.tsv``)."""
    found: dict[str, list[Candidate]] = {}
    with files(__package__).joinpath("models.tsv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            found.setdefault(row["language"], []).append(Candidate(row["model"], row["install"]))
    return {language: tuple(several) for language, several in found.items()}


def look(model: str) -> Installed | Absent:
    """Whether a pipeline (a package's name, or a folder written by ``nlp.to_disk``) is here and fits. Loads nothing."""
    folder = _folder(model)
    if folder is None:
        return Absent()
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        config = _config(folder, meta)
    except (OSError, ValueError) as error:
        return Absent(f"{model} can't be read ({error})")
    label = f"{meta.get('lang')}_{meta.get('name')} {meta.get('version')}"
    if "ner" not in config["nlp"]["pipeline"]:
        return Absent(f"{label} finds no names")
    if wrong := _misfit(meta):
        return Absent(f"{label} {wrong}")
    needed = _needed(config)
    return Installed(model, tuple(name for name in config["nlp"]["pipeline"] if name not in needed), label)


def _folder(model: str) -> Path | None:
    if model.isidentifier():
        spec = find_spec(model)
        if spec is not None and spec.origin is not None:
            return Path(spec.origin).parent
    folder = Path(model)
    return folder if (folder / "meta.json").is_file() else None


def _config(folder: Path, meta: Mapping[str, Any]) -> Any:
    from spacy.util import load_config

    inner = folder / f"{meta.get('lang')}_{meta.get('name')}-{meta.get('version')}" / "config.cfg"
    return load_config(inner if inner.is_file() else folder / "config.cfg")


def _misfit(meta: Mapping[str, Any]) -> str:
    from spacy.about import __version__
    from spacy.util import is_compatible_version

    wanted = str(meta.get("spacy_version", ""))
    fits = (is_compatible_version(version, wanted) for version in (__version__, READ_AS_WELL))
    if wanted and not any(fit is not False for fit in fits):
        return f"wants spaCy {wanted}, here is {__version__}"
    for requirement in meta.get("requirements", ()):  # tokenizers of Chinese, Japanese, Russian…
        package = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        try:
            distribution(package)
        except PackageNotFoundError:
            return f"wants the package {package}"
    return ""


def _needed(config: Any) -> set[str]:
    """The components that name finding needs: itself, and the shared token vectors only where it listens to them.

    The published CPU pipelines have token vectors of their own inside ``ner``; the shared ones cost a third more time.
    """
    layer = config["components"]["ner"].get("model", {}).get("tok2vec", {})
    if "Listener" not in str(layer.get("@architectures", "")):
        return {"ner"}
    upstream = layer.get("upstream", "*")
    vectors = {name for name in config["nlp"]["pipeline"] if name in ("tok2vec", "transformer", "curated_transformer")}
    return {"ner", *(vectors if upstream == "*" else {upstream})}


class Tagger:
    """A loaded pipeline, cut down to name finding."""

    def __init__(self, installed: Installed) -> None:
        """Load it. Raises ``NewsKGError`` where spaCy can't, with its own words."""
        import spacy
        from spacy.tokenizer import Tokenizer
        from thinc.api import NumpyOps, set_current_ops

        set_current_ops(NumpyOps(use_blis=False))  # before loading: numpy's OpenBLAS is 2-3 times as fast as blis
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._nlp = spacy.load(installed.location, exclude=list(installed.exclude))
        except (ImportError, OSError, ValueError) as error:
            raise NewsKGError(
                f"the spaCy pipeline {installed.label} can't be loaded ({error})", "install it anew"
            ) from error
        self.label = installed.label
        self._by_spaces = isinstance(self._nlp.tokenizer, Tokenizer)
        ner: Any = self._nlp.get_pipe("ner")
        strings = self._nlp.vocab.strings
        self._kinds = {strings.add(label): KINDS[label.upper()] for label in ner.labels if label.upper() in KINDS}
        hasten(ner.model)

    def tag(self, texts: Iterable[tuple[Key, str]]) -> Iterator[tuple[Key, list[Span]]]:
        """The spans of each text, in order. Takes and gives a batch at a time."""
        for batch in _batches(texts):
            yield from self._batch(batch)

    def _batch(self, batch: list[tuple[Key, str]]) -> list[tuple[Key, list[Span]]]:
        kinds, tagged = self._kinds, []
        with self._nlp.memory_zone() if len(self._nlp.vocab) > WARM else nullcontext():
            docs = self._nlp.pipe([self._readable(text) for _, text in batch], batch_size=BATCH)
            for (key, _), doc in zip(batch, docs, strict=True):
                spans = [(e.start_char, e.end_char, kinds[e.label]) for e in doc.ents if e.label in kinds]
                tagged.append((key, spans))
            del doc, docs  # nothing of a memory zone may be touched after it
        return tagged

    def _readable(self, text: str) -> str:
        """The text with overlong words blanked out, unless its script has no spaces (and a tokenizer of its own)."""
        if not self._by_spaces or max(map(len, text.split()), default=0) <= LONGEST_WORD:
            return text
        return _OVERLONG.sub(lambda word: " " * len(word[0]), text)


def _batches(texts: Iterable[tuple[Key, str]]) -> Iterator[list[tuple[Key, str]]]:
    batch: list[tuple[Key, str]] = []
    characters = 0
    for key, text in texts:
        if batch and (len(batch) == BATCH or characters + len(text) > BATCH_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append((key, text))
        characters += len(text)
    if batch:
        yield batch
