"""What a run of the bench is asked for and what it found; rows are JSON lines."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

TARGETS = (0.05, 0.02, 0.01, 0.005, 0.001)  # gaps whose first moment is noted
PARTS = ("read", "build", "solve", "write")


@dataclass(frozen=True)
class Request:
    """One run; `limit` in seconds from the start of `prepare` (competitors: of their own solving), None: not known
    yet, see `bench.programme`."""

    case: str
    seed: int
    solver: str
    gap: float
    limit: float | None

    @property
    def key(self) -> tuple[str, int, str]:
        return (self.case, self.seed, self.solver)


@dataclass(frozen=True)
class Row:
    """The outcome of a request. Money in plan currency; what is not known is None.

    time_to_gap  seconds from the start of `prepare`, building included, until the printed gap was at most the target;
                 for competitors, without writing and reading the MPS file
    seconds      see PARTS; the MPS file's are in none of them
    sizes        how many sites, options, lanes ... the case has
    """

    case: str
    seed: int
    solver: str
    gap_asked: float
    time_limit: float | None
    status: str = "failed"
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    seconds: dict[str, float | None] = field(default_factory=lambda: dict.fromkeys(PARTS))
    time_to_gap: dict[str, float | None] = field(default_factory=lambda: dict.fromkeys(map(str, TARGETS)))
    peak_memory_mb: float | None = None
    states: int | None = None
    sizes: dict[str, int] = field(default_factory=dict)
    commit: str = ""
    machine: str = ""
    message: str = ""

    @property
    def key(self) -> tuple[str, int, str]:
        return (self.case, self.seed, self.solver)

    def text(self) -> str:
        """One line of JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, allow_nan=False)


class Marks:
    """Notes when the gap first was at most each target."""

    def __init__(self) -> None:
        self.time_to_gap: dict[str, float | None] = dict.fromkeys(map(str, TARGETS))

    def note(self, gap: float | None, seconds: float) -> None:
        """At `seconds` the printed gap was `gap`."""
        for target in TARGETS:
            if gap is not None and gap <= target and self.time_to_gap[str(target)] is None:
                self.time_to_gap[str(target)] = round(seconds, 2)


def parse(text: str) -> Row:
    """The row of one line; raises ValueError where it is none."""
    try:
        return Row(**json.loads(text))
    except TypeError as error:
        raise ValueError(f"not a row of the bench: {text[:80]}") from error


def read(path: Path) -> list[Row]:
    """All rows of a file of JSON lines, the latest of each key; none where there is no file."""
    if not path.exists():
        return []
    rows = [parse(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return list({row.key: row for row in rows}.values())


def write(path: Path, rows: Iterable[Row]) -> None:
    """All rows as JSON lines."""
    path.write_text("".join(f"{row.text()}\n" for row in rows), encoding="utf-8")
