"""Prices of the calm version make cuts that hold with events, and its root's end is where the whole root begins."""

from __future__ import annotations

import numpy as np
import pytest
from relaxed_case import RelaxedCase, relaxed_case

from bench.generator import generate
from model.prepare import prepare
from solvers.calm import calm
from solvers.compiled import Floats
from solvers.lessons import Lessons
from solvers.root import Root, centre


def root(case: RelaxedCase, core: Floats | None) -> tuple[list[float], Floats]:
    """The bounds of the root begun at this core, and the core that it ended with."""
    bounds: list[float] = []
    found = Root(case.relaxed, core, 1e-6, lambda relaxation: bounds.append(float(relaxation.bound or np.nan)))
    found.run(0.0)
    assert found.core is not None
    return bounds, found.core


def widest_core(case: RelaxedCase) -> Floats | None:
    return centre(case.master, case.template, np.ones(len(case.template.links)))


def test_the_whole_root_begins_where_the_calm_one_ended() -> None:
    """Taught, its first bound is within a fifth of its last one, where it was five times as high; the last one is the
    same, and comes sooner; cuts taught hold at whole designs, where linear programs tell what operations earn."""
    data = prepare(generate("tiny", 1))
    without_events = calm(data)
    assert without_events is not None
    assert len(without_events.futures.states) < len(data.futures.states)
    with (
        relaxed_case(data, bare=True) as whole,
        relaxed_case(without_events, bare=True) as calmed,
        relaxed_case(data, bare=True) as fresh,
    ):
        untaught, _ = root(whole, widest_core(whole))
        _, core = root(calmed, widest_core(calmed))
        core = Lessons(calmed.relaxed, calmed.priced, core).teach(fresh.relaxed, fresh.priced)
        taught = list(fresh.relaxed.recent)
        assert len(taught) == len(calmed.relaxed.recent)
        bounds, _ = root(fresh, core)
        assert bounds[0] < 1.2 * untaught[-1] and untaught[0] > 5 * untaught[-1]
        assert bounds[-1] == pytest.approx(untaught[-1], rel=0.01)
        assert len(bounds) < len(untaught)
        draw = np.random.default_rng(0)
        for _ in range(4):
            x = fresh.master.best(
                draw.uniform(-1, 1, len(fresh.master.columns)) * np.isfinite(fresh.master.space.arrays.upper)
            )
            assert x is not None
            at = fresh.master.links(np.where(fresh.master.integer, np.round(x), x))
            links = [at[t][0] for t in fresh.master.space.states]
            for exact in fresh.recourse.evaluate(links.__getitem__):
                for _, cuts in taught:
                    cut = cuts[exact.state]
                    worth = cut.constant + float(cut.gradient @ links[exact.state])
                    assert worth >= exact.value - 1e-6 * abs(exact.value)
