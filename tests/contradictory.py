"""Random cases with further rows of the planner's own, about half of which contradict each other."""

from __future__ import annotations

import random

import pandas as pd
from random_cases import random_case

from inputs.case import Case

NOTHING = float("nan")


def contradictory_case(seed: int) -> Case:
    """`random_case(seed)` with up to three hard limits and overrides, statuses, budgets and a category rule more."""
    draw = random.Random(seed)
    case = random_case(seed)
    limits, overrides, sites = _limits(draw, case), _overrides(draw, case), list(case.sites["site"])
    today = set(case.current_network["site"])
    statuses = [
        status if name in today else draw.choice(("candidate", "candidate", "must_open", "excluded"))
        for name, status in zip(sites, case.sites["status"], strict=True)
    ]
    budgets = [draw.choice((NOTHING, NOTHING, 0.0, 500.0)) for _ in case.periods["period"]]
    rules = case.category_rules
    if draw.random() < 0.3:
        rule = {"rule": "minimum_price", "value": draw.choice((100.0, 180.0)), "applies_to": "all"}
        row = dict.fromkeys(rules.columns) | rule | {"currency": case.settings.currency}
        rules = pd.DataFrame([row], columns=rules.columns)
    return case.with_tables(
        limits=limits,
        overrides=overrides,
        sites=case.sites.assign(status=statuses),
        periods=case.periods.assign(opening_budget=budgets),
        category_rules=rules,
    )


def _limits(draw: random.Random, case: Case) -> pd.DataFrame:
    sites = list(case.sites["site"])
    arrow = draw.choice(("", "not "))
    pool = [
        ("minimum_sites", "all", draw.choice((1, 2, 3))),
        ("maximum_sites", "all", draw.choice((0, 1))),
        ("if_then", f"site:{sites[0]} -> {arrow}site:{sites[-1]}", NOTHING),
        ("maximum_changes", "all", draw.choice((0, 1))),
        ("maximum_stock_value", "all", draw.choice((10, 300))),
        ("minimum_demand_met", "all", draw.choice((0.5, 0.9, 1.0))),
        ("single_source", "all", NOTHING),
        ("minimum_average_of_worst", "all", draw.choice((0, 5000))),
    ]
    blank = dict.fromkeys(case.limits.columns) | {"currency": case.settings.currency, "penalty": NOTHING}
    rows = [
        blank | {"limit": name, "scope": scope, "value": float(value)}
        for name, scope, value in draw.sample(pool, draw.randint(0, 3))
    ]
    both = pd.concat([case.limits, pd.DataFrame(rows, columns=case.limits.columns)])
    return both.drop_duplicates(["limit", "scope"], keep="last").astype(case.limits.dtypes.to_dict())


def _overrides(draw: random.Random, case: Case) -> pd.DataFrame:
    sites, operators = list(case.sites["site"]), list(case.operators["operator"])
    rows = [
        dict.fromkeys(case.overrides.columns)
        | {
            "site": draw.choice((None, *sites)),
            "operator": draw.choice((None, *operators)),
            "decision": draw.choice(("must", "never", "never")),
            "sku": draw.choice((None, None, "A")),
            "period": draw.choice((None, None, *case.periods["period"])),
        }
        for _ in range(draw.randint(0, 3))
    ]
    named = [row for row in rows if row["site"] or row["operator"] or row["sku"]]
    both = pd.concat([case.overrides, pd.DataFrame(named, columns=case.overrides.columns, dtype=object)])
    return both.drop_duplicates(["site", "operator", "bundle", "sku", "period"])
