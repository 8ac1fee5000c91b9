"""How long writing results takes beside openpyxl's write-only mode: python -m bench.writing --json."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd

from bench.machine import commit, held_most, machine
from inputs import examples
from inputs.reading import read
from model.outcome import PlanResult
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan

ROWS = 100_000
ONCE = "--once"  # the results are written once and the most memory held is told: a process of its own
Cells = dict[str, list[tuple[object, ...]]]


def split(result: PlanResult, rows: int) -> PlanResult:
    """The same plan with each delivery in as many equal parts as make at least `rows` rows of flows."""
    parts = -(-rows // sum(len(o.ship) + len(o.parcels) for o in result.plan.operations))
    operations = tuple(
        replace(one, ship=_repeated(one.ship, parts), parcels=_repeated(one.parcels, parts))
        for one in result.plan.operations
    )
    return replace(result, plan=replace(result.plan, operations=operations))


def _repeated(flows: pd.DataFrame, parts: int) -> pd.DataFrame:
    return pd.concat([flows.assign(units=flows["units"] / parts)] * parts, ignore_index=True)


def made(rows: int) -> PlanResult:
    """A plan of the small Russian example whose sheet flows has at least `rows` rows."""
    result = solve_plan(read(examples.path("russia_small")), SolveOptions(gap=0.05))
    return split(result, rows)


def cells_of(path: Path) -> Cells:
    """Every cell of a workbook by sheet, row by row; formulas as they are."""
    book = openpyxl.load_workbook(path, read_only=True)
    found = {}
    for page in book.worksheets:
        page.reset_dimensions()
        found[page.title] = list(page.iter_rows(values_only=True))
    book.close()
    return found


def write_plainly(path: Path, cells: Cells) -> None:
    """The same cells by openpyxl's write-only mode: no styles, labels, tables or links."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in cells.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)


def compare(result: PlanResult, folder: Path, repeats: int) -> dict[str, object]:
    """Seconds of both, turn by turn in this process: the quickest turn of each counts."""
    ours, plain = [], []
    path = folder / "results.xlsx"
    cells: Cells = {}
    for _ in range(repeats):
        begun = time.perf_counter()
        write(result, path, {})
        ours.append(time.perf_counter() - begun)
        cells = cells or cells_of(path)
        turn = time.perf_counter()
        write_plainly(folder / "plain.xlsx", cells)
        plain.append(time.perf_counter() - turn)
    return {
        "rows_of_flows": len(cells["flows"]) - 2,
        "cells": sum(value is not None for rows in cells.values() for row in rows for value in row),
        "plain_seconds": round(min(plain), 3),
        "write_seconds": round(min(ours), 3),
        "ratio": round(min(ours) / min(plain), 3),
    }


def peak_mb(rows: int) -> float:
    """The most memory, in MiB, that a fresh process held while it planned the small example and wrote the results."""
    command = [sys.executable, "-m", "bench.writing", ONCE, "--rows", str(rows)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; the last line of stdout is one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.writing", description="Writing beside write-only openpyxl.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repeats", type=int, default=1, help="turns of each (default 1)")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of the sheet flows, at least")
    parser.add_argument(ONCE, action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        if chosen.once:
            write(made(chosen.rows), Path(folder) / "results.xlsx", {})
            print(held_most())
            return 0
        found = compare(made(chosen.rows), Path(folder), chosen.repeats) | {"peak_mb": round(peak_mb(chosen.rows), 1)}
    found |= {"commit": commit(), "machine": machine()}
    lines = [json.dumps(found)] if chosen.json else [f"{name}: {value}" for name, value in found.items()]
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
