"""Reasons for an impossible workbook: each named row, left out, makes a plan possible."""

import pytest
import tiny

from solvers.infeasibility import design_possible, reasons


def case_with(**sheets):
    return tiny.build(tiny.tables() | sheets)


def test_a_plan_that_is_possible_is_seen_as_such():
    assert design_possible(tiny.build())


def test_two_limits_that_contradict_are_both_named():
    case = case_with(
        limits=[
            {"limit": "minimum_sites", "scope": "country:Land", "value": 2},
            {"limit": "maximum_sites", "scope": "all", "value": 1},
        ]
    )
    found = reasons(case)
    assert len(found) == 2
    assert "minimum_sites" in found[0] and "maximum_sites" in found[1]


def test_a_must_against_a_budget():
    """Opening costs 900, the budget of Y1 is 100."""
    made = tiny.tables()
    for row in made["site_options"]:
        row["opening_cost"] = 900
    made["periods"][0]["opening_budget"] = 100
    made["overrides"] = [{"site": "South", "period": "Y1", "decision": "must"}]
    found = reasons(tiny.build(made))
    assert any("override must: South, Y1" in words for words in found)
    assert any("opening_budget 100 of period Y1" in words for words in found)


def test_two_culprits_at_once_are_told_as_a_group():
    """Two musts and a cap of no sites: no single must can go, the limit can."""
    case = case_with(
        limits=[
            {"limit": "maximum_sites", "value": 0},
            {"limit": "maximum_sites", "scope": "country:Land", "value": 0},
        ],
        overrides=[{"site": "North", "decision": "must"}, {"site": "South", "decision": "must"}],
    )
    assert reasons(case)[0] == "a plan is possible without the hard limits (sheet limits)"


@pytest.mark.parametrize("name", ["minimum_demand_met", "minimum_average_of_worst"])
def test_limits_of_operations_are_named(name):
    made = tiny.tables()
    made["limits"] = [{"limit": name, "value": 1 if name == "minimum_demand_met" else 1e9}]
    assert name in reasons(tiny.build(made))[0]
