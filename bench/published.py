"""Published cases with known optima, solved as ordinary plans by the ordinary solvers.

    python -m bench.published orlib_cap FILE [--capacity N] [--uncapacitated] [--solver S] [--time-limit T] [--json]
    python -m bench.published holmberg FILE
    python -m bench.published textbook FILE

Solvers: those of `owp plan` (default: by size), and highs and scip on the identical model, read from an MPS file
(`bench.competitors`). Prints cost, published optimum, difference, proven bound and seconds of each problem; with --json
the last line of stdout is one JSON object. Exit code 0 where every published optimum known is reproduced (1e-6
relative; to the unit for holmberg), 1 where not, 2 for a file that cannot be used. Gaps are relative to the published
cost. Optima of orlib_cap and holmberg are looked up in optima.csv beside the folders of the files.

Of the textbook files these fit: gurobi_facility_location; chopra_sunoil (a small or a large plant a site: two
operators); chopra_telecomoptic (both firms apart, merged, and merged with single sourcing); csplib034_warehouse (single
sourcing); ampl_stoch_floc (three demand scenarios; expected cost only: the average of the worst is one of profits here,
which differ from costs by sales that depend on the scenario); williams_distribution (problems 19 and 20: factories are
origins of the depots and sites of their own; what they can send in all is no limit of the model, but the optimum
keeps to it, which is checked). ampl_multmip1 does not: its decisions are lanes, with fixed costs and joint capacities,
and its origins have supplies by product that must all be shipped.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.adapters import drawn, location_case, published_cost, unmet
from bench.adapters_files import read_holmberg, read_orlib_cap
from bench.adapters_textbook import Published, read_textbook
from bench.competitors import COMPETITORS, write_mps
from bench.measuring import NO_LIMIT
from model.build import build_whole
from model.prepare import Data, prepare
from solvers.compiled import compile_model
from solvers.options import NoPlan, SolveOptions
from solvers.planning import SOLVERS, by_size
from solvers.reporting import GAP_FLOOR
from solvers.result import Result

BY_SIZE = "auto"
GAP = 1e-7  # relative to the cost: below every tolerance that follows
TOLERANCE = 1e-6  # relative, as the optima are printed
EXACT = 1e-6  # of one unit of money, where optima are whole numbers
SERVED = 1e-6  # share of demand that may be missing, to rounding


@dataclass(frozen=True)
class Comparison:
    """One problem solved: `gap` is (cost - bound) / cost, `difference` cost - published, `tolerance` in money.

    `excess_supply` is by how much a plan draws more from some origin than it has (0 where nothing is limited).
    """

    family: str
    instance: str
    solver: str
    status: str
    cost: float | None
    published: float | None
    difference: float | None
    tolerance: float | None
    bound: float | None
    gap: float | None
    unmet: float
    excess_supply: float
    seconds: dict[str, float | None]

    @property
    def reproduced(self) -> bool:
        """Whether the plan serves everybody at the published cost, and no bound denies that this is possible."""
        if self.cost is None or self.unmet > SERVED or self.excess_supply > EXACT:
            return False
        if self.difference is None or self.tolerance is None or self.published is None:
            return True
        sound = self.bound is None or self.bound <= self.published + self.tolerance
        return abs(self.difference) <= self.tolerance and sound

    def told(self) -> str:
        """One line for a person."""
        if self.cost is None:
            return f"{self.instance}: no plan ({self.status})"
        published = "none known" if self.published is None else f"{self.published:.6f} ({self.difference:+.6f})"
        proven = "no bound" if self.bound is None else f"bound {self.bound:.6f} (gap {self.gap:.2e})"
        words = f"{self.instance}: cost {self.cost:.6f}, published {published}, {proven}, {self.status}"
        if self.unmet > SERVED:
            words += f", {self.unmet:.3%} of demand unmet"
        if self.excess_supply > EXACT:
            words += f", {self.excess_supply:g} more than an origin has"
        return f"{words}, {self.seconds['total']:.1f} s"


def read_published(
    family: str, path: Path, capacity: float | None = None, uncapacitated: bool = False
) -> tuple[Published, ...]:
    """The problems of a file with their published optima (NaN: none known); ValueError for one that does not fit."""
    if family == "textbook":
        return read_textbook(path)
    if family == "holmberg":
        problem, row = read_holmberg(path), ("holmberg", path.stem)
    else:
        problem = read_orlib_cap(path, capacity, uncapacitated)
        row = ("orlib_cap uncapacitated", path.stem) if uncapacitated else ("orlib_cap capacitated", problem.name)
    return (Published(problem, published_optima(path.parent.parent / "optima.csv").get(row, float("nan"))),)


def published_optima(path: Path) -> dict[tuple[str, str], float]:
    """(family, instance) -> optimum, from a table with these three columns; empty where there is no such file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["family"], row["instance"]): float(row["optimum"]) for row in csv.DictReader(file)}


def compare(
    family: str,
    published: Published,
    solver: str = BY_SIZE,
    *,
    gap: float = GAP,
    time_limit: float | None = None,
) -> Comparison:
    """Solves a problem as a plan, by the solver for its size unless one is named, and sets its cost beside the
    published one."""
    if solver in COMPETITORS:
        return _rival(family, published, solver, gap, time_limit)
    begun = time.monotonic()
    data = prepare(location_case(published.problem))
    solver = by_size(data) if solver == BY_SIZE else solver
    seconds: dict[str, float | None] = {"read": time.monotonic() - begun, "build": None, "solve": None}
    objective = bound = None
    short = excess = 0.0
    try:
        outcome = SOLVERS[solver](data, SolveOptions(gap=gap, time_limit=time_limit), None, seconds)
    except NoPlan as failure:
        status = failure.status
    else:
        status, objective, bound = outcome.status, outcome.objective, outcome.bound
        short, sent = unmet(outcome), drawn(outcome)
        excess = max((sent.get(origin, 0.0) - most for origin, most in published.supplies.items()), default=0.0)
    seconds["total"] = time.monotonic() - begun
    return _compared(family, published, solver, status, (objective, bound), (short, excess), seconds)


def _rival(family: str, published: Published, solver: str, gap: float, time_limit: float | None) -> Comparison:
    """The same by a competitor; that all demand is met is a row of the model that it solves. The detour by a file is
    not charged to it.

    Raises ValueError where an answer has more to keep to than the model's rows.
    """
    if published.problem.futures or published.supplies:
        raise ValueError(
            f"{published.problem.name}: several futures and limited supplies are checked in our plans only"
        )
    begun = time.monotonic()
    data = prepare(location_case(published.problem))
    compiled = compile_model(build_whole(data))
    built = time.monotonic() - begun
    scale = GAP_FLOOR * data.revenue / data.unit
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "whole.mps"
        write_mps(compiled, path)
        limit = NO_LIMIT if time_limit is None else time_limit
        found = COMPETITORS[solver](path, gap=gap, gap_scale=scale, time_limit=limit)
    seconds: dict[str, float | None] = {"read": None, "build": built, "solve": found.seconds}
    seconds["total"] = built + found.seconds
    amounts = _in_money(data, found)
    return _compared(family, published, solver, found.status, amounts, (0.0, 0.0), seconds)


def _in_money(data: Data, found: Result) -> tuple[float | None, float | None]:
    objective, bound = (None if x is None else x * data.unit for x in (found.objective, found.bound))
    return objective, bound


def _compared(
    family: str,
    published: Published,
    solver: str,
    status: str,
    amounts: tuple[float | None, float | None],
    misses: tuple[float, float],
    seconds: dict[str, float | None],
) -> Comparison:
    """Objective and bound (`amounts`) as published costs; `misses`: demand unmet, supply drawn beyond what there is."""
    problem, (short, excess) = published.problem, misses
    cost, bound = (None if x is None else published_cost(problem, x) + published.constant for x in amounts)
    optimum = published.optimum if published.optimum == published.optimum else None
    tolerance = None if optimum is None else EXACT if family == "holmberg" else TOLERANCE * abs(optimum)
    return Comparison(
        family=family,
        instance=problem.name,
        solver=solver,
        status=status,
        cost=cost,
        published=optimum,
        difference=None if cost is None or optimum is None else cost - optimum,
        tolerance=tolerance,
        bound=bound,
        gap=None if cost is None or bound is None else abs(cost - bound) / max(abs(cost), EXACT),
        unmet=short,
        excess_supply=max(0.0, excess),
        seconds=seconds,
    )


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m bench.published", description="Published cases with known optima.")
    made.add_argument("family", choices=("orlib_cap", "holmberg", "textbook"))
    made.add_argument("file", type=Path)
    made.add_argument(
        "--capacity", type=float, help="units a warehouse holds, for files that leave it open (capa, capb)"
    )
    made.add_argument("--uncapacitated", action="store_true", help="leave capacities out (orlib_cap)")
    made.add_argument("--solver", choices=(BY_SIZE, *SOLVERS, *COMPETITORS), default=BY_SIZE)
    made.add_argument("--gap", type=float, default=GAP, help="stop this near the optimum, relative to the cost")
    made.add_argument("--time-limit", type=float, help="seconds for each problem")
    made.add_argument("--json", action="store_true", help="end with one JSON object")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Solves every problem of a file; see the module's words for what is printed and returned."""
    asked = parser().parse_args(arguments)
    try:
        problems = read_published(asked.family, asked.file, asked.capacity, asked.uncapacitated)
    except (OSError, ValueError) as failure:
        print(failure, file=sys.stderr)
        return 2
    found = []
    for problem in problems:
        try:
            one = compare(asked.family, problem, asked.solver, gap=asked.gap, time_limit=asked.time_limit)
        except (ImportError, ValueError) as failure:
            print(failure, file=sys.stderr)
            return 2
        found.append(one)
        print(one.told(), flush=True)
    if asked.json:
        cases = [asdict(comparison) | {"reproduced": comparison.reproduced} for comparison in found]
        print(json.dumps(cases[0] if len(cases) == 1 else {"file": asked.file.name, "cases": cases}))
    return 0 if all(comparison.reproduced for comparison in found) else 1


if __name__ == "__main__":
    sys.exit(main())
