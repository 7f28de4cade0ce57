"""The table of owner facts that is shipped: what it is made of and how is told in NOTICE and build.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

from loaders.documents import Document

SHIPPED = "newskg:owners"
"""Stands for the table among paths: ``kg load owners --reference``, ``g.load("owners", SHIPPED)``."""


@contextmanager
def shipped() -> Iterator[Document]:
    """The table as an input."""
    with as_file(files("loaders.reference") / "owners.csv.gz") as path:
        yield Document(SHIPPED, path)
