"""The best design for fixed whole numbers, nearly: cuts between the relaxation and what it is worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.branching import Box
from solvers.compiled import Floats
from solvers.master import Relaxation
from solvers.relaxed import OutOfTime, Relaxed, Valued

COMPLETION_GAP = 2e-4  # of the value: bound and value of a fixed design that are this near are not brought nearer
NEAR = 5e-3  # of the value: where they are this near, it also ends where the relaxation stalls
STALL, STALLED = 4, 2e-4  # rounds that bring the bound down by less than this share are the last
ROUNDS, FEWER_ROUNDS = 12, 6  # of cuts; where they take long
BETWEEN = 0.5  # of the way from the best point to the relaxation's, where cuts are made


def as_it_is(relaxed: Relaxed, box: Box) -> Valued | None:
    """The design of a box that leaves no choice but the money, valued however late it is; None if it breaks a rule."""
    relaxed.master.set_box(box)
    relaxation = relaxed.master.solve(passing=True)
    if relaxation is None or relaxation.bound is None:
        return None
    found = relaxed.value(relaxation.x, at_once=False)
    return found if found.value > -np.inf else None


def complete(relaxed: Relaxed, box: Box, known: Valued | None = None, worth: float = -np.inf) -> Valued | None:
    """The best design within a box whose integers are all fixed, nearly; None if none is found worth more than `worth`.

    `known`: one of them, which others must beat. Where the time is up, the best so far.
    """
    best, _ = approach(relaxed, box, FEWER_ROUNDS if relaxed.slow else ROUNDS, COMPLETION_GAP, known, worth)
    if best is None or best.value <= worth:
        return None
    exact = relaxed.value(best.x, at_once=False)
    return exact if exact.value > worth else None


def approach(
    relaxed: Relaxed, box: Box, rounds: int, gap: float, best: Valued | None = None, worth: float = -np.inf
) -> tuple[Valued | None, Relaxation | None]:
    """Cuts between relaxation and value in a box until they are near, the relaxation stalls, or nothing can be worth
    more than `worth`; the best point (from `best` on), the last answer.

    Both are None where the box holds no design; the answer alone where the time is up: whoever asks next is told.
    """
    relaxed.master.set_box(box)
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
            best, cuts = _nearer(relaxed, relaxation.x, best)
            if not cuts or (best.value > -np.inf and relaxation.bound - best.value <= gap * abs(best.value)):
                break
            near = best.value > -np.inf and relaxation.bound - best.value <= NEAR * abs(best.value)
            if near and len(bounds) > STALL and bounds[-1 - STALL] - bounds[-1] <= STALLED * abs(bounds[-1]):
                break
    except OutOfTime:
        return best, None
    return best, relaxation


def _nearer(relaxed: Relaxed, x: Floats, best: Valued | None) -> tuple[Valued, int]:
    """The better of the best design so far and one between it and x, and the cuts that were found."""
    if best is not None and best.value > -np.inf:
        between = relaxed.price(BETWEEN * x + (1 - BETWEEN) * best.x, 1, x)
        best = max(best, between, key=lambda valued: valued.value)
        if between.cuts:
            return best, between.cuts
    found = relaxed.price(x, 1)
    return found if best is None or found.value > best.value else best, found.cuts


def complete_near(relaxed: Relaxed, box: Box, x: Floats) -> Valued | None:
    """The best design with the whole numbers nearest to x."""
    return complete(relaxed, box_near(relaxed, box, x))


def box_near(relaxed: Relaxed, box: Box, x: Floats, but: NDArray[np.int64] | None = None) -> Box:
    """The part of a box with the whole numbers nearest to x, `but` for some columns."""
    decided = relaxed.master.decided.copy()
    if but is not None:
        decided[but] = False
    integer = np.flatnonzero(decided)
    whole = box.copy()
    values = np.clip(np.round(x[integer]), box.lower[integer], box.upper[integer])
    whole.lower[integer] = whole.upper[integer] = values
    return whole
