"""The design alone as a linear program, with operations known through cuts: it bounds every plan from above.

Columns are those of a space of designs (`solvers.space`); `operating_profit[n]` of each state is held down by cuts
only. Integrality belongs to the search.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from highspy import Highs, HighsBasisStatus, HighsModelStatus, kSolutionStatusFeasible
from numpy.typing import NDArray

from solvers.branching import WHOLE, Box
from solvers.columns import COUNT
from solvers.compiled import Floats
from solvers.highs import loaded
from solvers.pool import Pool, Row
from solvers.recourse import Cut
from solvers.space import Space

_DEVEX = 1  # weights of steepest edges would be computed anew for each row after every change of rows or basis
_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "solver": "simplex",
    "simplex_dual_edge_weight_strategy": _DEVEX,
}
_SHORT_SEARCH = {"mip_rel_gap": 1e-3, "mip_max_nodes": 500, "mip_heuristic_effort": 0.05}
_NO_DUAL = 1e-9  # a cut with no larger dual is slack
_NEGLIGIBLE = 1e-7  # of a cut's largest coefficient
ROOF = 30.0  # times the most a state can earn: where its profit is held while no cut does
IDLE_ROUNDS = 15  # a cut that was slack so many times in a row is dropped from the LP
LEAST_DROPPED = 50
MOST_CUTS = 20  # a state; where there are more, those that were slack longest are dropped, half of them
MANY_CUTS = 400  # in all: below it none is dropped for that


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The LP's answer: `bound` (None if infeasible), columns x, their reduced costs, duals of the space's rows, and the
    cuts that bind, with their duals (upper bounds all, so the sign says nothing)."""

    bound: float | None
    x: Floats
    reduced: Floats
    duals: Floats
    binding: Sequence[tuple[float, Row]] = ()


NO_DESIGN = Relaxation(None, *(np.zeros(0),) * 3)


class Master:
    """A persistent LP; bounds of columns come and go with the nodes of the search, cuts with their use.

    `decided` are the whole columns that make a design; how many sites run follows from them.
    """

    def __init__(self, space: Space):
        arrays = space.arrays
        self.space = space
        self.columns: tuple[str, ...] = arrays.columns
        self.lower, self.upper, self.integer = arrays.lower.copy(), arrays.upper.copy(), arrays.integer
        self.decided = self.integer & ~np.array([name.startswith(f"{COUNT}[") for name in self.columns], dtype=bool)
        self.most_profits = np.full(len(space.profits), np.inf)
        self._box = Box(self.lower.copy(), self.upper.copy())
        self._highs = loaded(replace(arrays, integer=np.zeros_like(arrays.integer)), _OPTIONS)
        self._fixed_rows = arrays.matrix.shape[0]
        self._idle: list[int] = []
        self._rows_in: list[Row] = []  # the cuts that the LP has now
        self.solves = 0
        self._pool = Pool(len(arrays.columns), len(space.profits))

    def hold_profits(self, most: Iterable[float]) -> None:
        """No state can earn more than this: what its operations earn with every link wide open.

        The columns are held well above it: at the very limit the first relaxations would have too many optima alike.
        """
        self.most_profits = np.array(list(most))
        for j, value in zip(self.space.profits, self.most_profits + ROOF * np.abs(self.most_profits), strict=True):
            self.upper[j] = self._box.upper[j] = value
            self._highs.changeColBounds(int(j), -math.inf, value)

    def first_bound(self) -> float:
        """The relaxation's value where each state earns the most that it can: it needs no cut, and is weak.

        By a program apart, so that the search begins as it would without.
        """
        arrays = self.space.arrays
        upper = self.upper.copy()
        upper[self.space.profits] = self.most_profits
        apart = loaded(replace(arrays, upper=upper, integer=np.zeros_like(arrays.integer)), _OPTIONS)
        apart.run()
        optimal = apart.getModelStatus() == HighsModelStatus.kOptimal
        return float(apart.getInfo().objective_function_value) if optimal else math.inf

    def best(self, weights: Floats) -> Floats | None:
        """The design that is best by other weights than its worth; None where there is none."""
        columns = np.arange(len(self.columns), dtype=np.int32)
        self._highs.changeColsCost(columns.size, columns, weights)
        self._highs.run()
        found = self._highs.getModelStatus() == HighsModelStatus.kOptimal
        x = np.array(self._highs.getSolution().col_value)
        self._highs.changeColsCost(columns.size, columns, self.space.arrays.cost)
        return x if found else None

    def links(self, x: Floats) -> dict[str, tuple[Floats, NDArray[np.bool_]]]:
        """The links of each period at a design."""
        return {t: link_map.links(x) for t, link_map in self.space.maps.items()}

    def widest(self) -> Box:
        """The box of all designs."""
        return Box(self.lower.copy(), self.upper.copy())

    def set_box(self, box: Box) -> None:
        """The bounds of a node; only those that differ from the present ones are passed on."""
        changed = np.flatnonzero((self._box.lower != box.lower) | (self._box.upper != box.upper)).astype(np.int32)
        if changed.size:
            self._highs.changeColsBounds(changed.size, changed, box.lower[changed], box.upper[changed])
            self._box = box.copy()

    def probe(self, box: Box, iterations: int) -> float | None:
        """The relaxation's value in a box, after so many simplex iterations at most; -inf where it holds no plan.

        An unfinished value is an estimate, no bound.
        """
        kept = self._box
        self.set_box(box)
        self._highs.setOptionValue("simplex_iteration_limit", iterations)
        self._highs.run()
        self._highs.setOptionValue("simplex_iteration_limit", 2**31 - 1)
        status, value = self._highs.getModelStatus(), float(self._highs.getInfo().objective_function_value)
        self.set_box(kept)
        if status == HighsModelStatus.kInfeasible:
            return -math.inf
        return value if status in (HighsModelStatus.kOptimal, HighsModelStatus.kIterationLimit) else None

    def rounded(self, x: Floats, members: NDArray[np.int64], seconds: float) -> Floats | None:
        """The best whole values, by the cuts there are, of the `members` that are fractional at x; others are rounded.

        A short search by HiGHS under the present bounds; None where it finds nothing.
        """
        whole = np.abs(x[members] - np.round(x[members])) <= WHOLE
        values = np.round(x[members[whole]])
        search = Highs()  # type: ignore[no-untyped-call]
        options: dict[str, Any] = {**_OPTIONS, **_SHORT_SEARCH, "time_limit": seconds}
        for option, value in options.items():
            search.setOptionValue(option, value)
        search.passModel(self._highs.getLp())
        search.changeColsBounds(values.size, members[whole].astype(np.int32), values, values)
        undecided = members[~whole].astype(np.int32)
        search.changeColsIntegrality(undecided.size, undecided, np.ones(undecided.size, dtype=np.uint8))
        search.run()
        known = search.getInfo().primal_solution_status == int(kSolutionStatusFeasible)
        return np.array(search.getSolution().col_value) if known else None

    def solve(self, seconds: float = math.inf, *, passing: bool = False) -> Relaxation | None:
        """The relaxation under the present bounds; None where HiGHS did not get to the end of it.

        Cuts that are slack again and again are dropped; on the way to some fixed design (`passing`) only where there
        are very many.
        """
        self.solves += 1
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in (HighsModelStatus.kOptimal, HighsModelStatus.kInfeasible, HighsModelStatus.kTimeLimit):
            self._highs.clearSolver()
            self._highs.run()
            status = self._highs.getModelStatus()
        if status == HighsModelStatus.kInfeasible:
            return NO_DESIGN
        if status != HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        value = float(self._highs.getInfo().objective_function_value)
        own, cuts = np.split(np.array(solution.row_dual), [self._fixed_rows])
        binding = [(abs(float(cuts[i])), self._rows_in[i]) for i in np.flatnonzero(np.abs(cuts) > _NO_DUAL)]
        found = Relaxation(value, np.array(solution.col_value), np.array(solution.col_dual), own, binding)
        self._drop_idle(cuts, passing=passing)
        return found

    def add(
        self, cuts: Iterable[Cut], at: Mapping[str, tuple[Floats, NDArray[np.bool_]]], x: Floats, least: float
    ) -> int:
        """Adds the cuts, made `at` these links, that x violates by more than `least`; returns how many."""
        rows = [
            row for row in self._rows(cuts, at) if float(row.values @ x[row.columns]) - row.side > row.noticed(least)
        ]
        self._pool.keep(rows)
        self._append(rows)
        return len(rows)

    def add_worth(self, most: float, point: Floats, gain: Floats, x: Floats, least: float) -> int:
        """Adds that no design is worth more than most + gain @ (design - point), if x violates it by more than `least`;
        returns how many rows."""
        used, rounding = self._split(gain)
        values = np.zeros(len(self.columns))
        values[used] = -gain[used]
        values += self.space.arrays.cost
        columns = np.flatnonzero(values)
        side = most - self.space.arrays.offset - float(gain @ point) + rounding
        if float(values @ x) - side <= least:
            return 0
        row = Row(len(self.space.profits), columns, values[columns], side)
        self._pool.keep([row])
        self._append([row])
        return 1

    def rule_out(self, columns: NDArray[np.int64], x: Floats) -> int:
        """Adds that no design has the values of x in those of these columns that are 0 or 1; returns how many rows.

        With A the ones among them and B the zeros: sum_A (1 - x) + sum_B x >= 1.
        """
        binary = columns[(self.lower[columns] >= 0) & (self.upper[columns] <= 1)]
        values = np.where(x[binary] > 0.5, 1.0, -1.0)
        row = Row(len(self.space.profits), binary, values, float((values > 0).sum()) - 1.0)
        self._pool.keep([row])
        self._append([row])
        return 1

    def remember(self, cuts: Iterable[Cut], at: Mapping[str, tuple[Floats, NDArray[np.bool_]]]) -> None:
        """Puts cuts into the memory, from which `recall` takes them."""
        self._pool.keep(list(self._rows(cuts, at)))

    def _rows(self, cuts: Iterable[Cut], at: Mapping[str, tuple[Floats, NDArray[np.bool_]]]) -> Iterator[Row]:
        """Cuts as rows over the columns."""
        for cut in cuts:
            period = self.space.states[cut.state]
            constant, coefficients = self.space.maps[period].pull_back(cut.gradient, at[period][1])
            used, rounding = self._split(coefficients)
            constant += cut.constant + rounding
            columns, values = used, -coefficients[used]
            if not cut.missing:
                columns, values = np.append(columns, self.space.profits[cut.state]), np.append(values, 1.0)
            yield Row(cut.state, columns, values, constant, cut.missing)

    def recall(self, x: Floats, least: float) -> int:
        """Takes back from the pool the worst cuts of each state that x violates noticeably (`least`: in money), but for
        those that the LP has, and violates by its tolerance; returns how many."""
        rows = self._pool.violated(x, least, {id(row) for row in self._rows_in})
        self._append(rows)
        return len(rows)

    def _append(self, rows: Sequence[Row]) -> None:
        if rows:
            sizes = [row.columns.size for row in rows]
            self._highs.addRows(
                len(rows), np.full(len(rows), -math.inf), np.array([row.side for row in rows]), sum(sizes),
                np.cumsum([0, *sizes[:-1]]).astype(np.int32),
                np.concatenate([row.columns for row in rows]).astype(np.int32),
                np.concatenate([row.values for row in rows]),
            )  # fmt: skip
            self._idle += [0] * len(rows)
            self._rows_in += rows

    def _split(self, coefficients: Floats) -> tuple[NDArray[np.int64], float]:
        """Columns whose coefficients stand in the cut, and the most that the others, too small for an LP, can give."""
        size = np.abs(coefficients)
        small = (size > 0) & (size < _NEGLIGIBLE * size.max(initial=0.0)) & np.isfinite(self.upper)
        most = float(np.maximum(coefficients[small], 0.0) @ self.upper[small])
        return np.flatnonzero((size > 0) & ~small), most

    def _drop_idle(self, duals: Floats, *, passing: bool) -> None:
        """Drops rows that were slack for long; on the way to some fixed design only where there are too many."""
        self._idle = [0 if abs(dual) > _NO_DUAL else rounds + 1 for dual, rounds in zip(duals, self._idle, strict=True)]
        most = max(MANY_CUTS, MOST_CUTS * len(self.space.profits))
        if len(self._idle) > most:
            few = min(IDLE_ROUNDS, sorted(self._idle)[most // 2] + 1)
        elif passing:
            return
        else:
            few = IDLE_ROUNDS
        idle = [i for i, rounds in enumerate(self._idle) if rounds >= few]
        if len(idle) < LEAST_DROPPED:
            return
        basic = [
            status == HighsBasisStatus.kBasic for status in list(self._highs.getBasis().row_status)[self._fixed_rows :]
        ]
        gone = [i for i in idle if basic[i]]  # only rows that are slack leave the basis whole
        if gone:
            self._highs.deleteRows(len(gone), np.array(gone, dtype=np.int32) + self._fixed_rows)
            dropped = set(gone)
            self._idle = [rounds for i, rounds in enumerate(self._idle) if i not in dropped]
            self._rows_in = [row for i, row in enumerate(self._rows_in) if i not in dropped]
