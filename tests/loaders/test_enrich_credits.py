"""Whom an article credits: by byline, dateline, credit line or because its record says so; and whom it merely names."""

from __future__ import annotations

import pytest

from loaders.enrich.agencies import Agency, agencies
from loaders.enrich.credits import Setting, credited

KNOWN = {"atlas news service": "atlas.example", "ans": "atlas.example", "atlas.example": "atlas.example"}
BODY = "The bridge was closed for six hours after a container ship had rammed it, the police said. " * 8


def found(
    text: str, language: str | None = "en", country: str | None = None, authors: tuple[str, ...] = ()
) -> str | None:
    return credited(text, authors, None, None, Setting(KNOWN, language, country))


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (f"HAMBURG (AP) — {BODY}", "apnews.com"),
        (f"HAMBURG, Germany (AP) -- {BODY}", "apnews.com"),
        (f"A ship, a bridge and a river: the port on Monday.\nGRAYS, England (AP) — {BODY}", "apnews.com"),
        (f"BERLIN (Reuters) - {BODY}", "reuters.com"),
        (f"LONDON, Jan. 30 (Xinhua) -- {BODY}", "xinhuanet.com"),
        (f"MOSCOW, January 30. /TASS/. {BODY}", "tass.com"),
        (f"MOSCOW. Jan 30 (Interfax) - {BODY}", "interfax.ru"),
        (f"New Delhi, Jan 30 (PTI) {BODY}", "ptinews.com"),
        (f"New Delhi [India], January 30 (ANI): {BODY}", "aninews.in"),
        (f"VALPARAÍSO, Chile (ANS) — {BODY}", "atlas.example"),
        (f"By Ana Torres, Associated Press\nHAMBURG — {BODY}", "apnews.com"),
        (f"By The Associated Press\n{BODY}", "apnews.com"),
        (f"{BODY}\n\nWith additional reporting from the Atlas News Service", "atlas.example"),
        (f"{BODY}\n(Reporting by Reuters)", "reuters.com"),
        (f"{BODY} (With inputs from PTI)", "ptinews.com"),
        (f"{BODY}\nThe Associated Press and Reuters contributed to this report.", "apnews.com"),
        (f"{BODY}\nAssociated Press writers Ana Torres and Peter Olsen contributed to this report.", "apnews.com"),
        (f"{BODY}\nThis report contains material from The Associated Press and Reuters.", "apnews.com"),
        (f"{BODY}\n(Copyright 2026 The Associated Press. All rights reserved.)", "apnews.com"),
        (f"{BODY}\n(Reporting by Ana Torres in Hamburg; Editing by Peter Olsen)", "reuters.com"),
        (f"{BODY}\nThis report by The Canadian Press was first published Jan. 30, 2026.", "thecanadianpress.com"),
        (f"{BODY}\n— With files from The Canadian Press", "thecanadianpress.com"),
        (f"{BODY}\n--IANS", "ians.in"),
        (f"{BODY} Enditem", "xinhuanet.com"),
        (f"{BODY}\nSource: AFP", "afp.com"),
        (f"{BODY}\nInformation from The Associated Press was used in this report.", "apnews.com"),
    ],
)
def test_a_credit_in_english(text: str, agency: str) -> None:
    assert found(text) == agency


@pytest.mark.parametrize(
    ("language", "text", "agency"),
    [
        ("es", f"Madrid, 30 ene (EFE).- {BODY}", "efe.com"),
        ("es", f"Cádiz, sábado (EFE).- {BODY}", "efe.com"),
        ("es", f"MADRID, 30 Ene. (EUROPA PRESS) - {BODY}", "europapress.es"),
        ("es", f"Buenos Aires, 30 de enero (Télam).- {BODY}", "telam.com.ar"),
        ("es", f"{BODY}\n\nCon información de Reuters.", "reuters.com"),
        ("es", f"{BODY} (Con información de EFE y AP)", "efe.com"),
        ("es", f"{BODY}\nRedacción con EFE", "efe.com"),
        ("es", f"{BODY}\nFuente: Agencia EFE", "efe.com"),
        ("es", f"Por EFE\n{BODY}", "efe.com"),
        ("es", f"{BODY}\nEFE\nabc/def", "efe.com"),
        ("fr", f"LYON, 30 jan (AFP) - {BODY}", "afp.com"),
        ("fr", f"{BODY} Avec AFP", "afp.com"),
        ("fr", f"{BODY}\n(avec l’AFP)", "afp.com"),
        ("fr", f"{BODY}\nLe Monde avec AFP", "afp.com"),
        ("fr", f"{BODY}\nSource : AFP", "afp.com"),
        ("fr", f"{BODY}\n© 2026 AFP", "afp.com"),
        ("fr", f"{BODY}\n(©AFP / 30 janvier 2026 10h15)", "afp.com"),
        ("fr", f"AFP et la rédaction\n{BODY}", "afp.com"),
        ("fr", f"{BODY}\n(ats)", "keystone-sda.ch"),
        ("fr", f"{BODY}\nBelga", "belga.be"),
        ("de", f"Hamburg (dpa/lno) - {BODY}", "dpa.com"),
        ("de", f"dpa/Hamburg - {BODY}", "dpa.com"),
        ("de", f"{BODY}\n(dpa)", "dpa.com"),
        ("de", f"{BODY} (APA/dpa)", "apa.at"),
        ("de", f"{BODY} (afp/dpa)", "afp.com"),
        ("de", f"{BODY}\nMit Material von dpa und AFP", "dpa.com"),
        ("de", f"{BODY}\nQuelle: dpa", "dpa.com"),
        ("de", f"{BODY}\n© dpa-infocom, dpa:260130-99-492251/2", "dpa.com"),
        ("pt", f"Lisboa, 30 jan 2026 (Lusa) - {BODY}", "lusa.pt"),
        ("pt", f"{BODY}\n*Com informações da Reuters", "reuters.com"),
        ("pt", f"{BODY}\nCom Lusa", "lusa.pt"),
        ("pt", f"{BODY}\nFonte: Agência Brasil", "ebc.com.br"),
        ("it", f"(ANSA) - ROMA, 30 GEN - {BODY}", "ansa.it"),
        ("it", f"Roma, 30 gen. (askanews) - {BODY}", "askanews.it"),
        ("it", f"ROMA (ITALPRESS) - {BODY}", "italpress.com"),
        ("it", f"AGI - {BODY}", "agi.it"),
        ("it", f"{BODY} (fonte: ANSA)", "ansa.it"),
        ("it", f"{BODY}\nRiproduzione riservata © Copyright ANSA", "ansa.it"),
        ("da", f"{BODY}\n/ritzau/", "ritzau.dk"),
        ("es", f"{BODY}\n(Reporte de Ana Torres. Editado en español por Peter Olsen)", "reuters.com"),
        ("es", f"{BODY}\n© EFE 2026. Está expresamente prohibida la redistribución.", "efe.com"),
        ("ko", f"(서울=연합뉴스) 김병규 기자 = {BODY}", "yna.co.kr"),
        ("zh", f"新华社北京1月30日电 {BODY}", "xinhuanet.com"),
        ("ja", f"【ニューヨーク共同】{BODY}", "kyodonews.net"),
        ("ru", f"МОСКВА, 30 янв - РИА Новости. {BODY}", "ria.ru"),
    ],
)
def test_a_credit_in_other_languages(language: str, text: str, agency: str) -> None:
    assert found(text, language) == agency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", f'"It was loud," the captain told Reuters. {BODY}'),
        ("en", f"{BODY} The company had no comment, a spokeswoman told Reuters."),
        ("en", f"{BODY}\nHe spoke in an interview with Reuters."),
        ("en", f"{BODY} Nobody was hurt, according to AFP."),
        ("en", f"An AFP reporter saw the ship. {BODY}"),
        ("en", f"According to the Associated Press, a ship rammed a bridge. {BODY}"),
        ("en", f"{BODY} The AP reports that the bridge is closed."),
        ("en", f"{BODY} The sale was first reported by Reuters on Monday."),
        ("en", f"{BODY} Reporting by Reuters showed that the pilots had warned of it."),
        ("en", f"{BODY}\nEmanuel wrote this report, along with the Associated Press."),
        ("en", f"{BODY} He worked for Reuters in the nineties. {BODY}"),
        ("en", f"The bridge on Monday. (Ana Torres/Reuters)\n{BODY}"),
        ("en", f"{BODY}\nThe bridge on Monday. Ana Torres/Reuters"),
        ("en", f"{BODY}\nAna Torres / Reuters"),
        ("en", f"The bridge on Monday. | AP Photo\n{BODY}"),
        ("en", f"The bridge on Monday. (March 8) AP\nHAMBURG — {BODY}"),
        ("en", f"Image copyright AFP Image caption The bridge\n{BODY}"),
        ("en", f'{BODY}\nA sign read "Closed." (AP Photo/Ana Torres)'),
        ("en", f"{BODY}\n(Photo by Ana Torres/AFP via Getty Images)"),
        ("en", f"Growth in the Middle East and North Africa (MENA) - which is slow - fell. {BODY}"),
        ("en", f"{BODY} The ship's owner is (Marit Solveig)."),
        ("en", f"The Reuters Building in London was sold on Monday. {BODY}"),
        ("es", f"{BODY} El portavoz dijo a EFE que el puente sigue cerrado."),
        ("es", f"{BODY} Según fuentes consultadas por Europa Press, no hay heridos."),
        ("es", f"{BODY} Así lo confirmó en una entrevista con EFE."),
        ("fr", f"{BODY} Le pont est fermé, a indiqué la préfecture à l'AFP."),
        ("fr", f"{BODY} Il travaille avec l'AFP depuis 2010 à Lyon, où il vit."),
        ("fr", f"{BODY} Un journaliste de l’AFP a vu le navire."),
        ("de", f"{BODY} Das sagte ein Sprecher der Deutschen Presse-Agentur."),
        ("de", f"{BODY} Die Brücke sei gesperrt, sagte er der dpa."),
        ("de", f"{BODY} Er sprach am Montag mit der dpa."),
        ("pt", f"{BODY} A ponte está fechada, disse à Lusa fonte da polícia."),
        ("it", f"{BODY} Lo ha detto all'ANSA il comandante della nave."),
        ("it", f"La Presse: il ponte è chiuso. {BODY}"),
        ("en", ""),
        ("en", "(AP)"),
        ("en", "((((((((" * 400 + " — " * 400 + "/" * 400),
        ("en", "A.A-" * 4_000),
        ("en", "A a, 9 jan 9 Jan " * 2_000),
        ("en", "Reporting by ; " * 2_000),
        ("en", "with with mit e et " * 2_000),
    ],
)
def test_a_mere_mention_or_a_picture_is_no_credit(language: str, text: str) -> None:
    assert found(text, language) == ("apnews.com" if text == "(AP)" else None)


@pytest.mark.parametrize(
    ("text", "country", "agency"),
    [
        (f"VIJAYAWADA (AP): {BODY}", "IN", None),
        (f"{BODY} He lives in Guntur (AP)", "IN", None),
        (f"{BODY} (With inputs from AP)", "IN", "apnews.com"),
        (f"VIJAYAWADA (AP) — {BODY}", "US", "apnews.com"),
    ],
)
def test_AP_in_an_indian_outlet_is_a_state_but_where_it_is_a_credit_line(
    text: str, country: str, agency: str | None
) -> None:
    assert found(text, "en", country) == agency


@pytest.mark.parametrize(
    ("author", "agency"),
    [
        ("AFP", "afp.com"),
        ("Ana Torres, Associated Press", "apnews.com"),
        ("By Ana Torres | The Associated Press", "apnews.com"),
        ("AP Diplomatic Writer", "apnews.com"),
        ("Reuters Staff", "reuters.com"),
        ("Le Monde avec AFP", "afp.com"),
        ("EFE / Redacción", "efe.com"),
        ("Ana Torres", None),
        ("Michael Bloomberg", None),
        ("Reuters Institute Fellow", None),
        ("Staff", None),
        ("", None),
    ],
)
def test_a_byline_may_be_an_agencys_and_mostly_is_a_persons(author: str, agency: str | None) -> None:
    assert found(BODY, authors=(author,)) == agency


def test_a_contribution_makes_no_copy_of_what_somebody_else_signs() -> None:
    assert found(f"{BODY}\nAna Torres and The Associated Press contributed to this report.") is None
    text = f"{BODY}\nThe Associated Press contributed to this report."
    assert found(text) == "apnews.com"
    assert found(text, authors=("Ana Torres",)) is None
    writers = f"{BODY}\nAssociated Press writers Peter Olsen and Marit Lie contributed to this report."
    assert found(writers, authors=("Ana Torres",)) == "apnews.com"
    assert found(f"By Ana Torres\n{text}") is None


def test_what_the_record_says_comes_before_what_the_text_says() -> None:
    text = f"HAMBURG (AP) — {BODY}"
    for wire, agency in (
        ("Atlas News Service", "atlas.example"),
        ("nprov:EFE", "efe.com"),
        ("urn:newsml:afp.com:20260130T101500Z:doc-1", "afp.com"),
        ("AFP/dpa", "afp.com"),
        ("Tiny Wire", "tiny-wire"),
        ("urn:newsml:nobody.example:20260130:1", "urn-newsml-nobodyexample-20260130-1"),
        ("  ", "apnews.com"),
    ):
        assert credited(text, (), wire, None, Setting(KNOWN)) == agency


def test_an_article_on_an_agencys_site_is_the_agencys_whoever_lists_it() -> None:
    assert credited(BODY, url="https://www.reuters.com/world/x") == "reuters.com"
    assert credited(BODY, url="https://tideline.example/x") is None


def test_an_agency_that_the_graph_knows_otherwise_keeps_its_id_there() -> None:
    known = {"associated press": "ap-of-old.example", "ap.org": "ap-of-old.example"}
    assert credited(f"HAMBURG (AP) — {BODY}", setting=Setting(known)) == "ap-of-old.example"


@pytest.mark.parametrize("agency", agencies(), ids=lambda agency: agency.id)
def test_every_agency_of_the_table_is_found_in_a_dateline_by_its_names(agency: Agency) -> None:
    for name in agency.names:
        assert credited(f"HAMBURG ({name}) - {BODY}", setting=Setting({}, agency.languages[0])) == agency.id
    for name in agency.short:
        told = Setting({}, agency.languages[0], agency.country)
        assert credited(f"HAMBURG ({name}) - {BODY}", setting=told) == agency.id
    for line in agency.lines:
        assert credited(f"{BODY}\n{line.replace('*', ' Ana Torres ')}", setting=Setting({})) == agency.id
