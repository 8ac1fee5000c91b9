"""Scenarios turned into states, and the scenarios made where a workbook has none."""

import math

import pytest
import tiny

from model.prepare import prepare


def futures_of(made, **settings):
    return prepare(tiny.build(made, **settings)).futures


def test_default_scenarios_follow_the_hazards():
    """Independents 5 % a year over two years: hazard -2 ln 0.95 = 0.1026; untaxed packages (factor 3) twice that too,
    alone; platforms none. No event exp(-0.3078) = 0.735; the seizure of all a third of the rest, the untaxed the other
    two thirds. It strikes at the end of Y1, in the middle of the plan."""
    made = tiny.tables()
    for row in made["site_options"]:
        row["seizure_probability"] = 0.05 if row["operator"] == "Indie" else 0
    futures = futures_of(made, seizure_factor_no_tax=3)
    calm = 0.95 ** (2 * 3)
    assert futures.probability == pytest.approx(
        {"no event": calm, "seizure independent": (1 - calm) / 3, "seizure independent untaxed": (1 - calm) * 2 / 3}
    )
    assert [seizure.period for seizure in futures.seizures] == ["Y1", "Y1"]
    assert {a[2] for a in futures.seizures[1].options} == {"store"}


def test_default_scenarios_never_rule_out_a_quiet_future():
    """Every option at 60 % a year: no event still has exp(-sum of hazards)."""
    made = tiny.tables()
    for row in made["site_options"]:
        row["seizure_probability"] = 0.6
    futures = futures_of(made, seizure_factor_no_tax=1)
    hazard = 2 * -2 * math.log(0.4)
    assert futures.probability["no event"] == pytest.approx(math.exp(-hazard))
    assert sum(futures.probability.values()) == pytest.approx(1)


def test_no_hazard_means_no_event():
    assert futures_of(tiny.tables()).probability == {"no event": 1}


def test_events_on_one_target_add_up_or_multiply_and_neutral_ones_vanish():
    made = tiny.tables()
    made["scenarios"] = [{"scenario": name, "probability": 0.5} for name in ("eventful", "neutral")]

    def event(scenario, kind, target, value, first="Y1", last=None):
        return {
            "scenario": scenario, "kind": kind, "target": target, "value": value, "first_period": first,
            "last_period": last,
        }  # fmt: skip

    made["events"] = [
        event("eventful", "duty_points", "d@U", 0.05),
        event("eventful", "duty_points", "d@U", 0.03, first="Y2"),
        event("eventful", "demand_factor", "all", 0.5, last="Y1"),
        event("eventful", "demand_factor", "all", 0.8, first="Y1", last="Y1") | {"target": "country:Land"},
        event("eventful", "corridor_extra_days", "rail", 5),
        event("neutral", "demand_factor", "all", 1.0),
    ]
    futures = futures_of(made)
    first, second = (futures.states[futures.path["eventful", t]] for t in ("Y1", "Y2"))
    assert first.duty_points == (("d", "U", 0.05),)
    assert second.duty_points == (("d", "U", pytest.approx(0.08)),)
    assert first.demand == (("all", 0.5), ("country:Land", 0.8))
    assert second.demand == ()
    assert first.corridor_days == (("rail", 5),)
    assert {futures.path["neutral", t] for t in ("Y1", "Y2")} == set(futures.quiet)
    assert futures.reference() == {t: futures.path["neutral", t] for t in ("Y1", "Y2")}


def test_recovery_idles_a_share_of_a_long_period():
    """Struck at the end of Y1, out of use for one quarter: a quarter of Y2."""
    made = tiny.with_seizure(tiny.tables())
    for row in made["site_options"]:
        row["recovery_quarters"] = 1
    futures = futures_of(made)
    state = futures.states[futures.path["seized", "Y2"]]
    assert {share for _, share in state.alive} == {0.75}
    assert {a[1] for a, _ in state.alive} == {"Indie"}
