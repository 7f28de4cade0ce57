"""Long texts in pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loaders.enrich.split import LONG, PIECE, pieces


def test_an_ordinary_article_stays_whole() -> None:
    text = "One sentence. " * 500
    assert list(pieces(text)) == [(0, text)]


def test_a_long_text_is_split_where_sentences_end() -> None:
    text = "Mayor Ana Torres spoke. " * 10_000
    found = list(pieces(text))
    assert len(found) > 20
    assert all(piece.endswith("spoke. ") for _, piece in found)


def test_without_white_space_it_is_split_all_the_same() -> None:
    assert {len(piece) for _, piece in pieces("x" * (LONG + PIECE))} == {PIECE}


@given(st.text(alphabet="aB. \n!。”", min_size=1, max_size=40), st.integers(LONG + 1, LONG + 3 * PIECE))
def test_the_pieces_are_the_text_and_none_is_too_long(pattern: str, length: int) -> None:
    text = (pattern * (length // len(pattern) + 1))[:length]
    found = list(pieces(text))
    assert "".join(piece for _, piece in found) == text
    assert all(0 < len(piece) <= PIECE and text.startswith(piece, offset) for offset, piece in found)
