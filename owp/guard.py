"""The last door: whatever happens in a command ends with an exit code, a status and lines for people."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

from owp.exits import Exit, Stop
from owp.report import Report


def guarded(action: Callable[[], Exit], report: Report) -> Exit:
    """The exit code of `action`; what stopped it is told on stderr and in `report`, never as a traceback."""
    try:
        return action()
    except Stop as stop:
        report["status"], report["message"] = stop.status, "\n".join(stop.lines)
        for line in stop.lines:
            print(line, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        report["status"], report["message"] = "limit", "stopped before there was a plan"
        print("stopped before there was a plan", file=sys.stderr)
        return Exit.NOTHING
    except Exception as error:  # a planner sees a sentence, never a traceback
        report["status"], report["message"] = "failed", f"{type(error).__name__}: {error}"
        print(f"owp failed: {type(error).__name__}: {error}", file=sys.stderr)
        if os.environ.get("OWP_DEBUG"):  # for whoever mends the tool
            traceback.print_exception(error, file=sys.stderr)
        return Exit.FAILED
