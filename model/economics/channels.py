"""The four channels' ledgers: what one unit sold earns and costs, each tax once.

P is the buyer's price, r the return rate. A unit that comes back brings no money, so sales, the taxes on them and
commission are those of the share 1 - r. The chains start from P:

* duty-paid with recovery: P / (1 + VAT); import VAT is only financed until refunded;
* duty-paid without (the bundle pays no tax): P / (1 + VAT), and import VAT is a cost;
* bonded or border: P less what the parcel rule of the buyer's customs area charges; nothing on arrival;
* parcel: the same, without a warehouse.

A warehouse sale is a lane (what depends on the zone) plus an option (what depends on operator and bundle). Lines
are in plan currency a unit, revenue positive, costs negative; `margin` is their sum.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from inputs.case import Case, Settings
from model.economics.dated import in_force
from model.economics.delivery import delivery_cost, keep, routes
from model.economics.landed import DAYS_A_YEAR
from model.economics.money import in_plan_currency
from model.economics.parcel_rule import RULE_MONEY, ParcelRule, seller_invoice
from model.state import OPTION_KEY, State

LANE_LINES = ("sales", "output_vat", "parcel_charges", "delivery", "return_delivery")
OPTION_LINES = (
    *("goods", "inbound_freight", "duty", "levies", "declaration_fees", "import_vat"),
    *("commission", "handling", "storage", "service", "capital", "returned_goods"),
)
PARCEL_LINES = (
    *("sales", "parcel_charges", "goods", "delivery", "return_delivery"),
    *("commission", "capital", "returned_goods"),
)
QUARTERS_A_YEAR = 4


def taxed_prices(case: Case, rates: pd.Series[float], skus: pd.DataFrame, state: State) -> pd.DataFrame:
    """What taxes leave of each SKU's price in each customs area, plan currency a unit.

    Columns sku, customs_area, output_vat (in the price of a duty-paid sale: P * VAT / (1 + VAT)), parcel_charges (on
    a sale by parcel: P less the seller's invoice). `skus` as `money.goods` gives them.
    """
    areas = in_force(case.customs_areas, ["customs_area"], state.quarter)
    areas = in_plan_currency(areas, RULE_MONEY, rates)
    taxed = skus[["sku", "price", "weight_kg"]].merge(areas, how="cross")
    invoice = seller_invoice(taxed["price"], taxed["weight_kg"], ParcelRule.of(taxed))
    taxed["output_vat"] = taxed["price"] * taxed["vat"] / (1 + taxed["vat"])
    taxed["parcel_charges"] = taxed["price"] - invoice
    return taxed[["sku", "customs_area", "output_vat", "parcel_charges"]]


def lane_ledger(
    case: Case, rates: pd.Series[float], skus: pd.DataFrame, taxed: pd.DataFrame, sites: Sequence[str]
) -> pd.DataFrame:
    """One row for each SKU and lane from `sites`: keys, days, keep, LANE_LINES, margin.

    Rows in the order of skus, sites, zones. A sale from a duty_paid site bears output VAT, from a bonded or border
    site the parcel charges of the zone's customs area. Returned units cost the delivery again,
    return_freight_factor times. `taxed` as `taxed_prices` gives it.
    """
    open_routes = routes(case, rates)
    return _lane_ledger(case, taxed, skus.merge(open_routes[open_routes["site"].isin(sites)], how="cross"))


def ledger_of_lanes(
    case: Case, rates: pd.Series[float], skus: pd.DataFrame, taxed: pd.DataFrame, lanes: pd.DataFrame
) -> pd.DataFrame:
    """As `lane_ledger`, for the lanes named (sku, site, zone) alone, in their order."""
    keys = {"sku": skus["sku"].dtype, "site": case.sites["site"].dtype, "zone": case.zones["zone"].dtype}
    named = lanes[[*keys]].astype(keys).merge(skus, on="sku").merge(routes(case, rates), on=["site", "zone"])
    return _lane_ledger(case, taxed, named)


def _lane_ledger(case: Case, taxed: pd.DataFrame, lanes: pd.DataFrame) -> pd.DataFrame:
    lanes = _with_taxes(lanes, taxed)
    sold, cleared = 1 - lanes["return_rate"], lanes["regime"] == "duty_paid"
    out = delivery_cost(lanes)
    ledger = lanes.assign(
        keep=keep(lanes["days"], case.settings),
        sales=sold * lanes["price"],
        output_vat=-(sold * lanes["output_vat"]).where(cleared, 0.0),
        parcel_charges=-(sold * lanes["parcel_charges"]).where(~cleared, 0.0),
        delivery=-out,
        return_delivery=-lanes["return_rate"] * case.settings.return_freight_factor * out,
    )
    return _closed(ledger, ["sku", "site", "zone", "days", "keep"], LANE_LINES)


def option_ledger(
    case: Case, rates: pd.Series[float], skus: pd.DataFrame, options: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """One row for each SKU and option at a site that goods can reach, in the order of skus, then options.

    Columns: keys, corridor, days, OPTION_LINES, margin, volume_held (m3), value_held (plan currency); the last two
    are the peak stock for each unit a quarter: peak_factor * 4 / turns times volume or plan value. `sources` is
    `landed.landed_costs` of the state with the plan value of stock in column value.
    """
    offers = in_plan_currency(options, ["handling_cost", "storage_cost"], rates)
    offers = in_plan_currency(offers, ["bundle_unit_cost"], rates, "bundle_currency")
    needed = ["site", "operator", "bundle", "commission", "payment_days", "tax"]
    needed += ["handling_cost", "storage_cost", "bundle_unit_cost"]
    items = skus.drop(columns="unit_cost").merge(offers[needed], how="cross")
    items = items.merge(sources, on=["sku", "site"])
    sold, returned, settings = 1 - items["return_rate"], items["return_rate"], case.settings
    recovered = items["import_vat"].where(items["tax"].astype(bool), 0.0)
    unrecovered = items["import_vat"] - recovered
    landed = items["landed"] + unrecovered
    stock = QUARTERS_A_YEAR / items["stock_turns"]
    ledger = items.assign(
        goods=-items["unit_cost"],
        inbound_freight=-items["freight"],
        duty=-items["duty"],
        levies=-items["levies"],
        declaration_fees=-items["fee"],
        import_vat=-unrecovered,
        commission=-sold * items["commission"] * items["price"],
        handling=-items["handling_cost"] * (1 + returned * settings.return_handling_factor),
        storage=-items["storage_cost"] * items["volume_m3"] * stock,
        service=-items["bundle_unit_cost"],
        capital=-_capital_of_stock(items, landed, recovered, settings),
        returned_goods=returned * (1 - settings.return_value_lost) * landed,
        volume_held=items["volume_m3"] * settings.peak_factor * stock,
        value_held=items["value"] * settings.peak_factor * stock,
    )
    keys = ["sku", *OPTION_KEY, "origin", "corridor", "days"]
    return _closed(ledger, keys, OPTION_LINES, ["volume_held", "value_held"])


def parcel_ledger(case: Case, rates: pd.Series[float], skus: pd.DataFrame, taxed: pd.DataFrame) -> pd.DataFrame:
    """One row for each SKU that a carrier takes to a zone: keys, days, keep, PARCEL_LINES, margin.

    Rows in the order of skus, carriers, zones. Left out: parcels beyond the carrier's max_weight, max_side or
    max_value (at the buyer's price), and services slower than longest_days. Charged is the greater of the weight
    and the volume's weight.
    """
    parcels = skus.merge(_services(case, rates), how="cross")
    parcels = _with_taxes(parcels[_carried(parcels)], taxed)
    sold, returned, settings = 1 - parcels["return_rate"], parcels["return_rate"], case.settings
    chargeable = parcels["weight_kg"].clip(lower=parcels["volume_m3"] * parcels["kg_per_m3"])
    out = parcels["order_cost"] + parcels["cost_per_kg"] * chargeable
    unserved = parcels["needs_after_sales"].astype(bool) * settings.parcel_after_sales_loss
    payment = sold * parcels["price"] * parcels["payment_days"]
    ledger = parcels.assign(
        keep=keep(parcels["days"], settings) * (1 - unserved),
        sales=sold * parcels["price"],
        parcel_charges=-sold * parcels["parcel_charges"],
        goods=-parcels["unit_cost"],
        delivery=-out,
        return_delivery=-returned * settings.return_freight_factor * out,
        commission=-sold * parcels["commission"] * parcels["price"],
        capital=-settings.capital_cost * (parcels["unit_cost"] * parcels["days"] + payment) / DAYS_A_YEAR,
        returned_goods=returned * (1 - settings.parcel_return_value_lost) * parcels["unit_cost"],
    )
    return _closed(ledger, ["sku", "carrier", "zone", "days", "keep"], PARCEL_LINES)


def _capital_of_stock(
    items: pd.DataFrame, landed: pd.Series[float], recovered: pd.Series[float], settings: Settings
) -> pd.Series[float]:
    """Capital cost of a unit through a warehouse: in transit, in stock, VAT until refunded, sale until paid."""
    transit = items["tied_in_transit"] * items["days"] / DAYS_A_YEAR
    stock = landed / items["stock_turns"]
    refund = recovered * settings.vat_refund_days / DAYS_A_YEAR
    payment = (1 - items["return_rate"]) * items["price"] * items["payment_days"] / DAYS_A_YEAR
    return settings.capital_cost * (transit + stock + refund + payment)


def _services(case: Case, rates: pd.Series[float]) -> pd.DataFrame:
    """Parcel services within longest_days, one row for each carrier and zone, in order of carriers, then zones."""
    lanes = in_plan_currency(case.parcel_lanes, ["order_cost", "cost_per_kg", "max_value"], rates)
    quick = lanes[lanes["days"] <= case.settings.longest_days]
    order = lanes[["carrier"]].drop_duplicates().merge(case.zones[["zone", "customs_area"]], how="cross")
    return order.merge(quick, on=["carrier", "zone"])


def _carried(parcels: pd.DataFrame) -> pd.Series[bool]:
    """Whether the carrier takes the parcel: each limit includes its own value, blank is no limit."""
    carried = pd.Series(True, index=parcels.index)
    for limit, figure in (("max_weight", "weight_kg"), ("max_side", "longest_side_cm"), ("max_value", "price")):
        carried &= parcels[figure] <= parcels[limit].astype(float).fillna(float("inf"))
    return carried


def _with_taxes(sales: pd.DataFrame, taxed: pd.DataFrame) -> pd.DataFrame:
    """`sales` with output_vat and parcel_charges of the buyer's customs area; 0 where it has no rule in force."""
    joined = sales.merge(taxed, on=["sku", "customs_area"], how="left")
    taxes = ["output_vat", "parcel_charges"]
    return joined.assign(**{name: joined[name].fillna(0.0) for name in taxes})


def _closed(ledger: pd.DataFrame, keys: list[str], lines: tuple[str, ...], more: Sequence[str] = ()) -> pd.DataFrame:
    """The keys, the ledger's lines and their sum."""
    closed = ledger.assign(margin=ledger[list(lines)].sum(axis=1))
    return closed[[*keys, *lines, "margin", *more]].reset_index(drop=True)
