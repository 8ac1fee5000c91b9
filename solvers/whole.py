"""The whole model in one piece, handed to HiGHS, from a start to a valued plan."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from dataclasses import replace

import pyomo.environ as pyo

from model import sites
from model.build import build_whole
from model.outcome import Outcome
from model.prepare import Data
from solvers.compiled import Compiled, compile_model, load
from solvers.evaluation import EvaluationFailed
from solvers.highs import solve
from solvers.options import NoPlan, SolveOptions
from solvers.progress import in_money
from solvers.reporting import GAP_FLOOR, report, value_design

# HiGHS's sub-MIP heuristics took nine tenths of the time at the root of these models; the tree itself is small.
SEARCH = {
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
START_TOLERANCE = 1e-6
LEAST_SECONDS = 0.5  # for the solver, however late it is


def solve_whole(
    data: Data,
    options: SolveOptions,
    start: Mapping[str, float] | None = None,
    seconds: MutableMapping[str, float | None] | None = None,
) -> Outcome:
    """The best plan found within the options; `start` holds design values by name (missing ones are zero).

    Raises NoPlan where there is none.
    """
    begun = time.monotonic()
    m = build_whole(data)
    compiled = compile_model(m)
    assembled = time.monotonic()
    complete = _complete(m, data, compiled, start)
    built = time.monotonic()
    # Valuing the plan at the end takes as long as valuing the start did.
    left = None if options.time_limit is None else options.time_limit - (built - begun) - 1.5 * (built - assembled)
    result = solve(
        compiled,
        gap=options.gap,
        gap_scale=GAP_FLOOR * data.revenue / data.unit,
        time_limit=None if left is None else max(left, LEAST_SECONDS),
        start=complete,
        progress=in_money(options.progress, data.unit),
        interrupt=options.interrupt,
        options=SEARCH,
    )
    if seconds is not None:
        seconds["build"], seconds["solve"] = built - begun, time.monotonic() - built
    if result.values is None:
        raise NoPlan(result.status, result.message)
    load(compiled, result, m)
    try:
        outcome = report(m, data, result)
    except EvaluationFailed as failure:
        raise NoPlan("failed", str(failure)) from failure
    if outcome.status == "limit" and outcome.gap is not None and outcome.gap <= options.gap:
        return replace(outcome, status="gap_reached")  # valuing the plan closed the gap
    return outcome


def _complete(
    m: pyo.ConcreteModel, data: Data, compiled: Compiled, start: Mapping[str, float] | None
) -> dict[str, float] | None:
    """Every variable's value for a design given by name: operations are solved for it, money added up.

    An empty start stands for today's sites kept open, with empty shelves. None where there is no start or where
    it breaks a rule of this case (a yardstick need not keep them).
    """
    if start is None:
        return None
    for variable in m.component_data_objects(pyo.Var, descend_into=False):
        variable.set_value(start.get(variable.name, 0.0), skip_validation=True)
    if not start:
        for i in m.RUNS:
            m.run[i].set_value(float(i[:3] == data.network.current.get(i[0])), skip_validation=True)
    sites.settle(m, data)
    try:
        states = value_design(m, data)
    except EvaluationFailed:
        return None
    for n, valued in enumerate(states):
        block = m.operations[n]
        for name, flows in valued.flows.items():
            variable = getattr(block, name)
            for i in variable:
                variable[i].set_value(flows.get(i, 0.0), skip_validation=True)
    values = {v.name: float(v.value or 0.0) for v in m.component_data_objects(pyo.Var)}
    violation, _ = compiled.violation(compiled.vector(values))
    return values if violation <= START_TOLERANCE else None
