"""What the planner left out: absent sheets get their default rows."""

from __future__ import annotations

from collections.abc import Mapping

from inputs import quarters
from inputs.schema import Sheet, Value
from inputs.tables import Assumption, Table

WHOLE_SHEET = "(sheet)"
ABSENT = {
    "periods": "four quarters, then two years, from first_quarter",
    "currencies": "the plan's currency alone",
    "bundles": "one bundle: storage",
    "operator_bundles": "every operator offers every bundle",
    "scenarios": "built from seizure_probability",
    "outbound_lanes": "generated from lane_rates",
    "parcel_lanes": "no parcels",
    "current_network": "nothing runs today",
    "certifications": "no certificate is needed",
}


def default_table(sheet: Sheet, settings: Mapping[str, Value], assumptions: list[Assumption]) -> Table:
    """The table that stands for an absent or empty optional sheet."""
    rows: list[dict[str, Value]] = []
    if sheet.name == "periods" and settings.get("first_quarter"):
        rows = _default_periods(str(settings["first_quarter"]))
    if sheet.name == "bundles":
        rows = [{"bundle": "storage"}]
    table = Table(sheet, {}, list(range(2, 2 + len(rows))))
    for column in sheet.columns:
        default: Value = None if column.required else column.default  # type: ignore[assignment]
        if column.name == "currency":
            default = settings["currency"]
        table.values[column.name] = [row.get(column.name, default) for row in rows]
    assumptions.append(Assumption(sheet.name, WHOLE_SHEET, ABSENT.get(sheet.name, "no rows"), len(rows)))
    return table


def _default_periods(first: str) -> list[dict[str, Value]]:
    """Four single quarters, then two spans of four quarters named by their first and last."""
    start = quarters.count(first)
    rows: list[dict[str, Value]] = []
    for offset, length in ((0, 1), (1, 1), (2, 1), (3, 1), (4, 4), (8, 4)):
        name = quarters.text(start + offset)
        if length > 1:
            name = f"{name}-{quarters.text(start + offset + length - 1)}"
        rows.append({"period": name, "first_quarter": quarters.text(start + offset), "quarters": length})
    return rows
