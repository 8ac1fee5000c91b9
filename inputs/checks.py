"""What must hold in a workbook: a list of sentences, each with the function that finds what breaks it."""

from __future__ import annotations

from collections.abc import Iterator

from inputs.checks_customs import CUSTOMS_CHECKS
from inputs.checks_decisions import DECISION_CHECKS
from inputs.checks_goods import GOODS_CHECKS
from inputs.checks_network import NETWORK_CHECKS
from inputs.checks_risk import RISK_CHECKS
from inputs.checks_sense import SENSE_CHECKS
from inputs.draft import Check, Draft, listed
from inputs.problems import Problem, nearest
from inputs.schema import Value
from inputs.tables import Table


def keys_unique(draft: Draft) -> Iterator[Problem]:
    """E301, naming both rows; the second counts as refused from here on."""
    for table in draft.tables.values():
        keys = table.sheet.keys
        first: dict[tuple[Value, ...], int] = {}
        repeated: set[int] = set()
        for i, key in enumerate(zip(*(table.values[name] for name in keys), strict=True)):
            if i in table.refused:
                continue
            if first.setdefault(key, i) != i:
                repeated.add(i)
                yield _repeated(table, first[key], i, key)
        table.refused |= repeated


def _repeated(table: Table, first: int, second: int, key: tuple[Value, ...]) -> Problem:
    told = [
        f"{name} {value}"
        for name, value in zip(table.sheet.keys, key, strict=True)
        if value is not None and not (table.wide and name == table.sheet.wide_by)
    ]
    message = f"rows {table.rows[first]} and {table.rows[second]} both stand for {', '.join(told) or 'all'}"
    fix = "remove one of the two rows, or merge them"
    return table.problem("E301", second, table.sheet.keys[0], message, fix=fix)


def references_known(draft: Draft) -> Iterator[Problem]:
    """E302, E303; a row that names something unknown counts as refused from here on."""
    for table in draft.tables.values():
        for column in table.sheet.columns:
            target, _, name = column.reference.partition(".")
            if not target or name in draft[target].unsure or draft[target].missing:
                continue
            words = draft[target].words(name)
            if column.reference == "currencies.currency":
                words[draft.currency] = None
            broken: set[int] = set()
            values = table.values[column.name]
            nearby: dict[Value, str | None] = {}  # looking for the nearest spelling takes long
            for i in table.good():
                value = values[i]
                if value is None or value in words:
                    continue
                if value not in nearby:
                    nearby[value] = nearest(str(value), words)
                broken.add(i)
                yield _unknown(table, i, column.name, target, words, nearby[value])
            table.refused |= broken


def _unknown(table: Table, i: int, column: str, target: str, words: dict[str, None], near: str | None) -> Problem:
    value = table.values[column][i]
    fix = f"perhaps {near} is meant" if near else f"add {value} to the {target} sheet, or correct it"
    if target == "currencies":
        message = "this currency has no rate"
        return table.problem("E303", i, column, message, fix=f"add {value} to the currencies sheet")
    return table.problem("E302", i, column, f"not on the {target} sheet", allowed=listed(words), fix=fix)


CHECKS: tuple[Check, ...] = (
    ("No two rows of a sheet stand for the same thing.", keys_unique),
    ("Whatever a cell names stands on the sheet it refers to.", references_known),
    *GOODS_CHECKS,
    *NETWORK_CHECKS,
    *CUSTOMS_CHECKS,
    *RISK_CHECKS,
    *DECISION_CHECKS,
    *SENSE_CHECKS,
)
