"""Periods of different length: what a quarter's money in each of them is worth today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inputs import quarters
from inputs.case import Case

Timing = Literal["start", "through", "end"]


@dataclass(frozen=True)
class Calendar:
    """The plan's periods, by name, in order; quarters are counts (see `inputs.quarters`)."""

    names: tuple[str, ...]
    first: dict[str, int]
    length: dict[str, int]
    rate: float  # discount a year

    @property
    def begin(self) -> int:
        return self.first[self.names[0]]

    @property
    def end(self) -> int:
        """The first quarter after the plan."""
        last = self.names[-1]
        return self.first[last] + self.length[last]

    def after(self, period: str) -> int:
        """The first quarter after `period`."""
        return self.first[period] + self.length[period]

    def previous(self, period: str) -> str | None:
        place = self.names.index(period)
        return self.names[place - 1] if place else None

    def discount_at(self, quarter: float) -> float:
        """Today's worth of 1 at this point of time: (1 + rate)^-(years from the plan's first day)."""
        return float((1 + self.rate) ** (-(quarter - self.begin) / 4))

    def discount(self, period: str, timing: Timing) -> float:
        """Today's worth of 1 paid at the start, at the end, or evenly (mid-quarter) through a period."""
        if timing == "start":
            return self.discount_at(self.first[period])
        if timing == "end":
            return self.discount_at(self.after(period))
        span = range(self.first[period], self.after(period))
        return sum(self.discount_at(q + 0.5) for q in span) / len(span)

    def weight(self, period: str) -> float:
        """Today's worth of 1 a quarter through the whole of a period."""
        return self.length[period] * self.discount(period, "through")

    def overlap(self, begin: int, end: int, period: str) -> float:
        """Share of `period` that lies in the quarters begin <= q < end."""
        shared = min(end, self.after(period)) - max(begin, self.first[period])
        return max(0, shared) / self.length[period]

    def annuity(self, life: int) -> float:
        """What 1 paid today costs each quarter for `life` quarters, paid mid-quarter.

        a = 1 / sum_{j<life} (1+rate)^-((j+0.5)/4)
        """
        return 1 / sum(self.discount_at(self.begin + j + 0.5) for j in range(life))

    def beyond(self, begin: int, life: int) -> float:
        """Today's worth of what an annuity of 1 that starts at `begin` still has to pay after the plan."""
        unpaid = range(max(begin, self.end), begin + life)
        return self.annuity(life) * sum(self.discount_at(q + 0.5) for q in unpaid)


def calendar(case: Case) -> Calendar:
    names = tuple(case.periods["period"])
    first = {p: quarters.count(q) for p, q in zip(names, case.periods["first_quarter"], strict=True)}
    length = {p: int(n) for p, n in zip(names, case.periods["quarters"], strict=True)}
    return Calendar(names, first, length, case.settings.discount_rate)
