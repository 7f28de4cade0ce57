"""The seven tables of Le Monde diplomatique and Acrimed (ODC-By), read in place: shares, ranges, control.

Rows beside a case: OM organisation-media, OO organisation-organisation, PM personne-media, PO personne-organisation,
with the id that the table gives them.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from holding_cases import in_control, of, ultimates

from kg.ownership.answer import Upstream, upstream
from kg.ownership.holdings import Holding, Node
from kg.ownership.links import Register

TABLES = ("organisation-media", "organisation-organisation", "personne-media", "personne-organisation")


@lru_cache(maxsize=1)
def tables(folder: Path) -> tuple[Register, tuple[str, ...], tuple[Holding, ...]]:
    found = []
    for table in TABLES:
        for row in read(folder, table):
            kind = "source" if table.endswith("-media") else "owner"
            found.append(
                Holding(owner=Node("owner", row["origine"]), owned=Node(kind, row["cible"]), source=table, **said(row))
            )
    media = tuple(row["Nom"] for row in read(folder, "medias"))
    return Register(found), media, tuple(found)


def read(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "owners_fr" / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def said(row: dict[str, str]) -> dict[str, Any]:
    """``contrôle`` and ``participe`` state no share."""
    share = float(row["valeur"].rstrip("%")) / 100 if row["valeur"] else None
    match row["qualificatif"]:
        case "égal à":
            return {"exact": share}
        case "supérieur à":
            return {"low": share, "high": 1.0, "above": True}
        case "inférieur à":
            return {"low": 0.0, "high": share}
        case "contrôle":
            return {"control": True}
        case "participe":
            return {}
    raise AssertionError(row)


def asked(folder: Path, medium: str) -> Upstream:
    return upstream(Node("source", medium), tables(folder)[0])


def test_each_medium_has_the_shares_of_a_dense_inversion(shared: Path) -> None:
    """Both ends: the low ones, and the high ones, none of which is above what the others' low ends leave, nor above
    all: the state stands behind both owners of France Info, and neither's share is stated (OM 41 and 42)."""
    register, media, held = tables(shared)
    pairs = {(h.owner, h.owned): h.share or (0.0, 1.0) for h in held}  # two rows are there twice, alike
    nodes = sorted({n for pair in pairs for n in pair})
    lows, highs = np.zeros((len(nodes),) * 2), np.zeros((len(nodes),) * 2)
    total = {n: sum(low for (_, owned), (low, _) in pairs.items() if owned == n) for n in nodes}
    for (owner, owned), (low, high) in pairs.items():
        lows[nodes.index(owner), nodes.index(owned)] = low
        rest = 1.0 if total[owned] > 1 else 1 - total[owned] + low
        highs[nodes.index(owner), nodes.index(owned)] = min(high, rest)
    low_ends, high_ends = (m @ np.linalg.inv(np.eye(len(nodes)) - m) for m in (lows, highs))
    linked = (highs + 1) * [[float((a, b) in pairs) for b in nodes] for a in nodes]
    reach = np.linalg.inv(np.eye(len(nodes)) - linked / (4 * len(nodes))) > 0
    exact, compared = 0, 0
    for medium in media:
        told = upstream(Node("source", medium), register)
        if not told.established:
            assert medium in {"Havre Libre", "Le Nouveau Magazine littéraire"}  # no row names them: they have ceased
            continue
        column = nodes.index(told.of)
        assert {a.owner for a in told.answers} == {nodes[i] for i in np.flatnonzero(reach[:, column])} - {told.of}
        for answer in told.answers:
            row = nodes.index(answer.owner)
            assert answer.share_low == pytest.approx(low_ends[row, column], abs=1e-9)
            assert answer.share_high == pytest.approx(min(high_ends[row, column], 1.0), abs=1e-9)
            compared += 1
        exact += all(a.share_low == a.share_high for a in told.answers)
    assert (len(media), exact) == (218, 91)
    assert compared > 600


def test_the_company_with_two_owners_of_all_is_the_one_contradiction(shared: Path) -> None:
    told = upstream(Node("owner", "Les éditions Croque Futur"), tables(shared)[0])
    # OO 49: Groupe Perdriel, égal à 100.00%; PO 36: Claude Perdriel, égal à 100.00%
    assert [(o.owned.id, o.total) for o in told.overfull] == [("Les éditions Croque Futur", 2.0)]
    assert {a.owner.id: a.share_low for a in told.answers if a.depth == 1} == {
        "Groupe Perdriel": 1.0, "Claude Perdriel": 1.0,
    }  # fmt: skip


CASES = [
    ("Le Monde", "Groupe Le Monde", 1.0, 1.0, "OM 125: 100 %"),
    ("Le Monde", "Le Monde libre", 0.725, 0.725, "OM 125, OO 32: 100 % × 72.5 %"),
    ("Le Monde", "NJJ", 0.38425, 0.38425, "OM 125, OO 32, OO 56: × 53 %"),
    ("Le Monde", "Madison Cox", 0.19575, 0.19575, "OM 125, OO 32, OO 55, PO 30: 72.5 % × 27 % × 100 %"),
    (
        "Le Monde",
        "Xavier Niel",
        0.0,
        0.38425,
        "PO 29 and 51: contrôle; OO 53 leaves no share of NJJ, so all by the fund",
    ),
    ("L’Obs", "NJJ", 0.5194, 0.5194, "OM 81, OO 56: 98 % × 53 %"),
    ("L’Obs", "Madison Cox", 0.2646, 0.2646, "OM 81, OO 55, PO 30: 98 % × 27 % × 100 %"),
    ("HuffPost", "Le Monde libre", 0.61625, 0.61625, "OM 56, OO 32: 85 % × 72.5 %"),
    ("HuffPost", "NJJ", 0.3266125, 0.3266125, "OM 56, OO 32, OO 56: 85 % × 72.5 % × 53 %"),
    ("HuffPost", "Matthieu Pigasse", 0.117, 0.117, "OM 55, PO 31: 15 % × 78 %"),
    ("Les Inrockuptibles", "Matthieu Pigasse", 0.78, 0.78, "OM 151, PO 31: 100 % × 78 %"),
    ("Le Monde diplomatique", "Le Monde libre", 0.36975, 0.36975, "OM 127, OO 32: 51 % × 72.5 %"),
    ("Le Monde diplomatique", "Association Günter-Holzmann", 0.245, 0.245, "OM 129: 24.5 %"),
    ("La République du Centre", "Groupe La Montagne", 0.748, 0.748, "OM 99, OM 100, OO 16: 70 % + 30 % × 16 %"),
    ("La République du Centre", "Famille Saint-Cricq", 0.045, 0.045, "OM 100, PO 20: 30 % × 15 %"),
    ("La République du Centre", "Fondation Varenne", 0.374, 0.748, "OO 13: more than 50 % of those 74.8 %"),
    ("La Croix", "Les Augustins de l’Assomption", 1.0, 1.0, "OM 87, OO 5: 100 % × 100 %"),
    ("Europe 1", "Vivendi", 0.63, 0.63, "OM 29, OO 28, OO 54: 100 % × 100 % × 63 %"),
    ("Europe 1", "Bolloré", 0.1701, 0.1701, "OM 29, OO 28, OO 54, OO 62: 63 % × 27 %"),
    ("Europe 1", "Vincent Bolloré", 0.0, 0.1701, "PO 9: contrôle, share not stated"),
    ("Europe 1", "Qatar Investment Authority", 0.1283, 0.1283, "OM 29, OO 28, OO 29: 12.83 %"),
    ("M6", "Bertelsmann", 0.36, 0.36, "OM 155, OO 15, OO 43: 48 % × 75 %"),
    ("M6", "Rodolphe Saadé", 0.073, 0.073, "OM 155, OO 60, PO 49: 10 % × 73 %"),
    ("TF1", "Famille Bouygues", 0.1056, 0.1056, "OM 202, OO 22, PO 5: 44 % × 24 %"),
    ("La Voix du Nord", "Crédit Agricole", 0.24, 0.24, "OM 106, OO 27, OO 18: 96 % × 25 %"),
    ("20 Minutes", "Groupe Rossel", 0.3577, 0.3577, "OM 2, OO 19: 49 % × 73 %"),
    ("Challenges", "Bernard Arnault", 0.188, 0.188, "OM 15, OO 51, PO 32: 40 % × 47 %"),
    ("Challenges", "République française", 0.0, 0.0, "OM 15, OO 17, OO 42: 0 % × 15 %"),
    ("Marianne", "Daniel Křetínský", 0.455, 0.455, "OM 160, PO 6: 91 % × 50 %"),
    ("TV5 Monde", "République française", 0.0, 0.62, "OM 207, OM 208, OO 7, OO 8: contrôle over 13 % + 49 %"),
    ("Slate.fr", "Lampsane Investissement SA", 0.5, 1.0, "OM 197: more than 50 %"),
    ("Le Journal de l’Île de la Réunion", "Abdoul Cadjee", 0.0, 0.5, "OM 226, PO 45: less than 50 % × 100 %"),
]


@pytest.mark.parametrize("case", CASES)
def test_a_share_checked_by_hand(shared: Path, case: tuple[str, str, float, float, str]) -> None:
    medium, owner, low, high, rows = case
    answer = of(asked(shared, medium), owner)
    assert (answer.share_low, answer.share_high) == pytest.approx((low, high), abs=1e-9), rows


CONTROL = [
    ("Le Monde", ["Xavier Niel"], "PO 51 contrôle, OO 56 53 %, OO 32 72.5 %, OM 125 100 %"),
    ("HuffPost", ["Xavier Niel"], "OM 56 85 % of Groupe Le Monde; Combat Solutions has 15 %"),
    ("Europe 1", ["Vivendi"], "OO 54 63 %; Bolloré has 27 % of Vivendi (OO 62): no majority"),
    ("Marianne", ["Czech Media Invest"], "PO 6: Křetínský has exactly 50 %, which is no majority"),
    ("TF1", ["Groupe TF1"], "OO 22: Bouygues has 44 %: no majority that the table states"),
    ("France Inter", ["République française"], "OM 44 100 %, OO 41 contrôle"),
    ("Arte", [], "OM 4 and 5: 50 % and 50 %, no majority"),
    ("Valeurs actuelles", ["Akram Safa"], "OM 209 100 %, OO 23 more than 50 %, PO 34 100 %"),
    ("La République du Centre", ["Fondation Varenne"], "OM 99 70 %, OO 13 more than 50 %"),
    ("L’Opinion", ["Groupe L’Opinion"], "PO 13 to 16, 43: five participate, no share stated"),
]


@pytest.mark.parametrize(("medium", "owners", "rows"), CONTROL)
def test_the_ultimate_owner_checked_by_hand(shared: Path, medium: str, owners: list[str], rows: str) -> None:
    assert ultimates(asked(shared, medium)) == owners, rows


def test_participants_without_a_share_leave_control_of_their_group_open(shared: Path) -> None:
    told = asked(shared, "L’Opinion")
    assert in_control(told) == {"Groupe L’Opinion"}
    assert of(told, "Groupe L’Opinion").above == "may be controlled"
    assert of(told, "Ken Fisher").known is False
    assert of(told, "Ken Fisher").control is None
