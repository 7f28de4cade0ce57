"""The facts of an event, in three languages: people, places, organisations, things, numbers. Drawn by a generator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from bench.world.tables import Place, Triple, pools

_FIRST = {
    "en": "Alice Arthur Beatrice Callum Daphne Edgar Fiona Gareth Harriet Imogen Jasper Kenneth Leona Malcolm Nadine "
          "Oscar Priscilla Quentin Rosalind Stuart Tamsin Ursula Vernon Winifred Yvette",
    "es": "Adela Bruno Carmela Darío Elvira Fabián Gloria Hernán Inés Joaquín Leticia Matías Noelia Octavio Pilar "
          "Ramiro Silvia Tadeo Úrsula Vicente Ximena Yolanda Zulema Ignacio Amparo",
    "fr": "Agnès Baptiste Corinne Didier Élodie Fabrice Ghislaine Hugues Isabelle Jérôme Lucie Mathieu Nathalie "
          "Olivier Pascale Quentin Romain Solange Thierry Ulysse Valérie Xavier Yann Zoé Brigitte",
    "": "Amal Bojan Chidi Daiki Emeka Farah Goran Hana Imani Jun Kaveh Linh Minh Nadia Ozan Piotr Rania Selin Tariq "
        "Umar Vesna Wanjiru Yuki Zofia Ayo",
}  # fmt: skip
_HEADS = {
    "en": "Ash Black Crom Dun Elder Fair Grim Hather Ing Kirk Lang Mar Nether Oak Pem Rad Sel Thorn Whit Wester",
    "es": "Alba Bari Carra Der Esca Fuen Gar Hine Iza Lar Mon Nava Oli Pale Quin Ribe San Tore Urru Vela",
    "fr": "Arde Beau Cham Des Ester Font Gra Haute Jar Lam Mont Nou Or Par Quer Roche Sau Tour Val Ville",
    "": "Aba Bere Chi Dor Eko Fumi Gasha Hiro Iko Kaza Ludo Moro Nka Oko Pola Ruzi Soko Tana Ubi Yama",
}
_TAILS = {
    "en": "worth bury ford ley combe wick stead more field bourne by holm croft dale ham",
    "es": "rreta ñola dilla monte varez bide quera zano llanes rrieta tierra sal gorri cedo mendi",
    "fr": "lieu court mard villard tier gnac ssac bert don nay mier chon ronde fleur vier",
    "": "dze wara moto kov nenko tani gawa beku shima lu chenko ndi rez ola mura",
}
_BRANDS = (
    "Vel Tor Quan Bel Lum Ost Kar Nim Zep Dal Fen Gor Hal Ira Jov Mer",
    "tran dex via lis mar nova rion tex gen phar cor lon mira vest dyne bal",
)
_FORMS = ("Group", "Industries", "Systems", "Labs", "Lines", "Foods", "Energy", "Works", "Bank", "Motors")
_CLUBS = ("Athletic", "Union", "Rovers", "Deportivo", "Olympique", "Sporting", "Racing")
_RANGES: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "quake": {"n": (2, 80), "m": (40, 900), "k": (5, 60), "x": (5.1, 7.6)},
    "fire": {"n": (2, 30), "m": (20, 400), "k": (30, 200)},
    "flood": {"n": (2, 60), "m": (200, 20_000), "k": (90, 320)},
    "crash": {"n": (2, 40), "m": (15, 260), "k": (2, 9)},
    "verdict": {"n": (2, 9), "m": (12, 90), "k": (2, 24), "y": (1, 95)},
    "takeover": {"n": (2, 40), "k": (8, 60), "y": (1, 48)},
    "layoffs": {"n": (3, 60), "m": (120, 9_000), "k": (6, 80)},
    "rates": {"n": (1, 4), "k": (5, 8), "x": (0.5, 9), "y": (2, 12)},
    "election": {"n": (2, 40), "m": (90, 40_000), "k": (31, 84), "x": (40, 62)},
    "resign": {"k": (2, 20), "y": (0.4, 60)},
    "strike": {"n": (2, 12), "m": (150, 30_000), "k": (4, 14), "x": (1, 4)},
    "heist": {"n": (2, 6), "k": (3, 25), "y": (0.5, 80)},
    "match": {"n": (2, 6), "m": (9_000, 70_000), "k": (0, 1)},
    "hack": {"n": (2, 10), "m": (9_000, 4_000_000), "k": (20, 900), "y": (0.3, 40)},
    "drug": {"n": (3, 40), "m": (180, 9_000), "k": (2, 90)},
    "find": {"n": (3, 90), "m": (700, 9_000), "k": (2, 14)},
    "summit": {"n": (3, 60), "m": (12, 900), "k": (9, 60), "y": (1, 90)},
    "vote": {"n": (4, 30), "m": (130, 410), "k": (40, 129), "y": (2, 900)},
}
_DECIMAL = frozenset({"x", "y"})


def person(language: str, rng: Random) -> str:
    """A name, as in a country of that language."""
    return f"{rng.choice(_FIRST[language].split())} {surname(language, rng)}"


def surname(language: str, rng: Random) -> str:
    """A surname of a language's sound."""
    return rng.choice(_HEADS[language].split()) + rng.choice(_TAILS[language].split())


def organisation(rng: Random, kind: str = "") -> str:
    """A firm's or club's name."""
    brand = rng.choice(_BRANDS[0].split()) + rng.choice(_BRANDS[1].split())
    return f"{rng.choice(_CLUBS)} {brand}" if kind == "match" else f"{brand} {rng.choice(_FORMS)}"


def draw_facts(kind: str, place: Place, at: datetime, rng: Random) -> dict[str, Triple]:
    """All that may be told of an event."""
    tongue = place.language
    facts: dict[str, Triple] = {"place": place.names, "what": pools()[f"what_{kind}"][0]}
    for name in ("person", "person2", "official", "witness"):
        facts[name] = _same(person(tongue, rng))
    for name in ("org", "org2", "org3"):
        facts[name] = _same(organisation(rng, kind if name != "org3" else ""))
    road = surname(tongue, rng)
    facts["street"] = (f"{road} Street", f"la calle {road}", f"la rue {road}")
    facts["thing"], facts["thing2"], facts["thing3"] = rng.sample(pools()["thing"], 3)
    for name in ("building", "crime", "topic", "cause", "item", "relic", "disease", "portfolio", "office"):
        facts[name] = rng.choice(pools()[name])
    facts["drug"] = _same(
        rng.choice(_BRANDS[0].split()) + rng.choice(("ocept", "imab", "azol", "uvir", "adine", "oxan"))
    )
    facts["alias"] = _same(rng.choice(("Black", "Pale", "Iron", "Silent")) + surname("en", rng))
    for name, (low, high) in _RANGES[kind].items():
        facts[name] = number(rng.uniform(low, high), decimal=name in _DECIMAL)
    for name in "nmkxy":
        facts.setdefault(name, number(rng.randint(3, 30)))
    facts["n2"], facts["m2"] = number(rng.randint(2, 14)), number(rng.randint(300, 90_000))
    local = at + timedelta(minutes=place.zone.ahead(at))
    facts["day"] = pools()["weekday"][local.weekday()]
    facts["weekday2"] = pools()["weekday"][(local.weekday() + rng.randint(2, 5)) % 7]
    return facts


def number(value: float, *, decimal: bool = False) -> Triple:
    """A number as the three languages write it.

    >>> number(1234), number(5.25, decimal=True)
    (('1,234', '1.234', '1 234'), ('5.2', '5,2', '5,2'))
    """
    if decimal:
        english = f"{value:.1f}"
        return (english, english.replace(".", ","), english.replace(".", ","))
    english = f"{round(value):,}"
    return (english, english.replace(",", "."), english.replace(",", " "))


def _same(text: str) -> Triple:
    return (text, text, text)
