"""The operations of all states as one set of arrays: compiled once, a state's numbers filled in.

The algebra comes from `model.operations`, built over every lane, option and parcel that some state has, against
variables that stand for the links to the design. What differs between states is filled in from their tables: unit
margins, demand, the most that a lane or an option can sell, and the share of the period an option is alive.
A test compares the result with every state's own operations, built and compiled directly.

c columns (flows), r rows, b bounds of flows by links, L links.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyomo.environ as pyo
import scipy.sparse as sp
from numpy.typing import NDArray

from inputs.frames import tuples
from model import operations, sourcing
from model.capacity import most_stock_value
from model.prepare import Data
from model.state import OPTION_KEY
from solvers.compiled import Compiled, Floats, compile_model

Link = tuple[str, tuple[str, ...]]  # ("run", option), ("available", (k, s)), ("room", option), ("serves", (z, s)) ...
Ints = NDArray[np.int32]

LANE, PARCEL = ["sku", "site", "zone"], ["sku", "carrier", "zone"]
SALE = ["sku", *OPTION_KEY]
# rows that bound one flow by links, rather than stand in the matrix
LANE_BOUNDS, SALE_BOUND = (
    ("shipped_where_stocked", "shipped_by_the_source", "shipped_while_alive"),
    "through_running_option",
)


@dataclass(frozen=True, eq=False)
class Template:
    """The shared arrays. Column and row keys are (component, index).

    matrix         r x c, coefficients of the rows that are more than a bound of one flow
    bounds         b x L, ones: the links whose sum, times a state's number, bounds flow bound_column[i]
    holdings       r x L, ones: links on the right-hand side of a row
    limits         rows of the limits sheet that rows demand_is_met and columns demand_shortfall stand for, in order
    """

    links: tuple[Link, ...]
    flows: tuple[tuple[str, Any], ...]
    row_keys: tuple[tuple[str, Any], ...]
    matrix: Any
    equal: NDArray[np.bool_]
    at_least: NDArray[np.bool_]
    bound_keys: tuple[tuple[str, Any], ...]
    bound_column: Ints
    bounds: Any
    holdings: Any
    limits: tuple[Any, ...]

    @cached_property
    def unlinked(self) -> NDArray[np.bool_]:
        """(c) Flows that no link bounds."""
        unlinked = np.ones(len(self.flows), dtype=bool)
        unlinked[self.bound_column] = False
        return unlinked

    @cached_property
    def transposed(self) -> Any:
        """c x r, for reduced costs."""
        return self.matrix.T.tocsr()

    @cached_property
    def bounds_transposed(self) -> Any:
        """L x b."""
        return self.bounds.T.tocsr()

    @cached_property
    def holdings_transposed(self) -> Any:
        """L x r."""
        return self.holdings.T.tocsr()

    def compiled(self) -> Compiled:
        """As a model without costs and with closed bounds; a state's numbers come in later."""
        c, r = len(self.flows), len(self.row_keys)
        return Compiled(
            columns=(), variables=(), lower=np.zeros(c), upper=np.zeros(c), integer=np.zeros(c, dtype=bool),
            cost=np.zeros(c), matrix=self.matrix.tocsc(), row_lower=np.where(self.equal, 0.0, -np.inf),
            row_upper=np.zeros(r), constraints=(), offset=0.0, sense="maximise",
        )  # fmt: skip


def build_template(m: pyo.ConcreteModel, data: Data) -> Template:
    """The template of a case whose design is `m`."""
    union = _union(data)
    b = pyo.ConcreteModel()
    options = tuple(tuples(data.network.options[OPTION_KEY]))
    b.run, b.room, b.headroom = pyo.Var(options), pyo.Var(options), pyo.Var(options)
    b.available = pyo.Var(data.pairs)
    b.serves = pyo.Var(list(m.serves))
    b.operations = pyo.Block()
    links = operations.Links(
        frozenset(options),
        run=lambda a: b.run[a],
        available=lambda k, s: b.available[k, s],
        room=lambda a: b.room[a],
        headroom=lambda a: b.headroom[a],
        serves=lambda z, s: None if sourcing.serves(m, z, s) is None else b.serves[z, s],
    )
    operations.add(b.operations, union, 0, links)
    b.objective = pyo.Objective(expr=b.operations.profit, sense=pyo.maximize)
    for short in b.operations.demand_shortfall.values():
        short.unfix()
    return _split(compile_model(b), tuple(row for row, _, _ in operations.demand_limits(union, 0)))


def widest_links(data: Data, template: Template) -> Floats:
    """Every link at the most that any design can give: all options running at once, all SKUs everywhere."""
    rows, value = data.network.rows(), most_stock_value(data)
    most = {"room": lambda a: float(rows[a].capacity_m3), "headroom": lambda a: value[a] / data.unit}
    return np.array([most[kind](index) if kind in most else 1.0 for kind, index in template.links])


def link_values(template: Template, links: operations.Links) -> Floats:
    """The links of a whole design as numbers; options that `links` does not have are closed."""

    def value(kind: str, index: Any) -> float:
        if kind in ("available", "serves"):
            return float(getattr(links, kind)(*index))
        return float(getattr(links, kind)(index)) if index in links.options else 0.0

    return np.array([value(kind, index) for kind, index in template.links])


def _union(data: Data) -> Data:
    """`data` with one state that has every lane, option, parcel and demand of all states."""
    alive = {a: 0.5 for state in data.futures.states for a, _ in state.alive}  # so that rows of struck sites exist
    limited = bool((data.case.limits["limit"] == "minimum_demand_met").any())
    first = data.futures.states[0]
    futures = replace(
        data.futures,
        states=(replace(first, alive=tuple(sorted(alive.items()))),),
        path={(w, first.period): 0 for w in data.futures.probability},
        quiet=(0,) if limited else (),
    )
    tables = replace(
        data.tables[0],
        lanes=_every((t.lanes[[*LANE, "keep", "margin", "most"]] for t in data.tables), LANE),
        options=_every((t.options[[*SALE, "margin", "volume_held", "value_held"]] for t in data.tables), SALE),
        parcels=_every((t.parcels[[*PARCEL, "keep", "margin", "most"]] for t in data.tables), PARCEL),
        demand=_every((t.demand for t in data.tables), ["sku", "zone"]),
    )
    return replace(data, tables=(tables,), futures=futures)


def _every(frames: Iterable[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    distinct = {id(frame): frame for frame in frames}
    return pd.concat(list(distinct.values())).drop_duplicates(key).reset_index(drop=True)


def _split(compiled: Compiled, limits: tuple[Any, ...]) -> Template:
    """Links apart from flows; rows that bound a single flow apart from the others."""
    kinds = [v.parent_component().local_name for v in compiled.variables]
    is_flow = np.array([v.parent_block().local_name == "operations" for v in compiled.variables], dtype=bool)
    flows, links = np.flatnonzero(is_flow), np.flatnonzero(~is_flow)
    rows = compiled.matrix.tocsr()
    mine, theirs = rows[:, flows].tocsr(), -rows[:, links].tocsr()
    key = [(c.parent_component().local_name, c.index()) for c in compiled.constraints]
    bound = np.array([name in LANE_BOUNDS or name == SALE_BOUND for name, _ in key], dtype=bool)
    kept = np.flatnonzero(~bound)
    return Template(
        links=tuple((kinds[j], compiled.variables[j].index()) for j in links),
        flows=tuple((kinds[j], compiled.variables[j].index()) for j in flows),
        row_keys=tuple(key[i] for i in kept),
        matrix=mine[kept].tocsr(),
        equal=(compiled.row_lower == compiled.row_upper)[kept],
        at_least=np.isinf(compiled.row_upper)[kept],
        bound_keys=tuple(key[i] for i in np.flatnonzero(bound)),
        bound_column=mine[bound].indices.astype(np.int32),
        bounds=_ones(theirs[bound]),
        holdings=_ones(theirs[kept]),
        limits=limits,
    )


def _ones(matrix: Any) -> Any:
    """The same pattern, every entry a one."""
    found = matrix.tocsr()
    return sp.csr_array((np.ones(found.nnz), found.indices, found.indptr), shape=found.shape)
