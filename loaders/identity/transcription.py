"""How Russian and Ukrainian write the names of other languages: as they hear them, letter group by letter group. Pure.

A Latin word and a Cyrillic one are one name where the rules of one language lead from the first to the second
(``heard.tsv``): Bricout, Брику by French; Shaw, Шоу by English. No score, as a single letter tells surnames apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

_TABLE = "heard.tsv"
_ANY = "any"
_PLAIN = str.maketrans({
    "ы": "и", "й": "и", "і": "и", "ї": "и", "э": "е", "ё": "е", "є": "е", "ґ": "г", "щ": "шч",
    "ю": "иу", "я": "иа", "ў": "у", "ј": "и", "љ": "л", "њ": "н", "ћ": "ч", "ђ": "дж", "џ": "дж",
})  # fmt: skip
"""Letters in which Russian, Ukrainian, Serbian and their writers disagree, as one."""
_LATIN, _CYRILLIC = re.compile("[a-z\u00df-\u024f]"), re.compile("[\u0400-\u052f]")
_AROUND, _HEAD = re.compile(r"\(\?[^)]*\)|\^"), re.compile(r"(?:\[([^\]]+)\]|([^$]))(\??)")
_SOFT = re.compile(r"[ьъ'’](?=[аеиоуюяєіїёэы])")
_DOUBLE_LAST = re.compile(r"([^\W\daeiou])\1$")
_SHORT = 4
_DOUBLED = re.compile(r"(.)\1+")

_Rule = tuple[re.Pattern[str], tuple[str, ...]]


def plain(word: str) -> str:
    """A Cyrillic word with the letters that writers agree on, doubled ones once. A ъ between consonants is Bulgarian.

    >>> plain("льюис"), plain("льюїс"), plain("миттеран")
    ('лиуис', 'лиуис', 'митеран')
    """
    text = _SOFT.sub("и", word).translate(_PLAIN)
    return _DOUBLED.sub(r"\1", re.sub("[ь'’]", "", text))


@cache
def _rules() -> Mapping[str, Mapping[str, list[_Rule]]]:
    """The rules of each language by the letter that they begin with, those that all have among them."""
    text = (files("loaders.identity") / _TABLE).read_text("utf-8")
    found: dict[str, dict[str, list[_Rule]]] = {}
    for line in text.splitlines()[1:]:
        letters, sounds, language, *_ = line.split("\t")
        heard = dict.fromkeys(each for sound in sounds.split(" ") for each in _written(sound))
        rule = (re.compile(letters), tuple(heard))
        for head in sorted(_heads(letters)):
            found.setdefault(language, {}).setdefault(head, []).append(rule)
    shared = found.pop(_ANY)
    return {
        language: {head: rules.get(head, []) + shared.get(head, []) for head in sorted(rules.keys() | shared.keys())}
        for language, rules in found.items()
    }


def _heads(letters: str) -> set[str]:
    """The letters with which what a rule takes may begin.

    >>> sorted(_heads("t?zsch|^tsch")), sorted(_heads("(?<=..)[aeo]u(?=r)"))
    (['t', 'z'], ['a', 'e', 'o'])
    """
    found: set[str] = set()
    for rest in _AROUND.sub("", letters).split("|"):
        at = 0
        while head := _HEAD.match(rest, at):
            found.update(head[1] or head[2])
            at = head.end()
            if not head[3]:
                break
    return found


def are_two_scripts(one: str, two: str) -> bool:
    """Whether one word is in Latin letters and the other in Cyrillic ones."""
    return bool(
        (_LATIN.match(one) and _CYRILLIC.match(two)) or (_CYRILLIC.match(one) and _LATIN.match(two))
    )  # fmt: skip


def heard_alike(one: str, two: str) -> bool:
    """Whether one of two words is the other as Russian or Ukrainian writes it.

    >>> [heard_alike("шоу", word) for word in ("shaw", "shea")], heard_alike("shaw", "show")
    ([True, False], False)
    """
    return bool(ways(one, two))


def ways(one: str, two: str) -> frozenset[str]:
    """The languages by whose rules one of two words is the other in Cyrillic; none where they aren't of two scripts.

    >>> sorted(ways("bricout", "брику"))
    ['French']
    """
    if not are_two_scripts(one, two):
        return frozenset()
    return _ways(one, plain(two)) if _LATIN.match(one) else _ways(two, plain(one))


def clipped_double(one: str, two: str) -> bool:
    """Whether of a short word and its Cyrillic form one ends in a doubled letter: Russian keeps it (Poll, Полл), and
    without it there is another name (Paul, Пол).

    >>> [clipped_double("poll", word) for word in ("полл", "пол")], clipped_double("russell", "рассел")
    ([False, True], False)
    """
    if not are_two_scripts(one, two) or max(len(one), len(two)) > _SHORT:
        return False
    return bool(_DOUBLE_LAST.search(one)) != bool(_DOUBLE_LAST.search(two))


def _written(sound: str) -> tuple[str, ...]:
    """What a sound of the table is in plain letters: a soft one has its i before a vowel alone (Cañete, Каньете)."""
    if sound == "-":
        return ("",)
    return (plain(sound), f"{plain(sound)}и") if sound.endswith("ь") else (plain(sound),)


@lru_cache(maxsize=16_384)
def _ways(latin: str, heard: str) -> frozenset[str]:
    if not heard:
        return frozenset()
    return frozenset(language for language, rules in _rules().items() if _leads_to(latin, heard, rules))


def _leads_to(latin: str, heard: str, rules: Mapping[str, list[_Rule]]) -> bool:
    """Whether rules lead from all of one word to all of the other. A sound that is there already is not said twice."""
    reached: list[set[int]] = [set() for _ in range(len(latin) + 1)]
    reached[0].add(0)
    for at in range(len(latin)):
        if not reached[at]:
            continue
        for pattern, sounds in rules.get(latin[at], ()):
            if not (found := pattern.match(latin, at)):
                continue
            for sound in sounds:
                for said in reached[at]:
                    if heard.startswith(sound, said):
                        reached[found.end()].add(said + len(sound))
                    if sound and said and sound[0] == heard[said - 1] and heard.startswith(sound[1:], said):
                        reached[found.end()].add(said + len(sound) - 1)
    return len(heard) in reached[-1]
