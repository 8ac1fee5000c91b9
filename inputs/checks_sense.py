"""What makes little sense in a workbook, though a plan could be made from it: warnings only.

Thresholds are wide on purpose: a warning that fires on sound data is soon read by nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import inf
from statistics import median
from typing import Any

from inputs.draft import Check, Draft
from inputs.geography import great_circle_km
from inputs.problems import Problem

LIGHTEST, HEAVIEST = 10.0, 3000.0  # kg a m3 of packed goods: below foam mattresses, above stacked ceramic tiles
FAMILY_DENSITY = 8.0  # times a family's median density, either way
FAMILY_UNIT = 300.0  # times a family's median weight: kg against grams or tonnes are 1000 apart
LEAST_FAMILY = 3  # SKUs that make a median worth comparing with
DEAREST = 40.0  # times the purchase cost; hundredths of the currency in one of the two are 100 apart
ENOUGH = 0.05  # of the storage that all demand would need
KG_PER_M3 = 167.0  # of dimensional weight: volumetric divisor 6000 cm3 a kg, the parcel carriers' convention
NO_EFFECT = {"duty_points": 0.0, "corridor_extra_days": 0.0}  # of a value; that of factors is 1


def densities_plausible(draft: Draft) -> Iterator[Problem]:
    """W901: weight over volume, by itself and against its family; W902 where another unit would make it sensible."""
    skus = draft["skus"]
    typical = _medians(draft, lambda entry: entry.weight_kg / entry.volume_m3)
    for i, entry in skus.entries():
        density = entry.weight_kg / entry.volume_m3
        usual = typical.get(entry.family)
        slip = _unit_slip(density)
        if slip:
            message = f"with {entry.volume_m3:g} m3 that makes {density:,.3g} kg a m3: this looks like {slip}"
            yield skus.problem("W902", i, "weight_kg", message, fix="type the weight in kg and the volume in m3")
            continue
        if not LIGHTEST <= density <= HEAVIEST:
            message = f"with {entry.volume_m3:g} m3 that makes {density:,.3g} kg a m3"
            allowed = f"{LIGHTEST:g} to {HEAVIEST:g} kg a m3"
        elif usual and not usual / FAMILY_DENSITY <= density <= usual * FAMILY_DENSITY:
            message = f"that makes {density:,.3g} kg a m3; the family {entry.family} has about {usual:,.3g}"
            allowed = f"about {usual / FAMILY_DENSITY:,.3g} to {usual * FAMILY_DENSITY:,.3g} kg a m3"
        else:
            continue
        yield skus.problem("W901", i, "weight_kg", message, allowed=allowed, fix="check kg and m3 of the package")


def _unit_slip(density: float) -> str:
    """Which units would make a density (kg a m3) that no packed goods have one that they do; "" for none."""
    if LIGHTEST <= 1000 * density <= HEAVIEST:
        return "tonnes (or litres of volume)"
    return "grams" if LIGHTEST <= density / 1000 <= HEAVIEST else ""


def units_plausible(draft: Draft) -> Iterator[Problem]:
    """W902: a weight that is hundreds of times its family's looks like grams or tonnes."""
    skus = draft["skus"]
    typical = _medians(draft, lambda entry: entry.weight_kg)
    for i, entry in skus.entries():
        usual = typical.get(entry.family)
        told = _unit_slip(entry.weight_kg / entry.volume_m3)
        if usual and not told and not usual / FAMILY_UNIT <= entry.weight_kg <= usual * FAMILY_UNIT:
            looks = "grams" if entry.weight_kg > usual else "tonnes"
            message = f"the family {entry.family} weighs about {usual:g} kg: this looks like {looks}"
            yield skus.problem("W902", i, "weight_kg", message, fix="type the weight in kg")


def _medians(draft: Draft, figure: Any) -> dict[object, float]:
    """A figure's median over each family with enough SKUs."""
    found: dict[object, list[float]] = defaultdict(list)
    for _, entry in draft["skus"].entries():
        if entry.family is not None:
            found[entry.family].append(figure(entry))
    return {family: median(figures) for family, figures in found.items() if len(figures) >= LEAST_FAMILY}


def prices_plausible(draft: Draft) -> Iterator[Problem]:
    """W903: a price of many times the purchase cost looks like hundredths of the currency (kopecks, fen, cents)."""
    rates, skus = _rates(draft), draft["skus"]
    for i, entry in skus.entries():
        price, cost = rates.get(entry.price_currency or entry.currency), rates.get(entry.currency)
        if price and cost and entry.unit_cost > 0 and entry.price * price > DEAREST * entry.unit_cost * cost:
            times = entry.price * price / (entry.unit_cost * cost)
            message = f"it is {times:,.0f} times the purchase cost of {entry.unit_cost:g} {entry.currency}"
            yield skus.problem("W903", i, "price", message, fix="check both figures, their units and currencies")


def prices_cover_landed_cost(draft: Draft) -> Iterator[Problem]:
    """W904: at no warehouse does the price net of VAT cover purchase, cheapest freight and ad valorem duty.

    A lower bound of the landed cost, so that whatever is told is true: other duties, levies, fees and margins come on
    top. A price below the purchase cost alone is told by W406.
    """
    tables = (draft["skus"], draft["sites"], draft["inbound_lanes"], draft["duties"], draft["customs_areas"])
    if not all(table.sound and len(table) for table in tables):
        return
    rates, skus = _rates(draft), draft["skus"]
    freight, duty, vat = _freight(draft, rates), _least(draft, "duties"), _least(draft, "customs_areas")
    sites = [entry for _, entry in draft["sites"].entries() if entry.site in freight]
    for i, entry in skus.entries():
        price = entry.price * rates.get(entry.price_currency or entry.currency, inf)
        cost = entry.unit_cost * rates.get(entry.currency, 0.0)
        if not sites or price < cost:
            continue
        missing = inf
        for site in sites:
            paid = site.regime == "duty_paid"
            landed = cost + entry.volume_m3 * freight[site.site]
            landed += cost * duty.get((entry.duty_class, site.customs_area), 0.0) if paid else 0.0
            earned = price / (1 + vat.get((site.customs_area,), 0.0)) if paid else price
            missing = min(missing, landed - earned)
        if missing > 0:
            message = (
                f"at every warehouse it falls short of the landed cost, by {missing:,.2f} {draft.currency} or more"
            )
            yield skus.problem("W904", i, "price", message, fix="check price, purchase cost, freight and duty")


def _freight(draft: Draft, rates: dict[str, float]) -> dict[str, float]:
    """Cheapest freight to each site, plan currency a m3."""
    found: dict[str, float] = {}
    for _, lane in draft["inbound_lanes"].entries():
        cost = lane.container_cost * rates.get(lane.currency, 0.0) / lane.container_volume
        found[lane.site] = min(found.get(lane.site, inf), cost)
    return found


def _least(draft: Draft, sheet: str) -> dict[tuple[str, ...], float]:
    """Lowest ad valorem duty of each tariff line and area, or lowest VAT of each area, over all dates."""
    found: dict[tuple[str, ...], float] = {}
    for _, row in draft[sheet].entries():
        key = (row.duty_class, row.customs_area) if sheet == "duties" else (row.customs_area,)
        rate = row.ad_valorem if sheet == "duties" else row.vat
        found[key] = min(found.get(key, inf), rate)
    return found


def _rates(draft: Draft) -> dict[str, float]:
    rates = {entry.currency: entry.rate for _, entry in draft["currencies"].entries()}
    return rates | {draft.currency: 1.0}


def zones_reached_in_time(draft: Draft) -> Iterator[Problem]:
    """W905: lanes lead to a zone, but all take longer than longest_days."""
    names = ("sites", "zones", "outbound_lanes", "lane_rates", "parcel_lanes", "customs_areas")
    if not all(draft[name].sound for name in names) or not len(draft["sites"]):
        return
    longest, zones = float(str(draft.settings["longest_days"])), draft["zones"]
    fastest = _fastest(draft)
    for i, zone in zones.entries():
        days = fastest.get(zone.zone, inf)
        if longest < days < inf:
            message = f"the fastest lane takes {days:.0f} days, more than the setting longest_days of {longest:g}"
            yield zones.problem("W905", i, "zone", message, fix="check the days of its lanes, or longest_days")


def _fastest(draft: Draft) -> dict[str, float]:
    """Days of the fastest lane or parcel to each zone."""
    found: dict[str, float] = {}
    named = {(lane.site, lane.zone) for _, lane in draft["outbound_lanes"].entries()}
    for table in ("outbound_lanes", "parcel_lanes"):
        for _, lane in draft[table].entries():
            found[lane.zone] = min(found.get(lane.zone, inf), lane.days)
    everywhere = min((days for zone, days in found.items() if zone.casefold() == "all"), default=inf)
    rates = {row.country: row for _, row in draft["lane_rates"].entries()}
    for _, zone in draft["zones"].entries():
        best, rate = min(found.get(zone.zone, inf), everywhere), rates.get(zone.country)
        for _, site in draft["sites"].entries():
            legal = site.regime == "border" or site.customs_area == zone.customs_area
            places = (site.latitude, site.longitude, zone.latitude, zone.longitude)
            if rate and legal and (site.site, zone.zone) not in named and None not in places:
                best = min(best, rate.days + rate.days_per_km * float(great_circle_km(*places)))
        if best < inf:
            found[zone.zone] = best
    return found


def capacity_plausible(draft: Draft) -> Iterator[Problem]:
    """W906: all sites together hold a small part of the storage that demand would need."""
    options, demand, skus = draft["site_options"], draft["demand"], draft["skus"]
    if not all(table.sound and len(table) for table in (options, demand, skus, draft["periods"])):
        return
    peak = float(str(draft.settings["peak_factor"]))
    space: dict[Any, float] = {entry.sku: entry.volume_m3 * 4 / entry.stock_turns * peak for _, entry in skus.entries()}
    needed: dict[object, float] = defaultdict(float)
    units: list[Any] = demand.values["units"]
    for sku, period, count in zip(demand.values["sku"], demand.values["period"], units, strict=True):
        needed[period] += space.get(sku, 0.0) * count
    largest: dict[str, float] = {}
    for _, entry in options.entries():
        largest[entry.site] = max(largest.get(entry.site, 0.0), entry.capacity_m3)
    most, total = max(needed.values(), default=0.0), sum(largest.values())
    if total < ENOUGH * most:
        message = f"all sites together hold {total:,.0f} m3; storing all demand at its peak takes {most:,.0f} m3"
        yield options.problem("W906", 0, "capacity_m3", message, fix="check m3 of capacity and of the SKUs, and units")


def scenarios_matter(draft: Draft) -> Iterator[Problem]:
    """W907: one scenario may be without events; a second one like it, or events that change nothing, mean a slip."""
    scenarios, events = draft["scenarios"], draft["events"]
    if "scenario" in events.unsure or not scenarios.sound or not events.sound:
        return
    busy = {event.scenario for _, event in events.entries()}
    calm = [i for i, entry in scenarios.entries() if entry.scenario not in busy]
    for i in calm[1:]:
        message = "no event belongs to it, as to the one above: the two are the same future"
        yield scenarios.problem("W907", i, "scenario", message, fix="give it events, or merge the two")
    for i, event in events.entries():
        if event.value is not None and event.value == NO_EFFECT.get(event.kind, 1.0):
            message = f"{event.kind} of {event.value:g} changes nothing"
            yield events.problem("W907", i, "value", message, fix="points: 0.08 = 8 points; factors: 1 = unchanged")


def rules_leave_something(draft: Draft) -> Iterator[Problem]:
    """W908: a rule for every warehouse that no SKU passes."""
    rules, skus, rates = draft["category_rules"], draft["skus"], _rates(draft)
    if not skus.sound or not len(skus):
        return
    goods = [entry for _, entry in skus.entries()]
    for i, rule in rules.entries():
        if str(rule.applies_to).strip().casefold() != "all":
            continue
        if not any(_passes(sku, rule, rates) for sku in goods):
            message = "no SKU passes it: every warehouse would stay empty"
            yield rules.problem("W908", i, "rule", message, fix="check its value, or what the SKUs say")


def _passes(sku: Any, rule: Any, rates: dict[str, float]) -> bool:
    value = float(rule.value or 0.0)
    price = sku.price * rates.get(sku.price_currency or sku.currency, inf)
    return bool(
        {
            "minimum_price": price >= value * rates.get(rule.currency, 0.0),
            "minimum_dimensional_weight": max(sku.weight_kg, KG_PER_M3 * sku.volume_m3) >= value,
            "no_seasonal": not sku.seasonal,
            "branded_only": sku.branded,
        }[rule.rule]
    )


def certificates_useful(draft: Draft) -> Iterator[Problem]:
    """W909: a certificate that cannot be held for a whole period within the plan."""
    span, table = draft.span(), draft["certifications"]
    if not span or not draft["periods"].sound:
        return
    shortest = min(entry.quarters for _, entry in draft["periods"].entries())
    for i, entry in table.entries():
        if entry.validity < shortest:
            message = f"it ends before the shortest period, of {shortest} quarters, does: it can never be used"
            yield table.problem("W909", i, "validity", message, fix="check the quarters, or use shorter periods")
        elif entry.lead_time >= span[1] - span[0]:
            message = "it comes after the plan ends: it can never be used"
            yield table.problem("W909", i, "lead_time", message, fix="check the quarters")


def rates_used(draft: Draft) -> Iterator[Problem]:
    """W910: delivery rates of a country without a zone."""
    rates, zones = draft["lane_rates"], draft["zones"]
    if zones.missing or "country" in zones.unsure:
        return
    countries = zones.words("country")
    for i, entry in rates.entries():
        if entry.country not in countries:
            message = "no zone lies in this country"
            yield rates.problem("W910", i, "country", message, fix="check its spelling on both sheets, or remove it")


SENSE_CHECKS: tuple[Check, ...] = (
    ("Weight over volume is what packed goods can have, and near that of the family.", densities_plausible),
    ("Weights are in kg.", units_plausible),
    ("Prices and purchase costs are in whole currency.", prices_plausible),
    ("Some warehouse could sell each SKU above its landed cost.", prices_cover_landed_cost),
    ("Every zone with lanes can be reached in time.", zones_reached_in_time),
    ("Storage is not far below what demand needs.", capacity_plausible),
    ("Every scenario and event changes something.", scenarios_matter),
    ("Every rule lets some SKU pass.", rules_leave_something),
    ("Every certificate can be used.", certificates_useful),
    ("Every country with delivery rates has a zone.", rates_used),
)
