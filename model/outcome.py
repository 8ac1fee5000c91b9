"""A plan and everything known about it: what the solvers hand on and the outputs write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from model.prepare import Data


@dataclass(frozen=True)
class Operations:
    """What operations do in one state, in units a quarter; only rows with units > 0.

    `ship`: sku, site, zone, units and the columns of StateTables.lanes (days, keep, its ledger lines, margin).
    `through`: sku, site, operator, bundle, units and the columns of StateTables.options.
    `parcels`: sku, carrier, zone, units and the columns of StateTables.parcels.
    `profit`: operating profit a quarter in plan currency, penalties included; `penalty`: the penalties in it (>= 0).
    """

    ship: pd.DataFrame
    through: pd.DataFrame
    parcels: pd.DataFrame
    profit: float
    penalty: float


@dataclass(frozen=True)
class Outcome:
    """A plan. Money in plan currency; present values on the plan's first day.

    `runs` (only where run): site, operator, bundle, period, opening (flag), capacity_m3, room_m3, kept_volume_m3,
    ceiling, kept_value, used_m3, used_value (highest over the period's states).
    `closings`: site, operator, period. `stock` (held only): sku, site, period, held (share, 1 unless continuous).
    `certificates` (ordered only): family, customs_area, period.
    `charges` (non-zero): term, scenario (None = every one), subject (text, parts joined by " / "), period, quantity,
    unit_cost, discount, present_value (= the product; costs positive).
    `limits`: limit, scope, period, sense, value, used, slack, penalty, excess.
    `operations[n]` belongs to `data.futures.states[n]`. `profits[w]` is the profit of a scenario.
    `objective` is that of the reported operations; `solver_objective` what the solver said; `bound` is proven or None.
    `status`: optimal, gap_reached or limit; `gap`: see `solvers.result.relative_gap`; `message`: the solver's remarks.
    `values`: every design variable by name, a start for the next solve.
    """

    data: Data
    runs: pd.DataFrame
    closings: pd.DataFrame
    stock: pd.DataFrame
    certificates: pd.DataFrame
    charges: pd.DataFrame
    limits: pd.DataFrame
    operations: tuple[Operations, ...]
    profits: dict[str, float]
    expected_profit: float
    cvar: float
    objective: float
    status: str
    bound: float | None
    gap: float | None
    solver_objective: float | None
    message: str
    values: dict[str, float]

    @property
    def improvement_possible(self) -> float | None:
        """Money by which a better plan could still beat this one; None while no bound is known."""
        return None if self.bound is None else max(0.0, self.bound - self.objective)


@dataclass(frozen=True)
class Note:
    """What a planner should know of a yardstick: no site runs today, it has no plan (`why`: the solver's words), or
    what stability costs: `price` in expected profit, found by planning without limits on changes, and the most that
    the objective could gain without them, proven (None: no bound)."""

    kind: Literal["today_is_parcels", "today_no_plan", "parcels_no_plan", "stability"]
    why: str = ""
    price: float = 0.0
    most: float | None = None


@dataclass(frozen=True)
class PlanResult:
    """The plan beside its yardsticks: today's network kept as it is, and parcels only (None: see notes)."""

    plan: Outcome
    today: Outcome | None
    parcels_only: Outcome | None
    notes: tuple[Note, ...] = ()
