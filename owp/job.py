"""The scheduled job: every new or changed workbook of a folder is checked and planned, and nothing is done twice.

Results, problems and the log are each written whole; the log's line comes last. A crash at any moment leaves the
last good results as they were, and the next run does what the log does not know as done.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from inputs.files import PARTIAL, replace_whole
from inputs.problems import InvalidWorkbook
from outputs.reading import read_results
from owp import runlog, summary
from owp.exits import Exit, Stop
from owp.guard import guarded
from owp.lock import only_one
from owp.report import Report, blank_report, versions
from owp.runlog import Entry

WORST_FIRST = (Exit.FAILED, Exit.INVALID, Exit.INFEASIBLE, Exit.NOTHING, Exit.STOPPED)
TRIED_AGAIN = (Exit.FAILED, Exit.USAGE, Exit.NOTHING)
SUMMARY = "summary.html"
DATED = re.compile(r"\.results\.\d{4}-\d\d-\d\d(\.\d+)?$")  # results beside older ones that were open
SHORTER = re.compile(r"  and \d+ more of ")  # counts what follows the few problems that are told on stderr
PlanOne = Callable[[argparse.Namespace, Report, threading.Event], Exit]


def run_job(
    chosen: argparse.Namespace, report: Report, plan_one: PlanOne, stop: threading.Event, say: Callable[[str], None]
) -> Exit:
    """Plans what is new in `chosen.plans` into `chosen.out`; returns the job's exit code.

    `plan_one` plans one workbook, as `owp plan` does. Raises Stop where a folder is missing or another job is at work.
    """
    if not chosen.plans.is_dir():
        raise Stop(Exit.USAGE, "usage", f"owp: {chosen.plans} is no folder")
    try:
        chosen.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(Exit.USAGE, "usage", f"owp: cannot write to {chosen.out}: {error.strerror or error}") from error
    with only_one(chosen.out):
        _clean(chosen.out)
        last = {entry["workbook"]: entry for entry in runlog.read(chosen.out) if "workbook" in entry}
        entries = []
        names = result_names(workbooks(chosen.plans))
        for path, name in names.items():
            if stop.is_set():
                say(f"stopped: {path.name} and what comes after it are left for the next job")
                break
            entry = _unchanged(chosen, path, name, last.get(path.name))
            if entry is None:
                say(f"{path.name}: planning")
                entry = _planned(chosen, path, name, last.get(path.name), plan_one, stop)
                runlog.append(chosen.out, entry)
            entries.append(entry)
        for line in summary.lines(entries):
            say(line)
        replace_whole(chosen.out / SUMMARY, summary.page(entries, _now()).encode())
    report["status"], report["workbooks"] = "done", entries
    codes = {Exit.FAILED if entry["exit"] == Exit.USAGE else Exit(entry["exit"]) for entry in entries}
    return next((code for code in WORST_FIRST if code in codes), Exit.DONE)


def workbooks(folder: Path) -> list[Path]:
    """The folder's workbooks by name; not hidden ones, marks of open ones, or what owp has written."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in (".xlsx", ".xlsm")
        and path.is_file()
        and not path.name.startswith((".", "~"))
        and not path.stem.endswith((".problems", ".infeasible", ".results", ".previous"))
        and not DATED.search(path.stem)
    )


def result_names(found: Sequence[Path]) -> dict[Path, str]:
    """What the results of each workbook are called: its name without the ending.

    Where two differ in the ending alone, that of one (an .xlsx before others) is left out, the rest keep theirs, or
    the results of each would take the place of the other's.
    """
    first: dict[str, Path] = {}
    for path in sorted(found, key=lambda one: (one.suffix != ".xlsx", one.name)):
        first.setdefault(path.stem.casefold(), path)
    return {path: path.stem if first[path.stem.casefold()] is path else path.name for path in found}


def _clean(folder: Path) -> None:
    """Files that a crash left half written."""
    for path in folder.glob(f".*{PARTIAL}"):
        path.unlink(missing_ok=True)


def _key(chosen: argparse.Namespace, sha256: str | None) -> list[str | None]:
    """What a plan depends on: input, version and options."""
    asked = {name: getattr(chosen, name) for name in ("gap", "time_limit", "solver", "lang")}
    return [sha256, json.dumps(versions(), sort_keys=True), json.dumps(asked, sort_keys=True)]


def _unchanged(chosen: argparse.Namespace, path: Path, name: str, last: Entry | None) -> Entry | None:
    """The last run's entry where nothing has changed since and its results are still there; else None."""
    if last is None or last["interrupted"] or Exit(last["exit"]) in TRIED_AGAIN:
        return None
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
    if last["key"] != _key(chosen, sha256):
        return None
    good = Exit(last["exit"]) in (Exit.DONE, Exit.STOPPED)
    if good and not str(last["results_file"]).startswith(f"{name}.results."):
        return None  # another workbook goes by that name now
    if good and _sha256(chosen.out / last["results_file"]) != last["results_sha256"]:
        return None
    return {**last, "unchanged": True}


def _planned(
    chosen: argparse.Namespace, path: Path, name: str, last: Entry | None, plan_one: PlanOne, stop: threading.Event
) -> Entry:
    """Plans one workbook, whose results are called `name`, and tells how it went."""
    report = blank_report()
    output = chosen.out / f"{name}.results.xlsx"
    started, sha256 = _now(), _sha256(path)
    newest = chosen.out / str((last or {}).get("results_file") or output.name)
    previous = _previous(newest, chosen.out / f"{name}.previous.xlsx", sha256)
    asked = argparse.Namespace(**{**vars(chosen), "plan": path, "output": output, "previous": previous})
    code = guarded(lambda: plan_one(asked, report, stop), report)
    problems = _tell_problems(chosen.out, name, report, code)
    written = chosen.out / Path(report["results_file"] or output).name
    results = _sha256(written)
    return {
        "workbook": path.name,
        "started": started,
        "ended": _now(),
        "exit": int(code),
        **{fact: report[fact] for fact in ("status", "objective", "bound", "gap", "expected_profit", "cvar", "solver")},
        "currency": report["currency"],
        "seconds": report["seconds"],
        "problems": report["problem_counts"],
        "message": report["message"],
        "results_file": written.name if results else None,
        "results_sha256": results,
        "problems_file": problems,
        "input_sha256": report["input_sha256"] or sha256,
        "versions": report["versions"],
        "key": _key(chosen, report["input_sha256"] or sha256),
        "interrupted": stop.is_set(),
        "unchanged": False,
    }


def _tell_problems(folder: Path, name: str, report: Report, code: Exit) -> str | None:
    """A text file with everything wrong beside the results; none once nothing is."""
    beside = folder / f"{name}.problems.txt"
    told = []
    for row in report["problems"]:
        told.append(row["text"])
        if row["more"]:
            told.append(f"  and {row['more']} more of {row['code']}" + (f" on {row['sheet']}" if row["sheet"] else ""))
    if code not in (Exit.DONE, Exit.STOPPED) and report["message"]:
        message = str(report["message"]).splitlines()
        told += [line for line in message if line not in told and not SHORTER.match(line)]
    if not told:
        beside.unlink(missing_ok=True)
        return None
    replace_whole(beside, ("\n".join(told) + "\n").encode("utf-8"))
    return beside.name


def _previous(newest: Path, kept: Path, sha256: str | None) -> Path | None:
    """The last results of another input, to tell what has changed since; None where there are none of this version.

    They are kept under a name of their own before new ones take their place: a job that comes after a crash, or plans
    the same workbook again, compares with the same results.
    """
    if _input_of(newest) not in (None, sha256):
        replace_whole(kept, newest.read_bytes())
    return None if _input_of(kept) is None else kept


def _input_of(results: Path) -> str | None:
    """SHA-256 of the workbook that results were made from; None where these are no results of this version."""
    try:
        return str(read_results(results).provenance.get("input_sha256"))
    except (InvalidWorkbook, OSError):
        return None


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
