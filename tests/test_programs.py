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
from solvers.programs import OpenFlows
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
    flows, before = OpenFlows(template), len(template.flows)
    for links in (widest, only(template, widest, sites[0]), only(template, widest, sites[1]), widest):
        flows.fit([links])
        needed = open_flows(template, links)
        assert needed <= set(flows.columns.tolist())
        assert len(flows.columns) <= 2 * len(needed)
    one = open_flows(template, only(template, widest, sites[0]))
    assert 0 < len(one) < before / 2


def test_columns_stay_as_they_are_where_designs_move_little(example: tuple[Data, Any, Template]) -> None:
    """HiGHS takes up other columns anew, which takes longer than a step of the simplex method."""
    data, _, template = example
    widest = widest_links(data, template)
    flows = OpenFlows(template)
    flows.fit([widest])
    columns = flows.columns
    flows.fit([0.5 * widest])
    assert flows.columns is columns


def test_flows_are_open_where_they_are_in_some_state(example: tuple[Data, Any, Template]) -> None:
    data, _, template = example
    widest = widest_links(data, template)
    first, second = (only(template, widest, s) for s in list(data.case.sites["site"])[:2])
    flows = OpenFlows(template)
    flows.fit([first, second])
    assert open_flows(template, first) | open_flows(template, second) <= set(flows.columns.tolist())


def test_small_programs_and_those_mostly_open_keep_all_flows(
    example: tuple[Data, Any, Template], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, _, template = example
    widest = widest_links(data, template)
    one = only(template, widest, data.case.sites["site"].iloc[0])
    flows = OpenFlows(template)
    flows.fit([one])
    assert not flows.all
    flows.fit([widest])
    assert flows.all
    monkeypatch.setattr("solvers.programs.MANY", len(template.flows) + 1)
    flows.fit([one])
    assert flows.all


def test_cuts_say_as_much_of_other_designs_as_with_all_flows(
    example: tuple[Data, Any, Template], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made at a design of one site, they must not overrate designs with all sites more than those of whole programs."""
    data, m, template = example
    numbers = Numbers(template, data)
    states = [numbers.of(n) for n in m.N]
    widest = widest_links(data, template)
    told = []
    for many in (len(template.flows) + 1, 0):
        monkeypatch.setattr("solvers.programs.MANY", many)
        recourse = Recourse(template, states, numbers.hard)
        try:
            cuts = [
                cut
                for s in data.case.sites["site"]
                for cut in recourse.evaluate(lambda n, s=s: only(template, widest, s))
            ]
        finally:
            recourse.close()
        told.append(sum(cut.constant + float(cut.gradient @ widest) for cut in cuts))
    whole, alone = told
    assert alone <= whole


@pytest.mark.parametrize("grown", [1.0, 1.5, 100.0])
def test_a_design_is_worth_the_same_after_others_with_other_flows(
    example: tuple[Data, Any, Template], monkeypatch: pytest.MonkeyPatch, grown: float
) -> None:
    """The bases go from program to program; a fresh solver has none to begin with. Programs are made anew where flows
    may not grow, and only ever added to where they may grow without end."""
    monkeypatch.setattr("solvers.programs.GROWN", grown)
    monkeypatch.setattr("solvers.programs.SPARSE", 0.5 if grown < 2 else 0.0)
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
