"""The planner's limits, overrides and budgets, each on the tiny plan, whose best is one site (13 552; see
`test_plan_by_hand`); and what the reporting of a plan must not break."""

import pytest
import tiny

from solvers.options import NoPlan


def planned(**sheets):
    made = tiny.tables() | sheets
    return tiny.solved(tiny.build(made))


def limit(name, value=None, scope="all", **more):
    return [{"limit": name, "scope": scope, "value": value, **more}]


def sites_by_period(plan):
    return plan.runs.groupby("period")["site"].agg(set).to_dict()


def test_fewest_sites_cost_what_the_second_loses():
    """A second site at South saves 20 on 14 units and costs 500 rent (package store: VAT on 14 units is dearer) or 600:
    8 * (280 - 600) is the least loss, with import VAT recovered on both."""
    plan = planned(limits=limit("minimum_sites", 2))
    assert sites_by_period(plan) == {"Y1": {"North", "South"}, "Y2": {"North", "South"}}
    assert plan.objective == pytest.approx(13552 - 8 * 320 + 8 * max(0, 100 - (8 * 11 + 6 * 8.8)))


def test_a_penalty_is_paid_where_it_is_cheaper():
    """Short by one site in each of two periods at 50: 100; and the limits sheet says so."""
    plan = planned(limits=limit("minimum_sites", 2, penalty=50))
    assert plan.objective == pytest.approx(13552 - 100)
    assert plan.limits["excess"].tolist() == [1, 1]
    assert plan.charges.query("term == 'limit_penalty'")["present_value"].sum() == pytest.approx(100)


def test_no_sites_allowed_leaves_parcels():
    assert planned(limits=limit("maximum_sites", 0, "country:Land")).objective == pytest.approx(5760)


def test_stock_value_is_capped_for_an_operator_kind():
    plan = planned(limits=limit("maximum_stock_value", 1000, "kind:independent"))
    held = plan.runs[plan.runs["operator"] == "Indie"]
    assert held["ceiling"].max() <= 1000 * (1 + 1e-9)
    assert plan.objective < 13552


def test_sku_count_is_capped():
    plan = planned(limits=limit("maximum_skus", 1))
    assert plan.stock.groupby(["site", "period"]).size().max() == 1


def test_changes_are_capped():
    """No opening allowed and nothing runs today: parcels only."""
    assert planned(limits=limit("maximum_changes", 0)).objective == pytest.approx(5760)


def test_demand_is_met_even_at_a_loss():
    """B bought at 110 loses money everywhere: 100 - 110 - 11 - 12 - 5 < 0 at home. A is met in full anyway; the limit
    forces out B too: 100 - 133 = -33 on 26 units, delivery 5 on 20 and 25 on 6: 26 * 33 + 250 = 1108 a quarter.
    """
    made = tiny.tables()
    made["skus"][1]["unit_cost"] = 110
    free = tiny.solved(tiny.build(made))
    made["limits"] = limit("minimum_demand_met", 1.0)
    plan = tiny.solved(tiny.build(made))
    assert plan.limits["used"].min() >= 1 - 1e-9
    assert plan.objective == pytest.approx(free.objective - 8 * 1108)


def test_demand_is_met_in_some_future_even_if_all_have_events():
    made = tiny.tables()
    made["skus"][1]["unit_cost"] = 110
    made["scenarios"] = [{"scenario": "slump", "probability": 1}]
    made["events"] = [
        {"scenario": "slump", "kind": "demand_factor", "target": "all", "first_period": "Y1", "value": 0.9}
    ]
    made["limits"] = limit("minimum_demand_met", 1.0)
    plan = tiny.solved(tiny.build(made))
    assert len(plan.limits) == 2 and plan.limits["used"].min() >= 1 - 1e-9


def test_a_must_for_a_sku_that_loses_money_is_kept():
    made = tiny.tables()
    made["skus"][0]["unit_cost"] = 1000
    made["overrides"] = [{"site": "North", "sku": "A", "decision": "must"}]
    plan = tiny.solved(tiny.build(made))
    assert len(plan.stock.query("sku == 'A' and site == 'North'")) == 2


def impossible(made):
    with pytest.raises(NoPlan) as failure:
        tiny.solved(tiny.build(made))
    return failure.value.status


def test_a_must_open_site_that_nobody_may_run_is_impossible():
    made = tiny.tables()
    made["sites"][0]["status"] = "must_open"
    made["overrides"] = [{"site": "North", "operator": o, "decision": "never"} for o in ("Indie", "Plat")]
    assert impossible(made) == "infeasible"


def test_a_lease_cannot_be_overridden_away():
    made = tiny.tables()
    for row in made["site_options"]:
        row["minimum_term"] = 8
    made["sites"][0]["status"] = "existing"
    made["current_network"] = [{"site": "North", "operator": "Indie", "bundle": "full", "since": "2027Q1"}]
    made["overrides"] = [{"site": "North", "period": "Y2", "decision": "never"}]
    assert impossible(made) == "infeasible"


def test_if_then():
    plan = planned(limits=limit("if_then", scope="site:North -> site:South"))
    for sites in sites_by_period(plan).values():
        assert "North" not in sites or "South" in sites


def test_if_then_not_forbids_pairs_only():
    """The platform excludes the independent, but two independents without a platform may run: forcing two sites costs
    no more than without the rule."""
    two = limit("minimum_sites", 2)
    rule = limit("if_then", scope="operator:Plat -> not operator:Indie")
    assert planned(limits=two + rule).objective == pytest.approx(planned(limits=two).objective)


def test_a_floor_under_the_worst_outcomes():
    """Without a floor the seized scenario ends at 5122; a floor of 6000 is kept, at a price in expected profit."""
    made = tiny.with_seizure(tiny.tables())
    made["limits"] = limit("minimum_average_of_worst", 6000)
    plan = tiny.solved(tiny.build(made, tail=0.2))
    assert plan.cvar >= 6000 - 1e-6
    assert plan.expected_profit <= 11866 + 1e-6


def test_must_and_never():
    plan = planned(overrides=[{"site": "South", "operator": "Plat", "decision": "must"}])
    assert set(plan.runs.query("site == 'South'")["operator"]) == {"Plat"}
    plan = planned(overrides=[{"operator": "Indie", "decision": "never"}])
    assert "Indie" not in set(plan.runs["operator"])
    plan = planned(overrides=[{"sku": "A", "site": "North", "period": "Y1", "decision": "never"}])
    assert plan.stock.query("sku == 'A' and site == 'North' and period == 'Y1'").empty


def test_must_open_and_excluded_statuses():
    made = tiny.tables()
    made["sites"][1]["status"] = "must_open"
    assert "South" in sites_by_period(tiny.solved(tiny.build(made)))["Y1"]
    made["sites"][1]["status"] = "excluded"
    assert "South" not in set(tiny.solved(tiny.build(made)).runs["site"])


def test_a_running_lease_runs_out_its_term():
    """Rent above what the site earns: it would close at once, but its term of 6 quarters since 2027Q1 covers Y2."""
    made = tiny.tables()
    for row in made["site_options"]:
        row |= {"fixed_cost": 5000, "minimum_term": 6}
    made["sites"][0]["status"] = "existing"
    made["current_network"] = [{"site": "North", "operator": "Indie", "bundle": "full", "since": "2027Q1"}]
    assert sites_by_period(tiny.solved(tiny.build(made))) == {"Y1": {"North"}, "Y2": {"North"}}
    made["current_network"][0]["since"] = "2025Q1"
    assert tiny.solved(tiny.build(made)).runs.empty


@pytest.mark.parametrize("second", [0, 500, 1e6])
def test_a_budget_holds_as_reported(second):
    """Cash of Y2 stays within its budget when ceilings are tightened (a lower one in Y1 makes Y2's rise larger)."""
    made = tiny.tables()
    for row in made["demand"]:
        row["units"] *= 1 if row["period"] == "Y1" else 2
    made["periods"][0]["opening_budget"], made["periods"][1]["opening_budget"] = 1e6, second
    plan = tiny.solved(tiny.build(made))
    assert (plan.limits["slack"] >= -1e-6).all()
    assert not plan.runs.empty


def test_two_seizures_of_one_scenario_take_the_stock_once():
    """The kind and the operator are both struck in Y1: the same warehouse loses its stock once, 2134."""
    made = tiny.with_seizure(tiny.tables())
    once = tiny.solved(tiny.build(made))
    made["events"].append(made["events"][0] | {"target": "operator:Indie"})
    twice = tiny.solved(tiny.build(made))
    assert twice.profits == pytest.approx(once.profits)


def test_a_site_that_recovers_sells_on_every_lane_for_its_share():
    """Out of use for two of Y2's four quarters: Y2 earns half of 2294 a quarter and parcels the rest of A only:
    0.5 * 2294 + 0.5 * 720 - 600 = 907; seized: 4 * 1694 - 2134 + 4 * 907 = 8270."""
    made = tiny.with_seizure(tiny.tables(), 0.05)
    for row in made["site_options"]:
        row["recovery_quarters"] = 2
    plan = tiny.solved(tiny.build(made))
    assert plan.profits["seized"] == pytest.approx(8270)


@pytest.mark.parametrize("share", [1, 0.1])
def test_a_limit_in_another_currency_is_converted(share):
    """4 E at 100 R are 400 R, whatever the money unit of the algebra (it is 1 R in a small plan)."""
    made = tiny.tables()
    made["currencies"] = [{"currency": "R", "rate": 1}, {"currency": "E", "rate": 100}]
    made["limits"] = limit("maximum_stock_value", 4, "all", currency="E", penalty=0.001)
    for row in made["demand"]:
        row["units"] *= share
    for row in made["site_options"]:
        row["fixed_cost"] *= share
    plan = tiny.solved(tiny.build(made))
    assert plan.limits["value"].tolist() == [400, 400]
    excess = sum(max(0, ceiling - 400) for ceiling in plan.runs.groupby("period")["ceiling"].sum())
    paid = plan.charges.query("term == 'limit_penalty'")["present_value"].sum()
    assert paid == pytest.approx(0.001 * excess)
