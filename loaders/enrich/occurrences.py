"""Where names stand in an article, and of which kind: the model's spans cleaned, weighed, and found again. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from re import Match

from kg.ids import name_key
from loaders.enrich.acronyms import introduced
from loaders.enrich.capitals import is_word, missed
from loaders.enrich.kinds import Form, has_words, of_forms
from loaders.enrich.known import institution_names, is_listed, known
from loaders.enrich.layout import credits, datelines
from loaders.enrich.models import Kind, Span
from loaders.enrich.pieces import Occurrence, after_style, disjoint, pieces_of
from loaders.enrich.places import country_names, places
from loaders.enrich.surnames import is_full
from loaders.enrich.sweep import capitalised, first_word, sweep
from loaders.enrich.words import words_of


@dataclass(frozen=True, slots=True)
class Found:
    """Occurrences in order, none overlapping, and for the key of a short form that the article introduces its long
    one's."""

    names: list[Occurrence]
    short: Mapping[str, str]


def occurrences(spans: Iterable[Span], document: str, headline: int, language: str) -> Found:
    """The names of one article."""
    words = capitalised(document)
    pieces, forms, short, masked = weighed(spans, document, words, language)
    kinds = of_forms(forms, document, language, {*short, *short.values()})
    named = []
    for piece in pieces:
        if kind := kinds[piece.key]:
            piece.kind = kind
            named.append(piece)
    swept = _swept(named, document, words, kinds=kinds, language=language, masked=masked)
    return Found(sorted([*named, *swept], key=attrgetter("start")), short)


def weighed(
    spans: Iterable[Span], document: str, capitals: Sequence[Match[str]], language: str
) -> tuple[list[Occurrence], dict[str, Form], dict[str, str], list[tuple[int, int]]]:
    """What may be a name of one article: where it stands; all that has one key together; long forms by their short
    ones; where nothing is named. ``capitals``: the document's capitalised words."""
    pieces = disjoint(pieces_of(spans, document, language))
    short, pieces = _acronyms(pieces, document)
    masked = credits(document)
    pieces = _laid_out(pieces, document, masked)
    forms = _forms(pieces)
    words = {key for key, form in forms.items() if is_word(key, form, document, language)}
    if words:
        forms = {key: form for key, form in forms.items() if key not in words}
        pieces = [piece for piece in pieces if piece.key not in words]
    if has_words(language):
        taken = sorted([*((piece.start, piece.end) for piece in pieces), *masked])
        more = [piece for piece in missed(document, capitals, taken, language) if piece.key not in forms]
        for piece in more:
            forms.setdefault(piece.key, Form(piece.name)).at.append((piece.start, piece.end))
        pieces = sorted([*pieces, *more], key=attrgetter("start"))
    return pieces, forms, short, masked


def _forms(pieces: Iterable[Occurrence]) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for piece in pieces:
        form = forms.get(piece.key)
        if form is None:
            form = forms[piece.key] = Form(piece.name)
        form.votes[piece.kind] = form.votes.get(piece.kind, 0) + 1
        form.at.append((piece.start, piece.end))
    return forms


def _laid_out(pieces: list[Occurrence], document: str, masked: Sequence[tuple[int, int]]) -> list[Occurrence]:
    """With the places of datelines, and nothing of credit lines."""
    for start, end in datelines(document):
        name = document[start:end]
        shown = name.title() if name.isupper() and len(name) > 3 else name
        pieces = [piece for piece in pieces if piece.end <= start or piece.start >= end]
        pieces.append(Occurrence(start, end, shown, name_key(name), "Place"))
    pieces.sort(key=attrgetter("start"))
    return [piece for piece in pieces if not _within(piece, masked)] if masked else pieces


def _within(piece: Occurrence, masked: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(masked, piece.start, key=lambda interval: interval[0]) - 1
    return at >= 0 and piece.start < masked[at][1]


def _acronyms(pieces: list[Occurrence], document: str) -> tuple[dict[str, str], list[Occurrence]]:
    short: dict[str, str] = {}
    if "(" not in document:
        return short, pieces
    for one in introduced(document, [(piece.start, piece.end) for piece in pieces]):
        key = name_key(document[one.start : one.end])
        long_end = one.long_end - 2 * document.endswith(("'s", "’s", "‘s"), one.long_start, one.long_end)
        short[key] = name_key(document[one.long_start : long_end])
        for start, end in ((one.long_start, long_end), (one.start, one.end)):
            name = document[start:end]
            at = bisect_left(pieces, start, key=lambda piece: piece.start)
            if at and pieces[at - 1].end > start:
                at -= 1
            last = at
            while last < len(pieces) and pieces[last].start < end:
                last += 1
            pieces[at:last] = [Occurrence(start, end, name, name_key(name), "Institution")]
    return short, pieces


def _swept(
    pieces: Sequence[Occurrence],
    document: str,
    capitals: Sequence[Match[str]],
    *,
    kinds: Mapping[str, Kind | None],
    language: str,
    masked: Sequence[tuple[int, int]],
) -> list[Occurrence]:
    names = {piece.name: piece.key for piece in pieces}
    for piece in pieces:
        if piece.kind == "Person" and is_full(piece.key):
            surname = piece.name.rpartition(" ")[2]
            if len(surname) > 2:
                names.setdefault(surname, name_key(surname))
    always, usual = _always(language)
    words = words_of(language)
    taken = sorted([*((piece.start, piece.end) for piece in pieces), *masked])
    found = sweep(document, capitals, taken, _by_first_word(names), usual, may_lead=words.titles_alone | words.alone)
    swept = []
    for start, end, name in found:
        key = names.get(name) or always[name]
        kind = kinds.get(key) or _otherwise(key)
        at = after_style(document, start, end) if kind == "Person" else start
        swept.append(Occurrence(at, end, name, key, kind))
    return swept


def _by_first_word(names: Iterable[str]) -> dict[str, list[str]]:
    """The longest first."""
    forms: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        if word := first_word(name):
            forms.setdefault(word, []).append(name)
    return forms


def _otherwise(key: str) -> Kind:
    return (
        "Place"
        if any(place.sort == "country" for place in places(key))
        else "Institution"
        if known("Institution", key) or is_listed(key)
        else "Person"
    )


@lru_cache(maxsize=16)
def _always(language: str) -> tuple[Mapping[str, str], dict[str, list[str]]]:
    """Names that are looked for in every article, with their keys and by first word: countries, known institutions."""
    names = [*country_names(language), *(name for name in institution_names() if len(name) > 3)]
    return {name: name_key(name) for name in names}, _by_first_word(names)
