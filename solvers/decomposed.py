"""The plan by decomposition: the design in one tree, operations of each state apart, tied by cuts.

Benders (1962) in one branch-and-cut tree, a cut for each state (Birge and Louveaux 1988), made between the relaxation
and the best point known (Ben-Ameur and Neto 2007). The average of the worst outcomes stays in the design's part.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from dataclasses import replace

import numpy as np
import pyomo.environ as pyo

from model.build import build_books
from model.outcome import Outcome
from model.prepare import Data
from solvers.ahead import look_ahead
from solvers.branching import Priorities
from solvers.compiled import Floats, compile_model
from solvers.evaluation import EvaluationFailed
from solvers.master import Master
from solvers.numbers import Numbers
from solvers.options import NoPlan, SolveOptions
from solvers.priced import Priced, can_price
from solvers.progress import Monitor, in_money
from solvers.recourse import Recourse, RecourseFailed
from solvers.relaxed import Relaxed
from solvers.reporting import GAP_FLOOR, report
from solvers.result import Result, Status, relative_gap
from solvers.search import Search
from solvers.space import Space, design_space
from solvers.template import Template, build_template, widest_links

MOST_STEPS = 20  # of the prices, for the most that a state can earn
PROVEN = 1e-6  # a relative gap below this is none
VALUING = 0.08  # of the time limit, kept back for valuing the plan that is reported


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
    m, space, template, recourse, priced = _assembled(data)
    master = Master(space)
    built = time.monotonic()
    deadline = np.inf if options.time_limit is None else begun + (1 - VALUING) * options.time_limit

    def seconds_left() -> float:
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
    search = Search(relaxed, priorities, options.gap, gap_floor, told)
    try:
        search.run(_starts(m, data, space, start), lambda found: look_ahead(data, relaxed, template, gap_floor, found))
    except RecourseFailed as failure:
        raise NoPlan("failed", str(failure)) from failure
    finally:
        recourse.close()
        if priced is not None:
            priced.close()
    if seconds is not None:
        seconds["build"], seconds["solve"] = built - begun, time.monotonic() - built
    return _outcome(m, data, search, options, monitor)


def _assembled(data: Data) -> tuple[pyo.ConcreteModel, Space, Template, Recourse, Priced | None]:
    """The books, the space of designs, and the operations; NoPlan where no design at all can be feasible."""
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


def _outcome(m: pyo.ConcreteModel, data: Data, search: Search, options: SolveOptions, monitor: Monitor) -> Outcome:
    """The best plan valued in every state and reported; raises NoPlan where there is none."""
    if search.best is None:
        raise NoPlan("infeasible" if search.complete else "limit", "")
    arrays = search.relaxed.master.space.arrays
    for variable, value in zip(arrays.variables, search.best.x, strict=False):  # sums of runs come last
        if variable is not None:
            whole = variable.is_integer() or variable.is_binary()
            variable.set_value(round(value) if whole else value, skip_validation=True)
    gap = relative_gap(search.best.value, search.bound, search.gap_floor)
    reached = gap is not None and gap <= options.gap + 1e-12
    status: Status = "optimal" if gap is not None and gap <= PROVEN else "gap_reached" if reached else "limit"
    result = Result(
        status, search.best.value, search.bound if np.isfinite(search.bound) else None, gap, nodes=search.nodes
    )
    try:
        outcome = report(m, data, result)
    except EvaluationFailed as failure:
        raise NoPlan("failed", str(failure)) from failure
    monitor.finish(replace(result, objective=outcome.objective / data.unit))
    return outcome
