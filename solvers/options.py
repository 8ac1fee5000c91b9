"""What every solver is asked for, and how it says that there is no plan."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from solvers.progress import Progress

SOLVER_NAMES = ("whole", "decomposed")  # those of `solvers.planning.SOLVERS`, which take seconds to load


class NoPlan(RuntimeError):
    """The solver ended without a plan: `status` is infeasible, limit or failed."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(message or status)
        self.status = status
        self.message = message


def _silent(_: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class SolveOptions:
    """How far and how long to solve: relative gap, seconds in all (None: no limit), and who is told.

    Once `interrupt` is set, every search ends with the best plan it has; what is known is still valued and handed on.
    """

    gap: float = 0.01
    time_limit: float | None = None
    progress: Callable[[Progress], None] | None = None
    phase: Callable[[str], None] = _silent
    interrupt: threading.Event | None = None
