"""Recomputes a plan's objective from its results workbook alone: openpyxl and arithmetic, nothing of the planner's.

profit[w] = sum over periods of weight * (sum of units * margin - penalty) - sum of quantity * unit_cost * discount
objective = (1 - weight) * expected profit + weight * average of the worst outcomes

Run as `python recompute.py results.xlsx`.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

KEYS = ("situation", "channel", "sku", "site", "operator", "bundle", "carrier", "zone")
Row = dict[str, Any]


def sheet_rows(book: Any, name: str) -> Iterator[Row]:
    """Rows of a sheet by machine name: labels stand in row 1, machine names in row 2."""
    rows = book[name].iter_rows(min_row=2, values_only=True)
    header = next(rows)
    return (dict(zip_longest(header, row)) for row in rows if any(cell is not None for cell in row))


def with_rest(book: Any, name: str, path: Path, given: Row) -> Iterator[Row]:
    """Rows of a sheet and of the CSV file that it goes on in, if there is one."""
    yield from sheet_rows(book, name)
    if f"csv_{name}" in given:
        with (path.parent / given[f"csv_{name}"]).open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)


def key_of(row: Row) -> tuple[str, ...]:
    return tuple("" if row[name] is None else str(row[name]) for name in KEYS)


def profits_of(book: Any, path: Path, given: Row) -> dict[str, float]:
    """Each scenario's profit."""
    margin = {key_of(row): float(row["margin"]) for row in with_rest(book, "unit_costs", path, given)}
    earned: dict[int, float] = defaultdict(float)
    for row in with_rest(book, "flows", path, given):
        earned[int(row["situation"])] += float(row["units"]) * margin[key_of(row)]
    for row in sheet_rows(book, "situations"):
        earned[row["situation"]] -= row["penalty"]
    weight = {row["period"]: row["quarters"] * row["discount"] for row in sheet_rows(book, "periods")}
    cost: dict[str | None, float] = defaultdict(float)
    for row in sheet_rows(book, "charges"):
        cost[row["scenario"]] += row["quantity"] * row["unit_cost"] * row["discount"]
    profits: dict[str, float] = {
        row["scenario"]: -cost[None] - cost[row["scenario"]] for row in sheet_rows(book, "scenarios")
    }
    for row in sheet_rows(book, "scenario_states"):
        profits[row["scenario"]] += weight[row["period"]] * earned[row["situation"]]
    return profits


def worst_average(profits: dict[str, float], probability: dict[str, float], tail: float) -> float:
    """Average of the lowest profits that together have probability `tail`."""
    left, total = tail, 0.0
    for scenario in sorted(profits, key=lambda name: profits[name]):
        share = min(left, probability[scenario])
        total, left = total + share * profits[scenario], left - share
    return total / tail


def recompute(path: str | Path) -> dict[str, float]:
    """objective, expected_profit and average_of_worst of a results workbook, computed afresh."""
    path = Path(path)
    book = load_workbook(path, read_only=True)
    given = {row["item"]: row["value"] for row in sheet_rows(book, "provenance")}
    probability = {row["scenario"]: row["probability"] for row in sheet_rows(book, "scenarios")}
    profits = profits_of(book, path, given)
    expected = sum(probability[scenario] * profit for scenario, profit in profits.items())
    worst = worst_average(profits, probability, given["tail"])
    weight = given["effective_aversion"]
    return {
        "objective": (1 - weight) * expected + weight * worst,
        "expected_profit": expected,
        "average_of_worst": worst,
    }


if __name__ == "__main__":
    for figure, value in recompute(sys.argv[1]).items():
        print(f"{figure}: {value:,.6f}")
