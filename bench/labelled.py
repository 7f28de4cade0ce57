"""Articles whose names are labelled: our own, lines of JSON, or a folder of tokens with one tag each (BIOES or BIO)."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.ids import slug
from loaders.enrich.models import KINDS, Kind

MORE_LABELS: dict[str, Kind] = {"LOCATION": "Place", "FACILITY": "Place", "ORGANIZATION": "Institution"}
"""Labels in full words, as the worldwide newswire set has them; others are spaCy's."""


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled name: where it stands in headline, empty line, text. ``identity`` is the same for the same thing."""

    start: int
    end: int
    kind: Kind
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and its labels, in order. ``whole``: headline, empty line, text. ``span``: the labelled part."""

    id: str
    headline: str
    text: str
    language: str
    labels: tuple[Label, ...]
    span: tuple[int, int]

    @property
    def whole(self) -> str:
        """What offsets count in."""
        return f"{self.headline}\n\n{self.text}"

    @property
    def reported(self) -> bool:
        """Whether it belongs to the half that figures are reported on; the other one is for tuning."""
        number = self.id.rpartition("-")[2]  # our own: every second one of a language
        return (int(number) if number.isdigit() else zlib.crc32(self.id.encode()) + 1) % 2 == 0


def read(location: Path) -> list[Labelled]:
    """All articles of a ``.jsonl`` file, or of a folder with ``*.tsv`` (token, tab, tag; empty line: paragraph)."""
    if location.is_dir():
        return list(_folder(location))
    return list(_marked(location) if location.suffix == ".txt" else _lines(location))


_MARK = re.compile(r"\[\[([^|\]]+)\|([PLI])(?:\|([^\]]+))?\]\]")
_MARKED_KINDS: dict[str, Kind] = {"P": "Person", "L": "Place", "I": "Institution"}


def _marked(path: Path) -> Iterator[Labelled]:
    """Articles with their names in double brackets, as ``names/articles.txt`` explains."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        if len(lines) < 2:
            continue
        (id_, language), headline, text = lines[0].split(), lines[1].removeprefix("= "), "\n".join(lines[2:])
        marked = f"{headline}\n\n{text}"
        labels, at = [], 0
        for mark in _MARK.finditer(marked):
            start = mark.start() - at
            at += len(mark[0]) - len(mark[1])
            identity = mark[3] or f"{mark[2].lower()}:{slug(mark[1])}"
            labels.append(Label(start, start + len(mark[1]), _MARKED_KINDS[mark[2]], identity))
        whole = _MARK.sub(r"\1", marked)
        length = len(_MARK.sub(r"\1", headline))
        yield Labelled(id_, whole[:length], whole[length + 2 :], language, tuple(labels), (0, len(whole)))


def _lines(path: Path) -> Iterator[Labelled]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if "evaluation_span" in row:
                yield _linked(row)
                continue
            labels = tuple(Label(n["start"], n["end"], n["kind"], n.get("id")) for n in row["names"])
            article = Labelled(row["id"], row["headline"], row["text"], row["language"], labels, (0, 0))
            yield Labelled(row["id"], row["headline"], row["text"], row["language"], labels, (0, len(article.whole)))


_LINKED: dict[str, Kind] = {"Q215627": "Person", "Q27096213": "Place", "Q43229": "Institution"}
"""Types of the entity-linking sets by Wikidata class: person, geographic entity, organization."""


_NAME = re.compile(r"\b(?!(?:The|A|An|I|He|She|It|His|Her|Its|They|Their|We|Our|You|Your|My|Mr|Mrs|Ms)\b)[A-Z]")


def _linked(row: dict[str, object]) -> Labelled:
    text = str(row["text"])
    labels = []
    for each in row["labels"]:  # type: ignore[attr-defined]
        start, end = each["span"]
        kinds = [_LINKED[part] for part in each["type"].split("|") if part in _LINKED]
        if kinds and _NAME.search(text, start, end) and "parent" not in each:
            identity = each["entity_id"] if each["entity_id"].startswith("Q") else None
            labels.append(Label(start + 2, end + 2, kinds[0], identity))
    first, last = row["evaluation_span"]  # type: ignore[misc]
    return Labelled(str(row["id"]), "", text, "en", tuple(labels), (first + 2, last + 2))


def _folder(folder: Path) -> Iterator[Labelled]:
    """Where a folder ``original_articles`` lies beside, offsets are those of the original text, else tokens are joined
    with spaces."""
    for path in sorted(folder.glob("*.tsv")):
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        original = folder.parent / "original_articles" / path.name.removesuffix(".tsv")
        text, starts = _aligned(rows, original.read_text(encoding="utf-8") if original.exists() else "")
        labels = tuple(_labels(rows, starts))
        yield Labelled(path.name, "", text, "en", labels, (0, len(text) + 2))


def _aligned(rows: Sequence[Sequence[str]], original: str) -> tuple[str, list[int]]:
    starts, at = [], 0
    for row in rows:
        found = original.find(row[0], at, at + 400) if row[0] else at
        if found < 0:
            break
        starts.append(found)
        at = found + len(row[0])
    else:
        return original, starts
    parts, starts, at = [], [], 0
    for row in rows:
        starts.append(at)
        part = row[0] + " " if row[0] else "\n"
        parts.append(part)
        at += len(part)
    return "".join(parts), starts


def _labels(rows: Sequence[Sequence[str]], starts: Sequence[int]) -> Iterator[Label]:
    begun: tuple[int, int, str] | None = None
    for row, start in zip(rows, starts, strict=True):
        tag, _, label = (row[1] if len(row) > 1 and row[0] else "O").partition("-")
        if begun and tag in "IE" and label == begun[2]:
            begun = (begun[0], start + len(row[0]), label)
            continue
        if begun and (kind := MORE_LABELS.get(begun[2].upper()) or KINDS.get(begun[2].upper())):
            yield Label(begun[0] + 2, begun[1] + 2, kind)
        begun = (start, start + len(row[0]), label) if tag != "O" else None
    if begun and (kind := MORE_LABELS.get(begun[2].upper()) or KINDS.get(begun[2].upper())):
        yield Label(begun[0] + 2, begun[1] + 2, kind)
