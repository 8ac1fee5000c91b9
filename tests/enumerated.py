"""The optimum of a tiny case by trying every design: binaries fixed, the rest left to scipy's LP solver."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyomo.environ as pyo
from scipy.optimize import linprog
from scipy.sparse import vstack

from inputs.case import Case
from model.build import build_whole
from model.prepare import prepare
from solvers.compiled import compile_model


def best_objective(case: Case) -> tuple[float, int]:
    """Highest objective over all designs (-inf: none holds), in plan currency, and how many designs were tried."""
    data = prepare(case)
    m = build_whole(data)
    compiled = compile_model(m)
    if compiled.contradiction:
        return -np.inf, 0
    sign = -1.0 if compiled.maximise else 1.0
    rows = compiled.matrix.tocsr()
    upper, lower = np.isfinite(compiled.row_upper), np.isfinite(compiled.row_lower)
    matrix = vstack([rows[upper], -rows[lower]])
    rhs = np.concatenate([compiled.row_upper[upper], -compiled.row_lower[lower]])
    best, tried = -np.inf, 0
    for design in _designs(m):
        low, high = compiled.lower.copy(), compiled.upper.copy()
        for name, value in design.items():
            low[compiled.position[name]] = high[compiled.position[name]] = value
        bounds = np.column_stack([low, high])
        answer = linprog(sign * compiled.cost, A_ub=matrix, b_ub=rhs, bounds=bounds, method="highs")
        tried += 1
        if answer.status == 0:
            best = max(best, sign * answer.fun + compiled.offset)
    return best * data.unit, tried


def _designs(m: pyo.ConcreteModel) -> Iterator[dict[str, float]]:
    """Every choice of one option (or none) a site and period, of one site a zone where it may have but one, times
    every value of the other binaries.
    """
    choices: list[list[dict[str, float]]] = []
    for runs in m.runs_of_site.values():
        names = [m.run[i].name for i in runs]
        none = dict.fromkeys(names, 0.0)
        choices.append([none, *({**none, name: 1.0} for name in names)])
    for variable in (m.certify_start, m.stock):
        for v in variable.values():
            if v.is_binary():
                choices.append([{v.name: 0.0}, {v.name: 1.0}])
    for z in dict.fromkeys(z for z, _ in m.serves):
        names = [v.name for (zone, _), v in m.serves.items() if zone == z]
        choices.append([dict.fromkeys(names, 0.0) | {name: 1.0} for name in names])
    for combination in itertools.product(*choices):
        merged: dict[str, Any] = {}
        for part in combination:
            merged |= part
        yield merged
