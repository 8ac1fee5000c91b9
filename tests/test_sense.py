"""What makes little sense is told as a warning at its cell, and only that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tiny import sku, tables

from inputs import examples
from inputs.assembling import inspect_tables, raw_table
from inputs.reading import inspect

Tables = dict[str, Any]


def family(**odd: Any) -> Callable[[Tables], None]:
    """Three ordinary SKUs of a family and a fourth, in row 5, with something odd."""

    def change(made: Tables) -> None:
        made["skus"] = [sku("A"), sku("B"), sku("C"), sku("D", **odd)]
        made["demand"] = [{"sku": k, "zone": "North", "period": t, "units": 1} for k in "ABCD" for t in ("Y1", "Y2")]

    return change


def rows(sheet: str, *added: dict[str, Any]) -> Callable[[Tables], None]:
    return lambda made: made.setdefault(sheet, []).extend(added)


def each(sheet: str, **cells: Any) -> Callable[[Tables], None]:
    return lambda made: [row.update(cells) for row in made[sheet]] and None


def futures(*events: dict[str, Any]) -> Callable[[Tables], None]:
    def change(made: Tables) -> None:
        made["scenarios"] = [{"scenario": name, "probability": 0.5} for name in ("calm", "bad")]
        made["events"] = [{"scenario": "bad", "first_period": "Y1", **event} for event in events]

    return change


def certificate(**cells: Any) -> Callable[[Tables], None]:
    return rows("certifications", {"family": "f", "customs_area": "U", "cost": 1, **cells})


ODD: dict[str, tuple[Callable[[Tables], None], str, str, str, int]] = {
    # 10 kg in 0.1 m3 are 100 kg a m3; 500 kg are 5000, above any packed goods
    "denser than stone": (family(weight_kg=500), "W901", "skus", "weight_kg", 5),
    # 100 kg in 0.1 m3 are 1000 kg a m3, ten times the family's 100
    "ten times as dense as its family": (family(weight_kg=100), "W901", "skus", "weight_kg", 5),
    # 4000 kg in 40 m3 are the family's 100 kg a m3, but 400 times its weight
    "grams": (family(weight_kg=4000, volume_m3=40, longest_side_cm=400), "W902", "skus", "weight_kg", 5),
    # 10 g in 0.1 m3 are 0.1 kg a m3; as tonnes they would be the family's 100
    "tonnes": (family(weight_kg=0.01), "W902", "skus", "weight_kg", 5),
    # 4000 in 0.1 m3 would be 40 000 kg a m3; as grams they are 40
    "grams in a package of the right size": (family(weight_kg=4000), "W902", "skus", "weight_kg", 5),
    "kopecks": (family(price=20000), "W903", "skus", "price", 5),
    # purchase 50 + duty 10 % = 55 against 60 / 1.2 = 50 net of VAT
    "below landed cost": (family(price=60), "W904", "skus", "price", 5),
    # freight 100 000 a container of 66 m3: 0.1 m3 cost 151, more than 200 / 1.2 - 55
    "freight above the margin": (each("inbound_lanes", container_cost=100_000), "W904", "skus", "price", 2),
    "no lane in time": (
        lambda made: [row.update(days=40) for row in [*made["outbound_lanes"], *made["parcel_lanes"]]] and None,
        "W905", "zones", "zone", 2,
    ),
    # 44 units a quarter of 0.1 m3, 4 turns a year: 4.4 m3; two sites of 0.1 m3 hold 0.2
    "capacity in the wrong unit": (each("site_options", capacity_m3=0.1), "W906", "site_options", "capacity_m3", 2),
    "two calm scenarios": (futures(), "W907", "scenarios", "scenario", 3),
    "a factor of 1": (futures({"kind": "demand_factor", "target": "all", "value": 1}), "W907", "events", "value", 2),
    "no points": (futures({"kind": "duty_points", "target": "all", "value": 0}), "W907", "events", "value", 2),
    "a rule nothing passes": (rows("category_rules", {"rule": "minimum_price", "value": 10_000}), "W908",
                              "category_rules", "rule", 2),
    "a certificate too short": (certificate(validity=2), "W909", "certifications", "validity", 2),
    "a certificate too late": (certificate(lead_time=8), "W909", "certifications", "lead_time", 2),
    "rates of nowhere": (rows("lane_rates", {"country": "Elsewhere", "per_kg": 1}), "W910", "lane_rates", "country", 2),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_each_is_told_at_its_cell_and_nothing_else(name: str) -> None:
    change, code, sheet, column, row = ODD[name]
    made = tables()
    change(made)
    problems = inspect_tables([raw_table(title, table) for title, table in made.items()]).problems
    assert {problem.code for problem in problems} == {code}
    first = problems[0]
    assert (first.sheet, first.column, first.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) == (sheet, column, str(row))
    assert first.message and first.fix


@pytest.mark.parametrize("name", ["russia", "russia_small", "brazil"])
def test_the_examples_make_sense(name: str) -> None:
    assert inspect(examples.path(name)).problems == ()


def test_a_plan_is_made_all_the_same() -> None:
    made = tables()
    futures()(made)
    assert inspect_tables([raw_table(title, table) for title, table in made.items()]).case is not None
