"""Starts, time limits, progress and interruptions of the solver door."""

from __future__ import annotations

import itertools
import math
import os
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyomo.environ as pyo
import pytest
from highspy import HighsStatus

from solvers import running
from solvers.compiled import compile_model
from solvers.highs import EXACT, solve
from solvers.progress import Monitor, Progress
from solvers.running import Run, watched
from tests.linear_models import depots, furniture, plain_start

ROOT = Path(__file__).parents[1]


def test_start_is_returned_when_there_is_no_time():
    m = depots(30, 60, 0)
    compiled = compile_model(m)
    start = plain_start(30, 60)
    result = solve(compiled, start=start, time_limit=0.0)
    assert result.status == "limit"
    assert (result.bound, result.gap, result.interrupted) == (None, None, False)
    for variable in compiled.variables:
        variable.set_value(start[variable.name])
    assert result.objective == pytest.approx(pyo.value(m.cost))
    assert result.values == pytest.approx(start)


def test_no_time_and_no_start_gives_no_plan():
    result = solve(compile_model(depots(30, 60, 0)), time_limit=0.0)
    assert (result.status, result.objective, result.values) == ("limit", None, None)


def test_result_is_no_worse_than_the_start():
    compiled = compile_model(depots(12, 25, 1))
    best = solve(compiled)
    again = solve(compiled, start=best.values, gap=0.5)
    assert again.objective <= best.objective + 1e-9 * best.objective


def test_bad_start_is_reported_and_does_no_harm():
    """Nothing open, nobody served: `served` is violated by 1. A name that the model does not have is counted."""
    compiled = compile_model(depots(8, 15, 2))
    result = solve(compiled, start={"elsewhere": 1.0})
    assert result.status == "optimal"
    assert result.objective == pytest.approx(solve(compiled).objective)
    assert "served[0] by 1" in result.message
    assert "1 variables that the model does not have" in result.message
    assert solve(compiled, start={"open[0]": math.nan}).objective == pytest.approx(result.objective)
    assert solve(compiled, start={}, time_limit=0.0).values is None


def test_integers_alone_are_completed():
    """With every depot open and nobody served, HiGHS finds whom each serves; without nodes this is the plan."""
    compiled = compile_model(depots(12, 25, 1))
    opened = {name: 1.0 for name in compiled.columns if name.startswith("open")}
    completed = solve(compiled.held(compiled.integer, compiled.vector(opened)))
    result = solve(compiled, start=opened, options={"mip_max_nodes": 0})
    assert result.status == "limit"
    assert result.objective == pytest.approx(completed.objective)


def test_same_input_gives_same_values():
    runs = [solve(compile_model(depots(12, 25, 3, tight=False)), threads=n) for n in (1, 1, 2, 2)]
    assert runs[0].values == runs[1].values
    assert runs[2].values == runs[3].values


def test_progress_tightens_and_ends_with_the_result():
    reports: list[Progress] = []
    m = depots(40, 120, 5, tight=False)
    m.cost.set_value(-m.cost.expr)
    m.cost.sense = pyo.maximize
    result = solve(compile_model(m), progress=reports.append, time_limit=4.0)
    assert len(reports) >= 3
    assert (reports[-1].phase, reports[-1].objective, reports[-1].bound) == ("finished", result.objective, result.bound)
    for a, b in itertools.pairwise(reports):
        assert a.seconds < b.seconds
        assert a.objective is None or b.objective >= a.objective - 1e-6 * abs(a.objective)
        assert a.bound is None or b.bound <= a.bound
    assert all(r.bound >= r.objective for r in reports if r.bound is not None and r.objective is not None)
    assert all(b.seconds - a.seconds > 0.9 for a, b in itertools.pairwise(reports[:-1]))


def test_progress_that_raises_does_not_stop_the_solver():
    def broken(_: Progress) -> None:
        raise RuntimeError("screen gone")

    result = solve(compile_model(furniture()), progress=broken)
    assert result.objective == pytest.approx(31.0)
    assert "screen gone" in result.message


def test_monitor_never_reports_a_bound_beyond_the_objective():
    """Minimising, 10 found and 11 proven (a rounding of the solver's) is reported as 10 and 10; 8 comes too late."""
    reports: list[Progress] = []
    monitor = Monitor(reports.append, maximise=False, every=0.0)
    monitor.found(10.0)
    monitor.found(12.0)
    monitor.proved(11.0)
    monitor.proved(8.0)
    monitor.proved(-math.inf)
    monitor.beat()
    assert (reports[0].objective, reports[0].bound, reports[0].gap) == (10.0, 10.0, 0.0)


def test_event_interrupts_with_the_best_plan_so_far():
    """Set as soon as a plan is told, in a search that would last for minutes."""
    event = threading.Event()

    def hear(report: Progress) -> None:
        if report.objective is not None and report.bound is not None:
            event.set()

    result = solve(compile_model(depots(40, 120, 5, tight=False)), interrupt=event, progress=hear, time_limit=600.0)
    assert result.interrupted
    assert result.status == "limit"
    assert result.bound < result.objective
    assert result.gap == pytest.approx((result.objective - result.bound) / result.objective)
    assert result.violation <= EXACT


def test_event_interrupts_a_linear_programme():
    compiled = compile_model(depots(60, 200, 5))
    relaxed = replace(compiled, integer=np.zeros_like(compiled.integer))
    event = threading.Event()
    event.set()
    result = solve(relaxed, interrupt=event, options={"solver": "ipm"})
    assert (result.status, result.interrupted, result.bound) == ("limit", True, None)
    start = solve(relaxed, interrupt=event, options={"solver": "ipm"}, start=plain_start(60, 200))
    assert start.values == pytest.approx(plain_start(60, 200))


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
@pytest.mark.parametrize("grace", [5.0, pytest.param(0.1, marks=pytest.mark.slow)])
def test_control_c_interrupts_with_the_best_plan_so_far(grace):
    """A real SIGINT in a process of its own, as soon as a plan is told. With 0.1 seconds of grace HiGHS, busy with a
    sub-MIP, is left behind: its latest plan is taken all the same, and the process ends cleanly."""
    script = f"""
        import signal, sys
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background starts deaf to it
        sys.path.insert(0, {str(ROOT)!r})
        from tests.linear_models import depots
        from solvers import running
        from solvers.compiled import compile_model
        from solvers.highs import solve

        told = []

        def hear(report):
            if report.objective is not None and report.bound is not None and not told:
                told.append(report)
                print("found", flush=True)

        running._GRACE = {grace}
        compiled = compile_model(depots(40, 120, 5, tight=False))
        result = solve(compiled, progress=hear, options={{"mip_heuristic_effort": 0.0 if {grace} > 1 else 0.05}})
        print(result.status, result.interrupted, result.bound < result.objective, len(result.values))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "found\n"
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=600)
    assert output == "limit True True 4840\n"
    assert process.returncode == 0


class Deaf:
    """A solver that never listens: `run` lasts until `let_go`. It takes any callback."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def run(self) -> HighsStatus:
        self.let_go.wait()
        return HighsStatus.kOk

    def __getattr__(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(subscribe=lambda callback: None)


def test_second_control_c_raises():
    """Every report presses Ctrl-C: the first waits for the solver, the second does not."""
    pressed: list[Progress] = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background starts deaf to it

    def press(progress: Progress) -> None:
        pressed.append(progress)
        signal.raise_signal(signal.SIGINT)

    deaf = Deaf()
    try:
        with pytest.raises(KeyboardInterrupt):
            watched(deaf, Monitor(press, maximise=True, every=0.0))
    finally:
        signal.signal(signal.SIGINT, before)
        deaf.let_go.set()
    assert len(pressed) == 2


def test_deaf_solver_is_left_behind(monkeypatch):
    """It has 0.2 seconds after an interruption, or after it has overrun its own limit of 0.1 seconds."""
    monkeypatch.setattr(running, "_GRACE", 0.2)
    event = threading.Event()
    event.set()
    deaf = Deaf()
    assert watched(deaf, Monitor(None, maximise=True), event) == Run(None, interrupted=True)
    assert watched(deaf, Monitor(None, maximise=True), seconds=0.1) == Run(None, interrupted=False)
    deaf.let_go.set()
