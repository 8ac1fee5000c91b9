"""What each command does; each returns its exit code and fills the --json report."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from inputs import examples
from inputs.case import Case
from inputs.problems import InvalidWorkbook, told
from inputs.template import write_template
from inputs.upgrade import upgrade
from outputs.advice import path_beside
from outputs.map import Background, NoOutline, find_outline
from outputs.workbook import write
from owp.checking import check, problem_rows, sound_case
from owp.comparing import compare_plans
from owp.console import Reporter
from owp.exits import Exit, Stop
from owp.infeasible import explain
from owp.job import run_job
from owp.report import Report, fill_plan, versions
from owp.rolling import roll_on
from solvers.elastic import advise
from solvers.options import NoPlan, SolveOptions
from solvers.planning import SOLVERS, by_size, solve_plan

WRITE_SECONDS, WRITE_SHARE = 30.0, 0.12  # kept back for writing the results: the lesser of the two
Command = Callable[[argparse.Namespace, Report], Exit]


def version() -> str:
    """The tool's version, as installed."""
    try:
        return importlib.metadata.version("overseas-warehouse-planner")
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def markets() -> tuple[str, ...]:
    """Markets with an example."""
    return examples.MARKETS


def solvers() -> tuple[str, ...]:
    """What --solver may name."""
    return ("auto", *SOLVERS)


def template(chosen: argparse.Namespace, report: Report) -> Exit:
    """A blank workbook, or a filled one brought up to the current columns."""
    check_writable(chosen.output)
    _keep_existing(chosen.output)
    if chosen.source is None:
        write_template(chosen.output, full=chosen.full, language=chosen.lang)
        return _done(report, f"wrote {chosen.output}")
    try:
        done = upgrade(chosen.source, chosen.output, full=chosen.full)
    except InvalidWorkbook as invalid:
        report["problems"] = problem_rows(invalid.problems)
        raise Stop(Exit.INVALID, "invalid_input", *told(invalid.problems)) from invalid
    except OSError as missing:
        raise Stop(Exit.USAGE, "usage", f"owp: cannot read {chosen.source}: {missing.strerror or missing}") from missing
    return _done(report, *(done or ["nothing to add: it has every current column"]), f"wrote {chosen.output}")


def example(chosen: argparse.Namespace, report: Report) -> Exit:
    """A worked example, as it is committed."""
    check_writable(chosen.output)
    _keep_existing(chosen.output)
    if chosen.small and chosen.market != "russia":
        raise Stop(Exit.USAGE, "usage", "owp: --small goes with the Russian example only")
    source = examples.path("russia_small" if chosen.small else chosen.market)
    part = chosen.output.with_name(chosen.output.name + ".part")
    shutil.copyfile(source, part)
    os.replace(part, chosen.output)
    return _done(report, f"wrote {chosen.output}")


def plan(chosen: argparse.Namespace, report: Report) -> Exit:
    """Plan one workbook."""
    with stop_on_control_c() as stop:
        return plan_one(chosen, report, stop)


def job(chosen: argparse.Namespace, report: Report) -> Exit:
    """Plan every new or changed workbook of a folder."""
    with stop_on_control_c() as stop:
        return run_job(chosen, report, plan_one, stop, lambda line: print(line, file=sys.stderr, flush=True))


def roll(chosen: argparse.Namespace, report: Report) -> Exit:
    """Next quarter's workbook."""
    check_writable(chosen.output)
    _keep_existing(chosen.output)
    return roll_on(chosen, report)


def compare(chosen: argparse.Namespace, report: Report) -> Exit:
    """Two plans side by side."""
    check_writable(chosen.output)
    for read in (*chosen.results, *(chosen.plans or ())):
        if chosen.output.exists() and read.exists() and chosen.output.samefile(read):
            raise Stop(Exit.USAGE, "usage", f"owp: the comparison would overwrite {read}")
    with stop_on_control_c() as stop:
        return compare_plans(chosen, report, SolveOptions(chosen.gap, chosen.time_limit, interrupt=stop))


def plan_one(chosen: argparse.Namespace, report: Report, stop: threading.Event) -> Exit:
    """The main job: read, solve, write; `stop` ends it with the best plan so far."""
    check_writable(chosen.output)
    for written in (chosen.output, path_beside(chosen.output)):
        if written.exists() and chosen.plan.exists() and written.samefile(chosen.plan):
            raise Stop(Exit.USAGE, "usage", f"owp: the results would overwrite the plan {chosen.plan}")
    with Reporter() as reporter:
        begun = time.monotonic()
        reporter.phase(f"reading {chosen.plan}")
        case = sound_case(chosen.plan, report, reporter)
        report["input_sha256"] = case.sha256
        report["seconds"]["read"] = time.monotonic() - begun
        reporter.currency = report["currency"] = case.settings.currency
        report["solver"] = chosen.solver
        outline = _outline(chosen, case, reporter)
        limit = None if chosen.time_limit is None else _left_to_solve(chosen.time_limit, time.monotonic() - begun)
        options = SolveOptions(chosen.gap, limit, reporter.progress, reporter.phase, stop)
        try:
            result = solve_plan(case, options, report["seconds"], chosen.solver)
        except NoPlan as failure:
            if failure.status == "infeasible":
                reporter.phase("no plan satisfies this workbook: seeking the smallest changes that help")
                left = (
                    None if chosen.time_limit is None else _left_to_solve(chosen.time_limit, time.monotonic() - begun)
                )
                advice = advise(case, left, stop)
                raise explain(case, advice, chosen.output, _provenance(case), report, chosen.lang) from failure
            raise _no_plan(failure) from failure
        fill_plan(report, result.plan)
        report["solver"] = by_size(result.plan.data) if chosen.solver == "auto" else chosen.solver
        begun = time.monotonic()
        reporter.phase(f"writing {chosen.output}")
        asked = {"gap_asked": chosen.gap, "time_limit_seconds": chosen.time_limit}
        provenance = _provenance(case, solver=report["solver"], **asked)
        written = write(result, chosen.output, provenance, language=chosen.lang, outline=outline)
        report["seconds"]["write"] = time.monotonic() - begun
        for path in written:
            reporter.say(f"wrote {path}")
        for line in _summary(report, case.settings.currency):
            reporter.say(line)
    return Exit.STOPPED if result.plan.status == "limit" else Exit.DONE


def _outline(chosen: argparse.Namespace, case: Case, reporter: Reporter) -> Background:
    """What lies behind the map: the command's file, else the plan's; what is wrong with it costs no plan."""
    try:
        if chosen.outline is not None:
            return find_outline(str(chosen.outline), Path())
        return find_outline(case.settings.map_outline, chosen.plan.parent)
    except NoOutline as fault:
        reporter.say(f"the map has no outlines: {fault}")
        return fault


@contextmanager
def stop_on_control_c() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C sets, so that the job ends with the best plan so far; the second one ends it."""
    stop = threading.Event()

    def handle(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.signal(signal.SIGINT, handle)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _left_to_solve(limit: float, spent: float) -> float:
    """The time limit covers the whole job: reading is over, writing still needs its share."""
    return max(1.0, limit - spent - min(WRITE_SECONDS, WRITE_SHARE * limit))


def check_writable(path: Path) -> None:
    """Raises Stop where the output could not be written, before any work is done."""
    folder = path.parent if str(path.parent) else Path()
    if path.is_dir() or not folder.is_dir():
        raise Stop(
            Exit.USAGE, "usage", f"owp: cannot write {path}: {'it is a folder' if path.is_dir() else 'no such folder'}"
        )
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise Stop(Exit.USAGE, "usage", f"owp: cannot write {path}: no permission")


def _keep_existing(path: Path) -> None:
    """A template or example never takes the place of a workbook that somebody may have filled in."""
    if path.exists():
        raise Stop(Exit.USAGE, "usage", f"owp: {path} exists: choose another name or remove it first")


def _provenance(case: Case, **asked: str | float | None) -> dict[str, str | float | None]:
    told = {f"version_{name}": text for name, text in versions().items()}
    return {"input_file": case.source, "input_sha256": case.sha256, **asked, **told}


def _no_plan(failure: NoPlan) -> Stop:
    if failure.status == "limit":
        return Stop(Exit.NOTHING, "limit", "stopped before there was a plan")
    return Stop(Exit.FAILED, "failed", f"the solver failed: {failure.message or failure.status}")


def _summary(report: Report, currency: str) -> list[str]:
    lines = [f"expected profit {report['expected_profit']:,.0f} {currency}"]
    lines.append(f"average of the worst outcomes {report['cvar']:,.0f} {currency}")
    for spell in report["sites"]:
        lines.append("{site}: {operator}, {bundle}, {first_period} to {last_period}".format(**spell))
    if report["gap"] is not None:
        possible = report["bound"] - report["objective"]
        lines.append(f"improvement still possible: {possible:,.0f} {currency} ({100 * report['gap']:.2f} %)")
    else:
        lines.append("improvement still possible: not known (no bound yet)")
    return lines


def _done(report: Report, *lines: str) -> Exit:
    with Reporter() as reporter:
        for line in lines:
            reporter.say(line)
    report["status"] = "done"
    return Exit.DONE


COMMANDS: dict[str, Command] = {
    "template": template,
    "example": example,
    "check": check,
    "plan": plan,
    "job": job,
    "roll": roll,
    "compare": compare,
}
