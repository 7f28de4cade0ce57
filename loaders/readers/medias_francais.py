"""The seven tables of "Médias français : qui possède quoi ?" (Le Monde diplomatique), as they are published.

The four tables of links are holdings (``kg load owners``), medias.tsv are sources (``kg load sources``); of a folder,
each load takes its own and passes over the others. organisations.tsv and personnes.tsv only list names that the links
repeat. The tables name parties by their names, their file names say of what sort each end is, and none has a date.
An outlet is meant by its domain where ``loaders/reference/domains_fr.csv`` has it, with what it was checked against.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from kg.errors import InputError, Place
from loaders.documents import Document
from loaders.lines import decode, lines
from loaders.readers._holdings import Party, between, present
from loaders.reading import Bad, Options, Raw, Reader

_LINK = ("origine", "qualificatif", "valeur", "cible")
_MEDIA = ("Nom", "Type", "Periodicite", "Echelle")
_ORGANISATION = ("nom", "commentaire")
_PERSON = ("Nom", "rangChallenges", "milliardaireForbes")
_SIGNS = {"égal à": "", "supérieur à": ">", "inférieur à": "<", "contrôle": "", "participe": ""}
_WITHOUT_VALUE = frozenset({"contrôle", "participe"})
_ENDS = {"personne": "person", "organisation": "organisation", "media": "source"}
_NAMED = re.compile(r"(personne|organisation)-(media|organisation)(?:\.|$)")
_MEDIUMS = {"Presse": "newspaper", "Radio": "radio", "Télévision": "television", "Site": "online"}
_FAMILY = re.compile(r"(?i)^famille\b")
_STATE = re.compile(r"(?i)^(?:r[ée]publique\b|province\b)")
_PUBLISHER, _EVIDENCE = "Médias français", "https://github.com/mdiplo/Medias_francais"


def _sniff(document: Document) -> int:
    header = document.head().decode(decode(document).name, "replace").removeprefix("\ufeff").partition("\n")[0]
    return 92 if _table([cell.strip() for cell in header.split("\t")]) else 0


def _table(header: list[str]) -> str | None:
    if set(_LINK) <= set(header):
        return "links"
    if set(_MEDIA) <= set(header):
        return "media"
    if tuple(header) == _ORGANISATION:
        return "names"
    years = {re.sub(r"\d{4}$", "", name) for name in header}
    return "names" if set(_PERSON) <= years else None


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    rows = _rows(document)
    first = next(rows, None)
    if first is None:
        raise InputError("empty", "check that it is the right file", place=Place(document.location))
    table = _table([cell.strip() for cell in first[1]])
    if table is None:
        what = "not one of the seven tables of Médias français"
        raise InputError(what, "check its header row", place=Place(document.location, 1))
    header = [cell.strip() for cell in first[1]]
    for line, cells, reason in rows:
        place = Place(document.location, line)
        if reason or len(cells) > len(header):
            yield Bad(cells, reason or f"a row of {len(cells)} cells under a header of {len(header)}", place)
            continue
        row = dict.fromkeys(header, "") | {n: " ".join(c.split()) for n, c in zip(header, cells, strict=False)}
        if table == "links" and options.kind in (None, "holding"):
            yield _link(row, document.location, options, place)
        elif table == "media" and options.kind in (None, "source"):
            yield Raw("source", options.renamed(_media(row)), place)


def _rows(document: Document) -> Iterator[tuple[int, list[str], str | None]]:
    for line in lines(document):
        text = line.text.removeprefix("\ufeff")
        if line.bad:
            yield line.number, [text], line.bad
        elif text.strip():
            yield line.number, next(csv.reader([text], delimiter="\t"), []), None


def _link(row: Mapping[str, str], location: str, options: Options, place: Place) -> Raw | Bad:
    try:
        return Raw("holding", options.renamed(_holding(row, location)), place)
    except ValueError as error:
        return Bad(dict(row), str(error), place)


def _holding(row: Mapping[str, str], location: str) -> dict[str, Any]:
    """A link as a holding. Raises ValueError for one that lacks an end, or whose words and value don't go together."""
    if not row["origine"] or not row["cible"]:
        raise ValueError("a link without its origine or its cible")
    word, value = row["qualificatif"], row["valeur"]
    if word not in _SIGNS:
        raise ValueError(f"qualificatif: {word!r} is none of {', '.join(_SIGNS)}")
    if bool(value) == (word in _WITHOUT_VALUE):
        raise ValueError(f"{word!r} {'with' if value else 'without'} a valeur")
    named = _NAMED.search(location.replace("\\", "/").rpartition("/")[2])
    holder, held = (_ENDS[end] for end in named.groups()) if named else (None, None)
    owner = Party(row["origine"], row["origine"], _sort(row["origine"], holder))
    owned = _outlet(row["cible"]) if held == "source" else row["cible"]
    return present({
        **between(owner, Party(owned, row["cible"], _sort(row["cible"], held))),
        "share": _SIGNS[word] + value if value else None,
        "control": True if word == "contrôle" else None,
        "source": _PUBLISHER,
        "evidence": _EVIDENCE,
    })  # fmt: skip


def _sort(name: str, said: str | None) -> str | None:
    """What sort of owner it is: the tables count families as persons and states as organisations."""
    if said == "person" and _FAMILY.search(name):
        return "family"
    return "state" if said == "organisation" and _STATE.search(name) else said


def _media(row: Mapping[str, str]) -> dict[str, Any]:
    medium = _MEDIUMS.get(row["Type"].partition(" ")[0])
    return present({"source": _outlet(row["Nom"]), "name": row["Nom"], "medium": medium})


def _outlet(name: str) -> str:
    """The outlet's domain, where one is known; else its name."""
    return _domains().get(name, name)


@cache
def _domains() -> dict[str, str]:
    text = files("loaders.reference").joinpath("domains_fr.csv").read_text("utf-8")
    return {row["name"]: row["domain"] for row in csv.DictReader(text.splitlines())}


READER = Reader(
    name="medias-francais",
    summary="The seven tables of Médias français: qui possède quoi ? (Le Monde diplomatique).",
    kinds=("holding", "source"),
    sniff=_sniff,
    read=_read,
    guesses=True,
    example="kg load owners owners_fr",
    suffixes=(".tsv",),
)
