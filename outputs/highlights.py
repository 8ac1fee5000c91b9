"""Cells that change colour with what they hold: limits reached, full sites, failed checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from outputs.places import FIRST_ROW

RED, AMBER, GREEN = ("F8CBC6", "8C1D18"), ("FCE4B8", "7A4B00"), ("D5EBD8", "1E5B2A")  # fill, letters
FULL = 0.95  # share from which on room, or what an operator admits, counts as used up
WIDE_GAP = 0.05


@dataclass(frozen=True)
class Highlight:
    """Cells of `columns` in `colours` in rows where `formula` holds; {name} is the row's cell of that column."""

    columns: tuple[str, ...]
    formula: str
    colours: tuple[str, str]


REACHED = "AND(ISNUMBER({slack}),ABS({slack})<=1E-6*MAX(1,ABS({value})))"
HIGHLIGHTS: dict[str, tuple[Highlight, ...]] = {
    "sites": (
        Highlight(("utilisation",), f"AND(ISNUMBER({{utilisation}}),{{utilisation}}>={FULL})", AMBER),
        Highlight(("action",), '{action}="opens"', GREEN),
        Highlight(("action",), '{action}="closes"', RED),
    ),
    "stock_ceilings": (
        Highlight(("of_admitted",), f"AND(ISNUMBER({{of_admitted}}),{{of_admitted}}>={FULL})", AMBER),
        Highlight(("operators_here",), "{operators_here}>1", RED),
    ),
    "limits": (
        Highlight(("used", "slack", "excess"), "AND(ISNUMBER({excess}),{excess}>1E-6*MAX(1,ABS({value})))", RED),
        Highlight(("used", "slack"), REACHED, AMBER),
    ),
    "checks": (
        Highlight(("difference", "ok"), '{ok}="no"', RED),
        Highlight(("ok",), '{ok}="yes"', GREEN),
    ),
    "scenarios": (Highlight(("profit",), "AND(ISNUMBER({profit}),{profit}<0)", RED),),
    "provenance": (Highlight(("value",), f'AND({{item}}="gap",ISNUMBER({{value}}),{{value}}>{WIDE_GAP})', AMBER),),
    "assortment": (Highlight(("offered_by",), '{offered_by}="not offered"', AMBER),),
}


def add_highlights(page: Any, sheet: str, names: Sequence[str], rows: int) -> None:
    """Add a sheet's rules to its page; `names` are its columns, `rows` its rows of figures."""
    letters = {name: get_column_letter(at) for at, name in enumerate(names, start=1)}
    first = {name: f"${letter}{FIRST_ROW}" for name, letter in letters.items()}
    for highlight in HIGHLIGHTS.get(sheet, ()) if rows else ():
        fill, ink = highlight.colours
        looks = DifferentialStyle(font=Font(color=ink), fill=PatternFill(bgColor=fill, fill_type="solid"))
        for name in highlight.columns:
            rule = Rule(type="expression", dxf=looks, stopIfTrue=True, formula=[highlight.formula.format_map(first)])
            page.conditional_formatting.add(f"{letters[name]}{FIRST_ROW}:{letters[name]}{FIRST_ROW + rows - 1}", rule)
