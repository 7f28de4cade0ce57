"""Wikidata: statements of a dump, rows of a query."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from reading_cases import document, fields, read, reasons

from kg.errors import InputError
from loaders.documents import Document
from loaders.reading import choose
from loaders.records import validate

ENTITY = "http://www.wikidata.org/entity/"


def snak(name: str, value: Any = None, kind: str = "value") -> dict[str, Any]:
    return {"snaktype": kind, "property": name} | ({"datavalue": {"value": value}} if value is not None else {})


def claim(name: str, item: str = "Q900002", rank: str = "normal", **qualifiers: Any) -> dict[str, Any]:
    listed = {key: [snak(key, value)] for key, value in qualifiers.items()}
    return {"mainsnak": snak(name, {"id": item}), "rank": rank, "qualifiers": listed}


def time(text: str, precision: int) -> dict[str, Any]:
    return {"time": text, "precision": precision}


def dump(tmp_path: Path, *claims: dict[str, Any], website: str | None = None, kind: str | None = None) -> Document:
    listed: dict[str, list[Any]] = {}
    for one in claims:
        listed.setdefault(one["mainsnak"]["property"], []).append(one)
    if website:
        listed["P856"] = [{"mainsnak": snak("P856", website), "rank": "normal"}]
    if kind:
        listed["P31"] = [claim("P31", kind)]
    item = {"type": "item", "id": "Q900001", "labels": {"en": {"language": "en", "value": "Morning"}}, "claims": listed}
    return document(tmp_path, f"[\n{json.dumps(item)},\n]\n")


@pytest.mark.parametrize(
    ("name", "owner", "owned", "control"),
    [
        ("P127", "Q900002", "Q900001", None),
        ("P749", "Q900002", "Q900001", True),
        ("P1830", "Q900001", "Q900002", None),
        ("P355", "Q900001", "Q900002", True),
    ],
)
def test_each_property_says_who_holds_whom(
    name: str, owner: str, owned: str, control: bool | None, tmp_path: Path
) -> None:
    [held] = fields(read("wikidata", dump(tmp_path, claim(name))))
    assert (held["owner"], held["owned"], held.get("control")) == (owner, owned, control)
    assert held["evidence"] == f"https://www.wikidata.org/wiki/Q900001#{name}"
    validate("holding", held)


@pytest.mark.parametrize(
    ("amount", "share"),
    [
        ({"amount": "+0.51", "unit": "1"}, "51"),
        ({"amount": "+51", "unit": f"{ENTITY}Q11229"}, "51"),
        ({"amount": "+0.3", "unit": "1", "lowerBound": "+0.25", "upperBound": "+0.35"}, "25-35"),
        ({"amount": "+0.3333333", "unit": "1"}, "33.33333"),
    ],
)
def test_proportions_are_read_in_their_unit(amount: dict[str, str], share: str, tmp_path: Path) -> None:
    assert fields(read("wikidata", dump(tmp_path, claim("P127", P1107=amount))))[0]["share"] == share


def test_periods_of_years_and_months_are_read_at_their_widest(tmp_path: Path) -> None:
    period = {"P580": time("+2015-00-00T00:00:00Z", 9), "P582": time("+2018-06-00T00:00:00Z", 10)}
    [held] = fields(read("wikidata", dump(tmp_path, claim("P127", P585=time("+2017-02-03T00:00:00Z", 11), **period))))
    assert (held["valid_from"], held["valid_to"], held["observed"]) == ("2015-01-01", "2018-07-01", "2017-02-03")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (claim("P127", rank="deprecated"), "deprecates"),
        ({"mainsnak": snak("P127", kind="somevalue"), "rank": "normal"}, "somebody whom nobody knows"),
        ({"mainsnak": snak("P127", kind="novalue"), "rank": "normal"}, "stated to be nobody"),
        (claim("P127", P1107={"amount": "+51", "unit": "1"}), "a proportion of 51"),
        (claim("P127", P1107={"amount": "-0.1", "unit": "1"}), "a proportion of -0.1"),
        (claim("P127", P1107={"amount": "+3", "unit": f"{ENTITY}Q4917"}), "another unit"),
        (claim("P127", P580=time("+1990-00-00T00:00:00Z", 8)), "not known to the year"),
        (claim("P127") | {"qualifiers": {"P582": [snak("P582", kind="somevalue")]}}, "has ended"),
        (claim("P127") | {"qualifiers": {"P1107": [snak("P1107", {"amount": "+0.1"})] * 2}}, "2 values of P1107"),
        (claim("P127", "P31"), "not an item"),
        ({"mainsnak": {"property": "P127"}}, "another shape"),
    ],
)
def test_a_statement_that_leaves_doubt_is_rejected(statement: dict[str, Any], reason: str, tmp_path: Path) -> None:
    [(line, said)] = reasons(read("wikidata", dump(tmp_path, statement)))
    assert line == 2
    assert said.startswith("P127: ")
    assert reason in said


def test_a_swapped_period_and_an_item_that_owns_itself_are_rejected(tmp_path: Path) -> None:
    period = {"P580": time("+2019-01-01T00:00:00Z", 11), "P582": time("+2018-01-01T00:00:00Z", 11)}
    for statement, reason in (
        (claim("P127", **period), "ends before it begins"),
        (claim("P127", "Q900001"), "owns itself"),
    ):
        [held] = fields(read("wikidata", dump(tmp_path, statement)))
        with pytest.raises(ValueError, match=reason):
            validate("holding", held)


@pytest.mark.parametrize(
    ("website", "kind", "owned"),
    [
        ("https://www.morning-example.co.uk/news", "Q1110794", "morning-example.co.uk"),
        ("https://www.morning-example.co.uk/", "Q4830453", "Q900001"),  # a business: its site is no outlet
        (None, "Q1110794", "Q900001"),
    ],
)
def test_an_outlet_is_meant_by_the_domain_of_its_website(
    website: str | None, kind: str, owned: str, tmp_path: Path
) -> None:
    [held] = fields(read("wikidata", dump(tmp_path, claim("P127"), website=website, kind=kind)))
    assert held["owned"] == owned


def result(*rows: dict[str, str]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows]
    return json.dumps({"head": {"vars": names}, "results": {"bindings": cells}})


def test_rows_of_a_query_are_read_alike_from_json_and_csv(tmp_path: Path) -> None:
    row = {
        "owner": f"{ENTITY}Q900002", "ownerLabel": "Example Group", "item": f"{ENTITY}Q900001", "itemLabel": "Morning",
        "share": "0.25", "startTime": "2015-01-01T00:00:00Z", "website": "https://morning.example/",
    }  # fmt: skip
    text = f"{','.join(row)}\n{','.join(row.values())}\n"
    answers = [document(tmp_path, result(row), "a"), document(tmp_path, text, "b")]
    assert [choose(answer, kind="holding").name for answer in answers] == ["wikidata", "wikidata"]
    first, second = (fields(read("wikidata", answer)) for answer in answers)
    assert first == second
    assert first[0] | {"evidence": ""} == {
        "owner": "Q900002", "owner_name": "Example Group", "owned": "morning.example", "owned_name": "Morning",
        "owned_kind": "source", "share": "25", "valid_from": "2015-01-01", "evidence": "",
    }  # fmt: skip
    validate("holding", first[0])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"owner": "http://www.wikidata.org/.well-known/genid/1"}, "owner: somebody whom nobody knows"),
        ({"owner": "Example Group"}, "owner: 'Example Group', no item"),
        ({"share": "51"}, "a proportion of 51"),
        ({"share": "majority"}, "not a proportion"),
        ({"start": "long ago"}, "not a date"),
    ],
)
def test_a_row_that_leaves_doubt_is_rejected(row: dict[str, str], reason: str, tmp_path: Path) -> None:
    whole = {"owner": f"{ENTITY}Q900002", "owned": f"{ENTITY}Q900001"} | row
    [(number, said)] = reasons(read("wikidata", document(tmp_path, result(whole))))
    assert number == 1
    assert reason in said


def test_a_query_of_something_else_is_left_to_other_readers(tmp_path: Path) -> None:
    other = result({"article": f"{ENTITY}Q900001", "date": "2020"})
    assert choose(document(tmp_path, other)).name != "wikidata"
    sources = '{"id": "x", "aliases": ["y"], "source": "morning.example"}\n'
    assert choose(document(tmp_path, sources)).name == "jsonl"


def test_a_result_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    whole = result({"owner": f"{ENTITY}Q900002", "owned": f"{ENTITY}Q900001"})
    with pytest.raises(InputError, match="not a whole query result"):
        read("wikidata", document(tmp_path, whole[:-5]))
    with pytest.raises(InputError, match="empty"):
        read("wikidata", document(tmp_path, ""))
