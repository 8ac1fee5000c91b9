"""What every solver hands back: a small honest result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Status = Literal["optimal", "gap_reached", "limit", "infeasible", "unbounded", "failed"]


@dataclass(frozen=True)
class Result:
    """The end of one solve. Amounts are in the units of the model's objective; what is not known is None.

    status       optimal: proven best, to the solver's tolerance; gap_reached: stopped because the gap asked for was
                 met; limit: stopped by a time, node or memory limit or by an interruption; failed: the solver broke
                 down or contradicted itself (`message` says how). A plan may stand in `values` under every status
                 but infeasible and unbounded.
    objective    value of exactly the plan in `values`, computed anew from the costs
    bound        no plan can be better than this
    gap          see `relative_gap`
    values       one value for each column of the compiled model
    interrupted  stopped by Ctrl-C or by the caller's event
    violation    largest violation among rows, bounds and integrality, see `Compiled.violation`
    message      notes for a person, "" when there is nothing to say
    """

    status: Status
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    values: Mapping[str, float] | None = None
    interrupted: bool = False
    seconds: float = 0.0
    nodes: int = 0
    violation: float | None = None
    message: str = ""


def relative_gap(objective: float | None, bound: float | None, gap_scale: float = 0.0) -> float | None:
    """`|bound - objective| / max(|objective|, gap_scale)`: how much better a plan could still be.

    `gap_scale` is an amount below which the objective is too small to divide by. None when either number is
    unknown, or when the divisor is 0 while the two differ.
    """
    if objective is None or bound is None:
        return None
    difference = abs(bound - objective)
    if difference == 0:
        return 0.0
    divisor = max(abs(objective), gap_scale)
    return difference / divisor if divisor > 0 else None
