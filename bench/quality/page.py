"""The table as lines on a terminal, and as docs/quality.md. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bench.quality.measures import Measure

_HEAD = """# How right the answers are

Written by `make quality`, which loads each material through the real pipeline and asks the real questions. In brackets
95 % intervals, by bootstrap over stories; the last column says over how many the figure was taken.

- **clusters_uci** (headlines in the order of the crawl) and **clusters_giveme5w1h** (full texts without times) are
  split by story, by a hash of its label: what can be set is set on the half called *dev*, *reported* is looked at only.
- **demo** is the bundled sample, with its truth written down by hand.
- **world** is simulated (`python -m bench.world`): {events} events, seed {seed}, three languages; outlets whose clocks
  are off, agencies and their clients, previews, follow-ups, look-alikes, silence. The truth is known by construction;
  the texts are made of templates, so that what is easy or hard differs from real news.
- The baselines: stories by the nearest centroid (TF-IDF, streaming); families by the same headline; first by the
  earliest stamp in the same story.
- Stories *at arrival*: where an article was put with the batch that brought it; *at the end*: where it stands after
  the last one. *Two orders within the hour*: the same articles loaded in two orders, one result held against the other.
- "Asked" is what the project set itself on material kept aside, which is not this material.

"""


def line(row: Measure) -> str:
    """A row for the terminal."""
    told = f"{row.on:<30} {row.what:<48} {row.ours!s:<20} {row.baseline or ''!s:<20} {row.asked:<16}"
    return f"{told} {row.ours.of} {row.unit}"


def page(rows: Sequence[Measure], seed: int, events: int) -> str:
    """docs/quality.md."""
    out = [_HEAD.format(seed=seed, events=events)]
    for on in dict.fromkeys(row.on for row in rows):
        out.append(f"## On {on}\n\n| what | ours | baseline | asked | over |\n|---|---|---|---|---|\n")
        out += [
            f"| {row.what} | {row.ours} | {row.baseline or ''} | {row.asked} | {row.ours.of} {row.unit} |\n"
            for row in rows
            if row.on == on
        ]
        out.append("\n")
    return "".join(out).rstrip("\n") + "\n"
