"""The command line as a whole: help, errors in one line, exit codes, pipes that close, colours."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from kg.cli.main import command_line, main
from kg.errors import InputError, NetworkError, StoreError, UsageError
from kg.store import Batch
from queries import queries, titles

KG = (sys.executable, "-c", "from kg.cli.main import main; main()")


def commands(command: Any, name: str = "kg") -> Iterator[tuple[str, Any]]:
    """All commands below one, by their whole name."""
    for part, below in getattr(command, "commands", {}).items():
        yield f"{name} {part}", below
        yield from commands(below, f"{name} {part}")


COMMANDS = dict(commands(typer.main.get_command(command_line())))


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A small graph."""
    from kg.settings import Settings
    from kg.store import open_store

    path = str(tmp_path / "news.kgl")
    batch = Batch()
    for number in range(3):
        batch.node("Source", {"id": f"s{number}.example", "name": f"Source {number} Ångström 中"})
    with open_store(path, Settings(), write=True) as opened:
        opened.write(batch)
    return path


def run(*arguments: str) -> int:
    """Run the command line in this process; its exit code."""
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_shows_an_example_of_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*name.split()[1:], "--help") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert f"Example: {' '.join(name.split()[:2])}" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_command_says_what_it_is_for(name: str) -> None:
    command = COMMANDS[name]
    assert command.get_short_help_str()
    assert [p.name for p in command.params if not getattr(p, "help", None)] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("frist", "x"), "No such command 'frist'"),
        (("status", "--nope"), "No such option '--nope'"),
        (("--store", "x.kgl", "stories"), "options stand after the command"),
        (("first",), "Missing argument 'STORY': see kg first --help"),
        (("gaps", "--by", "colour"), "see kg gaps --help"),
        (("load", "foo", "x"), "see kg load --help"),
        (("load", "articles"), "Missing argument"),
        (("explain",), "see kg explain --help"),
        (("load", "articel", "x"), "No such command 'articel'"),
        (("status", "--format", "xml"), "--format"),
        (("load", "articles", "x", "--limit", "0"), "--limit"),
        (("load", "articles", "x", "--map", "title"), "write theirs=ours"),
        (("load", "articles", "x", "--map", "title=headlin"), "articles have no 'headlin'"),
        (("status", "--store", "http://graph.example"), "is no store"),
        (("status", "--store", "bolt://me:secret@graph.example"), "a user or password in the store's address"),
        (("cypher", "RETURN 1 AS x", "--param", "x"), "write name=value"),
    ],
)
def test_a_wrong_command_option_or_value_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == UsageError.exit_code
    assert list(tmp_path.iterdir()) == []  # no store is made for a slip
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: ")
    assert shown.err.count("\n") == 1
    assert said in shown.err
    assert "secret" not in shown.err


@pytest.mark.parametrize("arguments", [(), ("load",)])
def test_without_a_command_the_help_is_shown_and_no_error(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    shown = capsys.readouterr()
    assert "Usage: kg" in shown.out + shown.err
    assert "error" not in shown.err


def test_what_is_missing_has_its_own_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere, store = str(tmp_path / "nowhere"), str(tmp_path / "n.kgl")
    assert run("status", "--store", nowhere) == StoreError.exit_code
    assert run("load", "articles", nowhere, "--store", store) == InputError.exit_code
    assert run("load", "articles", "http://127.0.0.1:9/feed", "--store", store) == NetworkError.exit_code
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("asked", ["--debug", "KG_DEBUG"])
def test_debug_shows_the_traceback_and_keeps_the_line_and_the_exit_code(
    asked: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if asked == "KG_DEBUG":
        monkeypatch.setenv(asked, "1")
    arguments = ["--debug"] if asked == "--debug" else []
    assert run(*arguments, "status", "--store", str(tmp_path / "nowhere")) == StoreError.exit_code
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert said.splitlines()[-1].startswith("error: no graph at ")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert re.fullmatch(r"newskg \d+\.\d+\S*\n", capsys.readouterr().out)


@pytest.mark.parametrize("format", ["table", "jsonl", "csv", "json"])
def test_a_reader_that_goes_away_is_no_error(format: str, store: str) -> None:
    query = "UNWIND range(1, 20000) AS n RETURN n"
    told = (
        f"{sys.executable} -c 'from kg.cli.main import main; main()' cypher '{query}' --store {store} --format {format}"
    )
    command = f"set -o pipefail; {told} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout
    assert done.stderr == ""
    assert done.returncode == 0


def on_terminal(*arguments: str, **environment: str) -> str:
    """What ``kg`` shows on a terminal."""
    leader, follower = pty.openpty()
    env = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "KG_STORE"}}
    process = subprocess.Popen(
        [*KG, *arguments], stdout=follower, stderr=follower, env=env | {"TERM": "xterm"} | environment
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 4_096)
        except OSError:  # Linux's way to say that the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    assert process.wait(60) == 0
    return shown.decode()


def test_colours_are_for_terminals_and_no_color_is_honoured(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("cypher", "MATCH (s:Source) RETURN s.id AS id, s.name AS name ORDER BY id", "--store", store)
    assert "\x1b[" in on_terminal(*asked)
    assert "\x1b[" not in on_terminal(*asked, NO_COLOR="1")
    assert run(*asked) == 0
    assert "\x1b[" not in capsys.readouterr().out


def test_a_name_that_the_terminals_encoding_lacks_is_shown_as_an_escape(store: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    asked = [*KG, "cypher", "MATCH (s:Source {id: 's1.example'}) RETURN s.name AS name", "--store", store, "-f", "csv"]
    done = subprocess.run(asked, capture_output=True, env=env, timeout=60, check=False)
    assert done.returncode == 0
    assert b"Source 1 \\xc5ngstr\\xf6m \\u4e2d" in done.stdout


def test_help_needs_neither_spacy_nor_an_engine_nor_numpy() -> None:
    heavy = ("spacy", "numpy", "kglite", "neo4j", "pyarrow", "httpx", "networkx", "wordfreq")
    code = (
        "import sys; from kg.cli.main import main\n"
        "try: main(['--help'])\n"
        f"except SystemExit: print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == "[]\n"


def test_help_lists_every_command_without_importing_a_question() -> None:
    code = "import sys; sys.argv = ['kg', '--help']\ntry:\n    from kg.cli.main import main; main()\nfinally:\n" \
        "    sys.stderr.write(' '.join(m for m in sys.modules if m.startswith('queries.')))"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert all(f" {path.split()[1]} " in done.stdout for path in COMMANDS)


def test_a_questions_title_is_what_it_says_of_itself() -> None:
    assert titles() == {name: question.summary for name, question in queries().items()}
    assert all(title.endswith(".") and "\n" not in title for title in titles().values())
