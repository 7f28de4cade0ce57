"""``kg demo``, the first thing that anybody runs, and the answers of the demo graph as data for scripts."""

from __future__ import annotations

import csv
import io
import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli.main import main

KG = (sys.executable, "-c", "from kg.cli.main import main; main()")
QUESTIONS = (
    "stories",
    "status",
    "story 'night trains'",
    "first 'night trains'",
    "first valparaiso --by country",
    "gaps parcelanta",
    "owners 'Diario Cumbre'",
    "source atlasnews.example",
    "search Vallejo",
    "timeline iberia-hoy.example",
    "path evaristo-vallejo iberia-hoy.example",
    "explain 'diario cumbre'",
    "cypher 'MATCH (s:Source) RETURN s.id AS id, s.name AS name ORDER BY id'",
)


def kg(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*KG, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """An empty folder in which ``kg demo`` was run, and what it said."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, kg(folder, "demo")


def next_commands(said: str) -> list[str]:
    return [line.strip() for line in said.splitlines() if line.startswith("  kg ")]


def test_the_demo_shows_a_story_and_three_commands_that_work(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, done = demo
    assert done.returncode == 0, done.stderr
    assert "Valparaíso" in done.stdout
    commands = next_commands(done.stderr)
    assert len(commands) == 3
    for command in commands:
        answer = kg(folder, *shlex.split(command)[1:])
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.strip()
        assert answer.stderr == ""


def test_the_demo_again_finds_all_done(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, first = demo
    again = kg(folder, "demo")
    assert again.returncode == 0
    assert again.stdout == first.stdout
    assert again.stderr.count("(loaded before)") == 4


def test_a_quiet_demo_shows_the_story_alone(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, first = demo
    done = kg(folder, "demo", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, first.stdout, "")


def answer(folder: Path, question: str, format: str) -> str:
    """What a question prints."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        with pytest.raises(SystemExit) as end:
            main([*shlex.split(question), "--store", str(folder / "demo.kgl"), "--format", format])
    assert end.value.code == 0
    return out.getvalue()


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_data_that_parses(
    question: str, demo: tuple[Path, subprocess.CompletedProcess[str]], polite: None
) -> None:
    folder, _ = demo
    rows = json.loads(answer(folder, question, "json"))["rows"]
    assert rows
    assert [json.loads(line) for line in answer(folder, question, "jsonl").splitlines()] == rows
    table = list(csv.reader(io.StringIO(answer(folder, question, "csv"))))
    assert len(table) == len(rows) + 1
    assert all(len(line) == len(table[0]) for line in table)


@pytest.fixture
def polite() -> Iterator[None]:
    """The signal handler of before, afterwards."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_fact_is_explained_by_name_with_who_states_it(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, _ = demo
    store = ("--store", "demo.kgl")
    told = kg(folder, "explain", "diario cumbre", *store).stdout
    owned = told[told.index("OWNS  3") : told.index("RATED  4")]
    assert "← Aguas de Quebralta\n" in owned
    assert "https://register.example/cl/diario-cumbre/2026, as of 2025-12-20, read by" in owned
    several = kg(folder, "explain", "Vallejo Holding", *store)
    assert several.returncode == 2
    first, *rest = several.stderr.splitlines()
    assert first.endswith(" fit 'Vallejo Holding': say which")
    assert ["vallejo-holding", "Vallejo", "Holding,", "owner"] in [line.split() for line in rest]
    one = kg(folder, "explain", "evaristo-vallejo", "OWNS", "vallejo-holding", *store)
    assert "  Evaristo Vallejo → Vallejo Holding\n" in one.stdout
