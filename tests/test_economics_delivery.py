"""Lanes named and generated, who may serve whom, and the buyers who wait."""

import math

import pandas as pd
import pytest
from economics_cases import computed, row, tables
from hypothesis import given
from hypothesis import strategies as st

from inputs.assembling import case_from_tables
from inputs.geography import great_circle_km
from model.economics.delivery import keep

SETTINGS = case_from_tables(tables()).settings
QUARTER_OF_EQUATOR = math.pi / 2 * 6371.0088


def generated():
    """The market with no lanes named: Hub a quarter of the equator (10,007.5 km) from the zone, Bond beside it."""
    made = tables()
    del made["outbound_lanes"]
    made["zones"][0] |= {"latitude": 0, "longitude": 0}
    for site, longitude in zip(made["sites"], (90, 0, 0), strict=True):
        site |= {"latitude": 0, "longitude": longitude}
    made["lane_rates"] = [
        {
            "country": "Land", "per_order": 5, "per_kg": 1, "per_kg_km": 0.001, "per_m3": 100, "per_m3_km": 0.1,
            "days": 2, "days_per_km": 0.0005,
        }
    ]  # fmt: skip
    return made


def test_lanes_are_generated_by_distance():
    """Hub: 5 + max((1 + 10.0075)*20 kg, (100 + 1000.75)*0.1 m3) = 225.15; days 2 + 5.00. Bond: 5 + max(20, 10)."""
    found = computed(generated()).lanes
    km = QUARTER_OF_EQUATOR
    assert row(found, site="Hub")["delivery"] == pytest.approx(-(5 + (1 + 0.001 * km) * 20))
    assert row(found, site="Hub")["days"] == pytest.approx(2 + 0.0005 * km)
    assert row(found, site="Bond")["delivery"] == -25
    assert row(found, site="Bond")["days"] == 2


def test_bulky_goods_pay_by_volume():
    """1 m3 at Bond: 5 + max(20, 100)."""
    made = generated()
    made["skus"][0]["volume_m3"] = 1
    assert row(computed(made).lanes, site="Bond")["delivery"] == -105


def test_a_named_lane_wins_over_the_generated_one():
    made = generated()
    made["outbound_lanes"] = [{"site": "Bond", "zone": "Z", "order_cost": 77, "days": 4}]
    found = computed(made).lanes
    assert (row(found, site="Bond")["delivery"], row(found, site="Bond")["days"]) == (-77, 4)
    assert row(found, site="Edge")["delivery"] == -25


def test_no_lane_without_coordinates_or_rates():
    made = generated()
    made["sites"][1] |= {"latitude": None, "longitude": None}
    made["outbound_lanes"] = [{"site": "Edge", "zone": "Z", "order_cost": 1, "days": 4}]
    assert computed(made).lanes["site"].tolist() == ["Hub", "Edge"]
    del made["lane_rates"]
    assert computed(made).lanes["site"].tolist() == ["Edge"]


def test_cleared_and_bonded_goods_stay_in_their_customs_area():
    """A zone of area V beside all sites is served by the border site alone, at V's rule, which charges nothing."""
    made = generated()
    made["zones"].append({"zone": "Far", "country": "Else", "customs_area": "V", "latitude": 0, "longitude": 0})
    made["lane_rates"].append({"country": "Else", "per_order": 9})
    found = computed(made).lanes
    far = found[found["zone"] == "Far"]
    assert far["site"].tolist() == ["Edge"]
    assert far["parcel_charges"].tolist() == [0]
    assert far["delivery"].tolist() == [-9]


def test_lanes_slower_than_the_longest_delivery_do_not_exist():
    made = tables()
    made["outbound_lanes"][0]["days"] = 30
    made["outbound_lanes"][1]["days"] = 30.5
    assert computed(made).lanes["site"].tolist() == ["Hub", "Edge"]


@pytest.mark.parametrize(("days", "share"), [(0, 1), (3, 1), (4, 0.98), (13, 0.8), (38, 0.3), (300, 0.3)])
def test_buyers_who_wait(days, share):
    """All up to 3 days, 2 % less for each further day, never below 30 %."""
    assert keep(pd.Series([float(days)]), SETTINGS).tolist() == pytest.approx([share])


@given(st.floats(0, 365), st.floats(0, 365))
def test_fewer_buyers_wait_longer(one, other):
    shares = keep(pd.Series(sorted([one, other])), SETTINGS)
    assert 0 < shares[1] <= shares[0] <= 1


def test_great_circle():
    """A quarter of the equator; pole to pole; Moscow to Novosibirsk, about 2,810 km."""
    assert great_circle_km(0, 0, 0, 90) == pytest.approx(QUARTER_OF_EQUATOR)
    assert great_circle_km(90, 0, -90, 55) == pytest.approx(2 * QUARTER_OF_EQUATOR)
    assert great_circle_km(55.752, 37.616, 55.041, 82.934) == pytest.approx(2810, abs=15)
