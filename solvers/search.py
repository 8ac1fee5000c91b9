"""Branch and cut over the design: one tree, operations known through cuts that hold everywhere in it.

A node is a box of column bounds. It is closed when its relaxation is infeasible or cannot beat the best plan by more
than the gap asked for; what is closed so still counts in the bound that is reported.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from solvers.branching import WHOLE, Box, Gains, Priorities
from solvers.compiled import Floats
from solvers.master import Relaxation
from solvers.relaxed import OutOfTime, Relaxed, Valued
from solvers.root import Root
from solvers.rounding import BOLD, SURE, as_it_is, complete, dive

ROOT_SHARE = 0.45  # of the time, at most, before the first plan is looked for
LATE_SHARE = 0.85  # the same where there is one
NODE_ROUNDS = 8  # rounds of cuts at a node
NODE_STEPS = 1  # of the prices in each
WORTHWHILE = 0.1  # of the way from the node's bound to the best plan: a round that gains less is the last
DIVING = 0.25  # of the linear programs of the design: what dives may take
PLUNGE = 0.2  # of the way from the bound to the best plan: below it a child waits its turn
PROBE_ITERATIONS = 60  # of the simplex method, to see what a branching would bring
TRIALS = 4  # columns at a node whose halves are looked at with cuts; those known from before count as looked at
TRIAL_ROUNDS = 1


@dataclass(order=True)
class Node:
    """A box still open; the best bound first, then the oldest."""

    key: float
    number: int
    box: Box = field(compare=False)
    bound: float = field(compare=False)
    origin: tuple[int, bool, float] | None = field(default=None, compare=False)  # column, half, distance to its bound


class Branching(NamedTuple):
    """A column, the bounds of its two halves (down, up), and the product rule's score."""

    column: int
    bounds: tuple[float, ...]
    score: float


def _product(down: float, up: float) -> float:
    return max(down, 1e-6) * max(up, 1e-6)


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
    core: Floats | None = None  # the design well inside on which root cuts lean
    nearest: Floats | None = None  # the root relaxation's design
    nodes: int = 0
    complete: bool = False
    hurried: bool = False  # the time was too short for the root: the first plan is sought in large steps
    gains: Gains = field(default_factory=Gains)
    _closed: float = -math.inf  # the highest bound of what was closed unexplored
    _open: list[Node] = field(default_factory=list)
    _numbers: int = 0
    _diving: int = 0  # linear programs of the design that dives took

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
        sure, before = BOLD if self.hurried else SURE, self.relaxed.master.solves
        self._found(dive(self.relaxed, box, self.priorities, x, self.cutoff(), sure))
        self.relaxed.master.set_box(box)
        self._diving += self.relaxed.master.solves - before

    def _tree(self, box: Box, bound: float, relaxation: Relaxation) -> tuple[float, ...]:
        """Searches; returns the bounds of the nodes still open where `most_nodes` ended it."""
        self._dive(box, relaxation.x)
        self._tighten(box, relaxation)
        self._push(Node(-bound, 0, box, bound))
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
        if node.origin is not None:
            column, up, part = node.origin
            self.gains.learn(column, node.bound - bound, part, up=up)
        if bound <= self.cutoff():
            self._closed = max(self._closed, bound)
            return None
        chosen = self.priorities.first_fractional(x)
        if chosen is None:  # whole, and its value is as near its bound as cuts can bring it
            self._closed = max(self._closed, bound)
            return None
        if self._diving <= DIVING * self.relaxed.master.solves:
            self._dive(node.box, x)
            self.relaxed.master.set_box(node.box)
        self._tighten(node.box, relaxation)
        column, bounds, _ = self._branching_column(node, bound, x)
        up = bounds[True] >= bounds[False]
        self._push(self._half(node, bound, column, x[column], up=not up))
        return self._half(node, bound, column, x[column], up=up)

    def _half(self, node: Node, bound: float, column: int, share: float, *, up: bool) -> Node:
        self._numbers += 1
        part = 1 - share if up else share
        return Node(-bound, self._numbers, node.box.with_bound(column, up=up), bound, (column, up, part))

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
            found = self.relaxed.value(x, sharp=True) if whole else self.relaxed.price(x, NODE_STEPS, learn=True)
            if whole:
                self._whole(found)
            enough = rounds + 1 >= NODE_ROUNDS or before - relaxation.bound < WORTHWHILE * (bound - self.cutoff())
            if not found.cuts or (enough and not whole):
                break
            before = relaxation.bound
        return bound, x, relaxation

    def _branching_column(self, node: Node, bound: float, x: Floats) -> Branching:
        """The column whose two halves lower the bound most (product rule), as trials of the most promising ones tell."""
        candidates = self.priorities.candidates(x)
        promises = [self._promise(node, bound, int(column), x[column]) for column in candidates]
        order = sorted(range(len(candidates)), key=lambda i: (-promises[i], i))
        best: Branching | None = None
        trials = 0
        for i in order:
            column = int(candidates[i])
            unknown = not all(self.gains.known(column, up=up) for up in (False, True))
            if unknown and trials >= TRIALS:
                continue
            trials += unknown
            bounds = tuple(self._tried(node, bound, column, x[column], up=up) for up in (False, True))
            found = Branching(column, bounds, _product(bound - bounds[0], bound - bounds[1]))
            if best is None or found.score > best.score:
                best = found
        assert best is not None
        self.relaxed.master.set_box(node.box)
        return best

    def _promise(self, node: Node, bound: float, column: int, share: float) -> float:
        """The product rule's score of a column by what is known, or else by short probes."""
        gains = []
        for up in (False, True):
            part = 1 - share if up else share
            if self.gains.known(column, up=up):
                gains.append(self.gains.expected(column, part, up=up))
            else:
                value = self.relaxed.probe(node.box.with_bound(column, up=up), PROBE_ITERATIONS)
                gains.append(self._most(bound) if value == -math.inf else max(0.0, bound - value))
        return _product(*gains)

    def _tried(self, node: Node, bound: float, column: int, share: float, *, up: bool) -> float:
        """The bound of a half after a round of cuts; where one was tried before, the bound that is expected."""
        part = 1 - share if up else share
        if self.gains.known(column, up=up):
            return bound - self.gains.expected(column, part, up=up)
        value = min(bound, self.relaxed.trial(node.box.with_bound(column, up=up), TRIAL_ROUNDS))
        self.gains.learn(column, min(bound - value, self._most(bound)), part, up=up)
        return value

    def _most(self, bound: float) -> float:
        """A gain that closes a half for good."""
        return 2 * (bound - self.cutoff())

    def _push(self, node: Node) -> None:
        heapq.heappush(self._open, node)

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
