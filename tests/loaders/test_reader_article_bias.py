"""The Article-Bias-Prediction sample, and putting its tokenised text together again."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from reading_cases import document, fields, read

from loaders.documents import Document
from loaders.readers.bias_sample import rejoin
from loaders.reading import Raw, choose
from loaders.records import validate


@pytest.mark.parametrize(
    ("tokenised", "whole"),
    [
        ("It ’ s done .", "It’s done."),
        ("It 's what they do n't say .", "It's what they don't say."),
        ("Jane Doe ( D-CA ) , 61 , spoke .", "Jane Doe (D-CA), 61, spoke."),
        ("`` Rain , '' he said .", '"Rain," he said.'),
        ("“ Rain , ” he said .", "“Rain,” he said."),
        ("They paid $ 6,000 , or 5 % .", "They paid $6,000, or 5%."),
        ("Ms. Doe ’ s and the Harris ’ plan", "Ms. Doe’s and the Harris’ plan"),
        ("the boys ' room", "the boys' room"),
        ("Brian O ’ Brien", "Brian O’Brien"),
        ("a middle- and lower-income tax", "a middle- and lower-income tax"),
        ("Why ? Because !", "Why? Because!"),
        ("AT & T and the S & P fell ; Smith & Jones did not", "AT&T and the S&P fell; Smith & Jones did not"),
        ("# MeToo , @ jane", "#MeToo, @jane"),
        ("at https : //morning.example/1", "at https://morning.example/1"),
        ("They can not , and are gon na say so", "They cannot, and are gonna say so"),
        ("It hurts ... badly", "It hurts ... badly"),
        ("One .\nTwo .", "One.\nTwo."),
        ("", ""),
    ],
)
def test_spaces_that_a_tokeniser_put_in_are_taken_out(tokenised: str, whole: str) -> None:
    assert rejoin(tokenised) == whole


@pytest.mark.parametrize(
    "whole",
    [
        "It's \"fine,\" said Sen. Doe (D-CA) of $6,000 — or 5% of the boys' share; 3:30 p.m., 1,000 people.",
        "“It’s fine,” he said. ‘Quite.’ The ’90s [sic] were… different!",
    ],
)
def test_text_that_stands_well_is_left_as_it_is(whole: str) -> None:
    assert rejoin(whole) == whole
    assert rejoin(rejoin(whole)) == rejoin(whole)


def test_rejoining_takes_time_in_proportion_to_the_text() -> None:
    assert len(rejoin("( " * 50_000 + " " * 200_000 + "'' . " * 50_000)) > 0


def test_the_label_is_no_field_of_the_article(tmp_path: Path) -> None:
    line = dict.fromkeys(("date", "authors"), "") | {
        "topic": "t",
        "source": "Morning",
        "bias": 0,
        "url": "https://morning.example/1",
        "title": "Rain",
        "content": "x .",
        "content_original": "x.",
        "bias_text": "left",
        "ID": "1",
    }
    source = document(tmp_path, json.dumps(line))
    assert choose(source).name == "article-bias"
    assert fields(read("article-bias", source)) == [
        {"url": "https://morning.example/1", "headline": "Rain", "text": "x.", "source_name": "Morning", "id": "1"}
    ]


@pytest.mark.parametrize(
    ("date", "day"), [("12/30/17", "2017-12-30"), ("0001-11-30", None), ("2019-07-20", "2019-07-20")]
)
def test_days_are_read_as_the_sample_spells_them(date: str, day: str | None, tmp_path: Path) -> None:
    line = {"title": "Rain", "content": "x", "date": date}
    assert fields(read("article-bias", document(tmp_path, json.dumps(line))))[0].get("published") == day


def test_every_text_of_the_sample_becomes_a_valid_article(shared: Path) -> None:
    path = shared / "articles_sample" / "sample_3000.jsonl.gz"
    source = Document(str(path), path)
    assert choose(source).name == "article-bias"
    records = read("article-bias", source)
    assert len(records) == 3_000
    for record in records:
        assert isinstance(record, Raw)
        validate(record.kind, record.fields)


def test_rejoined_paragraphs_of_the_sample_are_those_of_the_pages(shared: Path) -> None:
    def letters(text: str) -> str:
        return re.sub(r"[\W_]+", "", text).lower()

    same = compared = 0
    with gzip.open(shared / "articles_sample" / "sample_3000.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in [json.loads(line) for _, line in zip(range(300), lines, strict=False)]:
            pages = {letters(text): " ".join(text.split()) for text in record["content_original"].split("\n")}
            for text in record["content"].split("\n"):
                if len(letters(text)) >= 30 and letters(text) in pages:
                    compared += 1
                    same += " ".join(rejoin(text).split()) == pages[letters(text)]
    assert compared > 4_000
    assert same / compared > 0.96
