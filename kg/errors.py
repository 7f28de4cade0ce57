"""One tree of errors, each with the exit code that a script sees.

An error's text is one line, ``what is wrong: what to do``. Errors of libraries are mapped to these at the border
where the library is called; ``kg.cli.main`` is the only place that catches them all.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an input something stands: a file or URL, and a line or record number counted from 1."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


class NewsKGError(Exception):
    """Anything newskg says no to. ``what`` is wrong, ``todo`` is the way out, ``place`` is where in the input."""

    exit_code = 1

    def __init__(self, what: str, todo: str = "", *, place: Place | None = None) -> None:
        self.what, self.todo, self.place = what, todo, place
        super().__init__(self.line())

    def line(self) -> str:
        """The whole message on one line, control characters shown as escapes."""
        parts = [str(self.place)] if self.place else []
        parts.append(self.what)
        if self.todo:
            parts.append(self.todo)
        return _printable(": ".join(parts))

    def told(self) -> str:
        """The message for a terminal: a line, or several where there is something to choose from."""
        return self.line()


class UsageError(NewsKGError):
    """The command or call is off: an unknown option, a name that fits nothing or too much."""

    exit_code = 2


_CHOICES = 12
"""Names that fit and are listed for a person to choose from."""


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class AmbiguousName(UsageError):
    """A name fits several things; ``candidates`` are (id, name, kind), best first. Nothing is guessed.

    ``merge``: the command that makes them one, where they may be.
    """

    def __init__(self, what: str, candidates: list[tuple[str, str, str]], merge: str | None = None) -> None:
        self.candidates, self.merge = candidates, merge
        super().__init__(what, "say which: " + "; ".join(f"{i} ({n}, {k})" for i, n, k in candidates[:8]))

    def told(self) -> str:
        """What is wrong, then a line for each that fits, its id first."""
        some = self.candidates[:_CHOICES]
        wide = max((len(id_) for id_, _, _ in some), default=0)
        lines = [f"{self.what}: say which", *(f"  {_printable(f'{i:<{wide}}  {n}, {k}')}" for i, n, k in some)]
        if len(self.candidates) > len(some):
            lines.append(f"  and {len(self.candidates) - len(some)} more: give more of the name")
        if self.merge:
            lines.append(f"if they are one: {_printable(self.merge)}")
        return "\n".join(lines)


class InputError(NewsKGError):
    """What was to be read can't be read, or isn't what it should be."""

    exit_code = 3


class StoreError(NewsKGError):
    """The graph's store refuses, is missing, is held by somebody else or has another version."""

    exit_code = 4


class MissingEnd(StoreError):
    """An edge names a node that is not in the graph: the whole batch was taken back."""


class NetworkError(NewsKGError):
    """A server can't be reached, refuses, is too slow or sends too much."""

    exit_code = 5


SOME_REJECTED = 10
"""Exit code of a load that worked and put some records into the rejects file: not a failure, not all well."""

INTERRUPTED = 130
"""Exit code after ^C, as shells have it (128 + SIGINT)."""
