"""The bench's command line: python -m bench.run --case reference --seed 1 --solver decomposed --gap 0.01 --json."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bench.competitors import COMPETITORS
from bench.measuring import CASES, measure
from bench.programme import run_all
from bench.rows import PARTS, Request, Row
from owp.console import Reporter
from solvers.planning import SOLVERS

ALL = "all"


def parser() -> argparse.ArgumentParser:
    """What the bench takes."""
    made = argparse.ArgumentParser(prog="python -m bench.run", description="Measures one run, or all of the programme.")
    made.add_argument("--case", required=True, choices=(*CASES, ALL), help="size or example; all: the whole programme")
    made.add_argument("--seed", type=int, default=1, help="of the generated case (default 1)")
    made.add_argument("--solver", default="decomposed", choices=(*SOLVERS, *COMPETITORS))
    made.add_argument("--gap", type=float, default=0.01, help="relative gap at which to stop (default 0.01)")
    made.add_argument("--time-limit", type=float, help="seconds, from the start of preparing (default: none)")
    made.add_argument("--json", action="store_true", help="the last line of stdout is the row as one JSON object")
    made.add_argument("--only", default="", help="with --case all: these cases, separated by commas")
    made.add_argument("--solvers", default="", help="with --case all: these solvers, separated by commas")
    made.add_argument("--again", action="store_true", help="with --case all: also repeat what was measured before")
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; 0 where there is a row."""
    chosen = parser().parse_args(words)
    with Reporter("RUB") as reporter:
        if chosen.case == ALL:
            run_all(_names(chosen.only), _names(chosen.solvers), again=chosen.again, say=reporter.say)
            return 0
        reporter.phase(f"{chosen.case} {chosen.seed} by {chosen.solver}")
        request = Request(chosen.case, chosen.seed, chosen.solver, chosen.gap, chosen.time_limit)
        row = measure(request, reporter.progress)
    print(row.text() if chosen.json else _words(row), flush=True)
    return 0


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _words(row: Row) -> str:
    lines = [f"{row.status}: objective {row.objective}, bound {row.bound}, gap {row.gap}"]
    lines += [f"to {float(target):.1%}: {seconds} s" for target, seconds in row.time_to_gap.items()]
    lines.append(", ".join(f"{part} {row.seconds[part]} s" for part in PARTS) + f"; {row.peak_memory_mb} MB")
    return "\n".join([*lines, *([row.message] if row.message else [])])


if __name__ == "__main__":
    sys.exit(main())
