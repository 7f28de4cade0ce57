"""A figure: ours and the peer's from one run, their ratio, and what was asked of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """``ours`` and ``peer`` in ``unit``. ``at_least`` or ``at_most`` is asked of ours / peer."""

    what: str
    peer_is: str
    ours: float
    peer: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    difference: bool = False
    """Whether what is asked is asked of ours minus peer rather than of the ratio."""

    @property
    def value(self) -> float:
        """The ratio, or the difference."""
        return self.ours - self.peer if self.difference else self.ours / self.peer

    @property
    def met(self) -> bool:
        """Whether what was asked is reached."""
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    def line(self) -> str:
        """A row of the table."""
        asked = f"at least {self.at_least}" if self.at_least is not None else f"at most {self.at_most}"
        sign = f"{self.value:+.2f} {self.unit}" if self.difference else f"{self.value:.2f} x"
        return (
            f"{self.what:<52} {self.ours:>12,.2f} {self.peer:>12,.2f} {self.unit:<11} {sign:>12}  {asked:<14} "
            f"{'met' if self.met else 'NOT MET':<8} against {self.peer_is}"
        )


HEADER = f"{'what':<52} {'ours':>12} {'peer':>12} {'unit':<11} {'ratio':>12}  {'asked':<14} {'':<8}"


def alternate(ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Medians of both sides, run in turn (ours, peer, ours, …), so that a machine's drift meets both alike."""
    mine: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        mine.append(ours())
        theirs.append(peer())
    return statistics.median(mine), statistics.median(theirs)


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def each(figures: Sequence[Figure]) -> None:
    """Print figures."""
    for figure in figures:
        print(figure.line(), flush=True)
