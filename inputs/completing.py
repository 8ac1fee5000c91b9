"""The case of checked tables, in which the planner's short forms are written out in full."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from inputs import cells
from inputs.case import Case, Settings
from inputs.draft import Draft
from inputs.scopes import is_all
from inputs.tables import Assumption

EVENTS_WITH_SCOPE = ("seizure", "demand_factor", "duty_points", "duty_factor")


def completed(draft: Draft, assumptions: list[Assumption], source: str, sha256: str) -> Case:
    """The case of tables in which nothing is wrong."""
    frames = {name: table.frame() for name, table in draft.tables.items()}
    frames = complete(frames, draft.currency, assumptions)
    names = [field.name for field in dataclasses.fields(Settings)]
    return Case(
        settings=Settings(**{name: draft.settings[name] for name in names}),  # type: ignore[arg-type]
        assumptions=pd.DataFrame(
            {
                field.name: pd.Series(
                    [getattr(assumption, field.name) for assumption in assumptions],
                    dtype="int64" if field.name == "cells" else "object",
                )
                for field in dataclasses.fields(Assumption)
            }
        ),
        source=source,
        sha256=sha256,
        places={name: table.places() for name, table in draft.tables.items() if len(table) == len(frames[name])},
        **frames,
    )


def complete(
    frames: dict[str, pd.DataFrame], plan_currency: str, assumptions: list[Assumption]
) -> dict[str, pd.DataFrame]:
    """The checked frames in the form a Case promises: currencies, names, demand, lanes and scopes in full."""
    done = dict(frames)
    done["currencies"] = _with_plan_currency(frames["currencies"], plan_currency)
    skus = frames["skus"].copy()
    for column, stand_in in (("name", "sku"), ("price_currency", "currency")):
        skus[column] = skus[column].where(skus[column].notna(), skus[stand_in])
    done["skus"] = skus
    options = frames["site_options"].copy()
    options["importer"] = options["importer"].where(options["importer"].notna(), options["operator"])
    done["site_options"] = options
    done["demand"] = spread_demand(frames["demand"], frames["zones"])
    done["operator_bundles"] = _all_bundles(frames, assumptions)
    done["parcel_lanes"] = _expand_all_zones(frames["parcel_lanes"], list(frames["zones"]["zone"]))
    done["limits"] = _tidied(frames["limits"], "scope")
    done["category_rules"] = _tidied(frames["category_rules"], "applies_to")
    scoped = frames["events"]["kind"].isin(EVENTS_WITH_SCOPE)
    done["events"] = _tidied(frames["events"], "target", scoped)
    return {name: table.reset_index(drop=True) for name, table in done.items()}


def _tidied(table: pd.DataFrame, column: str, rows: pd.Series[bool] | None = None) -> pd.DataFrame:
    """The table with the scopes of a column tidied, in all rows or in those marked."""
    scopes = [str(scope) for scope in table[column]]
    marked = [True] * len(scopes) if rows is None else list(rows)
    tidy = [tidy_scope(scope) if mark else scope for scope, mark in zip(scopes, marked, strict=True)]
    return table.assign(**{column: pd.Series(tidy, dtype="object")})


def _with_plan_currency(currencies: pd.DataFrame, plan_currency: str) -> pd.DataFrame:
    """The plan's currency at rate 1 comes first where the sheet does not list it."""
    if plan_currency in set(currencies["currency"]):
        return currencies
    own = pd.DataFrame({"currency": [plan_currency], "rate": [1.0], "note": [None]}, dtype="object")
    return pd.concat([own, currencies.astype("object")]).astype(currencies.dtypes.to_dict())


def spread_demand(demand: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Demand of a SKU alone spread over zones by share / sum of shares; rows of no units are left out.

    demand: sku, zone (None = all), period, units a quarter. Returns the same columns, every zone filled.
    """
    blank = demand["zone"].isna()
    if blank.any():
        weights = zones.loc[zones["share"] > 0, ["zone", "share"]]
        shares = (weights["share"] / weights["share"].sum()).to_numpy()
        copies = np.where(blank, len(weights), 1)
        rows = np.repeat(np.arange(len(demand)), copies)
        spread = demand.iloc[rows].reset_index(drop=True)
        place = np.arange(len(rows)) - np.repeat(np.cumsum(copies) - copies, copies)
        was_blank = blank.to_numpy()[rows]
        names = weights["zone"].to_numpy(dtype=object)
        zone = spread["zone"].to_numpy(dtype=object, copy=True)
        zone[was_blank] = names[place[was_blank]]
        units = spread["units"].to_numpy(copy=True)
        units[was_blank] *= shares[place[was_blank]]
        demand = spread.assign(zone=pd.Series(zone, dtype="object"), units=units)
    return demand[demand["units"] > 0].reset_index(drop=True)


def _all_bundles(frames: Mapping[str, pd.DataFrame], assumptions: list[Assumption]) -> pd.DataFrame:
    """Operators without a row of their own offer every bundle: added after the rows given, in order."""
    given = frames["operator_bundles"]
    silent = [name for name in frames["operators"]["operator"] if name not in set(given["operator"])]
    pairs = [(operator, bundle) for operator in silent for bundle in frames["bundles"]["bundle"]]
    if len(given) and pairs:
        assumptions.append(Assumption("operator_bundles", "operator", "offers every bundle", len(silent)))
    return pd.DataFrame(
        {
            "operator": pd.Series([*given["operator"], *(pair[0] for pair in pairs)], dtype="object"),
            "bundle": pd.Series([*given["bundle"], *(pair[1] for pair in pairs)], dtype="object"),
        }
    )


def _expand_all_zones(lanes: pd.DataFrame, zones: list[str]) -> pd.DataFrame:
    """A carrier's row for all zones becomes one row for each zone without a row of its own."""
    own = {(row.carrier, row.zone) for row in lanes.itertuples()}
    rows: list[int] = []
    names: list[str] = []
    for i, (carrier, zone) in enumerate(zip(lanes["carrier"], lanes["zone"], strict=True)):
        reached = [name for name in zones if (carrier, name) not in own] if is_all(zone) else [zone]
        rows.extend([i] * len(reached))
        names.extend(reached)
    expanded = lanes.iloc[rows].reset_index(drop=True)
    return expanded.assign(zone=pd.Series(names, dtype="object"))


def tidy_scope(scope: str) -> str:
    """A scope without stray spaces, its prefixes in lower case: "Site: A &no_tax" is "site:A & no_tax"."""
    if "->" in scope:
        return " -> ".join(tidy_scope(side) for side in scope.split("->"))
    return " & ".join(_tidy_term(term) for term in scope.split("&"))


def _tidy_term(term: str) -> str:
    prefix, colon, name = cells.clean(term).partition(":")
    if colon and re.fullmatch(r"[A-Za-z_]+\s*", prefix):
        return f"{prefix.strip().lower()}:{name.strip()}"
    return term.strip().lower() if term.strip().lower() in ("all", "no_tax") else term.strip()
