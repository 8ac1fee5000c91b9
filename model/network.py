"""What can be decided at all: options, when each may run, and which SKUs each admits, with reasons.

Nothing here is a decision; the index sets of the algebra come from these tables, in the workbook's order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from inputs import quarters
from inputs.case import Case, SheetRow
from inputs.frames import numbered, records
from model import admission
from model.economics.money import base_rates
from model.state import OPTION_KEY, Option, Tenancy
from model.timing import Calendar, calendar

Run = tuple[str, str, str, str]
MONEY = ("opening_cost", "closing_cost", "fixed_cost", "max_stock_value", "cost_while_seized")


@dataclass(frozen=True)
class Network:
    """The index sets of a plan.

    `options` has a row for each way to run a site (see `options_table`), `admitted` one for each SKU and option
    that may sell it, `refused` one for each that may not, with the reason. `runs` lists (site, operator, bundle,
    period) where an option may run; `current` names today's option of each site.

    Built elastic, it also holds what only the planner's own rows rule out: `bans` names those rows for a run, `owners`
    for a SKU and option. Else both are empty.
    """

    calendar: Calendar
    options: pd.DataFrame
    admitted: pd.DataFrame
    refused: pd.DataFrame
    runs: tuple[Run, ...]
    current: dict[str, Option]
    bans: dict[Run, tuple[SheetRow, ...]] = field(default_factory=dict)
    owners: dict[admission.Pair, tuple[SheetRow, ...]] = field(default_factory=dict)

    def rows(self) -> dict[Option, Any]:
        """Each option's row of `options`, as a named tuple."""
        return {(r.site, r.operator, r.bundle): r for r in records(self.options)}

    def tenancies(self) -> tuple[Tenancy, ...]:
        """(site, operator) pairs, in order."""
        return tuple(dict.fromkeys(zip(self.options["site"], self.options["operator"], strict=True)))


def options_table(case: Case, *, elastic: bool = False) -> pd.DataFrame:
    """One row for each (site, operator, bundle) on offer.

    Columns: those of site_options (money of MONEY in plan currency at plan-date rates; handling_cost and
    storage_cost stay in `currency`, since operations convert them at each state's rate), country,
    customs_area, regime and status of the site, kind, commission, branded_only and payment_days of the operator,
    storage, tax, certification, after_sales, bundle_fixed_cost (plan currency), bundle_unit_cost and
    bundle_currency of the bundle, existing (whether this tenancy runs today), since.
    Sites with status excluded are left out; with `elastic`, only those without an inbound lane, which no status opens.
    """
    rates = base_rates(case)
    offers = case.site_options.copy()
    for column in MONEY:
        offers[column] = offers[column] * offers["currency"].map(rates)
    sites = case.sites[["site", "country", "customs_area", "regime", "status"]]
    bundles = case.bundles.rename(
        columns={
            "fixed_cost": "bundle_fixed_cost",
            "unit_cost": "bundle_unit_cost",
            "currency": "bundle_currency",
        }
    )
    bundles["bundle_fixed_cost"] *= bundles["bundle_currency"].map(rates)
    today = case.current_network[["site", "operator", "since"]].assign(existing=True)
    table = (
        offers.merge(sites, on="site", how="left")
        .merge(case.operators, on="operator", how="left")
        .merge(case.operator_bundles, on="operator", how="left")
        .merge(bundles, on="bundle", how="left")
        .merge(today, on=["site", "operator"], how="left")
    )
    table["existing"] = table["existing"].eq(True)
    possible = table["site"].isin(case.inbound_lanes["site"]) if elastic else False
    table = table[(table["status"] != "excluded") | possible]
    ranks = {
        column: {name: i for i, name in enumerate(names)}
        for column, names in (
            ("site", case.sites["site"]),
            ("operator", case.operators["operator"]),
            ("bundle", case.bundles["bundle"]),
        )
    }
    order = pd.DataFrame({column: table[column].map(rank) for column, rank in ranks.items()})
    return table.loc[order.sort_values(OPTION_KEY).index].reset_index(drop=True)


def build_network(case: Case, *, elastic: bool = False) -> Network:
    """All index sets of `case`; with `elastic`, what the planner's own rows rule out as well (see `Network`)."""
    periods = calendar(case)
    options = options_table(case, elastic=elastic)
    admitted, refused, owners = admission.admissions(case, options, elastic=elastic)
    current = {row.site: (row.site, row.operator, row.bundle) for row in records(case.current_network)}
    banned = _runs(case, options, periods)
    runs = tuple(i for i, rows in banned.items() if elastic or not rows)
    bans = {i: rows for i, rows in banned.items() if rows} if elastic else {}
    return Network(periods, options, admitted, refused, runs, current, bans, owners)


def _runs(case: Case, options: pd.DataFrame, periods: Calendar) -> dict[Run, tuple[SheetRow, ...]]:
    """Where an option could run, not before its first quarter (unless it runs today), and the planner's rows that
    forbid it: overrides, the site's status."""
    nevers = admission.banned_runs(case)
    excluded = {row.site: (SheetRow("sites", row.Index),) for row in numbered(case.sites) if row.status == "excluded"}
    found = {}
    for row in records(options):
        starts = quarters.count(row.first_quarter) if isinstance(row.first_quarter, str) else periods.begin
        for period in periods.names:
            if not row.existing and periods.first[period] < starts:
                continue
            overridden = tuple(owner for owner, matches in nevers if matches(row, period))
            found[row.site, row.operator, row.bundle, period] = overridden + excluded.get(row.site, ())
    return found
