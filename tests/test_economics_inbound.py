"""Which corridor a SKU takes, what a container binds by, and the plan value of stock."""

import pytest
from economics_cases import computed, quiet, row, tables

from inputs.assembling import case_from_tables
from model.economics import plan_values

ROAD = {"origin": "CN", "corridor": "road", "site": "Hub", "container_cost": 70000, "days": 10}


def hub(made, state=None):
    return row(computed(made, state).options, site="Hub", bundle="full")


def test_heavy_goods_fill_a_container_by_weight():
    """1300 kg of a payload of 26 t: a twentieth of the container, 3300, though 0.1 m3 is only 1/660 of its volume."""
    made = tables()
    made["skus"][0]["weight_kg"] = 1300
    assert hub(made)["inbound_freight"] == pytest.approx(-3300)


def test_the_cheaper_corridor_with_its_transit_is_taken():
    """Rail: landed 1240 + transit 22. Road: freight 106.06, duty a tenth: 1246.67, transit 11.06:
    road wins. At 90,000 a container it does not."""
    made = tables()
    made["inbound_lanes"].append(ROAD)
    assert (hub(made)["corridor"], hub(made)["days"]) == ("road", 10)
    made["inbound_lanes"][-1] = ROAD | {"container_cost": 90000}
    assert (hub(made)["corridor"], hub(made)["days"]) == ("rail", 20)


def test_several_origins_and_ties_go_by_row():
    made = tables()
    made["inbound_lanes"].append({**made["inbound_lanes"][0], "origin": "West", "corridor": "sea"})
    assert hub(made)["corridor"] == "rail"
    made["inbound_lanes"].reverse()
    assert hub(made)["corridor"] == "sea"


def test_events_close_a_corridor_make_it_dearer_or_slower():
    made = tables()
    made["inbound_lanes"].append(ROAD | {"container_cost": 90000})
    assert hub(made, quiet(closed=("rail",)))["corridor"] == "road"
    slow = hub(made, quiet(corridor_days=(("rail", 5.0),)))
    assert (slow["corridor"], slow["days"]) == ("rail", 25)
    dear = quiet(corridor_costs=(("rail", 1.4),))
    assert hub(made, dear)["corridor"] == "road"
    assert hub(tables(), dear)["inbound_freight"] == pytest.approx(-140)


def test_a_site_without_an_open_corridor_has_no_options():
    found = computed(state=quiet(closed=("rail",)))
    assert found.options.empty
    assert len(found.parcels) == 1


def test_plan_value_is_landed_before_vat_without_events():
    """1240 at the Hub, 1100 where nothing is cleared; a state's duty does not change the value held (x 1.5)."""
    case = case_from_tables(tables())
    values = plan_values(case)
    assert dict(zip(values["site"], values["value"], strict=True)) == pytest.approx(
        {"Hub": 1240, "Bond": 1100, "Edge": 1100}
    )
    dutiable = computed(state=quiet(duty_points=(("", "", 0.5),), currencies=(("R", 1.3),)))
    assert row(dutiable.options, site="Hub", bundle="full")["value_held"] == pytest.approx(1860)


def test_a_stock_that_turns_slower_is_held_longer():
    """Turns 2 a year: a unit sold a quarter keeps 2 in stock: storage 40, capital on 0.365*1240/2."""
    made = tables()
    made["skus"][0]["stock_turns"] = 2
    option = hub(made)
    assert option["storage"] == pytest.approx(-40)
    assert option["volume_held"] == pytest.approx(0.3)
    assert option["capital"] == pytest.approx(-(22 + 226.3 + 23.958 + 65.88))
