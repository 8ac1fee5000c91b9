"""The links of one period (see `solvers.template`) as functions of the master's columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp
from numpy.typing import NDArray

from solvers.compiled import Floats
from solvers.template import Template


@dataclass(frozen=True, eq=False)
class LinkMap:
    """Links as functions of columns x: the lesser of a first and a second one, each constant + matrix @ x."""

    constants: tuple[Floats, Floats]
    matrices: tuple[Any, Any]

    def links(self, x: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Their values (never negative) and where the second one is the lesser."""
        first, second = (c + m @ x for c, m in zip(self.constants, self.matrices, strict=True))
        return np.maximum(np.minimum(first, second), 0.0), second < first

    def of(self, matrix: Any, constant: Floats) -> LinkMap:
        """The same links as functions of other columns y, where x = constant + matrix @ y."""
        first, second = (
            (c + m @ constant, sp.csr_array(m @ matrix)) for c, m in zip(self.constants, self.matrices, strict=True)
        )
        return LinkMap((first[0], second[0]), (first[1], second[1]))

    def pull_back(self, gradient: Floats, second: NDArray[np.bool_]) -> tuple[float, Floats]:
        """gradient @ links as constant + coefficients @ x; an upper bound on it wherever the other one is lesser."""
        parts = np.where(second, 0.0, gradient), np.where(second, gradient, 0.0)
        finite = (np.where(p != 0, c, 0.0) for p, c in zip(parts, self.constants, strict=True))
        constant = sum(float(p @ c) for p, c in zip(parts, finite, strict=True))
        return constant, sum(m.T @ p for p, m in zip(parts, self.matrices, strict=True))


def link_map(m: pyo.ConcreteModel, template: Template, period: str, position: Mapping[str, int]) -> LinkMap:
    """Links of one period from columns of the master; a link that the period does not have is 0."""
    shape = len(template.links), len(position)
    entries: tuple[list[tuple[int, int, float]], ...] = ([], [])
    constants = np.zeros(shape[0]), np.full(shape[0], np.inf)
    for i, (kind, index) in enumerate(template.links):
        column = _column(m, kind, index, period)
        if column is not None:
            entries[0].append((i, position[column], 1.0))
        lost = m.share_lost.get((*index, period)) if kind == "available" else None
        if lost is not None:  # available <= 1 - share_lost * sum of openings
            constants[1][i] = 1.0
            runs = m.runs_of_site.get((index[1], period), [])
            entries[1].extend((i, position[m.opening[run].name], -lost) for run in runs)
    matrices = tuple(
        sp.csr_array(([v for *_, v in part], ([i for i, *_ in part], [j for _, j, _ in part])), shape=shape)
        for part in entries
    )
    return LinkMap(constants, (matrices[0], matrices[1]))


def _column(m: pyo.ConcreteModel, kind: str, index: Any, period: str) -> str | None:
    """Name of the design variable behind a link in one period."""
    if kind == "serves":
        return str(m.serves[index].name)
    if kind == "available":
        return str(m.stock[(*index, period)].name)
    variable = m.component(kind)
    return str(variable[(*index, period)].name) if (*index, period) in variable else None
