"""What the checks add up: use of sites by situation, parcels beside the limits on them, deliveries of assignments."""

from __future__ import annotations

import pandas as pd

from inputs.frames import records, tuples
from model.economics.money import base_rates
from model.outcome import Outcome
from model.state import OPTION_KEY
from outputs.dust import without_dust
from outputs.reasons import certified_periods
from outputs.sheets_proof import PARCEL_USE, SITE_USE

ASSIGNED = ["sku", *OPTION_KEY, "period"]
HELD = [*OPTION_KEY, "units", "volume_held", "value_held"]
MISSING = "missing"


def site_use(outcome: Outcome, table: pd.DataFrame) -> pd.DataFrame:
    """What each running site holds in each situation; `table` is that of `deliveries`.

    What is left of a site after a seizure counts as less: its sales need the more room.
    """
    stored = _by(table, "warehouse", ["situation", *OPTION_KEY])
    counts = {key: int(count) for key, count in stored.items()}
    rows = []
    for n, (state, operations) in enumerate(zip(outcome.data.futures.states, outcome.operations, strict=True)):
        through, alive = operations.through, dict(state.alive)
        used: dict[tuple[str, ...], tuple[float, float]] = {}
        for *key, units, volume_held, value_held in tuples(through[HELD]):
            volume, value = used.get(tuple(key), (0.0, 0.0))
            used[tuple(key)] = (volume + units * volume_held, value + units * value_held)
        for run in records(outcome.runs[outcome.runs["period"] == state.period]):
            a = (run.site, run.operator, run.bundle)
            volume, value = used.get(a, (0.0, 0.0))
            left = float(alive.get(a, 1.0)) or 1.0
            rows.append(_one_use(n, run, counts.get((n, *a), 0), volume / left, value / left))
    return pd.DataFrame(rows, columns=list(SITE_USE.names))


def _by(table: pd.DataFrame, channel: str, keys: list[str]) -> pd.Series[int]:
    """How many deliveries of a channel there are, by `keys`."""
    return table.loc[table["channel"] == channel, keys].groupby(keys, sort=False).size()


def _one_use(situation: int, run: object, deliveries: int, volume: float, value: float) -> dict[str, object]:
    facts = {name: getattr(run, name) for name in (*OPTION_KEY, "period")}
    kept, capacity = float(run.kept_volume_m3), float(run.capacity_m3)  # type: ignore[attr-defined]
    ceiling, minimum = float(run.ceiling), float(run.kept_value)  # type: ignore[attr-defined]
    return {
        "situation": situation,
        **facts,
        "deliveries": deliveries,
        "sales_m3": volume,
        "minimum_stock_m3": kept,
        "capacity_m3": capacity,
        "over_m3": max(0.0, without_dust(volume + kept - capacity, capacity)),
        "sales_value": value,
        "minimum_stock_value": minimum,
        "ceiling": ceiling,
        "over_value": max(0.0, without_dust(value + minimum - ceiling, ceiling)),
    }


def parcel_use(outcome: Outcome, table: pd.DataFrame) -> pd.DataFrame:
    """Every SKU that some parcel service carries, beside what that service admits."""
    case = outcome.data.case
    rates = base_rates(case)
    keys = ["sku", "carrier", "zone"]
    sent = _by(table, "parcel", keys).rename("deliveries").reset_index()
    skus = case.skus.assign(price=case.skus["price"] * case.skus["price_currency"].map(rates))
    lanes = case.parcel_lanes.assign(
        max_value=case.parcel_lanes["max_value"] * case.parcel_lanes["currency"].map(rates)
    )
    sent = sent.merge(skus.drop(columns="currency"), on="sku").merge(lanes, on=["carrier", "zone"])
    return sent[list(PARCEL_USE.names)].astype(dict.fromkeys(("max_weight", "max_side", "max_value"), "float64"))


def proven_assignments(outcome: Outcome, assigned: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The sheet sku_assignment with its deliveries, whether the operator and package may have the SKU, and whose
    certificate it is sold under."""
    stored = _by(table, "warehouse", ASSIGNED).rename("deliveries")
    found = assigned.drop(columns=["deliveries", "admitted", "certificate"], errors="ignore")
    found = found.merge(stored.reset_index(), how="left", on=ASSIGNED)
    admitted = set(tuples(outcome.data.network.admitted[["sku", *OPTION_KEY]]))
    return found.assign(
        deliveries=found["deliveries"].fillna(0).astype("int64"),
        admitted=[key in admitted for key in tuples(found[["sku", *OPTION_KEY]])],
        certificate=_certificates(outcome, found),
    )


def _certificates(outcome: Outcome, assigned: pd.DataFrame) -> list[str]:
    """Whose certificate each (SKU, site, period) is held under: the plan's, the operator's, none needed, or missing."""
    data = outcome.data
    area = dict(zip(data.case.sites["site"], data.case.sites["customs_area"], strict=True))
    family = dict(zip(data.case.skus["sku"], data.case.skus["family"], strict=True))
    periods, rows = certified_periods(outcome), data.network.rows()
    brings = {(r.site, r.period) for r in records(outcome.runs) if rows[r.site, r.operator, r.bundle].certification}
    words = []
    for k, s, t in tuples(assigned[["sku", "site", "period"]]):
        held = periods.get((family[k], area[s]))
        if held is None:
            words.append("not needed")
        elif t in held:
            words.append("own")
        else:
            words.append("operator's" if (s, t) in brings else MISSING)
    return words


def most_of_demand(outcome: Outcome, table: pd.DataFrame) -> list[float]:
    """Buyers reached as a share of demand, the highest of any SKU and zone, by situation."""
    keys = ["situation", "sku", "zone"]
    reached = (table["units"] / table["keep"]).groupby([table[key] for key in keys]).sum().rename("reached")
    wanted = pd.concat([tables.demand.assign(situation=n) for n, tables in enumerate(outcome.data.tables)])
    both = reached.reset_index().merge(wanted, how="left", on=keys)
    over = both["reached"] / both["units"].fillna(0.0).clip(lower=1e-12)
    highest = over.groupby(both["situation"]).max()
    return [float(highest.get(n, 0.0)) for n in range(len(outcome.data.futures.states))]
