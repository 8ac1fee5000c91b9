"""Seconds of work, judged beside other work on the same machine at the same moment."""

from __future__ import annotations

from collections.abc import Callable

TURNS = 3
NOISE = 2.0  # on a slow machine that others use; work that goes out of hand takes ten times as long and more


def within(most: float, work: Callable[[], float], beside: Callable[[], float], usual: float) -> bool:
    """Whether `work` takes at most so many seconds; where it takes more, whether this machine is as much slower now
    than one on which `beside` takes the `usual` ones: right before it, in the best of some turns, but for noise."""
    return work() <= most or any(NOISE * most * beside() >= usual * work() for _ in range(TURNS))
