"""The SKUs of designs with given sites: what these designs come to in the whole space, and plans.

Columns of the bare space (`solvers.bare`) are held in the whole one; cuts are made between its relaxation and a core of
its own, which follows whatever the sites.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from solvers.bare import Bare
from solvers.branching import Box, Priorities
from solvers.compiled import Floats
from solvers.diving import BOLD, dive
from solvers.recourse import Cut
from solvers.relaxed import Points, Relaxed, Valued
from solvers.root import FOLLOW
from solvers.space import Ints

SITES = frozenset(
    ("run", "site_runs", "tenancy_runs", "sites_running", "opening", "closing", "spell", "fit_out", "written_off")
)  # columns that say which options run when
CORE_STEPS = 2  # of the prices at the first core
HALF_WAY = 0.5  # from the relaxation's design to the core, where cuts are made
STOCK_ROUNDS, FEWER_ROUNDS = 8, 5  # of cuts for a whole design; where they take long


class Charged(NamedTuple):
    """The relaxation of the whole space with columns of the bare one held (plan currency / unit), what it would gain by
    more of each of them, its design (columns of the whole space), and the cuts of its last round."""

    bound: float
    gain: Floats
    x: Floats
    cuts: list[Cut]


class Stocking:
    """What designs with given sites come to in the whole space, and plans with those of a whole design."""

    def __init__(self, whole: Relaxed, bare: Bare, last_period: str, weights: Floats):
        """`weights`: of columns of the whole space, by what they offer operations (see `solvers.root`)."""
        self._whole, self._weights, self._kept = whole, weights, bare.kept
        columns = bare.space.arrays.columns
        self.sites = np.array([j for j, name in enumerate(columns) if name.partition("[")[0] in SITES], dtype=np.int64)
        self.decided = self.sites[bare.space.arrays.integer[self.sites]]
        self._priorities = Priorities(whole.master.columns, whole.master.integer, last_period)
        self._core: Floats | None = None  # the design on which cuts lean; it follows, whatever the sites
        self._last = -math.inf  # what the point was worth where the last cuts were made
        self._most: dict[bytes, Charged | None] = {}
        self._plans: dict[bytes, Valued | None] = {}
        self._points: Points = ()

    def begin_with(self, points: Points) -> None:
        """Cuts of the bare space to begin with, where there is no core yet."""
        self._points = points

    def charged(self, columns: Ints, values: Floats, rounds: int) -> Charged | None:
        """What designs with these values of columns of the bare space, whole or not, come to at most after rounds of
        cuts; None where there are none. Raises OutOfTime."""
        self._hold(columns, values)
        cuts: list[Cut] = []
        for _ in range(rounds):
            relaxation = self._whole.solve(passing=True)
            if relaxation.bound is None:
                return None
            if self._core is None:
                self._begin(relaxation.x)
            if not self._round(relaxation.x):
                break
            cuts = self._whole.recent[-1].cuts
        relaxation = self._whole.solve(passing=True)
        if relaxation.bound is None:
            return None
        return Charged(relaxation.bound, relaxation.reduced[self._kept[columns]], relaxation.x, cuts)

    def most(self, y: Floats) -> Charged | None:
        """What designs with the runs of y, which are whole, come to at most, None where there are none; remembered.

        Only what is decided is held: other columns of the sites are not settled by it where they cost nothing. Raises
        OutOfTime.
        """
        runs, key = self._runs(y)
        if key not in self._most:
            with self._whole.programs_everywhere():
                charged = self.charged(self.decided, runs, FEWER_ROUNDS if self._whole.slow else STOCK_ROUNDS)
            self._most[key] = charged and charged._replace(cuts=[])  # as many designs are remembered
        return self._most[key]

    def plan(self, y: Floats, worth: float) -> Valued | None:
        """The best plan found with the runs of y; remembered.

        It is sought only where one can be worth more than `worth`. Raises OutOfTime.
        """
        runs, key = self._runs(y)
        if key not in self._plans:
            self._plans[key] = self._sought(runs, self.most(y), worth)
        return self._plans[key]

    def was_sought(self, y: Floats) -> bool:
        """Whether a plan with the runs of y was looked for already."""
        return self._runs(y)[1] in self._plans

    def _runs(self, y: Floats) -> tuple[Floats, bytes]:
        runs = np.round(y[self.decided]) + 0.0  # no -0.0, whose bytes differ
        return runs, runs.tobytes()

    def _sought(self, runs: Floats, most: Charged | None, worth: float) -> Valued | None:
        if most is None or most.bound <= worth:
            return None
        with self._whole.programs_everywhere():
            return dive(self._whole, self._hold(self.decided, runs), self._priorities, most.x, worth, BOLD)

    def _begin(self, x: Floats) -> None:
        """The first core: the design that offers operations most with these sites."""
        self._whole.learn(self._points, x)
        self._core = self._whole.master.best(self._weights)
        if self._core is not None:
            self._last = self._whole.price(self._core, CORE_STEPS, x).value

    def _round(self, x: Floats) -> int:
        """Cuts between the relaxation's design x and the core; how many there were."""
        if self._core is None:
            return self._whole.price(x, 1).cuts
        point = HALF_WAY * x + (1 - HALF_WAY) * self._core
        found = self._whole.price(point, 1, x)
        share = HALF_WAY if found.value > self._last else FOLLOW
        self._core, self._last = share * x + (1 - share) * self._core, found.value
        return found.cuts or self._whole.price(x, 1).cuts

    def _hold(self, columns: Ints, values: Floats) -> Box:
        master, held = self._whole.master, self._kept[columns]
        box = master.widest()
        box.lower[held] = box.upper[held] = np.clip(values, box.lower[held], box.upper[held])
        master.set_box(box)
        return box
