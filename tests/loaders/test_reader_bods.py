"""BODS: every valid statement and example of the standard loads, every invalid one is rejected with the reason."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from reading_cases import document, fields, read, reasons

from kg.errors import InputError
from loaders.documents import Document
from loaders.reading import Bad, Raw, choose
from loaders.records import validate

PUBLISHED = {"publicationDate": "2024-03-01", "bodsVersion": "0.4", "publisher": {"name": "Example Register"}}


def named(number: int) -> str:
    return f"example-statement-{number:04d}-000000000000000000"


def statement(number: int, kind: str, record: str, details: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "statementId": named(number), "statementDate": "2024-02-01", "publicationDetails": PUBLISHED,
        "declarationSubject": "c1", "recordId": record, "recordType": kind,
        "recordDetails": {"isComponent": False, **details}, **more,
    }  # fmt: skip


def link(number: int, *interests: dict[str, Any], record: str = "r1", **more: Any) -> dict[str, Any]:
    ends = {"subject": "c1", "interestedParty": "p1", "interests": list(interests)}
    return statement(number, "relationship", record, ends | more.pop("ends", {}), **more)


COMPANY = statement(900, "entity", "c1", {"entityType": {"type": "registeredEntity"}, "name": "Morning Ltd"})
PERSON = statement(901, "person", "p1", {"personType": "knownPerson", "names": [{"fullName": "Ola Nordmann"}]})


def old(number: int, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "statementID": named(number), "statementType": kind, "statementDate": "2022-02-01", "isComponent": False,
        "publicationDetails": PUBLISHED | {"bodsVersion": "0.2"}, **more,
    }  # fmt: skip


OLD_ENDS = {
    "subject": {"describedByEntityStatement": named(5)},
    "interestedParty": {"describedByEntityStatement": named(6)},
}


def holdings(tmp_path: Path, *statements: Any) -> list[dict[str, Any]]:
    return fields(read("bods", document(tmp_path, json.dumps(statements))))


def files(shared: Path, folder: str) -> list[Path]:
    return sorted((shared / "owners_bods" / folder).glob("*.json"))


def test_every_valid_statement_of_the_standard_loads(shared: Path) -> None:
    paths = files(shared, "statements/valid-statements")
    assert len(paths) == 111
    for path in paths:
        source = Document(path.name, path)
        assert choose(source, kind="holding").name == "bods"
        for held in fields(read("bods", source)):
            validate("holding", held)


def test_every_invalid_statement_of_the_standard_is_rejected_with_its_reason(shared: Path) -> None:
    paths = files(shared, "statements/invalid-statements")
    assert len(paths) == 192
    for path in paths:
        source = Document(path.name, path)
        if path.name == "statements_not_array.json":
            with pytest.raises(InputError, match="one JSON object over several lines"):
                read("bods", source)
        else:
            got = read("bods", source)
            assert got, path.name
            assert all(isinstance(one, Bad) and "not by the Beneficial" in one.reason for one in got), path.name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (
            "relationship_interests_share_exact_too_big",
            "recordDetails.interests[0].share.exact: 500 is not from 0 to 100",
        ),
        ("relationship_interestedParty_missing", "recordDetails.interestedParty: missing"),
        ("entity_type_trust_registeredentity", "subtype 'trust' does not go with 'registeredEntity'"),
        ("relationship_component_records_true", "a component with components"),
        ("statement_annotations_url_linking_missing", "annotations[0]: a link without a url"),
        ("statement_statementId_too_short", "'12345' has 5 characters, not 32 to 64"),
        ("person_names_type_code", "recordDetails.names[0].type: 'person' is not one of its codes"),
    ],
)
def test_the_reason_says_where_and_what(name: str, reason: str, shared: Path) -> None:
    path = shared / "owners_bods" / "statements" / "invalid-statements" / f"{name}.json"
    [(_, said)] = reasons(read("bods", Document(path.name, path)))
    assert reason in said


def test_every_example_of_the_standard_loads(shared: Path) -> None:
    paths = files(shared, "examples")
    assert len(paths) == 19
    got = [held for path in paths for held in fields(read("bods", Document(path.name, path)))]
    assert len(got) == 63
    for held in got:
        validate("holding", held)


def test_a_statement_loads_the_same_from_an_array_from_lines_and_packed(shared: Path, tmp_path: Path) -> None:
    import gzip

    whole = (shared / "owners_bods" / "examples" / "fermcat.json").read_bytes()
    statements = json.loads(whole)
    lines = "\n".join(json.dumps(one) for one in statements)
    array = fields(read("bods", document(tmp_path, whole)))
    assert array
    assert fields(read("bods", document(tmp_path, lines))) == array
    assert fields(read("bods", document(tmp_path, gzip.compress(whole)))) == array


def test_the_order_of_statements_changes_nothing(shared: Path, tmp_path: Path) -> None:
    shuffle = random.Random(7).shuffle
    for name in ("tecido", "fermcat", "bods-package-fi-soe"):
        statements = json.loads((shared / "owners_bods" / "examples" / f"{name}.json").read_bytes())
        expected = sorted(map(str, holdings(tmp_path, *statements)))
        for _ in range(5):
            shuffle(statements)
            assert sorted(map(str, holdings(tmp_path, *statements))) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ({"exact": 51.5}, "51.5"),
        ({"exact": 33.333333}, "33.333333"),
        ({"exact": 0}, "0"),
        ({"minimum": 25, "maximum": 50}, "25-50"),
        ({"minimum": 25, "exclusiveMaximum": 50}, "25-<50"),
        ({"exclusiveMinimum": 25, "maximum": 50}, ">25-50"),
        ({"exclusiveMinimum": 50}, ">50"),
        ({"minimum": 50}, ">=50"),
        ({"exclusiveMaximum": 5}, "<5"),
        ({"maximum": 5}, "<=5"),
        ({"minimum": 100, "maximum": 100, "exact": 100}, "100"),
        ({}, None),
    ],
)
def test_shares_and_their_bounds(share: dict[str, float], expected: str | None, tmp_path: Path) -> None:
    [held] = holdings(tmp_path, COMPANY, PERSON, link(1, {"type": "shareholding", "share": share}))
    assert held.get("share") == expected
    validate("holding", held)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ({"minimum": 25, "maximum": 50}, "25-50"),
        ({"minimum": 25}, ">=25"),
        ({"minimum": 25, "exclusiveMinimum": True}, ">25"),
        ({"maximum": 25, "exclusiveMaximum": True}, "<25"),
        ({"maximum": 25, "exclusiveMaximum": False}, "<=25"),
    ],
)
def test_before_0_4_excluded_bounds_are_flags(share: dict[str, Any], expected: str, tmp_path: Path) -> None:
    [held] = holdings(tmp_path, old(1, "ownershipOrControlStatement", **OLD_ENDS, interests=[{"share": share}]))
    assert held["share"] == expected


@pytest.mark.parametrize("share", [{"minimum": 60, "maximum": 40}, {"exact": 70, "maximum": 50}])
def test_a_share_that_contradicts_itself_is_rejected(share: dict[str, float], tmp_path: Path) -> None:
    source = document(tmp_path, json.dumps([link(1, {"share": share})]))
    [(_, reason)] = reasons(read("bods", source))
    assert "contradicts itself" in reason


@pytest.mark.parametrize(
    ("interest", "control"),
    [
        ({"type": "appointmentOfBoard"}, True),
        ({"type": "appointmentOfBoard", "share": {"exact": 40}}, None),
        ({"type": "trustee"}, True),
        ({"type": "beneficiaryOfLegalArrangement"}, None),
        ({"type": "boardMember"}, None),
        ({"type": "nominee"}, False),
        ({"type": "nominator"}, True),
        ({"type": "votingRights", "share": {"exclusiveMinimum": 50, "maximum": 75}}, None),
        ({"type": "votingRights", "share": {"minimum": 50, "maximum": 75}}, None),
        ({"type": "shareholding", "share": {"exact": 60}}, None),
    ],
)
def test_control_is_what_the_standard_defines_as_control(
    interest: dict[str, Any], control: bool | None, tmp_path: Path
) -> None:
    [held] = holdings(tmp_path, link(1, interest))
    assert held.get("control") is control


def test_parties_that_are_not_named_are_owners_of_their_own_and_never_the_same(tmp_path: Path) -> None:
    hidden = {"interestedParty": {"reason": "interestedPartyExemptFromDisclosure"}}
    first, second = holdings(tmp_path, COMPANY, link(1, record="r1", ends=hidden), link(2, record="r2", ends=hidden))
    assert first["owner"] != second["owner"]
    assert first["owner_name"] == "not disclosed (interested party exempt from disclosure)"
    assert first["owner_kind"] == "undisclosed"
    assert holdings(tmp_path, COMPANY, link(1, record="r1", ends=hidden))[0]["owner"] == first["owner"]


def test_an_anonymous_person_is_not_merged_with_another(tmp_path: Path) -> None:
    people = [statement(n, "person", f"p{n}", {"personType": "anonymousPerson"}) for n in (1, 2)]
    links = [link(n + 10, record=f"r{n}", ends={"interestedParty": f"p{n}"}) for n in (1, 2)]
    first, second = holdings(tmp_path, *people, *links)
    assert first["owner_name"] == second["owner_name"] == "undisclosed person (reason unknown)"
    assert first["owner"] != second["owner"]


def test_a_relationship_without_interests_is_a_holding_of_which_nothing_else_is_known(tmp_path: Path) -> None:
    [held] = holdings(tmp_path, COMPANY, PERSON, link(1))
    assert not held.keys() & {"share", "interest", "control"}
    assert (held["owner_name"], held["owned_name"]) == ("Ola Nordmann", "Morning Ltd")


def test_companies_are_known_by_their_registers_and_persons_never_by_their_passports(tmp_path: Path) -> None:
    lei = {"id": "213800EXAMPLE0000001", "scheme": "XI-LEI"}
    company = statement(2, "entity", "c1", {
        "entityType": {"type": "registeredEntity"}, "identifiers": [{"id": "0123", "scheme": "GB-COH"}, lei],
    })  # fmt: skip
    passport = {"personType": "knownPerson", "identifiers": [{"id": "X1", "scheme": "NO-PASSPORT"}]}
    [held] = holdings(tmp_path, company, statement(3, "person", "p1", passport), link(1))
    assert held["owned"] == "xi-lei-213800example0000001"
    assert held["owner"].startswith("bods-")


def test_the_newest_statement_speaks_and_an_older_share_holds_until_the_newer_one_begins(tmp_path: Path) -> None:
    def share(number: int, exact: int, start: str, date: str, status: str) -> dict[str, Any]:
        held = {"type": "shareholding", "share": {"exact": exact}, "startDate": start}
        return link(number, held) | {"statementDate": date, "recordStatus": status}

    got = holdings(
        tmp_path,
        share(3, 30, "2022-09-21", "2022-10-01", "updated"),
        share(1, 100, "2002-03-09", "2019-01-20", "new"),
        share(2, 40, "2022-09-21", "2022-09-25", "updated"),
        share(4, 30, "2022-09-21", "2023-03-03", "closed"),
    )
    assert [(h["share"], h["valid_from"], h["valid_to"]) for h in got] == [
        ("100", "2002-03-09", "2022-09-21"),  # 40 was corrected to 30 from the same day on: it speaks no more
        ("30", "2022-09-21", "2023-03-03"),
    ]


def test_a_replaced_statement_of_0_2_gives_way_to_the_one_that_replaces_it(tmp_path: Path) -> None:
    tenth, fifth = ([{"type": "voting-rights", "share": {"exact": exact}}] for exact in (10, 20))
    got = holdings(
        tmp_path,
        old(9, "ownershipOrControlStatement", **OLD_ENDS, interests=tenth),
        old(2, "ownershipOrControlStatement", **OLD_ENDS, interests=fifth, replacesStatements=[named(9)]),
        old(4, "entityStatement", entityType="registeredEntity", name="New Name", replacesStatements=[named(5)]),
        old(5, "entityStatement", entityType="registeredEntity", name="Old Name"),
    )  # fmt: skip
    assert [(h["share"], h["owned_name"]) for h in got] == [("20", "New Name")]


@pytest.mark.parametrize(
    ("day", "first", "end"),
    [
        ("2016", "2016-01-01", "2017-01-01"),
        ("2016-04", "2016-04-01", "2016-05-01"),
        ("2016-04-06", "2016-04-06", "2016-04-06"),
    ],
)
def test_coarse_days_of_older_versions_are_read_at_their_widest(day: str, first: str, end: str, tmp_path: Path) -> None:
    interest = {"startDate": day, "endDate": day}
    [held] = holdings(tmp_path, old(1, "ownershipOrControlStatement", **OLD_ENDS, interests=[interest]))
    assert (held["valid_from"], held["valid_to"]) == (first, end)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (link(1, ends={"interestedParty": "c1"}), "owns itself"),
        (link(1, {"startDate": "2020-01-01", "endDate": "2019-01-01"}), "ends before it begins"),
    ],
)
def test_what_is_valid_json_of_the_standard_and_no_holding_is_rejected(
    bad: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    [held] = holdings(tmp_path, COMPANY, bad)
    with pytest.raises(ValueError, match=reason):
        validate("holding", held)


def test_only_addresses_that_open_are_evidence(tmp_path: Path) -> None:
    assert "evidence" not in holdings(tmp_path, link(1, source={"url": "urn:register:1"}))[0]
    shown = holdings(tmp_path, link(1, source={"url": "https://register.example/1"}))[0]
    assert shown["evidence"] == "https://register.example/1"


def test_an_array_that_breaks_off_is_an_error_with_its_line(tmp_path: Path) -> None:
    whole = json.dumps([COMPANY, PERSON], indent=1)
    with pytest.raises(InputError, match=r"input:\d+: a JSON array that can't be read on"):
        read("bods", document(tmp_path, whole[: len(whole) - 40]))


@pytest.mark.parametrize("data", [b"", b"   \n"])
def test_an_empty_file_is_an_error(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="empty"):
        read("bods", document(tmp_path, data))


def test_an_array_is_read_piece_by_piece(tmp_path: Path) -> None:
    many = [link(n, record=f"r{n}", ends={"interestedParty": f"p{n}"}) for n in range(5_000)]
    source = document(tmp_path, json.dumps([COMPANY, *many], indent=2))
    assert source.path.stat().st_size > 2 << 20
    got = read("bods", source)
    assert len({one.fields["owner"] for one in got if isinstance(one, Raw)}) == 5_000
