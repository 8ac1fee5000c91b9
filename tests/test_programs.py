"""Programs of operations over the flows that designs leave open: nothing that can flow is left out of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from inputs.examples import path
from inputs.reading import read
from model.build import build_books
from model.prepare import Data, prepare
from solvers.numbers import Numbers
from solvers.programs import Columns
from solvers.recourse import Recourse
from solvers.template import Template, build_template, widest_links

ALIKE = 1e-9  # relative


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solvers.programs.MANY", 0)


@pytest.fixture(scope="module")
def example() -> tuple[Data, Any, Template]:
    data = prepare(read(path("russia_small")))
    m = build_books(data)
    return data, m, build_template(m, data)


def only(template: Template, links: np.ndarray, site: str) -> np.ndarray:
    """The links of one site; all others closed."""
    mine = [site in (index[:1] if kind in ("run", "room", "headroom") else index[1:]) for kind, index in template.links]
    return np.where(mine, links, 0.0)


def open_flows(template: Template, links: np.ndarray) -> set[int]:
    """Flows whose every bound by links is above 0."""
    closed = template.bound_column[template.bounds @ links <= 0]
    return set(range(len(template.flows))) - set(closed.tolist())


def test_programs_have_every_open_flow_and_few_others(example: tuple[Data, Any, Template]) -> None:
    data, _, template = example
    widest = widest_links(data, template)
    sites = list(data.case.sites["site"])
    columns, before = Columns(template), len(template.flows)
    for links in (widest, only(template, widest, sites[0]), only(template, widest, sites[1]), widest):
        columns.fit([links])
        needed = open_flows(template, links)
        assert needed <= set(columns.numbers.tolist())
        assert len(columns.numbers) <= 2 * len(needed)
    one = open_flows(template, only(template, widest, sites[0]))
    assert 0 < len(one) < before / 2


def test_columns_stay_as_they_are_where_designs_move_little(example: tuple[Data, Any, Template]) -> None:
    """HiGHS takes up other columns anew, which takes longer than a step of the simplex method."""
    data, _, template = example
    widest = widest_links(data, template)
    columns = Columns(template)
    columns.fit([widest])
    numbers = columns.numbers
    columns.fit([0.5 * widest])
    assert columns.numbers is numbers


def test_a_design_is_worth_the_same_after_others_with_other_flows(example: tuple[Data, Any, Template]) -> None:
    """The bases go from program to program; a fresh solver has none to begin with."""
    data, m, template = example
    numbers = Numbers(template, data)
    states = [numbers.of(n) for n in m.N]
    widest = widest_links(data, template)
    designs = [only(template, widest, s) for s in data.case.sites["site"]]
    designs = [designs[0], widest, designs[1], 0.3 * widest, designs[0] + designs[1], designs[0]]
    going_on = Recourse(template, states, numbers.hard)
    try:
        for links in designs:
            fresh = Recourse(template, states, numbers.hard)
            try:
                expected = [cut.value for cut in fresh.evaluate(lambda n, links=links: links)]
            finally:
                fresh.close()
            found = [cut.value for cut in going_on.evaluate(lambda n, links=links: links)]
            assert found == pytest.approx(expected, rel=ALIKE, abs=ALIKE)
    finally:
        going_on.close()
