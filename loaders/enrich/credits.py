"""Whom an article credits: the agency of its dateline, byline or credit line, not one that it merely names. Pure.

A credit stands where credits stand: before the text, after it, or on a line of its own, and ends there. "(Reporting by
Reuters)" is one, "told Reuters", "(Ana Torres/Reuters)" and "an AFP reporter saw" are none. The forms are those of
credit_lines.tsv, and of agencies.tsv what an agency's copy alone carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from kg.ids import name_key, registered_domain
from loaders.enrich.agencies import Agency, agencies, identified, named

_HEAD_CHARACTERS, _TAIL_CHARACTERS = 400, 500
"""Where credit lines stand: in the first or the last lines."""
_DATELINE_CHARACTERS = 1_500
"""A dateline may have a headline, a byline and captions before it."""
_BYLINE_CHARACTERS = 200
_UPPER = r"[^\W\d_a-zß-öø-ÿа-яё]"
_CONNECTING = r"(?:de|del|do|da|di|du|des|la|le|el|los|las|les|den|der|am|im|and|y|et|und|e|of|upon|sur|an)\b"
_DATE = r"\d{1,2}[.ºª°]?\s(?:de\s)?[^\W\d_]{3,10}\.?"
_TOKEN = rf"(?:{_UPPER}[\w.'’-]*|\[{_UPPER}[\w .]{{2,30}}\]|{_DATE}|\d{{1,4}}|{_CONNECTING})"
_PLACE = rf"[\s\"“«•*]*{_TOKEN}(?:[ ,/|]+{_TOKEN}){{0,8}}"
_DAY = r"(?:,\s[^\W\d_]{3,12})"
_NAME = r"[^\W_][\w .&'’-]{0,30}?"
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_PLACE}{_DAY}?,?\s*\((?P<brackets>[^()\n]{{2,60}})\)\s*(?:[-–—.:]|$)",  # MADRID, 30 ene (EFE).-
        rf"^{_PLACE}\d{{1,2}},?\s*\((?P<brackets>[^()\n]{{2,60}})\)\s+(?={_UPPER})",  # New Delhi, Jan 30 (PTI) The
        r"^[\s\"“«]*\((?P<brackets>[^()\n]{2,60})\)\s*[-–—]",  # (ANSA) - ROMA
        r"^\s*\([^()=\n]{1,20}=(?P<name>[^()\n]{2,30})\)",  # (서울=연합뉴스)
        rf"^\s*(?P<name>{_NAME})/{_UPPER}[\w .'’-]{{1,40}}?\s*[-–—]",  # dpa/Berlin -
        rf"^\s*(?P<name>{_NAME})\.?\s?[-–—]{{1,2}}\s+(?=[\"“«]?{_UPPER})",  # AGI - Il
        rf"^{_PLACE}\s[-–—]\s(?P<name>{_NAME})\.\s",  # МОСКВА, 30 янв - РИА Новости.
    )
)  # fmt: skip
_CLOSING = re.compile(r"[(\[](?P<brackets>[^()\[\]\n]{2,60})[)\]][\s.*_]*$")
_INITIALS = r"(?:\n\s*[a-z]{2,4}(?:/[a-z]{2,4})*\s*)?"
_LONE = re.compile(rf"(?:^|\n)[\s(\[—–-]*(?P<brackets>[^\n()\[\]]{{2,40}})[)\]\s.]*{_INITIALS}$")
"""A last line that names nobody else, and initials under it."""
_SIGNED = re.compile(r"(?:(?<!\w)[-–—]{1,2}|(?:^|\n)\s*/)\s?(?P<name>[^\W_][\w .&'’]{1,30}?)[\s./]*$")
_BYLINE = re.compile(r"^\s*(?:By|Por|Par|Von|De|Di|Da|Door|Av|BY|POR|PAR|VON|DI)\s+(?P<by>[^\n]{2,80})$", re.MULTILINE)
_BY = re.compile(r"^(?:by|por|par|von|di|door|with|avec|con|mit|com)\s+", re.IGNORECASE)
_PARTS = re.compile(r"\s*[,|/;•·+]\s*|\s+(?:and|y|et|und|e|&|with|avec|con|mit|com|-|–|—)\s+")
_BARE = re.compile(r"^[\s©*_\"“”«»]*(?:\d{4}\s+)?(?:(?:the|la|el|le|die|der)\s+|l['’])?", re.IGNORECASE)
_AGENCY_WORD = re.compile(
    r"^(?:news agency|agence|agencia|agência|agenzia|agentur|nachrichtenagentur)\s+", re.IGNORECASE
)
_AFTER = re.compile(r"(?:\s+\d{4}|\s+L\.?P\.?)?[\s.*_\"“”«»]*$")
_ROLE = re.compile(
    rf"\s+(?:{_UPPER}[\w'’-]*\s+){{0,3}}(?:[Ww]riters?|[Ss]taff|[Cc]orrespondents?|[Rr]eporters?|[Ee]ditors?|[Ww]ires?)$"
)
_DESK = re.compile(r"\d.*|[\w.-]{1,10}")
"""What may stand beside an agency in brackets: a desk, another's initials, a day. A photographer has two names."""
_PICTURE = re.compile(r"\b(?:getty|epa|photos?|fotos?|images?|file|archiv\w*|handout|shutterstock)\b", re.IGNORECASE)
_LIST = r"(?P<agency>[^\n()\[\]:;]{2,70}?)(?=\s+was used in this\b|[\s*_]*(?:[.)\]|]|$))"
_BEGINS = re.compile(r"(?:^|[\n.(\[|*_»”\"]|[-–—] )\s*$")
"""What stands before a credit line: nothing, the end of a sentence or line, a bracket, a dash."""
_SHORT_LINE = re.compile(rf"[ (\[]*(?:(?:{_UPPER}[\w.'’-]*|{_CONNECTING})[ ,|]+){{0,6}}")
"""Names alone before the words of a credit: "Redacción con EFE", but no sentence that happens to end so."""
_WRITERS = re.compile(r"(?:staff|writers?|reporters?|correspondents?|journalists?|producers?)", re.IGNORECASE)
_ANYWHERE, _AT_END = frozenset({"any"}), frozenset({"any", "closing", "last", "helped"})
_SENTENCE = re.compile(r"(?:^|[\n(\[]|[.!?”\"] )(?P<agency>[^\n()]{2,160}?)\s*$")


@dataclass(frozen=True, slots=True)
class Setting:
    """What tells whose initials they are. ``known``: the agencies that the graph holds, by name key and by domain, to
    their ids; ``language`` of the article; ``country`` of its outlet."""

    known: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    country: str | None = None


def credited(
    text: str,
    authors: Sequence[str] = (),
    wire: str | None = None,
    url: str | None = None,
    setting: Setting = Setting(),
) -> str | None:
    """Id of the agency that an article credits: stated by its record (a name, a domain, the id of an agency's item or a
    provider's code), by byline, dateline or credit line, or because it stands on the agency's site. None where none is.
    """
    if wire and wire.strip():
        return _stated(wire, setting)
    for author in dict.fromkeys((*authors[:1], *authors[-1:])):  # among others' names it is one of a page's many
        if found := _signs(author, setting):
            return found
    for name, in_brackets in _before(text[:_DATELINE_CHARACTERS]):
        if found := _one_of(name, setting, in_brackets=in_brackets):
            return found
    if found := _by_lines(text, setting, signed=bool(authors)):
        return found
    agency = identified(url) if url else None
    return _id(agency, setting) if agency else None


def _stated(wire: str, setting: Setting) -> str | None:
    """Who is named by a record's own field; one that nobody knows is as good a name."""
    if agency := identified(wire):
        return _id(agency, setting)
    whole = _known(wire, setting)
    return whole or _one_of(wire, setting) or name_key(wire).replace(" ", "-") or None


def _known(name: str, setting: Setting, *, in_brackets: bool = False) -> str | None:
    if found := setting.known.get(name_key(name)):
        return found
    agency = named(name, setting.language, setting.country, in_brackets=in_brackets)
    return _id(agency, setting) if agency else None


def _id(agency: Agency, setting: Setting) -> str:
    """An agency's id in the graph, which may know it by another domain or by name alone."""
    keys = (agency.id, *agency.domains, *map(name_key, agency.names))
    return next((setting.known[key] for key in keys if key in setting.known), agency.id)


def _one_of(names: str, setting: Setting, *, in_brackets: bool = False) -> str | None:
    """The first of several that is an agency."""
    for part in (names, *_PARTS.split(names)):
        bare = _AFTER.sub("", _BARE.sub("", part))
        for name in (bare, _AGENCY_WORD.sub("", bare)):
            if name and (found := _known(name, setting, in_brackets=in_brackets) or _at(name, setting)):
                return found
    return None


def _at(text: str, setting: Setting) -> str | None:
    agency = identified(text) if "." in text and registered_domain(text) else None
    return _id(agency, setting) if agency else None


def _signs(byline: str, setting: Setting) -> str | None:
    """The agency of a byline: "AFP", "Ana Torres, Associated Press", "AP Diplomatic Writer", "Le Monde avec AFP"."""
    by = _BY.sub("", byline.strip()[:_BYLINE_CHARACTERS])
    return _one_of(by, setting) or next(
        (found for part in _PARTS.split(by) if (role := _ROLE.search(part))
         and (found := _known(_BARE.sub("", part[: role.start()]), setting))), None,
    )  # fmt: skip


def _before(head: str) -> Iterator[tuple[str, bool]]:
    """Names that stand where a dateline or byline names the agency, and whether in brackets."""
    for line in head.splitlines():
        for pattern in _DATELINES:
            if found := pattern.match(line):
                yield from _within(found)


def _within(found: re.Match[str]) -> Iterator[tuple[str, bool]]:
    groups = found.groupdict()
    if name := groups.get("name"):
        yield name, False
    elif brackets := groups["brackets"]:
        parts = [part for part in _PARTS.split(brackets) if part]
        if not _PICTURE.search(brackets):
            for part in parts:
                if all(other == part or _DESK.fullmatch(other) or named(other) for other in parts):
                    yield part, True


def _by_lines(text: str, setting: Setting, *, signed: bool) -> str | None:
    head, tail = text[:_HEAD_CHARACTERS], text[-_TAIL_CHARACTERS:]
    for line in _BYLINE.finditer(head):
        signed = True
        if found := _signs(line["by"], setting):
            return found
    for name, helped in (*_credit_lines(head, _ANYWHERE), *_credit_lines(tail, _AT_END)):
        told = None if helped and signed else _one_of(name, setting)
        if found := told or _writes(name, setting):
            return found
    for closing in (_CLOSING.search(tail), _SIGNED.search(tail), _LONE.search(tail)):
        for name, in_brackets in _within(closing) if closing else ():
            if found := _one_of(name, setting, in_brackets=in_brackets):
                return found
    own = next((agency for part in (head, tail) if _copyrights().search(part)
                for agency, line in _own_lines() if line.search(part)), None)  # fmt: skip
    return _id(own, setting) if own else None


def _credit_lines(part: str, wanted: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The agencies, or what stands where they would, of the credit lines of these places, and whether they helped."""
    forms = _forms()
    for found in forms.before.finditer(part):
        places = forms.places[_plain(found["words"])] & wanted
        line = part[: found.start()].rpartition("\n")[2]
        if _BEGINS.search(part[max(0, found.start() - 10) : found.start()]):
            places -= {"last"}
        else:
            places &= {"last"} if _SHORT_LINE.fullmatch(line) else set()
        if places:
            yield found["agency"], False
    for found in forms.after.finditer(part):
        places = forms.places[_plain(found["words"])] & wanted
        if places and (said := _SENTENCE.search(part[: found.start()])):
            # where others come first, they wrote it and the agency helped them
            yield _PARTS.split(said["agency"])[0], "helped" in places


def _writes(name: str, setting: Setting) -> str | None:
    """The agency of "Associated Press writer Ana Torres": what its people sign is its copy."""
    words = _BARE.sub("", name).split()
    for count in range(min(4, len(words) - 1), 0, -1):
        if _WRITERS.fullmatch(words[count]) and (found := _known(" ".join(words[:count]), setting)):
            return found
    return None


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms of credit_lines.tsv: words before the agency, words after it, and where each form stands."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    places: Mapping[str, frozenset[str]]


@cache
def _forms() -> _Forms:
    text = (files("loaders.enrich") / "credit_lines.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith(("#", "language\t"))]
    places: dict[str, frozenset[str]] = {}
    before: set[str] = set()
    after: set[str] = set()
    for _, place, line in rows:
        left, _, right = line.partition("{agency}")
        words = _plain(left or right)
        (before if left else after).add(words)
        places[words] = places.get(words, frozenset()) | {place}
    return _Forms(
        re.compile(rf"(?<!\w)(?P<words>{_either(before)})(?:(?<=\W)|(?!\w))\s*{_LIST}", re.IGNORECASE | re.MULTILINE),
        re.compile(rf"\s(?P<words>{_either(after)})(?!\w)", re.IGNORECASE), places,
    )  # fmt: skip


def _plain(words: str) -> str:
    return " ".join(words.lower().replace("’", "'").split())


def _either(lines: Iterable[str]) -> str:
    several = sorted(lines, key=lambda line: (-len(line), line))
    return "|".join(re.escape(line).replace(r"\ ", r"\s+").replace("'", "['’]") for line in several)


@cache
def _own_lines() -> tuple[tuple[Agency, re.Pattern[str]], ...]:
    """What one agency's copy alone carries."""
    return tuple(
        (agency, re.compile(r"[^\n]{0,200}?".join(map(re.escape, line.split("*"))), re.IGNORECASE))
        for agency in agencies()
        for line in agency.lines
    )


@cache
def _copyrights() -> re.Pattern[str]:
    """What begins one of these lines: most articles have none."""
    return re.compile(_either({line.split("*")[0] for agency in agencies() for line in agency.lines}), re.IGNORECASE)
