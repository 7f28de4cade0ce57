"""Names across articles, labelled: our own invented reports, and the shared articles with Wikidata ids.

A pair is two mentions in different articles; it is right to hold them for one where they have one identity.
"""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import worlds
from worlds import Report

from kg.ids import entity_id
from kg.store import Store

ARTICLES = Path(__file__).with_name("articles.tsv")
_KINDS = {"P": "Person", "L": "Place", "I": "Institution"}
_TYPES = (("Q215627", "Person"), ("Q27096213", "Place"), ("Q43229", "Institution"))
"""Types of the shared articles' labels: person, geographic entity, organisation."""


@dataclass(frozen=True)
class Labelled:
    report: Report
    half: str
    identities: tuple[str, ...]


def own() -> list[Labelled]:
    found = []
    with ARTICLES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            marked = [each.strip().partition("=") for each in row["names"].split(";")]
            names = tuple((_KINDS[text[0]], text[2:]) for text, _, _ in marked)
            report = Report(row["id"], names, row["outlet"], row["country"], row["language"], row["story"])
            found.append(Labelled(report, row["half"], tuple(identity for *_, identity in marked)))
    return found


def newsfair(shared: Path) -> list[Labelled]:
    """Of each article and Wikidata id, the longest name: what binding surnames within an article comes to."""
    found = []
    for line in (shared / "entities_newsfair" / "news-fair.benchmark.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        longest: dict[str, tuple[str, str]] = {}
        for label in article["labels"]:
            kind = next((kind for code, kind in _TYPES if code in label["type"]), None)
            name = article["text"][slice(*label["span"])]
            if kind and label["entity_id"].startswith("Q") and name[:1].isupper() and len(name) > 1:
                longest[label["entity_id"]] = max(longest.get(label["entity_id"], (kind, "")), (kind, name),
                                                  key=lambda n: len(n[1]))  # fmt: skip
        if longest:
            report = Report(f"n{article['id']}", tuple(longest.values()))
            found.append(Labelled(report, "report", tuple(longest)))
    return found


def measured(store: Store, labelled: list[Labelled]) -> tuple[float, float, int, list[tuple[str, str]]]:
    """Pairwise precision and recall over mentions in different articles, the pairs there are, and the wrong ones."""
    worlds.write(store, [each.report for each in labelled])
    goes_as = {each: group[0] for group in worlds.groups(store) for each in group}
    mentions = [
        (each.report.id, identity, name, goes_as.get(node := entity_id(kind, name), node))
        for each in labelled
        for (kind, name), identity in zip(each.report.names, each.identities, strict=True)
    ]
    right = said = true = 0
    wrong = []
    for a, b in itertools.combinations(mentions, 2):
        if a[0] == b[0]:
            continue
        same, together = a[1] == b[1], a[3] == b[3]
        true, said, right = true + same, said + together, right + (same and together)
        if same != together:
            wrong.append((a[2], b[2]))
    return right / max(1, said), right / max(1, true), true, sorted(set(wrong))
