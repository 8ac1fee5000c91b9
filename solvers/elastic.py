"""No feasible plan: the smallest sets of changes to the planner's own rows that make one possible.

The elastic model (`model.elastic`) is solved twice for each set: for the fewest rows, then for the smallest amounts
with so few. A set that is found is barred with everything that contains it, and the next one is sought; each is
rounded, applied, and tried on the rigid model before it is suggested. (HiGHS's own irreducible infeasible subsets cover
only LPs.)
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp
from numpy.typing import NDArray

from inputs.case import Case
from model.build import build_limits
from model.changes import Advice, Change, Suggestion, change, changed
from model.futures import with_scenarios
from model.network import build_network
from model.prepare import Data, prepare, rigid
from solvers.compiled import Compiled, compile_model
from solvers.highs import FEASIBLE, solve
from solvers.reaching import reached
from solvers.result import Result

SECONDS = 120.0  # in all, where the planner gives no limit
FEWEST, MOST = 3, 5  # suggestions: larger sets only up to FEWEST
MOST_SETS = 12  # tried
LARGE = 20_000  # columns
LARGE_SHARES = (0.4, 0.25)  # of the time left, for the fewest rows and for their smallest changes
NEARER_SHARE = 0.7
FAINT = 1e-3  # a figure whose amounts weigh less than this is solved for once more, by itself
EXACT = {"mip_feasibility_tolerance": 1e-9, "primal_feasibility_tolerance": 1e-9}


def advise(case: Case, seconds: float | None = None, interrupt: threading.Event | None = None) -> Advice:
    """What a planner can change so that the case has a plan; no suggestion where none was found within `seconds`.

    The futures are those of the case as it stands.
    """
    clock = _Clock(time.monotonic() + (SECONDS if seconds is None else seconds), interrupt)
    told = with_scenarios(case, build_network(case))
    data = prepare(told, elastic=True)
    search = _Search(data, clock)
    found: list[Suggestion] = []
    proven, fewest = True, 0  # fewest rows of a suggestion; 0: there is none yet
    for _ in range(MOST_SETS):
        enough = len(found) >= FEWEST
        one = search.next(most=fewest if enough else None) if len(found) < MOST else None
        if one is None:
            break
        nearer = None if one.certain else _nearer(told, one, clock)
        changes = nearer or one.changes  # what a plan has reached need not be tried
        if nearer or _possible(rigid(data, changed(told, changes)), clock.left(), interrupt, one.plan):
            fewest = fewest or len(changes)
            proven = proven and one.certain
            found.append(Suggestion(changes))
    found.sort(key=_order)
    return Advice(tuple(found), proven and bool(found))


def possible(case: Case, seconds: float = SECONDS) -> bool:
    """Whether a plan that satisfies every limit was found within `seconds`."""
    return _possible(prepare(case), seconds, None, {})


def _possible(data: Data, seconds: float, interrupt: threading.Event | None, start: Mapping[str, float]) -> bool:
    """As `possible`; `start` holds, by name, a plan that may do."""
    compiled = compile_model(build_limits(data))
    if start and compiled.violation(compiled.vector(start))[0] <= FEASIBLE:
        return True
    return solve(compiled, start=start or None, time_limit=seconds, interrupt=interrupt).values is not None


def _nearer(case: Case, found: _Found, clock: _Clock) -> tuple[Change, ...] | None:
    """For one figure whose least change was not found in time: what the ordinary solvers reach, if that is less."""
    (one,) = found.changes if len(found.changes) == 1 else (None,)
    if one is None or clock.over:
        return None
    figure = reached(case, one.row, clock.left(NEARER_SHARE), clock.interrupt)
    if figure is None or not isinstance(one.now, float):
        return None
    nearer = change(case, one.row, one.now - figure)
    return (nearer,) if nearer.size < one.size else None


def _order(suggestion: Suggestion) -> tuple[int, float, int]:
    """Fewest rows, then smallest changes; of equals, figures before decisions."""
    changes = suggestion.changes
    return len(changes), sum(one.size for one in changes), sum(not isinstance(one.now, float) for one in changes)


@dataclass(frozen=True)
class _Clock:
    end: float
    interrupt: threading.Event | None

    def left(self, share: float = 1.0) -> float:
        return max(0.5, share * (self.end - time.monotonic()))

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.end or (self.interrupt is not None and self.interrupt.is_set())


@dataclass(frozen=True)
class _Found:
    """A set of changes, whether it is proven smallest, and a plan that it allows, by name."""

    changes: tuple[Change, ...]
    certain: bool
    plan: Mapping[str, float]


class _Search:
    """The elastic model, with what was found barred."""

    def __init__(self, data: Data, clock: _Clock) -> None:
        m = build_limits(data)
        m.changes = pyo.Objective(expr=pyo.quicksum(m.changed.values()))
        self._data, self._clock, self._m = data, clock, m
        self._compiled = compile_model(m)
        self._changed = np.array([self._compiled.position[m.changed[j].name] for j in m.changed], dtype=int)
        self._amount = np.array([self._compiled.position[m.amount[j].name] for j in m.amount], dtype=int)
        self._large = len(self._compiled.columns) > LARGE
        self._shares = LARGE_SHARES if self._large else (1.0, 1.0)
        # of its figure, as far as one can tell before it is known; a decision is changed by the whole of it
        self._share = np.array([1.0 if f is None else m.sizes[j] / max(f, m.sizes[j]) for j, f in m.figures.items()])
        self._decision = np.array([figure is None for figure in m.figures.values()], dtype=bool)

    def next(self, most: int | None = None) -> _Found | None:
        """The next set, of at most `most` rows; None where there is none, or no time."""
        if self._clock.over:
            return None
        compiled = self._compiled if most is None else _with_row(self._compiled, self._changed, most)
        few = self._solve(compiled, self._clock.left(self._shares[0]), options={"mip_abs_gap": 0.9})
        if few.values is None or not (count := round(few.objective or 0.0)):
            return None
        certain = few.bound is not None and math.ceil(few.bound - 1e-6) >= count
        small = self._solve(self._smallest(count), self._clock.left(self._shares[1]), few.values)
        certain = certain and small.status == "optimal"
        values = small.values or few.values
        chosen = np.flatnonzero(self._compiled.vector(values)[self._changed] > 0.5)
        if self._share[chosen].min() < FAINT:
            values = self._solve(self._least(chosen), self._clock.left(), values).values or values
        x = self._compiled.vector(values)
        self._compiled = _with_row(self._compiled, self._changed[chosen], most=len(chosen) - 1)
        amounts = [float(x[self._amount[j]] * self._m.sizes[j]) for j in chosen]
        rows = [self._m.planner_rows[j] for j in chosen]
        changes = tuple(change(self._data.case, row, by) for row, by in zip(rows, amounts, strict=True))
        return _Found(changes, certain, values)

    def _smallest(self, count: int) -> Compiled:
        """The smallest changes of at most so many rows, each counted against its figure."""
        cost = np.zeros(len(self._compiled.columns))
        cost[np.where(self._decision, self._changed, self._amount)] = self._share
        return replace(_with_row(self._compiled, self._changed, most=count), cost=cost)

    def _least(self, chosen: NDArray[np.int64]) -> Compiled:
        """The smallest amounts for the rows chosen."""
        weight = np.where(self._decision, 0.0, self._share)[chosen]
        cost = np.zeros(len(self._compiled.columns))
        cost[self._amount[chosen]] = weight / weight.max()
        held = np.zeros(len(cost), dtype=bool)
        held[self._changed] = True
        values = np.zeros(len(cost))
        values[self._changed[chosen]] = 1.0
        return replace(self._compiled.held(held, values), cost=cost)

    def _solve(
        self,
        compiled: Compiled,
        seconds: float,
        start: Mapping[str, float] | None = None,
        options: Mapping[str, float] | None = None,
    ) -> Result:
        chosen: dict[str, float | str] = {**EXACT, **(options or {})}
        if self._large:
            chosen["mip_lp_solver"] = "ipm"  # the simplex method had not ended the first relaxation in three minutes
        interrupt = self._clock.interrupt
        result = solve(compiled, start=start, time_limit=seconds, interrupt=interrupt, options=chosen)
        if result.status == "failed":  # HiGHS 1.15.1: kSolveError in some small models, only with this tolerance
            chosen["presolve"] = "off"
            result = solve(compiled, start=start, time_limit=seconds, interrupt=interrupt, options=chosen)
        return result


def _with_row(compiled: Compiled, columns: NDArray[np.int64], most: float) -> Compiled:
    """With a further row: the sum of these columns is at most `most`."""
    row = sp.csr_array(
        (np.ones(len(columns)), (np.zeros(len(columns), dtype=int), columns)), (1, len(compiled.columns))
    )
    return replace(
        compiled,
        matrix=sp.csc_array(sp.vstack([compiled.matrix, row])),
        row_lower=np.append(compiled.row_lower, -math.inf),
        row_upper=np.append(compiled.row_upper, most),
        constraints=(*compiled.constraints, SimpleNamespace(name="changes")),
    )
