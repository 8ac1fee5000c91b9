"""What is known of the columns that a search branches on."""

from __future__ import annotations

import pytest

from solvers.trials import Gains


def test_gains_are_averages_a_unit_of_distance() -> None:
    """From 0.4 up by 0.6 gained 3, from 0.8 up by 0.2 gained 3: (5 + 15) / 2 = 10 a unit, 5 from 0.5."""
    gains = Gains()
    gains.learn(7, 3.0, 0.4, up=True)
    gains.learn(7, 3.0, 0.8, up=True)
    assert not gains.known(7)  # its other half was never tried
    gains.learn(7, 1.0, 0.5, up=False)
    assert gains.known(7)
    assert gains.expected(7, 0.5, up=True) == pytest.approx(5.0)
    assert gains.expected(7, 0.25, up=False) == pytest.approx(0.5)


def test_a_bound_that_went_up_gained_nothing() -> None:
    gains = Gains()
    gains.learn(1, -4.0, 0.5, up=True)
    gains.learn(1, 2.0, 0.5, up=False)
    assert gains.expected(1, 0.5, up=True) == 0.0
