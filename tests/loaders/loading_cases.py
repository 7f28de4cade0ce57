"""Invented news for tests of loading, and the command ``kg`` as a process of its own."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kg.store import Row, Store

KG = (sys.executable, "-c", "from kg.cli.main import main; main()")
"""The command, without a look at PATH."""

_BEGUN = datetime(2026, 1, 5, 6, tzinfo=UTC)
_PEOPLE = (
    "Ana Torres",
    "Peter Hallam",
    "Ingrid Solberg",
    "Marco Bellini",
    "Chloe Dubois",
    "Samuel Okafor",
    "Mei Tanaka",
)
_PLACES = ("Lisbon", "Hamburg", "Nairobi", "Santiago", "Oslo", "Manila", "Montreal", "Glasgow")
_BODIES = ("the Harbour Authority", "the City Council", "the Supreme Court", "the University of Leeds", "the Red Cross")
_EVENTS = (
    "strike",
    "flood",
    "election",
    "trial",
    "merger",
    "festival",
    "outbreak",
    "eclipse",
    "bridge",
    "ferry",
    "museum",
)
_SYLLABLES = ("ba", "der", "fin", "go", "hul", "ka", "lem", "mo", "nar", "pi", "rus", "sa", "ten", "vo", "wil", "zor")


def world(count: int, *, seed: int = 1, wrong: bool = True) -> list[dict[str, Any]]:
    """So many article records of a small world: stories, wire copies, corrections, late originals and (``wrong``) some
    records that can't be loaded."""
    draw = random.Random(seed)
    events = [_event(draw, number) for number in range(max(2, count // 12))]
    made: list[dict[str, Any]] = []
    while len(made) < count:
        number = len(made)
        kind = draw.random()
        if kind < 0.12 and made:
            made.append(_copy(draw, draw.choice(made[-40:]), number))
        elif kind < 0.18 and made:
            made.append(_correction(draw, draw.choice(made[-60:])))
        elif kind < 0.22 and wrong:
            made.append({"url": f"https://wrong.example/{number}", "headline": "Stamped", "published": "the day after"})
        else:
            made.append(_article(draw, events[min(number // 12, len(events) - 1)], number))
    return made


def _event(draw: random.Random, number: int) -> dict[str, Any]:
    return {
        "what": draw.choice(_EVENTS), "where": draw.choice(_PLACES), "who": draw.choice(_PEOPLE),
        "body": draw.choice(_BODIES), "at": _BEGUN + timedelta(hours=5 * number), "words": _words(draw, 14),
    }  # fmt: skip


def _words(draw: random.Random, count: int) -> list[str]:
    return ["".join(draw.choices(_SYLLABLES, k=3)) for _ in range(count)]


def _article(draw: random.Random, event: Mapping[str, Any], number: int) -> dict[str, Any]:
    words = draw.sample(event["words"], 10) + _words(draw, 12)
    draw.shuffle(words)
    text = (
        f"{event['who']} spoke in {event['where']} about the {event['what']} on behalf of {event['body']}. "
        f"{' '.join(words[:11]).capitalize()}. {' '.join(words[11:]).capitalize()} number {number}."
    )
    source = f"paper{draw.randrange(23)}.example"
    stamp = event["at"] + timedelta(minutes=draw.randrange(2_000))
    return {
        "url": f"https://www.{source}/{number}",
        "headline": f"{event['where']} {event['what']}: {words[0]} {words[1]}",
        "text": text,
        "published": stamp.isoformat() if draw.random() < 0.9 else stamp.date().isoformat(),
        "language": "en",
    }


def _copy(draw: random.Random, original: Mapping[str, Any], number: int) -> dict[str, Any]:
    earlier = draw.random() < 0.3  # a late original: what it was copied into was loaded before
    stamp = _BEGUN if earlier else _BEGUN + timedelta(days=30)
    return {
        **original,
        "url": f"https://copy{draw.randrange(5)}.example/{number}",
        "published": (stamp + timedelta(minutes=number)).isoformat() if draw.random() < 0.5 else original["published"],
    }


def _correction(draw: random.Random, original: Mapping[str, Any]) -> dict[str, Any]:
    text = original.get("text", "")
    return {**original, "text": f"{text} Corrected by {draw.choice(_PEOPLE)}.", "modified": "2026-02-27T10:00:00Z"}


def write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    """Write records as JSON lines."""
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def kg(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``kg`` to its end."""
    return subprocess.run(
        [*KG, *arguments], env=dict(env or clean_environment()), cwd=cwd, input=stdin, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def clean_environment() -> dict[str, str]:
    """The environment without what would lead ``kg`` to somebody's store."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("NEO4J_", "KG_")) and k != "NO_COLOR"}


def rejects(path: Path) -> list[dict[str, Any]]:
    """The lines of a rejects file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def edges(store: Store, relation: str, properties: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """Edges ``Article-MENTIONS-Entity`` as (start id, end id, properties…), in order."""
    start, name, end = relation.split("-")
    columns = "".join(f", e.{p} AS p{i}" for i, p in enumerate(properties))
    rows: list[Row] = store.rows(f"MATCH (a:{start})-[e:{name}]->(b:{end}) RETURN a.id AS a, b.id AS b{columns}")
    return sorted(tuple(row.values()) for row in rows)
