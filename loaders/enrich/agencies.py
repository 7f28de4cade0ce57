"""Which agency an article credits: by dateline, byline or credit line. Pure, over the table agencies.tsv."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from kg.ids import name_key, registered_domain

_HEAD_CHARACTERS, _TAIL_CHARACTERS = 250, 250
"""Datelines stand in the first lines, credit lines in the first or last."""
_CREDIT_WORDS = (
    r"with (?:additional )?(?:information|material|reporting|files) from|reporting by|source:|"
    r"con informaci[oó]n de|con datos de|fuente:|avec|source\s*:|d['’]apr[eè]s|mit material von|mit informationen von|"
    r"quelle:|com informa[cç][oõ]es da?|fonte:"
)


@cache
def table() -> Mapping[str, str]:
    """Name key of each agency's names and short names to its domain."""
    text = (files("loaders.enrich") / "agencies.tsv").read_text("utf-8")
    found: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        for name in row["names"].split("|"):
            found[name_key(name)] = row["domain"]
    return found


def credited(
    headline: str, text: str, authors: Sequence[str], wire: str | None, known: Mapping[str, str]
) -> str | None:
    """Id of the agency that an article credits: stated, by byline, by dateline or by credit line; None where none is.

    ``known``: name keys of the agencies that the graph holds, beside those of the table.
    """
    if wire:
        return _lookup(wire, known)
    for author in authors:
        if found := _lookup(author, known, sure=True):
            return found
    for piece in _credit_pieces(text):
        if found := _lookup(piece, known, sure=True):
            return found
    return None


def _lookup(name: str, known: Mapping[str, str], *, sure: bool = False) -> str | None:
    if (domain := _by_domain(name)) is not None:
        return domain
    key = name_key(name)
    found = known.get(key) or table().get(key)
    return found if found or sure else (key.replace(" ", "-") or None)


def _by_domain(name: str) -> str | None:
    """The agency of a domain, or of an id in NewsML and ninjs: ``urn:newsml:PROVIDER:DAY:ITEM``, where the provider is
    a domain (RFC 3085)."""
    scheme, _, rest = name.strip().partition("urn:newsml:")
    host = rest.partition(":")[0] if rest and not scheme else name
    domain = registered_domain(host) if "." in host and " " not in host else None
    return domain if domain in table().values() else None


_BRACKETED = re.compile(r"\(([A-Za-z][\w .&-]{1,30}?)\)\s*[-–—.:]")
_SLASHED = re.compile(r"^[^\n]{0,60}?\b([\w-]{2,8})/")
_CREDITED = re.compile(
    rf"(?i:\b(?:{_CREDIT_WORDS}))\s+(?:the |la |el |l['’]|der |die )?([A-Z][\w.&-]*(?:\s+[A-Z][\w.&-]*){{0,3}})"
)
_CLOSING = re.compile(r"\(([A-Za-z][\w .&/-]{1,30}?)\)\s*$")


def _credit_pieces(text: str) -> list[str]:
    head, tail = text[:_HEAD_CHARACTERS], text[-_TAIL_CHARACTERS:]
    pieces = [m[1] for m in _BRACKETED.finditer(head)]
    pieces += [m[1] for m in _SLASHED.finditer(head)]
    for part in (head, tail):
        for found in _CREDITED.finditer(part):
            words = found[1].rstrip(".").split()
            pieces += [" ".join(words[:n]) for n in range(len(words), 0, -1)]
    pieces += [m[1] for m in _CLOSING.finditer(tail)]
    return pieces
