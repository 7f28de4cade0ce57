"""Who and what an article names: the interface, over one process or several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from loaders.enrich import fallback
from loaders.enrich.models import Candidate, Installed, Tagger, candidates, look
from loaders.enrich.names import Mention, mentions
from loaders.enrich.readable import readable
from loaders.enrich.split import pieces
from loaders.enrich.workers import Workers

__all__ = ["Document", "Found", "Mention", "Namer"]

CHUNK_CHARACTERS = 200_000
"""Characters handed to a worker at once: about a second of work, so that ^C and the last chunk don't make one wait."""

ALIASES = {"no": "nb"}
"""Norwegian is ``no`` to language identifiers; its pipelines are for Bokmål."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article's words, and the ISO 639-1 code of its language where that is known."""

    headline: str
    text: str
    language: str | None

    @property
    def whole(self) -> str:
        """Headline, empty line, text: what offsets count in."""
        return f"{self.headline}\n\n{self.text}"


@dataclass(frozen=True, slots=True)
class Found:
    """The names of one article and the model that found them, such as ``fr_core_news_sm 3.8.0``; None without one."""

    mentions: tuple[Mention, ...]
    model: str | None


NOTHING = Found((), None)


class Namer:
    """Finds names with the spaCy pipeline of each document's language. Pipelines are loaded at their first document,
    and stay in the process.

    ``workers`` above 1 tags in that many processes, kept between calls until ``close`` (or the end of a ``with``).
    ``models`` gives for a language the pipelines to take, best first (packages or folders), instead of the published
    ones. ``without_model``: a language without a pipeline here gets what rules alone find. A Namer is pickled without
    what it has loaded. The same document gives the same names whatever is in the batch beside it.
    """

    def __init__(
        self, *, workers: int = 1, models: Mapping[str, Sequence[str]] | None = None, without_model: bool = False
    ) -> None:
        self._workers = max(1, workers)
        self._without_model = without_model
        self._models = {language: tuple(names) for language, names in (models or {}).items()}
        self._chosen: dict[str, Installed | None] = {}
        self._missing: dict[str, str] = {}
        self._pool: Workers | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {"workers": self._workers, "models": self._models, "without_model": self._without_model}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    def __enter__(self) -> Namer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def find(self, documents: Sequence[Document]) -> list[Found]:
        """The names of each document, in the documents' order; those without a model get none.

        Raises ``NewsKGError`` where a pipeline can't be loaded or a worker process died.
        """
        by_model: dict[tuple[Installed, str], list[int]] = {}
        ruled: list[int] = []
        for at, document in enumerate(documents):
            language = _plain(document.language or "")
            if language and (installed := self._choose(language)):
                by_model.setdefault((installed, language), []).append(at)
            elif language and self._by_rules(language):
                ruled.append(at)
        chunks = [(key, chunk) for key, several in by_model.items() for chunk in self._chunks(several, documents)]
        work = [(installed, [documents[at] for at in chunk], language) for (installed, language), chunk in chunks]
        found = [NOTHING] * len(documents)
        for at in ruled:
            found[at] = _name_by_rules(documents[at])
        for (_, chunk), results in zip(chunks, self._results(work), strict=True):
            for at, result in zip(chunk, results, strict=True):
                found[at] = result
        return found

    def missing(self) -> Mapping[str, str]:
        """For each language met without a model, the command that mends it (after ``#``: why what is here won't do)."""
        return dict(self._missing)

    def model_for(self, language: str) -> str | None:
        """The model that names in ``language`` are found with, None where none is installed that fits."""
        installed = self.installed(language)
        if installed is None and self._by_rules(_plain(language)):
            return fallback.LABEL
        return installed.label if installed else None

    def _by_rules(self, language: str) -> bool:
        return self._without_model and language in fallback.LANGUAGES

    def installed(self, language: str) -> Installed | None:
        """The pipeline that names in ``language`` are found with."""
        return self._choose(_plain(language))

    def identity(self) -> Mapping[str, str]:
        """The model of every language that has one here: two loads with the same find the same names."""
        languages = sorted({*candidates(), *self._models})
        found = {language: best.label for language in languages if (best := self._best(language)[0])}
        by_rules = {language: fallback.LABEL for language in sorted(fallback.LANGUAGES) if self._by_rules(language)}
        return by_rules | found

    def close(self) -> None:
        """End the worker processes. May be called twice; a later ``find`` starts new ones."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _choose(self, language: str) -> Installed | None:
        if language not in self._chosen:
            self._chosen[language], command = self._best(language)
            if self._chosen[language] is None:
                self._missing[language] = command
        return self._chosen[language]

    def _best(self, language: str) -> tuple[Installed | None, str]:
        """The first pipeline that is here and fits, else the command that mends it."""
        own = self._models.get(language)
        possible = candidates().get(language, ()) if own is None else _candidates(own)
        reasons = []
        for candidate in possible:
            seen = look(candidate.model)
            if isinstance(seen, Installed):
                return seen, ""
            reasons.append(seen.reason)
        return None, _command(language, possible, [reason for reason in reasons if reason])

    def _chunks(self, several: Sequence[int], documents: Sequence[Document]) -> Iterator[list[int]]:
        if self._workers == 1:
            yield list(several)
            return
        chunk: list[int] = []
        characters = 0
        for at in several:
            chunk.append(at)
            characters += len(documents[at].text)
            if characters >= CHUNK_CHARACTERS:
                yield chunk
                chunk, characters = [], 0
        if chunk:
            yield chunk

    def _results(self, work: Sequence[tuple[Installed, list[Document], str]]) -> list[list[Found]]:
        if self._workers == 1:
            return [_name(*each) for each in work]
        if self._pool is None:
            self._pool = Workers(self._workers)
        try:
            return self._pool.run(_name, work)
        except BaseException:
            self._pool = None  # it has closed itself
            raise


def _plain(language: str) -> str:
    """``en-GB`` and ``EN`` are ``en`` here."""
    code = language.replace("_", "-").split("-", 1)[0].lower()
    return ALIASES.get(code, code)


def _candidates(models: Sequence[str]) -> tuple[Candidate, ...]:
    published = {each.model: each for several in candidates().values() for each in several}
    return tuple(published.get(model, Candidate(model, f"pip install {model}")) for model in models)


def _command(language: str, possible: Sequence[Candidate], reasons: Sequence[str]) -> str:
    if not possible:
        return f"# no spaCy pipeline with names is published for {language}"
    return possible[0].install + (f"  # {'; '.join(reasons)}" if reasons else "")


@lru_cache(maxsize=8)
def _tagger(installed: Installed) -> Tagger:
    return Tagger(installed)


def let_go() -> None:
    """Forget the pipelines that this process holds; the next ``find`` loads its own anew."""
    _tagger.cache_clear()


def _name(installed: Installed, documents: Sequence[Document], language: str) -> list[Found]:
    """The names of documents in one language, in this process, which keeps the pipeline for the next ones."""
    tagger = _tagger(installed)
    texts = [_encodable(document.whole) for document in documents]
    ready = [readable(text, len(document.headline), language) for text, document in zip(texts, documents, strict=True)]
    parts = (((at, offset), piece) for at, one in enumerate(ready) for offset, piece in pieces(one.text))
    found = []
    for at, tagged in groupby(tagger.tag(parts), key=lambda each: each[0][0]):
        spans = ((offset + start, offset + end, kind) for (_, offset), some in tagged for start, end, kind in some)
        names = mentions(spans, texts[at], len(documents[at].headline), language, ready[at])
        found.append(Found(names, tagger.label))
    return found


def _name_by_rules(document: Document) -> Found:
    text, headline, language = _encodable(document.whole), len(document.headline), _plain(document.language or "")
    ready = readable(text, headline, language)
    return Found(mentions(fallback.spans(ready.text, language), text, headline, language, ready), fallback.LABEL)


def _encodable(text: str) -> str:
    """The text with lone surrogates replaced one for one: neither spaCy nor any store can take them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text
