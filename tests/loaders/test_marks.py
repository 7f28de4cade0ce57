"""Headlines that say that their article corrects an earlier one, in every language of the table."""

from __future__ import annotations

import csv
import unicodedata
from importlib.resources import files

import pytest

from loaders.enrich.marks import mark

WORDS = [
    row["words"]
    for row in csv.DictReader(
        (files("loaders.enrich") / "headline_marks.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
    if row["mark"] == "correction"
]
"""Words of corrections."""


@pytest.mark.parametrize("word", WORDS)
def test_a_correction_is_marked_before_or_after_the_headline(word: str) -> None:
    for headline in (
        f"{word.capitalize()}: Ship hits bridge",
        f"{word.upper()} - Ship hits bridge",
        f"({word.capitalize()}) Ship hits bridge",
        f"Ship hits bridge ({word})",
        f"Ship hits bridge – {word}",
        f"UPDATE 2-{word.upper()}-Ship hits bridge",
        unicodedata.normalize("NFD", f"{word.upper()} (official): Ship hits bridge"),
    ):
        assert mark(headline, "") == "correction", headline


@pytest.mark.parametrize(
    "headline",
    [
        "Corrections officer charged in Ohio",
        "Correction officers strike in New York",
        "Correctional facility burns",
        "Correction in stock markets deepens",
        "Corrected bill passes the Senate",
        "House corrects course on debt",
        "Corrección de los mercados: las bolsas caen",
        "Rectificación del Gobierno sobre los impuestos",
        "El Gobierno rectifica sobre los impuestos",
        "Budget rectificatif adopté",
        "Rectificatif budgétaire adopté",
        "Korrektur an den Börsen erwartet",
        "Correção monetária sobe em janeiro",
        "La rettifica del governo",
        "Errata humanum est",
        "",
    ],
)
def test_what_is_corrected_in_the_world_is_no_correction(headline: str) -> None:
    assert mark(headline, "") is None
