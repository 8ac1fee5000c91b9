"""Ordinary plan cases of a given size and seed, drawn from the Russian example: cities, duty lines, goods, costs."""

from __future__ import annotations

import os

import pandas as pd

from bench.goods import demand, period_names, skus, zones
from bench.places import lanes, site_options, sites
from bench.scenarios import Goods, scenarios
from bench.sizes import SIZES, Size
from inputs import quarters
from inputs.assembling import case_from_tables
from inputs.case import Case
from inputs.examples import russia
from inputs.examples.figures import Tables, frame
from inputs.writing import write_tables

AVERSION, TAIL = 0.3, 0.1
EXAMPLE_SITES = 10
PAIRED = "Moscow bonded"  # the if_then limit speaks of it


def tables(case: str, seed: int) -> Tables:
    """Every sheet of the case, ready for `case_from_tables` or `write_tables`; the same arguments, the same tables."""
    size = SIZES[case]
    example = russia.tables()
    places, cities, goods = sites(size), zones(size), skus(size, seed)
    options = site_options(size, seed, places)
    capacity = float(options.groupby("site")["capacity_m3"].max().sum())
    kept = {"family": set(goods["family"]), "duty_class": set(goods["duty_class"])}
    aims = Goods(
        tuple(goods["duty_class"].drop_duplicates()),
        tuple(goods["category"].drop_duplicates()),
        tuple(places["site"]),
    )
    told, happening = scenarios(size, seed, aims)
    operators = example["operators"]
    return {
        **{name: _about(example[name], kept) for name in ("certifications", "certificates_held", "duties", "levies")},
        **{name: example[name] for name in ("currencies", "customs_areas", "declaration_fees", "category_rules")},
        **lanes(size, seed, places, cities),
        "settings": _settings(example["settings"], case, seed),
        "periods": _periods(size),
        "skus": goods.drop(columns="units_a_year"),
        "zones": cities.drop(columns="district"),
        "demand": demand(size, seed, goods, cities, capacity),
        "sites": places.drop(columns="like"),
        "operators": operators[operators["operator"].isin(size.operators)],
        "bundles": example["bundles"][example["bundles"]["bundle"].isin(size.bundles)],
        "operator_bundles": frame("operator bundle", [(o, b) for o in size.operators for b in size.bundles]),
        "site_options": options,
        "current_network": example["current_network"],
        "current_stock": _about(example["current_stock"], {"sku": set(goods["sku"])}),
        "scenarios": told,
        "events": happening,
        "limits": _limits(size, paired=PAIRED in set(places["site"])),
        "overrides": example["overrides"].head(1),
    }


def generate(case: str, seed: int) -> Case:
    """The checked case; raises KeyError for a size that is not in SIZES."""
    return case_from_tables(tables(case, seed), source=f"{case} {seed}")


def write(case: str, seed: int, path: str | os.PathLike[str]) -> None:
    """The case as a workbook; the same arguments give the same bytes."""
    write_tables(path, tables(case, seed))


def _about(table: pd.DataFrame, kept: dict[str, set[str]]) -> pd.DataFrame:
    """The rows about goods that the case has."""
    rows = pd.Series(True, index=table.index)
    for column, names in kept.items():
        if column in table.columns:
            rows &= table[column].isin(names)
    return table[rows].reset_index(drop=True)


def _settings(settings: pd.DataFrame, case: str, seed: int) -> pd.DataFrame:
    changed: dict[str, object] = {"plan_name": f"bench {case} {seed}", "aversion": AVERSION, "tail": TAIL}
    rows = [(name, changed.get(name, value)) for name, value in settings[["name", "value"]].itertuples(index=False)]
    return frame("name value", rows)


def _periods(size: Size) -> pd.DataFrame:
    """The example's budgets, summed over the quarters of a period, in proportion to the number of sites."""
    example = russia.tables()["periods"]
    a_quarter = {
        quarters.count(first) + offset: budget / length
        for first, length, budget in example[["first_quarter", "quarters", "opening_budget"]].itertuples(index=False)
        for offset in range(int(length))
    }
    rows = []
    for name, (first, length) in zip(period_names(size), size.periods, strict=True):
        budget = sum(a_quarter[quarters.count(first) + offset] for offset in range(length)) * size.sites / EXAMPLE_SITES
        rows.append((name, first, length, round(budget, -6), "RUB"))
    return frame("period first_quarter quarters opening_budget currency", rows)


def _limits(size: Size, *, paired: bool) -> pd.DataFrame:
    """The example's limits; money and numbers of sites in proportion to the number of sites."""
    table = russia.tables()["limits"]
    table = table[paired | (table["limit"] != "if_then")].reset_index(drop=True)
    scale = size.sites / EXAMPLE_SITES
    value = [
        value if pd.isna(value) else (max(3, round(value * scale)) if limit == "maximum_sites" else value * scale)
        for limit, value in zip(table["limit"], table["value"], strict=True)
    ]
    return table.assign(value=value)
