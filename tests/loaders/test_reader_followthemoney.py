"""FollowTheMoney: ownerships and directorships between entities, whatever their order."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from reading_cases import document, fields, read, reasons

from kg.errors import InputError
from loaders.reading import choose
from loaders.records import validate
from loaders.shares import parse_share

PERSON = {"id": "p-1", "schema": "Person", "properties": {"name": ["Ola Nordmann"], "nationality": ["no"]}}
COMPANY = {"id": "c-1", "schema": "Company", "properties": {"name": ["Morning Ltd"], "jurisdiction": ["gb"]}}


def entity(schema: str, **properties: Any) -> dict[str, Any]:
    listed = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    return {"id": f"{schema}-1", "schema": schema, "properties": listed}


def owning(**properties: Any) -> dict[str, Any]:
    return entity("Ownership", **{"owner": "p-1", "asset": "c-1"} | properties)


def lines(tmp_path: Path, *entities: Any) -> Any:
    return document(tmp_path, "\n".join(map(json.dumps, entities)))


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("51", (0.51, 0.51, 0.51)), ("51 %", (0.51, 0.51, 0.51)), ("51,0", (0.51, 0.51, 0.51)),
        ("> 50 %", (None, 0.5, 1.0)), ("25-50", (None, 0.25, 0.5)), ("51 percent", (0.51, 0.51, 0.51)),
        ("51 per cent", (0.51, 0.51, 0.51)),
    ],
)  # fmt: skip
def test_a_percentage_that_says_one_thing_is_read(text: str, share: tuple[float | None, ...], tmp_path: Path) -> None:
    [held] = fields(read("followthemoney", lines(tmp_path, owning(percentage=text), PERSON, COMPANY)))
    validate("holding", held)
    assert parse_share(held["share"]) == pytest.approx(share)


@pytest.mark.parametrize("text", ["≈ 30", "majority", "minority", "120 %", "-5", "50 - 25", "half"])
def test_a_percentage_that_leaves_doubt_is_rejected(text: str, tmp_path: Path) -> None:
    [held] = fields(read("followthemoney", lines(tmp_path, owning(percentage=text))))
    with pytest.raises(ValueError, match="share"):
        validate("holding", held)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (owning(percentage=["30", "40"]), "percentage: 2 values"),
        (owning(owner=["p-1", "p-2"], percentage="30"), "it doesn't say whose"),
        (entity("Ownership", owner="p-1"), "Ownership without its owner or its asset"),
        (entity("UnknownLink", subject="p-1", object="c-1"), "UnknownLink"),
        (owning(startDate="about 1990"), "not a date"),
        (owning(endDate=["2019", "2020"]), "endDate: 2 values"),
        ({"id": "x", "schema": "Person", "properties": {"name": [7]}}, "name: not a list of texts"),
        ({"schema": "Person", "properties": {}}, "needs id, schema and properties"),
        (["a", "list"], "needs id, schema and properties"),
    ],
)
def test_what_is_doubtful_is_rejected_with_the_reason(bad: Any, reason: str, tmp_path: Path) -> None:
    [(line, said)] = reasons(read("followthemoney", lines(tmp_path, PERSON, bad)))
    assert line == 2
    assert reason in said


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (owning(owner="c-1"), "owns itself"),
        (owning(startDate="2020-01-01", endDate="2019-01-01"), "ends before it begins"),
    ],
)
def test_a_company_that_owns_itself_and_a_swapped_period_are_rejected(
    held: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    [got] = fields(read("followthemoney", lines(tmp_path, held, COMPANY)))
    with pytest.raises(ValueError, match=reason):
        validate("holding", got)


def test_owner_and_owned_of_the_same_name_stay_two(tmp_path: Path) -> None:
    twin = COMPANY | {"id": "c-2"}
    [held] = fields(read("followthemoney", lines(tmp_path, COMPANY, twin, owning(owner="c-2"))))
    assert held["owner_name"] == held["owned_name"]
    validate("holding", held)


def test_entities_may_stand_before_or_after_what_speaks_of_them(tmp_path: Path) -> None:
    everything = [PERSON, COMPANY, owning(percentage="51"), entity("Directorship", director="p-1", organization="c-1")]
    expected = sorted(map(str, fields(read("followthemoney", lines(tmp_path, *everything)))))
    random.Random(3).shuffle(everything)
    assert sorted(map(str, fields(read("followthemoney", lines(tmp_path, *everything))))) == expected


@pytest.mark.parametrize(
    ("role", "interest"),
    [
        (None, "board-member"), ("Director", "board-member"), ("Chairwoman", "board-chair"),
        ("Vice chairman", "unknown-interest"), ("Secretary", "unknown-interest"),
    ],
)  # fmt: skip
def test_a_role_is_taken_for_what_it_says_only(role: str | None, interest: str, tmp_path: Path) -> None:
    held = entity("Directorship", director="p-1", organization="c-1", **({"role": role} if role else {}))
    assert fields(read("followthemoney", lines(tmp_path, held)))[0]["interest"] == interest


def test_wikidata_and_lei_make_entities_the_same_across_files(tmp_path: Path) -> None:
    known = {"id": "c-1", "schema": "Company", "properties": {"name": ["M"], "leiCode": ["213800EXAMPLE0000001"]}}
    person = {"id": "p-1", "schema": "Person", "properties": {"name": ["O"], "wikidataId": ["Q900001"]}}
    [held] = fields(read("followthemoney", lines(tmp_path, owning(), known, person)))
    assert (held["owner"], held["owned"]) == ("Q900001", "xi-lei-213800example0000001")


def test_ids_that_differ_in_their_letters_case_stay_two(tmp_path: Path) -> None:
    [held] = fields(read("followthemoney", lines(tmp_path, owning(owner="NK-aB", asset="NK-Ab"))))
    assert held["owner"].lower() != held["owned"].lower()


def test_entities_are_recognised_and_other_json_lines_are_not(tmp_path: Path) -> None:
    assert choose(lines(tmp_path, PERSON)).name == "followthemoney"
    assert choose(lines(tmp_path, {"owner": "Q1", "owned": "a.example"})).name == "jsonl"


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="empty"):
        read("followthemoney", document(tmp_path, b""))
