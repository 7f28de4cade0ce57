"""Files, folders, globs, pipes and URLs become documents, in their order; what is passed over is told."""

from __future__ import annotations

import gzip
import io
import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.errors import InputError, UsageError
from loaders.fetching import Fetched, Fetcher
from loaders.lines import Line, lines
from loaders.locations import expand, without_credentials


def locations_of(paths: list[str], tmp_path: Path, on_skip=None) -> list[str]:
    found = expand(paths, fetcher=None, spool_dir=tmp_path, on_skip=on_skip)
    return [os.path.relpath(document.path, tmp_path) for document in found]


def test_a_folder_is_read_through_in_order_without_what_is_no_data(tmp_path: Path):
    for name in ("b.csv", "a/z.jsonl", "a/.hidden", ".git/config", "README.txt", "notes.MD", "LICENSE", "licenses.csv"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("x")
    skipped: dict[str, str] = {}
    found = locations_of([str(tmp_path / "in")], tmp_path, lambda path, why: skipped.update({Path(path).name: why}))
    assert found == ["in/a/z.jsonl", "in/b.csv", "in/licenses.csv"]
    assert skipped == {
        ".hidden": "hidden",
        ".git": "hidden",
        "README.txt": "about the data, not data",
        "notes.MD": "about the data, not data",
        "LICENSE": "about the data, not data",
    }


def test_links_that_lead_back_do_not_hang_and_nothing_is_read_twice(tmp_path: Path):
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.csv").write_text("x")
    (folder / "deep" / "up").symlink_to(folder)
    (folder / "deep" / "up2").symlink_to(folder)
    (folder / "nowhere").symlink_to(tmp_path / "missing")
    (folder / "self").symlink_to(folder / "self")
    os.mkfifo(folder / "pipe")
    skipped: list[tuple[str, str]] = []
    assert locations_of([str(folder)], tmp_path, lambda p, why: skipped.append((Path(p).name, why))) == [
        "in/deep/a.csv"
    ]
    assert locations_of([f"{folder}/**/*.csv"], tmp_path) == ["in/deep/a.csv"]
    assert locations_of([f"{folder}/**"], tmp_path) == ["in/deep/a.csv"]
    assert skipped == [
        ("up", "read already, under another name"),
        ("up2", "read already, under another name"),
        ("nowhere", "a link to nothing"),
        ("pipe", "not a regular file"),
        ("self", "a link to nothing"),
    ]


def test_globs_are_sorted_leave_hidden_files_and_open_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("2024-b/x.csv", "2024-a/y.csv", "2024.csv", ".2024.csv", "2023.csv", ".c/z.csv", "[1].csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert locations_of([f"{tmp_path}/2024*"], tmp_path) == ["2024-a/y.csv", "2024-b/x.csv", "2024.csv"]
    assert locations_of([f"{tmp_path}/.c/*.csv"], tmp_path) == [".c/z.csv"]
    assert locations_of([f"{tmp_path}/[1].csv"], tmp_path) == ["[1].csv"]
    monkeypatch.chdir(tmp_path / ".c")
    assert locations_of(["../202[34].csv"], tmp_path) == ["2023.csv", "2024.csv"]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("missing.csv", "no such file or folder"),
        ("*.nothing", "no file fits this pattern"),
        ("file:///missing.csv", "no such file or folder"),
        ("file://elsewhere/a.csv", "a file URL of another machine"),
        ("s3://user:secret@bucket/a.csv", "this kind of URL is not read"),
        ("https://user:secret@a.example/", "reading from the network is off"),
        ("", "no such file or folder"),
    ],
)
def test_what_can_not_be_found_is_an_input_error_that_says_so(tmp_path: Path, path: str, what: str):
    with pytest.raises(InputError, match=what) as caught:
        locations_of([path], tmp_path)
    assert "secret" not in caught.value.line()


def test_a_misspelt_path_stops_the_load_before_anything_is_read(tmp_path: Path):
    (tmp_path / "a.csv").write_text("x")
    found = expand([str(tmp_path / "a.csv"), str(tmp_path / "b.csv")], fetcher=None, spool_dir=tmp_path)
    with pytest.raises(InputError, match=r"b\.csv"):
        next(found)


def test_a_file_url_names_its_file(tmp_path: Path):
    (tmp_path / "año 1.csv").write_text("x")
    (found,) = expand([(tmp_path / "año 1.csv").as_uri()], fetcher=None, spool_dir=tmp_path)
    assert (found.path, found.fetched) == (tmp_path / "año 1.csv", None)


def test_standard_input_is_spooled_and_its_file_goes_when_reading_moves_on(tmp_path: Path, monkeypatch):
    (tmp_path / "b.csv").write_text("x")
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b"news"))))
    found = expand(["-", str(tmp_path / "b.csv")], fetcher=None, spool_dir=spool)
    first = next(found)
    assert (first.location, first.head(), first.head()) == ("-", b"news", b"news")
    assert len(list(spool.iterdir())) == 1
    next(found)
    assert list(spool.iterdir()) == []


def test_the_spooled_file_goes_too_when_reading_is_given_up(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"news")))
    found = expand(["-"], fetcher=None, spool_dir=tmp_path)
    next(found)
    found.close()
    assert list(tmp_path.iterdir()) == []


def test_standard_input_named_twice_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match="named twice"):
        locations_of(["-", "-"], tmp_path)


def test_a_missing_standard_input_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="no standard input"):
        locations_of(["-"], tmp_path)


def test_a_pipe_is_spooled_since_it_is_read_more_than_once(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(b"news\n"))
    writer.start()
    for document in expand([str(tmp_path / "pipe")], fetcher=None, spool_dir=tmp_path):
        assert (document.location, document.head(), list(lines(document))) == (
            str(tmp_path / "pipe"),
            b"news\n",
            [Line(1, "news")],
        )
    writer.join()


def test_a_device_is_neither_file_nor_folder(tmp_path: Path):
    with pytest.raises(InputError, match="neither a file nor a folder"):
        locations_of(["/dev/null"], tmp_path)


def test_a_fetched_document_carries_its_origin_without_credentials_and_is_removed(tmp_path: Path):
    instant = datetime(2026, 1, 30, tzinfo=UTC)

    class OnePage(Fetcher):
        def __init__(self) -> None:
            pass

        def fetch(self, url, *, etag=None, last_modified=None, spool_dir=None) -> Fetched:
            (spool_dir / "body").write_bytes(b"<rss/>")
            final = "https://a.example/feed"
            return Fetched(spool_dir / "body", final, "application/rss+xml", "utf-8", None, None, instant)

    url = "https://user:secret@a.example/rss?key=1"
    reading = expand([url], fetcher=OnePage(), spool_dir=tmp_path)
    got = next(reading)
    assert (got.location, got.final_url) == ("https://a.example/rss?key=1", "https://a.example/feed")
    assert (got.media_type, got.charset, got.fetched) == ("application/rss+xml", "utf-8", instant)
    assert got.head() == b"<rss/>"
    assert list(reading) == []
    assert not got.path.exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@a.example/x?k=v", "https://a.example/x?k=v"),
        ("HTTP://u:p@b@a.example", "HTTP://a.example"),
        ("https://a.example/@user/feed", "https://a.example/@user/feed"),
        ("folder/a@b.csv", "folder/a@b.csv"),
    ],
)
def test_credentials_are_taken_out_of_urls_and_nothing_else(url: str, shown: str):
    assert without_credentials(url) == shown
