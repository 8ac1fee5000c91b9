"""Branch and cut over the design: one tree, operations known through cuts that hold everywhere in it.

A node is a box of column bounds. It is closed when its relaxation is infeasible or cannot beat the best plan by more
than the gap asked for; what is closed so still counts in the bound that is reported.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from solvers.branching import WHOLE, Box, Priorities
from solvers.compiled import Floats
from solvers.master import Relaxation
from solvers.relaxed import OutOfTime, Relaxed, Valued
from solvers.root import Root
from solvers.rounding import BOLD, SURE, as_it_is, complete, dive

ROOT_SHARE = 0.45  # of the time, at most, before the first plan is looked for
LATE_SHARE = 0.85  # the same where there is one
NODE_ROUNDS = 2  # rounds of cuts at a node
NODE_STEPS = 4  # of the prices in each
WORTHWHILE = 0.1  # of the way from the node's bound to the best plan: a round that gains less is the last
DIVE_EVERY = 12  # nodes, unless told otherwise
PLUNGE = 0.6  # of the way from the bound to the best plan: below it a child waits its turn
PROBE_ITERATIONS = 60  # of the simplex method, to see what a branching would bring
RELIABLE = 1  # probes of a column after which their average is believed


@dataclass(order=True)
class Node:
    """A box still open; the best bound first, then the oldest."""

    key: float
    number: int
    box: Box = field(compare=False)
    bound: float = field(compare=False)


@dataclass
class Search:
    """The state of one search; amounts in plan currency / unit."""

    relaxed: Relaxed
    priorities: Priorities
    gap: float
    gap_floor: float
    news: Callable[[Search], None]
    best: Valued | None = None
    bound: float = math.inf
    most_nodes: float = math.inf
    dive_every: int = DIVE_EVERY
    core: Floats | None = None  # the design well inside on which root cuts lean
    nearest: Floats | None = None  # the root relaxation's design
    nodes: int = 0
    complete: bool = False
    hurried: bool = False  # the time was too short for the root: the first plan is sought in large steps
    gains: dict[tuple[int, bool], tuple[float, int]] = field(default_factory=dict)  # of a column's halves: sum, number
    _closed: float = -math.inf  # the highest bound of what was closed unexplored
    _open: list[Node] = field(default_factory=list)
    _numbers: int = 0

    def run(self, starts: list[Floats], ahead: Callable[[Callable[[Valued | None], None]], Floats | None]) -> None:
        """Searches until the gap is reached, or to the end of the time; `best` and `bound` hold what is known.

        `starts` are whole designs, as columns of the master, tried first; `ahead` tells of plans that it finds, and
        returns the design well inside on which root cuts lean.
        """
        master = self.relaxed.master
        box = Box(master.lower.copy(), master.upper.copy())
        try:
            self._begin(starts, box)
            known = self.worth
            self.core = ahead(self._found)
            root = self._root(early=self.worth == known)
            waiting = () if root is None else self._tree(box, math.inf if root.bound is None else root.bound, root)
            self.complete = not waiting
            self._close_bound(waiting)
        except OutOfTime:
            pass
        self.news(self)

    @property
    def worth(self) -> float:
        """Value of the best plan, -inf without one."""
        return -math.inf if self.best is None else self.best.value

    def cutoff(self) -> float:
        """What a node must be able to exceed to stay open."""
        return self.worth + self.gap * max(abs(self.worth), self.gap_floor) if self.best else -math.inf

    def _found(self, plan: Valued | None) -> None:
        if plan is not None and plan.value > self.worth:
            self.best = plan
            self.news(self)

    def _proved(self, bound: float) -> None:
        if bound < self.bound:
            self.bound = max(bound, self.worth)
            self.news(self)

    def _begin(self, starts: list[Floats], box: Box) -> None:
        """Values the starts as they are, then their whole numbers alone."""
        master = self.relaxed.master
        integer = np.flatnonzero(master.integer)
        for x in starts:
            fixed = box.copy()
            fixed.lower[integer] = fixed.upper[integer] = np.clip(
                np.round(x[integer]), box.lower[integer], box.upper[integer]
            )
            held = fixed.copy()
            seen = master.space.linking
            held.lower[seen] = held.upper[seen] = x[seen]
            self._found(as_it_is(self.relaxed, held))
            self._found(complete(self.relaxed, fixed))
        master.set_box(box)

    def _root(self, *, early: bool) -> Relaxation | None:
        """The relaxation at the root; `early`: a plan has still to be looked for."""
        share = ROOT_SHARE if early else LATE_SHARE
        reserve = (1 - share) * self.relaxed.seconds_left()

        def news(relaxation: Relaxation) -> None:
            self._proved(math.inf if relaxation.bound is None else relaxation.bound)

        root = Root(self.relaxed, self.core, self.gap_floor, news)
        try:
            found = root.run(reserve, self.cutoff, self.worth)
        finally:
            self.core = root.core
        self.hurried = self.relaxed.seconds_left() < reserve
        self.nearest = None if found is None else found.x
        return found

    def _whole(self, found: Valued) -> None:
        if found.value > self.worth and self.relaxed.whole(found.x):
            self._found(found)

    def _dive(self, box: Box, x: Floats) -> None:
        sure = BOLD if self.hurried else SURE
        self._found(dive(self.relaxed, box, self.priorities, x, self.cutoff(), sure))
        self.relaxed.master.set_box(box)

    def _tree(self, box: Box, bound: float, relaxation: Relaxation) -> tuple[float, ...]:
        """Searches; returns the bounds of the nodes still open where `most_nodes` ended it."""
        self._dive(box, relaxation.x)
        self._tighten(box, relaxation)
        self._push(box, bound)
        diving: Node | None = None
        while (self._open or diving) and self.nodes < self.most_nodes:
            node = diving or heapq.heappop(self._open)
            diving = None
            waiting = [other.bound for other in self._open[:1]]
            self._close_bound((node.bound, *waiting))
            if node.bound <= self.cutoff():
                self._closed = max(self._closed, node.bound)
                continue
            diving = self._process(node)
            if diving and diving.bound < self.bound - PLUNGE * (self.bound - self.worth):
                heapq.heappush(self._open, diving)
                diving = None
        return tuple(node.bound for node in ([diving] if diving else []) + self._open)

    def _process(self, node: Node) -> Node | None:
        """Bounds a node; branches, and returns the child to go on with."""
        self.nodes += 1
        self.relaxed.master.set_box(node.box)
        solved = self._bounded(node)
        if solved is None:
            return None
        bound, x, relaxation = solved
        if bound <= self.cutoff():
            self._closed = max(self._closed, bound)
            return None
        chosen = self.priorities.first_fractional(x)
        if chosen is None:  # whole, and its value is as near its bound as cuts can bring it
            self._closed = max(self._closed, bound)
            return None
        if self.nodes % self.dive_every == 0:
            self._dive(node.box, x)
            self.relaxed.master.set_box(node.box)
        self._tighten(node.box, relaxation)
        column, up = self._branching_column(node, bound, x)
        self._push(node.box.with_bound(column, up=not up), bound)
        self._numbers += 1
        return Node(-bound, self._numbers, node.box.with_bound(column, up=up), bound)

    def _bounded(self, node: Node) -> tuple[float, Floats, Relaxation] | None:
        """Bound, relaxed design and reduced costs of a node after its rounds of cuts; None where it holds no plan."""
        before = math.inf
        for rounds in range(1000):
            relaxation = self.relaxed.solve()
            if relaxation.bound is None:
                return None
            bound, x = min(node.bound, relaxation.bound), relaxation.x
            if bound <= self.cutoff():
                break
            whole = self.priorities.first_fractional(x) is None
            found = self.relaxed.value(x, sharp=True) if whole else self.relaxed.price(x, NODE_STEPS)
            if whole:
                self._whole(found)
            enough = rounds + 1 >= NODE_ROUNDS or before - relaxation.bound < WORTHWHILE * (bound - self.cutoff())
            if not found.cuts or (enough and not whole):
                break
            before = relaxation.bound
        return bound, x, relaxation

    def _branching_column(self, node: Node, bound: float, x: Floats) -> tuple[int, bool]:
        """The column whose two halves promise to lower the bound most (product rule), and the half that loses less."""
        candidates = self.priorities.candidates(x)
        best, best_score = (int(candidates[0]), True), -1.0
        for column in candidates:
            gains = []
            for up in (False, True):
                share = 1 - x[column] if up else x[column]
                known = self.gains.get((int(column), up))
                if known is None or known[1] < RELIABLE:
                    value = self.relaxed.probe(node.box.with_bound(int(column), up=up), PROBE_ITERATIONS)
                    gain = 10 * (bound - self.cutoff()) if value == -math.inf else max(0.0, bound - value)
                    total, count = known or (0.0, 0)
                    self.gains[int(column), up] = total + gain / max(share, WHOLE), count + 1
                else:
                    gain = known[0] / known[1] * share
                gains.append(gain)
            score = max(gains[0], 1e-6) * max(gains[1], 1e-6)
            if score > best_score:
                best, best_score = (int(column), gains[1] <= gains[0]), score
        return best

    def _push(self, box: Box, bound: float) -> None:
        self._numbers += 1
        heapq.heappush(self._open, Node(-bound, self._numbers, box, bound))

    def _tighten(self, box: Box, relaxation: Relaxation) -> None:
        """Fixes binaries whose other value the reduced costs put below the cutoff."""
        x, reduced = relaxation.x, relaxation.reduced
        room = (math.inf if relaxation.bound is None else relaxation.bound) - self.cutoff()
        if not math.isfinite(room):
            return
        integer = self.relaxed.master.integer & (box.lower < box.upper)
        down = integer & (x <= box.lower + WHOLE) & (-reduced >= room)
        up = integer & (x >= box.upper - WHOLE) & (reduced >= room)
        if down.any() or up.any():
            self._closed = max(self._closed, self.cutoff())
            box.upper[down] = box.lower[down]
            box.lower[up] = box.upper[up]

    def _close_bound(self, bounds: tuple[float, ...]) -> None:
        self._proved(max((self._closed, self.worth, *bounds)))
