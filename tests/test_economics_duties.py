"""Each form of duty, price bands, fee steps at their boundaries, dated switches, events."""

import pytest
from economics_cases import cleared, computed, quiet, row, tables


def duty_of(rates, state=None, **sku):
    """Duty a unit at the Hub under these duty rows (d@U unless said otherwise)."""
    made = tables()
    made["skus"][0] |= sku
    made["duties"] = [{"duty_class": "d", "customs_area": "U"} | entry for entry in rates]
    return cleared(made, state)["duty"]


# Customs value 1100 (unit cost 1000, freight 100), 20 kg: 55 a kg.
@pytest.mark.parametrize(
    ("form", "duty"),
    [
        ({}, 0),
        ({"ad_valorem": 0.12}, 132),
        ({"ad_valorem": 0.1, "minimum_per_kg": 5.5}, 110),
        ({"ad_valorem": 0.1, "minimum_per_kg": 6}, 120),
        ({"ad_valorem": 0.1, "minimum_per_kg": 0.06, "currency": "E"}, 120),
        ({"ad_valorem": 0.1, "minimum_per_unit": 150}, 150),
        ({"ad_valorem": 0.1, "minimum_per_kg": 6, "minimum_per_unit": 115}, 120),
        ({"ad_valorem": 0.1, "plus_per_kg": 2}, 150),
        ({"ad_valorem": 0.1, "plus_per_unit": 7}, 117),
        ({"ad_valorem": 0.1, "minimum_per_kg": 6, "plus_per_kg": 1, "plus_per_unit": 1}, 141),
        ({"plus_per_kg": 3}, 60),
    ],
)
def test_every_form_of_duty(form, duty):
    """max(share * 1100, minimum * 20 kg, minimum a unit) + plus * 20 kg + plus a unit."""
    assert duty_of([form]) == pytest.approx(duty)


@pytest.mark.parametrize(("unit_cost", "duty"), [(999.9, 20 * 4), (1000, 0.1 * 1100), (1001, 0.1 * 1101)])
def test_price_bands_on_either_side(unit_cost, duty):
    """Bedroom furniture's form: 4 a kg below 55 a kg, 10 % from there; the boundary belongs to the upper band."""
    bands = [{"plus_per_kg": 4}, {"ad_valorem": 0.1, "from_price_per_kg": 55}]
    assert duty_of(bands, unit_cost=unit_cost) == pytest.approx(duty)
    assert duty_of(bands[::-1], unit_cost=unit_cost) == pytest.approx(duty)


def test_price_bands_in_their_own_currency():
    bands = [{"plus_per_unit": 1}, {"plus_per_unit": 2, "from_price_per_kg": 0.55, "currency": "E"}]
    assert duty_of(bands) == 2 * 100
    assert duty_of(bands, quiet(currencies=(("E", 1.01),))) == 1


def test_duty_switches_at_its_quarter():
    """10 % until 2027Q1, two bands from 2027Q2, which replace it wholly; 2027Q3 lies under the same rows."""
    dated = [
        {"ad_valorem": 0.1},
        {"from_quarter": "2027Q2", "ad_valorem": 0.2},
        {"from_quarter": "2027Q2", "ad_valorem": 0.3, "from_price_per_kg": 60},
        {"from_quarter": "2028Q1", "ad_valorem": 0.5},
    ]
    found = [duty_of(dated, quiet(quarter)) for quarter in ("2027Q1", "2027Q2", "2027Q4", "2028Q1")]
    assert found == pytest.approx([110, 220, 220, 550])
    assert duty_of(dated, quiet("2027Q2"), unit_cost=1100) == pytest.approx(0.3 * 1200)


def test_nothing_is_charged_before_the_first_date():
    made = tables()
    made["levies"][0]["from_quarter"] = made["declaration_fees"][0]["from_quarter"] = "2027Q2"
    del made["declaration_fees"][1]
    early, late = cleared(made, quiet("2027Q1")), cleared(made, quiet("2027Q2"))
    assert (early["levies"], late["levies"]) == (0, 20)
    assert early["fee"] == 0


def test_a_declaration_beyond_the_last_step_bears_no_fee():
    """660 units of 1100 are worth 726,000; the only step ends at 725,999."""
    made = tables()
    made["declaration_fees"] = [{"customs_area": "U", "value_up_to": 726_000, "fee": 660}]
    assert cleared(made)["fee"] == pytest.approx(1)
    made["declaration_fees"][0]["value_up_to"] = 725_999
    assert cleared(made)["fee"] == 0


def test_duty_events_add_points_and_multiply():
    """Points join the ad valorem rate, (0.1 + 0.05 + 0.02) * 1100 = 187, below the minimum of 200; factors multiply the
    whole, 200 * 1.5 * 2 = 600. Scopes that do not fit leave it alone; points never make a rate negative."""
    rates = [{"ad_valorem": 0.1, "minimum_per_kg": 10}]
    points = (("d", "U", 0.05), ("", "", 0.02), ("other", "", 9.0), ("", "V", 9.0))
    assert duty_of([{"ad_valorem": 0.1}], quiet(duty_points=points)) == pytest.approx(187)
    assert duty_of(rates, quiet(duty_points=points)) == pytest.approx(200)
    factors = (("", "U", 1.5), ("d", "", 2.0), ("d", "V", 7.0))
    assert duty_of(rates, quiet(duty_points=points, duty_factors=factors)) == pytest.approx(600)
    assert duty_of([{"ad_valorem": 0.1}], quiet(duty_points=(("", "", -0.5),))) == 0


def test_levies_by_weight_and_unit_and_date():
    """1 a kg until 2027Q1; then 24.7 a kg and 5 a unit: 20 * 24.7 + 5 = 499."""
    made = tables()
    made["levies"].append(
        {"duty_class": "d", "customs_area": "U", "from_quarter": "2027Q2", "per_kg": 24.7, "per_unit": 5}
    )
    levies = [cleared(made, quiet(quarter))["levies"] for quarter in ("2027Q1", "2027Q2")]
    assert levies == pytest.approx([20, 499])


RUSSIAN_FEES = [
    (200_000, 1231), (450_000, 2462), (1_200_000, 4924), (2_700_000, 13_541),
    (4_200_000, 18_465), (5_500_000, 21_344), (10_000_000, 49_240), (None, 73_860),
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "fee"),
    [
        (200_000, 1231),
        (200_001, 2462),
        (4_200_000, 18_465),
        (4_200_001, 21_344),
        (5_500_000, 21_344),
        (10_000_000, 49_240),
        (10_000_001, 73_860),
    ],
)
def test_russian_declaration_fee_at_its_steps(value, fee):
    """Fees from 2026 (decree 1638 of 2025). A declaration of two containers of ten units each, no freight."""
    made = tables()
    made["settings"]["containers_per_declaration"] = 2
    made["skus"][0] |= {"volume_m3": 6.6, "unit_cost": value / 20}
    made["inbound_lanes"][0]["container_cost"] = 0
    made["declaration_fees"] = [{"customs_area": "U", "value_up_to": v, "fee": f} for v, f in reversed(RUSSIAN_FEES)]
    assert cleared(made)["fee"] == pytest.approx(fee / 20)


def test_vat_switches_at_its_quarter_on_import_and_sale():
    """22 % until 2027Q1, 10 % from 2027Q2: output VAT 0.9*2440/11, import VAT 121."""
    made = tables()
    made["customs_areas"].append({"customs_area": "U", "from_quarter": "2027Q2", "vat": 0.1})
    later = computed(made, quiet("2027Q2"))
    assert row(later.lanes, site="Hub")["output_vat"] == pytest.approx(-0.9 * 2440 / 11)
    assert row(later.options, site="Hub", bundle="store")["import_vat"] == pytest.approx(-121)
    assert row(computed(made).lanes, site="Hub")["output_vat"] == pytest.approx(-396)


def test_golden_washing_machine():
    """FOB 180 + freight 30.8 = 210.8; duty 10 % 21.08; VAT 22 % 51.0: 282.9 US$ in all."""
    made = tables()
    made["skus"][0] |= {"unit_cost": 180, "weight_kg": 62, "volume_m3": 0.33}
    made["inbound_lanes"][0]["container_cost"] = 6160
    del made["levies"], made["declaration_fees"]
    machine = cleared(made)
    assert machine["freight"] == pytest.approx(30.8)
    assert machine["duty"] == pytest.approx(21.08)
    assert machine["landed"] + machine["import_vat"] == pytest.approx(282.9, abs=0.05)
