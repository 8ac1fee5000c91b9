"""Plans with a sheet of hundreds of thousands of rows, nearly all wrong: the small example with one sheet replaced.

Rows are written as text and repeated; each case tells the sheet that is given up, and the codes that it is told with.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product

import openpyxl
from hostile import MAIN, SHARED

from inputs import examples

MANY = 700_000
LONG_FORM = ("sku", "zone", "period", "units")
SKU, ZONE, PERIOD = "REF-340", "Moscow", "2027Q1"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


@dataclass(frozen=True)
class Hopeless:
    """`sheet` is given up; `codes` are all errors that the planner learns of, besides E119."""

    name: str
    make: Callable[[], bytes]
    codes: tuple[str, ...]
    sheet: str = "demand"


def text(place: str, words: str) -> str:
    """A cell of text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def shared(place: str, number: int) -> str:
    """A cell of text from the shared table."""
    return f'<c r="{place}" t="s"><v>{number}</v></c>'


def figure(place: str, value: float) -> str:
    """A cell with a number."""
    return f'<c r="{place}"><v>{value}</v></c>'


def formula(place: str, words: str) -> str:
    """A cell with a formula that was never calculated."""
    return f'<c r="{place}"><f>{words}</f></c>'


def failed(place: str) -> str:
    """A cell with a formula that failed."""
    return f'<c r="{place}" t="e"><v>#REF!</v></c>'


@cache
def example() -> dict[str, bytes]:
    """The parts of the small example."""
    with zipfile.ZipFile(examples.path("russia_small")) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def sheets() -> dict[str, list[tuple[object, ...]]]:
    """Its sheets' rows, values alone."""
    book = openpyxl.load_workbook(examples.path("russia_small"))
    return {page.title: list(page.iter_rows(values_only=True)) for page in book.worksheets}


def page(header: Sequence[str], rows: Iterable[str]) -> bytes:
    """A worksheet of these rows (the cells of each, as XML) below a header."""
    heads = "".join(text(f"{chr(65 + j)}1", heading) for j, heading in enumerate(header))
    below = "".join(f'<row r="{i}">{cells}</row>' for i, cells in enumerate(rows, start=2))
    return f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{heads}</row>{below}</sheetData></worksheet>'.encode()


def plan(pages: Mapping[str, bytes], strings: Iterable[str] = ()) -> bytes:
    """The example with these sheets in place of its own, and shared texts."""
    order = list(sheets())
    parts = example() | {f"xl/worksheets/sheet{order.index(name) + 1}.xml": made for name, made in pages.items()}
    items = "".join(f"<si><t>{words}</t></si>" for words in strings)
    if items:
        parts[SHARED] = f'<sst xmlns="{MAIN}">{items}</sst>'.encode()
        listed = f'<Override PartName="/{SHARED}" ContentType="{STRINGS}"/></Types>'.encode()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", listed)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def demand(row: Callable[[int], str], count: int = MANY, strings: Iterable[str] = ()) -> bytes:
    """A demand sheet in long form, each row made from its number."""
    return plan({"demand": page(LONG_FORM, map(row, range(2, count + 2)))}, strings)


def keys(i: int) -> str:
    """Cells A to C of a row: sound, and different in the first few hundred rows."""
    skus, zones, periods = ([row[0] for row in sheets()[name][1:]] for name in ("skus", "zones", "periods"))
    at, sku = divmod(i, len(skus))
    at, zone = divmod(at, len(zones))
    words = skus[sku], zones[zone], periods[at % len(periods)]
    return "".join(text(f"{letter}{i}", str(word)) for letter, word in zip("ABC", words, strict=True))


def rest(i: int) -> str:
    """Cells B to D of a row: always the same."""
    return text(f"B{i}", ZONE) + text(f"C{i}", PERIOD) + figure(f"D{i}", 5)


def named(i: int, sku: str) -> str:
    """Cells of a row, sound but perhaps for the name of its SKU."""
    return text(f"A{i}", sku) + rest(i)


def row_of(i: int, cells: Iterable[object]) -> str:
    """The cells of a row, blank ones left out."""
    places = [(f"{chr(65 + j)}{i}", cell) for j, cell in enumerate(cells) if cell is not None]
    return "".join(text(place, cell) if isinstance(cell, str) else figure(place, cell) for place, cell in places)


def more(sheet: str, names: Iterable[str], column: str = "", values: Sequence[float | None] = ()) -> bytes:
    """One of the example's sheets, its last row repeated under other names; those with a value have it in a column."""
    header, *rows = sheets()[sheet]
    last = rows[-1]
    for i, name in enumerate(names):
        made = [name, *last[1:]]
        if values and values[i] is not None:
            made[header.index(column)] = values[i]
        rows.append(tuple(made))
    return page(list(map(str, header)), (row_of(i, row) for i, row in enumerate(rows, start=2)))


def skus(count: int, column: str, wrong: float, value: float) -> bytes:
    """The example's SKUs and as many others, evenly this share of which has `value` in a column."""
    values = [value if int((i + 1) * wrong) > int(i * wrong) else None for i in range(count)]
    return plan({"skus": more("skus", [f"K{i}" for i in range(count)], column, values)})


def wrong_at_first(rows: int, unknown: int) -> bytes:
    """So many rows of demand, those of the first SKUs not on their sheet, and the last figure below 0."""
    periods = [str(row[0]) for row in sheets()["periods"][1:3]]
    names, places = [f"K{i:04}" for i in range(-(-rows // 500))], [f"Z{i:03}" for i in range(250)]
    keys = list(islice(product(names, places, periods), rows))
    made = (row_of(i, (*key, 5 if i <= rows else -5)) for i, key in enumerate(keys, start=2))
    return plan(
        {
            "skus": more("skus", names[unknown:]),
            "zones": more("zones", places),
            "demand": page(LONG_FORM, made),
        }
    )


def many_sheets(size: int) -> bytes:
    """Every sheet but the settings with so many bytes of rows in which each cell is text."""
    pages = {}
    for name, (header, *_) in sheets().items():
        if name != "settings":
            columns = LONG_FORM if name == "demand" else tuple(map(str, header))
            one = row_of(1_000, ["bad"] * len(columns))
            pages[name] = page(columns, (row_of(i, [f"bad {i}"] * len(columns)) for i in range(2, size // len(one))))
    return plan(pages)


def wide(count: int) -> bytes:
    """Demand in wide form, every figure below 0."""
    periods = [str(row[0]) for row in sheets()["periods"][1:]]
    letters = "CDEFGHIJK"[: len(periods)]

    def row(i: int) -> str:
        below_zero = "".join(figure(f"{letter}{i}", -1) for letter in letters)
        return text(f"A{i}", SKU) + text(f"B{i}", ZONE) + below_zero

    return plan({"demand": page(["sku", "zone", *periods], map(row, range(2, count + 2)))})


def hopeless() -> Iterator[Hopeless]:
    """All of them."""
    yield Hopeless("formulas", lambda: demand(lambda i: formula(f"D{i}", f"E{i}*2"), 1_000_000), ("E201", "E203"))
    everywhere = "ABCD"
    yield Hopeless(
        "formulas everywhere",
        lambda: demand(lambda i: "".join(formula(f"{letter}{i}", f"x!A{i}") for letter in everywhere)),
        ("E203",),
    )
    yield Hopeless("unknown names", lambda: demand(lambda i: named(i, f"no such {i}")), ("E302",))
    names = [f"no such {i}" for i in range(95_000)]
    yield Hopeless(
        "unknown names in the shared table",
        lambda: demand(lambda i: shared(f"A{i}", i % len(names)) + rest(i), strings=names),
        ("E302",),
    )
    yield Hopeless("misspelt names", lambda: demand(lambda i: named(i, f"{SKU}{i % 7}")), ("E301", "E302"))
    yield Hopeless("negative figures", lambda: demand(lambda i: keys(i) + figure(f"D{i}", -5)), ("E206", "E301"))
    yield Hopeless("one key", lambda: demand(lambda i: named(i, SKU)), ("E301",))
    yield Hopeless("figures as text", lambda: demand(lambda i: keys(i) + text(f"D{i}", "1,234")), ("E205", "E301"))
    yield Hopeless("failed formulas", lambda: demand(lambda i: keys(i) + failed(f"D{i}")), ("E202", "E301"))
    yield Hopeless("no keys", lambda: demand(lambda i: figure(f"D{i}", 5)), ("E201",))
    yield Hopeless("negative figures in wide form", lambda: wide(MANY // 2), ("E206", "E301"))
    yield Hopeless("SKUs without a price", lambda: skus(100_000, "price", 1, 0), ("E405",), "skus")
