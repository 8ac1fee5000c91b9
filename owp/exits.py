"""Exit codes of the command line and the statuses they go with."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a scheduler sees."""

    DONE = 0
    FAILED = 1  # the tool itself
    USAGE = 2  # wrong usage, file missing, output not writable
    INVALID = 3  # the workbook has errors, or is none
    INFEASIBLE = 4  # no plan satisfies the workbook
    STOPPED = 5  # a limit or Ctrl-C, with a plan and its honest gap
    NOTHING = 6  # stopped with no plan


class Stop(Exception):
    """Ends a command with an exit code, a status for --json, and lines for people."""

    def __init__(self, code: Exit, status: str, *lines: str) -> None:
        super().__init__(lines[0] if lines else status)
        self.code, self.status, self.lines = code, status, lines
