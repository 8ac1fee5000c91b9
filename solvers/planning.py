"""One plan from a case: yardsticks first (they give the start), then the whole model."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Literal

from inputs.case import Case
from model.futures import with_scenarios
from model.outcome import Note, Outcome, PlanResult
from model.prepare import Data, prepare
from solvers.calm import calm
from solvers.decomposed import solve_decomposed
from solvers.options import NoPlan, SolveOptions
from solvers.whole import solve_whole
from solvers.yardsticks import free_to_change, parcels_only, todays_network

SOLVERS = {"whole": solve_whole, "decomposed": solve_decomposed}  # by the name that --solver takes; and "auto"
YARDSTICK_SHARE = 0.1  # of the time limit, at most, for each yardstick
LARGE = 40_000  # flows of all states above which the decomposed solver is chosen, and a calm plan made for the whole
CALM_SHARE = 0.6  # of the time left, at most, for the calm plan
CALM_GAP = 0.05
STABILITY_SHARE = 0.3  # of the time left, for the plan without limits on changes


def solve_plan(
    case: Case,
    options: SolveOptions,
    seconds: MutableMapping[str, float | None] | None = None,
    solver: str = "auto",
) -> PlanResult:
    """The plan and its yardsticks, by one of SOLVERS or, with "auto", by size; `seconds` receives their times.

    Raises NoPlan where no plan satisfies the workbook, or none was found in time.
    """
    begun = time.monotonic()
    data = prepare(case)
    notes: list[Note] = []
    told = with_scenarios(case, data.network)  # the yardsticks face the same futures
    options.phase("solving parcels only")
    certain = replace(options, interrupt=None)  # it takes seconds
    parcels = _yardstick(parcels_only(told), certain, "parcels_no_plan", notes)
    current = todays_network(told)
    today = None
    if current is not None:
        options.phase("solving today's network")
        today = _yardstick(current, options, "today_no_plan", notes)
    start: Mapping[str, float] = {} if today is None else today.values
    clock = _Clock(options.time_limit, begun)
    chosen = by_size(data) if solver == "auto" else solver
    if chosen == "whole":
        start = _calm_start(data, options, clock, start) or start
    options.phase("solving the plan")
    unsteady = free_to_change(case)
    share = 1.0 if unsteady is None else 1.0 - STABILITY_SHARE
    plan = SOLVERS[chosen](data, replace(options, time_limit=clock.left(share)), start, seconds)
    if unsteady is not None:
        options.phase("solving without the limits on changes: what stability costs")
        notes += _stability(plan, unsteady, replace(options, time_limit=clock.left(), progress=None), chosen)
    if current is None:
        notes.append(Note("today_is_parcels"))
        today = parcels
    return PlanResult(plan, today, parcels, tuple(notes))


def _stability(plan: Outcome, unsteady: Case, options: SolveOptions, solver: str) -> list[Note]:
    """What the limits on changes cost: the plan again without them, from the plan itself on; nothing if stopped."""
    try:
        free = SOLVERS[solver](prepare(unsteady), options, plan.values)
    except NoPlan:
        return []
    best = free if free.objective >= plan.objective else plan
    most = None if free.bound is None else max(0.0, free.bound - plan.objective)
    return [Note("stability", price=best.expected_profit - plan.expected_profit, most=most)]


def by_size(data: Data) -> str:
    """The solver for a case of this size: one model as long as its first relaxation takes seconds."""
    flows = sum(len(table.lanes) + len(table.options) for table in data.tables)
    return "whole" if flows < LARGE else "decomposed"


@dataclass(frozen=True)
class _Clock:
    """What is left of a time limit; None: no limit."""

    limit: float | None
    begun: float

    def left(self, share: float = 1.0) -> float | None:
        if self.limit is None:
            return None
        return max(1.0, share * (self.limit - (time.monotonic() - self.begun)))


def _calm_start(
    data: Data, options: SolveOptions, clock: _Clock, start: Mapping[str, float] | None
) -> Mapping[str, float] | None:
    """For a large case, the design of its calm version (see `solvers.calm`); None for a small one."""
    if by_size(data) == "whole":
        return None
    quiet = calm(data)
    if quiet is None:
        return None
    options.phase("solving a first plan without events")
    limit = clock.left(CALM_SHARE)
    try:
        return solve_whole(quiet, replace(options, gap=max(CALM_GAP, options.gap), time_limit=limit), start).values
    except NoPlan:
        return None


def _yardstick(
    case: Case, options: SolveOptions, missing: Literal["today_no_plan", "parcels_no_plan"], notes: list[Note]
) -> Outcome | None:
    limit = None if options.time_limit is None else options.time_limit * YARDSTICK_SHARE
    try:
        return solve_whole(prepare(case), replace(options, time_limit=limit, progress=None), start={})
    except NoPlan as failure:
        notes.append(Note(missing, str(failure)))
        return None
