"""What a plan is measured against: today's network kept as it is, and parcels only.

Both are ordinary cases, cut down as data and solved by the ordinary solver. Planner's limits, overrides and
must-open statuses are left out of them: they say what would happen, not what is allowed. A third, where changes are
limited, is the plan without that limit: it tells what stability costs.
"""

from __future__ import annotations

import pandas as pd

from inputs.case import Case


def _free(case: Case) -> Case:
    """The case without the planner's own limits, overrides, budgets and statuses."""
    return case.with_tables(
        limits=case.limits.iloc[:0],
        overrides=case.overrides.iloc[:0],
        sites=case.sites.assign(status="candidate"),
        periods=case.periods.assign(opening_budget=float("nan")),
    )


def parcels_only(case: Case) -> Case:
    """No warehouse at all, at no cost of getting there."""
    return _free(case).with_tables(
        site_options=case.site_options.iloc[:0],
        current_network=case.current_network.iloc[:0],
        current_stock=case.current_stock.iloc[:0],
    )


STABILITY = "maximum_changes"  # the limit on openings and closings; with a penalty, a cost of each


def free_to_change(case: Case) -> Case | None:
    """The case without limits on changes, hard or at a cost; None where there are none."""
    steady = case.limits["limit"] == STABILITY
    return case.with_tables(limits=case.limits[~steady]) if steady.any() else None


def todays_network(case: Case) -> Case | None:
    """Today's sites, each with its operator and service package in every period; None where no site runs today."""
    current = case.current_network
    if current.empty:
        return None
    offers = case.site_options.merge(current[["site", "operator"]], on=["site", "operator"])
    bundles = case.operator_bundles.merge(current[["operator", "bundle"]].drop_duplicates(), on=["operator", "bundle"])
    kept = pd.DataFrame(
        {
            "site": current["site"],
            "operator": current["operator"],
            "bundle": current["bundle"],
            "sku": None,
            "period": None,
            "decision": "must",
            "reason": "runs today",
        }
    )
    return _free(case).with_tables(
        site_options=offers[case.site_options.columns], operator_bundles=bundles, overrides=kept[case.overrides.columns]
    )
