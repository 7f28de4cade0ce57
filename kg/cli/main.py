"""The command ``kg``: its parts put together, and the one place that catches every error."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Annotated

import typer

from kg.cli import graphs, loading, questions
from kg.errors import INTERRUPTED, NewsKGError
from kg.settings import project_version

app = typer.Typer(
    name="kg",
    help="An open knowledge graph of news: who reported first, who did not report, who owns whom, and how sure we are.",
    epilog="Begin with: kg demo",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"newskg {project_version()}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.", envvar="KG_DEBUG")] = False,
) -> None:
    """An open knowledge graph of news: who reported first, who did not report, who owns whom, and how sure we are."""


graphs.add_to(app)
loading.add_to(app)
questions.add_to(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0, or the exit code of what went wrong, said on one line."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    signal.signal(signal.SIGTERM, _as_interrupt)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name that the terminal's encoding lacks is shown as an escape
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(args=given, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    except NewsKGError as error:
        _fail(error, given, error.line(), error.exit_code)
    except KeyboardInterrupt as error:
        _fail(error, given, "stopped: what was done is kept, and the same command goes on", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who read us has gone: nothing to say
        sys.exit(0)
    except typer.Abort as error:
        _fail(error, given, "stopped", INTERRUPTED)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except Exception as error:
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):  # what the command line parser refuses
            _fail(error, given, f"{error.format_message()}: see kg --help", int(error.exit_code))
        else:
            text = f"unexpected {type(error).__name__}: {error}: run it again with kg --debug … and report what it shows"
            _fail(error, given, " ".join(text.split()), 1)


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    """A polite kill (cron, systemd) is a ^C: the store is closed properly."""
    raise KeyboardInterrupt


def _fail(error: BaseException, given: Sequence[str], line: str, code: int) -> None:
    if "--debug" in given or os.environ.get("KG_DEBUG"):
        raise error
    sys.stderr.write(f"error: {line}\n")
    sys.exit(code)
