"""What words say an article is about: terms weighed by how rare they are in their language.

Background frequencies come from wordfreq: frequencies fitted on the stream itself do harm (design: the measurements
with the stories issue).
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

import numpy as np
import wordfreq
from numpy.typing import NDArray

from kg.ids import name_key

HEADLINE_WEIGHT = 2
"""How often a word of the headline counts; one of the lead counts once."""
MOST_COMMON = 0.004
"""Words of at least that share of a language's texts say nothing of an event: articles, pronouns, 'said', 'new'. The
rarity of what lies above is below 1 of at most 11.5."""
_WORDS_OF_LEAD = 80
"""Words among which a term is asked to be rare: about a headline and 300 characters."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_DECIMAL = r"(?<![\w.,])\d+[.,]\d{1,2}(?![\w]|[.,]\d)"
_TOKEN = re.compile(rf"{_DECIMAL}|[^\W_]+(?:['’][^\W_]+)?")
_SUFFIX = re.compile(r"['’]s$")
_ELISION = re.compile(r"^(?:l|d|qu|j|n|s|c|m|t|dell|all|nell|sull|un)['’]")

Terms = dict[str, float]
"""Terms with their weights; the sum of the squared weights is 1."""


@cache
def _frequencies(language: str | None) -> Mapping[str, float]:
    """Word frequencies of a language, 0 to 1; those of English where wordfreq has none."""
    known = wordfreq.available_languages("small")
    found: Mapping[str, float] = wordfreq.get_frequency_dict(language if language in known else "en", "small")
    return found


def frequency(word: str, language: str | None) -> float:
    """How often a word in small letters stands in texts of its language, 0 to 1."""
    return _frequencies(language).get(word, 0.0)


def _of_year(word: str) -> float:
    """How often a year stands in English texts. The table of frequencies has no numbers, which makes each as rare as
    can be: right for the dead and the hurt, but every other headline of an election has its year."""
    return wordfreq.word_frequency(word, "en", "small")


@lru_cache(maxsize=131_072)
def _rarity(word: str, language: str | None) -> float:
    """Inverse document frequency of a word in texts of 80 words; 0 for the commonest."""
    p = _of_year(word) if _YEAR.fullmatch(word) else frequency(word, language)
    if p >= MOST_COMMON:
        return 0.0
    return max(0.1, -math.log(min(1.0, max(1e-5, 1.0 - (1.0 - p) ** _WORDS_OF_LEAD))))


def _is_decimal(token: str) -> bool:
    return "." in token or "," in token


def terms(headline: str, lead: str, language: str | None) -> Terms:
    """Terms of headline and lead with their weights. Accents are ignored, so that a name meets itself elsewhere, and
    a decimal is one term, with a point in every language."""
    counts: dict[str, int] = {}
    for part, weight in ((headline, HEADLINE_WEIGHT), (lead, 1)):
        for token in _TOKEN.findall(part.lower()):
            word = _ELISION.sub("", _SUFFIX.sub("", token))
            if len(word) > 1:
                counts[word] = counts.get(word, 0) + weight
    weights: Terms = {}
    for word, count in counts.items():
        if rarity := _rarity(word, language):
            key = word.replace(",", ".") if _is_decimal(word) else name_key(word) or word
            weights[key] = max(weights.get(key, 0.0), (1.0 + math.log(count)) * rarity)
    norm = math.sqrt(sum(w * w for w in weights.values()))
    return {t: w / norm for t, w in weights.items()}


def hashed(found: Terms) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    """The same as numbers, in ascending order: CRC-32 of each term, and its weight."""
    weights: dict[int, float] = {}
    for term, weight in found.items():
        number = zlib.crc32(term.encode())
        weights[number] = weights.get(number, 0.0) + weight
    numbers: Iterable[int] = sorted(weights)
    return (np.array(list(numbers), dtype=np.uint32), np.array([weights[n] for n in sorted(weights)], dtype=np.float64))
