"""States that differ in nothing that margins depend on share their ledgers; all others have their own."""

from dataclasses import replace

import pandas as pd
import pytest
from economics_cases import quiet, tables

from inputs.assembling import case_from_tables
from model.economics import conditions, lanes_in_full, ledgers, plan_values, state_tables
from model.network import options_table

SEIZED = ((("Hub", "Op", "full"), 0.0),)


@pytest.fixture(scope="module")
def market():
    """Duty doubles in 2027Q3; VAT, levies and fees stay."""
    made = tables()
    made["duties"].append({"duty_class": "d", "customs_area": "U", "from_quarter": "2027Q3", "ad_valorem": 0.2})
    case = case_from_tables(made)
    return case, options_table(case)


def test_states_of_the_same_conditions_have_the_same_ledgers(market):
    """Computed apart for each state at its own quarter, and from its conditions."""
    case, options = market
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
    for state in states:
        shared, alone = (
            ledgers(case, options, of, plan_values(case)) for of in (conditions(case, state), replace(state, demand=()))
        )
        for name in ("lanes", "options", "parcels"):
            pd.testing.assert_frame_equal(getattr(shared, name), getattr(alone, name))


def test_the_same_conditions_until_a_rule_changes(market):
    case, _ = market
    states = [quiet(), quiet("2027Q2", "Q2"), quiet(alive=SEIZED), quiet("2027Q3", "Y2"), quiet(closed=("rail",))]
    first, second, seized, later, closed = (conditions(case, state) for state in states)
    assert first == second == seized
    assert len({first, later, closed}) == 3
    duties = [state_tables(*market, state).options["duty"] for state in states]
    assert duties[3].iloc[0] == pytest.approx(2 * duties[0].iloc[0])
    assert duties[4].empty


def test_demand_is_never_shared(market):
    whole, half = (state_tables(*market, state) for state in (quiet(), quiet(demand=(("all", 0.5),))))
    assert (whole.demand["units"].tolist(), half.demand["units"].tolist()) == ([10], [5])


def test_the_ledger_of_some_lanes_is_that_of_all(market):
    """Every second lane, backwards, with keys as categories: the same figures to the last digit."""
    case, options = market
    state = quiet(currencies=(("R", 1.2),))
    every = state_tables(case, options, state).lanes
    some = every.iloc[::-2].reset_index(drop=True)
    found = lanes_in_full(case, state, some[["sku", "site", "zone"]].astype("category"))
    pd.testing.assert_frame_equal(found, some)
