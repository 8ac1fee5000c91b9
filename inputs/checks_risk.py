"""What must hold of scenarios and events."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum, inf
from typing import Any

from inputs.draft import Check, Draft, listed
from inputs.problems import Problem
from inputs.scopes import Misfit, misfit, terms
from inputs.spelling import perhaps

PROBABILITY_TOLERANCE = 1e-6
BOUNDS: dict[str, tuple[float, float]] = {  # of the value; kinds that are not here have none
    "duty_points": (-5, 5),
    "duty_factor": (0, 100),
    "corridor_cost_factor": (0, 100),
    "corridor_extra_days": (-365, 365),
    "currency_factor": (0.001, 1000),
    "demand_factor": (0, 100),
}
SEIZURE = ("site", "operator", "kind", "importer", "country")
DEMAND = ("category", "zone", "country", "sku")


def probabilities_sum(draft: Draft) -> Iterator[Problem]:
    """E701."""
    scenarios = draft["scenarios"]
    if not len(scenarios) or not scenarios.sure("probability"):
        return
    total = fsum(entry.probability for _, entry in scenarios.entries("probability"))
    if abs(total - 1) > PROBABILITY_TOLERANCE:
        last = len(scenarios) - 1
        where = f"{scenarios.where(0, 'probability')}:{scenarios.where(last, 'probability')}"
        message = "the probabilities do not sum to 1"
        fix = f"change one of them by {1 - total:+.6g}"
        yield Problem("E701", "scenarios", where, "probability", f"{total:.6g}", message, allowed="1", fix=fix)


def events_aim(draft: Draft) -> Iterator[Problem]:
    """E702, E703: an event's target can be understood and exists."""
    events = draft["events"]
    for i, entry in events.entries("kind", "target"):
        for fault in _misfits(draft, entry):
            code = "E703" if fault.unknown else "E702"
            yield events.problem(code, i, "target", fault.message, allowed=fault.allowed, fix=fault.fix)


def _misfits(draft: Draft, entry: Any) -> Iterator[Misfit]:
    if entry.kind == "seizure":
        found = [misfit(draft, term, SEIZURE, ("no_tax",)) for term in terms(entry.target)]
    elif entry.kind == "demand_factor":
        found = [misfit(draft, entry.target, DEMAND, ("all",))]
    elif entry.kind.startswith("duty"):
        found = [_duty_misfit(draft, entry.target)]
    elif entry.kind == "currency_factor":
        found = [_currency_misfit(draft, entry.target)]
    else:
        lanes = draft["inbound_lanes"]
        known = None if lanes.missing or "corridor" in lanes.unsure else lanes.words("corridor")
        found = [_unlisted(entry.target, known, "corridor")]
    yield from (fault for fault in found if fault)


def _unlisted(name: str, known: dict[str, None] | None, what: str) -> Misfit | None:
    if known is None or name in known:
        return None
    fix = perhaps(name, known, "correct the name")
    return Misfit(True, f"there is no {what} called {name}", listed(known), fix)


def _duty_misfit(draft: Draft, target: str) -> Misfit | None:
    """all, a tariff line, a customs area, or both as class@area."""
    duties, areas = draft["duties"], draft["customs_areas"]
    if target.casefold() == "all" or any(
        table.missing or column in table.unsure for table, column in ((duties, "duty_class"), (areas, "customs_area"))
    ):
        return None
    classes, territories = duties.words("duty_class"), areas.words("customs_area")
    duty_class, at, area = (part.strip() for part in target.partition("@"))
    if at:
        return _unlisted(duty_class, classes, "tariff line") or _unlisted(area, territories, "customs area")
    return _unlisted(target, {**territories, **classes}, "customs area or tariff line")


def _currency_misfit(draft: Draft, target: str) -> Misfit | None:
    if target == draft.currency:
        message = "the plan's own currency always has the rate 1"
        return Misfit(False, message, "another currency", "let the other currencies rise or fall instead")
    known = None if "currency" in draft["currencies"].unsure else draft["currencies"].words("currency")
    return _unlisted(target, known, "currency")


def events_valued(draft: Draft) -> Iterator[Problem]:
    """E704, E705, W706: a value where the kind needs one, within its bounds, and none where it means nothing."""
    events = draft["events"]
    for i, entry in events.entries("kind", "value"):
        low, high = BOUNDS.get(entry.kind, (-inf, inf))
        allowed = f"a number from {low:g} to {high:g}"
        if entry.kind not in BOUNDS:
            if entry.value is not None:
                yield events.problem("W706", i, "value", f"{entry.kind} uses no value", fix="leave it blank")
        elif entry.value is None:
            yield events.problem("E704", i, "value", f"{entry.kind} needs a value", allowed=allowed, fix="fill it in")
        elif not low <= entry.value <= high:
            fix = "factors: 1 = unchanged; points: 0.08 = 8 points"
            yield events.problem("E705", i, "value", f"out of bounds for {entry.kind}", allowed=allowed, fix=fix)


def events_in_order(draft: Draft) -> Iterator[Problem]:
    """E707."""
    events, rank = draft["events"], {name: i for i, name in enumerate(draft["periods"].words("period"))}
    for i, entry in events.entries("first_period", "last_period"):
        if entry.last_period and rank.get(entry.last_period, len(rank)) < rank.get(entry.first_period, 0):
            message = f"it begins in {entry.first_period}, later than this"
            yield events.problem("E707", i, "last_period", message, fix="exchange them, or leave last_period blank")


RISK_CHECKS: tuple[Check, ...] = (
    ("The probabilities of the scenarios sum to 1.", probabilities_sum),
    ("Every event's target can be understood and exists.", events_aim),
    ("Every event has a value if, and only if, its kind needs one.", events_valued),
    ("No event ends before it begins.", events_in_order),
)
