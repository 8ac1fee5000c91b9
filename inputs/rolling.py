"""A filled plan workbook a quarter later: horizon, network, certificates and stock moved on, all else kept.

Nothing is rewritten: the cells that change are set in place, rows that no longer hold are emptied, new ones follow the
last. What was emptied or changed is listed on a sheet of its own, so that nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from inputs import cells, quarters
from inputs.assembling import ROLLED
from inputs.case import Case
from inputs.filled import FilledSheet, FilledWorkbook, write
from inputs.headings import PAST
from inputs.horizon import Span, moved_on
from inputs.spelling import fold

Row = Mapping[str, object]


@dataclass
class Standing:
    """What stands at the end of the plan's first quarter: by plan or as it has turned out. Rows as on the sheets."""

    network: Sequence[Row]  # site, operator, bundle, since
    certificates: Sequence[Row]  # family, customs_area, valid_until, valid_from
    stock: Sequence[Row]  # sku, site, units


@dataclass
class Rolled:
    """The workbook at work, and what has been done to it: sheet, cell, what, what stood there."""

    book: FilledWorkbook
    old: Sequence[Span]
    new: Sequence[Span]
    done: list[tuple[str, str, str, str]] = field(default_factory=list)

    def children(self, period: object) -> list[Span]:
        """The new periods that continue an old one; none: it is over."""
        return [span for span in self.new if fold(span.source) == fold(str(period))]

    def told(self, sheet: str, cell: str, what: str, was: object = "") -> None:
        self.done.append((sheet, cell, what, cells.shown(was)))


def roll(book: FilledWorkbook, case: Case, standing: Standing) -> Rolled:
    """Move the workbook of `case` on by a quarter, with what stands then; returns what was done."""
    old = [
        Span(str(p), quarters.count(str(first)), int(length), str(p))
        for p, first, length in zip(
            case.periods["period"], case.periods["first_quarter"], case.periods["quarters"], strict=True
        )
    ]
    work = Rolled(book, old, moved_on(old))
    _roll_demand(work)
    _roll_dated(work, "events", "first_period", "last_period")
    _roll_overrides(work)
    _roll_periods(work, case)
    _replace(work, "current_network", ("site",), standing.network)
    _replace(work, "certificates_held", ("family", "customs_area"), standing.certificates)
    _replace(work, "current_stock", ("sku", "site"), standing.stock)
    _roll_statuses(work, {str(row["site"]) for row in standing.network})
    _list_changes(work)
    return work


def _roll_periods(work: Rolled, case: Case) -> None:
    """The new periods in the rows of the old; a budget goes with its quarters."""
    setting = work.book.sheets.get("settings")
    for row, found in setting.rows() if setting else ():
        if fold(str(found.get("name"))) == "first_quarter" and found.get("value") is not None:
            setting.put(row, "value", quarters.text(work.new[0].first))  # type: ignore[union-attr]
            work.told("settings", f"{row}:{row}", "first_quarter moved on", found["value"])
    sheet = work.book.sheets.get("periods")
    if sheet is None or not list(sheet.rows()):
        table = pd.DataFrame(
            [(p.name, quarters.text(p.first), p.quarters) for p in work.new],
            columns=["period", "first_quarter", "quarters"],
        )
        work.book.add("periods", table)
        work.told("periods", "", "added: the periods that stood for the setting first_quarter, moved on")
        return
    typed = {fold(str(found["period"])): (row, found) for row, found in sheet.rows()}
    lengths = {fold(p.name): p.quarters for p in work.old}
    places = [row for row, _ in sheet.rows()]
    extra = {row: sheet.own_cells(row) for row in places}
    settled = []
    for at, span in enumerate(work.new):
        row, found = typed[fold(span.source)]
        budget, length = found.get("opening_budget"), lengths[fold(span.source)]
        if isinstance(budget, (int, float)) and span.quarters < length:
            work.told("periods", "", f"{span.name}: the budget of {span.source}, in proportion to quarters", budget)
            budget = budget * span.quarters / length
        settled.append((at, row, span, budget, found.get("currency")))
    for at, row, span, budget, currency in settled:
        values = {"period": span.name, "first_quarter": quarters.text(span.first), "quarters": span.quarters,
                  "opening_budget": budget, "currency": currency}  # fmt: skip
        if at < len(places):
            for column, value in values.items():
                if column in sheet.columns or value is not None:
                    sheet.put(places[at], column, value)
            for own, content in extra[row].items():
                write(sheet.page, places[at], own, content)
        else:
            sheet.add_row(values, like=row)
    for row in places[len(work.new) :]:
        sheet.clear(row)
    work.told("periods", "", "now " + ", ".join(span.name for span in work.new), ", ".join(p.name for p in work.old))


def _roll_demand(work: Rolled) -> None:
    """Each new period has the units a quarter of the old one it continues."""
    sheet = work.book.sheets["demand"]
    if "period" in sheet.columns:
        _roll_long(work, sheet)
        return
    header = sheet.raw.header_row
    for at, heading in enumerate(sheet.raw.header, start=1):
        text = cells.clean(cells.shown(heading))
        if fold(text) not in {fold(p.name) for p in work.old}:
            continue
        cell = f"{get_column_letter(at)}{header}"
        following = work.children(text)
        if not following:
            write(sheet.page, header, at, f"{PAST}{text}")
            work.told("demand", cell, "this period is over: kept, and no longer read", text)
            continue
        if following[0].name != text:
            write(sheet.page, header, at, following[0].name)
            work.told("demand", cell, f"now {following[0].name}", text)
        for span in following[1:]:
            _copy_column(work, sheet, at, span.name)
            work.told("demand", cell, f"the same units a quarter for {span.name}", text)


def _copy_column(work: Rolled, sheet: FilledSheet, at: int, name: str) -> None:
    """The figures of a column at the right of the sheet under another name; formulas by their results."""
    new = sheet.page.max_column + 1
    for row in range(1, sheet.page.max_row + 1):
        old: Any = sheet.page.cell(row, at)
        copied: Any = sheet.page.cell(row, new)
        write(sheet.page, row, new, work.book.value(sheet.page, row, at) if row > sheet.raw.header_row else None)
        copied._style = copy(old._style)
    write(sheet.page, sheet.raw.header_row, new, name)
    sheet.page.column_dimensions[get_column_letter(new)].width = sheet.page.column_dimensions[
        get_column_letter(at)
    ].width


def _roll_long(work: Rolled, sheet: FilledSheet) -> None:
    """Rows of a sheet that name a period: one for each period that continues it."""
    for row, found in list(sheet.rows()):
        if found["period"] is None:
            continue
        following = work.children(found["period"])
        if not following:
            work.told(sheet.name, f"{row}:{row}", "removed: its period is over", " | ".join(sheet.clear(row)))
            continue
        if following[0].name != found["period"]:
            sheet.put(row, "period", following[0].name)
        for span in following[1:]:
            shown = {name: work.book.value(sheet.page, row, at) for name, at in sheet.columns.items()}
            sheet.add_row({**shown, "period": span.name}, like=row)


def _roll_overrides(work: Rolled) -> None:
    sheet = work.book.sheets.get("overrides")
    if sheet is not None and "period" in sheet.columns:
        _roll_long(work, sheet)


def _roll_dated(work: Rolled, name: str, first: str, last: str) -> None:
    """Rows that hold from one period to another: those over are removed, the others begin with what is left."""
    sheet = work.book.sheets.get(name)
    order = {fold(p.name): at for at, p in enumerate(work.old)}
    for row, found in list(sheet.rows()) if sheet else ():
        assert sheet is not None
        begin, end = found.get(first), found.get(last)
        if fold(str(begin)) not in order:
            continue
        until = order[fold(str(end))] if end is not None else len(order) - 1
        lasting = [span for p in work.old[order[fold(str(begin))] : until + 1] for span in work.children(p.name)]
        if not lasting:
            work.told(name, f"{row}:{row}", "removed: it lies in the past", " | ".join(sheet.clear(row)))
            continue
        for column, old, new in ((first, begin, lasting[0].name), (last, end, lasting[-1].name)):
            if old is not None and fold(str(old)) != fold(new):
                sheet.put(row, column, new)
                cell = f"{get_column_letter(sheet.columns[column])}{row}"
                work.told(name, cell, f"now {new}", old)


def _replace(work: Rolled, name: str, keys: tuple[str, ...], rows: Sequence[Row]) -> None:
    """A sheet about today holds `rows`: those with the same key are kept where they are, with what is new in them."""
    sheet = work.book.sheets.get(name)
    if sheet is None or not sheet.columns:
        if rows:
            work.book.add(name, pd.DataFrame(list(rows)))
            work.told(name, "", f"added, with {len(rows)} row{'s' * (len(rows) != 1)}")
        return
    wanted = {tuple(fold(str(row[key])) for key in keys): row for row in rows}
    for number, found in list(sheet.rows()):
        row = wanted.pop(tuple(fold(str(found.get(key))) for key in keys), None)
        if row is None:
            work.told(name, f"{number}:{number}", "removed: it stands no longer", " | ".join(sheet.clear(number)))
            continue
        for column, value in row.items():
            if found.get(column) != value and column not in keys:
                sheet.put(number, column, value)
                cell = f"{get_column_letter(sheet.columns[column])}{number}" if column in sheet.columns else ""
                work.told(name, cell, f"{column} now {cells.shown(value) or 'blank'}", found.get(column))
    for row in wanted.values():
        at = sheet.add_row({column: value for column, value in row.items() if value is not None})
        what = ", ".join(cells.shown(value) for value in row.values() if value is not None)
        work.told(name, f"{at}:{at}", f"added: {what}")


def _roll_statuses(work: Rolled, running: set[str]) -> None:
    """Sites that run are existing, those that were closed candidates; must_open lives on as an override."""
    sheet = work.book.sheets["sites"]
    known = {fold(name) for name in running}
    for row, found in list(sheet.rows()):
        status = fold(str(found.get("status") or "candidate"))
        now = "existing" if fold(str(found["site"])) in known else "candidate" if status == "existing" else status
        if now == status:
            continue
        sheet.put(row, "status", now)
        work.told("sites", f"{row}:{row}", f"{found['site']} is now {now}", status)
        if status == "must_open":
            rule = {"site": found["site"], "decision": "must", "reason": "status must_open before it was opened"}
            if "overrides" in work.book.sheets and work.book.sheets["overrides"].columns:
                work.book.sheets["overrides"].add_row(rule)
            else:
                work.book.add("overrides", pd.DataFrame([rule]))
            work.told("overrides", "", f"added: {found['site']} must run, as its status said")


def _list_changes(work: Rolled) -> None:
    """The sheet that lists what was done, below what earlier quarters left there."""
    header = ("plan_from", "sheet", "cell", "what", "was")
    book = work.book.book
    if ROLLED not in book.sheetnames:
        page = book.create_sheet(ROLLED)
        for at, heading in enumerate(header, start=1):
            write(page, 1, at, heading)
            page.column_dimensions[get_column_letter(at)].width = (12, 20, 10, 70, 50)[at - 1]
    page = book[ROLLED]
    start = page.max_row
    for row, change in enumerate(work.done, start=start + 1):
        for at, text in enumerate((quarters.text(work.new[0].first), *change), start=1):
            write(page, row, at, text)
