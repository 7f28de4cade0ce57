"""Input that is broken, hostile or odd: all of it is loaded, or rejected with its reason, and nothing crashes."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import dataclass
from pathlib import Path

import loading_cases as cases
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import stores

from kg.errors import InputError
from kg.store import Store
from loaders.loading import load
from loaders.pipeline import How
from loaders.report import Report

GOOD = {"url": "https://daily.example/good", "headline": "A bridge opens", "published": "2026-01-30T09:00:00Z"}
LINE = json.dumps(GOOD).encode() + b"\n"


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(r).encode() + b"\n" for r in records)


def parquet(**columns: list[object]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def of_headlines(*headlines: str) -> bytes:
    records = (GOOD | {"url": f"https://a.example/{i}", "headline": h} for i, h in enumerate(headlines))
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()


def of_dates(*dates: object) -> bytes:
    return lines(*(GOOD | {"url": f"https://a.example/{i}", "published": d} for i, d in enumerate(dates)))


@dataclass(frozen=True)
class Case:
    """An input, and what becomes of it: exit code, records in the graph, and what the reasons say."""

    name: str
    content: bytes
    code: int
    written: int
    reasons: tuple[str, ...] = ()


CASES = (
    Case("empty.jsonl", b"", 3, 0, ("empty",)),
    Case("blank.csv", b"\n\n", 3, 0, ("",)),
    Case("cut.jsonl.gz", gzip.compress(LINE * 20, 0)[:-40], 3, 19, ("cut off",)),
    Case(
        "ragged.csv",
        b"url,headline\nhttps://a.example/1,One\nhttps://a.example/2,Two,three\nhttps://a.example/3\n\n"
        b"https://a.example/4,Four\n",
        10, 2, ("", ""),
    ),
    Case("nul.jsonl", LINE + b'{"url": "https://a.example/\0", "headline": "x"}\n' + LINE, 10, 2, ("NUL",)),
    Case(
        "broken.jsonl", LINE + b'{"url": "https://a.example/1", "headl\n' + b"[1, 2]\n" + LINE,
        10, 2, ("JSON", "object"),
    ),
    Case("schema.parquet", parquet(price=[1.5, 2.5], stock=[3, 4]), 3, 0, ("price",)),
    Case("notreally.parquet", b"PAR1" + b"x" * 100, 3, 0, ("",)),
    Case(
        "dates.jsonl",
        of_dates("0000-01-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00", 10**30, "31/31/2026", "2026-01-30"),
        10, 1, ("year 0", "year 1", "out of range", "not a date", "not a date"),
    ),
    Case(
        "addresses.jsonl",
        lines(
            GOOD | {"url": "https://a.example/" + "x" * 10_000}, {"headline": "No address"},
            GOOD | {"url": "javascript:alert(1)"}, GOOD | {"url": "https://a.example:port/"},
        ),
        10, 0, ("10,018", "needs a url", "http", "url"),
    ),
    Case(
        "scripts.jsonl",
        of_headlines(
            "رئيس الوزراء في القاهرة", "北京市长王安顺辞职", "🚢👩‍👩‍👧", "\u200fעברית\u200e", "=SUM(A1:A9)", "+1|@x",
            "'}) DETACH DELETE (n) //",
        ),
        0, 7,
    ),
    Case(
        "surrogates.jsonl",
        b'{"url": "https://a.example/1", "headline": "half \\ud83d pair", "text": "\\udc00"}\n'
        b'{"url": "https://a.example/2", "headline": "\\ud800"}\n',
        10, 1, ("headline or a text",),
    ),
    Case("integers.jsonl", lines(GOOD | {"id": 10**40, "headline": 10**30}, GOOD | {"published": 2**70}), 10, 1,
         ("not a date",)),
    Case("digits.jsonl", LINE + b'{"url": "https://a.example/1", "headline": ' + b"9" * 9_000 + b"}\n", 10, 1, ("",)),
    Case("nested.jsonl", LINE + b'{"url": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n", 10, 1, ("",)),
    Case("tracking.csv", b"url,headline\nhttps://a.example/1,A\nhttps://www.a.example/1/?utm_source=x,A\n", 0, 2),
    Case("latin1.csv", "url,headline\nhttps://a.example/1,La señora García dimitió el sábado\n".encode("cp1252"), 0, 1),
    Case("picture.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 20, 3, 0, ("format",)),
    Case("ratings.csv", b"source,rater,kind,value\na.example,R,bias,left\n", 10, 0, ("needs a url",)),
)  # fmt: skip


def loaded(target: stores.StoreTarget, path: Path, **how: object) -> tuple[Report, list[dict[str, object]]]:
    """What a load reports, and its rejects."""
    with target.open(write=True) as store:
        rejects = path.parent / "REJECTS.out"
        report = load(store, "articles", [str(path)], how=How(**how), rejects=rejects)  # type: ignore[arg-type]
        return report, cases.rejects(rejects)


@pytest.fixture
def target(tmp_path: Path) -> stores.StoreTarget:
    return stores.embedded_target(tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_each_record_is_loaded_or_rejected_with_its_reason(
    case: Case, target: stores.StoreTarget, tmp_path: Path
) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.content)
    report, rejects = loaded(target, path)
    assert (report.exit_code, report.total("written")) == (case.code, case.written)
    assert len(rejects) == len(case.reasons)
    for reject, reason in zip(rejects, case.reasons, strict=True):
        assert reason in str(reject["reason"])
        assert reject["reason"]
        assert str(reject["file"]) == str(path)
    if case.code == 10:
        assert all(isinstance(r["line"], int) and r["record"] for r in rejects)
    again, same = loaded(target, path)
    assert (again.exit_code, same) == (case.code if case.code == 3 else 0, rejects)


def test_a_line_of_fifty_megabytes_is_rejected_by_its_beginning_alone(
    target: stores.StoreTarget, tmp_path: Path
) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(LINE + b'{"url": "https://a.example/1", "text": "' + b"x" * 50_000_000 + b'"}\n' + LINE)
    report, rejects = loaded(target, path)
    assert (report.exit_code, report.total("written"), len(rejects)) == (10, 2, 1)
    assert (tmp_path / "REJECTS.out").stat().st_size < 5_000


def test_all_of_it_in_one_folder_through_the_command_gives_no_traceback(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for case in CASES:
        (folder / case.name).write_bytes(case.content)
    run = cases.kg("load", "articles", "inbox", "--report", "report.json", cwd=tmp_path)
    assert run.returncode == 3
    assert "Traceback" not in run.stderr
    assert run.stdout == ""
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["documents"] == len(CASES)
    assert {Path(f["location"]).name for f in report["failed"]} == {c.name for c in CASES if c.code == 3}
    assert report["written"] == sum(c.written for c in CASES)
    assert len(cases.rejects(tmp_path / "REJECTS.jsonl")) == sum(len(c.reasons) for c in CASES)


def test_headlines_that_look_like_cypher_or_formulas_are_data_and_nothing_else(
    store_target: stores.StoreTarget, tmp_path: Path
) -> None:
    hostile = ("'}) DETACH DELETE (n) //", "$rows", "=HYPERLINK(1)", "\\u0027 OR 1=1", "`Article`", "{id: 'x'}")
    records = [GOOD | {"url": f"https://a.example/{i}", "headline": h} for i, h in enumerate(hostile)]
    path = cases.write_lines(tmp_path / "in.jsonl", records)
    with store_target.open(write=True) as store:
        load(store, "articles", [str(path)], rejects=tmp_path / "rejects")
        assert headlines(store) == sorted(hostile)


def headlines(store: Store) -> list[str]:
    return sorted(row["h"] for row in store.rows("MATCH (a:Article) RETURN a.headline AS h"))


def test_names_in_arabic_and_chinese_emoji_and_marks_of_direction_come_back_as_they_were(
    store_target: stores.StoreTarget, tmp_path: Path
) -> None:
    names = ["محمد السوداني", "王安顺", "Zoë 👩‍👩‍👧", "\u200fאבי\u200e", "e\u0301lodie", "ﬁnn"]
    record = GOOD | {"authors": names, "source": "الجزيرة", "place": "北京"}
    with store_target.open(write=True) as store:
        path = cases.write_lines(tmp_path / "in.jsonl", [record])
        load(store, "articles", [str(path)], rejects=tmp_path / "rejects")
        (row,) = store.rows(
            "MATCH (s:Source)-[:PUBLISHED]->(a:Article) RETURN a.authors AS authors, a.place AS place, s.name AS source"
        )
        assert row == {"authors": names, "place": "北京", "source": "الجزيرة"}


# --- rejects ----------------------------------------------------------------------------------------------------------


def test_rejects_that_were_mended_are_loaded_and_what_is_still_wrong_goes_beside_them(
    target: stores.StoreTarget, tmp_path: Path
) -> None:
    records = [GOOD, GOOD | {"url": "https://a.example/1", "published": "soon"}, {"headline": "No address"}]
    path = cases.write_lines(tmp_path / "in.jsonl", records)
    rejects = tmp_path / "REJECTS.jsonl"
    with target.open(write=True) as store:
        assert load(store, "articles", [str(path)], rejects=rejects).exit_code == 10
        mended = rejects.read_text("utf-8").replace("soon", "2026-01-31").rstrip("\n")  # as an editor may leave it
        rejects.write_text(mended, encoding="utf-8")
        report = load(store, "articles", [str(rejects)], rejects=rejects)
        assert (report.total("written"), report.total("rejected"), report.rejects.name) == (1, 1, "REJECTS-2.jsonl")
        assert [r["record"] for r in cases.rejects(report.rejects)] == [records[2]]
        assert rejects.read_text("utf-8") == mended
        assert store.counts().nodes["Article"] == 2


def test_a_folder_does_not_feed_on_the_rejects_of_earlier_loads(target: stores.StoreTarget, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    cases.write_lines(folder / "in.jsonl", [GOOD, {"headline": "No address"}])
    skipped: list[str] = []
    with target.open(write=True) as store:
        for _ in range(2):
            load(store, "articles", [str(folder)], rejects=folder / "REJECTS.jsonl",
                 on_skip=lambda path, why: skipped.append(why))  # fmt: skip
    assert len(cases.rejects(folder / "REJECTS.jsonl")) == 1
    assert skipped == ["the rejects of earlier loads: name it to load it"]


def test_a_record_of_another_kind_among_rejects_is_left_for_its_own_command(
    target: stores.StoreTarget, tmp_path: Path
) -> None:
    rejects = tmp_path / "REJECTS.jsonl"
    article = cases.write_lines(tmp_path / "a.jsonl", [GOOD | {"published": "soon"}])
    rating = cases.write_lines(
        tmp_path / "r.jsonl", [{"source": "a.example", "rater": "R", "kind": "bias", "value": "up"}]
    )
    with target.open(write=True) as store:
        load(store, "articles", [str(article)], rejects=rejects)
        load(store, "ratings", [str(rating)], rejects=rejects)
        rejects.write_text(rejects.read_text().replace("soon", "2026-01-30").replace('"up"', '"left"'))
        for what in ("articles", "ratings"):
            report = load(store, what, [str(rejects)], rejects=tmp_path / "other")
            assert (report.total("written"), report.total("rejected")) == (1, 0)
        assert store.counts().nodes["Article"] == store.counts().edges["Rater-RATED-Source"] == 1


def test_a_half_line_that_a_kill_left_in_the_rejects_is_taken_out_and_the_others_stay(
    target: stores.StoreTarget, tmp_path: Path
) -> None:
    path = cases.write_lines(tmp_path / "in.jsonl", [{"headline": "No address"}, GOOD])
    rejects = tmp_path / "REJECTS.jsonl"
    rejects.write_text('{"reason": "of another load", "load": "l-x", "number": 3}\n{"reason": "ha', encoding="utf-8")
    with target.open(write=True) as store:
        load(store, "articles", [str(path)], rejects=rejects)
    assert [r["reason"] for r in cases.rejects(rejects)] == [
        "of another load", "an article needs a url, or a source and a headline"
    ]  # fmt: skip


def test_strict_stops_at_the_first_wrong_record_and_names_file_and_line(
    target: stores.StoreTarget, tmp_path: Path
) -> None:
    path = cases.write_lines(tmp_path / "in.jsonl", [GOOD, {"headline": "No address"}, GOOD])
    with pytest.raises(InputError, match=r"in\.jsonl:2: an article needs a url"):
        loaded(target, path, strict=True)
    assert not (tmp_path / "REJECTS.out").exists()


def test_a_broken_file_does_not_stop_the_others_and_strict_does(target: stores.StoreTarget, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    cases.write_lines(folder / "a.jsonl", [GOOD])
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(LINE, 0)[:-40])
    cases.write_lines(folder / "c.jsonl", [GOOD | {"url": "https://daily.example/c"}])
    report, _ = loaded(target, folder)
    assert (report.exit_code, report.total("written")) == (3, 2)
    with pytest.raises(InputError, match="cut off"):
        loaded(target, folder, strict=True)
