"""The chart of page one: profit in each future, the plan beside its yardsticks; and how every native chart looks."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties

from inputs.lettering import DARK
from outputs.language import Words
from outputs.styles import FONT_NAMES, LINE, scale_of

PALE, AMBER = "9DB4C8", "E0A458"
COLOURS = (DARK, PALE, AMBER)


def profit_chart(
    page: Any, *, first_row: int, rows: int, columns: tuple[int, int], size: float, currency: str, say: Words
) -> Any:
    """Clustered bars from a block of `page`: names in the first column, a series in each further one, headed."""
    format_, word = scale_of(size)
    chart: Any = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "clustered", -5, 70
    names = Reference(page, min_col=columns[0], min_row=first_row + 1, max_row=first_row + rows)
    data = Reference(
        page, min_col=columns[0] + 1, max_col=columns[1], min_row=first_row, max_row=first_row + rows
    )  # fmt: skip
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(names)
    for series, colour in zip(chart.series, COLOURS, strict=False):
        series.graphicalProperties.solidFill = colour
        series.graphicalProperties.line.solidFill = colour
    dress(chart, say("chart_scenario"), say("chart_profit", unit=say(word, currency=currency)), format_, say)
    chart.legend.position = "t"
    return chart


def dress(chart: Any, x_title: str, y_title: str, number_format: str, say: Words) -> None:
    """Titles and small letters for the axes and the legend, the value axis in `number_format`, quiet grid lines."""
    small, bold = letters(say), letters(say, bold=True)
    chart.style = 2
    chart.x_axis.title, chart.y_axis.title = x_title, y_title
    chart.y_axis.number_format = number_format
    chart.y_axis.numFmt.sourceLinked = False
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.tickLblPos = "low"
    for axis in (chart.x_axis, chart.y_axis):
        axis.txPr = text(small)
        write_title(axis, bold)
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE))
    chart.legend.txPr = text(small)


def write_title(holder: Any, looks: CharacterProperties) -> None:
    """A chart's or axis's title in these letters."""
    for paragraph in holder.title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=looks)
        for run in paragraph.r:
            run.rPr = looks


def letters(say: Words, size: int = 800, *, bold: bool | None = None) -> CharacterProperties:
    """Letters of a size in hundredths of a point, in the language's typeface."""
    typeface = Font(typeface=FONT_NAMES[say.language])
    return CharacterProperties(sz=size, b=bold, latin=typeface, ea=typeface)


def text(looks: CharacterProperties) -> RichText:
    """What openpyxl wants where letters are set for a whole axis, legend or row of labels."""
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=looks), endParaRPr=looks)])
