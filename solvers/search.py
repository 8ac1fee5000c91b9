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
from solvers.completion import as_it_is, complete
from solvers.diving import BOLD, SURE, dive
from solvers.master import Relaxation
from solvers.relaxed import OutOfTime, Relaxed, Valued
from solvers.root import ROOT_GAP, Root
from solvers.trials import Branching, Trials

ROOT_SHARE = 0.45  # of the time, at most, for the root where nothing was found ahead of it
LATE_SHARE = 0.6  # the same where something was
NODE_ROUNDS = 8  # rounds of cuts at a node
NODE_STEPS = 1  # of the prices in each
WORTHWHILE = 0.1  # of the way from the node's bound to the best plan: a round that gains less is the last
AGAIN = (BOLD, 0.7)  # see `Search`
DIVING = 0.25  # of the linear programs of the design: what dives may take
PLUNGE = 0.2  # of the way from the bound to the best plan: below it a child waits its turn
CLOSED = 2.0  # times the way from the bound to the cutoff: a half that gains so much is closed for good


@dataclass(order=True)
class Node:
    """A box still open; the best bound first, then the oldest."""

    key: float
    number: int
    box: Box = field(compare=False)
    bound: float = field(compare=False)
    origin: tuple[int, bool, float, float] | None = field(default=None, compare=False)  # see `Search._half`


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
    root_gap: float = ROOT_GAP  # see `Root`
    effort: float = math.inf  # linear programs that the tree may take, as a multiple of those of the root
    again: tuple[float, ...] = AGAIN  # how sure runs must be in the root's dives after the first
    core: Floats | None = None  # the design well inside on which root cuts lean
    nodes: int = 0
    complete: bool = False
    hurried: bool = False  # the time was too short for the root: the first plan is sought in large steps
    trials: Trials = field(init=False)
    _closed: float = -math.inf  # the highest bound of what was closed unexplored
    _open: list[Node] = field(default_factory=list)
    _numbers: int = 0
    _diving: int = 0  # linear programs of the design that dives took

    def __post_init__(self) -> None:
        self.trials = Trials(self.relaxed, self.priorities)

    def run(self, starts: list[Floats], ahead: Callable[[Callable[[Valued | None], None]], Floats | None]) -> None:
        """Searches until the gap is reached, or to the end of the time; `best` and `bound` hold what is known.

        `starts` are whole designs, as columns of the master, tried first; `ahead` tells of plans that it finds, and
        returns the design well inside on which root cuts lean.
        """
        master = self.relaxed.master
        box = master.widest()
        try:
            for x in starts:
                self.begin(x)
                self.improve(x)
            known = self.worth
            self.core = ahead(self._found)
            if self.bound <= self.cutoff():  # whoever searched ahead has proved enough
                self.complete = True
                return
            self._free()
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

    def adopt(self, other: Search) -> None:
        """Takes over the plan and the bound of a search of the same plans."""
        self._found(other.best)
        self._proved(other.bound)

    def _found(self, plan: Valued | None) -> None:
        if plan is not None and plan.value > self.worth:
            self.best = plan
            self.news(self)

    def _proved(self, bound: float) -> None:
        if bound < self.bound:
            self.bound = max(bound, self.worth)
            self.news(self)

    def begin(self, x: Floats) -> None:
        """Values a whole design as it is. Raises OutOfTime."""
        held = self._fixed(x)
        seen = self.relaxed.master.space.linking
        held.lower[seen] = held.upper[seen] = x[seen]
        self._found(as_it_is(self.relaxed, held))
        self._free()

    def improve(self, x: Floats) -> None:
        """The best with the whole numbers of x, from the best plan on where it has the same. Raises OutOfTime."""
        box = self._fixed(x)
        near = self.best is not None and bool((self._fixed(self.best.x).lower == box.lower).all())
        self._found(complete(self.relaxed, box, self.best if near else None))
        self._free()

    def _fixed(self, x: Floats) -> Box:
        master = self.relaxed.master
        box = master.widest()
        integer = np.flatnonzero(master.decided)
        box.lower[integer] = box.upper[integer] = np.clip(np.round(x[integer]), box.lower[integer], box.upper[integer])
        return box

    def _free(self) -> None:
        master = self.relaxed.master
        master.set_box(master.widest())

    def _root(self, *, early: bool) -> Relaxation | None:
        """The relaxation at the root; `early`: nothing was found ahead of it."""
        share = ROOT_SHARE if early else LATE_SHARE
        reserve = (1 - share) * self.relaxed.seconds_left()

        def news(relaxation: Relaxation) -> None:
            self._proved(math.inf if relaxation.bound is None else relaxation.bound)

        root = Root(self.relaxed, self.core, self.gap_floor, news, self.root_gap)
        try:
            found = root.run(reserve, self.cutoff, self.worth)
        finally:
            self.core = root.core
        self.hurried = self.relaxed.seconds_left() < reserve
        return found

    def _whole(self, x: Floats) -> int:
        """Finds the plan of a whole relaxed design (how many sites run follows from its runs); how many cuts it made.

        Other designs of the node may be worth more than this one: only cuts bring the node's bound down.
        """
        plan = self.relaxed.value(x, sharp=True)
        self._found(plan)
        return plan.cuts

    def _dive(self, box: Box, x: Floats, sure: float = SURE) -> None:
        before = self.relaxed.master.solves
        self._found(self._dived(box, x, sure))
        self.relaxed.master.set_box(box)
        self._diving += self.relaxed.master.solves - before

    def _dived(self, box: Box, x: Floats, sure: float) -> Valued | None:
        """The plan that diving from x comes to; it leaves the box of the master as it ended."""
        return dive(self.relaxed, box, self.priorities, x, self.worth, sure)

    def _dive_again(self, box: Box, relaxation: Relaxation) -> Relaxation:
        """More dives from the root, in other steps and each with the cuts of those before; the root's relaxation with
        them. Dives differ by up to 3 %."""
        for sure in self.again:
            again = self.relaxed.solve()
            if again.bound is None:
                break
            relaxation = again
            self._dive(box, again.x, sure)
        return relaxation

    def _tree(self, box: Box, bound: float, relaxation: Relaxation) -> tuple[float, ...]:
        """Searches; returns the bounds of the nodes still open where `effort` ended it."""
        most = (1 + self.effort) * self.relaxed.master.solves
        self._dive(box, relaxation.x, BOLD if self.hurried else SURE)
        if not self.hurried and bound > self.cutoff():
            relaxation = self._dive_again(box, relaxation)
            bound = min(bound, math.inf if relaxation.bound is None else relaxation.bound)
        self._tighten(box, relaxation)
        self._push(Node(-bound, 0, box, bound))
        diving: Node | None = None
        while (self._open or diving) and self.relaxed.master.solves < most:
            node = diving or heapq.heappop(self._open)
            diving = None
            waiting = [other.bound for other in self._open[:1]]
            if self._spent(max([node.bound, *waiting])):
                self._push(node)
                break
            self._close_bound((node.bound, *waiting))
            if node.bound <= self.cutoff():
                self._closed = max(self._closed, node.bound)
                continue
            diving = self._process(node)
            if diving and diving.bound < self.bound - PLUNGE * (self.bound - self.worth):
                heapq.heappush(self._open, diving)
                diving = None
        return tuple(node.bound for node in ([diving] if diving else []) + self._open)

    def _spent(self, bound: float) -> bool:
        """Whether nothing is to be gained here by nodes that have at most this bound."""
        return False

    def _process(self, node: Node) -> Node | None:
        """Bounds a node; branches, and returns the child to go on with."""
        self.nodes += 1
        self.relaxed.master.set_box(node.box)
        solved = self._bounded(node)
        if solved is None:
            return None
        bound, x, relaxation = solved
        if node.origin is not None:
            column, half, share, before = node.origin
            self.trials.gains.learn(column, before - bound, share, up=half)
        if bound <= self.cutoff():
            self._closed = max(self._closed, bound)
            return None
        if self.priorities.first_fractional(x) is None:  # whole: value and bound are as near as cuts bring them
            self._closed = max(self._closed, bound)
            return None
        if self._diving <= DIVING * self.relaxed.master.solves:
            self._dive(node.box, x, BOLD if self.hurried else SURE)
            self.relaxed.master.set_box(node.box)
            if bound <= self.cutoff():
                self._closed = max(self._closed, bound)
                return None
        self._tighten(node.box, relaxation)
        chosen = self.trials.choose(node.box, bound, x, CLOSED * (bound - self.cutoff()))
        down, up = (self._half(node, chosen, x[chosen.column], bound, up=up) for up in (False, True))
        first, other = (up, down) if chosen.gains[True] <= chosen.gains[False] else (down, up)
        self._push(other)
        return first

    def _half(self, node: Node, chosen: Branching, share: float, before: float, *, up: bool) -> Node:
        """Half of a node; it remembers the column, which half it is, where the column stood, and the node's bound."""
        self._numbers += 1
        box, bound = node.box.half(chosen.column, share, up=up), chosen.bounds[up]
        return Node(-bound, self._numbers, box, bound, (chosen.column, up, share, before))

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
            cuts = self._whole(x) if whole else self.relaxed.price(x, NODE_STEPS).cuts
            enough = rounds + 1 >= NODE_ROUNDS or before - relaxation.bound < WORTHWHILE * (bound - self.cutoff())
            if not cuts or (enough and not whole):
                break
            before = relaxation.bound
        return bound, x, relaxation

    def _push(self, node: Node) -> None:
        heapq.heappush(self._open, node)

    def _tighten(self, box: Box, relaxation: Relaxation) -> None:
        """Fixes whole columns whose other values the reduced costs put below the cutoff."""
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
