"""Changes to the planner's own rows, in the terms of the workbook, and the case that they make."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from inputs.case import Case, SheetRow
from inputs.sheets import BY_NAME
from model.elastic import figure_column

LEAST, MOST, SET, REMOVE = "at least", "at most", "to", "remove the row"
MONEY_DIGITS = 3  # digits of a suggested sum of money; more would be false precision
SHARE_STEP = 1e-3
TOLERANCE = 1e-7  # of what is asked: a figure that meets it so nearly is not rounded past it
RAISED = ("maximum_sites", "maximum_stock_value", "maximum_skus", "maximum_changes")
IN_MONEY = ("maximum_stock_value", "minimum_average_of_worst")


@dataclass(frozen=True)
class Change:
    """One cell to change, or one row to remove.

    `cell` is its address, such as C7 (a whole row: 7:7). A row to remove has no column (""), nor `now` and `suggested`.
    `how`: "at least" or "at most" (every figure beyond `suggested` works too), "to", or "remove the row".
    `subject` says what the row is about.
    """

    row: SheetRow
    cell: str
    column: str
    subject: str
    now: str | float | None
    how: str
    suggested: str | float | None

    def __str__(self) -> str:
        place = f"{self.row.sheet}!{self.cell}"
        if self.how == REMOVE:
            return f"{place} -> {REMOVE} ({self.subject})"
        how = "" if self.how == SET else f"{self.how} "
        return f"{place} {self.column} {_shown(self.now)} -> {how}{_shown(self.suggested)} ({self.subject})"

    @property
    def size(self) -> float:
        """How large the change is: 1 for a decision, |new - old| / the greater of |new| and |old| for a figure."""
        if not (isinstance(self.now, float) and isinstance(self.suggested, float)):
            return 1.0
        greater = max(abs(self.now), abs(self.suggested))
        return min(1.0, abs(self.now - self.suggested) / greater) if greater else 0.0


@dataclass(frozen=True)
class Suggestion:
    """Changes that together make a plan possible, which was tried."""

    changes: tuple[Change, ...]

    def __str__(self) -> str:
        return "; and ".join(map(str, self.changes))


@dataclass(frozen=True)
class Advice:
    """Suggestions, the smallest first; `proven`: no set of fewer rows than the first does, nor smaller changes."""

    suggestions: tuple[Suggestion, ...]
    proven: bool


def _shown(value: str | float | None) -> str:
    """A figure as it can be typed into Excel again."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}".replace(",", " ") if value.is_integer() else f"{value:.10g}"


def change(case: Case, row: SheetRow, amount: float) -> Change:
    """The change of a row of the planner; of its figure by `amount` (in the figure's unit), rounded outwards."""
    values = getattr(case, row.sheet).iloc[row.position]
    column = "status" if row.sheet == "sites" else figure_column(case, row)
    cell = case.places[row.sheet].cell(row.position, column) if row.sheet in case.places else ""
    place = row, cell, column, _subject(row.sheet, values)
    if not column:
        return Change(*place, None, REMOVE, None)
    if row.sheet == "sites":
        return Change(*place, str(values[column]), SET, "candidate")
    return Change(*place, float(values[column]), *_figure(row, values, amount))


def _figure(row: SheetRow, values: pd.Series, amount: float) -> tuple[str, float]:
    """Which way a figure gives way, and the first round figure that suffices."""
    limit = values["limit"] if row.sheet == "limits" else ""
    if row.sheet == "periods" or limit in RAISED:
        needed = float(values["opening_budget" if row.sheet == "periods" else "value"]) + amount
        money = row.sheet == "periods" or limit in IN_MONEY
        return LEAST, -_floor(-needed, _money_step(needed) if money else 1.0)
    if row.sheet == "site_options":
        return MOST, max(0.0, _floor(float(values["minimum_term"]) - amount, 1.0))
    needed = float(values["value"]) - amount
    if limit in IN_MONEY:
        return MOST, _floor(needed, _money_step(needed))
    return MOST, max(0.0, _floor(needed, SHARE_STEP if limit == "minimum_demand_met" else 1.0))


def _floor(value: float, step: float) -> float:
    steps = math.floor(value / step + TOLERANCE * max(1.0, abs(value / step)))
    return float(round(steps * step, 10)) + 0.0


def _money_step(value: float) -> float:
    size = abs(value)
    return 10.0 ** (math.floor(math.log10(size)) - MONEY_DIGITS + 1) if size >= 1e-6 else 1e-6


def _subject(sheet: str, values: pd.Series) -> str:
    """What a row is about: what its key says."""
    if sheet == "limits":
        return f"{values['limit']}, scope {values['scope']}"
    words = ", ".join(str(values[name]) for name in BY_NAME[sheet].keys if pd.notna(values[name]))
    return f"{values['decision']}: {words}" if sheet == "overrides" else words


def changed(case: Case, changes: Iterable[Change]) -> Case:
    """The case after the changes; positions of rows below a removed one move up."""
    tables: dict[str, pd.DataFrame] = {}
    removed: dict[str, list[int]] = {}
    for one in changes:
        sheet, at = one.row.sheet, one.row.position
        table = tables.setdefault(sheet, getattr(case, sheet).copy())
        if one.how == REMOVE:
            removed.setdefault(sheet, []).append(at)
        else:
            table.loc[at, one.column] = one.suggested
    for sheet, rows in removed.items():
        tables[sheet] = tables[sheet].drop(index=rows)
    return case.with_tables(**tables)
