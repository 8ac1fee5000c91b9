"""The algebra of each family as LP text on a very small case; OWP_BLESS=1 writes the texts anew.

One site, two operators, one package with and one without certificates, one SKU, one zone, two periods, a seizure; and
the same with a single_source limit, which may add its own rows and nothing else.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyomo.environ as pyo
import pytest
import tiny

from model import operations, risk
from model.build import DESIGN, blank_model
from model.charges import present_cost
from model.prepare import prepare

GOLDEN = Path(__file__).parent / "golden"
FAMILIES = [*(family.__name__.removeprefix("model.") for family in DESIGN), "risk", "operations"]
SOURCED = {"sourcing": "sourcing", "operations": "operations_single_source"}  # family: text with the limit
GOLDENS = [*(name for name in FAMILIES if name != "sourcing"), *SOURCED.values()]


def small_case(*further_limits):
    made = tiny.with_seizure(tiny.tables(), 0.2)
    made["skus"] = [tiny.sku("A", minimum_stock=2, listing_cost=30)]
    made["zones"] = made["zones"][:1]
    for sheet in ("demand", "outbound_lanes"):
        made[sheet] = [row for row in made[sheet] if row["zone"] == "North" and row.get("sku", "A") == "A"]
    for sheet in ("sites", "site_options", "inbound_lanes", "outbound_lanes"):
        made[sheet] = [row for row in made[sheet] if row["site"] == "North"]
    for row in made["site_options"]:
        row |= {"opening_cost": 100, "useful_life": 10, "minimum_term": 6, "storage_cost": 1, "cost_while_seized": 7}
    made["inbound_lanes"][0]["days"] = 36.5
    made["certifications"] = [{"family": "f", "customs_area": "U", "cost": 50, "lead_time": 4, "validity": 8}]
    for row in made["periods"]:
        row["opening_budget"] = 5000
    made["limits"] = [
        {"limit": "maximum_stock_value", "scope": "kind:independent", "value": 400},
        {"limit": "maximum_sites", "scope": "all", "value": 1, "penalty": 10},
        {"limit": "minimum_demand_met", "scope": "all", "value": 0.5, "penalty": 3},
        *further_limits,
    ]
    made["overrides"] = [{"site": "North", "sku": "A", "period": "Y2", "decision": "must"}]
    return tiny.build(made, aversion=0.4)


@pytest.fixture(scope="module")
def family_texts(tmp_path_factory):
    """LP text of each family without the single_source limit."""
    return texts_of(small_case(), tmp_path_factory.mktemp("lp"))


@pytest.fixture(scope="module")
def sourced_texts(tmp_path_factory):
    """LP text of each family with it."""
    return texts_of(small_case({"limit": "single_source", "scope": "zone:North"}), tmp_path_factory.mktemp("sourced"))


def texts_of(case, folder):
    """Each family's own rows, and its own charges as the objective."""
    data = prepare(case)
    m = blank_model()
    texts = {}

    def added(name, add):
        before, charges = set(m.component_map()), len(m.charges)
        add()
        new = [c for c in m.component_objects(pyo.Constraint, descend_into=True) if c.name not in before]
        part = {id(c) for c in new if c.parent_block() is m or name == "operations"}
        for c in m.component_objects(pyo.Constraint, descend_into=True):
            if id(c) in part:
                c.activate()
            else:
                c.deactivate()
        cost = sum(present_cost(m.charges[charges:], w, data.unit) for w in [None, *data.futures.probability])
        own = next((o for o in m.component_data_objects(pyo.Objective, active=True)), None)
        if own is None:
            m.cost = pyo.Objective(expr=cost)
        path = folder / f"{name}.lp"
        m.write(str(path), io_options={"symbolic_solver_labels": True})
        if own is None:
            m.del_component(m.cost)
        texts[name] = path.read_text()

    for family in DESIGN:
        added(family.__name__.removeprefix("model."), lambda family=family: family.add(m, data))

    def add_risk():
        risk.add_seizures(m, data)
        risk.declare_profits(m, data)
        risk.add_objective(m, data)
        risk.close_books(m, data)

    added("risk", add_risk)
    m.objective.deactivate()
    m.operations = pyo.Block([1])

    def add_operations():
        operations.add(m.operations[1], data, 1, operations.links_of(m, data.futures.states[1].period))
        m.profit_of_operations = pyo.Objective(expr=m.operations[1].profit, sense=pyo.maximize)

    added("operations", add_operations)
    return texts


@pytest.mark.parametrize("name", GOLDENS)
def test_lp_text_is_as_blessed(family_texts, sourced_texts, name):
    texts = family_texts | {text: sourced_texts[family] for family, text in SOURCED.items()}
    path = GOLDEN / f"{name}.lp"
    if os.environ.get("OWP_BLESS"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(texts[name])
    assert texts[name] == path.read_text()


@pytest.mark.parametrize("name", FAMILIES)
def test_single_source_adds_its_own_rows_only(family_texts, sourced_texts, name):
    assert "serves" not in family_texts[name]
    assert (family_texts[name] == sourced_texts[name]) == (name not in SOURCED)
