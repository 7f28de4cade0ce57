"""What client outlets make of an agency's text, or of another outlet's: credits and datelines, cuts, additions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from bench.world.outlets import Outlet
from bench.world.tables import LANGUAGES
from bench.world.wording import Written, headline_again, paragraph, told

_DATELINES = ("{PLACE} ({a}) — ", "{place} ({a}) - ", "{PLACE}, {day} ({a}).- ", "{PLACE} ({a}). ", "{a}/{place} — ",
              "{place}, ({A}): ")  # fmt: skip
_CREDITS = {
    "en": ("(Reporting by {A})", "With reporting from {a}.", "Source: {A}", "— {a}", "With information from {A}",
           "({a})", "This article was supplied by {A}."),
    "es": ("Con información de {A}", "Fuente: {A}", "(Con información de {a})", "({a})", "Con datos de {a}.",
           "Redacción con {a}"),
    "fr": ("Avec {a}", "(avec {A})", "Source : {A}", "({a})", "D'après {A}", "{a} et la rédaction"),
}  # fmt: skip
_DESKS = {"en": "Newsroom", "es": "Redacción", "fr": "La rédaction"}
HOW = ("verbatim", "headline", "trimmed", "local", "edited")
_HOW_OFTEN = (35, 25, 18, 12, 10)
CREDITS = ("dateline", "line", "both", "byline", "field", "none")
_CREDITS_OFTEN = (28, 24, 8, 10, 15, 15)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy's text and how it names whom it has it from. ``how``: what was done to it."""

    written: Written
    dateline: str
    credit: str
    author: str | None
    wire: str | None
    how: str


def dateline(agency: Outlet, written: Written, rng: Random) -> str:
    """The place and agency before an agency text."""
    which = LANGUAGES.index(written.language)
    place = written.facts["place"][which]
    return rng.choice(_DATELINES).format(
        place=place, PLACE=place.upper(), a=agency.short, A=agency.name, day=written.facts["day"][which]
    )


def copied(kind: str, written: Written, origin: Outlet, by: Outlet, rng: Random) -> Copy:
    """What ``by`` publishes of ``origin``'s text; told anew where ``by`` writes in another language."""
    how = rng.choices(HOW, _HOW_OFTEN)[0]
    language = by.language
    if written.language != language:
        how, written = "translated", told(kind, written.plan, written.facts, language, rng)
    elif how == "headline":
        written = replace(written, headline=headline_again(kind, written, rng))
    elif how == "trimmed":
        kept = max(2, round(len(written.sentences) * rng.uniform(0.4, 0.8)))
        written = replace(written, sentences=written.sentences[:kept])
    elif how == "local":
        written = _with_local(written, by, rng)
    elif how == "edited":
        written = _edited(kind, written, rng)
    return _credited(written, origin, language, how, rng)


def _with_local(written: Written, by: Outlet, rng: Random) -> Written:
    extra = paragraph("local", by.language, rng, home=by.place.names[LANGUAGES.index(by.language)],
                      place=written.facts["place"][LANGUAGES.index(by.language)])  # fmt: skip
    at = rng.choice((1, len(written.sentences)))
    return replace(written, sentences=(*written.sentences[:at], extra, *written.sentences[at:]))


def _edited(kind: str, written: Written, rng: Random) -> Written:
    """A desk's light hand: every sixth sentence or so in other words."""
    again = told(kind, written.plan, written.facts, written.language, rng)
    if len(again.sentences) != len(written.sentences):
        return written
    pairs = zip(written.sentences, again.sentences, strict=True)
    return replace(written, sentences=tuple(new if rng.random() < 0.15 else old for old, new in pairs))


def _credited(written: Written, origin: Outlet, language: str, how: str, rng: Random) -> Copy:
    credit = rng.choices(CREDITS, _CREDITS_OFTEN)[0] if origin.is_agency else rng.choice(("line", "none"))
    line = rng.choice(_CREDITS[language]).format(a=origin.short, A=origin.name)
    return Copy(
        written,
        dateline(origin, written, rng) if credit in {"dateline", "both"} else "",
        line if credit in {"line", "both"} else "",
        {"byline": rng.choice((origin.short, origin.name)), "none": _DESKS[language]}.get(credit),
        rng.choice((origin.short, origin.name)) if credit == "field" else None,
        how,
    )
