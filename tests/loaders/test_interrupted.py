"""What a load remembers from batch to batch makes no difference: begun anew after each batch, it leaves the same."""

from __future__ import annotations

from pathlib import Path

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


@pytest.mark.parametrize("what", ["demo", "world"])
def test_a_load_begun_anew_after_each_batch_leaves_what_one_at_a_stretch_does(what: str, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    if what == "demo":
        news.write_bytes(DEMO.read_bytes())
    else:
        cases.write_lines(news, cases.world(240))
    hashes = []
    for dying in (False, True):
        target = stores.embedded_target(tmp_path / f"dying-{dying}")
        Path(target.target).parent.mkdir()
        assert (loaded(target, news, dying=dying) > 10) == dying
        with target.open() as store:
            hashes.append(graph_hash(store))
    assert hashes[0] == hashes[1]
