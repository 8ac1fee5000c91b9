"""Changing one fact moves the optimum the right way; every plan here is solved to gap 0."""

import copy

import pytest
import tiny

TOLERANCE = 1e-6


def base():
    """The tiny plan with everything switched on: freight, rent, storage, certificates, seizure, government."""
    made = tiny.with_seizure(tiny.tables(), 0.15)
    for row in made["inbound_lanes"]:
        row |= {"container_cost": 300, "days": 20}
    for row in made["site_options"]:
        row |= {"opening_cost": 800, "useful_life": 12, "storage_cost": 3, "handling_cost": 2}
    made["operators"].append({"operator": "Gov", "kind": "government", "commission": 0.05})
    made["site_options"].append(
        {"site": "North", "operator": "Gov", "capacity_m3": 500, "fixed_cost": 700, "first_quarter": "2027Q1"}
    )
    made["certifications"] = [{"family": "f", "customs_area": "U", "cost": 150, "validity": 8}]
    made["bundles"][1]["certification"] = False
    return made


def objective(made, **settings):
    return tiny.solved(tiny.build(made, **({"aversion": 0.3, "tail": 0.15, "capital_cost": 0.1} | settings))).objective


def worse(change):
    made = copy.deepcopy(base())
    change(made)
    return objective(made)


def raise_column(sheet, column, amount):
    def change(made):
        for row in made[sheet]:
            row[column] = row.get(column, 0) + amount

    return change


@pytest.fixture(scope="module")
def before():
    return objective(base())


@pytest.mark.parametrize(
    ("sheet", "column", "amount"),
    [
        ("duties", "ad_valorem", 0.1),
        ("duties", "minimum_per_kg", 3),
        ("inbound_lanes", "container_cost", 300),
        ("inbound_lanes", "days", 20),
        ("site_options", "fixed_cost", 100),
        ("site_options", "storage_cost", 5),
        ("site_options", "handling_cost", 3),
        ("site_options", "opening_cost", 500),
        ("site_options", "seizure_loss", 1),
        ("site_options", "cost_while_seized", 50),
        ("certifications", "cost", 400),
        ("customs_areas", "vat", 0.05),
        ("operators", "commission", 0.05),
        ("outbound_lanes", "order_cost", 5),
        ("skus", "unit_cost", 5),
        ("skus", "return_rate", 0.1),
    ],
)
def test_a_dearer_fact_never_helps(before, sheet, column, amount):
    assert worse(raise_column(sheet, column, amount)) <= before + TOLERANCE


@pytest.mark.parametrize("freight", [0, 300, 340, 500])
def test_dearer_freight_on_one_of_two_routes_never_helps(freight):
    """A slow cheap route and a fast dear one: the first goods of a new site come by the fast one whatever the price."""
    made = tiny.tables()
    del made["parcel_lanes"]
    made["inbound_lanes"] = [
        {"origin": "CN", "corridor": corridor, "site": s, "container_cost": cost, "days": days}
        for s in ("North", "South")
        for corridor, cost, days in (("fast", 330, 5), ("slow", freight, 80))
    ]
    cheaper = objective(made)
    for row in made["inbound_lanes"]:
        row["container_cost"] += 20 if row["corridor"] == "slow" else 0
    assert objective(made) <= cheaper + TOLERANCE


@pytest.mark.parametrize("probability", [0.16, 0.25, 0.5, 0.9])
def test_a_likelier_seizure_never_helps(before, probability):
    def change(made):
        made["scenarios"][0]["probability"], made["scenarios"][1]["probability"] = 1 - probability, probability

    assert worse(change) <= before + TOLERANCE


def test_a_wider_parcel_limit_never_hurts():
    made = base()
    made["skus"][0]["weight_kg"] = 26
    narrow = objective(made)
    for row in made["parcel_lanes"]:
        row["max_weight"] = 31
    assert objective(made) >= narrow - TOLERANCE


def test_a_government_option_is_never_used_before_its_first_quarter(before):
    """Its later first quarter never helps; a quarter inside Y1 means that it starts in Y2."""
    made = base()
    made["site_options"] = [row for row in made["site_options"] if row["operator"] == "Gov"]
    last = objective(made)
    for quarter, first in (("2027Q2", "Y2"), ("2028Q1", "Y2"), ("2029Q1", None)):
        made["site_options"][0]["first_quarter"] = quarter
        plan = tiny.solved(tiny.build(made, aversion=0.3, tail=0.15, capital_cost=0.1))
        assert plan.objective <= last + TOLERANCE
        assert set(plan.runs["period"]) <= ({first} if first else set())
        last = plan.objective


def test_no_plan_breaks_the_law():
    """No parcel past a carrier's limits, no SKU without its certificate, no stock value above its ceiling."""
    made = base()
    made["skus"][0]["weight_kg"] = 26
    made["certifications"][0]["lead_time"] = 4
    plan = tiny.solved(tiny.build(made, aversion=0.3, tail=0.15))
    certified = {(row.family, row.period) for row in plan.certificates.itertuples()}
    for state, operations in zip(plan.data.futures.states, plan.operations, strict=True):
        assert "A" not in set(operations.parcels["sku"])
        if operations.ship["units"].sum() > 0:
            assert ("f", "Y1") in certified and state.period == "Y2"
        through = operations.through
        held = (through["units"] * through["value_held"]).groupby([through[c] for c in ("site", "operator", "bundle")])
        ceilings = plan.runs[plan.runs["period"] == state.period].set_index(["site", "operator", "bundle"])["ceiling"]
        for option, value in held.sum().items():
            assert value <= ceilings[option] * (1 + 1e-9)
    assert not plan.runs.empty
