"""What each kind of interest carries: money, votes, control or none of them.

The terms are those of the Beneficial Ownership Data Standard 0.4 (codelist ``interestType``), with the hyphened
spellings of its older versions; ``interests.csv`` holds them, one line each with the reason.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_OTHER_SPELLINGS = {
    "influenceorcontrol": "otherinfluenceorcontrol",  # BODS 0.1 to 0.3
    "beneficiary": "beneficiaryoflegalarrangement",
    "settlorofatrust": "settlor", "trusteeofatrust": "trustee", "protectorofatrust": "protector",
    "beneficiaryofatrust": "beneficiaryoflegalarrangement",
    "rightstosurplusassets": "rightstosurplusassetsondissolution",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carries:
    """What an interest carries. ``economic`` and ``votes`` name the measure that its share is one of; None: neither."""

    economic: str | None
    votes: str | None
    control: bool
    seats: bool = False
    """Whether its share is one of the seats of a board."""

    @property
    def nothing(self) -> bool:
        """Whether it is a role (a board seat, a settlor) and no holding."""
        return not (self.economic or self.votes or self.control)


SHARES = Carries("shares", "shares", False)
"""What an interest carries of which nothing, or a term that is not in the table, is said."""


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, Carries]]:
    text = files("kg.ownership").joinpath("interests.csv").read_text(encoding="utf-8")
    return {
        _key(row["interest"]): (row["interest"], Carries(
            row["economic"] or None, row["votes"] or None, row["control"] != "", row["control"] == "seats"
        ))
        for row in csv.DictReader(text.splitlines())
    }  # fmt: skip


def _key(interest: str) -> str:
    return re.sub(r"[^a-z]", "", interest.lower())


@lru_cache(maxsize=1_024)
def carried(interest: str | None) -> Carries:
    """What the interest carries.

    >>> carried("voting-rights") == carried("votingRights") == Carries(None, "votes", False)
    True
    >>> carried("boardMember").nothing, carried(None) == SHARES
    (True, True)
    """
    if interest is None:
        return SHARES
    key = _key(interest)
    known = _table().get(_OTHER_SPELLINGS.get(key, key))
    return known[1] if known else SHARES


def words_of(interest: str) -> str:
    """An interest in words, however it is spelled.

    >>> words_of("votingRights"), words_of("voting-rights"), words_of("votingrights"), words_of("a-share")
    ('voting rights', 'voting rights', 'voting rights', 'a share')
    """
    known = _table().get(_key(interest))
    text = known[0] if known else interest
    return re.sub(r"[A-Z]", lambda c: f" {c[0].lower()}", text).replace("-", " ").strip()
