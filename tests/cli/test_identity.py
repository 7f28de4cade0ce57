"""``kg identity`` as typed: it says what holds now, and undoes what it did."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli.main import command_line
from kg.settings import Settings
from kg.store import open_store

RUNNER = CliRunner()


def kg(*words: str) -> tuple[int, str, str]:
    done = RUNNER.invoke(command_line(words), list(words))
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).parents[1] / "identity"))
    import worlds
    from worlds import Report, person

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", "news.kgl")
    with open_store("news.kgl", Settings(), write=True) as store:
        worlds.write(store, [
            Report("a1", person("Ana Torres", "Kay Nine"), "daily.example", "GB"),
            Report("a2", person("Ana Torres Vega", "John Smith"), "kiwi.example", "NZ"),
            Report("a3", person("John Smith", "Ana\u202e Torres \u0430nd"), "daily.example", "GB"),
        ])  # fmt: skip


def test_names_are_merged_listed_and_taken_apart_again() -> None:
    assert kg("identity", "merge", "Ana Torres", "Ana Torres Vega", "--who", "ana")[2] == (
        "person:ana-torres (1 article) and person:ana-torres-vega (1 article) are one\n"
    )
    (row,) = json.loads(kg("identity", "list", "--show", "decided", "--format", "json")[1])["rows"]
    assert (row["a"], row["b"], row["judgement"], row["by"]) == (
        "person:ana-torres", "person:ana-torres-vega", "same", "ana",
    )  # fmt: skip
    assert re.search(r"are two\n$", kg("identity", "undo", "Ana Torres", "Ana Torres Vega")[2])
    assert json.loads(kg("identity", "list", "--show", "decided", "--format", "json")[1])["rows"] == []


def test_two_bearers_of_one_name_are_split_by_country_and_joined_again() -> None:
    said = kg("identity", "split", "John Smith", "--by", "country:NZ")[2]
    assert said == "person:john-smith~2 (1 article) and person:john-smith (1 article) are two\n"
    kg("identity", "undo", "person:john-smith~2", "person:john-smith")
    assert kg("identity", "split", "person:john-smith", "--by", "country:GB")[2].startswith("person:john-smith~2 (1")


@pytest.mark.parametrize(("words", "told"), [
    (("split", "John Smith"), "split from whom?"),
    (("split", "John Smith", "--by", "moon:full"), "no rule: 'moon:full'"),
    (("merge", "John Smith", "Nobody At All"), "no entity or owner fits 'Nobody At All'"),
    (("undo", "John Smith", "Kay Nine"), "nobody decided about person:john-smith and person:kay-nine"),
    (("merge", "John Smith", "person:john-smith"), "both names are person:john-smith"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_line(words: tuple[str, ...], told: str) -> None:
    from kg.errors import NewsKGError

    done = RUNNER.invoke(command_line(["identity"]), ["identity", *words])
    assert isinstance(done.exception, NewsKGError)
    assert told in done.exception.line()


def test_marks_that_turn_the_direction_of_writing_are_not_printed() -> None:
    kg("identity", "merge", "Kay Nine", "person:john-smith")
    for words in (("entity", "person:ana-torres-and"), ("search", "torres"), ("identity", "list", "--show", "all")):
        assert "\u202e" not in kg(*words)[1]
