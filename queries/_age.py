"""When a statement is too old to be shown without saying so. Pure."""

from __future__ import annotations

from datetime import date

OLD_YEARS = 5
"""Years after which the statement that an outlet's owner rests on is marked as old (issue 5)."""


def is_old(observed: date | None, day: date) -> bool:
    """Whether a source last stated it more than five years before the day; not where no day is stated.

    >>> is_old(date(2018, 8, 2), date(2023, 8, 2)), is_old(date(2018, 8, 2), date(2023, 8, 3)), is_old(None, date.max)
    (False, True, False)
    """
    if observed is None:
        return False
    return (observed.year + OLD_YEARS, observed.month, observed.day) < (day.year, day.month, day.day)
