"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

PARTIAL = ".partial"  # ends the name of a file that is being written


def replace_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write `content` to `path`: whoever reads it sees the old file or the new one, never half of either.

    Raises OSError where the folder cannot be written; nothing is left behind then.
    """
    target = Path(path)
    write_whole(target, (content,), lambda: target)


def write_whole(beside: Path, pieces: Iterable[bytes], name: Callable[[], Path]) -> Path:
    """As `replace_whole`, piece by piece, in the folder of `beside`; `name`, asked after the last piece, is the file's.

    Returns it.
    """
    partial = beside.with_name(f".{beside.name}{PARTIAL}")
    try:
        with partial.open("wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())  # on the disk before it takes the old file's place
        target = name()
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return target
