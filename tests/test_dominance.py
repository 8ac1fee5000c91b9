"""What dominance cuts is never missed: by hand, and on random plans solved with and without it."""

import random

import numpy as np
import pandas as pd
import pytest
import tiny

from model.dominance import needed
from model.prepare import prepare
from outputs.tables import result_tables
from solvers.options import SolveOptions
from solvers.planning import solve_plan
from solvers.whole import solve_whole

KINDS = ("lanes", "options", "parcels")
CASES = 30
QUICK = 8  # of them run always, the others on request


def lanes(*rows):
    return pd.DataFrame(rows, columns=["sku", "site", "zone", "margin", "keep"])


def options(*rows):
    return pd.DataFrame(rows, columns=["sku", "site", "operator", "bundle", "margin"])


def parcels(*rows):
    return pd.DataFrame(rows, columns=["sku", "carrier", "zone", "margin", "keep"])


NO_PARCELS = parcels().astype({"margin": float, "keep": float})


def test_without_parcels_only_what_loses_money_goes():
    """Far: 20 - 20 with the better option, nothing to earn. Dear: 30 - 30 on the better lane."""
    kept_lanes, kept_options, _ = needed(
        lanes(("A", "North", "Near", 30.0, 1.0), ("A", "North", "Far", 20.0, 1.0)),
        options(("A", "North", "Cheap", "store", -20.0), ("A", "North", "Dear", "store", -30.0)),
        NO_PARCELS,
    )
    assert kept_lanes["zone"].tolist() == ["Near"]
    assert kept_options["operator"].tolist() == ["Cheap"]


def test_the_carrier_that_earns_most_a_buyer_stays():
    """A buyer brings 10 * 0.9 = 9 by Quick, 12 * 0.7 = 8.4 by Cheap, 18 * 0.5 = 9 by Slow: the first of equals."""
    _, _, kept = needed(
        lanes().astype({"margin": float, "keep": float}),
        options().astype({"margin": float}),
        parcels(
            ("A", "Cheap", "Z", 12.0, 0.7),
            ("A", "Quick", "Z", 10.0, 0.9),
            ("A", "Slow", "Z", 18.0, 0.5),
            ("B", "Cheap", "Z", 1.0, 0.7),
            ("B", "Quick", "Z", -1.0, 0.9),
        ),
    )
    assert kept[["sku", "carrier"]].to_numpy().tolist() == [["A", "Quick"], ["B", "Cheap"]]


def test_a_lane_must_beat_the_parcel():
    """A parcel brings 20 * 0.5 = 10 a buyer. Lanes with the better option: (14 - 2) * 0.8 = 9.6, not needed;
    (16 - 2) * 0.8 = 11.2, needed; zone Far has no parcel, so that 3 - 2 = 1 is enough.
    """
    kept_lanes, kept_options, _ = needed(
        lanes(("A", "West", "Z", 14.0, 0.8), ("A", "North", "Z", 16.0, 0.8), ("A", "West", "Far", 3.0, 0.8)),
        options(("A", "West", "Indie", "store", -2.0), ("A", "North", "Indie", "store", -2.0)),
        parcels(("A", "Post", "Z", 20.0, 0.5)),
    )
    assert kept_lanes[["site", "zone"]].to_numpy().tolist() == [["North", "Z"], ["West", "Far"]]
    assert kept_options["site"].tolist() == ["West", "North"]


def test_an_option_must_beat_the_parcel_on_some_lane():
    """A unit from North takes the buyers of 10 / 0.8 = 12.5 parcel money. Lane gain 16 - 12.5 = 3.5: Indie at -2 adds
    1.5 a unit; Plat, at -4, would earn 12 a unit and still 0.5 less than the parcels.
    """
    _, kept, _ = needed(
        lanes(("A", "North", "Z", 16.0, 0.8)),
        options(("A", "North", "Indie", "store", -2.0), ("A", "North", "Plat", "store", -4.0)),
        parcels(("A", "Post", "Z", 20.0, 0.5)),
    )
    assert kept["operator"].tolist() == ["Indie"]


def cheap_parcels(**settings):
    """Parcels at 5 earn A 145 and B 75, the best warehouse 86.667 and 39 (see `test_plan_by_hand`)."""
    made = tiny.tables()
    made["parcel_lanes"][0]["order_cost"] = 5
    return made, settings


def test_nothing_of_a_warehouse_is_left_where_parcels_earn_more():
    """Parcels: 18 * 145 + 26 * 75 = 4560 a quarter."""
    made, _ = cheap_parcels()
    data = prepare(tiny.build(made))
    assert data.pairs == ()
    assert all(table.lanes.empty and table.options.empty for table in data.tables)
    assert tiny.solved(tiny.build(made)).objective == pytest.approx(8 * 4560)


def test_a_sku_told_to_be_held_is_held():
    """The least rent is 500 a quarter, for a warehouse that sells nothing: 8 * (4560 - 500)."""
    made, _ = cheap_parcels()
    made["overrides"] = [{"site": "North", "sku": "A", "decision": "must"}]
    plan = tiny.solved(tiny.build(made))
    assert plan.data.pairs == (("A", "North"), ("A", "South"))
    assert plan.objective == pytest.approx(8 * 4060)
    assert plan.stock[["sku", "site", "period"]].to_numpy().tolist() == [["A", "North", t] for t in ("Y1", "Y2")]


def test_a_share_of_demand_to_be_met_switches_it_off():
    """Parcels take 12 days and keep 1 - 9 * 0.03 = 0.73 of the buyers, lanes of 3 days all of them. 0.73 * 145 =
    105.85 and 0.73 * 75 = 54.75 a buyer beat every lane: 8 * 0.73 * 4560 = 26 630.4. To sell all that is wanted takes a
    warehouse for all of it: 13 552.
    """
    made, settings = cheap_parcels(loss_per_day=0.03, keep_floor=0.1)
    for row in made["outbound_lanes"]:
        row["days"] = 3
    assert tiny.solved(tiny.build(made, **settings)).objective == pytest.approx(26630.4)
    made["limits"] = [{"limit": "minimum_demand_met", "scope": "all", "value": 1.0}]
    case = tiny.build(made, **settings)
    for masked, every in zip(prepare(case).tables, prepare(case, masks=False).tables, strict=True):
        for kind in KINDS:
            pd.testing.assert_frame_equal(getattr(masked, kind), getattr(every, kind))
    assert tiny.solved(case).objective == pytest.approx(13552)


def test_states_share_what_does_not_differ():
    """After the seizure of Y1 operations of Y2 are the same goods, costs and demand, on fewer sites; a slump in Y2
    leaves units alone to differ, as its factor says.
    """
    made = tiny.with_seizure(tiny.tables())
    made["scenarios"][0]["probability"] = 0.5
    made["scenarios"].append({"scenario": "slump", "probability": 0.3})
    made["events"].append(
        {"scenario": "slump", "kind": "demand_factor", "target": "all", "first_period": "Y2", "value": 0.4}
    )
    data = prepare(tiny.build(made))
    calm, seized, slump = (data.tables[data.futures.path[w, "Y2"]] for w in ("calm", "seized", "slump"))
    for other in (seized, slump):
        assert other.options is calm.options
        for kind in ("lanes", "parcels"):
            assert np.shares_memory(getattr(other, kind)["margin"], getattr(calm, kind)["margin"])
    assert seized.lanes["most"].tolist() == calm.lanes["most"].tolist()
    assert slump.lanes["most"].tolist() == pytest.approx((0.4 * calm.lanes["most"]).tolist())


def test_reasons_do_not_call_a_dominated_lane_a_loss():
    """A from North would earn 86.667; the plan has no warehouse at all. The dearer carrier loses to the cheaper."""
    made, _ = cheap_parcels()
    made["parcel_lanes"].append({"carrier": "Courier", "zone": "all", "order_cost": 30, "days": 3, "max_weight": 20})
    sheets = result_tables(solve_plan(tiny.build(made), SolveOptions(gap=0.0)), {})
    table = sheets["assortment"]
    assert set(table["offered_by"]) == {"parcel"}
    assert table["why_no_warehouse"].str.endswith("the plan does not run this site").all()
    refused = sheets["exclusions"].query("carrier == 'Courier'")
    assert set(refused["reason"]) == {"another channel earns more"}
    assert sorted(refused["margin"]) == pytest.approx([50, 120])


def random_case(seed):
    """Parcels cheap and dear, one or two carriers, tight warehouses, losses to delay, seizures, limits, overrides."""
    draw = random.Random(seed)
    made = tiny.tables()
    made["parcel_lanes"][0] |= {"order_cost": draw.choice([5, 40, 70, 90]), "days": draw.choice([8, 12, 20])}
    if draw.random() < 0.6:
        cost, days = draw.choice([20, 60, 85]), draw.choice([4, 10, 25])
        made["parcel_lanes"].append(
            {"carrier": "Courier", "zone": draw.choice(["all", "South"]), "order_cost": cost, "days": days}
        )
    for row in made["site_options"]:
        row |= {"fixed_cost": draw.choice([0, 50, 300]), "capacity_m3": draw.choice([0.5, 1, 2, 1000])}
        row |= {"storage_cost": draw.choice([0, 20]), "max_stock_value": draw.choice([300, 900, 5000])}
    for row in made["outbound_lanes"]:
        row |= {"order_cost": draw.choice([5, 25, 60, 95]), "days": draw.choice([2, 5, 9])}
    for row in made["skus"]:
        row |= {"minimum_stock": draw.choice([0, 0, 2]), "listing_cost": draw.choice([0, 0, 30])}
        row |= {"unit_cost": draw.choice([40, 60, 75])}
    if draw.random() < 0.5:
        target = draw.choice(["kind:independent", "site:North", "no_tax"])
        tiny.with_seizure(made, draw.choice([0.1, 0.3]), target)
    if draw.random() < 0.4:
        made["limits"] = [draw.choice([
            {"limit": "single_source", "scope": "all"},
            {"limit": "maximum_stock_value", "scope": "all", "value": 800},
            {"limit": "maximum_skus", "scope": "all", "value": 1},
            {"limit": "minimum_sites", "scope": "all", "value": 1},
        ])]  # fmt: skip
    if draw.random() < 0.3:
        made["overrides"] = [{"site": draw.choice(["North", None]), "sku": "B", "decision": "must"}]
    if draw.random() < 0.3:
        made["periods"][0]["opening_budget"] = draw.choice([500, 3000])
    return tiny.build(made, loss_per_day=draw.choice([0.0, 0.03]), keep_floor=0.3, aversion=draw.choice([0.0, 0.5]))


@pytest.mark.parametrize(
    "seed", [seed if seed < QUICK else pytest.param(seed, marks=pytest.mark.slow) for seed in range(CASES)]
)
def test_the_optimum_is_the_same(seed):
    case = random_case(seed)
    with_, without = (solve_whole(prepare(case, masks=masks), SolveOptions(gap=0.0)) for masks in (True, False))
    assert with_.objective == pytest.approx(without.objective, rel=1e-6, abs=1e-6)


def test_the_random_cases_have_something_to_cut_and_to_keep():
    cut, kept = dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0)
    for seed in range(6):
        case = random_case(seed)
        for masked, every in zip(prepare(case).tables, prepare(case, masks=False).tables, strict=True):
            for kind in KINDS:
                kept[kind] += len(getattr(masked, kind))
                cut[kind] += len(getattr(every, kind)) - len(getattr(masked, kind))
    assert min(cut.values()) > 5 and min(kept.values()) > 5
