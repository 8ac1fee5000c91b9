"""`owp roll`: next quarter's plan workbook from this quarter's plan, its results and, where known, what came of it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from inputs import cells, quarters
from inputs.case import Case
from inputs.filled import FilledWorkbook
from inputs.frames import records
from inputs.layout import sheet_spellings, spellings
from inputs.problems import InvalidWorkbook, Problem, errors, told
from inputs.reading import inspect, opened
from inputs.rolling import Row, Standing, roll
from inputs.sheets import BY_NAME
from inputs.spelling import fold
from outputs.reading import Results
from owp.checking import opened_results, problem_rows, refused, sound_case
from owp.console import Reporter
from owp.exits import Exit, Stop
from owp.report import Report

ACTUAL = ("current_network", "certificates_held", "current_stock")  # sheets that actuals may bring


def roll_on(chosen: argparse.Namespace, report: Report) -> Exit:
    """Write next quarter's workbook; Stop where the plan, the results or the actuals are no good."""
    with Reporter() as reporter:
        case = sound_case(chosen.plan, report, reporter)
        report["input_sha256"] = case.sha256
        results = opened_results(chosen.results, report)
        if results.provenance.get("input_sha256") != case.sha256:
            raise Stop(Exit.INVALID, "invalid_input", f"{chosen.results} was not made from {chosen.plan} as it stands")
        actual = {} if chosen.actuals is None else _actual(chosen.actuals, report)
        try:
            book = FilledWorkbook(chosen.plan)
            work = roll(book, case, standing(case, results, actual))
            partial = chosen.output.with_name(f".{chosen.output.stem}.partial.xlsx")
            try:
                book.save(partial)
                _check(partial, chosen.output, report)
                os.replace(partial, chosen.output)
            finally:
                partial.unlink(missing_ok=True)
        except InvalidWorkbook as invalid:
            raise refused(invalid, report) from invalid
        except OSError as fault:
            raise Stop(Exit.USAGE, "usage", f"owp: {fault}") from fault
        for sheet, cell, what, was in work.done:
            reporter.say(f"{sheet}{'!' if cell else ''}{cell}: {what}" + (f" (was {was})" if was else ""))
        reporter.say(f"wrote {chosen.output}: it begins with {quarters.text(work.new[0].first)}")
        reporter.say("stock is carried for display and for the budget's initial stock: the model opens no inventory")
    report["status"] = "done"
    return Exit.DONE


def standing(case: Case, results: Results, actual: dict[str, Sequence[Row]]) -> Standing:
    """What stands when the first quarter is over: as planned, but for the sheets that `actual` has."""
    first = case.periods["period"].iloc[0]
    return Standing(
        actual.get("current_network", _network(case, results, first)),
        actual.get("certificates_held", _certificates(case, results, first)),
        actual.get("current_stock", _stock(case, results, first)),
    )


def _network(case: Case, results: Results, first: str) -> list[Row]:
    """Who runs which site in the first period; a lease begun earlier keeps its first quarter."""
    since = {(r.site, r.operator): r.since for r in records(case.current_network)}
    opened = str(case.periods["first_quarter"].iloc[0])
    running = results.tables["sites"]
    running = running[(running["period"] == first) & running["bundle"].notna()]
    return [
        {"site": r.site, "operator": r.operator, "bundle": r.bundle, "since": since.get((r.site, r.operator), opened)}
        for r in records(running)
    ]


def _certificates(case: Case, results: Results, first: str) -> list[Row]:
    """Certificates that still hold, and those ordered in the first period; where both, their joint span."""
    begin = quarters.count(str(case.periods["first_quarter"].iloc[0])) + 1
    found: dict[tuple[str, str], Row] = {}
    for row in records(case.certificates_held):
        until = row.valid_until if isinstance(row.valid_until, str) else None
        starts = row.valid_from if isinstance(row.valid_from, str) and quarters.count(row.valid_from) > begin else None
        if until is None or quarters.count(until) >= begin:
            found[row.family, row.customs_area] = _certificate(row.family, row.customs_area, until, starts)
    table = results.tables["certificates"]
    for row in records(table[table["period"] == first]):
        starts = str(row.holds_from)
        held = found.get((row.family, row.customs_area))
        joins = held is not None and held["valid_until"] is not None
        joins = joins and quarters.count(str(held["valid_until"])) + 1 >= quarters.count(starts)  # type: ignore[index]
        waits = quarters.count(starts) > begin and not joins
        later = starts if waits else held["valid_from"] if held is not None else None
        found[row.family, row.customs_area] = _certificate(row.family, row.customs_area, row.holds_until, later)
    return list(found.values())


def _certificate(family: str, area: str, until: object, starts: object) -> Row:
    return {"family": family, "customs_area": area, "valid_until": until, "valid_from": starts}


def _stock(case: Case, results: Results, first: str) -> list[Row]:
    """Average stock of the first period: sales a year over stock_turns, and the minimum stock; whole units."""
    turns = dict(zip(case.skus["sku"], case.skus["stock_turns"], strict=True))
    table = results.tables["sku_assignment"]
    rows: list[Row] = []
    for row in records(table[table["period"] == first]):
        kept = float(row.minimum_stock or 0) * float(row.held or 0)
        units = round(kept + float(row.units or 0) * 4 / float(turns[row.sku]))
        rows.append({"sku": row.sku, "site": row.site, "units": units})
    return rows


def _actual(path: Path, report: Report) -> dict[str, Sequence[Row]]:
    """The rows of the sheets that an actuals workbook has, as typed; Stop where it is none, or has other sheets."""
    try:
        _, tables = opened(path)
    except InvalidWorkbook as invalid:
        raise refused(invalid, report) from invalid
    except OSError as missing:
        raise Stop(Exit.USAGE, "usage", f"owp: cannot read {path}: {missing.strerror or missing}") from missing
    found: dict[str, Sequence[Row]] = {}
    problems = []
    for table in tables:
        sheet = sheet_spellings().get(fold(table.name), table.name)
        if sheet not in ACTUAL:
            allowed = ", ".join(ACTUAL)
            problems.append(Problem("E115", table.name, "", "", "", "actuals have no such sheet", allowed, "remove it"))
            continue
        aliases = spellings(BY_NAME[sheet])
        names = [aliases.get(fold(cells.shown(heading))) for heading in table.header]
        found[sheet] = [
            {name: _typed(value) for name, value in zip(names, row, strict=False) if name} for _, row in table.rows
        ]
        absent = [c.name for c in BY_NAME[sheet].columns if c.required and c.name not in names]
        if absent:
            problems.append(Problem("E112", table.name, "1:1", absent[0], "", f"no column {', '.join(absent)}"))
    if problems:
        raise refused(InvalidWorkbook(problems), report)
    return found


def _typed(value: object) -> object:
    return cells.clean(value) if isinstance(value, str) else value


def _check(written: Path, target: Path, report: Report) -> None:
    """Stop where the new workbook would not be read: what the actuals hold does not fit the plan."""
    inspection = inspect(written)
    if inspection.case is None:
        report["problems"] = problem_rows(inspection.problems)
        wrong = errors(inspection.problems)
        last = f"{target} was not written: with these rows it has {len(wrong)} error(s), told as they would stand in it"
        raise Stop(Exit.INVALID, "invalid_input", *told(wrong), last)
