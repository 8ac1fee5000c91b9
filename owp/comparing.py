"""`owp compare`: what changed between two plans, and why."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import pandas as pd

from inputs.case import Case
from inputs.exchange import changed_inputs
from outputs.changes import decisions, figures
from outputs.changes_workbook import write_changes
from outputs.dust import without_dust
from outputs.reading import Results
from outputs.sheets_changes import INPUTS, REASONS
from owp.checking import opened_results, sound_case
from owp.console import Reporter
from owp.exits import Exit, Stop
from owp.report import Report, versions
from owp.target import free_target
from solvers.attribution import End, Step, attribute
from solvers.options import SolveOptions

WITHIN_GAPS = "no more than the gaps of the two plans could explain"


def compare_plans(chosen: argparse.Namespace, report: Report, options: SolveOptions) -> Exit:
    """Write the comparison; Stop where a file is no good. `options` are those of each plan that is made anew."""
    with Reporter() as reporter:
        target, word = free_target(chosen.output)  # told before the work is done, and again when it is
        if word:
            reporter.say(word)
        old, new = (opened_results(path, report) for path in (chosen.old_results, chosen.new_results))
        currency = str(new.provenance["currency"])
        if old.provenance["currency"] != currency:
            raise Stop(Exit.INVALID, "invalid_input", "the two plans are in different currencies")
        reporter.currency = report["currency"] = currency
        tables = {"decisions": decisions(old, new), "figures": figures(old, new)}
        tables["reasons"] = pd.DataFrame(columns=list(REASONS.names))
        tables["inputs"] = pd.DataFrame(columns=list(INPUTS.names))
        stopped = False
        if chosen.plans:
            before = _case(chosen.plans[0], old, report, reporter)
            after = _case(chosen.plans[1], new, report, reporter)
            inputs = changed_inputs(before, after)
            begun = time.monotonic()
            told = SolveOptions(options.gap, options.time_limit, reporter.progress, reporter.phase, options.interrupt)
            steps = attribute(before, after, (_end(old), _end(new)), told, chosen.solver)
            report["seconds"]["solve"] = time.monotonic() - begun
            stopped = any(step.stopped for step in steps)
            tables["reasons"] = reasons(_end(old), steps, inputs)
            tables["inputs"] = inputs.map(_shown)
        given: dict[str, str | float | None] = {
            "old_results": chosen.old_results.name,
            "new_results": chosen.new_results.name,
            "old_input_sha256": str(old.provenance["input_sha256"]),
            "new_input_sha256": str(new.provenance["input_sha256"]),
            "gap_asked": options.gap,
            "time_limit_seconds": options.time_limit,
        }
        write_changes(target, tables, currency, given | {f"version_{k}": v for k, v in versions().items()})
        for line in _summary(tables, currency):
            reporter.say(line)
        report["results_file"] = str(target)
        for line in (f"wrote {target}", *([word] if word else [])):
            reporter.say(line)
    report["status"] = "limit" if stopped else "done"
    return Exit.STOPPED if stopped else Exit.DONE


def reasons(start: End, steps: list[Step], inputs: pd.DataFrame) -> pd.DataFrame:
    """The sheet reasons: the old plan, then a line for each group exchanged."""
    counts = inputs["group"].value_counts()
    whole = steps[-1].profit - start.profit if steps and steps[-1].profit is not None else 0.0
    whole = without_dust(whole, start.profit)
    rows: list[tuple[object, ...]] = [("old plan", None, start.profit, None, None, None, start.gap, "")]
    for step in steps:
        within = step.effect is not None and step.uncertain is not None and abs(step.effect) <= step.uncertain
        effect = None if step.effect is None else without_dust(step.effect, start.profit)
        part = effect / whole if effect is not None and whole else None
        note = step.note or (WITHIN_GAPS if within else "")
        rows.append(
            (step.group, int(counts.get(step.group, 0)), step.profit, effect, part, step.uncertain, step.gap, note)
        )
    table = pd.DataFrame(rows, columns=list(REASONS.names))
    figures = ["expected_profit", "effect", "part", "uncertain", "gap"]
    return table.astype(dict.fromkeys(figures, "float64"))


def _case(path: Path, results: Results, report: Report, reporter: Reporter) -> Case:
    case = sound_case(path, report, reporter)
    if results.provenance.get("input_sha256") != case.sha256:
        raise Stop(Exit.INVALID, "invalid_input", f"{results.path} was not made from {path} as it stands")
    return case


def _end(results: Results) -> End:
    facts = results.provenance
    gap = facts.get("gap")
    return End(float(str(facts["expected_profit"])), None if gap is None else float(str(gap)))


def _shown(value: object) -> str | None:
    """An input as text: comparisons mix figures, flags and names in one column."""
    if value is None or value != value:
        return None
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _summary(tables: dict[str, pd.DataFrame], currency: str) -> list[str]:
    profit = tables["figures"].iloc[0]
    lines = [f"expected profit {profit['old']:,.0f} -> {profit['new']:,.0f} {currency} ({profit['difference']:+,.0f})"]
    for row in tables["reasons"].iloc[1:].to_dict("records"):
        effect = f"{row['effect']:+,.0f} {currency}" if row["effect"] == row["effect"] else "-"
        lines.append(f"  {row['group']}: {effect}" + (f" ({row['note']})" if row["note"] else ""))
    lines.append(f"{len(tables['decisions'])} decisions changed")
    return lines
