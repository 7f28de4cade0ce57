"""Copy families of a batch: what is near what, and which edges follow. Reads the window, decides, writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.ids import name_key
from loaders.articles import Article
from loaders.enrich.reposts import REPOST_OF, VERSION_OF, Member, Tie, is_copy, settle
from loaders.enrich.sketches import Sketch, containment
from loaders.window import Near, Window

_NEAREST = 8
"""Texts looked at for each article, nearest first."""


@dataclass(frozen=True, slots=True)
class Signed:
    """An article of the batch. ``sketch`` is None where its text is too short to tell; ``rewritten``: the graph has
    the article with another text, so that what it was a copy of doesn't count any more."""

    article: Article
    sketch: Sketch | None
    wire: str | None
    rewritten: bool = False

    def member(self) -> Member:
        """It as a member of a family."""
        article, corrects = self.article, self.article.status == "corrected"
        return Member(article.id, article.source, article.at, self.wire, self.sketch, corrects,
                      name_key(article.headline))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copies:
    """``ties`` that are to be written, and (relation, copy, original) that no longer hold. ``shared``: for each article
    of the batch those whose text it has in whole or in part, nearest first, its own source's among them."""

    ties: list[Tie]
    gone: list[tuple[str, str, str]]
    shared: Mapping[str, tuple[str, ...]]


def find(batch: Sequence[Signed], window: Window) -> Copies:
    """The families that a batch's new or changed articles belong to or leave. The window takes the articles in."""
    new = {s.article.id: s.member() for s in batch}
    asked = window.near([(s.article.id, s.article.at, s.sketch) for s in batch])
    near = {article: found[:_NEAREST] for article, found in asked.items()}
    held = window.roots(sorted(new.keys() | {other for found in near.values() for _, other in found}))
    members = {**{i: member for i, (member, _) in held.items()}, **new}
    pairs = _pairs(near, members)
    met = new.keys() | {other for _, other in pairs}
    families = window.families(sorted({root for i, (_, root) in held.items() if i in met}))
    rewritten = {s.article.id for s in batch if s.rewritten}
    copies = Copies([], [], {i: tuple(o for _, o in found if (i, o) in pairs) for i, found in near.items()})
    for group, roots in _groups(pairs, families, rewritten):
        before = {(_relation(m, root, families[root]), m.article, root) for root in roots for m in families[root]
                  if m.article != root}  # fmt: skip
        family = [new.get(m.article, m) for root in roots for m in families[root] if m.article not in rewritten]
        everyone = {m.article: m for m in (*family, *(new[i] for i in group if i in new))}
        settled = settle(list(everyone.values()), _similar(everyone)) if everyone else []
        now = {(t.relation, t.copy, t.original): t for t in settled}
        copies.ties.extend(t for key, t in now.items() if {t.copy, t.original} & new.keys() or key not in before)
        copies.gone.extend(sorted(before - now.keys()))
    return copies


def _relation(member: Member, root: str, family: Sequence[Member]) -> str:
    """What an article of a family is to its root, as the graph has it."""
    source = next((m.source for m in family if m.article == root), None)
    return VERSION_OF if member.source == source else REPOST_OF


def _pairs(near: Mapping[str, Near], members: Mapping[str, Member]) -> dict[tuple[str, str], float]:
    """Which articles are of one family, and how much of their text they share."""
    return {
        (article, other): similar
        for article, found in near.items()
        for similar, other in found
        if other in members and is_copy(similar, members[article], members[other])
    }


def _similar(members: Mapping[str, Member]) -> Callable[[str, str], float]:
    def similar(one: str, other: str) -> float:
        first, second = members[one].sketch, members[other].sketch
        return containment(first, second) if first and second else 1.0

    return similar


def _groups(
    pairs: Iterable[tuple[str, str]], families: Mapping[str, Sequence[Member]], rewritten: set[str]
) -> list[tuple[list[str], list[str]]]:
    """What hangs together: articles, and roots of families that the graph has; each group and all of them in order."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def top(node: tuple[str, str]) -> tuple[str, str]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for article, other in pairs:
        parent[top(("article", article))] = top(("article", other))
    for root, members in families.items():
        top(("family", root))
        for member in members:
            if member.article not in rewritten:
                parent[top(("article", member.article))] = top(("family", root))
    groups: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for node in sorted(parent):
        articles, roots = groups.setdefault(top(node), ([], []))
        (articles if node[0] == "article" else roots).append(node[1])
    return sorted(groups.values())
