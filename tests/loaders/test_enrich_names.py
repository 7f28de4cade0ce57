"""Spans become names: the cleaning rules and the names of one article."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ids import name_key
from loaders.enrich.models import Kind, Span
from loaders.enrich.names import LONGEST, cut, mentions

KINDS: list[Kind] = ["Person", "Place", "Institution"]


@pytest.mark.parametrize(
    ("span", "kind", "language", "name"),
    [
        ("the White House", "Institution", "en", "White House"),
        ("The Senate", "Institution", "en", "Senate"),
        ("The Hague", "Place", "en", "The Hague"),
        ("The Hague's", "Place", "en", "The Hague"),
        ("a George W. Bush", "Person", "en", "George W. Bush"),
        ("A. Smith", "Person", "en", "A. Smith"),
        ("le Sénat", "Institution", "fr", "Sénat"),
        ("l’Élysée", "Institution", "fr", "Élysée"),
        ("Le Monde", "Institution", "fr", "Le Monde"),
        ("El País", "Institution", "es", "El País"),
        ("Los Angeles", "Place", "es", "Los Angeles"),
        ("President Ana Torres", "Person", "en", "Ana Torres"),
        ("former President Ana Torres", "Person", "en", "Ana Torres"),
        ("Sen. Torres", "Person", "en", "Torres"),
        ("Mr Torres", "Person", "en", "Torres"),
        ("Lt. Gov. Ana Torres", "Person", "en", "Ana Torres"),
        ("Mme Dupont", "Person", "fr", "Dupont"),
        ("M. Dupont", "Person", "fr", "Dupont"),
        ("Bundeskanzler Olaf Scholz", "Person", "de", "Olaf Scholz"),
        ("expresidente Lula", "Person", "es", "Lula"),
        ("Queen Elizabeth", "Person", "en", "Queen Elizabeth"),
        ("President of Mexico", "Person", "en", "President of Mexico"),
        ("Secretary Pete", "Institution", "en", "Secretary Pete"),
        ("Ana Torres's", "Person", "en", "Ana Torres"),
        ("Ana Torres ’s", "Person", "en", "Ana Torres"),
        ("Torres'", "Person", "en", "Torres"),
        ("Lloyd's", "Institution", "en", "Lloyd's"),
        ("Trader Joe’s", "Institution", "en", "Trader Joe’s"),
        ("“Ana Torres,”", "Person", "en", "Ana Torres"),
        ("(CECOT)", "Institution", "en", "CECOT"),
        ("Center (CECOT)", "Institution", "en", "Center (CECOT)"),
        ("U.S.", "Place", "en", "U.S."),
        ("Acme Inc.", "Institution", "en", "Acme Inc."),
        ("Lyon.", "Place", "en", "Lyon"),
        ("Canal+", "Institution", "fr", "Canal+"),
        ("Ana Torres\nLyon", "Person", "en", "Ana Torres"),
        ("\n\nAna Torres", "Person", "en", "Ana Torres"),
        ("Ana\u00a0 Torres", "Person", "en", "Ana Torres"),
        ("May", "Person", "en", "May"),
        ("Booking.com", "Institution", "en", "Booking.com"),
        ("दिल्ली", "Place", "hi", "दिल्ली"),
        ("北京", "Place", "zh", "北京"),
    ],
)
def test_what_is_no_part_of_a_name_goes_off(span: str, kind: Kind, language: str, name: str) -> None:
    found = cut(span, kind, language)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("span", "kind", "language"),
    [
        ("Germans", "Place", "en"),
        ("the French", "Institution", "en"),
        ("Français", "Person", "fr"),
        ("Sunday", "Place", "en"),
        ("lunes", "Place", "es"),
        ("May", "Place", "en"),
        ("Sept.", "Institution", "en"),
        ("President", "Person", "en"),
        ("A", "Institution", "en"),
        ("B.", "Person", "en"),
        ("...", "Place", "en"),
        ("2024", "Place", "en"),
        ("hospital", "Institution", "en"),
        ("www.daily.example", "Institution", "en"),
        ("https://daily.example/a", "Institution", "en"),
        ("daily.example", "Institution", "en"),
        ("ana@daily.example", "Person", "en"),
        ("@anatorres", "Person", "en"),
        ("#Lyon", "Place", "en"),
        ("", "Person", "en"),
        ("Ab" * LONGEST, "Person", "en"),
    ],
)
def test_some_spans_are_no_names(span: str, kind: Kind, language: str) -> None:
    assert cut(span, kind, language) is None


def test_hostile_names_are_shown_safely_and_not_merged_silently() -> None:
    marked = cut("Ana\u200b \u202eTorres\u202c\x07", "Person", "en")
    assert marked is not None
    assert (marked.name, marked.key) == ("Ana Torres", "ana torres")
    latin, cyrillic = cut("Paris", "Place", "en"), cut("P\u0430ris", "Place", "en")
    assert latin is not None
    assert cyrillic is not None
    assert latin.key != cyrillic.key


def spans_of(document: str, *names: tuple[str, Kind]) -> list[Span]:
    """The spans of names in the order given, each searched after the one before."""
    found: list[Span] = []
    at = 0
    for name, kind in names:
        at = document.index(name, at)
        found.append((at, at + len(name), kind))
        at += len(name)
    return found


def test_a_surname_counts_for_the_full_name() -> None:
    text = "Torres wins\n\nMayor Ana Torres spoke. Torres left."
    spans = spans_of(text, ("Torres", "Person"), ("Mayor Ana Torres", "Person"), ("Torres", "Institution"))
    (only,) = mentions(spans, text, 11, "en")
    assert (only.name, only.kind, only.count, only.first_offset) == ("Ana Torres", "Person", 3, 0)
    assert only.surface_forms == ("Torres", "Ana Torres")


def test_a_surname_that_fits_two_people_stays_open() -> None:
    text = "\n\nJohn Bush met Eva Bush. Bush smiled."
    spans = spans_of(text, ("John Bush", "Person"), ("Eva Bush", "Person"), ("Bush", "Person"))
    assert [m.name for m in mentions(spans, text, 0, "en")] == ["John Bush", "Eva Bush", "Bush"]


def test_father_and_son_with_other_initials_stay_two() -> None:
    text = "\n\nGeorge W. Bush and George H. W. Bush. George Bush. Bush."
    people = ("George W. Bush", "George H. W. Bush", "George Bush", "Bush")
    spans = spans_of(text, *[(name, "Person") for name in people])
    assert [m.name for m in mentions(spans, text, 0, "en")] == list(people)


def test_a_middle_initial_makes_nobody_else() -> None:
    text = "\n\nAna J. Torres spoke. Ana Torres left. Torres is back. Ana Torres."
    spans = spans_of(text, *[(n, "Person") for n in ("Ana J. Torres", "Ana Torres", "Torres", "Ana Torres")])
    assert [(m.name, m.count) for m in mentions(spans, text, 0, "en")] == [("Ana Torres", 4)]


def test_a_surname_with_a_particle_is_not_taken_for_a_full_name() -> None:
    text = "\n\nVan der Berg. Van der Berg. Eva van der Berg."
    spans = spans_of(text, *[(n, "Person") for n in ("Van der Berg", "Van der Berg", "Eva van der Berg")])
    assert [(m.name, m.count) for m in mentions(spans, text, 0, "en")] == [("Eva van der Berg", 3)]


def test_a_place_is_not_bound_to_a_person_who_is_called_so() -> None:
    text = "\n\nDenzel Washington left Washington."
    spans = spans_of(text, ("Denzel Washington", "Person"), ("Washington", "Place"))
    assert [(m.name, m.kind) for m in mentions(spans, text, 0, "en")] == [
        ("Denzel Washington", "Person"),
        ("Washington", "Place"),
    ]


def test_a_name_has_one_kind_by_most_spans_and_what_stands_around_it() -> None:
    text = "\n\nTalks with Acme failed. Shares of the company Acme fell. Acme met in Orly, near Orly."
    spans = spans_of(
        text,
        ("Acme", "Person"),
        ("Acme", "Institution"),
        ("Acme", "Institution"),
        ("Orly", "Place"),
        ("Orly", "Person"),
    )
    assert [(m.name, m.kind) for m in mentions(spans, text, 0, "en")] == [("Acme", "Institution"), ("Orly", "Place")]


def test_spellings_with_one_key_are_one_name_in_its_commonest_spelling() -> None:
    text = "BOGOTA\n\nBogotá. Bogotá. Bogota."
    spans = spans_of(text, *[(n, "Place") for n in ("BOGOTA", "Bogotá", "Bogotá", "Bogota")])
    (only,) = mentions(spans, text, 6, "es")
    assert (only.name, only.surface_forms) == ("Bogotá", ("BOGOTA", "Bogotá", "Bogota"))


def test_salience_is_higher_in_the_headline_early_and_often() -> None:
    text = "Lyon votes\n\nParis. Lyon. Lyon. Lima."
    spans = spans_of(text, *[(n, "Place") for n in ("Lyon", "Paris", "Lyon", "Lyon", "Lima")])
    salience = {m.name: m.salience for m in mentions(spans, text, 10, "en")}
    assert salience == {"Lyon": 1.0, "Paris": 0.3, "Lima": 0.1417}


def test_a_handle_is_no_name_even_where_the_model_leaves_its_sign_out() -> None:
    assert mentions([(1, 7, "Person")], "@Torres\n\n", 7, "en") == ()


@given(
    st.text(alphabet="Aab É'’s.-()\n\u200b\u202eМ北@1", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(KINDS)), max_size=12),
    st.sampled_from(["en", "fr", "xx", None]),
)
def test_every_name_stands_in_the_text_where_it_is_said_to(
    text: str, raw: list[tuple[int, int, Kind]], language: str | None
) -> None:
    document = f"Head Line\n\n{text}"
    spans = sorted(
        (start, min(start + size, len(document)), kind) for start, size, kind in raw if start < len(document)
    )
    found = mentions(spans, document, 9, language)
    if language != "en":  # there capitals alone may make a name
        assert (
            sum(m.count for m in found) == 0 or spans
        )  # a span may be several names, and a name found once is found again
    for mention in found:
        assert mention.count <= sum(document.count(form) for form in mention.surface_forms)
        first = mention.surface_forms[0]
        assert document[mention.first_offset : mention.first_offset + len(first)] == first
        assert all(form in document for form in mention.surface_forms)
        assert len(set(mention.surface_forms)) == len(mention.surface_forms)
        assert 0 <= mention.salience <= 1
        assert 2 <= len(mention.name) <= LONGEST
        assert all(char.isprintable() for char in mention.name)
        assert name_key(mention.name)
    assert [m.first_offset for m in found] == sorted(m.first_offset for m in found)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("words.tsv", ["language", "kind", "word", "source"]),
        ("models.tsv", ["language", "model", "install", "source"]),
    ],
)
def test_the_tables_are_whole_and_say_nothing_twice(table: str, columns: list[str]) -> None:
    lines = files("loaders.enrich").joinpath(table).read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == columns
    assert all(len(row) == len(columns) and row[-1] and row[2].strip() == row[2] != "" for row in rows)
    assert len({tuple(row[:3]) for row in rows}) == len(rows)


@given(st.text(alphabet=[chr(code) for code in range(128)], max_size=30))
def test_a_plain_name_has_the_key_that_it_has_beside_other_letters(name: str) -> None:
    assert name_key(f"{name} é") == f"{name_key(name)} e".strip()
