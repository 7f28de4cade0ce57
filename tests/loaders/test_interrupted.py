"""What a load remembers from batch to batch makes no difference: begun anew after each batch, it leaves the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import loading_cases as cases
import pytest
import stores

from kg.store import Store
from kg.store.hashing import graph_hash
from loaders.loading import load
from loaders.pipeline import How

DEMO = Path(__file__).resolve().parents[2] / "kg/demo/articles.jsonl"
BATCH = 8


class Killed(BaseException):
    """The process is no more."""


def die(_count: int) -> None:
    raise Killed


def articles(store: Store) -> int:
    return int(store.rows("MATCH (a:Article) RETURN count(a) AS n")[0]["n"])


def loaded(target: stores.StoreTarget, news: Path, *, dying: bool) -> int:
    """Load to the end, each batch by itself where ``dying``: how many runs that took."""
    for run in range(1, 100):
        with target.open(write=True) as store:
            before = articles(store)
            try:
                load(store, "articles", [str(news)], how=How(batch=BATCH), rejects=news.with_name("REJECTS.jsonl"),
                     progress=die if dying else _live)  # fmt: skip
            except Killed:
                assert articles(store) <= before + BATCH
                dying = articles(store) > before  # the last step closes the load: it is let live
            else:
                return run
    raise AssertionError("it never ends")


def _live(_count: int) -> None:
    pass


def saga() -> Iterator[dict[str, str]]:
    """Months of news of one strike, by which a story reaches further back than what a batch is compared with."""
    about = (
        "Ferry crews on strike in Port Lorne",
        "Port Lorne ferry strike: talks in the harbour",
        "Islanders wait as the ferry strike at Port Lorne goes on",
        "Lighthouse of Port Lorne opens to visitors",
    )
    said = [
        "pay",
        "union",
        "crews",
        "hulls",
        "winter",
        "tickets",
        "island",
        "harbour",
        "mediator",
        "court",
        "vote",
        "fish",
    ]
    draw = Random(5)
    for day in range(120):
        words = draw.sample(said, 5)
        yield {
            "url": f"https://tide.example/{day}",
            "headline": f"{draw.choice(about)}: {' '.join(words[:2])}",
            "text": f"The ferry strike in Port Lorne was about {', '.join(words)}.",
            "published": (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=17 * day)).isoformat(),
            "language": "en",
        }


@pytest.mark.parametrize("what", ["demo", "world", "saga"])
def test_a_load_begun_anew_after_each_batch_leaves_what_one_at_a_stretch_does(what: str, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    if what == "demo":
        news.write_bytes(DEMO.read_bytes())
    else:
        cases.write_lines(news, cases.world(240) if what == "world" else saga())
    hashes = []
    for dying in (False, True):
        target = stores.embedded_target(tmp_path / f"dying-{dying}")
        Path(target.target).parent.mkdir()
        assert (loaded(target, news, dying=dying) > 10) == dying
        with target.open() as store:
            hashes.append(graph_hash(store))
    assert hashes[0] == hashes[1]
