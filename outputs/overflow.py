"""The rows of long tables past the workbook's, in CSV files beside it.

A file's name ends in a mark of what is in it (results.flows.1a2b3c4d.csv), and the workbook names its files. So new
files never take the place of those that the old workbook names: they are written first, the workbook takes the old
one's place next, and files that it does not name are removed last. After a crash at any moment the workbook in place
has exactly its own rows beside it; what is left over goes when results are next written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pandas as pd

from inputs.files import replace_whole
from inputs.lettering import FORMULA_SIGNS

MARK = 8  # characters


def csv_files(target: Path, rest: Mapping[str, pd.DataFrame]) -> dict[str, tuple[Path, bytes]]:
    """Where the rows in `rest`, by sheet, go beside the workbook `target`, and the content of each file."""
    content = {name: _csv(table) for name, table in rest.items()}
    return {name: (target.with_name(f"{target.stem}.{name}.{_mark(text)}.csv"), text) for name, text in content.items()}


def write_csv_files(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write each file whole; raises OSError where the folder cannot be written."""
    for path, content in files:
        replace_whole(path, content)


def remove_stale(target: Path, sheets: Collection[str], named: Collection[Path]) -> None:
    """Remove the CSV files of earlier results of this name that the workbook `target` no longer names.

    One that another program holds open stays until results are next written.
    """
    ours = re.compile(rf"{re.escape(target.stem)}\.(?:{'|'.join(sheets)})\.[0-9a-f]{{{MARK}}}\.csv")
    for path in list(target.parent.iterdir()):
        if ours.fullmatch(path.name) and path not in named:
            try:
                path.unlink()
            except OSError:
                continue


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:MARK]


def _csv(table: pd.DataFrame) -> bytes:
    """UTF-8 with a mark that makes Excel read it so; text that a spreadsheet would take for a formula gets an
    apostrophe."""
    text = table.select_dtypes(include=["object", "string"]).columns
    safe = table.assign(
        **{
            str(name): [
                f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value
                for value in table[name]
            ]
            for name in text
        }
    )
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
