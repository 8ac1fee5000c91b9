"""What a parcel bears, exact on either side of every threshold, and the invoice under an all-in price."""

import numpy as np
import pytest
from economics_cases import computed, quiet, row, tables
from hypothesis import example, given
from hypothesis import strategies as st

from model.economics import ParcelRule, parcel_charge, seller_invoice

OLD_EAEU = ParcelRule(threshold=200, weight_threshold=31, rate=0.15, minimum_per_kg=2, excess=True)
NEW_EAEU = ParcelRule(threshold=200, rate=0.05, minimum_per_kg=1, vat=0.16)
MEXICO = ParcelRule(rate=0.335)
ICMS = 0.17 / 0.83  # 17 % reckoned inside the price
BRAZIL = ParcelRule(threshold=50, low_rate=0.2, rate=0.6, deduction=20, vat=ICMS)
INDIA = ParcelRule(rate=0.2, vat=0.18)


@pytest.mark.parametrize(
    ("value", "weight", "charge"),
    [(450, 2, 37.5), (300, 31, 15), (200, 35, 8), (200, 31, 0), (200.01, 31, 0.0015), (200, 31.5, 1), (210, 40, 18)],
)
def test_old_eaeu_rule(value, weight, charge):
    """15 % of the excess over 200 EUR, at least 2 EUR for each kg over 31 (EEC Council decision 107 of 2017)."""
    assert parcel_charge(value, weight, OLD_EAEU) == pytest.approx(charge)


@pytest.mark.parametrize(
    ("value", "weight", "charge"),
    [(300, 2, 15 + 50.4), (300, 62, 62 + 0.16 * 362), (200, 2, 32), (201, 2, 10.05 + 0.16 * 211.05)],
)
def test_new_eaeu_rule(value, weight, charge):
    """5 % of the full value, at least 1 EUR a kg, and 16 % VAT (Kazakhstan): 300 EUR cost 365.40."""
    assert parcel_charge(value, weight, NEW_EAEU) == pytest.approx(charge)


def test_heavy_goods_favour_ordinary_import():
    """A 62-kg washing machine worth 210.8: 62 of duty as a parcel, 21.08 as ordinary import at 10 %."""
    assert parcel_charge(210.8, 62, ParcelRule(threshold=200, rate=0.05, minimum_per_kg=1)) == 62


def test_mexico_and_india():
    """Mexico: 33.5 % of 500 is 167.50. India by courier: 20 % and 18 % on 1.20, 41.6 %."""
    assert parcel_charge(500, 1, MEXICO) == pytest.approx(167.5)
    assert parcel_charge(100, 1, INDIA) == pytest.approx(41.6)


def test_brazil():
    """Remessa Conforme: 20 % up to US$50, then 60 % less 20; ICMS inside: (50 + 10) / 0.83, (100 + 40) / 0.83."""
    for value, total in ((50, 60 / 0.83), (100, 140 / 0.83)):
        assert value + parcel_charge(value, 1, BRAZIL) == pytest.approx(total)


@pytest.mark.parametrize(
    ("price", "weight", "invoice"),
    [
        (200, 10, 200),  # at the threshold: free
        (200 + 1e-6, 10, 200 + 1e-6 / 1.15),  # just above it: 15 % of the excess
        (487.5, 2, 450),
        (208, 35, 200),  # heavy: 8 EUR at least
        (5, 35, 0),  # the duty alone is more
    ],
)
def test_invoice_under_the_old_rule(price, weight, invoice):
    assert seller_invoice(price, weight, OLD_EAEU) == pytest.approx(invoice, abs=1e-9)


def test_invoice_stops_at_a_jump():
    """New rule, 10 kg: 200 costs 232 in all; a cent more costs (200.01 + 10.0005) * 1.16 = 243.61. Prices
    between leave the invoice at 200, from then on it grows by 1 / (1.05 * 1.16)."""
    jump = 200 * 1.05 * 1.16
    assert seller_invoice([232, 240, jump, jump + 1.218], 10, NEW_EAEU) == pytest.approx([200, 200, 200, 201])


def test_vat_threshold():
    """VAT of 20 % only above 150: up to 150 the invoice is the price, up to 180 it stays, then it is price / 1.2."""
    rule = ParcelRule(threshold=1000, vat=0.2, vat_threshold=150)
    assert seller_invoice([149, 150, 180, 186], 1, rule) == pytest.approx([149, 150, 150, 155])
    assert parcel_charge([150, 150.01], 1, rule) == pytest.approx([0, 30.002])


money = st.floats(0, 1000)
share = st.floats(0, 1)
rules = st.builds(
    ParcelRule, threshold=money, weight_threshold=st.one_of(st.just(np.inf), st.floats(0, 50)), low_rate=share,
    rate=share, minimum_per_kg=st.floats(0, 10), deduction=st.floats(0, 50), excess=st.booleans(), vat=share,
    vat_threshold=money,
)  # fmt: skip


@given(rule=rules, price=st.floats(0, 3000), weight=st.floats(0.1, 60))
@example(rule=BRAZIL, price=60 / 0.83, weight=1.0)
@example(rule=NEW_EAEU, price=232.0, weight=1.0)
@example(rule=OLD_EAEU, price=200.0, weight=31.0)
def test_invoice_and_charge_make_the_price(rule, price, weight):
    """V + charge(V) = P, unless V stands on a threshold (or at 0) and any more would pass P."""
    value = float(seller_invoice(price, weight, rule))
    total = value + float(parcel_charge(value, weight, rule))
    close = pytest.approx(price, rel=1e-9, abs=1e-6)
    if value == 0:
        assert 1e-6 + float(parcel_charge(1e-6, weight, rule)) >= price - 1e-5 or total == close
    elif value in (rule.threshold, rule.vat_threshold):
        beyond = value * (1 + 1e-9) + 1e-9
        assert total <= price + 1e-6
        assert beyond + float(parcel_charge(beyond, weight, rule)) >= price - 1e-5
    else:
        assert total == close


@given(rule=rules, price=st.floats(0, 3000), weight=st.floats(0.1, 60), scale=st.floats(0, 1))
def test_no_larger_invoice_fits(rule, price, weight, scale):
    """Any invoice clearly above the one found costs the buyer more than the price."""
    value = float(seller_invoice(price, weight, rule))
    larger = value + 1e-3 + scale * 3000
    assert larger + float(parcel_charge(larger, weight, rule)) > price


def test_arrays_broadcast_row_by_row():
    """One rule for each row of a table: the same as each alone."""
    both = ParcelRule(threshold=[200, 50], weight_threshold=[31, np.inf], low_rate=[0, 0.2], rate=[0.15, 0.6],
                      minimum_per_kg=[2, 0], deduction=[0, 20], excess=[True, False], vat=[0, ICMS])  # fmt: skip
    alone = [float(seller_invoice(400, 20, rule)) for rule in (OLD_EAEU, BRAZIL)]
    assert seller_invoice([400, 400], [20, 20], both) == pytest.approx(alone)


def test_the_rule_of_the_quarter_holds_at_border_sites_and_for_parcels():
    """15 % of the excess over 1000: V = (2440 + 150) / 1.15. From 2027Q2 5 % of all and 22 % VAT: 2440 / 1.281."""
    made = tables()
    made["customs_areas"][0] = {
        "customs_area": "U", "vat": 0.22, "parcel_threshold": 10, "parcel_rate": 0.15, "parcel_basis": "excess",
        "parcel_weight_threshold": 31, "parcel_minimum_per_kg": 0.02, "currency": "E",
    }  # fmt: skip
    made["customs_areas"].append(
        {"customs_area": "U", "from_quarter": "2027Q2", "vat": 0.22, "parcel_rate": 0.05, "parcel_vat": 0.22}
    )
    for quarter, invoice in (("2027Q1", 2590 / 1.15), ("2027Q2", 2440 / 1.281)):
        found = computed(made, quiet(quarter))
        charges = pytest.approx(-0.9 * (2440 - invoice))
        assert row(found.lanes, site="Edge")["parcel_charges"] == charges
        assert row(found.parcels)["parcel_charges"] == charges
