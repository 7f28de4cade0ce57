"""English headlines in title case, as a sentence would have them; and the count of capitals behind it."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.names.cases import LEAST, LEAST_SMALL, counts, rows
from loaders.enrich.readable import readable
from loaders.enrich.title_case import in_sentence_case, is_title_case, share

IN_TITLE_CASE = [
    ("Torres Border Adviser Admits Mistakes", "Torres border adviser admits mistakes"),
    ("Thieves Blast Open Dutch Museum Door", "Thieves blast open Dutch Museum door"),
    ("Renard Was Not Among This Group", "Renard was not among this group"),
    ("Torres’s Plan Divides Democrats", "Torres’s plan divides Democrats"),
    ("Mayor's Allies Don't Know What It's About", "Mayor's allies don't know what it's about"),
    ("Torres Vs. Renard: Razor-Thin Race in New York", "Torres vs. Renard: razor-thin race in New York"),
    ("WATCH: Pro-Trump Crowd Cheers in Des Moines", "WATCH: pro-Trump crowd cheers in Des Moines"),
    ("Opinion | Why the World Health Organization Matters", "Opinion | why the World Health Organization matters"),
    ("Live Updates: Supreme Court Hears Tariff Case", "Live updates: Supreme Court hears tariff case"),
    ("EU's McRae Wants iPhone Makers to Pay", "EU's McRae wants iPhone makers to pay"),
    ("Ministry of Finance and Trade Delays Talks", "Ministry of Finance and Trade delays talks"),
    ("Greenfield Resources, Inc. Cuts Jobs", "Greenfield Resources, Inc. cuts jobs"),
    ("Raipur Energen Limited Raises Prices", "Raipur Energen Limited raises prices"),
    ("Storm Kills 3 in South Korea's West, Police Say", "Storm kills 3 in South Korea's West, Police say"),
]


@pytest.mark.parametrize(("line", "sentence"), IN_TITLE_CASE)
def test_a_headline_in_title_case_is_read_as_a_sentence(line: str, sentence: str) -> None:
    assert is_title_case(line)
    assert in_sentence_case(line) == sentence
    assert readable(f"{line}\n\n", len(line), "en").text == f"{sentence}\n\n"


@pytest.mark.parametrize(
    "line",
    [
        "Ana Torres says of Paul Renard: ‘Paul is a disrupter’",
        "Gulf of Mexico now renamed, Interior Department says",
        "Isabeau Torres joins Amber Renard, Alysa Field on World Figure Skating Championships team",
        "10PM UPDATE: Potential Tropical Cyclone 18 expected to become Rafael",
        "Torres meets Renard in Lyon",
        "Ana Torres, Paul Renard",
        "World Bank, United Nations",
        "Putin in India: What did Putin and Modi get out of it?",
    ],
)
def test_a_headline_in_sentence_case_is_left_alone(line: str) -> None:
    assert not is_title_case(line)
    document = f"{line}\n\nThe mayor spoke."
    assert readable(document, len(line), "en").text == document


def test_words_are_spelled_as_the_rest_spells_them_whatever_is_usual() -> None:
    line = "Hope Center Opens in Lyon as Penny Sees Growth"
    text = readable(f"{line}\n\nThe growth of Hope Center, says Ana Penny, is hers.", len(line), "en").text
    assert text.startswith("Hope Center opens in Lyon as Penny sees growth\n")


def test_a_capital_that_begins_a_sentence_says_nothing_of_the_word() -> None:
    line = "Farmers Fear Torres Will Cut Aid"
    text = readable(f"{line}\n\nAid is scarce. Aid goes to few. Fear grows.", len(line), "en").text
    assert text.startswith("Farmers fear Torres will cut aid\n")


def test_a_listed_name_keeps_its_capitals_where_the_rest_has_its_words_in_small_letters() -> None:
    line = "Torres Leaves the World Health Organization"
    text = readable(f"{line}\n\nThe world of health is small: health is wealth.", len(line), "en").text
    assert text.startswith("Torres leaves the World Health Organization\n")


def test_other_languages_have_no_title_case_and_keep_their_capitals() -> None:
    for language, line in (
        ("fr", "La Cour des Comptes et le Conseil Constitutionnel"),
        ("de", "Die Grenze und der Rat"),
    ):
        document = f"{line}\n\nAna Torres."
        assert readable(document, len(line), language).text == document


@given(st.lists(st.one_of(st.sampled_from(
    [word for line, _ in IN_TITLE_CASE for word in line.split()] + ["Inc", "School", "of", "İstanbul", "ǅ", "|", "—"]
), st.text(alphabet="AbCdeé’'-. ßİ:", max_size=6)), max_size=12).map(" ".join))  # fmt: skip
def test_a_line_keeps_its_length_and_a_sentence_stays_one(line: str) -> None:
    once = in_sentence_case(line)
    assert len(once) == len(line)
    assert once.casefold() == line.casefold()
    assert in_sentence_case(once) == once
    assert all(new == old or new == old.lower() for new, old in zip(once, line, strict=True))


def test_the_table_says_percentages_of_words_in_small_letters() -> None:
    with files("loaders.enrich").joinpath("cased.tsv").open(encoding="utf-8") as lines:
        table = {
            row["word"]: int(row["percent"]) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    assert 1_000 < len(table) < 4_000
    assert all(word == word.lower() and 0 <= percent <= 100 for word, percent in table.items())
    assert share("Supreme") > share("Court") > share("Bills") == 0


def test_capitals_are_counted_inside_sentences_of_running_text_and_outside_listed_names() -> None:
    text = (
        "Court opened late and the Court said: Bills pass. “Court is out,” he told the bills committee in New York.\n"
        "The Court Of Appeal Hears Bills Today Again\n"
        "a Short line"
    )
    found = counts([text, "The court had nothing to say of the Court’s bills or the NATO ones."])
    assert found["court"] == (2, 1)
    assert found["bills"] == (0, 2)
    assert not {"new", "york", "nato", "short", "appeal"} & found.keys()


def test_a_row_is_for_a_word_that_the_rule_gets_wrong() -> None:
    found = {
        "table": (0, 50), "court": (LEAST, LEAST), "supreme": (LEAST - 1, 0), "cohorting": (0, LEAST_SMALL - 1),
        "zugzwang": (0, LEAST_SMALL), "khurelsukh": (9, 0),
    }  # fmt: skip
    assert rows(found) == {"court": 50, "zugzwang": 0}
