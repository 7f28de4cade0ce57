"""What kind a name is: the weights and what they are used on. No model is needed here: the spans are given."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from bench.names.fit import CLASSES, Row, fitted
from loaders.enrich import kinds
from loaders.enrich.evidence import ORDER
from loaders.enrich.kinds import SURROUNDINGS, features, of_forms, weights
from loaders.enrich.models import Kind, Span
from loaders.enrich.names import mentions
from loaders.enrich.occurrences import weighed
from loaders.enrich.sweep import capitalised

ARTICLE = (
    "\n\nThe Zorvik Bank said on Monday that Mayor Ana Torres, who lives in Quelva, would repay it. Torres flew to "
    "Nairobi with the striker Paul Renard after Nairobi beat Lagos 2-0. Zorvik shares fell. Glaciers have melted."
)


def spans_of(text: str, *names: tuple[str, Kind]) -> list[Span]:
    found, at = [], 0
    for name, kind in names:
        at = text.index(name, at)
        found.append((at, at + len(name), kind))
        at += len(name)
    return found


def found_in(text: str, *names: tuple[str, Kind], language: str = "en") -> dict[str, Kind]:
    return {m.name: m.kind for m in mentions(spans_of(text, *names), text, 0, language)}


def test_weights_are_numbers_for_slots_that_are_looked_at() -> None:
    with files("loaders.enrich").joinpath("kinds.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["language"] for row in rows} == {"", "en"}
    assert len({(row["language"], row["slot"], row["word"]) for row in rows}) == len(rows)
    for row in rows:
        assert all(abs(float(row[column])) < 10 for column in ("person", "place", "institution", "nothing"))
    worded = {row["slot"] for row in rows if row["language"] == ""} & {*SURROUNDINGS, "last", "first", "ends"}
    assert not worded  # what holds in any language has no words


def test_a_form_gets_the_class_that_its_features_weigh_most_for() -> None:
    spans = spans_of(ARTICLE, ("Zorvik Bank", "Institution"), ("Ana Torres", "Person"), ("Nairobi", "Place"))
    _, forms, short, _ = weighed(spans, ARTICLE, capitalised(ARTICLE), "en")
    bound = {*short, *short.values()}
    decided = of_forms(forms, ARTICLE, "en", bound)
    own = weights("en")
    for key, some in features(forms, ARTICLE, "en", bound):
        scores = [0.0] * 4
        for slot, word, value in some:
            for at, weight in enumerate(own.get(slot, {}).get(word, kinds.NONE)):
                scores[at] += value * weight
        best = max(range(4), key=scores.__getitem__)
        assert decided[key] == (ORDER[best] if best < 3 else None) or not forms[key].votes.keys().isdisjoint(ORDER)


def test_a_name_that_the_model_missed_is_found_by_what_speaks_for_it() -> None:
    found = found_in(ARTICLE, ("Ana Torres", "Person"))
    assert found["Zorvik Bank"] == "Institution"
    assert found["Nairobi"] == "Place"
    assert "Glaciers" not in found
    assert "Monday" not in found


def test_where_no_words_are_weighed_capitals_alone_make_no_name() -> None:
    text = "\n\nIl est venu avec Zorvik Banque."
    assert found_in(text, language="fr") == {}


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("He met José Eduardo dos Santos there.", "José Eduardo", "José Eduardo dos Santos"),
        ("He met Abdul-Karim al-Kabariti there.", "Abdul-Karim", "Abdul-Karim al-Kabariti"),
        ("A friend, Khirod Chandra Pradhan, left.", "Chandra Pradhan", "Khirod Chandra Pradhan"),
        ("The American Kimberly Po lost.", "American Kimberly Po", "Kimberly Po"),
        ("They thanked Dr al-Ansari for it.", "Dr al-Ansari", "al-Ansari"),
        ("They asked Minister Ana Torres.", "Ana Torres", "Ana Torres"),
        ("They saw Ana Torres's Government fall.", "Ana Torres's Government", "Ana Torres"),
    ],
)
def test_a_persons_span_is_made_whole_on_both_sides(text: str, found: str, whole: str) -> None:
    assert whole in found_in(f"\n\n{text}", (found, "Person"))


def test_a_newspaper_keeps_its_article() -> None:
    text = "\n\nOn Monday The Jordan Times reported it."
    (only,) = mentions(spans_of(text, ("Jordan Times", "Institution")), text, 0, "en")
    assert (only.name, only.surface_forms) == ("Jordan Times", ("The Jordan Times",))


def test_a_currency_is_no_place() -> None:
    assert found_in("\n\nIt cost NZ$500.", ("NZ", "Place")) == {}


def test_fitting_finds_what_tells_the_classes_apart() -> None:
    told = [("before", "mayor"), ("before", "in"), ("after", "shares"), ("before", "very")]
    rows = [Row(f"{at}", [(*told[at % 4], 1.0), ("any", "", 1.0)], at % 4, 1.0) for at in range(80)]
    table = fitted(rows, words=True)
    assert [CLASSES[table[slot].argmax()] for slot in told] == ["Person", "Place", "Institution", None]
    assert ("before", "mayor") not in fitted(rows, words=False)
