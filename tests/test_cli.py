"""The command line: what each command writes, its exit codes, and the one JSON object at every exit."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import tiny

from inputs import examples
from inputs.reading import read
from inputs.writing import write_tables
from owp.cli import main
from owp.exits import Exit
from solvers.options import SOLVER_NAMES
from solvers.planning import SOLVERS

ROOT = Path(__file__).parent.parent
FIELDS = {
    "status", "objective", "bound", "gap", "expected_profit", "cvar", "sites", "seconds", "solver", "versions",
    "input_sha256",
}  # fmt: skip


def run(capsys, *words):
    """Exit code, the JSON object, and what was said on stderr."""
    code = main([*map(str, words), "--json"])
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert len(lines) == 1
    report = json.loads(lines[0])
    assert set(report) >= FIELDS
    assert "Traceback" not in err
    return code, report, err


def workbook(path, made=None):
    """The tiny plan, or a changed one, as a workbook."""
    made = tiny.tables() if made is None else made
    sheets = {name: pd.DataFrame(rows) for name, rows in made.items() if name != "settings"}
    sheets["settings"] = pd.DataFrame([{"name": k, "value": v} for k, v in made["settings"].items()])
    write_tables(path, sheets)
    return path


def test_plan_writes_results(tmp_path, capsys):
    plan, out = workbook(tmp_path / "план 计划.xlsx"), tmp_path / "results.xlsx"
    code, report, err = run(capsys, "plan", plan, "-o", out, "--gap", 0)
    assert (code, report["status"]) == (Exit.DONE, "optimal")
    assert report["objective"] == pytest.approx(13552)
    assert report["bound"] == pytest.approx(13552)
    assert report["sites"] == [
        {"site": "North", "operator": "Indie", "bundle": "full", "first_period": "Y1", "last_period": "Y2"}
    ]
    assert report["input_sha256"] == read(plan).sha256
    assert all(seconds >= 0 for seconds in report["seconds"].values())
    assert "wrote" in err
    assert openpyxl.load_workbook(out, read_only=True).sheetnames[0] == "summary"


def owp(*words, folder, **environment):
    """The command line in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "owp.cli", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=folder,
    )


def test_the_same_plan_gives_the_same_bytes(tmp_path):
    """Two processes with different hash seeds."""
    plan = workbook(tmp_path / "plan.xlsx", tiny.with_seizure(tiny.tables()))
    for seed in ("1", "2"):
        job = owp("plan", plan, "-o", f"{seed}.xlsx", folder=tmp_path, PYTHONHASHSEED=seed)
        job.communicate(timeout=900)
        assert job.returncode == Exit.DONE
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_labels_speak_the_planners_language(tmp_path, capsys):
    """Row 1 of a sheet holds labels, row 2 the machine names, which stay."""
    plan = workbook(tmp_path / "plan.xlsx")
    heads = {}
    for language in ("en", "zh", "ru"):
        out = tmp_path / f"{language}.xlsx"
        assert run(capsys, "plan", plan, "-o", out, "--lang", language)[0] == Exit.DONE
        sheet = openpyxl.load_workbook(out, read_only=True)["sites"]
        heads[language] = list(sheet.iter_rows(max_row=2, values_only=True))
    assert len({head[0] for head in heads.values()}) == 3
    assert len({head[1] for head in heads.values()}) == 1


def test_nothing_is_overwritten_by_mistake(tmp_path, capsys):
    plan = workbook(tmp_path / "plan.xlsx")
    before = plan.read_bytes()
    for words in (("plan", plan, "-o", plan), ("template", plan), ("example", plan)):
        assert run(capsys, *words)[0] == Exit.USAGE
    assert plan.read_bytes() == before


def test_an_invalid_workbook_is_told_whole_and_writes_nothing(tmp_path, capsys):
    made = tiny.tables()
    made["skus"][0]["price"] = -1
    made["demand"][0]["zone"] = "Nroth"
    plan, out = workbook(tmp_path / "plan.xlsx", made), tmp_path / "results.xlsx"
    for command in (("check", plan), ("plan", plan, "-o", out)):
        code, report, err = run(capsys, *command)
        assert (code, report["status"]) == (Exit.INVALID, "invalid_input")
        assert len(report["problems"]) == 2
        assert "North" in err and "price" in err
    assert not out.exists()


def test_wrong_usage(tmp_path, capsys):
    plan = workbook(tmp_path / "plan.xlsx")
    wrong = [
        ("plan", tmp_path / "absent.xlsx", "-o", tmp_path / "r.xlsx"),
        ("plan", plan, "-o", tmp_path / "no folder" / "r.xlsx"),
        ("plan", plan, "-o", tmp_path),
        ("plan", plan),
        ("plan", plan, "-o", tmp_path / "r.xlsx", "--gap", "1"),
        ("plan", plan, "-o", tmp_path / "r.xlsx", "--time-limit", "0"),
        ("plan", plan, "-o", tmp_path / "r.xlsx", "--solver", "abacus"),
        ("dance",),
        ("example", tmp_path / "e.xlsx", "--market", "atlantis"),
        ("example", tmp_path / "e.xlsx", "--market", "brazil", "--small"),
    ]
    for words in wrong:
        code, report, err = run(capsys, *words)
        assert (code, report["status"]) == (Exit.USAGE, "usage"), words
        assert err.strip()


def test_contradicting_limits_are_infeasible(tmp_path, capsys):
    made = tiny.tables()
    made["sites"][0]["status"] = "must_open"
    made["limits"] = [{"limit": "maximum_sites", "value": 0}]
    out = tmp_path / "r.xlsx"
    code, report, err = run(capsys, "plan", workbook(tmp_path / "plan.xlsx", made), "-o", out)
    assert (code, report["status"]) == (Exit.INFEASIBLE, "infeasible")
    assert report["objective"] is None
    assert "limits!C2 value 0 -> at least 1 (maximum_sites, scope all)" in err
    assert "status must_open -> candidate (North)" in err
    assert not out.exists()


def test_example_template_and_check(tmp_path, capsys):
    for words, name in ((("--small",), "russia_small"), ((), "russia"), (("--market", "brazil"), "brazil")):
        out = tmp_path / f"{name}.xlsx"
        assert run(capsys, "example", out, *words)[0] == Exit.DONE
        assert out.read_bytes() == examples.path(name).read_bytes()
        assert run(capsys, "check", out)[0] == Exit.DONE
    out = tmp_path / "template.xlsx"
    assert run(capsys, "template", out, "--full")[0] == Exit.DONE
    code, report, _ = run(capsys, "check", out)
    assert code == Exit.INVALID
    assert any(problem["sheet"] == "skus" for problem in report["problems"])


def test_a_time_limit_ends_with_a_plan_and_an_honest_gap(tmp_path, capsys):
    """The small Russian example in ten seconds: at least today's network, and what is reported is consistent."""
    out = tmp_path / "r.xlsx"
    code, report, _ = run(capsys, "plan", examples.path("russia_small"), "-o", out, "--time-limit", 10, "--gap", 0)
    assert code in (Exit.DONE, Exit.STOPPED)
    assert out.exists()
    assert report["status"] == ("limit" if code == Exit.STOPPED else "optimal")
    if report["bound"] is not None:
        assert report["bound"] >= report["objective"] - 1e-6 * abs(report["objective"])


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
@pytest.mark.parametrize("moment", ["solving today's network", "solving the plan\n", "solving the plan:"])
def test_control_c_ends_with_the_best_plan_so_far(tmp_path, moment):
    out = tmp_path / "r.xlsx"
    job = owp("plan", examples.path("russia_small"), "-o", out, "--gap", 0, "--json", folder=tmp_path)
    said = ""
    while moment not in said:
        line = job.stderr.readline()
        assert line, said
        said += line
    time.sleep(0.3)
    job.send_signal(signal.SIGINT)
    stdout, stderr = job.communicate(timeout=900)
    report = json.loads(stdout)
    assert job.returncode in (Exit.STOPPED, Exit.DONE), stderr
    assert report["status"] in ("limit", "optimal")
    assert report["objective"] is not None
    assert out.exists()
    assert "Traceback" not in stderr


def test_the_tools_own_failure_is_one_sentence(tmp_path, capsys, monkeypatch):
    from owp import planning

    def broken(*_):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(planning, "solve_plan", broken)
    code, report, err = run(capsys, "plan", workbook(tmp_path / "plan.xlsx"), "-o", tmp_path / "r.xlsx")
    assert (code, report["status"]) == (Exit.FAILED, "failed")
    assert "a fault of ours" in err


def test_every_solver_can_be_named():
    assert tuple(SOLVERS) == SOLVER_NAMES


def test_checking_a_hopeless_file_loads_neither_solvers_nor_pandas(tmp_path):
    """They take longer to load than most files to refuse; the command line knows the solvers by name alone."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"no workbook")
    told = "import sys; from owp.cli import main; print(main(sys.argv[1:]), *sys.modules)"
    command = [sys.executable, "-c", told, "check", str(path)]
    code, *loaded = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert int(code) == Exit.INVALID and "inputs.reading" in loaded
    assert not {"pandas", "pyomo", "highspy", "scipy", "matplotlib", "rich"} & set(loaded)


@pytest.mark.parametrize("command", ["template", "example", "check", "plan", "job", "roll", "compare"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: owp {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "plan", "job", "roll", "compare"])
def test_what_is_missing_is_a_usage_error(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == 2
    assert f"owp {command}: the following arguments are required" in capsys.readouterr().err
