"""The rules that make names of an article out of a model's spans, whatever the language. No model is needed here: the
spans are given, on documents of a blank pipeline where a language has no model in the registry."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.ids import is_qid
from loaders.enrich.models import KINDS, Kind, Span
from loaders.enrich.names import Mention, mentions
from loaders.enrich.readable import readable


def found_in(text: str, *entities: tuple[str, str], language: str = "en", headline: str = "") -> dict[str, Mention]:
    """The names of an article by name; ``entities`` are found in this order, with their spaCy labels."""
    document = f"{headline}\n\n{text}"
    doc = spacy.blank(language)(document)
    spans, at = [], 0
    for entity, label in entities:
        at = document.index(entity, at)
        span = doc.char_span(at, at + len(entity), label=label, alignment_mode="expand")
        assert span is not None
        spans.append(span)
        at += len(entity)
    doc.set_ents(spans)
    given_spans: list[Span] = [(e.start_char, e.end_char, KINDS[e.label_]) for e in doc.ents]
    return {m.name: m for m in mentions(given_spans, document, len(headline), language)}


def kinds(found: dict[str, Mention]) -> dict[str, Kind]:
    return {name: mention.kind for name, mention in found.items()}


def test_an_acronym_is_bound_to_the_long_form_that_introduces_it() -> None:
    found = found_in(
        "The Center for the Confinement of Terrorism (CECOT) is full. CECOT opened in May.",
        ("Center for the Confinement of Terrorism", "FAC"),
    )
    only = found["Center for the Confinement of Terrorism"]
    assert (only.kind, only.count, len(found)) == ("Institution", 3, 1)
    assert only.surface_forms == ("Center for the Confinement of Terrorism", "CECOT")


def test_brackets_that_spell_something_else_introduce_nothing() -> None:
    found = found_in("The Ministry of Health (Lima) met.", ("Ministry of Health", "ORG"), ("Lima", "GPE"))
    assert set(found) == {"Ministry of Health", "Lima"}


@pytest.mark.parametrize(
    ("text", "entities", "names"),
    [
        ("Lagos, Nigeria is big.", [("Lagos, Nigeria", "GPE")], {"Lagos", "Nigeria"}),
        ("Ana Torres and Paul Renard left.", [("Ana Torres and Paul Renard", "PERSON")], {"Ana Torres", "Paul Renard"}),
        ("Uganda's Supreme Court sat.", [("Uganda's Supreme Court", "ORG")], {"Uganda", "Supreme Court"}),
        ("He owns Lloyd's Bank now.", [("Lloyd's Bank", "ORG")], {"Lloyd's Bank"}),
        ("In Trinidad and Tobago now.", [("Trinidad and Tobago", "GPE")], {"Trinidad and Tobago"}),
        ("A US-China deal.", [("US-China", "GPE")], {"United States", "China"}),
        (
            "Trump met Ban Kim. The Trump-Kim summit ended.",
            [("Trump", "PERSON"), ("Ban Kim", "PERSON"), ("Trump-Kim", "PERSON")],
            {"Trump", "Ban Kim"},
        ),
        ("Ana Hyde-Paz met Leo Paz. Hyde-Paz left.",
         [("Ana Hyde-Paz", "PERSON"), ("Leo Paz", "PERSON"), ("Hyde-Paz", "PERSON")], {"Ana Hyde-Paz", "Leo Paz"}),
        ("Removing Ana Torres is hard.", [("Removing Ana Torres", "PERSON")], {"Ana Torres"}),
        ("So said Sterling Torres.", [("Sterling Torres", "PERSON")], {"Sterling Torres"}),
        ("So said Planned Parenthood.", [("Planned Parenthood", "PERSON")], {"Planned Parenthood"}),
        ("Ana Torres, R-Pa., spoke.", [("Ana Torres", "PERSON"), ("R-Pa", "PERSON")], {"Ana Torres", "Pa."}),
        ("Ana Torres, R-Ohio, spoke.", [("Ana Torres", "PERSON"), ("R-Ohio", "PERSON")], {"Ana Torres", "Ohio"}),
        ("The Ministry of Health, Labour and Welfare met.", [("Ministry of Health, Labour and Welfare", "ORG")],
         {"Ministry of Health, Labour and Welfare"}),
        ("The University of Nairobi taught.", [("University", "ORG")], {"University of Nairobi"}),
        ("The Attorney General's Office sued.", [("Attorney General", "ORG")], {"Attorney General's Office"}),
        ("Talks with Moon Jae-in began.", [("Moon Jae", "PERSON")], {"Moon Jae-in"}),
        ("Foreign Minister Ana Torres spoke.", [("Foreign Minister Ana Torres", "PERSON")], {"Ana Torres"}),
        ("The Climate Act passed.", [("The Climate Act", "ORG")], set()),
        ("The World Cup began.", [("The World Cup", "ORG")], set()),
        ("Ana Lind Ana Mia LindVote wept.", [("Ana Lind Ana Mia LindVote", "PERSON")], {"Ana Lind", "Ana Mia Lind"}),
        ("Then Donald Trump Donald said so.", [("Donald Trump Donald", "PERSON")], {"Donald Trump"}),
        ("Then Ahmed Ali Ahmed said so.", [("Ahmed Ali Ahmed", "PERSON")], {"Ahmed Ali Ahmed"}),
        ("Then Donald Trump Photographer said so.", [("Donald Trump Photographer", "PERSON")], {"Donald Trump"}),
        ("Then Reince Priebus MORE said so.", [("Reince Priebus MORE", "PERSON")], {"Reince Priebus"}),
        ("The vote was close. Ana Torres/Reuters", [("Ana Torres/Reuters", "PERSON")], set()),
        ("A NBC News/Sky News poll.", [("NBC News/Sky News", "ORG")], {"NBC News", "Sky News"}),
        ("He lives near the White House now.", [("White House", "FAC")], {"White House"}),
        ("He left the Colorado Rockies in May.", [("Colorado", "GPE")], {"Colorado Rockies"}),
        ("He left the Colorado Springs office.", [("Colorado Springs", "GPE")], {"Colorado Springs"}),
        ("Last week the Government of Guyana launched it.", [("Guyana", "GPE")], {"Government of Guyana"}),
        (
            "A car by Kia Motor Corp of South Korea came.",
            [("Kia Motor Corp", "ORG"), ("South Korea", "GPE")],
            {"Kia Motor Corp", "South Korea"},
        ),
        ("Shares of Magna, Lear Corp rose.", [("Magna, Lear Corp", "ORG")], {"Magna", "Lear Corp"}),
        (
            "The Ministry of Sport, Youth and Arts paid.",
            [("The Ministry of Sport, Youth and Arts", "ORG")],
            {"Ministry of Sport, Youth and Arts"},
        ),
        ("The Institute for Health Policy said so.", [("The Institute for Health Policy", "ORG")],
         {"Institute for Health Policy"}),
    ],
)  # fmt: skip
def test_spans_are_cut_joined_and_split(text: str, entities: list[tuple[str, str]], names: set[str]) -> None:
    assert set(found_in(text, *entities)) == names


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("Sonora Motors Inc. grew.", [("Sonora Motors Inc.", "PERSON")], {"Sonora Motors Inc.": "Institution"}),
        ("The Tana River rose.", [("Tana River", "PERSON")], {"Tana River": "Place"}),
        ("Spokeswoman Ana Paz said so.", [("Ana Paz", "ORG")], {"Ana Paz": "Person"}),
        ("Ana Paz left. Paz is back.", [("Ana Paz", "PERSON"), ("Paz", "GPE")], {"Ana Paz": "Person"}),
        ("Kenya sued Kenya.", [("Kenya", "PERSON"), ("Kenya", "ORG")], {"Kenya": "Place"}),
        ("Reporters in Lille were ill.", [("Lille", "ORG")], {"Lille": "Place"}),
        ("NATO moved.", [("NATO", "GPE")], {"NATO": "Institution"}),
    ],
)
def test_evidence_outweighs_the_model(text: str, entities: list[tuple[str, str]], expected: dict[str, Kind]) -> None:
    assert kinds(found_in(text, *entities)) == expected


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("The Ministry of Justice's Investigation Bureau met.", [("Ministry of Justice's Investigation Bureau", "ORG")],
         {"Ministry of Justice": "Institution", "Investigation Bureau": "Institution"}),
        ("A St. John's Hospice nurse and the People's Daily met.", [("St. John's Hospice", "ORG"),
         ("People's Daily", "ORG")], {"St. John's Hospice": "Institution", "People's Daily": "Institution"}),
        ("It was Dr Laura Vega.", [("Dr Laura Vega", "ORG")], {"Laura Vega": "Person"}),
        ("They heard World Tides Federation Laura Vega.", [("World Tides Federation Laura Vega", "ORG")],
         {"World Tides Federation": "Institution", "Laura Vega": "Person"}),
        ("Warplanes struck. All was quiet.", [("Warplanes", "ORG")], {}),
        ("The Summit of five held a summit.", [("Summit", "ORG")], {}),
        ("He was taken to Quieto Hospital.", [("Quieto Hospital", "ORG")], {"Quieto Hospital": "Place"}),
        ("Asked in Tokyo, Asahi Shimbun kept silent.", [("Asahi Shimbun", "PERSON")],
         {"Tokyo": "Place", "Asahi Shimbun": "Institution"}),
        ("The carmaker Zorvik and Zorvik shares.", [("Zorvik", "PERSON")], {"Zorvik": "Institution"}),
    ],
)  # fmt: skip
def test_institutions_are_told_from_what_stands_beside_them(
    text: str, entities: list[tuple[str, str]], expected: dict[str, Kind]
) -> None:
    assert kinds(found_in(text, *entities)) == expected


@pytest.mark.parametrize(
    ("text", "entities", "names"),
    [
        (
            "She left the Ministry of Sport, Youth and National Service.",
            [("Ministry of Sport", "ORG"), ("National Service", "ORG")],
            {"Ministry of Sport, Youth and National Service"},
        ),
        (
            "The Department of Justice and Congress met.",
            [("Department of Justice", "ORG"), ("Congress", "ORG")],
            {"Department of Justice", "Congress"},
        ),
        ("The Ministry of Justice and Lena Berg met.", [("Ministry of Justice", "ORG")], {"Ministry of Justice"}),
        (
            "He told the Securities and Futures Commission.",
            [("Futures Commission", "ORG")],
            {"Securities and Futures Commission"},
        ),
        (
            "She saw Lena Berg and Harbour Commission staff.",
            [("Lena Berg", "PERSON"), ("Harbour Commission", "ORG")],
            {"Lena Berg", "Harbour Commission"},
        ),
        (
            "He told the House Energy and Commerce Committee.",
            [("House Energy and Commerce Committee", "ORG")],
            {"House Energy and Commerce Committee"},
        ),
        (
            "He told the House Judiciary Committee and Senate Finance Committee.",
            [("House Judiciary Committee and Senate Finance Committee", "ORG")],
            {"House Judiciary Committee", "Senate Finance Committee"},
        ),
        (
            "He sued in the Corran Magistrate's Court.",
            [("Corran Magistrate's", "ORG")],
            {"Corran Magistrate's Court"},
        ),
        ("It joined the 2021 Federation of Rowing.", [("2021 Federation of Rowing", "ORG")], {"Federation of Rowing"}),
    ],
)
def test_an_institution_ends_where_its_fields_do(text: str, entities: list[tuple[str, str]], names: set[str]) -> None:
    assert names <= set(found_in(text, *entities)), text
    assert not {"Futures Commission", "National Service", "House Energy", "Lena Berg and Harbour Commission"} & (
        set(found_in(text, *entities)) - names
    )


def test_what_is_no_institution_though_its_last_word_is_one() -> None:
    found = found_in("The Soviet Union fell. In the Soviet Union he was born.", ("Soviet Union", "ORG"))
    assert kinds(found) == {"Soviet Union": "Place"}
    assert not found_in("She read of EVs and the GST.", ("EVs", "ORG"), ("GST", "ORG"))


@pytest.mark.parametrize(("name", "label"), [("the Torres White House", "GPE"), ("Lashkar-e-Taiba", "PERSON")])
def test_a_house_in_somebodys_time_and_listed_bodies_are_institutions(name: str, label: str) -> None:
    found = found_in(f"He met {name} in Lyon.", (name, label), ("Lyon", "GPE"))
    assert kinds(found)[name.removeprefix("the ")] == "Institution"


def test_a_town_is_its_club_where_sport_speaks_and_a_town_elsewhere() -> None:
    match = "Liverpool beat Chelsea 2-0 in the league, the season's first match with goals."
    assert set(kinds(found_in(match, ("Liverpool", "GPE"), ("Chelsea", "GPE"))).values()) == {"Institution"}
    trip = "The match of the league season drew thousands; goals or not, trains from Liverpool were late."
    assert kinds(found_in(trip, ("Liverpool", "GPE"))) == {"Liverpool": "Place"}


def test_a_pope_goes_by_his_title_and_what_stands_there_is_the_name() -> None:
    found = found_in("Pope Francis spoke. Then, they say, Francis rested.", ("Pope Francis", "PERSON"))
    assert found["Pope Francis"].surface_forms == ("Francis",)
    assert found["Pope Francis"].count == 2


def test_a_name_found_once_is_found_everywhere_but_not_inside_a_longer_one() -> None:
    found = found_in(
        "Orsa Steel grew. Then Orsa Steel fell. Orsa Steel Workers struck. Torres, of Kenya, wept.",
        ("Orsa Steel", "ORG"),
        headline="Orsa Steel sold",
    )
    assert {name: mention.count for name, mention in found.items()} == {"Orsa Steel": 3, "Kenya": 1}
    assert found["Orsa Steel"].first_offset == 0


def test_datelines_are_places_and_credit_lines_nothing() -> None:
    text = (
        "NAIROBI, Kenya (Reuters) - The mayor left.\n\nBy Jane Olsen\nPhoto: Paul Renard/Getty Images\n"
        "(Reporting by Tom Field; Editing by Rosa Lind)"
    )
    entities = [("NAIROBI", "ORG"), ("Reuters", "ORG"), ("Jane Olsen", "PERSON"), ("Paul Renard", "PERSON"),
                ("Getty Images", "ORG"), ("Tom Field", "PERSON"), ("Rosa Lind", "PERSON")]  # fmt: skip
    assert kinds(found_in(text, *entities)) == {"Nairobi": "Place", "Kenya": "Place"}


def test_a_headline_in_capitals_is_read_as_the_text_spells_it() -> None:
    text = readable("NATO TO MEET IN ROME, TORRES SAYS\n\nAna Torres told NATO to meet in Rome.", 33).text
    assert text.partition("\n")[0] == "NATO to meet in Rome, Torres Says"


def test_tokens_are_put_back_together_and_offsets_stay_those_of_the_text() -> None:
    text = "\n\nMr. Torres , of Lyon , said `` no , '' didn 't he ? The U . S . knew ( he said ) ."
    ready = readable(text, 0)
    assert ready.text == "\n\nMr. Torres, of Lyon, said \"no,'' didn't he? The U.S. knew (he said)."
    assert text[ready.original(ready.text.index("Lyon")) :].startswith("Lyon")
    start = ready.text.index("U.S.")
    assert text[slice(*ready.span(start, start + 4))] == "U . S ."


def test_a_name_run_together_with_the_next_block_ends_where_it_ends_elsewhere() -> None:
    text = "\n\nSen. Ana TorresStronger borders. Then Torres saw YouTube and Rick DesLauriers of Des Moines."
    ready = readable(text, 0, "en")
    assert "Ana Torres Stronger borders" in ready.text
    assert "DesLauriers" in ready.text
    start = ready.text.index("Ana Torres")
    found, *_ = mentions([(start, start + len("Ana Torres"), "Person")], text, 0, "en", ready)
    assert (found.name, found.surface_forms) == ("Ana Torres", ("Ana Torres", "Torres"))


def test_a_number_after_a_person_is_no_part_of_the_name() -> None:
    found = found_in(
        "Ana Torres 3 won, Paul Renard 6-4 lost.", ("Ana Torres 3", "PERSON"), ("Paul Renard 6-4", "PERSON")
    )
    assert kinds(found) == {"Ana Torres": "Person", "Paul Renard": "Person"}


@given(st.text(alphabet="Ab ,.'`()U\n’s“", max_size=80), st.integers(0, 10))
def test_what_is_read_stands_in_the_text_where_it_is_said_to(text: str, headline: int) -> None:
    document = "x , y . z , " + text
    ready = readable(document, min(headline, len(document)))
    for at, char in enumerate(ready.text):
        origin = ready.original(at)
        assert 0 <= origin < len(document)
        assert char in '"' or document[origin].casefold() == char.casefold()


def test_man_and_wife_of_one_name_are_kept_apart_by_their_titles() -> None:
    entities = [(n, "PERSON") for n in ("George Bush", "Laura Bush", "Bush", "Bush", "Bush")]
    found = found_in("George Bush met Laura Bush. Mrs. Bush spoke. Mr. Bush sang. Bush left.", *entities)
    assert {name: mention.count for name, mention in found.items()} == {"George Bush": 2, "Laura Bush": 2, "Bush": 1}
    assert {name: mention.weak for name, mention in found.items()} == {
        "George Bush": False, "Laura Bush": False, "Bush": True,
    }  # fmt: skip


def test_a_given_name_counts_for_the_one_who_bears_it() -> None:
    entities = [(n, "PER") for n in ("Klara Huber", "Resi Huber", "Resi", "Huber")]
    found = found_in("Klara Huber und Resi Huber. Resi rechnet. Huber braut.", *entities, language="de")
    assert {name: mention.count for name, mention in found.items()} == {"Klara Huber": 1, "Resi Huber": 2, "Huber": 1}


def test_a_spaniard_goes_by_the_first_of_two_surnames() -> None:
    entities = [("Gabriel Ruiz Montes", "PER"), ("Ruiz", "PER")]
    found = found_in("Gabriel Ruiz Montes ganó. Ruiz lloró.", *entities, language="es")
    assert {name: mention.count for name, mention in found.items()} == {"Gabriel Ruiz Montes": 2}


def test_two_names_of_one_known_institution_are_one() -> None:
    found = found_in("The United Nations met. The UN left.", ("United Nations", "ORG"), ("UN", "ORG"))
    only = found["United Nations"]
    assert (only.entity, only.count, only.kind) == ("Q1065", 2, "Institution")


@pytest.mark.parametrize(
    ("language", "text", "entities", "expected"),
    [
        ("es", "La ministra Rosa Huamán habló en el Ministerio de Salud.",
         [("ministra Rosa Huamán", "PER"), ("Ministerio de Salud", "MISC")], {"Rosa Huamán": "Person"}),
        ("es", "El Banco Central del Sur prestó dinero a Perú.",
         [("Banco Central del Sur", "LOC"), ("Perú", "ORG")],
         {"Banco Central del Sur": "Institution", "Peru": "Place"}),
        ("de", "Bundeskanzlerin Petra Lindner kam. Das Landgericht Innsbruck tagte in Deutschland.",
         [("Bundeskanzlerin Petra Lindner", "PER"), ("Landgericht Innsbruck", "LOC"), ("Deutschland", "ORG")],
         {"Petra Lindner": "Person", "Landgericht Innsbruck": "Institution", "Germany": "Place"}),
        ("pt", "O ministro João Nogueira saiu. O Tribunal de Contas reuniu-se nos Estados Unidos.",
         [("ministro João Nogueira", "PER"), ("Tribunal de Contas", "LOC"), ("Estados Unidos", "LOC")],
         {"João Nogueira": "Person", "Tribunal de Contas": "Institution", "United States": "Place"}),
        ("it", "Il sindaco Luca Ferri parla. Il Ministero della Salute paga la Svizzera.",
         [("sindaco Luca Ferri", "PER"), ("Ministero della Salute", "LOC"), ("Svizzera", "PER")],
         {"Luca Ferri": "Person", "Ministero della Salute": "Institution", "Switzerland": "Place"}),
        ("fr", "Le ministère de l'Intérieur a reçu Mme Ana Torres à Genève.",
         [("ministère de l'Intérieur", "ORG"), ("Mme Ana Torres", "PER"), ("Genève", "PER")],
         {"ministère de l'Intérieur": "Institution", "Ana Torres": "Person", "Genève": "Place"}),
    ],
)  # fmt: skip
def test_each_language_has_its_own_heads_titles_and_prepositions(
    language: str, text: str, entities: list[tuple[str, str]], expected: dict[str, Kind]
) -> None:
    known = [(entity, label) for entity, label in entities if label in KINDS]
    assert kinds(found_in(text, *known, language=language)) == expected


@pytest.mark.parametrize(
    "name",
    [
        "北京市政府",
        "О",
        "J",
        "x" * 500,
        "Xx" * 250,
        "Ana \u202eserroT\u202c",
        "P\u0430ris",
        "A\u200bna Torres",
        "مصر",
        "Ⅷ",
        "𝐀𝐧𝐚",
    ],
)
def test_strange_names_are_shown_safely_and_kept_apart(name: str) -> None:
    document = f"\n\n{name} met Ana Torres in Paris."
    at = document.index("Ana Torres", 2 + len(name))
    paris = document.rindex("Paris")
    spans: list[Span] = [(2, 2 + len(name), "Person"), (at, at + 10, "Person"), (paris, paris + 5, "Place")]
    found = mentions(spans, document, 0, "en")
    assert all(mention.name.isprintable() and len(mention.name) <= 100 for mention in found)
    assert [m.count for m in found if m.name == "Paris" and m.kind == "Place"] == [1]


@pytest.mark.parametrize(
    ("table", "columns", "key"),
    [
        ("heads.tsv", ["language", "kind", "word", "source"], 3),
        ("cased.tsv", ["word", "percent"], 1),
        ("sexes.tsv", ["language", "kind", "word", "source"], 3),
        ("countries.tsv", ["code", "name", "use", "source"], 2),
        ("institutions.tsv", ["name", "sort", "source"], 1),
        ("known.tsv", ["qid", "kind", "name", "country", "aliases", "source"], 1),
    ],
)
def test_the_tables_are_whole_and_say_nothing_twice(table: str, columns: list[str], key: int) -> None:
    lines = files("loaders.enrich").joinpath(table).read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == columns
    assert all(len(row) == len(columns) and row[-1] and all(cell == cell.strip() for cell in row) for row in rows)
    assert len({tuple(row[:key]) for row in rows}) == len(rows)


def test_known_names_have_wikidata_ids_and_none_is_anothers() -> None:
    lines = files("loaders.enrich").joinpath("known.tsv").read_text(encoding="utf-8").splitlines()
    names: dict[tuple[str, str], str] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        assert is_qid(row["qid"])
        for name in filter(None, (row["name"], *row["aliases"].split("|"))):
            assert names.setdefault((row["kind"], name.casefold()), row["qid"]) == row["qid"], name
