"""Designs tied over periods: each is a design of the whole space, worth the same there."""

from __future__ import annotations

import numpy as np
import pytest

from bench.generator import generate
from model.build import build_books
from model.prepare import prepare
from solvers.compiled import compile_model
from solvers.master import Master
from solvers.space import design_space, tied
from solvers.template import build_template


def test_a_tied_design_is_one_of_the_whole_space_and_worth_the_same() -> None:
    """Whatever is sought among tied designs (here: random weights), what is found keeps every row and bound."""
    data = prepare(generate("small", 1))
    m = build_books(data)
    whole = design_space(m, data, compile_model(m), build_template(m, data))
    part = tied(whole, data)
    assert part is not None
    narrow, wide = part.space.arrays, whole.arrays
    assert len(narrow.columns) < 0.8 * len(wide.columns)
    master = Master(part.space)
    master.hold_profits([10.0] * len(part.space.profits))
    draw = np.random.default_rng(0)
    for _ in range(4):
        y = master.best(draw.uniform(-1, 1, len(narrow.columns)) * np.isfinite(narrow.upper))
        assert y is not None
        x = part.widen @ y
        rows = wide.matrix @ x
        assert (rows <= wide.row_upper + 1e-6).all() and (rows >= wide.row_lower - 1e-6).all()
        assert (x <= wide.upper + 1e-6).all() and (x >= wide.lower - 1e-6).all()
        assert wide.objective(x) == pytest.approx(narrow.objective(y), abs=1e-6)
