"""From raw tables to a `Case`: typing, defaults, checks, completion, in that order."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from inputs import cells
from inputs.case import Case, Settings
from inputs.checks import CHECKS
from inputs.completing import complete, default_table
from inputs.draft import Draft
from inputs.headings import sheet_spellings
from inputs.problems import InvalidWorkbook, Problem, errors, nearest
from inputs.schema import Sheet, Value
from inputs.settings import read_settings
from inputs.sheets import BY_NAME, SHEETS
from inputs.sheets_goods import SETTINGS_SHEET
from inputs.tables import Assumption, RawTable, Table
from inputs.typed import type_table

QUIET_SHEETS = frozenset({"sources", "instructions", "notes"})
TableLike = pd.DataFrame | Sequence[Mapping[str, object]] | Mapping[str, object]


@dataclass(frozen=True)
class Inspection:
    """What came of reading a workbook: the case, None where there are errors, and every problem."""

    case: Case | None
    problems: tuple[Problem, ...]


def case_from_tables(tables: Mapping[str, TableLike], *, source: str = "", sha256: str = "") -> Case:
    """The case that in-memory tables, by sheet name, stand for.

    Tables are frames or rows of column -> value; settings may be name -> value. The same typing, defaults,
    checks and completion apply as to a workbook; positions in problems count the header as row 1.

    Raises InvalidWorkbook with every problem where there is an error.
    """
    raw = [raw_table(name, table) for name, table in tables.items()]
    return case_of(inspect_tables(raw, source=source, sha256=sha256))


def case_of(inspection: Inspection) -> Case:
    """The inspection's case; raises InvalidWorkbook where it has none."""
    if inspection.case is None:
        raise InvalidWorkbook(inspection.problems)
    return inspection.case


def inspect_tables(raw: Sequence[RawTable], *, source: str = "", sha256: str = "") -> Inspection:
    """Type, check and complete raw tables; every problem is reported at once, errors and warnings."""
    problems: list[Problem] = []
    assumptions: list[Assumption] = []
    by_sheet, misspelt = _match_sheets(raw, problems)
    settings = read_settings(by_sheet.get("settings"), problems, assumptions)
    tables: dict[str, Table] = {}
    for sheet in SHEETS:
        if sheet.name != SETTINGS_SHEET.name:
            found = by_sheet.get(sheet.name)
            if found is None:
                if sheet.required and sheet.name not in misspelt:
                    fix = f"add the sheet {sheet.name}: {sheet.meaning}"
                    problems.append(Problem("E110", sheet.name, "", "", "", "the sheet is missing", fix=fix))
                tables[sheet.name] = _absent(sheet, settings, assumptions)
            else:
                tables[sheet.name] = _table(sheet, found, settings, tables, problems, assumptions)
    draft = Draft(settings, tables)
    for _, check in CHECKS:
        problems.extend(check(draft))
    problems = list(dict.fromkeys(problems))
    if errors(problems):
        return Inspection(None, tuple(problems))
    frames = {name: table.frame() for name, table in tables.items()}
    frames = complete(frames, draft.currency, assumptions)
    names = [field.name for field in dataclasses.fields(Settings)]
    case = Case(
        settings=Settings(**{name: settings[name] for name in names}),  # type: ignore[arg-type]
        assumptions=pd.DataFrame(
            {
                field.name: pd.Series(
                    [getattr(assumption, field.name) for assumption in assumptions],
                    dtype="int64" if field.name == "cells" else "object",
                )
                for field in dataclasses.fields(Assumption)
            }
        ),
        source=source,
        sha256=sha256,
        places={name: table.places() for name, table in tables.items() if len(table) == len(frames[name])},
        **frames,
    )
    return Inspection(case, tuple(problems))


def raw_table(name: str, table: TableLike) -> RawTable:
    """An in-memory table as if it stood on a sheet with its header in row 1."""
    if isinstance(table, pd.DataFrame):
        columns = [table[column].tolist() for column in table.columns]
        rows = list(zip(*columns, strict=True))
        return RawTable(name, tuple(table.columns), list(enumerate(rows, start=2)))
    if isinstance(table, Mapping):
        return RawTable(name, ("name", "value"), list(enumerate(table.items(), start=2)))
    header = tuple(dict.fromkeys(column for row in table for column in row))
    rows = [tuple(row.get(column) for column in header) for row in table]
    return RawTable(name, header, list(enumerate(rows, start=2)))


def _match_sheets(raw: Sequence[RawTable], problems: list[Problem]) -> tuple[dict[str, RawTable], set[str]]:
    """Raw tables by the sheet they mean (machine names, Chinese or Russian labels), and sheets misspelt."""
    aliases = sheet_spellings()
    found: dict[str, RawTable] = {}
    unknown: list[RawTable] = []
    misspelt: set[str] = set()
    for table in raw:
        name = aliases.get(cells.clean(table.name).casefold())
        if name is None:
            unknown.append(table)
        elif name in found:
            message = f"{found[name].name} and {table.name} both mean the sheet {name}"
            problems.append(Problem("E114", table.name, "", "", "", message, fix="remove one of them"))
        else:
            found[name] = table
    absent = [name for name in BY_NAME if name not in found]
    for table in unknown:
        if cells.clean(table.name).casefold() in QUIET_SHEETS:
            continue
        meant = nearest(table.name, absent)
        if meant:
            misspelt.add(meant)
            fix = f"name the sheet {meant}, or rename or remove it"
            problems.append(Problem("E115", table.name, "", "", "", f"perhaps the sheet {meant} is meant", fix=fix))
        else:
            message = "this sheet is not known and is not read"
            problems.append(Problem("W121", table.name, "", "", "", message, fix="remove it, or call it notes"))
    return found, misspelt


def _table(
    sheet: Sheet,
    raw: RawTable,
    settings: Mapping[str, Value],
    before: Mapping[str, Table],
    problems: list[Problem],
    assumptions: list[Assumption],
) -> Table:
    """The typed table; an empty optional sheet gets its default, a required one a problem."""
    if not raw.header:
        return _empty(sheet, settings, problems, assumptions)
    known = len(problems)
    headings = _headings(sheet, before)
    table = type_table(sheet, raw, str(settings["currency"]), problems, assumptions, headings)
    if len(table):
        return table
    if sheet.required and len(problems) > known:
        return table  # its columns are at fault: enough is said
    return _empty(sheet, settings, problems, assumptions)


def _empty(
    sheet: Sheet, settings: Mapping[str, Value], problems: list[Problem], assumptions: list[Assumption]
) -> Table:
    """The table of a sheet without rows."""
    if sheet.required:
        fix = f"fill in {sheet.meaning}"
        problems.append(Problem("E111", sheet.name, "", "", "", "the sheet has no rows", fix=fix))
    return _absent(sheet, settings, assumptions)


def _headings(sheet: Sheet, before: Mapping[str, Table]) -> dict[str, None] | None:
    """What may head the columns of a wide sheet, from the sheet before it that lists it; None where in doubt."""
    if not sheet.wide_by:
        return None
    home, _, column = sheet.column(sheet.wide_by).reference.partition(".")
    table = before[home]
    return None if table.missing or column in table.unsure else table.words(column)


def _absent(sheet: Sheet, settings: Mapping[str, Value], assumptions: list[Assumption]) -> Table:
    return default_table(sheet, settings, [] if sheet.required else assumptions)
