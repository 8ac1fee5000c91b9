"""What a run ran on, how much memory it took, and which code it was."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("inputs", "model", "outputs", "solvers")  # what decides how fast a plan is found
MEBIBYTE = 1024 * 1024


class PeakMemory:
    """A context; `mebibytes` is the most memory that this process and its children held.

    Memory that forked children share is counted once (Linux: proportional set size, sampled). Elsewhere, and as the
    least it can be: what the system reports for this process and for the largest child.
    """

    def __init__(self, every: float = 1.0) -> None:
        self._every = every
        self._done = threading.Event()
        self._sampled = 0.0
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    @property
    def mebibytes(self) -> float:
        each = 1024 if sys.platform == "darwin" else 1  # bytes there, kibibytes elsewhere
        own, child = (
            resource.getrusage(who).ru_maxrss / 1024 / each for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        return max(own, child, self._sampled)

    def _sample(self) -> None:
        while not self._done.wait(self._every):
            family = _family(os.getpid())
            if len(family) > 1:  # alone, the system's own figure is exact
                self._sampled = max(self._sampled, sum(_held(pid) for pid in family))


def _family(pid: int) -> list[int]:
    """The process and all its descendants, as far as the system tells."""
    found = [pid]
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    return found


def _held(pid: int) -> float:
    """Proportional set size in MiB; 0 for a process that has just ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def held_most() -> float:
    """The most memory that this process held, in MiB."""
    with suppress(OSError):  # Linux; what getrusage tells there was also held by the parent before it started this one
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (MEBIBYTE if sys.platform == "darwin" else 1024)


def machine() -> str:
    """Cores, memory and processor in words."""
    model = platform.processor() or platform.machine()
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / MEBIBYTE / 1024
    return (
        f"{os.cpu_count()} cores of {model}, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    )


def commit() -> str:
    """The commit of the code, with + where files that matter differ from it; "" outside a repository."""
    try:
        head = _git("rev-parse", "--short=10", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--", *SOURCES) else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
