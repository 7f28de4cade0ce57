"""The names of an article: one kind and one name for all the spans that are it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.ids import name_key
from loaders.enrich.cleaning import LONGEST, Cut, cut
from loaders.enrich.heads import heads_of
from loaders.enrich.known import known
from loaders.enrich.located import UNKNOWN, Evidence, Located, gather, located
from loaders.enrich.models import Kind, Span
from loaders.enrich.occurrences import occurrences
from loaders.enrich.pieces import Occurrence
from loaders.enrich.readable import Readable
from loaders.enrich.sexes import sex_of_given, sex_of_title
from loaders.enrich.surnames import bearers, full_names, is_full, short_institutions

__all__ = ["LONGEST", "Cut", "Mention", "cut", "mentions"]

IN_HEADLINE, EARLY, OFTEN = 0.4, 0.3, 0.3
"""Weights of salience, sum 1: the features of Dunietz & Gillick 2014 (A New Entity Salience Task), weighed by hand."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as an article mentions it.

    ``first_offset`` counts characters from the start of headline, empty line, text; there ``surface_forms[0]`` stands.
    ``surface_forms`` are the spellings as they stand, distinct, in order; ``salience`` is 0 to 1, to four places.
    ``entity`` is the id of its node where more is known than kind and name: a Wikidata id, or that of one of several
    cities of a name; with it come ``country`` (ISO 3166-1 alpha-2), ``aliases`` and the
    keys of these and of its names in more languages. ``weak``: a lone word for a person
    that nothing in the article binds to a full name, and so may be anybody.
    """

    name: str
    kind: Kind
    count: int
    first_offset: int
    surface_forms: tuple[str, ...]
    salience: float
    entity: str | None = None
    country: str | None = None
    aliases: tuple[str, ...] = ()
    alias_keys: tuple[str, ...] = ()
    weak: bool = False


@dataclass(slots=True)
class Named:
    """All occurrences of one thing in an article, those of its short names too."""

    kind: Kind
    occurrences: list[Occurrence] = field(default_factory=list)
    key: str = ""
    name: str = ""

    def settle(self) -> Named:
        """Choose ``key`` and ``name``: of its fullest name, in the spelling most often used."""
        first = self.occurrences[0]
        self.key, self.name = first.key, first.name
        if len(self.occurrences) == 1:
            return self
        keys = [one.key for one in self.occurrences]
        if len(set(keys)) > 1:
            counts = Counter(keys)
            self.key = max(counts, key=lambda key: (is_full(key), counts[key], len(key)))
        names = [one.name for one in self.occurrences if one.key == self.key]
        self.name = names[0] if len(set(names)) == 1 else Counter(names).most_common(1)[0][0]
        return self


def named(spans: Iterable[Span], document: str, headline: int, language: str | None) -> list[Named]:
    """The things that an article names, each with all its occurrences, in order."""
    language = language or ""
    found = occurrences(spans, document, headline, language)
    kinds: dict[str, Kind] = {}
    for one in found.names:
        kinds.setdefault(one.key, one.kind)
    of_kind: dict[Kind, list[str]] = {"Person": [], "Place": [], "Institution": []}
    for key, kind in kinds.items():
        of_kind[kind].append(key)
    people, institutions = of_kind["Person"], of_kind["Institution"]
    full = {**short_institutions(institutions, heads_of(language).legal), **found.short}
    full |= full_names(people, [key for key in institutions if " " not in key and key not in full], language)
    groups: dict[str, Named] = {}
    for one in found.names:
        key = _end(one.key, full) if one.key in full else one.key
        if key == one.key and one.kind == "Person" and " " not in key:
            key = _by_title(one, document, people, language) or key
        group = groups.get(key)
        if group is None:
            group = groups[key] = Named(kinds.get(key, one.kind))
        group.occurrences.append(one)
    return [group.settle() for group in groups.values()]


def _end(key: str, full: Mapping[str, str]) -> str:
    for _ in range(3):
        key = full.get(key, key)
    return key


def _by_title(one: Occurrence, document: str, people: Sequence[str], language: str) -> str | None:
    """Whom a surname that several bear stands for, where a title says whether a man or a woman: ``Mrs. Bush``."""
    sex = sex_of_title(document[max(0, one.start - 12) : one.start], language)
    if sex is None:
        return None
    fit = [key for key in bearers(people, one.key, language) if sex_of_given(key.partition(" ")[0]) == sex]
    return fit[0] if len(fit) == 1 else None


def mentions(
    spans: Iterable[Span], document: str, headline: int, language: str | None, ready: Readable | None = None
) -> tuple[Mention, ...]:
    """The names of one article, in order of appearance.

    ``spans`` in order, over ``document`` (headline, empty line, text), whose first ``headline`` characters are the
    headline, or over ``ready``, what was made of it for reading. One kind a name, by the weight of evidence. A person's
    surname counts for the full name where the article has exactly one that it fits, even where the model took it for an
    institution.

    >>> text = "Torres wins\\n\\nMayor Ana Torres said Torres's voters came from Lyon."
    >>> found = mentions([(0, 6, "Person"), (13, 29, "Person"), (35, 43, "Person"), (60, 65, "Place")], text, 11, "en")
    >>> [(m.name, m.count, m.surface_forms) for m in found]
    [('Ana Torres', 3, ('Torres', 'Ana Torres')), ('Lyon', 1, ('Lyon',))]
    """
    ready = ready or Readable(document)
    groups = identified(named(spans, ready.text, headline, language), ready.text)
    most = max((len(group.occurrences) for group, _ in groups), default=0)
    found = []
    for group, details in groups:
        if ready.starts:
            for one in group.occurrences:
                one.start, one.end = ready.span(one.start, one.end)
        found.append(_mention(group, most, document, headline, details))
    return tuple(sorted(found, key=lambda mention: mention.first_offset))


def identified(groups: Sequence[Named], text: str) -> list[tuple[Named, Located]]:
    """Each thing with what is known of it; two names of one known thing (UN, United Nations) are one."""
    evidence = gather(group.key for group in groups if group.kind == "Place")
    found: list[tuple[Named, Located]] = []
    held: dict[str, Named] = {}
    for group in groups:
        details = _details(group, text, evidence)
        same = held.get(details.entity) if details.entity else None
        if same is not None:
            same.occurrences = sorted([*same.occurrences, *group.occurrences], key=lambda one: one.start)
            continue
        if details.entity:
            held[details.entity] = group
        found.append((group, details))
    return found


def _details(group: Named, text: str, evidence: Evidence) -> Located:
    if group.kind == "Place":
        return located(group.key, [(one.start, one.end) for one in group.occurrences], text, evidence)
    one = known(group.kind, group.key)
    return Located(one.qid, one.country, one.name, one.aliases, tuple(map(name_key, one.aliases))) if one else UNKNOWN


def _mention(group: Named, most: int, document: str, headline: int, details: Located) -> Mention:
    ordered = tuple(dict.fromkeys([document[one.start : one.end] for one in group.occurrences]))
    count, first = len(group.occurrences), group.occurrences[0].start
    in_headline = first < headline
    salience = IN_HEADLINE * in_headline + EARLY * (1 - first / len(document)) + OFTEN * count / most
    weak = group.kind == "Person" and details.entity is None and not is_full(group.key)
    return Mention(
        details.name or group.name, group.kind, count, first, ordered, round(salience, 4),
        details.entity, details.country, details.aliases, details.keys, weak,
    )  # fmt: skip
