"""Stories: which articles are about the same event. Pure: a batch and a window in, assignments out.

A first, plain version behind its final interface: words weighed by how rare they are in their language, each article
joins the story that it is most similar to on average, or opens one. Background frequencies come from wordfreq, since
frequencies fitted on the stream itself do harm (design: the measurements with the stories issue).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache

import wordfreq

from kg.ids import name_key, story_id

JOIN = 0.1
"""Average similarity from which an article joins a story; chosen on half of the stories of clusters_uci and
clusters_giveme5w1h (bench/stories.py prints the other half)."""
REACH = timedelta(days=14)
"""How far an article may lie from a story's span and still join it."""
LEAD_CHARACTERS = 300
HEADLINE_WEIGHT = 2
KEPT_TERMS = 60
"""Heaviest terms kept for a story; 40 are enough (measured with the stories issue)."""
_PROBE_TERMS = 24
"""An article's heaviest terms by which candidate stories are found."""
_WORDS_OF_LEAD = 80
"""Words among which a term is asked to be rare: about a headline and 300 characters."""
METHOD = f"tfidf-average-{JOIN}"

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SUFFIX = re.compile(r"['’]s$")
_ELISION = re.compile(r"^(?:l|d|qu|j|n|s|c|m|t|dell|all|nell|sull|un)['’]")

Vector = dict[str, float]


@cache
def _frequencies(language: str | None) -> Mapping[str, float]:
    """Word frequencies of a language, 0 to 1; those of English where wordfreq has none."""
    known = wordfreq.available_languages("small")
    found: Mapping[str, float] = wordfreq.get_frequency_dict(language if language in known else "en", "small")
    return found


@lru_cache(maxsize=131_072)
def _rarity(word: str, language: str | None) -> float:
    """Inverse document frequency of a word in texts of 80 words."""
    p = _frequencies(language).get(word, 0.0)
    return max(0.1, -math.log(min(1.0, max(1e-5, 1.0 - (1.0 - p) ** _WORDS_OF_LEAD))))


def vector(headline: str, text: str, language: str | None) -> Vector:
    """Terms of headline and lead with their weights, of length 1. Accents are ignored, so that a name meets itself
    in other languages."""
    counts: dict[str, int] = {}
    for part, weight in ((headline, HEADLINE_WEIGHT), (text[:LEAD_CHARACTERS], 1)):
        for token in _TOKEN.findall(part.lower()):
            word = _ELISION.sub("", _SUFFIX.sub("", token))
            if len(word) > 1:
                counts[word] = counts.get(word, 0) + weight
    weights: Vector = {}
    for word, count in counts.items():
        weight_ = (1.0 + math.log(count)) * _rarity(word, language)
        key = name_key(word) or word
        weights[key] = max(weights.get(key, 0.0), weight_)
    norm = math.sqrt(sum(w * w for w in weights.values()))
    return {t: w / norm for t, w in weights.items()} if norm else {}


@dataclass(slots=True)
class Story:
    """A story's state: sum of its articles' vectors (its heaviest terms), how many they are, its span and headline."""

    id: str
    terms: Vector
    size: int
    first: datetime | None
    last: datetime | None
    headline: str

    def similarity(self, article: Vector) -> float:
        """Average similarity to its articles, 0 to 1."""
        terms = self.terms
        return sum(w * terms[t] for t, w in article.items() if t in terms) / self.size

    def take(self, article: Candidate) -> None:
        """Add an article."""
        for term, weight in article.vector.items():
            self.terms[term] = self.terms.get(term, 0.0) + weight
        if len(self.terms) > 2 * KEPT_TERMS:
            heaviest = sorted(self.terms.items(), key=lambda item: (-item[1], item[0]))[:KEPT_TERMS]
            self.terms = dict(heaviest)
        self.size += 1
        if article.at is not None:
            if self.first is None or article.at < self.first:
                self.first, self.headline = article.at, article.headline
            self.last = article.at if self.last is None else max(self.last, article.at)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that is to be assigned."""

    article: str
    headline: str
    at: datetime | None
    vector: Vector


@dataclass(frozen=True, slots=True)
class Assignment:
    """That an article belongs to a story; ``score`` is its similarity on joining (1 for the one that opened it)."""

    article: str
    story: str
    score: float


@dataclass(slots=True)
class StoryIndex:
    """The stories that articles may join, found by their terms."""

    stories: dict[str, Story] = field(default_factory=dict)
    _postings: dict[str, str | set[str]] = field(default_factory=dict)
    """Term to the stories that hold it: most terms only one, for which a set would cost too much."""

    def add(self, story: Story) -> None:
        """Add a story."""
        self.stories[story.id] = story
        for term in story.terms:
            holders = self._postings.setdefault(term, story.id)
            if isinstance(holders, set):
                holders.add(story.id)
            elif holders != story.id:
                self._postings[term] = {holders, story.id}

    def take(self, story: Story, article: Candidate) -> None:
        """Add an article to a story, which is added where it is new."""
        if story.id in self.stories:
            self.drop(story)
        story.take(article)
        self.add(story)

    def drop(self, story: Story) -> None:
        """Forget a story."""
        del self.stories[story.id]
        for term in story.terms:
            holders = self._postings[term]
            if isinstance(holders, str):
                del self._postings[term]
                continue
            holders.discard(story.id)
            if len(holders) == 1:
                self._postings[term] = holders.pop()

    def candidates(self, article: Candidate) -> Iterable[Story]:
        """Stories that share a heavy term with the article and lie near it in time."""
        probes = sorted(article.vector, key=lambda t: (-article.vector[t], t))[:_PROBE_TERMS]
        ids: set[str] = set()
        for term in probes:
            holders = self._postings.get(term, ())
            ids.update((holders,) if isinstance(holders, str) else holders)
        return (story for i in ids if within_reach((story := self.stories[i]), article.at))


def within_reach(story: Story, at: datetime | None) -> bool:
    """Whether an article of that instant may join the story; undated ones only join undated stories.

    By whole days in UTC, as the window holds stories: what it holds for other articles must make no difference.
    """
    if at is None or story.first is None or story.last is None:
        return at is None and story.first is None
    return _day(story.first) - REACH <= _day(at) <= _day(story.last) + REACH


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def assign(batch: Sequence[Candidate], window: StoryIndex) -> tuple[list[Assignment], set[str]]:
    """Assign a batch's articles, oldest first, whatever their order in the batch.

    Returns the assignments and the ids of the stories that changed (in ``window``, which is brought up to date).
    """
    done: list[Assignment] = []
    changed: set[str] = set()
    for article in sorted(batch, key=lambda a: (a.at is None, a.at.timestamp() if a.at else 0.0, a.article)):
        best, score = _best(article, window)
        if best is None or score < JOIN:
            best = Story(story_id(article.article), {}, 0, None, None, article.headline)
            score = 1.0
        window.take(best, article)
        changed.add(best.id)
        done.append(Assignment(article.article, best.id, round(min(score, 1.0), 4)))
    return done, changed


def _best(article: Candidate, window: StoryIndex) -> tuple[Story | None, float]:
    scored = ((story.similarity(article.vector), story.id) for story in window.candidates(article))
    score, story = max(scored, default=(0.0, ""))
    return window.stories.get(story), score
