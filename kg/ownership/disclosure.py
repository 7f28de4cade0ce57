"""Whether a text tells its readers that the outlet belongs to those whom it writes about.

A *tie sentence* names the outlet ("this newspaper", or its name) and says that somebody owns it. Such sentences are
kept when an article is loaded, as its full text is not; whether one names a given owner is asked later, when it is
known who owned the outlet on that day. The words are in ``disclosure.tsv``: English, Spanish, French.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from kg.ids import name_key
from kg.ownership.companies import company_key

LANGUAGES = frozenset({"en", "es", "fr"})
"""Languages whose words are known. In others, that no sentence was found means nothing."""
MOST = 3
"""Tie sentences kept of an article."""
LONGEST = 400
"""Characters of a tie sentence: what is longer is no sentence but a list, or a text without full stops."""
FEWEST_WORDS = 50
"""A text of fewer words is a lead (an excerpt of 300 characters has about as many): the article may say more."""

_END = re.compile(r"[.!?…][\"»”’)\]]*\s+|\n+")
_TITLES = {"mr", "mrs", "ms", "sir", "lord", "m", "mme", "monsieur", "madame", "sr", "sra", "don", "dona", "senor"}
_NO_FIRST_NAME = frozenset(_TITLES | {"the", "la", "el", "le", "que", "como", "comme", "as", "since"})
"""Titles, and words that may begin a sentence: a surname after one of them is nobody else's."""
_OF = "(?:of|de|du|d)"
_LETTERS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns over the key of a sentence."""

    self_: re.Pattern[str]
    ours: re.Pattern[str]
    tie: re.Pattern[str]
    denial: re.Pattern[str]


def searched(text: str, language: str | None, names: Iterable[str]) -> dict[str, Any]:
    """What is kept of an article: ``ties``, its tie sentences, and ``ties_searched``, the words that were searched.

    Nothing where there is no text, or in a language whose words aren't known: then no sentence means nothing.
    """
    if not text or language not in LANGUAGES:
        return {}
    return {"ties": tie_sentences(text, names), "ties_searched": len(text.split())}


def tells(ties: Iterable[str] | None, words: int | None, owners: Sequence[tuple[str, str | None]]) -> Told:
    """Whether what was kept of an article discloses that one of ``owners`` (name, kind) owns its outlet.

    None: not known, as there was no text, a lead only, or a language whose words aren't known.
    """
    sentence = next((s for s in ties or () if names_one(s, owners)), None)
    if sentence is None and (words or 0) < FEWEST_WORDS:
        return Told(None, None)
    return Told(sentence is not None, sentence)


class Told(NamedTuple):
    """``disclosed``, and by which sentence."""

    disclosed: bool | None
    sentence: str | None


def tie_sentences(text: str, names: Iterable[str]) -> list[str]:
    """The sentences of ``text`` in which the outlet called ``names`` says that somebody owns it, at most ``MOST``.

    >>> tie_sentences("Vallejo was heard on Friday. His holding owns The Daily Tide.", ["Daily Tide"])
    ['His holding owns The Daily Tide.']
    """
    own = [key for name in names if (key := _key(name))]
    signs = _near(" ".join(text.split()), (*_signs(), *(max(key.split(), key=len) for key in own)))
    if not signs:
        return []
    near = (s for s in sentences(text) if len(s) <= LONGEST and _near(s, signs))
    return [s for s in near if _tells(_key(s), own)][:MOST]


def names_one(sentence: str, owners: Iterable[tuple[str, str | None]]) -> bool:
    """Whether a tie sentence is about one of ``owners`` (name, kind): by its name, a person also by the surname alone.

    "Our owner" needs no name: whom the outlet writes about is known from the story.

    >>> names_one("Mr Vallejo owns this newspaper.", [("Evaristo Vallejo", "person")])
    True
    >>> names_one("Beatriz Vallejo owns this newspaper.", [("Evaristo Vallejo", "person")])
    False
    """
    key = _key(sentence)
    if _words().ours.search(_words().denial.sub(" ", key)):
        return True
    return any(
        _has(key, _key(name)) or (_has_surname(sentence, name) if kind == "person" else _has(key, _plain(name)))
        for name, kind in owners
    )


def sentences(text: str) -> Iterator[str]:
    """Sentences: a full stop ends one where a capital follows, but not one that ends an initial or "S.A.".

    >>> list(sentences("It owns P. Holding S.A. of Madrid. «No comment.» said no one."))
    ['It owns P. Holding S.A. of Madrid.', '«No comment.» said no one.']
    """
    start = 0
    for found in _END.finditer(text):
        before, after = text[start : found.start() + 1], text[found.end() : found.end() + 1]
        inside = "\n" not in found[0] and (after.islower() or re.search(r"\b\w\.$", before))
        if not inside:
            if sentence := text[start : found.end()].strip():
                yield " ".join(sentence.split())
            start = found.end()
    if rest := text[start:].strip():
        yield " ".join(rest.split())


def _near(text: str, signs: Sequence[str]) -> list[str]:
    """Those signs that a text has."""
    folded = _folded(text)
    return [sign for sign in signs if sign in folded]


def _tells(key: str, own: Sequence[str]) -> bool:
    words = _words()
    left = words.denial.sub(" ", key)
    if words.ours.search(left):
        return True
    return words.tie.search(left) is not None and (
        words.self_.search(key) is not None or any(_has(key, name) for name in own)
    )


def _has_surname(sentence: str, name: str) -> bool:
    """Whether the person's last name stands there without the first name of another person before it."""
    given, _, surname = name_key(name).rpartition(" ")
    before = ""
    for at, word in enumerate(_LETTERS.findall(sentence)):
        fits = not before[:1].isupper() or name_key(before) in _NO_FIRST_NAME | set(given.split())
        if word[0].isupper() and name_key(word) == surname and (at == 0 or fits):
            return True
        before = word
    return False


def _has(key: str, name: str) -> bool:
    return bool(name) and f" {name} " in f" {key} "


def _plain(name: str) -> str:
    """A company's name as a text has it: without its legal form."""
    return company_key(_key(name))


def _key(text: str) -> str:
    """As ``name_key``, but an apostrophe parts two words: "l'éditeur d'Iberia"."""
    return name_key(text.replace("'", " ").replace("’", " "))


@cache
def _words() -> Words:
    kinds: dict[str, list[str]] = {}
    for kind, _, words in rows():
        kinds.setdefault(kind, []).append(_pattern(words))
    made = {kind: re.compile(rf"\b(?:{_any(several)})\b") for kind, several in kinds.items()}
    ours = rf"\b(?:{_any(kinds['ours'])}|(?:{_any(kinds['tie'])}) {_OF} (?:{_any(kinds['self'])}))\b"
    return Words(made["self"], re.compile(ours), made["tie"], made["denial"])


def rows() -> list[tuple[str, str, str]]:
    """Kind, language and words of each row of the table."""
    text = files("kg.ownership").joinpath("disclosure.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [(kind, language, words) for kind, language, words, _ in lines[1:]]


@cache
def _signs() -> tuple[str, ...]:
    """Of each phrase for the outlet itself, the longest beginning that is plain letters."""
    return tuple({_key(words.partition("*")[0]) for kind, _, words in rows() if kind in {"self", "ours"}})


def _folded(text: str) -> str:
    """Small letters without accents, quickly: only what is left of it goes on to be compared by its key."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _any(patterns: Sequence[str]) -> str:
    return "|".join(patterns)


def _pattern(words: str) -> str:
    """``*`` is any ending of a word, or any word."""
    return " ".join(
        rf"{re.escape(_key(word.rstrip('*')))}\w*" if word.endswith("*") and word != "*" else r"\w+" if word == "*"
        else re.escape(_key(word))
        for word in words.split()
    )  # fmt: skip
