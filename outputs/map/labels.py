"""Where the map's labels go: beside their points, clear of each other and of the sites."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ANGLES = (0, 180, 90, 270, 30, 330, 150, 210, 60, 120, 240, 300)  # degrees from east, the best first
STEPS = (0.0, 10.0, 24.0, 44.0)  # pixels further out
FAR = 20.0  # pixels from which on a line leads to the point
COVERED, COVERED_DOT, OUTWARD, TURNED = 100.0, 1.0, 6.0, 1.0  # what a place costs, a pixel or a step


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    bottom: float
    right: float
    top: float

    def shared(self, other: Box) -> float:
        """Area that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return width * height if width > 0 and height > 0 else 0.0

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.right >= other.right
            and self.bottom <= other.bottom
            and self.top >= other.top
        )


@dataclass(frozen=True)
class Label:
    """Text of a size in pixels that belongs to a point with a mark of a radius; `needed`: it is shown at any cost."""

    x: float
    y: float
    radius: float
    width: float
    height: float
    needed: bool


def place(labels: Sequence[Label], frame: Box, marks: Sequence[Box], dots: Sequence[Box]) -> list[Box | None]:
    """A box for each label inside `frame`, the first ones served first; None where one that is not needed finds none.

    Boxes keep clear of each other and of `marks`, and of `dots` where that costs little.
    """
    taken = list(marks)
    boxes: list[Box | None] = []
    for label in labels:
        box = _cheapest(_candidates(label, frame), taken, dots)
        if box is not None and not label.needed and any(box.shared(other) for other in taken):
            box = None
        boxes.append(box)
        if box is not None:
            taken.append(box)
    return boxes


def _cheapest(candidates: Sequence[tuple[Box, float]], taken: Sequence[Box], dots: Sequence[Box]) -> Box | None:
    """The candidate that costs least; they come with the cost of their distance, in its order."""
    best, least = None, math.inf
    for box, distance in candidates:
        if distance >= least:
            break
        cost = (
            distance
            + COVERED * sum(box.shared(other) for other in taken)
            + COVERED_DOT * sum(box.shared(other) for other in dots)
        )
        if cost < least:
            best, least = box, cost
    return best


def leads(label: Label, box: Box) -> bool:
    """Whether a label stands so far off that a line should lead to its point."""
    across = max(box.left - label.x, label.x - box.right, 0.0)
    along = max(box.bottom - label.y, label.y - box.top, 0.0)
    return math.hypot(across, along) > label.radius + FAR


def _candidates(label: Label, frame: Box) -> list[tuple[Box, float]]:
    """Boxes around a point with what their distance costs."""
    found = []
    for ring, step in enumerate(STEPS):
        for turn, angle in enumerate(ANGLES):
            box = _beside(label, label.radius + 3.0 + step, math.radians(angle))
            if frame.holds(box):
                found.append((box, OUTWARD * ring * len(ANGLES) + TURNED * turn))
    return found


def _beside(label: Label, distance: float, angle: float) -> Box:
    """The box that touches a circle of radius `distance` in the direction of `angle`."""
    east, north = math.cos(angle), math.sin(angle)
    x = label.x + distance * east + label.width / 2 * _pull(east)
    y = label.y + distance * north + label.height / 2 * _pull(north)
    return Box(x - label.width / 2, y - label.height / 2, x + label.width / 2, y + label.height / 2)


def _pull(part: float) -> float:
    """-1, 0 or 1: to which side of the circle the box lies."""
    return 0.0 if abs(part) < 0.1 else math.copysign(1.0, part)
