"""Building without the collector of cycles, which walks over all that was built again and again.

Links and votes of a register are millions of small tuples that live to the end and hold no cycles; with the collector
on, 300,000 holdings take 1.7 times as long, and the more the larger the register (measured: bench/ownership.py). So do
names that are settled beside all that a load remembers of others: a third of their time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def uncollected(work: Callable[P, R]) -> Callable[P, R]:
    """``work`` with the collector off while it runs, where it was on."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not gc.isenabled():
            return work(*args, **kwargs)
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            gc.enable()

    return run
