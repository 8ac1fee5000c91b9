"""Outcome -> sheets periods, situations, scenario_states, charges, ledger."""

from __future__ import annotations

import pandas as pd

from inputs import quarters
from model.outcome import Outcome
from model.risk import quarter_weight
from model.state import State
from outputs.deliveries import LINES
from outputs.reference import first_day, percentage


def periods(outcome: Outcome) -> pd.DataFrame:
    """The periods with the weight that turns a quarter's money into a present value."""
    calendar = outcome.data.network.calendar
    rows = [
        {
            "period": t,
            "first_quarter": quarters.text(calendar.first[t]),
            "first_day": first_day(calendar.first[t]).isoformat(),
            "quarters": calendar.length[t],
            "discount": calendar.discount(t, "through"),
            "weight": calendar.weight(t),
        }
        for t in calendar.names
    ]
    return pd.DataFrame(rows)


def situations(outcome: Outcome) -> pd.DataFrame:
    """Every state: its chance, what happens in it, what it earns a quarter."""
    futures = outcome.data.futures
    rows = [
        {
            "situation": n,
            "period": state.period,
            "chance": futures.chance(n),
            "without_events": n in futures.quiet,
            "what_happens": in_words(state),
            "operating_profit": outcome.operations[n].profit,
            "penalty": outcome.operations[n].penalty,
        }
        for n, state in enumerate(futures.states)
    ]
    return pd.DataFrame(rows)


def in_words(state: State) -> str:
    """What happens in a state, for planners."""
    parts = [
        f"duty on {' of '.join(part for part in (duty_class, area) if part) or 'everything'} {100 * points:+.3g} points"
        for duty_class, area, points in state.duty_points
    ]
    parts += [
        f"duty on {' of '.join(part for part in (duty_class, area) if part) or 'everything'} times {factor:g}"
        for duty_class, area, factor in state.duty_factors
    ]
    parts += [f"route {name} closed" for name in state.closed]
    parts += [f"route {name} costs times {factor:g}" for name, factor in state.corridor_costs]
    parts += [f"route {name} {days:+g} days" for name, days in state.corridor_days]
    parts += [f"{name} worth times {factor:g}" for name, factor in state.currencies]
    parts += [f"demand ({scope}) times {factor:g}" for scope, factor in state.demand]
    seized = dict.fromkeys((site, operator, left) for (site, operator, _), left in state.alive)
    parts += [
        f"{site} ({operator}) out of use after a seizure"
        + (f" but for {percentage(left)} of the period" if left else "")
        for site, operator, left in seized
    ]
    return "; ".join(parts) if parts else "nothing unusual"


def scenario_states(outcome: Outcome) -> pd.DataFrame:
    """Which state each scenario brings in each period."""
    rows = [(w, t, n) for (w, t), n in outcome.data.futures.path.items()]
    return pd.DataFrame(rows, columns=["scenario", "period", "situation"])


def charges(outcome: Outcome) -> pd.DataFrame:
    """The design's charges as they are."""
    columns = ["term", "scenario", "subject", "period", "quantity", "unit_cost", "discount", "present_value"]
    return outcome.charges[columns].reset_index(drop=True)


def ledger(outcome: Outcome, table: pd.DataFrame) -> pd.DataFrame:
    """Expected money by line and period, undiscounted and as present values; `table` is that of `deliveries`."""
    blocks = [_block(outcome, table, measure) for measure in ("amount", "present value")]
    fixed = {"line", "section", "measure", "total"}
    clashes = {t: f"period {t}" for t in outcome.data.network.calendar.names if t.casefold() in fixed}
    return pd.concat(blocks, ignore_index=True).rename(columns=clashes)


def _block(outcome: Outcome, table: pd.DataFrame, measure: str) -> pd.DataFrame:
    names = list(outcome.data.network.calendar.names)
    operating = _operating(outcome, table, measure)
    earned = operating.sum()
    design = _charged(outcome, measure, everywhere=True)
    losses = _charged(outcome, measure, everywhere=False)
    parts = [
        ("operations", operating),
        ("total", pd.DataFrame([earned], index=["operating profit"], columns=names)),
        ("design", design),
        ("scenario", losses),
        ("total", pd.DataFrame([earned + design.sum() + losses.sum()], index=["profit"], columns=names)),
    ]
    rows = [
        {"line": line, "section": section, "measure": measure, "total": float(amounts.sum()), **amounts.to_dict()}
        for section, frame in parts
        for line, amounts in frame.iterrows()
    ]
    return pd.DataFrame(rows, columns=["line", "section", "measure", "total", *names])


def _operating(outcome: Outcome, table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Lines (and penalties) by period: sum over states of chance * weight * units * line."""
    data = outcome.data
    factor = {}
    for n, state in enumerate(data.futures.states):
        weight = quarter_weight(data, n) if measure == "present value" else float(state.quarters)
        factor[n] = data.futures.chance(n) * weight
    expected = table["units"] * table["situation"].map(factor).astype(float)
    names = list(data.network.calendar.names)
    money = table[LINES].mul(expected, axis=0)
    lines = money.groupby(table["period"], sort=False).sum().reindex(names).fillna(0.0).T
    penalties = dict.fromkeys(names, 0.0)
    for n, state in enumerate(data.futures.states):
        penalties[state.period] -= factor[n] * outcome.operations[n].penalty
    if any(penalties.values()):
        lines.loc["penalties"] = [penalties[t] for t in names]
    return lines.loc[(lines != 0).any(axis=1)]


def _charged(outcome: Outcome, measure: str, *, everywhere: bool) -> pd.DataFrame:
    """Charges by term and period, negative, expected over scenarios."""
    names = list(outcome.data.network.calendar.names)
    charged = outcome.charges[outcome.charges["scenario"].isna() == everywhere]
    if charged.empty:
        return pd.DataFrame(columns=names, dtype="float64")
    chance = 1.0 if everywhere else charged["scenario"].map(outcome.data.futures.probability).astype(float)
    nominal = charged["quantity"] * charged["unit_cost"]
    paid = (charged["present_value"] if measure == "present value" else nominal) * chance
    wide = paid.groupby([charged["term"], charged["period"]], sort=False).sum().unstack("period")  # noqa: PD010
    order = list(dict.fromkeys(charged["term"]))
    return -wide.reindex(index=order, columns=names).fillna(0.0)
