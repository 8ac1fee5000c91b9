"""What can be wrong with a workbook, said so that the planner can mend it.

Every problem has a stable code; the catalogue `CODES` gives each code's meaning and is printed by the manual.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "N": "note"}
SHOWN = 20  # problems of a kind (code and sheet) that are told one by one; the rest are counted

CODES: dict[str, str] = {
    "E101": "the file is not an Excel workbook (.xlsx)",
    "E102": "the workbook is encrypted or protected by a password",
    "E103": "the file is an Excel workbook of the old form (.xls)",
    "E104": "the workbook is damaged and cannot be opened",
    "E105": "the file is larger than any plan's workbook, or unpacks to more than can be read",
    "E106": "the workbook declares XML entities, which can be used to attack whoever opens it",
    "E107": "the contents of a sheet are missing from the file",
    "W108": "the workbook has macros, which are never run",
    "W109": "the workbook has links to other files, which are never followed",
    "E110": "a required sheet is missing",
    "E111": "a required sheet has no rows",
    "E112": "a required column is missing",
    "E113": "two columns of a sheet mean the same",
    "E114": "two sheets mean the same",
    "E115": "a sheet's name looks like a misspelling of one that is absent",
    "E116": "a column's name looks like a misspelling of one that is absent",
    "E117": "cells of a table are merged",
    "E118": "a column of figures has no heading",
    "E119": "nearly everything in the first rows of a long sheet is wrong, and the rest is not read",
    "W121": "a sheet that is not known is not read",
    "W122": "a column without a heading is not read",
    "W123": "cells far to the right of a table are not read",
    "N130": "rows above the header are passed over",
    "N131": "blank rows are passed over",
    "N132": "hidden rows are read",
    "N133": "columns stand in another order than documented",
    "N134": "a column that is not known is passed over",
    "N135": "headings or titles are Chinese or Russian labels",
    "N136": "demand is read in its wide or its long form",
    "N137": "hidden columns are read",
    "N138": "a hidden sheet is read",
    "N141": "numbers typed as text are read as numbers",
    "N142": "full-width digits are read as numbers",
    "N143": "spaces around or inside names are tidied",
    "N144": "names in other capitals, widths or dashes stand for those declared",
    "N145": "blank cells of demand count as 0",
    "N146": "quarters and words of a list typed in another way are read",
    "E201": "a cell that must be filled is blank",
    "E202": "a cell holds a spreadsheet error such as #REF!",
    "E203": "a formula has never been calculated, so its value is not in the file",
    "E204": "a cell should hold a number",
    "E205": "a number typed as text can be read in two ways",
    "E206": "a number is outside its bounds",
    "E207": "a number should be whole",
    "E208": "a cell should hold yes or no",
    "E209": "a cell should hold one of a few words",
    "E210": "a cell should hold a quarter such as 2027Q1",
    "E211": "a cell should hold text",
    "E212": "a setting is not known",
    "E213": "a date stands where the name of a period belongs",
    "E301": "two rows of a sheet stand for the same thing",
    "E302": "a cell names something that its own sheet does not list",
    "E303": "a currency has no exchange rate",
    "E304": "the plan's currency looks like a misspelling of another",
    "E305": "an amount is too large once it is in the plan's currency",
    "E401": "it is not known which periods to plan",
    "E402": "the periods are out of order, overlap or leave a gap",
    "E403": "a period has the name of a column of the demand sheet",
    "E404": "the plan's own currency has a rate other than 1",
    "E405": "a price is zero",
    "W406": "a price is below the purchase cost",
    "W407": "a package cannot have both this volume and this longest side",
    "E408": "demand is given both for a SKU alone and for one of its zones",
    "E409": "demand for a SKU alone cannot be spread, as no zone has a share",
    "W410": "a SKU has no demand",
    "W411": "a period has no demand",
    "E501": "status existing and the current network disagree",
    "E502": "the current network names an option that is not offered",
    "W503": "a lease of the current network starts after the plan does",
    "E504": "a site that must run has no option",
    "W505": "a site has no option and can never run",
    "E506": "no inbound lane reaches a site",
    "E507": "a lane leaves the customs area that its site may serve",
    "W508": "nothing can be delivered to a zone",
    "E509": "a parcel lane leads to an unknown zone",
    "E510": "a zone is called all, which stands for every zone",
    "W511": "an option starts after the plan ends",
    "E512": "delivery rates are for a country that looks like a misspelling of one with zones",
    "E513": "SKUs need after-sales service, but no option at any site offers a package with it",
    "E515": "nothing can be delivered to any zone",
    "W514": "SKUs need after-sales service, but every site whose options offer it is excluded",
    "E601": "a tariff line has no duty in a customs area with a duty-paid site",
    "E602": "no duty holds at the start of the plan",
    "E603": "the price bands of a duty do not start at 0",
    "E604": "no VAT and parcel rule holds in a customs area at the start of the plan",
    "W605": "the declaration fees have no band for the highest values",
    "E701": "the probabilities of the scenarios do not sum to 1",
    "E702": "an event's target cannot be understood",
    "E703": "an event's target names something unknown",
    "E704": "an event of this kind needs a value",
    "E705": "an event's value is outside what its kind allows",
    "W706": "an event of this kind uses no value",
    "E707": "an event ends before it begins",
    "E801": "a scope cannot be understood",
    "E802": "a scope names something unknown",
    "E803": "a limit or rule needs a value",
    "E804": "a limit's value is outside what it allows",
    "W805": "a rule of this kind uses no value",
    "E806": "a minimum is above the maximum of the same scope",
    "E807": "an override names neither site, operator, bundle nor SKU",
    "E808": "overrides contradict each other or a site's status",
    "E809": "a must override names no option that is offered",
    "E811": "a limit that must hold has a penalty",
    "W810": "a never override names no option that is offered",
    "E812": "a minimum of sites must hold, but no option on offer is in its scope",
    "W901": "weight over volume is not what packed goods, or goods of this family, have",
    "W902": "a weight looks like grams or tonnes",
    "W903": "a price looks like hundredths of the currency",
    "W904": "a price is below the landed cost at every warehouse",
    "W905": "a zone cannot be reached in time",
    "W906": "the storage of all sites is far below what demand needs",
    "W907": "a scenario or an event changes nothing",
    "W908": "no SKU passes a rule",
    "W909": "a certificate can never be used",
    "W910": "delivery rates are given for a country without a zone",
}


@dataclass(frozen=True, slots=True)  # there may be hundreds of thousands
class Problem:
    """One thing wrong: where it is, what stands there, what may stand there, how to mend it.

    `cells` counts the cells that it stands for, of which `cell` is the first. `consequences` counts the cells that
    are wrong only because they refer to this one; they are no problems of their own. `more` counts the problems of the
    same code, sheet and column after it that are not held one by one.
    """

    code: str
    sheet: str
    cell: str
    column: str
    value: str
    message: str
    allowed: str = ""
    fix: str = ""
    cells: int = 1
    consequences: int = 0
    more: int = 0

    @property
    def severity(self) -> Severity:
        """E codes are errors: no plan is made. W codes are warnings. N codes are notes: what was read leniently."""
        return SEVERITIES[self.code[0]]

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell
        subject = " ".join(part for part in (place, self.column) if part)
        if self.value:
            subject = f"{subject} = {self.value!r}" if subject else repr(self.value)
        parts = [f"{self.severity.upper()} {self.code} {subject}".rstrip(), self.message]
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.fix:
            parts.append(f"fix: {self.fix}")
        return " | ".join(parts)


def told(problems: Sequence[Problem], most: int = SHOWN) -> list[str]:
    """The problems as lines: the first `most` of each kind (code and sheet) with what follows from them, the rest
    counted under the last of the kind that is told."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.code, problem.sheet), []).append(problem)
    lines: list[str] = []
    for (code, sheet), members in kinds.items():
        for problem in members[:most]:
            lines.append(str(problem))
            if problem.consequences:
                lines.append(f"  and {_counted(problem.consequences, 'cell that refers', 'cells that refer')} to it")
        count = total(members)
        if count > most:
            lines.append(f"  and {count - most} more of {code}" + (f" on {sheet}" if sheet else ""))
    return lines


def in_order(problems: Iterable[Problem], sheets: Sequence[str]) -> list[Problem]:
    """The problems by sheet (those of the whole file and of absent sheets first), row and column."""
    rank = {name: at for at, name in enumerate(sheets)}
    return sorted(problems, key=lambda problem: (rank.get(problem.sheet, -1), *_place(problem.cell)))


def _place(cell: str) -> tuple[int, int, str]:
    """Row and column of a cell such as C7, of a whole row such as 7:7, or of a column such as C:C."""
    first = cell.partition(":")[0]
    letters = first.rstrip("0123456789")
    return int(first[len(letters) :] or 0), len(letters), letters


def total(problems: Iterable[Problem]) -> int:
    """How many problems there are, those that are only counted too."""
    return sum(1 + problem.more for problem in problems)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def with_consequences(problems: Iterable[Problem], followed: dict[tuple[str, str], int]) -> list[Problem]:
    """The problems; the first in a column (or of a whole sheet) bears the cells that refer to it.

    `followed`: (sheet, column) that could not be read -> how many cells refer to names that may stand there.
    """
    left = dict(followed)
    found: list[Problem] = []
    for problem in problems:
        count = 0
        if problem.severity == "error":
            for key in [key for key in left if key[0] == problem.sheet and problem.column in ("", key[1])]:
                count += left.pop(key)
        found.append(replace(problem, consequences=count) if count else problem)
    return found


class InvalidWorkbook(Exception):
    """A workbook from which no plan can be made; `problems` holds everything wrong with it, warnings too."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those of the problems that are errors, in order."""
    return [problem for problem in problems if problem.severity == "error"]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word spelt most like `word`, or None where none is near."""
    by_folded: dict[str, str] = {}
    for candidate in known:
        by_folded.setdefault(candidate.casefold(), candidate)
    found = get_close_matches(word.casefold(), list(by_folded), n=1, cutoff=0.7)
    return by_folded[found[0]] if found else None
