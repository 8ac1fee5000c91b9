"""Master and recourse together: bounds, values of designs, and the cuts that bring the two together.

x = columns of the master. The value of a design replaces each `operating_profit[n]` in x by what operations really
earn, V_n(x); since V is concave and the master's cuts lie above it, bound >= optimum >= value of any whole x.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inputs.frames import records
from model.economics.money import base_rates
from model.prepare import Data
from model.risk import effective_aversion, quarter_weight
from solvers.branching import WHOLE, Box
from solvers.compiled import Floats
from solvers.master import Master, Relaxation
from solvers.priced import Priced
from solvers.recourse import Cut, Recourse
from solvers.sku_prices import SkuPrices

NOTICED = 2e-5  # of what a state can earn at most: a violation of a cut that is worth adding it
EXACT = 1e-8  # the same, where a floor under the worst outcomes leaves no room, or the gap asked for is none
SHARP = 1e-7  # the same at whole designs, which are closed when no cut is left
RECENT = 12  # points kept, with their cuts, for another search to begin with (`learn`, `solvers.lessons`)
MANY_FLOWS = 3e6  # of all states, from which on linear programs are too slow to be asked for prices at every point
PROGRAMS_EVERY = 6  # points: then they are asked at one of so many
STEPS_ALONE = 3  # of the prices at the others
SHARE_OF_GAP = 0.02  # of the gap asked for that unnoticed violations may take


class Point(NamedTuple):
    """A point where cuts of all states were made, as columns of the master, and the cuts."""

    x: Floats
    cuts: list[Cut]


Points = Iterable[Point]


class OutOfTime(Exception):
    """The time limit struck, or somebody asked to stop."""


@dataclass(frozen=True, eq=False)
class Valued:
    """A design and what it is worth (plan currency / unit); -inf where operations break a hard limit."""

    x: Floats
    value: float
    cuts: int  # added to the master


class Relaxed:
    """The two halves of the problem; every method raises OutOfTime when the time is up."""

    def __init__(
        self,
        data: Data,
        master: Master,
        recourse: Recourse,
        gap: float,
        seconds_left: Callable[[], float],
        priced: Priced | None = None,
        *,
        rehearsal: bool = False,
    ):
        """`seconds_left` may be infinite; 0 or less: stop. `priced`: where operations are of its kind. `rehearsal`:
        what is found is a beginning only, and need not be perfect.

        `slow`: there are so many flows that a point takes long, and searches spare some.
        """
        self.master, self.recourse, self.seconds_left = master, recourse, seconds_left
        self.priced, self.gap = priced, gap
        self.slow, self.rehearsal = recourse.size >= MANY_FLOWS, rehearsal
        self._programs_every = PROGRAMS_EVERY if self.slow else 1
        self._alone = 0  # points to go at which prices go on from the point before
        self.recent: deque[Point] = deque(maxlen=RECENT)
        self._period = [state.period for state in data.futures.states]
        self._worth = _Worth(data, master)
        noticed = EXACT if self._worth.floor > -math.inf else max(EXACT, min(NOTICED, gap * SHARE_OF_GAP))
        largest = float(np.abs(master.most_profits).max(initial=1.0))
        self.least, self.sharp = noticed * largest, min(noticed, SHARP) * largest

    @cached_property
    def sku_prices(self) -> SkuPrices | None:
        """For choosing SKUs at prices; None where operations have none, or the space is not a whole one."""
        if self.priced is None or not self.master.space.is_whole:
            return None
        return SkuPrices(self.master.space, self.priced, self._left)

    def solve(self, *, passing: bool = False) -> Relaxation:
        """The master's relaxation; `passing`: on the way to some fixed design."""
        while True:
            found = self.master.solve(self._left(), passing=passing)
            if found is None:
                self._left()
                raise OutOfTime
            if found.bound is None or not self.master.recall(found.x, self.least):
                return found

    @contextmanager
    def programs_everywhere(self) -> Iterator[None]:
        """Meanwhile linear programs are asked at every point: by steps alone prices are wrong near whole designs."""
        every, self._programs_every, self._alone = self._programs_every, 1, 0
        try:
            yield
        finally:
            self._programs_every = every

    def learn(self, points: Points, x: Floats) -> None:
        """Takes cuts that another search made into the memory, as they are near x."""
        at = self.master.links(x)
        for point in points:
            self.master.remember(point.cuts, at)

    def probe(self, box: Box, iterations: int) -> float:
        """What the relaxation comes to in a box, by a few iterations; -inf where it holds no plan."""
        self._left()
        value = self.master.probe(box, iterations)
        return math.inf if value is None else value

    def trial(self, box: Box, rounds: int) -> float:
        """The relaxation's bound in a box after so many rounds of cuts; -inf where it holds no plan."""
        self.master.set_box(box)
        for _ in range(rounds):
            found = self.solve(passing=True)
            if found.bound is None:
                return -math.inf
            if not self.price(found.x, 1).cuts:
                return found.bound
        found = self.solve(passing=True)
        return -math.inf if found.bound is None else found.bound

    def rounded(self, x: Floats, members: NDArray[np.int64]) -> Floats | None:
        """Whole values of `members` near x, the best by the cuts there are (see `Master.rounded`)."""
        return self.master.rounded(x, members, self._left())

    def value(self, x: Floats, against: Floats | None = None, *, at_once: bool = True, sharp: bool = False) -> Valued:
        """What design x is worth; its cuts are added where `against` (default x) violates them noticeably.

        Not `at_once`: even after the time is up. `sharp`: however little they are violated.
        """
        if at_once:
            self._left()
        at = self.master.links(x)
        cuts = self.recourse.evaluate(lambda n: at[self._period[n]][0])
        return self._added(x, x if against is None else against, cuts, at, self.sharp if sharp else self.least)

    def price(self, x: Floats, steps: int, against: Floats | None = None) -> Valued:
        """As `value`, but by `steps` of the prices: tighter where runs are shared.

        The prices are first those of the linear programs at x, which are right for whole designs; elsewhere, and at
        most points of very many flows, where they go on from the point before, the value is too high by what more steps
        would bring down.
        """
        if self.priced is None:
            return self.value(x, against)
        self._left()
        at = self.master.links(x)
        anew = self._alone <= 0
        self._alone = (self._programs_every if anew else self._alone) - 1
        if anew:
            exact = self.recourse.evaluate(lambda n: at[self._period[n]][0])
            self.priced.learn(exact, lambda n: at[self._period[n]][0])
        cuts = self.priced.evaluate(lambda n: at[self._period[n]][0], steps if anew else max(steps, STEPS_ALONE))
        return self._added(x, x if against is None else against, cuts, at, self.least)

    def cut_at(self, x: Floats, prices: Sequence[Floats]) -> None:
        """Adds the cuts of all states at x, each by prices of its own (2 x options), which go on from there.

        All are added: there each state is taken to earn more than any cut lets it.
        """
        assert self.priced is not None
        self._left()
        at, above = self.master.links(x), x.copy()
        above[self.master.space.profits] = self.master.upper[self.master.space.profits]
        self.priced.start_from(prices)
        self._alone = self._programs_every - 1
        cuts = self.priced.evaluate(lambda n: at[self._period[n]][0], 1)
        self._added(x, above, cuts, at, self.least)

    def _added(
        self,
        x: Floats,
        against: Floats,
        cuts: list[Cut],
        at: dict[str, tuple[Floats, NDArray[np.bool_]]],
        least: float,
    ) -> Valued:
        self.recent.append(Point(x, cuts))
        return Valued(x, self._worth.of(x, cuts), self.master.add(cuts, at, against, least))

    def _left(self) -> float:
        left = self.seconds_left()
        if left <= 0:
            raise OutOfTime
        return left


class _Worth:
    """The objective from states' profits: expectation and average of the worst outcomes."""

    def __init__(self, data: Data, master: Master):
        futures, limits = data.futures, data.case.limits
        self._states, self._profits = master.space.profits, master.space.scenario_profits
        self._probability = np.array(list(futures.probability.values()))
        self._weights = np.zeros((len(futures.probability), len(futures.states)))
        for i, w in enumerate(futures.probability):
            for t in data.network.calendar.names:
                n = futures.path[w, t]
                self._weights[i, n] += quarter_weight(data, n)
        self._tail, self._aversion = data.case.settings.tail, effective_aversion(data.case)
        rates = base_rates(data.case)
        floors = records(limits[limits["limit"] == "minimum_average_of_worst"])
        self.floor = max((row.value * float(rates[row.currency]) / data.unit for row in floors), default=-math.inf)

    def of(self, x: Floats, cuts: list[Cut]) -> float:
        """In plan currency / unit; -inf where a hard demand limit or the floor under the worst is broken."""
        if any(cut.missing for cut in cuts):
            return -math.inf
        earned = np.array([cut.value for cut in cuts])
        profits = x[self._profits] + self._weights @ (earned - x[self._states])
        worst = self._average_of_worst(profits)
        if worst < self.floor - WHOLE * max(1.0, abs(self.floor)):
            return -math.inf
        return float((1 - self._aversion) * (self._probability @ profits) + self._aversion * worst)

    def _average_of_worst(self, profits: Floats) -> float:
        order = np.argsort(profits, kind="stable")
        shares = np.minimum(self._probability[order].cumsum(), self._tail)
        shares = np.diff(shares, prepend=0.0)
        return float(shares @ profits[order] / shares.sum())
