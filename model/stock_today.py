"""Today's stock and the VAT with which more is cleared: what budgets and ceilings start from."""

from __future__ import annotations

from inputs.frames import tuples
from model.economics.dated import in_force
from model.prepare import Data


def stock_value_today(data: Data) -> dict[str, float]:
    """Value of current_stock by site, in plan currency."""
    found: dict[str, float] = {}
    for k, s, units in tuples(data.case.current_stock[["sku", "site", "units"]]):
        found[s] = found.get(s, 0.0) + units * data.values.get((k, s), 0.0)
    return found


def import_vat(data: Data) -> dict[tuple[str, str], float]:
    """VAT rate in force at site s at the start of period t."""
    periods, areas = data.network.calendar, data.case.customs_areas
    area_of = dict(zip(data.case.sites["site"], data.case.sites["customs_area"], strict=True))
    found: dict[tuple[str, str], float] = {}
    for t in periods.names:
        rules = in_force(areas, ["customs_area"], periods.first[t]).set_index("customs_area")["vat"]
        found |= {(s, t): float(rules.get(c, 0.0)) for s, c in area_of.items()}
    return found
