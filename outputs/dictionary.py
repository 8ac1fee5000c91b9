"""The sheet `dictionary`: every sheet and column of this workbook, from the declarations."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from inputs.schema import Sheet
from outputs.schema import columns_of
from outputs.sheets_money import DICTIONARY

PAGES = (  # sheets laid out by hand, which no declaration describes
    ("summary", "摘要", "сводка", "page one: what to decide, what it earns and risks, how far to trust it"),
    ("map", "地图", "карта", "zones, sites and main flows on a map"),
    ("charts", "图表", "диаграммы", "where the money goes, who is served and how fast, how full the sites are"),
)


def dictionary(sheets: tuple[Sheet, ...], tables: Mapping[str, pd.DataFrame], currency: str) -> pd.DataFrame:
    """A row for each page and each of `sheets`, and one for each column that a table has; units in the plan's currency.

    The sheet itself is described from its own declaration.
    """
    rows: list[tuple[str | None, ...]] = [
        (name, None, name, chinese, russian, None, meaning) for name, chinese, russian, meaning in PAGES
    ]
    for sheet in sheets:
        rows.append((sheet.name, None, sheet.name.replace("_", " "), sheet.zh, sheet.ru, None, sheet.meaning))
        names = [str(name) for name in tables[sheet.name].columns] if sheet.name in tables else list(sheet.names)
        rows += [
            (
                *(sheet.name, column.name, column.name.replace("_", " "), column.zh, column.ru),
                *(column.unit.replace("currency", currency) or None, column.meaning),
            )
            for column in columns_of(sheet, names)
        ]
    return pd.DataFrame(rows, columns=list(DICTIONARY.names))
