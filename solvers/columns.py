"""The compiled design made ready for the master: one kind of column projected out, sums to branch on put in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp

from solvers.compiled import Compiled

COUNT = "sites_running"  # how many sites run in a period
_PROJECTED = ("available_where_stocked", "available_after_transit")


def projected(compiled: Compiled) -> Compiled:
    """Without the columns `available` and the rows that bound them."""
    gone = np.array([c.parent_component().local_name in _PROJECTED for c in compiled.constraints], dtype=bool)
    kept = np.array([v.parent_component().local_name != "available" for v in compiled.variables], dtype=bool)
    matrix = compiled.matrix.tocsr()[~gone][:, kept].tocsc()
    rows = np.flatnonzero(~gone)
    columns = np.flatnonzero(kept)
    return replace(
        compiled,
        columns=tuple(compiled.columns[j] for j in columns),
        variables=tuple(compiled.variables[j] for j in columns),
        lower=compiled.lower[kept],
        upper=compiled.upper[kept],
        integer=compiled.integer[kept],
        cost=compiled.cost[kept],
        matrix=matrix,
        row_lower=compiled.row_lower[~gone],
        row_upper=compiled.row_upper[~gone],
        constraints=tuple(compiled.constraints[i] for i in rows),
    )


def sums_of_runs(m: pyo.ConcreteModel) -> dict[str, list[str]]:
    """The sums that the search branches on: name of the column -> names of the runs in it."""
    groups = {f"site_runs[{s!r},{t!r}]": [m.run[i].name for i in runs] for (s, t), runs in m.runs_of_site.items()}
    counts: dict[str, list[str]] = {}
    for (_, t), runs in m.runs_of_site.items():
        counts.setdefault(f"{COUNT}[{t}]", []).extend(m.run[i].name for i in runs)
    tenancies = {
        f"tenancy_runs[{s!r},{o!r},{t!r}]": [m.run[i].name for i in runs]
        for (s, o, t), runs in m.runs_of_tenancy.items()
    }
    return groups | tenancies | counts


def with_sums(compiled: Compiled, groups: dict[str, list[str]]) -> Compiled:
    """With a column for each sum of runs, and the row that ties it."""
    if not groups:
        return compiled
    position = compiled.position
    r, c, extra = compiled.matrix.shape[0], compiled.matrix.shape[1], len(groups)
    rows = np.concatenate([np.full(len(names), i) for i, names in enumerate(groups.values())])
    columns = np.array([position[name] for names in groups.values() for name in names])
    ties = sp.csr_array((np.ones(rows.size), (rows, columns)), shape=(extra, c))
    matrix = sp.block_array([[compiled.matrix, sp.csr_array((r, extra))], [ties, -sp.eye_array(extra)]]).tocsc()
    return replace(
        compiled,
        columns=compiled.columns + tuple(groups),
        lower=np.append(compiled.lower, np.zeros(extra)),
        upper=np.append(
            compiled.upper, [len(names) if name.startswith(COUNT) else 1.0 for name, names in groups.items()]
        ),
        integer=np.append(compiled.integer, np.ones(extra, dtype=np.bool_)),
        cost=np.append(compiled.cost, np.zeros(extra)),
        matrix=matrix,
        row_lower=np.append(compiled.row_lower, np.zeros(extra)),
        row_upper=np.append(compiled.row_upper, np.zeros(extra)),
    )
