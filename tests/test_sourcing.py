"""Single sourcing, on the tiny plan with free warehouses that pay taxes (package `full` alone) run by Indie.

A unit earns before delivery A 91.667 and B 44 (see `test_plan_by_hand`), less 5 at home or 25 from the other site. Zone
South (8 A, 6 B) is served at home in every case here: 8 * 86.667 + 6 * 39 = 927.333 a quarter. Zone North wants 10 A
and 20 B; a unit a quarter takes 0.1 m3.
"""

import pytest
import tiny
from enumerated import best_objective

from inputs.problems import InvalidWorkbook
from outputs.tables import result_tables
from solvers.options import SolveOptions
from solvers.planning import solve_plan

AT_SOUTH = 8 * (275 / 3 - 5) + 6 * 39


def free_of_rent(capacity_north=1000.0):
    made = tiny.tables()
    made["operators"], made["bundles"] = made["operators"][:1], [made["bundles"][1] | {"fixed_cost": 0}]
    made["site_options"] = [row | {"fixed_cost": 0} for row in made["site_options"] if row["operator"] == "Indie"]
    made["site_options"][0]["capacity_m3"] = capacity_north
    return made


def planned(made, *scopes):
    made["limits"] = [{"limit": "single_source", "scope": scope} for scope in scopes]
    return tiny.solved(tiny.build(made))


def sources(plan, zone):
    """Sites that serve a zone, over all SKUs, periods and futures."""
    return {site for operations in plan.operations for site in operations.ship[operations.ship["zone"] == zone]["site"]}


def test_a_zone_has_one_warehouse_for_all_its_skus():
    """North holds 20 units: 10 A and 10 B of its zone; 10 B come from South, at 19 each, or, with one source, are not
    sold: 10 * 86.667 + 10 * 39 = 1256.667. (South alone would earn 10 * 66.667 + 20 * 19 = 1046.667.)
    """
    free = planned(free_of_rent(capacity_north=2))
    assert sources(free, "North") == {"North", "South"}
    assert free.objective == pytest.approx(8 * (3770 / 3 + 10 * 19 + AT_SOUTH))
    plan = planned(free_of_rent(capacity_north=2), "all")
    assert sources(plan, "North") == {"North"} and sources(plan, "South") == {"South"}
    assert plan.objective == pytest.approx(8 * (3770 / 3 + AT_SOUTH))


def test_parcels_are_no_second_source():
    """Parcels at 70 earn 80 on A and 10 on B; North holds 10 units. All A come by parcel, 10 B from North at 39; the
    other 10 B from South at 19 or, with one source, by parcel at 10: 800 + 390 + 100. (From South alone: 800 + 380.)
    """
    made = free_of_rent(capacity_north=1)
    made["parcel_lanes"][0]["order_cost"] = 70
    assert planned(made).objective == pytest.approx(8 * (800 + 390 + 190 + AT_SOUTH))
    plan = planned(made, "zone:North")
    assert plan.objective == pytest.approx(8 * (800 + 390 + 100 + AT_SOUTH))
    assert sources(plan, "North") == {"North"}
    assert plan.operations[0].parcels.query("zone == 'North'")["units"].sum() == pytest.approx(20)


def test_the_source_is_the_same_in_every_period():
    """North must not run in Y2. In Y1 it earns 10 * 86.667 + 20 * 39 = 1646.667, South 1046.667. One source for both
    years: South, 2 * 1046.667 against 1646.667 and parcels of A for 400 in Y2.
    """
    made = free_of_rent()
    made["overrides"] = [{"site": "North", "period": "Y2", "decision": "never"}]
    assert planned(made).objective == pytest.approx(4 * (4940 / 3 + 3140 / 3) + 8 * AT_SOUTH)
    plan = planned(made, "country:Land")
    assert sources(plan, "North") == {"South"}
    assert plan.objective == pytest.approx(8 * (3140 / 3 + AT_SOUTH))


def test_the_source_is_the_same_in_every_future():
    """North is seized (40 %) at the end of Y1, without loss, and out of use in Y2. Its zone earns from North
    8 * 1646.667 or, with parcels in Y2, 4 * (1646.667 + 400): 0.6 * 13173.333 + 0.4 * 8186.667 = 11178.667 on average;
    from South 8 * 1046.667 = 8373.333. Without the limit South steps in: 4 * (1646.667 + 1046.667) = 10773.333.
    """
    made = tiny.with_seizure(free_of_rent(), 0.4, target="site:North")
    for row in made["site_options"]:
        row["seizure_loss"] = 0
    assert planned(made).objective == pytest.approx(0.6 * 39520 / 3 + 0.4 * 32320 / 3 + 8 * AT_SOUTH)
    plan = planned(made, "all")
    assert sources(plan, "North") == {"North"}
    assert plan.objective == pytest.approx(0.6 * 39520 / 3 + 0.4 * 24560 / 3 + 8 * AT_SOUTH)


def test_zones_out_of_scope_are_free():
    plan = planned(free_of_rent(capacity_north=2), "zone:South")
    assert sources(plan, "North") == {"North", "South"}
    assert plan.objective == pytest.approx(8 * (3770 / 3 + 190 + AT_SOUTH))


@pytest.mark.no_cover
def test_against_every_design():
    """Two sites and operators, scarce room, a seizure and a slump, aversion: 3 options a site and period, 2 sources a
    zone."""
    made = tiny.with_seizure(tiny.tables(), 0.15)
    made["bundles"] = made["bundles"][1:]
    for row in made["site_options"]:
        row |= {"fixed_cost": row["fixed_cost"] / 4, "capacity_m3": 2.5 if row["site"] == "North" else 1.5}
    made["scenarios"][0]["probability"] = 0.65
    made["scenarios"].append({"scenario": "slump", "probability": 0.2})
    made["events"].append(
        {"scenario": "slump", "kind": "demand_factor", "target": "zone:North", "first_period": "Y1", "value": 0.4}
    )
    free = tiny.solved(tiny.build(made, aversion=0.5, tail=0.3))
    made["limits"] = [{"limit": "single_source", "scope": "all"}]
    case = tiny.build(made, aversion=0.5, tail=0.3)
    best, tried = best_objective(case)
    plan = tiny.solved(case)
    assert tried == 81 * 4
    assert plan.objective == pytest.approx(best, rel=1e-7)
    assert plan.objective < free.objective - 1


def test_the_limit_is_reported_with_its_reason():
    """A plan with yardsticks and a start (South runs today); one site a zone is used, none is left."""
    made = free_of_rent(capacity_north=2)
    made["sites"][1]["status"] = "existing"
    made["current_network"] = [{"site": "South", "operator": "Indie", "bundle": "full"}]
    made["limits"] = [{"limit": "single_source", "scope": "zone:North", "value": 1, "reason": "one team"}]
    result = solve_plan(tiny.build(made), SolveOptions(gap=0.0))
    assert result.plan.objective == pytest.approx(8 * (3770 / 3 + AT_SOUTH))
    assert result.today is not None and result.today.objective == pytest.approx(8 * (3140 / 3 + AT_SOUTH))
    table = result_tables(result, {})["limits"]
    assert table["period"].isna().all() and table["penalty"].isna().all()
    shown = table[["limit", "scope", "sense", "value", "used", "slack", "excess", "reason"]].to_numpy().tolist()
    assert shown == [["single_source", "zone:North", "at most", 1, 1, 0, 0, "one team"]]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"scope": "site:North"}, "E801", "scope"),
        ({"scope": "zone:Nrth"}, "E802", "scope"),
        ({"value": 2}, "E804", "value"),
        ({"penalty": 5}, "E811", "penalty"),
    ],
)
def test_what_it_cannot_mean_is_an_error(row, code, column):
    with pytest.raises(InvalidWorkbook) as failure:
        tiny.build(tiny.tables() | {"limits": [{"limit": "single_source"} | row]})
    assert [(problem.code, problem.column) for problem in failure.value.problems] == [(code, column)]
