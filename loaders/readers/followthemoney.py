"""FollowTheMoney entities as JSON lines (Aleph, OpenSanctions): who owns and who directs what.

An Ownership or Directorship is a holding, a Succession says who took whose place; the entities that they join give them
their names. An UnknownLink says that two are connected and not how: a reject with the reason. All else (addresses,
documents, sanctions, family …) is no holding and is passed over, as are the entities themselves. Loaded as identities,
it is the entities that are read: people and institutions with the names that they go by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.errors import Place
from kg.ids import is_qid, slug
from loaders.documents import Document
from loaders.lines import decode
from loaders.readers._holdings import (
    LEI_SCHEME,
    Party,
    between,
    country_code,
    ended_on,
    evidence,
    first_day,
    local_id,
    numbered,
    present,
    registered_id,
)
from loaders.readers._jsonstream import values
from loaders.readers._jsontext import loads
from loaders.readers._names import Known, records
from loaders.reading import Bad, Options, Raw, Reader
from loaders.records import RecordKind

_ENDS = {"Ownership": ("owner", "asset"), "Directorship": ("director", "organization")}
"""Of the schemas that are holdings, the properties that name who holds and what is held."""
_KINDS = {
    "Person": "person", "Company": "company", "Organization": "organisation", "LegalEntity": "organisation",
    "PublicBody": "state",
}  # fmt: skip
_OF_INSTITUTIONS = ("legalForm", "registrationNumber", "incorporationDate", "dissolutionDate", "leiCode", "sector")
_BOARD = re.compile(r"(?i)\b(?:director|board member|member of the board|administrateur|vorstand|consejero)\b")
_CHAIR = re.compile(r"(?i)^(?!.*\b(?:vice|deputy|former)\b).*\b(?:chair(?:man|woman|person)?|president of the board)\b")
_PER_CENT_WORDS = re.compile(r"(?i)\s*(?:per ?cent|pct\.?)$")
_HEAD_BYTES = 1 << 20


def _sniff(document: Document) -> int:
    head = document.head(_HEAD_BYTES).decode(decode(document).name, "replace").lstrip("\ufeff \r\n")
    first = head.partition("\n")[0]
    if not first.startswith("{"):
        return 0
    try:
        return 95 if _is_entity(loads(first)) else 0
    except ValueError:  # cut off, maybe, in the middle of a very long line
        return 90 if re.match(r'\{[^{]*"schema"\s*:\s*"[A-Z]\w+"', first) and '"properties"' in first else 0


def _is_entity(content: object) -> bool:
    return isinstance(content, dict) and all(
        isinstance(content.get(name), kind) for name, kind in (("id", str), ("schema", str), ("properties", dict))
    )


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    kind: RecordKind = "identity" if options.kind == "identity" else "holding"
    parties = dict(_parties(document)) if kind == "holding" else {}
    for value in values(document):
        place = Place(document.location, value.line)
        if value.reason or not _is_entity(value.content):
            yield Bad(value.content, value.reason or "not an entity: it needs id, schema and properties", place)
            continue
        try:
            stated = list(_holdings(value.content, parties) if kind == "holding" else _names(value.content))
        except ValueError as error:
            yield Bad(value.content, str(error), place)
            continue
        yield from (Raw(kind, options.renamed(fields), place) for fields in stated)


def _names(entity: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    found = _bearer(entity)
    return records(found) if found else ()


def _bearer(entity: Mapping[str, Any]) -> Known | None:
    """Who an entity is; None for what is no person or institution. Raises ValueError where it isn't said which."""
    schema = entity["schema"]
    if schema not in _KINDS:
        return None
    party = _party(entity)
    names = [name for prop in ("name", "alias", "abbreviation") for name in _texts(entity, prop)]
    if party.name is None:
        raise ValueError(f"{schema} without a name")
    if schema == "LegalEntity" and not any(_texts(entity, prop) for prop in _OF_INSTITUTIONS):
        raise ValueError("a LegalEntity of which isn't said whether it is a person or an institution")
    kind = "Person" if schema == "Person" else "Institution"
    return Known(party.id, kind, tuple(dict.fromkeys((party.name, *names))), party.country, "FollowTheMoney")


def _parties(document: Document) -> Iterator[tuple[str, Party]]:
    for value in values(document):
        if value.reason is None and _is_entity(value.content) and value.content["schema"] in _KINDS:
            try:
                yield value.content["id"], _party(value.content)
            except ValueError:
                continue  # told of when the entities themselves are read


def _party(entity: Mapping[str, Any]) -> Party:
    qid = next((q for q in (*_texts(entity, "wikidataId"), entity["id"]) if is_qid(q)), None)
    lei = next(iter(_texts(entity, "leiCode")), None)
    names = [*_texts(entity, "name"), *([entity["caption"]] if isinstance(entity.get("caption"), str) else [])]
    places = [*_texts(entity, "jurisdiction")] or [*_texts(entity, "nationality"), *_texts(entity, "country")]
    known = qid or (registered_id(LEI_SCHEME, lei) if lei else _id(entity["id"]))
    ended = next(iter([*_texts(entity, "deathDate"), *_texts(entity, "dissolutionDate")]), None)
    numbers = numbered(wikidata=[qid] if qid else [], lei=_texts(entity, "leiCode"), register=_numbers(entity, places))
    day = ended_on(ended)
    return Party(known, next(iter(names), None), _KINDS[entity["schema"]], country_code(*places), numbers, day)


def _numbers(entity: Mapping[str, Any], places: Sequence[str]) -> list[str]:
    """Numbers that a register gave a company, with its country where that is one; a person's are not kept."""
    if entity["schema"] == "Person":
        return []
    country = country_code(*places)
    return [f"{country}:{number}" if country else number for number in _texts(entity, "registrationNumber")]


def _id(text: str) -> str:
    """The id of an entity of which nothing else is known; its ids tell capital letters from small ones, ours don't."""
    return text if is_qid(text) else f"ftm-{text}" if slug(text) == text else local_id("ftm", text)


def _holdings(entity: Mapping[str, Any], parties: Mapping[str, Party]) -> Iterator[dict[str, Any]]:
    """The holdings that an entity states, mostly none. Raises ValueError where it leaves open which."""
    schema = entity["schema"]
    if schema in _KINDS:
        _party(entity)
    if schema == "UnknownLink":
        raise ValueError("an UnknownLink: it doesn't say that either owns or controls the other")
    if schema == "Succession":
        yield from _successions(entity, parties)
        return
    if schema not in _ENDS:
        return
    holders, held = ([_found(end, parties) for end in _texts(entity, name)] for name in _ENDS[schema])
    if not holders or not held:
        raise ValueError(f"{schema} without its {' or its '.join(_ENDS[schema])}")
    facts = _facts(entity)
    if len(holders) * len(held) > 1 and "share" in facts:
        raise ValueError(f"{len(holders)} holders of {len(held)} with one share: it doesn't say whose")
    for owner in holders:
        for owned in held:
            yield present({**between(owner, owned), **facts})


def _successions(entity: Mapping[str, Any], parties: Mapping[str, Party]) -> Iterator[dict[str, Any]]:
    """Who took whose place. Raises ValueError where one of the two is missing."""
    before, after = ([_found(end, parties) for end in _texts(entity, name)] for name in ("predecessor", "successor"))
    if not before or not after:
        raise ValueError("Succession without its predecessor or its successor")
    days = [*_texts(entity, "startDate"), *_texts(entity, "date")]
    for old in before:
        for new in after:
            yield present({
                **between(new, old), "relation": "succeeds", "valid_from": first_day(next(iter(days), None)),
                "evidence": evidence(_texts(entity, "sourceUrl")),
            })  # fmt: skip


def _found(end: str, parties: Mapping[str, Party]) -> Party:
    return parties.get(end) or Party(_id(end))


def _facts(entity: Mapping[str, Any]) -> dict[str, Any]:
    seen = [*_texts(entity, "date"), *_texts(entity, "retrievedAt"), str(entity.get("last_seen") or "")]
    share = _only(entity, "percentage")
    return present({
        "share": _PER_CENT_WORDS.sub(" %", share) if share else None,
        "interest": _interest(entity),
        "valid_from": first_day(_only(entity, "startDate")),
        "valid_to": first_day(_only(entity, "endDate"), after=True),
        "observed": first_day(next(filter(None, seen), None)),
        "evidence": evidence(_texts(entity, "sourceUrl")),
    })  # fmt: skip


def _interest(entity: Mapping[str, Any]) -> str | None:
    """The interest in the words of BODS; a role that it has no word for is unknown."""
    if entity["schema"] == "Ownership":
        return "shareholding" if _texts(entity, "percentage") or _texts(entity, "sharesCount") else None
    role = next(iter(_texts(entity, "role")), None)
    if role and _CHAIR.match(role):
        return "board-chair"
    return "board-member" if role is None or _BOARD.search(role) else "unknown-interest"


def _texts(entity: Mapping[str, Any], name: str) -> list[str]:
    """The values of a property; entities nested in it by their id. Raises ValueError for what is none."""
    listed = entity["properties"].get(name, [])
    values = listed if isinstance(listed, list) else [listed]
    texts = [value.get("id") if isinstance(value, dict) else value for value in values]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{name}: not a list of texts")
    return [stripped for text in texts if (stripped := str(text).strip())]


def _only(entity: Mapping[str, Any], name: str) -> str | None:
    """The one value of a property. Raises ValueError where there are several: which holds isn't said."""
    found = list(dict.fromkeys(_texts(entity, name)))
    if len(found) > 1:
        raise ValueError(f"{name}: {len(found)} values ({', '.join(found)[:60]})")
    return found[0] if found else None


READER = Reader(
    name="followthemoney",
    summary="FollowTheMoney entities as JSON lines: ownerships and directorships; as identities, names of entities.",
    kinds=("holding", "identity"),
    sniff=_sniff,
    read=_read,
    example="kg load owners entities.ftm.json",
    suffixes=(".json", ".jsonl", ".ftm"),
)
