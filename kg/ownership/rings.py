"""Circles of holdings: strongly connected components.

Tarjan 1972, "Depth-first search and linear graph algorithms", without recursion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def rings(edges: Mapping[int, Sequence[int]]) -> list[list[int]]:
    """Components in which each node leads to each other one, by ``edges`` from a node; in reverse topological order.

    A node outside every circle is a component by itself. Edges to nodes that are no key of ``edges`` are left out.

    >>> rings({1: [2], 2: [1], 3: [1, 9]})
    [[1, 2], [3]]
    """
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_: list[int] = []
    is_open: set[int] = set()
    found: list[list[int]] = []
    for start in edges:
        if start in order:
            continue
        walk = [(start, iter(edges[start]))]
        order[start] = lowest[start] = len(order)
        open_.append(start)
        is_open.add(start)
        while walk:
            node, rest = walk[-1]
            for other in rest:
                if other not in edges:
                    continue
                if other not in order:
                    order[other] = lowest[other] = len(order)
                    open_.append(other)
                    is_open.add(other)
                    walk.append((other, iter(edges[other])))
                    break
                if other in is_open:
                    lowest[node] = min(lowest[node], order[other])
            else:
                walk.pop()
                if walk:
                    below = walk[-1][0]
                    lowest[below] = min(lowest[below], lowest[node])
                if lowest[node] == order[node]:
                    found.append(_closed(node, open_, is_open))
    return found


def _closed(node: int, open_: list[int], is_open: set[int]) -> list[int]:
    """Take the component of ``node`` off the open ones."""
    ring = [open_.pop()]
    while ring[-1] != node:
        ring.append(open_.pop())
    is_open.difference_update(ring)
    return sorted(ring)
