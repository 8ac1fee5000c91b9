"""The seeded suite: every broken workbook is told whole in one pass, at the right cells, and nothing else is."""

import dataclasses
import datetime as dt
from pathlib import Path

import broken
import pandas as pd
import pytest

from inputs.case import Case
from inputs.problems import CODES
from inputs.reading import inspect, read

SEEDED = broken.BROKEN | broken.MANY


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return read(broken.example().save(tmp_path_factory.mktemp("plain") / "plan.xlsx"))


@pytest.mark.parametrize("name", SEEDED)
def test_every_seeded_error_is_found_at_its_cell_and_nothing_else(name: str, tmp_path: Path) -> None:
    change, *seeded = SEEDED[name]
    plan = broken.example()
    change(plan)
    problems = inspect(plan.save(tmp_path / "plan.xlsx")).problems
    assert sorted(f"{problem.code} {problem.sheet}!{problem.cell}" for problem in problems) == sorted(seeded)
    assert all(problem.message for problem in problems)


@pytest.mark.parametrize("name", broken.LENIENT)
def test_what_is_clear_is_read_with_a_note(name: str, tmp_path: Path, plain: Case) -> None:
    change, note = broken.LENIENT[name]
    plan = broken.example()
    change(plan)
    inspection = inspect(plan.save(tmp_path / "plan.xlsx"))
    assert inspection.problems == ()
    assert note in [f"{found.code} {found.sheet}!{found.cell}" for found in inspection.notes]
    assert inspection.case is not None
    for field in dataclasses.fields(Case):
        if field.name not in ("settings", "source", "sha256", "assumptions", "places"):
            pd.testing.assert_frame_equal(getattr(inspection.case, field.name), getattr(plain, field.name))


def test_the_suite_has_every_code_of_a_table_or_cell() -> None:
    """Codes of files (E10x) are tried with damaged files, those of the sense of figures (W9xx) beside their checks."""
    tried = {due.split()[0] for _, *seeded in SEEDED.values() for due in seeded}
    tried |= {note.split()[0] for _, note in broken.LENIENT.values()}
    cells = {code for code in CODES if code[1] in "12345678" and not code[1:].startswith("10")}
    elsewhere = {"E403", "W508", "N145", "E119"}  # E403 and W508: see test_checks.py; E119: see test_hopeless.py
    assert cells - tried == elsewhere
    assert len(broken.BROKEN) >= 60
    assert len(broken.MANY) >= 10


def test_what_follows_from_an_error_is_counted_under_it(tmp_path: Path) -> None:
    """One row asks for TAP-K; two options, a route, twelve lanes and an override are of Manzhouli border: 16 cells."""
    plan = broken.example().put("skus", A10="#N/A").put("sites", A6="#REF!")
    problems = inspect(plan.save(tmp_path / "plan.xlsx")).problems
    assert [(problem.cell, problem.consequences) for problem in problems] == [("A10", 1), ("A6", 16)]


def test_a_missing_sheet_counts_all_that_refers_to_it(tmp_path: Path) -> None:
    """12 rows of demand and 16 lanes name a zone; parcels lead to two zones by name, which are not references."""
    (problem,) = inspect(broken.example().remove("zones").save(tmp_path / "plan.xlsx")).problems
    assert problem.consequences == 28


def test_blank_demand_is_no_silent_zero(tmp_path: Path) -> None:
    """It counts as 0, and the planner learns where."""
    plan = broken.example().put("demand", C5=None, D7=None, E7=None, E9="").put("zones", D3=None)
    inspection = inspect(plan.save(tmp_path / "plan.xlsx"))
    (note,) = [note for note in inspection.notes if note.code == "N145"]
    assert (note.sheet, note.cell, note.cells) == ("demand", "C5", 4)
    assert note.message == "4 blank cells count as 0: C5, D7, E7 ..."


def test_a_date_over_demand_suggests_the_period_that_it_begins(tmp_path: Path) -> None:
    plan = broken.example().put("demand", C1=dt.datetime(2027, 4, 1), D1=dt.datetime(2027, 5, 1), E1=broken.NEW_YEAR)
    fixes = [problem.fix for problem in inspect(plan.save(tmp_path / "plan.xlsx")).problems if problem.code == "E213"]
    assert fixes == ["perhaps 2027Q2-Q4 is meant", "perhaps 2027Q2-Q4 is meant", "perhaps 2027Q1 is meant"]
    plan = broken.example().put("demand", E1=dt.datetime(2028, 1, 1))  # no name begins with 2028Q1
    fixes = [problem.fix for problem in inspect(plan.save(tmp_path / "plan.xlsx")).problems if problem.code == "E213"]
    assert fixes == ["head the column with a name of the periods sheet"]


def test_keys_in_two_alphabets_are_named(tmp_path: Path) -> None:
    plan = broken.example().add("zones", "Мoscow", "Russia", "EAEU")
    (problem,) = inspect(plan.save(tmp_path / "plan.xlsx")).problems
    assert problem.message == "rows 2 and 14 both stand for zone Мoscow: 'М' is a Cyrillic letter in row 14"


def test_who_could_give_the_service_is_told(tmp_path: Path) -> None:
    plan = broken.example().put("bundles", E5="no")
    (problem,) = inspect(plan.save(tmp_path / "plan.xlsx")).problems
    assert problem.message.endswith("no package has it: neither storage, storage_tax, tax_certified, full_service")
    plan = broken.example().put("current_network", C2="storage_tax").drop("operator_bundles", 4, 8, 10, 13, 15)
    plan.drop("site_options", 7)  # of silk_house, the last operator with the service
    (problem,) = inspect(plan.save(tmp_path / "plan.xlsx")).problems
    assert problem.message.endswith("(full_service) are offered by silk_house, without an option at any site")


def test_foreign_letters_are_named(tmp_path: Path) -> None:
    plan = broken.example().put("outbound_lanes", B2="Моscow").put("demand", A5="AС-12")
    fixes = [problem.fix for problem in inspect(plan.save(tmp_path / "plan.xlsx")).problems]
    assert fixes == [
        "perhaps AC-12 is meant: 'С' is a Cyrillic letter here",
        "perhaps Moscow is meant: 'М', 'о' are Cyrillic letters here",
    ]
