"""Rows of a checked table as plain Python, typed Any: the declarations, not the type checker, know what they hold."""

from __future__ import annotations

from typing import Any

import pandas as pd


def records(table: pd.DataFrame) -> list[Any]:
    """Each row as a named tuple, in order."""
    return list(table.itertuples(index=False))


def numbered(table: pd.DataFrame) -> list[Any]:
    """Each row as a named tuple whose first field, `Index`, is its position in the table, in order."""
    return list(table.itertuples())


def tuples(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Each row as a plain tuple, in order."""
    return list(table.itertuples(index=False, name=None))
