"""Whole designs from fractional ones: fixing step by step, and the best of what is left for fixed whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solvers.branching import Box, Priorities
from solvers.compiled import Floats
from solvers.master import Relaxation
from solvers.relaxed import OutOfTime, Relaxed, Valued

COMPLETION_GAP = 2e-4  # of the value: bound and value of a fixed design that are this near are not brought nearer
APPROACH_GAP = 1e-3
NEAR = 5e-3
STALL, STALLED = 4, 2e-4  # rounds that bring the bound down by less than this share are the last
SURE = 0.9  # a run above this is fixed to 1 without asking the relaxation again
BOLD = 0.5  # the same where time is short, and in a second dive
IDLE = 0.02  # one below this to 0
PROBE_ITERATIONS = 100  # of the simplex method, to see which way to round


class Effort(NamedTuple):
    """How many rounds of cuts where sites are decided and SKUs not, before these are; how many short searches then, and
    rounds for the design that each finds."""

    approach: int
    searches: int
    completion: int


THOROUGH, REDUCED = Effort(25, 3, 12), Effort(10, 1, 6)


def _effort(relaxed: Relaxed) -> Effort:
    return REDUCED if relaxed.slow else THOROUGH


def as_it_is(relaxed: Relaxed, box: Box) -> Valued | None:
    """The design of a box that leaves no choice but the money, valued however late it is; None if it breaks a rule."""
    relaxed.master.set_box(box)
    relaxation = relaxed.master.solve(passing=True)
    if relaxation is None or relaxation.bound is None:
        return None
    found = relaxed.value(relaxation.x, at_once=False)
    return found if found.value > -np.inf else None


def complete(relaxed: Relaxed, box: Box, known: Valued | None = None) -> Valued | None:
    """The best design within a box whose integers are all fixed, nearly; None if there is none.

    `known`: one of them, which others must beat.
    """
    relaxed.master.set_box(box)
    best, _ = _approach(relaxed, _effort(relaxed).completion, COMPLETION_GAP, known)
    if best is None or best.value == -np.inf:
        return None
    exact = relaxed.value(best.x, at_once=False)
    return exact if exact.value > -np.inf else None


def _approach(
    relaxed: Relaxed, rounds: int, gap: float, best: Valued | None = None
) -> tuple[Valued | None, Relaxation | None]:
    """Cuts between relaxation and value under the present bounds until they are near, or the relaxation stalls; the
    best point (from `best` on), the last answer.

    The answer is None where there is none, or none in time: whoever asks next is told, and what was found is kept.
    """
    relaxation = None
    bounds: list[float] = []
    try:
        for _ in range(rounds):
            relaxation = relaxed.solve(passing=True)
            if relaxation.bound is None:
                return None, None
            bounds.append(relaxation.bound)
            best, cuts = _nearer(relaxation.x, best, relaxed)
            if not cuts or (best.value > -np.inf and relaxation.bound - best.value <= gap * abs(best.value)):
                break
            near = best.value > -np.inf and relaxation.bound - best.value <= NEAR * abs(best.value)
            if near and len(bounds) > STALL and bounds[-1 - STALL] - bounds[-1] <= STALLED * abs(bounds[-1]):
                break
    except OutOfTime:
        return best, None
    return best, relaxation


def _nearer(x: Floats, best: Valued | None, relaxed: Relaxed) -> tuple[Valued, int]:
    """The better of the best design so far and one between it and x, and the cuts that were found."""
    if best is not None and best.value > -np.inf:
        between = relaxed.price(0.5 * (x + best.x), 1, x)
        best = max(best, between, key=lambda valued: valued.value)
        if between.cuts:
            return best, between.cuts
    found = relaxed.price(x, 1)
    return found if best is None or found.value > best.value else best, found.cuts


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
    box = box.copy()
    for steps in range(1000):
        chosen = priorities.first_fractional(x)
        if chosen is None:
            break
        name, fractional = chosen
        if name == "stock":
            return _stocked(relaxed, box, priorities.classes[name], worth)
        _settle(relaxed, box, priorities.classes[name], fractional, x, sure)
        relaxed.master.set_box(box)
        relaxation = relaxed.solve(passing=True)
        if relaxation.bound is None or relaxation.bound <= worth:
            return None
        x = relaxation.x
        if steps % 2 == 0:
            relaxed.price(x, 1)
    return completed(box, x)


def _stocked(relaxed: Relaxed, box: Box, members: NDArray[np.int64], worth: float) -> Valued | None:
    """The best design with the sites of a box, nearly: what is left to decide is which SKUs they hold.

    Cuts are first brought near to operations as they are; then few SKUs are still in doubt, and a short search among
    these, repeated while its answers get better with the cuts that they bring, finds plans within about 0.2 % of the
    relaxation. Rounding in steps without these cuts lost 1 to 2 %.
    """
    relaxed.master.set_box(box)
    _, relaxation = _approach(relaxed, _effort(relaxed).approach, APPROACH_GAP)
    if relaxation is None or relaxation.bound is None or relaxation.bound <= worth:
        return None
    best: Valued | None = None
    try:
        for _ in range(_effort(relaxed).searches):
            relaxed.master.set_box(box)
            rounded = relaxed.rounded(relaxation.x, members)
            plan = None if rounded is None else complete_near(relaxed, box, rounded)
            if plan is None or (best is not None and plan.value <= best.value):
                break
            best = plan
    except OutOfTime:
        pass  # as in `_approach`
    return best


def _settle(
    relaxed: Relaxed, box: Box, members: NDArray[np.int64], fractional: NDArray[np.int64], x: Floats, sure: float
) -> None:
    """Fixes the nearly decided columns of a class; where there are none, the largest one, whichever way loses less."""
    up = fractional[x[fractional] > sure]
    if not up.size:
        column = int(fractional[int(np.argmax(x[fractional]))])
        relaxed.master.set_box(box)
        lower, raised = (
            relaxed.probe(box.half(column, float(x[column]), up=way), PROBE_ITERATIONS) for way in (False, True)
        )
        box.fix(np.array([column]), 1.0 if raised >= lower else 0.0)
    box.fix(up, 1.0)
    idle = members[(x[members] <= IDLE) & (box.lower[members] < 1) & (box.upper[members] > 0)]
    box.fix(idle, 0.0)


def complete_near(relaxed: Relaxed, box: Box, x: Floats) -> Valued | None:
    """The best design with the whole numbers nearest to x."""
    integer = np.flatnonzero(relaxed.master.decided)
    whole = box.copy()
    values = np.clip(np.round(x[integer]), box.lower[integer], box.upper[integer])
    whole.lower[integer] = whole.upper[integer] = values
    return complete(relaxed, whole)
