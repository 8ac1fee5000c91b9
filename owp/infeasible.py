"""What is said and written where no plan satisfies the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from inputs.case import Case
from model.changes import Advice
from outputs.advice import path_beside, write_advice
from outputs.language import Language
from owp.exits import Exit, Stop
from owp.report import Report

NO_PLAN = "no plan satisfies this workbook"


def explain(
    case: Case,
    advice: Advice,
    output: Path,
    provenance: Mapping[str, str | float | None],
    report: Report,
    language: Language,
) -> Stop:
    """The suggestions, in `report`, in a workbook beside `output`, and as the lines of a Stop."""
    report["suggestions"] = [
        [
            {
                "sheet": one.row.sheet,
                "cell": one.cell,
                "column": one.column or None,
                "subject": one.subject,
                "now": one.now,
                "change": one.how,
                "suggested": one.suggested,
            }
            for one in suggestion.changes
        ]
        for suggestion in advice.suggestions
    ]
    report["proven_smallest"] = advice.proven
    lines = list(_sentences(advice))
    if advice.suggestions:
        path = path_beside(output)
        try:
            write_advice(advice, path, provenance, currency=case.settings.currency, language=language)
        except OSError as refusal:
            lines.append(f"{path} could not be written: {refusal.strerror or refusal}")
        else:
            report["suggestions_file"] = str(path)
            lines.append(f"wrote {path}" + (f"; {output} is left as it was" if output.exists() else ""))
    return Stop(Exit.INFEASIBLE, "infeasible", *lines)


def _sentences(advice: Advice) -> list[str]:
    found = len(advice.suggestions)
    if not found:
        return [
            f"{NO_PLAN}: limits, budgets, overrides, statuses and leases contradict each other, but no set of changes "
            "that helps was found in the time there was"
        ]
    head = "this change makes one possible:" if found == 1 else f"each of these {found} makes one possible:"
    lines = [f"{NO_PLAN}; {head}", *(f"{i}. {one}" for i, one in enumerate(advice.suggestions, start=1))]
    if not advice.proven:
        lines.append("the time did not suffice to prove that these are the smallest changes")
    return lines
