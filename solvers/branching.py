"""What the search branches on, and the part of the design space a node stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solvers.compiled import Floats

WHOLE = 1e-6  # an integer column this near a whole number is one

# in this order: whether a site runs at the end, then when; who runs it; with which package; certificates; SKUs
ORDER = (
    "site_at_end",
    "site_runs",
    "tenancy_at_end",
    "tenancy_runs",
    "serves",
    "run",
    "certify_start",
    "other",
    "stock",
)


AT_END = ("site_at_end", "tenancy_at_end")
A_CLASS = 3  # candidates of each class that are compared
AT_ONCE = 8


@dataclass(eq=False)
class Box:
    """Bounds of all columns."""

    lower: Floats
    upper: Floats

    def copy(self) -> Box:
        """One that can be changed by itself."""
        return Box(self.lower.copy(), self.upper.copy())

    def fix(self, columns: NDArray[np.int64], value: float) -> None:
        """Holds columns at a value."""
        self.lower[columns] = self.upper[columns] = value

    def with_bound(self, column: int, *, up: bool) -> Box:
        """The half where a binary column is 1 (up) or 0."""
        half = self.copy()
        half.lower[column] = half.upper[column] = 1.0 if up else 0.0
        return half


class Priorities:
    """Integer columns by class, in the order in which the search decides them."""

    def __init__(self, columns: tuple[str, ...], integer: NDArray[np.bool_], last_period: str):
        classes: dict[str, list[int]] = {name: [] for name in ORDER}
        ending = f",{last_period}]", f",'{last_period}']"
        for j in np.flatnonzero(integer):
            kind = columns[j].split("[")[0]
            if kind in ("site_runs", "tenancy_runs") and columns[j].endswith(ending):
                kind = "site_at_end" if kind == "site_runs" else "tenancy_at_end"
            classes[kind if kind in classes else "other"].append(int(j))
        self.classes = {name: np.array(members, dtype=np.int64) for name, members in classes.items() if members}

    def first_fractional(self, x: Floats) -> tuple[str, NDArray[np.int64]] | None:
        """The first class with columns that are not whole at x, and these columns."""
        for name, members in self.classes.items():
            fractional = members[np.abs(x[members] - np.round(x[members])) > WHOLE]
            if fractional.size:
                return name, fractional
        return None

    def candidates(self, x: Floats) -> NDArray[np.int64]:
        """Columns worth looking at, the most fractional first: a few each of whether sites run at the end and who runs
        them; where all these are whole, a few of the next class."""
        found: list[NDArray[np.int64]] = []
        for name, members in self.classes.items():
            distance = np.abs(x[members] - np.round(x[members]))
            fractional = np.flatnonzero(distance > WHOLE)
            if not fractional.size or (found and name not in AT_END):
                continue
            order = fractional[np.argsort(-distance[fractional], kind="stable")]
            found.append(members[order[:A_CLASS]])
        return np.concatenate(found)[:AT_ONCE]
