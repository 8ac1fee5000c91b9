"""The settings sheet: one figure a row, each with a default."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.headings import heading_places, missing_column
from inputs.problems import Problem, nearest
from inputs.schema import Setting, Value
from inputs.sheets_goods import SETTINGS, SETTINGS_SHEET
from inputs.tables import Assumption, RawTable

_DECLARED = {setting.name: setting for setting in SETTINGS}


def read_settings(raw: RawTable | None, problems: list[Problem], assumptions: list[Assumption]) -> dict[str, Value]:
    """Every setting's value by name; those that are absent, blank or refused have their default."""
    values: dict[str, Value] = {setting.name: setting.default for setting in SETTINGS}
    first_row: dict[str, int] = {}
    given: set[str] = set()
    for row, label, cell, content in _rows(raw, problems):
        setting = _meant(label, row, problems)
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
        if cells.is_blank(content):
            continue
        given.add(setting.name)
        value = cells.parse(content, setting)
        if isinstance(value, cells.Fault):
            shown = cells.shown(content)
            problems.append(
                Problem(value.code, "settings", cell, setting.name, shown, value.message, value.allowed, value.fix)
            )
        else:
            values[setting.name] = value
    assumptions.extend(
        Assumption("settings", setting.name, cells.shown(setting.default), 1)
        for setting in SETTINGS
        if setting.name not in given and setting.default is not None
    )
    return values


def _rows(raw: RawTable | None, problems: list[Problem]) -> Iterator[tuple[int, str, str, object]]:
    """Row number, name as typed, cell of the value, value; rows without a name are passed over."""
    if raw is None:
        return
    places = heading_places(SETTINGS_SHEET, raw, problems)
    for name in ("name", "value"):
        if name not in places:
            problems.append(missing_column(SETTINGS_SHEET, SETTINGS_SHEET.column(name), raw))
            return
    name_at, value_at = places["name"], places["value"]
    for number, row in raw.rows:
        label = row[name_at] if name_at < len(row) else None
        content = row[value_at] if value_at < len(row) else None
        if not cells.is_blank(label):
            yield number, cells.clean(cells.shown(label)), f"{get_column_letter(value_at + 1)}{number}", content
        elif not cells.is_blank(content):
            fault = "a value stands here without the name of its setting"
            shown = cells.shown(content)
            problems.append(
                Problem("E201", "settings", f"{get_column_letter(name_at + 1)}{number}", "name", shown, fault)
            )


def _meant(label: str, row: int, problems: list[Problem]) -> Setting | None:
    """The setting a name or label means; an unknown one is a problem."""
    for setting in SETTINGS:
        names = (setting.name, setting.name.replace("_", " "), setting.zh, setting.ru)
        if label.casefold() in (name.casefold() for name in names):
            return setting
    near = nearest(label, _DECLARED)
    fix = f"perhaps {near} is meant" if near else "remove the row"
    problems.append(Problem("E212", "settings", f"{row}:{row}", "name", label, "this setting is not known", fix=fix))
    return None
