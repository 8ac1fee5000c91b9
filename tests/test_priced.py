"""Operations by prices: cuts that hold for every whole design, tight where prices have settled, tighter for shares."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_cases import random_case
from test_recourse import Ready, random_links

from inputs.examples import path
from inputs.reading import read
from model.build import build_books
from model.prepare import prepare
from solvers.numbers import Numbers
from solvers.priced import Priced, best_first, can_price
from solvers.recourse import Cut
from solvers.template import build_template

NEAR = 2e-3  # relative: what many steps of the prices leave


@functools.cache
def made(case: Any) -> Ready:
    data = prepare(read(path(case)) if isinstance(case, str) else random_case(case))
    m = build_books(data)
    template = build_template(m, data)
    return Ready(data, m, template, Numbers(template, data))


def states(ready: Ready) -> list[Any]:
    return [ready.numbers.of(n) for n in ready.m.N]


def priced(ready: Ready, points: list[list[np.ndarray]], steps: int) -> list[list[Cut]]:
    """The cuts at each point, prices going on from one to the next."""
    solver = Priced(ready.template, states(ready))
    try:
        return [solver.evaluate(lambda n, links=links: links[n], steps) for links in points]
    finally:
        solver.close()


def exact(ready: Ready, points: list[list[np.ndarray]]) -> list[list[float]]:
    recourse = ready.recourse()
    try:
        return [[cut.value for cut in recourse.evaluate(lambda n, links=links: links[n])] for links in points]
    finally:
        recourse.close()


# 5: nine states; 26: sites out of use for part of a period; 28: SKUs in two currencies
@pytest.mark.parametrize("case", ["russia_small", 5, 26, 28])
def test_cuts_are_above_every_whole_design_wherever_they_were_made(case: Any) -> None:
    """Made at whole designs and at shared ones, after one step of the prices or many."""
    ready, draw = made(case), np.random.default_rng(1)
    assert can_price(ready.template)
    whole = [random_links(ready, draw, whole=True) for _ in range(8)]
    shared = [random_links(ready, draw, whole=False) for _ in range(4)]
    values = exact(ready, whole)
    for steps in (1, 10):
        for cuts in priced(ready, [*whole, *shared], steps):
            for links, profits in zip(whole, values, strict=True):
                for cut, value in zip(cuts, profits, strict=True):
                    bound = cut.constant + float(cut.gradient @ links[cut.state])
                    assert bound >= value - 1e-8 * max(1.0, abs(value))


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([-3e4, 0.0, 0.1, 0.2, 7.0, 1e4])), max_size=60))
def test_buyers_take_the_best_first_and_equals_as_they_stand(lanes: list[tuple[int, float]]) -> None:
    """As sorted by (buyer, -worth, position): an order that does not hang on how a machine sorts."""
    buyer = np.array([z for z, _ in lanes], dtype=np.int64)
    worth = np.array([g for _, g in lanes], dtype=float)
    expected = sorted(range(len(lanes)), key=lambda i: (lanes[i][0], -lanes[i][1], i))
    assert best_first(buyer, worth).tolist() == expected


@pytest.mark.parametrize("case", ["russia_small", 5])
def test_prices_settle_at_what_a_whole_design_earns(case: Any) -> None:
    """Volume and value go over and short together in the smallest of these: only the price that binds may stay."""
    ready, draw = made(case), np.random.default_rng(2)
    points = [random_links(ready, draw, whole=True) for _ in range(3)]
    for cuts, profits in zip(priced(ready, points, 600), exact(ready, points), strict=True):
        for cut, value in zip(cuts, profits, strict=True):
            assert cut.value == pytest.approx(value, rel=NEAR, abs=NEAR * max(map(abs, profits)))


@pytest.mark.parametrize("case", ["russia_small", 5, 26, 28])
def test_prices_of_the_linear_programs_are_right_at_once_for_whole_designs(case: Any) -> None:
    """One step at the prices taken over earns what operations earn, and the cut holds for all other designs."""
    ready, draw = made(case), np.random.default_rng(6)
    points = [random_links(ready, draw, whole=True) for _ in range(5)]
    solver, recourse = Priced(ready.template, states(ready)), ready.recourse()
    try:
        values = exact(ready, points)
        for links, profits in zip(points, values, strict=True):
            solver.learn(recourse.evaluate(links.__getitem__), links.__getitem__)
            for cut, value in zip(solver.evaluate(links.__getitem__, 1), profits, strict=True):
                assert cut.value == pytest.approx(value, rel=1e-7, abs=1e-7 * max(map(abs, profits)))
                for others, earned in zip(points, values, strict=True):
                    bound = cut.constant + float(cut.gradient @ others[cut.state])
                    assert bound >= earned[cut.state] - 1e-8 * max(1.0, abs(earned[cut.state]))
    finally:
        solver.close()
        recourse.close()


def test_where_runs_are_shared_prices_say_more_than_the_linear_program() -> None:
    """Half a site run by each of two operators: the dear one cannot sell all of the few goods that pay only there."""
    ready, draw = made("russia_small"), np.random.default_rng(3)
    points = [random_links(ready, draw, whole=False) for _ in range(6)]
    values = exact(ready, points)
    tighter = [
        value - cut.value
        for cuts, profits in zip(priced(ready, points, 60), values, strict=True)
        for cut, value in zip(cuts, profits, strict=True)
    ]
    assert max(tighter) > 0.005 * max(abs(value) for profits in values for value in profits)


def test_the_number_of_cores_changes_nothing_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = made(5)
    points = [random_links(ready, np.random.default_rng(4), whole=False) for _ in range(3)]
    told = []
    for cores in (1, 2, 16):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        told.append([(c.state, c.value, c.gradient.tobytes()) for cuts in priced(ready, points, 3) for c in cuts])
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("seed", [7, 8, 27, 38, 44])
def test_single_sourcing_and_limits_on_demand_are_left_to_the_linear_program(seed: int) -> None:
    assert not can_price(made(seed).template)
