"""A search ahead of the search, among designs tied over periods (`solvers.space`), whose linear programs are small.

Its plans are plans of the space it is a part of, and its core is where the root there begins. With many states that
space is the calm version's (`solvers.decomposed`; a large one goes to `solvers.sites_first` instead): then its design
is only a first plan, and the whole root begins at `centre_of_tied`. Its bound is no bound on anything else. Its cuts
hold in the whole space, too, but are of no use there: with them the root took twice as long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from model.prepare import Data
from solvers.branching import Priorities
from solvers.compiled import Floats
from solvers.master import Master
from solvers.relaxed import Relaxed, Valued
from solvers.root import centre
from solvers.search import Search
from solvers.space import Space, Tied, tied
from solvers.template import Template, widest_links

SHARE = 0.35  # of the time, at most
GAP = 0.01  # at least: nearer plans are the whole search's business
EFFORT = 1.5  # times the linear programs of the root: how many the tree may take


Found = Callable[[Valued], None]


def look_ahead(
    data: Data,
    whole: Relaxed,
    template: Template,
    share: float,
    gap_floor: float,
    found: Found,
    effort: float = EFFORT,
) -> Floats | None:
    """Tells `found` of plans, as columns of the whole space; returns a design well inside it, None where there is none.

    `share` of the time that is left is for it; `effort`: see `Search`.

    Raises OutOfTime where the whole search's time is up.
    """
    space = whole.master.space
    known = _tied_centre(data, space, template)
    if known is None or whole.priced is None:
        return _widened(data, space, template, known)
    part, core = known
    search = _search(data, whole, part, share, gap_floor, found)
    search.effort = effort
    search.run([], lambda _: core)
    return None if search.core is None else part.widen @ search.core


def centre_of_tied(data: Data, space: Space, template: Template) -> Floats | None:
    """The design that offers operations most among those tied over periods, which takes a fraction of the time that it
    takes among all; None where there is none."""
    return _widened(data, space, template, _tied_centre(data, space, template))


def _tied_centre(data: Data, space: Space, template: Template) -> tuple[Tied, Floats] | None:
    part = tied(space, data)
    core = None if part is None else centre(Master(part.space), template, widest_links(data, template))
    return None if part is None or core is None else (part, core)


def _widened(data: Data, space: Space, template: Template, known: tuple[Tied, Floats] | None) -> Floats | None:
    """The tied centre in the whole space; the centre of the whole space where there is no tied one."""
    if known is None:
        return centre(Master(space), template, widest_links(data, template))
    part, core = known
    return np.asarray(part.widen @ core)


def _search(data: Data, whole: Relaxed, part: Tied, share: float, gap_floor: float, found: Found) -> Search:
    master = Master(part.space)
    master.hold_profits(whole.master.most_profits)
    reserve = (1 - share) * whole.seconds_left() if share < 1 else 0.0

    def seconds_left() -> float:
        left = whole.seconds_left()
        return left if left == float("inf") else left - reserve

    def news(search: Search) -> None:
        if search.best is not None:
            found(replace(search.best, x=part.widen @ search.best.x))

    gap = max(GAP, whole.gap)
    narrow = Relaxed(data, master, whole.recourse, gap, seconds_left, whole.priced)
    priorities = Priorities(master.columns, master.integer, data.network.calendar.names[-1])
    return Search(narrow, priorities, gap, gap_floor, news)
