"""Makes the table of owner facts that is shipped: ``python -m loaders.reference.build [SHARED]``.

Reads ``data/owners_reference`` and ``data/owners_fr`` below SHARED (else NEWSKG_SHARED, else ../shared), writes
``owners.csv.gz`` and ``NOTICE`` beside this file: the same bytes from the same input. A row that is doubtful is left
out and counted in NOTICE, with the reason.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.ids import is_qid, name_key, registered_domain
from kg.ownership.companies import company_key
from loaders.documents import Document
from loaders.readers.medias_francais import READER as FRENCH
from loaders.readers.owner_reference import READER as REFERENCE
from loaders.readers.owner_reference import is_like
from loaders.reading import Bad, Options, Raw
from loaders.records import validate

HERE = Path(__file__).parent
TABLE, NOTICE = HERE / "owners.csv.gz", HERE / "NOTICE"
COLUMNS = (
    *(
        "owner",
        "owner_name",
        "owner_kind",
        "owned",
        "owned_name",
        "owned_kind",
        "share",
        "control",
        "observed",
        "evidence",
    ),
    *("source", "licence"),
)
"""Those of a holding, and whose row it is under which licence."""

_WIKIDATA, _LOCAL, _FRENCH = "Wikidata", "LocalNewsDataset", "Médias français"
_LICENCES = {_WIKIDATA: "CC0-1.0", _LOCAL: "MIT", _FRENCH: "ODC-By-1.0"}
_FRENCH_DAY = "2024-12-01"
"""Its README: "Mise à jour en décembre 2024"."""
_PAGES = {"https://github.com/yinleon/LocalNewsDataset": _LOCAL, "https://github.com/mdiplo/Medias_francais": _FRENCH}

_KEYS = {"wikidata": _WIKIDATA, "local": _LOCAL, "french": _FRENCH}
_NOTICE = (HERE / "NOTICE.template").read_text("utf-8")

Row = dict[str, str]


def build(shared: Path) -> tuple[bytes, str]:
    """The compressed table and the text of NOTICE."""
    dropped: Counter[str] = Counter()
    listed = list(_reference(shared / "owners_reference", dropped))
    french = list(_french(shared / "owners_fr", dropped))
    rows = [*listed, *_brought_together(french, _same_owners(listed, french))]
    unique = {tuple(row.get(name, "") for name in COLUMNS) for row in rows}
    dropped["said before"] += len(rows) - len(unique)
    table = [dict(zip(COLUMNS, cells, strict=True)) for cells in sorted(unique)]
    table.sort(key=lambda row: not _is_spelled_so(row["owned_name"], row["owned"]))  # a domain's first name names it
    return _packed(table), _notice(table, dropped)


def _is_spelled_so(name: str, domain: str) -> bool:
    """Whether the domain is the outlet's very name: of several names of a domain that is its own."""
    return name_key(name).replace(" ", "") == domain.partition(".")[0].replace("-", "")


def outlets(table: Iterable[Mapping[str, str]]) -> dict[str, set[str]]:
    """The domains of outlets in the table, each with the names of the outlets that it is the domain of."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in table:
        if row["owned_kind"] == "source" and registered_domain(row["owned"]):
            found[row["owned"]].add(row["owned_name"])
    return dict(found)


def _reference(folder: Path, dropped: Counter[str]) -> Iterator[Row]:
    """The rows of the reference table whose outlet has a domain that no outlet of other owners has too."""
    names = {row["spelled"]: row["name"] for row in _table("owner_names.csv")}
    kept: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for fields in _records(REFERENCE.read, folder / "reference_owner_facts.csv", dropped):
        source = _PAGES.get(fields.get("evidence", ""), _WIKIDATA)
        if source == _FRENCH:
            dropped["of Médias français: taken from its own tables"] += 1
        elif registered_domain(fields["owned"]) is None:
            dropped["an outlet without a domain"] += 1
        else:
            if not is_qid(fields["owner"]):
                fields["owner"] = fields["owner_name"] = names.get(fields["owner"], fields["owner"])
            kept[source, fields["owned"]].append(fields | {"source": source, "licence": _LICENCES[source]})
    for (_, domain), rows in kept.items():
        agreed = rows if _agree(rows) else [row for row in rows if is_like(row["owned_name"], domain)]
        agreed = agreed if _agree(agreed) else []
        yield from agreed
        dropped["a domain of several outlets whose owners differ"] += len(rows) - len(agreed)


def _agree(rows: Iterable[Row]) -> bool:
    """Whether all outlets of a domain have the same owners."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        owners[row["owned_name"]].add(row["owner"])
    return len({frozenset(held) for held in owners.values()}) <= 1


def _french(folder: Path, dropped: Counter[str]) -> Iterator[Row]:
    said = {"source": _FRENCH, "licence": _LICENCES[_FRENCH], "observed": _FRENCH_DAY}
    for path in sorted(folder.glob("*-*.tsv")):
        for fields in _records(FRENCH.read, path, dropped):
            yield fields | said


def _same_owners(listed: Iterable[Row], french: Iterable[Row]) -> dict[str, str]:
    """The Wikidata id of a company of the French tables: where both call the owner of one outlet by one name.

    A name alone is not enough, nor one that stands for several items.
    """
    known = {(row["owned"], company_key(row["owner_name"])): row["owner"] for row in listed if is_qid(row["owner"])}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in french:
        if qid := known.get((row["owned"], company_key(row["owner"]))):
            found[row["owner"]].add(qid)
    return {name: qids.pop() for name, qids in found.items() if len(qids) == 1}


def _brought_together(rows: Iterable[Row], same: Mapping[str, str]) -> Iterator[Row]:
    for row in rows:
        ends = [e for e in ("owner", "owned") if row[e] in same and (e == "owner" or row["owned_kind"] != "source")]
        named = {f"{end}_name": row.get(f"{end}_name") or row[end] for end in ends}
        yield row | named | {end: same[row[end]] for end in ends}


def _records(read: Any, path: Path, dropped: Counter[str]) -> Iterator[Row]:
    """The valid holdings of a document, all as text."""
    for one in read(Document(path.name, path), Options("holding")):
        if isinstance(one, Bad):
            dropped[one.reason.partition(":")[0]] += 1
            continue
        try:
            validate("holding", one.fields)
        except ValueError as error:
            dropped[str(error)] += 1
        else:
            yield _as_text(one)


def _as_text(one: Raw) -> Row:
    return {name: "true" if value is True else str(value) for name, value in one.fields.items()}


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / name).read_text("utf-8").splitlines()))


def _packed(table: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", compresslevel=9, fileobj=packed, mtime=0) as stream:
        stream.write(text.getvalue().encode())
    return packed.getvalue()


def _notice(table: list[Row], dropped: Counter[str]) -> str:
    counts = {key: sum(row["source"] == name for row in table) for key, name in _KEYS.items()}
    left_out = "\n".join(f"  {count:5,}  {reason}" for reason, count in sorted(dropped.items()) if count)
    known = outlets(table)
    names = len(set().union(*known.values()))
    return _NOTICE.format(rows=len(table), domains=len(known), names=names, left_out=left_out, **counts)


def main() -> None:
    """Write the table and its NOTICE."""
    asked = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("NEWSKG_SHARED") or HERE.parents[2] / "shared"
    table, notice = build(Path(asked) / "data")
    TABLE.write_bytes(table)
    NOTICE.write_text(notice, "utf-8")
    sys.stderr.write(f"{TABLE}: {len(table):,} bytes\n{notice}")


if __name__ == "__main__":
    main()
