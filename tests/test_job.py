"""The scheduled job: what it picks up, what it leaves, what it says, and that no crash costs a good result."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import tiny

from inputs.writing import write_tables
from owp import job, runlog
from owp.cli import main
from owp.exits import Exit

ROOT = Path(__file__).parent.parent


def workbook(path: Path, changed: dict | None = None) -> Path:
    made = tiny.tables() | (changed or {})
    sheets = {name: pd.DataFrame(rows) for name, rows in made.items() if name != "settings"}
    sheets["settings"] = pd.DataFrame([{"name": k, "value": v} for k, v in made["settings"].items()])
    write_tables(path, sheets)
    return path


@pytest.fixture
def folders(tmp_path):
    plans, out = tmp_path / "plans", tmp_path / "results"
    plans.mkdir()
    return plans, out


def run(folders, capsys, *more):
    plans, out = folders
    code = main(["job", str(plans), "--out", str(out), "--json", *map(str, more)])
    told, said = capsys.readouterr()
    return code, json.loads(told), said


def outcomes(report):
    return [(entry["workbook"], entry["exit"], entry["unchanged"]) for entry in report["workbooks"]]


def test_it_plans_what_is_new_or_changed_and_nothing_twice(folders, capsys):
    """Input, version and options decide: a new one of these and the workbook is planned again."""
    plans, out = folders
    workbook(plans / "b план.xlsx")
    workbook(plans / "a.xlsx")
    (plans / "~$a.xlsx").write_bytes(b"owner")
    (plans / "notes.txt").write_text("not a plan")
    code, report, said = run(folders, capsys)
    assert code == 0 and outcomes(report) == [("a.xlsx", 0, False), ("b план.xlsx", 0, False)]
    assert "a.xlsx: planned, expected profit" in said
    results = out / "b план.results.xlsx"
    stamp = results.stat().st_mtime_ns
    code, report, _ = run(folders, capsys)
    assert code == 0 and outcomes(report) == [("a.xlsx", 0, True), ("b план.xlsx", 0, True)]
    assert results.stat().st_mtime_ns == stamp
    assert len(runlog.read(out)) == 2
    made = tiny.tables()
    made["skus"][0]["price"] = 210
    workbook(plans / "a.xlsx", made)
    assert outcomes(run(folders, capsys)[1]) == [("a.xlsx", 0, False), ("b план.xlsx", 0, True)]
    assert outcomes(run(folders, capsys, "--gap", 0.02)[1]) == [("a.xlsx", 0, False), ("b план.xlsx", 0, False)]
    results.unlink()
    assert outcomes(run(folders, capsys, "--gap", 0.02)[1]) == [("a.xlsx", 0, True), ("b план.xlsx", 0, False)]
    results.write_bytes(b"half")
    assert outcomes(run(folders, capsys, "--gap", 0.02)[1])[1] == ("b план.xlsx", 0, False)
    assert openpyxl.load_workbook(results).sheetnames


def test_page_one_tells_what_changed_since_the_last_results_of_another_input(folders, capsys):
    """Planned again, as after a crash before the log's line, the same workbook gives the same bytes."""
    plans, out = folders
    workbook(plans / "a.xlsx")
    run(folders, capsys)
    first = (out / "a.results.xlsx").read_bytes()
    dear = tiny.tables()
    dear["skus"][0]["price"] = 210
    workbook(plans / "a.xlsx", dear)
    run(folders, capsys)
    second = (out / "a.results.xlsx").read_bytes()
    assert (out / "a.previous.xlsx").read_bytes() == first
    (out / runlog.NAME).unlink()
    assert outcomes(run(folders, capsys)[1]) == [("a.xlsx", 0, False)]
    assert (out / "a.results.xlsx").read_bytes() == second
    assert (out / "a.previous.xlsx").read_bytes() == first


def test_workbooks_that_differ_in_their_ending_alone_have_results_each(folders, capsys):
    """Neither takes the place of the other's, and neither is planned twice."""
    plans, out = folders
    dear = tiny.tables()
    dear["skus"][0]["price"] = 210
    workbook(plans / "b.xlsx", dear).rename(plans / "a.xlsm")
    workbook(plans / "a.xlsx")
    _, report, _ = run(folders, capsys)
    files = {entry["workbook"]: entry["results_file"] for entry in report["workbooks"]}
    assert files == {"a.xlsx": "a.results.xlsx", "a.xlsm": "a.xlsm.results.xlsx"}
    found = {pd.read_excel(out / name, sheet_name="comparison", header=1)["plan"].iloc[0] for name in files.values()}
    assert len(found) == 2
    assert outcomes(run(folders, capsys)[1]) == [("a.xlsm", 0, True), ("a.xlsx", 0, True)]


def test_what_owp_has_written_is_no_plan(tmp_path):
    """Plans and results may share a folder, also when results went to a dated name."""
    written = ("a.results.xlsx", "a.results.2027-01-01.xlsx", "a.results.2027-01-01.2.xlsx", "a.previous.xlsx")
    for name in ("a.xlsx", "a.2027-01-01.xlsx", *written):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in job.workbooks(tmp_path)] == ["a.2027-01-01.xlsx", "a.xlsx"]


def test_each_workbook_ends_by_itself_and_the_worst_counts(folders, capsys):
    """3 before 4 before 0, unchanged ones too; a good result stays where its workbook is broken later."""
    plans, out = folders
    workbook(plans / "good.xlsx")
    workbook(plans / "later.xlsx")
    (plans / "broken.xlsx").write_text("<html>")
    limits = [{"limit": "minimum_sites", "scope": "all", "value": 5}]
    workbook(plans / "impossible.xlsx", {"limits": limits})
    code, report, _ = run(folders, capsys)
    assert code == Exit.INVALID
    assert [entry["exit"] for entry in report["workbooks"]] == [3, 0, 4, 0]
    assert "E101" in (out / "broken.problems.txt").read_text()
    assert (out / "impossible.problems.txt").read_text()
    before = (out / "later.results.xlsx").read_bytes()
    workbook(plans / "later.xlsx", {"skus": []})
    (plans / "broken.xlsx").unlink()
    code, report, _ = run(folders, capsys)
    assert code == Exit.INVALID and [entry["exit"] for entry in report["workbooks"]] == [0, 4, 3]
    assert (out / "later.results.xlsx").read_bytes() == before
    (plans / "later.xlsx").unlink()
    assert run(folders, capsys)[0] == Exit.INFEASIBLE  # unchanged, and still without a plan


def test_problems_beyond_those_listed_are_counted(folders, capsys):
    """2500 wrong figures: a thousand lines, the rest counted once."""
    plans, out = folders
    made = tiny.tables()
    light = [made["skus"][0] | {"sku": f"K{i}", "weight_kg": -1} for i in range(2500)]
    workbook(plans / "a.xlsx", {"skus": [*made["skus"], *light]})
    assert run(folders, capsys)[0] == Exit.INVALID
    told = (out / "a.problems.txt").read_text().splitlines()
    assert sum(line.startswith("ERROR E206") for line in told) == 1000
    assert [line for line in told if "more of E206" in line] == ["  and 1500 more of E206 on skus"]


def test_a_failure_of_the_tool_stops_no_other_workbook_and_is_tried_again(folders, capsys, monkeypatch):
    plans, _ = folders
    workbook(plans / "a.xlsx")
    workbook(plans / "b.xlsx")
    with monkeypatch.context() as patch:
        from owp import planning

        whole = planning.solve_plan

        def breaks(case, *more):
            if case.source == "a.xlsx":
                raise RuntimeError("out of paper")
            return whole(case, *more)

        patch.setattr(planning, "solve_plan", breaks)
        code, report, said = run(folders, capsys)
    assert code == Exit.FAILED and [entry["exit"] for entry in report["workbooks"]] == [1, 0]
    assert "RuntimeError: out of paper" in said and "Traceback" not in said
    assert outcomes(run(folders, capsys)[1]) == [("a.xlsx", 0, False), ("b.xlsx", 0, True)]


def test_the_summary_escapes_what_workbooks_say(folders, capsys):
    plans, out = folders
    workbook(plans / "a&b.xlsx")
    run(folders, capsys)
    page = (out / job.SUMMARY).read_text()
    assert "a&amp;b.xlsx" in page and "a&b.xlsx" not in page and "review the results" in page


def test_two_jobs_never_run_at_once(folders, capsys):
    """The second one ends with 2 and touches nothing; the lock goes with the process that held it."""
    plans, out = folders
    workbook(plans / "a.xlsx")
    out.mkdir()
    code = "from owp.lock import only_one; from pathlib import Path; import sys, time\n"
    code += "with only_one(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(out)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert holder.stdout.readline().strip() == "held"
        ended, _, said = run(folders, capsys)
        assert ended == Exit.USAGE and f"process {holder.pid}" in said
        assert not (out / runlog.NAME).exists()
    finally:
        holder.kill()
        holder.wait()
    assert run(folders, capsys)[0] == 0


def test_wrong_folders(tmp_path, capsys):
    assert main(["job", str(tmp_path / "none"), "--out", str(tmp_path)]) == Exit.USAGE
    (tmp_path / "file").write_text("")
    (tmp_path / "plans").mkdir()
    assert main(["job", str(tmp_path / "plans"), "--out", str(tmp_path / "file")]) == Exit.USAGE
    assert main(["job", str(tmp_path / "plans"), "--out", str(tmp_path / "new")]) == 0


def test_a_torn_line_of_the_log_is_dropped(tmp_path):
    runlog.append(tmp_path, {"workbook": "a"})
    with (tmp_path / runlog.NAME).open("ab") as file:
        file.write(b'{"workbook": "b')
    runlog.append(tmp_path, {"workbook": "c"})
    assert [entry["workbook"] for entry in runlog.read(tmp_path)] == ["a", "c"]


def job_words(plans: Path, out: Path) -> list[str]:
    return ["job", str(plans), "--out", str(out), "--gap", "0"]


def start(plans: Path, out: Path) -> subprocess.Popen:
    words = [sys.executable, "-m", "owp.cli", *job_words(plans, out)]
    return subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_killed_at_any_moment_the_old_result_or_the_new_one_is_there_whole(folders, kills):
    """Old and new results are known byte by byte: the same plan gives the same bytes."""
    plans, out = folders
    cheap, dear = tiny.tables(), tiny.tables()
    dear["skus"][0]["price"] = 210
    workbook(plans / "a.xlsx", cheap)
    begun = time.monotonic()
    assert start(plans, out).wait() == 0
    seconds = time.monotonic() - begun
    results = out / "a.results.xlsx"
    old = results.read_bytes()
    workbook(plans / "a.xlsx", dear)
    other = out.with_name("other")
    shutil.copytree(out, other)  # the new results speak of what changed since the old ones
    assert main(job_words(plans, other)) == 0
    new = (other / "a.results.xlsx").read_bytes()
    assert old != new
    chance = random.Random(7)
    for _ in range(kills):
        running = start(plans, out)
        time.sleep(seconds * chance.uniform(0.3, 1.1))
        running.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        running.wait()
        assert results.read_bytes() in (old, new)
    assert main(job_words(plans, out)) == 0
    assert results.read_bytes() == new
    assert not list(out.glob(".*partial"))
    last = runlog.read(out)[-1]
    assert last["exit"] == 0 and last["results_file"] == results.name
