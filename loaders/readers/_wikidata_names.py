"""Items of a Wikidata dump as people, places and institutions with the names that they go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.ids import is_qid
from loaders.readers._names import Known, country_of
from loaders.readers._wikidata import label, listed, said

LANGUAGES = ("en", "mul", "es", "fr", "de", "pt", "it", "nl", "ca", "pl", "ru", "uk", "tr", "el", "ar", "zh", "ja")
"""Whose labels and aliases are taken."""
_INSTANCE, _HUMAN = "P31", "Q5"
_BORN = ("P569", "P21")
_OF_INSTITUTIONS = ("P159", "P1128", "P452", "P169", "P414", "P488", "P3320", "P112")
"""Headquarters location, employees, industry, chief executive, stock exchange, chairperson, board member, founder."""
_OF_PLACES = ("P297", "P300", "P1082", "P36", "P625", "P1566")
"""ISO 3166-1 and -2 codes, population, capital, coordinates, GeoNames id."""
_INSTITUTIONS = frozenset({
    "Q43229",    # organization
    "Q4830453",  # business
    "Q783794",   # company
    "Q6881511",  # enterprise
    "Q891723",   # public company
    "Q7278",     # political party
    "Q327333",   # government agency
    "Q3918",     # university
    "Q484652",   # international organization
    "Q476028",   # association football club
    "Q192283",   # news agency
    "Q11032",    # newspaper
    "Q22687",    # bank
})  # fmt: skip
_COUNTRY = {"Person": "P27", "Institution": "P17", "Place": "P17"}


def known(item: Mapping[str, Any]) -> Known | None:
    """Whom an item is about; None for what is no person, place or institution. Raises ValueError for what can't be
    read."""
    if item.get("type", "item") != "item":
        return None
    if not is_qid(str(item.get("id", ""))):
        raise ValueError(f"not an item's id: {str(item.get('id'))[:40]!r}")
    claims = item.get("claims")
    if claims is not None and not isinstance(claims, dict):
        raise ValueError("claims: not by property")
    kind, shown = kind_of(item), label(item)
    if kind is None or shown is None:
        return None
    country = country_of(_ids(item, _COUNTRY[kind]))
    return Known(item["id"], kind, tuple(dict.fromkeys((shown, *_names(item)))), country)


def kind_of(item: Mapping[str, Any]) -> str | None:
    """Person, Place or Institution, by what the item is said to be an instance of, else by what is stated of it.

    Classes of institutions and places are many thousand: what has a headquarters, or employees, is an institution, and
    of the rest what has a population, or coordinates, is a place.
    """
    claims = item.get("claims") or {}
    classes = set(_ids(item, _INSTANCE))
    if _HUMAN in classes or any(name in claims for name in _BORN):
        return "Person"
    if classes & _INSTITUTIONS or any(name in claims for name in _OF_INSTITUTIONS):
        return "Institution"
    return "Place" if any(name in claims for name in _OF_PLACES) else None


def _ids(item: Mapping[str, Any], name: str) -> list[str]:
    values = (said(statement) for statement in listed(item.get("claims"), name))
    return [str(value["id"]) for value in values if isinstance(value, dict) and is_qid(str(value.get("id", "")))]


def _names(item: Mapping[str, Any]) -> Iterator[str]:
    labels, aliases = (held if isinstance(held := item.get(name), dict) else {} for name in ("labels", "aliases"))
    for language in LANGUAGES:
        for text in (labels.get(language), *listed(aliases, language)):
            if isinstance(text, dict) and isinstance(value := text.get("value"), str) and value.strip():
                yield value.strip()
