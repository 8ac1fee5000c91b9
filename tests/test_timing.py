"""Discounting, annuities and overlaps by hand."""

import pytest
import tiny

from model.timing import calendar


@pytest.fixture
def periods():
    return calendar(tiny.build(discount_rate=0.21))


def test_a_year_is_discounted_once(periods):
    """Rate 21 %: 1 at the end of the first year is worth 1/1.21, at its start 1; Y2 starts where Y1 ends."""
    assert periods.discount("Y1", "start") == 1
    assert periods.discount("Y1", "end") == pytest.approx(1 / 1.21)
    assert periods.discount("Y2", "start") == pytest.approx(1 / 1.21)


def test_even_payments_are_discounted_at_mid_quarter(periods):
    """Quarters of Y1 at 1/8, 3/8, 5/8, 7/8 of a year: mean of 1.21^-x."""
    mean = sum(1.21**-x for x in (0.125, 0.375, 0.625, 0.875)) / 4
    assert periods.discount("Y1", "through") == pytest.approx(mean)


def test_an_annuity_pays_back_the_cost(periods):
    """Eight payments of the annuity, discounted at mid-quarter, are worth 1."""
    paid = sum(periods.annuity(8) * 1.21 ** -((j + 0.5) / 4) for j in range(8))
    assert paid == pytest.approx(1)


def test_what_an_annuity_owes_after_the_plan(periods):
    """Begun in Y2 (quarter 5) with a life of 8 quarters, a plan of 8 quarters leaves the last four unpaid."""
    owed = periods.annuity(8) * sum(1.21 ** -((j + 0.5) / 4) for j in range(8, 12))
    assert periods.beyond(periods.first["Y2"], 8) == pytest.approx(owed)
    assert periods.beyond(periods.first["Y1"], 8) == 0


def test_overlap_is_a_share_of_the_period(periods):
    begin = periods.first["Y2"]
    assert periods.overlap(begin - 2, begin + 1, "Y2") == 0.25
    assert periods.overlap(begin - 2, begin + 1, "Y1") == 0.5
    assert periods.overlap(begin, begin + 9, "Y1") == 0
