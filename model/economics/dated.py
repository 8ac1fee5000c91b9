"""Dated rows: which of a sheet's rows hold in a quarter."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from inputs import quarters

ALWAYS = -1  # before every quarter that can be written


def in_force(table: pd.DataFrame, keys: Sequence[str], quarter: int) -> pd.DataFrame:
    """Rows of `table` that hold in `quarter` (a count, see `inputs.quarters`), without from_quarter, in their order.

    For each value of `keys` those rows hold whose from_quarter is the latest that has begun; blank is the
    beginning of time. A later date replaces all rows of an earlier one, every price band and fee step among them.
    Before the first date nothing holds. A period longer than a quarter is under the rule of its first quarter.
    """
    begins = _begins(table)
    begun = table[begins <= quarter].assign(begins=begins[begins <= quarter])
    latest = begun.groupby(list(keys), sort=False)["begins"].transform("max")
    return begun[begun["begins"] == latest].drop(columns=["begins", "from_quarter"]).reset_index(drop=True)


def last_change(table: pd.DataFrame, quarter: int) -> int:
    """The latest from_quarter (a count) that has begun by `quarter`: since then the same rows hold; ALWAYS if none."""
    begins = _begins(table)
    return int(begins[begins <= quarter].max()) if (begins <= quarter).any() else ALWAYS


def _begins(table: pd.DataFrame) -> pd.Series[int]:
    counts = [quarters.count(text) if isinstance(text, str) else ALWAYS for text in table["from_quarter"]]
    return pd.Series(counts, index=table.index, dtype="int64")
