"""Copy families of a batch: what is near what, and which edges follow. Reads the window, decides, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.articles import Article
from loaders.enrich.reposts import Member, Repost, Signature, is_copy, settle
from loaders.window import Window

_NEAREST = 8
"""Candidates looked at for each article, nearest first."""


@dataclass(frozen=True, slots=True)
class Signed:
    """An article of the batch with its signature and the agency that it credits."""

    article: Article
    signature: Signature
    wire: str | None

    def member(self) -> Member:
        """It as a member of a family."""
        return Member(self.article.id, self.article.source, self.article.at, self.wire)


@dataclass(frozen=True, slots=True)
class Copies:
    """``reposts`` that are to stand, and (copy, original) pairs that no longer hold."""

    reposts: list[Repost]
    gone: list[tuple[str, str]]


def find(batch: Sequence[Signed], window: Window) -> Copies:
    """The families that a batch's new or changed articles belong to. The window takes the articles in."""
    near = _near(batch, window)
    new = {s.article.id: s.member() for s in batch}
    held = window.roots(sorted({other for found in near.values() for _, other in found} | (near.keys() & new.keys())))
    members = {**{i: member for i, (member, _) in held.items()}, **new}
    pairs = {}
    for article, found in near.items():
        fitting = [(s, other) for s, other in found if other in members and is_copy(s, members[article], members[other])]
        if fitting:
            pairs[article] = (fitting[0][1], fitting[0][0])
    roots = {i: root for i, (_, root) in held.items() if i in pairs or any(i == other for other, _ in pairs.values())}
    families = window.families(sorted(set(roots.values())))
    copies = Copies([], [])
    for group in _groups(pairs, roots):
        _settle(group, pairs, new, {roots[a] for a in group if a in roots}, families, copies)
    return copies


def _settle(
    group: Sequence[str],
    pairs: Mapping[str, tuple[str, float]],
    new: Mapping[str, Member],
    roots: set[str],
    families: Mapping[str, list[tuple[Member, float]]],
    copies: Copies,
) -> None:
    """Decide one family: what the graph has of it, and the batch's articles."""
    members: dict[str, Member] = {}
    similarities: dict[str, float] = {}
    before: set[tuple[str, str]] = set()
    for root in sorted(roots):
        for member, similar in families.get(root, ()):
            members[member.article] = member
            similarities[member.article] = similar
            if member.article != root:
                before.add((member.article, root))
    for article in group:
        if article in new:
            members[article] = new[article]
        if article in pairs:
            similarities[article] = pairs[article][1]
    settled = settle(list(members.values()), similarities)
    copies.reposts.extend(settled)
    copies.gone.extend(sorted(before - {(r.copy, r.original) for r in settled}))


def _near(batch: Sequence[Signed], window: Window) -> dict[str, list[tuple[float, str]]]:
    """Each article's nearest other texts, nearest first; the window takes the articles in, oldest first."""
    near: dict[str, list[tuple[float, str]]] = {}
    for signed in sorted(batch, key=lambda s: (_seconds(s.article), s.article.id)):
        article = signed.article
        found = [
            pair for index in window.near(article.at) for pair in index.near(signed.signature) if pair[1] != article.id
        ]
        if found:
            near[article.id] = sorted(found, key=lambda pair: (-pair[0], pair[1]))[:_NEAREST]
        window.remember(article.id, article.at, signed.signature)
    return near


def _seconds(article: Article) -> float:
    return article.at.timestamp() if article.at else float("inf")


def _groups(pairs: Mapping[str, tuple[str, float]], roots: Mapping[str, str]) -> list[list[str]]:
    """Articles that hang together, by pair or by a family that the graph has, each group and all groups in order."""
    parent: dict[str, str] = {}

    def top(article: str) -> str:
        parent.setdefault(article, article)
        while parent[article] != article:
            parent[article] = parent[parent[article]]
            article = parent[article]
        return article

    for article, (other, _) in pairs.items():
        parent[top(article)] = top(other)
    for article, root in roots.items():
        parent[top(article)] = top(root)
    groups: dict[str, list[str]] = {}
    for article in sorted(parent):
        groups.setdefault(top(article), []).append(article)
    return sorted(groups.values())
