"""Whether an owner's outlets cover stories about the owner: whose story it is, on which day, and who is a peer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from stores import StoreTarget

from kg.ids import name_key
from kg.query import Answer
from kg.store import Batch, Store
from queries import query
from queries._ask import ask
from queries._odds import compared

LOAD = "l-1"
DAY = datetime(2026, 3, 10, 9, tzinfo=UTC)


class World:
    """A small market: the group's Tide and Ebb, their peers Quay and Mole, all of Spain and in Spanish."""

    def __init__(self) -> None:
        self.batch = Batch()
        self.batch.node("Load", {"id": LOAD, "kind": "articles", "state": "done"})
        for site in ("tide", "ebb", "quay", "mole"):
            self.source(site, "ES", "es")
        for id_, name, kind in (("mara", "Mara Prensa", "person"), ("group", "Grupo Marea, S.A.", "company"),
                                ("docks", "Muelles Unidos", "company")):  # fmt: skip
            self.owner(id_, name, kind)
        self.holding("mara", "group", 0.7)
        self.holding("group", "docks", 0.8)
        self.holding("group", "tide.example", 1.0)
        self.holding("group", "ebb.example", 1.0)

    def source(self, site: str, country: str | None, language: str | None) -> None:
        self.batch.node("Source", {"id": f"{site}.example", "name": site.title(), "name_key": site, "country": country,
                                   "language": language, "domains": [f"{site}.example"]})  # fmt: skip

    def owner(self, id_: str, name: str, kind: str | None, plain: str | None = "grupo marea") -> None:
        self.batch.node("Owner", {"id": id_, "name": name, "name_key": name_key(name), "kind": kind,
                                  "plain_key": plain if id_ == "group" else name_key(name)})  # fmt: skip

    def holding(
        self, owner: str, owned: str, share: float, *, since: date | None = None, until: date | None = None
    ) -> None:
        edge = "Owner-OWNS-Source" if owned.endswith(".example") else "Owner-OWNS-Owner"
        self.batch.edge(edge, {"start": owner, "end": owned, "share_exact": share, "valid_from": since,
                               "valid_to": until, "load": LOAD, "fact": f"{owner}-{owned}-{since}"})  # fmt: skip

    def article(
        self, story: str, site: str, *, names: tuple[tuple[str, str], ...] = (), after: timedelta = timedelta(),
        ties: list[str] | None = None, words: int | None = None,
    ) -> None:  # fmt: skip
        id_ = f"{story}-{site}"
        at = DAY + after
        self.batch.node("Story", {"id": story, "headline": f"About {story}"})
        self.batch.node("Article", {"id": id_, "url": f"https://{site}.example/{story}", "headline": story,
                                    "published": at, "instant": at, "ties": ties, "ties_searched": words})  # fmt: skip
        self.batch.edge("Source-PUBLISHED-Article", {"start": f"{site}.example", "end": id_, "load": LOAD})
        self.batch.edge("Article-PART_OF-Story", {"start": id_, "end": story, "load": LOAD})
        for kind, name in names:
            entity = f"{kind.lower()}:{name_key(name)}"
            self.batch.node(
                "Entity", {"id": entity, "sort": kind, "kind": kind, "name": name, "name_key": name_key(name)}
            )
            self.batch.edge("Article-MENTIONS-Entity", {"start": id_, "end": entity, "count": 1, "load": LOAD})
        self.batch.touch("Story", story)

    def collected(self) -> None:
        """Every outlet has something of those days, so that all were collected."""
        for site in ("tide", "ebb", "quay", "mole"):
            self.article(f"daily-{site}", site)


Asking = Callable[..., Answer]


@pytest.fixture
def asking(store_target: StoreTarget) -> Callable[[World], Asking]:
    def opened(world: World) -> Asking:
        store: Store = store_target.open(write=True)
        store.write(world.batch)
        return lambda owner="mara", **given: ask(
            store, query("conflicts"), {"owner": owner, **given}, today=date(2026, 4, 1)
        )

    return opened


def told(answer: Answer) -> list[tuple[Any, ...]]:
    return [(r["story"], r["source"], r["status"], r["disclosed"]) for r in answer.rows]


def test_a_company_is_meant_by_its_name_without_the_legal_form_and_its_outlets_silence_is_listed(
    asking: Callable[[World], Asking],
) -> None:
    world = World()
    world.collected()
    world.article("probe", "quay", names=(("Institution", "Grupo Marea"),))
    world.article("probe", "mole")
    found = asking(world)()
    assert told(found) == [("probe", "ebb.example", "missing", None), ("probe", "tide.example", "missing", None)]
    counts = ("covered", "missing", "peers_covered", "peers_missing")
    assert [found.facts[c] for c in counts] == [0, 2, 2, 0]
    assert found.facts["p"] == pytest.approx(2 / 6, abs=1e-6)  # of C(4, 2) tables, one on either side
    assert [r["url"] for r in found.rows] == [None, None]


def test_a_name_of_another_kind_or_one_that_was_told_apart_is_somebody_else(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.collected()
    world.article("place", "quay", names=(("Place", "Grupo Marea"),))
    world.owner("puerto", "Puerto", "company")
    world.holding("group", "puerto", 0.9)
    world.article("one-word", "quay", names=(("Person", "Puerto"),))
    world.article("namesake", "quay", names=(("Person", "Mara Prensa"),))
    world.batch.edge("Owner-SAME_AS-Entity", {"start": "mara", "end": "person:mara prensa", "judgement": "different",
                                              "load": LOAD})  # fmt: skip
    assert told(asking(world)()) == []


def test_a_decision_says_whom_another_name_means(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.collected()
    world.article("nickname", "quay", names=(("Person", "La Marea"),))
    world.batch.edge("Owner-SAME_AS-Entity", {"start": "mara", "end": "person:la marea", "judgement": "same",
                                              "load": LOAD})  # fmt: skip
    assert {r["story"] for r in asking(world)().rows} == {"nickname"}


def test_an_outlet_that_was_sold_is_nobodys_silence_after_the_sale(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.source("sold", "ES", "es")
    world.holding("group", "sold.example", 1.0, until=date(2026, 3, 1))
    world.collected()
    world.article("daily-sold", "sold")
    world.article("probe", "quay", names=(("Institution", "Muelles Unidos"),))
    found = asking(world)()
    assert {r["source"] for r in found.rows} == {"tide.example", "ebb.example"}
    assert found.facts["peers_missing"] == 2  # Mole, and the one that was sold


def test_what_was_bought_later_is_no_conflict_yet(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.owner("ferry", "Ferry Sur", "company")
    world.holding("group", "ferry", 0.9, since=date(2026, 3, 20))
    world.collected()
    world.article("early", "quay", names=(("Institution", "Ferry Sur"),))
    world.article("late", "quay", names=(("Institution", "Ferry Sur"),), after=timedelta(days=12))
    for site in ("tide", "ebb"):
        world.article(f"then-{site}", site, after=timedelta(days=12))
    assert {r["story"] for r in asking(world)().rows} == {"late"}


def test_an_outlet_of_which_nothing_is_held_around_the_story_was_not_collected(
    asking: Callable[[World], Asking],
) -> None:
    world = World()
    world.article("daily-tide", "tide")
    world.article("probe", "quay", names=(("Person", "Mara Prensa"),))
    found = asking(world)()
    assert told(found) == [("probe", "tide.example", "missing", None)]
    assert found.facts["not_collected"] == [{"story": "probe", "source": "ebb.example"}]
    assert found.left_out["outlets of a story not collected within 7 days of it"] == 1


def test_peers_have_the_outlets_country_and_language(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.source("abroad", "MX", "es")
    world.source("eixo", "ES", "gl")
    world.collected()
    world.article("probe", "abroad", names=(("Person", "Mara Prensa"),))
    world.article("probe", "eixo")
    found = asking(world)()
    assert (found.facts["peers_covered"], found.facts["peers_missing"]) == (0, 2)


def test_an_outlet_without_a_known_country_is_listed_and_left_out_of_the_rates(
    asking: Callable[[World], Asking],
) -> None:
    world = World()
    world.source("nowhere", None, "es")
    world.holding("group", "nowhere.example", 1.0)
    world.collected()
    world.article("daily-nowhere", "nowhere")
    world.article("probe", "quay", names=(("Person", "Mara Prensa"),))
    found = asking(world)()
    assert "nowhere.example" in {r["source"] for r in found.rows}
    assert found.facts["missing"] == 2
    assert found.left_out["outlets of a story without peers to compare with, in the rates alone"] == 1


def test_whether_the_tie_is_told_is_not_known_of_a_lead_or_of_another_language(
    asking: Callable[[World], Asking],
) -> None:
    world = World()
    world.collected()
    world.article("probe", "quay", names=(("Person", "Mara Prensa"),))
    world.article("probe", "tide", ties=["Mara Prensa es dueña de este diario."], words=12)
    world.article("probe", "ebb", ties=[], words=30)
    world.article("second", "quay", names=(("Person", "Mara Prensa"),))
    world.article("second", "tide", ties=[], words=300)
    world.article("second", "ebb")
    world.article("third", "quay", names=(("Person", "Mara Prensa"),))
    world.article("third", "tide", ties=["Este diario pertenece a Otra Dueña."], words=300)
    rows = {(r["story"], r["source"]): (r["disclosed"], r["sentence"]) for r in asking(world)().rows}
    assert rows["probe", "tide.example"] == (True, "Mara Prensa es dueña de este diario.")
    assert rows["probe", "ebb.example"] == (None, None)
    assert rows["second", "tide.example"] == (False, None)
    assert rows["second", "ebb.example"] == (None, None)
    assert rows["third", "tide.example"] == (False, None)


def test_where_no_model_finds_names_headline_and_excerpt_are_searched(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.collected()
    said = {
        "headline": ("Mara Prensa, ante el juez", "Nada."), "excerpt": ("Ante el juez", "Declara Mara Prensa."),
        "company": ("Registro en Grupo Marea", "Nada."), "another": ("Mara Prensado en el puerto", "Mara Prensados."),
    }  # fmt: skip
    for story, (headline, excerpt) in said.items():
        world.article(story, "quay")
        world.batch.node("Article", {"id": f"{story}-quay", "headline": headline, "headline_key": name_key(headline),
                                     "excerpt": excerpt, "enriched_by": "no model for es"})  # fmt: skip
    world.article("named", "mole")
    world.batch.node("Article", {"id": "named-mole", "headline": "Mara Prensa", "enriched_by": "es-model"})
    found = asking(world)()
    assert {r["story"] for r in found.rows} == {"headline", "excerpt", "company"}
    assert found.left_out["articles in whose language no names were found, beyond headline and excerpt"] == 4


@pytest.mark.parametrize("name", [r"Marea (Holding) [B] + C*", r"A.D. \ Co|Op?", "^Marea$ {1}", "Ma.ea Prensa"])
def test_signs_in_a_name_are_signs_and_no_pattern(asking: Callable[[World], Asking], name: str) -> None:
    world = World()
    world.collected()
    world.owner("mara", name, "person")
    for story, said in (("told", name), ("other", "Marea Prensa, Marea HoldingB C A.D. CoOp Marea 1")):
        world.article(story, "quay")
        world.batch.node("Article", {"id": f"{story}-quay", "headline": "x", "headline_key": "x",
                                     "excerpt": f"De {said}.", "enriched_by": "no model for es"})  # fmt: skip
    assert {r["story"] for r in asking(world)().rows} == {"told"}


def test_a_group_of_more_names_than_one_pattern_takes(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.collected()
    for at in range(1_005):
        world.owner(f"company-{at:04}", f"Naviera Numero{at}", "company")
        world.holding("group", f"company-{at:04}", 1.0)
    for story, at in (("first", 0), ("last", 1_004)):
        world.article(story, "quay")
        told = {"headline_key": "x", "excerpt": f"De Naviera Numero{at}, hoy.", "enriched_by": "no model for es"}
        world.batch.node("Article", {"id": f"{story}-quay", "headline": "x", **told})
    assert {r["story"] for r in asking(world)().rows} == {"first", "last"}


def test_the_names_of_all_ids_of_an_owner_mean_it(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.collected()
    world.owner("Q7", "La Patrona Marea", "person")
    world.batch.edge("Owner-ALIAS_OF-Owner", {"start": "mara", "end": "Q7"})
    world.batch.edge("Owner-HAS_ALIAS-Owner", {"start": "Q7", "end": "mara"})
    world.article("first", "quay", names=(("Person", "Mara Prensa"),))
    world.article("second", "quay", names=(("Person", "La Patrona Marea"),))
    world.article("second", "tide", ties=["La Patrona Marea es dueña de este diario."], words=300)
    world.article("second", "ebb", ties=["Mara Prensa es dueña de este diario."], words=300)
    asked = asking(world)
    for owner in ("mara", "Q7"):
        answer = asked(owner)
        assert {r["story"] for r in answer.rows} == {"first", "second"}
        assert [r["disclosed"] for r in answer.rows if r["story"] == "second"] == [True, True]
        assert answer.facts["owner"] == "Q7"


def test_what_is_controlled_in_concert_is_of_the_group(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.collected()
    world.source("reef", "ES", "es")
    world.article("daily-reef", "reef")
    world.owner("pier", "Pier Prensa", "person")
    for owner in ("mara", "pier"):
        world.batch.edge("Owner-OWNS-Source", {"start": owner, "end": "reef.example", "share_exact": 0.5, "load": LOAD,
                                               "interest": "acting-in-concert", "fact": owner})  # fmt: skip
    world.article("probe", "quay", names=(("Person", "Mara Prensa"),))
    asked = asking(world)
    assert "reef.example" in asked().facts["outlets"]
    assert asked("pier").facts["outlets"] == ["reef.example"]


def test_stories_of_later_days_are_not_known_yet(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.collected()
    world.article("probe", "quay", names=(("Person", "Mara Prensa"),))
    asked = asking(world)
    assert len(asked(as_of="2026-03-10").rows) == 2
    assert asked(as_of="2026-03-09").rows == []


def test_all_of_a_group_give_one_answer(asking: Callable[[World], Asking]) -> None:
    world = World()
    world.collected()
    world.article("probe", "quay", names=(("Institution", "Muelles Unidos"),))
    asked = asking(world)
    assert told(asked("mara")) == told(asked("group")) == told(asked("docks")) != []


def test_two_rates_without_a_difference_to_see_are_not_compared() -> None:
    assert compared(0, 3, 0, 3) is compared(3, 0, 3, 0) is compared(0, 0, 3, 3) is None
    endless = compared(3, 0, 0, 3)
    assert endless is not None
    assert (endless.ratio, endless.high) == (None, None)
