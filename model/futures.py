"""Scenarios turned into states: what each period looks like in each possible future.

Scenarios that agree in a period share its state, so operations are built once for each distinct
(period, state) however many scenarios there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from inputs.case import Case
from inputs.frames import records, tuples
from model.admission import in_scope
from model.network import Network
from model.state import OPTION_KEY, Option, State
from model.timing import Calendar


@dataclass(frozen=True)
class Seizure:
    """A seizure that strikes `options` at the end of `period`.

    Nobody knows its date beforehand, so what it takes is counted on the highest stock ceiling within `window` (from
    `period` to the event's last_period): a plan cannot empty its warehouses just for the quarter of a scenario.
    """

    scenario: str
    period: str
    window: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Futures:
    """All possible futures. `path[w, t]` is the number of the state in `states`; `quiet` marks states without events.

    `idle[w, option, t]` is the share of the period an option is out of use after a seizure (0 is left out).
    """

    probability: dict[str, float]
    story: dict[str, str]
    states: tuple[State, ...]
    path: dict[tuple[str, str], int]
    quiet: tuple[int, ...]
    seizures: tuple[Seizure, ...]
    idle: dict[tuple[str, Option, str], float]

    def reference(self) -> dict[str, int]:
        """For each period the state without events or, where no future has one, that of the first scenario."""
        found = {period: self.path[w, period] for (w, period) in reversed(self.path)}
        return found | {self.states[n].period: n for n in self.quiet}

    def chance(self, state: int) -> float:
        """Probability that this state occurs."""
        return sum(self.probability[w] for (w, _), n in self.path.items() if n == state)


def build_futures(case: Case, network: Network) -> Futures:
    """The scenarios of the workbook or, where it has none, those that `default_scenarios` makes."""
    case = with_scenarios(case, network)
    scenarios, events = case.scenarios, case.events
    options = tuple(tuples(network.options[OPTION_KEY]))
    probability = dict(zip(scenarios["scenario"], scenarios["probability"].astype(float), strict=True))
    story = {row.scenario: row.story or "" for row in records(scenarios)}
    seizures, idle = _seizures(events, network, options)
    numbers: dict[State, int] = {}
    path: dict[tuple[str, str], int] = {}
    for scenario in probability:
        happening = events[events["scenario"] == scenario]
        for period in network.calendar.names:
            alive = tuple((a, 1 - idle[scenario, a, period]) for a in options if (scenario, a, period) in idle)
            state = _state(case, happening, network.calendar, period, alive)
            path[scenario, period] = numbers.setdefault(state, len(numbers))
    states = tuple(numbers)
    quiet = tuple(n for n, state in enumerate(states) if state == State(state.period, state.quarter, state.quarters))
    return Futures(probability, story, states, path, quiet, seizures, idle)


def _active(event: Any, calendar: Calendar, period: str) -> bool:
    last = event.last_period or calendar.names[-1]
    return calendar.first[event.first_period] <= calendar.first[period] <= calendar.first[last]


def _state(
    case: Case, events: pd.DataFrame, calendar: Calendar, period: str, alive: tuple[tuple[Option, float], ...]
) -> State:
    """The state of `period` under `events`; several events on one target multiply (factors) or add (points, days)."""
    sums: dict[str, dict[Any, float]] = {"duty_points": {}, "corridor_extra_days": {}}
    factors: dict[str, dict[Any, float]] = {
        kind: {} for kind in ("duty_factor", "corridor_cost_factor", "currency_factor", "demand_factor")
    }
    closed: set[str] = set()
    areas = set(case.customs_areas["customs_area"])
    for event in records(events):
        if not _active(event, calendar, period):
            continue
        target = duty_scope(event.target, areas) if event.kind.startswith("duty") else event.target
        if event.kind == "corridor_closed":
            closed.add(event.target)
        elif event.kind in sums:
            sums[event.kind][target] = sums[event.kind].get(target, 0.0) + float(event.value)
        elif event.kind in factors:
            factors[event.kind][target] = factors[event.kind].get(target, 1.0) * float(event.value)
    return State(
        period,
        calendar.first[period],
        calendar.length[period],
        duty_points=tuple(sorted((*k, v) for k, v in sums["duty_points"].items() if v)),
        duty_factors=tuple(sorted((*k, v) for k, v in factors["duty_factor"].items() if v != 1)),
        closed=tuple(sorted(closed)),
        corridor_costs=tuple(sorted((k, v) for k, v in factors["corridor_cost_factor"].items() if v != 1)),
        corridor_days=tuple(sorted((k, v) for k, v in sums["corridor_extra_days"].items() if v)),
        currencies=tuple(sorted((k, v) for k, v in factors["currency_factor"].items() if v != 1)),
        demand=tuple(sorted((k, v) for k, v in factors["demand_factor"].items() if v != 1)),
        alive=tuple(sorted(alive)),
    )


def duty_scope(target: str, areas: set[str]) -> tuple[str, str]:
    """A duty event's target as (duty_class, customs_area), "" standing for any: class@area, class, area or all."""
    if target == "all":
        return ("", "")
    if "@" in target:
        duty_class, _, area = target.partition("@")
        return (duty_class.strip(), area.strip())
    return ("", target) if target in areas else (target, "")


def _seizures(
    events: pd.DataFrame, network: Network, options: tuple[Option, ...]
) -> tuple[tuple[Seizure, ...], dict[tuple[str, Option, str], float]]:
    """Whom each seizure strikes, and how long it leaves each option out of use.

    An option works through the period of the seizure (it strikes at the end) and is gone for its recovery
    quarters; a longer period that the recovery covers in part loses that share.
    """
    calendar = network.calendar
    found: list[Seizure] = []
    idle: dict[tuple[str, Option, str], float] = {}
    recovery = dict(zip(options, network.options["recovery_quarters"], strict=True))
    for event in records(events[events["kind"] == "seizure"]):
        hit = in_scope(network.options, event.target)
        struck = tuple(a for a, is_hit in zip(options, hit, strict=True) if is_hit)
        window = tuple(period for period in calendar.names if _active(event, calendar, period))
        found.append(Seizure(event.scenario, event.first_period, window, struck))
        begin = calendar.after(event.first_period)
        for a in struck:
            for period in calendar.names:
                share = calendar.overlap(begin, begin + int(recovery[a]), period)
                if share > 0:
                    key = (event.scenario, a, period)
                    idle[key] = max(share, idle.get(key, 0.0))
    return tuple(found), idle


def with_scenarios(case: Case, network: Network) -> Case:
    """The case itself or, where it has no scenarios, with those that its seizure probabilities imply."""
    if len(case.scenarios):
        return case
    scenarios, events = default_scenarios(case, network)
    return case.with_tables(scenarios=scenarios, events=events)


def default_scenarios(case: Case, network: Network) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scenarios from site_options.seizure_probability: no event, and one seizure for each kind of operator.

    With p the highest yearly probability among a kind's options and Y the years of the plan, the kind has hazard
    h = -Y ln(1 - p), and its options that pay no tax the further hazard h (factor - 1), alone. No event has
    probability exp(-sum h), the rest is shared in proportion to the hazards (scenarios exclude each other). A seizure
    strikes in the period that ends nearest the middle of the plan.
    """
    calendar = network.calendar
    years = (calendar.end - calendar.begin) / 4
    middle = (calendar.begin + calendar.end) / 2
    when = min(calendar.names, key=lambda period: abs(calendar.after(period) - middle))
    hazards: list[tuple[str, float, str, str]] = []
    for kind, group in network.options.groupby("kind", sort=False):
        yearly = float(group["seizure_probability"].max())
        if yearly <= 0:
            continue
        hazard = -years * math.log1p(-yearly)
        story = f"Every warehouse run by kind {kind} is seized in {when}."
        hazards.append((f"seizure {kind}", hazard, f"kind:{kind}", story))
        further = hazard * (case.settings.seizure_factor_no_tax - 1)
        if further > 0 and not group["tax"].astype(bool).all():
            story = f"Warehouses of kind {kind} whose service package pays no tax are seized in {when}."
            hazards.append((f"seizure {kind} untaxed", further, f"kind:{kind} & no_tax", story))
    total = sum(hazard for _, hazard, _, _ in hazards)
    calm = math.exp(-total)
    rows: list[tuple[str, float, str]] = [("no event", calm, "Nothing unusual happens.")]
    rows += [(name, (1 - calm) * hazard / total, story) for name, hazard, _, story in hazards]
    events = [(name, "seizure", target, when, None, math.nan) for name, _, target, _ in hazards]
    return (
        pd.DataFrame(rows, columns=list(case.scenarios.columns)),
        pd.DataFrame(events, columns=list(case.events.columns)),
    )
