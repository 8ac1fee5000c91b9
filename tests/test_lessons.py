"""Prices of the calm version make cuts that hold with events, and its root's end is where the whole root begins."""

from __future__ import annotations

import numpy as np
import pytest

from bench.generator import generate
from model.build import build_books
from model.prepare import Data, prepare
from solvers.bare import without_skus
from solvers.calm import calm
from solvers.compiled import Floats, compile_model
from solvers.lessons import Lessons
from solvers.master import Master
from solvers.numbers import Numbers
from solvers.priced import Priced
from solvers.recourse import Recourse
from solvers.relaxed import Relaxed
from solvers.root import Root, centre
from solvers.space import design_space
from solvers.template import build_template, widest_links


class SitesRoot:
    """A case without its SKUs, ready for a root."""

    def __init__(self, data: Data):
        m = build_books(data)
        template = build_template(m, data)
        numbers = Numbers(template, data)
        states = [numbers.of(n) for n in m.N]
        self.recourse, self.priced = Recourse(template, states, numbers.hard), Priced(template, states)
        widest = widest_links(data, template)
        self.master = Master(without_skus(design_space(m, data, compile_model(m), template)).space)
        self.master.hold_profits([cut.value for cut in self.priced.evaluate(lambda n: widest, 3)])
        self.relaxed = Relaxed(data, self.master, self.recourse, 1e-3, lambda: np.inf, self.priced)
        self.core = centre(self.master, template, np.ones(len(template.links)))

    def root(self, core: Floats | None) -> tuple[list[float], Floats]:
        """The bounds of the root begun at this core, and the core that it ended with."""
        bounds: list[float] = []
        root = Root(self.relaxed, core, 1e-6, lambda found: bounds.append(float(found.bound or np.nan)))
        root.run(0.0)
        assert root.core is not None
        return bounds, root.core

    def close(self) -> None:
        self.recourse.close()
        self.priced.close()


def test_the_whole_root_begins_where_the_calm_one_ended() -> None:
    """Taught, its first bound is within a fifth of its last one, where it was five times as high; the last one is the
    same, and comes sooner; cuts taught hold at whole designs, where linear programs tell what operations earn."""
    data = prepare(generate("tiny", 1))
    without_events = calm(data)
    assert without_events is not None
    assert len(without_events.futures.states) < len(data.futures.states)
    whole, calmed, fresh = SitesRoot(data), SitesRoot(without_events), SitesRoot(data)
    try:
        untaught, _ = whole.root(whole.core)
        _, core = calmed.root(calmed.core)
        core = Lessons(calmed.relaxed, calmed.priced, core).teach(fresh.relaxed, fresh.priced)
        taught = list(fresh.relaxed.recent)
        assert len(taught) == len(calmed.relaxed.recent)
        bounds, _ = fresh.root(core)
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
    finally:
        for root in (whole, calmed, fresh):
            root.close()
