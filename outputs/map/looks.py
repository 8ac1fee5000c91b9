"""Colours, markers and sizes of the map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from outputs.map.content import SITE_CLOSED, SITE_UNUSED, MapContent

DPI = 150
WIDTH, HEIGHT = 1650, 1080  # pixels: the printed width of a landscape A4 page, and most of its height
LAND, BORDER, INK, GREY, DOT = "#F3F1EA", "#B9B4A6", "#1F2A36", "#6B7580", "#5F7186"
PIXELS = DPI / 72  # a point
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 14.0, 8.5, 7.0  # points
LARGEST_DOT, SMALLEST_DOT = 18.0, 1.5  # points, radius
WIDEST_LINE, THINNEST_LINE = 6.0, 0.5  # points
MARKER = 8.5  # points
DOT_LOOKS: dict[str, Any] = {
    "marker": "o",
    "markerfacecolor": DOT,
    "markeredgecolor": "white",
    "markeredgewidth": 0.6,
    "linestyle": "none",
    "alpha": 0.55,
}


@dataclass(frozen=True)
class KindLook:
    """Marker, colour and edge of sites of one kind."""

    shape: str
    colour: str
    edge: str = "white"
    size: float = MARKER

    def marker(self) -> dict[str, Any]:
        """What matplotlib calls it."""
        return {
            "marker": self.shape,
            "markersize": self.size,
            "markerfacecolor": self.colour,
            "markeredgecolor": self.edge,
            "markeredgewidth": 0.9,
            "linestyle": "none",
        }


KINDS = {  # Okabe and Ito's colours, which colour-blind readers can tell apart, and a shape each for grey prints
    "independent": KindLook("s", "#D55E00"),
    "third_party": KindLook("D", "#0072B2", size=7.5),
    "platform": KindLook("^", "#009E73", size=9.5),
    "government": KindLook("h", "#8A3F87", size=9.5),
    SITE_CLOSED: KindLook("X", "#7A1F1F"),
    SITE_UNUSED: KindLook("s", "#FFFFFF", GREY, 6.5),
}


def dot_radius(demand: float, content: MapContent) -> float:
    """Points; the area is in proportion to demand."""
    largest = max((zone.demand for zone in content.zones), default=0.0)
    return max(SMALLEST_DOT, LARGEST_DOT * math.sqrt(demand / largest)) if largest > 0 else SMALLEST_DOT


def line_width(units: float, content: MapContent) -> float:
    """Points, in proportion to units."""
    largest = max((flow.units for flow in content.flows), default=0.0)
    return max(THINNEST_LINE, WIDEST_LINE * units / largest) if largest > 0 else THINNEST_LINE
