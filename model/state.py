"""What one period looks like to operations in one possible future."""

from __future__ import annotations

from dataclasses import dataclass

OPTION_KEY = ["site", "operator", "bundle"]  # columns that name an option in every table
Option = tuple[str, str, str]  # (site, operator, bundle): one way to run a site, index a
Tenancy = tuple[str, str]  # (site, operator): who is let in, whatever the bundle, index h


@dataclass(frozen=True)
class State:
    """Everything that operations depend on in one period; scenarios that agree in it share it.

    Every tuple is sorted, neutral entries (factor 1, 0 points, alive 1) are left out, so two futures that
    look alike are equal. Scopes of duty events: (duty_class or "", customs_area or "", value), "" = any.
    `demand` pairs a scope ("all", "category:x", "zone:x", "country:x", "sku:x") with a factor. `alive` gives the share
    of the period in which an option can work (after a seizure); options not named are alive throughout.
    """

    period: str
    quarter: int  # count of the period's first quarter, see inputs.quarters
    quarters: int  # length of the period
    duty_points: tuple[tuple[str, str, float], ...] = ()
    duty_factors: tuple[tuple[str, str, float], ...] = ()
    closed: tuple[str, ...] = ()  # corridors
    corridor_costs: tuple[tuple[str, float], ...] = ()  # factor on container_cost
    corridor_days: tuple[tuple[str, float], ...] = ()  # days added
    currencies: tuple[tuple[str, float], ...] = ()  # factor on the rate to the plan's currency
    demand: tuple[tuple[str, float], ...] = ()
    alive: tuple[tuple[Option, float], ...] = ()
