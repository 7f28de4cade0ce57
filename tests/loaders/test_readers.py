"""What every reader of the registry keeps to, shown on its golden pairs: inputs beside ``expected.jsonl``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading_cases import as_json, document, read

from kg.errors import InputError
from loaders.documents import Document
from loaders.reading import Bad, Raw, choose, readers

GOLDEN = Path(__file__).parent.parent / "golden" / "readers"
NAMES = sorted(readers())


def inputs(name: str) -> list[Path]:
    return sorted(path for path in (GOLDEN / name).glob("*") if path.name != "expected.jsonl")


CASES = [(name, path) for name in NAMES for path in inputs(name)]
case = pytest.mark.parametrize(("name", "path"), CASES, ids=[f"{name}-{path.name}" for name, path in CASES])


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_says_what_it_is_and_shows_an_example(name: str) -> None:
    reader = readers()[name]
    assert reader.name == name
    assert reader.summary.endswith(".")
    assert "\n" not in reader.summary
    assert reader.kinds
    assert reader.example.startswith("kg load ")


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_has_a_golden_pair(name: str) -> None:
    assert inputs(name), f"no input in {GOLDEN / name}"
    assert (GOLDEN / name / "expected.jsonl").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_yields_what_its_golden_pair_expects_and_prints_nothing(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    got = [{"file": path.name} | as_json(one) for path in inputs(name) for one in read(name, Document(path.name, path))]
    lines = (GOLDEN / name / "expected.jsonl").read_text("utf-8").splitlines()
    assert got == [json.loads(line) for line in lines]
    assert capfd.readouterr() == ("", "")


@case
def test_a_reader_yields_records_of_its_kinds_in_the_order_of_their_lines(name: str, path: Path) -> None:
    records = read(name, Document(path.name, path))
    assert {record.kind for record in records if isinstance(record, Raw)} <= set(readers()[name].kinds)
    assert {record.place.path for record in records} == {path.name}
    lines = [record.place.line for record in records if record.place.line]
    assert lines == sorted(lines)


@case
def test_a_golden_input_is_recognised_by_its_content(name: str, path: Path) -> None:
    assert choose(Document("no-suffix", path)).name == name


@case
def test_reading_twice_gives_the_same(name: str, path: Path) -> None:
    source = Document(path.name, path)
    assert [as_json(one) for one in read(name, source)] == [as_json(one) for one in read(name, source)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\xff" * 500, b"PK\x03\x04" + bytes(200), b"\x89PNG\r\n\x1a\n" + bytes(99)]
)
def test_a_reader_does_not_take_a_binary_file(name: str, data: bytes, tmp_path: Path) -> None:
    assert readers()[name].sniff(document(tmp_path, data)) == 0


@pytest.mark.parametrize("name", ["csv", "jsonl", "json", "parquet", "feed", "article-bias"])
def test_a_reader_of_records_does_not_take_a_web_page(name: str, tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html><head><title>a, b</title></head><body>a, b\nc, d</body></html>"
    assert readers()[name].sniff(document(tmp_path, page)) == 0


@pytest.mark.parametrize("name", ["csv", "jsonl", "json", "parquet", "feed"])
def test_an_empty_file_is_an_error_that_names_the_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^input: empty"):
        read(name, document(tmp_path, b""))


@pytest.mark.parametrize("name", NAMES)
def test_a_cut_off_gzip_file_is_an_error_and_not_a_crash(name: str, tmp_path: Path) -> None:
    import gzip
    import random

    noise = random.Random(1).randbytes(200_000).hex()
    whole = gzip.compress(f'{{"url": "https://morning.example/1", "headline": "{noise}"}}\n'.encode())
    source = document(tmp_path, whole[: len(whole) // 2])
    with pytest.raises(InputError, match="input"):
        assert all(isinstance(one, Bad) for one in read(name, source))
