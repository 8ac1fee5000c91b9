"""Every run that the results rest on; done one after another, each in a process of its own, resumable."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench import rows
from bench.machine import ROOT, commit, machine
from bench.results import markdown
from bench.rows import Request, Row

FOLDER = Path(__file__).resolve().parent
ROWS, RESULTS, NOTES = FOLDER / "results.jsonl", FOLDER / "RESULTS.md", FOLDER / "notes.md"
OURS = "decomposed"
MEASURED_GAP = 0.01  # competitors are asked for this gap
PATIENCE = 20.0  # times our median time to it
LEAST_LIMIT = 60.0  # seconds a competitor has in any case
FAILED = "failed"
GRACE = 900.0  # seconds over the limit for reading, building, writing and solvers that do not listen

RIVALS = ("whole", "highs", "scip")
PROGRAMME = (
    *(Request("small", seed, OURS, 0.001, 120.0) for seed in (1, 2, 3)),
    *(Request("reference", seed, OURS, 0.005, 300.0) for seed in (1, 2, 3)),
    Request("russia", 0, OURS, 0.005, 120.0),
    *(Request("small", seed, rival, MEASURED_GAP, None) for seed in (1, 2, 3) for rival in RIVALS),
    *(Request("russia", 0, rival, MEASURED_GAP, None) for rival in RIVALS),
    Request("large", 1, OURS, 0.01, 1800.0),
    Request("huge", 1, OURS, 0.03, 5400.0),
    *(Request("reference", seed, rival, MEASURED_GAP, None) for seed in (1, 2, 3) for rival in RIVALS),
)


def run_all(cases: Sequence[str], solvers: Sequence[str], *, again: bool, say: Callable[[str], None]) -> None:
    """Do what is missing of the programme for these cases and solvers (none named: all), and write RESULTS.md anew.

    `again` also repeats what is there; what failed is always repeated. Every row is kept as soon as it is there: the
    next call resumes.
    """
    done = rows.read(ROWS)
    wanted = [
        request
        for request in PROGRAMME
        if (not cases or request.case in cases) and (not solvers or request.solver in solvers)
    ]
    if again:
        dropped = {request.key for request in wanted}
        done = [row for row in done if row.key not in dropped]
    for request in wanted:
        if any(row.key == request.key and row.status != FAILED for row in done):
            continue
        ready = with_limit(request, done)
        if ready is None:
            say(f"left out {request.case} {request.seed} {request.solver}: {OURS} has no time to 1 % there yet")
            continue
        say(f"{ready.case} {ready.seed} {ready.solver}: to {ready.gap:.1%} in at most {ready.limit:.0f} s")
        row = _in_own_process(ready)
        done = [*(before for before in done if before.key != row.key), row]
        rows.write(ROWS, done)
        say(f"  {row.status}, gap {'unknown' if row.gap is None else f'{row.gap:.2%}'} {row.message}".rstrip())
    write_results(done)


def write_results(done: Sequence[Row]) -> None:
    """RESULTS.md from these rows and, where there is one, the text of notes.md."""
    notes = NOTES.read_text(encoding="utf-8") if NOTES.exists() else ""
    RESULTS.write_text(markdown(done, notes), encoding="utf-8")


def with_limit(request: Request, done: Iterable[Row]) -> Request | None:
    """The request with its limit. A competitor has PATIENCE times our median time to 1 % on the case or, where we reach
    it on less than half of the seeds, as long as we had; None while we have no row there."""
    if request.limit is not None:
        return request
    ours = [row for row in done if row.case == request.case and row.solver == OURS and row.time_limit is not None]
    if not ours:
        return None
    times = [row.time_to_gap[str(MEASURED_GAP)] for row in ours]
    reached = [seconds for seconds in times if seconds is not None]
    if 2 * len(reached) < len(ours):
        return replace(request, limit=median(row.time_limit or 0.0 for row in ours))
    known = [row.time_limit if t is None else t for row, t in zip(ours, times, strict=True)]
    return replace(request, limit=round(max(LEAST_LIMIT, PATIENCE * median(t or 0.0 for t in known)), 1))


def _in_own_process(request: Request) -> Row:
    """The row that `bench.run` prints; one that says what went wrong where it prints none."""
    assert request.limit is not None
    words = ["--case", request.case, "--seed", str(request.seed), "--solver", request.solver]
    words += ["--gap", str(request.gap), "--time-limit", str(request.limit), "--json"]
    command = [sys.executable, "-m", "bench.run", *words]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        told, trouble = child.communicate(timeout=request.limit + GRACE)
    except subprocess.TimeoutExpired:
        child.kill()
        told, trouble = child.communicate()
        trouble = f"stopped from outside {GRACE:.0f} s after its limit\n{trouble}"
    lines = told.splitlines()
    try:
        return rows.parse(lines[-1])
    except (IndexError, ValueError):
        return Row(
            *request.key, request.gap, request.limit, commit=commit(), machine=machine(), message=_last_line(trouble)
        )


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it ended without a word"
