"""Lists of who goes by which names: read beside what is expected, and what they come to in a graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import stores
import worlds
from worlds import Report, person

from kg.store import Store
from loaders.documents import Document
from loaders.loading import load
from loaders.pipeline import How
from loaders.reading import Bad, Options, Raw, choose

GOLDEN = Path(__file__).parent.parent / "golden" / "names"
LISTS = ("wikidata", "followthemoney")


def as_json(one: Raw | Bad) -> dict[str, Any]:
    said = (
        {"bad": one.reason, "content": one.content}
        if isinstance(one, Bad)
        else {"kind": one.kind, "fields": one.fields}
    )
    return {"line": one.place.line, **said}


def listed(store: Store, tmp_path: Path, *files: Path) -> Any:
    return load(store, "identities", [str(path) for path in files], rejects=tmp_path / "REJECTS.jsonl")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_yields_the_names_that_its_golden_pair_expects(name: str) -> None:
    document = Document(f"{name}.json", GOLDEN / f"{name}.json")
    assert choose(document, kind="identity").name == name
    got = [as_json(one) for one in choose(document, name).read(document, Options(kind="identity"))]
    lines = (GOLDEN / f"{name}.expected.jsonl").read_text("utf-8").splitlines()
    assert got == [json.loads(line) for line in lines]


def test_names_of_a_list_are_one_with_its_id_before_and_after_articles_come(
    store_target: stores.StoreTarget, tmp_path: Path
) -> None:
    early = [Report("a-1", person("Marisol Quintana Rojas")), Report("a-2", person("Evaristo Vallejo"))]
    late = [Report("a-3", (("Person", "Марисоль Кинтана"), ("Institution", "Harbour Line Shipping")))]
    with store_target.open(write=True) as store:
        worlds.write(store, early)
        report = listed(store, tmp_path, GOLDEN / "wikidata.json", GOLDEN / "followthemoney.json")
        assert report.total("rejected") == 5
        worlds.write(store, late)
        groups = worlds.groups(store)
        assert ["Q900201", "person:evaristo-vallejo", "person:evaristo-vallejo-rojas"] in groups
        assert ["Q900102", "institution:harbour-line-shipping", "institution:naviera-linea-del-puerto"] in groups
        together = next(group for group in groups if "person:marisol-quintana-rojas" in group)
        assert {"Q900101", "person:марисоль-кинтана"} <= set(together)
        rows = store.rows("MATCH (e:Entity) WHERE e.country IS NOT NULL RETURN e.id AS id, e.country AS country")
        assert {(row["id"], row["country"]) for row in rows} >= {(q, "CL") for q in ("Q900101", "Q900102", "Q900201")}


def test_a_name_that_two_of_a_list_bear_is_left_open_whichever_came_first(tmp_path: Path) -> None:
    items = [json.loads(line.rstrip(",")) for line in (GOLDEN / "wikidata.json").read_text("utf-8").splitlines()
             if '"Marisol Quintana"' in line]  # fmt: skip
    paths = [tmp_path / f"{item['id']}.json" for item in items]
    for path, item in zip(paths, items, strict=True):
        path.write_text(json.dumps(item), "utf-8")
    states = []
    for order in (paths, paths[::-1], [*paths, paths[0]]):
        folder = tmp_path / f"store-{len(states)}"
        folder.mkdir()
        target = stores.embedded_target(folder)
        with target.open(write=True) as store:
            for path in order:
                listed(store, folder, path)
            states.append(worlds.state(store))
        target.close()
    assert states[0] == states[1] == states[2]
    said = {(a, b): judgement for a, b, judgement, by, *_ in states[0][2] if by == "list: Wikidata"}
    assert said["Q900101", "person:marisol-quintana"] == said["Q900106", "person:marisol-quintana"] == "unsure"
    assert said["Q900101", "person:quintana"] == "unsure"


def test_what_people_decided_about_a_listed_name_stays(tmp_path: Path) -> None:
    target = stores.embedded_target(tmp_path)
    with target.open(write=True) as store:
        listed(store, tmp_path, GOLDEN / "followthemoney.json")
        refused = worlds.decide(
            store, "Q900201", "person:evaristo-vallejo-rojas", "different", at="2026-02-01T00:00:00Z"
        )
        assert refused is None
        before = worlds.state(store)
        load(
            store,
            "identities",
            [str(GOLDEN / "followthemoney.json")],
            rejects=tmp_path / "R.jsonl",
            how=How(again=True),
        )
        assert worlds.state(store) == before
        assert ["Q900201", "person:evaristo-vallejo"] in worlds.groups(store)
        assert worlds.undo(store, "Q900201", "person:evaristo-vallejo")
        assert all("Q900201" not in group for group in worlds.groups(store))
    target.close()
