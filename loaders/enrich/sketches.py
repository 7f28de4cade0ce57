"""Sketches of texts, by which copies are found again: sampled shingles, so that what is contained can be told.

A text is the set of its runs of eight words (shingles; Broder 1997). A long text keeps one in 2, 4, 8 … of them, those
whose hash is lowest, so that any two texts are compared on a like sample: the share of the shorter one that the other
contains (scaled sketches; Irber and others 2022). The beginning is kept whole, since a lead alone may be the copy.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from loaders.enrich.furniture import without_furniture

SHINGLE = 8
"""Words a shingle."""
MOST_SAMPLED = 64
"""Shingles kept of a text: between 33 and 64 of a long one, all of a short one."""
LEAD_WORDS = 24
"""Words at the beginning of which every shingle is kept: about 150 characters, less than a feed's teaser."""
_LEAD = LEAD_WORDS - SHINGLE + 1
WIDTH = MOST_SAMPLED + _LEAD
_MOST_WORDS = 4_000
_TOP = 1 << 32
_HEAD = struct.Struct("<BBH")
_WORD = re.compile(r"[^\W_]+")
_DATELINE = re.compile(
    r"^\W*[^\n.!?]{0,80}?(?:\([^()\n]{2,40}\)\s*[-–—.:]+|\b[\w-]{2,8}/[\w-]{2,8}\s*[-–—]|\s[-–—]{1,2})\s"
)
_CLOSING = re.compile(r"\s*[(\[][^()\[\]\n]{2,300}[)\]]\s*\.?\s*$")
_RIGHTS = re.compile(
    r"(?:(?:^|(?<=[\n.!?”\"»)]))\s*(?:©|\(c\)|copyright\b)"
    r"|[^.\n]{0,120}\b(?:all rights reserved|may not be (?:published|reproduced)|todos los derechos reserv"
    r"|prohibida la (?:reproducción|redistribución)|tous droits réservés|todos os direitos reserv"
    r"|tutti i diritti riservati|riproduzione riserv|alle rechte vorbehalten))[^\n]{0,300}\s*$",
    re.IGNORECASE,
)
"""Whose text it is and what may not be done with it: of a short text the greater part, and the same under others."""
_RIGHTS_CHARACTERS, _RIGHTS_LINES = 600, 4
_MIX = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)

Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Sketch:
    """``size``: different shingles of the text. ``sampled``: ascending hashes below 2³² / 2^``level``; ``lead``: those
    of the beginning, ascending, where the text is sampled (a short text's beginning is in ``sampled``)."""

    level: int
    size: int
    sampled: Hashes
    lead: Hashes

    def written(self) -> str:
        """As the graph keeps it: 430 characters at most."""
        head = _HEAD.pack(self.level, len(self.lead), self.size)
        return base64.b85encode(head + self.lead.tobytes() + self.sampled.tobytes()).decode("ascii")


def read_sketch(text: str) -> Sketch:
    """The other way round."""
    packed = base64.b85decode(text)
    level, lead, size = _HEAD.unpack_from(packed)
    hashes = np.frombuffer(packed, dtype="<u4", offset=_HEAD.size)
    return Sketch(level, size, hashes[lead:], hashes[:lead])


def sketch(text: str) -> Sketch | None:
    """The sketch of a text, without its dateline and closing credits. None where it has less than eight words."""
    words = _WORD.findall(_plain(text).lower())[:_MOST_WORDS]
    if len(words) < SHINGLE:
        return None
    hashes = _shingles(words)
    lead = np.unique(hashes[:_LEAD])
    several = np.unique(hashes)
    level = 0
    while np.searchsorted(several, _TOP >> level) > MOST_SAMPLED:
        level += 1
    sampled = several[: np.searchsorted(several, _TOP >> level)]
    return Sketch(level, len(several), sampled, lead if level else lead[:0])


def _plain(text: str) -> str:
    """A text without page furniture, an agency's dateline in front, rights and credits in brackets at the end."""
    body = without_furniture(text).strip()
    if found := _DATELINE.match(body):
        body = body[found.end() :]
    for _ in range(_RIGHTS_LINES):
        if not (found := _RIGHTS.search(body, max(0, len(body) - _RIGHTS_CHARACTERS))):
            break
        body = body[: found.start()].rstrip()
    while found := _CLOSING.search(body):
        if found.start() < len(body) // 2:
            break
        body = body[: found.start()]
    return body


def _shingles(words: list[str]) -> Hashes:
    """A hash for each run of eight words, in their order."""
    numbers = np.array([_number(word) for word in words], dtype=np.uint64)
    runs = np.zeros(len(words) - SHINGLE + 1, dtype=np.uint64)
    for place in range(SHINGLE):
        runs = runs * _MIX[0] + numbers[place : place + len(runs)]
    runs ^= runs >> np.uint64(30)
    runs *= _MIX[1]
    runs ^= runs >> np.uint64(27)
    runs *= _MIX[2]
    return (runs >> np.uint64(32)).astype(np.uint32)


@lru_cache(maxsize=65_536)
def _number(word: str) -> int:
    return zlib.crc32(word.encode()) + 1


def containment(one: Sketch, other: Sketch) -> float:
    """How much of the shorter text the other contains, estimated, 0 to 1.

    Of a short text too little may be in a long one's sample; then it is held against the long one's beginning as well.
    """
    short, long = sorted((one, other), key=lambda s: s.size)
    level = max(one.level, other.level)
    first, second = (s.sampled[: np.searchsorted(s.sampled, _TOP >> level)] for s in (short, long))
    counted = (len(first) + len(second)) / 2 if short.size == long.size else len(first)
    body = min(1.0, _shared(first, second) / counted) if counted else 0.0
    if counted >= _ENOUGH or short.level or not long.level:
        return body
    lead = _shared(short.sampled, long.lead) / min(len(short.sampled), len(long.lead))
    return (lead + body) / 2 if counted else lead


def _shared(one: Hashes, other: Hashes) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


_ENOUGH = 8
"""Shingles in a sample from which the share of them says enough."""
