"""Copy families: which articles are copies of which, and who is the originator. Pure: no store, no clock.

A first, plain version behind its final interface: MinHash over word shingles of headline-free text, near-duplicates
from an index of recent signatures, the originator by credit line or time (design: section 3, 'Copy family').
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from struct import pack, unpack

from datasketch import MinHash

PERMUTATIONS = 64
BANDS = 21
ROWS = 3
"""With 21 bands of 3 rows, two texts that share half of their shingles meet with probability .94, .7 with .9998:
1 - (1 - s^3)^21; Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, section 3.4.2."""
SHINGLE = 4
"""Words a shingle."""
LEAST_SHINGLES = 8
"""Below that a text is too short to say that it was copied."""
SAME = 0.7
"""Estimated Jaccard similarity from which two texts are one family. A third of a text cut off leaves .67."""
SAME_CREDITED = 0.4
"""The same, where the one credits the other's agency: trimmed to less than half, it is still a copy."""
_SEED = 20_260_101
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 2_000
_LOW_BITS = 0xFFFF

Signature = tuple[int, ...]


@cache
def _empty() -> MinHash:
    """The sketch that all begin as: its permutations are costly to draw. CRC-32 is three times faster than SHA-1."""
    return MinHash(num_perm=PERMUTATIONS, seed=_SEED, hashfunc=zlib.crc32)


def sign(text: str) -> Signature | None:
    """Signature of a text: 64 numbers of 16 bits. None where the text is too short to tell copies."""
    words = _WORD.findall(text.lower())[:_MOST_WORDS]
    if len(words) < LEAST_SHINGLES + SHINGLE - 1:
        return None
    hasher = _empty().copy()
    hasher.update_batch([" ".join(words[i : i + SHINGLE]).encode() for i in range(len(words) - SHINGLE + 1)])
    return tuple(int(value) & _LOW_BITS for value in hasher.hashvalues)


def write_signature(signature: Signature) -> str:
    """A signature as the graph keeps it: 160 characters."""
    return base64.b85encode(pack(f">{PERMUTATIONS}H", *signature)).decode("ascii")


def read_signature(text: str) -> Signature:
    """The other way round. Raises ValueError for what is no signature."""
    return tuple(unpack(f">{PERMUTATIONS}H", base64.b85decode(text)))


def similarity(one: Signature, other: Signature) -> float:
    """Estimated Jaccard similarity of two texts, 0 to 1."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / PERMUTATIONS


class SignatureIndex:
    """Signatures of some articles, found again by bands (locality-sensitive hashing)."""

    def __init__(self) -> None:
        self._signatures: dict[str, Signature] = {}
        self._bands: dict[int, list[str]] = {}

    def __len__(self) -> int:
        return len(self._signatures)

    def add(self, article: str, signature: Signature) -> None:
        """Add an article; one that is there gets its new signature."""
        held = self._signatures.get(article)
        if held == signature:
            return
        for band in _bands(held) if held else ():
            self._bands[band].remove(article)
        self._signatures[article] = signature
        for band in _bands(signature):
            self._bands.setdefault(band, []).append(article)

    def near(self, signature: Signature) -> Iterable[tuple[float, str]]:
        """Articles that share much of their text: (similarity, id), from ``SAME_CREDITED`` on."""
        seen: set[str] = set()
        for band in _bands(signature):
            for article in self._bands.get(band, ()):
                if article not in seen:
                    seen.add(article)
                    similar = similarity(signature, self._signatures[article])
                    if similar >= SAME_CREDITED:
                        yield similar, article


def _bands(signature: Signature) -> list[int]:
    """The bands as numbers: which band, and its three values of 16 bits."""
    return [
        (i << 48) | (signature[i] << 32) | (signature[i + 1] << 16) | signature[i + 2]
        for i in range(0, BANDS * ROWS, ROWS)
    ]


def is_copy(similar: float, one: Member, other: Member) -> bool:
    """Whether two texts of that similarity are of one family: nearly the same, or much of it with a credit."""
    by_credit = one.wire is not None and one.wire in (other.source, other.wire)
    by_credit = by_credit or (other.wire is not None and other.wire == one.source)
    return similar >= (SAME_CREDITED if by_credit else SAME)


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a family, as far as deciding about originators needs it."""

    article: str
    source: str
    at: datetime | None
    wire: str | None = None
    """Id of the agency's source that the article credits."""


@dataclass(frozen=True, slots=True)
class Repost:
    """That one article is a copy of another."""

    copy: str
    original: str
    similarity: float
    evidence: str


def settle(members: Sequence[Member], similarities: Mapping[str, float]) -> list[Repost]:
    """Who copied whom in a family.

    The originator is the article of the agency that a copy credits, where the family holds it, else the earliest
    article (undated ones last). An article of the originator's own source is another version, no copy.
    """
    credited = {m.wire for m in members if m.wire}
    original = min(members, key=lambda m: (m.source not in credited, *_order(m)))
    by_credit = original.source in credited
    return [
        Repost(
            copy=m.article,
            original=original.article,
            similarity=similarities.get(m.article, 1.0),
            evidence="credit line" if by_credit and m.wire == original.source else "near-duplicate",
        )
        for m in sorted(members, key=_order)
        if m.source != original.source
    ]


def _order(member: Member) -> tuple[bool, float, str]:
    return (member.at is None, member.at.timestamp() if member.at else 0.0, member.article)
