"""Runs HiGHS in a thread of its own, so that it can be watched, timed and stopped.

highspy releases Python's lock while it runs. The calling thread waits in short steps, during which it reports
progress and can receive Ctrl-C; HiGHS is stopped through its interrupt callbacks. A thread of its own for every run
has a second use: HiGHS keeps its thread pool, and with it the one permitted number of threads, per calling thread, so
that runs with different numbers of threads can follow one another, which in one thread makes `run` fail. The threads
are no daemons: Python waits for them before it ends, as one that is still inside HiGHS then would crash the process.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from highspy import Highs, HighsModelStatus, HighsStatus

from solvers.progress import Monitor

_STEP = 0.1  # seconds between looks at the clock, the caller's event and Ctrl-C
_GRACE = 5.0  # seconds that HiGHS has to obey; while it solves the first LP of a MIP or a sub-MIP it does not listen


@dataclass(frozen=True)
class Run:
    """How a run ended.

    status       None: HiGHS did not stop when told to and was left to end by itself; only what the monitor learned
                 may be used
    interrupted  the caller or Ctrl-C ended it
    error        what broke it, "" if nothing did
    """

    status: HighsModelStatus | None
    interrupted: bool
    error: str = ""


def watched(highs: Highs, monitor: Monitor, interrupt: threading.Event | None = None, seconds: float = math.inf) -> Run:
    """Run `highs` to its end, or until `interrupt` is set, Ctrl-C is pressed or it has overrun its limit of `seconds`.

    A second Ctrl-C raises KeyboardInterrupt at once.
    """
    stop, done = threading.Event(), threading.Event()
    ended: list[HighsStatus | BaseException] = []
    _watch(highs, monitor, stop)
    threading.Thread(target=_target, args=(highs, ended, done)).start()
    begun, asked, interrupted = time.monotonic(), math.inf, False
    while not done.is_set() and time.monotonic() < asked + _GRACE:
        try:
            interrupted = interrupted or (interrupt is not None and interrupt.is_set())
            if interrupted or time.monotonic() > begun + seconds + _GRACE:
                asked = min(asked, time.monotonic())
                stop.set()
            done.wait(_STEP)
            monitor.beat()
        except KeyboardInterrupt:
            if interrupted:
                raise
            interrupted = True
    if not done.is_set():
        return Run(None, interrupted)
    end = ended[0]
    if isinstance(end, BaseException):
        raise end
    status = highs.getModelStatus()
    error = "" if end in (HighsStatus.kOk, HighsStatus.kWarning) else f"HiGHS failed: {end.name}, {status.name}."
    return Run(status, interrupted and status == HighsModelStatus.kInterrupt, error)


def _target(highs: Highs, ended: list[HighsStatus | BaseException], done: threading.Event) -> None:
    try:
        ended.append(highs.run())
    except BaseException as error:  # handed to the caller's thread
        ended.append(error)
    finally:
        Highs.resetGlobalScheduler(False)  # this thread's pool, which nobody can use again
        done.set()


def _watch(highs: Highs, monitor: Monitor, stop: threading.Event) -> None:
    """Let HiGHS tell the monitor how far it is, and ask whether to stop."""

    def relaxation(event: Any) -> None:
        latest = (event.data_out.simplex_iteration_count, event.data_out.ipm_iteration_count)  # -1: not its solver
        monitor.iterations = max(monitor.iterations, *latest)
        if stop.is_set():
            event.interrupt()

    def search(event: Any) -> None:
        monitor.proved(event.data_out.mip_dual_bound)
        monitor.found(event.data_out.mip_primal_bound)
        monitor.nodes = event.data_out.mip_node_count
        if monitor.bound is not None:
            monitor.phase = "search"
        if stop.is_set():
            event.interrupt()

    def improved(event: Any) -> None:
        monitor.plan = np.array(event.data_out.mip_solution, dtype=float)
        search(event)

    highs.cbSimplexInterrupt.subscribe(relaxation)
    highs.cbIpmInterrupt.subscribe(relaxation)
    highs.cbMipInterrupt.subscribe(search)
    highs.cbMipLogging.subscribe(search)
    highs.cbMipImprovingSolution.subscribe(improved)
