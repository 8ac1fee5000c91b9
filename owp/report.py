"""The one object that --json prints, at every exit; unknown numbers are null."""

from __future__ import annotations

import importlib.metadata
import platform
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from model.outcome import Outcome

Report = dict[str, Any]


def versions() -> dict[str, str]:
    """Versions of the tool and of what its answer depends on."""
    names = {"owp": "overseas-warehouse-planner", "pyomo": "pyomo", "highspy": "highspy", "pandas": "pandas"}
    found = {"python": platform.python_version()}
    for short, name in names.items():
        try:
            found[short] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[short] = "not installed"
    return found


def blank_report() -> Report:
    """Every field, nothing known yet."""
    unknown = (
        "objective",
        "bound",
        "gap",
        "expected_profit",
        "cvar",
        "currency",
        "solver",
        "input_sha256",
        "message",
        "problems_file",
        "results_file",
        "stability_price",
    )
    return {
        "status": "failed",
        **dict.fromkeys(unknown),
        "sites": [],
        "problems": [],
        "suggestions": [],
        "suggestions_file": None,
        "proven_smallest": None,
        "notes": [],
        "problem_counts": {"error": 0, "warning": 0, "note": 0},
        "seconds": dict.fromkeys(("read", "build", "solve", "write")),
        "versions": versions(),
    }


def fill_plan(report: Report, plan: Outcome) -> None:
    """The figures of a plan."""
    report.update(
        status=plan.status,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        expected_profit=plan.expected_profit,
        cvar=plan.cvar,
        sites=site_spells(plan.runs, list(plan.data.network.calendar.names)),
        input_sha256=plan.data.case.sha256 or None,
    )


def site_spells(runs: pd.DataFrame, periods: list[str]) -> list[dict[str, str]]:
    """Each unbroken run of one option at a site: site, operator, bundle, first_period, last_period."""
    spells: list[dict[str, str]] = []
    rank = {period: i for i, period in enumerate(periods)}
    for labels, group in runs.groupby(["site", "operator", "bundle"], sort=False):
        site, operator, bundle = (str(label) for label in labels)
        ordered = sorted(group["period"], key=lambda period: rank[period])
        for period in ordered:
            last = spells[-1] if spells else None
            same = last is not None and (last["site"], last["operator"], last["bundle"]) == (site, operator, bundle)
            if last is not None and same and rank[period] == rank[last["last_period"]] + 1:
                last["last_period"] = period
            else:
                spells.append(
                    {
                        "site": site,
                        "operator": operator,
                        "bundle": bundle,
                        "first_period": period,
                        "last_period": period,
                    }
                )
    return spells
