"""The wire agencies of agencies.tsv, found by a name, a domain, or an id of their items. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.ids import name_key, registered_domain


@dataclass(frozen=True, slots=True)
class Agency:
    """A row of agencies.tsv, which says what each column means. ``id`` is its registered domain."""

    id: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    domains: tuple[str, ...]
    country: str
    languages: tuple[str, ...]
    not_in: tuple[str, ...]
    nprov: tuple[str, ...]
    lines: tuple[str, ...]


@cache
def agencies() -> tuple[Agency, ...]:
    """All agencies, in the table's order."""
    text = (files("loaders.enrich") / "agencies.tsv").read_text("utf-8")
    rows = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = []
    for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
        cells = {name: tuple(cell.split("|")) if cell else () for name, cell in row.items()}
        several = ("names", "short", "domains", "languages", "not_in", "nprov", "lines")
        found.append(Agency(id=row["id"], country=row["country"], **{name: cells[name] for name in several}))
    return tuple(found)


def named(
    name: str, language: str | None = None, country: str | None = None, *, in_brackets: bool = False
) -> Agency | None:
    """The agency of this name. ``language`` of the article and ``country`` of its outlet tell whose initials they are;
    None where that stays open. ``in_brackets``: where initials may also name a state.

    >>> named("Agence France-Presse").id, named("PA", "en").id, named("PA", "es"), named("AP", "en", "IN").id
    ('afp.com', 'pa.media', None, 'apnews.com')
    """
    found = _names().get(name_key(name))
    if found is None:
        bearing = [a for a in _short().get(name.strip(), ()) if language is None or language in a.languages]
        at_home = [a for a in bearing if a.country == country]
        found = at_home[0] if len(at_home) == 1 else bearing[0] if len(bearing) == 1 else None
    if found and in_brackets and country in found.not_in and name.isupper():
        return None
    return found


def named_in_full(name: str) -> Agency | None:
    """The agency of this name, initials that others bear too left out."""
    return _names().get(name_key(name))


_ITEM = re.compile(r"(?:urn:newsml:|urn:publicid:|tag:)([\w.-]+)", re.IGNORECASE)
_CODE = re.compile(r"(?:nprov:|https?://cv\.iptc\.org/newscodes/newsprovider/)([\w.]+)", re.IGNORECASE)


def identified(text: str) -> Agency | None:
    """The agency of a domain, an address, an item's id, or a provider's code in NewsML-G2. In an item's id the provider
    is a domain (RFC 3085: ``urn:newsml:PROVIDER:DAY:ITEM``; RFC 4151: ``tag:PROVIDER,DAY:ITEM``).

    >>> identified("urn:newsml:www.sda-ats.ch:20190603:bsf153:1N").id, identified("nprov:XHA").id
    ('keystone-sda.ch', 'xinhuanet.com')
    """
    text = text.strip()
    if code := _CODE.fullmatch(text):
        return _codes().get(code[1].casefold())
    item = _ITEM.match(text)
    host = item[1] if item else text
    domain = registered_domain(host) if "." in host and " " not in host else None
    return _domains().get(domain) if domain else None


def is_name(text: str) -> bool:
    """Whether some agency is called so, here or elsewhere."""
    return name_key(text) in _names() or text in _short()


@cache
def _names() -> Mapping[str, Agency]:
    return {name_key(name): agency for agency in agencies() for name in agency.names}


@cache
def _short() -> Mapping[str, tuple[Agency, ...]]:
    several = sorted({name for agency in agencies() for name in agency.short})
    return {name: tuple(a for a in agencies() if name in a.short) for name in several}


@cache
def _domains() -> Mapping[str, Agency]:
    return {domain: agency for agency in agencies() for domain in (agency.id, *agency.domains)}


@cache
def _codes() -> Mapping[str, Agency]:
    return {code.casefold(): agency for agency in agencies() for code in agency.nprov}
