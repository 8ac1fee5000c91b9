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
KNOWN = 0.1  # of the columns: a basis that says of fewer where they stand is farther from the optimum than none
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
        self._open: Ints | None = None
        self._columns: Ints | None = None  # the same in HiGHS's order
        self._highs: Highs | None = None
        self._last: Basis | None = None  # that HiGHS stands at
        self._upper = self._cost = np.zeros(0)  # what HiGHS has

    def bound(self, columns: Ints, upper: Floats, sides: tuple[Floats, Floats]) -> None:
        """Sets the bounds of all flows, of which it is to have these columns, and the sides of the rows."""
        if columns is not self._open:
            self._have(columns)
        highs, mine = self._now()
        changed, self._upper = _changed(self._upper, upper[mine])
        highs.changeColsBounds(changed.size, changed, np.zeros(changed.size), self._upper[changed])
        rows = np.arange(sides[0].size, dtype=np.int32)
        highs.changeRowsBounds(rows.size, rows, *sides)  # type: ignore[attr-defined] # no stub

    def solve(self, cost: Floats, known: Basis | None) -> bool:
        """Whether the best flows for these costs (of all flows) were found, from a known basis on."""
        highs, columns = self._now()
        changed, self._cost = _changed(self._cost, cost[columns])
        highs.changeColsCost(changed.size, changed, self._cost[changed])
        if not self._stand_at(known):
            highs.clearSolver()
        highs.run()
        if highs.getModelStatus() not in _SOLVED:
            highs.clearSolver()
            highs.run()
        self._last = None
        return highs.getModelStatus() in _SOLVED

    def _stand_at(self, known: Basis | None) -> bool:
        """Puts HiGHS at a basis; False where there is none that is of use to it."""
        highs, columns = self._now()
        if known is None or known.columns.size < KNOWN * columns.size:
            return False
        return known is self._last or highs.setBasis(_carried(known, columns, self._whole)) != HighsStatus.kError

    def _have(self, columns: Ints) -> None:
        """Makes the program one over these columns; where it only lacks some of them, these are added."""
        self._open = columns
        has = np.zeros(self._whole.matrix.shape[1], dtype=bool)
        has[columns] = True
        if self._highs is None or self._columns is None or not has[self._columns].all():
            self._highs = self._last = None  # before there are two of them in memory
            self._highs, self._columns = loaded(_part(self._whole, columns), _OPTIONS), columns
            self._upper = self._cost = np.zeros(columns.size)
        else:
            has[self._columns] = False
            new = np.flatnonzero(has)
            part, nothing = _part(self._whole, new), np.zeros(new.size)
            self._highs.addCols(
                new.size, nothing, nothing, nothing, part.matrix.nnz,
                part.matrix.indptr[:-1], part.matrix.indices, part.matrix.data,
            )  # fmt: skip
            self._columns = np.concatenate([self._columns, new])
            self._upper, self._cost = np.append(self._upper, nothing), np.append(self._cost, nothing)

    @property
    def status(self) -> str:
        """What HiGHS says of the last solve."""
        return str(self._now()[0].getModelStatus().name)

    def basis(self) -> Basis:
        """The basis it ended with."""
        highs, columns = self._now()
        self._last = Basis(columns, highs.getBasis())
        return self._last

    def prices(self) -> Floats:
        """The duals of the rows."""
        return np.array(self._now()[0].getSolution().row_dual)

    def flows(self) -> tuple[Ints, Floats]:
        """The flows it has, and their amounts; the others are 0."""
        highs, columns = self._now()
        order = np.argsort(columns)
        return columns[order], np.array(highs.getSolution().col_value)[order]

    def _now(self) -> tuple[Highs, Ints]:
        assert self._highs is not None and self._columns is not None
        return self._highs, self._columns


def _changed(before: Floats, now: Floats) -> tuple[NDArray[np.int32], Floats]:
    """Where the two differ, and the latter: HiGHS looks at every number it is given."""
    return np.flatnonzero(before != now).astype(np.int32), now


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
