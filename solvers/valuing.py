"""A design valued in every state by the compiled operations of the search, rather than by building them anew.

With hundreds of SKUs and states, building each state's operations (`solvers.evaluation`) takes longer than solving
all of them. The rows are the same: a test compares the two.
"""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray

from model import assortment
from model.outcome import Operations
from model.prepare import Data
from solvers.compiled import Floats
from solvers.evaluation import DUST, EvaluationFailed, StateValue, flow_table, numeric_links, running_only, shipped
from solvers.recourse import Recourse, RecourseFailed
from solvers.template import LANE, PARCEL, SALE, Template, link_values


def value_compiled(m: pyo.ConcreteModel, data: Data, template: Template, recourse: Recourse) -> tuple[StateValue, ...]:
    """Operations of every state at their best against the design loaded in `m`; only without limits on demand met.

    Raises EvaluationFailed.
    """
    assert not template.limits
    assortment.settle(m)
    at = {t: link_values(template, running_only(numeric_links(m, t))) for t in m.T}
    try:
        flows = recourse.flows(lambda n: at[data.futures.states[n].period], DUST)
    except RecourseFailed as failure:
        raise EvaluationFailed(str(failure)) from failure
    return tuple(_state_value(data, template, n, *found) for n, found in enumerate(flows))


def _state_value(data: Data, template: Template, n: int, columns: NDArray[np.int64], units: Floats) -> StateValue:
    tables = data.tables[n]
    used: dict[str, list[tuple[object, ...]]] = {"ship": [], "through": [], "parcel": []}
    for column, amount in zip(columns.tolist(), units.tolist(), strict=True):
        name, index = template.flows[column]
        used[name].append((*index, amount))
    sold = {i[:2] for i in used["ship"]}  # what is sold but not shipped is rounding
    used["through"] = [i for i in used["through"] if i[:2] in sold]
    ship = flow_table(used["ship"], LANE, tables.lanes)
    through = flow_table(used["through"], SALE, tables.options)
    parcels = flow_table(used["parcel"], PARCEL, tables.parcels)
    profit = sum(float((flows["units"] * flows["margin"]).sum()) for flows in (ship, through, parcels))
    return StateValue(Operations(shipped(data, n, ship), through, parcels, profit, 0.0))
