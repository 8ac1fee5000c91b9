"""The door to HiGHS: arrays in, a small honest result out.

A result never repeats what the solver claims: the plan's violation and objective are computed here from the compiled
arrays, the gap from that objective and HiGHS's final bound.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from highspy import Highs, HighsLp, HighsModelStatus, HighsStatus, HighsVarType, MatrixFormat, ObjSense

from solvers.compiled import Compiled, Plan
from solvers.progress import Monitor, Report
from solvers.result import Result, Status, relative_gap
from solvers.running import Run, watched

FEASIBLE = 1e-6  # largest violation of a plan that is handed back, HiGHS's own tolerance for MIPs
EXACT = 1e-9  # a polished plan violates nothing by more
PROVEN = 1e-6  # objective and bound that agree to this, relatively, are the same
_MENDABLE = 1e-3  # a plan that violates more is not worth polishing
_POLISH_SECONDS = 30.0

_UNDECIDED = (HighsModelStatus.kUnboundedOrInfeasible, HighsModelStatus.kUnbounded)
_NO_PLAN = (*_UNDECIDED, HighsModelStatus.kInfeasible)
_LIMITS = (
    HighsModelStatus.kTimeLimit,
    HighsModelStatus.kIterationLimit,
    HighsModelStatus.kSolutionLimit,
    HighsModelStatus.kMemoryLimit,
    HighsModelStatus.kInterrupt,
    HighsModelStatus.kObjectiveBound,
    HighsModelStatus.kObjectiveTarget,
)


def solve(
    compiled: Compiled,
    *,
    gap: float = 0.0,
    gap_scale: float = 0.0,
    time_limit: float | None = None,
    start: Mapping[str, float] | None = None,
    progress: Report | None = None,
    interrupt: threading.Event | None = None,
    threads: int = 1,
    seed: int = 0,
    polish: bool = True,
    options: Mapping[str, Any] | None = None,
) -> Result:
    """Solve until `|bound - objective| <= gap * max(|objective|, gap_scale)`.

    time_limit  seconds for HiGHS; polishing may add some
    start       a complete plan by name, names left out are 0. If it is feasible the result is no worse than it, even
                if the time is up before the first LP is solved; if not, the message says so, and HiGHS solves an LP
                for the integers of the start (its continuous values do not matter then)
    progress    called about once a second in the calling thread, and once at the end
    interrupt   set it to stop early, as Ctrl-C does: the best plan so far comes back with its honest bound
    polish      give the plan of a MIP whole integers, and continuous values exact for them
    options     HiGHS options by name, over those chosen here, such as {"solver": "ipm"} for an LP or
                {"mip_lp_solver": "ipm"} for the first LP of a MIP

    The same input gives the same values unless a time limit or an interruption ends it. Raises ValueError for an
    option that HiGHS does not know and for arguments out of range, KeyboardInterrupt at the second Ctrl-C.
    """
    limit = math.inf if time_limit is None else float(time_limit)
    if threads < 1 or not min(gap, gap_scale, limit) >= 0:
        raise ValueError("threads must be at least 1; gap, gap_scale and time_limit must not be negative")
    chosen = {
        "output_flag": False,
        "threads": threads,
        "random_seed": seed,
        "mip_rel_gap": float(gap),
        "mip_abs_gap": max(gap * gap_scale, 1e-9),
        "mip_min_logging_interval": 1.0,
        "time_limit": limit,
        **(options or {}),
    }
    monitor = Monitor(progress, maximise=compiled.maximise, gap_scale=gap_scale)
    result = _Job(compiled, chosen, monitor, interrupt, gap, gap_scale).result(start, polish)
    monitor.finish(result)
    message = " ".join(filter(None, (result.message, monitor.trouble)))
    return replace(result, seconds=monitor.seconds, nodes=monitor.nodes, message=message)


def loaded(compiled: Compiled, options: Mapping[str, Any]) -> Highs:
    """A new HiGHS with these options set and the arrays passed in one call. Raises ValueError for an unknown option or
    a value it does not take."""
    highs = Highs()  # type: ignore[no-untyped-call]
    highs.silent()  # or it prints its banner before the options say no
    for name, value in options.items():
        if highs.setOptionValue(name, value) == HighsStatus.kError:
            raise ValueError(f"HiGHS does not take the option {name} = {value!r}")
    lp = HighsLp()
    lp.num_row_, lp.num_col_ = compiled.matrix.shape
    lp.sense_ = ObjSense.kMaximize if compiled.maximise else ObjSense.kMinimize
    lp.offset_ = compiled.offset
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = compiled.cost, compiled.lower, compiled.upper
    lp.row_lower_, lp.row_upper_ = compiled.row_lower, compiled.row_upper
    lp.a_matrix_.format_ = MatrixFormat.kColwise
    lp.a_matrix_.num_row_, lp.a_matrix_.num_col_ = compiled.matrix.shape
    lp.a_matrix_.start_ = compiled.matrix.indptr
    lp.a_matrix_.index_ = compiled.matrix.indices
    lp.a_matrix_.value_ = compiled.matrix.data
    if compiled.integer.any():
        kinds = (HighsVarType.kContinuous, HighsVarType.kInteger)
        lp.integrality_ = [kinds[i] for i in compiled.integer.tolist()]
    highs.passModel(lp)  # what it refuses, `run` fails on
    return highs


@dataclass
class _Job:
    """One call of `solve`, step by step."""

    compiled: Compiled
    options: dict[str, Any]
    monitor: Monitor
    interrupt: threading.Event | None
    gap: float
    gap_scale: float
    notes: list[str] = field(default_factory=list)

    def result(self, start: Mapping[str, float] | None, polish: bool) -> Result:
        if self.compiled.contradiction:
            return Result("infeasible", message=self.compiled.contradiction)
        if not self.compiled.columns:
            return self._without_columns()
        highs = loaded(self.compiled, self.options)
        begin = None if start is None else self._begin(highs, start)
        run = self._decided(watched(highs, self.monitor, self.interrupt, self.options["time_limit"]))
        if run.status == HighsModelStatus.kUnbounded:
            return Result("unbounded", interrupted=run.interrupted, message=" ".join(self.notes))
        found = self._found(highs, run)
        if run.status is not None:
            self.monitor.nodes = max(0, highs.getInfo().mip_node_count)
        if found and polish:
            found = self._polished(found)
        plan = self._better(found, begin)
        bound, refuted = self._bound(highs, run, plan)
        status = "failed" if refuted else self._status(run, plan, bound)
        if plan is None:
            return Result(status, bound=bound, interrupted=run.interrupted, message=" ".join(self.notes))
        return Result(
            status,
            plan.objective,
            bound,
            relative_gap(plan.objective, bound, self.gap_scale),
            dict(zip(self.compiled.columns, plan.x.tolist(), strict=True)),
            run.interrupted,
            violation=plan.violation,
            message=" ".join(self.notes),
        )

    def _without_columns(self) -> Result:
        plan = self.compiled.plan(np.zeros(0))
        if plan.violation > FEASIBLE:
            return Result("infeasible", message=f"{plan.where} cannot hold.")
        return Result("optimal", plan.objective, plan.objective, 0.0, {}, violation=plan.violation)

    def _begin(self, highs: Highs, start: Mapping[str, float]) -> Plan | None:
        """The start as a plan if it is feasible; HiGHS gets it in any case that it can mend."""
        plan = self.compiled.plan(self.compiled.vector(start))
        unknown = sum(name not in self.compiled.position for name in start)
        if unknown:
            self.notes.append(f"The start names {unknown} variables that the model does not have.")
        if math.isfinite(plan.violation) and self.compiled.integer.any():
            highs.setSolution(plan.x.size, np.arange(plan.x.size, dtype=np.int32), plan.x)
        if plan.violation > FEASIBLE:
            self.notes.append(f"The start is not a plan: it violates {plan.where} by {plan.violation:.3g}.")
            return None
        self.monitor.found(plan.objective)
        return plan

    def _decided(self, run: Run) -> Run:
        """Tell unbounded from infeasible: HiGHS's presolve may leave it open, the model without costs does not."""
        if run.error:
            self.notes.append(run.error)
        if run.status is None:
            self.notes.append("HiGHS did not stop in time; its latest plan and bound were taken.")
        if run.status not in _UNDECIDED:
            return run
        costless = replace(self.compiled, cost=np.zeros_like(self.compiled.cost))
        again = watched(loaded(costless, self.options), self.monitor, self.interrupt, self.options["time_limit"])
        if again.status == HighsModelStatus.kOptimal:
            return replace(run, status=HighsModelStatus.kUnbounded)
        if again.status != HighsModelStatus.kInfeasible:
            self.notes.append("The model is infeasible or unbounded; the time did not suffice to tell which.")
        return again

    def _found(self, highs: Highs, run: Run) -> Plan | None:
        """The solver's plan, its values brought within their bounds."""
        if run.status is None:
            x = self.monitor.plan
        elif run.status in _NO_PLAN:
            x = None
        else:
            solution = highs.getSolution()
            x = np.array(solution.col_value) if solution.value_valid else None
        if x is None or x.size != len(self.compiled.columns):
            return None
        plan = self.compiled.plan(np.clip(x, self.compiled.lower, self.compiled.upper) + 0.0)  # + 0.0: no minus zeros
        unfinished = run.status != HighsModelStatus.kOptimal and plan.violation > _MENDABLE
        return None if unfinished else plan

    def _polished(self, plan: Plan) -> Plan:
        """The plan with whole integers and the best continuous values for them; as it was if there are none."""
        integer = self.compiled.integer
        if not integer.any() or plan.violation > _MENDABLE:
            return plan
        whole = self.compiled.plan(np.where(integer, np.round(plan.x), plan.x))
        if whole.violation <= EXACT:
            return whole
        self.monitor.phase = "polish"
        options = {name: self.options[name] for name in ("output_flag", "threads", "random_seed")}
        options |= {"time_limit": _POLISH_SECONDS, "primal_feasibility_tolerance": EXACT}
        highs = loaded(self.compiled.held(integer, whole.x), options)
        # an event that has ended the search already must not end this too
        fresh = self.interrupt if self.interrupt is not None and not self.interrupt.is_set() else None
        run = watched(highs, self.monitor, fresh, _POLISH_SECONDS)
        mended = self._found(highs, run) if run.status == HighsModelStatus.kOptimal else None
        if mended and mended.violation < max(EXACT, plan.violation):
            return mended
        self.notes.append(f"The plan could not be made exact: it violates {plan.where} by {plan.violation:.3g}.")
        return plan

    def _better(self, found: Plan | None, begin: Plan | None) -> Plan | None:
        if found and found.violation > FEASIBLE:
            self.notes.append(f"The solver's plan was rejected: it violates {found.where} by {found.violation:.3g}.")
            found = None
        if found is None or begin is None or begin.violation > EXACT:  # a start that cheats a little is no rival
            return found or begin
        sign = 1.0 if self.compiled.maximise else -1.0
        return begin if sign * begin.objective > sign * found.objective else found

    def _bound(self, highs: Highs, run: Run, plan: Plan | None) -> tuple[float | None, bool]:
        """The bound, and whether the plan refutes what the solver proved."""
        if run.status == HighsModelStatus.kInfeasible and plan:
            self.notes.append("The solver calls the model infeasible, but the start is feasible.")
            return None, True
        bound: float | None = None
        if run.status is None:
            bound = self.monitor.bound
        elif self.compiled.integer.any() and (run.status == HighsModelStatus.kOptimal or run.status in _LIMITS):
            bound = highs.getInfo().mip_dual_bound
        elif run.status == HighsModelStatus.kOptimal:
            bound = highs.getInfo().objective_function_value
        if bound is None or not math.isfinite(bound):
            return None, False
        if plan is None:
            return bound, False
        sign = 1.0 if self.compiled.maximise else -1.0
        if plan.violation <= EXACT and sign * (plan.objective - bound) > self._tolerance(plan.objective):
            self.notes.append(f"The solver's bound {bound:.9g} is refuted by a plan worth {plan.objective:.9g}.")
            return None, True
        return sign * max(sign * bound, sign * plan.objective) + 0.0, False

    def _tolerance(self, objective: float) -> float:
        return PROVEN * max(1.0, abs(objective))

    def _status(self, run: Run, plan: Plan | None, bound: float | None) -> Status:
        if run.status == HighsModelStatus.kInfeasible:
            return "infeasible"
        if plan is not None and bound is not None:
            difference = abs(bound - plan.objective)
            if difference <= self._tolerance(plan.objective):
                return "optimal"
            if difference <= self.gap * max(abs(plan.objective), self.gap_scale) * (1 + EXACT):
                return "gap_reached"
        if run.status is None or run.status in _LIMITS:
            return "limit"
        if run.status == HighsModelStatus.kOptimal and plan is not None:
            self.notes.append("The solver stopped within its tolerances; made exact, the plan leaves a wider gap.")
            return "limit"
        if run.status != HighsModelStatus.kOptimal and not run.error:
            self.notes.append(f"HiGHS ended with {run.status.name}.")
        return "failed"
