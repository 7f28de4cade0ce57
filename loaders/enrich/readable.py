"""An article's text as a model reads it best: lines in capitals re-cased, tokens put together. Offsets are kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.ids import name_key
from loaders.enrich.places import places
from loaders.enrich.sexes import sex_of_given
from loaders.enrich.terms import frequency
from loaders.enrich.title_case import LANGUAGE as _ENGLISH
from loaders.enrich.title_case import WORD as _WORD
from loaders.enrich.title_case import in_sentence_case, is_title_case

_CAPITALS_LETTERS = 12
"""Letters of a line in capitals from which on it is re-cased: a shorter one may be an acronym."""

_TITLE_CASE_SHARE, _TITLE_CASE_WORDS = 0.6, 4
"""A headline in another language than English is in title case from this share of capitalised words on, if it has so
many longer ones."""

_COMMON = 3e-6
"""Share of a language's words from which on a word is a common one."""

_CAPITAL_INSIDE = re.compile(r"[A-ZÀ-Þ](?<=[a-zà-ÿ][A-ZÀ-Þ])")
"""A capital after a small letter. It looks for the capital first, as most letters are small: half the time."""
_NAME_WORD = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{3,}")
_NEXT_WORD = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]+(?!\w)")

_APART = (" , ", " . ", " '' ", "`` ", " 's ")
_LOOKED_AT = 4_000
"""Characters in which tokens that stand apart are looked for."""
_AFTER_A_WORD = ("", ",", ".", "'s", "’s")
_CLOSING = frozenset(",.;:!?)]%”»…")
_OPENING = frozenset("([“‘«")
_SHORTENED = frozenset(f"{mark}{end}" for mark in "'’" for end in ("s", "re", "ve", "ll", "d", "m", "t"))
_ENDINGS = frozenset(("s", "re", "ve", "ll", "d", "m", "t"))


@dataclass(frozen=True, slots=True)
class Readable:
    """``text`` as it is read. ``starts``, ``shifts``: from each of these offsets on, the original's is so much more."""

    text: str
    starts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def original(self, offset: int) -> int:
        """Where in the original text the character at ``offset`` stands."""
        at = bisect_right(self.starts, offset) - 1
        return offset + self.shifts[at] if at >= 0 else offset

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span in the original's offsets. A dot that stood apart ends a sentence (``Acme Corp .``), unless it comes
        after a letter alone."""
        last = self.original(end - 1)
        if self.text[end - 1] == "." and end - start > 3 and last - (before := self.original(end - 2)) > 1 and \
            self.text[end - 3].isalpha():  # fmt: skip
            last = before
        return self.original(start), last + 1


def readable(document: str, headline: int, language: str | None = None) -> Readable:
    """Make a text readable. ``headline``: characters of it that are the headline. ``language``: that of its words,
    by which common ones in capitals are told from names.

    >>> readable("MAYOR TORRES RESIGNS\\n\\nThe mayor, Ana Torres, resigns.", 20).text
    'mayor Torres resigns\\n\\nThe mayor, Ana Torres, resigns.'
    >>> r = readable("\\n\\nAna Torres , the mayor , spoke in Lyon .", 0)
    >>> r.text, r.original(r.text.index("Lyon"))
    ('\\n\\nAna Torres, the mayor, spoke in Lyon.', 36)
    """
    text = _recased(document, headline, language)
    if sum(text.count(one, 0, _LOOKED_AT) for one in _APART) < 2:
        return _parted(text, language)
    return _joined(text)


def _parted(text: str, language: str | None) -> Readable:
    """With a space between a name and the next block's first word, where a page's markup between them was lost
    (``Ana TorresStronger together``): the name's last word stands by itself elsewhere, and a capital before it here."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for found in _CAPITAL_INSIDE.finditer(text):
        cut = found.start()
        begun = text.rfind(" ", 0, cut) + 1
        word, rest = text[begun:cut], _NEXT_WORD.match(text, cut)
        if rest is None or not _NAME_WORD.fullmatch(word) or not text[text.rfind(" ", 0, begun - 1) + 1].isupper():
            continue
        both = word + rest[0]
        if frequency(both.lower(), language) or text.count(both) > 1:  # YouTube, ObamaCare
            continue
        if re.search(rf"(?<!\w){word}(?!\w)", text):
            parts.append(text[at:cut])
            starts.append(cut + 1 + len(starts))
            at = cut
    if not starts:
        return Readable(text)
    parts.append(text[at:])
    return Readable(" ".join(parts), tuple(starts), tuple(-n for n in range(1, len(starts) + 1)))


def _joined(text: str) -> Readable:
    """Without the spaces that a tokenizer put before punctuation, inside quotes and within ``U . S .``."""
    tokens = text.split(" ")
    parts = [tokens[0]]
    starts: list[int] = []
    shifts: list[int] = []
    length, shift, before = len(tokens[0]), 0, tokens[0]
    for at in range(1, len(tokens)):
        word = tokens[at]
        if word and _joins(before, word, tokens, at):
            shift += 1
            starts.append(length)
            shifts.append(shift)
        else:
            parts.append(" ")
            length += 1
        if word == "``":
            parts.append('"')
            length += 1
            shift += 1
            starts.append(length)
            shifts.append(shift)
        else:
            parts.append(word)
            length += len(word)
        before = word
    return Readable("".join(parts), tuple(starts), tuple(shifts))


def _joins(before: str, word: str, tokens: list[str], at: int) -> bool:
    """Whether a word stands together with the one before it."""
    first = word[0]
    if first in _CLOSING:
        return True
    if first in "'’":
        own = word.partition("\n")[0]
        follows = tokens[at + 1].rstrip(".,\n") if at + 1 < len(tokens) else ""
        return own.rstrip(".,") in _SHORTENED or word.startswith("''") or (len(own) == 1 and follows in _ENDINGS)
    if word[:3] in ("n't", "n’t") or (before and (before[-1] in _OPENING or before == "``")):
        return True
    if before in ("'", "’"):
        return word.rstrip(".,\n") in _ENDINGS
    return before == "." and len(word) == 1 and first.isupper() and at > 1 and len(tokens[at - 2]) == 1 and \
        tokens[at - 2].isupper() and tokens[at + 1 : at + 2] == ["."]  # fmt: skip


def _recased(document: str, headline: int, language: str | None) -> str:
    """Lines in capitals, and a headline in title case, each word as the rest of the article does, else as usual."""
    shouted = [] if document.islower() else list(_in_capitals(document))
    titled = not (shouted and shouted[0][0] == 0) and _in_title_case(document[:headline], language)
    if not shouted and not titled:
        return document
    rest = Counter(_without(document, [*shouted, (0, headline)]).split())
    text = document
    for start, end in shouted:
        line = _WORD.sub(lambda word: _spelled(word[0], rest, _usual(word[0], language)), text[start:end])
        text = text[:start] + line + text[end:]
    if titled and language == _ENGLISH:
        body = text[headline:]
        line = in_sentence_case(text[:headline], lambda word, usual: _in_body(word, rest, usual, body))
        text = line + body
    elif titled:
        text = _WORD.sub(lambda word: _spelled(word[0], rest, word[0]), text[:headline]) + text[headline:]
    return text if len(text) == len(document) else document


def _in_capitals(document: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in document.splitlines(keepends=True):
        if line.isupper() and sum(map(str.isalpha, line)) >= _CAPITALS_LETTERS and " " in line.strip():
            yield at, at + len(line)
        at += len(line)


def _without(document: str, intervals: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in sorted(intervals):
        kept.append(document[at:start])
        at = max(at, end)
    return "\n".join((*kept, document[at:]))


def _spelled(word: str, rest: Mapping[str, int], otherwise: str) -> str:
    """The spelling of a word that stands most often in the rest of the article; small letters of equals."""
    best, most = otherwise, 0
    for spelling in (word.lower(), _title(word), word):
        count = sum(rest.get(spelling + after, 0) for after in _AFTER_A_WORD)
        if count > most and len(spelling) == len(word):
            best, most = spelling, count
    return best


def _in_body(word: str, rest: Mapping[str, int], usual: str, body: str) -> str:
    """A word of a headline as the rest spells it most often. What is small as a rule has a capital only where the rest
    has it inside a sentence: any word begins one."""
    best = _spelled(word, rest, usual)
    return usual if best[0].isupper() and usual[0].islower() and not _stands_inside(best, body) else best


def _stands_inside(word: str, text: str) -> bool:
    """Whether a word stands after another word or a comma."""
    at = text.find(f" {word}", 1)
    while at >= 0:
        before, after = text[at - 1], text[at + 1 + len(word) : at + 2 + len(word)]
        if (before.isalnum() or before == ",") and not after.isalnum():
            return True
        at = text.find(f" {word}", at + 1)
    return False


def _in_title_case(line: str, language: str | None) -> bool:
    if language == _ENGLISH:
        return is_title_case(line)
    long = [word for word in _WORD.findall(line)[1:] if len(word) > 3]
    return len(long) >= _TITLE_CASE_WORDS and sum(word[0].isupper() for word in long) >= _TITLE_CASE_SHARE * len(long)


@lru_cache(maxsize=8_192)
def _usual(word: str, language: str | None) -> str:
    """A word in capitals as it is spelled most often where the article doesn't say: small where it is common in its
    language and no place or given name."""
    small = word.lower()
    key = name_key(small)
    if language and frequency(small, language) >= _COMMON and not (places(key) or sex_of_given(key)):
        return small
    return _title(word)


def _title(word: str) -> str:
    titled = word[0] + word[1:].lower()
    return titled if len(titled) == len(word) else word
