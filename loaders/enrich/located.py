"""Which known place a name of an article is: by the article's own evidence, or left undecided, never by the biggest.
Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from kg.ids import name_key
from loaders.enrich.places import Place, namesakes, neighbours, places, state

SAID = 3.0
"""``Birmingham, Alabama``: the place above stands after the name."""

WITHIN = 2.0
"""A city or region of the candidate stands in the article."""

BESIDE = 1.0
"""The candidate's country does, a country that it borders on, or another state of its country."""

LEAST = 1.0
"""Weight that a candidate needs, and needs more than any other one."""

KNOWN_BY_SIZE = 100_000
"""People of a city that nobody shares its name with, to be taken for it without more; smaller ones need evidence."""

MUCH_SMALLER = 5
"""A city so many times smaller than its largest namesake needs more than its country's name in the article."""

_AFTER = re.compile(r",\s+((?:[A-ZÀ-ÖØ-Þ][\w.’'-]*\s?){1,3})")


@dataclass(frozen=True, slots=True)
class Located:
    """What is known of a name. ``entity``: a node id of its own, None where the name alone gives one; ``keys``: of all
    the names that it is found by."""

    entity: str | None = None
    country: str | None = None
    name: str | None = None
    aliases: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


UNKNOWN = Located()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an article's places lie that are one place only: by key whether it is a city, its country and state."""

    places: Mapping[str, tuple[bool, tuple[str, str]]]

    def around(self, key: str) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
        """Countries and states named as such, and those in which a named city lies; but not by this key itself."""
        named: Counter[tuple[str, str]] = Counter()
        within: Counter[tuple[str, str]] = Counter()
        for other, (is_city, where) in self.places.items():
            if other != key:
                (within if is_city else named)[where] += 1
        return named, within


def gather(keys: Iterable[str]) -> Evidence:
    """The evidence of an article, by the keys of its places."""
    return Evidence({key: one for key in keys if (one := _one_place(key))})


@lru_cache(maxsize=16_384)
def _one_place(key: str) -> tuple[bool, tuple[str, str]] | None:
    """Of a name that is one place only: whether it is a city, its country and state."""
    candidates = places(key)
    countries = [place for place in candidates if place.sort == "country"]
    if len(countries) == 1 and not any(place.sort == "region" for place in candidates):
        candidates = (countries[0],)
    candidates = _towns_of_no_region(candidates, candidates, frozenset())
    if len({(place.country, place.region) for place in candidates}) != 1:
        return None
    place = candidates[0]
    if place.sort == "city" and place.population < KNOWN_BY_SIZE:
        return None
    return place.sort == "city", (place.country, place.region)


def located(key: str, at: Sequence[tuple[int, int]], document: str, evidence: Evidence) -> Located:
    """What the place with this key is, which stands at these spans of ``document``."""
    found = places(key) or _abbreviated(at, document)
    if not found:
        return UNKNOWN
    after = _after(at, document)
    countries = [place for place in found if place.sort == "country"]
    candidates, several = found, namesakes(key)
    if countries:  # "Syria, Yemen and Libya" is a list; "Jordan, Minnesota" may be a village
        after = {(code, region) for code, region in after
                 if region or any(p.country == code for p in (*found, *several))}  # fmt: skip
    if countries and not after and not any(place.sort == "region" for place in found):
        return _known(countries[0]) if len(countries) == 1 else UNKNOWN
    named, within = evidence.around(key)
    if not after:
        near = {code for code, _ in (*named, *within)}
        candidates, several = _towns_of_no_region(candidates, found, near), _towns_of_no_region(several, found, near)
    usual = {(place.country, place.region) for place in candidates}
    weigh = Weigh(after, named, within, max(place.population for place in candidates))
    if after:
        candidates += tuple(city for city in several if city not in candidates)
    elif len(usual | {(city.country, city.region) for city in several}) == 1:
        return _alone(candidates, weigh)
    best = _best(candidates, weigh)
    if best is None:
        return UNKNOWN
    if best.sort == "country" or (best.sort == "region" and not any(_same(best, p) for p in candidates)):
        return _known(best)
    suffix = f"-{best.country}-{best.region}" if best.region else f"-{best.country}"
    apart = len(usual) > 1 or (best.country, best.region) not in usual
    return Located(f"place:{key.replace(' ', '-')}{suffix}".lower() if apart else None, best.country)


def _abbreviated(at: Sequence[tuple[int, int]], document: str) -> tuple[Place, ...]:
    """The state that ``Calif.`` and the like stand for, by the first of these spans."""
    for start, end in at[:1]:
        if (
            " " not in document[start:end]
            and "." in document[end - 1 : end + 1]
            and (one := state(document[start:end]))
        ):
            return (one,)
    return ()


def _towns_of_no_region(some: Iterable[Place], found: Sequence[Place], near: Set[str]) -> tuple[Place, ...]:
    """Without the small towns that have a region's name, when nothing stands after it: Delaware is no town in Ohio
    because Ohio stands in the article too, but Florida may be one in Uruguay where that does."""
    regions = {(place.country, place.region) for place in found if place.sort != "city"}
    elsewhere = near - {code for code, _ in regions}
    return tuple(
        place for place in some
        if not regions or place.sort != "city" or place.population >= KNOWN_BY_SIZE or place.country in elsewhere
        or (place.country, place.region) in regions
    )  # fmt: skip


def _same(region: Place, other: Place) -> bool:
    """Whether a city has the name of its region: New York, Berlin."""
    return other.sort == "city" and other.country == region.country


def _known(place: Place) -> Located:
    if not place.qid:
        return Located(None, place.country or None)
    return Located(place.qid, place.country or None, place.name, place.aliases, place.keys)


def _alone(candidates: Sequence[Place], weigh: Weigh) -> Located:
    place = candidates[0]
    if place.sort == "region":
        return _known(place) if len(candidates) == 1 else Located(None, place.country or None)
    if place.population >= KNOWN_BY_SIZE or weigh(place) >= LEAST:
        return Located(None, place.country)
    return UNKNOWN


def _after(at: Sequence[tuple[int, int]], document: str) -> set[tuple[str, str]]:
    """Countries and states that stand after the name and a comma."""
    found: set[tuple[str, str]] = set()
    for _, end in at:
        if document[end : end + 1] != "," or not (words := _AFTER.match(document, end)):
            continue
        parts = words[1].split()
        for size in range(len(parts), 0, -1):
            above = [p for p in places(name_key(" ".join(parts[:size]))) if p.sort != "city"]
            if not above and size == 1 and (letters := state(parts[0])):
                above = [letters]
            if above:
                found |= {(place.country, place.region) for place in above}
                break
    return found


def _best(candidates: Sequence[Place], weigh: Weigh) -> Place | None:
    weights: dict[tuple[str, str], float] = {}
    for place in candidates:
        where = (place.country, place.region)
        weights[where] = max(weights.get(where, 0.0), weigh(place))
    ranked = sorted(weights.values(), reverse=True)
    if ranked[0] < LEAST or (len(ranked) > 1 and ranked[0] - ranked[1] < LEAST):
        return None
    return next(place for place in candidates if weights[place.country, place.region] == ranked[0])


@dataclass(frozen=True, slots=True)
class Weigh:
    """Weighs a candidate by what stands after the name, and by the countries and states around it."""

    after: Set[tuple[str, str]]
    named: Counter[tuple[str, str]]
    within: Counter[tuple[str, str]]
    largest: int

    def __call__(self, place: Place) -> float:
        """The candidate's weight."""
        own, of_country = (place.country, place.region), (place.country, "")
        weight = SAID if own in self.after or of_country in self.after else 0.0
        if place.sort == "country":
            bordering = neighbours().get(place.country, frozenset())
            beside = sum(1 for code, region in self.named if not region and code in bordering)
            return weight + WITHIN * min(1, self.within[own]) + BESIDE * min(2, beside)
        if place.region:
            others = sum(1 for code, region in self.named if code == place.country and region not in ("", place.region))
            weight += WITHIN * min(1, self.within[own] + self.named[own]) + BESIDE * min(2, others)
            share = 1.0 if place.sort == "city" else 0.5
            weight += BESIDE * share * min(1, self.named[of_country])
        else:
            weight += BESIDE * min(1, self.named[own]) + BESIDE / 2 * min(1, self.within[own])
        small = place.sort == "city" and place.population * MUCH_SMALLER < self.largest
        return weight - (BESIDE if small and not self.after else 0.0)
