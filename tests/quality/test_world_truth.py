"""The simulated world: what it says to be true is true of what it wrote."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.quality.worlds import Truth, containment
from bench.world.clocks import Clock, Zone
from bench.world.coverage import TIE
from bench.world.generate import Settings
from bench.world.tables import places, pools, sentences
from bench.world.truth import blind_sides, wilson
from bench.world.wording import tell
from bench.world.write import write
from loaders.records import validate
from loaders.stamps import parse

SMALL = Settings(events=60, seed=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("world")
    write(SMALL, made)
    return made


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    return Truth.read(folder / "truth.jsonl")


@pytest.fixture(scope="module")
def records(folder: Path) -> Mapping[str, dict[str, Any]]:
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    return {record["url"]: record for record in map(json.loads, lines)}


def instant(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(row["instant"])


def test_the_same_seed_gives_the_same_world_and_another_another(folder: Path, tmp_path: Path) -> None:
    write(SMALL, tmp_path / "again")
    write(Settings(events=60, seed=6), tmp_path / "other")
    for name in ("articles.jsonl", "truth.jsonl", "sources.csv", "ratings.csv", "owners.csv"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name
    assert (folder / "articles.jsonl").read_bytes() != (tmp_path / "other" / "articles.jsonl").read_bytes()


def test_every_article_is_a_valid_record_of_which_the_truth_is_told(
    records: Mapping[str, dict[str, Any]], truth: Truth
) -> None:
    assert records.keys() == truth.articles.keys()
    for record in records.values():
        validate("article", record)


def test_all_that_may_happen_happens(truth: Truth) -> None:
    kinds = {row["kind"] for row in truth.articles.values()}
    assert kinds == {"report", "copy", "version", "preview", "followup", "opinion", "roundup"}
    hows = {row["how"] for row in truth.articles.values()} - {None}
    assert hows == {"verbatim", "headline", "trimmed", "local", "edited", "translated"}
    assert {"right", "local", "fixed", "drift", "day", "midnight", "none"} == set(truth.faults.values())


def test_a_copy_comes_out_after_what_it_copies_and_a_preview_before_the_event(truth: Truth) -> None:
    originals = {row["family"]: row for row in truth.articles.values() if row["kind"] == "report"}
    for row in truth.articles.values():
        if row["kind"] == "copy" and row["family"] in originals:
            assert instant(row) > instant(originals[row["family"]]) + TIE
        if row["kind"] == "preview":
            event = truth.stories.get(row["story"].removesuffix(".preview"))
            assert event is None or instant(row) < datetime.fromisoformat(event["at"])


def test_the_first_are_the_earliest_originals_within_a_tie_and_none_lies_where_nobody_could_say(truth: Truth) -> None:
    for name, urls in truth.members().items():
        if name not in truth.stories:
            continue
        rows = [truth.articles[u] for u in urls]
        held = {r["family"] for r in rows if r["kind"] != "copy"}
        heads = {r["url"]: instant(r) for r in rows if r["kind"] not in {"copy", "preview"}}
        for family in {r["family"] for r in rows} - held:
            copy = min((r for r in rows if r["family"] == family), key=instant)
            heads[copy["url"]] = instant(copy)
        start = min(heads.values())
        assert set(truth.stories[name]["first"]) == {u for u, at in heads.items() if at - start <= TIE}


def test_who_was_first_in_a_country_is_of_it_and_the_first_of_all_is_first_in_its_own(
    truth: Truth, folder: Path
) -> None:
    import csv

    with (folder / "sources.csv").open(encoding="utf-8") as lines:
        country = {row["source"]: row["country"] for row in csv.DictReader(lines)}
    for row in truth.stories.values():
        for where, urls in row["by"]["country"].items():
            assert {country[truth.articles[u]["source"]] for u in urls} == {where}
        for url in row["first"]:
            assert url in row["by"]["country"][country[truth.articles[url]["source"]]]


def test_reports_of_one_event_share_facts_and_copies_share_sentences(
    records: Mapping[str, dict[str, Any]], truth: Truth
) -> None:
    stories: dict[str, list[str]] = defaultdict(list)
    for url, row in truth.articles.items():
        if row["kind"] in {"report", "copy"}:
            stories[row["story"]].append(url)
    copies, reports = [], []
    for urls in stories.values():
        for one in urls[:8]:
            for other in urls[:8]:
                a, b = truth.articles[one], truth.articles[other]
                if one < other and a["how"] != "translated" != b["how"]:
                    alike = containment(records[one]["text"], records[other]["text"])
                    (copies if a["family"] == b["family"] else reports).append(alike)
    assert max(reports) < 0.5
    assert sorted(copies)[len(copies) // 10] > 0.8


@pytest.mark.parametrize("fault", ["local", "fixed", "right"])
def test_a_stamp_is_off_by_what_the_truth_says_before_and_after_the_clocks_change(fault: str) -> None:
    clock = Clock(fault, "z", Zone.read("eu+1"), 120)
    before, after = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
    told = [(parse(clock.stamp(at) or "").at - at) / timedelta(minutes=1) for at in (before, after)]
    assert told == {"local": [60, 120], "fixed": [120, 120], "right": [0, 0]}[fault]
    assert told == [clock.offset(at) / timedelta(minutes=1) for at in (before, after)]


@pytest.mark.parametrize(
    ("zone", "before", "after", "minutes"),
    [
        ("us-5", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z", (-300, -240)),
        ("us-8", "2026-11-01T08:59:59Z", "2026-11-01T09:00:00Z", (-420, -480)),
        ("eu+0", "2026-10-25T00:59:59Z", "2026-10-25T01:00:00Z", (60, 0)),
        ("au+10", "2026-04-04T15:59:59Z", "2026-04-04T16:00:00Z", (660, 600)),
        ("no+5.5", "2026-03-28T12:00:00Z", "2026-10-28T12:00:00Z", (330, 330)),
    ],
)
def test_clocks_change_where_and_when_the_law_says(
    zone: str, before: str, after: str, minutes: tuple[int, int]
) -> None:
    told = tuple(Zone.read(zone).ahead(datetime.fromisoformat(at)) for at in (before, after))
    assert told == minutes


def test_a_source_off_by_whole_hours_stamps_its_articles_so(
    records: Mapping[str, dict[str, Any]], truth: Truth
) -> None:
    seen = 0
    for source, offsets in truth.offsets.items():
        stamped = [
            (parse(records[u]["published"]).at - instant(row)) / timedelta(minutes=1)
            for u, row in truth.articles.items()
            if row["source"] == source and "published" in records[u] and "modified" not in records[u]
        ]
        if offsets and stamped:
            near = [any(abs(off - o) < 1 for o in offsets) for off in stamped]
            assert sum(near) > 0.8 * len(near), source
            seen += 1
    assert seen > 4


def test_a_side_is_blind_by_the_definition_alone() -> None:
    from bench.world.outlets import outlets

    made = outlets(66, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC), 1)
    right = {o.id for o in made if o.side == "right"}
    assert blind_sides(right, made) == ["left"]
    assert blind_sides({o.id for o in made}, made) == []
    assert blind_sides(right, made[:9]) == [], "too few are rated"
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(1, 10) == pytest.approx((0.01788, 0.40415), abs=1e-4)


def test_leads_are_short_and_cut_at_a_word(tmp_path: Path) -> None:
    write(Settings(events=8, seed=5, leads=True), tmp_path)
    texts = [json.loads(line)["text"] for line in (tmp_path / "articles.jsonl").read_text("utf-8").splitlines()]
    assert max(map(len, texts)) <= 250
    assert sum(text.endswith("…") for text in texts) > 0.8 * len(texts)


def test_every_sentence_stands_in_three_languages_with_the_same_facts() -> None:
    import re

    for slot, rows in sentences().items():
        for row in rows:
            assert len(row) == 3, (slot, row)
            facts = [set(re.findall(r"\{(\w+)\}", text)) for text in row]
            assert facts[0] == facts[1] == facts[2], (slot, row)
            assert all(text.count("[") == text.count("]") for text in row), (slot, row)
    assert all(len(words) == 3 and all(words) for rows in pools().values() for words in rows)
    assert all(all(place.names) for place in places())


def test_what_runs_together_does() -> None:
    from random import Random

    facts = {"x": ("dengue", "el dengue", "le paludisme"), "y": ("a lamp", "una lámpara", "un phare")}
    assert tell("Malades de {x}, face à {x}, photos de {y}", facts, "fr", Random(1)) == (
        "Malades du paludisme, face au paludisme, photos d'un phare"
    )
    assert tell("Enfermos de {x}, frente a {x}", facts, "es", Random(1)) == "Enfermos del dengue, frente al dengue"
