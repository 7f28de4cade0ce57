from __future__ import annotations

import csv
import json
import math
import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import networkx
import pyarrow.parquet
import pytest
from export_world import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import NewsKGError, UsageError
from kg.export import to_gexf
from kg.export.formats import export, formats
from kg.export.subgraph import subgraph
from kg.store import Store

SUFFIXES = sorted(formats())


def read_back(path: Path) -> networkx.MultiDiGraph:
    """A file as networkx's own reader has it, without what the format adds (GEXF: numbers of edges, colours)."""
    if path.suffix == ".gexf":
        read = networkx.read_gexf(path)
        if not read.is_multigraph():  # networkx drops the keys where no edges are parallel
            read = _with_keys(read, path)
        for _, values in read.nodes(data=True):
            values.pop("viz", None)
        return read
    if path.suffix == ".graphml":
        return networkx.read_graphml(path, force_multigraph=True)
    data = json.loads(path.read_text("utf-8"))
    return networkx.node_link_graph(data, edges="edges") if path.suffix == ".json" else networkx.cytoscape_graph(data)


def _with_keys(read: networkx.DiGraph, path: Path) -> networkx.MultiDiGraph:
    number = re.search(r'<attribute id="(\d+)" title="networkx_key"', path.read_text("utf-8"))
    assert number
    root = networkx.readwrite.gexf.ElementTree(file=path).getroot()
    space = "{http://www.gexf.net/1.2draft}"
    keys = {
        edge.get("id"): next(v.get("value") for v in edge.iter(f"{space}attvalue") if v.get("for") == number[1])
        for edge in root.iter(f"{space}edge")
    }
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(read.nodes(data=True))
    graph.add_edges_from((u, v, keys[values["id"]], values) for u, v, values in read.edges(data=True))
    return graph


@pytest.mark.parametrize("suffix", [".gexf", ".graphml", ".json", ".cyjs"])
def test_a_story_survives_with_its_ids_labels_and_types(store: Store, tmp_path: Path, suffix: str) -> None:
    graph = subgraph(store, story="s-1")
    (path,) = export(graph, tmp_path / f"story{suffix}")
    read = read_back(path)
    assert set(read.nodes) == set(graph.nodes)
    assert set(read.edges(keys=True)) == set(graph.edges(keys=True))
    article = read.nodes["a-0"]
    assert article["published"] == "2026-01-30T09:15:00Z"
    assert article["authors"] == (["Ana", "Bo | Co"] if suffix in {".json", ".cyjs"} else "Ana|Bo | Co")
    assert article["node_label" if suffix == ".gexf" else "label"] == "Article"
    assert read.nodes["daily.example"]["listed"] is True
    holding = read.edges["Q1", "daily.example", "OWNS:f1"]
    assert (holding["share_min"], holding["valid_from"], holding["relation"]) == (0.25, "2010-01-01", "OWNS")
    assert read.edges["a-0", "Entity:Q1", "MENTIONS"]["count"] == 3
    wanted = HOSTILE if suffix in {".json", ".cyjs"} else HOSTILE.replace("\r\n", "\n")
    if suffix in {".gexf", ".graphml"}:
        wanted = wanted.replace("\x1b", "\\x1b").replace("\x0b", "\\x0b")
    assert read.nodes["a-1"]["headline"] == wanted


def test_gephi_shows_headlines_names_and_relations(store: Store, tmp_path: Path) -> None:
    (path,) = export(subgraph(store, story="s-1"), tmp_path / "story.gexf")
    read = networkx.read_gexf(path)
    assert read.nodes["a-0"]["label"] == "Dam bursts"
    assert read.nodes["daily.example"]["label"] == "Daily.Example"
    assert read.nodes["a-0"]["viz"]["color"]["b"] == 233
    assert {values["label"] for *_, values in read.edges(data=True)} >= {"OWNS", "PART_OF", "MENTIONS"}
    numbers = [values["id"] for *_, values in read.edges(data=True)]
    assert len(set(numbers)) == len(numbers)


def test_every_label_of_the_model_has_its_colour() -> None:
    from kg.model import NODES

    colours = to_gexf._COLOURS
    assert set(colours) == {n.label for n in NODES} - {"Meta"}
    assert len(set(colours.values())) == len(colours)


def test_a_spreadsheet_calculates_nothing(store: Store, tmp_path: Path) -> None:
    graph = subgraph(store, story="s-1")
    graph.nodes["s-1"]["change"] = -0.5
    nodes, edges = export(graph, tmp_path / "story.csv")
    assert (nodes.name, edges.name) == ("story.nodes.csv", "story.edges.csv")
    with nodes.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows["a-1"]["headline"] == "'" + HOSTILE.replace("\r\n", "\n")
    assert rows["s-1"]["change"] == "-0.5"
    assert rows["daily.example"]["listed"] == "true"
    with edges.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == graph.number_of_edges()
    assert list(found[0])[:4] == ["source", "target", "key", "relation"]


def test_parquet_keeps_instants_days_and_lists(store: Store, tmp_path: Path) -> None:
    nodes, edges = export(subgraph(store, story="s-1"), tmp_path / "story.parquet")
    rows = {row["id"]: row for row in pyarrow.parquet.read_table(nodes).to_pylist()}
    assert rows["a-0"]["published"] == datetime(2026, 1, 30, 9, 15, tzinfo=UTC)
    assert rows["a-0"]["authors"] == ["Ana", "Bo | Co"]
    assert rows["a-1"]["headline"] == HOSTILE
    held = {row["key"]: row for row in pyarrow.parquet.read_table(edges).to_pylist()}
    assert (held["OWNS:f1"]["valid_from"], held["OWNS:f2"]["valid_from"]) == (date(2010, 1, 1), None)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_graph_gives_the_same_bytes_in_whatever_order_it_was_made(tmp_path: Path, suffix: str) -> None:
    nodes = [("b", {"x": 1, "label": "Article"}), ("a", {"y": ["p", "q"], "x": 0.5}), ("c", {})]
    edges = [("a", "b", "R:2", {"n": 1}), ("a", "b", "R:1", {"m": True, "n": 2}), ("c", "a", "R", {})]
    written = []
    for number, turn in enumerate((1, -1)):
        graph = networkx.MultiDiGraph()
        graph.add_nodes_from(nodes[::turn])
        graph.add_edges_from(edges[::turn])
        written.append([path.read_bytes() for path in export(graph, tmp_path / f"{number}{suffix}")])
    assert written[0] == written[1]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_graph_is_a_file_too(tmp_path: Path, suffix: str) -> None:
    for path in export(networkx.MultiDiGraph(), tmp_path / f"empty{suffix}"):
        assert path.stat().st_size
    if suffix not in {".csv", ".parquet"}:
        assert len(read_back(path) if suffix != ".gexf" else networkx.read_gexf(path)) == 0


def test_an_unknown_suffix_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    for name in ("graph.xls", "graph"):
        with pytest.raises(UsageError, match=r"\.csv, \.cyjs, \.gexf, \.graphml, \.json, \.parquet"):
            export(networkx.MultiDiGraph(), tmp_path / name)
    export(networkx.MultiDiGraph(), tmp_path / "GRAPH.GEXF")


def test_a_folder_is_never_overwritten_and_a_missing_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.gexf").mkdir()
    (tmp_path / "y.edges.csv").mkdir()
    for name in ("x.gexf", "y.csv"):
        with pytest.raises(UsageError, match="is a folder"):
            export(networkx.MultiDiGraph(), tmp_path / name)
    with pytest.raises(UsageError, match="no folder"):
        export(networkx.MultiDiGraph(), tmp_path / "none" / "x.gexf")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_goes_wrong_in_the_middle_leaves_the_old_file_as_it_was(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = networkx.MultiDiGraph([("a", "b")])
    old = {path: path.read_bytes() for path in export(graph, tmp_path / f"g{suffix}")}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.export.formats.os.fsync", full)
    graph.add_edge("c", "d")
    with pytest.raises(NewsKGError, match="No space left"):
        export(graph, tmp_path / f"g{suffix}")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old


# --- any graph --------------------------------------------------------------------------------------------------------

NAMES = st.text(min_size=1, max_size=8) | st.sampled_from(["label", "name", "value", "weight", "key", "type", "title"])
SCALARS = (
    st.text(max_size=12)
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.booleans()
    | st.none()
    | st.dates()
    | st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.just(UTC))
    | st.datetimes(
        min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.just(timezone(timedelta(hours=5)))
    )
)
VALUES = SCALARS | st.lists(st.text(max_size=5), max_size=3) | st.lists(st.floats(allow_nan=False), max_size=3)
ATTRIBUTES = st.dictionaries(NAMES, VALUES, max_size=4)
IDS = st.text(min_size=1, max_size=6)


@st.composite
def graphs(draw: st.DrawFn) -> networkx.MultiDiGraph:
    graph = networkx.MultiDiGraph()
    nodes = draw(st.dictionaries(IDS, ATTRIBUTES, min_size=1, max_size=5))
    graph.add_nodes_from(nodes.items())
    ends = st.sampled_from(sorted(nodes))
    drawn = draw(st.dictionaries(st.tuples(ends, ends, IDS), ATTRIBUTES, max_size=6))
    graph.add_edges_from((*link, values) for link, values in drawn.items())
    return graph


def xml(text: str) -> str:
    """What the documentation says becomes of text in XML."""
    out = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000" else
        c.encode("unicode_escape").decode() for c in out
    )  # fmt: skip


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "|".join("" if isinstance(v, float) and not math.isfinite(v) else str(v) for v in value)
    return str(value)


def nothing(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, float) and not math.isfinite(value))


def unified(all_values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the documentation says becomes of attributes that must have one type a name."""
    kept = [{n: v for n, v in values.items() if not nothing(v)} for values in all_values]
    out: list[dict[str, Any]] = [{} for _ in kept]
    for name in {n for values in kept for n in values}:
        held = [values[name] for values in kept if name in values]
        kinds = {type(v) for v in held}
        small = all(abs(v) < 2**63 or v == -(2**63) for v in held if type(v) is int)
        exact = all(abs(v) <= 2**53 for v in held if type(v) is int)
        for values, made in zip(kept, out, strict=True):
            if name not in values:
                continue
            value = values[name]
            if kinds in ({bool}, {float}) or (kinds == {int} and small):
                made[name] = value
            elif kinds == {int, float} and exact:
                made[name] = float(value)
            else:
                made[name] = xml(as_text(value))
    return out


def renamed(name: str, scope: str, own: set[str]) -> str:
    return f"{scope}_{xml(name)}" if xml(name) in own else xml(name)


def same(found: Any, wanted: Any) -> bool:
    return type(found) is type(wanted) and found == wanted


def simple_names(graph: networkx.MultiDiGraph) -> bool:
    """Ids and names that stay different once XML can hold them: how others are told apart is tested on its own."""
    names = {n for _, d in graph.nodes(data=True) for n in d} | {n for *_, d in graph.edges(data=True) for n in d}
    keys = {k for *_, k in graph.edges(keys=True)}
    prefixed = any(n.startswith(("node_", "edge_")) for n in names)
    return not prefixed and all(len({xml(t) for t in some}) == len(some) for some in (set(graph.nodes), keys, names))


@pytest.mark.parametrize("suffix", [".gexf", ".graphml"])
@settings(max_examples=150, deadline=None)
@given(graph=graphs().filter(simple_names))
def test_any_graph_survives_xml_but_for_the_documented_conversions(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, graph: networkx.MultiDiGraph
) -> None:
    (path,) = export(graph, tmp_path_factory.mktemp("g") / f"g{suffix}")
    read = read_back(path) if graph.number_of_edges() or suffix == ".graphml" else networkx.read_gexf(path)
    assert set(read.nodes) == {xml(n) for n in graph.nodes}
    own = {"id", "label", "viz"} if suffix == ".gexf" else {"id"}
    for node, values in zip(graph.nodes, unified([d for _, d in graph.nodes(data=True)]), strict=True):
        found = dict(read.nodes[xml(node)])
        if suffix == ".gexf":
            found.pop("label")
        wanted = {renamed(n, "node", own): v for n, v in values.items()}
        assert found.keys() == wanted.keys()
        assert all(same(found[n], wanted[n]) for n in wanted)
    own = {"id", "source", "target", "key"} | ({"label", "networkx_key"} if suffix == ".gexf" else set())
    links = list(graph.edges(keys=True, data=True))
    if not links:
        return
    assert {tuple(map(xml, link[:3])) for link in links} == set(read.edges(keys=True))
    for (start, end, key, _), values in zip(links, unified([d for *_, d in links]), strict=True):
        found = dict(read.edges[xml(start), xml(end), xml(key)])
        added = ("id", "label") if suffix == ".gexf" else ("key",)
        found = {n: v for n, v in found.items() if n not in added}
        wanted = {renamed(n, "edge", own): v for n, v in values.items()}
        if suffix == ".gexf" and isinstance(wanted.get("weight"), int) and not isinstance(wanted["weight"], bool):
            wanted["weight"] = float(wanted["weight"])
        assert found.keys() == wanted.keys()
        assert all(same(found[n], wanted[n]) for n in wanted)


def as_json(value: Any) -> Any:
    if isinstance(value, list):
        return [None if nothing(v) else v for v in value]
    return as_text(value) if isinstance(value, date) else value


@pytest.mark.parametrize("suffix", [".json", ".cyjs"])
@settings(max_examples=150, deadline=None)
@given(graph=graphs().filter(simple_names))
def test_any_graph_survives_json_with_lists_and_every_character(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, graph: networkx.MultiDiGraph
) -> None:
    (path,) = export(graph, tmp_path_factory.mktemp("g") / f"g{suffix}")
    read = read_back(path)
    assert set(read.nodes) == set(graph.nodes)
    assert set(read.edges(keys=True)) == set(graph.edges(keys=True))
    own = {"id", "value"} if suffix == ".cyjs" else {"id"}

    def wanted(values: dict[str, Any], scope: str, own: set[str]) -> dict[str, Any]:
        kept = {n: as_json(v) for n, v in values.items() if v == [] or not nothing(v)}
        return {f"{scope}_{n}" if n in own else n: v for n, v in kept.items()}

    for node, values in graph.nodes(data=True):
        found, hoped = dict(read.nodes[node]), wanted(values, "node", own)
        if suffix == ".cyjs":
            found = {n: v for n, v in found.items() if n not in {"id", "value"}}
            if not hoped.get("name"):
                hoped.pop("name", None)
                found.pop("name")
        assert found == hoped
    for start, end, key, values in graph.edges(keys=True, data=True):
        found = dict(read.edges[start, end, key])
        own = {"id", "source", "target", "key"}
        if suffix == ".cyjs":
            found = {n: v for n, v in found.items() if n not in own}
        assert found == wanted(values, "edge", own)


@settings(max_examples=100, deadline=None)
@given(graph=graphs())
def test_any_graph_survives_tables(tmp_path_factory: pytest.TempPathFactory, graph: networkx.MultiDiGraph) -> None:
    folder = tmp_path_factory.mktemp("g")
    nodes, edges = export(graph, folder / "g.parquet")
    assert pyarrow.parquet.read_table(nodes).num_rows == len(graph)
    assert pyarrow.parquet.read_table(edges).num_rows == graph.number_of_edges()
    for path in export(graph, folder / "g.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) == 1 + (len(graph) if path.name == "g.nodes.csv" else graph.number_of_edges())
        assert len({len(row) for row in rows}) == 1
        for row in rows:
            for cell in row:
                is_number = re.fullmatch(r"[-+]?[\d.]+(e[-+]?\d+)?", cell)
                assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\n", "\r"))


def test_names_that_would_become_the_same_are_kept_apart(tmp_path: Path) -> None:
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from([("a\x0b", {"x\x0b": 1, "x\\x0b": 2, "id": 3, "node_id": 4}), ("a\\x0b", {})])
    graph.add_edges_from([("a\x0b", "a\\x0b", "k\x0b", {}), ("a\x0b", "a\\x0b", "k\\x0b", {})])
    (path,) = export(graph, tmp_path / "g.graphml")
    read = networkx.read_graphml(path, force_multigraph=True)
    assert set(read.nodes) == {"a\\x0b", "~a\\x0b"}
    assert read.nodes["~a\\x0b"] == {"node_x\\x0b": 1, "x\\x0b": 2, "node_node_id": 3, "node_id": 4}
    assert set(read.edges(keys=True)) == {("~a\\x0b", "a\\x0b", "k\\x0b"), ("~a\\x0b", "a\\x0b", "~k\\x0b")}
