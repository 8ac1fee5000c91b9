"""A flat picture of part of the Earth: Lambert's azimuthal equal-area projection about the middle of what is shown.

It has no seam, so that a country across 180 degrees stays whole, and no special case at the equator or a pole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FULL_TURN = 360.0


@dataclass(frozen=True)
class Projection:
    """Lengths in Earth radii from the centre, which is given in degrees; x to the east, y to the north there.

    Source: Snyder, Map projections: a working manual, USGS Professional Paper 1395, 1987, equations 22-4, 22-5, 24-2.
    """

    longitude: float
    latitude: float

    def __call__(self, longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.float64]:
        """Points in degrees -> (points, 2), x and y; the point opposite the centre comes out at the rim, 2 away."""
        east = np.radians(np.atleast_1d(np.asarray(longitude, float)) - self.longitude)
        north, centre = np.radians(np.atleast_1d(np.asarray(latitude, float))), np.radians(self.latitude)
        scale = np.sqrt(2 / np.maximum(1 + self.nearness(longitude, latitude), 1e-12))
        x = scale * np.cos(north) * np.sin(east)
        y = scale * (np.cos(centre) * np.sin(north) - np.sin(centre) * np.cos(north) * np.cos(east))
        return np.column_stack([x, y])

    def nearness(self, longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.float64]:
        """Cosine of each point's angular distance from the centre: 1 there, -1 on the far side of the Earth."""
        east = np.radians(np.atleast_1d(np.asarray(longitude, float)) - self.longitude)
        north, centre = np.radians(np.atleast_1d(np.asarray(latitude, float))), np.radians(self.latitude)
        return np.asarray(np.sin(centre) * np.sin(north) + np.cos(centre) * np.cos(north) * np.cos(east))


def centred(longitude: ArrayLike, latitude: ArrayLike) -> Projection:
    """The projection about the middle of some points (at least one), the short way round the Earth."""
    around = np.unique(np.mod(np.asarray(longitude, float), FULL_TURN))
    gaps = np.diff(around, append=around[0] + FULL_TURN)
    widest = int(gaps.argmax())  # what is shown begins after it
    middle = around[(widest + 1) % len(around)] + (FULL_TURN - gaps[widest]) / 2
    north = np.asarray(latitude, float)
    return Projection(float((middle + 180.0) % FULL_TURN - 180.0), float((north.min() + north.max()) / 2))
