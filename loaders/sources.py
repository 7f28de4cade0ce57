"""Which source a record means: by registered domain, then by known name and alias; never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from kg.ids import name_key, registered_domain, slug
from kg.store import Row, Store
from loaders.enrich.agencies import identified, named_in_full

_KNOWN = """
MATCH (s:Source)
RETURN s.id AS id, s.name AS name, s.aliases AS aliases, s.domains AS domains, s.kind AS kind, s.medium AS medium,
       s.country AS country, s.listed AS listed
"""
AGENCY = "agency"


_ALIKE, _SHORTENED, _NAMED_BY_A_WORD = 0.6, 0.7, 0.9
"""How alike a name and a domain's label are: less than the first says nothing; the others where the label shortens the
name (nytimes), and where it is a word of it."""


@dataclass(slots=True)
class SourceBook:
    """The sources of the graph by domain and name: some hundred thousand outlets at most, held in memory."""

    _by_id: dict[str, Row] = field(default_factory=dict)
    _by_domain: dict[str, str] = field(default_factory=dict)
    _by_name: dict[str, set[str]] = field(default_factory=dict)
    agencies: dict[str, str] = field(default_factory=dict)
    """Name keys and domains of agencies that source records describe, to their ids."""

    @classmethod
    def of(cls, store: Store) -> SourceBook:
        """Read the sources of a graph."""
        book = cls()
        for row in store.stream(_KNOWN):
            book.learn(row)
        return book

    def learn(self, row: Row) -> None:
        """Take a source in, or what is new of it: ``id, name, aliases, domains, kind, medium, country, listed``."""
        held = self._by_id.setdefault(row["id"], {})
        if (before := held.get("name")) and row.get("name") and before not in self.values(row["id"], "aliases"):
            self._by_name[name_key(before)].discard(row["id"])  # the graph, which a further load reads, has it no more
        told = ("name", "aliases", "domains", "kind", "medium", "country", "listed")
        held.update({k: row[k] for k in told if row.get(k) is not None})
        for domain in (row["id"], *(row.get("domains") or ())):
            self._by_domain.setdefault(domain, row["id"])
        names = [n for n in (row.get("name"), *(row.get("aliases") or ())) if n]
        for name in names:
            self._by_name.setdefault(name_key(name), set()).add(row["id"])
        if held.get("listed") and AGENCY in (held.get("kind"), held.get("medium")):
            keys = (row["id"], *(row.get("domains") or ()), *map(name_key, names))
            self.agencies.update(dict.fromkeys(keys, row["id"]))

    def has(self, source: str) -> bool:
        """Whether a source of this id is known."""
        return source in self._by_id

    def described(self, source: str) -> bool:
        """Whether a source record has described it."""
        return bool(self._by_id.get(source, {}).get("listed"))

    def takes(self, source: str, name: str) -> bool:
        """Whether a source that nothing describes takes this name instead of the one it has: see ``_aptness``."""
        held = self._by_id.get(source, {}).get("name") or ""
        return not self.described(source) and _aptness(source, name) > _aptness(source, held)

    def country(self, source: str) -> str | None:
        """The outlet's country, else that of its domain; None where neither is known."""
        known: str | None = self._by_id.get(source, {}).get("country")
        ending = source.rpartition(".")[2].upper()
        return known or (ending if "." in source and len(ending) == 2 else None)

    def values(self, source: str, name: str) -> list[str]:
        """The aliases or domains (``name``) that a source has."""
        return list(self._by_id.get(source, {}).get(name) or ())

    def names(self, source: str, name: str | None = None) -> list[str]:
        """What a source is called: ``name``, its name and aliases as far as they are known, its domain's label."""
        known = [self._by_id.get(source, {}).get("name"), *self.values(source, "aliases")]
        return list(dict.fromkeys(n for n in (name, *known, source.partition(".")[0].replace("-", " ")) if n))

    def find(self, text: str) -> str | None:
        """The id of the source that a domain, address or name means; None where none or several do."""
        domain = registered_domain(text)
        if domain:
            return self._by_domain.get(text.lower()) or self._by_domain.get(domain)
        fitting = self._by_name.get(name_key(text), set())
        return next(iter(fitting)) if len(fitting) == 1 else None

    def identify(self, text: str) -> str:
        """The id of the known source, or the id that an unknown one gets: a known agency's, its registered domain, else
        its slug."""
        domain = registered_domain(text)
        agency = identified(domain) if domain else named_in_full(text)
        return self.find(text) or (agency.id if agency else domain or slug(text))

    def named_only(self, names: Iterable[str]) -> str | None:
        """The one source that articles have named so, but nothing has described and no domain tells from others."""
        found = {i for n in names for i in self._by_name.get(name_key(n), ()) if not self.described(i)}
        known = [i for i in sorted(found) if registered_domain(i) is None and not self.values(i, "domains")]
        return known[0] if len(known) == 1 else None


def _aptness(source: str, name: str) -> tuple[float, int, str]:
    """How apt a name is for an outlet that only articles and ratings name: the greatest is taken, whichever came first.

    Records name sections and guests where the outlet is meant ("Opinion - Guest"): the name most like the domain's
    label is, or its initials are; then the shorter one; of two spellings the later in Unicode order.
    """
    key = name_key(name)
    if not key or registered_domain(name) or name == source:
        return (-1.0, 0, name)
    label = name_key(source.partition(".")[0]).replace(" ", "")
    words = key.split()
    forms = ["".join(words), "".join(words[1:] if words[0] == "the" else words), "".join(word[0] for word in words)]
    alike = round(max(OSA.normalized_similarity(label, form) for form in forms), 6)
    if label in words:
        alike = max(alike, _NAMED_BY_A_WORD)
    elif label[:1] == forms[0][:1] and _shortens(label, forms[0]):
        alike = max(alike, _SHORTENED)
    return (alike if alike >= _ALIKE else 0.0, -len(key), name)


def _shortens(label: str, name: str) -> bool:
    """Whether the letters of a label stand in a name in their order."""
    rest = iter(name)
    return all(letter in rest for letter in label)


def unrated(source: str, name: str) -> Row:
    """A source of which nothing is known but how it is called, and whether it is an agency."""
    row: Row = {"id": source, "name": name, "name_key": name_key(name), "kind": "unrated", "listed": False}
    return row | {"medium": AGENCY} if is_agency(source) else row


def is_agency(source: str) -> bool:
    """Whether a source is one of the agencies that are known."""
    return identified(source) is not None
