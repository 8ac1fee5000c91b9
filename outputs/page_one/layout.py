"""Where things stand on page one and how they look; every section puts its cells through a `Layout`."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from outputs import styles
from outputs.grid import Grid, Look
from outputs.language import Words

NAME = "summary"
WIDTHS = (4, 40, 22, 21, 12, 2, 34, 17, 17, 17)
LEFT, RIGHT = (1, 5), (7, 10)  # columns of the two halves
TOP = 4
ROW_HEIGHT = 23.0

TITLE = Look(styles.TITLE)
HEADING = Look(styles.HEADING, styles.HEADING_FILL)
HEADING_LINK = Look(styles.LINK, styles.COLUMN_FILL, styles.RIGHT)
HEAD = Look(styles.COLUMN_HEAD, styles.COLUMN_FILL)
HEAD_RIGHT = Look(styles.COLUMN_HEAD, styles.COLUMN_FILL, styles.RIGHT)
HEAD_CENTRE = Look(styles.COLUMN_HEAD, styles.COLUMN_FILL, styles.CENTRE)
TEXT = Look(border=styles.UNDERLINE)
STRONG = Look(styles.BOLD, border=styles.UNDERLINE)
NUMBER = Look(alignment=styles.CENTRE, border=styles.UNDERLINE)
NOTE = Look(styles.SUBTITLE)


@dataclass(frozen=True)
class Layout:
    """The page being laid out: its cells, the language it speaks, the plan's currency."""

    say: Words
    currency: str
    grid: Grid

    def heading(self, row: int, half: tuple[int, int], number: int, key: str, sheet: str) -> None:
        """A section's heading across a half of the page; its last cell leads to the sheet that holds the rows.

        That cell is light: LibreOffice shows every link in dark blue, whatever its font says.
        """
        self.grid.span(row, half[0], half[1] - 1, f"{number}  {self.say(key)}", HEADING)
        self.grid.put(row, half[1], f"→ {sheet}", replace(HEADING_LINK, link=sheet))

    def link(self, row: int, column: int, sheet: str) -> None:
        """A link to a sheet under its name."""
        self.grid.put(row, column, sheet, Look(styles.LINK, link=sheet))

    def text(self, row: int, first: int, last: int, words: str, look: Look = TEXT) -> None:
        """Text across columns, the row made as high as it needs."""
        self.grid.span(row, first, last, words, look)
        width = sum(WIDTHS[first - 1 : last])
        lines = math.ceil(styles.width_of(words) / width)
        self.grid.heights[row] = max(self.grid.heights.get(row, 0.0), self.line_height * lines + 2)

    @property
    def line_height(self) -> float:
        """Points of one line of body text."""
        return styles.LINE_HEIGHTS[self.say.language]

    def fill_heights(self, first: int, last: int) -> None:
        """Rows that no text made higher get the ordinary height."""
        for row in range(first, last + 1):
            self.grid.heights[row] = max(ROW_HEIGHT, self.grid.heights.get(row, 0.0))


def money_look(form: str) -> Look:
    """An amount of money in a number format of `styles.scale_of`; nothing is a dash."""
    return Look(alignment=styles.RIGHT, number_format=f'{form};-{form};"–"', border=styles.UNDERLINE)
