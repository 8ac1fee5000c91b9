"""Plans with given sites: which SKUs these hold.

The SKUs that are best at the prices of the relaxation (`solvers.assortments`) make a first plan. At its own prices some
changes promise to gain: as many at once as make it better in truth are taken, until little is left to gain. Where
operations have no prices, a short search among the SKUs still in doubt decides them, by the cuts there are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.assortments import Assortment, Assortments, Bools, Move
from solvers.branching import Box
from solvers.compiled import Floats
from solvers.completion import approach, complete, complete_near, rounded
from solvers.master import Relaxation
from solvers.relaxed import OutOfTime, Relaxed, Valued

APPROACH_GAP = 1e-3  # of the value, between bound and best point where sites are decided and SKUs not
ROUNDS, FEWER_ROUNDS = 25, 10  # of cuts before SKUs are decided at prices; where they take long
TRIES, FEWER_TRIES = 10, 3  # of changes then; where rounds take long, or in a rehearsal
LITTLE = 1e-3  # of the value: when all changes promise less together, they are left
MORE, LESS = 2, 1 / 3  # times the changes at once: after some that made the plan better, and that did not
SEARCH_ROUNDS, FEWER_SEARCH_ROUNDS = 25, 10  # of cuts before a short search
SEARCHES = 3  # at most; 1 where rounds take long
ROOM = ("room[", "headroom[")


def stocked(relaxed: Relaxed, box: Box, members: NDArray[np.int64], worth: float) -> Valued | None:
    """The best design with the sites of a box, nearly; None where it cannot be worth more than `worth`.

    `members`: columns that say which SKUs are held. Cuts are first brought near to operations as they are.
    """
    assortments = relaxed.assortments
    most, few = (SEARCH_ROUNDS, FEWER_SEARCH_ROUNDS) if assortments is None else (ROUNDS, FEWER_ROUNDS)
    relaxed.master.set_box(box)
    near, relaxation = approach(relaxed, few if relaxed.slow else most, APPROACH_GAP)
    if relaxation is None or relaxation.bound is None or relaxation.bound <= worth:
        return None
    if assortments is None:
        return _searched(relaxed, box, members, relaxation)
    return _Assorting(relaxed, assortments, box).plan(members, near, relaxation)


class _Assorting:
    """SKUs decided at prices, in a box where all else is."""

    def __init__(self, relaxed: Relaxed, assortments: Assortments, box: Box):
        self._relaxed, self._assortments, self._box = relaxed, assortments, box
        columns = enumerate(relaxed.master.columns)
        self._room = np.array([j for j, name in columns if name.startswith(ROOM)], dtype=np.int64)
        self.best: Valued | None = None

    def plan(self, members: NDArray[np.int64], near: Valued | None, relaxation: Relaxation) -> Valued | None:
        """The SKUs that are best at the prices of the relaxation, or, where a budget or another row has no room for
        them, those that a short search finds; then changes. `near`: the best point so far."""
        try:
            choice = self._assortments.at_prices(self._box, relaxation.x, relaxation)
            if not self._try(choice.best(), relaxation.x if near is None else near.x):
                self.best = _searched(self._relaxed, self._box, members, relaxation)
            if self.best is not None:
                self._change()
        except OutOfTime:
            pass  # as in `approach`
        return self.best

    def _change(self) -> None:
        """Changes of the best plan, as many at once as make it better."""
        choice: Assortment | None = None
        moves: list[Move] = []
        at_once = 0  # all
        for _ in range(FEWER_TRIES if self._relaxed.slow or self._relaxed.rehearsal else TRIES):
            assert self.best is not None
            if choice is None:
                self._relaxed.master.set_box(rounded(self._relaxed, self._box, self.best.x))
                relaxation = self._relaxed.solve(passing=True)
                if relaxation.bound is None:
                    return
                choice = self._assortments.at_prices(self._box, self.best.x, relaxation)
                moves = choice.moves()
            if sum(move.gain for move in moves) <= LITTLE * abs(self.best.value):
                return
            tried = moves[: at_once or len(moves)]
            if self._try(choice.moved(tried), self.best.x):
                choice, at_once = None, MORE * len(tried)
            elif len(tried) == 1:
                moves = moves[1:]
            else:
                at_once = max(1, int(LESS * len(tried)))

    def _try(self, held: Bools, guide: Floats) -> bool:
        """Whether these SKUs make a better plan than the best; it begins with no more room and headroom than `guide`
        has: with few cuts the relaxation's own say little."""
        relaxed, worth = self._relaxed, -np.inf if self.best is None else self.best.value
        whole = rounded(relaxed, self._box, self._assortments.put(guide, held))
        narrow = whole.copy()
        narrow.upper[self._room] = np.clip(guide[self._room], narrow.lower[self._room], narrow.upper[self._room])
        relaxed.master.set_box(narrow)
        relaxation = relaxed.solve(passing=True)
        known = None if relaxation.bound is None else relaxed.price(relaxation.x, 1)
        found = complete(relaxed, whole, known, worth)
        if found is None or found.value <= worth:
            return False
        self.best = found
        return True


def _searched(relaxed: Relaxed, box: Box, members: NDArray[np.int64], relaxation: Relaxation) -> Valued | None:
    """Few SKUs are still in doubt; a short search among these, repeated while its answers get better with the cuts that
    they bring, finds plans within about 0.2 % of the relaxation."""
    best: Valued | None = None
    try:
        for _ in range(1 if relaxed.slow else SEARCHES):
            relaxed.master.set_box(box)
            found = relaxed.rounded(relaxation.x, members)
            plan = None if found is None else complete_near(relaxed, box, found)
            if plan is None or (best is not None and plan.value <= best.value):
                break
            best = plan
    except OutOfTime:
        pass  # as in `approach`
    return best
