"""Designs tied over periods: each is a design of the whole space, worth the same there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inputs.examples import path
from inputs.reading import read
from model.build import build_books
from model.prepare import prepare
from solvers.compiled import compile_model
from solvers.highs import solve
from solvers.space import design_space, tied
from solvers.template import build_template


def test_a_tied_design_is_one_of_the_whole_space_and_worth_the_same() -> None:
    """Operating profits are held at one figure, so that the design alone decides."""
    data = prepare(read(path("russia_small")))
    m = build_books(data)
    whole = design_space(m, data, compile_model(m), build_template(m, data))
    part = tied(whole, data)
    assert part is not None
    narrow = part.space.arrays
    assert len(narrow.columns) < len(whole.arrays.columns)
    assert narrow.matrix.shape[0] < whole.arrays.matrix.shape[0]
    upper = narrow.upper.copy()
    upper[part.space.profits] = 10.0
    draw = np.random.default_rng(0)
    for _ in range(3):
        weights = draw.uniform(0, 1, len(narrow.columns)) * (narrow.cost == 0) + narrow.cost
        found = solve(replace(narrow, upper=upper, cost=weights, integer=np.zeros_like(narrow.integer)))
        assert found.values is not None
        y = np.array([found.values[name] for name in narrow.columns])
        x = part.widen @ y
        free = replace(whole.arrays, integer=np.zeros_like(whole.arrays.integer))
        rows = free.matrix @ x
        assert (rows <= free.row_upper + 1e-6).all() and (rows >= free.row_lower - 1e-6).all()
        assert (x <= free.upper + 1e-6).all() and (x >= free.lower - 1e-6).all()
        assert free.objective(x) == narrow.objective(y)
