"""From a pair of names to a decision: same, unsure, or none. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kg.ids import entity_id, is_qid
from loaders.identity.context import Profile, support
from loaders.identity.likeness import SAME_NAME, Likeness, likeness

BY = "newskg rules 5"
"""Who decided, of automatic decisions. The number goes up with every change of a rule or a threshold."""
RULES = "l-" + BY.replace(" ", "-")
"""The Load that automatic decisions name: the rules, not the run, so that the order of loading leaves no trace."""
SAME, UNSURE = 0.95, 0.62
"""The two thresholds, on name and context together: chosen on the tuned half of the labelled pairs for a precision of
.99 at "same" (``tests/identity``), reported on the other half."""
KNOWN = 0.80
"""The name of somebody in the tables of known names, where the article was not sure that it is that one."""

ONE_SPELLING = 0.12
"""Taken off places that one language spells in two ways: towns of like names are many (Painesville, Paynesville)."""

Judgement = Literal["same", "unsure"]
NOBODY = Profile()
ALONE = (NOBODY, NOBODY)


@dataclass(frozen=True, slots=True)
class Named:
    """A node that is compared. ``country``: ISO 3166-1 alpha-2, where it is known."""

    id: str
    kind: str
    name: str
    country: str | None = None
    split_of: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``judgement`` None: nothing worth telling. ``apart``: what is known of the two says that they differ."""

    judgement: Judgement | None
    score: float
    reason: str
    apart: bool = False


NONE = Verdict(None, 0.0, "")
_APART = Verdict(None, 0.0, "", apart=True)


def alike(a: Named, b: Named) -> Likeness | None:
    """How alike the names of two nodes are; None where what is known of them tells them apart."""
    if a.kind != b.kind or (is_qid(a.id) and is_qid(b.id)) or _siblings(a, b):
        return None
    if a.country and b.country and a.country != b.country:
        return None
    found = likeness(a.kind, a.name, b.name)
    if found.score < SAME_NAME:
        return found
    # One spelling is one node, unless one of them is known: an article's Georgia that may be either.
    plain = [each.id for each in (a, b) if each.id == entity_id(each.kind, each.name)]
    return Likeness(KNOWN, "the name of one that is known", doubtful=a.kind == "Place") if plain else None


def _siblings(a: Named, b: Named) -> bool:
    return a.id == b.split_of or b.id == a.split_of or (a.split_of is not None and a.split_of == b.split_of)


def needs_context(found: Likeness | None) -> bool:
    """Whether the names alone don't decide."""
    return found is not None and not found.apart and UNSURE - 0.1 <= found.score < SAME


def decide(a: Named, b: Named, near: tuple[Profile, Profile] = ALONE) -> Verdict:
    """Decide about two nodes with their profiles. The order doesn't matter.

    >>> decide(Named("person:a", "Person", "Xi Jinping"), Named("person:b", "Person", "习近平")).judgement
    'same'
    >>> decide(Named("person:a", "Person", "J. Torres"), Named("person:b", "Person", "Ana Torres")).apart
    True
    """
    return weighed(a, b, alike(a, b), near)


def weighed(a: Named, b: Named, found: Likeness | None, near: tuple[Profile, Profile]) -> Verdict:
    """The decision about two nodes, how alike their names are being known."""
    if found is None or found.apart:
        return _APART
    if found.score < UNSURE - 0.1:
        return NONE
    abroad = bool(near[0].languages and near[1].languages) and not near[0].languages & near[1].languages
    weight = support(*near, frozenset((a.id, b.id)), respelled=found.respelled and (abroad or not found.slip))
    alone = ONE_SPELLING if a.kind == "Place" and found.respelled and not abroad else 0.0
    score = round(min(1.0, max(0.0, found.score - alone + weight.score)), 4)
    reason = "; ".join((found.why, *weight.why))
    if score >= SAME and not found.doubtful and (abroad or not found.slip):  # Marie and Marine Le Pen are two
        return Verdict("same", score, reason)
    return Verdict("unsure", min(score, SAME), reason) if score >= UNSURE else NONE
