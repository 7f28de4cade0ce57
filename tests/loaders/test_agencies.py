"""Whom an article credits: by byline, dateline, credit line or because its record says so."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from kg.ids import name_key, registered_domain
from loaders.enrich.agencies import credited, table

KNOWN = {"atlas news service": "atlas.example", "ans": "atlas.example"}
BODY = "The bridge was closed for six hours after a container ship had rammed it, the police said. " * 8


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (f"HAMBURG (AP) — {BODY}", "apnews.com"),
        (f"BERLIN (Reuters) - {BODY}", "reuters.com"),
        (f"VALPARAÍSO, Chile (ANS) — {BODY}", "atlas.example"),
        (f"Madrid, 30 ene (EFE).- {BODY}", "efe.com"),
        (f"{BODY}\n\nCon información de Reuters.", "reuters.com"),
        (f"{BODY}\n\nWith additional reporting from the Atlas News Service", "atlas.example"),
        (f"{BODY} Avec AFP", "afp.com"),
        (f"{BODY}\n(dpa)", "dpa.com"),
        (f"Hamburg (dpa/lno) - {BODY}", "dpa.com"),
        (f"{BODY} The ship's owner is (Marit Solveig).", None),
        (f"{BODY} He worked for Reuters in the nineties. {BODY}", None),
        ("", None),
    ],
)
def test_a_credit_is_found_where_it_stands_and_a_mere_mention_is_none(text: str, agency: str | None) -> None:
    assert credited("A bridge", text, (), None, KNOWN) == agency


def test_a_byline_may_be_an_agencys_and_mostly_is_a_persons() -> None:
    assert credited("A bridge", BODY, ["Ana Torres", "AFP"], None, KNOWN) == "afp.com"
    assert credited("A bridge", BODY, ["Ana Torres"], None, KNOWN) is None


def test_what_the_record_says_comes_before_what_the_text_says() -> None:
    text = f"HAMBURG (AP) — {BODY}"
    assert credited("A bridge", text, (), "Atlas News Service", KNOWN) == "atlas.example"
    assert credited("A bridge", text, (), "Tiny Wire", KNOWN) == "tiny-wire"


def test_the_table_of_agencies_is_consistent() -> None:
    rows = list(
        csv.DictReader((files("loaders.enrich") / "agencies.tsv").read_text("utf-8").splitlines(), delimiter="\t")
    )
    names = {(name_key(name), row["domain"]) for row in rows for name in row["names"].split("|")}
    assert dict(names) == table()
    assert len(names) == len(table())
    for row in rows:
        assert registered_domain(row["domain"]) == row["domain"]
        assert row["source"]


@pytest.mark.parametrize(
    ("wire", "agency"),
    [
        ("urn:newsml:afp.com:20260130T101500Z:doc-1", "afp.com"),
        ("urn:newsml:www.reuters.com:20260130:nL1", "reuters.com"),
        ("apnews.com", "apnews.com"),
        ("urn:newsml:nobody.example:20260130:1", "urn-newsml-nobodyexample-20260130-1"),
    ],
)
def test_an_agency_is_known_by_its_domain_and_by_its_ids_in_newsml(wire: str, agency: str) -> None:
    assert credited("A bridge", BODY, (), wire, KNOWN) == agency
