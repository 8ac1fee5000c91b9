"""The design alone as a linear program, with operations known through cuts: it bounds every plan from above.

Columns are those of the compiled design; `operating_profit[n]` of each state is held down by cuts only. Integrality
belongs to the search. Two kinds of columns are added for it to branch on, as sums of runs: `site_runs[s,t]` and
`tenancy_runs[s,o,t]`. `available[k,s,t]`, which only bounds operations, is projected out: operations see the lesser of
its two limits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp
from highspy import Highs, HighsBasisStatus, HighsModelStatus
from numpy.typing import NDArray

from model.prepare import Data
from solvers.branching import Box
from solvers.compiled import Compiled, Floats
from solvers.highs import loaded
from solvers.recourse import Cut
from solvers.template import Template

_OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 0, "solver": "simplex"}
_PROJECTED = ("available_where_stocked", "available_after_transit")
_NEGLIGIBLE = 1e-7  # of a cut's largest coefficient
IDLE_ROUNDS = 15  # a cut that was slack so many times in a row is dropped from the LP
POOL = 12_000  # cuts remembered
LEAST_DROPPED = 50


@dataclass(frozen=True, eq=False)
class Relaxation:
    """The LP's answer: `bound` (None if infeasible), columns x, and their reduced costs."""

    bound: float | None
    x: Floats
    reduced: Floats


Row = tuple[int, NDArray[np.int64], Floats, float]  # state, columns, coefficients, right-hand side


class _Pool:
    """Every cut ever made, so that one dropped from the LP need not be made again."""

    def __init__(self, columns: int):
        self._columns = columns
        self._rows: list[Row] = []
        self._matrix: Any = sp.csr_array((0, columns))
        self._sides = np.zeros(0)
        self._states = np.zeros(0, dtype=np.int64)

    def keep(self, rows: Sequence[Row]) -> None:
        """Adds cuts; those beyond POOL are forgotten, oldest first."""
        self._rows += rows

    def violated(self, x: Floats, least: float) -> list[Row]:
        """The cut of each state that x violates most, if by more than `least`."""
        self._compile()
        if not self._rows:
            return []
        excess = self._matrix @ x - self._sides
        worst = np.full(int(self._states.max()) + 1, least)
        np.maximum.at(worst, self._states, excess)
        chosen = np.flatnonzero((excess > least) & (excess >= worst[self._states]))
        first = {int(self._states[i]): int(i) for i in chosen[::-1]}
        return [self._rows[i] for _, i in sorted(first.items())]

    def _compile(self) -> None:
        known = self._sides.size
        if len(self._rows) > POOL:
            self._rows, known = self._rows[-POOL // 2 :], 0
            self._matrix = sp.csr_array((0, self._columns))
        new = self._rows[known:]
        if not new:
            return
        starts = np.cumsum([0, *(columns.size for _, columns, _, _ in new)])
        parts = np.concatenate([v for _, _, v, _ in new]), np.concatenate([c for _, c, _, _ in new]), starts
        added = sp.csr_array(parts, shape=(len(new), self._columns))
        self._matrix = sp.vstack([self._matrix, added]).tocsr()
        self._sides = np.array([side for *_, side in self._rows])
        self._states = np.array([state for state, *_ in self._rows])


@dataclass(frozen=True, eq=False)
class LinkMap:
    """The links of one period as functions of the design: the lesser of first and second, each constant + matrix @ x."""

    constants: tuple[Floats, Floats]
    matrices: tuple[Any, Any]

    def point(self, values: Mapping[str, float]) -> Floats:
        """A design given by name as columns, names left out as 0."""
        x = np.zeros(len(self.columns))
        for name, value in values.items():
            if name in self.position:
                x[self.position[name]] = value
        for name, runs in self._sums.items():
            x[self.position[name]] = sum(values.get(run, 0.0) for run in runs)
        return x

    def links(self, x: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Their values (never negative) and where the second one is the lesser."""
        first, second = (c + m @ x for c, m in zip(self.constants, self.matrices, strict=True))
        return np.maximum(np.minimum(first, second), 0.0), second < first

    def pull_back(self, gradient: Floats, second: NDArray[np.bool_]) -> tuple[float, Floats]:
        """gradient @ links as constant + coefficients @ x; an upper bound on it wherever the other one is lesser."""
        parts = np.where(second, 0.0, gradient), np.where(second, gradient, 0.0)
        finite = (np.where(p != 0, c, 0.0) for p, c in zip(parts, self.constants, strict=True))
        constant = sum(float(p @ c) for p, c in zip(parts, finite, strict=True))
        return constant, sum(m.T @ p for p, m in zip(parts, self.matrices, strict=True))


class Master:
    """A persistent LP; bounds of columns come and go with the nodes of the search, cuts with their use."""

    def __init__(self, m: pyo.ConcreteModel, data: Data, compiled: Compiled, template: Template):
        arrays = _with_sums(_projected(compiled), sums_of_runs(m))
        self.columns: tuple[str, ...] = arrays.columns
        self.position = {name: j for j, name in enumerate(arrays.columns)}
        self.lower, self.upper, self.integer = arrays.lower, arrays.upper, arrays.integer
        self.cost, self.offset = arrays.cost, arrays.offset
        self.profits = np.array([self.position[m.operating_profit[n].name] for n in m.N], dtype=np.int32)
        self.scenario_profits = np.array([self.position[m.profit[w].name] for w in m.W])
        self.maps = {t: _link_map(m, data, template, t, self.position) for t in m.T}
        self.variables = {v.name: v for v in compiled.variables}
        self._sums = sums_of_runs(m)
        self._periods = [state.period for state in data.futures.states]
        self._box = Box(self.lower.copy(), self.upper.copy())
        self._highs = loaded(replace(arrays, integer=np.zeros_like(arrays.integer)), _OPTIONS)
        self._fixed_rows = arrays.matrix.shape[0]
        self._idle: list[int] = []
        self._pool = _Pool(len(arrays.columns))

    @property
    def cuts(self) -> int:
        """Cuts in the LP."""
        return len(self._idle)

    def hold_profits(self, most: Iterable[float]) -> None:
        """No state can earn more than this: what its operations earn with every link wide open."""
        for j, value in zip(self.profits, most, strict=True):
            self.upper[j] = self._box.upper[j] = value
            self._highs.changeColBounds(int(j), -math.inf, value)

    def point(self, values: Mapping[str, float]) -> Floats:
        """A design given by name as columns, names left out as 0."""
        x = np.zeros(len(self.columns))
        for name, value in values.items():
            if name in self.position:
                x[self.position[name]] = value
        for name, runs in self._sums.items():
            x[self.position[name]] = sum(values.get(run, 0.0) for run in runs)
        return x

    def links(self, x: Floats) -> dict[str, tuple[Floats, NDArray[np.bool_]]]:
        """The links of each period at a design."""
        return {t: link_map.links(x) for t, link_map in self.maps.items()}

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

    def solve(self, seconds: float = math.inf, *, passing: bool = False) -> Relaxation | None:
        """The relaxation under the present bounds; None where HiGHS did not get to the end of it.

        Cuts that are slack again and again are dropped, but not on the way to some fixed design (`passing`).
        """
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in (HighsModelStatus.kOptimal, HighsModelStatus.kInfeasible, HighsModelStatus.kTimeLimit):
            self._highs.clearSolver()
            self._highs.run()
            status = self._highs.getModelStatus()
        if status == HighsModelStatus.kInfeasible:
            return Relaxation(None, np.zeros(0), np.zeros(0))
        if status != HighsModelStatus.kOptimal:
            return None
        solution = self._highs.getSolution()
        value = float(self._highs.getInfo().objective_function_value)
        found = Relaxation(value, np.array(solution.col_value), np.array(solution.col_dual))
        if not passing:
            self._drop_idle(np.array(solution.row_dual)[self._fixed_rows :])
        return found

    def add(self, cuts: Iterable[Cut], at: Mapping[str, tuple[Floats, NDArray[np.bool_]]], x: Floats, least: float) -> int:
        """Adds the cuts, made `at` these links, that x violates by more than `least`; returns how many."""
        rows = []
        for cut in cuts:
            period = self._periods[cut.state]
            constant, coefficients = self.maps[period].pull_back(cut.gradient, at[period][1])
            used, rounding = self._split(coefficients)
            constant += cut.constant + rounding
            j = self.profits[cut.state]
            if x[j] - constant - float(coefficients @ x) > least:
                rows.append((cut.state, np.append(used, j), np.append(-coefficients[used], 1.0), constant))
        self._pool.keep(rows)
        self._append(rows)
        return len(rows)

    def recall(self, x: Floats, least: float) -> int:
        """Takes back from the pool what x violates by more than `least`, the worst cut of each state."""
        rows = self._pool.violated(x, least)
        self._append(rows)
        return len(rows)

    def _append(self, rows: Sequence[Row]) -> None:
        if rows:
            sizes = [columns.size for _, columns, _, _ in rows]
            self._highs.addRows(
                len(rows), np.full(len(rows), -math.inf), np.array([side for *_, side in rows]), sum(sizes),
                np.cumsum([0, *sizes[:-1]]).astype(np.int32),
                np.concatenate([columns for _, columns, _, _ in rows]).astype(np.int32),
                np.concatenate([values for _, _, values, _ in rows]),
            )  # fmt: skip
            self._idle += [0] * len(rows)

    def _split(self, coefficients: Floats) -> tuple[NDArray[np.int64], float]:
        """Columns whose coefficients stand in the cut, and the most that the others, too small for an LP, can give."""
        size = np.abs(coefficients)
        small = (size > 0) & (size < _NEGLIGIBLE * size.max(initial=0.0)) & np.isfinite(self.upper)
        most = float(np.maximum(coefficients[small], 0.0) @ self.upper[small])
        return np.flatnonzero((size > 0) & ~small), most

    def _drop_idle(self, duals: Floats) -> None:
        self._idle = [0 if abs(dual) > 1e-9 else rounds + 1 for dual, rounds in zip(duals, self._idle, strict=True)]
        idle = [i for i, rounds in enumerate(self._idle) if rounds >= IDLE_ROUNDS]
        if len(idle) < LEAST_DROPPED:
            return
        basic = [status == HighsBasisStatus.kBasic for status in list(self._highs.getBasis().row_status)[self._fixed_rows :]]
        gone = [i for i in idle if basic[i]]  # only rows that are slack leave the basis whole
        if gone:
            self._highs.deleteRows(len(gone), np.array(gone, dtype=np.int32) + self._fixed_rows)
            self._idle = [rounds for i, rounds in enumerate(self._idle) if i not in set(gone)]


def _projected(compiled: Compiled) -> Compiled:
    """Without the columns `available` and the rows that bound them."""
    gone = np.array([c.parent_component().local_name in _PROJECTED for c in compiled.constraints], dtype=bool)
    kept = np.array([v.parent_component().local_name != "available" for v in compiled.variables], dtype=bool)
    matrix = compiled.matrix.tocsr()[~gone][:, kept].tocsc()
    rows = np.flatnonzero(~gone)
    columns = np.flatnonzero(kept)
    return Compiled(
        columns=tuple(compiled.columns[j] for j in columns),
        variables=tuple(compiled.variables[j] for j in columns),
        lower=compiled.lower[kept],
        upper=compiled.upper[kept],
        integer=compiled.integer[kept],
        cost=compiled.cost[kept],
        matrix=matrix,
        row_lower=compiled.row_lower[~gone],
        row_upper=compiled.row_upper[~gone],
        constraints=tuple(compiled.constraints[i] for i in rows),
        offset=compiled.offset,
        sense=compiled.sense,
    )


def sums_of_runs(m: pyo.ConcreteModel) -> dict[str, list[str]]:
    """The sums that the search branches on: name of the column -> names of the runs in it."""
    groups = {f"site_runs[{s},{t}]": [m.run[i].name for i in runs] for (s, t), runs in m.runs_of_site.items()}
    return groups | {
        f"tenancy_runs[{s},{o},{t}]": [m.run[i].name for i in runs] for (s, o, t), runs in m.runs_of_tenancy.items()
    }


def _with_sums(compiled: Compiled, groups: dict[str, list[str]]) -> Compiled:
    """With a column for each sum of runs, and the row that ties it."""
    position = compiled.position
    r, c, extra = *compiled.matrix.shape, len(groups)
    rows = np.concatenate([np.full(len(names), i) for i, names in enumerate(groups.values())])
    columns = np.array([position[name] for names in groups.values() for name in names])
    ties = sp.csr_array((np.ones(rows.size), (rows, columns)), shape=(extra, c))
    matrix = sp.block_array([[compiled.matrix, sp.csr_array((r, extra))], [ties, -sp.eye_array(extra)]]).tocsc()
    return Compiled(
        columns=compiled.columns + tuple(groups),
        variables=compiled.variables,
        lower=np.append(compiled.lower, np.zeros(extra)),
        upper=np.append(compiled.upper, np.ones(extra)),
        integer=np.append(compiled.integer, np.ones(extra, dtype=bool)),
        cost=np.append(compiled.cost, np.zeros(extra)),
        matrix=matrix,
        row_lower=np.append(compiled.row_lower, np.zeros(extra)),
        row_upper=np.append(compiled.row_upper, np.zeros(extra)),
        constraints=compiled.constraints,
        offset=compiled.offset,
        sense=compiled.sense,
    )


def _link_map(
    m: pyo.ConcreteModel, data: Data, template: Template, period: str, position: Mapping[str, int]
) -> LinkMap:
    """Links of one period from columns of the master; a link that the period does not have is 0."""
    shape = len(template.links), len(position)
    entries: tuple[list[tuple[int, int, float]], ...] = ([], [])
    constants = np.zeros(shape[0]), np.full(shape[0], np.inf)
    for i, (kind, index) in enumerate(template.links):
        column = _column(m, kind, index, period)
        if column is not None:
            entries[0].append((i, position[column], 1.0))
        lost = m.share_lost.get((*index, period)) if kind == "available" else None
        if lost is not None:  # available <= 1 - share_lost * sum of openings
            constants[1][i] = 1.0
            runs = m.runs_of_site.get((index[1], period), [])
            entries[1].extend((i, position[m.opening[run].name], -lost) for run in runs)
    matrices = tuple(
        sp.csr_array(([v for *_, v in part], ([i for i, *_ in part], [j for _, j, _ in part])), shape=shape)
        for part in entries
    )
    return LinkMap(constants, (matrices[0], matrices[1]))


def _column(m: pyo.ConcreteModel, kind: str, index: Any, period: str) -> str | None:
    """Name of the design variable behind a link in one period."""
    if kind == "serves":
        return str(m.serves[index].name)
    if kind == "available":
        return str(m.stock[(*index, period)].name)
    variable = m.component(kind)
    return str(variable[(*index, period)].name) if (*index, period) in variable else None
