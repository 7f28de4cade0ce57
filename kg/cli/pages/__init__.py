"""Answers that are a page in the terminal and no table: a module with the question's name, and ``page`` in it.

What draws takes a while to import, so a module is imported when its page is asked for.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, TextIO

from kg.query import Answer


class Page(Protocol):
    """Writes an answer for people. ``width``: columns of the terminal (None: 120).

    ``color``: whether it shows colours.
    """

    def __call__(self, answer: Answer, out: TextIO, *, width: int | None, color: bool) -> None:
        """Write the answer."""


def page_of(question: str) -> Page | None:
    """The page of a question; None: its answer is a table."""
    module = ".".join((__name__, question.replace(" ", "_")))
    if find_spec(module) is None:
        return None
    found: Page = import_module(module).page
    return found
