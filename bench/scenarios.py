"""Scenarios and events of a bench case: every kind the Russian example has, spread over the periods.

The dates are chosen so that the number of distinct states comes near the size's: each scenario departs from the quiet
one in a few periods, and each of those periods is a state of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bench.goods import period_names
from bench.places import EASTERN
from bench.sizes import Size, stream
from inputs import quarters
from inputs.examples import russia
from inputs.examples.figures import frame

AREA = "EAEU"
ROUTES = ("rail_zabaikalsk", "road_kazakhstan", "sea_vladivostok")
CURRENCIES = ("CNY", "USD", "EUR")
Happening = tuple[str, str, float | None]  # kind, target, value


@dataclass(frozen=True)
class Goods:
    """What events can aim at in this case."""

    duty_classes: tuple[str, ...]
    categories: tuple[str, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True)
class Theme:
    """One kind of scenario; `struck` names the operator kinds that a seizure puts out of use, () for none."""

    name: str
    story: str
    events: Callable[[np.random.Generator, Goods], list[Happening]]
    struck: tuple[str, ...] = ()


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    return round(float(rng.uniform(low, high)), 3)


def _some(rng: np.random.Generator, names: tuple[str, ...], count: int) -> list[str]:
    return [names[i] for i in sorted(rng.choice(len(names), min(count, len(names)), replace=False))]


def _tariff(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    return [("duty_points", AREA, _between(rng, 0.03, 0.12))]


def _raid(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    return [("seizure", "kind:independent", None), ("seizure", "no_tax & country:Russia", None)]


def _corridor(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    closed, *others = (ROUTES[i] for i in rng.permutation(2))
    return [
        ("corridor_closed", closed, None),
        ("corridor_cost_factor", others[0], _between(rng, 1.2, 1.6)),
        ("corridor_extra_days", others[0], float(rng.integers(7, 22))),
    ]


def _rouble(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    fall = _between(rng, 1.15, 1.5)
    return [("currency_factor", code, fall) for code in CURRENCIES]


def _slump(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    return [("demand_factor", "all", _between(rng, 0.55, 0.85))]


def _importer(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    return [("seizure", f"importer:{EASTERN}", None), ("seizure", "no_tax & country:Russia", None)]


def _freight(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    return [("corridor_cost_factor", route, _between(rng, 1.2, 1.8)) for route in ROUTES]


def _classes(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    dearer = _between(rng, 1.5, 3.0)
    return [("duty_factor", f"{name}@{AREA}", dearer) for name in _some(rng, goods.duty_classes, 6)]


def _fashion(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    lines = _some(rng, goods.categories, 2)
    return [("demand_factor", f"category:{name}", _between(rng, 0.4, 1.3)) for name in lines]


def _sites(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    return [("seizure", f"site:{name}", None) for name in _some(rng, goods.sites, 3)]


def _queues(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    return [("corridor_extra_days", route, float(rng.integers(4, 15))) for route in ROUTES]


def _thaw(rng: np.random.Generator, goods: Goods) -> list[Happening]:
    rise = _between(rng, 0.8, 0.95)
    gain = ("demand_factor", "all", _between(rng, 1.05, 1.2))
    return [gain, *(("currency_factor", code, rise) for code in CURRENCIES)]


ALL_KINDS = ("independent", "third_party", "platform", "government")
THEMES = (
    Theme("tariff_rise", "Duty on everything rises.", _tariff),
    Theme("raid", "Every independent warehouse, and whoever pays no tax, is seized.", _raid, ALL_KINDS),
    Theme("corridor_closed", "One route shuts; the other clogs.", _corridor),
    Theme("weak_rouble", "The rouble loses value.", _rouble),
    Theme("demand_slump", "Dear credit: less demand.", _slump),
    Theme("importer_fails", "The eastern importer's declarations fail; tax dodgers are raided.", _importer, ALL_KINDS),
    Theme("freight_shock", "Containers are short on every route.", _freight),
    Theme("class_duty", "Duty on some goods rises.", _classes),
    Theme("fashion", "Two categories gain or lose buyers.", _fashion),
    Theme("sites_raided", "Three warehouses are seized, whoever runs them.", _sites, ALL_KINDS),
    Theme("queues", "Customs queues slow every route.", _queues),
    Theme("thaw", "A firm rouble and more buyers.", _thaw),
)


def scenarios(size: Size, seed: int, goods: Goods) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sheets scenarios and events; probabilities have four decimals and sum to 1."""
    rng = stream(size.name, seed, "scenarios")
    themes = [THEMES[i % len(THEMES)] for i in range(size.scenarios - 1)]
    weight = rng.uniform(0.5, 1.5, len(themes))
    chance = np.round(weight / weight.sum() * (1 - size.quiet), 4)
    told = [("no_event", round(1 - float(chance.sum()), 4), "Rules, routes and rates stay as they are.")]
    names, happenings = period_names(size), []
    for i, (theme, (first, last)) in enumerate(zip(themes, _windows(size, themes, rng), strict=True)):
        name = f"{theme.name}_{i // len(THEMES) + 1}"
        told.append((name, float(chance[i]), theme.story))
        until = None if theme.struck or last == len(names) - 1 else names[last]
        for kind, target, value in theme.events(rng, goods):
            happenings.append((name, kind, target, names[first], until, value))
    return (
        frame("scenario probability story", told),
        frame("scenario kind target first_period last_period value", happenings),
    )


def _windows(size: Size, themes: list[Theme], rng: np.random.Generator) -> list[tuple[int, int]]:
    """First and last period of each scenario's events, by number.

    A seizure strikes in one of the early periods and departs from the quiet future while those it struck recover. The
    others share out the states that remain: `size.states` less the quiet ones and those after seizures.
    """
    periods = len(size.periods)
    strikes = {i: int(rng.integers(0, periods // 2)) for i, theme in enumerate(themes) if theme.struck}
    for i in strikes:  # the same seizure again strikes at another time, or it would be the same future
        strikes[i] = (strikes[i % len(THEMES)] + i // len(THEMES)) % (periods - 1)
    others = [i for i, theme in enumerate(themes) if not theme.struck]
    left = size.states - periods - sum(_aftermath(size, themes[i], at) for i, at in strikes.items())
    lengths = np.full(len(others), max(1, left // len(others)))
    lengths[: max(0, left - int(lengths.sum()))] += 1
    lengths = np.minimum(rng.permutation(lengths), periods - 1)
    windows = {i: (at, at) for i, at in strikes.items()}
    for i, length in zip(others, lengths, strict=True):
        first = int(rng.integers(1, periods - length + 1))
        windows[i] = (first, first + int(length) - 1)
    return [windows[i] for i in range(len(themes))]


def _aftermath(size: Size, theme: Theme, at: int) -> int:
    """How many periods the recovery from a seizure at the end of period `at` touches."""
    kinds = {str(k) for k in russia.OPERATORS.set_index("operator").loc[list(size.operators), "kind"]}
    recoveries = russia.TERMS["recovery_quarters"].to_dict()
    recovery = max(recoveries[kind] for kind in theme.struck if kind in kinds)
    ends = [quarters.count(first) + length for first, length in size.periods]
    return sum(
        1
        for end, (first, _) in zip(ends, size.periods, strict=True)
        if quarters.count(first) < ends[at] + recovery and end > ends[at]
    )
