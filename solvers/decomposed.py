"""The plan by decomposition: the design in one tree, operations of each state apart, tied by cuts.

Benders (1962) in one branch-and-cut tree, a cut for each state (Birge and Louveaux 1988), at the root made between the
relaxation and a design well inside (`solvers.root`; Ben-Ameur and Neto 2007). First a plan: with many states from the
calm version (`solvers.calm`), else among designs tied over periods (`solvers.ahead`). A large design of many
states is then sought and bounded without its SKUs (`solvers.sites_first`), before the search of the whole. The average
of the worst outcomes stays in the design's part.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import pyomo.environ as pyo
from pyomo.common.gc_manager import PauseGC

from model.build import build_books
from model.outcome import Outcome
from model.prepare import Data
from solvers.ahead import GAP, SHARE, Found, centre_of_tied, look_ahead
from solvers.branching import Priorities
from solvers.calm import calm
from solvers.compiled import Floats, compile_model
from solvers.evaluation import EvaluationFailed, value_states
from solvers.lessons import Lessons
from solvers.master import Master
from solvers.numbers import Numbers
from solvers.options import NoPlan, SolveOptions
from solvers.priced import Priced, can_price
from solvers.progress import Monitor, in_money
from solvers.recourse import Recourse, RecourseFailed
from solvers.relaxed import OutOfTime, Relaxed, Valued
from solvers.reporting import GAP_FLOOR, Valuing, report
from solvers.result import Result, Status, relative_gap
from solvers.search import Search
from solvers.sites_first import sites_first
from solvers.space import Space, design_space
from solvers.template import Template, build_template, widest_links
from solvers.valuing import value_compiled

MOST_STEPS = 3  # of the prices, for the most that a state can earn; 20 bring it down by 1 % more
PROVEN = 1e-6  # a relative gap below this is none
MANY_STATES = 2  # states a period, from which on the calm version is solved first
REHEARSAL = 0.3  # of the time, at most, for that
MANY_COLUMNS = 8000  # of a design of many states, from which on it is sought without SKUs first (`solvers.sites_first`)
VALUING, VALUING_ANEW = 0.04, 0.08  # of the time limit, kept back for valuing the plan; where operations are built anew


def solve_decomposed(
    data: Data,
    options: SolveOptions,
    start: Mapping[str, float] | None = None,
    seconds: MutableMapping[str, float | None] | None = None,
) -> Outcome:
    """The best plan found within the options; `start` holds design values by name (missing ones are zero).

    Raises NoPlan where there is none.
    """
    begun = time.monotonic()
    gap_floor = GAP_FLOOR * data.revenue / data.unit
    monitor = Monitor(in_money(options.progress, data.unit), maximise=True, gap_scale=gap_floor)
    monitor.report()
    m, space, template, recourse, priced = _assembled(data)
    master = Master(space)
    built = time.monotonic()
    kept_back = VALUING_ANEW if template.limits else VALUING
    deadline = np.inf if options.time_limit is None else begun + (1 - kept_back) * options.time_limit

    def seconds_left() -> float:
        monitor.beat()  # it is asked for all the time: progress keeps moving
        stopped = options.interrupt is not None and options.interrupt.is_set()
        return 0.0 if stopped else deadline - time.monotonic()

    def told(search: Search) -> None:
        if search.best is not None:
            monitor.found(search.best.value)
        monitor.proved(search.bound)
        monitor.phase, monitor.nodes = "search", search.nodes
        monitor.beat()

    most = _most(data, template, recourse, priced)
    master.hold_profits(most)
    relaxed = Relaxed(data, master, recourse, options.gap, seconds_left, priced)
    priorities = Priorities(master.columns, master.integer, data.network.calendar.names[-1])
    search = Search(relaxed, priorities, options.gap, gap_floor, told, bound=master.first_bound())
    told(search)

    def ahead(found: Found) -> Floats | None:
        first = rehearsed(data, seconds_left) if priced is not None else None
        if first is None:
            return look_ahead(data, relaxed, template, SHARE, gap_floor, found)
        search.begin(space.point(first.design))  # valued even where the time is up by now
        if seconds_left() <= 0:
            return None
        core = None if first.lessons else centre_of_tied(data, space, template)
        if len(space.arrays.columns) >= MANY_COLUMNS:
            sites_first(data, relaxed, template, core, gap_floor, search.adopt, search.best, lessons=first.lessons)
        return centre_of_tied(data, space, template) if core is None and seconds_left() > 0 else core

    value: Valuing = value_states if template.limits else partial(value_compiled, template=template, recourse=recourse)
    try:
        search.run(_starts(m, data, space, start), ahead)
        if seconds is not None:
            seconds["build"], seconds["solve"] = built - begun, time.monotonic() - built
        return _outcome(m, data, search, options, monitor, value)
    except RecourseFailed as failure:
        raise NoPlan("failed", str(failure)) from failure
    finally:
        recourse.close()
        if priced is not None:
            priced.close()


class Rehearsal(NamedTuple):
    """A design found for the calm version, by name, and what its root has to teach, where it was large."""

    design: Mapping[str, float]
    lessons: Lessons | None


def rehearsed(data: Data, seconds_left: Callable[[], float]) -> Rehearsal | None:
    """A design from the calm version of a case with many states (see `solvers.calm`), by the search ahead, or without
    SKUs where the design is large.

    With it what the root of a large one has to teach. None where there are few states, or nothing was found in its
    share of the time. What it is worth is not known yet. Until it finds a plan it has all the time: nothing else finds
    one sooner.
    """
    many = len(data.futures.states) >= MANY_STATES * len(data.network.calendar.names)
    calmed = calm(data) if many else None
    if calmed is None:
        return None
    try:
        _, space, template, recourse, priced = _assembled(calmed)
    except NoPlan:
        return None
    plans: list[Valued] = []
    lessons: Lessons | None = None
    reserve = (1 - REHEARSAL) * seconds_left()

    def told(plan: Valued) -> None:
        plans[:] = [plan]

    def news(search: Search) -> None:
        if search.best is not None:
            told(search.best)

    def left() -> float:
        now = seconds_left()
        return now if now == np.inf or not plans else now - reserve

    try:
        master = Master(space)
        master.hold_profits(_most(calmed, template, recourse, priced))
        relaxed = Relaxed(calmed, master, recourse, GAP, left, priced, rehearsal=True)
        gap_floor = GAP_FLOOR * data.revenue / data.unit
        if len(space.arrays.columns) >= MANY_COLUMNS:
            core = centre_of_tied(calmed, space, template)
            lessons = sites_first(calmed, relaxed, template, core, gap_floor, news, thorough=False)
        else:
            look_ahead(calmed, relaxed, template, 1.0, gap_floor, told, effort=0.0)
    except (OutOfTime, NoPlan, RecourseFailed):
        pass
    finally:
        recourse.close()
        if priced is not None:
            priced.close()
    if not plans:
        return None
    return Rehearsal(dict(zip(space.arrays.columns, plans[-1].x.tolist(), strict=True)), lessons)


def _assembled(data: Data) -> tuple[pyo.ConcreteModel, Space, Template, Recourse, Priced | None]:
    """The books, the space of designs, and the operations; NoPlan where no design at all can be feasible."""
    with PauseGC():  # which would look through a million expressions again and again
        m = build_books(data)
        compiled = compile_model(m)
        if compiled.contradiction:
            raise NoPlan("infeasible", compiled.contradiction)
        template = build_template(m, data)
        numbers = Numbers(template, data)
        states = [numbers.of(n) for n in m.N]
    recourse = Recourse(template, states, numbers.hard)
    priced = Priced(template, states) if can_price(template) else None
    return m, design_space(m, data, compiled, template), template, recourse, priced


def _most(data: Data, template: Template, recourse: Recourse, priced: Priced | None) -> list[float]:
    """The most that each state can earn; NoPlan where demand that must be met cannot be, whatever the design."""
    widest = widest_links(data, template)
    if priced is not None:
        return [cut.value for cut in priced.evaluate(lambda n: widest, MOST_STEPS)]
    most = recourse.evaluate(lambda n: widest)
    if any(cut.missing for cut in most):
        recourse.close()
        raise NoPlan("infeasible", "demand that must be met cannot be, whatever the design")
    return [cut.value for cut in most]


def _starts(m: pyo.ConcreteModel, data: Data, space: Space, start: Mapping[str, float] | None) -> list[Floats]:
    """The start as columns of the master; an empty one stands for today's sites kept open, with empty shelves."""
    if start is None:
        return []
    values = dict(start) or {m.run[i].name: 1.0 for i in m.RUNS if i[:3] == data.network.current.get(i[0])}
    return [space.point(values)]


def _outcome(
    m: pyo.ConcreteModel, data: Data, search: Search, options: SolveOptions, monitor: Monitor, value: Valuing
) -> Outcome:
    """The best plan valued in every state and reported; raises NoPlan where there is none."""
    if search.best is None:
        raise NoPlan("infeasible" if search.complete else "limit", "")
    arrays = search.relaxed.master.space.arrays
    for variable, amount in zip(arrays.variables, search.best.x, strict=False):  # sums of runs come last
        if variable is not None:
            whole = variable.is_integer() or variable.is_binary()
            variable.set_value(round(amount) if whole else amount, skip_validation=True)
    gap = relative_gap(search.best.value, search.bound, search.gap_floor)
    reached = gap is not None and gap <= options.gap + 1e-12
    status: Status = "optimal" if gap is not None and gap <= PROVEN else "gap_reached" if reached else "limit"
    result = Result(
        status, search.best.value, search.bound if np.isfinite(search.bound) else None, gap, nodes=search.nodes
    )
    try:
        outcome = report(m, data, result, value)
    except EvaluationFailed as failure:
        raise NoPlan("failed", str(failure)) from failure
    monitor.finish(replace(result, objective=outcome.objective / data.unit))
    return outcome
