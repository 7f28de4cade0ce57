"""What a load did, for people (a line), for scripts (``--report``) and for the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import SOME_REJECTED, NewsKGError


@dataclass(slots=True)
class DocumentReport:
    """One document of a load. ``read`` counts records of the input, from its beginning; ``unchanged`` those that the
    graph already had as they are; ``already``: the whole document was loaded before; ``guessed``: the encoding that it
    was read in, where nothing declares one and it isn't UTF-8."""

    location: str
    reader: str = ""
    load: str | None = None
    read: int = 0
    written: int = 0
    unchanged: int = 0
    rejected: int = 0
    resumed_at: int = 0
    already: bool = False
    guessed: str | None = None
    failed: str | None = None
    exit_code: int = 0
    unknown_fields: Counter[str] = field(default_factory=Counter)

    def resume(self, read: int, written: int, rejected: int) -> None:
        """Go on from where an earlier run of the same load stopped."""
        self.resumed_at = self.read = read
        self.written, self.rejected = (written, rejected) if read else (0, 0)

    def count(self, read: int, written: int, unchanged: int, rejected: int) -> None:
        """Add a batch."""
        self.read += read
        self.written += written
        self.unchanged += unchanged
        self.rejected += rejected

    def fail(self, error: NewsKGError) -> None:
        """Say that it could not be read, or not to its end."""
        self.failed, self.exit_code = error.line(), error.exit_code

    def note_unknown(self, names: Iterable[str]) -> None:
        """Count fields that no record has a place for."""
        self.unknown_fields.update(names)


@dataclass(slots=True)
class Report:
    """A whole load. ``rejects``: the file that took what was rejected;
    ``missing_models``: languages met without a model, with the command that mends it."""

    kind: str
    rejects: Path
    documents: list[DocumentReport] = field(default_factory=list)
    missing_models: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def total(self, name: str) -> int:
        """Sum of a count over all documents."""
        return sum(getattr(d, name) for d in self.documents)

    @property
    def exit_code(self) -> int:
        """0: all loaded; 3: a document couldn't be read; 5: one couldn't be fetched; 10: some records were rejected."""
        failures = {d.exit_code for d in self.documents if d.failed}
        if failures:
            return min(failures)
        return SOME_REJECTED if self.total("rejected") else 0

    def unknown_fields(self) -> dict[str, int]:
        """Fields of the input that were kept out, most frequent first."""
        counts: Counter[str] = Counter()
        for document in self.documents:
            counts.update(document.unknown_fields)
        return dict(counts.most_common())

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "kind": self.kind,
            "documents": len(self.documents),
            "already_loaded": sum(d.already for d in self.documents),
            "read": self.total("read"),
            "written": self.total("written"),
            "unchanged": self.total("unchanged"),
            "rejected": self.total("rejected"),
            "rejects_file": str(self.rejects)
            if self.total("rejected") or any(d.failed for d in self.documents)
            else None,
            "failed": [{"location": d.location, "reason": d.failed} for d in self.documents if d.failed],
            "guessed_encodings": {d.location: d.guessed for d in self.documents if d.guessed},
            "unknown_fields": self.unknown_fields(),
            "missing_models": self.missing_models,
            "seconds": round(self.seconds, 3),
            "exit_code": self.exit_code,
        }
