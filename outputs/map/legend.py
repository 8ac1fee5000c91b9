"""The map's legend, in one row below it: kinds of sites, sizes of dots, widths of lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outputs.language import Words
from outputs.map import looks
from outputs.map.content import MapContent
from outputs.map.looks import PIXELS, WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE_AT, ROW_AT = 118.0, 68.0  # pixels above the foot of the picture
BESIDE, BETWEEN, APART = 10.0, 26.0, 60.0  # pixels: mark to words, entry to entry, part to part
LINE_LENGTH = 70.0  # pixels
STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class _Entry:
    """A mark, its width in pixels and its matplotlib looks, and its words."""

    width: float
    words: str
    looks: dict[str, Any]
    is_line: bool = False


def add(figure: Figure, content: MapContent, say: Words, renderer: Any) -> None:
    """Draw the legend; a part that has nothing to tell is left out."""
    x = 0.012 * WIDTH
    for title, entries in (
        (say("map_sites"), _sites(content, say)),
        (say("map_demand"), _dots(content, say)),
        (say("map_units"), _lines(content, say)),
    ):
        if entries:
            x = _part(figure, renderer, x, title, entries) + APART


def _part(figure: Figure, renderer: Any, x: float, title: str, entries: Sequence[_Entry]) -> float:
    """One part from `x` on; returns where it ends."""
    from matplotlib.lines import Line2D

    def write(at: float, y: float, words: str, **more: Any) -> float:
        text = figure.text(
            at, y, words, transform=None, va="center", size=looks.SMALL_SIZE, color=looks.INK,
            parse_math=False, **more,
        )  # fmt: skip
        return float(text.get_window_extent(renderer).x1)

    end = write(x, TITLE_AT, title, weight="bold")
    for entry in entries:
        across = [x, x + entry.width] if entry.is_line else [x + entry.width / 2]
        figure.add_artist(Line2D(across, [ROW_AT] * len(across), transform=None, **entry.looks))
        x = write(x + entry.width + BESIDE, ROW_AT, entry.words) + BETWEEN
    return max(end, x - BETWEEN)


def round_sizes(largest: float, count: int = 3) -> list[float]:
    """Round figures up to `largest`, the greatest first, each at most a third of the one before: [5000, 1000, 200].

    Empty where `largest` is not above 0.
    """
    found: list[float] = []
    size = largest
    while size > 0 and len(found) < count:
        decade = 10.0 ** math.floor(math.log10(size))
        found.append(max(step * decade for step in STEPS if step * decade <= size * (1 + 1e-9)))
        size = found[-1] / 3
    return found


def _sites(content: MapContent, say: Words) -> list[_Entry]:
    present = {site.kind for site in content.sites}
    width = looks.MARKER * PIXELS
    return [_Entry(width, say(f"map_{kind}"), look.marker()) for kind, look in looks.KINDS.items() if kind in present]


def _sized(largest: float, entry: Callable[[float], _Entry]) -> list[_Entry]:
    return [entry(size) for size in round_sizes(largest)]


def _dots(content: MapContent, say: Words) -> list[_Entry]:
    def entry(size: float) -> _Entry:
        across = 2 * looks.dot_radius(size, content)
        return _Entry(across * PIXELS, say.figure(size, ",.6g"), looks.DOT_LOOKS | {"markersize": across})

    return _sized(max((zone.demand for zone in content.zones), default=0.0), entry)


def _lines(content: MapContent, say: Words) -> list[_Entry]:
    def entry(size: float) -> _Entry:
        drawn = {
            "color": looks.GREY,
            "alpha": 0.6,
            "linewidth": looks.line_width(size, content),
            "solid_capstyle": "butt",
        }
        return _Entry(LINE_LENGTH, say.figure(size, ",.6g"), drawn, is_line=True)

    entries = _sized(max((flow.units for flow in content.flows), default=0.0), entry)
    return [entry for entry in entries if entry.looks["linewidth"] > 1.3 * looks.THINNEST_LINE]
