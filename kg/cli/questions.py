"""A command for each question of the registry: help, arguments and options come from the Query alone."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

import typer

from kg.cli import maintaining
from kg.cli.options import FormatOption, StoreOption, has_color, opened, width
from kg.query import AS_OF, Param, Query
from queries import query, titles

_PANEL = "Questions"
MAINTAINED: dict[str, Callable[[typer.Typer], None]] = {"stories": maintaining.stories}
"""Questions below which there are commands that look after what they ask about."""


def add_to(app: typer.Typer, wanted: Sequence[str]) -> None:
    """Add questions, by name, to the command line."""
    for question in map(query, wanted):
        texts: dict[str, Any] = {
            "help": _help(question), "rich_help_panel": _PANEL, "short_help": question.summary,
        }  # fmt: skip
        if question.name in MAINTAINED:
            group = typer.Typer()
            group.callback(invoke_without_command=True)(_unless_maintaining(_command(question)))
            MAINTAINED[question.name](group)
            app.add_typer(group, name=question.name, **texts)
        else:
            app.command(question.name, **texts)(_command(question))


def list_in(app: typer.Typer) -> None:
    """Add the questions by name and title alone, for the list of commands: nothing of them is imported."""
    for name, title in titles().items():
        if name in MAINTAINED:
            app.add_typer(typer.Typer(callback=_only_listed), name=name, short_help=title, rich_help_panel=_PANEL)
        else:
            app.command(name, short_help=title, rich_help_panel=_PANEL)(_only_listed)


def _only_listed() -> None:
    raise AssertionError("a question that is asked is built whole")


def _unless_maintaining(command: Callable[..., None]) -> Callable[..., None]:
    """The question, unless a command below it is asked for."""

    def run(ctx: typer.Context, **given: Any) -> None:
        if ctx.invoked_subcommand is None:
            command(**given)

    own = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    run.__signature__ = inspect.Signature([own, *inspect.signature(command).parameters.values()])  # type: ignore[attr-defined]
    run.__annotations__ = {"ctx": typer.Context, **command.__annotations__}
    run.__name__ = command.__name__
    return run


def _help(question: Query) -> str:
    return f"{question.summary}\n\nExample: {question.example}"


def _command(question: Query) -> Callable[..., None]:
    """A function with the question's parameters as its signature, as Typer reads it."""
    params = [*question.params, *(p for p in (AS_OF,) if p.name not in {q.name for q in question.params})]

    def run(store: str | None, format: str, **given: Any) -> None:
        values = {k: " ".join(v) if isinstance(v, list) else v for k, v in given.items()}
        answer_question(question, store, format, {k: v for k, v in values.items() if v is not None})

    parameters = [_parameter(p) for p in params]
    parameters += [
        inspect.Parameter("store", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=StoreOption),
        inspect.Parameter("format", inspect.Parameter.KEYWORD_ONLY, default="table", annotation=FormatOption),
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__name__ = question.name
    return run


def _parameter(param: Param) -> inspect.Parameter:
    about = param.about[0].upper() + param.about[1:] + "."
    metavar = param.name.upper() if param.argument else ("|".join(param.choices) or param.kind.upper())
    kind: Any = str
    if param.kind == "integer":
        kind = int
    if param.kind == "flag":
        return _switch(param, about)
    if param.choices:
        kind = Literal[param.choices]
    default = None if param.required or param.default is None else param.default
    if param.argument:
        many = (param.kinds or param.kind == "words") and not _followed(param)
        info = typer.Argument(help=about, metavar=metavar, show_default=not param.required)
        annotation: Any = Annotated[list[str] if many and param.required else (kind | None), info]
        if not param.required:
            annotation = Annotated[kind | None, info]
    else:
        info = typer.Option(f"--{param.name.replace('_', '-')}", help=about, metavar=metavar)
        annotation = Annotated[kind | None, info]
    empty = inspect.Parameter.empty if param.required and param.argument else default
    return inspect.Parameter(param.name, inspect.Parameter.KEYWORD_ONLY, default=empty, annotation=annotation)


def _switch(param: Param, about: str) -> inspect.Parameter:
    """``--down``; what is on by itself can be turned off: ``--no-undated``."""
    name = f"--{param.name.replace('_', '-')}"
    info = typer.Option(f"{name}/--no-{name[2:]}" if param.default else name, help=about)
    return inspect.Parameter(
        param.name, inspect.Parameter.KEYWORD_ONLY, default=param.default, annotation=Annotated[bool, info]
    )


def _followed(param: Param) -> bool:
    """Whether a further argument follows, so that this one is a single word (``kg path A B``)."""
    return param.name in {"a", "b"}


def answer_question(question: Query, store: str | None, format: str, given: dict[str, Any]) -> None:
    """Ask and print."""
    from kg.render import render
    from queries._ask import ask

    with opened(store) as graph:
        answer = ask(graph, question, given)
    if format == "table":
        from kg.cli.pages import page_of  # what draws takes a while to import: not for a pipe of JSON

        if page := page_of(question.name):
            page(answer, sys.stdout, width=width(sys.stdout), color=has_color(sys.stdout))
            return
    render(answer, format, sys.stdout, width=width(sys.stdout), color=has_color(sys.stdout))  # type: ignore[arg-type]
