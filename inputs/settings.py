"""The settings sheet: one figure a row, each with a default."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.findings import Findings
from inputs.headings import heading_places, missing_column, unknown_columns
from inputs.layout import merged_cells, note_layout
from inputs.problems import Problem
from inputs.schema import Setting, Value
from inputs.sheets_goods import SETTINGS, SETTINGS_SHEET
from inputs.spelling import fold, perhaps
from inputs.tables import Assumption, RawTable

_DECLARED = {setting.name: setting for setting in SETTINGS}


def read_settings(raw: RawTable | None, findings: Findings) -> tuple[dict[str, Value], dict[str, str]]:
    """Every setting's value by name, and the cells of those given; the absent, blank and refused have their default."""
    problems = findings.problems
    places: dict[str, str] = {}
    values: dict[str, Value] = {setting.name: setting.default for setting in SETTINGS}
    first_row: dict[str, int] = {}
    given: set[str] = set()
    for row, label, cell, content in _rows(raw, findings):
        setting = _meant(label, row, findings)
        if setting is None:
            continue
        if setting.name in first_row:
            message = f"rows {first_row[setting.name]} and {row} both stand for {setting.name}"
            where = f"{row}:{row}"
            problems.append(
                Problem("E301", "settings", where, "name", label, message, fix="remove one of the two rows")
            )
            continue
        first_row[setting.name] = row
        if content is None:
            continue
        given.add(setting.name)
        places[setting.name] = cell
        value = cells.parse(content, setting)
        if isinstance(value, cells.Fault):
            shown = cells.shown(content)
            problems.append(
                Problem(value.code, "settings", cell, setting.name, shown, value.message, value.allowed, value.fix)
            )
        else:
            values[setting.name] = value
            code = cells.leniency(content, value, setting)
            if code:
                findings.note(code, "settings", setting.name, cell, cells.shown(content), cells.shown(value))
    findings.assumptions.extend(
        Assumption("settings", setting.name, cells.shown(setting.default), 1)
        for setting in SETTINGS
        if setting.name not in given and setting.default is not None
    )
    return values, places


def _rows(raw: RawTable | None, findings: Findings) -> Iterator[tuple[int, str, str, object]]:
    """Row number, name as typed, cell of the value, value; rows without a name are passed over."""
    if raw is None or not raw.header:
        return
    problems = findings.problems
    places = heading_places(SETTINGS_SHEET, raw, findings)
    unknown_columns(SETTINGS_SHEET, raw, places, findings)
    for name in ("name", "value"):
        if name not in places:
            problems.append(missing_column(SETTINGS_SHEET, SETTINGS_SHEET.column(name), raw))
            return
    name_at, value_at = places["name"], places["value"]
    rows = [number for number, _ in raw.rows]
    note_layout(SETTINGS_SHEET, raw, rows, places, findings)
    covered = merged_cells(SETTINGS_SHEET, raw, rows, (name_at, value_at), findings)
    for number, row in raw.rows:
        label = row[name_at] if name_at < len(row) else None
        content = row[value_at] if value_at < len(row) else None
        if (number, name_at) in covered or (number, value_at) in covered:
            continue
        if label is not None:
            yield number, cells.clean(cells.shown(label)), f"{get_column_letter(value_at + 1)}{number}", content
        elif content is not None:
            fault = "a value stands here without the name of its setting"
            shown = cells.shown(content)
            problems.append(
                Problem("E201", "settings", f"{get_column_letter(name_at + 1)}{number}", "name", shown, fault)
            )


def _meant(label: str, row: int, findings: Findings) -> Setting | None:
    """The setting a name or label means; an unknown one is a problem."""
    for setting in SETTINGS:
        names = {fold(name) for name in (setting.name, setting.name.replace("_", " "))}
        if fold(label) in names | {fold(setting.zh), fold(setting.ru)}:
            if fold(label) not in names:
                findings.note("N135", "settings", "", f"{row}:{row}", label)
            return setting
    fix = perhaps(label, _DECLARED, "remove the row")
    findings.problems.append(
        Problem("E212", "settings", f"{row}:{row}", "name", label, "this setting is not known", fix=fix)
    )
    return None
