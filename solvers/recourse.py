"""Operations of every state against one design: their profit, and a cut that bounds it for every other design.

n = state, y = its flows, l = the links to the design (see `solvers.template`):

    V_n(l) = max c_n y   subject to   W y <= r_n + H_n l,   0 <= y <= B_n l

For any row prices u of the right sign, weak duality bounds V_n at every l, not only where the prices were found:

    V_n(l) <= u (r_n + H_n l) + sum_j max(0, c_n - u W)_j (B_n l)_j

Where several bounds hold for one flow, any of them may stand in the cut; the tightest one at l does. Where nothing can
be shipped of SKU k from site s, the program may say any price of the row that ties its lanes to its options. It gets
the one at which the best option just pays, net_a = c_a - room prices:

    u[k,s] = -max_a net_a

so that what k would earn at s is charged once, to the lanes that open; a price of 0 would charge both.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from solvers.compiled import Floats
from solvers.numbers import StateNumbers
from solvers.programs import Basis, OpenFlows, Program
from solvers.template import Template

SLOTS = 4  # solvers in memory; a state always has the same one, so that the number of cores changes no result
_LARGEST_COST = 1000.0  # margins are scaled to about this, so that HiGHS's absolute tolerances mean little money
SHORT = 1e-6  # units: a hard demand limit is kept when no more is missing
_NEGLIGIBLE = 1e-7  # of a scaled margin: reduced costs below it are rounding, and are paid at the most the flow can be


class RecourseFailed(RuntimeError):
    """HiGHS could not solve the operations of a state."""


@dataclass(frozen=True, eq=False)
class Cut:
    """V_n(l) <= constant + gradient @ l, with equality (`value`) at the links where it was made.

    With `missing` it is a statement about hard demand limits instead: minus the units that fail them at l is at most
    constant + gradient @ l, so that a design that keeps them has constant + gradient @ l >= 0.
    """

    state: int
    value: float
    constant: float
    gradient: Floats
    missing: bool = False


class Recourse:
    """Solves operations of all states at given links, on all cores, each state warm from its own last basis."""

    def __init__(self, template: Template, numbers: Sequence[StateNumbers], hard: NDArray[np.int64]):
        self._template, self._numbers, self._hard = template, numbers, hard
        largest = max((float(np.abs(state.cost).max(initial=0.0)) for state in numbers), default=0.0)
        self._scale = 2.0 ** round(math.log2(_LARGEST_COST / largest)) if largest > 0 else 1.0
        self._slots = min(SLOTS, len(numbers))
        self._open, self._closed_pairs = OpenFlows(template), _ClosedPairs(template)
        compiled = template.compiled()
        self._programs = [Program(compiled) for _ in range(self._slots)]
        self._bases: list[Basis | None] = [None] * len(numbers)
        self._pool = ThreadPoolExecutor(min(self._slots, os.cpu_count() or 1))

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def size(self) -> int:
        """Flows of all states together."""
        return len(self._numbers) * len(self._template.flows)

    def close(self) -> None:
        """Ends the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def evaluate(self, links: Callable[[int], Floats]) -> list[Cut]:
        """The value of each state at `links(n)`, with its cut, and one more where hard demand limits are failed.

        Raises RecourseFailed.
        """
        self._open.fit(links(n) for n in range(len(self)))

        def some(slot: int) -> list[Cut]:
            return [cut for n in range(slot, len(self), self._slots) for cut in self._solve(slot, n, links(n))]

        cuts = [cut for part in self._pool.map(some, range(self._slots)) for cut in part]
        return sorted(cuts, key=lambda cut: (cut.state, cut.missing))

    def flows(self, links: Callable[[int], Floats], least: float) -> list[tuple[NDArray[np.int64], Floats]]:
        """The flows of each state at `links(n)` that are more than `least`: their columns and amounts.

        Raises RecourseFailed.
        """
        self._open.fit(links(n) for n in range(len(self)))

        def some(slot: int) -> list[tuple[int, NDArray[np.int64], Floats]]:
            found = []
            for n in range(slot, len(self), self._slots):
                upper, _ = self._bounded(slot, n, links(n))
                self._run(slot, n, self._numbers[n].cost * self._scale)
                columns, amounts = self._programs[slot].flows()
                amounts = np.minimum(amounts, upper[columns])  # HiGHS may pass bounds by 1e-7
                used = amounts > least
                found.append((n, columns[used], amounts[used]))
            return found

        parts = [part for each in self._pool.map(some, range(self._slots)) for part in each]
        return [(used, amounts) for _, used, amounts in sorted(parts, key=lambda part: part[0])]

    def _bounded(self, slot: int, n: int, links: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """Puts the bounds of state n at these links into the slot's program; the flows' bounds, and which set them."""
        template, numbers = self._template, self._numbers[n]
        upper, binding = _tightest(template, numbers, links)
        shift = numbers.shift(template, links)
        sides = numbers.row_lower + shift, numbers.row_upper + shift
        self._programs[slot].bound(self._open.columns, upper, sides)
        return upper, binding

    def _solve(self, slot: int, n: int, links: Floats) -> list[Cut]:
        template, numbers = self._template, self._numbers[n]
        upper, binding = self._bounded(slot, n, links)
        prices, short = self._prices(slot, n, numbers.cost * self._scale)
        prices, negligible = prices / self._scale, _NEGLIGIBLE / self._scale
        if not self._open.all:
            prices = self._closed_pairs.priced(prices, numbers.cost, upper)
        cuts = [_cut(template, numbers, numbers.cost, n, links, prices, binding, negligible)]
        if short > SHORT:
            best = self._bases[n]
            units = np.zeros(upper.size)
            units[self._hard] = -1.0
            prices, _ = self._prices(slot, n, units)
            cut = _cut(template, numbers, units, n, links, prices, binding, _NEGLIGIBLE)
            cuts.append(replace(cut, missing=True))
            self._bases[n] = best  # from where demand is missing it is a long way back
        return cuts

    def _prices(self, slot: int, n: int, cost: Floats) -> tuple[Floats, float]:
        """Row prices at the optimum for these costs, and the units short of hard demand limits there."""
        self._run(slot, n, cost)
        program, short = self._programs[slot], 0.0
        if self._hard.size:
            columns, amounts = program.flows()
            at = np.searchsorted(columns, self._hard)
            assert np.array_equal(columns[at], self._hard)  # no link closes them
            short = float(amounts[at].sum())
        return program.prices(), short

    def _run(self, slot: int, n: int, cost: Floats) -> None:
        """The best operations of state n for these costs, from its last basis on. Raises RecourseFailed."""
        if not self._programs[slot].solve(cost, self._bases[n]):
            raise RecourseFailed(f"operations of state {n}: {self._programs[slot].status}")
        self._bases[n] = self._programs[slot].basis()


class _ClosedPairs:
    """Prices of the rows of SKUs and sites that have no open lane (see above)."""

    def __init__(self, template: Template):
        names = [name for name, _ in template.row_keys]
        self._template = template
        self._rows = np.array([i for i, name in enumerate(names) if name == "shipped_through_options"], dtype=np.int64)
        part = template.matrix.tocsr()[self._rows].tocoo()
        sale = np.array([kind == "through" for kind, _ in template.flows], dtype=bool)[part.col]
        self._lane_row, self._lane = part.row[~sale], part.col[~sale]
        self._sale_row, self._sale = part.row[sale], part.col[sale]

    def priced(self, prices: Floats, cost: Floats, upper: Floats) -> Floats:
        """The prices of all rows, those of closed pairs anew."""
        closed = np.ones(self._rows.size, dtype=bool)
        closed[self._lane_row[upper[self._lane] > 0]] = False
        rest = prices.copy()
        rest[self._rows] = 0.0
        net = cost - self._template.transposed @ rest
        best = np.full(self._rows.size, -np.inf)
        np.maximum.at(best, self._sale_row, net[self._sale])
        closed &= np.isfinite(best)
        found = prices.copy()
        found[self._rows[closed]] = -best[closed]
        return found


def _tightest(template: Template, numbers: StateNumbers, links: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Each flow's upper bound, and the number of the bound that sets it (-1: its own)."""
    limits = np.maximum(numbers.limits(template, links), 0.0)
    upper = numbers.upper(template)
    np.minimum.at(upper, template.bound_column, limits)
    binding = np.full(upper.size, -1)
    tight = np.flatnonzero(limits <= upper[template.bound_column])[::-1]  # reversed: the first one stays
    binding[template.bound_column[tight]] = tight
    return upper, binding


def _cut(
    template: Template,
    numbers: StateNumbers,
    cost: Floats,
    n: int,
    links: Floats,
    prices: Floats,
    binding: NDArray[np.int64],
    negligible: float,
) -> Cut:
    """The cut of weak duality; `prices` are first made to have the right signs, so that it holds whatever they are."""
    free = template.equal
    prices = np.where(np.abs(prices) > negligible, prices, 0.0)
    prices = np.where(free | (prices > 0) & np.isfinite(numbers.row_upper), prices, np.minimum(prices, 0.0))
    prices[~free & (prices < 0) & ~np.isfinite(numbers.row_lower)] = 0.0
    sides, priced = np.where(prices > 0, numbers.row_upper, numbers.row_lower), prices != 0
    reduced = np.maximum(cost - template.transposed @ prices, 0.0)
    tiny, own = (reduced > 0) & (reduced <= negligible), binding < 0
    paid = np.where(tiny | own & (reduced > 0), numbers.most, 0.0)
    # sums, as a dot product's last digits may depend on the number of cores
    constant = float((prices[priced] * sides[priced]).sum()) + float((reduced * paid).sum())
    weights = np.zeros(len(template.bound_keys))
    weighty = ~own & ~tiny & (reduced > 0)
    weights[binding[weighty]] = reduced[weighty]
    gradient = numbers.gradient(template, prices, weights)
    return Cut(n, constant + float((gradient * links).sum()), constant, gradient)
