"""Outlets' clocks: learned from copies, sightings and URL dates, jointly, with daylight saving, or not said at all."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
import stores

from kg.model import STRONG_CLOCK
from kg.store import Batch, Store
from kg.zones import ahead, zones_by_country
from loaders.clocks import Lowest, learned, mark_due, url_day
from loaders.enrich.clock_evidence import RIGHT, Clock, Pair, Period, Sight
from loaders.enrich.clocks import learn

WINTER = datetime(2026, 1, 5, tzinfo=UTC)
SPRING = datetime(2026, 3, 1, tzinfo=UTC)

Off = Callable[[datetime], float]


def constant(minutes: float) -> Off:
    return lambda _: minutes


def local(zone: str) -> Off:
    return lambda at: ahead(zone, at) or 0.0


class News:
    """Agencies and outlets that copy them some minutes later; ``off``: minutes that an outlet's stamps are ahead."""

    def __init__(self, off: dict[str, Off], *, seed: int = 1, outlets: int = 12, begun: datetime = WINTER) -> None:
        self.draw, self.off, self.begun = random.Random(seed), off, begun
        self.outlets = [f"o{n}" for n in range(outlets)]
        self.pairs: list[Pair] = []
        self.sights: list[Sight] = []

    def stamp(self, source: str, at: datetime) -> datetime:
        minutes = self.off[source](at) if source in self.off else 0.0
        return at + timedelta(minutes=minutes)

    def copies(self, events: int = 80, days: int = 60, lag: float = 20.0, slow: dict[str, float] | None = None) -> News:
        for number in range(events):
            at = self.begun + timedelta(minutes=self.draw.uniform(0, days * 1440))
            agency = self.draw.choice(("wire", "agency"))
            for source in self.draw.sample(self.outlets, 5):
                minutes = self.draw.lognormvariate(0, 0.9) * lag * (slow or {}).get(source, 1.0)
                copied = self.stamp(source, at + timedelta(minutes=minutes))
                self.pairs.append(Pair(f"{number} {source}", source, agency, copied, self.stamp(agency, at), sure=True))
        return self

    def seen(self, source: str, articles: int = 30, days: int = 30, poll: float = 20.0) -> News:
        for number in range(articles):
            at = self.begun + timedelta(minutes=self.draw.uniform(0, days * 1440))
            seen = at + timedelta(minutes=self.draw.uniform(0, poll))
            self.sights.append(Sight(f"{source} {number}", source, self.stamp(source, at), seen=seen))
        return self

    def learn(self, countries: dict[str, str | None] | None = None) -> dict[str, Clock]:
        free = {"wire", "agency", *self.outlets}
        return learn(self.pairs, self.sights, countries=countries or {}, free=free)


def wrong(clocks: dict[str, Clock]) -> dict[str, list[float]]:
    """Offsets of the outlets whose clocks are surely off."""
    return {s: [p.offset for p in c.periods] for s, c in clocks.items() if c.confidence >= STRONG_CLOCK}


def test_where_all_clocks_are_right_nothing_is_said() -> None:
    assert set(News({}).copies().learn().values()) == {RIGHT}


@pytest.mark.parametrize("minutes", [60, 120, -60, -300, 330, 480, -480])
def test_a_constant_offset_is_found_in_copies_alone(minutes: float) -> None:
    assert wrong(News({"o3": constant(minutes)}).copies().learn()) == {"o3": [minutes]}


def test_an_agency_with_a_wrong_clock_does_not_make_its_partners_look_wrong() -> None:
    assert wrong(News({"wire": constant(120)}).copies().learn()) == {"wire": [120]}


def test_several_wrong_clocks_are_told_apart() -> None:
    off = {"wire": constant(60), "o1": constant(60), "o2": constant(-300), "o5": constant(330)}
    assert wrong(News(off).copies(160).learn()) == {"wire": [60], "o1": [60], "o2": [-300], "o5": [330]}


@pytest.mark.parametrize("minutes", [7, 18, 25])
def test_pages_that_are_stamped_minutes_late_are_not_taken_for_half_an_hour(minutes: float) -> None:
    late = News({f"o{n}": constant(minutes) for n in range(3)}).copies().seen("o0").seen("o1", poll=5.0)
    assert wrong(late.learn()) == {}
    hour = News({"o0": constant(60)}).copies().seen("o0")
    assert wrong(hour.learn()) == {"o0": [60]}


@pytest.mark.parametrize("seed", range(6, 10))  # of these 55 minutes explained the seventh best
def test_an_hour_is_told_where_a_few_minutes_less_explain_as_much(seed: int) -> None:
    news = News({"o3": constant(-60)}, seed=seed).copies(40, slow={"o3": 0.5}).seen("o3", poll=30.0)
    assert wrong(news.learn()) == {"o3": [-60]}


def test_an_outlet_that_republishes_wires_late_has_no_wrong_clock() -> None:
    for seed in range(5):
        assert wrong(News({}, seed=seed).copies(slow={"o4": 8.0, "o7": 4.0}).learn()) == {}


@pytest.mark.parametrize("seed", [1, 3, 7])
def test_an_outlet_that_stamps_most_pages_anew_after_they_are_seen_has_no_wrong_clock(seed: int) -> None:
    draw = random.Random(seed)
    anew = News({"o0": lambda _: draw.uniform(40, 100) if draw.random() < 0.6 else 0.0}, seed=seed)
    assert wrong(anew.copies(40).seen("o0", 40, poll=5.0).learn()) == {}


def test_the_copies_of_two_articles_that_were_stamped_anew_show_no_clock() -> None:
    news = News({}).copies(30, days=28)
    for number in range(2):
        at = news.begun + timedelta(days=10 + number)
        copied = [(o, at + timedelta(minutes=news.draw.uniform(0, 30))) for o in news.outlets]
        news.pairs += [Pair(f"{number} {o}", o, "wire", c, at + timedelta(hours=1), sure=True) for o, c in copied]
    assert wrong(news.learn()) == {}


@pytest.mark.parametrize("seed", [0, 3, 4, 7])
def test_an_agency_that_is_an_hour_off_for_three_articles_makes_nobody_else_look_wrong(seed: int) -> None:
    news = News({}, seed=seed).copies(30, days=28)
    for number in range(3):
        at = news.begun + timedelta(days=10 + number)
        copied = [(o, at + timedelta(minutes=news.draw.uniform(0, 30))) for o in news.outlets]
        news.pairs += [Pair(f"anew {number} {o}", o, "wire", c, at + timedelta(hours=1), sure=True) for o, c in copied]
    assert wrong(news.learn()).keys() <= {"wire"}


def test_local_time_labelled_utc_moves_with_daylight_saving() -> None:
    news = News({"o3": local("Europe/Madrid")}, begun=SPRING).copies(120)
    clock = news.learn({"o3": "ES"})["o3"]
    assert (clock.zone, [p.offset for p in clock.periods]) == ("Europe/Madrid", [60, 120])
    assert clock.ahead(datetime(2026, 7, 1, 12, tzinfo=UTC)) == 120


def test_a_stamp_at_the_end_of_time_says_nothing_of_a_clock() -> None:
    news = News({"o3": local("America/Denver")}, begun=datetime(2026, 4, 1, tzinfo=UTC)).copies(120)
    far, seen = datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2026, 4, 5, 13, 56, tzinfo=UTC)
    news.sights += [Sight("far", "o3", far, seen=seen), Sight("dated", "o3", far, day=seen)]
    news.pairs.append(Pair("far", "o3", "wire", far, seen, sure=True))
    assert wrong(news.learn({"o3": "US"})) == {"o3": [-360]}


def test_without_a_country_the_change_is_found_in_the_stamps() -> None:
    clock = News({"o3": local("Europe/Madrid")}, begun=SPRING).copies(160).learn()["o3"]
    assert (clock.zone, [p.offset for p in clock.periods]) == (None, [60, 120])
    cut = clock.periods[0].stop
    assert cut is not None
    assert abs(cut - datetime(2026, 3, 29, 1, tzinfo=UTC)) < timedelta(days=4)


def test_a_clock_that_was_mended_is_right_from_then_on() -> None:
    mended = SPRING + timedelta(days=30)
    news = News({"o3": lambda at: 120.0 if at < mended else 0.0}, begun=SPRING).copies(160)
    clock = news.learn()["o3"]
    assert [p.offset for p in clock.periods] == [120, 0]
    assert clock.ahead(mended + timedelta(days=20)) == 0


def test_stamps_after_articles_were_seen_show_a_clock_that_is_ahead() -> None:
    news = News({"o1": constant(120)})
    for source in news.outlets:
        news.seen(source)
    assert wrong(news.learn()) == {"o1": [120]}


def test_delays_that_are_hours_for_one_outlet_alone_show_a_clock_that_is_behind() -> None:
    news = News({"o1": constant(-300)})
    for source in news.outlets:
        news.seen(source)
    assert wrong(news.learn()) == {"o1": [-300]}


def test_an_outlet_that_is_looked_at_once_a_day_has_no_clock_that_is_behind() -> None:
    news = News({})
    for source in news.outlets[1:]:
        news.seen(source)
    for day in range(40):
        at = WINTER + timedelta(days=day, hours=22, minutes=news.draw.uniform(0, 40))
        news.sights.append(Sight(f"o0 {day}", "o0", at, seen=WINTER + timedelta(days=day + 1, hours=3)))
    assert wrong(news.learn()) == {}


def test_one_copy_shows_nothing() -> None:
    news = News({"o0": constant(-300)}, outlets=12).copies(60)
    first = next(p for p in news.pairs if p.copy == "o0")
    news.pairs = [p for p in news.pairs if p.copy != "o0"] + [first]
    assert wrong(news.learn()) == {}


def test_two_outlets_alone_cannot_be_told_apart() -> None:
    at = [WINTER + timedelta(days=n, hours=9) for n in range(20)]
    pairs = [Pair(str(n), "a", "b", t + timedelta(minutes=61), t, sure=False) for n, t in enumerate(at)]
    assert wrong(learn(pairs, [], countries={}, free={"a", "b"})) == {}


def test_the_order_of_the_evidence_changes_nothing() -> None:
    news = News({"o3": constant(60), "wire": constant(-60)}).copies(200)
    expected = news.learn()
    news.pairs.reverse()
    assert news.learn() == expected


def test_outlets_learned_before_are_taken_as_they_are() -> None:
    news = News({"wire": constant(120), "o1": constant(60)}).copies(120)
    known = {"wire": Clock((Period(120.0, None, None, ""),), None, 0.99)}
    told = learn(news.pairs, news.sights, countries={}, free={"o1", "o2"}, known=known)
    assert wrong(told) == {"o1": [60]}


def test_a_sample_does_not_depend_on_the_order() -> None:
    def sample(keys: Iterable[str]) -> list[str]:
        lowest: Lowest[str] = Lowest(5)
        for key in keys:
            lowest.add("a", key, key)
        return list(lowest)

    keys = [str(n) for n in range(100)]
    assert sample(keys) == sample(reversed(keys))
    assert len(sample(keys)) == 5


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2026/01/30/x", 30),
        ("https://a.example/world/2026/jan/30/x", 30),
        ("https://a.example/2026-01-30/x", 30),
        ("https://a.example/20260130/x", 30),
        ("https://a.example/2026/02/31/x", None),
        ("https://a.example/2026/x", None),
        (None, None),
    ],
)
def test_days_are_read_from_urls(url: str | None, day: int | None) -> None:
    found = url_day(url)
    assert (found.day if found else None) == day


def test_zones_are_those_of_the_time_zone_database() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert len(zones_by_country()) > 240
    assert all(ahead(zone, at) is not None for zones in zones_by_country().values() for zone in zones)


def graph_of(news: News) -> Batch:
    """The pairs as articles of a graph."""
    batch = Batch()
    batch.node("Load", {"id": "l"})
    for source in ("wire", "agency", *news.outlets):
        batch.node("Source", {"id": source, "name": source})
    for pair in news.pairs:
        original = f"{pair.id} original"
        for source, stamp, id_ in ((pair.copy, pair.copied, pair.id), (pair.original, pair.stamped, original)):
            batch.node("Article", {"id": id_, "published": stamp, "instant": stamp, "published_precision": "second"})
            batch.edge("Source-PUBLISHED-Article", {"start": source, "end": id_, "load": "l"})
        batch.edge("Article-REPOST_OF-Article", {"start": pair.id, "end": f"{pair.id} original", "load": "l",
                                                 "evidence": "credit line", "similarity": 0.9})  # fmt: skip
    mark_due(batch, ["wire", "agency", *news.outlets])
    return batch


def offsets(store: Store) -> dict[str, list[float]]:
    rows = store.rows("MATCH (s:Source) WHERE size(s.clock_offsets) > 0 RETURN s.id AS id, s.clock_offsets AS o")
    return {row["id"]: row["o"] for row in rows}


def test_what_is_learned_is_kept_with_its_evidence_and_is_not_due_again(store_target: stores.StoreTarget) -> None:
    store = store_target.open(write=True)
    store.write(graph_of(News({"o3": constant(60)}).copies()))
    store.write(learned(store))
    assert offsets(store) == {"o3": [60.0]}
    row = store.rows("MATCH (s:Source {id: 'o3'}) RETURN s.clock_evidence AS why, s.clock_confidence AS sure")[0]
    assert row["why"][0].startswith("3")
    assert "texts shared with 2 outlets" in row["why"][0]
    assert row["sure"] >= STRONG_CLOCK
    assert len(learned(store)) == 0


def test_agencies_are_copied_and_do_not_copy(store_target: stores.StoreTarget) -> None:
    news = News({"o3": constant(-60)})
    news.copies()
    batch = graph_of(news)
    for row in batch.edges["Article-REPOST_OF-Article"]:
        row["evidence"] = "text"
    turned = [row for row in batch.edges["Article-REPOST_OF-Article"] if row["start"].endswith(" o3")]
    for row in turned:  # stamped an hour before the agency, the copy looked like the original
        row["start"], row["end"] = row["end"], row["start"]
    store = store_target.open(write=True)
    store.write(batch)
    agencies = Batch()
    for agency in ("wire", "agency"):
        agencies.node("Source", {"id": agency, "kind": "agency"})
    store.write(agencies)
    store.write(learned(store))
    assert offsets(store) == {"o3": [-60.0]}


def test_a_clock_that_turns_out_right_is_taken_back(store_target: stores.StoreTarget) -> None:
    store = store_target.open(write=True)
    store.write(graph_of(News({}).copies()))
    batch = Batch()
    batch.node("Source", {"id": "o3", "clock_offsets": [60.0], "clock_from": [""], "clock_to": [""],
                          "clock_evidence": ["?"], "clock_zone": "", "clock_confidence": 0.99})  # fmt: skip
    store.write(batch)
    store.write(learned(store))
    assert offsets(store) == {}


def test_outlets_that_share_texts_with_one_that_is_due_are_learned_too(store_target: stores.StoreTarget) -> None:
    store = store_target.open(write=True)
    batch = graph_of(News({"o3": constant(60)}).copies())
    for row in batch.nodes["Source"]:
        if row.get("clock_due"):
            row["clock_due"] = row["id"] == "wire"
    store.write(batch)
    store.write(learned(store))
    assert offsets(store) == {"o3": [60.0]}
