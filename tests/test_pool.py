"""The memory of cuts: which of those that a point violates come back."""

from __future__ import annotations

import numpy as np

from solvers.pool import AT_ONCE, Pool, Row
from solvers.recourse import SHORT

LEAST = 1e-3


def row(state: int, side: float, *, missing: bool = False) -> Row:
    """x <= side, of one column."""
    return Row(state, np.array([0]), np.array([1.0]), side, missing)


def sides(rows: list[Row]) -> list[float]:
    return [one.side for one in rows]


def test_of_many_states_the_worst_cut_of_each_comes_back() -> None:
    pool = Pool(1, states=AT_ONCE)
    pool.keep([row(1, 0.9), row(0, 0.5), row(1, 0.2), row(0, 0.7), row(2, 1.5)])
    assert sides(pool.violated(np.array([1.0]), LEAST)) == [0.5, 0.2]


def test_of_few_states_some_more_come_back_the_worst_first() -> None:
    pool = Pool(1, states=1)
    pool.keep([row(0, i / 100) for i in range(40, 0, -1)])
    expected = [i / 100 for i in range(1, AT_ONCE + 1)]
    assert sides(pool.violated(np.array([1.0]), LEAST)) == expected


def test_cuts_that_are_there_make_room_for_others() -> None:
    pool, worst, other = Pool(1, states=AT_ONCE), row(0, 0.2), row(0, 0.5)
    pool.keep([worst, other])
    assert pool.violated(np.array([1.0]), LEAST, {id(worst)}) == [other]


def test_units_that_are_missing_count_by_units() -> None:
    """A shortage that matters is far less than a violation in money that does."""
    pool = Pool(1, states=1)
    pool.keep([row(0, 1.0), row(0, 1.0, missing=True)])
    assert [one.missing for one in pool.violated(np.array([1.0 + LEAST / 2]), LEAST)] == [True]
    assert not pool.violated(np.array([1.0 + SHORT / 4]), LEAST)


def test_an_empty_memory_has_none() -> None:
    assert Pool(3, states=2).violated(np.ones(3), LEAST) == []
