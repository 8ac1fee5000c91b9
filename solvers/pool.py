"""The memory of cuts: a cut dropped from the LP holds all the same, and may be needed at the next node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from solvers.compiled import Floats
from solvers.recourse import SHORT

POOL = 12_000  # cuts remembered
AT_ONCE = 10  # violated cuts taken back, at least, shared among the states, where there are so many


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
        return SHORT / 2 if self.missing else least


class Pool:
    """Every cut ever made, so that one dropped from the LP need not be made again."""

    def __init__(self, columns: int):
        self._columns = columns
        self._rows: list[Row] = []
        self._matrix: Any = sp.csr_array((0, columns))
        self._sides = np.zeros(0)
        self._states = np.zeros(0, dtype=np.int64)
        self._missing = np.zeros(0, dtype=bool)

    def keep(self, rows: Sequence[Row]) -> None:
        """Adds cuts; those beyond POOL are forgotten, oldest first."""
        self._rows += rows

    def violated(self, x: Floats, least: float) -> list[Row]:
        """The cut of each state that x violates most, if noticeably (`least`: in money); of few states some more."""
        self._compile()
        if not self._rows:
            return []
        excess = self._matrix @ x - self._sides
        chosen = np.flatnonzero(excess > np.where(self._missing, SHORT / 2, least))
        chosen = chosen[np.lexsort((-excess[chosen], self._states[chosen]))]
        state = self._states[chosen]
        rank = np.arange(chosen.size) - np.searchsorted(state, state)  # within its state
        each = max(1, AT_ONCE // (int(self._states.max()) + 1))
        return [self._rows[i] for i in chosen[rank < each]]

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
