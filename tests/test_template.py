"""The blank workbook: what it has, and that the reader says exactly what is still to be filled in."""

from pathlib import Path

import broken
import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from inputs.reading import inspect
from inputs.sheets import BY_NAME, SETTINGS, SHEETS
from inputs.template import write_template
from inputs.units import UNITS

NEEDED = [sheet.name for sheet in SHEETS if sheet.needed]
EMPTY = {name: {"periods": "E401", "lane_rates": "E515"}.get(name, "E111") for name in NEEDED}


@pytest.mark.parametrize("full", [False, True])
def test_reading_it_names_exactly_the_sheets_still_to_be_filled_in(tmp_path: Path, full: bool) -> None:
    path = tmp_path / "plan.xlsx"
    write_template(path, full=full)
    found = inspect(path).problems
    assert [(problem.sheet, problem.code) for problem in found] == list(EMPTY.items())


@pytest.mark.parametrize(
    ("full", "sheets"),
    [(False, set(NEEDED)), (True, set(BY_NAME))],
)
def test_sheets_and_headings(tmp_path: Path, full: bool, sheets: set[str]) -> None:
    path = tmp_path / "plan.xlsx"
    write_template(path, full=full)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "instructions"
    assert set(book.sheetnames[1:]) == sheets
    for name in book.sheetnames[1:]:
        headings = [cell.value for cell in book[name][2]]
        assert tuple(headings) == BY_NAME[name].names
        for column, label, cell in zip(BY_NAME[name].columns, book[name][1], book[name][2], strict=True):
            assert label.value.startswith(column.name.replace("_", " ")) and column.unit in label.value
            assert cell.comment is not None
            assert column.meaning in cell.comment.text
            assert column.zh in cell.comment.text


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_labels_alone_are_headings_too(tmp_path: Path, language: str) -> None:
    """A planner may delete the row of machine names: labels with their declared units mean the same."""
    path = tmp_path / "plan.xlsx"
    write_template(path, full=True, language=language)
    book = openpyxl.load_workbook(path)
    for name in BY_NAME:
        book[name].delete_rows(2)
    book.save(path)
    inspection = inspect(path)
    assert [problem.sheet for problem in inspection.problems] == NEEDED
    assert {note.code for note in inspection.notes} == (set() if language == "en" else {"N135"})


@pytest.mark.parametrize(
    ("language", "unit"), [("en", "(currency a unit)"), ("zh", "(金额/件)"), ("ru", "(в валюте за штуку)")]
)
def test_units_are_in_the_language_of_the_labels(tmp_path: Path, language: str, unit: str) -> None:
    """All of them have words in each; labels of older templates, whose units were English, are read as well."""
    assert {column.unit for sheet in SHEETS for column in sheet.columns if column.unit} == set(UNITS)
    path = tmp_path / "plan.xlsx"
    write_template(path, language=language)
    book = openpyxl.load_workbook(path)
    (price,) = [cell for cell in book["skus"][1] if book["skus"].cell(2, cell.column).value == "price"]
    assert price.value.endswith(unit)
    book["skus"].delete_rows(2)
    book["skus"].cell(1, price.column).value = price.value.replace(unit, "(currency a unit)")
    book.save(path)
    assert {(problem.code, problem.sheet) for problem in inspect(path).problems if problem.sheet == "skus"} == {
        ("E111", "skus")
    }


def test_choices_and_flags_have_drop_downs(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_template(path, full=True)
    book = openpyxl.load_workbook(path)
    for sheet in SHEETS:
        listed = sum(column.kind in ("choice", "flag") for column in sheet.columns)
        rules = [rule.formula1 for rule in book[sheet.name].data_validations.dataValidation]
        assert sum(str(rule).startswith('"') for rule in rules) == listed, sheet.name


def test_every_setting_is_listed_with_its_value_blank(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_template(path, full=True)
    page = openpyxl.load_workbook(path)["settings"]
    rows = list(page.iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows] == [setting.name for setting in SETTINGS]
    assert all(row[1] is None and row[3] for row in rows)


def test_numbers_have_formats_and_names_are_text(tmp_path: Path) -> None:
    """So that codes keep their zeros, a million can be read, and a rate of 0.00658 is not shown as 0."""
    path = tmp_path / "plan.xlsx"
    write_template(path, full=True)
    book = openpyxl.load_workbook(path)
    formats = {
        (sheet.name, column.name): book[sheet.name].column_dimensions[get_column_letter(at)].number_format
        for sheet in SHEETS
        for at, column in enumerate(sheet.columns, start=1)
    }
    assert formats["skus", "duty_class"] == formats["periods", "first_quarter"] == "@"
    assert formats["skus", "price"] == formats["lane_rates", "per_kg_km"] == "[>=1000]#,##0;General"
    assert formats["duties", "ad_valorem"] == "General"


@pytest.mark.parametrize("language", ["en", *(pytest.param(other, marks=pytest.mark.slow) for other in ("zh", "ru"))])
def test_each_sheet_filled_in_is_one_error_less(tmp_path: Path, language: str) -> None:
    """The example is typed into the template sheet by sheet; what is told is always what is still empty, and no more.

    Sheets that need not be filled come first, so that nothing but an empty sheet is ever wrong; those that may stand in
    for a required one come last.
    """
    path = tmp_path / "plan.xlsx"
    write_template(path, full=True, language=language)
    book = openpyxl.load_workbook(path)
    plan = broken.example()
    left = [*NEEDED]
    stand_in = ("outbound_lanes", "parcel_lanes")
    for name in sorted(set(plan.sheets) - {"settings"}, key=lambda name: (name in stand_in, name in left, name)):
        header, *rows = plan.sheets[name]
        if name == "demand":  # wide: its periods head columns of their own
            for at, heading in enumerate(header, start=1):
                book[name].cell(2, at).value = heading
        at_heading = {cell.value: cell.column for cell in book[name][2]}
        for number, row in enumerate(rows, start=3):
            for heading, value in zip(header, row, strict=True):
                book[name].cell(number, at_heading[heading]).value = value
        if name not in left:
            continue
        left.remove(name)
        book.save(path)
        told = [(problem.sheet, problem.code) for problem in inspect(path).problems]
        assert told == [(sheet, EMPTY[sheet]) for sheet in left]
    assert inspect(path).case is not None


def test_nothing_is_left_behind_where_it_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_template(tmp_path / "no such folder" / "plan.xlsx")
    write_template(tmp_path / "plan.xlsx")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]
