"""A limit as it stands in the model, kept for the results' limits sheet: what was used, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Sense = Literal["at most", "at least"]


@dataclass(frozen=True)
class LimitRow:
    """One limit in one period ("" = the whole plan). `used` is an expression in the unit of `value`."""

    limit: str
    scope: str
    period: str
    used: Any
    sense: Sense
    value: float
    penalty: float | None
    excess: Any  # variable in the unit of `value`, or None for a limit that must hold
