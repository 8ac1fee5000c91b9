"""A `Case`: the whole plan as checked data, the only thing that leaves this package."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Settings:
    """The settings sheet, typed; see `inputs.sheets_goods.SETTINGS` for units and meanings."""

    plan_name: str
    currency: str
    discount_rate: float
    capital_cost: float
    aversion: float
    tail: float
    longest_days: float
    reference_days: float
    loss_per_day: float
    keep_floor: float
    parcel_after_sales_loss: float
    target_days: float
    peak_factor: float
    seizure_factor_no_tax: float
    return_freight_factor: float
    return_handling_factor: float
    return_value_lost: float
    parcel_return_value_lost: float
    vat_refund_days: float
    containers_per_declaration: float
    map_outline: str | None


@dataclass(frozen=True)
class SheetRow:
    """A row of an input sheet: its position, from 0, in the table of a Case."""

    sheet: str
    position: int


@dataclass(frozen=True)
class Places:
    """Where a sheet's rows stand in the workbook: the column letter of each column that is there, the number of each
    row of the table, in order."""

    letters: Mapping[str, str]
    rows: tuple[int, ...]

    def cell(self, position: int, column: str = "") -> str:
        """Such as C7; without a column the whole row, such as 7:7."""
        row = self.rows[position]
        return f"{self.letters[column]}{row}" if column in self.letters else f"{row}:{row}"


@dataclass(frozen=True)
class Case:
    """One plan's data: a table for each sheet, with the declared columns in the declared order.

    Rows keep the workbook's order under a fresh 0..n-1 index. Text columns hold str or None, numbers float
    (NaN where blank has a meaning of its own), integers int, flags bool, quarters the text "2027Q1" or None.
    Blank cells with a default hold the default. `currency` is always filled. `demand` is always long
    (sku, zone, period, units), zones spread, zeros dropped. `parcel_lanes` has a row for each zone where the sheet says
    `all`. `skus.name`, `skus.price_currency` and `site_options.importer` are filled.
    `assumptions` has columns sheet, column, default, cells: every default that filled a cell. `places` says where the
    rows of each sheet stand in the workbook, for sheets whose rows came from it one by one.
    """

    settings: Settings
    periods: pd.DataFrame
    currencies: pd.DataFrame
    skus: pd.DataFrame
    zones: pd.DataFrame
    demand: pd.DataFrame
    sites: pd.DataFrame
    operators: pd.DataFrame
    bundles: pd.DataFrame
    operator_bundles: pd.DataFrame
    site_options: pd.DataFrame
    inbound_lanes: pd.DataFrame
    outbound_lanes: pd.DataFrame
    lane_rates: pd.DataFrame
    parcel_lanes: pd.DataFrame
    current_network: pd.DataFrame
    current_stock: pd.DataFrame
    certifications: pd.DataFrame
    certificates_held: pd.DataFrame
    duties: pd.DataFrame
    levies: pd.DataFrame
    customs_areas: pd.DataFrame
    declaration_fees: pd.DataFrame
    scenarios: pd.DataFrame
    events: pd.DataFrame
    limits: pd.DataFrame
    category_rules: pd.DataFrame
    overrides: pd.DataFrame
    assumptions: pd.DataFrame
    source: str = ""
    sha256: str = ""
    places: Mapping[str, Places] = field(default_factory=dict)

    def with_tables(self, **tables: pd.DataFrame) -> Case:
        """The same case with some tables exchanged (rows keep their order, the index is renewed); where the rows of
        those stood is no longer known.
        """
        fresh = {name: table.reset_index(drop=True) for name, table in tables.items()}
        places = {name: place for name, place in self.places.items() if name not in tables}
        return dataclasses.replace(self, places=places, **fresh)  # type: ignore[arg-type]
