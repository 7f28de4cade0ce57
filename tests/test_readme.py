"""The README's transcript is what the program prints: every ```console block is run, in order, in an empty folder.

A line ``$ command`` is run by bash (lines ``> …`` go on); what follows is what it printed, both streams in one. A line
that is ``…`` alone stands for lines left out (none or more), ``…`` within a line for text left out. How many seconds
something took is not compared.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
COLUMNS = 100
"""The README says so."""
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
_PROGRESS = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ .*\n", re.M)
"""A load off a terminal says where it is every ten seconds: only where the machine is slow."""
_SECONDS = re.compile(r"\b\d[\d,]*(?:\.\d+)? s\b")
_LEFT_OUT = "…"


@dataclass(frozen=True)
class Step:
    """A command of the transcript and what it is said to print; ``line``: where it stands, from 1."""

    command: str
    said: tuple[str, ...]
    line: int


def steps(markdown: str) -> list[Step]:
    """All commands of all ```console blocks, in order."""
    found = []
    for block in _BLOCK.finditer(markdown):
        first = markdown.count("\n", 0, block.start(1)) + 1
        begun: list[tuple[int, list[str], list[str]]] = []
        for number, line in enumerate(block[1].splitlines(), first):
            if line.startswith("$ "):
                begun.append((number, [line[2:]], []))
            elif not begun:
                raise ValueError(f"README.md:{number}: a ```console block begins with a command, not {line!r}")
            elif line.startswith("> ") or line == ">":
                begun[-1][1].append(line[2:])
            else:
                begun[-1][2].append(line)
        found += [Step("\n".join(command), _without_end(said), number) for number, command, said in begun]
    return found


def _without_end(lines: list[str]) -> tuple[str, ...]:
    """The lines without the empty ones at the end, which only part two commands."""
    last = max((n for n, line in enumerate(lines, 1) if line.strip()), default=0)
    return tuple(lines[:last])


def difference(said: tuple[str, ...], printed: str) -> str | None:
    """Where what was printed departs from what is said; None where it doesn't."""
    text = _PROGRESS.sub("", printed).rstrip("\n")
    real = [_plain(line) for line in text.split("\n")] if text else []
    wanted = [_plain(line) for line in said]
    if _fits(wanted, real):
        return None
    agree = next(n for n in range(len(wanted), -1, -1) if _fits([*wanted[:n], _LEFT_OUT], real))
    if agree == len(wanted):
        return "it prints more than is said:\n" + "\n".join(difflib.ndiff(wanted, real))
    return f"it doesn't print {wanted[agree]!r} there:\n" + "\n".join(difflib.ndiff(wanted, real))


def _plain(line: str) -> str:
    return _SECONDS.sub("N s", line.rstrip())


def _fits(wanted: list[str], real: list[str]) -> bool:
    """Whether the lines are those, ``…`` standing for what is left out."""
    reached = {0}  # how many real lines may be used up by the wanted ones so far
    for line in wanted:
        if line.strip() == _LEFT_OUT:
            reached = set(range(min(reached), len(real) + 1)) if reached else reached
        else:
            pattern = re.compile(".*".join(map(re.escape, line.split(_LEFT_OUT))))
            reached = {n + 1 for n in reached if n < len(real) and pattern.fullmatch(real[n])}
    return len(real) in reached


STEPS = steps(README.read_text("utf-8"))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Step, str]:
    """What each step prints, all run one after another with this tree's code and the embedded store."""
    folder, programs = tmp_path_factory.mktemp("readme"), tmp_path_factory.mktemp("bin")
    for name, arguments in (("python", ""), ("kg", "-c 'from kg.cli.main import main; main()'")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n', "utf-8")
        program.chmod(0o755)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("KG_", "NEO4J_", "COV_", "PYTEST"))
    }
    environment = kept | {
        "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1",
        "COLUMNS": str(COLUMNS), "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
    }  # fmt: skip
    return {step: _run(step, folder, environment) for step in STEPS}


def _run(step: Step, folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", step.command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=300, check=False, encoding="utf-8",
    )  # fmt: skip
    return done.stdout if done.returncode == 0 else f"{done.stdout}(exit code {done.returncode})\n"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"line {step.line}: {step.command.splitlines()[0]}")
def test_the_transcript_is_what_the_program_prints(step: Step, printed: Mapping[Step, str]) -> None:
    departs = difference(step.said, printed[step])
    assert departs is None, f"README.md:{step.line}: {departs}"


def test_the_transcript_shows_what_a_newcomer_tries_first() -> None:
    commands = "\n".join(step.command for step in STEPS)
    for words in ("kg demo", "kg first", "kg gaps", "kg owners", "kg export", "kg load articles", "import kg"):
        assert words in commands, f"no ```console block of the README runs {words!r}"


def test_every_step_with_output_says_some_of_it() -> None:
    hollow = [s.line for s in STEPS if s.said and not any(line.strip(f"{_LEFT_OUT} ") for line in s.said)]
    assert not hollow, f"README.md: nothing but {_LEFT_OUT} at lines {hollow}"


def test_the_readme_names_the_width_that_it_was_recorded_at() -> None:
    assert f"{COLUMNS} columns" in README.read_text("utf-8")


@pytest.mark.parametrize(
    ("said", "real"),
    [
        ((), ""),
        (("a", "b"), "a\nb\n"),
        (("a", "…", "z"), "a\nb\nc\nz\n"),
        (("a", "…", "z"), "a\nz\n"),
        (("…", "b", "…"), "a\nb\nb\nc\n"),
        (("7 records in … (1 input, 0.4 s)",), "7 records in news.kgl (1 input, 12.9 s)\n"),
        (("a  ",), "a\n\n"),
        (("a",), "2026-02-01T09:00:10Z x.csv: 3 records as csv, 0/s\na\n"),
    ],
)
def test_what_is_left_out_may_be_anything(said: tuple[str, ...], real: str) -> None:
    assert difference(said, real) is None


@pytest.mark.parametrize(
    ("said", "real", "why"),
    [
        (("a",), "", "doesn't print 'a'"),
        ((), "a\n", "more than is said"),
        (("a", "b"), "a\nc\n", "doesn't print 'b'"),
        (("a", "b"), "a\n\nb\n", "doesn't print 'b'"),
        (("a",), "a\nb\n", "more than is said"),
        (("a", "…", "z"), "a\nb\nc\n", "doesn't print 'z'"),
        (("…", "share 86 %"), "share 85 %\n", "doesn't print 'share 86 %'"),
        (("7 records … s)",), "8 records in news.kgl (0.4 s)\n", "doesn't print '7 records"),
        (("a.c",), "abc\n", "doesn't print 'a.c'"),
        (("broke …",), "broke it\n(exit code 1)\n", "more than is said"),
    ],
)
def test_any_other_output_is_told(said: tuple[str, ...], real: str, why: str) -> None:
    assert why in str(difference(said, real))


def test_a_command_goes_on_in_the_lines_that_say_so() -> None:
    text = "```console\n$ cat <<'END'\n> one\n>\n> END\none\n\n$ kg status\n```\n"
    assert steps(text) == [Step("cat <<'END'\none\n\nEND", ("one",), 2), Step("kg status", (), 8)]
