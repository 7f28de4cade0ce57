"""The Python face: ``import kg; g = kg.open("news.kgl"); g.stories(); g.subgraph(story="…")``.

Every question is a method, found by the same registry as the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from inspect import Parameter, Signature
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg import settings
from kg.query import AS_OF, Answer, Param
from kg.store import Counts, Row, Store, open_store

if TYPE_CHECKING:
    import networkx

    from loaders.report import Report


class Graph:
    """A graph of news, opened. Use it as a context manager, or ``close()`` it.

    Questions are methods: ``g.first("s-12ab…", by="country").rows``; names may be typed loosely. See ``dir(g)``.
    """

    def __init__(self, store: Store) -> None:
        """Wrap an open store."""
        self.store = store

    def __getattr__(self, name: str) -> Callable[..., Answer]:
        from queries import names

        if name.startswith("_") or name not in names():
            raise AttributeError(
                f"a graph has no {name!r}; its questions are {', '.join(names())}; rows(…) takes Cypher; "
                "counts(), subgraph(…) and load(…) are there too"
            )
        return _method(self, name)

    def __dir__(self) -> list[str]:
        from queries import names

        return sorted({*super().__dir__(), *names()})

    def ask(self, question: str, *given: Any, today: date | None = None, **params: Any) -> Answer:
        """Ask a question by name; positional values are its arguments in order.

        Raises UsageError, AmbiguousName (see ``queries``), StoreError.
        """
        from queries import query
        from queries._ask import ask

        asked = query(question)
        positional = [p.name for p in asked.params if p.argument]
        if len(given) > len(positional):
            raise TypeError(f"{question} takes {len(positional)} argument(s), not {len(given)}")
        return ask(self.store, asked, {**dict(zip(positional, given, strict=False)), **params}, today=today)

    def rows(self, cypher: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of a Cypher statement that reads. Raises UsageError for one that writes."""
        return self.store.rows(cypher, params)

    def counts(self) -> Counts:
        """Count nodes by label and edges by relation."""
        return self.store.counts()

    def subgraph(
        self, *, story: str | None = None, names: Sequence[str] = (), depth: int = 1
    ) -> networkx.MultiDiGraph[str]:
        """A story, or the surroundings of names, as a networkx MultiDiGraph.

        Names may be typed loosely. Node attributes are the model's properties and ``label``.
        """
        from kg.export.subgraph import subgraph
        from queries._names import members, resolve

        found = resolve(self.store, story, ("story",)).id if story else None
        ids = [each for name in names for each in members(self.store, resolve(self.store, name, ("name",)))]
        return subgraph(self.store, story=found, names=ids, depth=depth)

    def load(self, what: str, *paths: str, **options: Any) -> Report:
        """Load articles, sources, owners, ratings or identities; options as in ``loaders.loading.load``."""
        from loaders.loading import load

        return load(self.store, what, paths, **options)

    def close(self) -> None:
        """Make what was written safe and let go of the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _method(graph: Graph, name: str) -> Callable[..., Answer]:
    """A question as a method, with the signature and the help that its Query gives."""
    from queries import query

    question = query(name)

    def asked(*given: Any, **params: Any) -> Answer:
        return graph.ask(name, *given, **params)

    declared = {p.name: p for p in (*question.params, AS_OF)}.values()
    parameters = [_parameter(p) for p in sorted(declared, key=lambda p: (not p.argument, not p.required))]
    asked.__name__ = name
    asked.__signature__ = Signature(parameters, return_annotation=Answer)  # type: ignore[attr-defined]
    asked.__doc__ = "\n".join([question.summary, "", *(f"``{p.name}``: {p.about}" for p in declared)])
    return asked


def _parameter(param: Param) -> Parameter:
    kind = Parameter.POSITIONAL_OR_KEYWORD if param.argument else Parameter.KEYWORD_ONLY
    return Parameter(param.name, kind, default=Parameter.empty if param.required else param.default)


def open(store: str | None = None, *, write: bool = False, wait: float = 0.0) -> Graph:
    """Open a graph: a path, or a ``neo4j://``, ``neo4j+s://`` or ``bolt://`` address (default: the environment's).

    Raises StoreError where it can't be had.
    """
    current = settings.read()
    return Graph(open_store(store or current.store, current, write=write, wait=wait))
