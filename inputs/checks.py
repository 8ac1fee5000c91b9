"""What must hold in a workbook: a list of sentences, each with the function that finds what breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inputs.problems import Problem, nearest
from inputs.schema import Value
from inputs.tables import Table


@dataclass(frozen=True)
class Draft:
    """The typed tables of a workbook, not yet checked against each other."""

    settings: dict[str, Value]
    tables: dict[str, Table]

    def __getitem__(self, sheet: str) -> Table:
        return self.tables[sheet]

    @property
    def currency(self) -> str:
        return str(self.settings["currency"])


Check = tuple[str, Callable[[Draft], Iterator[Problem]]]


def keys_unique(draft: Draft) -> Iterator[Problem]:
    """E301: no two rows of a sheet have the same key."""
    for table in draft.tables.values():
        keys = table.sheet.keys
        first: dict[tuple[Value, ...], int] = {}
        repeated: set[int] = set()
        for i, key in enumerate(zip(*(table.values[name] for name in keys), strict=True)):
            if i in table.refused:
                continue
            if key not in first:
                first[key] = i
                continue
            repeated.add(i)
            told = [
                f"{name} {value}"
                for name, value in zip(keys, key, strict=True)
                if value is not None and not (table.wide and name == table.sheet.wide_by)
            ]
            message = (
                f"rows {table.rows[first[key]]} and {table.rows[i]} both stand for {', '.join(told) or 'all'}"
            )
            yield table.problem("E301", i, keys[0], message, fix="remove one of the two rows, or merge them")
        table.refused |= repeated


def references_known(draft: Draft) -> Iterator[Problem]:
    """E302, E303: what a cell names stands on the sheet it refers to."""
    for table in draft.tables.values():
        for column in table.sheet.columns:
            if not column.reference:
                continue
            target, _, name = column.reference.partition(".")
            other = draft[target]
            if name in other.unsure or (other.absent and other.sheet.required):
                continue
            words = other.words(name)
            if column.name == "currency":
                words[draft.currency] = None
            broken: set[int] = set()
            for i in table.good():
                value = table.values[column.name][i]
                if value is None or value in words:
                    continue
                broken.add(i)
                yield _unknown(table, i, column.name, target, str(value), words)
            table.refused |= broken


def _unknown(
    table: Table, i: int, column: str, target: str, value: str, words: dict[str, None]
) -> Problem:
    if column == "currency":
        return table.problem(
            "E303", i, column, "this currency has no rate", fix=f"add {value} to the currencies sheet"
        )
    near = nearest(value, words)
    return table.problem(
        "E302",
        i,
        column,
        f"not on the {target} sheet",
        allowed=listed(words),
        fix=f"perhaps {near} is meant" if near else f"add {value} to the {target} sheet, or correct it",
    )


def listed(words: dict[str, None]) -> str:
    """The first few of the words, for a message."""
    names = list(words)
    return ", ".join(names[:6]) + (f", ... ({len(names)} in all)" if len(names) > 6 else "") or "nothing yet"


ROW_CHECKS: tuple[Check, ...] = (
    ("No two rows of a sheet stand for the same thing.", keys_unique),
    ("Whatever a cell names stands on the sheet it refers to.", references_known),
)
