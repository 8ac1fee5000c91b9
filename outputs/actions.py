"""What the plan asks the planner to do, dated: openings, closings, certificates, packages, stock.

An action is to be decided now when it takes effect in the first period, or when its latest start comes before the
plan is next renewed (the first day of the plan's second quarter).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from inputs.frames import records, tuples
from model.economics.money import base_rates
from model.outcome import Outcome
from model.stock_today import import_vat, stock_value_today
from outputs.language import Words
from outputs.reference import calm_states, first_day
from outputs.tables_network import CHANGES, OPENS, newly_held, order_by, run_actions

OPEN, CLOSE, PACKAGE, CERTIFY, STOCK, WITHDRAW, KEEP = (
    "open",
    "close",
    "change package",
    "order certificate",
    "stock up",
    "withdraw SKUs",
    "keep running",
)
KINDS = (OPEN, CLOSE, PACKAGE, CERTIFY, STOCK, WITHDRAW, KEEP)
NOW, LATER = "now", "later"
PHRASES = {  # for one subject, for several, for one several times
    OPEN: ("open", "open_several", "open_plain"),
    CLOSE: ("close", "close_several", "close_plain"),
    PACKAGE: ("change_package", "change_package_several", "change_package_plain"),
    CERTIFY: ("certify", "certify_several", "certify"),
    STOCK: ("stock_up", "stock_up_several", "stock_up"),
    KEEP: ("keep", "keep_several", "keep_plain"),
}


@dataclass(frozen=True)
class Action:
    """One thing to do.

    `money` is cash in plan currency, undiscounted, `money_for` the phrase that says what for ("": nothing). Where
    several are grouped, `subjects` > 1, and `onwards` where they take effect in several periods, from `period` on.
    """

    action: str
    subject: str
    period: str
    latest_start: dt.date
    money: float
    money_for: str
    decide: str = LATER
    operator: str | None = None
    before: str | None = None  # who ran the site until then, where it goes on under another operator
    bundle: str | None = None
    skus: int | None = None
    subjects: int = 1
    onwards: bool = False


def actions(outcome: Outcome) -> list[Action]:
    """Every action of the plan, those to decide now first, then by latest start."""
    calendar = outcome.data.network.calendar
    review = first_day(calendar.begin + 1)
    found = [*_sites(outcome), *_closings(outcome), *_certificates(outcome), *_stock(outcome), *_withdrawals(outcome)]
    dated = [
        replace(a, decide=NOW if a.period == calendar.names[0] or a.latest_start < review else LATER) for a in found
    ]
    return sorted(dated, key=lambda a: (a.decide != NOW, a.latest_start, KINDS.index(a.action)))


def table(found: Iterable[Action], say: Words) -> pd.DataFrame:
    """The sheet actions."""
    columns = [
        "decide", "action", "subject", "what", "operator", "bundle", "period", "latest_start", "skus", "money",
        "money_for",
    ]  # fmt: skip
    rows = [
        vars(a)
        | {
            "what": in_words(a, say),
            "latest_start": a.latest_start.isoformat(),
            "money_for": say(a.money_for) if a.money_for else None,
        }
        for a in found
    ]
    return pd.DataFrame(rows, columns=columns)


def in_words(action: Action, say: Words) -> str:
    """What to do, in words, without the subject's name and the period."""
    if action.action == WITHDRAW:
        return say("withdraw", count=action.skus)
    one, several, plain = PHRASES[action.action]
    if action.before is not None and action.subjects == 1:
        words = say("open_instead", operator=action.operator, before=action.before, bundle=action.bundle)
    elif action.subjects > 1:
        words = say(several, count=action.subjects)
    else:
        words = say(one if action.operator else plain, operator=action.operator, bundle=action.bundle)
    return say("new_skus", action=words, count=action.skus) if action.action == STOCK and action.skus else words


def sentence_of(action: Action, say: Words) -> str:
    """An action for page one; later ones begin with their period."""
    words = in_words(action, say)
    if action.decide == NOW:
        return words
    return say(
        "from_period" if action.onwards else "in_period", period=action.period, action=words[:1].lower() + words[1:]
    )


def _sites(outcome: Outcome) -> Iterator[Action]:
    """Openings, package changes, and today's sites that run on."""
    network, calendar = outcome.data.network, outcome.data.network.calendar
    rows = network.rows()
    by_period = {(r.site, r.period): str(r.operator) for r in records(outcome.runs)}
    by_period |= {(site, None): option[1] for site, option in network.current.items()}
    for run, action in zip(records(outcome.runs), run_actions(outcome), strict=True):
        site, operator, bundle, period = str(run.site), str(run.operator), str(run.bundle), str(run.period)
        row, day = rows[site, operator, bundle], first_day(calendar.first[period])
        base = Action(KEEP, site, period, day, 0.0, "", operator=operator, bundle=bundle)
        length = calendar.length[period]
        if action == OPENS:
            lead = dt.timedelta(weeks=float(row.lead_weeks))
            yield replace(
                base,
                action=OPEN,
                latest_start=day - lead,
                money=float(row.opening_cost),
                money_for="opening_cost",
                before=by_period.get((site, calendar.previous(period))),
            )
        elif action == CHANGES:
            cost = float(row.bundle_fixed_cost) * length
            yield replace(base, action=PACKAGE, money=cost, money_for="package_cost")
        elif period == calendar.names[0]:
            cost = (float(row.fixed_cost) + float(row.bundle_fixed_cost)) * length
            yield replace(base, money=cost, money_for="running_cost")


def _closings(outcome: Outcome) -> Iterator[Action]:
    calendar, table_ = outcome.data.network.calendar, outcome.data.network.options
    cost = {(r.site, r.operator): float(r.closing_cost) for r in records(table_)}
    for row in records(outcome.closings):
        day, key = first_day(calendar.first[str(row.period)]), (str(row.site), str(row.operator))
        yield Action(CLOSE, key[0], str(row.period), day, cost.get(key, 0.0), "closing_cost", operator=key[1])


def _certificates(outcome: Outcome) -> Iterator[Action]:
    case = outcome.data.case
    rates = base_rates(case)
    rows: dict[Any, Any] = {(r.family, r.customs_area): r for r in records(case.certifications)}
    for order in records(outcome.certificates):
        row = rows[order.family, order.customs_area]
        day, cost = order_by(outcome, row, str(order.period)), float(row.cost * rates[row.currency])
        subject = f"{order.family} / {order.customs_area}"
        yield Action(CERTIFY, subject, str(order.period), day, cost, "certificate_cost")


def _stock(outcome: Outcome) -> Iterator[Action]:
    """New SKUs by site and period; in the first period also a rise in stock without new ones.

    Money: rise of the site's stock ceiling over the period before (today's stock at the start), import VAT on top
    where goods are cleared on arrival, and listings.
    """
    data, calendar = outcome.data, outcome.data.network.calendar
    rates, vat, today = base_rates(data.case), import_vat(data), stock_value_today(data)
    listing = {r.sku: float(r.listing_cost * rates[r.currency]) for r in records(data.case.skus)}
    regime = dict(zip(data.case.sites["site"], data.case.sites["regime"], strict=True))
    new = newly_held(outcome)
    new = new[new["new"]]
    transit = _transit(outcome)
    ceilings = {(r.site, r.period): r for r in records(outcome.runs)}
    for (site, period), run in ceilings.items():
        added = list(new.loc[(new["site"] == site) & (new["period"] == period), "sku"])
        previous = calendar.previous(str(period))
        before = today.get(str(site), 0.0) if previous is None else 0.0
        if (site, previous) in ceilings:
            before = float(ceilings[site, previous].ceiling)
        rise = max(0.0, float(run.ceiling) - before)
        if not added and (previous is not None or rise <= 0):
            continue
        tax = vat[str(site), str(period)] if regime[site] == "duty_paid" else 0.0
        cost = rise * (1 + tax) + sum(listing[k] for k in added)
        arrival = first_day(calendar.first[str(period)])
        # The plan counts on a new site's first goods leaving on its first day (see assortment.available).
        ahead = 0.0 if run.opening else transit.get((str(site), str(period)), 0.0)
        sent = arrival - dt.timedelta(days=ahead)
        what = "stock_cost_vat" if tax else "stock_cost"
        yield Action(
            STOCK, str(site), str(period), sent, cost, what, operator=str(run.operator), bundle=str(run.bundle),
            skus=len(added),
        )  # fmt: skip


def _transit(outcome: Outcome) -> dict[tuple[str, str], float]:
    """(site, period) -> longest inbound days among its options without events."""
    found: dict[tuple[str, str], float] = {}
    for period, n in calm_states(outcome).items():
        for site, days in outcome.data.tables[n].options.groupby("site", sort=False)["days"].max().items():
            found[str(site), period] = float(days)
    return found


def _withdrawals(outcome: Outcome) -> Iterator[Action]:
    """SKUs in stock today that the plan no longer holds at a site from the first period on."""
    first = outcome.data.network.calendar.names[0]
    held = set(zip(outcome.stock["sku"], outcome.stock["site"], outcome.stock["period"], strict=True))
    current = outcome.data.case.current_stock
    left: dict[str, int] = {}
    for k, s, units in tuples(current[["sku", "site", "units"]]):
        if units > 0 and (k, s, first) not in held:
            left[s] = left.get(s, 0) + 1
    day = first_day(outcome.data.network.calendar.begin)
    for site, count in left.items():
        yield Action(WITHDRAW, site, first, day, 0.0, "", skus=count)


def grouped(found: list[Action], most: int) -> list[Action]:
    """At most `most` actions, where that is possible: the most frequent kinds are put together first."""
    shown = list(found)
    while len(shown) > most:
        counts = {kind: sum(a.action == kind for a in shown) for kind in reversed(KINDS)}
        kind = max(counts, key=lambda name: counts[name])
        if counts[kind] < 2:
            break
        shown = _merge(shown, kind)
    return shown


def _merge(found: list[Action], kind: str) -> list[Action]:
    """All actions of one kind as a single one at the place of the first, dated by the earliest."""
    same = [a for a in found if a.action == kind]
    first = same[0]
    subjects = list(dict.fromkeys(a.subject for a in same))
    several_periods = any(a.period != first.period for a in same)
    together = replace(
        first,
        subject=", ".join(subjects),
        onwards=several_periods,
        latest_start=min(a.latest_start for a in same),
        money=sum(a.money for a in same),
        operator=None,
        bundle=None,
        skus=None if first.skus is None else sum(a.skus or 0 for a in same),
        subjects=len(subjects),
    )
    place = found.index(first)
    return [together if i == place else a for i, a in enumerate(found) if i == place or a.action != kind]
