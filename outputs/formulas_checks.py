"""The checks as formulas: what was found and what must be, from the other sheets, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from outputs.dust import less
from outputs.formulas_network import Columns, each_row
from outputs.places import Places

Formula = Callable[[Places], str]


def _sumproduct(*columns: tuple[str, str]) -> Formula:
    """The sum of products of whole columns, (sheet, column) each."""
    return lambda places: f"SUMPRODUCT({','.join(places.column(*column) for column in columns)})"


def _largest(sheet: str, column: str) -> Formula:
    return lambda places: f"MAX(0,{places.column(sheet, column)})"


def _fact(item: str) -> Formula:
    return lambda places: places.provenance(item)


def _scenario_profits(places: Places) -> str:
    twice = (places.column("scenarios", name) for name in ("recomputed", "profit"))
    return f"SUMPRODUCT(MAX(ABS({'-'.join(twice)})))/MAX(1,{places.provenance('revenue_at_full_demand')}/1000)"


def _worst_average(places: Places) -> str:
    part = places.column("scenarios", "part_of_worst")
    return f"SUMPRODUCT({part},{places.column('scenarios', 'recomputed')})/SUM({part})"


def _objective(places: Places) -> str:
    weight = places.provenance("effective_aversion")
    expected, worst = (places.check(code, "value") for code in ("expected_profit", "worst_average"))
    return f"(1-{weight})*{expected}+{weight}*{worst}"


def _ledger_total(measure: str) -> Formula:
    return lambda places: places.cell("ledger", "total", places.profit_row(measure))


def _ledger_lines(places: Places) -> str:
    section, measure = (places.column("ledger", name) for name in ("section", "measure"))
    return f'SUMPRODUCT(({section}<>"total")*({measure}="amount")*{places.column("ledger", "total")})'


def _beyond_demand(sheet: str) -> Formula:
    def formula(places: Places) -> str:
        sold = "+".join(places.column(sheet, name) for name in ("by_warehouse", "by_parcel", "lost_to_delay"))
        return f"MAX(0,SUMPRODUCT(MAX({sold}-{places.column(sheet, 'demand')})))"

    return formula


def _lines_and_penalties(places: Places) -> str:
    return f"SUM({places.column('situation_lines', 'margin')})+SUM({places.column('situations', 'penalty')})"


def _limits(places: Places) -> str:
    excess, penalty, value = (places.column("limits", name) for name in ("excess", "penalty", "value"))
    size = f"(ABS({value})+(ABS({value})<1)*(1-ABS({value})))"  # at least 1
    return f'SUMPRODUCT(MAX(({penalty}="")*{excess}/{size}))'


def _from_sites(places: Places) -> str:
    return f'SUMIFS({places.column("flow_totals", "units")},{places.column("flow_totals", "channel")},"warehouse")'


VALUES: dict[str, Formula] = {
    "scenario_profits": _scenario_profits,
    "expected_profit": _sumproduct(("scenarios", "probability"), ("scenarios", "recomputed")),
    "worst_average": _worst_average,
    "objective": _objective,
    "ledger_profit": _ledger_total("present value"),
    "ledger_lines": _ledger_lines,
    "margins": lambda places: f"SUM({places.column('flow_totals', 'margin')})",
    "probabilities": lambda places: f"SUM({places.column('scenarios', 'probability')})",
    "bound": _fact("objective"),
    "demand_calm": _beyond_demand("assortment"),
    "demand_zones": _beyond_demand("service_level"),
    "handled": _from_sites,
    "utilisation": _largest("sites", "utilisation"),
    "ceilings": _largest("stock_ceilings", "of_ceiling"),
    "admitted": _largest("stock_ceilings", "of_admitted"),
    "one_operator": _largest("stock_ceilings", "operators_here"),
    "limits": _limits,
}
EXPECTED: dict[str, Formula] = {
    "expected_profit": _fact("expected_profit"),
    "worst_average": _fact("average_of_worst"),
    "objective": _fact("objective"),
    "ledger_profit": _fact("expected_profit"),
    "ledger_lines": _ledger_total("amount"),
    "margins": _lines_and_penalties,
    "bound": _fact("bound"),
}
EQUALITIES = ("expected_profit", "worst_average", "objective", "ledger_profit", "ledger_lines", "margins",
              "probabilities", "handled")  # fmt: skip
TRACED = tuple(VALUES)


def checks(places: Places, table: pd.DataFrame) -> Columns:
    """What the sheets give, the difference, and whether the tolerance covers it."""
    codes, rows = table["code"].tolist(), len(table)
    apart = less("{value}", "{expected}")
    equality = each_row(places, "checks", f"={apart}", rows)
    bound = each_row(places, "checks", f"=MAX(0,{apart})", rows)
    return {
        "value": [f"={VALUES[code](places)}" if code in VALUES else None for code in codes],
        "expected": [f"={EXPECTED[code](places)}" if code in EXPECTED else None for code in codes],
        "difference": [equality[row] if code in EQUALITIES else bound[row] for row, code in enumerate(codes)],
        "ok": each_row(places, "checks", '=IF(ABS({difference})<={tolerance},"yes","no")', rows),
    }
