"""How a sheet is declared: once, for the reader, the checks, the template, the manual and the results.

A `Sheet` is a list of `Column`s. Everything that needs to know a sheet (reading, checking, templates, the
generated workbook reference) walks these declarations and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from inputs.units import unit_in

Kind = Literal["text", "number", "integer", "flag", "choice", "quarter"]
Value = str | float | int | bool | None


class _Required:
    """Marks a column that has no default: every row must fill it."""

    def __repr__(self) -> str:
        return "required"


REQUIRED: Final = _Required()
INFINITY: Final = float("inf")
# The largest figures that a plan may hold, so that a slip of the keyboard is told at its cell and not by a solver that
# gives up: HiGHS takes no coefficient above 1e15. In rials or dong both are beyond any plan.
LARGEST: Final = 1e15
LARGEST_RATE: Final = 1e12  # of money for one of something


@dataclass(frozen=True)
class Column:
    """One column: what a cell may hold and what it means.

    `default` is REQUIRED, or the value a blank cell stands for; None says that blank is itself a meaning
    (no limit, for all, ...), which `blank` puts in words.
    """

    name: str
    kind: Kind
    meaning: str
    zh: str
    ru: str
    unit: str = ""
    low: float = -INFINITY
    high: float = INFINITY
    default: Value | _Required = REQUIRED
    choices: tuple[str, ...] = ()
    reference: str = ""  # "sheet.column" that must hold the value
    key: bool = False
    blank: str = ""

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


Default = Value | _Required


def text(
    name: str, meaning: str, zh: str, ru: str, *, default: Default = REQUIRED, blank: str = "", reference: str = "",
    key: bool = False,
) -> Column:  # fmt: skip
    """A column of names or sentences."""
    return Column(name, "text", meaning, zh, ru, default=default, blank=blank, reference=reference, key=key)


def choice(
    name: str, meaning: str, zh: str, ru: str, choices: tuple[str, ...], *, default: Default = REQUIRED,
    key: bool = False,
) -> Column:  # fmt: skip
    """A column that holds one of `choices`."""
    return Column(name, "choice", meaning, zh, ru, default=default, choices=choices, key=key)


def quarter(
    name: str, meaning: str, zh: str, ru: str, *, default: Default = REQUIRED, blank: str = "", key: bool = False
) -> Column:
    """A column of quarters such as 2027Q1."""
    return Column(name, "quarter", meaning, zh, ru, default=default, blank=blank, key=key)


def flag(name: str, meaning: str, zh: str, ru: str, *, default: Default = REQUIRED) -> Column:
    """A column of yes and no."""
    return Column(name, "flag", meaning, zh, ru, default=default)


def number(
    name: str, meaning: str, zh: str, ru: str, unit: str = "", low: float = -LARGEST, high: float = LARGEST, *,
    default: Default = REQUIRED, blank: str = "", key: bool = False,
) -> Column:  # fmt: skip
    """A column of figures in `unit`, from `low` to `high`."""
    return Column(name, "number", meaning, zh, ru, unit, low, high, default, blank=blank, key=key)


def integer(
    name: str, meaning: str, zh: str, ru: str, unit: str = "", low: float = -LARGEST, high: float = LARGEST, *,
    default: Default = REQUIRED, blank: str = "",
) -> Column:  # fmt: skip
    """A column of whole numbers in `unit`, from `low` to `high`."""
    return Column(name, "integer", meaning, zh, ru, unit, low, high, default, blank=blank)


def money(
    name: str, meaning: str, zh: str, ru: str, unit: str = "currency", *, default: Default = REQUIRED,
    blank: str = "", key: bool = False,
) -> Column:  # fmt: skip
    """A column of money, never negative, in the currency of its row."""
    high = LARGEST if unit in ("currency", "currency a quarter") else LARGEST_RATE
    return number(name, meaning, zh, ru, unit, 0, high, default=default, blank=blank, key=key)


def share(
    name: str, meaning: str, zh: str, ru: str, high: float = 1, *, default: Default = REQUIRED, blank: str = ""
) -> Column:
    """A column of shares from 0 to `high`, 1 for the whole."""
    return number(name, meaning, zh, ru, "share", 0, high, default=default, blank=blank)


def label(column: Column, language: str, units: str = "") -> str:
    """A column's label with its unit, for people; Chinese ones with the English name, which the manual uses.

    The unit is in the same language, or in `units`.
    """
    english = column.name.replace("_", " ")
    words = {"en": english, "zh": f"{column.zh} {english}", "ru": column.ru}[language]
    return f"{words} ({unit_in(units or language, column.unit)})" if column.unit else words


@dataclass(frozen=True)
class Sheet:
    """One sheet: a table whose key columns identify a row."""

    name: str
    meaning: str
    zh: str
    ru: str
    columns: tuple[Column, ...]
    required: bool = False
    instead: str = ""  # what may stand in its place, where a plan needs one or the other
    wide_by: str = ""  # this key column may be spread over the header, its values as column names
    notes: str = ""

    @property
    def needed(self) -> bool:
        """Whether no plan can be made without it, or what may stand in its place."""
        return self.required or bool(self.instead)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")


@dataclass(frozen=True)
class Setting:
    """One row of the settings sheet."""

    name: str
    kind: Kind
    default: Value
    meaning: str
    zh: str
    ru: str
    unit: str = ""
    low: float = -INFINITY
    high: float = INFINITY
