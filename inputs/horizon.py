"""The horizon a quarter later: which periods there are then, and which of today's each comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from inputs import quarters

YEAR = 4  # quarters


@dataclass(frozen=True)
class Span:
    """A period: its name, first quarter (as a count) and length; `source` is the old period it continues."""

    name: str
    first: int
    quarters: int
    source: str

    @property
    def after(self) -> int:
        return self.first + self.quarters


def moved_on(periods: Sequence[Span]) -> list[Span]:
    """The periods of a plan made a quarter later, over a horizon of the same length.

    The first quarter is over. As many single quarters lead as before: the first longer period gives one up in its
    turn. The last period grows by a quarter; when another has been used up, the last is divided after its first whole
    year, so that there are as many periods as before. Each new period lies in the old one that it names as its source
    (the new quarter at the end continues the last one).
    """
    singles = len(list(takewhile(lambda period: period.quarters == 1, periods)))
    if singles == YEAR + 1 and periods[YEAR].after % YEAR == 0:
        singles = YEAR  # four quarters, and the last that a year has left
    spans = [(p.first, p.quarters, p.source) for p in periods]
    first, length, source = spans[0]
    spans = spans[1:] if length == 1 else [(first + 1, length - 1, source), *spans[1:]]
    if not spans:  # a plan of one quarter
        spans = [(first + 1, 1, source)]
    else:
        begin, length, source = spans[-1]
        spans[-1] = (begin, length + 1, source)
    leading = len(list(takewhile(lambda span: span[1] == 1, spans)))
    if leading < singles and leading < len(spans):
        begin, length, source = spans[leading]
        spans[leading : leading + 1] = [(begin, 1, source), (begin + 1, length - 1, source)]
    if len(spans) < len(periods) and spans[-1][1] > 1:
        begin, length, source = spans[-1]
        whole = YEAR - begin % YEAR  # to the end of its first calendar year
        part = whole if whole < length else length // 2
        spans[-1:] = [(begin, part, source), (begin + part, length - part, source)]
    return _named(spans, periods)


def _named(spans: Sequence[tuple[int, int, str]], old: Sequence[Span]) -> list[Span]:
    """A period that has not changed keeps its name; others are called by their quarters."""
    unchanged = {(p.first, p.quarters): p.name for p in old}
    taken = {unchanged[span[:2]] for span in spans if span[:2] in unchanged}
    named = []
    for first, length, source in spans:
        name = unchanged.get((first, length)) or span_name(first, length)
        while (first, length) not in unchanged and name in taken:
            name += " (new)"
        taken.add(name)
        named.append(Span(name, first, length, source))
    return named


def span_name(first: int, length: int) -> str:
    """2028Q1; 2028 and 2028-2029 for whole years; 2028Q2-Q4 within a year; 2028Q4-2029Q2 otherwise."""
    begin, end = quarters.text(first), quarters.text(first + length - 1)
    if length == 1:
        return begin
    if first % YEAR == 0 and length % YEAR == 0:
        return begin[:4] if length == YEAR else f"{begin[:4]}-{end[:4]}"
    return f"{begin}-{end[4:]}" if begin[:4] == end[:4] else f"{begin}-{end}"
