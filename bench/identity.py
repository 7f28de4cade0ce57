"""Names across articles: what settling a new name costs as the graph grows, in processor time, and the memory it takes.

Invented names, as many letters and consonants as real ones have: given names and surnames by Zipf's law, companies of
two or three words. Each article brings three names that are new and two that are known.
"""

from __future__ import annotations

import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from kg.ids import entity_id, name_key
from kg.settings import Settings
from kg.store import Batch, open_store
from loaders.identity.settle import Settler

NAMES = int(os.environ.get("NEWSKG_BENCH_NAMES", "100000"))
"""Distinct names in all; a million takes some minutes."""
STEP = 10_000
"""New names between two readings."""
ARTICLES_A_BATCH = 256
NEW, KNOWN = 3, 2
_ONSETS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "f",
    "fr",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "sch",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ie", "au", "ei")
_CODAS = ("", "", "", "n", "r", "s", "l", "m", "t", "ck", "nd", "rt", "ng")


def names_across_articles() -> Figure:
    """Cost of a new name in the last step against the first, printing each reading on the way."""
    with tempfile.TemporaryDirectory() as folder, open_store(f"{folder}/names.kgl", Settings(), write=True) as store:
        settler = Settler(store)
        spent, done, readings = 0.0, 0, list[float]()
        for batch, ids, new in _batches(NAMES):
            store.write(batch)
            begun = time.process_time()
            settler.settle(ids)
            spent += time.process_time() - begun
            done += new
            if done // STEP > len(readings):
                readings.append(spent / STEP)
                if len(readings) in (1, 2, 5) or len(readings) % 10 == 0:
                    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                    print(
                        f"  {done:>9,} names: {spent / STEP * 1e6:6.0f} us a new name, {memory:,.0f} MB at most",
                        flush=True,
                    )
                spent = 0.0
        ties = store.counts().edges["Entity-SAME_AS-Entity"]
        print(f"  {ties:,} pairs told, {Path(store.name).name} of {done:,} names")
    return Figure(
        f"settling a new name, {NAMES:,} names against {STEP:,}", "the first step", readings[-1] * 1e6,
        readings[0] * 1e6, "us CPU", at_most=2.0,
    )  # fmt: skip


def _batches(names: int) -> Iterator[tuple[Batch, set[str], int]]:
    chance = random.Random(7)
    made = _Names(chance)
    known: list[tuple[str, str]] = []
    at = 0
    while len(known) < names:
        batch, ids, before = Batch(), set[str](), len(known)
        batch.node("Load", {"id": "l", "state": "done"})
        for n in range(30):
            batch.node("Source", {"id": f"o{n}.example", "name": f"o{n}", "country": ("GB", "DE", "ES")[n % 3]})
        for _ in range(ARTICLES_A_BATCH):
            at += 1
            fresh = [made.new() for _ in range(NEW)]
            some = fresh + [known[int(chance.paretovariate(0.6)) % len(known)] for _ in range(KNOWN) if known]
            known += fresh
            batch.node("Article", {"id": f"a{at:09}", "headline": "x", "language": ("en", "de", "es")[at % 30 % 3]})
            batch.edge("Source-PUBLISHED-Article", {"start": f"o{at % 30}.example", "end": f"a{at:09}", "load": "l"})
            for kind, name in dict.fromkeys(some):
                entity = entity_id(kind, name)
                ids.add(entity)
                batch.node(
                    "Entity", {"id": entity, "name": name, "name_key": name_key(name), "kind": kind, "sort": kind}
                )
                batch.edge("Article-MENTIONS-Entity", {"start": f"a{at:09}", "end": entity, "count": 1, "load": "l"})
        yield batch, ids, len(known) - before


class _Names:
    """Names that were not there before."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._given = [self._word(2) for _ in range(800)]
        self._seen: set[str] = set()

    def _word(self, syllables: int) -> str:
        pick = self._chance.choice
        return "".join(pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS) for _ in range(syllables)).title()

    def new(self) -> tuple[str, str]:
        while True:
            given = self._given[int(self._chance.paretovariate(0.8)) % len(self._given)]
            words = [self._word(self._chance.choice((2, 2, 3))) for _ in range(2)]
            company = self._chance.random() < 0.3
            kind, name = ("Institution", " ".join((*words, "Group"))) if company else ("Person", f"{given} {words[0]}")
            if name not in self._seen:
                self._seen.add(name)
                return kind, name
