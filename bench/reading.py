"""How long reading and checking a plan takes beside merely iterating over its cells: python -m bench.reading --json."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from bench.machine import commit, held_most, machine
from inputs.examples import russia
from inputs.examples.figures import Tables
from inputs.reading import inspect
from inputs.writing import write_tables

SKUS, ZONES = 1000, 50  # times the example's 6 periods: 300 000 figures in wide form
CONTENTS, STRINGS = "[Content_Types].xml", "xl/sharedStrings.xml"
INLINE = re.compile(rb'(<c [^>]*)t="inlineStr"><is>(<t[^>]*>[^<]*</t>)</is></c>')
ONCE = "--once"  # the plan is read once and the most memory held is told: a process of its own


def tables(skus: int = SKUS, zones: int = ZONES) -> Tables:
    """The Russian example, its goods and cities repeated under other names, with demand of each SKU in each zone.

    `skus` and `zones` are at least those of the example, which other sheets refer to.
    """
    example = russia.tables()
    goods, cities, periods = example["skus"], example["zones"], list(example["periods"]["period"])
    kinds, places = len(goods), len(cities)
    codes = [*goods["sku"], *(f"{goods['sku'][i % kinds]}-{i // kinds}" for i in range(kinds, skus))][:skus]
    names = [*cities["zone"], *(f"{cities['zone'][i % places]} {i // places}" for i in range(places, zones))][:zones]
    keys = [(k, z) for k in codes for z in names]
    units = {period: [(7 * i + 13 * t) % 997 / 4 for i in range(len(keys))] for t, period in enumerate(periods)}
    return {
        **example,
        "skus": goods.iloc[[i % kinds for i in range(skus)]].assign(sku=codes).reset_index(drop=True),
        "zones": cities.iloc[[i % places for i in range(zones)]].assign(zone=names).reset_index(drop=True),
        "demand": pd.DataFrame({"sku": [k for k, _ in keys], "zone": [z for _, z in keys], **units}),
    }


def write_plan(path: Path, made: Tables) -> None:
    """The plan as a spreadsheet program saves it: texts in the shared table, which plain openpyxl reads faster."""
    write_tables(path, made)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts: dict[bytes, int] = {}
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        parts[name] = INLINE.sub(lambda cell: _shared(cell, texts), parts[name])
    items = b"".join(b"<si>" + text + b"</si>" for text in texts)
    listed = f'<Override PartName="/{STRINGS}" ContentType="{SHARED_STRINGS}"/></Types>'.encode()
    parts[CONTENTS] = parts[CONTENTS].replace(b"</Types>", listed)
    parts[STRINGS] = b'<sst xmlns="' + SHEET_MAIN_NS.encode() + b'">' + items + b"</sst>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _shared(cell: re.Match[bytes], texts: dict[bytes, int]) -> bytes:
    number = texts.setdefault(cell[2], len(texts))
    return cell[1] + b't="s"><v>%d</v></c>' % number


def iterate(path: Path) -> int:
    """Plain openpyxl over every row of every sheet; returns how many cells are filled."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    filled = 0
    for page in book.worksheets:
        page.reset_dimensions()
        filled += sum(value is not None for row in page.iter_rows(values_only=True) for value in row)
    book.close()
    return filled


def compare(path: Path, repeats: int) -> dict[str, object]:
    """Seconds of both on the same file, turn by turn in this process: the quickest turn of each counts."""
    plain, ours = [], []
    for _ in range(repeats):
        begun = time.perf_counter()
        iterate(path)
        turn = time.perf_counter()
        inspection = inspect(path)
        ours.append(time.perf_counter() - turn)
        plain.append(turn - begun)
    assert inspection.case is not None, inspection.problems
    return {
        "figures": len(inspection.case.demand),
        "iterate_seconds": round(min(plain), 3),
        "read_seconds": round(min(ours), 3),
        "ratio": round(min(ours) / min(plain), 3),
    }


def peak_mb(path: Path) -> float:
    """The most memory, in MiB, that a fresh process held while it read the plan; all its libraries are in it."""
    command = [sys.executable, "-m", "bench.reading", ONCE, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; the last line of stdout is one JSON object."""
    made = argparse.ArgumentParser(prog="python -m bench.reading", description="Reading beside plain iteration.")
    made.add_argument("--json", action="store_true", help="print one JSON object")
    made.add_argument("--repeats", type=int, default=3, help="turns of each (default 3)")
    made.add_argument("--skus", type=int, default=SKUS)
    made.add_argument("--zones", type=int, default=ZONES)
    made.add_argument(ONCE, type=Path, help=argparse.SUPPRESS)
    chosen = made.parse_args(words)
    if chosen.once:
        inspect(chosen.once)
        print(held_most())
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.xlsx"
        write_plan(path, tables(chosen.skus, chosen.zones))
        found = compare(path, chosen.repeats) | {"peak_mb": round(peak_mb(path), 1)}
    found |= {"commit": commit(), "machine": machine()}
    lines = [json.dumps(found)] if chosen.json else [f"{name}: {value}" for name, value in found.items()]
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
