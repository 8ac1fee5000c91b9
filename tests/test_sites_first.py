"""The search without SKUs: every design is one of its space, its bounds hold for all plans, its plans are plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from random_cases import random_case
from relaxed_case import relaxed_case

from bench.generator import generate
from inputs.case import Case
from model.build import build_books
from model.prepare import Data, prepare
from solvers.bare import GONE, without_skus
from solvers.compiled import compile_model
from solvers.decomposed import solve_decomposed
from solvers.master import Master
from solvers.options import NoPlan, SolveOptions
from solvers.relaxed import Valued
from solvers.reporting import GAP_FLOOR
from solvers.sites_first import sites_first
from solvers.space import Space, design_space
from solvers.stocking import Stocking
from solvers.template import build_template
from solvers.whole import solve_whole


def whole_space(data: Data) -> Space:
    m = build_books(data)
    return design_space(m, data, compile_model(m), build_template(m, data))


def test_every_design_is_one_without_its_skus() -> None:
    """Random weights pick designs of the whole space: each keeps the rows and bounds of the bare one, is worth the same
    there, and offers operations at least as much."""
    whole = whole_space(prepare(generate("small", 1)))
    bare = without_skus(whole)
    wide, narrow = whole.arrays, bare.space.arrays
    assert not {name.partition("[")[0] for name in narrow.columns} & (GONE | {"room", "headroom"})
    assert narrow.matrix.shape[0] < 0.5 * wide.matrix.shape[0]
    master = Master(whole)
    master.hold_profits([10.0] * len(whole.profits))
    draw = np.random.default_rng(0)
    for _ in range(6):
        x = master.best(draw.uniform(-1, 1, len(wide.columns)) * np.isfinite(wide.upper))
        assert x is not None
        y = x[bare.kept]
        rows = narrow.matrix @ y
        assert (rows <= narrow.row_upper + 1e-6).all() and (rows >= narrow.row_lower - 1e-6).all()
        assert (y <= narrow.upper + 1e-6).all() and (y >= narrow.lower - 1e-6).all()
        assert narrow.objective(y) == pytest.approx(wide.objective(x), abs=1e-6)
        for t, link in whole.maps.items():
            assert (bare.space.maps[t].links(y)[0] >= link.links(x)[0] - 1e-6).all()


def test_a_sku_that_no_certificate_can_reach_in_time_is_not_offered() -> None:
    """In the first period certificates are on their way: only operators who hold one can offer such SKUs, so the
    links of SKUs are sums of fewer runs than in the last period."""
    whole = whole_space(prepare(generate("small", 1)))
    maps = list(without_skus(whole).space.maps.values())
    first, last = (np.diff(maps[i].matrices[0].indptr).sum() for i in (0, -1))
    assert first < last


def test_what_skus_cost_is_learnt_and_the_plan_is_one_of_the_whole_space() -> None:
    """By the search without SKUs alone: its plan keeps every row of the whole space and is worth at most the optimum,
    its last bound is at least that, and less than its first one, in which SKUs cost nothing."""
    data = prepare(random_case(2))
    best = solve_whole(data, SolveOptions(gap=1e-6)).objective / data.unit
    told: list[tuple[float, Valued | None]] = []
    with relaxed_case(data, gap=1e-4) as case:
        master = case.master
        runs = np.array([float(name.startswith("run[")) for name in master.columns])
        before = master.best(runs)
        sites_first(
            data, case.relaxed, case.template, None, 1e-6, lambda search: told.append((search.bound, search.best))
        )
        after = master.best(runs)
    (first, _), (last, plan) = told[0], told[-1]
    assert plan is not None
    arrays = master.space.arrays
    rows = arrays.matrix @ plan.x
    assert (rows <= arrays.row_upper + 1e-6).all() and (rows >= arrays.row_lower - 1e-6).all()
    assert np.abs(plan.x - np.round(plan.x))[arrays.integer].max() <= 1e-6
    tolerance = 1e-6 * abs(best)
    assert plan.value <= best + tolerance
    assert best - tolerance <= last < first
    assert before is not None and after is not None
    assert runs @ after == pytest.approx(runs @ before) and runs @ after > runs @ plan.x + 0.1  # nothing stays held


def dear(case: Case) -> Case:
    """With listings and certificates that cost much more, and none of the limits that prices do not know."""
    limits = case.limits[~case.limits["limit"].isin(["minimum_demand_met", "single_source"])]
    certifications = case.certifications.assign(cost=5 * case.certifications["cost"])
    skus = case.skus.assign(listing_cost=4 * case.skus["listing_cost"] + 100)
    return replace(case, limits=limits.reset_index(drop=True), certifications=certifications, skus=skus)


def few(count: int, seeds: int) -> list[object]:
    """The first ones run always, the others on request."""
    return [*range(count), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(count, seeds))]


@pytest.mark.parametrize("seed", few(6, 60))
@pytest.mark.parametrize("altered", [lambda case: case, dear], ids=["as it is", "dear"])
def test_it_agrees_with_the_whole_model(
    seed: int, altered: Callable[[Case], Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the case: the same optimum, and no bound below it.

    With odd seeds prices are moved by steps alone at most points, as in very large cases.
    """
    if seed % 2:
        monkeypatch.setattr("solvers.relaxed.MANY_FLOWS", 0)
    monkeypatch.setattr("solvers.decomposed.MANY_COLUMNS", 0)
    monkeypatch.setattr("solvers.decomposed.MANY_STATES", 0)
    data = prepare(altered(random_case(seed)))
    bounds = []
    options = SolveOptions(gap=1e-4, progress=lambda report: bounds.append(report.bound))
    try:
        best = solve_whole(data, SolveOptions(gap=1e-6)).objective
    except NoPlan as none:
        with pytest.raises(NoPlan) as refused:
            solve_decomposed(data, options)
        assert refused.value.status == none.status == "infeasible"
        return
    found = solve_decomposed(data, options)
    scale = max(abs(best), GAP_FLOOR * data.revenue)
    assert found.objective <= best + 2e-6 * scale
    assert found.objective >= best - 1.1e-4 * scale
    assert all(bound is None or bound >= best - 2e-6 * scale for bound in bounds)


def test_no_design_is_stocked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runs of a design may come as 0 or as a little less; what was found for them is remembered all the same."""
    sought: dict[Stocking, list[tuple[float, ...]]] = {}
    search = Stocking._sought

    def recorded(self: Stocking, runs: NDArray[np.float64], *rest: Any) -> Valued | None:
        sought.setdefault(self, []).append(tuple(runs))
        return search(self, runs, *rest)

    monkeypatch.setattr("solvers.decomposed.MANY_COLUMNS", 0)
    monkeypatch.setattr("solvers.decomposed.MANY_STATES", 0)
    monkeypatch.setattr(Stocking, "_sought", recorded)
    for seed in (1, 2, 4, 5):
        solve_decomposed(prepare(dear(random_case(seed))), SolveOptions(gap=1e-4))
    assert sum(map(len, sought.values())) > 4
    assert all(len(set(runs)) == len(runs) for runs in sought.values())


def test_these_cases_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the test above would say nothing."""
    reached: list[int] = []
    monkeypatch.setattr("solvers.decomposed.MANY_COLUMNS", 0)
    monkeypatch.setattr("solvers.decomposed.MANY_STATES", 0)
    monkeypatch.setattr("solvers.decomposed.sites_first", lambda data, *rest, **named: reached.append(id(data)))
    for seed in (1, 2, 4, 5):
        before = len(reached)
        solve_decomposed(prepare(dear(random_case(seed))), SolveOptions(gap=0.5))
        assert len(reached) > before
