"""Sites first: a search among designs without SKUs (`solvers.bare`), whose linear programs are small.

Its bound holds for every plan. What SKUs cost it learns from the whole space: with z the columns that say which options
run when, held at z0, the relaxation there has the value b and the reduced costs d of these columns, and since it is
concave in z no design is worth more than

    b + d (z - z0),

which the bare master takes as a cut on the whole worth (a Benders cut; those on single states stay beside it). The
first rounds do without. A whole bare design says which option runs where and when; the SKUs are then decided in the
whole space with these runs held: that gives a plan, and a bound for all plans with these runs, with which the design's
node closes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from model.prepare import Data
from solvers.bare import Bare, without_skus
from solvers.branching import Box, Priorities
from solvers.compiled import Floats
from solvers.master import Master, Relaxation
from solvers.recourse import Cut
from solvers.relaxed import Relaxed, Valued
from solvers.root import ROOT_GAP, offered
from solvers.rounding import APPROACH_GAP, BOLD, SURE, approach, dive, nearest
from solvers.search import Search
from solvers.space import Ints
from solvers.template import Template, widest_links

SITES = frozenset(
    ("run", "site_runs", "tenancy_runs", "sites_running", "opening", "closing", "spell", "fit_out", "written_off")
)  # columns that say which options run when
SITES_GAP = 5e-3  # between bound and best point, as if SKUs cost nothing: then what they cost is looked at
CORE_STEPS = 2  # of the prices at the design with most SKUs
STOCK_ROUNDS = 8  # of cuts for a whole design
Stocked = tuple[Valued | None, float]  # the best plan found with some runs, and what no plan with them exceeds


class Stocking:
    """What designs with given sites come to in the whole space, and plans with those of a whole design.

    It looks at each whole design once.
    """

    def __init__(self, whole: Relaxed, bare: Bare, last_period: str, offered: Floats):
        """`offered`: what columns of the whole space offer operations (see `solvers.root`)."""
        self._whole, self._offered, self._kept = whole, offered, bare.kept
        columns = bare.space.arrays.columns
        self.sites = np.array([j for j, name in enumerate(columns) if name.partition("[")[0] in SITES], dtype=np.int64)
        self._decided = self.sites[bare.space.arrays.integer[self.sites]]
        self._priorities = Priorities(whole.master.columns, whole.master.integer, last_period)
        self._core: Valued | None = None
        self._known: dict[bytes, Stocked] = {}

    @property
    def recent(self) -> list[list[Cut]]:
        """The cuts of the last rounds, oldest first."""
        return list(self._whole.recent)

    def relaxation(
        self, columns: Ints, values: Floats, rounds: int, recent: Iterable[list[Cut]] = ()
    ) -> Relaxation | None:
        """What designs with these values of columns of the bare space, whole or not, come to at most after rounds of
        cuts; None where there are none.

        `recent`: cuts of others, for the first time. Raises OutOfTime.
        """
        self._hold(columns, values)
        core = self._core or self._begun(recent)
        self._core, _ = approach(self._whole, rounds, APPROACH_GAP, core)
        found = self._whole.solve(passing=True)
        return None if found.bound is None else found

    def gain(self, columns: Ints, relaxation: Relaxation) -> Floats:
        """By how much it would rise with each of these columns of the bare space."""
        return relaxation.reduced[self._kept[columns]]

    def plan(self, y: Floats, worth: float) -> Stocked:
        """With the runs of y, which are whole; sought only where one can be worth more than `worth`.

        Raises OutOfTime.
        """
        runs = np.round(y[self._decided])
        key = runs.tobytes()
        if key not in self._known:
            self._known[key] = self._stocked(runs, worth)
        return self._known[key]

    def _stocked(self, runs: Floats, worth: float) -> Stocked:
        relaxation = self.relaxation(self._decided, runs, STOCK_ROUNDS)
        if relaxation is None or relaxation.bound is None:
            return None, -math.inf
        if relaxation.bound <= worth:
            return None, relaxation.bound
        box = self._hold(self._decided, runs)
        completed = partial(nearest, self._whole)
        plan = dive(self._whole, box, self._priorities, relaxation.x, worth, BOLD, completed)
        return plan, relaxation.bound

    def _begun(self, recent: Iterable[list[Cut]]) -> Valued | None:
        """The first time: the design with most SKUs as a start."""
        begun = self._whole.solve(passing=True)
        if begun.bound is None:
            return None
        self._whole.learn(recent, begun.x)
        most = self._whole.master.best(self._offered)
        return None if most is None else self._whole.price(most, CORE_STEPS, begun.x)

    def _hold(self, columns: Ints, values: Floats) -> Box:
        master, held = self._whole.master, self._kept[columns]
        box = Box(master.lower.copy(), master.upper.copy())
        box.lower[held] = box.upper[held] = np.clip(values, box.lower[held], box.upper[held])
        master.set_box(box)
        return box


class SitesRelaxed(Relaxed):
    """The relaxation of the bare space; `charged`: its cuts know what SKUs cost."""

    def __init__(self, whole: Relaxed, data: Data, master: Master, stocking: Stocking):
        super().__init__(data, master, whole.recourse, whole.gap, whole.seconds_left, whole.priced)
        self._stocking = stocking
        self.charged = False

    def price(self, x: Floats, steps: int, against: Floats | None = None) -> Valued:
        """Where charged: by the relaxation of the whole space with the sites of x, its value at most; `steps` of the
        prices are one."""
        if not self.charged:
            return super().price(x, steps, against)
        sites = self._stocking.sites
        relaxation = self._stocking.relaxation(sites, x[sites], 1, self.recent)
        if relaxation is None or relaxation.bound is None:
            return Valued(x, -math.inf, 0)
        against = x if against is None else against
        gain, at = np.zeros(x.size), np.zeros(x.size)
        gain[sites], at[sites] = self._stocking.gain(sites, relaxation), x[sites]
        added = self.master.add_worth(relaxation.bound, at, gain, against, self.least)
        added += self.master.add(self._stocking.recent[-1], self.master.links(x), against, self.least)
        return Valued(x, relaxation.bound, added)

    def trial(self, box: Box, rounds: int) -> float:
        """As if SKUs cost nothing, which takes a fraction of the time."""
        charged, self.charged = self.charged, False
        try:
            return super().trial(box, rounds)
        finally:
            self.charged = charged


@dataclass
class SitesFirst(Search):
    """A search in the bare space; `best` is a plan of the whole space."""

    relaxed: SitesRelaxed
    stocking: Stocking = field(kw_only=True)

    def _root(self, *, early: bool) -> Relaxation | None:
        """First as if SKUs cost nothing."""
        relaxation = super()._root(early=early)
        if self.effort == 0 or relaxation is None:
            return relaxation
        self.relaxed.charged = True
        self.root_gap = ROOT_GAP
        return super()._root(early=early)

    def _dive_again(self, box: Box, relaxation: Relaxation) -> Relaxation:
        return super()._dive_again(box, relaxation) if self.effort > 0 else relaxation

    def _dive(self, box: Box, x: Floats, sure: float = SURE) -> None:
        self.relaxed.charged = False
        super()._dive(box, x, sure)
        self.relaxed.charged = self.effort > 0

    def _priced(self, x: Floats, *, whole: bool) -> Valued:
        return Valued(x, -math.inf, 0) if whole else super()._priced(x, whole=whole)

    def _completed(self, box: Box, x: Floats) -> Valued | None:
        return self.stocking.plan(x, self.cutoff())[0]

    def _leaf(self, bound: float, x: Floats) -> float:
        plan, most = self.stocking.plan(x, self.cutoff())
        self._found(plan)
        return min(bound, most)


def sites_first(
    data: Data,
    whole: Relaxed,
    template: Template,
    core: Floats | None,
    gap_floor: float,
    news: Callable[[Search], None],
    known: Valued | None = None,
    effort: float = math.inf,
) -> None:
    """Searches the bare space of a whole one; `news` is told of plans (of the whole space) and bounds.

    `core`: a design of the whole space well inside; `known`: the best plan so far; `effort`: see `Search`.
    """
    bare = without_skus(whole.master.space)
    master = Master(bare.space)
    master.hold_profits(whole.master.most_profits)
    last = data.network.calendar.names[-1]
    stocking = Stocking(whole, bare, last, offered(whole.master, template, widest_links(data, template)))
    search = SitesFirst(
        SitesRelaxed(whole, data, master, stocking),
        Priorities(master.columns, master.integer, last),
        whole.gap,
        gap_floor,
        news,
        best=known,
        effort=effort,
        root_gap=SITES_GAP,
        stocking=stocking,
    )
    search.run([], lambda _: None if core is None else core[bare.kept])
