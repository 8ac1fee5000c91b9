"""Formulas of the sheets about money, risk and limits."""

from __future__ import annotations

import pandas as pd

from outputs.dust import less
from outputs.formulas_network import Columns, each_row
from outputs.places import FIRST_ROW, Places, quoted
from outputs.tables_money import FACTORS, KEYS_OF_LINES, PENALTIES

MOST_PRODUCTS = 40_000_000  # cells multiplied to trace situations to flows; past it they are numbers
MONEY_DIGITS = 2  # profits are ordered to the cent: programs differ in how they compare the digits beyond


def ledger(places: Places, table: pd.DataFrame) -> Columns:
    """Operating lines from situation_lines, charges from the sheet charges, totals from the lines above them."""
    shown = [str(name) for name in table.columns]
    names = shown[shown.index("total") + 1 :]
    calendar = places.values("periods", "period")
    columns: Columns = {"total": [None] * len(table), **{name: [None] * len(table) for name in names}}
    first, last = places.letter("ledger", names[0]), places.letter("ledger", names[-1])
    block = 0
    lines = list(zip(table["line"], table["section"], table["measure"], strict=True))
    for row, (line, section, measure) in enumerate(lines):
        columns["total"][row] = f"=SUM({first}{FIRST_ROW + row}:{last}{FIRST_ROW + row})"
        for name, period in zip(names, calendar, strict=True):
            letter = places.letter("ledger", name)
            if section == "total":
                columns[name][row] = _total(letter, block, row, lines)
            elif section == "operations":
                columns[name][row] = _operating(places, str(line), quoted(period), FACTORS[measure])
            else:
                columns[name][row] = _charged(places, f"$A{FIRST_ROW + row}", quoted(period), section, measure)
        if line == "profit" and section == "total":
            block = row + 1
    return columns


def _total(letter: str, first: int, row: int, lines: list[tuple[str, str, str]]) -> str | None:
    """The sum of the lines above that are no totals themselves."""
    above = [at for at in range(first, row) if lines[at][1] != "total"]
    if not above:
        return None
    spans, begin = [], above[0]
    for at, following in zip(above, [*above[1:], None], strict=True):
        if following != at + 1:
            spans.append(f"{letter}{FIRST_ROW + begin}:{letter}{FIRST_ROW + at}")
            begin = following or 0
    return f"=SUM({','.join(spans)})"


def _operating(places: Places, line: str, period: str, factor: str) -> str:
    sheet = "situation_lines"
    when = f"({places.column(sheet, 'period')}={period})"
    return f"=SUMPRODUCT({when}*{places.column(sheet, factor)}*{places.column(sheet, line)})"


def _charged(places: Places, term: str, period: str, section: str, measure: str) -> str:
    cells = {name: places.column("charges", name) for name in places.letters("charges")}
    everywhere = "=" if section == "design" else "<>"
    money = cells["present_value"] if measure == "present value" else f"{cells['quantity']}*{cells['unit_cost']}"
    which = f'({cells["term"]}={term})*({cells["scenario"]}{everywhere}"")*({cells["period"]}={period})'
    return f"=-SUMPRODUCT({which}*{cells['chance']}*{money})"


def scenarios(places: Places, table: pd.DataFrame) -> Columns:
    """Each profit a second time from states and charges; losses; what counts among the worst outcomes."""
    sheet, rows = "scenarios", len(table)
    states = {name: places.column("scenario_states", name) for name in ("scenario", "present_value")}
    paid = {name: places.column("charges", name) for name in ("scenario", "present_value")}
    earned = f"SUMPRODUCT(({states['scenario']}={{scenario}})*{states['present_value']})"
    costs = f'SUMPRODUCT((({paid["scenario"]}="")+({paid["scenario"]}={{scenario}}))*{paid["present_value"]})'
    profit, chance = places.column(sheet, "profit"), places.column(sheet, "probability")
    tail = places.provenance("tail")
    cents = f"ROUND({{profit}},{MONEY_DIGITS})"
    worst = []
    for row in range(rows):
        before = f"SUMPRODUCT((ROUND({profit},{MONEY_DIGITS})<{cents})*{chance})"
        if row:
            above, its_chance = (places.column(sheet, name, 0, row - 1) for name in ("profit", "probability"))
            before += f"-SUMPRODUCT((ROUND({above},{MONEY_DIGITS})={cents})*{its_chance})"
        worst.append(f"=MAX(0,MIN({{probability}},{tail}-{before}))")
    return {
        "recomputed": each_row(places, sheet, f"={earned}-{costs}", rows),
        "part_of_worst": [each_row(places, sheet, pattern, row + 1)[row] for row, pattern in enumerate(worst)],
        "loss": each_row(places, sheet, f"=-{less('{profit}', places.cell(sheet, 'profit', 0))}", rows),
        "weighted_loss": each_row(places, sheet, "={probability}*{loss}", rows),
    }


def seizure_rates(places: Places, table: pd.DataFrame) -> Columns:
    years = f"(SUM({places.column('periods', 'quarters')})/4)"
    patterns = {
        "assumed_here": '=IF({pays_tax}="yes",{assumed},1-(1-{assumed})^{factor_no_tax})',
        "implied": f"=1-(1-{{over_the_plan}})^(1/{years})",
    }
    return {name: each_row(places, "seizure_rates", pattern, len(table)) for name, pattern in patterns.items()}


def limits(places: Places, table: pd.DataFrame) -> Columns:
    patterns = {
        "slack": f'={less("{used}", "{value}")}*IF({{sense}}="at most",-1,1)',
        "excess": "=MAX(0,-{slack})",
    }
    return {name: each_row(places, "limits", pattern, len(table)) for name, pattern in patterns.items()}


def flow_totals(places: Places, table: pd.DataFrame) -> Columns:
    """What stands in this workbook, and where that is all, the rest."""
    sheet = "flow_totals"
    mine = f"{places.column('flows', 'situation')},{{situation}},{places.column('flows', 'channel')},{{channel}}"
    columns = {"rows_here": each_row(places, sheet, f"=COUNTIFS({mine})", len(table))}
    flows = {name: places.column("flows", name) for name in ("situation", "channel", "days")}
    here = f"({flows['situation']}={{situation}})*({flows['channel']}={{channel}})"
    slowest = f"=SUMPRODUCT(MAX({here}*{flows['days']}))"
    if traceable(places):
        costs = {name: places.column("unit_costs", name) for name in ("situation", "channel", "units", "margin")}
        sold = f"({costs['situation']}={{situation}})*({costs['channel']}={{channel}})"
        columns |= {
            "slowest": each_row(places, sheet, slowest, len(table)),
            "rows": each_row(places, sheet, f"=COUNTIFS({mine})", len(table)),
            "units": each_row(places, sheet, f"=SUMIFS({places.column('flows', 'units')},{mine})", len(table)),
            "margin": each_row(places, sheet, f"=SUMPRODUCT({sold}*{costs['units']}*{costs['margin']})", len(table)),
        }
    return columns


def traceable(places: Places) -> bool:
    """Whether every delivery stands in the workbook, few enough to be multiplied out again."""
    lines = len(places.letters("situation_lines"))
    work = places.rows("unit_costs") * places.rows("situation_lines") * lines
    return places.whole("flows") and places.whole("unit_costs") and work <= MOST_PRODUCTS


def periods(places: Places, table: pd.DataFrame) -> Columns:
    ceilings = {name: places.column("stock_ceilings", name) for name in ("period", "ceiling")}
    patterns = {
        "weight": "={quarters}*{discount}",
        "stock_ceilings": f"=SUMPRODUCT(({ceilings['period']}={{period}})*{ceilings['ceiling']})",
    }
    return {name: each_row(places, "periods", pattern, len(table)) for name, pattern in patterns.items()}


def situations(places: Places, table: pd.DataFrame) -> Columns:
    lines = {name: places.column("situation_lines", name) for name in ("situation", "margin")}
    earned = f"=SUMPRODUCT(({lines['situation']}={{situation}})*{lines['margin']})"
    return {"operating_profit": each_row(places, "situations", earned, len(table))}


def situation_lines(places: Places, table: pd.DataFrame) -> Columns:
    """Chances times lengths, the sum of the lines, and each line from the units and lines of unit_costs."""
    sheet, rows = "situation_lines", len(table)
    lines = [str(name) for name in table.columns if name not in KEYS_OF_LINES]
    chance = _looked_up(places, "situations", "situation", "chance", "{situation}")
    columns = {
        "expected_quarters": each_row(
            places, sheet, f"={chance}*{_looked_up(places, 'periods', 'period', 'quarters', '{period}')}", rows
        ),
        "expected_weight": each_row(
            places, sheet, f"={chance}*{_looked_up(places, 'periods', 'period', 'weight', '{period}')}", rows
        ),
    }
    if lines:
        columns["margin"] = each_row(places, sheet, f"=SUM({{{lines[0]}}}:{{{lines[-1]}}})", rows)
    if traceable(places):
        here = f"({places.column('unit_costs', 'situation')}={{situation}})*{places.column('unit_costs', 'units')}"
        for line in lines:
            if line != PENALTIES:
                pattern = f"=SUMPRODUCT({here}*{places.column('unit_costs', line)})"
                columns[line] = each_row(places, sheet, pattern, rows)
    if PENALTIES in lines:
        penalty = _looked_up(places, "situations", "situation", "penalty", "{situation}")
        columns[PENALTIES] = each_row(places, sheet, f"=-{penalty}", rows)
    return columns


def _looked_up(places: Places, sheet: str, key: str, value: str, wanted: str) -> str:
    """The value in the one row of a sheet with this key."""
    return f"SUMPRODUCT(({places.column(sheet, key)}={wanted})*{places.column(sheet, value)})"


def scenario_states(places: Places, table: pd.DataFrame) -> Columns:
    earned = _looked_up(places, "situations", "situation", "operating_profit", "{situation}")
    weight = _looked_up(places, "periods", "period", "weight", "{period}")
    return {"present_value": each_row(places, "scenario_states", f"={earned}*{weight}", len(table))}


def charges(places: Places, table: pd.DataFrame) -> Columns:
    return {"present_value": each_row(places, "charges", "={quantity}*{unit_cost}*{discount}", len(table))}
