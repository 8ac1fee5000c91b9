"""The linear programs of operations, each over the flows alone that a design leaves open.

Near whole designs nine of ten flows are held at 0 by a link: sites that are closed, options that do not run, SKUs that
are not held. HiGHS's time to take up a program goes with its columns, whether they can move or not, so those flows are
left out of it. Duals say as much without them, since cuts count every flow by its reduced cost.

All states share the columns, as designs differ little from period to period, and a basis is carried over from one set
of columns to the next. Nothing here depends on the number of cores.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from highspy import Highs, HighsBasis, HighsBasisStatus, HighsModelStatus, HighsStatus
from numpy.typing import NDArray

from solvers.compiled import Compiled, Floats
from solvers.highs import loaded
from solvers.template import Template

CLOSED = 1e-9  # a link below it counts as closed
MANY = 10_000  # flows; below, programs keep all: they gain nothing by fewer (5 000 flows: 2.4 ms either way)
SPARSE = 0.5  # of the columns there are: where fewer are open, the others are left out
GROWN = 1.5  # times the open columns: up to so many those before stay in beside new ones
MOST = 0.5  # of all flows: where more are open, programs have all
_OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 0, "solver": "simplex"}
_SOLVED = (HighsModelStatus.kOptimal, HighsModelStatus.kModelEmpty)

Ints = NDArray[np.int64]


class OpenFlows:
    """The flows that programs have now; `columns` is another array whenever they change."""

    def __init__(self, template: Template):
        self._template = template
        self._every: Ints = np.arange(len(template.flows), dtype=np.int64)
        self.columns = self._every

    @property
    def all(self) -> bool:
        """Whether none is left out."""
        return self.columns is self._every

    def fit(self, links: Iterable[Floats]) -> None:
        """Takes in the flows that some of these links leave open, and leaves out others where they are many."""
        if self._every.size < MANY:
            return
        needed = self._open(links)
        count = int(needed.sum())
        if count > MOST * self._every.size:
            self.columns = self._every
            return
        there = np.zeros(needed.size, dtype=bool)
        there[self.columns] = True
        covered = bool(there[needed].all())
        if covered and count >= SPARSE * self.columns.size:
            return
        both = needed | there
        chosen = both if not covered and both.sum() <= GROWN * count else needed
        self.columns = np.flatnonzero(chosen)

    def _open(self, links: Iterable[Floats]) -> NDArray[np.bool_]:
        template = self._template
        most = np.zeros(len(template.links))
        for each in links:
            np.maximum(most, each, out=most)
        closed = template.bounds @ (most > CLOSED).astype(float) <= 0
        found = np.ones(len(template.flows), dtype=bool)
        found[template.bound_column[closed]] = False
        return found


class Basis(NamedTuple):
    """A basis of a program that had these columns."""

    columns: Ints
    basis: HighsBasis


class Program:
    """One HiGHS in memory, which takes up one state after another."""

    def __init__(self, whole: Compiled):
        """`whole`: the program with all flows (see `Template.compiled`)."""
        self._whole = whole
        self._columns: Ints | None = None
        self._highs: Highs | None = None

    def bound(self, columns: Ints, upper: Floats, sides: tuple[Floats, Floats]) -> None:
        """Sets the bounds of all flows, of which it is to have these columns, and the sides of the rows."""
        if self._highs is None or columns is not self._columns:
            self._highs = None  # before there are two of them in memory
            self._highs, self._columns = loaded(_part(self._whole, columns), _OPTIONS), columns
        count = columns.size
        numbers = np.arange(count, dtype=np.int32)
        self._highs.changeColsBounds(count, numbers, np.zeros(count), upper[columns])
        rows = np.arange(sides[0].size, dtype=np.int32)
        self._highs.changeRowsBounds(rows.size, rows, *sides)  # type: ignore[attr-defined] # no stub

    def solve(self, cost: Floats, known: Basis | None) -> bool:
        """Whether the best flows for these costs (of all flows) were found, from a known basis on."""
        highs, columns = self._now()
        highs.changeColsCost(columns.size, np.arange(columns.size, dtype=np.int32), cost[columns])
        if known is None or highs.setBasis(_carried(known, columns, self._whole)) == HighsStatus.kError:
            highs.clearSolver()
        highs.run()
        if highs.getModelStatus() not in _SOLVED:
            highs.clearSolver()
            highs.run()
        return highs.getModelStatus() in _SOLVED

    @property
    def status(self) -> str:
        """What HiGHS says of the last solve."""
        return str(self._now()[0].getModelStatus().name)

    def basis(self) -> Basis:
        """The basis it ended with."""
        highs, columns = self._now()
        return Basis(columns, highs.getBasis())

    def prices(self) -> Floats:
        """The duals of the rows."""
        return np.array(self._now()[0].getSolution().row_dual)

    def flows(self) -> tuple[Ints, Floats]:
        """The flows it has, and their amounts; the others are 0."""
        highs, columns = self._now()
        return columns, np.array(highs.getSolution().col_value)

    def _now(self) -> tuple[Highs, Ints]:
        assert self._highs is not None and self._columns is not None
        return self._highs, self._columns


def _part(whole: Compiled, columns: Ints) -> Compiled:
    if columns.size == whole.matrix.shape[1]:
        return whole
    return replace(
        whole,
        lower=whole.lower[columns],
        upper=whole.upper[columns],
        integer=whole.integer[columns],
        cost=whole.cost[columns],
        matrix=whole.matrix[:, columns],
    )


def _carried(known: Basis, columns: Ints, whole: Compiled) -> HighsBasis:
    """A basis for other columns: those that both have stay as they are, new ones are at 0.

    It may have too few columns; HiGHS mends that.
    """
    if known.columns is columns:
        return known.basis
    place = np.full(whole.matrix.shape[1], -1)
    place[columns] = np.arange(columns.size)
    at = place[known.columns]
    status = np.full(columns.size, HighsBasisStatus.kLower, dtype=object)
    status[at[at >= 0]] = np.array(known.basis.col_status, dtype=object)[at >= 0]
    found = HighsBasis()
    found.col_status, found.row_status = status.tolist(), known.basis.row_status
    found.valid, found.alien = True, True
    return found
