"""Values as people read them. What comes from data is shown, never obeyed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from kg.query import Row

NOTHING = "–"
_WORDS = {None: NOTHING, True: "yes", False: "no"}
_SHARES = frozenset({"share", "0..1"})
"""Units of columns that hold a part of a whole, 0 to 1."""

# Characters that act instead of showing: controls, surrogates, line separators, direction marks, and the invisible
# ones of Unicode's Default_Ignorable_Code_Point (https://www.unicode.org/reports/tr44/) apart from variation selectors.
# Joiners stay between letters of scripts that need them (Persian, Hindi, …) and inside emoji, as in RFC 5892 A.1, A.2.
_JOINED = "\u0600-\u1cff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    f"|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
)


def visible(text: str) -> str:
    """Text with whatever would act instead of showing written as an escape.

    >>> print(visible("a\\x1b[31mb\\u202ec"))
    a\\x1b[31mb\\u202ec
    """
    return _HIDDEN.sub(lambda found: escaped(found[0]), text)


def escaped(char: str) -> str:
    """A character as an escape.

    >>> print(escaped("\\x1b"), escaped("\\u200b"), escaped("\\n"))
    \\x1b \\u200b \\n
    """
    return char.encode("unicode_escape").decode("ascii")


def shown(value: Any, *, unit: str = "", day_only: bool = False) -> str:
    """A value as a table shows it: instants in UTC to the minute (``day_only``: to the day), shares in per cent.

    >>> shown(None), shown(True), shown(0.2, unit="share"), shown(["a", "b"]), shown(2.50)
    ('–', 'yes', '20%', 'a, b', '2.5')
    """
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, float):
        return _number(value, unit)
    if isinstance(value, date):
        return _instant(value, day_only) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Mapping):
        return _map(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(shown(v, unit=unit) for v in value) or NOTHING
    return visible(str(value)) or NOTHING


def counted(count: int, what: str) -> str:
    """A number with what it counts, whose first word is a plural; its singular for one.

    >>> counted(2, "sources not collected"), counted(1, "statements that name no load")
    ('2 sources not collected', '1 statement that names no load')
    """
    if count == 1:
        noun, space, rest = what.partition(" ")
        noun = f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")
        what = noun + space + re.sub(r"^that name\b", "that names", rest)
    return f"{count:,} {what}"


def days_only(row: Row) -> frozenset[str]:
    """The columns whose instant is known to the day: as ``NAME_precision`` says, or ``precision`` of ``published``
    (of the only instant, where there is no such column)."""
    instants = [k for k, v in row.items() if isinstance(v, datetime)]
    days = {k for k in instants if row.get(f"{k}_precision") == "day"}
    if row.get("precision") == "day":
        days |= {"published"} if "published" in instants else set(instants if len(instants) == 1 else ())
    return frozenset(days)


def _number(value: float, unit: str) -> str:
    if math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if unit in _SHARES and 0 <= value <= 1:
        return _percent(value)
    if value and not 1e-4 <= abs(value) < 1e15:
        return f"{value:.3g}"
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _percent(share: float) -> str:
    """A share to a tenth of a per cent; only nothing is shown as 0%, and only all as 100%."""
    if 0 < share < 0.0005:
        return "<0.1%"
    if 0.9995 <= share < 1:
        return ">99.9%"
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


def _instant(value: datetime, day_only: bool) -> str:
    zone = ""
    if value.tzinfo is not None:
        try:
            value, zone = value.astimezone(UTC), " UTC"
        except OverflowError:  # the first and last day of the calendar
            return value.isoformat(" ", "minutes")
    return value.date().isoformat() if day_only else value.replace(tzinfo=None).isoformat(" ", "minutes") + zone


def _map(value: Mapping[str, Any]) -> str:
    """A map, a node ``(:Article {…})`` or an edge ``[:PUBLISHED {…}]``."""
    if value.keys() >= {"labels", "properties"}:
        return f"(:{visible(':'.join(value['labels']))} {{{_map(value['properties'])}}})"
    if value.keys() >= {"relation", "properties"}:
        return f"[:{visible(str(value['relation']))} {{{_map(value['properties'])}}}]"
    return ", ".join(f"{visible(str(k))}: {shown(v)}" for k, v in value.items())
