"""Formulas of the sheets about the network: comparison, sites, stock_ceilings, assortment, service_level."""

from __future__ import annotations

import pandas as pd

from outputs.places import FIRST_ROW, Places, quoted
from outputs.tables_service import ALL_ZONES, CALM

MOST_FORMULAS = 20_000  # rows of a long sheet past which its differences are numbers
Columns = dict[str, list[str | None]]


def each_row(places: Places, sheet: str, pattern: str, rows: int) -> list[str | None]:
    """`pattern` for every row, its {column} names replaced by the row's cells."""
    letters = places.letters(sheet)
    return [
        pattern.format_map({name: f"{letter}{FIRST_ROW + row}" for name, letter in letters.items()})
        for row in range(rows)
    ]


def comparison(places: Places, table: pd.DataFrame) -> Columns:
    """Expected profits and the plan's other figures; those of the yardsticks come from plans of their own."""
    chance = places.column("scenarios", "probability")
    columns: Columns = {
        name: [f"=SUMPRODUCT({chance},{places.column('scenarios', profits)})", *[None] * (len(table) - 1)]
        for name, profits in (("plan", "profit"), ("today", "today"), ("parcels_only", "parcels_only"))
    }
    worst = places.column("scenarios", "part_of_worst")
    service = {
        name: places.column("service_level", name)
        for name in ("zone", "futures", "quarters", "demand", "by_warehouse", "by_parcel", "orders_on_target")
    }
    calm = f"({service['zone']}={quoted(ALL_ZONES)})*({service['futures']}={quoted(CALM)})*{service['quarters']}"
    sold = f"{calm}*({service['by_warehouse']}+{service['by_parcel']})"
    columns["plan"][1:] = [
        f"=SUMPRODUCT({worst},{places.column('scenarios', 'profit')})/SUM({worst})",
        f"=MAX({places.column('periods', 'stock_ceilings')})",
        f"=SUMPRODUCT({sold}*{service['orders_on_target']})/SUMPRODUCT({sold})",
        f"=SUMPRODUCT({sold})/SUMPRODUCT({calm}*{service['demand']})",
    ]
    return columns


def sites(places: Places, table: pd.DataFrame) -> Columns:
    return {"utilisation": each_row(places, "sites", "={used_m3}/{capacity_m3}", len(table))}


def stock_ceilings(places: Places, table: pd.DataFrame) -> Columns:
    site, period = (places.column("stock_ceilings", name) for name in ("site", "period"))
    patterns = {
        "of_ceiling": "={used_value}/{ceiling}",
        "of_admitted": "={ceiling}/{admitted}",
        "seizure_costs": "={ceiling}*{seizure_loss}",
        "operators_here": f"=SUMPRODUCT(({site}={{site}})*({period}={{period}}))",
    }
    return {name: each_row(places, "stock_ceilings", pattern, len(table)) for name, pattern in patterns.items()}


def assortment(places: Places, table: pd.DataFrame) -> Columns:
    if len(table) > MOST_FORMULAS:
        return {}
    unmet = "=MAX(0,{demand}-{by_warehouse}-{by_parcel}-{lost_to_delay})"
    return {"unmet": each_row(places, "assortment", unmet, len(table))}


def service_level(places: Places, table: pd.DataFrame) -> Columns:
    """Shares and differences of every row, and the totals of the rows for all zones."""
    sheet, rows = "service_level", len(table)
    columns = {
        "unmet": each_row(places, sheet, "=MAX(0,{demand}-{by_warehouse}-{by_parcel}-{lost_to_delay})", rows),
        "demand_met": each_row(places, sheet, "=({by_warehouse}+{by_parcel})/{demand}", rows),
    }
    shown = table[["zone", "futures"]]
    for row, (zone, futures) in enumerate(shown.itertuples(index=False)):
        if zone == ALL_ZONES:
            here = (shown["futures"] == futures) & (shown["zone"] != ALL_ZONES)
            zones = [at for at, mine in enumerate(here) if mine]
            for name, formula in _of_all_zones(places, row, zones[0], zones[-1]).items():
                columns.setdefault(name, [None] * rows)[row] = formula
    return columns


def _of_all_zones(places: Places, row: int, first: int, last: int) -> dict[str, str]:
    """Sums and averages for one period, over the rows `first` to `last` of its futures, a zone each."""
    sheet = "service_level"
    cells = {name: places.column(sheet, name, first, last) for name in places.letters(sheet)}
    mine = f"({cells['period']}={places.letter(sheet, 'period')}{FIRST_ROW + row})"
    sold = f"({cells['by_warehouse']}+{cells['by_parcel']})"
    sums = {
        name: f"=SUMPRODUCT({mine}*{cells[name]})" for name in ("demand", "by_warehouse", "by_parcel", "lost_to_delay")
    }
    averages = {
        name: f"=SUMPRODUCT({mine}*{sold}*{cells[name]})/SUMPRODUCT({mine}*{sold})"
        for name in ("orders_on_target", "average_days")
    }
    return sums | averages
