"""Why a plan earns what another did not: the groups of inputs exchanged one at a time, each mix planned anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inputs.case import Case
from inputs.exchange import changed_groups, changed_inputs, mixed, on_calendar
from model.outcome import Outcome
from model.prepare import prepare
from solvers.options import NoPlan, SolveOptions
from solvers.planning import SOLVERS, by_size

STOPPED = "stopped before there was a plan"


@dataclass(frozen=True)
class End:
    """The plan that a results workbook holds: expected profit in plan currency, and its proven gap (None: none)."""

    profit: float
    gap: float | None


@dataclass(frozen=True)
class Step:
    """A group of inputs exchanged on top of those before: what the plan earns then.

    `profit` is None where the mix has no plan; its effect is then in the next step's. `uncertain` is how much of the
    effect the gaps of this step and the one before could explain (plan currency; None: no bound). `stopped`: a time
    limit or Ctrl-C ended it early.
    """

    group: str
    profit: float | None
    effect: float | None
    uncertain: float | None
    gap: float | None
    note: str = ""
    stopped: bool = False


def attribute(old: Case, new: Case, ends: tuple[End, End], options: SolveOptions, solver: str = "auto") -> list[Step]:
    """The change of expected profit from the old plan to the new one, by group of inputs, in the order of GROUPS.

    The effects sum to the change: the last group changed ends at the new plan itself. The time limit of `options` is
    shared evenly.
    """
    moved = on_calendar(old, new)
    groups = changed_groups(changed_inputs(old, new))
    limit = None if options.time_limit is None else options.time_limit / max(1, len(groups) - 1)
    steps: list[Step] = []
    last: End = ends[0]
    start: Mapping[str, float] = {}
    exchanged: list[str] = []
    for group in groups[:-1]:
        exchanged.append(group)
        options.phase(f"planning with {', '.join(exchanged)} as in the new plan")
        planned, note = _planned(mixed(moved, new, exchanged), replace(options, time_limit=limit), start, solver)
        if planned is None:
            steps.append(Step(group, None, None, None, None, note, note.startswith(STOPPED)))
            continue
        start = planned.values
        end = End(planned.expected_profit, planned.gap)
        steps.append(replace(_step(group, last, end, note), stopped=planned.status == "limit"))
        last = end
    if groups:
        steps.append(_step(groups[-1], last, ends[1], ""))
    return steps


def _step(group: str, before: End, after: End, note: str) -> Step:
    known = before.gap is not None and after.gap is not None
    uncertain = abs(before.profit) * (before.gap or 0) + abs(after.profit) * (after.gap or 0) if known else None
    return Step(group, after.profit, after.profit - before.profit, uncertain, after.gap, note)


def _planned(case: Case, options: SolveOptions, start: Mapping[str, float], solver: str) -> tuple[Outcome | None, str]:
    """The plan of a mixed case, or why there is none."""
    try:
        data = prepare(case)
        chosen = by_size(data) if solver == "auto" else solver
        return SOLVERS[chosen](data, options, start), ""
    except NoPlan as none:
        why = STOPPED if none.status == "limit" else "this mix of inputs has no plan"
        return None, f"{why}: its effect is in the next line"
    except (KeyError, ValueError):  # inputs that need each other are in different groups
        return None, "these inputs need others of the new plan: their effect is in the next line"
