"""The horizon a quarter later."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inputs import quarters
from inputs.horizon import Span, moved_on, span_name


def horizon(*lengths: int, begin: str = "2027Q1") -> list[Span]:
    """Periods of these lengths, one after the other, called by their quarters."""
    first, found = quarters.count(begin), []
    for length in lengths:
        name = span_name(first, length)
        found.append(Span(name, first, length, name))
        first += length
    return found


def names(periods: list[Span]) -> list[str]:
    return [period.name for period in periods]


def later(periods: list[Span], times: int) -> list[Span]:
    for _ in range(times):
        periods = [Span(p.name, p.first, p.quarters, p.name) for p in moved_on(periods)]
    return periods


def test_four_quarters_and_two_years() -> None:
    """The first year gives up a quarter each time; after four, the same shape stands a year later."""
    start = horizon(1, 1, 1, 1, 4, 4)
    assert names(start) == ["2027Q1", "2027Q2", "2027Q3", "2027Q4", "2028", "2029"]
    once = moved_on(start)
    assert names(once) == ["2027Q2", "2027Q3", "2027Q4", "2028Q1", "2028Q2-Q4", "2029Q1-2030Q1"]
    assert [p.source for p in once] == ["2027Q2", "2027Q3", "2027Q4", "2028", "2028", "2029"]
    assert names(later(start, 2))[3:] == ["2028Q2", "2028Q3-Q4", "2029Q1-2030Q2"]
    assert names(later(start, 4)) == ["2028Q1", "2028Q2", "2028Q3", "2028Q4", "2029", "2030"]


def test_one_quarter_then_longer_ones() -> None:
    """2027Q1, the rest of the year, two years: the rest of the year gives up its quarters one by one."""
    start = horizon(1, 3, 8)
    assert names(moved_on(start)) == ["2027Q2", "2027Q3-Q4", "2028Q1-2030Q1"]
    assert names(later(start, 3)) == ["2027Q4", "2028Q1", "2028Q2-2030Q3"]


def test_years_alone_lose_their_first_quarter() -> None:
    """No single quarter leads, so none is given up: the first year shortens."""
    assert names(moved_on(horizon(4, 4))) == ["2027Q2-Q4", "2028Q1-2029Q1"]


def test_a_single_quarter_moves_on() -> None:
    assert names(moved_on(horizon(1))) == ["2027Q2"]


def test_names_of_the_planner_stay_while_the_period_does() -> None:
    start = [Span("now", 8108, 1, "now"), Span("soon", 8109, 1, "soon"), Span("then", 8110, 4, "then")]
    assert names(moved_on(start))[0] == "soon"


@given(st.lists(st.integers(1, 8), min_size=1, max_size=7), st.integers(1, 12))
def test_any_horizon_moves_on_whole(lengths: list[int], times: int) -> None:
    """A quarter later it begins a quarter later, is as long, has no gaps, and every period continues one of before."""
    before = later(horizon(*lengths), times - 1)
    after = moved_on(before)
    assert after[0].first == before[0].first + 1
    assert after[-1].after == before[-1].after + 1
    assert all(p.after == q.first for p, q in pairwise(after))
    assert len(set(names(after))) == len(after)
    spans = {p.name: p for p in before}
    for period in after:
        source = spans[period.source]
        assert source.first <= period.first <= source.after
    assert len(after) >= min(len(before), 1)
