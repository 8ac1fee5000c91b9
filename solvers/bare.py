"""The space of designs without SKUs: every site may hold each SKU that its options admit, at no cost.

Columns that say which SKUs are held, and what follows from that, are left out (`GONE`). A row that has some of them
stays as what it still says of the others: with y the columns left out and ly <= y <= uy,

    lower <= a x + b y <= upper   becomes   lower - max b y <= a x <= upper - min b y

so each design of the whole space, its SKUs forgotten, is one of this space, and a bound here is a bound there. What
operations see of a SKU at a site is what is left of the row that admits it, or of the row that asks for a certificate
where none can be there in time: the runs of the options that admit it.

Without minimum stock an option's room and the value it may hold follow from others (`FOLLOWING`): both are in one row
alone, operations only gain by more of them, so room[a,t] = capacity[a] run[a,t] and headroom[a,t] = ceiling[a,t].
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from solvers.compiled import Floats
from solvers.space import Ints, Space, distinct, rewritten

GONE = frozenset(("stock", "listing", "certify_start", "kept_volume", "kept_value", "held_as_told"))
FOLLOWING = {"room": "volume_within_capacity", "headroom": "ceiling_covers_stock"}  # columns, the rows they follow from
ADMITTING = ("stocked_where_certified", "stocked_where_admitted")  # rows that bound `stock`, the narrower ones first


@dataclass(frozen=True, eq=False)
class Bare:
    """The space without SKUs; `kept`: the columns of the whole one that it has, in its order."""

    space: Space
    kept: Ints


def without_skus(whole: Space) -> Bare:
    """The bare space of a whole one."""
    arrays = whole.arrays
    kinds = [name.partition("[")[0] for name in arrays.columns]
    gone = np.array([kind in GONE for kind in kinds])
    rows = _Rows(whole, gone)
    following = {j: rows.most_of(j, (FOLLOWING[kind],)) for j, kind in enumerate(kinds) if kind in FOLLOWING}
    stock = {j: rows.most_of(j, ADMITTING) for j, kind in enumerate(kinds) if kind == "stock"}
    kept = np.array([j for j in np.flatnonzero(~gone) if j not in following], dtype=np.int64)
    assert all(rows.of(j) == 1 and not following[j][0] for j in following)  # only then do rows hold without them
    assert set(whole.linking) <= set(kept) | following.keys() | stock.keys()  # operations would see the others as 0
    _, narrow = _expressed(following, kept, len(kinds))
    constants, seen = _expressed(following | stock, kept, len(kinds))
    matrix, lower, upper = rows.relaxed(narrow, kept)
    bare = replace(
        arrays,
        columns=tuple(arrays.columns[j] for j in kept),
        variables=(),
        lower=arrays.lower[kept],
        upper=arrays.upper[kept],
        integer=arrays.integer[kept],
        cost=arrays.cost[kept],
        matrix=matrix,
        row_lower=lower,
        row_upper=upper,
        constraints=(),
    )
    return Bare(rewritten(whole, bare, {int(j): i for i, j in enumerate(kept)}, seen, constants), kept)


Expression = tuple[float, Ints, Floats]  # constant + coefficients @ x[columns]
_NOTHING: Expression = (0.0, np.zeros(0, dtype=np.int64), np.zeros(0))


class _Rows:
    """The rows of a space, and what the columns left out can give to each: at least, at most."""

    def __init__(self, whole: Space, gone: NDArray[np.bool_]):
        self._arrays, self._gone, self._kinds = (arrays := whole.arrays), gone, whole.row_kinds
        self._rows, self._columns = arrays.matrix.tocsr(), arrays.matrix.tocsc()
        self._least, self._most = _activity(
            self._rows, np.where(gone, arrays.lower, 0.0), np.where(gone, arrays.upper, 0.0)
        )

    def of(self, j: int) -> int:
        """In how many rows column j stands."""
        return int(self._columns.indptr[j + 1] - self._columns.indptr[j])

    def most_of(self, j: int, names: tuple[str, ...]) -> Expression:
        """The most that column j can be by a row of these names, the first of them that holds it at all."""
        upper = float(self._arrays.upper[j])
        if upper <= 0:
            return _NOTHING
        rows = self._columns.indices[self._columns.indptr[j] : self._columns.indptr[j + 1]]
        named = {self._kinds[i]: int(i) for i in rows}
        found = [self._solved(named[name], j) for name in names if name in named]
        return next((bound for bound in found if bound[0] < upper), (upper, *_NOTHING[1:]))

    def _solved(self, i: int, j: int) -> Expression:
        """Row i solved for column j, the columns left out as kind to it as they can be."""
        part = slice(self._rows.indptr[i], self._rows.indptr[i + 1])
        columns, values = self._rows.indices[part], self._rows.data[part]
        own = float(values[columns == j][0])
        others = self._gone[columns] & (columns != j)
        least, most = _activity(
            sp.csr_array(values[others][None, :]),
            self._arrays.lower[columns[others]],
            self._arrays.upper[columns[others]],
        )
        side = self._arrays.row_upper[i] - least[0] if own > 0 else self._arrays.row_lower[i] - most[0]
        rest = ~self._gone[columns] & (columns != j)
        return float(side) / own, columns[rest].astype(np.int64), -values[rest] / own

    def relaxed(self, narrow: Any, kept: Ints) -> tuple[Any, Floats, Floats]:
        """What the rows say of the columns y that stay (x = narrow @ y, but for those left out), each once."""
        arrays = self._arrays
        matrix = (self._rows @ narrow).tocsr()
        matrix.eliminate_zeros()
        matrix.sort_indices()
        lower, upper = arrays.row_lower - self._most, arrays.row_upper - self._least
        least, most = _activity(matrix, arrays.lower[kept], arrays.upper[kept])
        telling = np.flatnonzero((least < lower) | (most > upper))
        once = telling[distinct(matrix[telling], lower[telling], upper[telling])]
        return matrix[once].tocsc(), lower[once], upper[once]


def _activity(matrix: Any, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Least and most of each row (matrix: compressed by row) within bounds of the columns."""
    columns, values = matrix.indices, matrix.data
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    ends = lower[columns], upper[columns]
    with np.errstate(invalid="ignore"):
        products = [np.where((values == 0) | (end == 0), 0.0, values * end) for end in ends]
    least, most = np.where(values > 0, *products), np.where(values > 0, products[1], products[0])
    count = matrix.shape[0]
    return np.bincount(row, least, count).astype(float), np.bincount(row, most, count).astype(float)


def _expressed(expressions: dict[int, Expression], kept: Ints, count: int) -> tuple[Floats, Any]:
    """All columns by those that stay: x = constants + matrix @ x[kept]; 0 for columns without an expression."""
    constants = np.zeros(count)
    place = np.full(count, -1)
    place[kept] = np.arange(kept.size)
    rows, columns, values = [kept], [place[kept]], [np.ones(kept.size)]
    for j, (constant, those, coefficients) in expressions.items():
        constants[j] = constant
        rows.append(np.full(those.size, j))
        columns.append(place[those])
        values.append(coefficients)
    entries = np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))
    return constants, sp.csr_array(entries, shape=(count, kept.size))
