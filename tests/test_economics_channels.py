"""The four channels by hand, each tax once; who may serve whom; parcels that no carrier takes."""

import pytest
from economics_cases import computed, quiet, row, tables

from inputs.assembling import case_from_tables
from model.economics import LANE_LINES, OPTION_LINES, PARCEL_LINES, demand, state_tables
from model.network import options_table


def lines(found, names):
    return {name: found[name] for name in (*names, "margin")}


def test_duty_paid_lane_by_hand():
    """Sold share 0.9. Sales 0.9*2440 = 2196. Output VAT 0.9*2440*0.22/1.22 = 396. Delivery 50 + max(2*20, 300*0.1) =
    90; a tenth comes back at the same freight: 9. Margin 2196 - 396 - 90 - 9 = 1701."""
    lane = row(computed().lanes, site="Hub")
    assert lines(lane, LANE_LINES) == pytest.approx(
        {"sales": 2196, "output_vat": -396, "parcel_charges": 0, "delivery": -90, "return_delivery": -9, "margin": 1701}
    )
    assert (lane["days"], lane["keep"]) == (3, 1)


def test_duty_paid_option_with_recovery_by_hand():
    """Freight 66000 * max(0.1/66, 20/26000) = 100; CV 1100; duty 110; levy 20; a declaration of 660 units is worth
    726,000, fee 6600, 10 a unit; landed 1240; import VAT 0.22*1210 = 266.2, recovered. Commission 0.1*2196 = 219.6;
    handling 40*(1 + 0.1*1.5) = 46; storage 200*0.1*4/4 = 20; service 15. Capital at 0.001 a day: transit 1100*20 d =
    22; stock 0.365*1240/4 = 113.15; refund 266.2*90 d = 23.958; payment 2196*30 d = 65.88. Back: 0.1*0.7*1240 =
    86.8. Held at peak: 0.1*1.5 m3 and 1240*1.5."""
    option = row(computed().options, site="Hub", bundle="full")
    assert lines(option, OPTION_LINES) == pytest.approx(
        {
            "goods": -1000, "inbound_freight": -100, "duty": -110, "levies": -20, "declaration_fees": -10,
            "import_vat": 0, "commission": -219.6, "handling": -46, "storage": -20, "service": -15,
            "capital": -(22 + 113.15 + 23.958 + 65.88), "returned_goods": 86.8, "margin": -1678.788,
        }
    )  # fmt: skip
    assert (option["corridor"], option["days"]) == ("rail", 20)
    assert (option["volume_held"], option["value_held"]) == pytest.approx((0.15, 1860))


def test_duty_paid_option_without_recovery_by_hand():
    """As above, but import VAT 266.2 is a cost: landed 1506.2; capital 22 + 0.365*1506.2/4 + 65.88 = 225.32075; back
    0.07*1506.2 = 105.434. The stock's plan value stays 1240, so that bundles do not change the ceiling."""
    option = row(computed().options, site="Hub", bundle="store")
    assert option["import_vat"] == pytest.approx(-266.2)
    assert option["service"] == 0
    assert option["capital"] == pytest.approx(-225.32075)
    assert option["returned_goods"] == pytest.approx(105.434)
    assert option["margin"] == pytest.approx(-1240 - 266.2 - 219.6 - 46 - 20 - 225.32075 + 105.434)
    assert option["value_held"] == pytest.approx(1860)


@pytest.mark.parametrize("site", ["Bond", "Edge"])
def test_bonded_and_border_by_hand(site):
    """The buyer pays 2440 in all: V + duty max(5 % V, 10*20 kg = 200), 22 % VAT on both: V = 2440/1.22 - 200 = 1800,
    charges 640, on the sold share 576. No duty, levy, fee or VAT on arrival: landed 1100; capital 22 + 0.365*1100/4 +
    65.88 = 188.255; back 0.07*1100 = 77."""
    found = computed()
    lane = row(found.lanes, site=site)
    assert (lane["output_vat"], lane["parcel_charges"]) == pytest.approx((0, -576))
    assert lane["margin"] == pytest.approx(2196 - 576 - 90 - 9)
    option = row(found.options, site=site, bundle="full")
    assert lines(option, OPTION_LINES) == pytest.approx(
        {
            "goods": -1000, "inbound_freight": -100, "duty": 0, "levies": 0, "declaration_fees": 0, "import_vat": 0,
            "commission": -219.6, "handling": -46, "storage": -20, "service": -15, "capital": -188.255,
            "returned_goods": 77, "margin": -1511.855,
        }
    )  # fmt: skip


def test_parcel_by_hand():
    """Charges as for the border site: 576. Chargeable weight max(20, 0.1*250) = 25 kg: 30 + 250 = 280, back 28.
    Commission 0.05*2196 = 109.8. Capital: 1000*15 d + 2196*10 d at 0.001 = 36.96. Returned goods are lost. Kept at 15
    days: 1 - 0.02*12 = 0.76."""
    parcel = row(computed().parcels, carrier="Post")
    assert lines(parcel, PARCEL_LINES) == pytest.approx(
        {
            "sales": 2196, "parcel_charges": -576, "goods": -1000, "delivery": -280, "return_delivery": -28,
            "commission": -109.8, "capital": -36.96, "returned_goods": 0, "margin": 165.24,
        }
    )  # fmt: skip
    assert (parcel["days"], parcel["keep"]) == pytest.approx((15, 0.76))


def test_part_of_a_returned_parcel_can_be_saved():
    """Half of the goods' cost lost: 0.1*0.5*1000 = 50 come back."""
    made = tables()
    made["settings"]["parcel_return_value_lost"] = 0.5
    assert row(computed(made).parcels)["returned_goods"] == pytest.approx(50)


def test_each_vat_once():
    """With recovery the state keeps VAT on the sale alone; without, VAT on the import besides, never as duty."""
    found = computed()
    for bundle, import_vat in (("full", 0), ("store", -0.22 * 1210)):
        option = row(found.options, site="Hub", bundle=bundle)
        assert row(found.lanes, site="Hub")["output_vat"] + option["import_vat"] == pytest.approx(-396 + import_vat)
    for site in ("Bond", "Edge"):
        assert row(found.options, site=site, bundle="store")["import_vat"] == 0


def test_golden_light_parcel_beats_the_warehouse():
    """A 1-kg jacket to Moscow (published comparison of an overseas warehouse with the post): China inland 0.30, rail 1,
    duty and tax 6.34, broker 1, last mile 6, inspection 800 for 800 pieces: 15.64; by post 14: direct wins by 1.64."""
    made = tables()
    made["settings"] |= {"capital_cost": 0, "containers_per_declaration": 1}
    made["skus"][0] |= {"weight_kg": 1, "volume_m3": 0.0825, "return_rate": 0, "unit_cost": 30, "price": 61}
    made["operators"][0]["commission"] = 0
    made["bundles"][1]["unit_cost"] = 1
    made["site_options"][0] |= {"handling_cost": 0, "storage_cost": 0}
    made["inbound_lanes"][0]["container_cost"] = 800 * 1.3
    made["duties"][0]["ad_valorem"] = 0
    made["levies"] = [{"duty_class": "d", "customs_area": "U", "per_unit": 6.34}]
    made["declaration_fees"] = [{"customs_area": "U", "fee": 800}]
    made["outbound_lanes"][0] |= {"order_cost": 6, "cost_per_kg": 0, "cost_per_m3": 0}
    made["parcel_lanes"][0] |= {"order_cost": 14, "cost_per_kg": 0, "commission": 0}
    made["customs_areas"][0] = {"customs_area": "U", "vat": 0, "parcel_threshold": 1000}
    found = computed(made)
    warehouse = row(found.lanes, site="Hub")["margin"] + row(found.options, site="Hub", bundle="full")["margin"]
    parcel = row(found.parcels)["margin"]
    assert 61 - 30 - warehouse == pytest.approx(15.64)
    assert parcel - warehouse == pytest.approx(1.64)


def test_parcel_freight_golden():
    """Yandex Market cross-border: 920 RUB a kg and 220 a parcel; 4.5 kg cost 4360."""
    made = tables()
    made["skus"][0]["weight_kg"] = 4.5
    made["parcel_lanes"][0] |= {"order_cost": 220, "cost_per_kg": 920, "kg_per_m3": 0}
    assert row(computed(made).parcels)["delivery"] == pytest.approx(-4360)


@pytest.mark.parametrize(
    ("limit", "value", "taken"),
    [
        ("max_weight", 20, True),
        ("max_weight", 19.9, False),
        ("max_side", 100, True),
        ("max_side", 99, False),
        ("max_value", 2440, True),
        ("max_value", 2439, False),
        ("days", 30, True),
        ("days", 31, False),
    ],
)
def test_parcels_beyond_a_limit_do_not_exist(limit, value, taken):
    made = tables()
    made["parcel_lanes"][0][limit] = value
    assert len(computed(made).parcels) == taken


def test_value_limit_stands_in_its_own_currency():
    """24.4 E of 100 R are 2440 R, exactly the price; at 99 R the parcel is too dear for the carrier."""
    made = tables()
    made["parcel_lanes"][0] |= {"max_value": 24.4, "currency": "E"}
    assert len(computed(made).parcels) == 1
    assert computed(made, quiet(currencies=(("E", 0.99),))).parcels.empty


def test_parcels_lose_buyers_who_need_after_sales():
    made = tables()
    made["skus"][0]["needs_after_sales"] = True
    made["bundles"][1]["after_sales"] = True
    assert row(computed(made).parcels)["keep"] == pytest.approx(0.76 * 0.7)
    assert row(computed(made).lanes, site="Hub")["keep"] == 1


def test_a_carrier_serves_all_zones_but_those_with_rows_of_their_own():
    made = tables()
    made["zones"].append({"zone": "Y", "country": "Land", "customs_area": "U"})
    made["parcel_lanes"] = [
        {"carrier": "Post", "zone": "all", "order_cost": 14, "days": 9},
        {"carrier": "Post", "zone": "Z", "order_cost": 30, "days": 5},
        {"carrier": "Air", "zone": "Y", "order_cost": 99, "days": 2},
    ]
    found = computed(made).parcels
    assert list(zip(found["carrier"], found["zone"], found["delivery"], strict=True)) == [
        ("Post", "Z", -30),
        ("Post", "Y", -14),
        ("Air", "Y", -99),
    ]


def test_rows_follow_the_order_of_the_sheets():
    made = tables()
    made["skus"].insert(0, made["skus"][0] | {"sku": "Zulu"})
    made["zones"].insert(0, {"zone": "Y", "country": "Land", "customs_area": "U"})
    made["outbound_lanes"] += [lane | {"zone": "Y"} for lane in made["outbound_lanes"]]
    made["outbound_lanes"].reverse()
    made["inbound_lanes"].reverse()
    found = computed(made)
    expected = [(k, s, z) for k in ("Zulu", "K") for s in ("Hub", "Bond", "Edge") for z in ("Y", "Z")]
    assert list(found.lanes[["sku", "site", "zone"]].itertuples(index=False, name=None)) == expected
    options = [(k, s, b) for k in ("Zulu", "K") for s in ("Hub", "Bond", "Edge") for b in ("store", "full")]
    assert list(found.options[["sku", "site", "bundle"]].itertuples(index=False, name=None)) == options


def test_only_sites_on_offer_have_lanes():
    case = case_from_tables(tables())
    options = options_table(case)
    found = state_tables(case, options[options["site"] == "Bond"], quiet())
    assert found.lanes["site"].tolist() == ["Bond"]
    assert set(found.options["site"]) == {"Bond"}


def test_money_of_every_sheet_follows_its_currency():
    """The same market with everything but the SKU's price in E of 100 R gives the same lines; E at 110 R then makes
    every cost a tenth dearer."""
    base, made = computed(), tables()
    money = {
        "site_options": ("handling_cost", "storage_cost"), "inbound_lanes": ("container_cost",),
        "outbound_lanes": ("order_cost", "cost_per_kg", "cost_per_m3"), "parcel_lanes": ("order_cost", "cost_per_kg"),
        "levies": ("per_kg",), "declaration_fees": ("value_up_to", "fee"), "bundles": ("unit_cost",),
        "customs_areas": ("parcel_threshold", "parcel_minimum_per_kg"),
    }  # fmt: skip
    for sheet, columns in money.items():
        for entry in made[sheet]:
            entry["currency"] = "E"
            for column in columns:
                if entry.get(column) is not None:
                    entry[column] /= 100
    same = computed(made)
    for name in ("lanes", "options", "parcels"):
        assert getattr(same, name)["margin"].tolist() == pytest.approx(getattr(base, name)["margin"].tolist())
    dearer = computed(made, quiet(currencies=(("E", 1.1),)))
    assert row(dearer.options, site="Hub", bundle="full")["inbound_freight"] == pytest.approx(-110)
    assert row(dearer.options, site="Hub", bundle="full")["service"] == pytest.approx(-16.5)
    assert row(dearer.lanes, site="Hub")["delivery"] == pytest.approx(-99)
    assert row(dearer.lanes, site="Edge")["parcel_charges"] == pytest.approx(-0.9 * (440 + 220))
    assert row(dearer.parcels)["delivery"] == pytest.approx(-308)


def test_demand_of_the_period_under_events():
    """10 units; all 0.5, category large 2, another zone 9, sku 1.1: 10 * 0.5 * 2 * 1.1 = 11; factor 0 leaves no row."""
    case = case_from_tables(tables())
    events = (("all", 0.5), ("category:large", 2.0), ("sku:K", 1.1), ("zone:Elsewhere", 9.0))
    found = demand(case, quiet(demand=events))
    assert found.to_dict("records") == [{"sku": "K", "zone": "Z", "units": pytest.approx(11)}]
    assert demand(case, quiet(demand=(("country:Land", 0.0),))).empty
