"""Draws a map's content with matplotlib, which is imported only here and only then: it takes about a second."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from textwrap import fill, shorten
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from outputs.language import Words
from outputs.map import legend, looks
from outputs.map.content import MapContent, Point, SiteMark
from outputs.map.fonts import families, legible, writable
from outputs.map.labels import Box, Label, leads, place
from outputs.map.land import draw_land
from outputs.map.looks import DPI, HEIGHT, PIXELS, WIDTH
from outputs.map.outline import Outline
from outputs.map.projection import centred

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FRAME = (0.012, 0.135, 0.976, 0.755)  # left, bottom, width, height of the map in the picture
MARGIN = 0.07  # of the map's width and height around the outermost points
NARROWEST = 0.02  # Earth radii, about 130 km: a single place is not blown up further
MOST_ZONE_LABELS = 40
NO_BREAK = "\u00a0"
SPELLS = {  # by whether it comes later and whether it ends before the plan
    (False, False): "map_spell",
    (True, False): "map_spell_from",
    (False, True): "map_spell_to",
    (True, True): "map_spell_from_to",
}
SAME_PLACE = 0.5  # degrees
CHOSEN: dict[str, Any] = {"size": 8.0, "color": looks.INK, "weight": "bold"}
REJECTED: dict[str, Any] = {"size": 7.0, "color": looks.GREY, "style": "italic"}
ZONE: dict[str, Any] = {"size": 7.0, "color": looks.INK}
LINE_CHARACTERS = 1400.0  # a line of the picture holds, times the size of the letters in points
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Picture:
    """A PNG and the names that no typeface here can write, which are left out of it."""

    png: bytes
    unwritten: tuple[str, ...]


def draw(content: MapContent, outline: Outline | None, title: str, told: str, note: str, say: Words) -> Picture:
    """The map as a PNG of WIDTH by HEIGHT pixels; the same content gives the same bytes on the same machine.

    `title` and `told` stand above the map, `note` at the foot. Raises ValueError where nothing has coordinates.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if not content.points:
        raise ValueError("a map needs a place with coordinates")
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whatever the user's own settings say
        matplotlib.rcParams["font.family"] = list(families())
        figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
        canvas: Any = FigureCanvasAgg(figure)
        renderer = canvas.get_renderer()
        unwritten = _Layers(figure, content, say).draw(outline, renderer)
        legend.add(figure, content, say, renderer)
        _words(figure, title, told, note)
        png = io.BytesIO()
        canvas.print_png(png, metadata={"Software": None})  # whose version would change the bytes
    return Picture(png.getvalue(), unwritten)


def _words(figure: Figure, title: str, told: str, note: str) -> None:
    """What stands above and below the map, in as many lines as it takes; the title in one."""
    for y, words, size, colour, side in (
        (0.978, shorten(legible(title), 100, placeholder="…"), looks.TITLE_SIZE, looks.INK, "top"),
        (0.938, legible(told.replace(" %", f"{NO_BREAK}%")), looks.TEXT_SIZE, looks.GREY, "top"),
        (0.010, legible(note), looks.SMALL_SIZE, looks.GREY, "bottom"),
    ):
        lines = words if words.isspace() else fill(words, int(LINE_CHARACTERS / size))
        figure.text(FRAME[0], y, lines, size=size, color=colour, va=side, parse_math=False)


class _Layers:
    """What lies on the map, from the land up to the labels."""

    def __init__(self, figure: Figure, content: MapContent, say: Words) -> None:
        self._figure, self._content, self._say = figure, content, say
        points = content.points
        self._project = centred([p.longitude for p in points], [p.latitude for p in points])
        self._axes: Axes = figure.add_axes(FRAME)
        self._axes.set(xticks=[], yticks=[])
        for spine in self._axes.spines.values():
            spine.set(color=looks.BORDER, linewidth=0.6)
        self._flat = {
            point: (float(x), float(y)) for point in points for x, y in self._project(point.longitude, point.latitude)
        }
        shown = np.array(list(self._flat.values()))
        (left, right), (bottom, top) = view(shown, FRAME[2] * WIDTH / (FRAME[3] * HEIGHT))
        self._axes.set_xlim(left, right)
        self._axes.set_ylim(bottom, top)
        self._pixel_width = (right - left) / (FRAME[2] * WIDTH)
        self._spread()

    def draw(self, outline: Outline | None, renderer: Any) -> tuple[str, ...]:
        """Every layer; returns the names that cannot be written."""
        if outline is not None:
            draw_land(self._axes, outline, self._project, self._pixel_width)
        self._flows()
        self._zones()
        self._sites()
        return self._labels(renderer)

    def _at(self, point: Point) -> tuple[float, float]:
        return self._flat[point]

    def _spread(self) -> None:
        """Moves sites that would hide each other apart, to the east."""
        step = 1.4 * looks.MARKER * PIXELS * self._pixel_width
        taken: list[tuple[float, float]] = []
        for site in reversed(self._content.sites):
            x, y = self._at(site)
            while any(math.hypot(x - a, y - b) < 0.9 * step for a, b in taken):
                x += step
            self._flat[site] = (x, y)
            taken.append((x, y))

    def _flows(self) -> None:
        from matplotlib.collections import LineCollection

        flows = self._content.flows
        lines = LineCollection(
            [(self._at(flow.site), self._at(flow.zone)) for flow in flows],
            linewidths=[looks.line_width(flow.units, self._content) for flow in flows],
            colors=[looks.KINDS[flow.site.kind].colour for flow in flows],
            alpha=0.5,
            capstyle="round",
            zorder=3,
        )
        self._axes.add_collection(lines)

    def _zones(self) -> None:
        for zone in self._content.zones:
            size = 2 * looks.dot_radius(zone.demand, self._content)
            x, y = self._at(zone)
            self._axes.plot([x], [y], markersize=size, zorder=4, **looks.DOT_LOOKS)

    def _sites(self) -> None:
        for site in self._content.sites:
            x, y = self._at(site)
            self._axes.plot([x], [y], zorder=6 if site.chosen else 5, **looks.KINDS[site.kind].marker())

    def _labels(self, renderer: Any) -> tuple[str, ...]:
        """Names beside sites, then beside zones as far as there is room; returns those that cannot be written."""
        from matplotlib.patheffects import withStroke

        named = _named(self._content, self._say)
        unwritten = tuple(point.name for point, _, words, _ in named if not writable(words.replace("\n", "")))
        halo = [withStroke(linewidth=2.0, foreground="white", alpha=0.85)]
        texts, labels = [], []
        for point, radius, words, style in named:
            if point.name in unwritten:
                continue
            text = self._figure.text(
                0, 0, words, transform=None, parse_math=False, path_effects=halo, zorder=9, **style
            )
            extent = text.get_window_extent(renderer)
            needed = isinstance(point, SiteMark)
            labels.append(Label(*self._pixel(point), radius * PIXELS, extent.width, extent.height, needed))
            texts.append(text)
        marks = [_around(*self._pixel(site), looks.MARKER / 2 * PIXELS) for site in self._content.sites]
        dots = [_around(label.x, label.y, 0.8 * label.radius) for label in labels if not label.needed]
        boxes = place(labels, self._inside(), marks, dots)
        for text, label, box in zip(texts, labels, boxes, strict=True):
            self._write(text, label, box)
        return unwritten

    def _pixel(self, point: Point) -> tuple[float, float]:
        x, y = self._axes.transData.transform(self._at(point))
        return float(x), float(y)

    def _inside(self) -> Box:
        extent = self._axes.get_window_extent()
        return Box(extent.x0 + 3, extent.y0 + 3, extent.x1 - 3, extent.y1 - 3)

    def _write(self, text: Any, label: Label, box: Box | None) -> None:
        """A label in its box, with a line to its point where that is far."""
        if box is None:
            text.remove()
            return
        text.set(x=box.left, y=box.bottom, ha="left", va="bottom")
        if leads(label, box):
            from matplotlib.lines import Line2D

            x = min(max(label.x, box.left), box.right)
            y = min(max(label.y, box.bottom), box.top)
            line = Line2D([label.x, x], [label.y, y], transform=None, color=looks.GREY, lw=0.6)
            self._figure.add_artist(line)


def view(points: Points, aspect: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """The part of the plane to show, left to right and bottom to top: all of `points` (points, 2) with a margin.

    `aspect` is the picture's width over its height.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    middle, size = (low + high) / 2, np.maximum(high - low, NARROWEST) * (1 + 2 * MARGIN)
    width = max(float(size[0]), float(size[1]) * aspect)
    half = np.array([width, width / aspect]) / 2
    (left, bottom), (right, top) = middle - half, middle + half
    return (float(left), float(right)), (float(bottom), float(top))


def _named(content: MapContent, say: Words) -> list[tuple[Point, float, str, dict[str, Any]]]:
    """Points to label, the most important first: point, radius of its mark in points, words, looks."""
    sites: list[tuple[Point, float, str, dict[str, Any]]] = [
        (site, _clearance(site, content), _site_words(site, say), CHOSEN if site.chosen else REJECTED)
        for site in reversed(content.sites)
    ]
    known = {site.name.casefold() for site in content.sites}
    zones = [
        (zone, looks.dot_radius(zone.demand, content), zone.name, ZONE)
        for zone in content.zones[:MOST_ZONE_LABELS]
        if zone.name.casefold() not in known
    ]
    return [*sites, *zones]


def _clearance(site: SiteMark, content: MapContent) -> float:
    """Points to keep free around a site: its mark, and the dot of the zone it stands in."""
    here = [
        looks.dot_radius(zone.demand, content)
        for zone in content.zones
        if abs(zone.latitude - site.latitude) + abs(zone.longitude - site.longitude) < SAME_PLACE
    ]
    return max(looks.MARKER / 2, *here) if here else looks.MARKER / 2


def _site_words(site: SiteMark, say: Words) -> str:
    """Its name and, where the plan runs it, by whom and, unless it is all the time, when."""
    if not site.chosen:
        return site.name
    key = SPELLS[bool(site.first), bool(site.last)]
    return f"{site.name}\n{say(key, operator=site.operator, first=site.first, last=site.last)}"


def _around(x: float, y: float, radius: float) -> Box:
    return Box(x - radius, y - radius, x + radius, y + radius)
