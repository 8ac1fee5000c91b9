"""Problems as they are found: the first of a kind whole, the rest counted, so that a million cost little more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from inputs.problems import Problem, in_order

KEPT = 1000  # problems of a code, sheet and column that are held; as many as any list shows


class Kind(NamedTuple):
    """What problems have in common; yielded by a check in place of a problem, it is one more that is only counted."""

    code: str
    sheet: str
    column: str


class Tally:
    """Every problem found so far, each told once."""

    def __init__(self) -> None:
        self._held: list[Problem] = []
        self._found: Counter[Kind] = Counter()
        self._seen: set[int] = set()  # hashes, of those too that are not held

    def __len__(self) -> int:
        return sum(self._found.values())

    def room(self, code: str, sheet: str, column: str) -> int:
        """How many more problems of this kind are held."""
        return max(0, KEPT - self._found[Kind(code, sheet, column)])

    def count(self, kind: Kind, more: int = 1) -> None:
        """Count problems that differ from all others and need not be held."""
        self._found[kind] += more

    def append(self, problem: Problem) -> None:
        """Hold a problem, or count it where its kind is held often enough."""
        known = hash(problem)
        if known in self._seen:
            return
        self._seen.add(known)
        kind = Kind(problem.code, problem.sheet, problem.column)
        if self._found[kind] < KEPT:
            self._held.append(problem)
        self._found[kind] += 1

    def extend(self, problems: Iterable[Problem | Kind]) -> None:
        """Hold or count each."""
        for problem in problems:
            if isinstance(problem, Kind):
                self.count(problem)
            else:
                self.append(problem)

    def most(self, sheet: str) -> int:
        """How many errors of a sheet, at most, have one code and one column."""
        found = (count for kind, count in self._found.items() if kind.sheet == sheet and kind.code[0] == "E")
        return max(found, default=0)

    def all(self, sheets: Sequence[str] = ()) -> list[Problem]:
        """The problems held, in the order of the sheets (others first), their rows and columns; the last of a kind
        stands for those that are only counted, too."""
        held = in_order(self._held, sheets)
        kinds = [Kind(problem.code, problem.sheet, problem.column) for problem in held]
        last = {kind: at for at, kind in enumerate(kinds)}
        kept = Counter(kinds)
        for kind, at in last.items():
            more = self._found[kind] - kept[kind]
            if more:
                held[at] = replace(held[at], more=more)
        return held
