"""Quarters as text ("2027Q1") and as a count, so that they can be compared and added."""

from __future__ import annotations

import re

_FORM = re.compile(r"(\d{4})Q([1-4])")
DAYS_PER_QUARTER = 91.25


def count(quarter: str) -> int:
    """Quarters since year 0: "2027Q1" is 8108. ValueError for any other form."""
    match = _FORM.fullmatch(quarter)
    if match is None:
        raise ValueError(f"{quarter!r} is not a quarter such as 2027Q1")
    return int(match[1]) * 4 + int(match[2]) - 1


def text(number: int) -> str:
    """The quarter with this count, as text."""
    return f"{number // 4}Q{number % 4 + 1}"
