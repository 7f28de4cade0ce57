"""The generated pages of docs/: model, formats, readers, command line and questions.

``python -m kg.cli.reference`` writes them, ``--check`` compares and exits 1 where one is out of date. What they say
comes from the declarations that the program itself runs on; terminal, machine and version leave no trace in them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, get_type_hints

from kg import errors, model
from kg.cli.markdown import anchor, block, code, cypher_block, listed, prose, table
from kg.cli.reference_commands import choices, command_lines
from kg.export.formats import Format, formats
from kg.query import Param, Query, plain
from loaders import fields, records, stamps
from loaders.reading import readers
from loaders.shares import parse_share
from queries import queries

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_GENERATED = "<!-- Written by `make docs` from the program's own declarations: change those, not this page. -->"
_KEPT = {"last": "the newer value", "first": "the value that was there", "earliest": "the earlier one",
         "latest": "the later one"}  # fmt: skip
_TYPES = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "list": "list",
          "datetime": "instant", "date": "day", "dict": "map"}  # fmt: skip
_SHAPES = {
    fields.Text: "text", fields.Name: "name", fields.MaybeName: "name", fields.Texts: "several values",
    fields.When: "instant or day", fields.Day: "day", fields.Url: "URL", fields.Language: "language code",
    fields.Word: "word", fields.Country: "country code", bool | None: "`true` or `false`",
}  # fmt: skip
_MOST_CHOICES = 5
"""More are listed in the field's own text."""
_DATES = ("2026-01-30T09:00:00+01:00", "2026-01-30 09:00", "2026-01-30", "2026/01/30", "30.01.2026", "03/04/2026",
          "Fri, 30 Jan 2026 09:00:00 +0100", "1769760000", "0001-01-01", "9999-12-31", "yesterday")  # fmt: skip
_SHARES = ("51", "33.4", "33,4 %", "25-50", ">50", "<5", "", "25-", "120")


def pages() -> dict[str, str]:
    """Every generated page: name of the file in docs/ to its text."""
    made = {"model.md": _model(), "formats.md": _formats(), "readers.md": _readers(),
            "cli.md": command_lines(_GENERATED), "questions.md": _questions()}  # fmt: skip
    return {name: "\n".join(lines).rstrip() + "\n" for name, lines in made.items()}


# --- the model ------------------------------------------------------------------------------------------------------


def _model() -> Iterator[str]:
    yield from ("# The graph", "", _GENERATED, "", _MODEL_INTRO.format(version=model.SCHEMA_VERSION).strip(), "")
    yield from ("## Nodes", "", "Every node has an `id`, which is unique among the nodes of its label.")
    for node in model.NODES:
        yield from ("", f"### {node.label}", "", node.about, "")
        if node.sorts:
            yield from (f"Each carries one more label: {listed(node.sorts)}.", "")
        yield from _properties(node.props)
        if cypher := model.DERIVED.get(node.label):
            yield from ("", "Computed by the store, in the transaction that changes what they follow from:", "")
            yield from cypher_block(cypher)
    yield from ("", "## Edges", "", "Every edge that states a fact carries `load`: the Load that it came from.")
    for edge in model.EDGES:
        yield from ("", f"### {edge.id}", "", f"`(:{edge.start})-[:{edge.name}]->(:{edge.end})`: {edge.about}", "")
        if edge.key:
            yield from (f"There may be several between the same two nodes, told apart by `{edge.key}`.", "")
        yield from _properties(edge.props)
    yield from ("", "## Scales", "", f"- bias: {listed(model.BIAS)}", f"- factuality: {listed(model.FACTUALITY)}")
    for side in dict.fromkeys(model.SIDES.values()):
        yield f"- side `{side}`: {listed(bias for bias, of in model.SIDES.items() if of == side)}"
    yield f"- category of an owner: {listed(model.OWNER_CATEGORIES)}"


_MODEL_INTRO = """
Nodes, edges and their properties, as `kg/model.py` declares them. Instants are UTC. Schema version: {version}.

*Kept* says which value stays when a node or edge is written again; nothing never replaces something. *Indexed*
properties are found without a scan. *Volatile* ones say when something ran, and are left out of the graph's hash.
"""


def _properties(props: Sequence[model.Prop]) -> list[str]:
    def about(prop: model.Prop) -> str:
        return prop.about + " (indexed)" * prop.indexed + " (volatile)" * prop.volatile

    return table(
        ("property", "kind", "kept", "what it is"), [(code(p.name), p.kind, _KEPT[p.keep], about(p)) for p in props]
    )


# --- formats and readers --------------------------------------------------------------------------------------------


def _formats() -> Iterator[str]:
    yield from ("# Record formats", "", _GENERATED, "", _FORMATS_INTRO.strip(), "")
    for kind, record in records.MODELS.items():
        yield from (f"## {kind}", "", prose(record.__doc__), "")
        hints = get_type_hints(record, include_extras=True)
        rows = [(code(name), "yes" if field.is_required() else "", _shape(hints[name]), field.description or "")
                for name, field in record.model_fields.items()]  # fmt: skip
        yield from (*table(("field", "required", "value", "what it is"), rows), "")
    yield from ("## Shares", "", "Per cent, exact or a range. In the graph a share is a number from 0 to 1.", "")
    yield from (*table(("written", "exact", "lowest", "highest"), map(_share, _SHARES)), "", _DATES_INTRO.strip(), "")
    yield from (
        *table(("written", "instant in UTC", "precision", "zone"), map(_date, _DATES)),
        "",
        _REJECTS.strip(),
        "",
    )
    yield from ("## Files that `kg export` writes", "")
    yield from table(("suffix", "what it is", "files"), map(_export, formats().values()))


_FORMATS_INTRO = """
CSV, JSON lines and Parquet with these field names are read without any option; [readers](readers.md) lists the other
formats. In CSV the first row names the fields. Another name is taken as ours by `--map THEIRS=OURS`. Unknown fields are
kept out and counted. An empty value means absent. Several values in one CSV cell are separated by `|`; JSON and Parquet
may have a list. A record that doesn't fit goes to the [rejects file](#rejects).
"""
_DATES_INTRO = """
## Dates

The instant is kept in UTC, beside its precision, where its zone came from (`assumed`: none was given, and UTC was
taken), and its own spelling. Nothing is guessed: what can be read two ways is refused.
"""
_REJECTS = """
## Rejects

What can't be loaded is appended to `REJECTS.jsonl` in the working folder (`--rejects FILE` names another), one JSON
object a line:

| field | what it is |
|---|---|
| `reason` | why it was not loaded |
| `file`, `line` | where it stands in the input |
| `kind` | article, source, holding, rating or identity |
| `record` | the record, whole; text that was no record at all stands here as it is |
| `load`, `number` | id of the Load that it is from, and which of the input's records it is |

Mend what stands under `record` and load the file itself, as in `kg load articles REJECTS.jsonl --rejects STILL.jsonl`.
Each kind of record takes its own lines from it and passes over the others. Loading takes nothing out of the file.
"""


def _shape(hint: Any) -> str:
    found = choices(hint)
    return _SHAPES.get(hint) or (listed(found) if 0 < len(found) <= _MOST_CHOICES else "word" if found else "text")


def _share(text: str) -> Sequence[str]:
    written = code(text) if text else "(empty)"
    try:
        return (written, *("" if part is None else f"{part:g}" for part in parse_share(text)))
    except ValueError as error:
        return (written, f"refused: {error}", "", "")


def _date(text: str) -> Sequence[str]:
    try:
        stamp = stamps.parse(text)
    except ValueError as error:
        return (code(text), f"refused: {error}", "", "")
    return (code(text), str(plain(stamp.at)), stamp.precision, stamp.zone)


def _export(form: Format) -> Sequence[str]:
    return (code(form.suffix), form.about, listed(f"NAME{part}{form.suffix}" for part in form.parts))


def _readers() -> Iterator[str]:
    yield from ("# Readers", "", _GENERATED, "", _READERS_INTRO.strip())
    for reader in readers().values():
        yield from ("", f"## {reader.name}", "", reader.summary, "", f"- records: {', '.join(reader.kinds)}")
        if reader.suffixes:
            yield f"- usual file names: {listed('*' + suffix for suffix in reader.suffixes)}"
        yield from ("", *block("sh", reader.example))


_READERS_INTRO = """
A reader takes one format. `--reader auto`, the default, decides by the content of each input; its name only decides
between equals. `--reader NAME` names one. Which reader was taken stands on the input's Load node: `kg status --format
json` lists the latest. What readers yield are the [records](formats.md).
"""


# --- the questions --------------------------------------------------------------------------------------------------


def _questions() -> Iterator[str]:
    yield from ("# Questions", "", _GENERATED, "", _QUESTIONS_INTRO.strip(), "")
    listing = [(f"[`{q.name}`](#{anchor(q.name)})", q.summary) for q in queries().values()]
    yield from table(("question", "what it answers"), listing)
    for question in queries().values():
        yield from ("", f"## {question.name}", "", question.summary, "", *block("sh", question.example), "")
        if question.params:
            rows = [(code(p.name), _kind(p), _given(p), p.about) for p in question.params]
            yield from (*table(("parameter", "value", "default", "what it is"), rows), "")
        names = [(code(c.name), _TYPES.get(c.type.__name__, c.type.__name__), c.unit, c.about) for c in question.shown]
        yield from (*table(("column", "type", "unit", "what it is"), names), "", *_texts(question))


_QUESTIONS_INTRO = """
Each question is a command (`kg first …`, see [the command line](cli.md)), a method in [Python](python.md)
(`g.first(…)`), and one file in `queries/`. Parameters have these names in Python; on the command line those that are no
arguments are options, with `-` for `_`. Every question also takes `as_of`.

`--format json` gives one object: `question`, `params`, `as_of`, `rows` (a list of flat rows with the columns below),
`facts` (about the answer as a whole), `left_out` (what was left out, counted), `notes` and `version`. `jsonl` and `csv`
give the rows alone. Instants are ISO 8601 in UTC with a Z, days `YYYY-MM-DD`.

The Cypher fetches; where a column needs more than Cypher, a pure function in the same file computes it from the rows.
"""


def _kind(param: Param) -> str:
    return listed(param.choices) if param.choices else param.kind.replace("|", " or ")


def _given(param: Param) -> str:
    return "required" if param.required else "" if param.default is None else code(str(param.default))


def _texts(question: Query) -> Iterator[str]:
    yield from cypher_block(question.cypher)
    for word, texts in (("", question.also), ("on the engine ", question.variants)):
        for name, text in texts.items():
            yield from ("", f"And {word}`{name}`:", "", *cypher_block(text))


# --- writing and comparing ------------------------------------------------------------------------------------------


def differences(folder: Path) -> list[str]:
    """What is out of date in ``folder``: a text for each page, with the first line that differs."""
    found = []
    for name, wanted in pages().items():
        path = folder / name
        held = path.read_text("utf-8") if path.is_file() else None
        if held is None:
            found.append(f"docs/{name} is missing")
        elif held != wanted:
            pairs = enumerate(zip_longest(held.splitlines(), wanted.splitlines(), fillvalue="(nothing)"), 1)
            number, (old, new) = next(
                ((n, pair) for n, pair in pairs if pair[0] != pair[1]), (1, ("?", "line ends: \\n"))
            )
            found.append(f"docs/{name}:{number} is out of date\n  it says:       {old}\n  it should say: {new}")
    return found


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` compare them. Returns the exit code."""
    if set(arguments) - {"--check"}:
        print("usage: python -m kg.cli.reference [--check]", file=sys.stderr)
        return errors.UsageError.exit_code
    if not _DOCS.is_dir():
        print(f"error: no folder {_DOCS}: run this in a checkout of the project", file=sys.stderr)
        return errors.InputError.exit_code
    if arguments:
        found = differences(_DOCS)
        print("\n".join([*found, "error: run make docs, and look at what changes"] if found else ["docs: up to date"]),
              file=sys.stderr)  # fmt: skip
        return 1 if found else 0
    for name, text in pages().items():
        (_DOCS / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
