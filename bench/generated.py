"""Generated material of any size, from a fixed seed: enriched batches, and articles as JSON lines."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kg.ids import entity_id, name_key
from kg.store import Batch

SOURCES = 165
MENTIONS = 4.4
"""Mentions an article, as in feeds: headline and lead."""
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_SYLLABLES = (
    "ka",
    "lo",
    "mi",
    "ren",
    "tos",
    "va",
    "del",
    "gar",
    "pin",
    "sol",
    "mar",
    "bru",
    "ten",
    "qui",
    "zor",
    "fel",
)


def _name(number: int) -> str:
    rng = random.Random(number)
    return " ".join("".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 3))).title() for _ in range(2))


def batches(articles: int, size: int, seed: int = 1) -> Iterator[Batch]:
    """Enriched articles in hand: seven kinds of rows, 4.4 mentions an article, names as skewed as in news."""
    rng = random.Random(seed)
    for begin in range(0, articles, size):
        batch = Batch()
        entities: dict[str, dict[str, object]] = {}
        for n in range(begin, min(articles, begin + size)):
            _article(batch, n, rng, entities)
        batch.nodes["Entity"] = list(entities.values())
        batch.nodes["Source"] = [
            {"id": f"outlet{i}.example", "name": f"Outlet {i}", "name_key": f"outlet {i}"} for i in range(SOURCES)
        ]
        yield batch


def _article(batch: Batch, n: int, rng: random.Random, entities: dict[str, dict[str, object]]) -> None:
    article, story, at = f"a-{n:08d}", f"s-{n // 5:08d}", _BEGIN + timedelta(minutes=n)
    headline = f"{_name(rng.randrange(5_000))} meets {_name(rng.randrange(5_000))} about matter {n // 5}"
    batch.node("Article", {
        "id": article, "url": f"https://outlet{n % SOURCES}.example/{n}", "headline": headline,
        "headline_key": name_key(headline), "published": at, "instant": at, "published_precision": "second",
        "published_zone": "explicit", "language": "en", "excerpt": headline * 3,
    })  # fmt: skip
    if n % 5 == 0:
        batch.node("Story", {"id": story, "headline": headline})
    batch.edge("Source-PUBLISHED-Article", {"start": f"outlet{n % SOURCES}.example", "end": article, "load": "l-bench"})
    batch.edge("Article-PART_OF-Story", {"start": article, "end": story, "load": "l-bench", "score": 0.5})
    chosen = {int(rng.paretovariate(0.7)) % 50_000 for _ in range(int(MENTIONS) + (rng.random() < MENTIONS % 1))}
    for number in sorted(chosen):
        name = _name(number)
        entity = entity_id("Person", name)
        entities.setdefault(entity, {"id": entity, "sort": "Person", "name": name, "name_key": name_key(name),
                                     "kind": "Person"})  # fmt: skip
        batch.edge("Article-MENTIONS-Entity", {"start": article, "end": entity, "count": 2, "first_offset": 10,
                                               "surface_forms": [name], "salience": 0.2, "model": "generated",
                                               "load": "l-bench"})  # fmt: skip


def write_articles(path: Path, articles: int, seed: int = 1) -> None:
    """Articles as JSON lines: headline and lead of about 60 words, one a minute, 165 outlets."""
    rng = random.Random(seed)
    words = [w for n in range(400) for w in _name(n).lower().split()] + [
        "the",
        "of",
        "and",
        "to",
        "in",
        "was",
        "said",
        "on",
        "at",
        "by",
    ] * 20
    with path.open("w", encoding="utf-8") as out:
        for n in range(articles):
            person, place = _name(rng.randrange(20_000)), _name(rng.randrange(300)).split()[0]
            body = " ".join(rng.choices(words, k=50))
            record = {
                "url": f"https://outlet{n % SOURCES}.example/{n}",
                "headline": f"{person} visits {place} after vote {rng.randrange(1_000_000)}",
                "text": f"{person} arrived in {place} on Monday, officials said. {body}.",
                "published": (_BEGIN + timedelta(minutes=n)).isoformat(),
            }
            out.write(json.dumps(record) + "\n")
