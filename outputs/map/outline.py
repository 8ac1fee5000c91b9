"""Outlines for the map's background, from GeoJSON: the example's own or any file that a planner names."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inputs.examples import FOLDER

MOST_BYTES = 20_000_000  # half a million points, which take a few seconds to read and draw
MOST_DEGREES = 360.0  # some files count longitudes past 180 rather than break at it
Ring = NDArray[np.float64]  # (points, 2): longitude and latitude, degrees


@dataclass(frozen=True)
class Outline:
    """Areas as polygons, each a tuple of rings, the outer one first; `source` says where they come from."""

    polygons: tuple[tuple[Ring, ...], ...]
    source: str


class NoOutline(ValueError):
    """Why there is no outline, in a sentence for the planner."""


PACKAGED = {"russia": (FOLDER / "outlines.geojson", "Natural Earth 1:110m, public domain")}


def find_outline(name: str | None, folder: Path) -> Outline | None:
    """The outline that a plan names: one of PACKAGED, or a GeoJSON file, relative to `folder`; None: it names none.

    Raises NoOutline where the file is missing, too large or no GeoJSON with areas.
    """
    if name is None:
        return None
    if name in PACKAGED:
        path, source = PACKAGED[name]
        return read_outline(path, source)
    path = folder / name
    return read_outline(path, path.name)


def read_outline(path: str | os.PathLike[str], source: str) -> Outline:
    """The polygons of a GeoJSON file (RFC 7946); other geometries are passed over. Raises NoOutline."""
    file = Path(path)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise NoOutline(f"it is larger than {MOST_BYTES // 1_000_000} MB, a coarser one will do")
        polygons = tuple(_polygons(json.loads(file.read_text(encoding="utf-8-sig"))))
        if not polygons:
            raise NoOutline("it holds no Polygon or MultiPolygon")
    except NoOutline as fault:
        raise NoOutline(f"{file.name}: {fault}") from fault
    except OSError as fault:
        raise NoOutline(f"{file.name}: {(fault.strerror or 'it cannot be read').lower()}") from fault
    except (ValueError, RecursionError) as fault:  # not JSON, not UTF-8, nested without end
        raise NoOutline(f"{file.name}: it is no GeoJSON") from fault
    return Outline(polygons, source)


def _polygons(part: Any) -> Iterator[tuple[Ring, ...]]:
    """Every polygon in a GeoJSON object, whatever holds it."""
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "FeatureCollection":
        for feature in _listed(part, "features"):
            yield from _polygons(feature)
    elif kind == "Feature":
        yield from _polygons(part.get("geometry"))
    elif kind == "GeometryCollection":
        for geometry in _listed(part, "geometries"):
            yield from _polygons(geometry)
    elif kind == "Polygon":
        yield from _rings(_listed(part, "coordinates"))
    elif kind == "MultiPolygon":
        for polygon in _listed(part, "coordinates"):
            yield from _rings(polygon)
    elif not isinstance(kind, str) and part is not None:  # a feature may be without geometry
        raise NoOutline("it is no GeoJSON: a part of it has no type")


def _listed(part: dict[str, Any], name: str) -> list[Any]:
    found = part.get(name)
    if not isinstance(found, list):
        raise NoOutline(f"it is no GeoJSON: a {part['type']} without {name}")
    return found


def _rings(polygon: Any) -> Iterator[tuple[Ring, ...]]:
    """The rings of one polygon; one that is empty is left out."""
    try:
        rings = tuple(np.array([point[:2] for point in ring], dtype=float) for ring in polygon if len(ring) >= 3)
    except (TypeError, ValueError, KeyError, OverflowError) as fault:
        raise NoOutline("it is no GeoJSON: coordinates are pairs of numbers") from fault
    for ring in rings:
        if ring.ndim != 2 or ring.shape[1] != 2:
            raise NoOutline("it is no GeoJSON: coordinates are pairs of numbers")
        largest = np.abs(ring).max(axis=0)
        if not (math.isfinite(float(largest.sum())) and largest[0] <= MOST_DEGREES and largest[1] <= 90.0):
            raise NoOutline("its coordinates are no degrees of longitude and latitude (WGS 84)")
    if rings:
        yield rings
