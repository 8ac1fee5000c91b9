"""What a search branches on: halves of whole columns, and how many sites run."""

from __future__ import annotations

import numpy as np
import pytest

from bench.adapters import Facility, Location, location_case, published_cost
from model.prepare import prepare
from solvers.branching import Box, Priorities
from solvers.options import SolveOptions
from solvers.planning import SOLVERS
from solvers.progress import Progress

COLUMNS = ("run[A,p,t1]", "run[B,p,t1]", "stock[k,A,t1]", "sites_running[t1]")


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [
        (0.4, (0, 0), (1, 5)),
        (2.4, (0, 2), (3, 5)),
        (4.9, (0, 4), (5, 5)),
        (5.00001, (0, 4), (5, 5)),
        (-1e-5, (0, 0), (1, 5)),
    ],
)
def test_the_halves_of_a_whole_column(value: float, below: tuple[int, int], above: tuple[int, int]) -> None:
    """From 0 to 5: at 2.4 it is at most 2 or at least 3; the other column keeps its bounds, and so does the box. A
    value past a bound, to rounding, still leaves two parts that are smaller than the whole."""
    box = Box(np.zeros(2), np.array([5.0, 7.0]))
    for up, (lower, upper) in ((False, below), (True, above)):
        half = box.half(0, value, up=up)
        assert (half.lower.tolist(), half.upper.tolist()) == ([lower, 0], [upper, 7])
    assert (box.lower.tolist(), box.upper.tolist()) == ([0, 0], [5, 7])


def test_how_many_sites_run_is_branched_on_but_never_rounded() -> None:
    """1.3 sites: the count comes first among what to branch on; a dive settles the runs, from which it follows."""
    priorities = Priorities(COLUMNS, np.ones(4, dtype=bool), "t1")
    x = np.array([0.4, 0.9, 0.5, 1.3])
    assert priorities.candidates(x).tolist()[0] == 3
    first = priorities.first_fractional(x)
    assert first is not None and 3 not in first[1].tolist()
    assert 3 not in np.concatenate(list(priorities.classes.values())).tolist()
    assert 3 not in priorities.candidates(np.array([0.4, 0.6, 0.5, 1.0])).tolist()  # whole: nothing to branch on


def test_equal_sites_are_told_apart_by_their_number() -> None:
    """Twelve warehouses of 10 units at 100 each, 28 units wanted at 1 each from anywhere: three must open, 300 + 28.

    The relaxation opens 2.8, whichever; closing one after another leaves that bound where it is for as long as nine
    others are left. At most two are too few; with at least three the bound is 328.
    """
    sites = [f"W{i:02d}" for i in range(12)]
    zones = {f"Z{i}": 4.0 for i in range(7)}
    problem = Location(
        "equal",
        tuple(Facility(site=s, capacity=10.0, fixed_cost=100.0) for s in sites),
        zones,
        {(s, z): 1.0 for s in sites for z in zones},
    )
    seen: list[Progress] = []
    outcome = SOLVERS["decomposed"](prepare(location_case(problem)), SolveOptions(gap=1e-9, progress=seen.append), None)
    assert published_cost(problem, outcome.objective) == pytest.approx(328)
    assert outcome.status == "optimal"
    assert max(news.nodes for news in seen) <= 5
