"""One run of the bench from workbook to results workbook, every part timed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench import generator
from bench.competitors import COMPETITORS, write_mps
from bench.machine import PeakMemory, commit, machine
from bench.rows import Marks, Request, Row
from bench.sizes import SIZES
from inputs import examples, reading
from model.build import build_whole
from model.outcome import Outcome, PlanResult
from model.prepare import Data, prepare
from outputs.workbook import write as write_results
from solvers.compiled import compile_model
from solvers.options import NoPlan, SolveOptions
from solvers.planning import SOLVERS
from solvers.progress import Progress
from solvers.reporting import GAP_FLOOR

CASES = (*SIZES, *examples.NAMES)
NO_LIMIT = 1e9  # seconds
Listener = Callable[[Progress], None]


def workbook(case: str, seed: int, folder: Path) -> Path:
    """The case as a workbook: one generated into `folder`, or a committed example (whatever the seed)."""
    if case in examples.NAMES:
        return examples.FOLDER / f"{case}.xlsx"
    path = folder / f"{case}_{seed}.xlsx"
    generator.write(case, seed, path)
    return path


def measure(request: Request, listener: Listener | None = None) -> Row:
    """Run the request in this process; a failure to find a plan is a row, not an exception."""
    with tempfile.TemporaryDirectory() as folder, PeakMemory() as memory:
        run = _Run(request, Path(folder), listener)
        row = run.row()
        return replace(row, peak_memory_mb=round(memory.mebibytes, 1), commit=commit(), machine=machine())


@dataclass
class _Run:
    """One request, step by step; `begun` is the start of `prepare`."""

    request: Request
    folder: Path
    listener: Listener | None
    marks: Marks = field(default_factory=Marks)
    begun: float = 0.0

    def row(self) -> Row:
        path = workbook(self.request.case, self.request.seed, self.folder)
        starts = time.monotonic()
        case = reading.read(path)
        read = self.begun = time.monotonic()
        data = prepare(case)
        row = Row(*self.request.key, self.request.gap, self.request.limit, states=len(data.futures.states))
        row = replace(row, sizes=_sizes(data), time_to_gap=self.marks.time_to_gap)
        row.seconds["read"] = round(read - starts, 2)
        if self.request.solver in COMPETITORS:
            return self._competitor(row, data)
        return self._ours(row, data)

    def _told(self, news: Progress) -> None:
        self.marks.note(news.gap, time.monotonic() - self.begun)
        self._listen(news, 1.0)

    def _listen(self, news: Progress, unit: float) -> None:
        objective, bound = (None if x is None else x * unit for x in (news.objective, news.bound))
        if self.listener is not None:
            self.listener(replace(news, objective=objective, bound=bound))

    def _ours(self, row: Row, data: Data) -> Row:
        limit = self.request.limit
        left = None if limit is None else max(1.0, limit - (time.monotonic() - self.begun))
        options = SolveOptions(self.request.gap, left, self._told)
        prepared = time.monotonic() - self.begun
        parts: dict[str, float | None] = {}
        try:
            plan = SOLVERS[self.request.solver](data, options, {}, parts)
        except NoPlan as failure:
            return replace(row, status=failure.status, message=failure.message)
        finally:
            passed = time.monotonic() - self.begun
            built = prepared + (parts.get("build") or 0.0)
            row.seconds.update(build=round(built, 2), solve=round(passed - built, 2))
        self.marks.note(plan.gap, passed)
        row.seconds["write"] = self._written(plan)
        return replace(
            row, status=plan.status, objective=plan.objective, bound=plan.bound, gap=plan.gap, message=plan.message
        )

    def _written(self, plan: Outcome) -> float:
        begun = time.monotonic()
        write_results(PlanResult(plan, None, None), self.folder / "results.xlsx", {"solver": self.request.solver})
        return round(time.monotonic() - begun, 2)

    def _competitor(self, row: Row, data: Data) -> Row:
        """Preparing, building and compiling are charged as to everybody, the detour by a file to nobody."""
        compiled = compile_model(build_whole(data))
        built = time.monotonic() - self.begun
        path = self.folder / "whole.mps"
        write_mps(compiled, path)
        row.seconds["build"] = round(built, 2)

        def told(news: Progress) -> None:
            self.marks.note(news.gap, built + news.seconds)
            self._listen(news, data.unit)

        result = COMPETITORS[self.request.solver](
            path,
            gap=self.request.gap,
            gap_scale=GAP_FLOOR * data.revenue / data.unit,
            time_limit=NO_LIMIT if self.request.limit is None else self.request.limit,
            progress=told,
        )
        row.seconds["solve"] = round(result.seconds, 2)
        objective, bound = (None if x is None else x * data.unit for x in (result.objective, result.bound))
        return replace(row, status=result.status, objective=objective, bound=bound, gap=result.gap)


def _sizes(data: Data) -> dict[str, int]:
    case = data.case
    return {
        "sites": len(case.sites),
        "options": len(data.network.options),
        "skus": len(case.skus),
        "zones": len(case.zones),
        "periods": len(case.periods),
        "scenarios": len(data.futures.probability),
        "lanes": sum(len(table.lanes) for table in data.tables),
        "flows": sum(len(table.lanes) + len(table.options) + len(table.parcels) for table in data.tables),
    }
