"""The seven tables of Médias français, as they are published."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_cases import document, fields, read, reasons

from kg.errors import InputError
from loaders.documents import Document
from loaders.reading import Options, Raw, choose
from loaders.records import validate
from loaders.shares import parse_share

LINK = "id\torigine\tqualificatif\tvaleur\tcible"


def one(tmp_path: Path, row: str, name: str = "organisation-media.tsv") -> Document:
    return document(tmp_path, f"{LINK}\r\n{row}", name)


@pytest.mark.parametrize(
    ("row", "share", "control"),
    [
        ("1\tA\tégal à\t72.50%\tB", (0.725, 0.725, 0.725), None),
        ("1\tA\tégal à\t0.00%\tB", (0.0, 0.0, 0.0), None),
        ("1\tA\tégal à\t51,0\tB", (0.51, 0.51, 0.51), None),
        ("1\tA\tsupérieur à\t50.00%\tB", (None, 0.5, 1.0), None),
        ("1\tA\tinférieur à\t50.00%\tB", (None, 0.0, 0.5), None),
        ("1\tA\tcontrôle\t\tB", (None, None, None), True),
        ("1\tA\tparticipe\t\tB", (None, None, None), None),
    ],
)
def test_a_qualifier_and_its_value_are_a_share_or_control(
    row: str, share: tuple[float | None, ...], control: bool | None, tmp_path: Path
) -> None:
    [held] = fields(read("medias-francais", one(tmp_path, row)))
    validate("holding", held)
    assert parse_share(held.get("share")) == share
    assert held.get("control") is control


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1\tA\tenviron\t30%\tB", "'environ' is none of"),
        ("1\tA\tégal à\t\tB", "'égal à' without a valeur"),
        ("1\tA\tcontrôle\t51%\tB", "'contrôle' with a valeur"),
        ("1\t\tégal à\t51%\tB", "without its origine"),
        ("1\tA\tégal à\t51%\tB\tx\ty", "a row of 7 cells"),
    ],
)
def test_a_link_that_leaves_doubt_is_rejected(row: str, reason: str, tmp_path: Path) -> None:
    [(line, said)] = reasons(read("medias-francais", one(tmp_path, row)))
    assert line == 2
    assert reason in said


@pytest.mark.parametrize("value", ["120%", "≈ 30", "majorité", "-5"])
def test_a_value_that_is_no_share_is_rejected(value: str, tmp_path: Path) -> None:
    [held] = fields(read("medias-francais", one(tmp_path, f"1\tA\tégal à\t{value}\tB")))
    with pytest.raises(ValueError, match="share"):
        validate("holding", held)


def test_the_name_of_a_table_says_of_what_sort_its_ends_are(tmp_path: Path) -> None:
    def ends(name: str) -> tuple[str | None, str | None]:
        [held] = fields(read("medias-francais", one(tmp_path, "1\tA\tégal à\t1\tB", name)))
        return held.get("owner_kind"), held.get("owned_kind")

    assert ends("personne-media.tsv") == ("person", "source")
    assert ends("organisation-organisation.tsv.gz") == ("organisation", "organisation")
    assert ends("renamed.tsv") == (None, None)


@pytest.mark.parametrize(
    "header", ["nom\tcommentaire\r\nGroupe A\t", "Nom\trangChallenges2024\tmilliardaireForbes2024\r\nA\t1\t"]
)
def test_tables_of_names_are_known_and_give_no_records(header: str, tmp_path: Path) -> None:
    source = document(tmp_path, header)
    assert choose(source).name == "medias-francais"
    assert read("medias-francais", source) == []


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not one of the seven"):
        read("medias-francais", document(tmp_path, "a\tb\n1\t2\n"))
    with pytest.raises(InputError, match="empty"):
        read("medias-francais", document(tmp_path, ""))


def test_all_links_of_the_tables_are_valid_holdings_and_all_media_sources(shared: Path) -> None:
    counts = {}
    for path in sorted((shared / "owners_fr").glob("*.tsv")):
        source = Document(str(path), path)
        assert choose(source, kind="holding").name == "medias-francais"
        for kind in ("holding", "source"):
            records = read("medias-francais", source, Options(kind))
            for record in records:
                assert isinstance(record, Raw)
                assert record.kind == kind
                validate(record.kind, record.fields)
            counts[path.stem, kind] = len(records)
    assert {name: count for name, count in counts.items() if count} == {
        ("medias", "source"): 218,
        ("organisation-media", "holding"): 226,
        ("organisation-organisation", "holding"): 43,
        ("personne-media", "holding"): 4,
        ("personne-organisation", "holding"): 41,
    }


def test_links_and_media_name_an_outlet_alike(shared: Path) -> None:
    def names(table: str, field: str) -> set[str]:
        path = shared / "owners_fr" / table
        return {held[field] for held in fields(read("medias-francais", Document(str(path), path)))}

    media = names("medias.tsv", "source")
    owned = names("organisation-media.tsv", "owned") | names("personne-media.tsv", "owned")
    assert owned - media == {"le1hebdo.fr"}  # which medias.tsv doesn't list
