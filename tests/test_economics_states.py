"""States that differ in nothing that margins depend on share their ledgers; all others have their own."""

import pandas as pd
import pytest
from economics_cases import quiet, tables

from inputs.assembling import case_from_tables
from model.economics import state_tables, tables_of_states
from model.network import options_table

SEIZED = ((("Hub", "Op", "full"), 0.0),)


@pytest.fixture(scope="module")
def market():
    """Duty doubles in 2027Q3; VAT, levies and fees stay."""
    made = tables()
    made["duties"].append({"duty_class": "d", "customs_area": "U", "from_quarter": "2027Q3", "ad_valorem": 0.2})
    case = case_from_tables(made)
    return case, options_table(case)


def test_the_same_as_state_by_state(market):
    states = [
        quiet(),
        quiet("2027Q2", "Q2"),
        quiet("2027Q3", "Y2"),
        quiet(alive=SEIZED),
        quiet("2027Q2", "Q2", demand=(("all", 0.5),)),
        quiet(duty_points=(("", "U", 0.1),)),
        quiet(closed=("rail",)),
        quiet(corridor_costs=(("rail", 2.0),)),
        quiet(currencies=(("R", 1.2),)),
    ]
    for state, found in zip(states, tables_of_states(*market, states), strict=True):
        alone = state_tables(*market, state)
        for name in ("lanes", "options", "parcels", "demand"):
            pd.testing.assert_frame_equal(getattr(found, name), getattr(alone, name))


def test_shared_until_a_rule_changes(market):
    states = [quiet(), quiet("2027Q2", "Q2"), quiet(alive=SEIZED), quiet("2027Q3", "Y2"), quiet(closed=("rail",))]
    first, second, seized, later, closed = tables_of_states(*market, states)
    assert first.options is second.options is seized.options
    assert later.options["duty"].iloc[0] == pytest.approx(2 * first.options["duty"].iloc[0])
    assert closed.options.empty


def test_demand_is_never_shared(market):
    whole, half = tables_of_states(*market, [quiet(), quiet(demand=(("all", 0.5),))])
    assert (whole.demand["units"].tolist(), half.demand["units"].tolist()) == ([10], [5])
