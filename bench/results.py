"""From rows of measurements to the text of RESULTS.md."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, median_high

from bench.rows import TARGETS, Row

RATIO_TARGET = "0.01"
FIRST = "decomposed"  # what the others are measured against
SOLVERS = {
    "decomposed": "decomposed",
    "whole": "whole (ours, HiGHS)",
    "highs": "HiGHS on the MPS",
    "scip": "SCIP on the MPS",
}
CASES = ("tiny", "small", "reference", "russia_small", "russia", "brazil", "large", "huge")
HEAD = """# What the bench measured

Seconds from the start of `prepare` until the printed gap was at most the target, building included: medians over the
seeds. `> 600` means that it was not reached in 600 s; such a run counts with its limit. A dash: not asked for and not
reached on the way. Competitors have 20 times our median time to 1 % (our limit
where we do not reach it), one thread, and read the identical model as an
MPS file; writing and reading that file is not charged to them. The gap is relative to the plan's objective (at least
0.1 % of revenue at full demand). Ratio: time to 1 % over ours.

`python -m bench.run --case all` makes this file; `bench/results.jsonl` holds every row.
"""


def markdown(rows: Sequence[Row], notes: str = "") -> str:
    """The whole file: machines, a table of times and one of figures for each case that has rows, the notes."""
    parts = [HEAD]
    machines = list(dict.fromkeys(row.machine for row in rows if row.machine))
    parts += [f"Machine: {text}.\n" for text in machines]
    known = [case for case in CASES if any(row.case == case for row in rows)]
    for case in [*known, *sorted({row.case for row in rows} - set(known))]:
        parts.append(_case([row for row in rows if row.case == case]))
    if notes.strip():
        parts.append(notes.strip() + "\n")
    return "\n".join(parts)


def _case(rows: Sequence[Row]) -> str:
    """One case: its size, then a line for each solver."""
    order = [name for name in SOLVERS if any(row.solver == name for row in rows)]
    order += sorted({row.solver for row in rows} - set(SOLVERS))
    sized = next((row for row in rows if row.sizes), rows[0])
    lines = [f"## {rows[0].case}", "", _size(sized), ""]
    heads = ["solver", "seeds", *(f"to {target:.1%}".replace(".0%", "%").replace("%", " %") for target in TARGETS)]
    heads += ["ratio", "gap at the end", "read, build, solve, write (s)", "memory (MB)", "commit"]
    lines += ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    ours = [row for row in rows if row.solver == FIRST]
    for name in order:
        cells = _line(name, [row for row in rows if row.solver == name], ours)
        lines.append("| " + " | ".join(cells) + " |")
    remarks = [f"- {row.solver}, seed {row.seed}: {row.status}. {row.message}" for row in rows if row.message]
    return "\n".join([*lines, *([""] if remarks else []), *remarks, ""])


def _line(name: str, rows: Sequence[Row], ours: Sequence[Row]) -> list[str]:
    seeds = ", ".join(str(row.seed) for row in rows)
    gaps = [row.gap for row in rows if row.gap is not None]
    memory = [row.peak_memory_mb for row in rows if row.peak_memory_mb is not None]
    parts = [[row.seconds.get(part) for row in rows] for part in ("read", "build", "solve", "write")]
    return [
        SOLVERS.get(name, name),
        seeds,
        *(_cell(_time(rows, str(target))) for target in TARGETS),
        "" if name == FIRST else _ratio(rows, ours),
        f"{median(gaps):.2%}".replace("%", " %") if gaps else "none",
        ", ".join(_seconds([value for value in part if value is not None]) for part in parts),
        f"{max(memory):,.0f}".replace(",", " ") if memory else "",
        ", ".join(dict.fromkeys(row.commit for row in rows if row.commit)),
    ]


def _time(rows: Sequence[Row], target: str) -> tuple[float, bool] | None:
    """Median seconds to the target, and whether the median run reached it; None where it was not asked for."""
    found = []
    for row in rows:
        seconds = row.time_to_gap.get(target)
        if seconds is not None:
            found.append((seconds, True))
        elif float(target) >= row.gap_asked and row.time_limit is not None:
            found.append((row.time_limit, False))
    if 2 * len(found) <= len(rows):  # a median of the few that went further than asked would flatter
        return None
    seconds, late = median_high((seconds, not reached) for seconds, reached in found)
    return seconds, not late


def _cell(time: tuple[float, bool] | None) -> str:
    if time is None:
        return "-"
    seconds, reached = time
    return f"{seconds:.1f}" if reached else f"> {seconds:.0f}"


def _ratio(rows: Sequence[Row], ours: Sequence[Row]) -> str:
    """Their median time to 1 % over ours; at least that where they did not reach it."""
    theirs, own = _time(rows, RATIO_TARGET), _time(ours, RATIO_TARGET)
    if theirs is None or own is None or not own[1] or own[0] <= 0:
        return "-"
    return ("" if theirs[1] else "at least ") + f"{theirs[0] / own[0]:.1f}"


def _seconds(values: Sequence[float]) -> str:
    return f"{median(values):.1f}" if values else "-"


def _size(row: Row) -> str:
    sizes = [f"{count:,} {name}".replace(",", " ") for name, count in row.sizes.items()]
    return ", ".join([*sizes, f"{row.states} states"] if row.states else sizes) + "." if sizes or row.states else ""
