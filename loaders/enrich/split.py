"""Long texts in pieces that end where a sentence ends, so that a text of any length is tagged in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONG = 100_000
"""Characters from which a text is split; spaCy itself refuses 1,000,000."""

PIECE = 10_000
"""Characters of a piece at most: the matrices of about 2,000 words still fit a core's cache."""

_SENTENCE_END = re.compile(r"""\n\s*|[.!?…]["'»”’)\]]*\s+|[。！？｡][」』”’）]*""")
_SPACE = re.compile(r"\s+")


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """(offset, piece) in order; the pieces joined are the text. A text that isn't long is its own only piece.

    A piece ends at the last sentence end in its second half, else at the last white space there, else in mid-word:
    what has no white space in 5,000 characters is no prose.

    >>> [(start, len(piece)) for start, piece in pieces("A short one. " * 10_000)][:2]
    [(0, 9997), (9997, 9997)]
    """
    if len(text) <= LONG:
        yield 0, text
        return
    start = 0
    while start < len(text):
        end = start + PIECE
        if end < len(text):
            end = _last(_SENTENCE_END, text, end) or _last(_SPACE, text, end) or end
        yield start, text[start:end]
        start = end


def _last(pattern: re.Pattern[str], text: str, end: int) -> int | None:
    found = None
    for match in pattern.finditer(text, end - PIECE // 2, end):
        found = match.end()
    return found
