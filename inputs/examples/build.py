"""Regenerates the committed example workbooks: python -m inputs.examples.build."""

from __future__ import annotations

from pathlib import Path

from inputs.examples import FOLDER, NAMES, brazil, russia, small
from inputs.examples.figures import Tables, sources
from inputs.writing import write_tables

BUILDERS = {"russia": russia.tables, "russia_small": small.tables, "brazil": brazil.tables}
SOURCES = {"russia": "russia_sources", "russia_small": "russia_sources", "brazil": "brazil_sources"}


def tables(name: str) -> Tables:
    """The sheets of an example, from its figures."""
    return BUILDERS[name]()


def write(name: str, folder: Path = FOLDER) -> Path:
    """Write one example into `folder`, with its sources sheet; the same figures give the same bytes."""
    sheets = tables(name)
    target = folder / f"{name}.xlsx"
    write_tables(target, sheets, extra={"sources": sources(SOURCES[name], sheets)})
    return target


if __name__ == "__main__":
    for example in NAMES:
        print(write(example))
