"""Dives go back where a step has no design."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from solvers.branching import Box, Priorities
from solvers.diving import SURE, dive
from solvers.master import NO_DESIGN, Relaxation

COLUMNS = ("run[A,p,t1]", "run[B,p,t1]")


class Blocked:
    """A relaxation of two runs that stand at the same share, of which at most so many are possible; `never` cannot
    run. It plays the master, too."""

    def __init__(self, share: float, most: int, never: int | None = None):
        self.share, self.most, self.never = share, most, never
        self.master = self
        self.solves = 0

    def set_box(self, box: Box) -> None:
        self.box = box.copy()

    def solve(self, *, passing: bool) -> Relaxation:
        self.solves += 1
        lower, upper = self.box.lower, self.box.upper
        if lower.sum() > self.most or (self.never is not None and lower[self.never] > 0):
            return NO_DESIGN
        open_share = 0.0 if lower.sum() == self.most else self.share
        return Relaxation(1.0, np.clip(np.full(2, open_share), lower, upper), np.zeros(2), np.zeros(0))

    def probe(self, box: Box, iterations: int) -> float:
        return 1.0

    def price(self, x: NDArray[np.float64], steps: int) -> None:
        pass


@pytest.mark.parametrize(
    ("share", "never", "expected"),
    [
        (0.95, None, [1.0, 0.0]),  # both are fixed at once, in vain: then the first of them alone
        (0.6, None, [1.0, 0.0]),  # one by one
        (0.6, 0, [0.0, 1.0]),  # the first cannot run: it is fixed to 0
        (0.95, 0, [0.0, 1.0]),
        (0.015, None, [1.0, 0.0]),  # both are near 0: the first is fixed to 1 all the same, where probes say so
    ],
)
def test_a_step_without_a_design_is_taken_back(share: float, never: int | None, expected: list[float]) -> None:
    """Two sites at the same share, of which one alone can run: the dive ends with one, whatever it tried first."""
    blocked = Blocked(share, 1, never)
    priorities = Priorities(COLUMNS, np.ones(2, dtype=bool), "t1")
    box, x = Box(np.zeros(2), np.ones(2)), np.full(2, share)
    found = dive(blocked, box, priorities, x, -np.inf, SURE, lambda *end: end[-1])
    assert found is not None and found.tolist() == expected
    assert box.lower.tolist() == [0.0, 0.0] and box.upper.tolist() == [1.0, 1.0]


def test_where_no_way_is_open_the_dive_ends() -> None:
    """Nothing can run, and nothing can stay out: no design, after both runs, the first alone, and the first out."""
    blocked = Blocked(0.95, -1)
    priorities = Priorities(COLUMNS, np.ones(2, dtype=bool), "t1")
    box = Box(np.zeros(2), np.ones(2))
    assert dive(blocked, box, priorities, np.full(2, 0.95), -np.inf, SURE, lambda *end: end[-1]) is None
    assert blocked.solves == 3
