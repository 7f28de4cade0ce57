"""Which words of two names are one, and what it costs to take them for one. Pure.

A word fits the same word, its romanisations, its short form, or one that may be a slip of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import wordfreq
from rapidfuzz.distance import OSA, JaroWinkler

from loaders.identity.spelling import Spelling, Word, listed, spell
from loaders.identity.transcription import heard_alike

NICKNAME, SLIP = 0.06, 0.12
"""Taken off: for a short form of a given name, a letter that differs."""
ALIKE = 0.88
"""Jaro-Winkler similarity of two words that may be one misspelled: one letter in six or so."""
_BONES = 3
"""Consonants that, the same in the same order, make two words one with other vowels: Hezbollah and Hizbullah."""
TRANSCRIBED, FOLDED = 0.03, 0.13
"""Taken off for a word that another script writes as it hears it, vowels and all (Bannon, Бэннон); for one that another
language romanises otherwise (Gaddafi, Kadhafi)."""
HEARD = 0.02
"""Taken off for a word that is another as Russian or Ukrainian writes it, letter by letter (Shaw, Шоу)."""
_HEARD, _SHORT_HEARD = 0.75, 0.8
"""Jaro-Winkler similarity of two words one of which another script may write as it hears the other; of words with one
consonant or two."""
_NEAR_VOWELS = frozenset({"ae", "ei", "ou"})
_HEARD_VOWELS = _NEAR_VOWELS | {"ao", "au", "ai"}
"""Vowels of which another romanisation, or another script, may write one for the other."""
_VOWEL = re.compile("i(?=[aou])|([aeiou])")
_ENDINGS = frozenset("ao")
_CLIPPED = (3, 4)
"""Letters of the beginning of a given name that may stand for it, which is three letters longer at least."""
_VOWELS = frozenset("aeiou")
_LONG = 5
"""Letters from which a word may have one that differs."""
_SHORT = 7
"""Letters up to which a word is misspelled by one of them."""
_EVERYDAY = 1e-4
"""Part of the words of English news and books: one in ten thousand."""
_EDITS = 2
"""Letters that may differ, of two words that have the same consonants in order: Petraeus, Pietrusza are two."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Words that fit each other, with what was taken off for it, and those left over on each side."""

    pairs: tuple[tuple[int, int, float], ...]
    left: tuple[Word, ...]
    right: tuple[Word, ...]

    @property
    def loss(self) -> float:
        """All that was taken off."""
        return sum(loss for _, _, loss in self.pairs)

    @property
    def in_order(self) -> bool:
        """Whether the words stand in one order on both sides."""
        return [b for _, b, _ in self.pairs] == sorted(b for _, b, _ in self.pairs)


def paired(one: Sequence[Word], two: Sequence[Word], scripts: tuple[Spelling, Spelling]) -> Pairing:
    """Fit words to words, the best fits first. ``scripts``: the names that they are of."""
    voweled = scripts[0].voweled and scripts[1].voweled
    foreign = scripts[0].scripts.isdisjoint(scripts[1].scripts)
    fits = sorted(
        (loss, abs(i - j), i, j)
        for i, a in enumerate(one)
        for j, b in enumerate(two)
        if (loss := _loss(a, b, voweled=voweled, foreign=foreign, given=i == j == 0)) is not None
    )
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for loss, _, i, j in fits:
        if i not in taken and j not in used:
            taken[i] = (j, loss)
            used.add(j)
    pairs = tuple((i, j, loss) for i, (j, loss) in sorted(taken.items()))
    left = tuple(w for i, w in enumerate(one) if i not in taken)
    return Pairing(pairs, left, tuple(w for j, w in enumerate(two) if j not in used))


def _loss(  # noqa: PLR0911  one a rule, in the order in which they count
    a: Word, b: Word, *, voweled: bool, foreign: bool, given: bool
) -> float | None:
    """What it costs to take two words for one; None where they are two. ``foreign``: their scripts differ; ``given``:
    both come first in their names."""
    if a.text == b.text:
        return 0.0
    if a.sound == b.sound or original(a) == original(b):
        return 0.01
    if not voweled and same_skeleton(a, b):
        return 0.01 if a.bones == b.bones else TRANSCRIBED
    if short_form(a) == short_form(b) or (given and not foreign and clipped(a, b)):
        return NICKNAME
    if _of_two_genders(a.sound, b.sound, given=given and not foreign):
        return None
    if foreign and heard_alike(a.written, b.written):
        return HEARD
    if folds(a, b, foreign=foreign):
        return TRANSCRIBED if foreign else min(_slip(a, b, foreign=foreign) or FOLDED, FOLDED)
    return _slip(a, b, foreign=foreign)


def same_skeleton(a: Word, b: Word) -> bool:
    """Whether two words, one of which is written without vowels, have the same consonants."""
    if a.bones == b.bones:
        return len(a.bones) > 1
    if a.folded != b.folded or len(a.folded) < _BONES:
        return False
    return JaroWinkler.similarity(a.bones, b.bones) >= _SHORT_HEARD


def original(word: Word) -> str:
    """A given name as its own language writes it, of one that Russian or Ukrainian write as they hear it."""
    return listed("transcribed").get(word.text, word.text)


def short_form(word: Word) -> str:
    """How the full form of a given name sounds, of one that stands short or is another language's."""
    return spell(listed("nickname").get(given := original(word), given)).words[0].sound


def clipped(a: Word, b: Word) -> bool:
    """Whether one is the beginning of the other, as short forms of given names are: but Paul is no Pauline.

    >>> [clipped(spell(a).words[0], spell(b).words[0]) for a, b in (("Stan", "Stanley"), ("Paul", "Pauline"))]
    [True, False]
    """
    short, long = sorted((a.text, b.text), key=len)
    return len(short) in _CLIPPED and len(long) > len(short) + 2 and long.startswith(short) and long[-1] not in _VOWELS


def folds(a: Word, b: Word, *, foreign: bool) -> bool:
    """Whether two words have in common what romanisations agree on, and sound alike where they begin to."""
    agree = a.folded == b.folded or (foreign and a.bones == b.bones)
    if not agree or not a.folded or not _vowels_near(a, b, foreign=foreign):
        return False
    heard = JaroWinkler.similarity(a.sound, b.sound)
    if foreign:
        return heard > (_SHORT_HEARD if len(a.folded) < _BONES else _HEARD)
    if len(a.folded) == 1:
        return False
    # William and Williams
    return a.sound[-1:] == b.sound[-1:] or "s" not in (a.sound[-1:], b.sound[-1:])


def _vowels_near(a: Word, b: Word, *, foreign: bool) -> bool:
    first = sorted(next(filter(None, _VOWEL.findall(w.sound)), "") for w in (a, b))
    return first[0] == first[1] or "".join(first) in (_HEARD_VOWELS if foreign else _NEAR_VOWELS)


def _slip(a: Word, b: Word, *, foreign: bool) -> float | None:
    """What it costs to take two words for one misspelled."""
    edits = OSA.distance(a.sound, b.sound)
    if edits > _EDITS and not foreign and not _is_czech_of(a.sound, b.sound):
        return None
    if (
        a.bones == b.bones
        and len(a.bones) >= _BONES
        and _vowels_near(a, b, foreign=False)
        and JaroWinkler.similarity(a.sound, b.sound) >= _HEARD
    ):
        return SLIP
    if min(len(a.sound), len(b.sound)) >= _LONG and JaroWinkler.similarity(a.sound, b.sound) >= ALIKE:
        return SLIP if edits == 1 else 2 * SLIP
    return None


def _is_czech_of(a: str, b: str) -> bool:
    """Whether one is the other with the ending that Czech and Slovak put to all women's surnames: Merkelová."""
    short, long = sorted((a, b), key=len)
    return long == f"{short}ova"


def both_common(a: Word, b: Word) -> bool:
    """Whether two words that may be one misspelled are rather two words, as both are known: Perez, Price; Fox, Vox."""
    return a.text in _common() and b.text in _common()


def far(a: Word, b: Word) -> bool:
    """Whether more than a letter differs."""
    return OSA.distance(a.sound, b.sound) >= _EDITS


def far_as_written(a: Word, b: Word) -> bool:
    """Whether more than a letter differs of short words, one of which all know: Wilson and Woolson sound nearer."""
    known = a.text in _common() or b.text in _common()
    return known and max(len(a.text), len(b.text)) <= _SHORT and OSA.distance(a.text, b.text) >= _EDITS


def everyday(word: Word) -> bool:
    """Whether a word says little as a name, as so many others have it: News is not News Corp.

    >>> [everyday(spell(name).words[0]) for name in ("News", "Apple", "Boeing")]
    [True, False, False]
    """
    return _common().get(word.text, 0.0) >= _EVERYDAY


@cache
def _common() -> Mapping[str, float]:
    """Words that English news readers know, names among them: some 29,000, one in a million or more frequent."""
    found: Mapping[str, float] = wordfreq.get_frequency_dict("en", "small")
    return found


def _of_two_genders(a: str, b: str, *, given: bool) -> bool:
    """Whether two words differ as a woman's and a man's name do: Francesca and Francesco, Ivanova and Ivanov, and of
    given names Louise and Louis (of surnames, an e at the end is French for nothing: Poutine)."""
    endings = _ENDINGS | {"e"} if given else _ENDINGS
    short, long = sorted((a, b), key=len)
    if len(long) == len(short) + 1:
        return long[:-1] == short and long[-1] in endings
    return len(a) == len(b) and a[:-1] == b[:-1] and {a[-1:], b[-1:]} <= endings
