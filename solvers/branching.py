"""What the search branches on, and the part of the design space a node stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solvers.columns import COUNT
from solvers.compiled import Floats

WHOLE = 1e-6  # an integer column this near a whole number is one

# How many sites run is branched on, too, but never rounded: it follows from the runs.
# The rest in this order: whether a site runs at the end, then when; who runs it; with which package; certificates; SKUs
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

    def half(self, column: int, value: float, *, up: bool) -> Box:
        """The part where a whole column that stands at a fractional value is above it (up) or below."""
        half = self.copy()
        below = min(max(np.floor(value), self.lower[column]), self.upper[column] - 1.0)  # inside, whatever the rounding
        if up:
            half.lower[column] = below + 1.0
        else:
            half.upper[column] = below
        return half


class Priorities:
    """Integer columns by class, in the order in which the search decides them."""

    def __init__(self, columns: tuple[str, ...], integer: NDArray[np.bool_], last_period: str):
        classes: dict[str, list[int]] = {name: [] for name in ORDER}
        ending = f",{last_period}]", f",'{last_period}']"
        counts: list[int] = []
        for j in np.flatnonzero(integer):
            kind = columns[j].split("[")[0]
            if kind == COUNT:
                counts.append(int(j))
                continue
            if kind in ("site_runs", "tenancy_runs") and columns[j].endswith(ending):
                kind = "site_at_end" if kind == "site_runs" else "tenancy_at_end"
            classes[kind if kind in classes else "other"].append(int(j))
        self._counts = np.array(counts, dtype=np.int64)
        self.classes = {name: np.array(members, dtype=np.int64) for name, members in classes.items() if members}

    def first_fractional(self, x: Floats) -> tuple[str, NDArray[np.int64]] | None:
        """The first class with columns that are not whole at x, and these columns."""
        for name, members in self.classes.items():
            fractional = members[np.abs(x[members] - np.round(x[members])) > WHOLE]
            if fractional.size:
                return name, fractional
        return None

    def candidates(self, x: Floats) -> NDArray[np.int64]:
        """Columns worth looking at, the most fractional first: a few each of how many sites run, whether they run at
        the end and who runs them; where all these are whole, a few of the next class."""
        found = [_most_fractional(self._counts, x)]
        for name, members in self.classes.items():
            if name in AT_END or not any(part.size for part in found):
                found.append(_most_fractional(members, x))
        return np.concatenate(found)[:AT_ONCE]


def _most_fractional(members: NDArray[np.int64], x: Floats) -> NDArray[np.int64]:
    distance = np.abs(x[members] - np.round(x[members]))
    fractional = np.flatnonzero(distance > WHOLE)
    return members[fractional[np.argsort(-distance[fractional], kind="stable")][:A_CLASS]]
