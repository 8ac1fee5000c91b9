"""Stock ceilings: how far limits and budgets let them rise, and that saying so beforehand never changes a plan.

Tiny plan (see `test_plan_by_hand`): a site that serves all demand holds 18 A at 55 and 26 B at 44 (landed), one turn a
quarter: 18 * 55 + 26 * 44 = 2134. VAT is 20 %.
"""

import random

import pyomo.environ as pyo
import pytest
import tiny

from model import capacity
from model.build import build_design
from model.capacity import affordable_stock, most_stock_value
from model.prepare import prepare

CASES = 16
QUICK = 5  # of them run always, the others on request


def prepared(**sheets):
    return prepare(tiny.build(tiny.tables() | sheets))


def by_operator(data, site="North"):
    return {o: value for (s, o, b), value in most_stock_value(data).items() if s == site and b == "full"}


def test_no_option_holds_more_than_it_can_sell():
    assert by_operator(prepared()) == pytest.approx({"Indie": 2134, "Plat": 2134})


def test_what_fits_in_is_valued_at_the_densest_sku():
    """2 m3 of A at 55 / 0.1 m3: 1100."""
    made = tiny.tables()
    made["site_options"][0]["capacity_m3"] = 2
    assert by_operator(prepare(tiny.build(made))) == pytest.approx({"Indie": 1100, "Plat": 2134})


def test_hard_limits_bound_what_they_count():
    """Each option has the least of those in whose scope it lies; 300 X are 600 R; a limit with a penalty may be broken.

    North: 1000 for the independent, 700 for all there, 600 for the platform.
    """
    limits = [
        {"limit": "maximum_stock_value", "scope": "kind:independent", "value": 1000},
        {"limit": "maximum_stock_value", "scope": "site:North", "value": 700},
        {"limit": "maximum_stock_value", "scope": "operator:Plat", "value": 300, "currency": "X"},
        {"limit": "maximum_stock_value", "scope": "all", "value": 10, "penalty": 1},
    ]
    data = prepared(limits=limits, currencies=[{"currency": "X", "rate": 2}])
    assert by_operator(data, "North") == pytest.approx({"Indie": 700, "Plat": 600})
    assert by_operator(data, "South") == pytest.approx({"Indie": 1000, "Plat": 600})


def budgeted(*budgets):
    made = tiny.tables()
    for row, budget in zip(made["periods"], budgets, strict=True):
        if budget is not None:
            row["opening_budget"] = budget
    return made


def test_budgets_buy_stock_with_vat_on_top_of_todays():
    """600 / 1.2 = 500 by Y1, another 900 / 1.2 = 750 by Y2; North has 2 A = 110 today; South is bonded, no VAT."""
    made = budgeted(600, 900)
    made["current_stock"] = [{"sku": "A", "site": "North", "units": 2}]
    made["sites"][1]["regime"] = "bonded"
    assert affordable_stock(prepare(tiny.build(made))) == pytest.approx(
        {("North", "Y1"): 610, ("South", "Y1"): 600, ("North", "Y2"): 1360, ("South", "Y2"): 1500}
    )


def test_a_period_without_a_budget_ends_the_count():
    assert affordable_stock(prepare(tiny.build(budgeted(600, None)))) == pytest.approx(
        {("North", "Y1"): 500, ("South", "Y1"): 500}
    )
    assert affordable_stock(prepare(tiny.build(budgeted(None, 600)))) == {}


def test_the_model_has_the_least_of_both():
    """Y1: the budget's 500 against the limit's 700; Y2: 1250 against 700."""
    made = budgeted(600, 900)
    made["limits"] = [{"limit": "maximum_stock_value", "scope": "kind:independent", "value": 700}]
    data = prepare(tiny.build(made))
    m = build_design(data)
    most = {}
    for t in m.T:
        i = ("North", "Indie", "full", t)
        m.run[i].set_value(1)
        m.ceiling[i].set_value(0.0)
        most[t] = -pyo.value(m.ceiling_within_admission[i].body) * data.unit
    assert most == pytest.approx({"Y1": 500, "Y2": 700})


def test_a_limited_plan_by_hand():
    """One site, an independent at no rent with 700 of stock, all VAT paid; parcels at 70 earn A 80, B 10.

    Over parcels A gains 6.667 at home (5) and loses 13.333 abroad; B gains 29 and 9. A money unit of stock earns A
    6.667 / 55 = 0.12, B 29 / 44 = 0.66 and 9 / 44 = 0.2: 700 buy 15.909 B, all at home. Parcels take 18 A and 10.091 B:
    1440 + 100.909 + 15.909 * 39 = 2161.364 a quarter.
    """
    made = tiny.tables()
    made["parcel_lanes"][0]["order_cost"] = 70
    made["site_options"] = [made["site_options"][0] | {"fixed_cost": 0}]
    made["bundles"] = [made["bundles"][1] | {"fixed_cost": 0}]
    made["limits"] = [{"limit": "maximum_stock_value", "scope": "kind:independent", "value": 700}]
    plan = tiny.solved(tiny.build(made))
    stored = 700 / 44
    assert plan.objective == pytest.approx(8 * (18 * 80 + (26 - stored) * 10 + stored * 39))
    assert plan.runs["ceiling"].tolist() == pytest.approx([700, 700])


def random_case(seed):
    """Hard limits and soft, budgets in some periods, minimum stock, stock of today, seizures."""
    draw = random.Random(seed)
    made = budgeted(draw.choice([400, 1500, 4000]), draw.choice([0, 300, 2500, None]))
    scopes = draw.sample(["all", "kind:independent", "site:North", "operator:Plat"], 2)
    made["limits"] = [
        {"limit": "maximum_stock_value", "scope": scope, "value": draw.choice([250, 700, 1500, 9000])}
        for scope in scopes
    ]
    if draw.random() < 0.4:
        made["limits"][1]["penalty"] = 0.3
    for row in made["skus"]:
        row |= {"minimum_stock": draw.choice([0, 3]), "listing_cost": draw.choice([0, 20])}
    for row in made["site_options"]:
        row |= {"fixed_cost": draw.choice([0, 100, 300]), "capacity_m3": draw.choice([1, 3, 1000])}
        row["opening_cost"] = draw.choice([0, 100])
    for row in made["outbound_lanes"]:
        row["order_cost"] = draw.choice([5, 25, 45])
    if draw.random() < 0.5:
        made["current_stock"] = [{"sku": "A", "site": "North", "units": draw.choice([2, 9])}]
    if draw.random() < 0.5:
        tiny.with_seizure(made, 0.2)
    return tiny.build(made, aversion=draw.choice([0.0, 0.5]), capital_cost=0.1)


@pytest.mark.parametrize(
    "seed", [seed if seed < QUICK else pytest.param(seed, marks=pytest.mark.slow) for seed in range(CASES)]
)
def test_the_optimum_is_the_same_with_ceilings_left_wide(seed, monkeypatch):
    case = random_case(seed)
    tight = tiny.solved(case)
    monkeypatch.setattr(capacity, "_limited_value", lambda data: {})
    monkeypatch.setattr(capacity, "affordable_stock", lambda data: {})
    assert tight.objective == pytest.approx(tiny.solved(case).objective, rel=1e-6, abs=1e-6)
