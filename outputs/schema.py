"""How a result sheet is declared: like an input sheet, with short forms for the columns results are made of."""

from __future__ import annotations

from collections.abc import Sequence

from inputs.schema import Column, Sheet
from outputs.language import ENGLISH, Words

CHINESE, RUSSIAN = Words("zh"), Words("ru")

UNITS = {
    "currency a quarter": "unit_currency_quarter",
    "currency a unit": "unit_currency_unit",
    "share of buyers": "unit_buyers",
    "units": "unit_units",
    "units a quarter": "unit_units_quarter",
    "days": "unit_days",
    "factor": "unit_factor",
    "quarters discounted": "unit_discounted",
    "times": "unit_times",
    "SKUs": "unit_skus",
    "zones": "unit_zones",
    "rows": "unit_rows",
    "quarters": "unit_quarters",
    "cells": "unit_cells",
    "cell's unit": "unit_cell",
}  # units that are words, with their phrases; others (m3, currency) are said as they are

WRITTEN = {"sku": "SKU", "skus": "SKUs", "vat": "VAT"}


def text(name: str, meaning: str, zh: str, ru: str, *, key: bool = False) -> Column:
    """A column of names or sentences."""
    return Column(name, "text", meaning, zh, ru, default=None, key=key, blank="does not apply")


def number(name: str, meaning: str, zh: str, ru: str, unit: str = "") -> Column:
    """A column of figures in `unit`; "currency" stands for the plan's currency."""
    return Column(name, "number", meaning, zh, ru, unit, default=None, blank="not known or does not apply")


def money(name: str, meaning: str, zh: str, ru: str) -> Column:
    """A column of amounts in the plan's currency."""
    return number(name, meaning, zh, ru, "currency")


def share(name: str, meaning: str, zh: str, ru: str) -> Column:
    """A column of shares, 0 to 1, shown as percentages."""
    return number(name, meaning, zh, ru, "share")


def integer(name: str, meaning: str, zh: str, ru: str, unit: str = "", *, key: bool = False) -> Column:
    """A column of whole numbers."""
    return Column(name, "integer", meaning, zh, ru, unit, default=None, key=key, blank="does not apply")


def flag(name: str, meaning: str, zh: str, ru: str) -> Column:
    """A column of yes and no."""
    return Column(name, "flag", meaning, zh, ru, default=None, blank="does not apply")


PERIOD = text("period", "period of the plan", "期间", "период", key=True)
SITE = text("site", "warehouse location", "地点", "площадка", key=True)
OPERATOR = text("operator", "who runs it", "运营商", "оператор", key=True)
BUNDLE = text("bundle", "service package", "服务包", "пакет", key=True)
SKU = text("sku", "article", "商品编码", "артикул", key=True)
SKU_NAME = text("name", "what it is", "商品名称", "наименование")
ZONE = text("zone", "where the buyers are", "区域", "зона", key=True)
CARRIER = text("carrier", "parcel service", "承运商", "перевозчик", key=True)
CHANNEL = text("channel", "warehouse or parcel", "渠道", "канал", key=True)
SITUATION = integer(
    "situation", "number of the situation, see the sheet situations", "情形", "ситуация", key=True
)  # fmt: skip
SCENARIO = text("scenario", "possible future", "情景", "сценарий", key=True)


def columns_of(sheet: Sheet, names: Sequence[str]) -> list[Column]:
    """The columns of a result table called `names`, in that order; those of a wide sheet's spread included.

    A wide sheet's last declared column holds the values that its `wide_by` column spreads over the header.
    Raises KeyError for a name that is not declared, and for a declared one that is absent.
    """
    if not sheet.wide_by:
        declared = list(sheet.columns)
    else:
        value = sheet.columns[-1]
        fixed = [column for column in sheet.columns[:-1] if column.name != sheet.wide_by]
        known = {column.name for column in fixed}
        declared = fixed + [
            Column(name, value.kind, value.meaning, CHINESE.line(name), RUSSIAN.line(name), value.unit, default=None)
            for name in names
            if name not in known
        ]
    if [column.name for column in declared] != list(names):
        raise KeyError(f"{sheet.name}: declared {[c.name for c in declared]}, given {list(names)}")
    return declared


def label(column: Column, currency: str, say: Words = ENGLISH) -> str:
    """What planners read above a column: its name in their language, with the unit."""
    english = " ".join(WRITTEN.get(word, word) for word in column.name.split("_"))
    name = {"en": english, "zh": column.zh, "ru": column.ru}[say.language]
    name = name[:1].upper() + name[1:]
    unit = column.unit.replace("currency", currency)
    if column.unit in UNITS:
        unit = say(UNITS[column.unit], currency=currency)
    name = name.removesuffix(f" {unit}")
    return f"{name} ({unit})" if unit and unit != "share" and unit.lower() != name.lower() else name
