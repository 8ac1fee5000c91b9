"""SKUs decided at prices: the best periods, what changes gain, and plans from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from relaxed_case import RelaxedCase, relaxed_case

from bench.generator import generate
from inputs.case import Case
from model.prepare import Data, prepare
from solvers.branching import Box, Priorities
from solvers.calm import calm
from solvers.completion import COMPLETION_GAP, NEAR, box_near, complete
from solvers.diving import SURE, dive
from solvers.relaxed import OutOfTime, Valued
from solvers.root import Root, centre
from solvers.sku_choice import SkuChoice, SkuSales, SkuTerms, best_periods, worth_of
from solvers.sku_plans import plan_with_sites

PERIODS = 4
flags = st.lists(st.booleans(), min_size=PERIODS, max_size=PERIODS).map(np.array)
money = st.lists(st.integers(-6, 6), min_size=PERIODS, max_size=PERIODS).map(
    lambda values: np.array(values, dtype=float)
)


@given(money, money.map(np.abs), flags, flags, st.booleans())
def test_the_best_periods_are_those_of_enumeration(
    worth: NDArray[np.float64],
    listing: NDArray[np.float64],
    allowed: NDArray[np.bool_],
    must: NDArray[np.bool_],
    before: bool,
) -> None:
    """Of all 16 choices that are allowed, and hold what must be held, none is worth more."""
    must &= allowed

    def total(held: NDArray[np.bool_]) -> float:
        comes = held & ~np.append(before, held[:-1])
        return float(worth[held].sum() - listing[comes].sum())

    choices = [np.array(choice) for choice in product((False, True), repeat=PERIODS)]
    best = max(total(held) for held in choices if not (held & ~allowed).any() and not (must & ~held).any())
    found = best_periods(worth, listing, allowed, must, before=before)
    assert not (found & ~allowed).any() and not (must & ~found).any()
    assert total(found) == pytest.approx(best)


def test_a_sku_is_held_where_it_is_worth_more_than_it_costs() -> None:
    """Two sites, two periods, two zones. Site 0 earns 10 and 4 in either period, site 1 earns 6 and 6; holding costs 1
    a period, a listing 3. Site 0 alone: 2 * 14 - 2 - 3 = 23. Site 1 adds max(0, 6 - 4) = 2 a period: 4 - 2 - 3 = -1, so
    it stays out. Where it was held before, no listing is due: +2, and it is held."""
    sales = [SkuSales(np.array([[10.0, 4.0], [6.0, 6.0]]), np.ones((2, 2)))] * 2
    every, none = np.ones((2, 2), dtype=bool), np.zeros((2, 2), dtype=bool)
    pairs = np.arange(2)
    for before, expected, worth in ((False, [True, False], 23.0), (True, [True, True], 25.0)):
        terms = SkuTerms(np.ones((2, 2)), 3 * np.ones((2, 2)), every, none, np.array([False, before]))
        choice = SkuChoice([pairs], lambda k: sales, terms, none)
        held = choice.best()
        assert held.all(axis=1).tolist() == expected
        assert worth_of(sales, terms, held) == pytest.approx(worth)
        moves = SkuChoice([pairs], lambda k: sales, terms, none).moves()
        assert [(move.pair, move.gain) for move in moves] == [(0, 23.0)]  # site 1 alone: 24 - 2, less 3 if it is new
        assert SkuChoice([pairs], lambda k: sales, terms, held).moves() == []


def test_who_cannot_be_served_from_the_best_site_is_served_from_the_next() -> None:
    """Buyers worth 10 from site 0, which can serve 0.6 of them, 5 from site 1: 6 + 0.4 * 5 = 8; without site 0: 5."""
    sales = SkuSales(np.array([[10.0], [5.0]]), np.array([[0.6], [1.0]]))
    assert sales.earned(np.array([True, True])) == pytest.approx(8.0)
    assert sales.earned(np.array([False, True])) == pytest.approx(5.0)
    assert sales.earned(np.array([True, False])) == pytest.approx(6.0)
    assert sales.earned(np.array([False, False])) == 0.0


@contextmanager
def with_a_plan(data: Data) -> Iterator[tuple[RelaxedCase, Valued, Box]]:
    """A relaxation, a plan that a dive from its root came to, and the box of all designs with its sites."""
    with relaxed_case(data) as found:
        relaxed, master = found.relaxed, found.master
        core = centre(master, found.template, np.ones(len(found.template.links)))
        relaxation = Root(relaxed, core, 1e-6).run(0.0)
        assert relaxation is not None
        priorities = Priorities(master.columns, master.integer, data.network.calendar.names[-1])
        plan = dive(relaxed, master.widest(), priorities, relaxation.x, -np.inf, SURE)
        assert plan is not None
        held = np.array([name.startswith("stock[") for name in master.columns])
        box, fixed = master.widest(), master.decided & ~held
        box.lower[fixed] = box.upper[fixed] = np.round(plan.x[fixed])
        yield found, plan, box


def choice_at(case: RelaxedCase, plan: Valued, box: Box) -> SkuChoice:
    """The choice of SKUs at the prices of a plan."""
    relaxed, prices = case.relaxed, case.relaxed.sku_prices
    assert prices is not None
    relaxed.master.set_box(box_near(relaxed, box, plan.x))
    return prices.choice(box, plan.x, relaxed.solve())


def test_the_choice_ends_where_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is asked for each SKU."""
    with with_a_plan(prepare(generate("tiny", 1))) as (case, plan, box):
        choice = choice_at(case, plan, box)
        monkeypatch.setattr(case.relaxed, "seconds_left", lambda: 0.0)
        for asked in (choice.best, choice.moves):
            with pytest.raises(OutOfTime):
                asked()


def roomy(case: Case) -> Case:
    """With room and admitted stock for everything, so that SKUs do not compete, and nothing else that ties them."""
    options = case.site_options.assign(
        capacity_m3=1e3 * case.site_options["capacity_m3"], max_stock_value=1e3 * case.site_options["max_stock_value"]
    )
    periods = case.periods.assign(opening_budget=np.nan)
    return replace(case, site_options=options, periods=periods, limits=case.limits.iloc[:0])


def test_no_change_gains_more_in_truth_than_at_prices() -> None:
    """From empty shelves on each change of one SKU at one site is made, and the plan completed: none gains more than
    promised, but for what completing leaves open."""
    with with_a_plan(prepare(generate("tiny", 1))) as (case, plan, box):
        prices = case.relaxed.sku_prices
        assert prices is not None
        nothing = np.zeros_like(choice_at(case, plan, box).held)
        start = complete(case.relaxed, box_near(case.relaxed, box, prices.put(plan.x, nothing)))
        assert start is not None
        choice = choice_at(case, start, box)
        moves = choice.moves()
        made = 0
        for move in moves:
            changed = box_near(case.relaxed, box, prices.put(start.x, choice.moved([move])))
            found = complete(case.relaxed, changed)
            if found is not None:
                made += 1
                assert found.value - start.value <= move.gain + 2 * COMPLETION_GAP * abs(start.value)
        assert made >= 3


def test_where_skus_hardly_compete_prices_tell_the_truth() -> None:
    """With room for all of them and one state a period (states share room): each SKU is taken from a site of the plan
    in turn, and the plan completed. To bring it back gains nearly what prices promise, and no more."""
    data = calm(prepare(roomy(generate("tiny", 1))))
    assert data is not None
    with with_a_plan(data) as (case, plan, box):
        prices = case.relaxed.sku_prices
        assert prices is not None

        def completed(held: NDArray[np.bool_]) -> Valued:
            found = complete(case.relaxed, box_near(case.relaxed, box, prices.put(plan.x, held)))
            assert found is not None
            return found

        held = choice_at(case, plan, box).held
        tolerance = NEAR * abs(plan.value)  # completing may end that far from the best
        promised, gained = [], []
        for pair in np.flatnonzero(held.any(axis=1)):
            less = held.copy()
            less[pair] = False
            start = completed(less)
            for move in choice_at(case, start, box).moves():
                if move.pair == pair:
                    changed = less.copy()
                    changed[pair] = move.held
                    promised.append(move.gain)
                    gained.append(completed(changed).value - start.value)
        assert len(promised) >= 4
        assert all(truth <= promise + tolerance for truth, promise in zip(gained, promised, strict=True))
        assert 0.9 * sum(promised) <= sum(gained) <= sum(promised)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_skus_decided_at_prices_are_worth_what_a_search_finds(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same sites, within half a per cent of, or better than, those of a search by HiGHS among the SKUs in
    doubt."""
    with with_a_plan(prepare(generate("tiny", seed))) as (case, _, box):
        members = np.array([j for j, name in enumerate(case.master.columns) if name.startswith("stock[")])
        at_prices = plan_with_sites(case.relaxed, box, members, -np.inf)
        monkeypatch.setattr(case.relaxed, "sku_prices", None)
        searched = plan_with_sites(case.relaxed, box, members, -np.inf)
        assert at_prices is not None and searched is not None
        assert at_prices.value >= searched.value - 5e-3 * abs(searched.value)
