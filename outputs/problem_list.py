"""The problems of a plan workbook as a workbook of their own, each row linked to the cell it is about."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from inputs.lettering import FORMULA_SIGNS, HEADER_FONT, REQUIRED_FILL, write_text
from inputs.problems import Problem
from inputs.saving import save

COLUMNS = {  # heading: width
    "severity": 10, "code": 8, "sheet": 18, "cell": 12, "column": 20, "value": 24, "message": 60, "allowed": 40,
    "fix": 50, "cells": 8, "consequences": 14,
}  # fmt: skip
LISTED = 1000  # rows of a kind (code and sheet); the rest are counted in one row
MOST_LINKS = 65_000  # Excel repairs a sheet with more than 65 530
FILLS = {"error": PatternFill("solid", fgColor="F8D7DA"), "warning": PatternFill("solid", fgColor="FFF3CD")}
LINK_FONT = Font(color="0563C1", underline="single")
WRAP = Alignment(wrap_text=True, vertical="top")
_WHOLE_ROWS = re.compile(r"(\d+):\d+")


def write_problem_list(
    path: str | os.PathLike[str],
    plan: str | os.PathLike[str],
    problems: Iterable[Problem],
    titles: Mapping[str, str],
    most: int = LISTED,
) -> None:
    """Write the problems of the workbook `plan` to `path`, whole or not at all.

    One row a problem, at `most` so many of a kind; `titles` maps declared sheets to their titles in the plan (see
    `Inspection`). Cells link to the plan by its path from `path`, so the two files may move together. Raises OSError
    where `path` cannot be written.
    """
    book = Workbook()
    page: Worksheet = book.worksheets[0]
    page.title = "problems"
    styles = _wrapping(book)
    for at, (heading, width) in enumerate(COLUMNS.items(), start=1):
        head = write_text(page, 1, at, heading)
        head.font, head.fill = HEADER_FONT, REQUIRED_FILL
        page.column_dimensions[get_column_letter(at)].width = width
    target = _target(Path(path), Path(plan))
    seen: Counter[tuple[str, str]] = Counter()
    row = 1
    for problem in problems:
        kind = (problem.code, problem.sheet)
        seen[kind] += 1
        if seen[kind] <= most:
            row += 1
            _write(page, row, problem, target, titles, styles)
        seen[kind] += problem.more
    for (code, sheet), count in seen.items():
        if count > most:
            row += 1
            write_text(page, row, 2, code)
            write_text(page, row, 3, sheet)
            write_text(page, row, 7, f"and {count - most} more of {code}")
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(row, 2)}"
    save(book, path)


def _wrapping(book: Workbook) -> dict[bool, Any]:
    """Styles of cells whose text wraps, with and without the mark that it is no formula: to look them up takes long."""
    page, styles = book.create_sheet(), {}
    for marked, sign in ((False, ""), (True, FORMULA_SIGNS[0])):
        cell: Any = write_text(page, 1, 1, sign)
        cell.alignment = WRAP
        styles[marked] = copy(cell._style)
    book.remove(page)
    return styles


def _write(
    page: Worksheet, row: int, problem: Problem, target: str, titles: Mapping[str, str], styles: Mapping[bool, Any]
) -> None:
    for at, heading in enumerate(COLUMNS, start=1):
        value = getattr(problem, heading)
        if isinstance(value, int):
            page.cell(row, at).value = value
        elif value:
            text: Any = write_text(page, row, at, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
            text._style = copy(styles[text.quotePrefix])
    if problem.severity in FILLS:
        page.cell(row, 1).fill = FILLS[problem.severity]
    if row <= MOST_LINKS:
        cell = page.cell(row, list(COLUMNS).index("cell") + 1)
        assert isinstance(cell, Cell)
        _link(cell, problem, target, titles)


def _link(cell: Cell, problem: Problem, target: str, titles: Mapping[str, str]) -> None:
    """Let the cell lead to the problem's place in the plan; to the file alone where it is about no sheet."""
    location = None
    if problem.sheet:
        title = titles.get(problem.sheet, problem.sheet).replace("'", "''")
        place = _WHOLE_ROWS.sub(r"A\1", problem.cell) or "A1"
        location = f"'{title}'!{place}"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, target=target, location=location)
    if not problem.cell:
        cell.value = "open"
    cell.font = LINK_FONT


def _target(path: Path, plan: Path) -> str:
    """How `path` refers to `plan`: relative where both are on one drive."""
    try:
        relative = os.path.relpath(plan.absolute(), path.absolute().parent)
    except ValueError:
        return plan.absolute().as_uri()
    return quote(Path(relative).as_posix())
