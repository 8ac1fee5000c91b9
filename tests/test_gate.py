"""The gate: hostile, damaged and misnamed files are read or refused, quickly, in little memory, in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import Hostile, files

from inputs import examples
from inputs.gate import judge
from inputs.reading import inspect
from owp.cli import main

ROOT = Path(__file__).parent.parent
ALL = list(files())
REFUSED = [file for file in ALL if file.codes and "" not in file.codes]
MOST_SECONDS, MOST_MEGABYTES = 2.0, 200.0

PARSING = 0.3  # seconds that `beside` takes on the machine that the limit is meant for

INSPECT = """
import json, re, sys, time
from pathlib import Path
from xml.etree import ElementTree
sys.path.insert(0, "tests")
from pace import within
from inputs.reading import inspect

page = b"<a>" + b"<b>1</b>" * 100_000 + b"</a>"
codes, slow = {}, []

def beside():
    begun = time.process_time()
    for _ in range(10):
        ElementTree.fromstring(page)
    return time.process_time() - begun

def work():
    begun = time.process_time()
    codes[path] = [problem.code for problem in inspect(path).problems]
    return time.process_time() - begun

most, parsing = float(sys.argv[1]), float(sys.argv[2])
for path in sys.argv[3:]:
    if not within(most, work, beside, parsing):
        slow.append(path)
status = Path("/proc/self/status")  # getrusage counts the process that started this one too
peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()).group(1) if status.exists() else 0
print(json.dumps({"codes": codes, "slow": slow, "megabytes": float(peak) / 1024}))
"""


def written(file: Hostile, folder: Path) -> Path:
    path = folder / f"{file.name.replace(' ', '_')}{file.suffix}"
    path.write_bytes(file.make())
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


def test_there_are_more_than_forty():
    assert len(ALL) > 40 and len({file.name for file in ALL}) == len(ALL)


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.name)
def test_each_is_read_or_refused_with_the_right_code(file, folder):
    """What is read may still be no plan; what is refused is refused as a file, with one problem."""
    problems = inspect(written(file, folder)).problems
    refusals = [problem.code for problem in problems if problem.code.startswith("E10")]
    assert len(refusals) <= 1
    code = refusals[0] if refusals else ""
    assert code in (file.codes or ("",))
    if code:
        assert len(problems) == 1
        assert "\n" not in str(problems[0])


def test_none_takes_more_than_two_seconds_and_200_megabytes(folder):
    """All of them in one process, so that its peak is at least the worst one's; each file's own seconds of work, beside
    those of parsing a page of XML."""
    paths = [str(written(file, folder)) for file in ALL]
    command = [sys.executable, "-c", INSPECT, str(MOST_SECONDS), str(PARSING), *paths]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["codes"]) == len(ALL) and all(told["codes"].values())  # none of them is a whole plan
    assert not told["slow"]
    assert told["megabytes"] <= MOST_MEGABYTES


@pytest.mark.parametrize(
    "name", ["comma-separated", "old .xls", "cut in half", "entities", "20 000 sheets", "no sheet part"]
)
def test_the_command_ends_with_exit_code_3_and_one_sentence(name, folder, capsys):
    file = next(file for file in ALL if file.name == name)
    assert main(["check", str(written(file, folder))]) == 3
    told = capsys.readouterr().err.strip().splitlines()
    assert told[0].startswith(f"ERROR {file.codes[0]} ") and sum(line.startswith("ERROR") for line in told) == 1


@pytest.mark.parametrize("file", [file for file in ALL if file not in REFUSED], ids=lambda file: file.name)
def test_a_template_from_a_file_that_may_be_read_is_written_or_refused(file, folder, tmp_path, capsys):
    """Upgrading opens a workbook by openpyxl, which stumbles over more than our own reading."""
    target = tmp_path / "plan.xlsx"
    code = main(["template", str(target), "--from", str(written(file, folder))])
    assert (code, target.exists()) in ((0, True), (3, False))
    assert capsys.readouterr().err.startswith("ERROR E10") or code == 0
    if code == 0 and file.suffix == ".xlsx":
        again = inspect(target).problems
        assert not any(problem.code.startswith("E10") or problem.code == "E112" for problem in again)


def test_macros_and_links_are_told_and_read(folder):
    """Neither is ever run or followed, and the planner learns so."""
    for name, code in (("macros", "W108"), ("links to other files", "W109")):
        file = next(file for file in ALL if file.name == name)
        codes = [problem.code for problem in inspect(written(file, folder)).problems]
        assert codes[0] == code and "E110" in codes


@pytest.mark.parametrize(
    "content",
    ["sku,zone\nA,北京\n".encode("gbk"), "sku\tzone\nA\tМосква\n".encode("utf-16"), "спрос\n1\n2\n".encode("cp1251")],
)
def test_tables_as_text_are_told_as_such_in_any_encoding(content: bytes) -> None:
    """GBK; UTF-16, which Excel calls Unicode text; and one with a single column."""
    refusal = judge(content, "plan.xlsx").refusal
    assert refusal is not None and (refusal.code, refusal.message) == ("E101", "it is a text file (CSV or the like)")


def test_a_file_cut_off_is_to_be_asked_for_again() -> None:
    refusal = judge(examples.path("russia_small").read_bytes()[:5000], "plan.xlsx").refusal
    assert refusal is not None and refusal.code == "E104" and "ask its sender for it" in refusal.fix
