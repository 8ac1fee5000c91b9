"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

PARTIAL = ".partial"  # ends the name of a file that is being written


def replace_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write `content` to `path`: whoever reads it sees the old file or the new one, never half of either.

    Raises OSError where the folder cannot be written; nothing is left behind then.
    """
    target = Path(path)
    partial = target.with_name(f".{target.name}{PARTIAL}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # on the disk before it takes the old file's place
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
