"""What must hold of periods, currencies, SKUs and demand."""

from __future__ import annotations

from collections.abc import Iterator

from inputs import quarters
from inputs.draft import Check, Draft
from inputs.layout import spellings
from inputs.problems import Problem
from inputs.sheets_goods import DEMAND
from inputs.spelling import fold

ROUNDING = 1.01  # a package measured to the centimetre may look a little larger than its longest side allows


def periods_told(draft: Draft) -> Iterator[Problem]:
    """E401."""
    if not len(draft["periods"]) and not draft["periods"].cut:
        fix = "fill in the periods sheet, or the setting first_quarter for four quarters and two years"
        yield Problem("E401", "periods", "", "", "", "the plan's periods are not known", fix=fix)


def periods_consecutive(draft: Draft) -> Iterator[Problem]:
    """E402: each period starts in the quarter after the one before it ends.

    After a wrong one, the next may fit what was typed or what was due: either way it is not wrong too.
    """
    periods = draft["periods"]
    if not periods.sure("first_quarter", "quarters"):
        return
    due, other = None, None
    for i, entry in periods.entries("first_quarter", "quarters"):
        begin = quarters.count(entry.first_quarter)
        meant = begin
        if due is not None and begin not in (due, other):
            meant = due
            what = "leaves a gap after" if begin > due else "overlaps or precedes"
            allowed = quarters.text(due)
            message = f"it {what} the period in row {periods.rows[i - 1]}"
            yield periods.problem("E402", i, "first_quarter", message, allowed=allowed, fix=f"type {allowed}")
        due, other = begin + entry.quarters, meant + entry.quarters


def period_names_free(draft: Draft) -> Iterator[Problem]:
    """E403."""
    taken = spellings(DEMAND)
    periods = draft["periods"]
    for i, entry in periods.entries("period"):
        if fold(entry.period) in taken:
            message = "a column of the demand sheet is called so"
            yield periods.problem("E403", i, "period", message, fix="give the period another name")


def plan_currency_at_one(draft: Draft) -> Iterator[Problem]:
    """E404."""
    currencies = draft["currencies"]
    for i, entry in currencies.entries("currency", "rate"):
        if entry.currency == draft.currency and entry.rate != 1:
            message = f"{draft.currency} is the plan's currency"
            yield currencies.problem("E404", i, "rate", message, allowed="1", fix="type 1, or remove the row")


def prices_sensible(draft: Draft) -> Iterator[Problem]:
    """E405, W406: a price above zero and, at the rates given, above the purchase cost."""
    rates = {entry.currency: entry.rate for _, entry in draft["currencies"].entries("currency", "rate")}
    rates[draft.currency] = 1.0
    skus = draft["skus"]
    comparable = set(skus.good("price", "unit_cost", "currency", "price_currency"))
    for i, entry in skus.entries("price"):
        if entry.price <= 0:
            message = "it would be given away"
            yield skus.problem("E405", i, "price", message, allowed="above 0", fix="type what the buyer pays")
            continue
        in_price = rates.get(entry.price_currency or entry.currency)
        in_cost = rates.get(entry.currency)
        if i in comparable and in_price and in_cost and entry.price * in_price < entry.unit_cost * in_cost:
            message = f"it is below the purchase cost of {entry.unit_cost:g} {entry.currency}"
            yield skus.problem("W406", i, "price", message, fix="check both figures and their currencies")


def packages_possible(draft: Draft) -> Iterator[Problem]:
    """W407: no package is larger than the cube of its longest side."""
    skus = draft["skus"]
    for i, entry in skus.entries("volume_m3", "longest_side_cm"):
        if entry.volume_m3 > (entry.longest_side_cm / 100 * ROUNDING) ** 3:
            message = f"a package with a longest side of {entry.longest_side_cm:g} cm is smaller"
            yield skus.problem("W407", i, "volume_m3", message, fix="check m3 against cm")


def demand_given_once(draft: Draft) -> Iterator[Problem]:
    """E408: no SKU and period has both a figure to spread and one for a zone; told once a row to spread."""
    demand = draft["demand"]
    skus, zones, periods = (demand.values[name] for name in ("sku", "zone", "period"))
    if None not in zones:
        return
    by_zone: dict[tuple[object, object], int] = {}
    for i in demand.good("sku", "zone", "period"):
        if zones[i] is not None:
            by_zone.setdefault((skus[i], periods[i]), i)
    told: set[int] = set()
    for i in demand.good("sku", "zone", "period"):
        other = by_zone.get((skus[i], periods[i])) if zones[i] is None else None
        if other is not None and demand.rows[i] not in told:
            told.add(demand.rows[i])
            message = (
                f"{skus[i]} is to be spread over all zones, but row {demand.rows[other]} gives it for {zones[other]}"
            )
            yield demand.problem("E408", i, "zone", message, fix="keep this row or the rows with a zone, not both")


def demand_spreadable(draft: Draft) -> Iterator[Problem]:
    """E409."""
    demand, zones = draft["demand"], draft["zones"]
    if zones.missing or not zones.sure("share") or any(share for share in zones.values["share"]):
        return
    for i in demand.good("zone"):
        if demand.values["zone"][i] is None and demand.values["units"][i]:
            message = "it is to be spread over the zones, but no zone has a share"
            yield demand.problem("E409", i, "units", message, fix="fill in zones.share, or name the zone")
            return


def skus_wanted(draft: Draft) -> Iterator[Problem]:
    """W410."""
    demand, skus = draft["demand"], draft["skus"]
    if demand.missing or "sku" in demand.unsure or "sku" in skus.unsure:
        return
    wanted = {k for k, units in zip(demand.values["sku"], demand.values["units"], strict=True) if units != 0}
    for i, entry in skus.entries("sku"):
        if entry.sku not in wanted:
            yield skus.problem("W410", i, "sku", "nobody asks for it", fix="add it to demand, or remove it")


def periods_wanted(draft: Draft) -> Iterator[Problem]:
    """W411: in every period, somebody asks for something."""
    demand, periods = draft["demand"], draft["periods"]
    if demand.missing or not demand.rows or "period" in demand.unsure | periods.unsure:
        return
    given = {t for t, units in zip(demand.values["period"], demand.values["units"], strict=True) if units != 0}
    taken = spellings(DEMAND)  # such a period cannot head a column, which is told already
    for i, entry in periods.entries("period"):
        if entry.period not in given and fold(entry.period) not in taken:
            fix = "add its demand, as a column of its own or as rows, or fill in its figures"
            yield periods.problem("W411", i, "period", "nothing is asked for in it", fix=fix)


GOODS_CHECKS: tuple[Check, ...] = (
    ("There are periods to plan.", periods_told),
    ("Periods follow one another without gaps.", periods_consecutive),
    ("No period is called like a column of the demand sheet.", period_names_free),
    ("The plan's own currency has the rate 1.", plan_currency_at_one),
    ("Every price is above zero, and normally above the purchase cost.", prices_sensible),
    ("No package is larger than the cube of its longest side.", packages_possible),
    ("Demand for a SKU and period is given for all zones together or zone by zone.", demand_given_once),
    ("Demand for all zones together can be spread by the zones' shares.", demand_spreadable),
    ("Every SKU has some demand.", skus_wanted),
    ("Every period has some demand.", periods_wanted),
)
