"""What stands around two names: whether the same things are told of both. Pure.

Only what follows from the two names' own articles counts, so that the verdict doesn't depend on what else is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

_STORY, _STORIES, _COMPANY, _MOST_COMPANY = 0.14, 0.24, 0.07, 0.28
"""One story in common; two or more; each person or institution that both appear with; most of that."""
_TOGETHER, _LONG_AGO, _RESPELLED = -0.3, -0.06, 0.06
"""Both names in one article that keeps them apart; years between; no language in common where spellings differ, which
then explains it."""
_YEARS = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a name stands, over the articles looked at: the people and institutions beside it, stories, languages,
    first and last instant."""

    articles: frozenset[str] = frozenset()
    company: frozenset[str] = frozenset()
    stories: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """What the context adds to (or takes from) a pair's score, and why."""

    score: float = 0.0
    why: tuple[str, ...] = field(default=())


def support(a: Profile, b: Profile, names: frozenset[str], *, respelled: bool) -> Support:
    """Weigh two profiles. ``names``: ids of the two, which are no company; ``respelled``: they differ in spelling.

    >>> a, b = Profile(stories=frozenset({"s1"})), Profile(stories=frozenset({"s1", "s2"}))
    >>> support(a, b, frozenset(), respelled=False)
    Support(score=0.14, why=('1 story in common',))
    """
    score, why = 0.0, []
    company = (a.company & b.company) - names
    if company:
        score += min(_MOST_COMPANY, _COMPANY * len(company))
        why.append(f"{len(company)} {'name' if len(company) == 1 else 'names'} beside both")
    if stories := a.stories & b.stories:
        score += _STORY if len(stories) == 1 else _STORIES
        why.append(f"{len(stories)} {'story' if len(stories) == 1 else 'stories'} in common")
    if a.articles & b.articles and not respelled:
        score += _TOGETHER
        why.append("both in one article")
    if a.last and b.last and a.first and b.first and (a.last + _YEARS < b.first or b.last + _YEARS < a.first):
        score += _LONG_AGO
        why.append("years between")
    if respelled and a.languages and b.languages and not a.languages & b.languages:
        score += _RESPELLED
        why.append("different languages")
    return Support(round(score, 4), tuple(why))
