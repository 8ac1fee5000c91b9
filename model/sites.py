"""Sites: which option runs each of them, when it opens and closes, and what that costs.

a = (site, operator, bundle); h = (site, operator), the tenancy. Opening, closing, first quarter, minimum term and
fit-out belong to the tenancy: changing the service bundle of a running tenancy is no opening.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from inputs import quarters
from inputs.case import SheetRow
from inputs.frames import numbered, records
from model.charges import Charge
from model.elastic import excuse, give
from model.prepare import Data


def add(m: pyo.ConcreteModel, data: Data) -> None:
    """run, opening, closing, fit_out, written_off; statuses, minimum terms, once-only rules; their costs."""
    network = data.network
    m.T = pyo.Set(initialize=network.calendar.names, ordered=True, doc="periods t")
    m.RUNS = pyo.Set(initialize=network.runs, dimen=4, ordered=True, doc="(site, operator, bundle, period) a, t")
    m.TENANCIES = pyo.Set(initialize=network.tenancies(), dimen=2, ordered=True, doc="(site, operator) h")
    m.SITES = pyo.Set(initialize=tuple(dict.fromkeys(network.options["site"])), ordered=True, doc="sites s")
    m.run = pyo.Var(m.RUNS, domain=pyo.Binary, doc="option a runs its site in period t")
    m.opening = pyo.Var(m.RUNS, bounds=(0, 1), doc="the tenancy of option a begins in t, with this bundle")
    m.closing = pyo.Var(m.TENANCIES, m.T, bounds=(0, 1), doc="tenancy h ends at the start of t")

    by_site: dict[tuple[str, str], list[Any]] = {}
    by_tenancy: dict[tuple[str, str, str], list[Any]] = {}
    for s, o, b, t in network.runs:
        by_site.setdefault((s, t), []).append((s, o, b, t))
        by_tenancy.setdefault((s, o, t), []).append((s, o, b, t))
    m.runs_of_site, m.runs_of_tenancy = by_site, by_tenancy
    _tenancies(m, data)
    _package_spells(m, data)
    _statuses(m, data)
    _minimum_terms(m, data)
    _running_costs(m, data)
    _fit_out(m, data)


def _tenancies(m: pyo.ConcreteModel, data: Data) -> None:
    """One option a site; a tenancy begins where none ran before, at most once, and ends at most once."""
    periods = data.network.calendar
    today = {(a[0], a[1]) for a in data.network.current.values()}

    def running(m: Any, s: str, o: str, t: str) -> Any:
        return pyo.quicksum(m.run[i] for i in m.runs_of_tenancy.get((s, o, t), []))

    def before(m: Any, s: str, o: str, t: str) -> Any:
        previous = periods.previous(t)
        return m.running[s, o, previous] if previous else float((s, o) in today)

    def opened(m: Any, s: str, o: str, t: str) -> Any:
        return pyo.quicksum(m.opening[i] for i in m.runs_of_tenancy.get((s, o, t), []))

    m.running = pyo.Expression(m.TENANCIES, m.T, rule=running, doc="sum_b run[s,o,b,t]: tenancy h runs in t")
    m.opened = pyo.Expression(m.TENANCIES, m.T, rule=opened, doc="sum_b opening[s,o,b,t]: tenancy h begins in t")

    @m.Constraint(list(m.runs_of_site), doc="one operator and one bundle a site: sum_a run[a,t] <= 1")
    def one_option_a_site(m: Any, s: str, t: str) -> Any:
        return pyo.quicksum(m.run[i] for i in m.runs_of_site[s, t]) <= 1

    @m.Constraint(m.TENANCIES, m.T, doc="opened[h,t] - closing[h,t] = running[h,t] - running[h,t-1]")
    def opening_or_closing(m: Any, s: str, o: str, t: str) -> Any:
        return m.opened[s, o, t] - m.closing[s, o, t] == m.running[s, o, t] - before(m, s, o, t)

    @m.Constraint(m.TENANCIES, m.T, doc="opened[h,t] <= 1 - running[h,t-1]")
    def opens_when_shut(m: Any, s: str, o: str, t: str) -> Any:
        return m.opened[s, o, t] + before(m, s, o, t) <= 1 if (s, o, t) in m.runs_of_tenancy else pyo.Constraint.Skip

    @m.Constraint(m.RUNS, doc="opening[a,t] <= run[a,t]: it opens with the bundle it runs")
    def opens_as_it_runs(m: Any, s: str, o: str, b: str, t: str) -> Any:
        return m.opening[s, o, b, t] <= m.run[s, o, b, t]

    @m.Constraint(m.TENANCIES, doc="sum_t opened[h,t] <= 1, or 0 for one that runs today: no coming back")
    def opens_once(m: Any, s: str, o: str) -> Any:
        expression = pyo.quicksum(m.opened[s, o, t] for t in m.T)
        most = 0 if (s, o) in today else 1
        return expression <= most if any((s, o, t) in m.runs_of_tenancy for t in m.T) else pyo.Constraint.Skip

    @m.Constraint(m.TENANCIES, doc="sum_t closing[h,t] <= 1: a tenancy ends at most once")
    def closes_once(m: Any, s: str, o: str) -> Any:
        return pyo.quicksum(m.closing[s, o, t] for t in m.T) <= 1


def _package_spells(m: pyo.ConcreteModel, data: Data) -> None:
    """A service package is changed for good: each option runs in one unbroken spell.

    Contracts are not flipped from quarter to quarter, and the search tree stays small.
    """
    periods = data.network.calendar
    today = set(data.network.current.values())
    options = list(dict.fromkeys(i[:3] for i in data.network.runs))
    m.spell = pyo.Var(m.RUNS, bounds=(0, 1), doc="option a, with this very package, begins in t")

    @m.Constraint(m.RUNS, doc="spell[a,t] >= run[a,t] - run[a,t-1]")
    def spell_begins(m: Any, s: str, o: str, b: str, t: str) -> Any:
        i = (s, o, b, periods.previous(t))
        before = m.run[i] if i in m.RUNS else float(i[3] is None and i[:3] in today)
        return m.spell[s, o, b, t] >= m.run[s, o, b, t] - before

    @m.Constraint(options, doc="sum_t spell[a,t] <= 1, or 0 for the option of today")
    def one_spell_an_option(m: Any, s: str, o: str, b: str) -> Any:
        begins = pyo.quicksum(m.spell[s, o, b, t] for t in m.T if (s, o, b, t) in m.RUNS)
        return begins <= (0 if (s, o, b) in today else 1)


def _statuses(m: pyo.ConcreteModel, data: Data) -> None:
    """must_open sites run from the first period in which any of their options may."""
    must = {r.site: SheetRow("sites", r.Index) for r in numbered(data.case.sites) if r.status == "must_open"}
    barred = sorted(set(must) - {i[0] for i in m.RUNS if i not in data.network.bans})

    @m.Constraint([i for i in m.runs_of_site if i[0] in must], doc="must_open sites: sum_a run[a,t] = 1")
    def must_open_site_runs(m: Any, s: str, t: str) -> Any:
        runs = m.runs_of_site[s, t]
        return pyo.quicksum(m.run[i] for i in runs) + give(m, data, must[s]) + excuse(m, data, runs) == 1

    @m.Constraint(barred, doc="a must_open site that no option may run makes the plan impossible")
    def must_open_site_can_run(m: Any, s: str) -> Any:
        forbidden = [m.run[i] for i in m.RUNS if i[0] == s]  # elastic data alone have any
        return pyo.quicksum(forbidden) + m.impossible + give(m, data, must[s]) >= 1


def _minimum_terms(m: pyo.ConcreteModel, data: Data) -> None:
    """Once opened a tenancy runs for its minimum term; a lease of today runs out its own."""
    periods = data.network.calendar
    term: dict[tuple[str, str], int] = {}
    left: dict[tuple[str, str], int] = {}
    today = {(a[0], a[1]) for a in data.network.current.values()}
    row_of = {(r.site, r.operator): SheetRow("site_options", r.Index) for r in numbered(data.case.site_options)}
    for row in records(data.network.options):
        h = (row.site, row.operator)
        term[h] = int(row.minimum_term)
        if h in today and isinstance(row.since, str):
            left[h] = quarters.count(row.since) + term[h]

    @m.Constraint(m.TENANCIES, m.T, doc="minimum term: sum of openings less than a term ago <= running[h,t]")
    def runs_its_minimum_term(m: Any, s: str, o: str, t: str) -> Any:
        begun = [u for u in periods.names if periods.first[u] < periods.first[t] < periods.first[u] + term[s, o]]
        if not begun:
            return pyo.Constraint.Skip
        return pyo.quicksum(m.opened[s, o, u] for u in begun) <= m.running[s, o, t]

    @m.Constraint(sorted(left), m.T, doc="a lease of today runs out its minimum term: running[h,t] >= 1")
    def runs_out_its_lease(m: Any, s: str, o: str, t: str) -> Any:
        cut = left[s, o] - periods.first[t]  # quarters off the term that end the lease before t
        if cut <= 0:
            return pyo.Constraint.Skip
        return m.running[s, o, t] + m.impossible + give(m, data, row_of[s, o], per=cut) >= 1


def _running_costs(m: pyo.ConcreteModel, data: Data) -> None:
    """Rent and service packages while running, closing, and the part of a minimum term that lies past the plan."""
    periods, rows = data.network.calendar, data.network.rows()
    for s, o, b, t in data.network.runs:
        row, length, through = rows[s, o, b], periods.length[t], periods.discount(t, "through")
        charge = (s, o, b), t, m.run[s, o, b, t]
        m.charges.append(Charge("fixed_cost", *charge, row.fixed_cost * length, through))
        m.charges.append(Charge("service_fixed_cost", *charge, row.bundle_fixed_cost * length, through))
        overdue = periods.first[t] + int(row.minimum_term) - periods.end
        if overdue > 0:
            amount = row.fixed_cost * overdue
            opening = m.opening[s, o, b, t]
            m.charges.append(
                Charge("unexpired_term", (s, o, b), t, opening, amount, periods.discount(periods.names[-1], "end"))
            )
    for row in records(data.network.options.drop_duplicates(["site", "operator"])):
        for t in periods.names:
            closing = m.closing[row.site, row.operator, t]
            subject = (row.site, row.operator)
            m.charges.append(
                Charge("closing_cost", subject, t, closing, row.closing_cost, periods.discount(t, "start"))
            )


def _fit_out(m: pyo.ConcreteModel, data: Data) -> None:
    """The opening cost as an annuity over its useful life.

    It is owed for the whole life once begun, whether or not the site still runs, and renewed while it runs on:
    fit_out[h,t] >= running[h,t] and >= the share of t that lies within the life of an opening. A tenancy that ends
    inside the plan also writes off what its annuity would have paid after the plan.
    """
    periods = data.network.calendar
    today = {(a[0], a[1]) for a in data.network.current.values()}
    table = data.network.options.drop_duplicates(["site", "operator"])
    rows = {(r.site, r.operator): r for r in records(table)}
    fitted = [h for h, row in rows.items() if row.opening_cost > 0 and h not in today]
    last = periods.names[-1]
    m.fit_out = pyo.Var(fitted, m.T, bounds=(0, 1), doc="the fit-out of tenancy h is being paid in t")
    m.written_off = pyo.Var(fitted, domain=pyo.NonNegativeReals, doc="share of the fit-out written off at an early end")
    m.unpaid_after_plan = {
        (h, t): periods.beyond(periods.first[t], int(rows[h].useful_life)) for h in fitted for t in periods.names
    }

    @m.Constraint(fitted, m.T, doc="fit_out[h,t] >= running[h,t]")
    def fit_out_paid_while_running(m: Any, s: str, o: str, t: str) -> Any:
        return m.fit_out[s, o, t] >= m.running[s, o, t] if (s, o, t) in m.runs_of_tenancy else pyo.Constraint.Skip

    @m.Constraint(fitted, m.T, doc="fit_out[h,t] >= sum_u (share of t within the life of u) opened[h,u]")
    def fit_out_paid_over_its_life(m: Any, s: str, o: str, t: str) -> Any:
        life = int(rows[s, o].useful_life)
        owed = {u: periods.overlap(periods.first[u], periods.first[u] + life, t) for u in periods.names}
        terms = [share * m.opened[s, o, u] for u, share in owed.items() if share > 0 and (s, o, u) in m.runs_of_tenancy]
        return m.fit_out[s, o, t] >= pyo.quicksum(terms) if terms else pyo.Constraint.Skip

    @m.Constraint(fitted, doc="written_off[h] >= sum_t unpaid after the plan * opened[h,t], unless it runs to the end")
    def early_end_writes_off(m: Any, s: str, o: str) -> Any:
        unpaid = {t: m.unpaid_after_plan[(s, o), t] for t in periods.names if (s, o, t) in m.runs_of_tenancy}
        most = max(unpaid.values(), default=0.0)
        if most <= 0:
            return pyo.Constraint.Skip
        owed = pyo.quicksum(share * m.opened[s, o, t] for t, share in unpaid.items())
        return m.written_off[s, o] >= owed - most * m.running[s, o, last]

    for h in fitted:
        cost = rows[h].opening_cost
        quarterly = cost * periods.annuity(int(rows[h].useful_life))
        for t in periods.names:
            through = periods.discount(t, "through")
            m.charges.append(Charge("opening_cost", h, t, m.fit_out[h, t], quarterly * periods.length[t], through))
        m.charges.append(Charge("opening_cost_written_off", h, last, m.written_off[h], cost, 1.0))


def settle(m: pyo.ConcreteModel, data: Data) -> None:
    """For given runs: openings, closings, spells, fit-out and write-off as they follow from them."""
    periods = data.network.calendar
    runs_today = set(data.network.current.values())
    tenancies_today = {a[:2] for a in runs_today}
    for s, o in m.TENANCIES:
        before = float((s, o) in tenancies_today)
        for t in periods.names:
            runs = m.runs_of_tenancy.get((s, o, t), [])
            now = sum(m.run[i].value for i in runs)
            m.closing[s, o, t].set_value(max(0.0, before - now), skip_validation=True)
            for i in runs:
                m.opening[i].set_value(max(0.0, now - before) * m.run[i].value, skip_validation=True)
                earlier = (*i[:3], periods.previous(t))
                ran = (
                    m.run[earlier].value if earlier in m.RUNS else float(t == periods.names[0] and i[:3] in runs_today)
                )
                m.spell[i].set_value(max(0.0, m.run[i].value - ran), skip_validation=True)
            before = now
    _settle_fit_out(m, data)


def _settle_fit_out(m: pyo.ConcreteModel, data: Data) -> None:
    periods = data.network.calendar
    life = {(r.site, r.operator): int(r.useful_life) for r in records(data.network.options)}
    for h in m.written_off:
        opened = {t: float(pyo.value(m.opened[h, t])) for t in periods.names}
        for t in periods.names:
            owed = sum(
                periods.overlap(periods.first[u], periods.first[u] + life[h], t) * opened[u] for u in periods.names
            )
            m.fit_out[h, t].set_value(max(owed, float(pyo.value(m.running[h, t]))), skip_validation=True)
        unpaid = sum(m.unpaid_after_plan[h, t] * opened[t] for t in periods.names)
        ended = 1 - float(pyo.value(m.running[h, periods.names[-1]]))
        m.written_off[h].set_value(unpaid * ended, skip_validation=True)
