"""The documentation is whole and true: every command has an example and a page, generated pages are up to date, links
lead somewhere, examples can be typed, and nothing tells of the machine that it was written on."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer

from kg.cli import reference
from kg.cli.main import command_line
from kg.cli.markdown import anchor
from kg.query import value_of
from loaders.reading import readers
from queries import queries

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "kg").rglob("*.md")])
TODAY = date(2026, 2, 1)
_FENCED = re.compile(r"^(```+)([\w-]*)\n(.*?)^\1$", re.M | re.S)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)


def commands() -> dict[str, Any]:
    """Every command and group by how it is called, ``kg`` itself left out."""
    found: dict[str, Any] = {}
    todo: list[tuple[str, Any]] = [("kg", typer.main.get_command(command_line()))]
    while todo:
        path, command = todo.pop()
        members = [(f"{path} {name}", member) for name, member in (getattr(command, "commands", None) or {}).items()]
        found |= dict(members)
        todo += members
    return dict(sorted(found.items()))


COMMANDS = commands()


def example_of(command: Any) -> str:
    return (command.help or "").partition("\n\nExample: ")[2].strip()


def parse(line: str) -> dict[str, Any]:
    """Take a command line apart as the program does, and run nothing: the values of its last command."""
    words = shlex.split(line, comments=True)
    assert words[0] == "kg"
    command: Any = typer.main.get_command(command_line())
    context = command.make_context("kg", words[1:])
    while getattr(command, "commands", None):
        rest = [*context._protected_args, *context.args]
        if not rest and command.invoke_without_command:  # a question with commands below it, asked itself
            break
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)
    return dict(context.params)


def test_every_question_is_a_command() -> None:
    assert {f"kg {name}" for name in queries()} <= COMMANDS.keys()


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_an_example_in_its_help(path: str) -> None:
    example = example_of(COMMANDS[path])
    assert example.startswith(path), f"{path} --help: no example that begins with {path!r}"
    assert "\n" not in example


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_a_summary_and_a_heading(path: str) -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert f"\n## {path}\n" in page, "run make docs"
    assert (COMMANDS[path].help or "").partition("\n\n")[0].rstrip().endswith(".")


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_says_what_it_does(path: str) -> None:
    silent = [param.name for param in COMMANDS[path].params if not (getattr(param, "help", None) or "").strip()]
    assert not silent


def test_generated_pages_are_up_to_date() -> None:
    assert not (found := reference.differences(ROOT / "docs")), "\n".join([*found, "run make docs"])


def test_generated_pages_don_t_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    before = reference.pages()
    for name, value in {"COLUMNS": "40", "TERM": "dumb", "NO_COLOR": "1", "KG_STORE": "other.kgl"}.items():
        monkeypatch.setenv(name, value)
    assert reference.pages() == before


def test_a_page_that_is_out_of_date_is_named_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for name, text in reference.pages().items():
        (tmp_path / "docs" / name).write_text(text, "utf-8")
    assert reference.differences(tmp_path / "docs") == []
    page = tmp_path / "docs" / "cli.md"
    page.write_text(page.read_text("utf-8").replace("| 5 | ", "| 6 | "), "utf-8")
    (tmp_path / "docs" / "readers.md").unlink()
    missing, stale = sorted(reference.differences(tmp_path / "docs"), key=lambda text: "out of date" in text)
    assert missing == "docs/readers.md is missing"
    assert re.match(r"docs/cli\.md:\d+ is out of date\n  it says:       \| 6 \|.*\n  it should say: \| 5 \|", stale)


@pytest.mark.parametrize("name", queries())
def test_a_questions_example_can_be_typed(name: str) -> None:
    question = queries()[name]
    given = parse(question.example)
    for param in question.params:
        if not param.kinds and given.get(param.name) is not None:
            value_of(param, given[param.name], TODAY)


@pytest.mark.parametrize("name", readers())
def test_a_readers_example_can_be_typed(name: str) -> None:
    assert parse(readers()[name].example)["paths"]


@pytest.mark.parametrize("path", [path for path, command in COMMANDS.items() if not getattr(command, "commands", None)])
def test_a_commands_example_can_be_typed(path: str) -> None:
    parse(example_of(COMMANDS[path]))


def shown() -> Iterator[tuple[str, str]]:
    """Commands in the pages' blocks for a shell, each with its place; what a reader is to fill in is left as it is."""
    for page in PAGES:
        for block in _FENCED.finditer(page.read_text("utf-8")):
            lines = block[3].splitlines() if block[2] in {"sh", "console"} else []
            for line in lines:
                text = line[2:] if block[2] == "console" else line
                if text.startswith("kg ") and (block[2] == "sh" or line.startswith("$ ")):
                    yield page.relative_to(ROOT).as_posix(), _one_command(text)


def _one_command(line: str) -> str:
    """The first command of a line: what follows ``;``, ``|``, ``&&`` or ``>`` outside of quotes is left out."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if word in {";", "|", "&&", "||", ">", "<"}:
            break
        words.append(word)
    return shlex.join(words)


@pytest.mark.parametrize(("page", "line"), sorted(set(shown())))
def test_a_command_shown_in_a_page_can_be_typed(page: str, line: str) -> None:
    parse(line)


def test_what_can_t_be_typed_is_noticed() -> None:
    for line in ("kg frist x", "kg first x --bye country", "kg first x --by planet", "kg load articles"):
        with pytest.raises(Exception, match=r"\S"):
            parse(line)


def headings(page: Path) -> set[str]:
    """The fragments that a page's headings give."""
    found: dict[str, int] = {}
    for heading in _HEADING.findall(_FENCED.sub("", page.read_text("utf-8"))):
        name = anchor(heading.replace("`", ""))
        found[name] = found.get(name, 0) + 1
    return {name if n == 0 else f"{name}-{n}" for name, times in found.items() for n in range(times)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for link in _LINK.findall(_FENCED.sub("", page.read_text("utf-8"))):
        target, _, fragment = link.partition("#")
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (fragment and fragment not in headings(file)):
            lost.append(link)
    assert not lost


def test_every_page_is_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    linked = {link.partition("#")[0] for link in _LINK.findall(index)}
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"} <= linked


def test_the_exit_codes_of_the_readme_and_of_cron_are_those_of_the_program() -> None:
    code = re.compile(r"^\| (\d+) \|", re.M)
    wanted = sorted(code.findall((ROOT / "docs" / "cli.md").read_text("utf-8")))
    for page in (ROOT / "README.md", ROOT / "docs" / "cron.md"):
        assert sorted(code.findall(page.read_text("utf-8"))) == wanted, page.name


def test_every_target_of_make_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {name for page in PAGES for name in re.findall(r"(?:`|^)make ([a-z0-9]+)", page.read_text("utf-8"), re.M)}
    assert named <= targets


# --- what tells of a machine ----------------------------------------------------------------------------------------

_MACHINE = re.compile(r"(?<![\w.:/-])/(?:root|work|Users|home/\w+)/\w[\w./-]*|\b[A-Z]:\\Users\\\w+")
_REGISTRY = re.compile(
    r"--?(?:extra-)?index-url\b|\b(?:PIP|UV)_(?:\w+_)?INDEX(?:_URL)?\b|trusted-host|registry=|"
    r"\b[\w-]+\.(?:internal|intranet|corp|lan)\b|https?://[a-z0-9-]+(?::\d+)?/[\w/-]*simple\b|artifactory|jfrog",
    re.IGNORECASE,
)


def tracked() -> list[Path]:
    """Text files that git tracks."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are the project's can't be told")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name]
    return [file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:8_000]]


def test_no_file_tells_of_the_machine_that_it_was_written_on() -> None:
    told = []
    for file in tracked():
        text = file.read_text("utf-8", "replace")
        found = [str(ROOT)] if len(ROOT.parts) > 2 and str(ROOT) in text else []
        if file != Path(__file__).resolve():  # which shows below what is noticed
            found += [match[0] for pattern in (_MACHINE, _REGISTRY) for match in pattern.finditer(text)]
        told += [f"{file.relative_to(ROOT)}: {what}" for what in found]
    assert not told


@pytest.mark.parametrize(
    "text",
    ["see /root/x", "cd '/home/ana/news'", "(/Users/ana/x)", "/work/x/kg", "pip install --index-url https://x/simple",
     "https://mirror/pypi/simple", "host packages.corp", "PIP_INDEX_URL=x"],
)  # fmt: skip
def test_a_machine_or_a_registry_is_noticed(text: str) -> None:
    assert _MACHINE.search(text) or _REGISTRY.search(text)


@pytest.mark.parametrize(
    "text", ["https://daily.example/work/home/x", "docs/work/x", "https://pypi.org/project/spacy/", "a homely place"]
)
def test_an_address_is_no_machine(text: str) -> None:
    assert not _MACHINE.search(text)
    assert not _REGISTRY.search(text)
