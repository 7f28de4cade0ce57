"""The reference table of outlets and their owners, put together from Wikidata, local news lists and others.

Its columns: ``outlet, outlet_qid, domains, owner, owner_qid, relation, share, country, as_of, source, licence``. An
outlet is meant by its domain; where there are several, by those that are like its name, as libraries, databases and
publishers' portals stand among them. ``country`` is the outlet's, ``source`` and ``licence`` the row's: a holding has
no field for them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from kg.errors import InputError, Place
from kg.ids import is_qid, name_key, registered_domain
from loaders.documents import Document
from loaders.lines import Line, decode, lines
from loaders.readers._holdings import Party, between, first_day, present
from loaders.reading import Bad, Options, Raw, Reader

COLUMNS = (
    *(
        "outlet",
        "outlet_qid",
        "domains",
        "owner",
        "owner_qid",
        "relation",
        "share",
        "country",
        "as_of",
        "source",
        "licence",
    ),
)
_RELATIONS = {
    "owner": ("", True), "owned by": ("", None), "parent organization": ("", True), "owns (equal)": ("", None),
    "controls": ("", True), "holds a stake": ("", None), "owns more than": (">", None), "owns less than": ("<", None),
}  # fmt: skip
"""Sign of the share, and whether control is stated: a parent controls its subsidiary by definition, and who a list with
room for one owner a station calls its owner controls it. Wikidata's "owned by" names those who have a part too."""
_PAGES = {"yinleon/LocalNewsDataset", "mdiplo/Medias_francais"}  # sources that are a repository each
_MIXED = {"mdiplo/Medias_francais"}  # lists companies among the outlets
_MIN_WORD = 4  # letters of a word that tells whose domain it is
_MAX_OWN = 5  # domains of one outlet: more are editions or errors, and which is which can't be told


def _sniff(document: Document) -> int:
    header = document.head().decode(decode(document).name, "replace").removeprefix("\ufeff").partition("\n")[0]
    return 95 if [cell.strip() for cell in header.split(",")] == list(COLUMNS) else 0


def _read(document: Document, options: Options) -> Iterator[Raw | Bad]:
    found = lines(document)
    first = next(found, None)
    header = next(csv.reader([first.text.removeprefix("\ufeff")]), []) if first else []
    if [cell.strip() for cell in header] != list(COLUMNS):
        what = "not the reference table of owners" if header else "empty"
        raise InputError(what, f"its columns are {', '.join(COLUMNS)}", place=Place(document.location))
    for line in found:
        place = Place(document.location, line.number)
        if not line.bad and not line.text.strip():
            continue
        row = None
        try:
            row = _row(line)
            rows = [Raw("holding", options.renamed(fields), place) for fields in _holdings(row)]
        except ValueError as error:
            yield Bad(line.text if row is None else _to_mend(row, line.text), str(error), place)
        else:
            yield from rows


def _row(line: Line) -> dict[str, str]:
    """The cells of a line: none of this table goes over its end, so that a quote that isn't closed spoils one row."""
    try:
        cells = next(csv.reader([line.text], strict=True))
    except csv.Error as error:
        raise ValueError(f"badly quoted ({error})") from error
    if line.bad or len(cells) != len(COLUMNS):
        raise ValueError(line.bad or f"a row of {len(cells)} cells under a header of {len(COLUMNS)}")
    return dict(zip(COLUMNS, (" ".join(cell.split()) for cell in cells), strict=True))


def _holdings(row: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A holding for each domain of the outlet. Raises ValueError for a row that is not plain."""
    owner = row["owner"]
    if not owner or not row["outlet"]:
        raise ValueError("no owner" if row["outlet"] else "no outlet")
    if len(owner) % 2 == 0 and owner[: len(owner) // 2] == owner[len(owner) // 2 :]:
        raise ValueError(f"an owner whose name stands there twice: {owner[:80]!r}")
    if row["relation"] not in _RELATIONS:
        raise ValueError(f"relation: {row['relation'][:60]!r} is none of {', '.join(_RELATIONS)}")
    sign, control = _RELATIONS[row["relation"]]
    control = None if row["relation"] == "owner" and row["share"] else control
    holder = Party(row["owner_qid"] if is_qid(row["owner_qid"]) else owner, owner)
    kind = None if row["source"] in _MIXED else "source"
    known = row["outlet_qid"] if is_qid(row["outlet_qid"]) else row["outlet"]
    for domain in own_domains(row["outlet"], row["domains"]) or [known]:
        yield present({
            **between(holder, Party(domain, row["outlet"], kind)),
            "share": sign + row["share"] if row["share"] else None,
            "control": control,
            "observed": first_day(row["as_of"]),
            "evidence": _page(row),
        })  # fmt: skip


def _to_mend(row: Mapping[str, str], text: str) -> dict[str, Any]:
    """A row that is not plain, with the fields of a holding, to be mended and loaded; ``row``: as it was. Its outlet is
    left open, so that what is in doubt isn't taken without a look at it."""
    holder = Party(row["owner_qid"] if is_qid(row["owner_qid"]) else row["owner"], row["owner"])
    told = {"share": row["share"] or None, "observed": row["as_of"] or None, "evidence": _page(row), "row": text}
    return {"owner": "", "owned": "", **present(between(holder, Party("", row["outlet"])) | told)}


def own_domains(name: str, cell: str) -> list[str]:
    """The registered domains that are the outlet's own. Raises ValueError where that can't be told.

    >>> own_domains("The Pantagraph", "infoweb.newsbank.com|lexisnexis.com|www.pantagraph.com")
    ['pantagraph.com']
    """
    hosts = [host for host in cell.split("|") if host.strip()]
    if wrong := [host for host in hosts if registered_domain(host) is None]:
        raise ValueError(f"not a domain: {wrong[0][:60]!r}")
    found = dict.fromkeys(str(registered_domain(host)) for host in hosts)
    own = [domain for domain in found if domain not in _not_outlets()]
    if hosts and not own:
        raise ValueError(f"no domain of its own, but of a library, database or platform: {', '.join(found)[:80]}")
    like = own if len(own) < 2 else [domain for domain in own if is_like(name, domain)]
    if own and not 1 <= len(like) <= _MAX_OWN:
        raise ValueError(f"{len(own)} domains, of which {len(like) or 'none'} are like its name")
    return like


def is_like(name: str, domain: str) -> bool:
    """Whether a domain is spelled after an outlet's name: a long word of it, its initials, its end.

    >>> is_like("Les Échos", "lesechos.fr"), is_like("Izvestia", "iz.ru"), is_like("Investir", "lesechos.fr")
    (True, True, False)
    """
    label = domain.partition(".")[0].replace("-", "")
    words = name_key(name).split()
    whole = "".join(words)
    if any(len(word) >= _MIN_WORD and (word in label or word.startswith(label)) for word in words):
        return True
    return label == "".join(word[0] for word in words) or whole.startswith(label) or whole.endswith(label)


@cache
def _not_outlets() -> frozenset[str]:
    text = files("loaders.reference").joinpath("not_outlets.csv").read_text("utf-8")
    return frozenset(row["domain"] for row in csv.DictReader(text.splitlines()))


def _page(row: Mapping[str, str]) -> str | None:
    if row["source"] in _PAGES:
        return f"https://github.com/{row['source']}"
    return f"https://www.wikidata.org/wiki/{row['outlet_qid']}" if is_qid(row["outlet_qid"]) else None


READER = Reader(
    name="owner-reference",
    summary="The reference table of outlets and owners (outlet, outlet_qid, domains, owner, relation, share, …).",
    kinds=("holding",),
    sniff=_sniff,
    read=_read,
    guesses=True,
    example="kg load owners reference_owner_facts.csv",
    suffixes=(".csv",),
)
