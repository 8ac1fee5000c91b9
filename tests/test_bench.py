"""The bench: generated cases are what the table of sizes says, competitors solve the same model, results are honest."""

import json
from dataclasses import replace

import pytest
import tiny

from bench import generator, programme, reading
from bench.competitors import COMPETITORS, highs, write_mps
from bench.measuring import workbook
from bench.results import markdown
from bench.rows import Marks, Request, Row, parse, read, write
from bench.run import main
from bench.sizes import SIZES
from inputs.reading import inspect
from inputs.sheets_rules import EVENT_KINDS
from model.build import build_whole
from model.futures import build_futures
from model.network import build_network
from model.prepare import prepare
from solvers.compiled import compile_model

NEAR = 0.1  # how far, relatively, the number of states may be from the table's


def test_same_seed_same_bytes_and_another_seed_another_case(tmp_path):
    paths = [tmp_path / name for name in ("once.xlsx", "again.xlsx", "other.xlsx")]
    for path, seed in zip(paths, (1, 1, 2), strict=True):
        generator.write("small", seed, path)
    once, again, other = (path.read_bytes() for path in paths)
    assert once == again
    assert once != other


@pytest.mark.parametrize("case", ["tiny", "small"])
def test_workbooks_pass_every_check_without_a_warning(case, tmp_path):
    """And what is read back is what was generated."""
    inspection = inspect(workbook(case, 3, tmp_path))
    assert inspection.problems == ()
    assert inspection.case.demand.equals(generator.generate(case, 3).demand)


def test_committed_examples_are_cases_too(tmp_path):
    assert inspect(workbook("russia_small", 1, tmp_path)).case.settings.plan_name == "Russia 2027 to 2029, small"


@pytest.mark.parametrize(("name", "seed"), [("small", 1), ("small", 2), ("small", 3), ("reference", 1), ("large", 1)])
def test_sizes_are_those_of_the_table(name, seed):
    """Sites x operators x bundles are the options, as every site takes every operator with every bundle."""
    size, case = SIZES[name], generator.generate(name, seed)
    network = build_network(case)
    futures = build_futures(case, network)
    counted = {
        "sites": len(case.sites),
        "options": len(network.options),
        "skus": len(case.skus),
        "zones": case.demand["zone"].nunique(),
        "periods": len(case.periods),
        "scenarios": len(case.scenarios),
    }
    assert counted == {
        "sites": size.sites,
        "options": size.sites * len(size.operators) * len(size.bundles),
        "skus": size.skus,
        "zones": size.zones,
        "periods": len(size.periods),
        "scenarios": size.scenarios,
    }
    assert len(futures.states) == pytest.approx(size.states, rel=NEAR)
    assert sum(futures.probability.values()) == pytest.approx(1.0, abs=1e-9)
    assert (case.settings.aversion, case.settings.tail) == (0.3, 0.1)


def test_every_kind_of_event_happens_and_no_two_futures_are_alike():
    case = generator.generate("reference", 1)
    assert set(case.events["kind"]) == set(EVENT_KINDS)
    futures = build_futures(case, build_network(case))
    periods = list(case.periods["period"])
    paths = {tuple(futures.path[w, t] for t in periods) for w in futures.probability}
    assert len(paths) == SIZES["reference"].scenarios


def test_a_generated_case_is_alive():
    """The tiny one opens two sites, with two kinds of operator, fills one of them and leaves goods out of both."""
    plan = tiny.solved(generator.generate("tiny", 1), gap=0.001)
    assert plan.runs["site"].nunique() == 2
    assert plan.runs["operator"].nunique() == 2
    assert plan.runs["opening"].any()
    assert (plan.runs["used_m3"] / plan.runs["capacity_m3"]).max() == pytest.approx(1.0, abs=1e-6)
    assert 0 < plan.stock["sku"].nunique() < SIZES["tiny"].skus


@pytest.mark.parametrize("name", ["highs", "scip"])
def test_competitors_read_the_model_that_the_whole_solver_solves(name, tmp_path):
    """A tiny plan with a seizure and some aversion: the optimum, times the unit of money, is ours."""
    if name == "scip":
        pytest.importorskip("pyscipopt", reason="SCIP comes with the bench group")
    case = tiny.build(tiny.with_seizure(tiny.tables()), aversion=0.3)
    data = prepare(case)
    write_mps(compile_model(build_whole(data)), tmp_path / "tiny.mps")
    heard = []
    result = COMPETITORS[name](
        tmp_path / "tiny.mps", gap=0.0, gap_scale=0.0, time_limit=600.0, progress=lambda news: heard.append(news.gap)
    )
    assert result.status == "optimal"
    assert result.objective * data.unit == pytest.approx(tiny.solved(case).objective, rel=1e-6)
    assert result.bound >= result.objective - 1e-6 * abs(result.objective)
    assert heard[-1] == result.gap == pytest.approx(0.0, abs=1e-6)


def test_a_competitor_out_of_time_says_so(tmp_path):
    data = prepare(generator.generate("tiny", 1))
    write_mps(compile_model(build_whole(data)), tmp_path / "case.mps")
    result = highs(tmp_path / "case.mps", gap=0.0, gap_scale=0.0, time_limit=0.0)
    assert result.status == "limit"


def test_one_run_prints_one_json_object(capsys):
    assert main(["--case", "tiny", "--seed", "2", "--solver", "whole", "--gap", "0.001", "--json"]) == 0
    row = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (row["case"], row["seed"], row["solver"], row["gap_asked"]) == ("tiny", 2, "whole", 0.001)
    assert row["status"] in ("optimal", "gap_reached")
    assert row["gap"] <= 0.001
    assert row["objective"] <= row["bound"]
    assert all(seconds >= 0 for seconds in row["seconds"].values())
    assert set(row["seconds"]) == {"read", "build", "solve", "write"}
    latest = row["seconds"]["build"] + row["seconds"]["solve"] + 0.02
    assert all(row["seconds"]["build"] <= seconds <= latest for seconds in row["time_to_gap"].values())
    assert set(row["time_to_gap"]) == {"0.05", "0.02", "0.01", "0.005", "0.001"}
    assert row["peak_memory_mb"] > 50
    assert row["states"] == SIZES["tiny"].states
    assert row["sizes"]["sites"] == 3


def test_the_first_moment_of_each_gap_counts():
    marks = Marks()
    for gap, seconds in ((None, 1.0), (0.08, 2.0), (0.015, 3.0), (0.03, 4.0), (0.005, 5.0)):
        marks.note(gap, seconds)
    assert marks.time_to_gap == {"0.05": 3.0, "0.02": 3.0, "0.01": 5.0, "0.005": 5.0, "0.001": None}


def test_the_programme_resumes_and_repeats_what_failed(tmp_path, monkeypatch):
    for name in ("ROWS", "RESULTS", "NOTES"):
        monkeypatch.setattr(programme, name, tmp_path / name)
    ours, rival = Request("tiny", 1, "decomposed", 0.01, 60.0), Request("tiny", 1, "whole", 0.01, None)
    monkeypatch.setattr(programme, "PROGRAMME", (ours, rival))
    done = row(case="tiny", seed=1, solver="decomposed", time_to_gap={"0.01": 2.0})
    write(tmp_path / "ROWS", [row(case="tiny", solver="whole", status="failed"), done])
    said = []
    programme.run_all([], [], again=False, say=said.append)
    assert said[0] == "tiny 1 whole: to 1.0% in at most 60 s"
    kept = {found.solver: found for found in read(tmp_path / "ROWS")}
    assert kept["decomposed"] == done
    assert kept["whole"].status in ("optimal", "gap_reached")
    assert "## tiny" in (tmp_path / "RESULTS").read_text(encoding="utf-8")
    said.clear()
    programme.run_all([], [], again=False, say=said.append)
    assert said == []
    programme.run_all(["small"], [], again=True, say=said.append)
    assert said == []


def test_competitors_have_twenty_times_our_median():
    """Times 10, 40 and not reached in 90 s: the median is 40, the limit 800 s."""
    ours = [
        row(seed=1, time_limit=90.0, time_to_gap={"0.01": 10.0}),
        row(seed=2, time_limit=90.0, time_to_gap={"0.01": 40.0}),
        row(seed=3, time_limit=90.0, time_to_gap={"0.01": None}),
    ]
    asked = Request("small", 1, "scip", 0.01, None)
    assert programme.with_limit(asked, ours).limit == 800.0
    assert programme.with_limit(asked, []) is None
    assert programme.with_limit(replace(asked, limit=7.0), ours).limit == 7.0


def test_results_as_markdown():
    """Ours 10, 12 and 20 s to 1 % (median 12); theirs not reached in 240 s in two of three: 240 / 12 = 20."""
    ours = [
        row(seed=seed, gap=0.001, gap_asked=0.001, time_to_gap={"0.05": 5.0, "0.01": seconds, "0.001": None})
        for seed, seconds in ((1, 10.0), (2, 20.0), (3, 12.0))
    ]
    theirs = [
        row(seed=seed, solver="scip", gap=gap, time_limit=240.0, time_to_gap={"0.05": 100.0, "0.01": seconds})
        for seed, seconds, gap in ((1, None, 0.04), (2, None, 0.05), (3, 200.0, 0.01))
    ]
    broken = row(case="huge", seed=1, status="failed", gap=None, message="out of memory", seconds={})
    text = markdown([*ours, *theirs, broken], "## What was tried\nMuch.")
    lines = text.splitlines()
    our_line = next(line for line in lines if line.startswith("| decomposed | 1, 2, 3"))
    their_line = next(line for line in lines if line.startswith("| SCIP"))
    assert our_line == (
        "| decomposed | 1, 2, 3 | 5.0 | > 600 | 12.0 | > 600 | > 600 |  | 0.10 % | 1.0, 2.0, 3.0, 4.0 | 100 | abc |"
    )
    assert their_line == (
        "| SCIP on the MPS | 1, 2, 3 | 100.0 | > 240 | > 240 | - | - | at least 20.0 | 4.00 % "
        "| 1.0, 2.0, 3.0, 4.0 | 100 | abc |"
    )
    assert lines.index("## small") < lines.index("## huge") < lines.index("## What was tried")
    assert "- decomposed, seed 1: failed. out of memory" in lines
    assert lines.count("Machine: a box.") == 1
    assert "| solver | seeds | to 5 % | to 2 % | to 1 % | to 0.5 % | to 0.1 % | ratio |" in text


def test_rows_survive_the_file(tmp_path):
    rows = [row(seed=1), row(seed=2, gap=None)]
    write(tmp_path / "rows.jsonl", rows)
    assert read(tmp_path / "rows.jsonl") == rows
    assert read(tmp_path / "absent.jsonl") == []
    with pytest.raises(ValueError, match="not a row"):
        parse('{"case": "small", "colour": "red"}')


def row(**changed):
    """A row of the small case, solved by the decomposed solver in 600 s at most."""
    base = {
        "case": "small", "seed": 1, "solver": "decomposed", "gap_asked": 0.01, "time_limit": 600.0, "status": "limit",
        "gap": 0.02, "seconds": {"read": 1.0, "build": 2.0, "solve": 3.0, "write": 4.0}, "peak_memory_mb": 100.0,
        "states": 18, "sizes": {"sites": 8}, "commit": "abc", "machine": "a box",
    }  # fmt: skip
    return Row(**(base | changed))


@pytest.mark.slow
def test_reading_takes_no_longer_than_the_bound_over_plain_iteration(tmp_path):
    """30 000 figures in wide form; the bench's 300 000 are measured by hand (see bench/notes.md)."""
    path = tmp_path / "plan.xlsx"
    reading.write_plan(path, reading.tables(skus=100, zones=50))
    found = reading.compare(path, repeats=3)
    assert found["figures"] > 29_000
    assert found["ratio"] <= 1.5
    assert reading.peak_mb(path) < 400
