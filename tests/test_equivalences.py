"""What must hold whatever the figures: risk settings, scenarios and states, the ledger, useful lives."""

import numpy as np
import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from model.build import build_whole
from model.prepare import prepare
from model.risk import worst_average


def risky(probability=0.2):
    return tiny.with_seizure(tiny.tables(), probability)


def test_aversion_0_looks_at_the_expected_profit_alone():
    plan = tiny.solved(tiny.build(risky(), aversion=0))
    assert plan.objective == pytest.approx(plan.expected_profit)
    averse = tiny.solved(tiny.build(risky(), aversion=0.7, tail=0.2))
    assert averse.expected_profit <= plan.expected_profit + 1e-6
    assert averse.cvar >= plan.cvar - 1e-6


def test_one_scenario_is_the_deterministic_plan():
    """One scenario without events, at any aversion, plans as no scenarios do."""
    made = tiny.tables()
    plain = tiny.solved(tiny.build(made))
    made["scenarios"] = [{"scenario": "only", "probability": 1}]
    for aversion in (0, 0.5, 1):
        assert tiny.solved(tiny.build(made, aversion=aversion)).objective == pytest.approx(plain.objective)


def test_scenarios_that_share_states_add_no_operations():
    """Splitting the calm scenario in two leaves the states and the optimum as they were."""
    made = risky()
    before = prepare(tiny.build(made))
    made["scenarios"] = [
        {"scenario": "calm", "probability": 0.5},
        {"scenario": "calm too", "probability": 0.3},
        {"scenario": "seized", "probability": 0.2},
    ]
    after = prepare(tiny.build(made))
    assert len(after.futures.states) == len(before.futures.states) == 3
    assert len(build_whole(after).operations) == 3
    plans = [tiny.solved(data.case) for data in (before, after)]
    assert plans[0].objective == pytest.approx(plans[1].objective)


def test_aversion_1_with_the_worst_scenarios_tail_plans_for_the_worst():
    """tail = probability of the worst scenario: maximising CVaR is maximising the worst profit, and no plan has a
    better worst profit (here: that of the same case with the seizure certain)."""
    plan = tiny.solved(tiny.build(risky(), aversion=1, tail=0.2))
    made = risky()
    made["scenarios"] = [{"scenario": "calm", "probability": 0}, {"scenario": "seized", "probability": 1}]
    certain = tiny.solved(tiny.build(made, aversion=0))
    assert min(plan.profits.values()) == pytest.approx(plan.cvar)
    assert plan.cvar <= certain.profits["seized"] + 1e-4
    assert plan.cvar == pytest.approx(min(certain.profits["seized"], plan.profits["calm"]), rel=1e-5)


def test_charges_and_operations_sum_to_the_profits():
    made = risky()
    for row in made["site_options"]:
        row |= {"opening_cost": 900, "minimum_term": 4, "cost_while_seized": 10}
    case = tiny.build(made, discount_rate=0.1, capital_cost=0.1)
    plan = tiny.solved(case)
    futures, periods = plan.data.futures, plan.data.network.calendar
    for w, profit in plan.profits.items():
        earned = sum(
            plan.operations[futures.path[w, t]].profit * periods.length[t] * periods.discount(t, "through")
            for t in periods.names
        )
        due = plan.charges[plan.charges["scenario"].isna() | (plan.charges["scenario"] == w)]
        assert earned - due["present_value"].sum() == pytest.approx(profit)
    for operations in plan.operations:
        margins = sum(
            float((table["units"] * table["margin"]).sum())
            for table in (operations.ship, operations.through, operations.parcels)
        )
        assert margins == pytest.approx(operations.profit)


@pytest.mark.parametrize("life", [2, 4, 8, 16, 32])
def test_a_longer_life_never_makes_opening_less_attractive(life):
    made = risky(0.1)
    for row in made["site_options"]:
        row |= {"opening_cost": 3000, "useful_life": life}
    shorter = tiny.solved(tiny.build(made, discount_rate=0.1)).objective
    for row in made["site_options"]:
        row["useful_life"] = 2 * life
    assert tiny.solved(tiny.build(made, discount_rate=0.1)).objective >= shorter - 1e-6


outcomes = st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0.01, 1)), min_size=1, max_size=8)


@given(outcomes, st.floats(0.02, 1))
def test_both_formulations_of_the_worst_average_agree(drawn, tail):
    """By sorting, and by the linear programme max eta - 1/tail sum p (eta - profit)+ (Rockafellar and Uryasev)."""
    total = sum(weight for _, weight in drawn)
    profits = {str(i): value for i, (value, _) in enumerate(drawn)}
    probability = {str(i): weight / total for i, (_, weight) in enumerate(drawn)}
    n = len(drawn)
    scale = max(1.0, max(abs(v) for v in profits.values()))
    cost = np.array([-1.0] + [p / tail for p in probability.values()])
    rows = np.hstack([np.ones((n, 1)), -np.eye(n)])
    rhs = np.array([v / scale for v in profits.values()])
    answer = linprog(cost, A_ub=rows, b_ub=rhs, bounds=[(None, None)] + [(0, None)] * n)
    assert worst_average(profits, probability, tail) == pytest.approx(-answer.fun * scale, rel=1e-6, abs=1e-6 * scale)
