"""The typed tables of a workbook before they are checked against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from inputs import quarters
from inputs.problems import Problem
from inputs.schema import Value
from inputs.tables import Table
from inputs.tally import Kind


@dataclass(frozen=True)
class Draft:
    """All of a workbook's tables and settings, typed.

    `setting_cells` tells where a setting's value stands. `followed` counts, for a column (sheet, column) of names that
    could not be read, or for a sheet that is missing, the cells that refer to such a name.
    """

    settings: dict[str, Value]
    tables: dict[str, Table]
    setting_cells: dict[str, str] = field(default_factory=dict)
    followed: dict[tuple[str, str], int] = field(default_factory=dict)

    def __getitem__(self, sheet: str) -> Table:
        return self.tables[sheet]

    @property
    def currency(self) -> str:
        """The plan's currency."""
        return str(self.settings["currency"])

    def span(self) -> tuple[int, int] | None:
        """First quarter of the plan and the first after it, as counts; None where the periods are in doubt."""
        periods = self.tables["periods"]
        if not len(periods) or not periods.sure("first_quarter", "quarters"):
            return None
        entries = [entry for _, entry in periods.entries("first_quarter", "quarters")]
        last = entries[-1]
        return quarters.count(entries[0].first_quarter), quarters.count(last.first_quarter) + last.quarters


Check = tuple[str, Callable[[Draft], Iterator[Problem] | Iterator[Problem | Kind]]]


def listed(words: dict[str, None]) -> str:
    """The first few of the words, for a message."""
    names = list(words)
    return ", ".join(names[:6]) + (f", ... ({len(names)} in all)" if len(names) > 6 else "") or "nothing yet"
