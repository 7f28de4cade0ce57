"""Texts from facts: two reports of one event share its facts, not its sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from bench.world.events import Event
from bench.world.facts import number, person
from bench.world.tables import LANGUAGES, Triple, pools, sentences

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_FACT = re.compile(r"\{(\w+)\}")
_SLOTS = ("quote", "witness", "background", "reaction", "outlook")
_JOINED: Mapping[str, Sequence[tuple[re.Pattern[str], str]]] = {
    "en": (),
    "es": ((re.compile(r"\b([Dd])e el\b"), r"\1el"), (re.compile(r"\b([Aa]) el\b"), r"\1l")),
    "fr": (
        (re.compile(r"\bde (?=une?\b)"), "d'"), (re.compile(r"\bde le (?=\w)"), "du "),
        (re.compile(r"\bde les\b"), "des"), (re.compile(r"(?<![\w])à le (?=\w)"), "au "),
        (re.compile(r"(?<![\w])à les\b"), "aux"),
    ),
}  # fmt: skip
"""What runs together where a fact meets a sentence."""
_BLUR = 0.15
"""Share of independent reports that tell other numbers of dead, hurt or dismissed than the rest."""

_NAMES, _LOOSE = 0.85, 0.15
"""Shares of reports that tell names near the top, and that tell their facts in no order."""

_ASIDE = 0.95
"""Share of ledes with an aside after their place, and of those with an end of their own."""
_AT_PLACE = re.compile(r"\{place\}([,.;:]?)")

Plan = Sequence[tuple[str, int]]
"""Which sentences a text is made of: place in the text and number."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text before any outlet has laid hands on it. ``plan`` lets it be told again in another language."""

    headline: str
    sentences: tuple[str, ...]
    plan: Plan
    language: str
    facts: Mapping[str, Triple]


@lru_cache(maxsize=4096)
def _pieces(sentence: str) -> tuple[str | tuple[str, ...], ...]:
    """A sentence as fixed parts and choices."""
    parts = _CHOICE.split(sentence)
    return tuple(tuple(p.split("|")) if i % 2 else p for i, p in enumerate(parts))


def tell(sentence: str, facts: Mapping[str, Triple], language: str, rng: Random) -> str:
    """A sentence with its choices made and its facts filled in; it begins with a capital."""
    which = LANGUAGES.index(language)
    chosen = "".join(p if isinstance(p, str) else p[int(rng.random() * len(p))] for p in _pieces(sentence))
    filled = _FACT.sub(lambda found: facts[found[1]][which], chosen)
    for pattern, joined in _JOINED[language]:
        filled = pattern.sub(joined, filled)
    return filled[:1].upper() + filled[1:]


def report(event: Event, language: str, rng: Random, words: int, form: str = "report") -> Written:
    """A text about an event, of about so many words. ``form``: report, followup, preview, opinion, anniversary."""
    if event.past and form == "report":
        form = "anniversary"
    facts = event.facts if form == "preview" or rng.random() > _BLUR else _blurred(event.facts, rng)
    return told(event.kind, _plan(event.kind, form, rng, words, language), facts, language, rng)


def told(kind: str, plan: Plan, facts: Mapping[str, Triple], language: str, rng: Random) -> Written:
    """The text that a plan gives in a language."""
    which = LANGUAGES.index(language)
    voice = Random(f"{plan}/{facts['place'][0]}")  # a text told again keeps its asides; nothing else changes for them
    texts = [
        tell(_in_own_words(slot, sentences()[slot][n][which], which, voice), facts, language, rng) for slot, n in plan
    ]
    return Written(texts[0].rstrip("."), tuple(texts[1:]), plan, language, facts)


def _in_own_words(slot: str, sentence: str, which: int, voice: Random) -> str:
    """A lede with an aside and an end of its own. Of real reports that aren't copies no two begin alike: of 383 on 69
    events (Giveme5W1H) none shares half of its first 200 characters' shingles with another whose text it doesn't share.
    """
    if not slot.endswith(" lede"):
        return sentence
    if voice.random() < _ASIDE:
        aside = _drawn("aside", which, voice)
        sentence = _AT_PLACE.sub(lambda found: f"{{place}}, {aside}{found[1] or ','}", sentence, 1)
    if voice.random() < _ASIDE:
        sentence = f"{sentence.removesuffix('.')}, {_drawn('tail', which, voice)}."
    return sentence


def _drawn(slot: str, which: int, rng: Random) -> str:
    """One of a slot's pieces of a sentence, with its choices made."""
    parts = _pieces(sentences()[slot][_one(slot, rng)[1]][which])
    return "".join(p if isinstance(p, str) else rng.choice(p) for p in parts)


def _plan(kind: str, form: str, rng: Random, words: int, language: str) -> Plan:
    if form == "report":
        plan = [_one(f"{kind} headline", rng), _one(f"{kind} lede", rng)]
        details = [(f"{kind} detail", n) for n in range(len(sentences()[f"{kind} detail"]))]
    else:
        plan = [_one(f"{form}_headline", rng)]
        own = [(form, n) for n in range(len(sentences()[form]))]
        plan += rng.sample(own, min(2, len(own)))
        details = [_one(f"{kind} detail", rng)] if form != "preview" else []
    rest = [(slot, n) for slot in _SLOTS for n in range(len(sentences()[slot]))]
    rng.shuffle(rest)
    which, count, body = LANGUAGES.index(language), 0, []
    for slot, n in rest:
        if count >= words - 60:
            break
        body.append((slot, n))
        count += len(sentences()[slot][n][which].split())
    rng.shuffle(details)
    if form != "preview" and rng.random() < _NAMES:
        details.insert(rng.randrange(2), _one("names", rng))
    body = [*details, *body]
    if rng.random() < _LOOSE:
        rng.shuffle(body)
    return [*plan, *body]


def _one(slot: str, rng: Random) -> tuple[str, int]:
    return (slot, rng.randrange(len(sentences()[slot])))


def _blurred(facts: Mapping[str, Triple], rng: Random) -> Mapping[str, Triple]:
    """The same facts with another first count."""
    changed = dict(facts)
    for name in ("n", "m"):
        value = int(facts[name][0].replace(",", ""))
        changed[name] = number(max(1, value + rng.choice((-1, 1)) * max(1, value // 12)))
    return changed


def headline_again(kind: str, written: Written, rng: Random) -> str:
    """Another headline for the same text."""
    slot = written.plan[0][0]
    sentence = rng.choice(sentences()[slot])[LANGUAGES.index(written.language)]
    return tell(sentence, written.facts, written.language, rng).rstrip(".")


def paragraph(slot: str, language: str, rng: Random, **facts: str) -> str:
    """A sentence that stands alone, such as a local paragraph or a correction."""
    which = LANGUAGES.index(language)
    thing = rng.choice(pools()["thing"])
    who = person(language, rng)
    known = {name: (value, value, value) for name, value in facts.items()}
    return tell(
        rng.choice(sentences()[slot])[which], {"localthing": thing, "local": (who, who, who), **known}, language, rng
    )


def paragraphs(parts: Sequence[str], rng: Random) -> str:
    """Sentences as paragraphs of one to three."""
    out, at = [], 0
    while at < len(parts):
        size = rng.randint(1, 3)
        out.append(" ".join(parts[at : at + size]))
        at += size
    return "\n\n".join(out)


def lead(text: str, size: int) -> str:
    """The beginning that a feed carries: at most ``size`` characters, cut at a word."""
    flat = " ".join(text.split())
    return flat if len(flat) <= size else flat[: size - 1].rsplit(" ", 1)[0] + "…"
