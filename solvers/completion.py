"""The best design for fixed whole numbers, nearly: cuts between the relaxation and what it is worth."""

from __future__ import annotations

import numpy as np

from solvers.branching import Box
from solvers.compiled import Floats
from solvers.master import Relaxation
from solvers.relaxed import OutOfTime, Relaxed, Valued

COMPLETION_GAP = 2e-4  # of the value: bound and value of a fixed design that are this near are not brought nearer
NEAR = 5e-3
STALL, STALLED = 4, 2e-4  # rounds that bring the bound down by less than this share are the last
ROUNDS, FEWER_ROUNDS = 12, 6  # of cuts; where they take long


def as_it_is(relaxed: Relaxed, box: Box) -> Valued | None:
    """The design of a box that leaves no choice but the money, valued however late it is; None if it breaks a rule."""
    relaxed.master.set_box(box)
    relaxation = relaxed.master.solve(passing=True)
    if relaxation is None or relaxation.bound is None:
        return None
    found = relaxed.value(relaxation.x, at_once=False)
    return found if found.value > -np.inf else None


def complete(relaxed: Relaxed, box: Box, known: Valued | None = None, worth: float = -np.inf) -> Valued | None:
    """The best design within a box whose integers are all fixed, nearly; None if there is none worth more than `worth`.

    `known`: one of them, which others must beat.
    """
    relaxed.master.set_box(box)
    best, _ = approach(relaxed, FEWER_ROUNDS if relaxed.slow else ROUNDS, COMPLETION_GAP, known, worth)
    if best is None or best.value <= worth:
        return None
    exact = relaxed.value(best.x, at_once=False)
    return exact if exact.value > -np.inf else None


def approach(
    relaxed: Relaxed, rounds: int, gap: float, best: Valued | None = None, worth: float = -np.inf
) -> tuple[Valued | None, Relaxation | None]:
    """Cuts between relaxation and value under the present bounds until they are near, the relaxation stalls, or nothing
    can be worth more than `worth`; the best point (from `best` on), the last answer.

    The answer is None where there is none, or none in time: whoever asks next is told, and what was found is kept.
    """
    relaxation = None
    bounds: list[float] = []
    try:
        for _ in range(rounds):
            relaxation = relaxed.solve(passing=True)
            if relaxation.bound is None:
                return None, None
            if relaxation.bound <= worth:
                break
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


def complete_near(relaxed: Relaxed, box: Box, x: Floats) -> Valued | None:
    """The best design with the whole numbers nearest to x."""
    return complete(relaxed, rounded(relaxed, box, x))


def rounded(relaxed: Relaxed, box: Box, x: Floats) -> Box:
    """The part of a box with the whole numbers nearest to x."""
    integer = np.flatnonzero(relaxed.master.decided)
    whole = box.copy()
    values = np.clip(np.round(x[integer]), box.lower[integer], box.upper[integer])
    whole.lower[integer] = whole.upper[integer] = values
    return whole
