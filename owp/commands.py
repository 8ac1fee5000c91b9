"""What each command does; each returns its exit code and fills the --json report.

A command loads what it needs when it is called: the solvers take seconds, and `owp check` needs none.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from inputs import examples
from inputs.problems import InvalidWorkbook
from owp.checking import check, refused
from owp.console import Reporter
from owp.exits import Exit, Stop
from owp.report import Report
from owp.target import check_writable
from solvers.options import SOLVER_NAMES, SolveOptions

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
    return ("auto", *SOLVER_NAMES)


def template(chosen: argparse.Namespace, report: Report) -> Exit:
    """A blank workbook, or a filled one brought up to the current columns."""
    from inputs.template import write_template
    from inputs.upgrade import upgrade

    check_writable(chosen.output)
    _keep_existing(chosen.output)
    if chosen.source is None:
        write_template(chosen.output, full=chosen.full, language=chosen.lang)
        return _done(report, f"wrote {chosen.output}")
    try:
        done = upgrade(chosen.source, chosen.output, full=chosen.full)
    except InvalidWorkbook as invalid:
        raise refused(invalid, report) from invalid
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
    from owp.planning import plan_one

    with stop_on_control_c() as stop:
        return plan_one(chosen, report, stop)


def job(chosen: argparse.Namespace, report: Report) -> Exit:
    """Plan every new or changed workbook of a folder."""
    from owp.job import run_job
    from owp.planning import plan_one

    with stop_on_control_c() as stop:
        return run_job(chosen, report, plan_one, stop, lambda line: print(line, file=sys.stderr, flush=True))


def roll(chosen: argparse.Namespace, report: Report) -> Exit:
    """Next quarter's workbook."""
    from owp.rolling import roll_on

    check_writable(chosen.output)
    _keep_existing(chosen.output)
    return roll_on(chosen, report)


def compare(chosen: argparse.Namespace, report: Report) -> Exit:
    """Two plans side by side."""
    from owp.comparing import compare_plans

    check_writable(chosen.output)
    for read in (chosen.old_results, chosen.new_results, *(chosen.plans or ())):
        if chosen.output.exists() and read.exists() and chosen.output.samefile(read):
            raise Stop(Exit.USAGE, "usage", f"owp: the comparison would overwrite {read}")
    with stop_on_control_c() as stop:
        return compare_plans(chosen, report, SolveOptions(chosen.gap, chosen.time_limit, interrupt=stop))


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


def _keep_existing(path: Path) -> None:
    """A template or example never takes the place of a workbook that somebody may have filled in."""
    if path.exists():
        raise Stop(Exit.USAGE, "usage", f"owp: {path} exists: choose another name or remove it first")


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
