"""The checks as formulas: what was found and what must be, from the other sheets, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from outputs.dust import less
from outputs.formulas_money import traceable
from outputs.formulas_network import Columns, each_row
from outputs.formulas_proof import counted
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


def _without(sheet: str) -> Formula:
    """Deliveries from sites that no row of a sheet counts."""

    def formula(places: Places) -> str:
        rows, channel = (places.column("flow_totals", name) for name in ("rows", "channel"))
        return f'SUMIFS({rows},{channel},"warehouse")-SUM({places.column(sheet, "deliveries")})'

    return formula


def _against_rules(places: Places) -> str:
    admitted, deliveries = (places.column("sku_assignment", name) for name in ("admitted", "deliveries"))
    return f'SUMPRODUCT(({admitted}="no")*{deliveries})'


def _uncertified(places: Places) -> str:
    return f'SUMPRODUCT(1*({places.column("sku_assignment", "certificate")}="missing"))'


def _beyond_ceiling(places: Places) -> str:
    over, ceiling, minimum = (
        places.column("site_use", name) for name in ("over_value", "ceiling", "minimum_stock_value")
    )
    room = f"({ceiling}-{minimum})"
    return f"SUMPRODUCT(MAX({over}/({room}+({room}<1)*(1-{room}))))"


def _beyond_limit(figure: str, limit: str) -> Formula:
    def formula(places: Places) -> str:
        has, most = (places.column("parcel_use", name) for name in (figure, limit))
        return f'SUMPRODUCT(({most}<>"")*({has}>{most}*(1+1E-9)))'

    return formula


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
    "demand": _largest("situations", "of_demand"),
    "held": _without("sku_assignment"),
    "running": _without("site_use"),
    "rules": _against_rules,
    "storage": _largest("site_use", "over_m3"),
    "stock_value": _beyond_ceiling,
    "parcel_max_weight": _beyond_limit("weight_kg", "max_weight"),
    "parcel_max_side": _beyond_limit("longest_side_cm", "max_side"),
    "parcel_max_value": _beyond_limit("price", "max_value"),
    "slowest": _largest("flow_totals", "slowest"),
    "certificates": _uncertified,
}
OF_LONG_SHEETS = {  # which go on in CSV files where they are long
    **dict.fromkeys(("held", "rules", "certificates"), "sku_assignment"),
    "demand_calm": "assortment",
}
OF_DELIVERIES = ("margins", "handled", "slowest", "held", "running", "rules")
EXPECTED: dict[str, Formula] = {
    "expected_profit": _fact("expected_profit"),
    "worst_average": _fact("average_of_worst"),
    "objective": _fact("objective"),
    "ledger_profit": _fact("expected_profit"),
    "ledger_lines": _ledger_total("amount"),
    "margins": _lines_and_penalties,
    "bound": _fact("bound"),
    "slowest": _fact("longest_days"),
}
EQUALITIES = ("expected_profit", "worst_average", "objective", "ledger_profit", "ledger_lines", "margins",
              "probabilities", "handled")  # fmt: skip


def traced(places: Places, code: str) -> bool:
    """Whether the sheets hold all that a check adds up."""
    return code in VALUES and (code not in OF_LONG_SHEETS or places.whole(OF_LONG_SHEETS[code]))


def remark(places: Places, code: str) -> str:
    """The phrase that says what in a check is no formula; "" where all is."""
    if not traced(places, code):
        return "remark_elsewhere"
    if code == "demand":
        return "remark_demand"
    if code in ("storage", "stock_value"):
        return "remark_volumes"
    if code in OF_DELIVERIES and not (
        traceable(places) and all(counted(places, sheet) for sheet in ("site_use", "sku_assignment"))
    ):
        return "remark_deliveries"
    return "remark_inputs" if code in ("rules", "certificates") else ""


def checks(places: Places, table: pd.DataFrame) -> Columns:
    """What the sheets give, the difference, and whether the tolerance covers it."""
    codes, rows = table["code"].tolist(), len(table)
    apart = less("{value}", "{expected}")
    equality = each_row(places, "checks", f"={apart}", rows)
    bound = each_row(places, "checks", f"=MAX(0,{apart})", rows)
    return {
        "value": [f"={VALUES[code](places)}" if traced(places, code) else None for code in codes],
        "expected": [f"={EXPECTED[code](places)}" if code in EXPECTED else None for code in codes],
        "difference": [equality[row] if code in EQUALITIES else bound[row] for row, code in enumerate(codes)],
        "ok": each_row(places, "checks", '=IF(ABS({difference})<={tolerance},"yes","no")', rows),
    }
