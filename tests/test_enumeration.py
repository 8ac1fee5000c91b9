"""The solver finds what trying every design finds: with CVaR, with a seizure, with certificates and after-sales."""

import pytest
import tiny
from enumerated import best_objective


def one_site(made):
    made["site_options"] = [row for row in made["site_options"] if row["site"] == "North"]
    return made


def test_average_of_the_worst():
    """Two sites, two operators, two periods; a demand slump and a seizure; aversion 0.5, tail 0.3."""
    made = tiny.with_seizure(tiny.tables(), 0.15)
    made["bundles"] = made["bundles"][1:]
    made["scenarios"][0]["probability"] = 0.65
    made["scenarios"].append({"scenario": "slump", "probability": 0.2})
    made["events"].append(
        {"scenario": "slump", "kind": "demand_factor", "target": "all", "first_period": "Y1", "value": 0.4}
    )
    case = tiny.build(made, aversion=0.5, tail=0.3, discount_rate=0.1)
    best, tried = best_objective(case)
    assert tried == 81
    assert tiny.solved(case).objective == pytest.approx(best, rel=1e-7)


def test_seizure_with_opening_costs_and_terms():
    """One site, two operators, two packages, opening cost, minimum term, minimum stock; untaxed options at risk."""
    made = one_site(tiny.with_seizure(tiny.tables(), 0.3, target="no_tax"))
    for row in made["site_options"]:
        row |= {"opening_cost": 900, "useful_life": 6, "minimum_term": 6, "closing_cost": 50, "seizure_loss": 1.5}
    made["skus"][1]["minimum_stock"] = 5
    case = tiny.build(made, capital_cost=0.1, discount_rate=0.1)
    best, tried = best_objective(case)
    assert tried == 25 * 4
    assert tiny.solved(case).objective == pytest.approx(best, rel=1e-7)


def test_certification_and_after_sales():
    """A needs after-sales service, family g of B a certificate with a lead time of four quarters."""
    made = one_site(tiny.tables())
    made["skus"][0]["needs_after_sales"] = True
    made["skus"][1]["family"] = "g"
    made["certifications"] = [
        {"family": "g", "customs_area": "U", "cost": 300, "lead_time": 4, "validity": 8},
        {"family": "f", "customs_area": "U", "cost": 200, "lead_time": 0, "validity": 8},
    ]
    made["bundles"].append({"bundle": "service", "after_sales": True, "fixed_cost": 20})
    case = tiny.build(made, discount_rate=0.1)
    best, tried = best_objective(case)
    assert tried == 49 * 16
    assert tiny.solved(case).objective == pytest.approx(best, rel=1e-7)
