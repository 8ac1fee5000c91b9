"""Plans with given sites: which SKUs these hold.

The SKUs that are best at the prices of the relaxation (`solvers.sku_prices`) make a first plan. At its own prices some
changes promise to gain: as many at once as make it better in truth are taken, until little is left to gain. Last a
short search among the SKUs still in doubt looks for better ones by the cuts that all this made; where operations have
no prices it decides alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.branching import Box
from solvers.compiled import Floats
from solvers.completion import approach, box_near, complete
from solvers.master import Relaxation
from solvers.relaxed import OutOfTime, Relaxed, Valued
from solvers.sku_choice import Bools, Move, SkuChoice
from solvers.sku_prices import SkuPrices

APPROACH_GAP = 1e-3  # of the value, between bound and best point where sites are decided and SKUs not
ROUNDS, FEWER_ROUNDS = 25, 10  # of cuts before SKUs are decided; where they take long
TRIES, FEWER_TRIES = 10, 3  # of changes then; where rounds take long, or in a rehearsal
LITTLE = 1e-3  # of the value: when all changes promise less together, they are left
MORE, LESS = 2, 1 / 3  # times the changes at once: after some that made the plan better, and that did not
SEARCHES = 3  # short ones, at most; 1 where rounds take long
ROOM = ("room[", "headroom[")


def plan_with_sites(relaxed: Relaxed, box: Box, members: NDArray[np.int64], worth: float) -> Valued | None:
    """The best design of a box where all is decided but which SKUs are held (`members`: these columns), nearly; None
    where it cannot be worth more than `worth`.

    Cuts are first brought near to operations as they are. Where the time is up, the best so far.
    """
    near, relaxation = approach(relaxed, box, FEWER_ROUNDS if relaxed.slow else ROUNDS, APPROACH_GAP)
    if relaxation is None or relaxation.bound is None or relaxation.bound <= worth:
        return None
    if relaxed.sku_prices is None:
        return _by_short_search(relaxed, box, members, relaxation)
    return _SkuPlan(relaxed, relaxed.sku_prices, box).found(members, near, relaxation)


class _SkuPlan:
    """A plan with SKUs decided at prices."""

    def __init__(self, relaxed: Relaxed, prices: SkuPrices, box: Box):
        self._relaxed, self._prices, self._box = relaxed, prices, box
        columns = enumerate(relaxed.master.columns)
        self._room = np.array([j for j, name in columns if name.startswith(ROOM)], dtype=np.int64)
        self.best: Valued | None = None

    def found(self, members: NDArray[np.int64], near: Valued | None, relaxation: Relaxation) -> Valued | None:
        """The SKUs that are best at the prices of the relaxation, or, where a budget or another row has no room for
        them, those that a short search finds; then changes. `near`: the best point so far."""
        try:
            choice = self._prices.choice(self._box, relaxation.x, relaxation)
            if not self._better(choice.best(), relaxation.x if near is None else near.x):
                self.best = _by_short_search(self._relaxed, self._box, members, relaxation)
            if self.best is not None:
                self._change(self.best)
            if self.best is not None and not self._relaxed.slow and not self._relaxed.rehearsal:
                self.best = _by_short_search(self._relaxed, self._box, members, relaxation, self.best)
        except OutOfTime:
            pass  # as in `approach`
        return self.best

    def _change(self, best: Valued) -> None:
        """Changes of the best plan, as many at once as make it better."""
        relaxed, at_once, fresh = self._relaxed, 0, True
        for _ in range(FEWER_TRIES if relaxed.slow or relaxed.rehearsal else TRIES):
            if fresh:
                relaxed.master.set_box(box_near(relaxed, self._box, best.x))
                relaxation = relaxed.solve(passing=True)
                if relaxation.bound is None:
                    return
                choice = self._prices.choice(self._box, best.x, relaxation)
                moves = [move for move in choice.moves() if self._prices.possible(best.x, choice.moved([move]))]
                at_once = at_once or len(moves)
            if sum(move.gain for move in moves) <= LITTLE * abs(best.value):
                return
            tried = self._together(choice, moves[:at_once], best.x)
            fresh = self._better(choice.moved(tried), best.x)
            if fresh and self.best is not None:
                best, at_once = self.best, MORE * len(tried)
            elif len(tried) == 1:
                moves = moves[1:]
            else:
                at_once = max(1, int(LESS * len(tried)))

    def _together(self, choice: SkuChoice, moves: list[Move], x: Floats) -> list[Move]:
        """Those of the moves that are possible together, from the first on."""
        found: list[Move] = []
        for move in moves:
            if self._prices.possible(x, choice.moved([*found, move])):
                found.append(move)
        return found

    def _better(self, held: Bools, guide: Floats) -> bool:
        """Whether these SKUs make a better plan than the best so far, which it then is. It begins with no more room
        and headroom than `guide` has: with few cuts the relaxation's own say little."""
        relaxed, worth = self._relaxed, -np.inf if self.best is None else self.best.value
        whole = box_near(relaxed, self._box, self._prices.put(guide, held))
        narrow = whole.copy()
        narrow.upper[self._room] = np.clip(guide[self._room], narrow.lower[self._room], narrow.upper[self._room])
        relaxed.master.set_box(narrow)
        relaxation = relaxed.solve(passing=True)
        known = None if relaxation.bound is None else relaxed.price(relaxation.x, 1)
        found = complete(relaxed, whole, known, worth)
        if found is not None:
            self.best = found
        return found is not None


def _by_short_search(
    relaxed: Relaxed, box: Box, members: NDArray[np.int64], relaxation: Relaxation, best: Valued | None = None
) -> Valued | None:
    """The best plan, from `best` on, of short searches among the SKUs in doubt, repeated while they get better with the
    cuts that they bring."""
    try:
        for _ in range(1 if relaxed.slow else SEARCHES):
            relaxed.master.set_box(box)
            found = relaxed.rounded(relaxation.x, members)
            worth = -np.inf if best is None else best.value
            plan = None if found is None else complete(relaxed, box_near(relaxed, box, found), worth=worth)
            if plan is None:
                break
            best = plan
    except OutOfTime:
        pass  # as in `approach`
    return best
