"""docs/cli.md: every command and group with its arguments, options, defaults and example.

The commands are walked as Typer made them, by what Typer has had in every version since 0.15: names, metavars,
defaults and help. Types and bounds come from the functions' own annotations.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import typer

from kg import errors
from kg.cli.markdown import anchor, block, code, prose, table

_COMPLETION = frozenset({"install_completion", "show_completion"})
"""Typer's own options, which differ with the shell that is found."""
_SURROUNDINGS = """
## Environment

| variable | what it does |
|---|---|
| `KG_STORE` | the graph, where `--store` names none: a file, or `neo4j://…` |
| `NEO4J_URI` | the graph, where neither `--store` nor `KG_STORE` names one |
| `NEO4J_USERNAME`, `NEO4J_PASSWORD`, `NEO4J_DATABASE` | login and database of a Neo4j server |
| `KG_CONTACT` | URL or e-mail address that is shown to the servers that are asked |
| `KG_DEBUG` | as `--debug` |
| `NO_COLOR` | no colours, where it is set and not empty |
| `COLUMNS` | width of tables |

An empty variable counts as unset. Without any of them the graph is `news.kgl` in the working folder.
"""


def command_lines(generated: str) -> Iterator[str]:
    """The page's lines; ``generated`` says where it comes from."""
    from kg.cli.main import command_line

    root: Any = typer.main.get_command(command_line())
    yield from ("# The command line", "", generated, "", root.help, "")
    yield from ("Standard output is data, standard error is talk. `kg COMMAND --help` shows what stands here.", "")
    commands = sorted(_commands(root, "kg"), key=lambda found: found[2])
    for panel in dict.fromkeys(panel for _, _, panel in commands):
        rows = [(f"[`{path}`](#{anchor(path)})", _about(command)[0].split("\n")[0])
                for path, command, of in commands if of == panel]  # fmt: skip
        yield from (f"**{panel}**", "", *table(("command", "what it does"), rows), "")
    yield from ("## Options of every command", "", "These stand before the command: `kg --debug load …`.", "")
    yield from (*_parameters([p for p in root.params if p.name not in _COMPLETION], root), "")
    yield from (_SURROUNDINGS.strip(), "", "## Exit codes", "", *_exit_codes(), "")
    for path, command, _ in commands:
        about, example = _about(command)
        yield from (f"## {path}", "", about, "")
        if not _members(command):
            yield from (*block("text", _usage(path, command)), "", *_parameters(command.params, command), "")
        yield from ("Example:", "", *block("sh", example), "")


def _exit_codes() -> list[str]:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.NewsKGError)]
    said = {kind.exit_code: prose((kind.__doc__ or "").split("\n\n")[0]) for kind in reversed(kinds)}
    said |= {0: "All went well.", 1: "Anything else that went wrong."}
    said[errors.SOME_REJECTED] = "A load worked, and some records went to the rejects file."
    said[errors.INTERRUPTED] = "Stopped by ^C or a polite kill (SIGTERM)."
    return table(("code", "meaning"), [(str(number), said[number]) for number in sorted(said)])


def _members(command: Any) -> Mapping[str, Any]:
    """The commands of a group; none of a command."""
    return getattr(command, "commands", None) or {}


def _commands(group: Any, path: str, panel: str = "") -> Iterator[tuple[str, Any, str]]:
    """Every command and group below one: how it is called, itself, and its panel."""
    for name, command in _members(group).items():
        if not command.hidden:
            of = str(getattr(command, "rich_help_panel", None) or panel or "Commands")
            yield f"{path} {name}", command, of
            yield from _commands(command, f"{path} {name}", of)


def _about(command: Any) -> tuple[str, str]:
    """A command's help without its example, and the example."""
    about, _, example = inspect.cleandoc(command.help or "").partition("\n\nExample: ")
    return about, example.strip()


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _usage(path: str, command: Any) -> str:
    arguments = [p for p in command.params if _is_argument(p)]
    words = [_placeholder(p, {}) if p.required else f"[{_placeholder(p, {})}]" for p in arguments]
    return " ".join([path, *words, "[OPTIONS]"])


def _parameters(params: Sequence[Any], command: Any) -> list[str]:
    hints = get_type_hints(inspect.unwrap(command.callback), include_extras=True)
    rows = [(_called(p, _placeholder(p, hints)), _default(p), _help(p)) for p in params]
    return table(("argument or option", "default", "what it is"), rows)


def _called(param: Any, placeholder: str) -> str:
    names = [] if _is_argument(param) else [*param.opts, *param.secondary_opts]
    return " ".join(part for part in (", ".join(map(code, names)), placeholder and code(placeholder)) if part)


def _help(param: Any) -> str:
    return str(param.help or "") + " Required." * (param.required and not _is_argument(param))


def _placeholder(param: Any, hints: Mapping[str, Any]) -> str:
    """What stands for a value; empty for a flag."""
    if param.metavar or getattr(param, "is_flag", False):
        return str(param.metavar or "")
    hint = hints.get(param.name, str)
    if listed := choices(hint):
        return "|".join(listed)
    for said in getattr(hint, "__metadata__", ()):
        if getattr(said, "min", None) is not None and getattr(said, "max", None) is not None:
            return f"{said.min}-{said.max}"
    inner = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return {int: "INTEGER", float: "NUMBER"}.get(inner, "TEXT")


def _default(param: Any) -> str:
    value = param.default
    if param.secondary_opts:
        return code(param.opts[0] if value else param.secondary_opts[0])
    if value is None or value is False or callable(value):
        return ""
    return code(f"{value:g}" if isinstance(value, float) else str(value))


def choices(hint: Any) -> tuple[str, ...]:
    """The values of a Literal, however deep it stands in Annotated and unions.

    >>> choices(Annotated[Literal["a", "b"] | None, "…"]), choices(int)
    (('a', 'b'), ())
    """
    if get_origin(hint) is Literal:
        return tuple(str(value) for value in get_args(hint))
    inner = get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint)
    return next((found for found in map(choices, inner) if found), ())
