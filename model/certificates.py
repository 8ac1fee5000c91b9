"""Certificates: which family is certified in which customs area, and from when.

f = family, c = customs area. A row of the certifications sheet means that a certificate is needed there.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from inputs import quarters
from inputs.frames import records
from model.charges import Charge
from model.economics.money import base_rates
from model.prepare import Data


def add(m: pyo.ConcreteModel, data: Data) -> None:
    """certify_start, certified (expression), the cost as an annuity over the validity."""
    case, periods = data.case, data.network.calendar
    rates = base_rates(case)
    rows = {(r.family, r.customs_area): r for r in records(case.certifications)}
    held = held_spans(data)
    m.CERTIFICATES = pyo.Set(initialize=tuple(rows), dimen=2, ordered=True, doc="(family, customs area) f, c")
    m.certify_start = pyo.Var(m.CERTIFICATES, m.T, domain=pyo.Binary, doc="a certificate is ordered in t")

    def certified(m: Any, f: str, c: str, t: str) -> Any:
        row = rows[f, c]
        covering = [u for u in periods.names if covers(data, u, t, int(row.lead_time), int(row.validity))]
        already = int(holds(held.get((f, c)), periods.first[t], periods.after(t)))
        return already + pyo.quicksum(m.certify_start[f, c, u] for u in covering)

    m.certified = pyo.Expression(
        m.CERTIFICATES, m.T, rule=certified, doc="certificates held: existing + starts past lead time, still valid"
    )
    for (f, c), row in rows.items():
        quarterly = row.cost * rates[row.currency] * periods.annuity(int(row.validity))
        for u in periods.names:
            for t in periods.names:
                share = periods.overlap(periods.first[u], periods.first[u] + int(row.validity), t)
                if share > 0 and quarterly > 0:
                    amount = quarterly * periods.length[t] * share
                    through = periods.discount(t, "through")
                    m.charges.append(Charge("certificate", (f, c), t, m.certify_start[f, c, u], amount, through))


def covers(data: Data, ordered: str, period: str, lead_time: int, validity: int) -> bool:
    """Whether a certificate ordered at the start of one period holds all through another (lengths in quarters)."""
    periods = data.network.calendar
    begin = periods.first[ordered] + lead_time
    return begin <= periods.first[period] and periods.after(period) <= begin + validity


Span = tuple[float, float]  # first quarter in which a certificate holds, first in which it no longer does


def holds(span: Span | None, first: int, after: int) -> bool:
    """Whether a certificate holds from the quarter `first` until the one before `after`."""
    return span is not None and span[0] <= first and after <= span[1]


def held_spans(data: Data) -> dict[tuple[str, str], Span]:
    """(family, customs area) -> the span of today's certificate; open ends are infinite."""
    return {
        (r.family, r.customs_area): (
            quarters.count(r.valid_from) if isinstance(r.valid_from, str) else -float("inf"),
            quarters.count(r.valid_until) + 1 if isinstance(r.valid_until, str) else float("inf"),
        )
        for r in records(data.case.certificates_held)
    }
