"""How large the bench's cases are, and where each part of one takes its random numbers from."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FOUR_PERIODS = (("2027Q1", 1), ("2027Q2", 3), ("2028Q1", 4), ("2029Q1", 4))  # first quarter, quarters
SIX_PERIODS = (("2027Q1", 1), ("2027Q2", 1), ("2027Q3", 1), ("2027Q4", 1), ("2028Q1", 4), ("2029Q1", 4))
OPERATORS = ("sever_trade", "volga_3pl", "market_w", "silk_house")  # one of each kind; names of the Russian example
BUNDLES = ("storage", "storage_tax", "tax_certified", "full_service")


@dataclass(frozen=True)
class Size:
    """One row of the table of sizes; every site takes every operator, every operator offers every bundle.

    `states` is the number of distinct (period, state) pairs that the events' dates aim at. `quiet` is the probability
    that nothing happens; the other scenarios share the rest.
    """

    name: str
    sites: int
    operators: tuple[str, ...]
    bundles: tuple[str, ...]
    skus: int
    zones: int
    periods: tuple[tuple[str, int], ...]
    scenarios: int
    states: int
    quiet: float = 0.5


SIZES = {
    size.name: size
    for size in (
        Size("tiny", 3, ("sever_trade", "silk_house"), ("storage_tax", "full_service"), 6, 5, FOUR_PERIODS, 3, 9),
        Size(
            "small", 8, ("sever_trade", "volga_3pl", "silk_house"), ("storage", "storage_tax", "full_service"), 24, 30,
            FOUR_PERIODS, 6, 18,
        ),
        Size("reference", 12, OPERATORS, BUNDLES, 40, 40, SIX_PERIODS, 10, 40),
        Size("large", 20, OPERATORS, BUNDLES, 120, 60, SIX_PERIODS, 24, 100, 0.4),
        Size("huge", 30, OPERATORS, BUNDLES, 300, 85, SIX_PERIODS, 60, 240, 0.4),
    )
}  # fmt: skip


def stream(case: str, seed: int, part: str) -> np.random.Generator:
    """Random numbers for one part of a case: the other parts do not change when this one draws more."""
    return np.random.default_rng([zlib.crc32(case.encode()), seed, zlib.crc32(part.encode())])


def factors(rng: np.random.Generator, count: int, spread: float) -> NDArray[np.float64]:
    """Log-normal factors around 1."""
    return np.exp(rng.normal(0.0, spread, count))
