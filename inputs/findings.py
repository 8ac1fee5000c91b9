"""What comes to light while a workbook is read: problems, defaults that filled cells, and what was read leniently."""

from __future__ import annotations

from dataclasses import dataclass, field

from inputs.problems import Problem
from inputs.tables import Assumption
from inputs.tally import Tally

NAMED = 3  # cells of a note that are named; the rest are counted
SENTENCES = {  # what a note says: of one cell, of several
    "N131": ("a blank row is passed over", "{} blank rows are passed over"),
    "N132": ("a hidden row is read like any other", "{} hidden rows are read like any other"),
    "N137": ("a hidden column is read like any other", "{} hidden columns are read like any other"),
    "N134": ("this column is not known and is passed over", "{} columns are not known and are passed over"),
    "N135": ("a heading is a Chinese or Russian label", "{} headings are Chinese or Russian labels"),
    "N141": ("a number typed as text is read as a number", "{} numbers typed as text are read as numbers"),
    "N142": ("full-width digits are read as a number", "{} numbers in full-width digits are read as numbers"),
    "N143": ("spaces are tidied", "spaces are tidied in {} cells"),
    "N145": ("a blank cell counts as 0", "{} blank cells count as 0"),
    "N146": ("it is read as {meant}", "{} cells are read as what they mean ({meant} first)"),
    "N144": ("it stands for the declared {meant}", "{} names stand for the declared ones ({meant} first)"),
}


@dataclass
class _Note:
    """Cells of one column in which the same was let pass."""

    value: str
    meant: str
    cells: list[str] = field(default_factory=list)
    count: int = 0


@dataclass
class Findings:
    """Filled in by whoever reads; see `Problem` and `Assumption`."""

    problems: Tally = field(default_factory=Tally)
    assumptions: list[Assumption] = field(default_factory=list)
    _notes: dict[tuple[str, str, str], _Note] = field(default_factory=dict)
    _said: list[Problem] = field(default_factory=list)

    def note(
        self, code: str, sheet: str, column: str, cell: str, value: str = "", meant: str = "", cells: int = 1
    ) -> None:
        """Note what was let pass in a cell, or in `cells` of them; those of a column are told together."""
        entry = self._notes.setdefault((code, sheet, column), _Note(value, meant))
        entry.count += cells
        if len(entry.cells) < NAMED:
            entry.cells.append(cell)

    def say(self, code: str, sheet: str, cell: str, message: str) -> None:
        """Note something that is told once, in words of its own."""
        self._said.append(Problem(code, sheet, cell, "", "", message))

    def notes(self) -> list[Problem]:
        """Every note, one for each code, sheet and column."""
        found = list(self._said)
        for (code, sheet, column), note in self._notes.items():
            one, many = SENTENCES[code]
            message = (one if note.count == 1 else many).format(note.count, meant=note.meant)
            if note.count > 1:
                message += f": {', '.join(note.cells)}" + (" ..." if note.count > len(note.cells) else "")
            found.append(Problem(code, sheet, note.cells[0], column, note.value, message, cells=note.count))
        return found
