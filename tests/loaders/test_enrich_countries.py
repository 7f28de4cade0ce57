"""Countries in six languages are one place each. The names come from CLDR (babel), not from the list they are looked up
in; the abbreviations are written by hand."""

from __future__ import annotations

import pytest
from babel import Locale

from kg.ids import is_qid, name_key
from loaders.enrich.places import country

LANGUAGES = ("en", "es", "fr", "de", "pt", "it")
NO_COUNTRIES = frozenset(("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"))
"""CLDR's regions without an official code of ISO 3166-1."""

ABBREVIATIONS = {
    "US": ("US", "U.S.", "USA", "U.S.A.", "EE.UU.", "EE. UU.", "EEUU", "EUA", "E.U.A.", "États-Unis", "Etats-Unis"),
    "GB": ("UK", "U.K.", "Britain", "Great Britain", "Gran Bretaña", "Grande-Bretagne", "Großbritannien"),
    "AE": ("UAE", "U.A.E.", "EAU"),
    "CD": ("DRC", "RDC", "DR Congo", "Democratic Republic of Congo"),
    "KP": ("DPRK", "North Korea"),
    "KR": ("ROK", "South Korea", "Südkorea"),
    "SA": ("KSA",),
    "CN": ("PRC",),
    "NZ": ("NZ",),
    "PG": ("PNG",),
    "CZ": ("Czech Republic", "Czechia", "Tschechien"),
    "MM": ("Burma", "Birmania", "Birmanie"),
    "CI": ("Ivory Coast", "Elfenbeinküste"),
    "NL": ("Holland", "Holanda", "Pays-Bas"),
    "DE": ("BRD", "FRG"),
    "RU": ("Russian Federation",),
    "TR": ("Türkiye",),
    "BA": ("Bosnia",),
    "SZ": ("Swaziland",),
    "CV": ("Cape Verde",),
    "TL": ("East Timor",),
    "VA": ("Holy See", "Vatican"),
}


def named(language: str) -> dict[str, str]:
    territories = Locale(language).territories
    return {code: name for code, name in territories.items() if code.isalpha() and len(code) == 2} | {}


def test_all_countries_of_the_world_are_found_by_their_names_in_six_languages() -> None:
    wrong = []
    asked = 0
    for language in LANGUAGES:
        for code, name in named(language).items():
            if code in NO_COUNTRIES:
                continue
            asked += 1
            found = country(name_key(name))
            if found is None or found.country != code:
                wrong.append((language, code, name, found.country if found else None))
    assert asked == 249 * len(LANGUAGES)
    assert len(wrong) / asked <= 0.01, wrong
    assert [each for each in wrong if each[3] is not None] == []  # unknown rather than another one


@pytest.mark.parametrize(("code", "names"), ABBREVIATIONS.items(), ids=str)
def test_common_abbreviations_and_short_names_are_the_country(code: str, names: tuple[str, ...]) -> None:
    found = {name: country(name_key(name)) for name in names}
    assert {name: one.country if one else None for name, one in found.items()} == dict.fromkeys(names, code)


def test_every_country_has_its_wikidata_id() -> None:
    found = [country(name_key(name)) for code, name in named("en").items() if code not in NO_COUNTRIES]
    ids = [one.qid for one in found if one]
    assert all(qid and is_qid(qid) for qid in ids)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["Congo", "Korea", "British", "American", "Paris", "Georgia"])
def test_a_name_of_two_countries_or_of_a_people_is_no_country_by_itself(name: str) -> None:
    found = country(name_key(name))
    assert found is None or (name == "Georgia" and found.country == "GE")
