"""``kg load`` as people and cron jobs use it: what it says, where it reads from, what it leaves, how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from kg.cli import progress as progress_module
from kg.cli.main import main
from kg.cli.progress import progress
from kg.settings import Settings
from kg.store import open_store
from loaders.report import DocumentReport

GOOD = {
    "url": "https://daily.example/1",
    "headline": "A bridge opens",
    "text": "Ana Torres opened it.",
    "language": "en",
}
WRONG = {"headline": "No address"}
KG = (sys.executable, "-c", "from kg.cli.main import main; main()")

Kg = Callable[..., tuple[int, str]]


@pytest.fixture
def kg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Kg]:
    """Run ``kg load articles`` in an empty folder; exit code and what was said. Standard output must stay empty."""
    monkeypatch.chdir(tmp_path)
    for name in ("KG_STORE", "NEO4J_URI", "KG_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str, what: str = "articles") -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            main(["load", what, *arguments])
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "Traceback" not in shown.err
        return int(end.value.code or 0), shown.err

    yield run
    signal.signal(signal.SIGTERM, before)


def write(name: str, *records: object) -> str:
    Path(name).write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return name


def articles(store: str = "news.kgl") -> int:
    with open_store(store, Settings()) as opened:
        return opened.counts().nodes["Article"]


def test_a_load_says_what_it_did_on_standard_error_and_ends_with_0(kg: Kg) -> None:
    code, said = kg(write("in.jsonl", GOOD))
    assert code == 0
    assert re.fullmatch(r"1 record of articles in news\.kgl \(1 input, \d+\.\d s\)\n", said)
    assert articles() == 1


def test_some_rejected_is_10_and_the_line_says_where_they_are(kg: Kg) -> None:
    code, said = kg(write("in.jsonl", GOOD, WRONG), "--rejects", "wrong.jsonl")
    assert code == 10
    assert said.endswith("1 record rejected, kept with its reason in wrong.jsonl: mend it and load it again\n")
    (reject,) = [json.loads(line) for line in Path("wrong.jsonl").read_text().splitlines()]
    assert (reject["file"], reject["line"], reject["kind"], reject["record"]) == ("in.jsonl", 2, "article", WRONG)
    assert not Path("REJECTS.jsonl").exists()


def test_one_broken_file_in_a_folder_is_3_and_the_others_are_loaded(kg: Kg) -> None:
    Path("inbox").mkdir()
    write("inbox/a.jsonl", GOOD)
    Path("inbox/b.csv").write_bytes(b"\xff\xd8\xff\xe0 no table \x00\x01")
    write("inbox/c.jsonl", GOOD | {"url": "https://daily.example/2"})
    code, said = kg("inbox")
    assert code == 3
    assert "not read: inbox/b.csv: " in said
    assert articles() == 2


def test_an_empty_file_is_said_to_be_empty(kg: Kg) -> None:
    code, said = kg(write("empty.csv"))
    assert code == 3
    assert "not read: empty.csv: it is empty" in said


def test_strict_stops_with_one_line_that_names_file_and_line(kg: Kg) -> None:
    code, said = kg(write("in.jsonl", GOOD, WRONG), "--strict")
    assert code == 3
    reason = "an article needs a url, or a source and a headline"
    assert said == f"error: in.jsonl:2: {reason}: mend the record, or load without --strict\n"


def test_quiet_says_nothing_but_errors(kg: Kg) -> None:
    assert kg(write("in.jsonl", GOOD, WRONG), "--quiet") == (10, "")
    code, said = kg("nowhere.jsonl", "--quiet")
    assert (code, said) == (3, "error: nowhere.jsonl: no such file or folder: check the spelling\n")


def test_a_report_is_for_scripts(kg: Kg) -> None:
    code, _ = kg(write("in.jsonl", GOOD | {"mood": "calm"}, WRONG), "--report", "report.json")
    report = json.loads(Path("report.json").read_text("utf-8"))
    assert report.pop("seconds") >= 0
    assert report == {
        "kind": "articles", "documents": 1, "already_loaded": 0, "read": 2, "written": 1, "unchanged": 0, "rejected": 1,
        "rejects_file": "REJECTS.jsonl", "failed": [], "guessed_encodings": {}, "unknown_fields": {"mood": 1},
        "missing_models": {}, "exit_code": code,
    }  # fmt: skip


def test_a_report_that_cannot_be_written_is_said_after_what_was_done(kg: Kg) -> None:
    code, said = kg(write("in.jsonl", GOOD), "--report", "no/such/folder.json")
    assert code == 1
    assert said.splitlines()[0].startswith("1 record of articles")
    assert (
        said.splitlines()[-1]
        == "error: no/such/folder.json: No such file or directory: name another file with --report"
    )


def test_a_dry_run_checks_everything_and_writes_nothing_with_and_without_a_store(kg: Kg) -> None:
    write("in.jsonl", GOOD, WRONG)
    for there in (False, True):
        code, said = kg("in.jsonl", "--dry-run")
        assert code == 10
        assert said.startswith("1 record of articles checked, nothing written (1 input, ")
        assert said.endswith("1 record rejected\n")
        assert not Path("REJECTS.jsonl").exists()
        if there:
            assert articles() == 0
        else:
            assert sorted(path.name for path in Path().iterdir()) == ["in.jsonl"]
            kg(write("source.jsonl", {"source": "daily.example"}), what="sources")


def test_their_field_names_are_mapped_to_ours_and_unknown_ones_are_told(kg: Kg) -> None:
    theirs = {"link": GOOD["url"], "title": "A bridge opens", "mood": "calm"}
    code, said = kg(write("in.jsonl", theirs), "--map", "link=url", "--map", "title=headline")
    assert code == 0
    assert "kept out, as no record has such a field: mood (1): --map theirs=ours takes one" in said
    code, said = kg("in.jsonl", "--map", "link=url", "--map", "title=headline", "--map", "mood=", "--again")
    assert "kept out" not in said
    assert articles() == 1


def test_a_limit_is_for_trying_and_the_load_without_it_goes_on(kg: Kg) -> None:
    write("in.jsonl", *({**GOOD, "url": f"https://daily.example/{n}"} for n in range(5)))
    assert kg("in.jsonl", "--limit", "2")[1].startswith("2 records")
    assert kg("in.jsonl")[1].startswith("5 records")
    assert kg("in.jsonl")[1].splitlines()[-1] == "1 input loaded before: --again reads anew"
    assert "5 records of articles in news.kgl, 5 of them unchanged" in kg("in.jsonl", "--again")[1]
    assert articles() == 5


def test_mended_rejects_are_loaded_by_the_same_command(kg: Kg) -> None:
    kg(write("in.jsonl", GOOD | {"published": "soon"}))
    rejects = Path("REJECTS.jsonl")
    rejects.write_text(rejects.read_text("utf-8").replace("soon", "2026-01-30"), encoding="utf-8")
    assert kg("REJECTS.jsonl")[0] == 0
    assert articles() == 1


def test_records_of_another_kind_are_rejected_with_that_reason(kg: Kg) -> None:
    rating = {"source": "daily.example", "rater": "R", "kind": "bias", "value": "left"}
    code, _ = kg(write("mixed.jsonl", GOOD, rating))
    assert code == 10
    assert "needs a url" in Path("REJECTS.jsonl").read_text("utf-8")


def test_standard_input_is_read_and_its_lines_are_named(tmp_path: Path) -> None:
    text = json.dumps(GOOD) + "\n" + json.dumps(WRONG) + "\n"
    for _ in range(2):  # the same text again is known again
        done = subprocess.run(
            [*KG, "load", "articles", "-", "--store", "news.kgl"], cwd=tmp_path, input=text, capture_output=True,
            text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (done.stdout, "Traceback" in done.stderr) == ("", False)
    assert "1 input loaded before" in done.stderr
    (reject,) = [json.loads(line) for line in (tmp_path / "REJECTS.jsonl").read_text().splitlines()]
    assert (reject["file"], reject["line"]) == ("-", 2)


class _News(BaseHTTPRequestHandler):
    """Serves one article at /news.jsonl, and nothing else."""

    def do_GET(self) -> None:
        found = self.path == "/news.jsonl"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/jsonl")
        self.end_headers()
        if found:
            self.wfile.write(json.dumps(GOOD).encode() + b"\n")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server on loopback."""
    with HTTPServer(("127.0.0.1", 0), _News) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_url_of_this_network_is_read_only_where_that_is_allowed(kg: Kg, server: str) -> None:
    code, said = kg(f"{server}/news.jsonl")
    assert code == 5
    assert "not read: " in said
    assert articles() == 0
    assert kg(f"{server}/news.jsonl", "--allow-private")[0] == 0
    assert articles() == 1
    with open_store("news.kgl", Settings()) as store:
        assert store.rows("MATCH (a:Article) WHERE a.first_seen IS NOT NULL RETURN count(a) AS n") == [{"n": 1}]


def test_a_url_that_fails_does_not_stop_the_others_and_strict_does(kg: Kg, server: str) -> None:
    local = write("in.jsonl", GOOD | {"url": "https://daily.example/2"})
    given = (f"{server}/lost.xml", local, f"{server}/news.jsonl", "--allow-private")
    code, said = kg(*given)
    assert code == 5
    assert said.count("not read: ") == 1
    assert articles() == 2
    assert not Path("REJECTS.jsonl").exists()
    assert kg(*given, "--strict", "--again")[0] == 5


def test_a_store_that_another_process_writes_is_said_or_waited_for(kg: Kg) -> None:
    write("in.jsonl", GOOD)
    holding = (
        "import sys; from kg.settings import Settings; from kg.store import open_store\n"
        "with open_store('news.kgl', Settings(), write=True): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        code, said = kg("in.jsonl")
        assert code == 4
        assert "is being written by another process" in said
        assert said.count("\n") == 1
        threading.Timer(1.0, holder.stdin.close).start()
        assert kg("in.jsonl", "--wait", "30")[0] == 0
    assert articles() == 1


# --- progress ---------------------------------------------------------------------------------------------------------


def test_off_a_terminal_progress_is_a_line_with_a_timestamp_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = DocumentReport("in.jsonl", "jsonl", read=1_200, rejected=7)
    with progress(quiet=False) as tell:
        tell(done)
        assert capsys.readouterr().err == ""
        monkeypatch.setattr(progress_module, "SECONDS_A_LINE", 0.0)
        tell(done)
    line = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ in\.jsonl: 1,200 records as jsonl, 7 rejected, [\d,]+/s\n"
    assert re.fullmatch(line, capsys.readouterr().err)
    with progress(quiet=True) as tell:
        tell(done)
    assert capsys.readouterr().err == ""


def test_on_a_terminal_progress_is_one_live_line(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(GOOD) + "\n", encoding="utf-8")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*KG, "load", "articles", "in.jsonl", "--store", "news.kgl"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=follower,
        env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while True:
        try:
            shown += os.read(leader, 4_096)
        except OSError:
            break
    os.close(leader)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, b"")
    assert b"reading" in shown
    assert b"1 record of articles in news.kgl" in shown


def test_an_encoding_that_was_guessed_is_said_and_one_that_is_known_is_not(kg: Kg) -> None:
    text = "url,headline\nhttps://daily.example/9,La señora Muñoz habló ayer\n"
    Path("guessed.csv").write_bytes(text.encode("cp1252"))
    Path("known.csv").write_bytes(text.replace("/9", "/8").encode())
    code, said = kg("guessed.csv", "known.csv", "--report", "report.json")
    assert code == 0
    assert "guessed.csv is not UTF-8 and was read as cp1252, a guess" in said
    assert "known.csv is not" not in said
    assert json.loads(Path("report.json").read_text())["guessed_encodings"] == {"guessed.csv": "cp1252"}
