"""A plan as tables: one for each result sheet, with exactly the declared columns."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.outcome import PlanResult
from outputs import actions, tables_money, tables_network, tables_proof, tables_risk, tables_trust
from outputs.checks import checks
from outputs.comparison import comparison
from outputs.deliveries import deliveries, flow_tables
from outputs.dictionary import dictionary
from outputs.language import ENGLISH, Words
from outputs.places import Places
from outputs.reference import calm_states
from outputs.schema import columns_of
from outputs.sheets import SHEETS
from outputs.tables_assortment import assortment_tables
from outputs.tables_service import service_level

MOST_ROWS = 200_000  # a longer table goes on in a CSV file beside the workbook
DELIVERY_SHEETS = ("flows", "unit_costs")
LONG_SHEETS = (*DELIVERY_SHEETS, "assortment", "exclusions", "sku_assignment")  # the others are always whole


def result_tables(
    result: PlanResult, provenance: Mapping[str, str | float | None], most_rows: int = MOST_ROWS, say: Words = ENGLISH
) -> dict[str, pd.DataFrame]:
    """Every result sheet in the workbook's order, whole (rows beyond `most_rows` included, those to keep first).

    Deliveries of the futures without events come first where not all of them fit; `flow_totals.rows_here` says how
    many of each situation do. Sentences are in the language of `say`, codes and names are not.
    """
    plan = result.plan
    table = deliveries(plan, most_rows)
    kept = pd.Series(True, index=table.index)
    if len(table) > most_rows:
        calm = int(table["situation"].isin(calm_states(plan).values()).sum())
        kept = pd.Series(table.index < min(most_rows, calm), index=table.index)
    lines = tables_money.situation_lines(plan, table)
    reached = tables_proof.most_of_demand(plan, table)
    situations = tables_money.situations(plan, lines, say).assign(of_demand=reached)
    states = tables_money.scenario_states(plan, situations)
    charges = tables_money.charges(plan)
    ledger = tables_money.ledger(plan, lines, say)
    tables = {
        "comparison": comparison(result, table, say),
        "actions": actions.table(actions.actions(plan), say),
        "sites": tables_network.sites(plan),
        "stock_ceilings": tables_network.stock_ceilings(plan),
        "sku_assignment": tables_proof.proven_assignments(plan, tables_network.sku_assignment(plan, table), table),
        **assortment_tables(plan, table, say),
        "certificates": tables_network.certificates(plan),
        "service_level": service_level(plan, table),
        "ledger": ledger,
        "scenarios": tables_risk.scenarios(result, table, states, charges, say),
        "seizure_rates": tables_risk.seizure_rates(plan),
        "limits": tables_trust.limits(plan),
        **flow_tables(table, kept),
        "periods": tables_money.periods(plan),
        "situations": situations,
        "situation_lines": lines,
        "scenario_states": states,
        "charges": charges,
        "site_use": tables_proof.site_use(plan, table),
        "parcel_use": tables_proof.parcel_use(plan, table),
        "assumptions": tables_trust.assumptions(plan, say),
        "provenance": tables_trust.provenance(result, provenance, say),
    }
    rows = {name: rows_in_workbook(name, tables, most_rows) for name in tables}
    tables["checks"] = checks(plan, tables, Places(tables, rows), say)
    tables["dictionary"] = dictionary(SHEETS, tables, plan.data.case.settings.currency)
    for sheet in SHEETS:
        columns_of(sheet, [str(name) for name in tables[sheet.name].columns])
    return {sheet.name: tables[sheet.name] for sheet in SHEETS}


def rows_in_workbook(name: str, tables: Mapping[str, pd.DataFrame], most_rows: int = MOST_ROWS) -> int:
    """How many rows of a table stay in the workbook."""
    rows = len(tables[name])
    if name in DELIVERY_SHEETS and rows > most_rows:
        return int(tables["flow_totals"]["rows_here"].sum())
    return min(rows, most_rows) if name in LONG_SHEETS else rows
