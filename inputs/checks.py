"""What must hold in a workbook: a list of sentences, each with the function that finds what breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from inputs.cells import is_date
from inputs.checks_customs import CUSTOMS_CHECKS
from inputs.checks_decisions import DECISION_CHECKS
from inputs.checks_goods import GOODS_CHECKS
from inputs.checks_network import NETWORK_CHECKS
from inputs.checks_risk import RISK_CHECKS
from inputs.checks_sense import SENSE_CHECKS
from inputs.draft import Check, Draft, listed
from inputs.problems import SHOWN, Problem, nearest
from inputs.schema import Column, Value
from inputs.spelling import drawn, fold, foreign_letters, lookalike, perhaps
from inputs.tables import Table
from inputs.tally import KEPT, Kind

MOST_COMPARED = 100_000  # names compared with an unknown one in search of the nearest, for a column: half a second


def keys_unique(draft: Draft) -> Iterator[Problem | Kind]:
    """E301, naming both rows; the second counts as refused from here on."""
    for table in draft.tables.values():
        step = table.per_row
        keys = [name for name in table.sheet.keys if step == 1 or name != table.sheet.wide_by]
        columns = [table.values[name][::step] for name in keys]
        first: dict[tuple[Value, ...], int] = {}
        if len(set(zip(*columns, strict=True))) == len(table) // step and not _names_a_thing(table):
            continue
        again: list[int] = []
        kind = Kind("E301", table.sheet.name, keys[0])
        for i, key in compress(enumerate(zip(*columns, strict=True)), _readable(table, keys)):
            same = tuple(map(_drawn, key)) if _names_a_thing(table) else key
            if first.setdefault(same, i) != i:
                again.append(i)
                yield _repeated(table, first[same] * step, i * step, keys) if len(again) <= KEPT else kind
        table.refuse((np.array(again, dtype=np.int64)[:, np.newaxis] * step + np.arange(step)).ravel())


def _readable(table: Table, keys: Sequence[str]) -> list[bool]:
    """For each row of the sheet, whether its key could be read."""
    unread = np.zeros(len(table) // table.per_row, dtype=np.bool_)
    for name in (*keys, ""):
        if name in table.spoilt:
            unread |= table.spoilt[name].reshape(-1, table.per_row).all(axis=1)
    return [*(~unread).tolist()]


def _names_a_thing(table: Table) -> bool:
    """Whether the sheet declares one name a row: two that differ in capitals alone would both be meant by either, and
    two that look alike in different alphabets are one name typed twice."""
    (key, *more) = table.sheet.keys
    return not more and not table.sheet.column(key).reference


def _drawn(value: Value) -> Value:
    return drawn(value) if isinstance(value, str) else value


def _repeated(table: Table, first: int, second: int, keys: Sequence[str]) -> Problem:
    told = [f"{name} {value}" for name in keys if (value := table.values[name][second]) is not None]
    message = f"rows {table.rows[first]} and {table.rows[second]} both stand for {', '.join(told) or 'all'}"
    names = [(str(table.values[name][second]), str(table.values[name][first])) for name in keys]
    if any(fold(one) != fold(other) for one, other in names):
        message += f": {foreign_letters(*names[0])} in row {table.rows[second]}"
    elif any(one != other for one, other in names):
        message += ": capitals, widths, dashes and spaces do not tell names apart"
    fix = "remove one of the two rows, or merge them"
    return table.problem("E301", second, keys[0], message, fix=fix)


def references_known(draft: Draft) -> Iterator[Problem | Kind]:
    """E213, E302, E303; a row that names something unknown counts as refused from here on.

    Where names of the sheet referred to could not be read, the cells that may refer to these are counted as
    consequences instead (see `Draft.followed`). A name that is near a known one is taken for it from here on, so that
    nothing is reported that would be right once it is mended.
    """
    pointing = [(table, c) for table in draft.tables.values() for c in table.sheet.columns if c.reference]
    unknown = {(table.sheet.name, column.name): _unknown(draft, table, column) for table, column in pointing}
    excused = _excused(draft, pointing, unknown)
    meant = _plan_currency_meant(draft, unknown)
    if meant:
        where, fix = draft.setting_cells["currency"], f"type {meant}, or give {draft.currency} a rate"
        message = f"this currency is not listed; perhaps {meant} is meant"
        yield Problem("E304", "settings", where, "currency", draft.currency, message, "the plan's currency", fix)
        excused["currencies.currency"].add(meant)
    for table, column in pointing:
        home, _, name = column.reference.partition(".")
        words = _words(draft, column.reference)
        meanings = _Meanings(words, home)
        entries = unknown[table.sheet.name, column.name]
        told: Counter[str] = Counter()
        for i in entries.tolist():
            value = table.values[column.name][i]
            if value in excused[column.reference]:
                cause = ("settings", "currency") if home == "currencies" and value == meant else (home, name)
                draft.followed[cause] = draft.followed.get(cause, 0) + 1
            elif value is not None:
                near, code = meanings[value], _code_of(home, value)
                told[code] += 1
                if told[code] <= KEPT:
                    yield _not_listed(table, i, column.name, code, home, words, meanings.fix(value))
                else:
                    yield Kind(code, table.sheet.name, column.name)
                if near is None:
                    table.unsure.add(column.name)
                table.values[column.name][i : i + table.per_row] = [near or value] * table.per_row
        table.refuse((entries[:, np.newaxis] + np.arange(table.per_row)).ravel(), column.name)


def _words(draft: Draft, reference: str) -> dict[str, None]:
    """The names that a reference may hold."""
    home, _, name = reference.partition(".")
    words = draft[home].words(name)
    if reference == "currencies.currency":
        words[draft.currency] = None
    return words


def _unknown(draft: Draft, table: Table, column: Column) -> NDArray[np.int64]:
    """Entries, the first of each row of the sheet, whose value is not among the names that it may be."""
    words, values, step = _words(draft, column.reference), table.values[column.name], table.per_row
    if step > 1 and column.name == table.sheet.wide_by:
        return np.zeros(0, dtype=np.int64)  # headings are looked at where they are read
    strange = {value for value in dict.fromkeys(values) if value is not None and value not in words}
    if not strange:
        return np.zeros(0, dtype=np.int64)
    marks = np.fromiter((value in strange for value in values[::step]), dtype=np.bool_)
    if "" in table.spoilt:
        marks &= ~table.spoilt[""][::step]
    return np.flatnonzero(marks) * step


def _excused(
    draft: Draft, pointing: Sequence[tuple[Table, Column]], unknown: dict[tuple[str, str], NDArray[np.int64]]
) -> dict[str, set[Value]]:
    """For each reference, the unknown names that may stand in cells of the home column that could not be read.

    These are as many as there are such cells: of more, those that are referred to most, since a misspelling is rare.
    """
    found: dict[str, set[Value]] = {column.reference: set() for _, column in pointing}
    for reference in found:
        home, _, name = reference.partition(".")
        uses: dict[Value, int] = {}
        for table, column in pointing:
            if column.reference == reference:
                for i in unknown[table.sheet.name, column.name].tolist():
                    value = table.values[column.name][i]
                    uses[value] = uses.get(value, 0) + 1
        often = sorted(uses, key=lambda value: -uses[value])
        spoilt = compress(draft[home].values[name], draft[home].spoilt.get(name, ()))
        unread = sum(value is None for value in spoilt) // draft[home].per_row
        everything = draft[home].missing or draft[home].cut or 0 < len(draft[home]) == unread
        found[reference] = set(often if everything else often[:unread])
    return found


def _plan_currency_meant(draft: Draft, unknown: dict[tuple[str, str], NDArray[np.int64]]) -> str | None:
    """The currency that the plan's own misspells: it has a rate, or rows are in it; the plan's own is not listed."""
    if "currency" not in draft.setting_cells or draft.currency in draft["currencies"].words("currency"):
        return None
    without = [
        str(draft[sheet].values[column][i])
        for (sheet, column), entries in unknown.items()
        for i in entries.tolist()
        if draft[sheet].sheet.column(column).reference == "currencies.currency"
    ]
    used = dict.fromkeys([*without, *draft["currencies"].words("currency")])
    return lookalike(draft.currency, used) or nearest(draft.currency, used)


class _Meanings(dict[Value, str | None]):
    """Unknown name -> the known one that it most likely stands for; worked out once, and only so often: it takes long.

    Of names past MOST_COMPARED comparisons it is not known what they stand for.
    """

    def __init__(self, words: dict[str, None], home: str) -> None:
        self._words, self._home = words, home
        self._fixes: dict[Value, str] = {}
        self._left = max(MOST_COMPARED // max(1, len(words)), SHOWN)

    def __missing__(self, value: Value) -> str | None:
        near = None
        if self._left > 0:
            self._left -= 1
            near = lookalike(str(value), self._words) or nearest(str(value), self._words)
        self[value] = near
        return near

    def fix(self, value: Value) -> str:
        """What to do about the name."""
        if value not in self._fixes:
            where = f"add {value} to the {self._home} sheet"
            otherwise = where if self._home == "currencies" else f"{where}, or correct it"
            near = self[value]
            self._fixes[value] = perhaps(str(value), [near], otherwise) if near else otherwise
        return self._fixes[value]


def _code_of(home: str, value: Value) -> str:
    if home == "currencies":
        return "E303"
    return "E213" if home == "periods" and is_date(value) else "E302"


def _not_listed(table: Table, i: int, column: str, code: str, home: str, words: dict[str, None], fix: str) -> Problem:
    messages = {"E303": "this currency has no rate", "E213": "this is a date, not a period"}
    message = messages.get(code, f"not on the {home} sheet")
    fix = "type the period's name" if code == "E213" else fix
    return table.problem(code, i, column, message, allowed=listed(words), fix=fix)


def amounts_countable(draft: Draft) -> Iterator[Problem]:
    """E305: money keeps the bounds of its column in the plan's currency too; what does not is refused."""
    listed_rates = zip(draft["currencies"].values["currency"], draft["currencies"].values["rate"], strict=True)
    rates = {draft.currency: 1.0} | {name: float(rate) for name, rate in listed_rates if rate is not None}
    for table in draft.tables.values():
        for column in table.sheet.columns:
            if not column.unit.startswith("currency"):
                continue
            for i, entry in table.entries(column.name, "currency"):
                amount, currency = getattr(entry, column.name), entry.currency
                if column.name == "price":
                    currency = entry.price_currency or currency
                if amount is not None and amount * rates.get(currency, 1.0) > column.high:
                    message = f"that is {amount * rates[currency]:.3g} {draft.currency}"
                    allowed = f"up to {column.high:.3g} {draft.currency}"
                    fix = "correct the amount, or the currency's rate"
                    yield table.problem("E305", i, column.name, message, allowed=allowed, fix=fix)
                    table.refuse((i,), column.name)


CHECKS: tuple[Check, ...] = (
    ("No two rows of a sheet stand for the same thing.", keys_unique),
    ("Whatever a cell names stands on the sheet it refers to.", references_known),
    ("Money is of a size that can be counted in the plan's currency.", amounts_countable),
    *GOODS_CHECKS,
    *NETWORK_CHECKS,
    *CUSTOMS_CHECKS,
    *RISK_CHECKS,
    *DECISION_CHECKS,
    *SENSE_CHECKS,
)
