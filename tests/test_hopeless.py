"""Long sheets in which nearly everything is wrong: given up after their first rows, at once and in little memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hopeless import (
    LONG_FORM,
    Hopeless,
    hopeless,
    many_sheets,
    more,
    page,
    plan,
    row_of,
    sheets,
    skus,
    text,
    wrong_at_first,
)
from hostile import Hostile, bombs
from pace import within

from inputs import examples
from inputs.assembling import inspect_tables
from inputs.hopeless import LOOKED_AT
from inputs.pages import Formats, Head, Page, read_page
from inputs.problems import errors, total
from inputs.reading import inspect, opened
from inputs.scanning import CONTENTS, HEAD
from inputs.sheets import BY_NAME
from owp.cli import main
from owp.exits import Exit

ROOT = Path(__file__).parent.parent
ALL = list(hopeless())
LARGE = [file for file in bombs() if file.codes]  # those of the hostile files that take longest
MOST_SECONDS, MOST_MEGABYTES = 2.0, 200.0
LARGER = ("russia", "brazil")  # examples that take longer
EMPTY = 0.4  # seconds in which an empty file is refused on the machine that the limit is meant for

COMMAND = """
import json, re, sys, time
from pathlib import Path
from typing import Any
from owp.cli import main
code = main(["check", *sys.argv[1:]])
status = Path("/proc/self/status")  # getrusage counts the process that started this one too
peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()).group(1) if status.exists() else 0
print(json.dumps({"code": code, "seconds": time.process_time(), "megabytes": float(peak) / 1024}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """What the command's surroundings are where it is installed: its modules are compiled, once."""
    compiled = {"PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled")), "PYTHONDONTWRITEBYTECODE": ""}
    surroundings = os.environ | compiled
    checked("none", b"", tmp_path_factory.mktemp("none"), surroundings)
    return surroundings


def checked(name: str, content: bytes, folder: Path, surroundings: dict[str, str]) -> dict[str, float]:
    """Exit code, seconds of work and most memory of `owp check`, from its start to its end."""
    path = folder / f"{name.replace(' ', '_')}.xlsx"
    path.write_bytes(content)
    command = [sys.executable, "-c", COMMAND, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, env=surroundings, cwd=ROOT, check=True)
    path.unlink()
    return json.loads(done.stdout)


def within_limits(name: str, content: bytes, folder: Path, surroundings: dict[str, str]) -> bool:
    """Whether `owp check` refuses the file in as little time, beside what it takes to refuse an empty one, and memory
    as it must."""
    peaks = []

    def work() -> float:
        found = checked(name, content, folder, surroundings)
        assert found["code"] == Exit.INVALID
        peaks.append(found["megabytes"])
        return found["seconds"]

    def beside() -> float:
        return checked("none", b"", folder, surroundings)["seconds"]

    return within(MOST_SECONDS, work, beside, EMPTY) and max(peaks) <= MOST_MEGABYTES


def marked(files: list[Hopeless | Hostile]) -> list[Any]:
    """The first, the slowest and the last as they are, the others as slow tests."""
    often = {files[0].name, files[-1].name, "unknown names in the shared table", "no keys"}
    slow = pytest.mark.slow
    return [pytest.param(f, id=f.name, marks=() if f.name in often else (slow,)) for f in files]


@pytest.mark.parametrize("file", marked([*ALL, *LARGE]))
def test_the_whole_command_takes_two_seconds_and_200_megabytes_at_most(
    file: Hopeless | Hostile, tmp_path: Path, installed: dict[str, str]
) -> None:
    """From the start of Python to the list of problems."""
    assert within_limits(file.name, file.make(), tmp_path, installed)


@pytest.mark.parametrize("file", marked(ALL))
def test_what_is_wrong_is_told_and_nothing_that_follows_from_the_stop(
    file: Hopeless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of hundreds of thousands of rows those of two looks at the first ones and of a sample are read, no others."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(file.make())
    read: list[int] = []

    def counted(*words: Any) -> Page:
        page = read_page(*words)
        read.append(len(page.rows))
        return page

    monkeypatch.setattr("inputs.reading.read_page", counted)
    monkeypatch.setattr("inputs.gate.judge_rest", lambda *_: pytest.fail("the whole sheet is looked at"))
    found = inspect(path)
    assert sum(LOOKED_AT) / 2 < sum(read) < 2 * sum(LOOKED_AT)
    assert found.case is None and found.hopeless == (file.sheet,)
    assert {problem.code for problem in found.problems} == {*file.codes, "E119"}
    assert {problem.sheet for problem in found.problems} == {file.sheet}
    stop, *others = found.problems
    assert stop.code == "E119" and "E119" not in {problem.code for problem in others}
    assert stop.cell.endswith(stop.cell.partition(":")[0]) and "are wrong" in stop.message and "check again" in stop.fix


def test_a_count_of_errors_says_that_there_may_be_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(skus(12_000, "unit_cost", 1, -1))
    assert main(["check", str(path)]) == Exit.INVALID
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first.startswith("ERROR E119 skus!") and "at least " in last


def test_the_head_of_a_page_ends_where_its_rows_do() -> None:
    """Nothing is left to read where the limit falls behind the last row, but where it falls before."""
    made = page(["sku"], [text(f"A{i}", "x") for i in range(2, 12)]) + b"<mergeCells>" + b" " * 1000
    whole, short = (
        read_page(io.BytesIO(made), [], Formats(frozenset(), frozenset(), None), Head(100, size))
        for size in (made.index(b"<mergeCells"), made.index(b'<row r="8"'))
    )
    assert (len(whole.rows), whole.cut, len(short.rows), short.cut) == (11, 0, 7, 8)


def test_merged_keys_of_a_long_sheet_are_told_as_such(tmp_path: Path) -> None:
    """Cells that a merged one hides are blank, and the list of merged cells stands after the rows: all is read."""
    zones = [str(row[0]) for row in sheets()["zones"][1:]]
    rows = [(f"SKU {i // 20}" if i % 20 == 0 else None, zones[i % len(zones)], "2027Q1", 1.5) for i in range(20_000)]
    areas = "".join(f'<mergeCell ref="A{i}:A{i + 19}"/>' for i in range(2, 20_002, 20))
    made = page(LONG_FORM, (row_of(i, row) for i, row in enumerate(rows, start=2)))
    path = tmp_path / "merged.xlsx"
    path.write_bytes(
        plan({"demand": made.replace(b"</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>".encode())})
    )
    assert len(made) > HEAD
    codes = {problem.code for problem in inspect(path).problems if problem.sheet == "demand"}
    assert "E117" in codes and not codes & {"E119", "E201"}


def test_a_part_that_only_calls_itself_a_sheet_is_looked_at_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shared texts under the name of a worksheet, one long and then a million: refused before any parser sees them."""
    texts = b"<si><t>" + b"x" * (HEAD + 100_000) + b"</t></si>" + b"<si><t>a</t></si>" * 1_000_000
    content = io.BytesIO()
    with (
        zipfile.ZipFile(examples.path("russia_small")) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != "xl/sharedStrings.xml":
                told = old.read(name)
                if name == CONTENTS:
                    told = told.replace(b"/xl/sharedStrings.xml", b"/xl/worksheets/strings.xml")
                new.writestr(name, told)
        new.writestr("xl/worksheets/strings.xml", b"<sst>" + texts + b"</sst>")
    path = tmp_path / "texts.xlsx"
    path.write_bytes(content.getvalue())
    parsed: list[object] = []
    monkeypatch.setattr("inputs.reading.ExcelReader.__init__", lambda *words, **_: parsed.append(words))
    found = inspect(path)
    assert [problem.code for problem in found.problems] == ["E105"] and not parsed


@pytest.mark.parametrize("rows", [30_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_a_long_sheet_is_not_given_up_for_its_first_rows_alone(rows: int, tmp_path: Path) -> None:
    """Demand sorted by SKU, of which the first 12 are not listed: 500 rows of each are wrong, and the last of all."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(wrong_at_first(rows, unknown=12))
    found = inspect(path)
    assert [(problem.code, problem.cell) for problem in errors(found.problems) if problem.code != "E302"] == [
        ("E206", f"D{rows + 1}")
    ]
    unknown = [problem for problem in found.problems if problem.code == "E302"]
    assert total(unknown) == 6_000 and {problem.sheet for problem in unknown} == {"demand"}


@pytest.mark.slow
def test_sheets_that_are_long_together_are_given_up_as_one(tmp_path: Path, installed: dict[str, str]) -> None:
    """27 sheets of just under 3 MB, wrong in every cell: within the limits of one, where it took 50 s and 400 MB."""
    assert within_limits("many", many_sheets(HEAD - 100_000), tmp_path, installed)


@pytest.mark.parametrize("wrong", [0, 0.3, 0.85])
def test_a_long_sheet_with_a_share_of_wrong_rows_is_told_whole(wrong: float, tmp_path: Path) -> None:
    """All problems at once, counted to the last."""
    content, others = skus(12_000, "unit_cost", wrong, -1), 12_000
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert max(part.file_size for part in archive.infolist()) > HEAD
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    found = inspect(path)
    assert total(errors(found.problems)) == pytest.approx(wrong * others, abs=1)
    assert {problem.code for problem in errors(found.problems)} <= {"E206"}
    assert found.hopeless == () and (found.case is None) == (wrong > 0)
    assert wrong or len(found.case.skus) > others


@pytest.mark.parametrize(
    ("market", "share"),
    [
        *(("russia_small", share) for share in (0, 0.01, 0.5)),
        *(pytest.param(market, share, marks=pytest.mark.slow) for market in LARGER for share in (0, 0.01)),
        *((market, 0.5) for market in LARGER),
    ],
)
def test_nothing_follows_from_a_sheet_that_is_not_read_to_its_end(market: str, share: float) -> None:
    """Each sheet of an example in turn, in either order of its rows: nothing is missed that might stand in the rest."""
    _, raw = opened(examples.path(market))
    known = {(problem.code, problem.sheet) for problem in inspect_tables(raw).problems}
    for at, table in enumerate(raw):
        if table.name in BY_NAME and table.name != "settings":
            few = int(share * len(table.rows))
            for rows in (table.rows[:few], table.rows[len(table.rows) - few :]):
                found = inspect_tables([*raw[:at], replace(table, rows=rows, cut=1000), *raw[at + 1 :]])
                assert found.case is None
                assert {(problem.code, problem.sheet) for problem in found.problems} - known == {("E119", table.name)}


@pytest.mark.slow
def test_names_on_rows_of_another_long_sheet_that_were_not_read_are_not_wrong(tmp_path: Path) -> None:
    """3000 SKUs, all listed, and demand in the opposite order: of neither sheet are the first rows those that the
    other's first rows name, and the workbook is read."""
    names, zones = ([str(row[0]) for row in sheets()[name][1:]] for name in ("skus", "zones"))
    skus = [f"K{i:05}" for i in range(3000)]
    header = ["sku", "zone", *(str(row[0]) for row in sheets()["periods"][1:])]
    figures = [5] * (len(header) - 2)
    pairs = [(sku, zone) for sku in [*reversed(skus), *names] for zone in zones[:20]]
    rows = (row_of(i, (*pair, *figures)) for i, pair in enumerate(pairs, start=2))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(plan({"skus": more("skus", skus), "demand": page(header, rows)}))
    found = inspect(path)
    assert not errors(found.problems)
    assert found.case is not None and len(found.case.demand) > 60_000
