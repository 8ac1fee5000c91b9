"""Design money, declared where it is born: one list feeds the objective and the results' cost table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo


@dataclass(frozen=True)
class Charge:
    """A cost that is linear in one design variable.

    It costs `amount` (plan currency, nominal, for one unit of `variable` over the whole of `period`), worth
    `amount * discount` on the plan date. `scenario` names the future in which it falls due; None means all.
    `counted_in` is what one unit of the variable stands for (money variables count in units of plan currency).
    """

    term: str
    subject: tuple[str, ...]
    period: str
    variable: Any
    amount: float
    discount: float
    scenario: str | None = None
    counted_in: float = 1.0


def present_cost(charges: list[Charge], scenario: str | None, unit: float) -> Any:
    """Sum of amount * discount * variable over the charges of `scenario` (None: those of every future)."""
    return pyo.quicksum(
        charge.amount * charge.discount / unit * charge.variable for charge in charges if charge.scenario == scenario
    )
