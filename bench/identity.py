"""Names across articles: what settling a new name costs as the graph grows, in processor time, and memory.

Invented names, as often repeated as real ones: of a thousand people ten are called Smith, and a tenth have a surname
that next to nobody else has. Each article brings three names that are new and two that are known, the best known most
often.
"""

from __future__ import annotations

import bisect
import math
import os
import random
import resource
import tempfile
import time
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.figures import Figure
from kg.ids import digest, entity_id, name_key
from kg.settings import Settings
from kg.store import Batch, open_store
from loaders.identity.settle import Settler

NAMES = int(os.environ.get("NEWSKG_BENCH_NAMES", "100000"))
"""Distinct names in all; a million takes some minutes."""
STEP = 10_000
"""New names between two readings."""
SMALL = 50_000
"""Names after which a new one is set against the last: before, few share a key, and there is little to compare."""
ARTICLES_A_BATCH = 256
NEW, KNOWN = 3, 2
_SURNAMES = ((0, 0.0), (1, 0.010), (10, 0.056), (100, 0.188), (1_000, 0.434), (10_000, 0.711), (88_799, 0.905),
             (1_000_000, 1.0))  # fmt: skip
_GIVEN = ((0, 0.0), (2, 0.030), (20, 0.170), (200, 0.513), (2_000, 0.850), (5_494, 0.900), (40_000, 1.0))
"""Rank, and the part of the people who bear a name of that rank or a more frequent one: US Census Bureau, Frequently
Occurring Surnames and First Names, 1990. The last row, of those that it leaves out as too rare, is a guess."""
_HEADS = ("Group", "Bank", "Ministry", "University", "Partners", "Agency", "Institute", "Council", "Party", "Energy")
_ONSETS = ("b", "br", "ch", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sh", "t", "v", "w", "z")
_VOWELS = ("a", "e", "i", "o", "u", "ie", "au", "ei")
_CODAS = ("", "", "", "n", "r", "s", "l")


def names_across_articles() -> Figure:
    """Cost of a new name in the last step against the one after ``SMALL``, printing readings on the way."""
    with tempfile.TemporaryDirectory() as folder, open_store(f"{folder}/names.kgl", Settings(), write=True) as store:
        settler = Settler(store)
        spent, done, readings, pairs = 0.0, 0, list[float](), [0]
        for batch, ids, new in _batches(NAMES):
            begun = time.process_time()
            settler.prepare(batch)
            spent += time.process_time() - begun
            store.write(batch)
            begun = time.process_time()
            settler.settle(ids)
            spent += time.process_time() - begun
            done += new
            if done // STEP > len(readings):
                readings.append(spent / STEP)
                pairs.append(settler.compared)
                if len(readings) in (1, 2, 5) or len(readings) % 10 == 0:
                    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                    print(
                        f"  {done:>9,} names: {spent / STEP * 1e6:6.0f} us a new name, "
                        f"{_share(pairs, -1):.2f} pairs compared for it, {memory:,.0f} MB at most",
                        flush=True,
                    )
                spent = 0.0
        ties = store.counts().edges["Entity-SAME_AS-Entity"]
        print(f"  {ties:,} pairs told, {Path(store.name).name} of {done:,} names")
    small = min(SMALL // STEP, len(readings)) - 1
    more = _share(pairs, -1) / _share(pairs, small + 1)
    print(f"  a new name costs {readings[-1] / readings[small]:.2f} times as much with {more:.2f} times as many pairs")
    return Figure(
        f"settling a new name, {NAMES:,} names against {(small + 1) * STEP:,}", "the smaller graph",
        readings[-1] * 1e6, readings[small] * 1e6, "us CPU", at_most=1.3,
    )  # fmt: skip


def _share(pairs: Sequence[int], at: int) -> float:
    """Pairs compared for a new name in a step. ``pairs``: those compared until the end of each step."""
    return (pairs[at] - pairs[at - 1]) / STEP


def _batches(names: int) -> Iterator[tuple[Batch, set[str], int]]:
    chance = random.Random(7)
    seen, known = set[int](), array("L")
    at = seed = 0
    while len(known) < names:
        batch, ids, before = Batch(), set[str](), len(known)
        batch.node("Load", {"id": "l", "state": "done"})
        for n in range(30):
            batch.node("Source", {"id": f"o{n}.example", "name": f"o{n}", "country": ("GB", "DE", "ES")[n % 3]})
        for _ in range(ARTICLES_A_BATCH):
            at += 1
            some = [_name(known[int(len(known) ** chance.random()) - 1]) for _ in range(KNOWN) if known]
            for _ in range(NEW):
                while (mark := hash(_name(seed))) in seen:
                    seed += 1
                seen.add(mark)
                known.append(seed)
                some.append(_name(seed))
            article, outlet = f"a{digest(str(at))}", f"o{at % 30}.example"
            batch.node("Article", {"id": article, "headline": "x", "language": ("en", "de", "es")[at % 30 % 3]})
            batch.edge("Source-PUBLISHED-Article", {"start": outlet, "end": article, "load": "l"})
            for kind, name in dict.fromkeys(some):
                entity = entity_id(kind, name)
                ids.add(entity)
                batch.node(
                    "Entity", {"id": entity, "name": name, "name_key": name_key(name), "kind": kind, "sort": kind}
                )
                batch.edge("Article-MENTIONS-Entity", {"start": article, "end": entity, "count": 1, "load": "l"})
        yield batch, ids, len(known) - before


def _name(seed: int) -> tuple[str, str]:
    """A person, or of three in ten an institution: the same of the same seed."""
    chance = random.Random(seed)
    first, last = _word(_rank(_GIVEN, chance.random()), 1), _word(_rank(_SURNAMES, chance.random()), 2)
    if chance.random() < 0.3:
        return "Institution", f"{last} {_word(_rank(_SURNAMES, chance.random()), 2)} {chance.choice(_HEADS)}"
    return "Person", f"{first} {last}"


def _rank(table: tuple[tuple[int, float], ...], part: float) -> int:
    """The rank of the name that somebody bears, ``part`` of the people bearing more frequent ones."""
    at = bisect.bisect_left(table, part, key=lambda row: row[1])
    (low, below), (high, above) = table[at - 1], table[at]
    return int(math.exp(math.log(low + 1) + (part - below) / (above - below) * math.log((high + 1) / (low + 1))))


def _word(rank: int, syllables: int) -> str:
    """A word for a rank, one syllable longer where rank is odd."""
    left, word = (rank * 2_654_435_761) % 4_294_967_291, ""
    for _ in range(syllables + rank % 2):
        for some in (_ONSETS, _VOWELS, _CODAS):
            left, pick = divmod(left, len(some))
            word += some[pick]
    return word.title()
