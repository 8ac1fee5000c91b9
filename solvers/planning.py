"""One plan from a case: yardsticks first (they give the start), then the whole model."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from dataclasses import replace

from inputs.case import Case
from model.outcome import Outcome, PlanResult
from model.prepare import prepare
from solvers.whole import NoPlan, SolveOptions, solve_whole
from solvers.yardsticks import parcels_only, todays_network

YARDSTICK_SHARE = 0.15  # of the time limit, at most, for each yardstick


def solve_plan(
    case: Case, options: SolveOptions, seconds: MutableMapping[str, float | None] | None = None
) -> PlanResult:
    """The plan and its yardsticks; `seconds` receives the time of build and solve.

    Raises NoPlan where no plan satisfies the workbook, or none was found in time.
    """
    begun = time.monotonic()
    data = prepare(case)
    notes: list[str] = []
    options.phase("solving parcels only")
    parcels = _yardstick(parcels_only(case), options, "parcels only", notes)
    current = todays_network(case)
    today = None
    if current is not None:
        options.phase("solving today's network")
        today = _yardstick(current, options, "today's network", notes)
    start: Mapping[str, float] | None = None
    for known in (today, parcels):
        start = known.values if start is None and known is not None else start
    options.phase("solving the plan")
    spent = time.monotonic() - begun
    left = None if options.time_limit is None else max(1.0, options.time_limit - spent)
    plan = solve_whole(data, replace(options, time_limit=left), start, seconds)
    if current is None:
        notes.append("no site runs today: today's network is parcels only")
        today = parcels
    return PlanResult(plan, today, parcels, tuple(notes))


def _yardstick(case: Case, options: SolveOptions, name: str, notes: list[str]) -> Outcome | None:
    limit = None if options.time_limit is None else options.time_limit * YARDSTICK_SHARE
    try:
        return solve_whole(prepare(case), replace(options, time_limit=limit, progress=None))
    except NoPlan as failure:
        notes.append(f"{name}: no plan ({failure})")
        return None
