"""The land behind the map: outlines projected, cut down to what can be seen, filled and bordered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outputs.map import looks
from outputs.map.outline import Outline, Ring
from outputs.map.projection import Projection

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FURTHEST = -0.75  # cosine: an area that reaches so far from the middle would turn inside out
SEAM = 179.99  # degrees: edges along the seam of a file are no border
FINEST = 0.7  # pixels: points nearer to the one before them add nothing
Points = NDArray[np.float64]


def draw_land(axes: Axes, outline: Outline, project: Projection, pixel: float) -> None:
    """Fill the outline's areas but for their holes, and draw their borders; `pixel` is its width on the axes."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    edges, areas = [], []
    for polygon in outline.polygons:
        if any(project.nearness(ring[:, 0], ring[:, 1]).min() < FURTHEST for ring in polygon):
            continue
        flat = [project(ring[:, 0], ring[:, 1]) for ring in polygon]
        if not _seen(flat[0], axes.get_xlim(), axes.get_ylim()):
            continue
        kept = [_needed(ring, pixel) for ring in flat]
        flat = [ring[needed] for ring, needed in zip(flat, kept, strict=True)]
        areas += [Path(ring, closed=True) for ring in _turned(flat)]
        for ring, needed, drawn in zip(polygon, kept, flat, strict=True):
            edges += list(np.stack([drawn[:-1], drawn[1:]], axis=1)[borders(ring[needed])])
    if areas:
        land = Path.make_compound_path(*areas)
        axes.add_patch(PathPatch(land, facecolor=looks.LAND, edgecolor="none", zorder=1))
        axes.add_collection(LineCollection(edges, colors=looks.BORDER, linewidths=0.6, capstyle="round", zorder=2))


def borders(ring: Ring) -> NDArray[np.bool_]:
    """Which edges of a ring are borders rather than the seam at 180 degrees."""
    seam = np.abs(ring[:, 0]) >= SEAM
    return ~(seam[:-1] & seam[1:])


def _seen(ring: Points, across: tuple[float, float], along: tuple[float, float]) -> bool:
    """Whether a ring's extent touches the picture."""
    (left, bottom), (right, top) = ring.min(axis=0), ring.max(axis=0)
    return bool(left < across[1] and right > across[0] and bottom < along[1] and top > along[0])


def _needed(ring: Points, pixel: float) -> NDArray[np.bool_]:
    """Which points of a ring can be told from the one before them; its ends always."""
    cells = np.round(ring / (FINEST * pixel))
    needed = np.ones(len(ring), dtype=bool)
    needed[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    return needed


def _turned(rings: Sequence[Points]) -> list[Points]:
    """The outer ring anticlockwise, the others clockwise, so that they come out as holes."""
    return [ring if (_signed_area(ring) > 0) == (at == 0) else ring[::-1] for at, ring in enumerate(rings)]


def _signed_area(ring: Points) -> float:
    """Above 0 where the ring runs anticlockwise (shoelace formula)."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)
