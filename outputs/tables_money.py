"""Outcome -> sheets periods, situations, situation_lines, scenario_states, charges, ledger."""

from __future__ import annotations

import pandas as pd

from inputs import quarters
from model.outcome import Outcome
from model.state import State
from outputs.deliveries import LINES
from outputs.language import Words
from outputs.reference import first_day
from outputs.sheets_money import CHARGES, SITUATION_LINES

PENALTIES = "penalties"
FACTORS = {"amount": "expected_quarters", "present value": "expected_weight"}  # by measure of the ledger
KEYS_OF_LINES = list(SITUATION_LINES.names[: SITUATION_LINES.names.index("line")])


def periods(outcome: Outcome) -> pd.DataFrame:
    """The periods with the weight that turns a quarter's money into a present value."""
    calendar = outcome.data.network.calendar
    ceilings = outcome.runs.groupby("period")["ceiling"].sum()
    rows = [
        {
            "period": t,
            "first_quarter": quarters.text(calendar.first[t]),
            "first_day": first_day(calendar.first[t]).isoformat(),
            "quarters": calendar.length[t],
            "discount": calendar.discount(t, "through"),
            "weight": calendar.weight(t),
            "stock_ceilings": float(ceilings.get(t, 0.0)),
        }
        for t in calendar.names
    ]
    return pd.DataFrame(rows)


def situations(outcome: Outcome, lines: pd.DataFrame, say: Words) -> pd.DataFrame:
    """Every state: its chance, what happens in it, what it earns a quarter; `lines` is that of `situation_lines`."""
    futures = outcome.data.futures
    rows = [
        {
            "situation": n,
            "period": state.period,
            "chance": futures.chance(n),
            "without_events": n in futures.quiet,
            "what_happens": in_words(state, say),
            "operating_profit": float(lines["margin"].iloc[n]),
            "penalty": outcome.operations[n].penalty,
        }
        for n, state in enumerate(futures.states)
    ]
    return pd.DataFrame(rows)


def in_words(state: State, say: Words) -> str:
    """What happens in a state, for planners."""
    factor = say.figure
    parts = [
        say("duty_points", what=_duty_scope(duty_class, area, say), points=factor(100 * points, "+.3g"))
        for duty_class, area, points in state.duty_points
    ]
    parts += [
        say("duty_factor", what=_duty_scope(duty_class, area, say), factor=factor(times))
        for duty_class, area, times in state.duty_factors
    ]
    parts += [say("route_closed", name=name) for name in state.closed]
    parts += [say("route_cost", name=name, factor=factor(times)) for name, times in state.corridor_costs]
    parts += [say("route_days", name=name, days=factor(days, "+g")) for name, days in state.corridor_days]
    parts += [say("currency_factor", name=name, factor=factor(times)) for name, times in state.currencies]
    parts += [say("demand_factor", scope=scope, factor=factor(times)) for scope, times in state.demand]
    seized = dict.fromkeys((site, operator, left) for (site, operator, _), left in state.alive)
    parts += [
        say("out_of_use_partly" if left else "out_of_use", site=site, operator=operator, share=say.percentage(left))
        for site, operator, left in seized
    ]
    return say.clauses(parts) if parts else say("nothing_unusual")


def _duty_scope(duty_class: str, area: str, say: Words) -> str:
    if duty_class and area:
        return say("duty_of", duty_class=duty_class, area=area)
    return duty_class or area or say("everything")


def situation_lines(outcome: Outcome, table: pd.DataFrame) -> pd.DataFrame:
    """What each state earns a quarter, line by line, penalties last; `table` is that of `deliveries`.

    Rows as on the sheet situations. `expected_quarters` and `expected_weight` turn a quarter's money into expected
    money over the whole plan: undiscounted, and on its first day.
    """
    futures, calendar = outcome.data.futures, outcome.data.network.calendar
    money = table[LINES].mul(table["units"], axis=0).groupby(table["situation"]).sum()
    money = money.reindex(range(len(futures.states))).fillna(0.0)
    money = money.loc[:, (money != 0).any()]
    penalties = [-operations.penalty for operations in outcome.operations]
    if any(penalties):
        money[PENALTIES] = penalties
    chances = pd.Series([futures.chance(n) for n in money.index], dtype="float64")
    named = pd.Series([state.period for state in futures.states], dtype="object")
    keys = pd.DataFrame(
        {
            "situation": money.index,
            "period": named,
            "expected_quarters": chances * named.map(calendar.length).astype(float),
            "expected_weight": chances * named.map({t: calendar.weight(t) for t in calendar.names}).astype(float),
            "margin": money.sum(axis="columns"),
        }
    )
    return keys.join(money)


def scenario_states(outcome: Outcome, situations: pd.DataFrame) -> pd.DataFrame:
    """Which state each scenario brings in each period, and what it earns then, on the plan's first day."""
    calendar = outcome.data.network.calendar
    earned = situations["operating_profit"]
    rows = [(w, t, n, float(earned.iloc[n]) * calendar.weight(t)) for (w, t), n in outcome.data.futures.path.items()]
    return pd.DataFrame(rows, columns=["scenario", "period", "situation", "present_value"])


def charges(outcome: Outcome) -> pd.DataFrame:
    """The design's charges as they are, with the chance that each is paid."""
    probability = outcome.data.futures.probability
    chance = [1.0 if w is None or w != w else probability[w] for w in outcome.charges["scenario"]]
    columns = [column.name for column in CHARGES.columns]
    paid = outcome.charges["quantity"] * outcome.charges["unit_cost"] * outcome.charges["discount"]
    chances = pd.Series(chance, index=outcome.charges.index, dtype="float64")
    return outcome.charges.assign(chance=chances, present_value=paid)[columns].reset_index(drop=True)


def ledger(outcome: Outcome, lines: pd.DataFrame, say: Words) -> pd.DataFrame:
    """Expected money by line and period, undiscounted and as present values; `lines` is that of `situation_lines`."""
    blocks = [_block(outcome, lines, measure, say) for measure in FACTORS]
    fixed = {"line", "words", "section", "measure", "total"}
    clashes = {t: f"period {t}" for t in outcome.data.network.calendar.names if t.casefold() in fixed}
    return pd.concat(blocks, ignore_index=True).rename(columns=clashes)


def _block(outcome: Outcome, lines: pd.DataFrame, measure: str, say: Words) -> pd.DataFrame:
    names = list(outcome.data.network.calendar.names)
    operating = _operating(names, lines, FACTORS[measure])
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
        {
            "line": line,
            "words": say.line(str(line)),
            "section": section,
            "measure": measure,
            "total": float(amounts.sum()),
            **amounts.to_dict(),
        }
        for section, frame in parts
        for line, amounts in frame.iterrows()
    ]
    return pd.DataFrame(rows, columns=["line", "words", "section", "measure", "total", *names])


def _operating(names: list[str], lines: pd.DataFrame, factor: str) -> pd.DataFrame:
    """Lines (and penalties) by period: sum over states of chance * quarters or weight * amount a quarter."""
    money = lines.drop(columns=KEYS_OF_LINES).mul(lines[factor], axis=0)
    by_period: pd.DataFrame = money.groupby(lines["period"], sort=False).sum().reindex(names).fillna(0.0).T
    return by_period


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
