"""How alike two names of one kind are, and in what they differ. Pure; knows nothing of who bears them.

Made for names, not for strings: words are aligned whatever their order, an initial fits a name, a romanisation fits
another, and a word that fits nothing speaks against. Scores are steps of evidence, not edit distances: what they weigh
was set by hand on the pairs of the tuned half (``tests/identity/pairs.tsv``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from rapidfuzz.distance import JaroWinkler

from loaders.identity.blocks import acronym_of, core_words, full_words, initials
from loaders.identity.fitting import (
    ALIKE,
    FOLDED,
    NICKNAME,
    SLIP,
    TRANSCRIBED,
    Pairing,
    both_common,
    clipped,
    everyday,
    far,
    far_as_written,
    folds,
    original,
    paired,
    same_skeleton,
    short_form,
)
from loaders.identity.spelling import Spelling, Word, given_first, listed, spell
from loaders.identity.transcription import are_two_scripts, clipped_double, heard_alike, ways

SAME_NAME, ROMANISED, RESPELLED, TURNED = 1.0, 0.97, 0.84, 0.84
MIDDLE_INITIAL, PART, SHORTENED, ACRONYM = 0.85, 0.72, 0.72, 0.66
"""One name; another script's; another romanisation; words in another order; a middle initial more; a name or two more
(second surnames); an initial for a name; an acronym for its long form."""
_AND = frozenset({"and", "or", "und", "oder", "et"})
"""No word of a person's name: John Boehner and/or Mitch McConnell."""
_ACRONYM_LETTERS = 7
CONSONANTS = 0.88
"""One name in another script that writes no vowels: that its language is another one is not enough, a name beside both
is."""
_ORDER, _FORM = 0.08, 0.06
"""Taken off: for another order, a legal form on one side only."""
_ENOUGH = 0.84
"""Jaro-Winkler similarity of the words of two names none of which is the same, on average."""

_HARDLY_OTHER = 0.93
"""Jaro-Winkler similarity of two words of which one is the other in Cyrillic by any rules."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` 0 to 1; ``why`` in words; ``apart``: something in the names says that they are two; ``respelled``:
    they differ in spelling alone; ``slip``: in a consonant, as two languages' spellings or two people of a family do;
    ``doubtful``: so near to another bearer's name that people decide, not we."""

    score: float
    why: str
    apart: bool = False
    respelled: bool = False
    slip: bool = False
    doubtful: bool = False


_NOTHING = Likeness(0.0, "different names")


@lru_cache(maxsize=8_192)
def likeness(kind: str, first: str, second: str) -> Likeness:
    """Compare two names of one kind (Person, Place or Institution). The order doesn't matter.

    >>> likeness("Person", "Volodymyr Zelensky", "Володимир Зеленський").score
    0.97
    >>> likeness("Person", "George H. W. Bush", "George P. Bush").apart
    True
    >>> likeness("Person", "Ana Torres", "Ana Torres Vega").why
    'one has vega more'
    """
    spoken = [given_first(name) for name in (first, second)] if kind == "Person" else [first, second]
    found = _likeness(kind, *sorted(spoken))
    if found.score < SAME_NAME or spoken == [first, second]:
        return found
    return Likeness(ROMANISED, "the same name, as it stands in lists")


def _likeness(kind: str, a: str, b: str) -> Likeness:
    one, two = spell(a), spell(b)
    if not one.words or not two.words:
        return _NOTHING
    if one.mixed or two.mixed:
        same = [w.text for w in one.words] == [w.text for w in two.words]
        return Likeness(0.7, "letters of two scripts that look alike", doubtful=True) if same else _NOTHING
    if one.key == two.key:
        return Likeness(SAME_NAME, "the same name")
    told = full_words if kind == "Person" else core_words if kind == "Institution" else attrgetter("words")
    if _run_on(told(one)) == _run_on(told(two)) and _besides(kind, one) == _besides(kind, two):
        return _sounding(kind, one, two, told)
    if kind == "Person":
        return _people(one, two)
    return _institutions(one, two) if kind == "Institution" else _places(one, two)


def _are_acronyms(one: Spelling, two: Spelling) -> bool:
    """Whether both are a few capitals of one script: each letter counts, CFC is not KFC."""
    return one.scripts == two.scripts and all(
        len(each.words) == 1 and len(each.key) <= _ACRONYM_LETTERS and each.name.isupper() for each in (one, two)
    )


def _only_initials(one: Spelling, two: Spelling) -> bool:
    """Whether no given name stands beside surnames that sound alike and are written otherwise: P. J. Smith, Smyth."""
    a, b = full_words(one), full_words(two)
    return len(a) == len(b) == 1 and a[0].text != b[0].text


def _begun_by_a_particle(one: Spelling, two: Spelling) -> bool:
    """Whether a particle that the other has not begins one of them, and so may be a given name: La David Johnson."""
    return any(
        a.words[0].text in listed("particle") and a.words[0].text not in {w.text for w in b.words}
        for a, b in ((one, two), (two, one))
    )


def _run_on(words: Sequence[Word]) -> str:
    return "".join(w.sound for w in words)


def _by_an_article(one: Spelling, two: Spelling) -> bool:
    """Whether a single word and an article that English doesn't know are all there is: LA Times and Times."""
    if len(core_words(one)) != 1:
        return False
    more = {w.text for w in one.words} ^ {w.text for w in two.words}
    return bool(more & listed("function").keys() - {"the", "a", "an"})


def _besides(kind: str, spelling: Spelling) -> tuple[object, ...]:
    """What a name has beside its words: initials and generation, or a legal form."""
    if kind == "Person":
        return (initials(spelling), _generations(spelling))
    return (_forms(spelling),) if kind == "Institution" else ()


def _forms(spelling: Spelling) -> frozenset[str]:
    return frozenset(w.text for w in spelling.words) & listed("legal").keys()


def _sounding(kind: str, one: Spelling, two: Spelling, told: Callable[[Spelling], tuple[Word, ...]]) -> Likeness:
    if one.scripts.isdisjoint(two.scripts):
        found = Likeness(ROMANISED, "the same name in another script", respelled=True)
    elif "".join(w.text for w in told(one)) == "".join(w.text for w in told(two)):
        found = Likeness(ROMANISED, "the same letters")
    else:
        found = Likeness(RESPELLED, "another spelling of the same sounds", respelled=True)
    if kind == "Person":
        doubtful = _begun_by_a_particle(one, two) or _lacks_a_letter(told(one), told(two))
        return replace(found, slip=_only_initials(one, two), doubtful=doubtful)
    if kind == "Institution":
        return replace(found, doubtful=_by_an_article(one, two) or _are_acronyms(one, two))
    return found


def _lacks_a_letter(one: Sequence[Word], two: Sequence[Word]) -> bool:
    """Whether a short surname in Cyrillic has a doubled letter less than the Latin one, or more."""
    return len(one) == len(two) > 0 and clipped_double(one[-1].written, two[-1].written)


def _plainly_two(one: Spelling, two: Spelling) -> bool:
    """Whether two names of two words have given names that are nothing alike: told at once, as most pairs are so."""
    if len(one.words) != 2 or len(two.words) != 2:
        return False
    a, b = one.words[0], two.words[0]
    if min(len(a.text), len(b.text)) == 1 or a.bones == b.bones or a.bones == two.words[1].bones:
        return False
    if not (one.voweled and two.voweled) and same_skeleton(a, b):
        return False
    foreign = one.scripts.isdisjoint(two.scripts)
    if short_form(a) == short_form(b) or (not foreign and clipped(a, b)) or folds(a, b, foreign=foreign):
        return False
    if foreign and heard_alike(a.written, b.written):
        return False
    return JaroWinkler.similarity(a.sound, b.sound) < ALIKE


def _people(one: Spelling, two: Spelling) -> Likeness:
    generations = (_generations(one), _generations(two))
    if _plainly_two(one, two) or (all(generations) and generations[0] != generations[1]):
        return Likeness(0.0, "other given names or generations", apart=True)
    full = paired(full_words(one), full_words(two), (one, two))
    if not full.pairs:
        return _NOTHING
    left, right = list(full.left), list(full.right)
    first, second = list(initials(one)), list(initials(two))
    lettered = bool(first and second)
    shortened = _fit_initials(left, second) + _fit_initials(right, first)
    for letter in first[:]:
        if letter in second:  # of two A. on one side the other may have one
            first.remove(letter)
            second.remove(letter)
    if (left and right) or (first and second):
        return Likeness(0.0, "names that don't fit each other", apart=True)
    if (left and second) or (right and first):
        return Likeness(0.0, "an initial that doesn't fit", apart=True)
    if len(full.pairs) < 2 and not shortened:
        return Likeness(0.0, "a surname alone")
    more, letters = sorted(w.text for w in (*left, *right)), sorted((*first, *second))
    score, why = _person_score(one, two, full, more, letters, shortened)
    a, b = full_words(one), full_words(two)
    slips = [(i, j) for i, j, loss in full.pairs if loss >= SLIP]
    refolded = [loss for *_, loss in full.pairs if loss == FOLDED]
    return Likeness(
        score, why,
        respelled=any(loss > 0 for *_, loss in full.pairs) and not (more or letters or shortened),
        slip=bool(refolded) or any(_tells_apart(a, b, i, j) for i, j in slips) or _twice_otherwise(full, a, b),
        doubtful=generations[0] != generations[1]
        or (lettered and bool(letters))
        or len(slips) - len(refolded) > 1
        or bool(more and shortened)
        or not _AND.isdisjoint(more)
        or (bool(more or shortened) and any(loss == TRANSCRIBED or loss >= SLIP for *_, loss in full.pairs))
        or _only_heard(full, a, b)
        or _not_transcribed(full, a, b),
    )  # fmt: skip


def _not_transcribed(full: Pairing, one: Sequence[Word], two: Sequence[Word]) -> bool:
    """Whether a name in Cyrillic is not the Latin one by the rules of any one language: Heinz is Енн in French, but
    Wegener is Вагнер in no language. Given names known to be one, and words in which hardly a letter differs, need no
    rule; a short surname that lacks a doubled letter is another one by all."""
    common: frozenset[str] | None = None
    for i, j, loss in full.pairs:
        a, b = one[i], two[j]
        if not are_two_scripts(a.written, b.written):
            continue
        if i and j and clipped_double(a.written, b.written):
            return True
        near = JaroWinkler.similarity(a.sound, b.sound) >= _HARDLY_OTHER
        if loss != NICKNAME and original(a) != original(b) and not near:
            found = ways(a.written, b.written)
            common = found if common is None else common & found
    return common is not None and not common


def _tells_apart(one: Sequence[Word], two: Sequence[Word], i: int, j: int) -> bool:
    """Whether two words of people's names that may be one misspelled may as well be two names. Given names have common
    variants (Stephen, Steven), surnames that differ by a common one are two (Steel, Steele)."""
    a, b = one[i], two[j]
    if i + 1 < len(one):
        return a.bones != b.bones or (far(a, b) and both_common(a, b))
    return far(a, b) or far_as_written(a, b) or both_common(a, b)


def _twice_otherwise(full: Pairing, one: Sequence[Word], two: Sequence[Word]) -> bool:
    """Whether a short form of a given name is not all that differs: James Baker and Jim Bakker."""
    short = any(loss == NICKNAME for *_, loss in full.pairs)
    return short and any(loss != NICKNAME and one[i].text != two[j].text for i, j, loss in full.pairs)


def _only_heard(full: Pairing, one: Sequence[Word], two: Sequence[Word]) -> bool:
    """Whether no word is the same in both names, and they sound too unlike each other for that."""
    if any(loss < TRANSCRIBED or loss == NICKNAME for *_, loss in full.pairs):
        return False
    alike = [JaroWinkler.similarity(one[i].sound, two[j].sound) for i, j, _ in full.pairs]
    return sum(alike) / len(alike) < _ENOUGH


def _person_score(  # noqa: PLR0917
    one: Spelling, two: Spelling, full: Pairing, more: list[str], letters: list[str], shortened: int
) -> tuple[float, str]:
    loss = sum(loss for *_, loss in full.pairs if loss > 0.01)
    if shortened:
        score, why = SHORTENED, "an initial for a name"
    elif more:
        score, why = PART, f"one has {' '.join(more)} more"
    elif letters:
        score, why = MIDDLE_INITIAL, f"one has the initial {' '.join(letters)} more"
    elif one.scripts.isdisjoint(two.scripts):
        score, why = ROMANISED if one.voweled and two.voweled else CONSONANTS, "the same name in another script"
    elif full.loss:
        score, why = RESPELLED, "another spelling"
    else:
        score, why = SAME_NAME - 0.01, "the same words"
    if not full.in_order:
        score, why = min(score - _ORDER, TURNED), f"{why}, in another order"
    if _generations(one) != _generations(two):
        score, why = min(score, PART), f"{why}, a generation on one side"
    if loss:
        why = f"{why}, {' '.join(_differing(one, two, full))}"
    return round(max(0.0, score - loss), 4), why


def _differing(one: Spelling, two: Spelling, full: Pairing) -> list[str]:
    a, b = full_words(one), full_words(two)
    return [f"{a[i].text}/{b[j].text}" for i, j, loss in full.pairs if loss > 0.01]


def _fit_initials(words: list[Word], letters: list[str]) -> int:
    """Take out words that stand in full for the other side's initials, and those; how many."""
    fitted = 0
    for word in list(words):
        letter = next((x for x in letters if word.text[0] == x or word.sound[:1] == spell(x).words[0].sound[:1]), None)
        if letter is not None:
            words.remove(word)
            letters.remove(letter)
            fitted += 1
    return fitted


def _generations(spelling: Spelling) -> frozenset[str]:
    known = listed("generation")
    return frozenset(known[w.text] for w in spelling.words[1:] if w.text in known)


def _institutions(one: Spelling, two: Spelling) -> Likeness:
    a, b = core_words(one), core_words(two)
    short, long = sorted((a, b), key=len)
    if len(short) == 1 and len(long) > 2 and short[0].text == acronym_of(long):
        return Likeness(ACRONYM, "an acronym that fits")
    found = paired(a, b, (one, two))
    if found.left or found.right or not found.pairs:
        return Likeness(0.0, "words that don't fit each other", apart=bool(found.left and found.right))
    if _are_acronyms(one, two):
        return Likeness(0.0, "other letters", apart=True)
    respelled = found.loss > 0
    alone = len(a) == 1  # among other words that fit, a common one is spelt in two ways: Centre, Center
    slip = any(
        loss >= SLIP and (a[i].bones != b[j].bones or (alone and both_common(a[i], b[j]))) for i, j, loss in found.pairs
    )
    score, why = (SAME_NAME - 0.01, "the same but for its form") if not found.loss else (RESPELLED, "another spelling")
    if one.scripts.isdisjoint(two.scripts):
        score = ROMANISED
    if not found.in_order:
        score, why = min(score, TURNED), f"{why}, in another order"
    forms = (_forms(one), _forms(two))
    if forms[0] != forms[1]:
        score, why = score - _FORM, f"{why}, legal forms differ"
    loss = found.loss if found.loss > 0.01 * len(found.pairs) else 0.0
    return Likeness(
        round(max(0.0, score - 2 * loss), 4),
        why,
        respelled=respelled,
        slip=slip,
        doubtful=(forms[0] != forms[1] and (all(forms) or (alone and everyday(a[0]))))
        or (not found.in_order and _by_order(a)),
    )


def _by_order(words: Sequence[Word]) -> bool:
    """Whether the order of the words tells institutions apart: Miami University is not the University of Miami."""
    return any(w.text in listed("ordered") for w in words)


def _places(one: Spelling, two: Spelling) -> Likeness:
    found = paired(one.words, two.words, (one, two))
    if found.left or found.right or not found.in_order:
        return _NOTHING
    score = ROMANISED if one.scripts.isdisjoint(two.scripts) else RESPELLED
    return Likeness(round(max(0.0, score - 2 * (found.loss if found.loss > 0.02 else 0.0)), 4), "another spelling",
                    respelled=found.loss > 0, slip=found.loss > 0.02)  # fmt: skip
