"""The job's memory: one JSON object a line, written at the end of each workbook's run and never changed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

NAME = "runs.jsonl"
Entry = dict[str, Any]


def read(folder: Path) -> list[Entry]:
    """Every whole line, oldest first; one that a crash cut off is left out."""
    path = folder / NAME
    if not path.exists():
        return []
    found = []
    for line in path.read_bytes().split(b"\n"):
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found


def append(folder: Path, entry: Entry) -> None:
    """Adds a line, on the disk before this returns; first ends a line that a crash cut off."""
    with (folder / NAME).open("ab+") as file:
        torn = b""
        if file.tell():
            file.seek(-1, os.SEEK_END)
            torn = b"" if file.read(1) == b"\n" else b"\n"
        file.write(torn + json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
