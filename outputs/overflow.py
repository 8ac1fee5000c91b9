"""The rows of long tables past the workbook's, in CSV files beside it.

A file's name ends in a mark of what is in it (results.flows.1a2b3c4d.csv), and the workbook names its files. So new
files never take the place of those that the old workbook names: they are written first, the workbook takes the old
one's place next, and files that it does not name are removed last. After a crash at any moment the workbook in place
has exactly its own rows beside it; what is left over goes when results are next written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from inputs.files import write_whole
from inputs.lettering import FORMULA_SIGNS

MARK = 8  # characters
ROWS = 100_000  # turned into text at a time
QUOTED = re.compile(r'[,"\r\n]')  # what a CSV file can hold in quotation marks only


def write_csv_files(target: Path, rest: Mapping[str, pd.DataFrame]) -> dict[str, Path]:
    """Write the rows in `rest`, by sheet, beside the workbook `target`, each file whole; returns where they are.

    Raises OSError where the folder cannot be written.
    """
    return {name: _write(target.with_name(f"{target.stem}.{name}.csv"), table) for name, table in rest.items()}


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


def _write(plain: Path, table: pd.DataFrame) -> Path:
    """Write `table` to the path `plain` with a mark in its name."""
    content = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for piece in _csv(table):
            content.update(piece)
            yield piece

    return write_whole(plain, pieces(), lambda: plain.with_suffix(f".{content.hexdigest()[:MARK]}.csv"))


def _csv(table: pd.DataFrame) -> Iterator[bytes]:
    """UTF-8 with a mark that makes Excel read it so; text that a spreadsheet would take for a formula gets an
    apostrophe.

    Piece by piece, and each value of a column only once in each: `to_csv` takes ten times as long for millions of
    rows, and their text as a whole gigabytes of memory.
    """
    yield (",".join(_text(str(name)) for name in table.columns) + "\n").encode("utf-8-sig")
    for first in range(0, len(table), ROWS):
        part = table.iloc[first : first + ROWS]
        rows = zip(*(_texts(part[name]) for name in table.columns), strict=True)
        yield "".join(",".join(row) + "\n" for row in rows).encode()


def _texts(column: pd.Series[Any]) -> list[str]:
    """A column as text, each distinct value told once."""
    values = column.to_numpy()
    if column.dtype == "float64":
        codes, bits = pd.factorize(values.view("int64"))  # by their bits, as 0 equals minus 0
        distinct = bits.view("float64").tolist()
    else:
        codes, found = pd.factorize(values)  # -1: blank
        distinct = found.tolist()
        if values.dtype == object and not all(isinstance(value, str) for value in distinct):
            return [_text(value) for value in values]  # 1 equals 1.0 and True
    told = np.array([*(_text(value) for value in distinct), ""], dtype=object)
    return [*told[codes]]


def _text(value: object) -> str:
    if isinstance(value, str):
        value = f"'{value}" if value.startswith(FORMULA_SIGNS) else value
        return '"' + value.replace('"', '""') + '"' if QUOTED.search(value) else value
    if isinstance(value, float):
        return "" if value != value else repr(float(value))
    return "" if value is None or value is pd.NA else str(value)
