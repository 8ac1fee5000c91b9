"""Why a SKU is not sold from a site, or not sent by parcel: the reason that comes closest to selling it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from inputs.frames import records, tuples
from model.admission import Refusal
from model.certificates import covers, held_spans, holds
from model.economics import StateTables, state_tables
from model.economics.money import base_rates
from model.outcome import Outcome
from model.state import OPTION_KEY
from outputs.language import Words
from outputs.reference import calm_states

# The further a SKU gets before it is turned away, the closer it came: among several reasons the highest is told.
REFUSED, NO_LANE, LOSS, SITE_UNUSED, OPTION_REFUSES, NO_CERTIFICATE, NOT_WORTH_IT, CROWDED_OUT = range(8)
OUTSIDE_LIMITS, TOO_SLOW, PARCEL_LOSS, WAREHOUSE_BETTER = range(4)


@dataclass(frozen=True)
class Turned:
    """How far a SKU came at a site, and why it got no further."""

    rank: int
    reason: str


@dataclass(frozen=True)
class Reach:
    """Best margins without events, before anything is cut: what could be sold at all.

    `lanes`: sku, site, zone, margin (NaN where no option admits the SKU). `parcels`: sku, carrier, zone, margin.
    """

    lanes: pd.DataFrame
    parcels: pd.DataFrame


def reach(outcome: Outcome) -> Reach:
    """Margins of every lane with its best admitted option, and of every parcel, at their best over the plan."""
    data = outcome.data
    lanes, parcels = [], []
    for n in dict.fromkeys(calm_states(outcome).values()):
        tables = state_tables(data.case, data.network.options, data.futures.states[n])
        lanes.append(_best_lanes(tables, data.network.admitted))
        parcels.append(tables.parcels[["sku", "carrier", "zone", "margin"]])
    return Reach(_highest(lanes, ["sku", "site", "zone"]), _highest(parcels, ["sku", "carrier", "zone"]))


def _best_lanes(tables: StateTables, admitted: pd.DataFrame) -> pd.DataFrame:
    options = tables.options.merge(admitted, on=["sku", *OPTION_KEY])
    best = options.groupby(["sku", "site"], sort=False)["margin"].max().rename("best").reset_index()
    lanes = tables.lanes[["sku", "site", "zone", "margin"]].merge(best, on=["sku", "site"], how="left")
    return lanes.assign(margin=lanes["margin"] + lanes["best"])[["sku", "site", "zone", "margin"]]


def _highest(frames: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True).groupby(keys, sort=False)["margin"].max().reset_index()


REFUSED_BY_RULE = {  # category rules
    "minimum_price": "priced_below",
    "minimum_dimensional_weight": "weight_below",
    "no_seasonal": "seasonal",
    "branded_only": "unbranded",
}
REFUSED_BY = {
    "no_storage": "no_storage",
    "no_after_sales": "no_after_sales",
    "brands_only": "brands_only",
    "no_inbound": "no_inbound",
}


def refusal_in_words(refusal: Refusal, say: Words) -> str:
    """Why a SKU is refused; the planner's own reason stays as typed."""
    if refusal.kind in REFUSED_BY:
        return say(REFUSED_BY[refusal.kind])
    if refusal.kind == "override":
        return say("override_why" if refusal.why else "override", why=refusal.why)
    form = ",.0f" if refusal.kind == "minimum_price" else "g"
    hit = say(REFUSED_BY_RULE[refusal.kind], value=say.figure(refusal.limit, form), currency=refusal.currency)
    words = say("rule_scope" if refusal.scope else "rule", rule=refusal.kind, scope=refusal.scope, hit=hit)
    return say("with_why", words=words, why=refusal.why) if refusal.why else words


def refusals(outcome: Outcome, say: Words) -> pd.DataFrame:
    """Refused pairs by sku, site, reason: `options` in words, `whole` where every option of the site refuses."""
    network = outcome.data.network
    told = {refusal: refusal_in_words(refusal, say) for refusal in dict.fromkeys(network.refused["reason"])}
    offered = network.options.groupby("site", sort=False).size()
    refused = network.refused.assign(
        option=network.refused["operator"] + " (" + network.refused["bundle"] + ")",
        reason=[told[refusal] for refusal in network.refused["reason"]],
    )
    grouped = refused.groupby(["sku", "site", "reason"], sort=False)["option"].agg([list, "size"]).reset_index()
    total = refused.groupby(["sku", "site"], sort=False).size().rename("refused").reset_index()
    grouped = grouped.merge(total, on=["sku", "site"])
    every = grouped["size"] == grouped["site"].map(offered)
    options = [
        say("every_one") if all_ else ", ".join(names) for all_, names in zip(every, grouped["list"], strict=True)
    ]
    whole = grouped["refused"] == grouped["site"].map(offered)
    return grouped[["sku", "site", "reason"]].assign(options=options, whole=whole)


def turned_away(outcome: Outcome, refused: pd.DataFrame, say: Words) -> dict[tuple[str, str], Turned]:
    """(SKU, site) -> how far it came, lanes and margins apart."""
    data = outcome.data
    everywhere = refused[refused["whole"]].groupby(["sku", "site"], sort=False)["reason"].agg(say.clauses)
    barred = {(k, s): str(reason) for k, s, reason in tuples(everywhere.reset_index())}
    partly = {(r.sku, r.site, r.operator, r.bundle): r.reason for r in records(data.network.refused)}
    running: dict[str, list[tuple[str, str]]] = {}
    for row in records(outcome.runs.drop_duplicates(OPTION_KEY)):
        running.setdefault(str(row.site), []).append((str(row.operator), str(row.bundle)))
    held = set(zip(outcome.stock["sku"], outcome.stock["site"], strict=True))
    area = dict(zip(data.case.sites["site"], data.case.sites["customs_area"], strict=True))
    family = dict(zip(data.case.skus["sku"], data.case.skus["family"], strict=True))
    uncertified = _uncertified(outcome)
    brings = {a for a, row in data.network.rows().items() if row.certification}
    found: dict[tuple[str, str], Turned] = {}
    for k in data.case.skus["sku"]:
        for s in dict.fromkeys(data.network.options["site"]):
            ways = running.get(s, [])
            reasons = [partly.get((k, s, *way)) for way in ways]
            admitting = [way for way, reason in zip(ways, reasons, strict=True) if reason is None]
            if (k, s) in barred:
                found[k, s] = Turned(REFUSED, barred[k, s])
            elif (k, s) in held:
                found[k, s] = Turned(CROWDED_OUT, say("better_uses"))
            elif not ways:
                found[k, s] = Turned(SITE_UNUSED, say("site_not_run"))
            elif not admitting:
                found[k, s] = Turned(OPTION_REFUSES, _each(reasons, say))
            elif (family[k], area[s]) in uncertified and not any((s, *way) in brings for way in admitting):
                found[k, s] = Turned(NO_CERTIFICATE, say("no_certificate", family=family[k], area=area[s]))
            else:
                found[k, s] = Turned(NOT_WORTH_IT, say("not_worth_it"))
    return found


def _each(reasons: list[Refusal | None], say: Words) -> str:
    return say.clauses(dict.fromkeys(refusal_in_words(reason, say) for reason in reasons if reason))


def certified_periods(outcome: Outcome) -> dict[tuple[str, str], set[str]]:
    """(family, customs area) that needs a certificate -> periods in which the plan holds one, operators' apart."""
    data, calendar = outcome.data, outcome.data.network.calendar
    spans = held_spans(data)
    found: dict[tuple[str, str], set[str]] = {}
    for row in records(data.case.certifications):
        key = (str(row.family), str(row.customs_area))
        mine = outcome.certificates[
            (outcome.certificates["family"] == key[0]) & (outcome.certificates["customs_area"] == key[1])
        ]
        found[key] = {
            t
            for t in calendar.names
            if holds(spans.get(key), calendar.first[t], calendar.after(t))
            or any(covers(data, u, t, int(row.lead_time), int(row.validity)) for u in mine["period"])
        }
    return found


def _uncertified(outcome: Outcome) -> set[tuple[str, str]]:
    return {key for key, periods in certified_periods(outcome).items() if not periods}


def lane_reasons(outcome: Outcome, reached: Reach, turned: dict[tuple[str, str], Turned], say: Words) -> pd.DataFrame:
    """sku, site, zone, rank, reason, margin for every SKU, site and zone."""
    case, currency = outcome.data.case, outcome.data.case.settings.currency
    pairs = pd.DataFrame(
        [(k, s, t.rank, t.reason) for (k, s), t in turned.items()], columns=["sku", "site", "rank", "reason"]
    )
    table = pairs.merge(case.zones[["zone"]], how="cross").merge(
        reached.lanes.assign(lane=True), "left", ["sku", "site", "zone"]
    )
    open_to_all = table["rank"] > REFUSED
    absent = open_to_all & table["lane"].isna()
    losing = open_to_all & table["lane"].notna() & ~(table["margin"] > 0)
    table["rank"] = table["rank"].mask(absent, NO_LANE).mask(losing, LOSS)
    words = table["reason"].mask(absent, say("no_delivery", days=say.figure(case.settings.longest_days)))
    table["reason"] = words.mask(losing, [_loss(margin, currency, say) for margin in table["margin"]])
    return table.drop(columns="lane")


def _loss(margin: float, currency: str, say: Words) -> str:
    if margin != margin:
        return say("no_open_route")
    return say("loses", loss=say.figure(-margin, ",.2f"), currency=currency)


def parcel_reasons(outcome: Outcome, reached: Reach, say: Words) -> pd.DataFrame:
    """sku, carrier, zone, rank, reason, margin for every SKU and parcel service on offer."""
    case, currency = outcome.data.case, outcome.data.case.settings.currency
    rates = base_rates(case)
    goods = case.skus[["sku", "price", "weight_kg", "longest_side_cm", "price_currency"]]
    goods = goods.assign(price=goods["price"] * goods["price_currency"].map(rates)).drop(columns="price_currency")
    lanes = case.parcel_lanes[["carrier", "zone", "days", "max_weight", "max_side", "max_value", "currency"]]
    lanes = lanes.assign(max_value=lanes["max_value"] * lanes["currency"].map(rates)).drop(columns="currency")
    table = goods.merge(lanes, how="cross")
    table = table.merge(reached.parcels, how="left", on=["sku", "carrier", "zone"])
    table["rank"], table["reason"] = WAREHOUSE_BETTER, say("warehouse_better")
    losing = ~(table["margin"] > 0)
    table["rank"] = table["rank"].mask(losing, PARCEL_LOSS)
    table["reason"] = table["reason"].mask(losing, [_loss(margin, currency, say) for margin in table["margin"]])
    slow = table["days"] > case.settings.longest_days
    table["rank"] = table["rank"].mask(slow, TOO_SLOW)
    longest = say.figure(case.settings.longest_days)
    table["reason"] = table["reason"].mask(
        slow, [say("too_slow", days=say.figure(days), longest=longest) for days in table["days"]]
    )
    for limit, figure, key, form in (
        ("max_value", "price", "too_dear", ",.0f"),
        ("max_side", "longest_side_cm", "too_long", "g"),
        ("max_weight", "weight_kg", "too_heavy", "g"),
    ):
        over = table[figure] > table[limit].astype(float).fillna(float("inf"))
        table["rank"] = table["rank"].mask(over, OUTSIDE_LIMITS)
        told = [
            say(key, value=say.figure(has, form), limit=say.figure(most, form), currency=currency)
            for has, most in zip(table[figure], table[limit].astype(float), strict=True)
        ]
        table["reason"] = table["reason"].mask(over, told)
    return table[["sku", "carrier", "zone", "rank", "reason", "margin"]]
