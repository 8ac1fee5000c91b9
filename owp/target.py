"""Whether results can be written, and where they go when the workbook to replace is open in another program."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from owp.exits import Exit, Stop

LOCKS = (".~lock.{name}#", "~${name}")  # LibreOffice's and Excel's marks beside a workbook that is open


def free_target(asked: Path, today: dt.date | None = None) -> tuple[Path, str]:
    """The file to write in place of `asked`, and a word on why, "" where it is `asked` itself.

    A workbook that is open elsewhere is left alone: replacing it would fail (Windows), or the planner would go on
    looking at the old one and save it over the new. The dated name is numbered where it is taken.
    """
    if not is_open(asked):
        return asked, ""
    day = (today or dt.date.today()).isoformat()
    names = [f"{asked.stem}.{day}{number}{asked.suffix}" for number in ("", *(f".{n}" for n in range(2, 100)))]
    free = next((p for p in (asked.with_name(name) for name in names) if not p.exists()), asked.with_name(names[0]))
    return free, f"{asked} is open in another program: the results go to {free.name}"


def is_open(path: Path) -> bool:
    """Whether another program holds the file, by its mark beside it or, where the system locks files, by trying."""
    if not path.exists():
        return False
    if any(path.with_name(lock.format(name=path.name)).exists() for lock in LOCKS):
        return True
    try:
        with path.open("r+b"):
            return False
    except OSError:
        return True


def check_writable(path: Path) -> None:
    """Raises Stop where the output could not be written, or would not open as what it is, before any work is done."""
    check_ending(path)
    folder = path.parent if str(path.parent) else Path()
    if path.is_dir() or not folder.is_dir():
        raise Stop(
            Exit.USAGE, "usage", f"owp: cannot write {path}: {'it is a folder' if path.is_dir() else 'no such folder'}"
        )
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise Stop(Exit.USAGE, "usage", f"owp: cannot write {path}: no permission")


def check_ending(path: Path) -> None:
    """Raises Stop where a workbook would have another ending than its kind: spreadsheet programs refuse to open it."""
    if path.suffix.lower() != ".xlsx":
        ending = path.suffix or "none"
        raise Stop(Exit.USAGE, "usage", f"owp: cannot write {path}: workbooks end in .xlsx, this name in {ending}")
