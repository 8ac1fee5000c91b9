"""The root: cuts made between the relaxation's answer and a point well inside, which follows (Ben-Ameur and Neto 2007).

A relaxation with few cuts jumps from corner to corner of the design space; cuts made there say little. Cuts made near a
design that uses most of what can be had hold the relaxation down where good plans lie.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from solvers.compiled import Floats
from solvers.master import Master, Relaxation
from solvers.relaxed import Relaxed
from solvers.template import Template

INWARD = 0.25  # weight of the relaxation's design in the point where cuts are made; the rest is the core's
FOLLOW = 0.1  # of the way to the relaxation's design that the core goes where the point is not worth more than it
CENTRE_STEPS, STEPS, LAST_STEPS = 4, 2, 4  # of the prices: at the first core, in a round, where that brings no cut
ROOT_GAP = 2e-3  # between bound and best point, relative: the root is done
SHARE_OF_GAP = 0.25  # of the gap asked for: where that is more, the root is done there
NEAR = 0.02  # when they are this near, the root also ends where it stalls
ROOT_ROUNDS = 400
STALL = 6  # rounds that together must bring the bound down by a share of its distance to the best plan
STALLED = 0.05  # that share


def centre(master: Master, template: Template, widest: Floats) -> Floats | None:
    """The design that offers operations most in all, within the present bounds; None where there is none."""
    return master.best(offer_weights(master, template, widest))


def offer_weights(master: Master, template: Template, widest: Floats) -> Floats:
    """Weights of the columns by what they offer operations: each link but runs counts by its share of `widest`."""
    weights = np.zeros(len(master.columns))
    capacities = np.array([kind != "run" for kind, _ in template.links]) / np.maximum(widest, 1e-9)
    for link_map in master.space.maps.values():
        weights += link_map.matrices[0].T @ capacities
    return weights


class Root:
    """Rounds of cuts at the root of a search, or of the part of the space where columns are tied.

    `core` is the design well inside on which cuts lean; it follows the relaxation.
    """

    def __init__(
        self,
        relaxed: Relaxed,
        core: Floats | None,
        gap_floor: float,
        news: Callable[[Relaxation], None] = lambda _: None,
        enough: float = ROOT_GAP,
    ):
        """`enough`: a relative distance between bound and best point at which the root is done in any case."""
        self.core = core
        self._relaxed, self._gap_floor, self._news = relaxed, gap_floor, news
        self._enough = max(enough, SHARE_OF_GAP * relaxed.gap)
        self._best = -math.inf

    def run(
        self, reserve: float, cutoff: Callable[[], float] = lambda: -math.inf, worth: float = -math.inf
    ) -> Relaxation | None:
        """The last relaxation; None where it holds no plan. Raises OutOfTime.

        `reserve`: seconds that are not to be used up here; below `cutoff` the search has seen enough; `worth`: of the
        best plan.
        """
        if self.core is not None:
            self._best = self._relaxed.price(self.core, CENTRE_STEPS).value
        bounds = [math.inf]
        for _ in range(ROOT_ROUNDS):
            relaxation = self._relaxed.solve()
            if relaxation.bound is None:
                return None
            self._news(relaxation)
            cuts = self._round(relaxation.x)
            distance = self._distance(relaxation.bound)
            if relaxation.bound <= cutoff() or distance <= self._enough or not cuts:
                break
            if self._relaxed.seconds_left() < reserve:
                break
            bounds.append(relaxation.bound)
            to_go = bounds[-1] - max(worth, self._best)
            if distance <= NEAR and len(bounds) > STALL and bounds[-STALL] - bounds[-1] < STALLED * to_go:
                break
        return relaxation

    def _distance(self, bound: float) -> float:
        """From the core's value to the bound, relative; a few steps of the prices may tell too high a value."""
        distance = (bound - self._best) / max(abs(self._best), self._gap_floor)
        if distance <= self._enough and self.core is not None:
            self._best = self._relaxed.price(self.core, CENTRE_STEPS).value
            distance = (bound - self._best) / max(abs(self._best), self._gap_floor)
        return distance

    def _round(self, x: Floats) -> int:
        """Cuts between the relaxation's design x and the core; how many there were."""
        point = x if self.core is None else INWARD * x + (1 - INWARD) * self.core
        found = self._relaxed.price(point, STEPS, against=x)
        share = INWARD if self.core is None or found.value > self._best else FOLLOW
        self._best = found.value
        self.core = point if self.core is None else share * x + (1 - share) * self.core
        return found.cuts or self._relaxed.price(x, LAST_STEPS).cuts
