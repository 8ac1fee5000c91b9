"""The workbook that is written where there is no plan: which cells of the plan to change so that there is one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from inputs.saving import save
from inputs.schema import Sheet
from model.changes import Advice
from outputs.language import Language, Words
from outputs.schema import integer, number, text
from outputs.sheets_money import PROVENANCE
from outputs.workbook import add_table

SUGGESTIONS = Sheet(
    "suggestions",
    "changes to the plan workbook that make a plan possible, the smallest first; all rows of one suggestion together",
    "修改建议",
    "предложения",
    (
        integer("suggestion", "any one of them suffices", "方案", "вариант", key=True),
        text("sheet", "sheet of the plan workbook", "工作表", "лист", key=True),
        text("cell", "cell to change, or row to remove, such as 7:7", "单元格", "ячейка", key=True),
        text("column", "its column; blank: the whole row", "列", "столбец"),
        text("subject", "what the row is about", "对象", "предмет"),
        number("now", "what stands there", "现值", "сейчас", "cell's unit"),
        text("change", "at least, at most (any figure beyond works too), to, or remove the row", "修改", "изменение"),
        number("suggested", "what to type there", "建议值", "предложено", "cell's unit"),
    ),
)  # fmt: skip


def path_beside(results: Path) -> Path:
    """Where the suggestions go: beside the results, so that the last good ones stay."""
    return results.with_name(f"{results.stem}.infeasible.xlsx")


def suggestions_table(advice: Advice) -> pd.DataFrame:
    """One row a change, with the columns of SUGGESTIONS."""
    rows = [
        (number, one.row.sheet, one.cell, one.column or None, one.subject, one.now, one.how, one.suggested)
        for number, suggestion in enumerate(advice.suggestions, start=1)
        for one in suggestion.changes
    ]
    return pd.DataFrame(rows, columns=list(SUGGESTIONS.names)).astype({"now": "object", "suggested": "object"})


def write_advice(
    advice: Advice,
    path: str | os.PathLike[str],
    provenance: Mapping[str, str | float | None],
    *,
    currency: str,
    language: Language = "en",
) -> None:
    """Write the suggestions and where they come from to `path`, whole or not at all; raises OSError."""
    book = Workbook(write_only=True)
    given = {**provenance, "proven_smallest": "yes" if advice.proven else "no"}
    items = pd.DataFrame(list(given.items()), columns=["item", "value"]).astype({"value": "object"})
    add_table(book, SUGGESTIONS, suggestions_table(advice), currency, Words(language))
    add_table(book, PROVENANCE, items, currency, Words(language))
    save(book, path)
