"""Which column to branch on: trials of the most promising ones, and what was gained by columns so far.

Probes of the relaxation alone mislead. Its cuts were made where sites are shared, so that a half in which one operator
runs a site by himself comes down by little at first and by far more after a round of cuts (small, seed 1: 1 and 6
million). A column's halves are therefore tried once with cuts, which stay; from then on its gains are averages
(pseudo-costs; Benichou et al. 1971, reliability branching: Achterberg, Koch and Martin 2005).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from solvers.branching import Box, Priorities
from solvers.compiled import Floats
from solvers.relaxed import Relaxed

TRIALS = 3  # columns at a node that are tried; columns known from before are looked at beside them
TRIAL_ROUNDS = 1  # of cuts in each half
PROBE_ITERATIONS = 60  # of the simplex method, to see which columns to try
NEAREST = 0.05  # a gain is divided by the distance the column had to go, or by this
LEAST_GAIN = 1e-6  # of each half in the product rule


class Branching(NamedTuple):
    """A column, what its halves (down, up) are expected to gain, the bounds proven for them, and its score."""

    column: int
    gains: tuple[float, float]
    bounds: tuple[float, float]
    score: float


class Gains:
    """What the halves of columns lowered bounds by, a unit of the distance that the column had to go: averages."""

    def __init__(self) -> None:
        self._sums: dict[tuple[int, bool], tuple[float, int]] = {}

    def known(self, column: int) -> bool:
        """Whether both halves were tried."""
        return (column, False) in self._sums and (column, True) in self._sums

    def expected(self, column: int, share: float, *, up: bool) -> float:
        """The gain that is to be expected of a half where the column stands at `share`."""
        total, count = self._sums[column, up]
        return total / count * _distance(share, up=up)

    def learn(self, column: int, gain: float, share: float, *, up: bool) -> None:
        """Takes in what a half gained."""
        total, count = self._sums.get((column, up), (0.0, 0))
        self._sums[column, up] = total + max(gain, 0.0) / max(_distance(share, up=up), NEAREST), count + 1


class Trials:
    """Chooses columns to branch on and remembers what they gained."""

    def __init__(self, relaxed: Relaxed, priorities: Priorities):
        self.gains = Gains()
        self._relaxed, self._priorities = relaxed, priorities

    def choose(self, box: Box, bound: float, x: Floats, most: float) -> Branching:
        """The column whose two halves lower the bound most (product rule); a half that gains `most` is closed for good,
        and more counts for nothing.

        Raises OutOfTime.
        """
        candidates = [int(column) for column in self._priorities.candidates(x)]
        promises = [self._promise(box, bound, column, x[column], most) for column in candidates]
        order = sorted(range(len(candidates)), key=lambda i: (-promises[i], i))
        best: Branching | None = None
        trials = 0
        for column in (candidates[i] for i in order):
            known = self.gains.known(column)
            if not known and trials >= TRIALS:
                continue
            trials += not known
            if known:
                gains, bounds = self._expected(column, x[column]), (bound, bound)
            else:
                bounds = self._tried(box, bound, column, x[column])
                gains = (bound - bounds[0], bound - bounds[1])
                for up, gain in enumerate(gains):
                    if math.isfinite(gain):
                        self.gains.learn(column, gain, x[column], up=bool(up))
            score = _product(min(gains[0], most), min(gains[1], most))
            if best is None or score > best.score:
                best = Branching(column, gains, bounds, score)
        assert best is not None
        return best

    def _promise(self, box: Box, bound: float, column: int, share: float, most: float) -> float:
        """The score of a column by what is known of it, or else by short probes."""
        if self.gains.known(column):
            return _product(*self._expected(column, share))
        values = (
            self._relaxed.probe(box.half(column, share, up=up), PROBE_ITERATIONS) for up in (False, True)
        )  # -inf where there is no plan
        return _product(*(min(max(0.0, bound - value), most) for value in values))

    def _expected(self, column: int, share: float) -> tuple[float, float]:
        down, up = (self.gains.expected(column, share, up=up) for up in (False, True))
        return down, up

    def _tried(self, box: Box, bound: float, column: int, share: float) -> tuple[float, float]:
        """The bounds of both halves after rounds of cuts in each."""
        down, up = (
            min(bound, self._relaxed.trial(box.half(column, share, up=up), TRIAL_ROUNDS)) for up in (False, True)
        )
        return down, up


def _product(down: float, up: float) -> float:
    return max(down, LEAST_GAIN) * max(up, LEAST_GAIN)


def _distance(share: float, *, up: bool) -> float:
    share -= math.floor(share)
    return 1 - share if up else share
