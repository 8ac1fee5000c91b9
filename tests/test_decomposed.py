"""Decomposed and whole tell the same truth: values, bounds, infeasibility, starts, limits of time, risk settings."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
import tiny
from enumerated import best_objective
from random_cases import random_case

from inputs.case import Case
from inputs.examples import path
from inputs.reading import read
from model.outcome import Outcome
from model.prepare import Data, prepare
from solvers.decomposed import solve_decomposed
from solvers.options import NoPlan, SolveOptions
from solvers.progress import Monitor, Progress
from solvers.reporting import GAP_FLOOR
from solvers.whole import solve_whole

ROOT = Path(__file__).parents[1]
GAP = 1e-4
EXACT = 1e-6  # relative: what rounding may do to a bound


def seeds(every: int, quick: int) -> list[object]:
    """The first ones run always, the others on request."""
    return [*range(quick), *on_request(*range(quick, every))]


def on_request(*seeds: int) -> list[object]:
    return [pytest.param(seed, marks=pytest.mark.slow) for seed in seeds]


def scale(data: Data, objective: float) -> float:
    """What a gap is relative to."""
    return max(abs(objective), GAP_FLOOR * data.revenue)


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> list[Progress]:
    """Everything the search tells, as it happens rather than once a second; to be passed on as `progress`."""
    monkeypatch.setattr("solvers.decomposed.Monitor", functools.partial(Monitor, every=0.0))
    return []


def either(solve, data: Data, **options) -> Outcome | str:
    """The outcome, or the status of NoPlan."""
    try:
        return solve(data, SolveOptions(**options))
    except NoPlan as none:
        return none.status


def check_against(data: Data, best: float, found: Outcome, reports: list[Progress]) -> None:
    """`found` was asked for to GAP; no bound it tells, early or late, is below what is known to be possible."""
    tolerance = EXACT * scale(data, best)
    assert found.status in ("optimal", "gap_reached")
    assert best - GAP * scale(data, found.objective) - tolerance <= found.objective <= best + tolerance
    assert found.bound is not None and found.bound >= best - tolerance
    assert reports[-1].phase == "finished"
    for report in reports:
        assert report.bound is None or report.bound >= best - tolerance
        assert report.objective is None or report.objective <= best + tolerance


@pytest.mark.parametrize("seed", seeds(200, 8))
def test_whole_and_decomposed_agree(seed: int, reports: list[Progress]) -> None:
    data = prepare(random_case(seed))
    best = either(solve_whole, data, gap=0.0)
    found = either(solve_decomposed, data, gap=GAP, progress=reports.append)
    if isinstance(best, str) or isinstance(found, str):
        assert best == found == "infeasible"
    else:
        check_against(data, best.objective, found, reports)


@pytest.mark.parametrize("seed", seeds(50, 4))
def test_both_find_what_trying_every_design_finds(seed: int, reports: list[Progress]) -> None:
    case = random_case(seed, few=True)
    best, _ = best_objective(case)
    data = prepare(case)
    whole = either(solve_whole, data, gap=0.0)
    found = either(solve_decomposed, data, gap=GAP, progress=reports.append)
    if isinstance(whole, str) or isinstance(found, str):
        assert whole == found == "infeasible"
        assert best == -float("inf")
    else:
        assert whole.objective == pytest.approx(best, abs=EXACT * scale(data, best))
        check_against(data, best, found, reports)


def dear(opening_cost: float, share: float) -> Case:
    """No parcels; half of all demand (44 units a quarter) must be met, and a site costs `opening_cost`."""
    made = tiny.tables()
    made["parcel_lanes"] = []
    for row in made["site_options"]:
        row |= {"opening_cost": opening_cost, "useful_life": 8}
    made["limits"] = [{"limit": "minimum_demand_met", "scope": "all", "value": share}]
    return tiny.build(made)


@pytest.mark.parametrize("opening_cost", [1e3, 1e6, 1e7])
def test_a_demand_that_must_be_met_is_met_whatever_it_costs(opening_cost: float, reports: list[Progress]) -> None:
    """Indie in North, with package full, alone: 2294 a quarter (see `test_plan_by_hand`) less rent 500 and 100; its
    fit-out of eight quarters is charged in full: 8 * 1694 - opening_cost = 13552 - opening_cost."""
    data = prepare(dear(opening_cost, 0.5))
    found = solve_decomposed(data, SolveOptions(gap=GAP, progress=reports.append, time_limit=600))
    check_against(data, 8 * 1694 - opening_cost, found, reports)


def test_a_demand_that_cannot_be_met_is_no_plan() -> None:
    """A is seasonal and kept out of warehouses: without parcels 26 units of B among 44 are all that can be sold."""
    made = tiny.tables()
    made["parcel_lanes"] = []
    made["skus"][0]["seasonal"] = True
    made["category_rules"] = [{"rule": "no_seasonal"}]
    made["limits"] = [{"limit": "minimum_demand_met", "scope": "all", "value": 0.7}]
    data = prepare(tiny.build(made))
    assert either(solve_whole, data) == either(solve_decomposed, data) == "infeasible"


def test_nothing_to_decide() -> None:
    """Parcels alone: 720 a quarter (see `test_plan_by_hand`). Without parcels there is nothing to sell, and 0."""
    made = tiny.tables()
    for site in made["sites"]:
        site["status"] = "excluded"
    found = solve_decomposed(prepare(tiny.build(made)), SolveOptions(gap=0.0))
    assert (found.objective, found.bound) == pytest.approx((5760, 5760))
    made["parcel_lanes"] = []
    found = solve_decomposed(prepare(tiny.build(made)), SolveOptions(gap=0.0))
    assert (found.objective, found.bound) == (0, 0)


@pytest.mark.parametrize("seed", [5, 50, 56, *on_request(27, 35, 48)])
def test_a_start_is_never_lost(seed: int) -> None:
    """The start is the best plan there is; with a loose gap, no time or an interruption it comes back."""
    data = prepare(random_case(seed))
    best = solve_whole(data, SolveOptions(gap=0.0))
    stopped = threading.Event()
    stopped.set()
    for options in (
        SolveOptions(gap=0.5),
        SolveOptions(gap=GAP, time_limit=0.0),
        SolveOptions(gap=GAP, interrupt=stopped),
    ):
        found = solve_decomposed(data, options, start=best.values)
        assert found.objective >= best.objective - EXACT * scale(data, best.objective)


def test_a_start_that_breaks_a_rule_does_no_harm() -> None:
    """The best plan opens a site that the second case forbids; names it does not know are ignored."""
    data = prepare(tiny.build())
    start = solve_whole(data, SolveOptions(gap=0.0)).values | {"elsewhere": 1.0}
    made = tiny.tables()
    made["limits"] = [{"limit": "maximum_sites", "scope": "all", "value": 0}]
    found = solve_decomposed(prepare(tiny.build(made)), SolveOptions(gap=0.0), start=start)
    assert found.objective == pytest.approx(5760)


@pytest.mark.slow
def test_the_small_example(reports: list[Progress]) -> None:
    data = prepare(read(path("russia_small")))
    best = solve_whole(data, SolveOptions(gap=0.0))
    found = solve_decomposed(data, SolveOptions(gap=GAP, progress=reports.append))
    check_against(data, best.objective, found, reports)


@functools.cache
def busy() -> tuple[Data, float]:
    """A case that takes seconds, and what its best plan is worth."""
    data = prepare(random_case(27))
    return data, solve_whole(data, SolveOptions(gap=0.0)).objective


def test_without_time_the_best_plan_so_far_or_none() -> None:
    data, best = busy()
    for seconds in (0.0, 0.3, 0.5, 1.0):
        found = either(solve_decomposed, data, gap=0.0, time_limit=seconds)
        if isinstance(found, str):
            assert found == "limit"
        else:
            assert found.status in ("limit", "optimal")
            assert found.bound is not None and found.bound >= best - EXACT * abs(best)
            assert found.objective <= best + EXACT * abs(best)


def test_an_event_that_is_set_ends_the_search(reports: list[Progress]) -> None:
    """Set before: no plan. Set when the first plan is told: that plan, or a better one, and an honest gap."""
    event = threading.Event()

    def hear(report: Progress) -> None:
        reports.append(report)
        if report.objective is not None:
            event.set()

    data, best = busy()
    found = solve_decomposed(data, SolveOptions(gap=0.0, interrupt=event, progress=hear))
    first = next(report for report in reports if report.objective is not None)
    assert first.bound is not None, "a bound is there before any plan"
    assert found.status == "limit"
    assert found.objective >= first.objective - EXACT * abs(best)
    assert found.bound is not None and found.bound >= best - EXACT * abs(best)
    assert found.gap == pytest.approx((found.bound - found.objective) / abs(found.objective))
    assert found.gap > 0
    assert either(solve_decomposed, data, interrupt=event) == "limit"


@pytest.mark.parametrize("seed", [5, *on_request(56)])
def test_same_input_gives_same_values(seed: int) -> None:
    data = prepare(random_case(seed))
    first, second = (solve_decomposed(data, SolveOptions(gap=GAP)) for _ in range(2))
    assert first.values == second.values
    assert (first.objective, first.bound) == (second.objective, second.bound)


def test_hash_order_and_cores_change_nothing() -> None:
    """Two processes with other hash seeds, the second believing it has one core."""
    script = """
        import os, sys
        os.cpu_count = lambda: int(sys.argv[1])
        from random_cases import random_case
        from model.prepare import prepare
        from solvers.decomposed import solve_decomposed
        from solvers.options import SolveOptions

        found = solve_decomposed(prepare(random_case(5)), SolveOptions(gap=1e-4))
        print(repr((found.objective, found.bound, sorted(found.values.items()))))
    """
    told = []
    for seed, cores in (("0", "4"), ("7", "1")):
        found_in = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": found_in}
        command = [sys.executable, "-c", textwrap.dedent(script), cores]
        told.append(subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout)
    assert told[0] == told[1] != ""


@pytest.mark.parametrize(
    ("aversion", "tail"), [(0.0, 0.1), (0.5, 0.1), (1.0, 0.15), (1.0, 1.0)], ids=["neutral", "averse", "worst", "all"]
)
def test_risk_settings(aversion: float, tail: float) -> None:
    """Calm, a slump and a seizure of 15 %; aversion 1 with that tail plans for the worst outcome."""
    made = tiny.with_seizure(tiny.tables(), 0.15)
    made["scenarios"][0]["probability"] = 0.65
    made["scenarios"].append({"scenario": "slump", "probability": 0.2})
    slump = {"scenario": "slump", "kind": "demand_factor", "target": "all", "first_period": "Y1", "value": 0.4}
    made["events"].append(slump)
    data = prepare(tiny.build(made, aversion=aversion, tail=tail, discount_rate=0.1))
    best, found = (solve(data, SolveOptions(gap=1e-6)) for solve in (solve_whole, solve_decomposed))
    assert found.objective == pytest.approx(best.objective, rel=3e-6)
    if aversion == 0:
        assert found.objective == pytest.approx(found.expected_profit)
    if (aversion, tail) == (1.0, 0.15):
        assert found.objective == pytest.approx(min(found.profits.values()), rel=1e-5)
        assert min(found.profits.values()) == pytest.approx(min(best.profits.values()), rel=1e-5)


@pytest.mark.parametrize("aversion", [0.0, 0.5, 1.0])
def test_one_scenario_is_the_deterministic_plan(aversion: float) -> None:
    made = tiny.tables()
    made["scenarios"] = [{"scenario": "only", "probability": 1}]
    found = solve_decomposed(prepare(tiny.build(made, aversion=aversion)), SolveOptions(gap=0.0))
    assert found.objective == pytest.approx(tiny.solved(tiny.build()).objective)
    assert list(found.profits) == ["only"]
