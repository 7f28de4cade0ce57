"""Page furniture: what a page puts before a text is no part of its lead, nor of what makes a copy."""

from __future__ import annotations

import time
from importlib.resources import files

from loaders.articles import excerpt
from loaders.enrich.furniture import without_furniture
from loaders.enrich.sketches import sketch

PLAYER = "Media playback is unsupported on your device\nMedia caption "


def test_every_phrase_of_the_table_is_taken_off_and_says_where_it_was_seen() -> None:
    lines = (files("loaders.enrich") / "furniture.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith(("#", "phrase\t"))]
    assert rows
    for phrase, seen in rows:
        text = f"{phrase.replace('*', 'some words')} Rain fell on the town."
        assert (seen, without_furniture(text).split()) == (seen, ["Rain", "fell", "on", "the", "town."])


def test_quotes_and_line_breaks_of_the_page_make_no_difference() -> None:
    text = "“The 360” shows you\ndiverse perspectives on the day’s top stories and debates. Rain fell."
    assert without_furniture(text).split() == ["Rain", "fell."]


def test_the_same_words_in_a_sentence_stay() -> None:
    text = "The multimedia caption contest and story highlights of the year drew thousands."
    assert without_furniture(text) == text


def test_two_articles_of_one_outlet_have_the_pages_words_in_common_no_more() -> None:
    first, second = f"{PLAYER}Rain fell on the town.", f"{PLAYER}A minister resigned over a permit."
    assert excerpt(first) == "Rain fell on the town."
    assert excerpt(second) == "A minister resigned over a permit."


def test_a_text_of_furniture_alone_has_no_sketch_and_so_no_copies() -> None:
    text = "Chat with us in Facebook Messenger. Find out what's happening in the world as it unfolds."
    assert excerpt(text) == ""
    assert sketch(text) is None


def test_a_hostile_text_costs_no_more_than_its_beginning() -> None:
    text = ("Interested in " + "Add " * 40 + " " * 400) * 2_000
    before = time.process_time()
    without_furniture(text)
    assert time.process_time() - before < 1.0
