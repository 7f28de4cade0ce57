"""Where names stand in an article, and of which kind: the model's spans cleaned, weighed, and found again. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter

from kg.ids import name_key
from loaders.enrich import evidence
from loaders.enrich.acronyms import introduced
from loaders.enrich.cleaning import LONGEST, parts
from loaders.enrich.clubs import is_club
from loaders.enrich.heads import heads_of
from loaders.enrich.known import institution_names, is_listed, known
from loaders.enrich.layout import credits, datelines
from loaders.enrich.models import Kind, Span
from loaders.enrich.places import country, country_names, places
from loaders.enrich.surnames import is_full
from loaders.enrich.sweep import first_word, sweep
from loaders.enrich.words import words_of


@dataclass(slots=True)
class Occurrence:
    """A name where it stands: ``document[start:end]``; ``name`` is what is shown of it, ``key`` its name key."""

    start: int
    end: int
    name: str
    key: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Found:
    """Occurrences in order, none overlapping, and for the key of a short form that the article introduces its long
    one's."""

    names: list[Occurrence]
    short: Mapping[str, str]


@dataclass(slots=True)
class _Form:
    """All spans with one key."""

    votes: dict[Kind, int] = field(default_factory=dict)
    at: list[Occurrence] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """The model's, the first one of equals."""
        return next(iter(self.votes)) if len(self.votes) == 1 else max(self.votes, key=self.votes.__getitem__)


def occurrences(spans: Iterable[Span], document: str, headline: int, language: str) -> Found:
    """The names of one article."""
    pieces = _disjoint(_pieces(spans, document, language))
    short, pieces = _acronyms(pieces, document)
    masked = credits(document)
    pieces = _laid_out(pieces, document, masked)
    forms: dict[str, _Form] = {}
    for piece in pieces:
        form = forms.get(piece.key)
        if form is None:
            form = forms[piece.key] = _Form()
        form.votes[piece.kind] = form.votes.get(piece.kind, 0) + 1
        form.at.append(piece)
    words = {key for key, form in forms.items() if _is_word(form, document, language)}
    if words:
        forms = {key: form for key, form in forms.items() if key not in words}
        pieces = [piece for piece in pieces if piece.key not in words]
    kinds = _kinds(forms, document, language, short)
    for piece in pieces:
        piece.kind = kinds[piece.key]
    swept = _swept(pieces, document, kinds, language, masked)
    return Found(sorted([*pieces, *swept], key=attrgetter("start")), short)


def _pieces(spans: Iterable[Span], document: str, language: str) -> list[Occurrence]:
    found = []
    for start, last, said in spans:
        if last - start > 4 * LONGEST or (start and document[start - 1] in "@#"):
            continue
        kind: Kind = "Person" if said == "Institution" and _HONORIFIC.match(document, start, last) else said
        end = _whole_person(document, last, language) if kind == "Person" else last
        if kind == "Institution":
            end = _whole_institution(document, start, last, language)
        for part in parts(document[start:end], kind, language):
            at, stop = start + part.start, start + part.end
            at = _after_style(document, at, stop) if kind == "Person" else at
            found.append(Occurrence(at, stop, part.name, part.key, kind))
    return found


_STYLE = re.compile(
    r"(?:King|Queen|Prince|Princess|Pope|Papa|Pape|Papst|Rey|Reina|Roi|Reine|König|Königin) (?=[A-ZÀ-ÖØ-Þ])"
)


def _after_style(document: str, start: int, end: int) -> int:
    """Where the name itself begins of a king or pope: they go by *Pope Francis*, what stands there is *Francis*."""
    found = _STYLE.match(document, start, end)
    return found.end() if found else start


_HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof|PM|Hon)\.? [A-Z]")
_TAIL = re.compile(r"-(?:[A-Z][\w’']+|(?!era\b|led\b|run\b|like\b|born\b)[a-z]{1,4}\b)")
_ON = re.compile(r" [A-ZÀ-ÖØ-Þ][\w’'-]*[^\W\d_]\b")


def _whole_person(document: str, end: int, language: str) -> int:
    """Where a person's span should end: the model stops within ``Moon Jae-in``, or before a last surname."""
    if document[end : end + 1] not in ("-", " "):
        return end
    if found := _TAIL.match(document, end):
        end = found.end()
    while (found := _ON.match(document, end)) and found[0][1:].casefold() not in words_of(language).alone:
        if places(name_key(found[0])) or found[0][1:].isupper():
            break
        end = found.end()
    return end


_OF = {
    "en": re.compile(
        r" (?:of|for) (?:the )?[A-Z][\w’'-]*"
        r"(?:(?:,? and| &)? (?!Mr|Ms|Mrs|Dr)[A-Z][\w’'-]*| of (?:the )?[A-Z][\w’'-]*)*"
    )
}


_OFFICE = re.compile(r"(?:['’]s|s['’]) (?:Office|Court|Hospital|Association|Union|Federation)\b")


def _whole_institution(document: str, start: int, end: int, language: str) -> int:
    """Where an institution's span should end: one that ends in its head goes on, ``University`` + ``of Nairobi``."""
    if found := _OFFICE.match(document, end):
        end = found.end()
    pattern = _OF.get(language)
    found = pattern.match(document, end) if pattern else None
    if found is None:
        return end
    last = name_key(document[max(start, end - 40) : end]).rpartition(" ")[2]
    return found.end() if last in heads_of(language).institution else end


def _disjoint(pieces: list[Occurrence]) -> list[Occurrence]:
    """In order, without what starts inside the one before."""
    found: list[Occurrence] = []
    for piece in sorted(pieces, key=lambda one: (one.start, -one.end)):
        if not found or piece.start >= found[-1].end:
            found.append(piece)
    return found


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
    at = bisect_right(masked, (piece.start, piece.end + 1)) - 1
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


_BEGINS = re.compile(r"(?:^|[.!?:\n]|[.!?][\"”’)])[\s\"“‘'(•-]*$")
_SPEAKS = re.compile(r"['’]s\b| (?:said|says|told|has|is|was|will|reported|announced)\b")


def _is_word(form: _Form, document: str, language: str) -> bool:
    """Whether what the model took for an institution is a common word with a capital: one word, that stands in small
    letters too, or that only ever begins a sentence (``Warplanes struck``). German writes all nouns so."""
    name = form.at[0].name
    if form.votes.keys() != {"Institution"} or " " in name or language == "de" or not name[1:].islower():
        return False
    key = form.at[0].key
    if known("Institution", key) or is_listed(key) or key in heads_of(language).institution:
        return False
    if _stands(document, name.lower()):
        return True
    return all(
        _BEGINS.search(document, max(0, one.start - 6), one.start) and not _SPEAKS.match(document, one.end)
        for one in form.at
    )


def _stands(document: str, word: str) -> bool:
    """Whether a word stands by itself somewhere, not in an address or a handle."""
    at = document.find(word)
    while at >= 0:
        before, after = document[at - 1] if at else " ", document[at + len(word) : at + len(word) + 2]
        domain = after[:1] == "." and after[1:].isalnum()
        if not (before.isalnum() or before in "@./#-" or after[:1].isalnum() or after[:1] in ("@", "/", "-") or domain):
            return True
        at = document.find(word, at + 1)
    return False


def _kinds(forms: Mapping[str, _Form], document: str, language: str, short: Mapping[str, str]) -> dict[str, Kind]:
    people = [key for key, form in forms.items() if "Person" in form.votes and is_full(key) and form.kind == "Person"]
    surnames, given = {key.rpartition(" ")[2] for key in people}, {key.partition(" ")[0] for key in people}
    alone = {key for key, form in forms.items() if " " not in key and form.kind == "Person"} - surnames - given
    kinds: dict[str, Kind] = {}
    bracketed = {*short, *short.values()}
    for key, form in forms.items():
        weights = evidence.of_model(form.votes)
        person, place, institution = evidence.of_name(form.at[0].name, key, language)
        weights = [weights[0] + person, weights[1] + place, weights[2] + institution]
        if key in surnames and country(key) is None:
            weights[0] += evidence.SURNAME
        elif key in given and country(key) is None:
            weights[0] += evidence.GIVEN
        elif is_full(key) and key.rpartition(" ")[2] in alone and not place + institution:
            weights[0] += evidence.BEARER
        if key in bracketed:
            weights[2] += evidence.INTRODUCED
        elif is_club(document, key, [(one.start, one.end) for one in form.at[:8]]):
            weights[2] += evidence.CLUB
        if not _settled(weights):
            around = [evidence.of_place(document, one.start, one.end, language) for one in form.at[:4]]
            weights = [weight + max(each) for weight, each in zip(weights, zip(*around, strict=True), strict=True)]
        kinds[key] = evidence.decide(weights, form.votes)
    return kinds


def _settled(weights: Sequence[float]) -> bool:
    """Whether what stands around the name can't change its kind."""
    _, middle, most = sorted(weights)
    return most - middle > evidence.AROUND


def _swept(
    pieces: Sequence[Occurrence],
    document: str,
    kinds: Mapping[str, Kind],
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
    found = sweep(document, taken, _by_first_word(names), usual, words.titles_alone | words.alone)
    swept = []
    for start, end, name in found:
        key = names.get(name) or always[name]
        kind = kinds.get(key) or _otherwise(key)
        at = _after_style(document, start, end) if kind == "Person" else start
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
