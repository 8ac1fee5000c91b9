"""Sites first: a search among designs without SKUs (`solvers.bare`), whose linear programs are small.

Its bound holds for every plan. What SKUs cost it learns from the whole space: with z the columns that say which options
run when, held at z0, the relaxation there has the value b and the reduced costs d of these columns, and since it is
concave in z no design is worth more than

    b + d (z - z0),

which the bare master takes as a cut on the whole worth (a Benders cut; those on single states stay beside it). The
first root does without, and a first plan comes after them. A whole bare design says which option runs where and when;
the SKUs are then decided in the whole space with these runs held (`solvers.stocking`): that gives a plan, and such a
cut. Other designs of its node may be worth more, so it closes only when its bound has come down far enough; runs with
which there is no plan are ruled out by a row. Dives do without what SKUs cost; several vie for one stocking, which
takes longer than a dive.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from model.prepare import Data
from solvers.bare import without_skus
from solvers.branching import Box, Priorities
from solvers.compiled import Floats
from solvers.diving import BOLD, dive
from solvers.lessons import Lessons
from solvers.master import Master, Relaxation
from solvers.relaxed import Relaxed, Valued
from solvers.root import ROOT_GAP, offer_weights
from solvers.search import Search
from solvers.space import Ints
from solvers.stocking import Charged, Stocking
from solvers.template import Template, widest_links

SITES_GAP = 0.03  # between bound and best point, as if SKUs cost nothing: then what they cost is looked at
CALM_SITES_GAP = 0.01  # the same for the calm version, whose rounds take a fraction of the time
MORE_ROUNDS = 4  # of cuts for a point where the first brings none: the whole space may still know little of its sites
FOR_STOCKING = 0.5  # of the time that is left: no further dive is begun when there is less
SURE_IN_MORE = (0.7, BOLD)  # how sure a run must be in the dives after the first (see `solvers.diving`)


class SitesRelaxed(Relaxed):
    """The relaxation of the bare space; `charged`: its cuts know what SKUs cost."""

    def __init__(self, whole: Relaxed, data: Data, master: Master, stocking: Stocking):
        super().__init__(data, master, whole.recourse, whole.gap, whole.seconds_left, whole.priced)
        self._stocking = stocking
        self.charged = False

    @contextmanager
    def uncharged(self) -> Iterator[None]:
        """Meanwhile as if SKUs cost nothing, which takes a fraction of the time."""
        charged, self.charged = self.charged, False
        try:
            yield
        finally:
            self.charged = charged

    def price(self, x: Floats, steps: int, against: Floats | None = None) -> Valued:
        """Where charged, `value` is no worth of x, but the bound of the whole space over designs with the sites of x,
        whatever `steps`, after one round of cuts, or some where that brings none; -inf, without cuts, where there are
        no such designs."""
        if not self.charged:
            return super().price(x, steps, against)
        against = x if against is None else against
        value, added = self._priced_whole(x, against, 1)
        return Valued(x, value, added) if added else Valued(x, *self._priced_whole(x, against, MORE_ROUNDS))

    def _priced_whole(self, x: Floats, against: Floats, rounds: int) -> tuple[float, int]:
        """The bound of the whole space over designs with the sites of x, and how many rows this one learnt."""
        sites = self._stocking.sites
        charged = self._stocking.charged(sites, x[sites], rounds)
        if charged is None:
            return -math.inf, 0
        added = self.master.add(charged.cuts, self.master.links(x), against, self.least)
        return charged.bound, added + self.tell(charged, sites, x, against, self.least)

    def tell(self, charged: Charged, columns: Ints, x: Floats, against: Floats, least: float) -> int:
        """Cuts on the whole worth by what designs with these columns of x come to, where `against` violates it by more
        than `least`; how many."""
        gain, point = np.zeros(x.size), np.zeros(x.size)
        gain[columns], point[columns] = charged.gain, x[columns]
        return self.master.add_worth(charged.bound, point, gain, against, least)

    def trial(self, box: Box, rounds: int) -> float:
        """As if SKUs cost nothing."""
        with self.uncharged():
            return super().trial(box, rounds)


@dataclass
class SitesFirst(Search):
    """A search in the bare space. `best.x` has the whole space's columns: `begin` and `improve` are not for it."""

    relaxed: SitesRelaxed
    stocking: Stocking = field(kw_only=True)
    lessons: Lessons | None = None  # of the calm root, for this one
    taught: Lessons | None = field(default=None, init=False)  # of this root, where not thorough
    thorough: bool = True  # False: only a first plan; SKUs cost nothing, one dive

    def _root(self, *, early: bool) -> Relaxation | None:
        """First as if SKUs cost nothing, which is near enough for a first plan; then as they do.

        A plan is mostly known from before, which `early` says nothing of.
        """
        early = self.best is None
        priced = self.relaxed.priced
        if self.lessons is not None and priced is not None:
            self.core = self.lessons.teach(self.relaxed, priced)
        relaxation = super()._root(early=early)
        if relaxation is not None and not self.thorough and priced is not None and self.core is not None:
            self.taught = Lessons(self.relaxed, priced, self.core)
        if relaxation is None or relaxation.bound is None or not self.thorough:
            return relaxation
        if relaxation.bound <= self.cutoff():
            return relaxation
        self.stocking.begin_with(tuple(self.relaxed.recent))
        self._dive(self.relaxed.master.widest(), relaxation.x, BOLD)
        self.relaxed.charged = True
        self.root_gap = ROOT_GAP
        return super()._root(early=early)

    def _dive_again(self, box: Box, relaxation: Relaxation) -> Relaxation:
        return super()._dive_again(box, relaxation) if self.thorough else relaxation

    def _dived(self, box: Box, x: Floats, sure: float) -> Valued | None:
        """Any better plan than the last will do: the gap that is asked for is mostly out of reach.

        Once the root knows what SKUs cost, and where dives are quick, several vie for the stocking, and `sure` is for
        the first.
        """
        if not self.relaxed.slow and self.relaxed.charged:
            best = self._best_dive(box, x, (sure, *SURE_IN_MORE))
            return None if best is None else self._stocked(best)[0]
        with self.relaxed.uncharged():
            return dive(self.relaxed, box, self.priorities, x, self.worth, sure, lambda *end: self._stocked(end[-1])[0])

    def _best_dive(self, box: Box, x: Floats, sure: tuple[float, ...]) -> Floats | None:
        """The best whole design of several dives by what it comes to with its SKUs; each knows the cuts of those
        before."""
        master, best, most = self.relaxed.master, None, -math.inf
        reserve = FOR_STOCKING * self.relaxed.seconds_left()
        for i, how_sure in enumerate(sure):
            if i > 0:
                if self.relaxed.seconds_left() < reserve:
                    break
                master.set_box(box)
                again = self.relaxed.solve()
                if again.bound is None:
                    break
                x = again.x
            with self.relaxed.uncharged():
                found = dive(self.relaxed, box, self.priorities, x, self.worth, how_sure)
            if found is None or self.stocking.was_sought(found.x):
                continue
            if best is not None and self.relaxed.seconds_left() < reserve:
                break
            charged = self.stocking.most(found.x)
            self._learn(found.x)
            if charged is not None and charged.bound > most:
                best, most = found.x, charged.bound
        return best

    def _whole(self, x: Floats) -> int:
        plan, cuts = self._stocked(x)
        self._found(plan)
        return cuts

    def _stocked(self, x: Floats) -> tuple[Valued | None, int]:
        """The plan of a whole bare design, and how many rows the bare master learnt."""
        return self.stocking.plan(x, self.worth), self._learn(x)

    def _learn(self, x: Floats) -> int:
        """Adds to the bare master what a whole design comes to, or that there is no plan with it; how many rows."""
        charged = self.stocking.most(x)
        decided, x = self.stocking.decided, x.copy()
        x[decided] = np.round(x[decided])
        if charged is None:
            return self.relaxed.master.rule_out(decided, x)
        return self.relaxed.tell(charged, decided, x, x, self.relaxed.sharp)

    def _spent(self, bound: float) -> bool:
        """What closes here above the cutoff is for the whole search: only there SKUs are branched on."""
        return bound <= self._closed


def sites_first(
    data: Data,
    whole: Relaxed,
    template: Template,
    core: Floats | None,
    gap_floor: float,
    news: Callable[[Search], None],
    known: Valued | None = None,
    *,
    lessons: Lessons | None = None,
    thorough: bool = True,
) -> Lessons | None:
    """Searches the bare space of a whole one; `news` is told of plans (of the whole space) and bounds.

    It takes all the time there is, unless the gap is reached or its tree ends: then the whole search goes on. `core`: a
    design of the whole space well inside; `known`: the best plan so far; `lessons`: of the calm version, with a core of
    their own. Not `thorough`: only until a first plan; returns what the root has to teach.
    """
    bare = without_skus(whole.master.space)
    master = Master(bare.space)
    master.hold_profits(whole.master.most_profits)
    last = data.network.calendar.names[-1]
    stocking = Stocking(whole, bare, last, offer_weights(whole.master, template, widest_links(data, template)))
    search = SitesFirst(
        SitesRelaxed(whole, data, master, stocking),
        Priorities(master.columns, master.integer, last),
        whole.gap,
        gap_floor,
        news,
        best=known,
        effort=math.inf if thorough else 0.0,
        root_gap=SITES_GAP if thorough else CALM_SITES_GAP,
        again=(BOLD,),
        stocking=stocking,
        lessons=lessons,
        thorough=thorough,
    )
    try:
        search.run([], lambda _: None if core is None else core[bare.kept])
    finally:
        whole.master.set_box(whole.master.widest())
    return search.taught
