"""Hundreds of thousands of wrong cells: the first of a kind are held, the totals are exact, the cost is that of good
cells."""

import json
import tracemalloc
from pathlib import Path

import broken
import openpyxl
import pytest

from inputs.assembling import Inspection, inspect_tables, raw_table
from inputs.cells import Uncalculated
from inputs.problems import SHOWN, Problem, errors, told, total
from inputs.reading import inspect
from inputs.tally import KEPT, Kind, Tally
from outputs.problem_list import LISTED
from owp.cli import main
from owp.exits import Exit

MANY = 3 * KEPT
HEADS = ("sku", "zone", "period", "units")
KEY = ("REF-340", "Moscow", "2027Q1")


def inspected(rows: list[tuple[object, ...]]) -> Inspection:
    """The example with these rows of demand, in long form."""
    plan = broken.example()
    sheets = [
        raw_table(name, [dict(zip(map(str, sheet[0]), row, strict=False)) for row in sheet[1:]])
        for name, sheet in plan.sheets.items()
        if name != "demand"
    ]
    return inspect_tables([*sheets, raw_table("demand", [dict(zip(HEADS, row, strict=True)) for row in rows])])


def totals(problems: tuple[Problem, ...]) -> dict[tuple[str, str], int]:
    """How many problems of demand there are by code and column."""
    found: dict[tuple[str, str], int] = {}
    for problem in problems:
        if problem.sheet == "demand":
            key = (problem.code, problem.column)
            found[key] = found.get(key, 0) + 1 + problem.more
    return found


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((*KEY, "1,234"), {("E205", "units"): MANY}),
        ((*KEY, -1), {("E206", "units"): MANY}),
        ((*KEY, "#REF!"), {("E202", "units"): MANY}),
        ((*KEY, Uncalculated("A1")), {("E203", "units"): MANY}),
        ((*KEY, 1), {("E301", "sku"): MANY - 1}),
        ((None, None, None, Uncalculated("A1")), {("E203", "units"): MANY, ("E201", "sku"): MANY}),
        ((KEY[0], "Moscow", None, "?"), {("E201", "period"): MANY, ("E204", "units"): MANY}),
    ],
)
def test_totals_are_exact_and_the_first_are_held(row: tuple[object, ...], expected: dict[tuple[str, str], int]) -> None:
    found = inspected([row] * MANY)
    assert found.case is None
    assert {key: n for key, n in totals(found.problems).items() if key[0] != "E301" or key in expected} == expected
    for code, column in expected:
        held = [problem for problem in found.problems if (problem.code, problem.column) == (code, column)]
        assert len(held) == KEPT
        assert [problem.more for problem in held] == [0] * (KEPT - 1) + [expected[code, column] - KEPT]
        first = 3 if code == "E301" else 2
        assert [int("".join(filter(str.isdigit, problem.cell))) for problem in held] == list(range(first, first + KEPT))


def test_wrong_cells_among_good_ones_are_counted_alone() -> None:
    """Figures too high, too low, or blank (0) by turns: only those out of bounds are told, whatever came before."""
    figures = [-1, 5, None, 1e9, "7", "x"] * (2 * KEPT)
    found = totals(inspected([(*KEY, figure) for figure in figures]).problems)
    assert found["E206", "units"] == 4 * KEPT
    assert found["E204", "units"] == 2 * KEPT


def test_a_kind_is_told_cut_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines on stderr, the list's rows, --json and its totals agree on how many there are."""
    plan = broken.example()
    plan.sheets["demand"][1:] = [["REF-340", "Moscow", "many", "much", "more"] for _ in range(2000)]
    path = plan.save(tmp_path / "plan.xlsx")
    wrong = total(errors(inspect(path).problems))
    assert main(["check", str(path), "--json"]) == Exit.INVALID
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert report["problem_counts"]["error"] == wrong == 6000 + 1999
    assert f"and {6000 - SHOWN} more of E204 on demand" in err
    assert f"{wrong} errors" in err
    of_kind = [row for row in report["problems"] if row["code"] == "E204"]
    assert len(of_kind) == LISTED
    assert sum(1 + row["more"] for row in of_kind) == 6000
    page = openpyxl.load_workbook(tmp_path / "plan.problems.xlsx").worksheets[0]
    told_last = [row[6] for row in page.iter_rows(values_only=True) if str(row[6]).startswith("and ")]
    assert told_last == [f"and {6000 - LISTED} more of E204", f"and {1999 - LISTED} more of E301"]


def test_what_is_only_counted_is_counted_in_every_answer() -> None:
    one = Problem("E205", "demand", "D2", "units", "1,234", "two readings", more=70)
    assert told([one] * 3, most=2)[-1] == "  and 211 more of E205 on demand"
    assert total([one] * 3) == 213


def test_a_problem_found_twice_is_counted_once() -> None:
    tally = Tally()
    problems = [Problem("E205", "demand", f"D{i}", "units", "1,234", "two readings") for i in range(KEPT + 50)]
    tally.extend(problems)
    tally.extend([*problems, Kind("E205", "demand", "units")])
    assert total(tally.all()) == KEPT + 51
    assert len(tally.all()) == KEPT


def test_names_that_are_near_none_do_not_take_for_ever() -> None:
    """Twenty thousand different unknown names against 6 known: all counted, the nearest sought for some only."""
    found = inspected([(f"no such {i}", *KEY[1:], 1) for i in range(20_000)])
    assert totals(found.problems) == {("E302", "sku"): 20_000}
    assert len([problem for problem in found.problems if problem.code == "E302"]) == KEPT


def test_wrong_cells_take_no_more_memory_than_good_ones() -> None:
    """Beside what the cells themselves hold: at most 100 bytes a wrong cell more than a good one takes."""
    rows = 20_000
    peaks = []
    for figure in (1.5, "1,234"):
        data = [(*KEY, figure)] * rows
        tracemalloc.start()
        inspected(data)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 100 * rows
