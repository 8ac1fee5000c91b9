"""A limit as it stands in the model, kept for the results' limits sheet: what was used, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Sense = Literal["at most", "at least"]


@dataclass(frozen=True)
class LimitRow:
    """One limit in one period ("" = the whole plan).

    `used` is an expression in the unit of `value`; `excess` is the variable by which the limit may be broken, counted
    in `scale` of that unit, or None for a limit that must hold and for one whose
    excess is counted in operations.
    """

    limit: str
    scope: str
    period: str
    used: Any
    sense: Sense
    value: float
    penalty: float | None
    excess: Any
    scale: float = 1.0

    def broken_by(self, used: float) -> float:
        """By how much `used` breaks the limit, in the unit of `value`; 0 where it holds."""
        return max(0.0, used - self.value if self.sense == "at most" else self.value - used)
