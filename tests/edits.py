"""Random edits of a workbook that solves in about a second, and which cells an error may be told at because of them.

The workbook is the small Russian example cut down to four SKUs, two zones, three sites, two periods and two
scenarios; it keeps
every sheet. An edit puts one of VALUES, a name from elsewhere or a changed figure into a cell, or swaps two cells;
headings, keys and the blank cells beside and below a table may be hit like any other.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from broken import Plan, Row, example
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter, range_boundaries

from inputs.schema import INFINITY, Column, Setting
from inputs.sheets import BY_NAME
from inputs.sheets_goods import SETTINGS
from inputs.spelling import LOOKALIKES, fold

KEPT_ZONES = ("Moscow", "Saint Petersburg")
DROPPED = frozenset(  # rows with any of these go
    [
        *("REF-340", "TV-65", "AC-12", "RV-10", "TAP-K", "DRL-20", "2028-2029", "Novosibirsk", "Yekaterinburg"),
        *("ural_fulfil", "vostok_depot", "silk_house", "road_kazakhstan", "importer:Vostok Import"),
        *("tariff_rise", "corridor_closed"),
    ]
)
LONG_NUMBER = 8.7654321e222  # stands for a figure of 5000 digits, which openpyxl cannot write
DIGITS = "7" * 5000

FIGURES = (0, 1, 2, -1, -0.5, 0.3, 1e-9, 1e-300, 40, 1e4, 1e6, 1e9, 1e15, 1e30, 1e300)
FACTORS = (-1, 0.001, 0.1, 0.5, 2, 10, 1000, 1e6)
SCOPES = (
    *(
        "all",
        "site:Moscow",
        "kind:platform",
        "country:Russia & kind:independent",
        "site:Moscow -> site:Saint Petersburg",
    ),
    *("site:Moscow -> not site:Saint Petersburg", "not site:Moscow", "no_tax", "->", "&:", "8450119000@EAEU", "EUR"),
)
VALUES: tuple[object, ...] = (
    *(None, "", " ", *FIGURES, LONG_NUMBER, True, False, dt.datetime(2027, 4, 1), dt.date(2030, 12, 31)),
    *(dt.time(8, 30), "about five", "a_x0007_b", "n/a", "-", "?", "x" * 300, "#REF!", "#N/A", "#DIV/0!", "#VALUE!"),
    *("=1+1", "=A1", '="x"', "12", "1 234,5", "1,234", "1.234,50", "１２", "15 %", "1e3", "-7", "0", "NaN", "inf"),
    *("2027Q2", "2035Q1", "no", "yes", "must", "never", "excluded", "must_open", "existing", "bonded", "GBP"),
    *("minimum_sites", "minimum_demand_met", "minimum_average_of_worst", "single_source", "if_then", "maximum_skus"),
    *("seizure", "demand_factor", "currency_factor", "duty_factor", "corridor_closed", *SCOPES),
)


@dataclass(frozen=True)
class Put:
    """A value into a cell; row and column count from 1."""

    sheet: str
    row: int
    column: int
    value: object

    @property
    def cells(self) -> tuple[tuple[str, int, int], ...]:
        return ((self.sheet, self.row, self.column),)


@dataclass(frozen=True)
class Swap:
    """Two cells of a sheet change places."""

    sheet: str
    first: tuple[int, int]
    second: tuple[int, int]

    @property
    def cells(self) -> tuple[tuple[str, int, int], ...]:
        return (self.sheet, *self.first), (self.sheet, *self.second)


Edit = Put | Swap


@cache
def _base() -> dict[str, list[Row]]:
    sheets = example().sheets
    last = sheets["demand"][0].index("2028-2029")
    sheets["demand"] = [row[:last] + row[last + 1 :] for row in sheets["demand"]]
    kept = {sheet: [row for row in rows if not DROPPED.intersection(map(str, row))] for sheet, rows in sheets.items()}
    away = {row[0] for row in kept["zones"][1:]} - set(KEPT_ZONES)
    for sheet in ("zones", "outbound_lanes", "parcel_lanes"):
        kept[sheet] = [row for row in kept[sheet] if not away.intersection(map(str, row))]
    kept["demand"] = [row for row in kept["demand"] if row[:2] != ["COF-E", None]]
    kept["demand"] += [["COF-E", "Moscow", 300.5, 310], ["COF-E", "Saint Petersburg", 120, 0]]
    kept["events"].append(["seizure_independents", "corridor_closed", "rail_zabaikalsk", "2027Q2-Q4", None, None])
    kept["events"].append(["seizure_independents", "duty_points", "EAEU", "2027Q2-Q4", "2027Q2-Q4", 0.08])
    kept["scenarios"][1][1] = 0.92
    goods = kept["skus"][1:]
    for sheet, at in (("duties", 4), ("levies", 4), ("certifications", 3), ("certificates_held", 3)):
        wanted = {row[at] for row in goods}
        kept[sheet] = [row for i, row in enumerate(kept[sheet]) if i == 0 or row[0] in wanted]
    return kept


def base() -> Plan:
    """The workbook, fresh."""
    return Plan({sheet: [list(row) for row in rows] for sheet, rows in _base().items()})


def _addresses() -> list[tuple[str, int, int]]:
    """Every cell of a table, its heading, one column to the right and one row below."""
    return [
        (sheet, i + 1, j + 1)
        for sheet, rows in _base().items()
        for i in range(len(rows) + 1)
        for j in range(len(rows[0]) + 1)
    ]


@cache
def _names() -> list[str]:
    """Every text of the workbook."""
    texts = (cell for rows in _base().values() for row in rows for cell in row if isinstance(cell, str))
    return list(dict.fromkeys(texts))


def _cyrillic(name: str) -> str:
    """The name with the letters that look like Latin ones in Cyrillic."""
    back = {latin: chr(letter) for letter, latin in LOOKALIKES.items() if 0x400 <= letter < 0x500}
    return "".join(back.get(ord(letter), back.get(letter, letter)) for letter in name)


def _distorted(name: str) -> list[object]:
    return [name, name.upper(), f" {name}\u00a0", name[:-1], name + "x", _cyrillic(name)]


@cache
def _declared(sheet: str, row: int, column: int) -> Column | Setting | None:
    """What a cell of the unedited workbook is declared to hold; None for headings and cells outside the tables."""
    rows = _base()[sheet]
    if not 1 < row <= len(rows) or column > len(rows[0]):
        return None
    heading = str(rows[0][column - 1])
    if sheet == "settings" and heading == "value":
        return next(setting for setting in SETTINGS if setting.name == rows[row - 1][0])
    return BY_NAME[sheet].column(heading if heading in BY_NAME[sheet].names else "units")


def _fitting(sheet: str, row: int, column: int) -> list[object]:
    """Values that a cell may well hold."""
    declared = _declared(sheet, row, column)
    if declared is None:
        return [None]
    if declared.kind in ("number", "integer"):
        old = _base()[sheet][row - 1][column - 1]
        scaled = [old * factor for factor in FACTORS] if isinstance(old, int | float) else []
        figures = [*scaled, *FIGURES, declared.low, declared.high]
        fitting = [figure for figure in figures if declared.low <= figure <= declared.high and abs(figure) < INFINITY]
        return [round(figure) for figure in fitting if abs(figure) < 1e9] if declared.kind == "integer" else fitting
    if declared.kind == "flag":
        return ["yes", "no"]
    if declared.kind == "quarter":
        return [None, "2026Q4", "2027Q1", "2027Q2", "2027Q3", "2028Q1", "2031Q1"]
    if isinstance(declared, Column) and declared.kind == "choice":
        return [*declared.choices]
    if isinstance(declared, Column) and declared.reference:
        home, _, name = declared.reference.partition(".")
        at = _base()[home][0].index(name)
        return [None, *(other[at] for other in _base()[home][1:])]
    return [None, *SCOPES, *_names()]


@cache
def edits() -> st.SearchStrategy[list[Edit]]:
    """Up to five edits: a value that may or may not fit its cell, or two cells of a sheet exchanged."""
    places = _addresses()
    sheets = {sheet: [(i, j) for name, i, j in places if name == sheet] for sheet, _, _ in places}
    odd = st.sampled_from([*VALUES, *(value for name in _names() for value in _distorted(name))])

    def put(place: tuple[str, int, int]) -> st.SearchStrategy[Edit]:
        return (st.sampled_from(_fitting(*place)) | odd).map(lambda value: Put(*place, value))

    def swap(sheet: str) -> st.SearchStrategy[Edit]:
        inside = st.sampled_from(sheets[sheet])
        return st.builds(Swap, st.just(sheet), inside, inside)

    one = st.sampled_from(places).flatmap(put) | st.sampled_from(list(sheets)).flatmap(swap)
    return st.lists(one, min_size=1, max_size=5)


def edited(changes: Iterable[Edit]) -> Plan:
    """The workbook after the edits, one after the other."""
    plan = base()
    for change in changes:
        if isinstance(change, Put):
            _put(plan, change.sheet, (change.row, change.column), change.value)
        else:
            first, second = _get(plan, change.sheet, change.first), _get(plan, change.sheet, change.second)
            _put(plan, change.sheet, change.first, second)
            _put(plan, change.sheet, change.second, first)
    return plan


def _get(plan: Plan, sheet: str, place: tuple[int, int]) -> object:
    rows, (i, j) = plan.sheets[sheet], place
    return rows[i - 1][j - 1] if i <= len(rows) and j <= len(rows[i - 1]) else None


def _put(plan: Plan, sheet: str, place: tuple[int, int], value: object) -> None:
    plan.put(sheet, **{f"{get_column_letter(place[1])}{place[0]}": value})


def save(plan: Plan, path: Path) -> Path:
    """Write the workbook, figures of 5000 digits as they are."""
    plan.save(path)
    if not any(cell == LONG_NUMBER for rows in plan.sheets.values() for row in rows for cell in row):
        return path
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(f"<v>{LONG_NUMBER}</v>".encode(), f"<v>{DIGITS}</v>".encode()))
    path.write_bytes(stream.getvalue())
    return path


def touches(problem: Mapping[str, str], changes: Iterable[Edit], after: Plan) -> bool:
    """Whether a problem (as --json gives it) is told at an edited cell, or at one that refers to it.

    That is: in the row or under the heading of an edited cell, or at its heading; at a row that is named with an edited
    one; or at a row that has a name in common with what stood or stands in the edited cells, or in the keys of their
    rows.
    """
    before = _base()
    places = [place for change in changes for place in change.cells]
    sheet, cell = problem["sheet"], problem["cell"]
    if not cell:
        return any(sheet == edited for edited, _, _ in places)
    rows, columns = _extent(cell)
    here = [(i, j) for edited, i, j in places if edited == sheet]
    told = {int(number) for number in re.findall(r"\d+", problem["message"])}
    below = 1 in rows
    if any(i in rows or i in told or ((i == 1 or below) and (not columns or j in columns)) for i, j in here):
        return True
    names = _edited_names(places, after)
    return bool(_texts(before, sheet, rows) & names) or any(
        name in fold(problem["message"]) for name in names if len(name) > 3
    )


def _edited_names(places: Iterable[tuple[str, int, int]], after: Plan) -> set[str]:
    """What stood and stands in edited cells, and the keys of their rows: of all rows, where a heading was edited."""
    names: set[str] = set()
    spread = {(sheet, i, j) for sheet, i, j in places if i > 1}
    for sheet, i, j in places:
        if i == 1:
            spread.update((sheet, row, j) for row in range(1, len(after.sheets[sheet]) + 1))
    for sheet, i, j in sorted(spread):
        header = _base()[sheet][0]
        keys = [k for k, heading in enumerate(header, start=1) if heading in BY_NAME[sheet].keys]
        for rows in (_base()[sheet], after.sheets[sheet]):
            for k in {j, *keys}:
                cell = rows[i - 1][k - 1] if i <= len(rows) and k <= len(rows[i - 1]) else None
                names.update({_folded(cell)} if isinstance(cell, str) else ())
    return names - {"yes", "no"}


def _texts(sheets: Mapping[str, list[Row]], sheet: str, rows: range) -> set[str]:
    """The names in some rows of a sheet; those of the header too, as they may be those of periods."""
    return {
        _folded(cell) for row in sheets[sheet][rows.start - 1 : rows.stop - 1] for cell in row if isinstance(cell, str)
    }


def _extent(cell: str) -> tuple[range, range]:
    """Rows and columns of an address such as B2, B2:B5 or 7:7."""
    first, top, last, bottom = range_boundaries(cell)
    return range(top or 1, (bottom or 1) + 1), range(first or 0, (last or -1) + 1)


def _folded(text: str) -> str:
    return fold(text.translate(LOOKALIKES))
