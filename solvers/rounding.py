"""Whole designs from fractional ones, fixing step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from solvers.assorting import stocked
from solvers.branching import Box, Priorities
from solvers.compiled import Floats
from solvers.relaxed import Relaxed, Valued

SURE = 0.9  # a run above this is fixed to 1 without asking the relaxation again
BOLD = 0.5  # the same where time is short, and in a second dive
IDLE = 0.02  # one below this to 0
PROBE_ITERATIONS = 100  # of the simplex method, to see which way to round


def dive(
    relaxed: Relaxed,
    box: Box,
    priorities: Priorities,
    x: Floats,
    worth: float,
    sure: float,
    completed: Callable[[Box, Floats], Valued | None],
) -> Valued | None:
    """A whole design near x, or None where the way there is blocked or cannot be worth more than `worth`.

    Runs above `sure` are fixed together, the others one by one; `completed` makes the plan of what they come to.
    """
    for steps in range(1000):
        chosen = priorities.first_fractional(x)
        if chosen is None:
            break
        name, fractional = chosen
        if name == "stock":
            return stocked(relaxed, box, priorities.classes[name], worth)
        for settled in _settled(relaxed, box, priorities.classes[name], fractional, x, sure):
            relaxed.master.set_box(settled)
            relaxation = relaxed.solve(passing=True)
            if relaxation.bound is not None:
                break
        if relaxation.bound is None or relaxation.bound <= worth:
            return None
        box, x = settled, relaxation.x
        if steps % 2 == 0:
            relaxed.price(x, 1)
    return completed(box, x)


def _settled(
    relaxed: Relaxed, box: Box, members: NDArray[np.int64], fractional: NDArray[np.int64], x: Floats, sure: float
) -> Iterator[Box]:
    """Parts of a box with columns of a class decided, to be taken in turn where there is no design: first all that are
    nearly decided, or, where none are, the largest one whichever way loses less; then that one alone, either way."""
    column = int(fractional[int(np.argmax(x[fractional]))])
    up, ways = fractional[x[fractional] > sure], (True, False)
    if not up.size:
        relaxed.master.set_box(box)
        halves = (box.half(column, float(x[column]), up=way) for way in (False, True))
        lower, raised = (relaxed.probe(half, PROBE_ITERATIONS) for half in halves)
        ways = (raised >= lower, raised < lower)
    idle = members[(x[members] <= IDLE) & (box.lower[members] < 1) & (box.upper[members] > 0)]
    first = _fixed(box, up if up.size else np.array([column]), 1.0 if up.size or ways[0] else 0.0)
    yield _fixed(first, idle, 0.0)
    for way in ways:
        yield _fixed(box, np.array([column]), 1.0 if way else 0.0)


def _fixed(box: Box, columns: NDArray[np.int64], value: float) -> Box:
    fixed = box.copy()
    fixed.fix(columns, value)
    return fixed
