"""What the root of the calm version (`solvers.calm`) teaches the root of the whole case.

Designs are the same in both, only operations differ. Any prices of room and stock value make a cut in any state
(`solvers.priced`), so those of the calm version's last rounds make cuts in all states of their period, at the points
where the calm root made its own. The whole root then begins with a bound some percent too high instead of many times,
and with the calm core, a design that is worth much with events, too.
"""

from __future__ import annotations

import numpy as np

from solvers.compiled import Floats
from solvers.priced import Priced
from solvers.relaxed import Relaxed


class Lessons:
    """The last points of the calm root, and the prices of each period there."""

    def __init__(self, calmed: Relaxed, priced: Priced, core: Floats):
        """`calmed`: the calm version at the end of its root; `priced`: its prices; `core`: the one it ended with."""
        master = calmed.master
        self._columns = {name: j for j, name in enumerate(master.columns)}
        self._options = {option: i for i, option in enumerate(priced.options)}
        self._profits = dict(zip(master.space.states, master.space.profits.tolist(), strict=True))
        self._core = core
        self._points = [
            (x, {master.space.states[cut.state]: priced.prices_of(cut) for cut in cuts}) for x, cuts in calmed.recent
        ]

    def teach(self, relaxed: Relaxed, priced: Priced) -> Floats:
        """Adds cuts of all states at the calm root's points and prices; returns its core as columns of `relaxed`.

        Raises OutOfTime.
        """
        place = [self._options.get(option, -1) for option in priced.options]  # -1: the price 0 put behind the others
        period = relaxed.master.space.states
        for x, prices in self._points:
            here = {t: np.append(found, np.zeros((2, 1)), axis=1)[:, place] for t, found in prices.items()}
            relaxed.cut_at(self._translated(relaxed, x), [here[t] for t in period])
        return self._translated(relaxed, self._core)

    def _translated(self, relaxed: Relaxed, x: Floats) -> Floats:
        """A point of the calm version as columns of the whole case; every state earns what its period does there."""
        master = relaxed.master
        y = np.array([x[self._columns[name]] if name in self._columns else 0.0 for name in master.columns])
        y[master.space.profits] = [x[self._profits[t]] for t in master.space.states]
        return y
