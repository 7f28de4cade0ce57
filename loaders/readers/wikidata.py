"""Wikidata: items of a JSON dump, or the rows of a query result (JSON or CSV).

Loaded as identities, the items of a dump are people, places and institutions with the names that they go by. As owners,
read are P127 owned by, P749 parent organization, P1830 owner of and P355 has subsidiary, with P1107 proportion, P580
and P582 (period), P585 (as of) and P854 (reference). A query names its columns so, in any order, others are kept out:
``?owner ?ownerLabel ?owned ?ownedLabel ?share ?start ?end ?observed ?reference ?website`` (``website``: of the owned,
where it is an outlet; ``startPrecision`` and ``endPrecision``: wikibase:timePrecision).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from kg.errors import InputError, Place
from kg.ids import registered_domain
from loaders.documents import Document
from loaders.lines import decode, lines
from loaders.readers._holdings import Party, between, evidence, present, qid_of
from loaders.readers._jsonstream import of_lines
from loaders.readers._jsontext import loads
from loaders.readers._names import records
from loaders.readers._wikidata import claims, day_of, proportion
from loaders.readers._wikidata_names import known
from loaders.reading import Bad, Options, Raw, Reader

_ITEM = re.compile(r'"(?:labels|descriptions)":\s*\{\s*"[\w-]+":\s*\{\s*"language"|"claims":\s*\{\s*"P\d+":\s*\[')
_ENTITY = "http://www.wikidata.org/entity/Q"
_RESULT = re.compile(r'\{\s*"head"\s*:\s*\{[^{]*"vars"')
_MAX_RESULT_BYTES = 256 << 20  # the query service ends at 60 s, some tens of MB
_NAMES = {
    "item": "owned", "itemLabel": "ownedLabel", "outlet": "owned", "outletLabel": "ownedLabel",
    "company": "owned", "companyLabel": "ownedLabel", "parent": "owner", "parentLabel": "ownerLabel",
    "proportion": "share", "startTime": "start", "endTime": "end", "pointInTime": "observed", "ref": "reference",
}  # fmt: skip
"""Other names that queries give these columns."""


def _sniff(document: Document) -> int:
    text = document.head().decode(decode(document).name, "replace").lstrip("\ufeff \t\r\n")
    if _RESULT.match(text):
        return 95 if _ENTITY in text and _is_ours(re.findall(r'"(\w+)"', text.partition("]")[0])) else 0
    if text.startswith(("[", "{")):
        return 95 if _ITEM.search(text) else 0
    header, _, rest = text.partition("\n")
    return 90 if _ENTITY in rest and _is_ours(re.findall(r"\w+", header)) else 0


def _is_ours(names: list[str]) -> bool:
    return {"owner", "owned"} <= {_NAMES.get(name, name) for name in names}


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    text = document.head().decode(decode(document).name, "replace").lstrip("\ufeff \t\r\n")
    if not text:
        raise InputError("empty", "check that it is the right file", place=Place(document.location))
    if options.kind == "identity":
        yield from _known(document, options)
        return
    if _RESULT.match(text):
        pieces = _rows(_bindings(document), document.location)
    elif text.startswith(("[", "{")):
        pieces = _items(document)
    else:
        pieces = _rows(_cells(document), document.location)
    for piece in pieces:
        yield Raw("holding", options.renamed(piece.fields), piece.place) if isinstance(piece, Raw) else piece


def _items(document: Document) -> Iterator[Raw | Bad]:
    for item in _dumped(document):
        if isinstance(item, Bad):
            yield item
            continue
        for held in claims(item.fields):
            yield Raw("holding", held, item.place) if isinstance(held, dict) else Bad(held[1], held[0], item.place)


def _known(document: Document, options: Options) -> Iterator[Raw | Bad]:
    """The names of a dump's items; what is no person, place or institution is passed over."""
    for item in _dumped(document):
        if isinstance(item, Bad):
            yield item
            continue
        try:
            found = known(item.fields)
        except ValueError as error:
            yield Bad(item.fields, str(error), item.place)
            continue
        for fields in records(found) if found else ():
            yield Raw("identity", options.renamed(fields), item.place)


def _dumped(document: Document) -> Iterator[Raw | Bad]:
    """Items as they stand in the dump, and lines that are none."""
    for value in of_lines(document):
        place = Place(document.location, value.line)
        if value.reason:
            yield Bad(value.content, value.reason, place)
        elif not isinstance(value.content, dict) or not isinstance(value.content.get("id"), str):
            yield Bad(value.content, "not an item of Wikidata", place)
        else:
            yield Raw("identity", value.content, place)


Row = tuple[int, dict[str, str] | str]
"""Line or number of a row, and its cells; or, of one that can't be read, the reason."""


def _bindings(document: Document) -> Iterator[Row]:
    with document.open() as stream:
        data = stream.read(_MAX_RESULT_BYTES + 1)
    place = Place(document.location)
    if len(data) > _MAX_RESULT_BYTES:
        raise InputError("a query result of more than 256 MiB", "ask for it as CSV", place=place)
    try:
        rows = loads(data.decode("utf-8-sig"))["results"]["bindings"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("not a whole query result", "ask the query again", place=place) from error
    for number, row in enumerate(rows, 1):
        cells = row.items() if isinstance(row, dict) else ()
        yield number, {name: str(cell["value"]) for name, cell in cells if isinstance(cell, dict) and "value" in cell}


def _cells(document: Document) -> Iterator[Row]:
    physical = (line.text + "\n" for line in lines(document) if line.bad is None)
    first = next(physical, "").removeprefix("\ufeff")
    reader = csv.reader(chain([first], physical), delimiter="\t" if "\t" in first else ",")
    header = [name.strip().removeprefix("?") for name in next(reader, [])]
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"not CSV: {error}"
            continue
        if cells and len(cells) != len(header):
            yield line, f"a row of {len(cells)} cells under a header of {len(header)}"
        elif any(cells):
            yield line, dict(zip(header, cells, strict=True))


def _rows(rows: Iterator[Row], location: str) -> Iterator[Raw | Bad]:
    for line, row in rows:
        if isinstance(row, str):
            yield Bad("", row, Place(location, line))
            continue
        cells = {_NAMES.get(name, name): value.strip().strip("<>") for name, value in row.items() if value.strip()}
        try:
            yield Raw("holding", _holding(cells), Place(location, line))
        except ValueError as error:
            yield Bad(row, str(error), Place(location, line))


def _holding(cells: Mapping[str, str]) -> dict[str, Any]:
    owner, owned = (_party(cells, role) for role in ("owner", "owned"))
    if site := registered_domain(cells.get("website", "")):
        owned = Party(site, owned.name, "source")
    return present({
        **between(owner, owned),
        "share": proportion(cells["share"]) if "share" in cells else None,
        "valid_from": _day(cells, "start"),
        "valid_to": _day(cells, "end"),
        "observed": _day(cells, "observed"),
        "evidence": evidence([cells.get("reference")]) or _page(cells["owned"]),
    })  # fmt: skip


def _day(cells: Mapping[str, str], name: str) -> str | None:
    precision = cells.get(f"{name}Precision", "")
    known = int(precision) if precision.isdecimal() else None
    return day_of(cells[name], known, after=name == "end") if name in cells else None


def _page(entity: str) -> str:
    return f"https://www.wikidata.org/wiki/{qid_of(entity)}"


def _party(cells: Mapping[str, str], role: str) -> Party:
    """An item with its label, which the service fills with the id where there is none."""
    said = cells.get(role, "")
    found = qid_of(said)
    if not found:
        what = "nothing" if not said else "somebody whom nobody knows" if "genid" in said else repr(said[:60])
        raise ValueError(f"{role}: {what}, no item")
    name = cells.get(role + "Label")
    return Party(found, None if name == found else name)


READER = Reader(
    name="wikidata",
    summary="Wikidata: items of a JSON dump, or the rows of a query result (JSON or CSV) with owner and owned.",
    kinds=("holding", "identity"),
    sniff=_sniff,
    read=_read,
    example="kg load owners query.json",
    suffixes=(".json", ".json.gz", ".csv", ".tsv"),
)
