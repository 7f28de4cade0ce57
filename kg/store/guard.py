"""Which statements of a user's own (``kg cypher``) are plain reads of the graph.

Both engines refuse to write in a read transaction, but a read transaction of either opens files (``LOAD CSV``), and
Neo4j's also calls other hosts and runs procedures that look into or change the server. So a statement has to begin as
a read does, hold no word that writes or loads, and call only procedures and functions known to be pure.

The check works on tokens and must never read a statement more kindly than an engine does. Where the two engines
disagree on what a token is (``\\u0027`` inside a string ends it in Neo4j alone; a bare carriage return ends a comment
there alone; digits run into words in the embedded engine alone), the statement is refused, with the way out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kg.errors import UsageError

MAX_CHARACTERS = 100_000
"""Of a statement. Longer ones come from programs, which have parameters."""

BEGINNINGS = frozenset({"match", "optional", "unwind", "with", "return", "call"})
"""Words that a read begins with, after EXPLAIN or PROFILE."""

FORBIDDEN = frozenset({
    "alter", "create", "delete", "deny", "detach", "drop", "foreach", "grant", "insert", "merge", "nodetach", "remove",
    "revoke", "set", "use",
})  # fmt: skip
"""Words that write, change the server or leave the database, wherever they stand as words of the language."""

PROCEDURES = frozenset({
    # of both engines: what the graph holds
    "db.labels", "db.relationshiptypes", "db.propertykeys", "db.schema.visualization", "db.schema.nodetypeproperties",
    "db.schema.reltypeproperties", "db.index.fulltext.querynodes", "db.index.fulltext.queryrelationships",
    # of Neo4j
    "dbms.components",
    # of the embedded engine: pure algorithms over the graph
    "pagerank", "betweenness", "degree", "closeness", "louvain", "leiden", "label_propagation", "connected_components",
    "k_core", "clustering_coefficient", "triangle_count",
})  # fmt: skip
"""Procedures that may be called, in lower case. https://neo4j.com/docs/operations-manual/5/procedures/"""

FUNCTION_SPACES = frozenset(
    {"date", "datetime", "duration", "localdatetime", "localtime", "point", "time", "vector.similarity"}
)
"""First parts of dotted functions that may be called; those without a dot are all built in and pure."""

_TOKENS = re.compile(
    r"""(?P<space>[ \t\n]+|//[^\n]*|/\*(?:(?!/\*)(?!\*/).)*\*/)
      | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<quoted>`(?:[^`]|``)*`)
      | (?P<number>0[xX][0-9a-fA-F_]+|0o[0-7_]+|[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]+)?[dDfF]?)
      | (?P<word>[^\W\d]\w*)
      | (?P<sign>[-+*%^=<>!~|&.,:;?$(){}\[\]]|/(?![*/]))""",
    re.VERBOSE | re.DOTALL,
)
_CAUSES = {
    "'": "a string that is not closed",
    '"': "a string that is not closed",
    "`": "a name in backticks that is not closed",
    "/": "a comment that is not closed, or one within another",
}


@dataclass(frozen=True, slots=True)
class _Token:
    """``text``: as compared: a word or a name in backticks folded to lower case, a sign as it is."""

    sort: Literal["string", "quoted", "number", "word", "sign"]
    text: str

    @property
    def named(self) -> bool:
        """Whether an engine may read it as a word (the embedded one takes some in backticks, too)."""
        return self.sort in {"word", "quoted"}


_NOTHING = _Token("sign", "")


def check_readable(cypher: str) -> None:
    """Raise UsageError unless ``cypher`` is one plain read of the graph.

    >>> check_readable("MATCH (l:Load) RETURN l.created AS created, 'CREATE' AS word")
    >>> check_readable("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row")
    Traceback (most recent call last):
    kg.errors.UsageError: LOAD CSV reads files and other hosts: load data with kg load
    """
    tokens = _tokens(cypher)
    while tokens and tokens[-1] == _Token("sign", ";"):
        tokens.pop()
    for at, token in enumerate(tokens):
        if token.text == ";" and token.sort == "sign":
            raise UsageError("several statements, with ; between them", "give one at a time")
        if token.named:
            _check_word(tokens, at)
        elif token == _Token("sign", "("):
            _check_function(tokens, at)
    _check_beginning(tokens)


def _tokens(cypher: str) -> list[_Token]:
    text = cypher.replace("\r\n", "\n")
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"a statement of {len(text)} characters", f"the limit is {MAX_CHARACTERS}: use parameters")
    if "\\u" in text.replace("\\U", "\\u"):
        raise UsageError(
            "an escape \\u…, which Neo4j decodes even where it ends a string", "write the character itself"
        )
    if "\r" in text:
        raise UsageError("a carriage return without a line feed, which the engines take differently", "use line feeds")
    found, at = [], 0
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None:
            raise UsageError(*_strange(text[at]))
        sort, raw, at = match.lastgroup, match[0], match.end()
        if sort == "number" and at < len(text) and (text[at].isalnum() or text[at] == "_"):
            raise UsageError(f"{raw}{text[at]}…: a number and a word run together", "put a space between them")
        if sort == "word":
            found.append(_Token("word", _folded(raw)))
        elif sort == "quoted":
            found.append(_Token("quoted", _folded(raw[1:-1].replace("``", "`"))))
        elif sort in {"string", "number", "sign"}:
            found.append(_Token(sort, raw))  # type: ignore[arg-type]  # one of the three
    return found


def _strange(char: str) -> tuple[str, str]:
    if char in _CAUSES:
        return _CAUSES[char], "close it"
    name = unicodedata.name(char, f"U+{ord(char):04X}")
    return f"the character {name} outside of a string", "leave it out, or put it into a string or backticks"


def _folded(word: str) -> str:
    """As the engines compare words, and a little wider: long s is s, dotless i is i."""
    return word.upper().casefold()


def _check_beginning(tokens: Sequence[_Token]) -> None:
    words = [t.text for t in tokens[:2] if t.sort == "word"]
    if words and words[0] in {"explain", "profile"}:
        words = words[1:]
    if not words or words[0] not in BEGINNINGS:
        raise UsageError(
            f"a statement that begins with {tokens[0].text[:40].upper()}" if tokens else "no statement",
            "begin with MATCH, OPTIONAL MATCH, UNWIND, WITH, RETURN or CALL",
        )


def _check_word(tokens: Sequence[_Token], at: int) -> None:
    token, after = tokens[at], _at(tokens, at + 1)
    if token.text == "load" and after.named and after.text == "csv":
        raise UsageError("LOAD CSV reads files and other hosts", "load data with kg load")
    if token.text == "format" and after.named and after.text == "csv":
        raise UsageError("FORMAT CSV is of one engine alone", "give --format csv to the command")
    if token.text in {"transaction", "transactions"} and _at(tokens, at - 1).text in {"in", "concurrent"}:
        raise UsageError("CALL … IN TRANSACTIONS is for writing, and a statement only reads", "leave it out")
    if token.sort != "word" or _is_name(tokens, at):
        return
    if token.text in FORBIDDEN:
        raise UsageError(
            f"{token.text.upper()} is no word of a statement that only reads",
            f"load data with kg load; a name is written in backticks: `{token.text}`",
        )
    if token.text == "call":
        _check_call(tokens, at)


def _is_name(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a word stands where only a name can: ``n.set``, ``:Load``, ``$use``, ``AS set``, ``{set: 1}``."""
    before, earlier, after = _at(tokens, at - 1), _at(tokens, at - 2), _at(tokens, at + 1)
    if before == _Token("sign", "."):
        return earlier.named or (earlier.sort == "sign" and earlier.text in {")", "]", "}", "{", ","})
    if before.sort == "sign" and before.text in {":", "$"}:
        return True
    if before == _Token("word", "as"):
        return True
    return before.sort == "sign" and before.text in {"{", ","} and after == _Token("sign", ":")


def _check_call(tokens: Sequence[_Token], at: int) -> None:
    """A subquery, or a procedure that is known to be pure."""
    after = _at(tokens, at + 1)
    if after.sort == "sign" and after.text in {"{", "("}:
        return
    name, at = [], at + 1
    while _at(tokens, at).named:
        name.append(tokens[at].text)
        if _at(tokens, at + 1) != _Token("sign", "."):
            break
        at += 2
    if ".".join(name) not in PROCEDURES:
        raise UsageError(
            f"CALL {'.'.join(name)[:80]}: no procedure that only reads the graph",
            f"one of {', '.join(sorted(PROCEDURES))}",
        )


def _check_function(tokens: Sequence[_Token], at: int) -> None:
    """Refuse a dotted name before a bracket, unless it is a function known to be pure."""
    name: list[str] = []
    place = at - 1
    while _at(tokens, place).named:
        name.insert(0, tokens[place].text)
        if _at(tokens, place - 1) != _Token("sign", "."):
            break
        place -= 2
    dotted = ".".join(name)
    called = _at(tokens, place - 1) == _Token("word", "call")
    if "." in dotted and not called and dotted.rpartition(".")[0] not in FUNCTION_SPACES:
        raise UsageError(f"{dotted[:80]}(): no function that only reads the graph", "use the language's own functions")


def _at(tokens: Sequence[_Token], at: int) -> _Token:
    return tokens[at] if 0 <= at < len(tokens) else _NOTHING
