"""A linear Pyomo model as arrays."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp
from numpy.typing import NDArray
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.core.base.component_namer import index_repr
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from solvers.result import Result

Floats = NDArray[np.float64]
Sense = Literal["minimise", "maximise"]


@dataclass(frozen=True, eq=False)
class Plan:
    """Values for every column with what they are worth and where they violate most, see `Compiled.violation`."""

    x: Floats
    objective: float
    violation: float
    where: str


@dataclass(frozen=True, eq=False)
class Compiled:
    """`sense` cost @ x + offset  subject to  row_lower <= matrix @ x <= row_upper,  lower <= x <= upper.

    Columns are every variable of the model's active blocks and whatever else its active constraints name: first those
    with a coefficient, in the compiler's order, then the unused and the fixed in order of declaration, as empty
    columns (what a fixed variable contributes is already in `offset` and the row bounds). Infinite bounds are +-inf.
    n columns, r rows:

    columns        n full Pyomo names;  variables: the n Pyomo variables
    integer        n booleans
    matrix         r x n, compressed by column
    constraints    r Pyomo constraints, for messages
    contradiction  the constant constraint that cannot hold, "" if there is none; no arrays matter then
    """

    columns: tuple[str, ...]
    variables: tuple[Any, ...]
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    cost: Floats
    matrix: Any
    row_lower: Floats
    row_upper: Floats
    constraints: tuple[Any, ...]
    offset: float
    sense: Sense
    contradiction: str = ""

    @property
    def maximise(self) -> bool:
        return self.sense == "maximise"

    @cached_property
    def position(self) -> dict[str, int]:
        """Column number of each name."""
        return {name: j for j, name in enumerate(self.columns)}

    @cached_property
    def _magnitudes(self) -> Any:
        return abs(self.matrix)

    def objective(self, x: Floats) -> float:
        """Value of the objective at `x` (n values)."""
        return math.fsum(self.cost * x) + self.offset

    def vector(self, values: Mapping[str, float]) -> Floats:
        """The n values of a plan given by name: names left out count as 0, or the nearest bound to it; others are
        ignored."""
        x = np.clip(np.zeros(len(self.columns)), self.lower, self.upper)
        for name, value in values.items():
            j = self.position.get(name)
            if j is not None:
                x[j] = value
        return x

    def violation(self, x: Floats) -> tuple[float, str]:
        """The largest violation at `x` and the name of the constraint or variable it is found at ("" if none).

        A row's violation is divided by max(1, sum of |coefficient * value|), a bound's by max(1, |value|); a
        variable's distance from the nearest integer counts as it stands. inf if a value is not finite.
        """
        if not np.isfinite(x).all():
            return math.inf, self.columns[int(np.argmin(np.isfinite(x)))]
        activity = self.matrix @ x
        rows = np.maximum(self.row_lower - activity, activity - self.row_upper)
        rows = rows / np.maximum(1.0, self._magnitudes @ np.abs(x))
        bounds = np.maximum(self.lower - x, x - self.upper) / np.maximum(1.0, np.abs(x))
        columns = np.maximum(bounds, np.where(self.integer, np.abs(x - np.round(x)), 0.0))
        worst, where = 0.0, ""
        if columns.size and columns.max() > worst:
            worst, where = float(columns.max()), self.columns[int(columns.argmax())]
        if rows.size and rows.max() > worst:
            worst, where = float(rows.max()), str(self.constraints[int(rows.argmax())].name)
        return worst, where

    def plan(self, x: Floats) -> Plan:
        """`x` (n values) assessed."""
        return Plan(x, self.objective(x), *self.violation(x))

    def held(self, at: NDArray[np.bool_], x: Floats) -> Compiled:
        """The same model with the columns `at` (n booleans) held at their values in `x` and no longer integer."""
        return replace(
            self,
            lower=np.where(at, x, self.lower),
            upper=np.where(at, x, self.upper),
            integer=self.integer & ~at,
        )


def compile_model(m: pyo.ConcreteModel) -> Compiled:
    """The arrays of a linear (mixed-integer) Pyomo model; ranged constraints become one row.

    Without an objective every plan is worth 0 and the sense is minimise. Raises ValueError for several active
    objectives, a domain that is neither continuous nor integer, and numbers that are not finite; Pyomo's own errors
    for nonlinear expressions and components that it cannot compile.
    """
    objectives = list(m.component_data_objects(pyo.Objective, active=True, descend_into=True))
    if len(objectives) > 1:
        raise ValueError(f"The model has several active objectives: {', '.join(o.name for o in objectives)}")
    maximise = bool(objectives) and objectives[0].sense == pyo.maximize
    try:
        # set_sense=None keeps the signs of the objective as the model has them
        form = LinearStandardFormCompiler().write(m, mixed_form=True, set_sense=None)
        contradiction = ""
    except InfeasibleConstraintException as error:
        form, contradiction = None, str(error)
    names = dict(_names(m))
    used = list(form.columns) if form else []
    seen = {id(v) for v in used}
    variables = used + [v for v in _variables(m) if id(v) not in seen]
    bounds = np.array([_bounds(v) for v in variables], dtype=float).reshape(-1, 2)
    matrix, row_lower, row_upper, constraints = _rows(form, len(variables))
    cost = np.zeros(len(variables))
    if form and objectives:
        cost[: len(used)] = form.c.toarray()[0]
    compiled = Compiled(
        columns=tuple(names.get(id(v)) or v.name for v in variables),
        variables=tuple(variables),
        lower=bounds[:, 0].copy(),
        upper=bounds[:, 1].copy(),
        integer=np.array([_integer(v) for v in variables], dtype=bool),
        cost=cost,
        matrix=matrix,
        row_lower=row_lower,
        row_upper=row_upper,
        constraints=constraints,
        offset=float(form.c_offset[0]) if form and objectives else 0.0,
        sense="maximise" if maximise else "minimise",
        contradiction=contradiction,
    )
    _require_numbers(compiled)
    return compiled


def load(compiled: Compiled, result: Result, m: pyo.ConcreteModel) -> None:
    """Set the variables of `m` to the values of `result`, so that `pyo.value` of any expression works.

    Raises ValueError if the result holds no plan or `m` is not the model that was compiled.
    """
    if result.values is None:
        raise ValueError(f"There is no plan to load: {result.status} {result.message}".rstrip())
    if compiled.variables and compiled.variables[0].model() is not m.model():
        raise ValueError("The model is not the one that was compiled")
    for name, variable in zip(compiled.columns, compiled.variables, strict=True):
        variable.set_value(result.values[name], skip_validation=True)
        variable.stale = False


def _variables(m: pyo.ConcreteModel) -> Iterator[Any]:
    yield from m.component_data_objects(pyo.Var, active=True, descend_into=True)


def _names(m: pyo.ConcreteModel) -> Iterator[tuple[int, str]]:
    """(id of a variable, its full name); three times as fast as asking each variable."""
    for component in m.component_objects(pyo.Var, active=True, descend_into=True):
        base = component.name
        indexed = component.is_indexed()
        for variable in component.values():
            yield id(variable), base + index_repr(variable.index()) if indexed else base


def _bounds(variable: Any) -> tuple[float, float]:
    if variable.fixed:
        return variable.value, variable.value
    lower, upper = variable.bounds
    return -math.inf if lower is None else lower, math.inf if upper is None else upper


def _integer(variable: Any) -> bool:
    if variable.is_continuous():
        return False
    if variable.is_integer() or variable.is_binary():
        return not variable.fixed
    raise ValueError(f"{variable.name}: the domain {variable.domain} is neither continuous nor integer")


def _rows(form: Any, n: int) -> tuple[Any, Floats, Floats, tuple[Any, ...]]:
    """Matrix (r x n), row bounds and constraints. The compiler writes a ranged constraint as two neighbouring rows, the
    upper side first: the lower side is folded into it."""
    if form is None or not form.rows:
        return sp.csc_array((0, n)), np.zeros(0), np.zeros(0), ()
    kind = np.array([row.bound_type for row in form.rows])
    rhs = np.asarray(form.rhs, dtype=float)
    row_lower = np.where(kind <= 0, rhs, -math.inf)
    row_upper = np.where(kind >= 0, rhs, math.inf)
    constraints = [row.constraint for row in form.rows]
    second = np.array([False] + [a is b for a, b in pairwise(constraints)])
    row_lower[np.flatnonzero(second) - 1] = rhs[second]
    matrix = form.A
    if second.any():
        matrix = matrix.tocsr()[~second].tocsc()
    used = matrix.shape[1]
    start = np.concatenate([matrix.indptr, np.full(n - used, matrix.indptr[-1])])
    matrix = sp.csc_array((matrix.data, matrix.indices, start), shape=(matrix.shape[0], n))
    kept = tuple(c for c, fold in zip(constraints, second, strict=True) if not fold)
    return matrix, row_lower[~second], row_upper[~second], kept


def _require_numbers(compiled: Compiled) -> None:
    """HiGHS accepts nan and infinite numbers without a word."""
    bad = ~np.isfinite(compiled.cost) | np.isnan(compiled.lower) | np.isnan(compiled.upper)
    if bad.any():
        raise ValueError(f"{compiled.columns[int(bad.argmax())]}: its cost or a bound is not a number")
    rows = np.isnan(compiled.row_lower) | np.isnan(compiled.row_upper)
    rows[compiled.matrix.indices[~np.isfinite(compiled.matrix.data)]] = True
    if rows.any():
        raise ValueError(f"{compiled.constraints[int(rows.argmax())].name}: a coefficient or bound is not a number")
    if not math.isfinite(compiled.offset):
        raise ValueError("The objective's constant is not a number")
