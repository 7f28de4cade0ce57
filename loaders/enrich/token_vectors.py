"""A name finder's token vectors, as spaCy computes them but in about half the time.

Tagging is mostly this: a word's embedding, then layers over its neighbours (spaCy's MaxoutWindowEncoder). Three things
are done otherwise here. A word's embedding depends on the word alone, and is computed once. The pieces of a maxout lie
side by side, so that numpy takes the larger of whole rows. And one text is computed at a time: its matrices stay in the
core's cache, those of a batch don't.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

if TYPE_CHECKING:
    from thinc.api import Model

WORDS = 32_768
"""Distinct words whose embeddings are kept: 16 MB."""

_MAXOUT = "maxout_and_norm"
_LEAST_VARIANCE = 1e-8
"""As in thinc's layer norm."""

Floats = NDArray[np.float32]


def hasten(ner: Any) -> None:
    """Change a spaCy name finder's model so that it predicts the same faster. It can no longer be trained."""
    for parent in list(ner.walk()):
        if _names(parent)[:2] == ["extract_features", "list2ragged"] and len(parent.layers) == 5:
            _side_by_side(parent.layers[3], np.float64)
            parent.layers[2:4] = [_once_a_word(parent.layers[2:4])]
    _side_by_side(ner, np.float32)
    if not any("listener" in layer.name for layer in ner.walk()):
        ner.layers[0] = _text_by_text(ner.layers[0])


def _names(layer: Any) -> list[str]:
    return [each.name for each in layer.layers]


def _text_by_text(vectors: Any) -> Model[Any, Any]:
    """One text at a time; the transitions after it still run over the whole batch, where more texts are faster."""
    from thinc.api import Model

    def forward(model: Any, docs: list[Any], is_train: bool) -> Any:
        predicted = [model.layers[0].predict([doc]) for doc in docs]
        return model.ops.xp.concatenate(predicted), lambda _: []

    return Model("text_by_text", forward, layers=[vectors])


def _side_by_side(model: Any, precision: DTypeLike) -> None:
    """Change each maxout, with the layer norm after it, within a model."""
    for parent in list(model.walk()):
        for at, layer in enumerate(parent.layers):
            if _names(layer) == ["maxout", "layernorm"]:
                parent.layers[at] = _maxout_and_norm(layer, precision)


def _maxout_and_norm(layer: Any, precision: DTypeLike) -> Model[Floats, Floats]:
    """The two as one. ``precision`` of the products: with float64 a row's numbers don't depend on the rows beside it,
    as on some processors those of float32 do in the last place."""
    from thinc.api import Model

    maxout, norm = layer.layers
    width, pieces, inputs = (maxout.get_dim(name) for name in ("nO", "nP", "nI"))
    weights = maxout.get_param("W").transpose(1, 0, 2).reshape(pieces * width, inputs).T.astype(precision)
    bias = maxout.get_param("b").T.reshape(-1).astype(precision)
    scale, shift = norm.get_param("G"), norm.get_param("b")

    def forward(_: Any, rows: Floats, is_train: bool) -> Any:
        several = rows.astype(precision, copy=False) @ weights
        several += bias
        most = several[:, :width]
        for at in range(width, pieces * width, width):
            most = np.maximum(most, several[:, at : at + width])
        best: Floats = most.astype(np.float32)
        best -= best.mean(axis=1, keepdims=True)
        best *= (np.mean(best * best, axis=1, keepdims=True) + np.float32(_LEAST_VARIANCE)) ** np.float32(-0.5)
        best *= scale
        best += shift
        return best, lambda _: rows

    return Model(_MAXOUT, forward, dims={"nO": width, "nI": inputs})


def _once_a_word(layers: list[Any]) -> Model[Any, Any]:
    """Layers that make of a word's attributes its embedding."""
    from thinc.api import Model, chain

    whole: Any = chain(*layers)
    known = _Embeddings(whole, next(layer.get_dim("nO") for layer in whole.walk() if layer.name == _MAXOUT))

    def forward(_: Any, words: Any, is_train: bool) -> Any:
        return type(words)(known.of(words.dataXd), words.lengths), lambda _: words

    return Model("once_a_word", forward)


class _Embeddings:
    """Embeddings of words, by their attributes. Where there are too many, all are forgotten and begun anew."""

    def __init__(self, layer: Any, width: int) -> None:
        self._layer = layer
        self._places: dict[bytes, int] = {}
        self._table = np.zeros((WORDS, width), dtype=np.float32)

    def of(self, words: NDArray[np.uint64]) -> Floats:
        """The embedding of each word, given as its attributes, (words, attributes)."""
        words = np.ascontiguousarray(words)
        keys = words.view(f"V{words.itemsize * words.shape[1]}").ravel().tolist()
        new = set(keys) - self._places.keys()
        if len(self._places) + len(new) > len(self._table):
            self._places.clear()
            new = set(keys)
        if new:
            self._learn(sorted(new), words.shape[1])
        found: Floats = self._table[[self._places[key] for key in keys]]
        return found

    def _learn(self, new: list[bytes], attributes: int) -> None:
        from thinc.types import Ragged

        if len(new) > len(self._table):  # a single text's
            self._table = np.zeros((len(new), self._table.shape[1]), dtype=np.float32)
        words: Any = np.frombuffer(b"".join(new), dtype=np.uint64).reshape(-1, attributes)
        lengths: Any = np.array([len(words)], dtype=np.int32)
        begin = len(self._places)
        self._table[begin : begin + len(new)] = self._layer.predict(Ragged(words, lengths)).dataXd
        self._places.update(zip(new, range(begin, begin + len(new)), strict=True))
