"""Outcome -> sheets scenarios and seizure_rates, and the sentences on the largest risks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from inputs.frames import records
from model.futures import default_scenarios
from model.outcome import Outcome, PlanResult
from model.risk import quarter_weight
from outputs.dust import without_dust
from outputs.language import Words
from outputs.reference import reference_scenario

MOST_NAMED = 3  # sites named in a sentence
PARCELS = ""  # in the place of a site; no site has this name
NEGLIGIBLE = 0.001  # of expected profit: smaller changes are not told
ROUNDING = 1e-6  # the same for what is taken: a ceiling that should be 0 may be a little more
Margins = dict[int, "pd.Series[float]"]


@dataclass(frozen=True)
class Risk:
    """A scenario that costs money: how likely, how much, and what is hit."""

    scenario: str
    story: str
    probability: float
    loss: float
    hit: str

    @property
    def weighted(self) -> float:
        return self.probability * self.loss


def risks(outcome: Outcome, table: pd.DataFrame, say: Words) -> list[Risk]:
    """Every scenario but the reference, the greatest probability times loss first."""
    reference = reference_scenario(outcome)
    chance, story = outcome.data.futures.probability, stories(outcome, say)
    calm, margins = outcome.profits[reference], _margins(table)
    found = [
        Risk(w, story[w], chance[w], without_dust(calm - profit, calm), _hit(outcome, margins, w, say))
        for w, profit in outcome.profits.items()
        if w != reference
    ]
    return sorted(found, key=lambda risk: -risk.weighted)


def _hit(outcome: Outcome, margins: Margins, scenario: str, say: Words) -> str:
    """What a scenario takes, in words: stock, fines and fit-out by subject, lost operations by site."""
    currency = outcome.data.case.settings.currency
    own = outcome.charges[outcome.charges["scenario"] == scenario]
    where = own["subject"].map(_place)
    taken = own["present_value"].groupby(where, sort=False).sum().sort_values(ascending=False, kind="stable")
    taken = taken[taken > ROUNDING * abs(outcome.expected_profit)]
    parts = []
    if len(taken):
        parts.append(say("hit_seized", places=_named(taken, currency, say)))
    calm, earned = (_earned(outcome, margins, w) for w in (reference_scenario(outcome), scenario))
    change = earned.sub(calm, fill_value=0.0).sort_values(kind="stable")
    least = NEGLIGIBLE * abs(outcome.expected_profit)
    fewer, more = -change[change < -least], change[change > least].iloc[::-1]
    if len(fewer):
        parts.append(say("hit_lost", places=_named(fewer, currency, say)))
    if len(more):
        parts.append(say("hit_made_up", places=_named(more, currency, say)))
    return say.clauses(parts) if parts else say("hit_nothing")


def _place(subject: str) -> str:
    """A charge's subject, site / operator / package, as planners say it."""
    site, *rest = subject.split(" / ")
    return f"{site} ({rest[0]})" if rest else site


def _named(money: pd.Series[float], currency: str, say: Words) -> str:
    named = [
        say("place_money", place=say("parcels") if name == PARCELS else name, amount=say.amount(float(value), currency))
        for name, value in money.iloc[:MOST_NAMED].items()
    ]
    rest = money.iloc[MOST_NAMED:]
    if len(rest):
        named.append(say("more_money", count=len(rest), amount=say.amount(float(rest.sum()), currency)))
    return say.listed(named)


def _margins(table: pd.DataFrame) -> Margins:
    """situation -> the margins of its deliveries by site (PARCELS for parcels)."""
    where = table["site"].where(table["channel"] == "warehouse", PARCELS)
    money = (table["units"] * table["margin"]).set_axis(where)
    return {int(str(n)): part for n, part in money.groupby(table["situation"].to_numpy(), sort=False)}


def _earned(outcome: Outcome, margins: Margins, scenario: str) -> pd.Series[float]:
    """Present value of margins by site along a scenario's path."""
    data = outcome.data
    path = {data.futures.path[scenario, t] for t in data.network.calendar.names}
    parts = [part * quarter_weight(data, n) for n, part in margins.items() if n in path]
    money = pd.concat(parts) if parts else pd.Series(dtype="float64")
    return money.groupby(level=0, sort=False).sum()


def sentence(risk: Risk, currency: str, say: Words) -> str:
    """A risk for page one."""
    return say(
        "risk_story" if risk.story else "risk",
        scenario=risk.scenario,
        chance=say.percentage(risk.probability),
        loss=say.amount(risk.loss, currency),
        story=risk.story.rstrip(".。"),
        hit=risk.hit,
    )


def stories(outcome: Outcome, say: Words) -> dict[str, str]:
    """What happens in each scenario: as the planner wrote it; in the reader's language where the plan made it up."""
    told = outcome.data.futures.story
    if len(outcome.data.case.scenarios):
        return told
    _, events = default_scenarios(outcome.data.case, outcome.data.network)
    made = dict.fromkeys(told, say("story_calm"))
    for event in records(events):
        kind, _, untaxed = str(event.target).removeprefix("kind:").partition(" & ")
        key = "story_seizure_untaxed" if untaxed else "story_seizure"
        made[event.scenario] = say(key, kind=kind, when=event.first_period)
    return made


def scenarios(
    result: PlanResult, table: pd.DataFrame, states: pd.DataFrame, charges: pd.DataFrame, say: Words
) -> pd.DataFrame:
    """Every scenario with its profit beside the yardsticks', the reference first.

    `table` is that of `deliveries`; `states` and `charges`, the sheets scenario_states and charges, give each profit
    a second time.
    """
    plan = result.plan
    recomputed = recomputed_profits(states, charges)
    reference = reference_scenario(plan)
    calm = Risk(reference, stories(plan, say)[reference], plan.data.futures.probability[reference], 0.0, "")
    told = [calm, *risks(plan, table, say)]
    worst = parts_of_worst(plan, [risk.scenario for risk in told])
    rows = [
        {
            "scenario": risk.scenario,
            "story": risk.story,
            "probability": risk.probability,
            "profit": plan.profits[risk.scenario],
            "recomputed": recomputed[risk.scenario],
            "part_of_worst": worst[risk.scenario],
            "today": _profit_of(result.today, risk.scenario),
            "parcels_only": _profit_of(result.parcels_only, risk.scenario),
            "loss": risk.loss,
            "weighted_loss": risk.weighted,
            "hit": risk.hit or None,
        }
        for risk in told
    ]
    return pd.DataFrame(rows).astype({"today": "float64", "parcels_only": "float64"})


def recomputed_profits(states: pd.DataFrame, charges: pd.DataFrame) -> dict[str, float]:
    """Each scenario's profit: what its states earn, less the charges of every future and its own."""
    earned = states.groupby("scenario", sort=False)["present_value"].sum()
    own = charges.groupby("scenario")["present_value"].sum()
    everywhere = float(charges.loc[charges["scenario"].isna(), "present_value"].sum())
    return {str(w): float(value) - everywhere - float(own.get(w, 0.0)) for w, value in earned.items()}


def parts_of_worst(outcome: Outcome, order: Sequence[str]) -> dict[str, float]:
    """How much of each scenario's probability counts among the worst outcomes, which sum to the tail.

    Of equal profits (to the cent) the first in `order` counts first.
    """
    left, parts = outcome.data.case.settings.tail, {}
    for w in sorted(order, key=lambda name: round(outcome.profits[name], 2)):
        parts[w] = max(0.0, min(left, outcome.data.futures.probability[w]))
        left -= parts[w]
    return parts


def _profit_of(yardstick: Outcome | None, scenario: str) -> float | None:
    """A yardstick's profit; a scenario that it does not know leaves it as without events."""
    if yardstick is None:
        return None
    return yardstick.profits.get(scenario, yardstick.profits[reference_scenario(yardstick)])


def seizure_rates(outcome: Outcome) -> pd.DataFrame:
    """Assumed yearly seizure rates beside those the scenarios imply: 1 - (1 - chance over the plan)^(1/years).

    Where no tax is paid the assumed rate is 1 - (1 - p)^factor.
    """
    data = outcome.data
    calendar, factor = data.network.calendar, data.case.settings.seizure_factor_no_tax
    years = (calendar.end - calendar.begin) / 4
    rows = []
    for option in records(data.network.options):
        a = (option.site, option.operator, option.bundle)
        struck = dict.fromkeys(seizure.scenario for seizure in data.futures.seizures if a in seizure.options)
        chance = min(1.0, sum(data.futures.probability[w] for w in struck))
        assumed, taxed = float(option.seizure_probability), bool(option.tax)
        rows.append(
            {
                "site": option.site,
                "operator": option.operator,
                "bundle": option.bundle,
                "pays_tax": taxed,
                "assumed": assumed,
                "factor_no_tax": factor,
                "assumed_here": assumed if taxed else 1 - (1 - assumed) ** factor,
                "over_the_plan": chance,
                "implied": 1 - (1 - chance) ** (1 / years),
            }
        )
    columns = [
        "site", "operator", "bundle", "pays_tax", "assumed", "factor_no_tax", "assumed_here", "over_the_plan",
        "implied",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
