"""The command ``kg``: its parts put together, and the one place that catches every error."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Annotated

import typer

# Before anything imports numpy: the matrices of name finding are small, and on a busy machine threads that share them
# wait for each other more than they work (measured: four times the processor time). Parallel work is processes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from kg.cli import questions
from kg.errors import INTERRUPTED, NewsKGError
from kg.version import VERSION
from queries import names

_ABOUT = "An open knowledge graph of news: who reported first, who did not report, who owns whom, and how sure we are."


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"newskg {VERSION}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.", envvar="KG_DEBUG")] = False,
) -> None:
    """An open knowledge graph of news: who reported first, who did not report, who owns whom, and how sure we are."""


def command_line(given: Sequence[str] = ()) -> typer.Typer:
    """The commands: all of them, or what ``given`` needs, so that it is quick.

    A question that it begins with is there alone; for the rest the other questions are known by name and title.
    """
    parts = typer.Typer(
        name="kg",
        help=_ABOUT,
        epilog="Begin with: kg demo",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        suggest_commands=False,  # Click suggests them
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    parts.callback()(_root)
    asked = next((word for word in given if not word.startswith("-")), None)  # our own options take no values
    if asked in names():
        questions.add_to(parts, [asked])
        return parts
    from kg.cli import graphs, identity, loading

    for room in (graphs, loading, identity):
        room.add_to(parts)
    if given:
        questions.list_in(parts)
    else:
        questions.add_to(parts, names())
    return parts


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0, or the exit code of what went wrong, said on one line."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    signal.signal(signal.SIGTERM, _as_interrupt)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name that the terminal's encoding lacks is shown as an escape
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:  # who read us has gone: there is nobody to talk to, and nothing to say
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.__stdout__, sys.__stderr__):
            if stream is not None:
                os.dup2(nowhere, stream.fileno())
        code = 0
    sys.exit(code)


def _run(given: Sequence[str]) -> int:
    """Run it; the exit code, after saying what went wrong."""
    try:
        code = command_line(given or _nothing_said())(args=list(given), prog_name="kg", standalone_mode=False)
        if code == INTERRUPTED:  # Typer makes this of KeyboardInterrupt
            raise KeyboardInterrupt
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        raise
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # Typer makes an exit of it
            raise stop.__context__ from None
        raise
    except NewsKGError as error:
        return _failed(error, given, error.told(), error.exit_code)
    except (KeyboardInterrupt, typer.Abort) as error:
        return _failed(error, given, "stopped: what was done is kept, and the same command goes on", INTERRUPTED)
    except Exception as error:  # noqa: BLE001  # the one place that catches all, so that no user sees a traceback
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):  # what the command line parser refuses
            told = error.format_message().removesuffix(".").replace("Value error, ", "")
            # The parser's context knows how far it understood the line: that command's help has the way out.
            known = getattr(getattr(error, "ctx", None), "command_path", "kg")
            early = known == "kg" and type(error).__name__ == "NoSuchOption"
            where = "options stand after the command, and for which ones " if early else ""
            line = f"{told}: {where}see {known} --help"
            return _failed(error, given, line, int(error.exit_code)) if told else int(error.exit_code)
        text = f"unexpected {type(error).__name__}: {error}: run it again with kg --debug … and report what it shows"
        return _failed(error, given, " ".join(text.split()), NewsKGError.exit_code)


def _nothing_said() -> Sequence[str]:
    """``kg`` alone shows its help; the shell asks for completions without a word, and needs all commands."""
    return () if "_KG_COMPLETE" in os.environ else ("--help",)


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    """A polite kill (cron, systemd) is a ^C: the store is closed properly."""
    raise KeyboardInterrupt


def _failed(error: BaseException, given: Sequence[str], line: str, code: int) -> int:
    if "--debug" in given or os.environ.get("KG_DEBUG"):
        traceback.print_exception(error)
    sys.stderr.write(f"error: {line}\n")
    sys.stderr.flush()
    return code
