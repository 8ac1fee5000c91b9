"""Every delivery of a plan in one table: a row for each state, SKU, channel and zone with units above zero."""

from __future__ import annotations

import pandas as pd

from model.economics import LANE_LINES, OPTION_LINES, PARCEL_LINES
from model.outcome import Operations, Outcome
from model.state import OPTION_KEY
from outputs.reference import calm_states
from outputs.sheets_money import DELIVERY_KEYS, FLOW_TOTALS

KEYS = [column.name for column in DELIVERY_KEYS]
LINES = list(dict.fromkeys((*LANE_LINES, *OPTION_LINES, *PARCEL_LINES)))
FIGURES = ["units", "days", "keep", "margin", "volume_held", "value_held"]


def deliveries(outcome: Outcome, most_rows: int | None = None) -> pd.DataFrame:
    """Columns KEYS, FIGURES and LINES; units a quarter, money in plan currency a unit.

    A warehouse delivery joins its lane with the option that handles it; where several handle a SKU at one site, each
    takes its share of every lane. A line that a channel does not have is 0. Where there are more than `most_rows`,
    those of the futures without events come first.
    """
    frames = []
    for n, (state, operations) in enumerate(zip(outcome.data.futures.states, outcome.operations, strict=True)):
        for channel in (_from_sites(operations), _by_parcel(operations)):
            if len(channel):
                frames.append((n, _whole(channel.assign(situation=n, period=state.period))))
    if most_rows is not None and sum(len(frame) for _, frame in frames) > most_rows:
        calm = set(calm_states(outcome).values())
        frames.sort(key=lambda one: one[0] not in calm)
    return pd.concat([frame for _, frame in frames], ignore_index=True) if frames else _empty()


def _whole(channel: pd.DataFrame) -> pd.DataFrame:
    table = channel[[*KEYS, *FIGURES, *LINES]].astype(dict.fromkeys([*FIGURES, *LINES], "float64"))
    table[LINES] += 0.0  # no minus before a zero
    return table


def _empty() -> pd.DataFrame:
    kinds = dict.fromkeys([*FIGURES, *LINES], "float64") | {"situation": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "object")) for name in [*KEYS, *FIGURES, *LINES]})


def _from_sites(operations: Operations) -> pd.DataFrame:
    lanes = operations.ship[["sku", "site", "zone", "units", "days", "keep", "margin", *LANE_LINES]]
    handled = operations.through.rename(columns={"units": "handled", "margin": "option_margin"})
    handled = handled[["sku", *OPTION_KEY, "handled", "option_margin", "volume_held", "value_held", *OPTION_LINES]]
    total = handled.groupby(["sku", "site"], sort=False)["handled"].transform("sum")
    found = lanes.merge(handled.assign(part=handled["handled"] / total), on=["sku", "site"])
    return found.assign(
        channel="warehouse",
        carrier=None,
        units=found["units"] * found["part"],
        margin=found["margin"] + found["option_margin"],
        **{line: 0.0 for line in LINES if line not in (*LANE_LINES, *OPTION_LINES)},
    )


def _by_parcel(operations: Operations) -> pd.DataFrame:
    return operations.parcels.assign(
        channel="parcel",
        site=None,
        operator=None,
        bundle=None,
        volume_held=0.0,
        value_held=0.0,
        **{line: 0.0 for line in LINES if line not in PARCEL_LINES},
    )


def flow_tables(table: pd.DataFrame, kept: pd.Series[bool]) -> dict[str, pd.DataFrame]:
    """The sheets flows, unit_costs (a line of 0 is blank) and flow_totals; `kept`: rows that stay in the workbook."""
    grouped = table.assign(rows=1, margin=table["units"] * table["margin"], rows_here=kept.astype("int64")).groupby(
        ["situation", "period", "channel"], sort=False
    )
    totals = grouped[["rows", "units", "margin", "rows_here"]].sum().assign(slowest=grouped["days"].max()).reset_index()
    totals = totals[list(FLOW_TOTALS.names)]
    return {
        "flows": table[[*KEYS, "units", "days", "keep"]],
        "flow_totals": totals,
        "unit_costs": table[[*KEYS, "units", "margin"]].join(table[LINES].where(table[LINES] != 0)),
    }
