"""`owp plan`: one workbook read, planned and written; the job does the same for a folder of them."""

from __future__ import annotations

import argparse
import threading
import time
from pathlib import Path

from inputs.case import Case
from model.outcome import PlanResult
from outputs.advice import path_beside
from outputs.map import Background, NoOutline, find_outline
from outputs.workbook import write
from owp.checking import opened_results, sound_case
from owp.console import Reporter
from owp.exits import Exit, Stop
from owp.infeasible import explain
from owp.report import Report, fill_plan, versions
from owp.target import check_writable, free_target
from solvers.elastic import advise
from solvers.options import NoPlan, SolveOptions
from solvers.planning import by_size, solve_plan

WRITE_SECONDS, WRITE_SHARE = 30.0, 0.12  # kept back for writing the results: the lesser of the two


def plan_one(chosen: argparse.Namespace, report: Report, stop: threading.Event) -> Exit:
    """The main job: read, solve, write; `stop` ends it with the best plan so far."""
    check_writable(chosen.output)
    for written in (chosen.output, path_beside(chosen.output)):
        if written.exists() and chosen.plan.exists() and written.samefile(chosen.plan):
            raise Stop(Exit.USAGE, "usage", f"owp: the results would overwrite the plan {chosen.plan}")
    with Reporter() as reporter:
        begun = time.monotonic()
        target, word = free_target(chosen.output)  # told before the work is done, and again when it is
        if word:
            reporter.say(word)
        reporter.phase(f"reading {chosen.plan}")
        case = sound_case(chosen.plan, report, reporter)
        report["input_sha256"] = case.sha256
        previous = None if chosen.previous is None else opened_results(chosen.previous, report)
        report["seconds"]["read"] = time.monotonic() - begun
        reporter.currency = report["currency"] = case.settings.currency
        outline = _outline(chosen, case, reporter)
        result = _solved(chosen, case, report, reporter, stop, begun)
        fill_plan(report, result.plan)
        report["stability_price"] = next((note.price for note in result.notes if note.kind == "stability"), None)
        report["solver"] = by_size(result.plan.data) if chosen.solver == "auto" else chosen.solver
        begun = time.monotonic()
        target, word = free_target(chosen.output) if not word else (target, word)  # opened during the solve
        reporter.phase(f"writing {target}")
        asked = {"gap_asked": chosen.gap, "time_limit_seconds": chosen.time_limit}
        provenance = _provenance(case, solver=report["solver"], **asked)
        written_files = write(result, target, provenance, language=chosen.lang, outline=outline, previous=previous)
        report["seconds"]["write"] = time.monotonic() - begun
        report["results_file"] = str(target)
        for line in (*(f"wrote {path}" for path in written_files), *([word] if word else [])):
            reporter.say(line)
        for line in _summary(report, case.settings.currency):
            reporter.say(line)
        if report["stability_price"] is not None:
            reporter.say(f"stability costs about {report['stability_price']:,.0f} {case.settings.currency}")
    return Exit.STOPPED if result.plan.status == "limit" else Exit.DONE


def _solved(
    chosen: argparse.Namespace,
    case: Case,
    report: Report,
    reporter: Reporter,
    stop: threading.Event,
    begun: float,
) -> PlanResult:
    """The plan; Stop where there is none, with what would make one possible where limits contradict each other."""
    report["solver"] = chosen.solver

    def left() -> float | None:
        return None if chosen.time_limit is None else _left_to_solve(chosen.time_limit, time.monotonic() - begun)

    options = SolveOptions(chosen.gap, left(), reporter.progress, reporter.phase, stop)
    try:
        return solve_plan(case, options, report["seconds"], chosen.solver)
    except NoPlan as failure:
        if failure.status == "infeasible":
            reporter.phase("no plan satisfies this workbook: seeking the smallest changes that help")
            advice = advise(case, left(), stop)
            raise explain(case, advice, chosen.output, _provenance(case), report, chosen.lang) from failure
        raise _no_plan(failure) from failure


def _outline(chosen: argparse.Namespace, case: Case, reporter: Reporter) -> Background:
    """What lies behind the map: the command's file, else the plan's; what is wrong with it costs no plan."""
    try:
        if chosen.outline is not None:
            return find_outline(str(chosen.outline), Path())
        return find_outline(case.settings.map_outline, chosen.plan.parent)
    except NoOutline as fault:
        reporter.say(f"the map has no outlines: {fault}")
        return fault


def _left_to_solve(limit: float, spent: float) -> float:
    """The time limit covers the whole job: reading is over, writing still needs its share."""
    return max(1.0, limit - spent - min(WRITE_SECONDS, WRITE_SHARE * limit))


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
        first, last = spell["first_period"], spell["last_period"]
        when = first if first == last else f"{first} to {last}"
        lines.append("{site}: {operator}, {bundle}, ".format(**spell) + when)
    if report["gap"] is not None:
        possible = report["bound"] - report["objective"]
        lines.append(f"improvement still possible: {possible:,.0f} {currency} ({100 * report['gap']:.2f} %)")
    else:
        lines.append("improvement still possible: not known (no bound yet)")
    return lines
