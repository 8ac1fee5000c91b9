"""The native charts of the sheet `charts`: named axes with units, no more ink than they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.utils import get_column_letter, quote_sheetname

from inputs.lettering import DARK
from outputs.charts import AMBER, PALE, dress, letters, text, write_title
from outputs.charts_figures import Block, short_scale
from outputs.language import Words
from outputs.styles import scale_of

GREY, TEAL = "D0D3D6", "4C8C8A"
Place = tuple[int, int]  # row of a block's heads and column of its first series


def steps(page: Any, block: Block, place: Place, say: Words, *, currency: str) -> Any:
    """Bars that hang from sales down to profit (a waterfall)."""
    _, word = scale_of(block.largest())
    chart = _bars(page, block, place, ("base", "total", "above", "below"), (None, PALE, AMBER, AMBER))
    chart.grouping, chart.overlap, chart.gapWidth = "stacked", 100, 35
    _show_figures(chart, say)
    axis = say("charts_money_axis", unit=say(word, currency=currency))
    _finish(chart, say("charts_money"), (say("charts_line"), axis), short_scale(block.largest()), say)
    return _lying(chart)


def stacks(page: Any, block: Block, place: Place, say: Words) -> Any:
    """What becomes of demand in each period, one stack a period."""
    chart = _bars(page, block, place, [s.key for s in block.series[1:]], (DARK, PALE, AMBER, GREY))
    chart.grouping, chart.overlap, chart.gapWidth = "stacked", 100, 60
    _finish(chart, say("charts_demand"), (say("charts_period"), say("charts_units_axis")), "#,##0", say)
    return chart


def columns_by_period(page: Any, block: Block, place: Place, say: Words) -> Any:
    """Shares side by side in each period."""
    chart = _bars(page, block, place, [s.key for s in block.series[1:]], (DARK, TEAL))
    chart.grouping, chart.overlap, chart.gapWidth = "clustered", -5, 80
    _show_figures(chart, say)
    _finish(chart, say("charts_service"), (say("charts_period"), say("charts_share_axis")), "0%", say)
    return _of_the_whole(chart)


def shares_of_sites(page: Any, block: Block, place: Place, say: Words) -> Any:
    """How full each site gets at most."""
    chart = _bars(page, block, place, ["used"], (DARK,))
    chart.grouping, chart.gapWidth = "clustered", 60
    _show_figures(chart, say)
    _finish(chart, say("charts_storage"), (say("charts_site"), say("charts_capacity_axis")), "0%", say)
    return _lying(_of_the_whole(chart))


def _bars(page: Any, block: Block, place: Place, keys: Sequence[str], colours: Sequence[str | None]) -> Any:
    """Bars of a block's series; one without colour is not seen."""
    row, column = place
    chart: Any = BarChart()
    chart.type = "col"
    order = [series.key for series in block.series]
    names = f"{quote_sheetname(page.title)}!{_absolute(column, row + 1)}:{_absolute(column, row + block.rows)}"
    for key, colour in zip(keys, colours, strict=True):
        at = column + order.index(key)
        cells = Reference(page, min_col=at, min_row=row, max_row=row + block.rows)
        series: Any = Series(cells, title_from_data=True)
        series.cat = AxDataSource(strRef=StrRef(f=names))
        if colour is None:
            series.graphicalProperties.noFill = series.graphicalProperties.line.noFill = True
        else:
            series.graphicalProperties.solidFill = series.graphicalProperties.line.solidFill = colour
        series.invertIfNegative = False
        chart.series.append(series)
    return chart


def _absolute(column: int, row: int) -> str:
    return f"${get_column_letter(column)}${row}"


def _show_figures(chart: Any, say: Words) -> None:
    """Each bar's figure as its cell shows it, as LibreOffice heeds no other format; the unseen bars' not."""
    for series in chart.series:
        if not series.graphicalProperties.noFill:
            series.dLbls = DataLabelList(
                showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False,
                txPr=text(letters(say, 700)),
            )  # fmt: skip


def _finish(chart: Any, title: str, axes: tuple[str, str], form: str, say: Words) -> None:
    """Title and looks; `axes` are the titles of the axes of items and of values, the latter's figures in `form`."""
    chart.title = title
    write_title(chart, letters(say, 1000, bold=True))
    chart.title.overlay = False
    dress(chart, *axes, form, say)
    chart.legend.position = "b"


def _of_the_whole(chart: Any) -> Any:
    """A value axis from 0 to 100 %."""
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = 0, 1, 0.2
    return chart


def _lying(chart: Any) -> Any:
    """Bars from left to right, the first on top, so that names need no slant; what they are stands on the axes."""
    chart.type, chart.legend = "bar", None
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.crosses = "max"  # which is now the foot
    return chart
