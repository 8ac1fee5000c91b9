"""What `owp check` tells and writes: kinds cut short, consequences under their cause, a list that leads to cells."""

import json
from pathlib import Path

import broken
import openpyxl
import pytest

from inputs.problems import SHOWN, Problem, told
from inputs.reading import inspect
from outputs.problem_list import COLUMNS, LISTED, write_problem_list
from owp.checking import problem_rows
from owp.cli import main
from owp.exits import Exit


def kind(count: int, **more: object) -> list[Problem]:
    return [Problem("E205", "demand", f"D{i}", "units", "1,234", "two readings", **more) for i in range(count)]  # type: ignore[arg-type]


def rows(path: Path) -> list[dict[str, object]]:
    page = openpyxl.load_workbook(path).worksheets[0]
    (heads, *body) = page.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in body]


def check(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, object], str]:
    code = main(["check", *map(str, words), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_the_first_of_a_kind_are_told_and_the_rest_counted() -> None:
    problems = [*kind(SHOWN + 312), Problem("E206", "demand", "C2", "units", "-1", "below 0"), *kind(1)]
    lines = told(problems)
    assert len(lines) == SHOWN + 2
    assert lines[SHOWN] == "  and 313 more of E205 on demand"
    assert lines[-1].startswith("ERROR E206")


def test_consequences_stand_under_their_cause() -> None:
    lines = told([Problem("E202", "skus", "A3", "sku", "#REF!", "an error", consequences=1), *kind(1, consequences=7)])
    assert [lines[1], lines[3]] == ["  and 1 cell that refers to it", "  and 7 cells that refer to it"]


def test_the_pattern_of_a_problem(tmp_path: Path) -> None:
    plan = broken.example().put("demand", D14="1,234").save(tmp_path / "plan.xlsx")
    (problem,) = inspect(plan).problems
    assert str(problem) == (
        "ERROR E205 demand!D14 units = '1,234' | can mean 1234 or 1.234 | "
        "allowed: a number from 0 to 10 000 000, in units | fix: type it without separators"
    )


def test_the_list_leads_to_the_cells_and_the_plan_is_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = broken.example().put("demand", D14="1,234", B5="MOSCOW").put("zones", C4="EAUE").rename("zones", "需求区")
    path = plan.save(tmp_path / "my plan.xlsx")
    before = path.read_bytes()
    code, report, err = check(capsys, path)
    assert code == Exit.INVALID
    assert path.read_bytes() == before
    listed = tmp_path / "my plan.problems.xlsx"
    assert str(listed) in err
    assert report["problems_file"] == str(listed)
    assert report["problem_counts"] == {"error": 2, "warning": 0, "note": 3}
    page = openpyxl.load_workbook(listed).worksheets[0]
    links = {page.cell(row, 4).value: page.cell(row, 4).hyperlink for row in range(2, page.max_row + 1)}
    assert {link.target for link in links.values()} == {"my%20plan.xlsx"}
    assert links["D14"].location == "'demand'!D14"
    assert links["C4"].location == "'需求区'!C4"
    assert [row["severity"] for row in rows(listed)] == ["error"] * 2 + ["note"] * 3


def test_a_sound_plan_gets_no_list_and_an_old_one_is_emptied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, listed = tmp_path / "plan.xlsx", tmp_path / "plan.problems.xlsx"
    broken.example().save(path)
    assert check(capsys, path)[0] == Exit.DONE
    assert not listed.exists()
    broken.example().put("demand", D14="?").save(path)
    assert check(capsys, path)[0] == Exit.INVALID
    assert len(rows(listed)) == 2
    broken.example().save(path)
    assert check(capsys, path)[0] == Exit.DONE
    assert [row["severity"] for row in rows(listed)] == ["note"]


def test_the_list_may_go_elsewhere_but_not_over_the_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lists").mkdir()
    path = broken.example().put("demand", D14="?").save(tmp_path / "plan.xlsx")
    other = tmp_path / "lists" / "list.xlsx"
    assert check(capsys, path, "-o", other)[0] == Exit.INVALID
    link = openpyxl.load_workbook(other).worksheets[0]["D2"].hyperlink
    assert (link.target, link.location) == ("../plan.xlsx", "'demand'!D14")
    assert not (tmp_path / "plan.problems.xlsx").exists()
    before = path.read_bytes()
    assert check(capsys, path, "-o", path)[0] == Exit.USAGE
    assert check(capsys, path, "-o", tmp_path / "nowhere" / "list.xlsx")[0] == Exit.USAGE
    assert path.read_bytes() == before


def test_nothing_in_the_list_is_a_formula(tmp_path: Path) -> None:
    """What a planner typed comes back as text, whatever a spreadsheet would make of it."""
    problems = [Problem("E204", "skus", "F2", "unit_cost", '=HYPERLINK("http://x")', "\x01", "@SUM(A1)", "+1")]
    write_problem_list(tmp_path / "list.xlsx", tmp_path / "plan.xlsx", problems, {})
    page = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    assert all(cell.data_type in ("s", "n") for row in page.iter_rows() for cell in row)
    assert page.cell(2, list(COLUMNS).index("value") + 1).value == '=HYPERLINK("http://x")'


def test_long_lists_are_cut_and_counted(tmp_path: Path) -> None:
    problems = kind(LISTED + 5)
    assert len(problem_rows(problems)) == LISTED
    write_problem_list(tmp_path / "list.xlsx", tmp_path / "plan.xlsx", problems, {})
    listed = rows(tmp_path / "list.xlsx")
    assert len(listed) == LISTED + 1
    assert listed[-1]["message"] == "and 5 more of E205"


def test_the_same_problems_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("once.xlsx", "again.xlsx"):
        write_problem_list(tmp_path / name, tmp_path / "plan.xlsx", kind(3), {})
    assert (tmp_path / "once.xlsx").read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_a_plan_that_is_refused_by_the_hundred_thousand_is_told_in_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = broken.example()
    plan.sheets["demand"][1:] = [["REF-340", "Moscow", "many", "much", "more"] for _ in range(2000)]
    code, report, err = check(capsys, plan.save(tmp_path / "plan.xlsx"))
    assert code == Exit.INVALID
    assert len(err.splitlines()) < 3 * SHOWN
    assert f"and {6000 - SHOWN} more of E204 on demand" in err
    assert len(json.dumps(report)) < 2_000_000


def test_problems_come_by_sheet_then_row_then_column(tmp_path: Path) -> None:
    """Whatever finds them: typing, checks across sheets, warnings. A sheet that is absent comes first."""
    plan = broken.example().remove("operators").put("zones", B5=None, A3="Kasan\u00a0").put("demand", C9=-1, A2="what")
    plan.put("skus", G10=0, E4="heavy", E3="light").put("limits", C4="x")
    order = list(plan.sheets)
    places = [
        (
            order.index(problem.sheet) if problem.sheet in order else -1,
            int("".join(filter(str.isdigit, problem.cell)) or 0),
        )
        for problem in inspect(plan.save(tmp_path / "plan.xlsx")).problems
    ]
    assert len(places) > 7 and places[0] == (-1, 0) and places == sorted(places)


def test_the_value_told_is_what_stands_in_the_cell(tmp_path: Path) -> None:
    """Also where it was read as something else: keys with a space too many, which repeat others."""
    plan = broken.example()
    duty, sku = plan.sheets["duties"][1], plan.sheets["demand"][1][0]
    plan.add("duties", f"{duty[0]} ", *duty[1:]).put("demand", A3=f"{sku} ", B3="MOSCOW", B2="Moscow")
    repeated = [p for p in inspect(plan.save(tmp_path / "plan.xlsx")).problems if p.code == "E301"]
    assert {(problem.sheet, problem.value) for problem in repeated} == {
        ("duties", f"{duty[0]} "),
        ("demand", f"{sku} "),
    }


def test_rows_that_a_roll_emptied_are_no_news(tmp_path: Path) -> None:
    """`owp roll` lists them on its own sheet; other blank rows are noted as ever."""
    plan = broken.example().insert("zones", 5).insert("zones", 9)
    plan.sheets["rolled"] = [
        ["plan_from", "sheet", "cell", "what", "was"],
        ["2027Q2", "zones", "5:5", "removed: its period is over", "Kazan"],
    ]
    (note,) = [note for note in inspect(plan.save(tmp_path / "plan.xlsx")).notes if note.code == "N131"]
    assert (note.cell, note.cells) == ("9:9", 1)
