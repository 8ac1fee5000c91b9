"""Outcome -> sheets sites, stock_ceilings, sku_assignment, certificates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from inputs import quarters
from inputs.frames import records
from model.certificates import covers, held_spans
from model.economics.money import base_rates
from model.outcome import Outcome
from model.state import OPTION_KEY
from outputs.reference import calm_states, first_day
from outputs.sheets_plan import SKU_ASSIGNMENT, STOCK_CEILINGS

SITE_FACTS = ["kind", "country", "customs_area", "regime"]
OPENS, RUNS, CHANGES = "opens", "runs", "changes package"


def sites(outcome: Outcome) -> pd.DataFrame:
    """A row for each site run in each period, each closing, and each candidate never used."""
    network, lengths = outcome.data.network, outcome.data.network.calendar.length
    facts = network.options[[*OPTION_KEY, *SITE_FACTS, "fixed_cost", "bundle_fixed_cost"]]
    runs = outcome.runs.merge(facts, on=OPTION_KEY, how="left")
    runs["fixed_cost"] = (runs["fixed_cost"] + runs["bundle_fixed_cost"]) * runs["period"].map(lengths)
    runs["action"] = run_actions(outcome)
    runs["utilisation"] = runs["used_m3"] / runs["capacity_m3"].where(runs["capacity_m3"] > 0)
    runs = runs.rename(columns={"ceiling": "stock_ceiling"})
    known = network.options[["site", "operator", *SITE_FACTS]].drop_duplicates(["site", "operator"])
    closed = outcome.closings.merge(known, on=["site", "operator"], how="left").assign(action="closes", bundle=None)
    rest = outcome.data.case.sites
    rest = rest[~rest["site"].isin([*outcome.runs["site"], *outcome.closings["site"]])]
    unused = rest.assign(operator=None, bundle=None, period=None, kind=None)
    unused["action"] = ["excluded" if status == "excluded" else "not used" for status in unused["status"]]
    together = pd.concat([frame for frame in (runs, closed, unused) if len(frame)], ignore_index=True)
    columns = [
        *OPTION_KEY, "period", "action", *SITE_FACTS, "capacity_m3", "room_m3", "used_m3", "utilisation",
        "stock_ceiling", "used_value", "fixed_cost",
    ]  # fmt: skip
    return _in_order(outcome, together.reindex(columns=columns))


def run_actions(outcome: Outcome) -> list[str]:
    """OPENS, RUNS (as the period before, or as today) or CHANGES, for each row of `outcome.runs`."""
    calendar = outcome.data.network.calendar
    running = {(r.site, r.operator, r.period): r.bundle for r in records(outcome.runs)}
    today = {a[:2]: a[2] for a in outcome.data.network.current.values()}
    words = []
    for row in records(outcome.runs):
        previous = calendar.previous(str(row.period))
        tenancy = (row.site, row.operator)
        before = today.get(tenancy) if previous is None else running.get((*tenancy, previous))
        if row.opening or before is None:
            words.append(OPENS)
        else:
            words.append(RUNS if before == row.bundle else CHANGES)
    return words


def stock_ceilings(outcome: Outcome) -> pd.DataFrame:
    """How much stock value each running site may hold, and what a seizure there would cost."""
    facts = outcome.data.network.options[[*OPTION_KEY, "max_stock_value", "seizure_loss", "seizure_probability"]]
    table = outcome.runs.merge(facts, on=OPTION_KEY, how="left")
    table["seizure_costs"] = table["ceiling"] * table["seizure_loss"]
    table = table.rename(columns={"kept_value": "minimum_stock_value", "max_stock_value": "admitted"})
    table["of_ceiling"] = table["used_value"] / table["ceiling"].where(table["ceiling"] > 0)
    table["of_admitted"] = table["ceiling"] / table["admitted"].where(table["admitted"] > 0)
    table["operators_here"] = table.groupby(["site", "period"])["operator"].transform("size")
    return _in_order(outcome, table)[[column.name for column in STOCK_CEILINGS.columns]]


def _in_order(outcome: Outcome, table: pd.DataFrame) -> pd.DataFrame:
    """Rows by site, in the case's order, then by period; rows without a period last."""
    place = {name: at for at, name in enumerate(outcome.data.case.sites["site"])}
    when = {name: at for at, name in enumerate(outcome.data.network.calendar.names)}
    keys = pd.DataFrame({"place": table["site"].map(place), "when": table["period"].map(when).fillna(len(when))})
    return table.loc[keys.sort_values(["place", "when"], kind="stable").index].reset_index(drop=True)


def newly_held(outcome: Outcome) -> pd.DataFrame:
    """`outcome.stock` with `new`: not held at the site the period before, or today."""
    calendar = outcome.data.network.calendar
    current = outcome.data.case.current_stock
    held = set(zip(outcome.stock["sku"], outcome.stock["site"], outcome.stock["period"], strict=True))
    held |= {(k, s, None) for k, s in zip(current["sku"], current["site"], strict=True)}
    new = [(r.sku, r.site, calendar.previous(str(r.period))) not in held for r in records(outcome.stock)]
    return outcome.stock.assign(new=pd.Series(new, index=outcome.stock.index, dtype="bool"))


def sku_assignment(outcome: Outcome, table: pd.DataFrame) -> pd.DataFrame:
    """The SKUs held; `table` is that of `deliveries`, from which units and stock value without events come."""
    case = outcome.data.case
    calm = table[table["situation"].isin(calm_states(outcome).values()) & (table["channel"] == "warehouse")]
    calm = calm.assign(stock_value=calm["units"] * calm["value_held"])
    sold = calm.groupby(["sku", "site", "period"], sort=False)[["units", "stock_value"]].sum().reset_index()
    found = newly_held(outcome).merge(outcome.runs[[*OPTION_KEY, "period"]], on=["site", "period"], how="left")
    found = found.merge(case.skus[["sku", "name", "minimum_stock"]], on="sku", how="left")
    found = found.merge(sold, on=["sku", "site", "period"], how="left").fillna({"units": 0.0, "stock_value": 0.0})
    value = pd.Series(
        [outcome.data.values.get(pair, 0.0) for pair in zip(found["sku"], found["site"], strict=True)],
        index=found.index,
        dtype="float64",
    )
    found["stock_value"] += value * found["minimum_stock"] * found["held"]
    found = found.merge(_calm_routes(outcome), on=["sku", "site", "period"], how="left")
    return found[[name for name in SKU_ASSIGNMENT.names if name in found]]


def _calm_routes(outcome: Outcome) -> pd.DataFrame:
    """sku, site, period, origin, corridor: how goods come in without events, whoever handles them."""
    columns = ["sku", "site", "origin", "corridor"]
    routes = [
        outcome.data.tables[n].options[columns].drop_duplicates(["sku", "site"]).assign(period=t)
        for t, n in calm_states(outcome).items()
    ]
    return pd.concat(routes, ignore_index=True)


def certificates(outcome: Outcome) -> pd.DataFrame:
    """Every certificate that some family needs: held, ordered (and when), or neither."""
    case, calendar = outcome.data.case, outcome.data.network.calendar
    ordered: dict[tuple[str, str], list[str]] = {}
    for row in records(outcome.certificates):
        ordered.setdefault((row.family, row.customs_area), []).append(str(row.period))
    spans = held_spans(outcome.data)
    rates, rows = base_rates(case), []
    for row in records(case.certifications):
        key = (str(row.family), str(row.customs_area))
        base = {"family": key[0], "customs_area": key[1], "skus": len({k for k, _ in _held_under(outcome, *key)})}
        if key in spans:
            begin, after = (None if abs(end) == float("inf") else int(end) for end in spans[key])
            held = {"status": "held", "holds_from": None if begin is None else quarters.text(begin)}
            rows.append(base | held | {"holds_until": None if after is None else quarters.text(after - 1)})
        for period in ordered.get(key, []):
            begin = calendar.first[period] + int(row.lead_time)
            rows.append(
                base
                | {
                    "status": "order",
                    "period": period,
                    "latest_start": order_by(outcome, row, period).isoformat(),
                    "holds_from": quarters.text(begin),
                    "holds_until": quarters.text(begin + int(row.validity) - 1),
                    "cost": row.cost * rates[row.currency],
                }
            )
        if key not in spans and key not in ordered:
            rows.append(base | {"status": "operator's" if base["skus"] else "not held"})
    columns = [
        "family", "customs_area", "status", "period", "latest_start", "holds_from", "holds_until", "cost", "skus",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _held_under(outcome: Outcome, family: str, customs_area: str) -> list[tuple[str, str]]:
    """(SKU, period) of stock held in the area under this family's certificate."""
    case = outcome.data.case
    area = dict(zip(case.sites["site"], case.sites["customs_area"], strict=True))
    families = dict(zip(case.skus["sku"], case.skus["family"], strict=True))
    held = zip(outcome.stock["sku"], outcome.stock["site"], outcome.stock["period"], strict=True)
    return [(k, t) for k, s, t in held if families[k] == family and area[s] == customs_area]


def order_by(outcome: Outcome, certification: Any, ordered: str) -> dt.date:
    """Latest day to order a certificate: its lead time before the first period in which stock needs it."""
    data, calendar = outcome.data, outcome.data.network.calendar
    needed = {t for _, t in _held_under(outcome, certification.family, certification.customs_area)}
    lead, validity = int(certification.lead_time), int(certification.validity)
    covered = [t for t in calendar.names if t in needed and covers(data, ordered, t, lead, validity)]
    first = calendar.first[covered[0]] if covered else calendar.first[ordered] + lead
    return first_day(first - lead)
