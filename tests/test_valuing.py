"""A design valued by the compiled operations is worth, state by state, what operations built anew are worth."""

import pandas as pd
import pytest
from random_cases import random_case

from inputs.examples import path
from inputs.reading import read
from model.build import build_books
from model.economics import LANE_LINES
from model.prepare import prepare
from solvers.decomposed import solve_decomposed
from solvers.evaluation import value_states
from solvers.numbers import Numbers
from solvers.options import SolveOptions
from solvers.recourse import Recourse
from solvers.template import build_template
from solvers.valuing import value_compiled


@pytest.fixture(autouse=True, params=[False, True], ids=["all flows", "open flows"])
def programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs with all flows, or with those alone that designs leave open, as large ones have."""
    if request.param:
        monkeypatch.setattr("solvers.programs.MANY", 0)


# 5: nine states; 7: sources; 26: sites out of use for part of a period; 28: SKUs in two currencies
@pytest.mark.parametrize("name", ["russia_small", 5, 7, 26, 28])
def test_as_operations_built_anew(name: str | int) -> None:
    data = prepare(read(path(name)) if isinstance(name, str) else random_case(name))
    m = build_books(data)
    found = solve_decomposed(data, SolveOptions(gap=0.5))  # any design will do
    for variable in m.component_data_objects():
        if variable.name in found.values:
            variable.set_value(found.values[variable.name], skip_validation=True)
    template = build_template(m, data)
    numbers = Numbers(template, data)
    recourse = Recourse(template, [numbers.of(n) for n in m.N], numbers.hard)
    anew, compiled = value_states(m, data), value_compiled(m, data, template, recourse)
    recourse.close()
    assert any(len(value.operations.ship) for value in anew)
    for n, (one, other) in enumerate(zip(anew, compiled, strict=True)):
        assert other.operations.profit == pytest.approx(one.operations.profit, rel=1e-7, abs=1e-6 * data.unit), n
        for flows in ("ship", "through", "parcels"):
            pd.testing.assert_series_equal(
                getattr(one.operations, flows).dtypes, getattr(other.operations, flows).dtypes
            )
        ship = other.operations.ship
        assert ship["margin"].to_numpy() == pytest.approx(ship[list(LANE_LINES)].sum(axis=1).to_numpy())
        sold = other.operations.through.groupby(["sku", "site"])["units"].sum()
        assert ship.groupby(["sku", "site"])["units"].sum().to_dict() == pytest.approx(sold.to_dict())
