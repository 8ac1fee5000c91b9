"""The memory of cuts: a cut dropped from the LP holds all the same, and may be needed at the next node."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from solvers.compiled import Floats
from solvers.recourse import SHORT

POOL = 12_000  # cuts remembered
AT_ONCE = 10  # violated cuts taken back at once, or one of each state, where there are more of these
_SHORT = SHORT / 2  # units by which a cut on what is missing is violated noticeably


class Row(NamedTuple):
    """values @ x[columns] <= side; `state`: whose it is, one more than the last where it is no state's; `missing`: it
    speaks of units that are missing, not of money."""

    state: int
    columns: NDArray[np.int64]
    values: Floats
    side: float
    missing: bool = False

    def noticed(self, least: float) -> float:
        """A violation of it that matters, where `least` is one in money."""
        return _SHORT if self.missing else least


class Pool:
    """Every cut ever made, so that one dropped from the LP need not be made again."""

    def __init__(self, columns: int, states: int):
        self._columns, self._each = columns, max(1, AT_ONCE // states)
        self._rows: list[Row] = []
        self._matrix: Any = sp.csr_array((0, columns))
        self._sides = np.zeros(0)
        self._states = np.zeros(0, dtype=np.int64)
        self._missing = np.zeros(0, dtype=bool)

    def keep(self, rows: Sequence[Row]) -> None:
        """Adds cuts; those beyond POOL are forgotten, oldest first."""
        self._rows += rows

    def violated(self, x: Floats, least: float, there: Collection[int] = ()) -> list[Row]:
        """The cuts that x violates most, if noticeably (`least`: in money): one of each state, of few states some more.

        Those whose id is `there` are left out.
        """
        self._compile()
        if not self._rows:
            return []
        noticed = np.where(self._missing, _SHORT, least)
        excess = (self._matrix @ x - self._sides) / noticed
        chosen = np.array([i for i in np.flatnonzero(excess > 1.0) if id(self._rows[i]) not in there], dtype=np.int64)
        chosen = chosen[np.lexsort((-excess[chosen], self._states[chosen]))]
        state = self._states[chosen]
        rank = np.arange(chosen.size) - np.searchsorted(state, state)  # within its state
        return [self._rows[i] for i in chosen[rank < self._each]]

    def _compile(self) -> None:
        known = self._sides.size
        if len(self._rows) > POOL:
            self._rows, known = self._rows[-POOL // 2 :], 0
            self._matrix = sp.csr_array((0, self._columns))
        new = self._rows[known:]
        if not new:
            return
        starts = np.cumsum([0, *(row.columns.size for row in new)])
        parts = np.concatenate([row.values for row in new]), np.concatenate([row.columns for row in new]), starts
        added = sp.csr_array(parts, shape=(len(new), self._columns))
        self._matrix = sp.vstack([self._matrix, added]).tocsr()
        self._sides = np.array([row.side for row in self._rows])
        self._states = np.array([row.state for row in self._rows])
        self._missing = np.array([row.missing for row in self._rows])
