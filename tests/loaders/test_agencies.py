"""The table of agencies: whom a name, a domain or an item's id means."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from kg.ids import name_key, registered_domain
from loaders.enrich.agencies import agencies, identified, is_name, named, named_in_full
from loaders.sources import SourceBook, unrated

LANGUAGES = 2
"""Letters of a language's or country's code."""


def test_the_table_names_each_agency_once_and_so_that_it_can_be_found_again() -> None:
    assert len(agencies()) >= 60
    for column in ("id", "domains", "names", "nprov"):
        several = [
            name_key(value) if column == "names" else value
            for agency in agencies()
            for value in ((agency.id,) if column == "id" else getattr(agency, column))
        ]
        assert len(several) == len(set(several)), column
    assert not {a.id for a in agencies()} & {d for a in agencies() for d in a.domains}


def test_each_row_is_complete_and_says_where_it_is_from() -> None:
    text = (files("loaders.enrich") / "agencies.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for row, agency in zip(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), agencies(), strict=True):
        assert agency.names
        assert agency.languages
        for domain in (agency.id, *agency.domains):
            assert registered_domain(domain) == domain
        assert all(len(code) == LANGUAGES for code in (agency.country, *agency.languages, *agency.not_in))
        assert row["source"] in {"own website", "not checked", "IPTC; own website", "IPTC; not checked"}
        assert ("IPTC" in row["source"]) == bool(agency.nprov)


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("urn:newsml:afp.com:20260130T101500Z:doc-1", "afp.com"),
        ("urn:newsml:www.sda-ats.ch:20190603:bsf153:1N", "keystone-sda.ch"),
        ("urn:newsml:texto.efeservicios.com:20190121T103600+0000:25413502:1", "efe.com"),
        ("urn:newsml:stt.fi::104917454:1", "stt.fi"),
        ("tag:reuters.com,2024:newsml_RW956402052024RP1:6", "reuters.com"),
        ("urn:publicid:ap.org:d6697388b6364fe885538c9205009cf3", "apnews.com"),
        ("nprov:AFP", "afp.com"),
        ("http://cv.iptc.org/newscodes/newsprovider/XHA", "xinhuanet.com"),
        ("nprov:dpa", "dpa.com"),
        ("https://www.reuters.com/world/x", "reuters.com"),
        ("ap.org", "apnews.com"),
        ("nprov:GNA", None),  # the Gulf News Agency of old; Ghana's has no code
        ("urn:newsml:nobody.example:20260130:1", None),
        ("reuters", None),
        ("", None),
    ],
)
def test_an_agency_is_known_by_its_domain_and_by_its_ids_in_newsml_and_ninjs(text: str, agency: str | None) -> None:
    found = identified(text)
    assert (found.id if found else None) == agency


@pytest.mark.parametrize(
    ("name", "language", "country", "agency"),
    [
        ("Agence France Presse", None, None, "afp.com"),
        ("EFE", "es", "ES", "efe.com"),
        ("Efe", "es", "ES", "efe.com"),
        ("APA", "de", "AT", "apa.at"),
        ("APA", "az", "AZ", None),  # Azerbaijan's APA is another
        ("PA", "en", "GB", "pa.media"),
        ("Pa", "en", "US", None),
        ("PA", "es", "PA", None),
        ("CNA", "en", "TW", "cna.com.tw"),
        ("CNA", "en", "US", "catholicnewsagency.com"),
        ("CNA", "en", "SG", None),  # two agencies of that language, neither of that country
        ("LaPresse", "it", "IT", "lapresse.it"),
        ("La Presse", "fr", "CA", None),  # a newspaper
        ("La Presse Canadienne", "fr", "CA", "thecanadianpress.com"),
        ("Andina", "en", "US", None),
        ("nobody", None, None, None),
    ],
)
def test_initials_are_an_agencys_in_its_languages_and_at_home(
    name: str, language: str | None, country: str | None, agency: str | None
) -> None:
    found = named(name, language, country)
    assert (found.id if found else None) == agency


def test_in_brackets_of_an_indian_outlet_AP_may_be_andhra_pradesh() -> None:
    assert named("AP", "en", "IN", in_brackets=True) is None
    assert named("AP", "en", "US", in_brackets=True) is not None
    assert named("Associated Press", "en", "IN", in_brackets=True) is not None


def test_what_is_called_like_an_agency_anywhere_names_nobody_else() -> None:
    assert is_name("PTI")
    assert is_name("reuters")
    assert not is_name("Reuters Building")
    assert named_in_full("PTI") is None


def test_an_unknown_source_that_is_an_agency_is_known_as_one() -> None:
    book = SourceBook()
    assert book.identify("https://www.news.cn/world/1.htm") == "xinhuanet.com"
    assert book.identify("Reuters") == "reuters.com"
    assert book.identify("Tideline") == "tideline"
    assert unrated("reuters.com", "Reuters")["medium"] == "agency"
    assert "medium" not in unrated("tideline.example", "Tideline")


def test_an_outlets_country_is_that_of_its_record_else_of_its_domain() -> None:
    book = SourceBook()
    book.learn({"id": "tideline.in", "name": "Tideline", "country": "GB"})
    assert [book.country(s) for s in ("tideline.in", "other.in", "other.example", "slug-in")] == [
        "GB",
        "IN",
        None,
        None,
    ]
