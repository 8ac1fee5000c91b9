"""Why no plan satisfies a workbook, told in its own rows: which single rows, left out, make a plan possible.

Only the design is solved (operations can always ship nothing), so each try is a small problem. Conflicts that need
two rows to go at once are told as groups.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from inputs.case import Case
from inputs.frames import records
from model.build import build_design
from model.prepare import prepare
from solvers.compiled import compile_model
from solvers.highs import solve

TRY_SECONDS = 10.0
MOST_TRIES = 60
IN_OPERATIONS = ("minimum_demand_met", "minimum_average_of_worst")


def reasons(case: Case) -> list[str]:
    """Sentences that name the rows (or groups of rows) at fault; at least one."""
    if design_possible(case):
        late = case.limits[case.limits["limit"].isin(IN_OPERATIONS)]
        named = ", ".join(f"limits: {row.limit}, scope {row.scope}, value {row.value:g}" for row in records(late))
        return [f"sites and certificates can be chosen, but what they sell cannot reach: {named or 'the limits'}"]
    singles = [words for words, relaxed in list(_single_rows(case))[:MOST_TRIES] if design_possible(relaxed)]
    if singles:
        return [f"a plan is possible without {words}" for words in singles]
    groups = [words for words, relaxed in _groups(case) if design_possible(relaxed)]
    return [f"a plan is possible without {words}" for words in groups] or [
        "no single row or sheet is at fault: limits, overrides, statuses and leases contradict each other together"
    ]


def design_possible(case: Case) -> bool:
    """Whether sites, certificates and assortment can be chosen at all (not proven impossible in TRY_SECONDS)."""
    m = build_design(prepare(case))
    m.objective = pyo.Objective(expr=0.0)
    return solve(compile_model(m), time_limit=TRY_SECONDS, polish=False).status != "infeasible"


def _single_rows(case: Case) -> Iterator[tuple[str, Case]]:
    for i, row in enumerate(records(case.limits)):
        if row.penalty != row.penalty and row.limit not in IN_OPERATIONS:
            value = "" if row.value != row.value else f", value {row.value:g}"
            words = f"the limit {row.limit}, scope {row.scope}{value} (sheet limits)"
            yield words, case.with_tables(limits=case.limits.drop(index=i))
    for i, row in enumerate(records(case.overrides)):
        named = ", ".join(str(part) for part in row[:5] if part)
        words = f"the override {row.decision}: {named} (sheet overrides)"
        yield words, case.with_tables(overrides=case.overrides.drop(index=i))
    for i, row in enumerate(records(case.sites)):
        if row.status in ("must_open", "excluded"):
            sites = case.sites.copy()
            sites.loc[i, "status"] = "candidate"
            yield f"the status {row.status} of site {row.site} (sheet sites)", case.with_tables(sites=sites)
    for i, row in enumerate(records(case.periods)):
        if row.opening_budget == row.opening_budget:
            periods = case.periods.copy()
            periods.loc[i, "opening_budget"] = float("nan")
            words = f"the opening_budget {row.opening_budget:g} of period {row.period} (sheet periods)"
            yield words, case.with_tables(periods=periods)
    for i, row in enumerate(records(case.current_network)):
        network = case.current_network.copy()
        network.loc[i, "since"] = None
        words = f"the rest of the minimum term of {row.operator} at {row.site} (sheets current_network, site_options)"
        yield words, case.with_tables(current_network=network)


def _groups(case: Case) -> Iterator[tuple[str, Case]]:
    hard = case.limits["penalty"].isna()
    yield "the hard limits (sheet limits)", case.with_tables(limits=case.limits[~hard])
    yield "the overrides (sheet overrides)", case.with_tables(overrides=case.overrides.iloc[:0])
    free = case.sites.assign(status=case.sites["status"].replace({"must_open": "candidate", "excluded": "candidate"}))
    yield "the statuses must_open and excluded (sheet sites)", case.with_tables(sites=free)
    periods = case.periods.assign(opening_budget=float("nan"))
    yield "the opening budgets (sheet periods)", case.with_tables(periods=periods)
    both = case.with_tables(limits=case.limits[~hard], overrides=case.overrides.iloc[:0])
    yield "the hard limits and the overrides together", both
