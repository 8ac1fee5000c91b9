"""Formulas of the sheets that the checks add up: site_use, and the deliveries of sku_assignment."""

from __future__ import annotations

import pandas as pd

from outputs.dust import less
from outputs.formulas_money import MOST_PRODUCTS
from outputs.formulas_network import Columns, each_row
from outputs.places import Places

SITE_KEYS = ("situation", "site", "operator", "bundle")
ASSIGNED_KEYS = ("sku", "site", "operator", "bundle", "period")


def site_use(places: Places, table: pd.DataFrame) -> Columns:
    patterns = {
        "over_m3": f"=MAX(0,{less('({sales_m3}+{minimum_stock_m3})', '{capacity_m3}')})",
        "over_value": f"=MAX(0,{less('({sales_value}+{minimum_stock_value})', '{ceiling}')})",
    }
    columns = {name: each_row(places, "site_use", pattern, len(table)) for name, pattern in patterns.items()}
    return columns | _deliveries(places, "site_use", SITE_KEYS, len(table))


def sku_assignment(places: Places, table: pd.DataFrame) -> Columns:
    return _deliveries(places, "sku_assignment", ASSIGNED_KEYS, len(table))


def _deliveries(places: Places, sheet: str, keys: tuple[str, ...], rows: int) -> Columns:
    """The rows of flows with the same keys, where these are all in the workbook and few enough."""
    if not counted(places, sheet):
        return {}
    same = "*".join(f"({places.column('flows', key)}={{{key}}})" for key in keys)
    return {"deliveries": each_row(places, sheet, f"=SUMPRODUCT({same})", rows)}


def counted(places: Places, sheet: str) -> bool:
    """Whether the deliveries of every row of a sheet are counted by formulas."""
    keys = len(SITE_KEYS if sheet == "site_use" else ASSIGNED_KEYS)
    return places.whole("flows") and places.rows("flows") * places.rows(sheet) * keys <= MOST_PRODUCTS
