"""From raw tables to a `Case`: typing, defaults, checks, completion, in that order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from inputs import cells
from inputs.case import Case
from inputs.checks import CHECKS
from inputs.defaults import default_table
from inputs.draft import Draft
from inputs.findings import Findings
from inputs.hopeless import hopeless, unread
from inputs.layout import sheet_spellings, with_header
from inputs.matching import match_names
from inputs.problems import InvalidWorkbook, Problem, errors, in_order, nearest, with_consequences
from inputs.schema import Sheet, Value
from inputs.settings import read_settings
from inputs.sheets import BY_NAME, SHEETS
from inputs.sheets_goods import SETTINGS_SHEET
from inputs.spelling import fold, lookalike
from inputs.tables import RawTable, Table
from inputs.typed import type_table

if TYPE_CHECKING:
    import pandas as pd

ROLLED = "rolled"  # lists what `owp roll` did
QUIET_SHEETS = frozenset({"sources", "instructions", "notes", ROLLED})
TableLike: TypeAlias = "pd.DataFrame | Sequence[Mapping[str, object]] | Mapping[str, object]"


@dataclass(frozen=True)
class Inspection:
    """What came of reading a workbook: the case, None where there are errors, and every problem.

    `notes` tells what was read although it stood in an unusual way. `titles` maps declared sheets to the titles
    that they have in the workbook. `hopeless` names sheets of which only the head was read and nearly all is wrong.
    """

    case: Case | None
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    hopeless: tuple[str, ...] = ()


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
    """Type, check and complete raw tables; every problem is reported at once, errors and warnings, notes apart."""
    findings = Findings()
    by_sheet = _match_sheets(raw, findings)
    settings, cells_of_settings = read_settings(by_sheet.get(SETTINGS_SHEET.name), findings)
    tables: dict[str, Table] = {}
    for sheet in SHEETS:
        if sheet.name != SETTINGS_SHEET.name:
            tables[sheet.name] = _table(sheet, by_sheet.get(sheet.name), settings, tables, findings)
    draft = Draft(settings, tables, cells_of_settings)
    match_names(draft, findings)
    for _, check in CHECKS:
        findings.problems.extend(check(draft))
    lost = hopeless(tables.values(), findings.problems)
    findings.problems.extend(unread(tables.values(), lost))
    titles = {name: table.name for name, table in by_sheet.items()}
    declared = {title: name for name, title in titles.items()}
    order = [name for table in raw for name in (table.name, declared.get(table.name, table.name))]
    found = with_consequences(findings.problems.all(order), draft.followed)
    problems = tuple(sorted(found, key=lambda problem: problem.code != "E119"))  # what is not looked at, first
    notes = tuple(in_order(findings.notes(), order))
    case = None if errors(problems) else _completed(draft, findings, source, sha256)
    return Inspection(case, problems, notes, titles, tuple(lost))


def _completed(draft: Draft, findings: Findings, source: str, sha256: str) -> Case:
    """The case of tables in which nothing is wrong."""
    from inputs.completing import completed  # by pandas, which takes longer to load than most workbooks to refuse

    return completed(draft, findings.assumptions, source, sha256)


def raw_table(name: str, table: TableLike) -> RawTable:
    """An in-memory table as if it stood on a sheet with its header in row 1."""
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        columns = [table[column].tolist() for column in table.columns]
        return _raw(name, table.columns, zip(*columns, strict=True))
    if isinstance(table, Mapping):
        return _raw(name, ("name", "value"), table.items())
    header = tuple(dict.fromkeys(column for row in table for column in row))
    return _raw(name, header, (tuple(row.get(column) for column in header) for row in table))


def _raw(name: str, header: Iterable[object], rows: Iterable[Sequence[object]]) -> RawTable:
    """A raw table from row 1 on, blank cells None and blank rows left out."""
    tidy = ([None if cells.is_blank(cell) else cell for cell in row] for row in rows)
    numbered = [(number, row) for number, row in enumerate(tidy, start=2) if any(cell is not None for cell in row)]
    return RawTable(name, tuple(None if cells.is_blank(cell) else cell for cell in header), numbered)


def sheets_meant(titles: Iterable[str]) -> dict[str, str]:
    """Titles of the sheets that are read, and the declared sheet that each means (machine name, Chinese or Russian
    label, or a likely misspelling of one that is absent)."""
    aliases, titles = sheet_spellings(), list(titles)
    found: dict[str, str] = {}
    for title in titles:
        name = aliases.get(fold(title))
        if name and name not in found.values():
            found[title] = name
    for title in titles:
        if fold(title) not in aliases and fold(title) not in QUIET_SHEETS:
            absent = [name for name in BY_NAME if name not in found.values()]
            meant = lookalike(title, absent) or nearest(title, absent)
            if meant:
                found[title] = meant
    return found


def _match_sheets(raw: Sequence[RawTable], findings: Findings) -> dict[str, RawTable]:
    """Raw tables by the sheet they mean.

    A sheet that seems to misspell one that is absent is an error and read as that one, so that what is wrong in it
    comes to light in the same pass.
    """
    aliases, meant = sheet_spellings(), sheets_meant(table.name for table in raw)
    emptied = _emptied(raw)
    found: dict[str, RawTable] = {}
    first: dict[str, RawTable] = {}
    for table in raw:
        name = meant.get(table.name)
        if name and name not in found:
            first[name] = table
            found[name] = replace(table, emptied=frozenset(emptied[name])) if name in emptied else table
    for table in raw:
        name, declared = meant.get(table.name, ""), aliases.get(fold(table.name))
        if declared is None:
            _unknown_sheet(table, name, findings)
            if name:
                found[name] = with_header(BY_NAME[name], table)
        elif first[declared] is not table:
            message = f"{found[declared].name} and {table.name} both mean the sheet {declared}"
            findings.problems.append(Problem("E114", table.name, "", "", "", message, fix="remove one of them"))
        else:
            if table.hidden_sheet:
                findings.say("N138", name, "", "the sheet is hidden, and read like any other")
            if fold(table.name) not in (fold(name), fold(name.replace("_", " "))):
                findings.say("N135", name, "", f"the sheet is titled {table.name}")
    return found


def _emptied(raw: Iterable[RawTable]) -> dict[str, set[int]]:
    """Rows that `owp roll` emptied, by sheet, as its own sheet lists them."""
    found: dict[str, set[int]] = {}
    for table in raw:
        if table.name == ROLLED:
            for _, row in table.rows:
                _, sheet, cell, what = [*row, *[None] * 4][:4]
                top, _, bottom = str(cell).partition(":")
                if str(what).startswith("removed") and top == bottom and top.isdigit():
                    found.setdefault(str(sheet), set()).add(int(top))
    return found


def _unknown_sheet(table: RawTable, meant: str, findings: Findings) -> None:
    """E115, W121: a sheet whose title is none of the declared ones, nor one for notes."""
    if meant:
        fix = f"name the sheet {meant}, or rename or remove it"
        findings.problems.append(
            Problem("E115", table.name, "", "", "", f"perhaps the sheet {meant} is meant", fix=fix)
        )
    elif fold(table.name) not in QUIET_SHEETS:
        message = "this sheet is not known and is not read"
        findings.problems.append(Problem("W121", table.name, "", "", "", message, fix="remove it, or call it notes"))


def _table(
    sheet: Sheet, raw: RawTable | None, settings: Mapping[str, Value], before: Mapping[str, Table], findings: Findings
) -> Table:
    """The typed table; an absent or empty optional sheet gets its default, a required one a problem."""
    if raw is None:
        if sheet.required:
            fix = f"add the sheet {sheet.name}: {sheet.meaning}"
            findings.problems.append(Problem("E110", sheet.name, "", "", "", "the sheet is missing", fix=fix))
        return _absent(sheet, settings, findings)
    if not raw.header:
        return _cut(_absent(sheet, settings, findings), raw) if raw.cut else _empty(sheet, settings, findings)
    known = len(findings.problems)
    headings = _headings(sheet, before)
    table = type_table(sheet, raw, str(settings["currency"]), findings, headings)
    if len(table) or raw.cut:
        return _cut(table, raw)
    if sheet.required and len(findings.problems) > known:
        return table  # its columns are at fault: enough is said
    return _empty(sheet, settings, findings)


def _cut(table: Table, raw: RawTable) -> Table:
    """The table, which ends where reading of its sheet did."""
    if raw.cut:
        table.leave(raw.cut)
    return table


def _empty(sheet: Sheet, settings: Mapping[str, Value], findings: Findings) -> Table:
    """The table of a sheet without rows."""
    if sheet.required:
        fix = f"fill in {sheet.meaning}"
        findings.problems.append(Problem("E111", sheet.name, "", "", "", "the sheet has no rows", fix=fix))
    return _absent(sheet, settings, findings)


def _headings(sheet: Sheet, before: Mapping[str, Table]) -> dict[str, None] | None:
    """What may head the columns of a wide sheet, from the sheet before it that lists it; None where in doubt."""
    if not sheet.wide_by:
        return None
    home, _, column = sheet.column(sheet.wide_by).reference.partition(".")
    table = before[home]
    return None if table.missing or column in table.unsure else table.words(column)


def _absent(sheet: Sheet, settings: Mapping[str, Value], findings: Findings) -> Table:
    return default_table(sheet, settings, [] if sheet.required else findings.assumptions)
