"""Wikidata's way to say things: statements with values, qualifiers, ranks and references, and what they mean here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kg.ids import is_qid, registered_domain
from loaders.readers._holdings import Party, between, ended_on, evidence, first_day, numbered, per_cent, present

ITEM_OWNED = {"P127": None, "P749": True}
"""Owned by, parent organization: the value holds the item. A parent controls its subsidiary by definition."""
ITEM_OWNS = {"P1830": None, "P355": True}
"""Owner of, has subsidiary: the item holds the value."""
_PROPORTION, _START, _END, _AS_OF, _ADDRESS, _WEBSITE, _INSTANCE = (
    "P1107",
    "P580",
    "P582",
    "P585",
    "P854",
    "P856",
    "P31",
)
_REPLACES, _REPLACED_BY, _LEI, _DEATH, _DISSOLVED = "P1365", "P1366", "P1278", "P570", "P576"
_ONE, _PER_CENT = "1", "Q11229"  # units of a proportion
_YEAR = 9  # precision of a date: 9 year, 10 month, 11 day; anything less is a decade or coarser
_OUTLETS = frozenset({
    "Q11032",     # newspaper
    "Q1110794",   # daily newspaper
    "Q2305295",   # weekly newspaper
    "Q1153191",   # online newspaper
    "Q17232649",  # news website
    "Q192283",    # news agency
    "Q41298",     # magazine
    "Q1193236",   # news media
    "Q14350",     # radio station
    "Q1616075",   # television station
    "Q2001305",   # television channel
    "Q15265344",  # broadcaster
})  # fmt: skip
"""Classes (instance of) whose official website is an outlet's own domain."""
_LANGUAGES = ("en", "mul", "fr", "es", "de", "it", "pt")


def claims(item: Mapping[str, Any]) -> Iterator[dict[str, Any] | tuple[str, Any]]:
    """The holdings that an item of a dump states; (reason, statement) for each that can't be taken as it stands."""
    this = Party(item["id"], label(item), ids=_numbers(item), ended=_ended(item))
    yield from _successions(item, this)
    for name, control in (*ITEM_OWNED.items(), *ITEM_OWNS.items()):
        for statement in listed(item.get("claims"), name):
            try:
                other = Party(_value(statement))
                owner, owned = (other, _outlet(item, this)) if name in ITEM_OWNED else (this, other)
                page = f"https://www.wikidata.org/wiki/{item['id']}#{name}"
                fields = {**between(owner, owned), "control": control, **_qualified(statement)}
                yield present({**fields, "evidence": evidence(_addresses(statement)) or page})
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                what = str(error) if isinstance(error, ValueError) else "a statement in another shape than Wikidata's"
                yield f"{name}: {what}", statement


def _successions(item: Mapping[str, Any], this: Party) -> Iterator[dict[str, Any] | tuple[str, Any]]:
    """Whom the item replaces and who replaced it (P1365, P1366); of outlets that is no fact about owners."""
    if {_item_of(s) for s in listed(item.get("claims"), _INSTANCE)} & _OUTLETS:
        return
    for name in (_REPLACES, _REPLACED_BY):
        for statement in listed(item.get("claims"), name):
            try:
                other = Party(_value(statement))
                after, before = (this, other) if name == _REPLACES else (other, this)
                when = _only(statement, _AS_OF) or _only(statement, _START)
                yield present({
                    **between(after, before), "relation": "succeeds",
                    "valid_from": day_of(when["time"], when["precision"]) if when else None,
                    "evidence": evidence(_addresses(statement)) or f"https://www.wikidata.org/wiki/{item['id']}#{name}",
                })  # fmt: skip
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                what = str(error) if isinstance(error, ValueError) else "a statement in another shape than Wikidata's"
                yield f"{name}: {what}", statement


def _numbers(item: Mapping[str, Any]) -> tuple[str, ...]:
    found = [value for statement in listed(item.get("claims"), _LEI) if isinstance(value := said(statement), str)]
    return numbered(wikidata=[item["id"]], lei=found)


def _ended(item: Mapping[str, Any]) -> str | None:
    """The day after which it is no more: death or dissolution, where one is stated to the year."""
    for name in (_DEATH, _DISSOLVED):
        for statement in listed(item.get("claims"), name):
            value = said(statement)
            if isinstance(value, dict) and value.get("precision", 0) >= _YEAR:
                length = {9: 4, 10: 7}.get(value["precision"], 10)
                return ended_on(str(value.get("time", "")).removeprefix("+").replace("-00", "")[:length])
    return None


def said(statement: Any) -> Any:
    """The value of a statement that isn't deprecated; None where it has none."""
    if not isinstance(statement, dict) or statement.get("rank") == "deprecated":
        return None
    snak = statement.get("mainsnak")
    data = snak.get("datavalue") if isinstance(snak, dict) else None
    return data.get("value") if isinstance(data, dict) else None


def label(item: Mapping[str, Any]) -> str | None:
    """Its English label, else one of another language, as it stands in the dump."""
    labels = item.get("labels")
    if not isinstance(labels, dict):
        return None
    held = {code: text.get("value") for code, text in labels.items() if isinstance(text, dict)}
    return next((held[code] for code in (*_LANGUAGES, *sorted(held)) if held.get(code)), None)


def proportion(amount: object, unit: str = _ONE) -> str:
    """Per cent, of a proportion of one or in per cent. Raises ValueError for what is neither.

    >>> proportion("+0.51"), proportion("+51", "http://www.wikidata.org/entity/Q11229")
    ('51', '51')
    """
    try:
        number = Decimal(str(amount).strip())
    except InvalidOperation as error:
        raise ValueError(f"not a proportion: {str(amount)[:40]!r}") from error
    if unit.rpartition("/")[2] == _PER_CENT:
        share = number
    elif unit == _ONE or unit.endswith("/Q199"):
        share = number * 100
    else:
        raise ValueError(f"a proportion in another unit ({unit[:60]})")
    if not 0 <= share <= 100:
        raise ValueError(f"a proportion of {number}, which is not within 0 to {'1' if unit == _ONE else '100'}")
    return per_cent(share)


def day_of(time: str, precision: int | None = None, *, after: bool = False) -> str | None:
    """The first day of a date, coarse ones at their widest. Raises ValueError for those coarser than a year."""
    text = time.strip().removeprefix("+").partition("T")[0]
    if precision is not None and precision < _YEAR:
        raise ValueError(f"a date that is not known to the year: {text[:40]!r}")
    length = {9: 4, 10: 7}.get(precision or 0, 10)
    return first_day(text.replace("-00", "")[:length], after=after)


def listed(held: Any, name: str) -> list[Any]:
    """What is listed under a name; nothing where it is another shape."""
    listed = held.get(name, []) if isinstance(held, dict) else []
    return listed if isinstance(listed, list) else []


def _value(statement: Mapping[str, Any]) -> str:
    """The item that a statement names. Raises ValueError where it names none, or is not held to be true any more."""
    if statement.get("rank") == "deprecated":
        raise ValueError("a statement that Wikidata deprecates")
    snak = statement["mainsnak"]
    if snak["snaktype"] == "somevalue":
        raise ValueError("somebody whom nobody knows")
    if snak["snaktype"] == "novalue":
        raise ValueError("stated to be nobody")
    found = str(snak["datavalue"]["value"]["id"])
    if not is_qid(found):
        raise ValueError(f"not an item: {found[:40]!r}")
    return found


def _qualified(statement: Mapping[str, Any]) -> dict[str, Any]:
    share = _only(statement, _PROPORTION)
    start, end, seen = (_only(statement, name) for name in (_START, _END, _AS_OF))
    if _unknown(statement, _END):
        raise ValueError("it has ended, on a day that nobody knows")
    return {
        "share": _share(share) if share else None,
        "valid_from": day_of(start["time"], start["precision"]) if start else None,
        "valid_to": day_of(end["time"], end["precision"], after=True) if end else None,
        "observed": day_of(seen["time"], seen["precision"]) if seen else None,
    }


def _share(quantity: Mapping[str, Any]) -> str:
    low, high = quantity.get("lowerBound"), quantity.get("upperBound")
    unit = str(quantity.get("unit", _ONE))
    if low and high and low != high:
        return f"{proportion(low, unit)}-{proportion(high, unit)}"
    return proportion(quantity["amount"], unit)


def _only(statement: Mapping[str, Any], name: str) -> Any:
    """The one value of a qualifier; None where there is none. Raises ValueError where there are several."""
    found = [snak["datavalue"]["value"] for snak in _snaks(statement, name) if snak["snaktype"] == "value"]
    if len(found) > 1:
        raise ValueError(f"{len(found)} values of {name}")
    return found[0] if found else None


def _unknown(statement: Mapping[str, Any], name: str) -> bool:
    return any(snak["snaktype"] == "somevalue" for snak in _snaks(statement, name))


def _snaks(statement: Mapping[str, Any], name: str) -> list[Any]:
    return listed(statement.get("qualifiers"), name)


def _addresses(statement: Mapping[str, Any]) -> Iterator[object]:
    for reference in statement.get("references") or ():
        for snak in listed(reference.get("snaks"), _ADDRESS):
            yield snak.get("datavalue", {}).get("value")


def _outlet(item: Mapping[str, Any], this: Party) -> Party:
    """An outlet by the domain of its one official website, by which articles know it; anything else as it stands."""
    kinds = {_item_of(s) for s in listed(item.get("claims"), _INSTANCE)}
    sites = {
        registered_domain(str(s["mainsnak"].get("datavalue", {}).get("value", "")))
        for s in listed(item.get("claims"), _WEBSITE)
        if s.get("rank") != "deprecated" and _END not in s.get("qualifiers", {})
    } - {None}
    if not kinds & _OUTLETS:
        return this
    return Party(str(sites.pop()) if len(sites) == 1 else this.id, this.name, "source")


def _item_of(statement: Mapping[str, Any]) -> str:
    value = statement["mainsnak"].get("datavalue", {}).get("value", {})
    return str(value.get("id", "")) if isinstance(value, dict) else ""
