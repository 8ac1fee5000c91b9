"""A filled workbook brought up to the current columns: the same case, and every cell the planner typed still there."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment

from inputs import examples
from inputs.case import Case
from inputs.problems import InvalidWorkbook
from inputs.reading import inspect, read
from inputs.saving import save
from inputs.sheets import BY_NAME
from inputs.upgrade import upgrade
from owp.cli import main

DROPPED = {"skus": "return_rate", "operators": "payment_days", "limits": "reason"}


def tables(case: Case) -> dict[str, pd.DataFrame]:
    return {
        f.name: getattr(case, f.name) for f in dataclasses.fields(case) if f.name in BY_NAME and f.name != "settings"
    }


def equal(one: Case, other: Case) -> bool:
    mine, theirs = tables(one), tables(other)
    return one.settings == other.settings and all(mine[name].equals(theirs[name]) for name in mine)


def mangled(folder: Path) -> Path:
    """The small example as a planner might have it: other headings and names, notes, formulas, columns left out."""
    book = openpyxl.load_workbook(examples.path("russia_small"))
    for name, column in DROPPED.items():
        page = book[name]
        at = [cell.value for cell in page[1]].index(column) + 1
        page.delete_cols(at)
    skus = book["skus"]
    labels = {column.name: column.zh for column in BY_NAME["skus"].columns}
    for cell in skus[1]:
        cell.value = labels[cell.value]
    skus.title = BY_NAME["skus"].zh
    skus.cell(1, 30).value = "my remark"
    skus.cell(3, 30).value = "=1+1"
    skus["A2"].comment = Comment("ask Li", "planner")
    operators = book["operators"]
    operators.insert_rows(1, 2)
    operators["A1"] = "Operators as of the spring meeting"
    operators.row_dimensions[4].hidden = True
    own = book.create_sheet("my sheet")
    own["B2"] = f"='{skus.title}'!A2"
    path = folder / "mangled.xlsx"
    book.save(path)
    return path


def typed(path: Path) -> dict[tuple[str, object], int]:
    """How often each value stands in a workbook below its first rows; formulas as they are written."""
    found: dict[tuple[str, object], int] = {}
    for page in openpyxl.load_workbook(path).worksheets:
        for row in page.iter_rows(min_row=2):
            for cell in row:
                if cell.value is not None:
                    key = (cell.data_type, cell.value)
                    found[key] = found.get(key, 0) + 1
    return found


@pytest.mark.parametrize("name", ["russia_small", "russia"])
def test_an_example_stays_the_same_case(name: str, tmp_path: Path) -> None:
    target = tmp_path / "new.xlsx"
    upgrade(examples.path(name), target)
    assert equal(read(examples.path(name)), read(target))


def test_a_mangled_workbook_keeps_its_case_and_every_cell(tmp_path: Path) -> None:
    """Formulas follow the renamed sheet; the settings' new rows and the headings are what is added."""
    source, target = mangled(tmp_path), tmp_path / "new.xlsx"
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    done = upgrade(source, target)
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before
    kept, found = typed(source), typed(target)
    formula = ("f", f"='{BY_NAME['skus'].zh}'!A2")
    assert kept.pop(formula) == 1 and found[("f", "=skus!A2")] == 1
    assert all(found.get(key, 0) >= count for key, count in kept.items())
    book = openpyxl.load_workbook(target)
    assert book["skus"]["A2"].comment.text == "ask Li"
    assert book["operators"].row_dimensions[4].hidden
    for name, column in DROPPED.items():
        header = 3 if name == "operators" else 1
        assert column in [cell.value for cell in book[name][header]]
        assert any(f"column {column} added" in line and line.startswith(name) for line in done)
    assert "my sheet" in book.sheetnames
    assert equal(read(source), read(target))


def test_formulas_keep_their_last_results(tmp_path: Path) -> None:
    """What was calculated is not asked for again: the upgraded workbook is the same case."""
    book = openpyxl.load_workbook(examples.path("russia_small"))
    page = book["skus"]
    at = [cell.value for cell in page[1]].index("weight_kg") + 1
    weight = page.cell(2, at).value
    page.cell(2, at).value = f"={weight}/2*2"
    page.title = BY_NAME["skus"].zh
    source, target = tmp_path / "formulas.xlsx", tmp_path / "new.xlsx"
    save(book, source, {page.title: {page.cell(2, at).coordinate: weight}})
    upgrade(source, target)
    assert openpyxl.load_workbook(target)["skus"].cell(2, at).value == f"={weight}/2*2"
    assert equal(read(examples.path("russia_small")), read(target))


def test_twice_is_once(tmp_path: Path) -> None:
    once, twice = tmp_path / "once.xlsx", tmp_path / "twice.xlsx"
    upgrade(mangled(tmp_path), once)
    assert upgrade(once, twice) == []
    assert typed(once) == typed(twice)


def test_a_file_that_is_none_is_refused_and_nothing_written(tmp_path: Path) -> None:
    source = tmp_path / "plan.xlsx"
    source.write_text("sku,zone\n1,2\n")
    with pytest.raises(InvalidWorkbook):
        upgrade(source, tmp_path / "new.xlsx")
    assert main(["template", "--from", str(source), str(tmp_path / "new.xlsx")]) == 3
    assert main(["template", "--from", str(tmp_path / "none.xlsx"), str(tmp_path / "new.xlsx")]) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]


def test_the_command_tells_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = mangled(tmp_path), tmp_path / "new.xlsx"
    assert main(["template", "--from", str(source), str(target)]) == 0
    told = capsys.readouterr().err
    assert f"sheet {BY_NAME['skus'].zh} is now called skus" in told and "column payment_days added" in told
    assert main(["template", "--from", str(source), str(target)]) == 2  # it exists now


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_templates_in_three_languages_read_alike(language: str, tmp_path: Path) -> None:
    """Labels stand above the machine names, which alone are the header."""
    path = tmp_path / "plan.xlsx"
    assert main(["template", str(path), "--full", "--lang", language]) == 0
    codes = {problem.code for problem in inspect(path).problems}
    assert codes == {"E111", "E401", "E515"}
    page = openpyxl.load_workbook(path)["skus"]
    column = BY_NAME["skus"].columns[0]
    assert {"en": column.name, "zh": column.zh, "ru": column.ru}[language] in page["A1"].value
    assert page["A2"].value == column.name


def test_a_misspelt_heading_stays_an_error(tmp_path: Path) -> None:
    """Were the column it stands for added, the heading would be one that is not known, and its figures be lost."""
    path, new = tmp_path / "plan.xlsx", tmp_path / "new.xlsx"
    book = openpyxl.load_workbook(examples.path("russia_small"))
    (heading,) = [cell for cell in book["zones"][1] if cell.value == "latitude"]
    heading.value = "lattitude"
    book.save(path)
    done = upgrade(path, new)
    assert any("'lattitude' left as it is, perhaps latitude is meant" in line for line in done)
    assert [p.code for p in inspect(new).problems if p.sheet == "zones"] == ["E116"]
