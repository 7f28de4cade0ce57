"""The reference table of owners, and the table that is shipped of it."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from pathlib import Path

import pytest
from reading_cases import document, fields, read, reasons

from kg.errors import InputError
from kg.ids import name_key, registered_domain
from loaders.documents import Document
from loaders.readers.owner_reference import COLUMNS, own_domains
from loaders.reading import Bad, Raw, choose
from loaders.records import validate
from loaders.reference.build import NOTICE, TABLE, build, outlets

MAX_BYTES = 1_000_000


def row(tmp_path: Path, **cells: str) -> Document:
    whole = {
        "outlet": "Morning Example", "domains": "morning.example", "owner": "Example Group", "relation": "owned by",
        "as_of": "2023-02-09", "source": "Example list", "licence": "CC0",
    } | cells  # fmt: skip
    quoted = ",".join(f'"{whole.get(name, "")}"' for name in COLUMNS)
    return document(tmp_path, f"{','.join(COLUMNS)}\n{quoted}\n")


def shipped() -> list[dict[str, str]]:
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize(
    ("relation", "share", "expected", "control"),
    [
        ("owned by", "", None, None),
        ("owner", "51 %", "51 %", None),
        ("owner", "", None, True),
        ("owns (equal)", "100.00%", "100.00%", None),
        ("owns more than", "50.00%", ">50.00%", None),
        ("owns less than", "5", "<5", None),
        ("parent organization", "", None, True),
        ("controls", "", None, True),
    ],
)
def test_relations_become_shares_or_control(
    relation: str, share: str, expected: str | None, control: bool | None, tmp_path: Path
) -> None:
    [held] = fields(read("owner-reference", row(tmp_path, relation=relation, share=share)))
    assert (held.get("share"), held.get("control")) == (expected, control)
    validate("holding", held)


@pytest.mark.parametrize("share", ["≈ 30", "majority", "minority", "120 %", "-5"])
def test_a_share_that_leaves_doubt_is_rejected(share: str, tmp_path: Path) -> None:
    [held] = fields(read("owner-reference", row(tmp_path, share=share)))
    with pytest.raises(ValueError, match="share"):
        validate("holding", held)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"owner": ""}, "no owner"),
        ({"outlet": ""}, "no outlet"),
        ({"owner": "Public TVPublic TV"}, "stands there twice"),
        ({"relation": "operates"}, "relation: 'operates'"),
        ({"domains": "com morning.com"}, "not a domain"),
        ({"domains": "hdl.loc.gov|infoweb.newsbank.com"}, "no domain of its own"),
        ({"domains": "one.example|two.example"}, "2 domains, of which none are like its name"),
        ({"as_of": "02/09/2023"}, "not a date"),
        ({"owner": 'Example "Group'}, "badly quoted"),
        ({"owner": 'Example", "Group'}, "a row of 12 cells"),
    ],
)
def test_a_row_that_leaves_doubt_is_rejected(cells: dict[str, str], reason: str, tmp_path: Path) -> None:
    [(line, said)] = reasons(read("owner-reference", row(tmp_path, **cells)))
    assert line == 2
    assert reason in said


def test_an_outlet_that_owns_itself_by_name_is_rejected(tmp_path: Path) -> None:
    [held] = fields(read("owner-reference", row(tmp_path, outlet="Example Group", domains="")))
    with pytest.raises(ValueError, match="owns itself"):
        validate("holding", held)


@pytest.mark.parametrize(
    ("name", "cell", "own"),
    [
        ("The Pantagraph", "cisweb.lexis-nexis.com|lexisnexis.com|pantagraph.com", ["pantagraph.com"]),
        ("The Age", "nla.gov.au|theage.com.au", ["theage.com.au"]),
        ("The Witness", "citizen.co.za|witness.co.za", ["witness.co.za"]),
        ("Lansing State Journal", "lansingstatejournal.com|lsj.com", ["lansingstatejournal.com", "lsj.com"]),
        ("Les Échos", "kiosque.lesechos.fr|lesechos.fr", ["lesechos.fr"]),
        ("KDMD", "", []),
    ],
)
def test_an_outlets_own_domains_are_told_from_libraries_and_portals(name: str, cell: str, own: list[str]) -> None:
    assert own_domains(name, cell) == own


def test_an_unclosed_quote_spoils_its_own_row_only(tmp_path: Path) -> None:
    good = 'Morning,,morning.example,"Example, Inc.",,owner,,,2018-08-02,s,MIT'
    source = document(tmp_path, f'{",".join(COLUMNS)}\n{good}\nEvening,,evening.example,"Example,,owner\n{good}\n')
    got = read("owner-reference", source)
    assert [type(one) for one in got] == [Raw, Bad, Raw]


def test_another_table_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    for data in ("a,b\n1,2\n", ""):
        with pytest.raises(InputError, match=r"not the reference table|empty"):
            read("owner-reference", document(tmp_path, data))


def test_all_rows_of_the_reference_table_are_holdings_or_rejected_with_a_reason(shared: Path) -> None:
    path = shared / "owners_reference" / "reference_owner_facts.csv"
    source = Document(str(path), path)
    assert choose(source, kind="holding").name == "owner-reference"
    got = read("owner-reference", source)
    for one in got:
        if isinstance(one, Raw):
            validate("holding", one.fields)
    rejected = Counter(one.reason.partition(":")[0] for one in got if isinstance(one, Bad))
    assert len({one.place.line for one in got}) == 4_741
    assert sum(rejected.values()) == 55
    assert rejected["no owner"] == 21


def test_the_shipped_table_is_what_the_script_makes(shared: Path) -> None:
    packed, notice = build(shared.parent / "data")
    assert gzip.decompress(packed) == gzip.decompress(TABLE.read_bytes())
    assert notice == NOTICE.read_text("utf-8")
    assert build(shared.parent / "data")[0] == packed


def test_the_shipped_table_is_small_and_covers_three_thousand_outlets() -> None:
    assert TABLE.stat().st_size < MAX_BYTES
    known = outlets(shipped())
    assert len(set().union(*known.values())) >= 3_000
    assert len({one["owned"] for one in shipped() if one["owned_kind"] == "source"}) >= 3_000
    assert {"lemonde.fr", "lefigaro.fr", "lesechos.fr"} <= known.keys()


def test_each_shipped_row_has_a_source_a_licence_that_may_be_shipped_and_a_day() -> None:
    table = shipped()
    assert {(one["source"], one["licence"]) for one in table} == {
        ("Wikidata", "CC0-1.0"),
        ("LocalNewsDataset", "MIT"),
        ("Médias français", "ODC-By-1.0"),
    }
    for one in table:
        assert len(one["observed"]) == 10
        assert one["evidence"].startswith("https://")
    credits_ = " ".join(NOTICE.read_text("utf-8").split())
    for needed in (
        "Le Monde diplomatique",
        "Open Data Commons Attribution License",
        "Copyright (c) 2018 Leon Yin",
        "CC0",
    ):
        assert needed in credits_


def test_the_shipped_table_is_read_without_any_option_and_every_row_of_it_is_valid() -> None:
    source = Document(str(TABLE), TABLE)
    assert choose(source, kind="holding").name == "csv"
    got = fields(read("csv", source))
    assert len(got) == len(shipped()) > 3_500
    for held in got:
        validate("holding", held)


def test_no_shipped_row_is_said_twice_and_no_domain_is_one_of_a_library() -> None:
    table = shipped()
    assert len({tuple(one.values()) for one in table}) == len(table)
    domains = {one["owned"] for one in table if registered_domain(one["owned"])}
    assert not domains & {"loc.gov", "newsbank.com", "lexisnexis.com", "archive.org", "facebook.com"}


def test_the_scripts_own_tables_name_nothing_twice_and_domains_as_the_graph_does() -> None:
    folder = TABLE.parent
    for name, key in (("not_outlets.csv", "domain"), ("owner_names.csv", "spelled"), ("domains_fr.csv", "name")):
        rows = list(csv.DictReader((folder / name).read_text("utf-8").splitlines()))
        assert len({one[key] for one in rows}) == len(rows)
        domains = [one["domain"] for one in rows if "domain" in one]
        assert domains == [registered_domain(domain) for domain in domains]


def test_each_domain_of_a_french_outlet_says_what_it_was_checked_against(shared: Path) -> None:
    """Wikidata's official sites are at hand; the other two lists are named in NOTICE and were read once."""
    rows = list(csv.DictReader((TABLE.parent / "domains_fr.csv").read_text("utf-8").splitlines()))
    assert {one["basis"] for one in rows} == {"Wikidata", "médialab", "qui-possede-les-medias"}
    sites: dict[str, set[str]] = {}
    with (shared / "owners_reference" / "reference_owner_facts.csv").open(encoding="utf-8", newline="") as text:
        for fact in csv.DictReader(text):
            for host in fact["domains"].split("|"):
                sites.setdefault(registered_domain(host) or "", set()).add(words(fact["outlet"]))
    for one in rows:
        if one["basis"] == "Wikidata":
            assert words(one["name"]) in sites[one["domain"]], one


def words(name: str) -> str:
    """A name without its article, for comparing."""
    return re.sub(r"^(la|le|les|l) ", "", name_key(name).replace("’", " "))


def test_a_row_that_is_not_plain_is_kept_with_the_fields_of_a_holding_to_be_mended(tmp_path: Path) -> None:
    [bad] = read("owner-reference", row(tmp_path, owner=""))
    assert isinstance(bad, Bad)
    assert bad.reason == "no owner"
    assert bad.content["row"].startswith('"Morning Example"')
    kept = {name: value for name, value in bad.content.items() if name != "row"}
    assert (kept["owner"], kept["owned"], kept["owned_name"]) == ("", "", "Morning Example")
    with pytest.raises(ValueError, match="owned"):
        validate("holding", kept | {"owner": "Example Group"})
    validate("holding", kept | {"owner": "Example Group", "owned": "morning.example"})
