"""What people see while it runs: one line kept up to date on a terminal, plain lines in a log. All on stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from solvers.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

LOG_SECONDS = 10.0  # between progress lines in a log


class Reporter:
    """A context that shows progress; `say` prints a line, `progress` is handed to the solvers."""

    def __init__(self, currency: str = "") -> None:
        self._console = _terminal()
        self._status: Status | None = None
        self._last = float("-inf")
        self._phase = ""
        self.currency = currency

    def __enter__(self) -> Reporter:
        if self._console is not None:
            self._status = self._console.status("starting")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def say(self, line: str) -> None:
        """A line that stays."""
        if self._console is not None:
            self._console.print(line, markup=False)
        else:
            print(line, file=sys.stderr, flush=True)

    def phase(self, name: str) -> None:
        """What is being done now."""
        self._phase, self._last = name, float("-inf")
        if self._status is not None:
            self._status.update(name)
        else:
            self.say(name)

    def progress(self, news: Progress) -> None:
        """The solver's news, shortened to plan, bound and what is still possible."""
        line = f"{self._phase}: {describe(news, self.currency)}"
        if self._status is not None:
            self._status.update(line)
        elif time.monotonic() - self._last >= LOG_SECONDS:
            self._last = time.monotonic()
            self.say(line)


def _terminal() -> Console | None:
    """The terminal that stderr is, None where it is a log: rich is loaded for a terminal alone."""
    if sys.stderr is None or not sys.stderr.isatty():  # None: a program without a console, such as pythonw
        return None
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    return console if console.is_terminal else None


def describe(news: Progress, currency: str) -> str:
    """ "42 s, plan 1,234,000 RUB, at most 1,300,000 RUB, improvement still possible 5.3 %" """
    parts = [f"{news.seconds:.0f} s"]
    parts.append("no plan yet" if news.objective is None else f"plan {news.objective:,.0f} {currency}")
    if news.bound is not None:
        parts.append(f"at most {news.bound:,.0f} {currency}")
    if news.gap is not None:
        parts.append(f"improvement still possible {100 * news.gap:.2f} %")
    return ", ".join(parts)
