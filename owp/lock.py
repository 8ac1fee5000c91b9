"""One job at a time in a folder: a lock of the operating system, which ends with the process that holds it."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from owp.exits import Exit, Stop

NAME = ".owp-job.lock"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Holds the folder's lock; raises Stop where another job does.

    A file left behind by a crash locks nothing, so that no lock can be stale: what counts is the lock on it, which
    the system drops when its process ends, however it ends. The file's text only says who holds it.
    """
    with (folder / NAME).open("a+", encoding="utf-8") as file:
        if not _locked(file):
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise Stop(Exit.USAGE, "usage", f"owp: a job is at work in {folder} already ({holder}); nothing was done")
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
        file.flush()
        yield


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 20  # the locked byte lies beyond the text, which Windows would not let others read otherwise

    def _locked(file: IO[str]) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _locked(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
