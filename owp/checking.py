"""Reading a workbook for a command: what is wrong is told, and for `owp check` listed in a workbook of its own."""

from __future__ import annotations

import argparse
import dataclasses
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inputs.assembling import Inspection
from inputs.case import Case
from inputs.problems import SHOWN, InvalidWorkbook, Problem, errors, told, total
from inputs.reading import inspect
from outputs.problem_list import LISTED, write_problem_list
from owp.console import Reporter
from owp.exits import Exit, Stop
from owp.report import Report
from owp.target import check_ending

if TYPE_CHECKING:
    from outputs.reading import Results


def check(chosen: argparse.Namespace, report: Report) -> Exit:
    """Every problem and note of a workbook, on stderr and, where there is a problem, in the list beside it.

    Raises Stop where the workbook has errors, or the list that was asked for cannot be written.
    """
    plan: Path = chosen.plan
    target: Path = chosen.output or plan.with_name(f"{plan.stem}.problems.xlsx")
    check_ending(target)
    if target.exists() and plan.exists() and target.samefile(plan):
        raise Stop(Exit.USAGE, "usage", f"owp: the list of problems would overwrite the plan {plan}")
    with Reporter() as reporter:
        inspection = _inspected(plan, report)
        for line in (*told(inspection.problems), *told(inspection.notes)):
            reporter.say(line)
        if inspection.problems or chosen.output or target.exists():
            reporter.say(_list_problems(target, plan, inspection, report, asked_for=chosen.output is not None))
        if inspection.case is None:
            raise Stop(Exit.INVALID, "invalid_input", f"{plan}: {_counted(inspection)}")
        doubts = total(inspection.problems)  # there are no errors among them
        reporter.say(f"{plan}: no errors" + (f", {doubts} warning{'s' * (doubts != 1)}" if doubts else ""))
    report["input_sha256"] = inspection.case.sha256
    report["status"] = "done"
    return Exit.DONE


def sound_case(path: Path, report: Report, reporter: Reporter) -> Case:
    """The case to plan with, its warnings told and its notes counted; or Stop with every problem of the workbook."""
    inspection = _inspected(path, report)
    lines = told(inspection.problems)
    if inspection.case is None:
        last = f"{path}: {_counted(inspection)}; nothing was planned"
        raise Stop(Exit.INVALID, "invalid_input", *lines, last)
    for line in lines:
        reporter.say(line)
    if inspection.notes:
        count = len(inspection.notes)
        reporter.say(f"{path}: {count} note{'s' * (count > 1)} on how it was read, which owp check lists")
    return inspection.case


def _counted(inspection: Inspection) -> str:
    """How many errors there are; those of rows that were not looked at are not known."""
    wrong = total(errors(inspection.problems))
    told = f"{wrong} error{'s' * (wrong != 1)}"
    return f"at least {told}, as not all rows were looked at" if inspection.hopeless else told


def opened_results(path: Path, report: Report) -> Results:
    """A results workbook; Stop where it is none."""
    from outputs.reading import read_results  # by pandas, which checking a hopeless plan does without

    try:
        return read_results(path)
    except InvalidWorkbook as invalid:
        raise refused(invalid, report) from invalid
    except OSError as missing:
        raise Stop(Exit.USAGE, "usage", f"owp: cannot read {path}: {missing.strerror or missing}") from missing


def refused(invalid: InvalidWorkbook, report: Report) -> Stop:
    """The end of a command whose workbook cannot be taken; the report has its problems."""
    report["problems"] = problem_rows(invalid.problems)
    return Stop(Exit.INVALID, "invalid_input", *told(invalid.problems))


def problem_rows(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The problems for --json: the first LISTED of each kind (code and sheet); `more` of the last counts the rest."""
    seen: Counter[tuple[str, str]] = Counter()
    rows, last = [], dict[tuple[str, str], dict[str, Any]]()
    for problem in problems:
        kind = (problem.code, problem.sheet)
        seen[kind] += 1
        if seen[kind] <= LISTED:
            last[kind] = {"severity": problem.severity, **dataclasses.asdict(problem), "text": str(problem)}
            rows.append(last[kind])
        else:
            last[kind]["more"] += 1 + problem.more
        seen[kind] += problem.more
    return rows


def _inspected(path: Path, report: Report) -> Inspection:
    """What came of reading; the report has its problems and notes, and how many there are of each severity."""
    try:
        inspection = inspect(path)
    except OSError as missing:
        raise Stop(Exit.USAGE, "usage", f"owp: cannot read {path}: {missing.strerror or missing}") from missing
    report["problems"] = problem_rows(inspection.problems)
    report["notes"] = problem_rows(inspection.notes)
    severities: Counter[str] = Counter()
    for problem in (*inspection.problems, *inspection.notes):
        severities[problem.severity] += 1 + problem.more
    report["problem_counts"] = {severity: severities[severity] for severity in ("error", "warning", "note")}
    return inspection


def _list_problems(target: Path, plan: Path, inspection: Inspection, report: Report, *, asked_for: bool) -> str:
    """Write the list; returns what to say of it. Unless it was asked for, a folder closed to us is no fault."""
    lost = len(inspection.hopeless)  # where all is wrong on many sheets, a look at each is enough
    most = LISTED if lost < 2 else max(SHOWN, LISTED // 5 // lost)
    try:
        write_problem_list(target, plan, (*inspection.problems, *inspection.notes), inspection.titles, most)
    except OSError as fault:
        words = f"cannot write {target}: {fault.strerror or fault}"
        if asked_for:
            raise Stop(Exit.USAGE, "usage", f"owp: {words}") from fault
        return f"{words}; the list of problems goes elsewhere with -o"
    report["problems_file"] = str(target)
    return f"wrote {target}" if inspection.problems else f"wrote {target}: no problems"
