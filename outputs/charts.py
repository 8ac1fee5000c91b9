"""The chart of page one: profit in each future, the plan beside its yardsticks. Native, so it stays editable."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties

from inputs.writing import DARK
from outputs.language import Words
from outputs.styles import FONT_NAMES, LINE, scale_of

COLOURS = (DARK, "9DB4C8", "E0A458")


def profit_chart(
    page: Any, *, first_row: int, rows: int, columns: tuple[int, int], size: float, currency: str, say: Words
) -> Any:
    """Clustered bars from a block of `page`: names in the first column, a series in each further one, headed."""
    format_, word = scale_of(size)
    small = _letters(FONT_NAMES[say.language])
    small_bold = _letters(FONT_NAMES[say.language], bold=True)
    chart: Any = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "clustered", -5, 70
    chart.style = 2
    names = Reference(page, min_col=columns[0], min_row=first_row + 1, max_row=first_row + rows)
    data = Reference(
        page, min_col=columns[0] + 1, max_col=columns[1], min_row=first_row, max_row=first_row + rows
    )  # fmt: skip
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(names)
    for series, colour in zip(chart.series, COLOURS, strict=False):
        series.graphicalProperties.solidFill = colour
        series.graphicalProperties.line.solidFill = colour
    chart.y_axis.title = say("chart_profit", unit=say(word, currency=currency))
    chart.x_axis.title = say("chart_scenario")
    chart.y_axis.number_format = format_
    chart.y_axis.numFmt.sourceLinked = False
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.tickLblPos = "low"
    for axis in (chart.x_axis, chart.y_axis):
        axis.txPr = _text(small)
        for paragraph in axis.title.tx.rich.p:
            paragraph.pPr = ParagraphProperties(defRPr=small_bold)
            for run in paragraph.r:
                run.rPr = small_bold
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    chart.legend.position, chart.legend.txPr = "t", _text(small)
    return chart


def _letters(typeface: str, *, bold: bool | None = None) -> CharacterProperties:
    return CharacterProperties(sz=800, b=bold, latin=Font(typeface=typeface), ea=Font(typeface=typeface))


def _text(letters: CharacterProperties) -> RichText:
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), endParaRPr=letters)])
