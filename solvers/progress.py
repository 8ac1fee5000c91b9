"""How far a solve has come, told to the caller about once a second."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from solvers.result import Result, relative_gap

Phase = Literal["relaxation", "search", "polish", "finished"]


@dataclass(frozen=True)
class Progress:
    """One report. `seconds` since the solve began; `objective` and `bound` None while unknown.

    phase  relaxation: no bound yet (presolve, first LP); search: branch and bound; polish: the continuous values are
           made exact for the integers found; finished: the last report
    iterations  of an LP; HiGHS does not tell those of a MIP
    """

    seconds: float
    objective: float | None
    bound: float | None
    gap: float | None
    phase: Phase
    nodes: int
    iterations: int


Report = Callable[[Progress], None]


def in_money(report: Report | None, unit: float) -> Report | None:
    """Solvers count in `unit`s of plan currency; people do not."""
    if report is None:
        return None

    def told(news: Progress) -> None:
        objective = None if news.objective is None else news.objective * unit
        bound = None if news.bound is None else news.bound * unit
        report(replace(news, objective=objective, bound=bound))

    return told


class Monitor:
    """Gathers what solver threads learn; reports it from the thread that calls `beat`.

    Objective and bound only ever improve, whatever order the solver mentions them in. A report function that raises
    is not called again; `trouble` then says what it raised.
    """

    def __init__(self, report: Report | None, *, maximise: bool, gap_scale: float = 0.0, every: float = 1.0):
        self._report = report
        self._better = max if maximise else min
        self._tighter = min if maximise else max
        self._gap_scale = gap_scale
        self._every = every
        self._begun = self._reported = time.monotonic()
        self.plan: NDArray[np.float64] | None = None  # the latest the solver showed, unchecked
        self.objective: float | None = None
        self.bound: float | None = None
        self.phase: Phase = "relaxation"
        self.nodes = 0
        self.iterations = 0
        self.trouble = ""

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begun

    def found(self, objective: float) -> None:
        """A plan with this objective exists."""
        if math.isfinite(objective):
            self.objective = objective if self.objective is None else self._better(self.objective, objective)

    def proved(self, bound: float) -> None:
        """No plan is better than `bound`."""
        if math.isfinite(bound):
            self.bound = bound if self.bound is None else self._tighter(self.bound, bound)

    def beat(self) -> None:
        """Report if the last report is old enough."""
        if time.monotonic() - self._reported >= self._every:
            self.report()

    def finish(self, result: Result) -> None:
        """The last report says what the result says."""
        self.objective, self.bound, self.phase = result.objective, result.bound, "finished"
        self.report()

    def report(self) -> None:
        """Report now."""
        self._reported = time.monotonic()
        if self._report is None or self.trouble:
            return
        objective, bound = self.objective, self.bound
        if objective is not None and bound is not None:
            bound = self._better(bound, objective)  # they differ by less than the solver's tolerance
        gap = relative_gap(objective, bound, self._gap_scale)
        state = Progress(self.seconds, objective, bound, gap, self.phase, self.nodes, self.iterations)
        try:
            self._report(state)
        except Exception as error:
            self.trouble = f"The progress function failed and was not called again: {error!r}."
