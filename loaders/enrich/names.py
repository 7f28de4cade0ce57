"""From a model's spans to the names of an article: cleaned, one kind each, surnames with their full name. All pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kg.ids import name_key
from loaders.enrich.models import Kind, Span
from loaders.enrich.words import Words, of_any, words_of

LONGEST = 100
"""Characters of a name; what is longer is a slip of the model, and left out rather than cut."""

IN_HEADLINE, EARLY, OFTEN = 0.4, 0.3, 0.3
"""Weights of salience, sum 1: the features of Dunietz & Gillick 2014 (A New Entity Salience Task), weighed by hand."""

_LINE_END = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_NO_NAME = re.compile(r"@|://|^#|^www\.|\w\.\w+/|^[^\sA-Z]+\.[a-z]{2,}$")
"""Addresses, handles, hashtags, bare domains in small letters (``Booking.com`` is a name)."""

_POSSESSIVE = re.compile(r"\s?['’]s$")
_APOSTROPHES = str.maketrans("’", "'")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as an article mentions it.

    ``first_offset`` counts characters from the start of headline, empty line, text; there ``surface_forms[0]`` stands.
    ``surface_forms`` are the spellings as they stand, distinct, in order; ``salience`` is 0 to 1, to four places.
    """

    name: str
    kind: Kind
    count: int
    first_offset: int
    surface_forms: tuple[str, ...]
    salience: float


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left of a span: where in it the name starts and ends, the name, its key."""

    start: int
    end: int
    name: str
    key: str


@dataclass(slots=True)
class _Form:
    """A name in one article, all spellings with the same key."""

    key: str
    spellings: Counter[str] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    surfaces: dict[str, int] = field(default_factory=dict)
    in_headline: bool = False

    @property
    def kind(self) -> Kind:
        """The kind most often given, the first one of equals."""
        return max(self.kinds, key=self.kinds.__getitem__)

    @property
    def name(self) -> str:
        """The spelling most often used, the first one of equals."""
        return max(self.spellings, key=self.spellings.__getitem__)


def mentions(spans: Iterable[Span], document: str, headline: int, language: str | None) -> tuple[Mention, ...]:
    """The names of one article, in order of appearance.

    ``spans`` in order, over ``document`` (headline, empty line, text), whose first ``headline`` characters are the
    headline. One kind a name: that of most of its spans, the first one of equals. A person's surname counts for the
    full name where the article has exactly one that it fits, even where the model took it for an institution.

    >>> text = "Torres wins\\n\\nMayor Ana Torres said Torres's voters came from Lyon."
    >>> found = mentions([(0, 6, "Person"), (13, 29, "Person"), (35, 43, "Person"), (60, 65, "Place")], text, 11, "en")
    >>> [(m.name, m.count, m.surface_forms) for m in found]
    [('Ana Torres', 3, ('Torres', 'Ana Torres')), ('Lyon', 1, ('Lyon',))]
    """
    forms = list(_forms(spans, document, headline, language or "").values())
    people = [form.key for form in forms if form.kind == "Person"]
    lone = [form.key for form in forms if form.kind == "Institution" and " " not in form.key]
    full = _full_names(people, lone)
    groups: dict[str, list[_Form]] = {}
    for form in forms:
        groups.setdefault(full.get(form.key, form.key), []).append(form)
    most = max((sum(form.kinds.total() for form in group) for group in groups.values()), default=0)
    found = [_mention(group, most, len(document)) for group in groups.values()]
    return tuple(sorted(found, key=lambda mention: mention.first_offset))


def _forms(spans: Iterable[Span], document: str, headline: int, language: str) -> dict[str, _Form]:
    forms: dict[str, _Form] = {}
    for start, end, kind in spans:
        if end - start > 4 * LONGEST or (start and document[start - 1] in "@#"):
            continue
        span = document[start:end]
        found = cut(span, kind, language)
        if found is None:
            continue
        form = forms.get(found.key)
        if form is None:
            form = forms[found.key] = _Form(found.key)
        form.spellings[found.name] += 1
        form.kinds[kind] += 1
        form.surfaces.setdefault(span[found.start : found.end], start + found.start)
        form.in_headline |= start < headline
    return forms


def _mention(group: Sequence[_Form], most: int, length: int) -> Mention:
    chosen = max(group, key=lambda form: (_is_full(form.key), form.kinds.total(), len(form.key)))
    surfaces: dict[str, int] = {}
    for form in group:
        for surface, offset in form.surfaces.items():
            surfaces[surface] = min(offset, surfaces.get(surface, offset))
    ordered = sorted(surfaces, key=surfaces.__getitem__)
    count, first = sum(form.kinds.total() for form in group), surfaces[ordered[0]]
    in_headline = any(form.in_headline for form in group)
    salience = IN_HEADLINE * in_headline + EARLY * (1 - first / length) + OFTEN * count / most
    return Mention(chosen.name, chosen.kind, count, first, tuple(ordered), round(salience, 4))


@lru_cache(maxsize=32_768)
def cut(span: str, kind: Kind, language: str) -> Cut | None:
    """A span without what is no part of the name; None where no name is left.

    Off go: all from a line's end, quotes, brackets, punctuation, articles, a person's titles, possessive endings, and
    from the name, not from its place in the text, control and zero-width characters. No names are: weekdays,
    nationalities and religions, months unless a person, addresses and handles, what has one letter or is all in small
    ones.

    >>> cut("the President Ana Torres’s", "Person", "en")
    Cut(start=14, end=24, name='Ana Torres', key='ana torres')
    >>> cut("Germans", "Person", "en"), cut("www.news.example", "Institution", "en")
    (None, None)
    """
    words = words_of(language)
    start = len(span) - len(span.lstrip())
    end_of_line = _LINE_END.search(span, start)
    end = end_of_line.start() if end_of_line else len(span)
    if _NO_NAME.search(span[start:end]):
        return None
    before = None
    while before != (start, end):
        before = (start, end)
        start, end = _inner(span, start, end)
        end = _without_possessive(span, start, end, words)
        start = _without_lead(span, start, end, kind, words)
    name = _visible(span[start:end])
    key = name_key(name) if len(name) <= LONGEST else ""
    return Cut(start, end, name, key) if _is_name(name, key, kind, words) else None


def _is_name(name: str, key: str, kind: Kind, words: Words) -> bool:
    if sum(map(str.isalpha, name)) < 2 or not key or name.islower():
        return False
    folded = name.casefold().rstrip(".")
    return folded not in words.alone and (kind == "Person" or folded not in words.months)


def _inner(span: str, start: int, end: int) -> tuple[int, int]:
    """Edges moved in to the first and last letter, digit or mark; the dot of an abbreviation stays, so does Canal+."""
    while start < end and not _is_part(span[start]):
        start += 1
    while end > start and not _is_part(span[end - 1]):
        if span[end - 1] == "+" or (span[end - 1] == ")" and "(" in span[start:end]):
            break
        if span[end - 1] == "." and _abbreviated(span[start:end].rsplit(None, 1)[-1]):
            break
        end -= 1
    return start, end


def _is_part(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _abbreviated(word: str) -> bool:
    return "." in word[:-1] or word.casefold() in of_any("abbreviation")


def _without_possessive(span: str, start: int, end: int, words: Words) -> int:
    found = _POSSESSIVE.search(span, start, end) if words.keeps else None
    if found is None:
        return end
    folded = span[start:end].translate(_APOSTROPHES).casefold().replace(" '", "'")
    return end if folded in words.keeps or folded.rsplit(None, 1)[-1] in words.keeps else found.start()


def _without_lead(span: str, start: int, end: int, kind: Kind, words: Words) -> int:
    found = words.articles.match(span, start, end)
    if found is not None and span[start:end].casefold() not in words.keeps:
        start = found.end()
    if kind == "Person" and (found := words.titles.match(span, start, end)) and not span[found.end()].islower():
        start = found.end()
    return start


def _visible(text: str) -> str:
    if not text.isprintable():
        text = "".join(char for char in text if char.isspace() or unicodedata.category(char)[0] != "C")
    return " ".join(text.split())


def _full_names(people: Sequence[str], lone: Sequence[str] = ()) -> Mapping[str, str]:
    """For each key of a person, or lone word, that is short for exactly one person: that one's key.

    Short is a surname (the last words, generation apart), or a full name without its middle initials. Where the
    article has two that fit (``Bush`` beside George W. and Jeb), nothing is bound.

    >>> _full_names(["donald j trump", "trump", "donald trump", "van der berg", "eva van der berg"])
    {'trump': 'donald j trump', 'donald trump': 'donald j trump', 'van der berg': 'eva van der berg'}
    """
    generations = of_any("generation")
    fits: dict[str, set[str]] = {}
    for key in people:
        words = key.split()
        bare = words[:-1] if words[-1] in generations else words
        if len(bare) > 1:
            for short in _short_for(bare):
                fits.setdefault(short, set()).add(key)
            fits.setdefault(" ".join(bare), set()).add(key)
    ends = {key: _end(key, fits) for key in (*people, *lone)}
    return {key: end for key, end in ends.items() if end != key}


def _is_full(key: str) -> bool:
    """Whether it looks like a whole name: two words, the first no particle (``van der Berg`` is a surname)."""
    first, _, rest = key.partition(" ")
    return bool(rest) and first not in of_any("particle")


def _short_for(words: Sequence[str]) -> Iterator[str]:
    without = [word for at, word in enumerate(words) if len(word) > 1 or at in (0, len(words) - 1)]
    if len(without) < len(words):
        yield " ".join(without)
    for at in range(1, len(words)):
        if len(words[at]) > 1:
            yield " ".join(words[at:])


def _end(key: str, fits: Mapping[str, set[str]]) -> str:
    """The longest name that ``key`` is short for, followed while there is exactly one."""
    while True:
        others = fits.get(key, set()) - {key}
        longest = [other for other in others if not any(o in others and o != other for o in fits.get(other, ()))]
        if len(longest) != 1:
            return key
        key = longest[0]
