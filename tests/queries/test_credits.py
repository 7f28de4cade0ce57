"""Articles that say who was first, beside the stamps, on both engines."""

from __future__ import annotations

import json
from pathlib import Path

from stores import StoreTarget

from loaders.loading import load
from queries import query
from queries._ask import ask

SALE = "Corran Steel buys the ferry company of Port Lorne"
NEWS = (
    ("tideline", "10:05", f"{SALE}, two people close to the talks said in the harbour on Sunday evening."),
    ("gazette", "09:00", f"{SALE}, as first reported by The Tideline. Islanders fear for their winter timetable."),
    ("harbour", "12:00", f"On Sunday Tideline was the first to report that {SALE}. Talks had gone on since autumn."),
    ("elbwarte", "13:00", f"{SALE}. The sale was first reported by the Elbwarte, and by nobody else until noon."),
    ("pilot", "14:00", f"{SALE}, first reported by the Lorne Letter, a sheet that the pilots of the port print."),
)
OUTLETS = "source,name\ntideline.example,Tideline\nelbwarte.example,Die Elbwarte\n"


def test_whom_articles_name_as_first_is_told_beside_the_stamps(store_target: StoreTarget, tmp_path: Path) -> None:
    news, outlets = tmp_path / "news.jsonl", tmp_path / "outlets.csv"
    news.write_text("".join(
        json.dumps({"url": f"https://www.{outlet}.example/1", "headline": SALE, "text": text, "language": "en",
                    "published": f"2026-02-01T{at}:00Z"}) + "\n"
        for outlet, at, text in NEWS
    ))  # fmt: skip
    outlets.write_text(OUTLETS, "utf-8")
    with store_target.open(write=True) as store:
        load(store, "articles", [str(news)], rejects=tmp_path / "REJECTS.jsonl")
        load(store, "sources", [str(outlets)], rejects=tmp_path / "REJECTS.jsonl")
        told = ask(store, query("first"), {"story": "corran steel"})
        page = ask(store, query("story"), {"story": "corran steel"})
    assert told.facts["credited"] == [
        {"source": "tideline.example", "name": "Tideline", "articles": 2, "status": "later"},
        {"source": None, "name": "Lorne Letter", "articles": 1, "status": None},
    ]
    assert told.facts["sentence"].startswith("gazette.example broke the news")
    assert told.facts["confidence"] == page.facts["confidence"] == "medium: 2 articles say that Tideline was first"
    assert page.facts["credited"] == told.facts["credited"]
