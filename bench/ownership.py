"""Ownership at the size of a register: all ultimate owners, how that grows, and one outlet's shares against networkx.

``python -m bench.ownership`` prints all of it. The register is generated: companies in storeys, six in ten with a
majority holder, one holding in a hundred running back upward (so that there are circles), one share in ten unknown.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import networkx as nx

from bench.figures import HEADER, Figure, alternate, each, seconds
from kg.ownership.answer import upstream
from kg.ownership.holdings import Holding, Node
from kg.ownership.links import Register
from kg.ownership.shares import effective_shares
from kg.ownership.ultimate import ultimate_owners

COMPANIES, SMALL_COMPANIES = 100_000, 10_000
HOLDINGS_EACH = 3
STOREYS = 8
SEED = 20260331
ROUNDS = 3


def register_of(companies: int, seed: int = SEED) -> list[Holding]:
    """Holdings of a made-up register: ``companies`` companies with three holders each, as many persons above them."""
    chance = random.Random(seed)
    found = []
    storey = companies // STOREYS
    for company in range(companies):
        weights = [chance.random() for _ in range(HOLDINGS_EACH)]
        if chance.random() < 0.6:
            weights[0] = sum(weights) * 1.5
        holders = {_holder(company, companies, storey, chance): weight for weight in weights}
        total = sum(holders.values()) / chance.uniform(0.8, 1.0)
        for holder, weight in holders.items():
            share = None if chance.random() < 0.1 else weight / total
            found.append(Holding(owner=Node("owner", holder), owned=Node("owner", f"c{company}"), exact=share))
    return found


def _holder(company: int, companies: int, storey: int, chance: random.Random) -> str:
    if company >= storey and chance.random() < 0.01:
        return f"c{(company + chance.randrange(1, storey)) % companies}"
    if company < storey or chance.random() < 0.7:
        return f"p{chance.randrange(companies)}"
    return f"c{company - storey - chance.randrange(min(company - storey + 1, storey))}"


def everybody(holdings: Sequence[Holding]) -> int:
    """Companies with an ultimate owner, from plain statements to the answer."""
    found = ultimate_owners(Register(holdings).whole())
    return sum(bool(ultimate.owners) for ultimate in found.values())


def processor_seconds(work: Callable[[], object]) -> float:
    """How long a call keeps the processor: a growth of the work, not of what else the machine does meanwhile."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def lattice(storeys: int, width: int) -> list[Holding]:
    """Storeys of companies each of which is held by all of the storey above: few companies, very many paths."""
    names = [[f"s{storey}-{n}" for n in range(width)] for storey in range(storeys)]
    return [
        Holding(owner=Node("owner", owner), owned=Node("owner", owned), exact=0.9 / width)
        for upper, lower in pairwise(names)
        for owner in upper
        for owned in lower
    ]


def by_paths(graph: nx.DiGraph, outlet: Node) -> dict[Node, float]:
    """Effective shares by listing every simple path and multiplying along it (right only where nothing is circular)."""
    found: dict[Node, float] = {}
    for owner in nx.ancestors(graph, outlet):
        for path in nx.all_simple_paths(graph, owner, outlet):
            share = 1.0
            for owned_by, owned in pairwise(path):
                share *= graph[owned_by][owned]["share"]
            found[owner] = found.get(owner, 0.0) + share
    return found


def ownership() -> list[Figure]:
    """The figures that issue 5 asks for."""
    large, small = register_of(COMPANIES), register_of(SMALL_COMPANIES)
    at_large, at_small = alternate(
        lambda: processor_seconds(lambda: everybody(large)), lambda: processor_seconds(lambda: everybody(small)), ROUNDS
    )
    wall = seconds(lambda: everybody(large))
    print(
        f"ultimate owners of {COMPANIES:,} companies, {len(large):,} holdings: {wall:.1f} s, "
        f"{at_large:.1f} s of processor"
    )
    ring = lattice(6, 6)
    outlet = Node("owner", "s5-0")
    graph = nx.DiGraph()
    graph.add_edges_from((h.owner, h.owned, {"share": h.exact}) for h in ring)
    part = Register(ring).above(outlet)
    ours = {owner: share.low for owner, share in effective_shares(part, outlet).items()}
    theirs = by_paths(graph, outlet)
    assert ours.keys() == theirs.keys()
    assert all(abs(ours[owner] - share) < 1e-9 for owner, share in theirs.items())
    solved, listed = alternate(
        lambda: seconds(lambda: effective_shares(part, outlet)),
        lambda: seconds(lambda: by_paths(graph, outlet)),
        ROUNDS,
    )
    indexed = Register(large)
    outlets = [Node("owner", f"c{n}") for n in range(COMPANIES - 200, COMPANIES)]
    one = seconds(lambda: [upstream(o, indexed) for o in outlets]) / len(outlets)
    print(f"one company's whole answer out of {COMPANIES:,}: {one * 1000:.1f} ms (mean of {len(outlets)})")
    return [
        Figure("all ultimate owners: time a holding, 100k companies", "10k companies", at_large / len(large) * 1e6,
               at_small / len(small) * 1e6, "µs", at_most=1.5),
        Figure("effective shares in one outlet, 36 companies", "networkx, all simple paths", len(ours) / solved,
               len(ours) / listed, "shares/s", at_least=10),
    ]  # fmt: skip


if __name__ == "__main__":
    print(HEADER)
    each(ownership())
