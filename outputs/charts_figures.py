"""The figures behind the sheet `charts`: a block of cells a chart, each traced by a formula to the result sheets.

Formulas find their rows by name, so that sorting a sheet breaks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from inputs.saving import Known
from outputs.language import Words
from outputs.places import Places, quoted
from outputs.styles import scale_of
from outputs.tables_service import ALL_ZONES, CALM

MOST_SITES = 20
PRESENT_VALUE = "present value"
GROUPS = {  # lines of the ledger that one bar adds up; those named nowhere go by their section
    "sales": ("sales",),
    "taxes": ("output_vat", "import_vat", "duty", "levies", "declaration_fees", "parcel_charges"),
    "goods": ("goods", "returned_goods"),
    "freight": ("inbound_freight", "delivery", "return_delivery"),
    "commission": ("commission",),
    "warehousing": ("handling", "storage", "service", "minimum_stock_storage"),
    "capital": ("capital", "minimum_stock_capital"),
    "network": (),
    "seizures": (),
    "profit": ("profit",),
}
SECTIONS = {"operations": "network", "design": "network", "scenario": "seizures"}
TOTALS = ("sales", "profit")
Cells = Sequence[Known | None]


@dataclass(frozen=True)
class Series:
    """A column of a block: its head, values, and the formula of each in terms of the block's columns by key.

    `{key}` is the cell of column `key` in the same row, `{above_key}` the one above it.
    """

    key: str
    head: str
    values: Cells
    formulas: Sequence[str | None] = ()
    number_format: str = "General"


@dataclass(frozen=True)
class Block:
    """Columns of equal length; the first names what the rows are about."""

    series: tuple[Series, ...]

    @property
    def rows(self) -> int:
        return len(self.series[0].values)

    def largest(self) -> float:
        """The greatest figure in it, whatever its sign."""
        figures = [value for column in self.series for value in column.values if isinstance(value, (int, float))]
        return max((abs(figure) for figure in figures), default=0.0)


def money_steps(places: Places, ledger: pd.DataFrame, say: Words) -> Block:
    """From sales down to profit, present values: each step's amount, where it ends, and the bars that show it.

    `base` is the unseen part under a bar; `above` and `below` are its parts on either side of 0.
    """
    groups = _groups(ledger)
    here = ledger[ledger["measure"] == PRESENT_VALUE]
    amounts = [float(here.loc[here["line"].isin(lines), "total"].sum()) for lines in groups.values()]
    step = [key not in TOTALS for key in groups]
    ends: list[float] = []
    for amount, further in zip(amounts, step, strict=True):
        ends.append(ends[-1] + amount if further else amount)
    spans = [(min(pair), max(pair)) for pair in zip([0.0, *ends[:-1]], ends, strict=True)]
    form = short_scale(max(map(abs, amounts)))

    def column(
        key: str, values: Sequence[float], formulas: Sequence[str], shown_as: str, rows: Sequence[bool]
    ) -> Series:
        kept = [value if here else None for value, here in zip(values, rows, strict=True)]
        texts = [formula if here else None for formula, here in zip(formulas, rows, strict=True)]
        return Series(key, say(f"charts_{key}"), kept, texts, shown_as)

    every, low, high = [True] * len(step), "MIN({above_end},{end})", "MAX({above_end},{end})"
    down = f"–{form};–{form};"  # costs; nothing where the bar has no such part
    each = len(step)
    return Block(
        (
            Series("item", say("charts_line"), [say(f"charts_{key}") for key in groups]),
            column("amount", amounts, [_sum_of(places, lines) for lines in groups.values()], "#,##0", every),
            column("end", ends, ["={above_end}+{amount}" if s else "={amount}" for s in step], "#,##0", every),
            column("base", [max(0.0, a) + min(0.0, b) for a, b in spans],
                   [f"=MAX(0,{low})+MIN(0,{high})"] * each, "#,##0", step),
            column("total", amounts, ["={amount}"] * each, f"{form};–{form};", [not s for s in step]),
            column("above", [max(0.0, b) - max(0.0, a) for a, b in spans],
                   [f"=MAX(0,{high})-MAX(0,{low})"] * each, down, step),
            column("below", [min(0.0, a) - min(0.0, b) for a, b in spans],
                   [f"=MIN(0,{low})-MIN(0,{high})"] * each, down, step),
        )
    )  # fmt: skip


def _groups(ledger: pd.DataFrame) -> dict[str, list[str]]:
    """Lines of the ledger by bar; a bar without lines is left out."""
    groups = {key: [line for line in lines if line in set(ledger["line"])] for key, lines in GROUPS.items()}
    named = {line for lines in GROUPS.values() for line in lines}
    for line, section in zip(ledger["line"], ledger["section"], strict=True):
        if line not in named and section in SECTIONS and line not in groups[SECTIONS[section]]:
            groups[SECTIONS[section]].append(line)
    return {key: lines for key, lines in groups.items() if lines}


def short_scale(size: float) -> str:
    """A number format for money of this size that is short enough for a bar."""
    return scale_of(size)[0].replace(".0,,", ",,")


def _sum_of(places: Places, lines: Sequence[str]) -> str:
    """The present value of some lines of the ledger."""
    line, measure, total = (places.column("ledger", name) for name in ("line", "measure", "total"))
    among = "+".join(f"({line}={quoted(name)})" for name in lines)
    return f"=SUMPRODUCT(({measure}={quoted(PRESENT_VALUE)})*({among})*{total})"


def demand_by_channel(places: Places, service: pd.DataFrame, say: Words) -> Block:
    """What becomes of a quarter's demand in each period, without events."""
    return _by_period(places, service, ("by_warehouse", "by_parcel", "lost_to_delay", "unmet"), "#,##0", say)


def service_shares(places: Places, service: pd.DataFrame, say: Words) -> Block:
    """Demand met and orders on target in each period, without events."""
    return _by_period(places, service, ("demand_met", "orders_on_target"), "0%", say)


def _by_period(places: Places, service: pd.DataFrame, names: Sequence[str], form: str, say: Words) -> Block:
    rows = service[(service["zone"] == ALL_ZONES) & (service["futures"] == CALM)]
    cells: Mapping[str, str] = {
        name: places.column("service_level", name) for name in ("period", "zone", "futures", *names)
    }
    calm = f"({cells['zone']}={quoted(ALL_ZONES)})*({cells['futures']}={quoted(CALM)})*({cells['period']}={{item}})"
    figures = [
        Series(
            name,
            say(f"charts_{name}"),
            [float(value) if value == value else 0.0 for value in rows[name]],
            [f"=SUMPRODUCT({calm}*{cells[name]})"] * len(rows),
            form,
        )
        for name in names
    ]
    return Block((Series("item", say("charts_period"), list(rows["period"])), *figures))


def fullest(places: Places, sites: pd.DataFrame, say: Words) -> Block:
    """The highest share of its capacity that each running site fills, the fullest first."""
    most = sites.groupby("site", sort=False)["utilisation"].max().dropna().sort_values(ascending=False, kind="stable")
    most = most.iloc[:MOST_SITES]
    site, used = places.column("sites", "site"), places.column("sites", "utilisation")
    formula = f"=SUMPRODUCT(MAX(({site}={{item}})*{used}))"
    return Block(
        (
            Series("item", say("charts_site"), [str(name) for name in most.index]),
            Series("used", say("charts_used"), [float(share) for share in most], [formula] * len(most), "0%"),
        )
    )
