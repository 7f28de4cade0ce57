"""Records of the generic formats (CSV, JSON, Parquet): under our field names, and of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from kg.errors import InputError, Place
from loaders.readers._languages import language_code
from loaders.reading import Bad, Options, Raw
from loaders.records import KINDS, MODELS, RecordKind, guess_kind

MAX_STRANGERS = 100
"""Records of an input that may be of no kind before it is refused as a whole: else each of a million is a reject."""

_ARTICLE_TYPES = (
    *("Article", "NewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle", "BackgroundNewsArticle"),
    *("OpinionNewsArticle", "ReportageNewsArticle", "ReviewNewsArticle", "SatiricalArticle", "LiveBlogPosting"),
)
_GENRES = {"OpinionNewsArticle": "opinion", "AnalysisNewsArticle": "analysis", "SatiricalArticle": "satire"}


class Stranger(Bad):
    """A record whose fields fit no kind."""

    __slots__ = ()


@cache
def names_of(kind: RecordKind | None) -> frozenset[str]:
    """The canonical field names of a kind, or of all."""
    return frozenset(name for k in ([kind] if kind else KINDS) for name in MODELS[k].model_fields)


def ours(fields: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """Fields under our names: as mapped, else as they stand, ``URL`` and `` Headline `` being url and headline."""
    named: dict[str, Any] = {}
    for name, value in options.renamed(fields).items():
        plain = name.strip().lower()
        known = plain in names_of(None) and plain not in fields
        named[plain if known else name] = value
    return named


def kind_of(names: Iterable[str], options: Options) -> RecordKind | None:
    """What sort of record has these (our) field names; None where it can't be told, or none of them is ours."""
    return _kind_of(frozenset(names), options.kind)


@lru_cache(maxsize=1_024)
def _kind_of(names: frozenset[str], said: RecordKind | None) -> RecordKind | None:
    if said:
        return said if names & names_of(said) else None
    return guess_kind(dict.fromkeys(names))


def unknown(names: Iterable[str], options: Options, place: Place) -> InputError:
    """The error for an input whose columns or fields newskg can't make a record of."""
    listed = ", ".join(repr(name[:40]) for name in list(names)[:20]) or "none"
    kind = options.kind or "article"
    fields = ", ".join(list(MODELS[kind].model_fields)[:6])
    return InputError(
        f"its columns say nothing that newskg knows of {kind + 's' if options.kind else 'articles, sources or owners'} "
        f"(found: {listed})",
        f"map them to ours ({fields}, …), as in --map title=headline",
        place=place,
    )


def record(fields: Mapping[str, Any], options: Options, place: Place) -> Raw | Bad:
    """One JSON object as a record; schema.org's articles are read too."""
    named = ours(_from_schema_org(fields) or fields, options)
    kind = kind_of(named, options)
    if kind is None:
        what = (
            f"fields that fit no {options.kind or 'record'}: {', '.join(str(name)[:40] for name in list(fields)[:20])}"
        )
        return Stranger(dict(fields), what, place)
    return Raw(kind, named, place)


def recognised(records: Iterable[Raw | Bad], options: Options) -> Iterator[Raw | Bad]:
    """The records, in order. Raises InputError for an input that begins with strangers only: it is something else."""
    stream = iter(records)
    held: list[Raw | Bad] = []
    for one in stream:
        held.append(one)
        if not isinstance(one, Stranger) or len(held) >= MAX_STRANGERS:
            break
    if held and isinstance(held[0], Stranger) and isinstance(held[-1], Stranger):
        raise unknown(held[0].content, options, held[0].place)
    yield from held
    yield from stream


def _from_schema_org(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """Our fields of a schema.org Article or one of its subtypes (JSON-LD); None for anything else."""
    listed = fields.get("@type")
    types = [t for t in (listed if isinstance(listed, list) else [listed]) if t in _ARTICLE_TYPES]
    if not types:
        return None
    page = fields.get("mainEntityOfPage")
    mapped = {
        "url": fields.get("url") or (page.get("@id") if isinstance(page, Mapping) else page),
        "headline": fields.get("headline") or fields.get("name"),
        "text": fields.get("articleBody") or fields.get("description"),
        "published": fields.get("datePublished"),
        "modified": fields.get("dateModified"),
        "language": language_code(_text(fields.get("inLanguage"))),
        "authors": _names(fields.get("author") or fields.get("creator")),
        "source_name": next(iter(_names(fields.get("publisher"))), None),
        "genre": next((_GENRES[t] for t in types if t in _GENRES), None),
        "id": _text(fields.get("@id")) or _text(fields.get("identifier")),
    }
    return {name: value for name, value in mapped.items() if value}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _names(value: object) -> list[str]:
    people = value if isinstance(value, list) else [value]
    found = (person.get("name") if isinstance(person, Mapping) else person for person in people)
    return [name for name in found if isinstance(name, str) and name.strip()]
