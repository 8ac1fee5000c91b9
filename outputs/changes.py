"""Two results workbooks side by side: what is decided otherwise, and which figures differ."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from inputs import quarters
from inputs.frames import records
from outputs.dust import without_dust
from outputs.reading import Results
from outputs.sheets_changes import DECISIONS, FIGURES

CEILING_CHANGES = 0.01  # smaller relative changes of a stock ceiling are not told
NOTHING = "-"
POINTS_A_SHARE = 100.0  # a difference of shares is told in points
KINDS = ("site", "certificate", "SKU held", "stock ceiling")
MAIN = (  # rows of the sheet comparison, whatever language it speaks
    "expected profit", "average of the worst outcomes", "stock at risk", "orders within the target days", "demand met",
)  # fmt: skip
Held = dict[tuple[str, str, str], dict[int, str]]  # (decision, site, subject) -> what is decided, by quarter


def decisions(old: Results, new: Results) -> pd.DataFrame:
    """The sheet decisions: a row for each unbroken spell of quarters in which the plans decide otherwise, by KINDS."""
    shared = sorted(set(_quarters(old)) & set(_quarters(new)))
    before, after = _decided(old), _decided(new)
    rows = []
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key, {}), after.get(key, {})
        pairs = [(q, was.get(q, NOTHING), now.get(q, NOTHING)) for q in shared]
        rows += [(*key, *spell) for spell in _spells([p for p in pairs if not _alike(key[0], p[1], p[2])])]
    rows.sort(key=lambda row: KINDS.index(row[0]))
    return pd.DataFrame(rows, columns=list(DECISIONS.names), dtype="object")


def _quarters(results: Results) -> dict[int, str]:
    """The period of every quarter of the plan."""
    return {
        quarter: str(row.period)
        for row in records(results.tables["periods"])
        for begin in [quarters.count(str(row.first_quarter))]
        for quarter in range(begin, begin + int(row.quarters))
    }


def _decided(results: Results) -> Held:
    """Every decision by quarter, as text."""
    found: Held = {}
    periods: dict[str, list[int]] = {}
    for quarter, period in _quarters(results).items():
        periods.setdefault(period, []).append(quarter)

    def decide(decision: str, site: str, subject: str, period: str, what: str) -> None:
        found.setdefault((decision, site, subject), {}).update(dict.fromkeys(periods[period], what))

    runs = results.tables["sites"]
    for row in records(runs[runs["bundle"].notna()]):
        decide("site", row.site, "", row.period, f"{row.operator}, {row.bundle}")
        decide("stock ceiling", row.site, "", row.period, repr(float(row.stock_ceiling or 0)))
    for row in records(results.tables["sku_assignment"]):
        decide("SKU held", row.site, row.sku, row.period, "held")
    for row in records(results.tables["certificates"]):
        begin = quarters.count(row.holds_from) if isinstance(row.holds_from, str) else -1
        end = quarters.count(row.holds_until) if isinstance(row.holds_until, str) else 1 << 30
        if row.status in ("held", "order"):
            held = {quarter: "held" for quarter in _quarters(results) if begin <= quarter <= end}
            found.setdefault(("certificate", row.customs_area, row.family), {}).update(held)
    return found


def _alike(decision: str, old: str, new: str) -> bool:
    if decision != "stock ceiling" or NOTHING in (old, new):
        return old == new or (decision == "stock ceiling" and NOTHING in (old, new))  # the site's own line tells it
    return abs(float(new) - float(old)) <= CEILING_CHANGES * max(float(old), float(new), 1.0)


def _spells(pairs: list[tuple[int, str, str]]) -> list[tuple[str, str, str, str]]:
    """First quarter, last quarter, old, new of each run of quarters with the same two decisions."""
    spells: list[tuple[int, int, str, str]] = []
    for (quarter, old, new), previous in zip(pairs, [None, *pairs], strict=False):
        joins = previous is not None and previous == (quarter - 1, old, new)
        spells = (
            [*spells[:-1], (spells[-1][0], quarter, old, new)] if joins else [*spells, (quarter, quarter, old, new)]
        )
    return [(quarters.text(a), quarters.text(b), _shown(old), _shown(new)) for a, b, old, new in spells]


def _shown(decided: str) -> str:
    """Amounts rounded for people."""
    try:
        return f"{float(decided):,.0f}"
    except ValueError:
        return decided


def figures(old: Results, new: Results) -> pd.DataFrame:
    """The sheet figures: those of `comparison`, then the ledger's present values line by line.

    Differences of shares are in points: 90 % after 80 % is 10 points more, and no 10 %.
    """
    pairs = zip(MAIN, records(old.tables["comparison"]), records(new.tables["comparison"]), strict=True)
    rows = [(name, str(now.unit), was.plan, now.plan) for name, was, now in pairs]
    currency = str(new.provenance["currency"])
    totals = [_present_values(results) for results in (old, new)]
    for line in dict.fromkeys((*totals[0], *totals[1])):
        rows.append((line, currency, totals[0].get(line, 0.0), totals[1].get(line, 0.0)))
    table = pd.DataFrame(rows, columns=["figure", "unit", "old", "new"])
    for name in ("old", "new"):
        table[name] = table[name].astype("float64")
    changes = zip(table["new"] - table["old"], table["old"], table["unit"], strict=True)
    apart = [without_dust(change, old) * (POINTS_A_SHARE if unit == "share" else 1.0) for change, old, unit in changes]
    return table.assign(difference=apart)[list(FIGURES.names)]


def _present_values(results: Results) -> Mapping[str, float]:
    ledger = results.tables["ledger"]
    rows = ledger[ledger["measure"] == "present value"]
    return {str(row.line): float(row.total) for row in records(rows)}
