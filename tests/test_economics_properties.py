"""What holds for any figures: dearer never pays better, ledgers add up, and inputs stay as they were."""

import pytest
from economics_cases import margins, quiet, tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inputs.assembling import case_from_tables
from model.economics import LANE_LINES, OPTION_LINES, PARCEL_LINES

BASE = case_from_tables(tables())
DEARER = [
    ("duties", "ad_valorem"),
    ("duties", "minimum_per_kg"),
    ("duties", "minimum_per_unit"),
    ("duties", "plus_per_kg"),
    ("duties", "plus_per_unit"),
    ("levies", "per_kg"),
    ("levies", "per_unit"),
    ("declaration_fees", "fee"),
    ("inbound_lanes", "container_cost"),
    ("inbound_lanes", "days"),
    ("site_options", "storage_cost"),
    ("site_options", "handling_cost"),
    ("bundles", "unit_cost"),
    ("operators", "commission"),
    ("operators", "payment_days"),
    ("outbound_lanes", "order_cost"),
    ("outbound_lanes", "cost_per_kg"),
    ("customs_areas", "parcel_rate"),
    ("customs_areas", "parcel_minimum_per_kg"),
    ("customs_areas", "parcel_vat"),
    ("parcel_lanes", "cost_per_kg"),
    ("parcel_lanes", "days"),
]
quick = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def all_margins(case):
    found = margins(case)
    return [found.lanes["margin"], found.options["margin"], found.parcels["margin"]]


BASE_MARGINS = all_margins(BASE)


@pytest.mark.parametrize(("sheet", "column"), DEARER)
def test_dearer_never_raises_a_margin_and_lowers_some(sheet, column):
    """Every cost figure reaches the ledger, with the right sign."""
    table = getattr(BASE, sheet)
    rise = (
        0.01 if table[column].max() < 1 and column in ("ad_valorem", "commission", "parcel_rate", "parcel_vat") else 9
    )
    if column == "parcel_rate":
        rise = 0.5  # past the minimum a kg
    if column == "minimum_per_unit":
        rise = 500
    dearer = BASE.with_tables(**{sheet: table.assign(**{column: table[column] + rise})})
    changes = [after - before for before, after in zip(BASE_MARGINS, all_margins(dearer), strict=True)]
    assert all((change <= 1e-9).all() for change in changes)
    assert any((change < -1e-9).any() for change in changes)


@quick
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.9), st.floats(0, 500), st.floats(1, 3))
def test_more_duty_and_freight_never_raise_a_margin(low, high, returns, rent, freight):
    """Even where much comes back, what is saved of the returned goods never outweighs their cost."""
    skus, duties, lanes = BASE.skus.assign(return_rate=returns), BASE.duties, BASE.inbound_lanes
    cheap = BASE.with_tables(skus=skus, duties=duties.assign(ad_valorem=min(low, high)))
    dear = cheap.with_tables(
        duties=duties.assign(ad_valorem=max(low, high)),
        inbound_lanes=lanes.assign(container_cost=lanes["container_cost"] * freight),
        site_options=BASE.site_options.assign(storage_cost=BASE.site_options["storage_cost"] + rent),
    )
    for before, after in zip(all_margins(cheap), all_margins(dear), strict=True):
        assert (after <= before + 1e-9).all()


@quick
@given(
    price=st.floats(1, 1e5), cost=st.floats(0, 1e5), weight=st.floats(0.1, 30), returns=st.floats(0, 0.95),
    turns=st.floats(0.5, 50), rate=st.floats(0.5, 2),
)  # fmt: skip
def test_ledgers_add_up_and_buyers_are_shares(price, cost, weight, returns, turns, rate):
    skus = BASE.skus.assign(price=price, unit_cost=cost, weight_kg=weight, return_rate=returns, stock_turns=turns)
    found = margins(BASE.with_tables(skus=skus), quiet(currencies=(("R", rate),)))
    ledgers = ((found.lanes, LANE_LINES), (found.options, OPTION_LINES), (found.parcels, PARCEL_LINES))
    for table, lines in ledgers:
        assert not table.isna().any(axis=None)
        added = sum(table[line] for line in lines)
        assert table["margin"].tolist() == pytest.approx(added.tolist(), rel=1e-9, abs=1e-6)
        revenue = {"sales", "returned_goods"}
        assert all((table[line] <= 0).all() for line in lines if line not in revenue)
        assert all((table[line] >= 0).all() for line in lines if line in revenue)
    for table in (found.lanes, found.parcels):
        assert ((table["keep"] > 0) & (table["keep"] <= 1)).all()
        assert (-table["parcel_charges"] <= table["sales"] + 1e-9).all()


def test_the_case_is_left_as_it_was():
    case = case_from_tables(tables())
    before = {
        name: getattr(case, name).copy() for name in ("skus", "inbound_lanes", "duties", "customs_areas", "demand")
    }
    state = quiet(demand=(("all", 2.0),), corridor_days=(("rail", 3.0),), duty_points=(("", "", 0.1),))
    margins(case, state)
    for name, table in before.items():
        assert getattr(case, name).equals(table)
