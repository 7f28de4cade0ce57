from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from kg.errors import UsageError
from kg.query import Answer, Column, Row
from kg.render import FORMATS, Format, render, render_rows
from kg.render.values import visible

NINE = datetime(2026, 1, 30, 9, 0, 42, tzinfo=UTC)
URL = "https://www.daily.example/world/2026/01/30/" + "a-very-long-address-" * 10 + "dam-bursts.html"
HOSTILE = "[red]Dam[/red] \x1b[31m\x1b]0;owned\x07 \u202egnp.exe\u2066 \u200b\x9b2J\r\n\tend"
RATED = (Column("name", str, ""), Column("share_low", float, "", unit="share"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def answer(rows: list[Row], columns: Sequence[Column] = (), **around: Any) -> Answer:
    given = tuple(columns) or tuple(Column(n, object, "") for n in (rows[0] if rows else {}))
    whole: dict[str, Any] = {"facts": {}, "left_out": {}, "notes": [], **around}
    return Answer("first", {"story": "s-1"}, date(2026, 2, 1), given, rows, version="0.1.0", **whole)


def shown(rows: list[Row], columns: Sequence[Column] = (), *, width: int = 100, **around: Any) -> str:
    out = io.StringIO()
    render(answer(rows, columns, **around), "table", out, width=width, color=False)
    return out.getvalue()


def written(format: Format, rows: list[Row], columns: Sequence[Column] = ()) -> str:
    out = io.StringIO()
    render(answer(rows, columns), format, out)
    return out.getvalue()


# --- tables -----------------------------------------------------------------------------------------------------------


def test_instants_are_utc_to_the_minute_and_days_stay_days() -> None:
    zone = timezone(timedelta(hours=2))
    assert "2026-01-30 09:00 UTC" in shown([{"published": NINE.astimezone(zone)}])
    assert "2026-01-30 09:00 UTC" in shown([{"published": NINE, "precision": "minute"}])
    coarse = shown([{"published": NINE, "precision": "day", "first_seen": NINE}])
    assert coarse.count("09:00") == 1
    assert shown([{"seen": NINE, "seen_precision": "day", "kept": NINE}]).count("09:00") == 1
    assert "09:00" not in shown([{"at": NINE, "precision": "day"}])
    assert "2026-01-30" in shown([{"day": date(2026, 1, 30)}])


def test_an_instant_at_the_end_of_the_calendar_is_shown() -> None:
    assert "0001-01-01 00:00+05:00" in _rows_table([{"at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))}])


def _rows_table(rows: list[Row], width: int = 100) -> str:
    from kg.render.sheet import Sheet
    from kg.render.table import table

    return table(Sheet([Column(n, object, "") for n in rows[0]], rows, {}), width, colored=False)


def test_nothing_is_a_dash_and_never_a_blank() -> None:
    row = shown([{"owner": None, "languages": [], "place": "", "p": float("nan")}]).splitlines()[-1]
    assert row.split() == ["–"] * 4


def test_shares_are_per_cent_and_truth_is_yes_or_no() -> None:
    columns = [*RATED, Column("control", bool, "")]
    lines = shown(
        [
            {"name": "a", "share_low": 1 / 3, "control": True},
            {"name": "b", "share_low": 1.0, "control": False},
            {"name": "c", "share_low": 0.9999, "control": None},
        ],
        columns,
    ).splitlines()[2:]
    assert [line.split() for line in lines] == [["a", "33.3%", "yes"], ["b", "100%", "no"], ["c", ">99.9%", "–"]]


def test_lists_are_joined_and_numbers_stand_at_the_right() -> None:
    lines = shown([{"authors": ["Ana", "Bo"], "articles": 7}, {"authors": [], "articles": 1_200}]).splitlines()[2:]
    assert lines == ["Ana, Bo         7", "–            1200"]


def test_nodes_and_edges_of_raw_cypher_look_like_cypher() -> None:
    out = io.StringIO()
    node = {"labels": ["Source"], "properties": {"id": "daily.example", "listed": True}}
    edge = {"relation": "OWNS", "properties": {"share_min": 0.5}}
    render_rows([{"s": node, "r": edge}], "table", out, width=100, color=False)
    assert "(:Source {id: daily.example, listed: yes})" in out.getvalue()
    assert "[:OWNS {share_min: 0.5}]" in out.getvalue()


def test_facts_stand_above_and_what_was_left_out_below() -> None:
    text = shown(
        [{"source": "daily.example"}],
        facts={
            "broke": "El País",
            "next_independent_report": NINE,
            "summary": [{"sentence": "One."}, {"sentence": "Two."}],
        },
        notes=["A clock is off."],
        left_out={"not_collected": 3, "clock_off": 0},
    )
    assert text.splitlines() == [
        "broke                    El País",
        "next independent report  2026-01-30 09:00 UTC",
        "summary                  sentence: One.",
        "                         sentence: Two.",
        "",
        "source",
        "─────────────",
        "daily.example",
        "",
        "A clock is off.",
        "left out: 3 not collected",
    ]


def test_an_answer_without_rows_says_so() -> None:
    assert shown([], [Column("a", str, "")], left_out={"too old": 2}) == "nothing found\n\nleft out: 2 too old\n"


def test_long_addresses_lose_their_middle_and_headlines_their_end() -> None:
    text = shown([{"url": URL, "headline": "Dam bursts " * 20, "articles": 3}], width=80)
    row = text.splitlines()[-1]
    assert re.match(r"www\.daily\.example/…\S*bursts\.html  Dam bursts Dam.*…\s+3$", row)


def test_too_many_columns_become_a_block_a_row() -> None:
    row = {f"column_{n}": "a longer text than fits" for n in range(9)}
    lines = shown([row, row], width=60).splitlines()
    assert lines[0] == "column 0  a longer text than fits"
    assert lines[9] == ""
    assert len(lines) == 19


@pytest.mark.parametrize("width", [1, 20, 40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    wide = {"url": URL, "headline": "水坝决堤" * 60, "name": "👩🏽‍🚀é" * 40, "share": 0.5, "at": NINE, "x": "w" * 300}
    text = shown([wide, dict.fromkeys(wide)], width=width, facts={"f" * 90: "g " * 200, "u": URL}, notes=["n" * 300])
    assert max(map(cell_len, text.splitlines())) <= max(width, 20)


TEXTS = st.text(max_size=40) | st.text(st.characters(min_codepoint=0x1100, max_codepoint=0xFFFF), max_size=40)


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries({"a": TEXTS | st.none(), "b": TEXTS, "c": st.floats() | st.integers()}), max_size=4
    ),
    width=st.integers(20, 120),
    name=TEXTS,
)
@example(rows=[{"a": HOSTILE, "b": "", "c": 1}], width=30, name=HOSTILE)
def test_any_text_fits_and_nothing_in_it_acts(rows: list[Row], width: int, name: str) -> None:
    columns = [Column("a", str, ""), Column("b", str, ""), Column("c", float, "")]
    text = shown(rows, columns, width=width, facts={name: name}, notes=[name], left_out={name: 1})
    assert max(map(cell_len, text.split("\n"))) <= width
    assert visible(text.replace("\n", "")) == text.replace("\n", "")


def test_a_hostile_headline_is_shown_and_does_not_act() -> None:
    text = shown([{"headline": HOSTILE}], width=200)
    assert "[red]Dam[/red] \\x1b[31m\\x1b]0;owned\\x07 \\u202egnp.exe\\u2066 \\u200b\\x9b2J\\r\\n\\tend" in text


def test_colour_comes_from_us_and_never_from_data() -> None:
    out = Terminal()
    render(answer([{"headline": HOSTILE}], notes=["later"]), "table", out, width=200, color=True)
    assert set(re.findall(r"\x1b\[[0-9;]*m", out.getvalue())) <= {"\x1b[0m", "\x1b[1m", "\x1b[2m"}
    assert not re.search(r"\x1b(?!\[[012]m)", out.getvalue())


def test_persian_and_emoji_keep_the_joiners_that_they_need() -> None:
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert visible("👩🏽\u200d🚀") == "👩🏽\u200d🚀"
    assert visible("pay\u200dpal\u200c") == "pay\\u200dpal\\u200c"


def test_colour_is_for_terminals_without_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    def colored(out: io.StringIO) -> bool:
        render(answer([{"a": 1}]), "table", out)
        return "\x1b" in out.getvalue()

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert colored(Terminal())
    assert not colored(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colored(Terminal())


def test_off_a_terminal_columns_says_how_wide_else_120(monkeypatch: pytest.MonkeyPatch) -> None:
    def widest() -> int:
        out = io.StringIO()
        render(answer([{"headline": "Dam bursts " * 40}]), "table", out)
        return max(map(len, out.getvalue().splitlines()))

    monkeypatch.setenv("COLUMNS", "70")
    assert widest() == 70
    monkeypatch.delenv("COLUMNS")
    monkeypatch.setattr("sys.__stdout__", io.StringIO())
    assert widest() == 120


# --- JSON and CSV -----------------------------------------------------------------------------------------------------


def test_json_is_the_answers_object_with_null_for_what_is_no_number() -> None:
    rows: list[Row] = [
        {"name": "El País", "odds": float("inf"), "p": float("nan"), "at": NINE, "all": [1.5, float("nan")]}
    ]
    text = written("json", rows)
    assert "El País" in text
    found = json.loads(text, parse_constant=pytest.fail)
    assert found["rows"] == [
        {"name": "El País", "odds": None, "p": None, "at": "2026-01-30T09:00:42Z", "all": [1.5, None]}
    ]
    assert found["question"] == "first"
    assert text.startswith('{\n  "question"')


def test_json_lines_are_rows_and_nothing_in_them_breaks_a_line_or_acts() -> None:
    rows: list[Row] = [{"headline": f"{HOSTILE}\u2028\x85\ud800"}, {"headline": "two"}]
    lines = written("jsonl", rows).splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u202e\ud800]", "".join(lines))


def test_raw_rows_are_an_object_with_columns_and_rows() -> None:
    out = io.StringIO()
    render_rows([{"day": date(2026, 1, 30)}], "json", out)
    assert json.loads(out.getvalue()) == {"columns": ["day"], "rows": [{"day": "2026-01-30"}]}


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝"))
def test_a_spreadsheet_calculates_no_cell(start: str) -> None:
    text = written("csv", [{"headline": f"{start}HYPERLINK(1)", "change": -0.5, "all": [f"{start}1", "b"]}])
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["headline"] == "'" + start.replace("\r", "\n") + "HYPERLINK(1)"
    assert row["change"] == "-0.5"
    assert row["all"] == "'" + start.replace("\r", "\n") + "1|b"


def test_csv_has_the_columns_and_empty_cells_for_nothing() -> None:
    rows: list[Row] = [
        {"name": 'a "b", c', "share_low": None, "unseen": 1},
        {"name": "x\r\ny", "share_low": float("nan")},
    ]
    assert written("csv", rows, RATED) == 'name,share_low\n"a ""b"", c",\n"x\ny",\n'
    assert written("csv", [], RATED) == "name,share_low\n"
    assert written("csv", [{"at": NINE, "yes": True, "m": {"a": [1]}}]) == (
        'at,yes,m\n2026-01-30T09:00:42Z,true,"{""a"": [1]}"\n'
    )


def test_csv_on_a_terminal_is_harmless_and_in_a_file_is_whole() -> None:
    out = Terminal()
    render(answer([{"headline": HOSTILE}]), "csv", out)
    assert "\x1b" not in out.getvalue()
    assert "\x1b[31m" in written("csv", [{"headline": HOSTILE}])


@pytest.mark.parametrize("format", FORMATS)
def test_a_stream_that_lacks_characters_gets_escapes(format: Format) -> None:
    for encoding in ("ascii", "utf-8", "cp1252"):
        raw = io.BytesIO()
        out = io.TextIOWrapper(raw, encoding)
        render(answer([{"headline": "水\ud800 naïve", "n": None}]), format, out, width=80, color=False)
        out.flush()
        text = raw.getvalue().decode(encoding)
        assert ("水" if encoding == "utf-8" else "\\u6c34") in text
        assert "\\ud800" in text


def test_an_unknown_format_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match="table, json, jsonl, csv"):
        written("xml", [{"a": 1}])  # type: ignore[arg-type]


def test_raw_rows_may_name_their_columns() -> None:
    out = io.StringIO()
    render_rows([{"b": 1, "a": 2}], "csv", out, columns=["a", RATED[1]])
    assert out.getvalue() == "a,share_low\n2,\n"
