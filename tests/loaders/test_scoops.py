"""Whom a report names as the first with the news."""

from __future__ import annotations

import pytest

from loaders.enrich.scoops import MOST, first_to_report


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("en", "The deal, first reported by the Harbour Examiner, values the yard at 3 million.", "Harbour Examiner"),
        ("en", "The Tideline’s guess? It was First Reported By The Tideline's Anna Hall.", "Tideline"),
        ("en", "Gazette News was the first to report the talks.", "Gazette News"),
        ("de", "Wie zuerst die „Elbwarte“ meldete, ruht die Arbeit.", "Elbwarte"),
        ("es", "El juez, según adelantó Radio Meridiano, citará a dos testigos.", "Radio Meridiano"),
        ("fr", "La vente, selon les informations du Courrier de l'Estuaire, est signée.", "Courrier de l'Estuaire"),
        ("fr", "Le vol, d’abord rapporté par la Vigie Sud, …", "Vigie Sud"),
        ("en", "The fall was first reported by police in Port Lorne.", None),
        ("en", "Wie zuerst die Elbwarte meldete", None),
        (None, "first reported by the Harbour Examiner", None),
    ],
)
def test_an_outlet_is_named_where_a_phrase_says_so(language: str | None, text: str, named: str | None) -> None:
    assert first_to_report(text, language) == ((named,) if named else ())


def test_of_many_the_first_few_are_taken_and_long_words_cost_little() -> None:
    names = "".join(f"It was first reported by Paper {chr(65 + n)}. " for n in range(9))
    assert first_to_report(names, "en") == ("Paper A", "Paper B", "Paper C")
    assert len(first_to_report(names, "en")) == MOST
    assert first_to_report("A" * 200_000 + " first reported by", "en") == ()
