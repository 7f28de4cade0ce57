"""Copy families: which articles are copies of which, and who is the originator. Pure: no store, no clock.

A first, plain version behind its final interface: MinHash over word shingles of headline-free text, near-duplicates
from an index of recent signatures, the originator by credit line or time (design: section 3, 'Copy family').
"""

from __future__ import annotations

import base64
import re
import zlib
from bisect import insort
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from struct import Struct, pack, unpack

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
MOST_A_BAND = 50
"""Texts looked at in each band: results of a league or a day's weather, all of one template, fill some by thousands."""
_SEED = 20_260_101
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 2_000
_LOW_BITS = 0xFFFF
_PACKED = f">{PERMUTATIONS}H"
_BANDS_OF = Struct(f">{ROWS}H")
_BANDED = BANDS * _BANDS_OF.size

Signature = bytes
"""64 numbers of 16 bits."""


@cache
def _empty() -> MinHash:
    """The sketch that all begin as: its permutations are costly to draw. CRC-32 is three times faster than SHA-1."""
    return MinHash(num_perm=PERMUTATIONS, seed=_SEED, hashfunc=zlib.crc32)


def sign(text: str) -> Signature | None:
    """Signature of a text. None where the text is too short to tell copies."""
    words = _WORD.findall(text.lower())[:_MOST_WORDS]
    if len(words) < LEAST_SHINGLES + SHINGLE - 1:
        return None
    hasher = _empty().copy()
    hasher.update_batch([" ".join(words[i : i + SHINGLE]).encode() for i in range(len(words) - SHINGLE + 1)])
    return pack(_PACKED, *(int(value) & _LOW_BITS for value in hasher.hashvalues))


def write_signature(signature: Signature) -> str:
    """A signature as the graph keeps it: 160 characters."""
    return base64.b85encode(signature).decode("ascii")


def read_signature(text: str) -> Signature:
    """The other way round."""
    return base64.b85decode(text)


def similarity(one: Signature, other: Signature) -> float:
    """Estimated Jaccard similarity of two texts, 0 to 1."""
    pairs = zip(unpack(_PACKED, one), unpack(_PACKED, other), strict=True)
    return float(sum(a == b for a, b in pairs) / PERMUTATIONS)


class SignatureIndex:
    """Signatures of some articles, found again by bands (locality-sensitive hashing).

    Articles of one and the same text are held together, and the first by id stands for all: a text that thousands of
    sources carry costs no more than one.
    """

    def __init__(self) -> None:
        self._signatures: dict[str, Signature] = {}
        self._holders: dict[Signature, list[str]] = {}
        self._bands: dict[int, Signature | list[Signature]] = {}

    def __len__(self) -> int:
        return len(self._signatures)

    def __iter__(self) -> Iterator[str]:
        return iter(self._signatures)

    def add(self, article: str, signature: Signature) -> None:
        """Add an article; one that is there gets its new signature."""
        if self._signatures.get(article) == signature:
            return
        self.discard(article)
        holders = self._holders.get(signature)
        if holders is None:
            holders = self._holders[signature] = []
            for band in _bands(signature):
                self._bands[band] = _with(self._bands.get(band), signature)
        insort(holders, article)
        self._signatures[article] = signature

    def discard(self, article: str) -> None:
        """Forget an article, where it is held."""
        signature = self._signatures.pop(article, None)
        if signature is None:
            return
        self._holders[signature].remove(article)
        if not self._holders[signature]:
            del self._holders[signature]
            for band in _bands(signature):
                fellows = self._bands[band]
                if isinstance(fellows, list) and len(fellows) > 1:
                    fellows.remove(signature)
                else:
                    del self._bands[band]

    def near(self, signature: Signature, without: Container[str] = ()) -> Iterator[tuple[float, str]]:
        """Articles that share much of their text: (similarity, id), from ``SAME_CREDITED`` on, one for each text."""
        for other in self._fellows(signature):
            similar = similarity(signature, other)
            if similar >= SAME_CREDITED:
                first = next((a for a in self._holders[other] if a not in without), None)
                if first is not None:
                    yield similar, first

    def _fellows(self, signature: Signature) -> set[Signature]:
        """The texts that share a band. What is left out of a crowded one depends on the texts, not on their order."""
        fellows = {signature} if signature in self._holders else set()
        for band in _bands(signature):
            held = self._bands.get(band)
            if held is not None:
                fellows.update((held,) if isinstance(held, bytes) else held[:MOST_A_BAND])
        return fellows


def _with(held: Signature | list[Signature] | None, signature: Signature) -> Signature | list[Signature]:
    """A band's texts and one more, in order. Most bands hold a single one, for which a list would cost too much."""
    if held is None:
        return signature
    if isinstance(held, bytes):
        return sorted((held, signature))
    insort(held, signature)
    return held


@lru_cache(maxsize=1_024)
def _bands(signature: Signature) -> tuple[int, ...]:
    """The bands as numbers: which band, and its three values of 16 bits. Asked for once for each day of the window."""
    return tuple(
        (i << 48) | (a << 32) | (b << 16) | c for i, (a, b, c) in enumerate(_BANDS_OF.iter_unpack(signature[:_BANDED]))
    )


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
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Repost:
    """That one article is a copy of another."""

    copy: str
    original: str
    similarity: float
    evidence: str


def settle(members: Sequence[Member], similar: Callable[[str, str], float]) -> list[Repost]:
    """Who copied whom in a family. ``similar``: how much of their text two articles share.

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
            similarity=similar(m.article, original.article),
            evidence="credit line" if by_credit and m.wire == original.source else "near-duplicate",
        )
        for m in sorted(members, key=_order)
        if m.source != original.source
    ]


def _order(member: Member) -> tuple[bool, float, str]:
    return (member.at is None, member.at.timestamp() if member.at else 0.0, member.article)
