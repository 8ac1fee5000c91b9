"""Whole designs from fractional ones, fixing step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solvers.branching import Box, Priorities
from solvers.compiled import Floats
from solvers.completion import box_near, complete_near
from solvers.master import Relaxation
from solvers.relaxed import Relaxed, Valued
from solvers.sku_plans import plan_with_sites

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
    completed: Callable[[Relaxed, Box, Floats], Valued | None] = complete_near,
) -> Valued | None:
    """A whole design near x, or None where the way there is blocked or cannot be worth more than `worth`.

    Runs above `sure` are fixed together, the others one by one; `completed` makes the plan of what they come to, where
    no SKUs are left to decide. Raises OutOfTime.
    """
    for steps in range(1000):
        chosen = priorities.first_fractional(x)
        if chosen is None:
            break
        name, fractional = chosen
        members = priorities.classes[name]
        if name == "stock":
            return plan_with_sites(relaxed, box_near(relaxed, box, x, but=members), members, worth)
        stepped = _step(relaxed, _settled(relaxed, box, members, fractional, x, sure))
        if stepped is None or stepped.relaxation.bound is None or stepped.relaxation.bound <= worth:
            return None
        box, x = stepped.box, stepped.relaxation.x
        if steps % 2 == 0:
            relaxed.price(x, 1)
    return completed(relaxed, box, x)


class _Step(NamedTuple):
    """A part of a box, and the relaxation there."""

    box: Box
    relaxation: Relaxation


def _step(relaxed: Relaxed, parts: Iterator[Box]) -> _Step | None:
    """The first of the parts that holds a design."""
    for part in parts:
        relaxed.master.set_box(part)
        relaxation = relaxed.solve(passing=True)
        if relaxation.bound is not None:
            return _Step(part, relaxation)
    return None


def _settled(
    relaxed: Relaxed, box: Box, members: NDArray[np.int64], fractional: NDArray[np.int64], x: Floats, sure: float
) -> Iterator[Box]:
    """Parts of a box with columns of a class decided, to be taken in turn while there is no design: first all that are
    nearly decided up, or, where none are, the largest one whichever way loses less, and those near 0 down; then the
    largest one alone, either way."""
    column = int(fractional[int(np.argmax(x[fractional]))])
    up, first_way = fractional[x[fractional] > sure], True
    if not up.size:
        halves = (box.half(column, float(x[column]), up=way) for way in (False, True))
        lower, raised = (relaxed.probe(half, PROBE_ITERATIONS) for half in halves)
        up, first_way = np.array([column]), raised >= lower
    idle = members[(x[members] <= IDLE) & (box.lower[members] < 1) & (box.upper[members] > 0)]
    yield _fixed(_fixed(box, idle, 0.0), up, float(first_way))
    if up.size > 1 or idle.size:
        yield _fixed(box, np.array([column]), float(first_way))
    yield _fixed(box, np.array([column]), float(not first_way))


def _fixed(box: Box, columns: NDArray[np.int64], value: float) -> Box:
    fixed = box.copy()
    fixed.fix(columns, value)
    return fixed
