"""A case's relaxation with its operations, ready for a search; with its SKUs or without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from model.build import build_books
from model.prepare import Data
from solvers.bare import without_skus
from solvers.compiled import compile_model
from solvers.master import Master
from solvers.numbers import Numbers
from solvers.priced import Priced
from solvers.recourse import Recourse
from solvers.relaxed import Relaxed
from solvers.space import design_space
from solvers.template import Template, build_template, widest_links


@dataclass(frozen=True)
class RelaxedCase:
    """The parts that `solvers.decomposed` puts together."""

    data: Data
    template: Template
    master: Master
    recourse: Recourse
    priced: Priced
    relaxed: Relaxed


@contextmanager
def relaxed_case(data: Data, *, bare: bool = False, gap: float = 1e-3) -> Iterator[RelaxedCase]:
    """Ends its threads when it is left. `bare`: without SKUs."""
    m = build_books(data)
    template = build_template(m, data)
    numbers = Numbers(template, data)
    states = [numbers.of(n) for n in m.N]
    recourse, priced = Recourse(template, states, numbers.hard), Priced(template, states)
    try:
        space = design_space(m, data, compile_model(m), template)
        master, widest = Master(without_skus(space).space if bare else space), widest_links(data, template)
        master.hold_profits([cut.value for cut in priced.evaluate(lambda n: widest, 3)])
        relaxed = Relaxed(data, master, recourse, gap, lambda: np.inf, priced)
        yield RelaxedCase(data, template, master, recourse, priced, relaxed)
    finally:
        recourse.close()
        priced.close()
