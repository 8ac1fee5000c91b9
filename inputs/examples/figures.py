"""Reads the figures beside the examples, and says where each number of a workbook comes from."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from inputs.examples import FOLDER
from inputs.sheets import BY_NAME

Tables = dict[str, pd.DataFrame]
Row = Mapping[Hashable, Any]
SOURCE_COLUMNS = ("sheet", "column", "rows", "value", "unit", "source", "date", "mark")


def figures(name: str, **types: type) -> pd.DataFrame:
    """The committed figures `name`.csv; yes and no become flags, blanks None, other columns guessed by pandas."""
    table = pd.read_csv(FOLDER / f"{name}.csv", dtype=types, keep_default_na=False, na_values=[""])
    flags = {
        column: table[column].map({"yes": True, "no": False})
        for column in table.columns
        if table[column].isin(["yes", "no"]).all()
    }
    return table.assign(**flags)


def frame(columns: str, rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """A table from space-separated column names and rows; None stays a blank cell."""
    return pd.DataFrame([list(row) for row in rows], columns=columns.split(), dtype=object)


def sources(name: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The `sources` sheet: `name`.csv with the range of values that each line covers.

    A line covers one column of one sheet ("all" where the sheet has one origin throughout), in the rows that
    its `rows` names as column=value ("all" for every row). Marks: S seen in the source, R general knowledge,
    A assumption. Lines that cover nothing in these tables are left out.
    """
    lines = figures(name, date=str)
    covered = []
    for line in lines.to_dict("records"):
        table = covered_rows(line, tables)
        if len(table):
            covered.append({**line, "value": _value(line, table), "unit": _unit(line)})
    return pd.DataFrame(covered, columns=list(SOURCE_COLUMNS))


def covered_rows(line: Row, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows that a line of a sources sheet speaks of; ValueError where it names a column that is not there."""
    table = tables.get(str(line["sheet"]), pd.DataFrame())
    if table.empty or line["rows"] == "all":
        return table
    column, _, value = str(line["rows"]).partition("=")
    if column not in table.columns:
        raise ValueError(f"sources: {line['sheet']} has no column {column}")
    return table[table[column].astype(str) == value]


def _value(line: Row, table: pd.DataFrame) -> str:
    if line["column"] == "all":
        return f"{len(table)} rows"
    if line["column"] not in table.columns:
        raise ValueError(f"sources: {line['sheet']} has no column {line['column']}")
    numbers = pd.to_numeric(table[str(line["column"])], errors="coerce").dropna()
    if numbers.empty:
        return f"{len(table)} rows"
    low, high = (f"{number:.10g}" for number in (numbers.min(), numbers.max()))
    return low if low == high else f"{low} to {high}"


def _unit(line: Row) -> str | None:
    sheet = BY_NAME[str(line["sheet"])]
    name = str(line["column"])
    return sheet.column(name).unit or None if name in sheet.names else None


def rounded(value: float, step: float) -> float:
    """`value` to the nearest multiple of `step`: example figures should not look more exact than they are."""
    return float(round(value / step) * step)


def great_circle_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Distance on a sphere of radius 6371 km, by the haversine formula; degrees in, km out."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    east = math.radians(other_longitude - longitude)
    chord = math.sin((other_north - north) / 2) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(east / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(chord))
