"""The model's spans as names: cut, made whole, split, none inside another. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.ids import name_key
from loaders.enrich.cleaning import LONGEST
from loaders.enrich.heads import heads_of
from loaders.enrich.models import Kind, Span
from loaders.enrich.parting import BODIES, HAS_FIELDS, parts
from loaders.enrich.places import places
from loaders.enrich.sexes import sex_of_given
from loaders.enrich.sweep import UPPER
from loaders.enrich.terms import frequency
from loaders.enrich.words import words_of


@dataclass(slots=True)
class Occurrence:
    """A name where it stands: ``document[start:end]``; ``name`` is what is shown of it, ``key`` its name key."""

    start: int
    end: int
    name: str
    key: str
    kind: Kind


def pieces_of(spans: Iterable[Span], document: str, language: str) -> list[Occurrence]:
    """The names of a model's spans, as they stand."""
    found = []
    before = following = 0
    for first, last, said in spans:
        before, following = following, last if said != "Institution" else following
        outside = (first and document[first - 1] in "@#") or document[last : last + 1] == "$"
        if outside or last - first > 4 * LONGEST:
            continue
        kind: Kind = "Person" if said == "Institution" and _HONORIFIC.match(document, first, last) else said
        start, end = first, last
        if document[last : last + 1] == "." and _SENATOR_OF.fullmatch(document, first, last):
            end += 1
        elif kind == "Person":
            start, end = _begun(document, first, language), _whole_person(document, last, language)
        elif kind == "Institution":
            start, end = _joined(document, first, before, language), _whole_institution(document, first, last, language)
        elif said == "Place" and (team := _team_after(document, last, language)):
            end, kind = team, "Institution"
        elif found_before := _GOVERNMENT.search(document, max(0, first - 40), first):
            start, kind = found_before.start(1), "Institution"
        for part in parts(document[start:end], kind, language):
            at, stop = start + part.start, start + part.end
            if kind == "Person":
                at = after_style(document, at, stop)
            elif kind == "Institution":
                at = _with_article(document, at, part.key, language)
            found.append(Occurrence(at, stop, part.name, part.key, kind))
    return _unhyphened(found)


def _unhyphened(pieces: list[Occurrence]) -> list[Occurrence]:
    """Two people with a hyphen between are two where the article names both otherwise: ``the Trump-Kim summit``."""
    if not any("-" in piece.name and " " not in piece.name for piece in pieces):
        return pieces
    named = {piece.key.rpartition(" ")[2] for piece in pieces if "-" not in piece.name and piece.kind == "Person"}
    found = []
    for piece in pieces:
        left, _, right = piece.name.partition("-")
        if name_key(left) in named and name_key(right) in named and piece.end - piece.start == len(piece.name):
            middle = piece.start + len(left)
            found.append(Occurrence(piece.start, middle, left, name_key(left), "Person"))
            found.append(Occurrence(middle + 1, piece.end, right, name_key(right), "Person"))
        else:
            found.append(piece)
    return found


_SENATOR_OF = re.compile(r"[DIR]-[A-Z][A-Za-z.]*")
"""Party and state: ``R-Pa``, whose dot is the abbreviation's."""
_STYLE = re.compile(
    r"(?:King|Queen|Prince|Princess|Pope|Papa|Pape|Papst|Rey|Reina|Roi|Reine|König|Königin) (?=[A-ZÀ-ÖØ-Þ])"
)


def after_style(document: str, start: int, end: int) -> int:
    """Where the name itself begins of a king or pope: they go by *Pope Francis*, what stands there is *Francis*."""
    found = _STYLE.match(document, start, end)
    return found.end() if found else start


_HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Dr|Prof|PM|Hon)\.? [A-Z]")
_TAIL = re.compile(r"-(?:[A-Z][\w’']+|(?!era\b|led\b|run\b|like\b|born\b)[a-z]{1,4}\b)")
_COMMON = 2e-5
"""Share of a language's words from which on a capitalised one after a person's name doesn't belong to it."""
_PARTICLES = "de|dos|das|da|do|del|van|von|bin|ibn|bint|ben|al|el|la|di|der|den|ul|e|y"
_ON = re.compile(rf"(?: (?:{_PARTICLES}))*(?: al-| el-| ul-| )[{UPPER}][\w’'-]*[^\W\d_]\b")


_BEFORE_NAME = re.compile(rf"(?:[{UPPER}]\. ?){{1,2}}|[{UPPER}][\w-]+ ")
_RARE = 1e-6
"""Share of a language's words below which a capitalised one before a person's name belongs to it."""


def _begun(document: str, start: int, language: str) -> int:
    """Where a person's span should begin: the model starts after a given name that it does not know."""
    if start < 2 or document[start - 1] not in " ." or not document[start : start + 1].isupper():
        return start
    begun = document.rfind(" ", max(0, start - 24), start - 1) + 1 or start
    if not document[begun].isupper() or not _BEFORE_NAME.fullmatch(document, begun, start):
        return start
    if document[start - 2] == ".":
        return begun
    word = document[begun : start - 1].casefold()
    known = words_of(language)
    if word in known.titles_alone or word in known.alone or word in known.months or word in heads_of(language).roles:
        return start
    key = name_key(word)
    if places(key):
        return start
    return begun if sex_of_given(key) or frequency(word, language) < _RARE else start


_PAPERS = frozenset((
    "times", "post", "star", "guardian", "herald", "tribune", "journal", "telegraph", "independent", "observer", "sun",
    "mirror", "mail", "express", "economist", "globe", "standard", "citizen", "nation", "gazette", "australian",
    "hindu", "chronicle", "news", "inquirer", "monitor", "shimbun", "mercury", "age", "scotsman", "sowetan",
))  # fmt: skip
"""Last words of newspapers that have *The* in their names."""


def _with_article(document: str, start: int, key: str, language: str) -> int:
    """Where a newspaper begins that has its article in its name: *The Times*."""
    if language == "en" and document.startswith("The ", max(0, start - 4), start) and key.rpartition(" ")[2] in _PAPERS:
        return start - 4
    return start


def _whole_person(document: str, end: int, language: str) -> int:
    """Where a person's span should end: the model stops within ``Moon Jae-in``, or before a last surname."""
    if document[end : end + 1] not in ("-", " "):
        return end
    if found := _TAIL.match(document, end):
        end = found.end()
    while (found := _ON.match(document, end)) and found[0][1:].casefold() not in words_of(language).alone:
        word = found[0].rpartition(" ")[2]
        if word.isupper() or places(name_key(found[0])) or frequency(word.lower(), language) >= _COMMON:
            break
        end = found.end()
    return end


_OF = {
    "en": re.compile(
        r" (?:of|for) (?:the )?[A-Z][\w’'-]*"
        r"(?:(?:,? and| &)? (?!Mr|Ms|Mrs|Dr)[A-Z][\w’'-]*| of (?:the )?[A-Z][\w’'-]*)*"
    )
}


_OFFICE = re.compile(
    r"(?:(?:['’]s|(?<=s)['’])|(?<=['’]s)|(?<=s['’])) (?:Office|Court|Hospital|Association|Union|Federation)\b"
)
_AND_FIELD = re.compile(r"(?:, [A-Z][a-z]+(?: [A-Z][a-z]+)?)*,? and [A-Z][a-z]+(?: [A-Z][a-z]+){0,2}(?![\w’'-]| [A-Z])")
"""How a list of fields goes on: ``Ministry of Sport`` + ``, Youth and National Service``."""
_OF_FIELD = re.compile(r"([A-Z]\w+) (?:of|for) (?:the )?[A-Z]\w+(?: [A-Z]\w+)?$")
_FIELD_WORD = 3e-6
"""Share of a language's words from which on one may be that of a field."""


_GOVERNMENT = re.compile(r"\b((?:[A-Z][a-z]+ )?(?:Government|Parliament|Embassy|Senate|Congress) of (?:the )?)$")


def _whole_institution(document: str, start: int, end: int, language: str) -> int:
    """Where an institution's span should end: one that ends in its head goes on, ``University`` + ``of Nairobi``."""
    if found := _OFFICE.match(document, end):
        end = found.end()
    pattern = _OF.get(language)
    found = pattern.match(document, end) if pattern else None
    if found is None:
        return _with_fields(document, start, end, language)
    last = name_key(document[max(start, end - 40) : end]).rpartition(" ")[2]
    heads = heads_of(language)
    if last not in heads.institution or last in heads.legal:
        return end
    return _with_fields(document, start, found.end(), language)


def _with_fields(document: str, start: int, end: int, language: str) -> int:
    """Where an institution ends that is called by several fields, of which the model takes the first."""
    if language != "en" or not document.startswith((", ", " and ", ", and "), end):
        return end
    found, before = _AND_FIELD.match(document, end), _OF_FIELD.search(document, max(start, end - 60), end)
    if found is None or before is None or before[1].lower() not in HAS_FIELDS:
        return end
    words = [word for word in re.findall(r"\w+", found[0]) if word != "and"]
    return found.end() if all(_is_field(word.lower(), language) for word in words) else end


def _is_field(word: str, language: str) -> bool:
    heads = heads_of(language)
    return (
        frequency(word, language) >= _FIELD_WORD
        and not places(word)
        and not sex_of_given(word)
        and word not in BODIES
        and word not in heads.roles
        and word not in words_of(language).alone
    )


_FIELD_AND = re.compile(r"(?:(?<=the )|(?<=[a-z] ))(?:[A-Z][a-z]+, )*(?:[A-Z][a-z]+ )?([A-Z][a-z]+) and $")
_CLOSES = re.compile(
    r"(?:[A-Z][\w-]+ ){1,3}(?:Commission|Committee|Agency|Authority|Council|Administration|Archive|Institute)\b"
)


def _joined(document: str, start: int, free: int, language: str) -> int:
    """Where an institution begins whose first field the model leaves out: ``Securities and`` + ``Futures Commission``.
    What stands before ``free`` is a person or a place."""
    if language != "en" or not document.startswith(" and ", start - 5) or not _CLOSES.match(document, start):
        return start
    found = _FIELD_AND.search(document, max(free, start - 50), start)
    if found is None:
        return start
    words = [word for word in re.findall(r"\w+", found[0]) if word != "and"]
    return found.start() if all(_is_field(word.lower(), language) for word in words) else start


_NICKNAME = re.compile(r" ((?:[A-Z][a-z]+ )?(?:[A-Z][a-z]+|49ers))(?![\w’'-]| [A-Z])")


def _team_after(document: str, end: int, language: str) -> int | None:
    """Where a team ends that is called by its town and a name of its own: ``Colorado`` + ``Rockies``."""
    found = _NICKNAME.match(document, end)
    return found.end() if found and name_key(found[1]) in heads_of(language).team else None


def disjoint(pieces: list[Occurrence]) -> list[Occurrence]:
    """In order, without what starts inside the one before."""
    found: list[Occurrence] = []
    for piece in sorted(pieces, key=lambda one: (one.start, -one.end)):
        if not found or piece.start >= found[-1].end:
            found.append(piece)
    return found
