"""How results look: fonts, fills, number formats, cells that can never turn into formulas."""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from inputs.lettering import DARK
from inputs.schema import Column

FONT_NAME = "Calibri"
FONT_NAMES = {"en": FONT_NAME, "zh": "Microsoft YaHei", "ru": FONT_NAME}  # Calibri has Cyrillic, no Chinese
LINE_HEIGHTS = {"en": 13.5, "zh": 16.5, "ru": 13.5}  # points a line of the body font takes
LIGHT, LINE = "D9E5F0", "B8C7D6"
TITLE = Font(name=FONT_NAME, size=18, bold=True, color=DARK)
SUBTITLE = Font(name=FONT_NAME, size=10, color="595959")
HEADING = Font(name=FONT_NAME, size=12, bold=True, color="FFFFFF")
COLUMN_HEAD = Font(name=FONT_NAME, size=10, bold=True, color=DARK)
BODY = Font(name=FONT_NAME, size=10)
BOLD = Font(name=FONT_NAME, size=10, bold=True)
LABEL = Font(name=FONT_NAME, size=10, bold=True, color=DARK)
LINK = Font(name=FONT_NAME, size=10, color="0563C1", underline="single")
MACHINE_NAME = Font(name=FONT_NAME, size=10, bold=True, color="FFFFFF")
HEADING_FILL = PatternFill("solid", fgColor=DARK)
COLUMN_FILL = PatternFill("solid", fgColor=LIGHT)
UNDERLINE = Border(bottom=Side(style="thin", color=LINE))
WRAPPED = Alignment(wrap_text=True, vertical="center")
RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="center")
LABEL_WRAP = Alignment(wrap_text=True, vertical="bottom")

LABEL_RIGHT = Alignment(horizontal="right", wrap_text=True, vertical="bottom")
LONG_TEXT = Alignment(wrap_text=True, vertical="top")
BESIDE_LONG_TEXT = Alignment(vertical="top")

LONGEST_TEXT = 32_767  # Excel's limit for a cell
ANY_SIZE = "[>=1000]#,##0;[<=-1000]-#,##0;0.00"  # money, counts and shares in one column
POINTS = '0.0" points"'  # of a difference of shares, which is no share itself; the cell holds a hundred times it
NUMBER_FORMATS = {
    "currency": "#,##0",
    "currency a quarter": "#,##0",
    "currency a unit": "#,##0.00",
    "share": "0.0%",
    "share of buyers": "0.0%",
    "units": "#,##0",
    "units a quarter": "#,##0.0",
    "m3": "#,##0.0",
    "days": "0.0",
    "factor": "0.0000",
    "quarters discounted": "0.0000",
    "times": "0.0",
    "cell's unit": "General",
}


def number_format(column: Column) -> str:
    """Figures rounded for people; the cell underneath holds the exact one."""
    if column.kind in ("text", "quarter", "choice", "flag"):
        return "@"
    if column.kind == "integer":
        return "#,##0"
    return NUMBER_FORMATS.get(column.unit, "#,##0.00" if column.unit else ANY_SIZE)


def format_in_row(unit: object, currency: str, *, difference: bool = False) -> str:
    """The format of a figure, or of a difference of two, whose unit stands in its own row."""
    if difference and unit == "share":
        return POINTS
    return NUMBER_FORMATS.get("currency" if unit == currency else str(unit), ANY_SIZE)


@cache
def in_font(font: Any, name: str) -> Any:
    """The same font with the typeface `name`."""
    if font.name == name:
        return font
    changed = copy(font)
    changed.name = name
    return changed


def width_of(text: str) -> int:
    """Width of text in characters; East Asian ones take two."""
    return sum(2 if ord(character) >= 0x2E80 else 1 for character in text)


def clean(text: str) -> str:
    """Text as a cell can hold it: no control characters, not too long."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:LONGEST_TEXT]


@dataclass(frozen=True)
class Formula:
    """What a cell calculates, with its equals sign."""

    text: str


def fill_cell(cell: Any, value: object) -> None:
    """Put a value into a cell; text stays text, whatever it begins with, and only a Formula calculates."""
    if isinstance(value, Formula):
        cell.value = value.text
    elif isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
    elif isinstance(value, float) and math.isinf(value):
        cell.value = "no limit"  # a spreadsheet knows no infinity
    else:
        cell.value = value


def scale_of(size: float) -> tuple[str, str]:
    """A number format that shows money of this size rounded, and the phrase of its unit."""
    if size >= 1e8:
        return "#,##0.0,,", "millions"
    if size >= 1e5:
        return "#,##0.0,", "thousands"
    return "#,##0", "money"
