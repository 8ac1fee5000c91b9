"""The design's columns as the search sees them, and the same space with columns tied over periods.

Columns are added for the search to branch on, as sums of runs: `site_runs[s,t]`, `tenancy_runs[s,o,t]` and
`sites_running[t]`.
`available[k,s,t]`, which only bounds operations, is projected out: operations see the lesser of its two limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp
from numpy.typing import NDArray

from model.prepare import Data
from solvers.columns import projected, sums_of_runs, with_sums
from solvers.compiled import Compiled, Floats
from solvers.linking import LinkMap, link_map
from solvers.template import Template

LASTING = frozenset(
    (
        "run",
        "site_runs",
        "tenancy_runs",
        "sites_running",
        "room",
        "headroom",
        "ceiling",
        "kept_volume",
        "kept_value",
        "stock",
    )
)  # columns that stay as they are from period to period where nothing changes
CHANGES = frozenset(("opening", "closing", "spell", "listing", "stock_rise"))  # columns that are 0 there
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Space:
    """Columns, rows and costs of the design, and what operations see of them.

    maps              links of each period as functions of the columns
    profits           column of each state's operating profit;  scenario_profits: of each scenario's
    sums              name of each added sum -> the runs in it
    states            the period of each state
    row_kinds         the constraint that each row is of, "" for rows that tie sums; of a whole space alone
    """

    arrays: Compiled
    maps: Mapping[str, LinkMap]
    profits: NDArray[np.int32]
    scenario_profits: Ints
    sums: Mapping[str, list[str]]
    states: tuple[str, ...]
    row_kinds: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it is that of the whole design, and not one rewritten in other columns."""
        return bool(self.row_kinds)

    @cached_property
    def linking(self) -> Ints:
        """Columns that operations see."""
        matrices = [matrix for link in self.maps.values() for matrix in link.matrices]
        return np.unique(np.concatenate([matrix.indices for matrix in matrices]))

    def point(self, values: Mapping[str, float]) -> Floats:
        """A design given by name as columns, names left out as 0."""
        x, position = np.zeros(len(self.arrays.columns)), self.arrays.position
        for name, value in values.items():
            if name in position:
                x[position[name]] = value
        for name, runs in self.sums.items():
            x[position[name]] = sum(values.get(run, 0.0) for run in runs)
        return x


def design_space(m: pyo.ConcreteModel, data: Data, compiled: Compiled, template: Template) -> Space:
    """The whole space of a compiled design `m`."""
    sums = sums_of_runs(m)
    arrays = with_sums(projected(compiled), sums)
    position = arrays.position
    return Space(
        arrays,
        {t: link_map(m, template, t, position) for t in m.T},
        np.array([position[m.operating_profit[n].name] for n in m.N], dtype=np.int32),
        np.array([position[m.profit[w].name] for w in m.W]),
        sums,
        tuple(state.period for state in data.futures.states),
        tuple(c.parent_component().local_name for c in arrays.constraints) + ("",) * len(sums),
    )


@dataclass(frozen=True, eq=False)
class Tied:
    """A part of a space: designs that change only where the options on offer do. `widen` (columns x tied columns) leads
    back: x = widen @ y. Every whole design in it is one of the whole space."""

    space: Space
    widen: Any


def tied(whole: Space, data: Data) -> Tied | None:
    """Columns tied over consecutive periods that offer the same options; None where no two of them do."""
    leader = _leaders(data)
    if all(t == u for t, u in leader.items()):
        return None
    arrays = whole.arrays
    keys = [_key(name, leader) for name in arrays.columns]
    kept = {key: i for i, key in enumerate(dict.fromkeys(key for key in keys if key))}
    rows = np.array([j for j, key in enumerate(keys) if key], dtype=np.int64)
    columns = np.array([kept[key] for key in keys if key], dtype=np.int64)
    widen = sp.csr_array((np.ones(rows.size), (rows, columns)), shape=(len(keys), len(kept)))
    return Tied(_narrowed(whole, widen, rows, columns, tuple(kept)), widen)


def _leaders(data: Data) -> dict[str, str]:
    """Period -> the last of the consecutive periods around it that offer the same options.

    The first period stands alone: certificates and first goods are still on their way.
    """
    offers: dict[str, list[Any]] = {}
    for *option, t in data.network.runs:
        offers.setdefault(t, []).append(tuple(option))
    names, found = data.network.calendar.names, {}
    last = names[-1]
    for i, t in reversed(list(enumerate(names))):
        if i == 0 or offers.get(t) != offers.get(last):
            last = names[i]
        found[t] = last
    return found


def _key(name: str, leader: Mapping[str, str]) -> str:
    """The name of the tied column that stands for a column; "" for one that is held at 0."""
    kind, _, index = name.partition("[")
    if kind not in LASTING and kind not in CHANGES:
        return name
    before, comma, period = index.rstrip("]").rpartition(",")
    period = period.strip("'")
    if period not in leader:
        return name
    if kind in CHANGES:
        first = next(t for t, last in leader.items() if last == leader[period])
        return name if period == first else ""
    return f"{kind}[{before}{comma}{leader[period]}]"


def _narrowed(whole: Space, widen: Any, rows: Ints, columns: Ints, names: tuple[str, ...]) -> Space:
    """The space of y where x = widen @ y: bounds and whole numbers of all columns tied, rows that differ."""
    arrays, count = whole.arrays, len(names)
    lower, upper = np.full(count, -np.inf), np.full(count, np.inf)
    np.maximum.at(lower, columns, arrays.lower[rows])
    np.minimum.at(upper, columns, arrays.upper[rows])
    integer = np.zeros(count, dtype=bool)
    np.logical_or.at(integer, columns, arrays.integer[rows])
    first = np.full(count, -1)
    first[columns[::-1]] = rows[::-1]
    matrix = (arrays.matrix.tocsr() @ widen).tocsr()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    telling = distinct(matrix, arrays.row_lower, arrays.row_upper)
    narrow = replace(
        arrays,
        columns=names,
        variables=(),
        lower=lower,
        upper=upper,
        integer=integer,
        cost=widen.T @ arrays.cost,
        matrix=matrix[telling].tocsc(),
        row_lower=arrays.row_lower[telling],
        row_upper=arrays.row_upper[telling],
        constraints=(),
    )
    at = {j: int(i) for j, i in zip(rows.tolist(), columns.tolist(), strict=True)}
    return rewritten(whole, narrow, at, widen, np.zeros(len(arrays.columns)))


def rewritten(whole: Space, arrays: Compiled, at: Mapping[int, int], matrix: Any, constant: Floats) -> Space:
    """A space in other columns y (`arrays`): operations see constant + matrix @ y; column j has become `at[j]`."""
    return Space(
        arrays,
        {t: link.of(matrix, constant) for t, link in whole.maps.items()},
        np.array([at[int(j)] for j in whole.profits], dtype=np.int32),
        np.array([at[int(j)] for j in whole.scenario_profits]),
        {name: runs for name, runs in whole.sums.items() if name in arrays.position},
        whole.states,
    )


def distinct(matrix: Any, lower: Floats, upper: Floats) -> Ints:
    """Rows that say something, each once."""
    seen, found = set(), []
    for i in range(matrix.shape[0]):
        part = slice(matrix.indptr[i], matrix.indptr[i + 1])
        key = (matrix.indices[part].tobytes(), matrix.data[part].tobytes(), lower[i], upper[i])
        empty = part.start == part.stop and lower[i] <= 0 <= upper[i]
        if not empty and key not in seen:
            seen.add(key)
            found.append(i)
    return np.array(found, dtype=np.int64)
