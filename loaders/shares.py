"""Shares as people write them: 51, 51,0 %, 25-50, >50, <5."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = r"\d{1,3}(?:[.,]\d+)?"
_SHARE = re.compile(
    rf"^(?P<sign>>=|<=|≥|≤|>|<)?\s*(?P<low>{_NUMBER})\s*%?"
    rf"(?:\s*[-–]\s*(?P<below><=|≤|<)?\s*(?P<high>{_NUMBER})\s*%?)?$"
)
_OVER, _UNDER = frozenset({">", ">=", "≥"}), frozenset({"<", "<=", "≤"})


def parse_share(text: str | None) -> tuple[float | None, float | None, float | None]:
    """Read a share in per cent as (exact, lowest, highest), each 0 to 1 or None where unknown.

    Raises ``ValueError`` for what is no share.

    >>> parse_share("51"), parse_share("25-50"), parse_share(">50"), parse_share(None)
    ((0.51, 0.51, 0.51), (None, 0.25, 0.5), (None, 0.5, 1.0), (None, None, None))
    >>> parse_share(">25-50")
    (None, 0.25, 0.5)
    """
    if text is None or not text.strip():
        return (None, None, None)
    found = _SHARE.match(text.strip())
    if not found:
        raise ValueError(f"not a share: {text[:40]!r} (write 51, 25-50, >50, <5, or leave it empty)")
    low = _part(found["low"])
    high = _part(found["high"]) if found["high"] else low
    sign = found["sign"]
    if sign in _UNDER and found["high"]:
        raise ValueError(f"not a share: {text[:40]!r} (of a range, < stands before the higher end)")
    if not 0 <= low <= high <= 1 or (sign == ">" and low == 1) or (sign == "<" and low == 0):
        raise ValueError(f"a share outside 0 to 100, or a range upside down: {text[:40]!r}")
    if low == high and found["high"] and (sign == ">" or found["below"] == "<"):
        raise ValueError(f"a range that holds no share: {text[:40]!r}")
    if sign in _OVER and not found["high"]:
        return (None, low, 1.0)
    if sign in _UNDER:
        return (None, 0.0, low)
    return (low, low, low) if low == high else (None, low, high)


def _part(per_cent: str) -> float:
    """Of one, with the digits that it has: 33,34 is 0.3334."""
    return float(Decimal(per_cent.replace(",", ".")) / 100)
