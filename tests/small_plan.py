"""The small Russian example, planned to a loose gap once in a process, for all tests that look at such a plan."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from inputs import examples
from inputs.reading import read
from model.outcome import PlanResult
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan


@functools.cache
def small_plan() -> PlanResult:
    return solve_plan(read(examples.path("russia_small")), SolveOptions(gap=0.05, time_limit=120))


@functools.cache
def small_results() -> bytes:
    return results_of(small_plan())


def results_of(plan: PlanResult) -> bytes:
    """Its results workbook, which holds all of it."""
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write(plan, Path(folder) / "results.xlsx", {})
        return path.read_bytes()
