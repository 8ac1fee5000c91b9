"""Other solvers on the identical model, as one MPS file: plain HiGHS and SCIP, one thread each.

Their seconds count from the moment the model is read: writing and reading the file is not charged to them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from highspy import Highs, HighsModelStatus, HighsStatus, SolutionStatus

from solvers.compiled import Compiled
from solvers.highs import PROVEN, loaded
from solvers.progress import Monitor, Report
from solvers.result import Result, Status, relative_gap
from solvers.running import watched

SCIP_INFINITY = 1e20
Path = str | os.PathLike[str]


def write_mps(compiled: Compiled, path: Path) -> None:
    """The model as HiGHS writes it, with the sense it has; rows and columns are numbered.

    Raises OSError where the file cannot be written.
    """
    if loaded(compiled, {"output_flag": False}).writeModel(os.fspath(path)) == HighsStatus.kError:
        raise OSError(f"HiGHS could not write {path}")


def highs(path: Path, *, gap: float, gap_scale: float, time_limit: float, progress: Report | None = None) -> Result:
    """HiGHS with its default options but for one thread, the gap and the time limit."""
    solver = Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    chosen = {"threads": 1, "mip_rel_gap": gap, "mip_abs_gap": gap * gap_scale, "time_limit": time_limit}
    for name, value in chosen.items():
        solver.setOptionValue(name, value)
    if solver.readModel(os.fspath(path)) == HighsStatus.kError:
        raise OSError(f"HiGHS could not read {path}")
    monitor = Monitor(progress, maximise=True, gap_scale=gap_scale)
    run = watched(solver, monitor, seconds=time_limit)
    if run.status is not None:
        info = solver.getInfo()
        if info.primal_solution_status == SolutionStatus.kSolutionStatusFeasible:
            monitor.found(info.objective_function_value)
        monitor.proved(info.mip_dual_bound)
    return _finished(monitor, gap, gap_scale, infeasible=run.status == HighsModelStatus.kInfeasible)


def scip(path: Path, *, gap: float, gap_scale: float, time_limit: float, progress: Report | None = None) -> Result:
    """SCIP with its default options but for the gap and the time limit; needs the package pyscipopt."""
    import pyscipopt

    solver = pyscipopt.Model()
    solver.hideOutput()
    solver.readProblem(os.fspath(path), extension="mps")
    solver.setParam("limits/time", time_limit)
    monitor = Monitor(progress, maximise=True, gap_scale=gap_scale)
    solver.includeEventhdlr(_watching(pyscipopt, monitor, gap, gap_scale), "marks", "tells primal and dual bound")
    solver.optimize()
    _look(solver, monitor)
    return _finished(monitor, gap, gap_scale, infeasible=solver.getStatus() == "infeasible")


COMPETITORS: Mapping[str, Callable[..., Result]] = {"highs": highs, "scip": scip}


def _watching(pyscipopt: Any, monitor: Monitor, gap: float, gap_scale: float) -> Any:
    """An event handler that reports after every LP, node and plan, and stops at the gap."""

    class Watch(pyscipopt.Eventhdlr):  # type: ignore[misc]
        kinds = pyscipopt.SCIP_EVENTTYPE

        def eventinit(self) -> None:
            for kind in (self.kinds.BESTSOLFOUND, self.kinds.LPSOLVED, self.kinds.NODESOLVED):
                self.model.catchEvent(kind, self)

        def eventexit(self) -> None:
            for kind in (self.kinds.BESTSOLFOUND, self.kinds.LPSOLVED, self.kinds.NODESOLVED):
                self.model.dropEvent(kind, self)

        def eventexec(self, event: Any) -> None:
            before = (monitor.objective, monitor.bound)
            _look(self.model, monitor)
            if (monitor.objective, monitor.bound) != before:
                monitor.report()
                reached = relative_gap(monitor.objective, monitor.bound, gap_scale)
                if reached is not None and reached <= gap:
                    self.model.interruptSolve()

    return Watch()


def _look(solver: Any, monitor: Monitor) -> None:
    """SCIP's primal and dual bound, where it has one."""
    for value, tell in ((solver.getPrimalbound(), monitor.found), (solver.getDualbound(), monitor.proved)):
        if abs(value) < SCIP_INFINITY:
            tell(value)
    monitor.nodes = solver.getNTotalNodes()


def _finished(monitor: Monitor, asked: float, gap_scale: float, *, infeasible: bool) -> Result:
    gap = relative_gap(monitor.objective, monitor.bound, gap_scale)
    status: Status = "infeasible" if infeasible else "limit"
    if gap is not None and gap <= max(asked, PROVEN):
        status = "optimal" if gap <= PROVEN else "gap_reached"
    result = Result(status, monitor.objective, monitor.bound, gap, seconds=monitor.seconds, nodes=monitor.nodes)
    monitor.finish(result)
    return result
