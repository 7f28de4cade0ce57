"""A whole graph from one store into another (``kg copy``): resumable, and proved equal at the end.

How far a copy has come stands on the destination's Meta node (``copied``), written in the transaction of each batch:
killed anywhere, the same call goes on there. Once equal, the destination is marked as whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from kg.errors import StoreError
from kg.model import Edge, Node
from kg.store.base import Batch, Counts, Row, Store
from kg.store.hashing import graph_hash
from kg.store.paging import Piece, pieces, stage_name, stages
from kg.store.schema import META_ID, READ_META

Progress = Callable[[str, int, int], None]
"""Called with the label or edge id at work, how many nodes and edges are done with, and how many there are."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far an unfinished copy has come: the hash of what is copied, and the stage and id done last."""

    source: str
    stage: str = ""
    after: str = ""

    def text(self) -> str:
        return json.dumps(asdict(self))


def copy(source: Store, dest: Store, *, batch: int = 2_000, progress: Progress | None = None) -> Counts:
    """Copy all of ``source`` into ``dest`` (open for writing) and give what is there then.

    ``batch``: nodes or edges a transaction. Raises StoreError where ``dest`` holds another graph, where ``source``
    changed since an interrupted copy began, and where the two are not equal at the end.
    """
    wanted = graph_hash(source)
    total = source.counts()
    mark = _start(dest, wanted, source.name)
    if mark is None:
        return total
    done = _size(dest.counts())
    for stage, after in _left(mark):
        name = stage_name(stage)
        for piece in pieces(source, stage, after=after, size=batch):
            for some in _batches(piece, batch, _Mark(wanted, name, piece.last)):
                dest.write(some)
                done += len(some) - len(some.nodes.get("Meta", ()))
                if progress:
                    progress(name, min(done, _size(total)), _size(total))
    _verify(source, dest, total, wanted)
    dest.write(_meta(""))
    return total


def _start(dest: Store, wanted: str, source_name: str) -> _Mark | None:
    """Where to begin: at the start of an empty store, where a copy of the same graph stopped, or nowhere."""
    text = next((row["copied"] for row in dest.rows(READ_META)), None)
    if text:
        found = _Mark(**json.loads(text))
        if found.source == wanted:
            return found
        raise StoreError(
            f"{dest.name} holds an unfinished copy of something else, or of {source_name} before it changed",
            "delete it and copy again, or copy to another path or database",
        )
    if _size(dest.counts()) == 0:
        return _Mark(wanted)
    if graph_hash(dest) == wanted:
        return None
    raise StoreError(f"{dest.name} holds another graph", "copy to another path or database, or delete what is there")


def _left(mark: _Mark) -> Iterator[tuple[Node | Edge, str]]:
    """The stages that are still to be copied, each with the id to go on after."""
    todo = [s for s in stages() if stage_name(s) != "Meta"]
    names = [stage_name(s) for s in todo]
    first = names.index(mark.stage) if mark.stage else 0
    for at, stage in enumerate(todo[first:]):
        yield stage, mark.after if at == 0 else ""


def _batches(piece: Piece, size: int, mark: _Mark) -> Iterator[Batch]:
    """The piece in batches of at most ``size`` rows; the last one carries the mark."""
    cuts = range(0, max(1, len(piece.rows)), size)
    for first in cuts:
        rows: list[Row] = piece.rows[first : first + size]
        is_last = first == cuts[-1]
        if not rows and not is_last:
            continue
        some = _meta(mark.text()) if is_last else Batch()
        target = some.nodes if isinstance(piece.of, Node) else some.edges
        if rows:
            target[stage_name(piece.of)] = rows
        yield some


def _meta(copied: str) -> Batch:
    batch = Batch()
    batch.node("Meta", {"id": META_ID, "copied": copied})
    return batch


def _verify(source: Store, dest: Store, total: Counts, wanted: str) -> None:
    held = dest.counts()
    for what, want, have in (("nodes", total.nodes, held.nodes), ("edges", total.edges, held.edges)):
        for name in want:
            if want[name] != have[name]:
                raise StoreError(
                    f"{dest.name} has {have[name]} of {want[name]} {name} {what}",
                    f"something else wrote to it, or to {source.name}: delete it and copy again",
                )
    if graph_hash(dest) != wanted:
        raise StoreError(
            f"{dest.name} differs from {source.name}", "something else wrote to one of them: delete it and copy again"
        )


def _size(counts: Counts) -> int:
    """Nodes and edges, the store's own card left out."""
    return sum(counts.nodes.values()) - counts.nodes.get("Meta", 0) + sum(counts.edges.values())
