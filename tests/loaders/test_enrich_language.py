"""Which language a text is in."""

from __future__ import annotations

import pytest

from loaders.enrich.language import detect

SENTENCES = {
    "en": "The mayor opened the new bridge on Sunday morning.",
    "es": "El presidente Nayib Bukele ganó las elecciones en El Salvador el domingo.",
    "fr": "Le maire a inauguré le nouveau pont dimanche matin.",
    "de": "Der Bürgermeister hat am Sonntag die neue Brücke eröffnet.",
    "it": "Il sindaco ha inaugurato domenica il nuovo ponte della città.",
    "pt": "O prefeito inaugurou no domingo a nova ponte da cidade, disse a jornalista.",
    "ru": "Мэр города открыл в воскресенье новый мост через реку.",
    "ar": "افتتح رئيس البلدية الجسر الجديد يوم الأحد",
    "zh": "市长星期天为新桥揭幕，数百名居民参加了仪式。",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_one_sentence_tells_its_language(language: str, sentence: str) -> None:
    assert detect(sentence) == language


@pytest.mark.parametrize(
    "text", ["", " ", "Paris", "Hello", "12345 6789", "😀😀😀", "...", "Harris meets Macron in Paris"]
)
def test_what_is_too_short_to_tell_is_left_open(text: str) -> None:
    assert detect(text) is None


def test_the_middle_of_a_long_text_counts_as_much_as_its_start() -> None:
    start = "Cookies policy. Accept all. Sign in to read. "
    assert detect(start + 40 * SENTENCES["fr"]) == "fr"


@pytest.mark.parametrize("text", ["\ud800 lone surrogate", "\x00\x00", "\u200b" * 500, "\u202eמעורב with English"])
def test_odd_characters_do_no_harm(text: str) -> None:
    assert detect(text) in (None, "en", "he", "yi")


def test_every_answer_has_two_letters() -> None:
    pidgin = "Di goment don tok say dem go build new road for di village wey dey near di river."
    assert len(detect(pidgin) or "en") == 2
