"""What can be decided at all: options, when each may run, and which SKUs each admits, with reasons.

Nothing here is a decision; the index sets of the algebra come from these tables, in the workbook's order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from inputs import quarters
from inputs.case import Case
from inputs.frames import records
from model import admission
from model.economics.money import base_rates
from model.state import OPTION_KEY, Option, Tenancy
from model.timing import Calendar, calendar

MONEY = ("opening_cost", "closing_cost", "fixed_cost", "max_stock_value", "cost_while_seized")


@dataclass(frozen=True)
class Network:
    """The index sets of a plan.

    `options` has a row for each way to run a site (see `options_table`), `admitted` one for each SKU and option
    that may sell it, `refused` one for each that may not, with the reason. `runs` lists (site, operator, bundle,
    period) where an option may run; `current` names today's option of each site.
    """

    calendar: Calendar
    options: pd.DataFrame
    admitted: pd.DataFrame
    refused: pd.DataFrame
    runs: tuple[tuple[str, str, str, str], ...]
    current: dict[str, Option]

    def rows(self) -> dict[Option, Any]:
        """Each option's row of `options`, as a named tuple."""
        return {(r.site, r.operator, r.bundle): r for r in records(self.options)}

    def tenancies(self) -> tuple[Tenancy, ...]:
        """(site, operator) pairs, in order."""
        return tuple(dict.fromkeys(zip(self.options["site"], self.options["operator"], strict=True)))


def options_table(case: Case) -> pd.DataFrame:
    """One row for each (site, operator, bundle) on offer.

    Columns: those of site_options (money of MONEY in plan currency at plan-date rates; handling_cost and
    storage_cost stay in `currency`, since operations convert them at each state's rate), country,
    customs_area, regime and status of the site, kind, commission, branded_only and payment_days of the operator,
    storage, tax, certification, after_sales, bundle_fixed_cost (plan currency), bundle_unit_cost and
    bundle_currency of the bundle, existing (whether this tenancy runs today), since.
    Sites with status excluded are left out.
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
    table = table[table["status"] != "excluded"]
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


def build_network(case: Case) -> Network:
    """All index sets of `case`."""
    periods = calendar(case)
    options = options_table(case)
    admitted, refused = admission.admissions(case, options)
    current = {row.site: (row.site, row.operator, row.bundle) for row in records(case.current_network)}
    return Network(periods, options, admitted, refused, _runs(case, options, periods), current)


def _runs(case: Case, options: pd.DataFrame, periods: Calendar) -> tuple[tuple[str, str, str, str], ...]:
    """Where an option may run: not before its first quarter (unless it runs today), not where overridden."""
    banned = admission.banned_runs(case)
    found = []
    for row in records(options):
        starts = quarters.count(row.first_quarter) if isinstance(row.first_quarter, str) else periods.begin
        for period in periods.names:
            if not row.existing and periods.first[period] < starts:
                continue
            if any(matches(row, period) for matches in banned):
                continue
            found.append((row.site, row.operator, row.bundle, period))
    return tuple(found)
