"""What a Neo4j server's error codes mean to a user. Pure: https://neo4j.com/docs/status-codes/current/errors/all-errors/."""

from __future__ import annotations

from kg.errors import NewsKGError, StoreError, UsageError

_WRITES = ("this statement writes, and questions only read", "load data with kg load")
_CYPHER = ("the Cypher is off: {text}", "mend the statement")
_DATABASE = ("{name}: there is no such database", "set NEO4J_DATABASE to one that is online")

_MEANINGS: tuple[tuple[str, type[NewsKGError], tuple[str, str]], ...] = (
    (".Security.Unauthorized", StoreError,
     ("{name} refuses the user or password", "set NEO4J_USERNAME and NEO4J_PASSWORD")),
    (".Security.CredentialsExpired", StoreError, ("{name} wants a new password", "set one with cypher-shell")),
    (".Security.", StoreError, ("{name} refuses: {text}", "look at the user's rights, or wait a little")),
    (".DatabaseNotFound", StoreError, _DATABASE),
    (".DatabaseUnavailable", StoreError, _DATABASE),
    (".Statement.AccessMode", UsageError, _WRITES),
    (".TransactionTimedOut", StoreError, ("the question took longer than it may and was stopped", "narrow it")),
    ("OutOfMemory", StoreError, ("{name} has too little memory for this", "narrow the question, or give it more")),
    (".ClientError.Statement.", UsageError, _CYPHER),
    (".ClientError.Procedure.", UsageError, _CYPHER),
    (".TransientError.", StoreError, ("{name} is busy: {text}", "try again")),
    ("", StoreError, ("{name}: {text}", "see the server's log")),
)  # fmt: skip
"""Part of a code, and what it means; the first that fits."""


def server_error(code: str, text: str, name: str, *, has_password: bool) -> NewsKGError:
    """The error of ours for a server's ``code`` and its ``text``.

    >>> print(server_error("Neo.ClientError.Security.Unauthorized", "…", "bolt://x", has_password=False))
    bolt://x wants a password: set NEO4J_PASSWORD (and NEO4J_USERNAME)
    """
    if code.endswith(".Security.Unauthorized") and not has_password:
        return StoreError(f"{name} wants a password", "set NEO4J_PASSWORD (and NEO4J_USERNAME)")
    if "writing in read access mode" in text.lower():
        return UsageError(*_WRITES)
    kind, (what, todo) = next((kind, words) for part, kind, words in _MEANINGS if part in code)
    return kind(what.replace("{name}", name).replace("{text}", text), todo)
