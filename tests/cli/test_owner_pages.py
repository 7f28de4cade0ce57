"""Who owns whom, as it is read in a terminal."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import stores

from kg.cli.pages import page_of
from kg.query import Answer
from kg.store import Store
from loaders.loading import load
from queries import query
from queries._ask import ask

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "queries"))
import demo_world

TODAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    target = stores.embedded_target(tmp_path_factory.mktemp("pages"))
    store = target.open(write=True)
    store.write(demo_world.build())
    yield store
    target.close()


def page(store: Store, question: str, *, width: int = 160, **given: Any) -> str:
    answer: Answer = ask(store, query(question), given, today=TODAY)
    out = io.StringIO()
    told = page_of(question)
    assert told is not None
    told(answer, out, width=width, color=False)
    return out.getvalue()


def test_an_outlets_owners_stand_above_each_other_with_all_that_is_known(demo: Store) -> None:
    told = page(demo, "owners", name="Iberia Hoy").splitlines()
    assert told[:6] == [
        "Iberia Hoy",
        "└── Grupo Altamirador  company, ES  effective 100 %, controls (majority)",
        "    ├── share 100 % · shareholding · 2009-11-16 – … · register.example, observed 2026-01-08",
        "    └── Vallejo Holding  company, ES  effective 68 %, controls (majority)",
        "        ├── share 68 % · shareholding · 2009-11-16 – … · register.example, observed 2026-01-08",
        "        ├── Evaristo Vallejo  person, ES  effective 48.96 %, controls (majority), ultimate owner",
    ]
    assert "ultimate owner: Evaristo Vallejo" in told


def test_what_is_not_known_is_said_and_never_blank(demo: Store) -> None:
    assert page(demo, "owners", name="Tideline") == (
        "tideline.example\n└── owners: not established\n\nultimate owner: not established\n"
    )
    courier = page(demo, "owners", name="Northgate Courier")
    assert "Pemberthy Group  company, GB  effective not established, controls (stated), ultimate owner" in courier
    assert "share not established · shareholding" in courier


def test_an_undated_holding_is_said_to_be_undated(demo: Store) -> None:
    assert "share 90 % · shareholding · undated · register.example, day not stated" in page(
        demo, "owners", name="Rioplata Diario"
    )


def test_a_circle_ends_where_it_comes_back_to_itself(demo: Store) -> None:
    told = page(demo, "owners", name="La Sentinelle nouvelle")
    assert told.count("↺ a circle: this owner is on the way up to itself") == 1
    assert "effective 14.2 to 56.82 %" in told


def test_what_an_owner_holds_stands_below_it(demo: Store) -> None:
    told = page(demo, "owners", name="Vallejo Holding", down=True)
    assert "│   ├── Iberia Hoy  outlet  effective 68 %, controls (majority)" in told
    assert "holds 7, controls 5; of 4 outlets it controls 3" in told


def test_changes_of_hands_are_a_timeline(demo: Store) -> None:
    told = page(demo, "owners", name="The Harbour Examiner", history=True).splitlines()
    assert told[1].split()[:3] == ["2011-05-01", "–", "2025-04-01"]
    assert "Pemberthy Group" in told[1]
    assert told[2].split()[:3] == ["2025-04-01", "–", "…"]
    assert "Tidewater Media Trust" in told[2]


def test_contradicting_sources_stand_side_by_side_with_who_says_what(demo: Store) -> None:
    told = page(demo, "owners", width=200, name="courrier-estuaire.example", history=True).splitlines()
    at = told.index("sources that contradict each other")
    assert told[at + 1] == "  Groupe Atlantide in Le Courrier de l'Estuaire"
    assert ["34 %" in told[at + 2], "Déclaration à la commission paritaire" in told[at + 2]] == [True, True]
    assert ["51 %" in told[at + 3], "Registre du commerce" in told[at + 3]] == [True, True]
    register = page(demo, "owners", name="courrier-estuaire.example", prefer="registre")
    assert "Groupe Atlantide  company, FR  effective 51 %, controls (majority), ultimate owner" in register
    assert "what Registre du commerce states counts here" in register
    assert "≠ another statement of this holding counts" in page(demo, "owners", name="courrier-estuaire.example")


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("paper")
    said = [
        {"owner": "Xavier Xu", "owned": "p.example", "share": "60"},
        {"owner": "Yann Yu", "owned": "p.example", "interest": "boardMember"},
        {"owner": "Nom Bank", "owned": "p.example", "share": "20", "interest": "nominee"},
        {"owner": "Old Dan", "owned": "q.example", "share": "51", "owner_ended": "2015-05-05"},
        {"owner": "Zoe Zed", "owned": "r.example", "share": "30", "source": "a.example", "observed": "2020-02-02"},
        {"owner": "Zoe Zed", "owned": "r.example", "share": "30", "source": "a.example", "observed": "2021-02-02"},
        {"owner": "Zoe Zed", "owned": "r.example", "share": "30", "source": "b.example"},
        {"owner": "Vera Vo", "owned": "q.example", "share": "70", "interest": "votingRights"},
    ]
    records = folder / "owners.jsonl"
    records.write_text("".join(json.dumps({"valid_from": "2010-01-01", **one}) + "\n" for one in said), "utf-8")
    target = stores.embedded_target(folder)
    store = target.open(write=True)
    load(store, "owners", [str(records)], rejects=folder / "r.jsonl")
    yield store
    target.close()


def test_a_role_is_no_holding_and_not_said_to_be_contradicted(paper: Store) -> None:
    told = page(paper, "owners", name="p.example").splitlines()
    assert told[3:7] == [
        "├── Nom Bank  no holding, a role",
        "│   └── share 20 % · nominee · 2010-01-01 – … · no source named, day not stated",
        "└── Yann Yu  no holding, a role",
        "    └── board member · 2010-01-01 – … · no source named, day not stated",
    ]


def test_what_a_source_says_from_year_to_year_is_one_line_with_its_days(paper: Store) -> None:
    assert page(paper, "owners", name="r.example").splitlines()[1:4] == [
        "└── Zoe Zed  effective 30 %, no control",
        "    ├── share 30 % · 2010-01-01 – … · a.example, observed 2021-02-02, 2020-02-02 (old)",
        "    └── share 30 % · 2010-01-01 – … · b.example, day not stated",
    ]
    told = page(paper, "owners", name="r.example", history=True)
    assert "Zoe Zed  30 % · a.example, observed 2021-02-02, 2020-02-02 (old)" in told


def test_of_an_owner_who_died_it_is_said_that_nobody_is_known_to_hold_what_was_theirs(paper: Store) -> None:
    told = page(paper, "owners", name="q.example")
    assert "Old Dan is no more since 2015-05-05: who holds what was theirs is not established" in told
    before = page(paper, "owners", name="q.example", as_of="2015-05-04")
    assert "Old Dan  effective 51 %" in before
    assert "contradiction: q.example is held by 121% in all, in votes" in before


def test_an_outlet_is_found_by_the_address_of_a_page(paper: Store) -> None:
    for text in ("https://www.p.example/politics/1.html", "www.P.example", "p.example"):
        assert page(paper, "owners", name=text).startswith("p.example\n")


def test_conflicts_are_told_story_by_story(demo: Store) -> None:
    told = page(demo, "conflicts", owner="Evaristo Vallejo")
    assert "its outlets cover 3 of 7 (43%, 16% to 75%), 4 peers of the same country and language 10 of 10" in told
    assert "odds ratio 0 (0 to 0.7907), p 0.0147" in told
    assert "  2026-02-19  Iberia Hoy  missing" in told
    assert "“Vallejo Holding controla Grupo Altamirador, editor de Tribuna de Levante.”" in told
    assert "\\n" not in told


def test_an_owner_without_outlets_has_no_rate(demo: Store) -> None:
    told = page(demo, "conflicts", owner="Beatriz Vallejo")
    assert "it controls no outlet that is known" in told
    assert "%" not in told.replace("95 %", "")


def test_the_table_that_is_shipped_answers_with_each_spelling_of_the_options(tmp_path: Path) -> None:
    store, wide = tmp_path / "owners.kgl", {**os.environ, "COLUMNS": "160"}

    def kg(*words: str) -> str:
        command = [str(Path(sys.executable).with_name("kg")), *words, "--store", str(store)]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path, env=wide).stdout

    kg("load", "owners", "--reference")
    before = kg("cypher", "MATCH (o:Owner)-[h:OWNS]->() RETURN count(h) AS n")
    kg("load", "owners", "--reference", "--again")
    assert kg("cypher", "MATCH (o:Owner)-[h:OWNS]->() RETURN count(h) AS n") == before
    outlets = kg("cypher", "MATCH (s:Source)<-[:OWNS]-() RETURN count(DISTINCT s) AS n", "--format", "csv")
    assert int(outlets.split()[-1]) >= 3_000
    assert kg("owners", "lemonde.fr").startswith("Le Monde\n")
    for options in (["--history"], ["--as-of", "2015-06-01"], ["--prefer", "wikidata"], ["--undated"]):
        assert "Groupe Le Monde" in kg("owners", "lemonde.fr", *options)
    assert "undated holdings" in kg("owners", "lemonde.fr", "--no-undated")
    assert "LocalNewsDataset, observed 2018-08-02 (old)" in kg("owners", "abc7.com")
    assert "its owners are old" in kg("source", "abc7.com")
    assert "its owners are old" not in kg("source", "lemonde.fr")
    assert "Le Monde  outlet" in kg("owners", "Le Monde libre", "--down")
