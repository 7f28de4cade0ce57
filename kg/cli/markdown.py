"""Markdown of the generated pages: tables, blocks, fragments. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CLAUSE = re.compile(
    r"(?i)(MATCH|OPTIONAL|UNWIND|WITH|RETURN|ORDER|UNION|CALL|WHERE|SKIP|LIMIT|SET|MERGE|FOREACH|DETACH|DELETE)\b"
)
_OPENING, _CLOSING = "{([", "})]"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table; none where it has no rows.

    >>> table(["a", "b"], [["x|y", "z"]])
    ['| a | b |', '|---|---|', '| x\\\\|y | z |']
    """
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    return [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *lines] if lines else []


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())


def code(text: str) -> str:
    """Text as it is typed."""
    return f"`{text}`"


def listed(words: Iterable[str]) -> str:
    """Several such texts."""
    return ", ".join(map(code, words))


def prose(docstring: str | None) -> str:
    """A docstring as Markdown: literals in single backticks."""
    return " ".join((docstring or "").split()).replace("``", "`")


def block(language: str, text: str) -> list[str]:
    """Lines of a fenced block."""
    return [f"```{language}", text, "```"]


def cypher_block(text: str) -> list[str]:
    """A statement as a block: clauses at the margin, what goes on indented, brackets deeper."""
    lines, depth = [], 0
    for line in (part.strip() for part in text.replace(" UNION ALL ", "\nUNION ALL\n").splitlines()):
        if line:
            starts = line[0] in _CLOSING
            steps = 2 * (depth - starts) + (0 if starts or _CLAUSE.match(line) else 2)
            lines.append("  " * steps + line)
            depth += sum(map(line.count, _OPENING)) - sum(map(line.count, _CLOSING))
    return block("cypher", "\n".join(lines))


def anchor(heading: str) -> str:
    """The fragment that GitHub gives a heading.

    >>> anchor("kg load articles"), anchor("Owner-OWNS-Source")
    ('kg-load-articles', 'owner-owns-source')
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
