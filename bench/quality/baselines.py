"""What one would do without any of this: the yardsticks beside our figures. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zlib import crc32

import numpy as np

_WORD = re.compile(r"[^\W_]{2,}")
_COLUMNS = 1 << 13
"""Words are hashed to so many columns."""
TIE = timedelta(seconds=60)


def earliest(stamped: Mapping[str, datetime | None]) -> set[str]:
    """Who was first by the stamps alone: all within the tie of the earliest."""
    known = {url: at for url, at in stamped.items() if at is not None}
    start = min(known.values(), default=None)
    return {url for url, at in known.items() if start is not None and at - start <= TIE}


def same_headline(headlines: Mapping[str, str]) -> dict[str, str]:
    """Families by the same headline, letter case and punctuation aside."""
    return {url: " ".join(_WORD.findall(text.lower())) for url, text in headlines.items()}


def nearest_centroid(texts: Sequence[tuple[str, str]], threshold: float) -> dict[str, int]:
    """Stories by the nearest centroid: TF-IDF (fitted on the texts themselves), in order, one pass, no second thought.

    ``texts``: id, and headline and lead as one. ``threshold``: cosine from which an article joins.
    """
    counted = [Counter(crc32(w.encode()) % _COLUMNS for w in _WORD.findall(text.lower())) for _, text in texts]
    held = Counter(column for words in counted for column in words)
    sums = np.zeros((64, _COLUMNS), dtype=np.float32)
    norms = np.ones(64, dtype=np.float32)
    used, placed = 0, {}
    for (item, _), words in zip(texts, counted, strict=True):
        columns = np.fromiter(words, dtype=np.int64, count=len(words))
        weights = np.array([(1 + math.log(n)) * math.log(len(texts) / held[c]) for c, n in words.items()], np.float32)
        weights /= np.linalg.norm(weights) or 1.0
        near = sums[:used, columns] @ weights / norms[:used]
        best = int(near.argmax()) if used else -1
        if best < 0 or near[best] < threshold:
            if used == len(sums):
                sums = np.vstack((sums, np.zeros_like(sums)))
                norms = np.concatenate((norms, np.ones_like(norms)))
            best, used = used, used + 1
        sums[best, columns] += weights
        norms[best] = np.linalg.norm(sums[best]) or 1.0
        placed[item] = best
    return placed
