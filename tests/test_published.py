"""Published location problems as plans: optima reproduced, and a tiny problem by hand in each format.

The published files are no part of the repository: OWP_BENCHMARKS names their folder. The tiny problem: two warehouses
of 10 units, opening costs 100 and 120; three customers of 6, 5 and 4 units; serving them costs 12, 20, 40 from the
first, 30, 25, 8 from the second.

* Capacitated (15 units: both open): the first serves 6 of customer 1 (12) and 4 of 2 (16), the second 1 of 2 (5) and
  all of 3 (8): 220 + 41 = 261.
* Uncapacitated: the first alone, 100 + 72 = 172 (the second 183, both 260).
* One source each: customers 1 and 2 do not fit the first together; 12 + 25 + 8 = 45, with 220: 265.
"""

import json
import os
from pathlib import Path

import pytest

from bench.adapters import Facility, Location, location_case, published_cost
from bench.adapters_files import read_orlib_cap
from bench.adapters_textbook import Published
from bench.published import compare, main, read_published
from model.prepare import prepare
from solvers.options import SolveOptions
from solvers.planning import SOLVERS
from solvers.whole import solve_whole

FOLDER = Path(os.environ.get("OWP_BENCHMARKS") or "unset")
published_files = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="OWP_BENCHMARKS does not name the folder of the published cases"
)
every_solver = pytest.mark.parametrize("solver", SOLVERS)
SPLIT = "2 3\n capacity 100.\n capacity 120.\n6\n12 30\n5\n20 25\n4\n40 8\n"
SINGLE = "2 3\n10 10\n100 120\n6 5 4\n12 30\n20 25\n40 8\n"
SMALL = ["cap41", "cap42", "cap44", "cap63", "cap71", "cap74", "cap101", "cap121"]
OPEN_CAPACITIES = {"capa": (8000, 10000, 12000, 14000), "capb": (5000, 6000, 7000, 8000)}
TEXTBOOK = [
    *("gurobi_facility_location", "chopra_sunoil", "chopra_telecomoptic", "csplib034_warehouse"),
    *("ampl_stoch_floc", "williams_distribution"),
]


@pytest.fixture
def tiny_files(tmp_path):
    """The tiny problem in both formats, and the table of optima."""
    for folder, name, text in (("orlib_cap", "tiny.txt", SPLIT), ("holmberg", "tiny", SINGLE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
    rows = ["orlib_cap capacitated,tiny:10,261", "orlib_cap uncapacitated,tiny,172", "holmberg,tiny,265"]
    (tmp_path / "optima.csv").write_text("\n".join(["family,instance,optimum", *rows]))
    return tmp_path


@pytest.mark.parametrize(
    ("family", "name", "more", "cost"),
    [
        ("orlib_cap", "tiny.txt", ["--capacity", "10"], 261),
        ("orlib_cap", "tiny.txt", ["--uncapacitated"], 172),
        ("holmberg", "tiny", [], 265),
        ("holmberg", "tiny", ["--solver", "highs"], 265),
    ],
)
def test_the_tiny_problem(tiny_files, capsys, family, name, more, cost):
    assert main([family, str(tiny_files / family / name), *more, "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["cost"] == pytest.approx(cost, abs=1e-9) and told["published"] == cost
    assert told["bound"] <= cost + 1e-6 and told["gap"] <= 1e-7
    assert (told["status"], told["reproduced"]) == ("optimal", True)
    assert told["solver"] == (more[-1] if "--solver" in more else "whole"), "small: by the whole model"


def test_the_solver_is_chosen_by_size(tiny_files, capsys, monkeypatch):
    monkeypatch.setattr("solvers.planning.LARGE", 1)
    assert main(["holmberg", str(tiny_files / "holmberg" / "tiny"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["solver"] == "decomposed"


@pytest.mark.parametrize("optimum", [264, 266])
def test_another_optimum_is_not_reproduced(tiny_files, capsys, optimum):
    table = tiny_files / "optima.csv"
    table.write_text(table.read_text().replace("265", str(optimum)))
    assert main(["holmberg", str(tiny_files / "holmberg" / "tiny")]) == 1
    assert f"published {optimum}" in capsys.readouterr().out


def test_a_file_that_cannot_be_used(tiny_files, capsys):
    """An open capacity, a textbook problem without a reader, no file."""
    assert main(["orlib_cap", str(tiny_files / "orlib_cap" / "tiny.txt")]) == 2
    unknown = tiny_files / "unknown.json"
    unknown.write_text('{"name": "ampl_multmip1"}')
    assert main(["textbook", str(unknown)]) == 2
    assert main(["textbook", str(tiny_files / "absent.json")]) == 2
    errors = capsys.readouterr().err
    assert "leaves the capacity open" in errors and "lanes are no decision here" in errors


def test_the_cost_does_not_hang_on_the_price(tiny_files):
    """price * demand - objective is 261 at any price."""
    problem = read_orlib_cap(tiny_files / "orlib_cap" / "tiny.txt", 10)
    for price in (0.01, 1.0, 1000.0):
        outcome = solve_whole(prepare(location_case(problem, price)), SolveOptions(gap=0.0))
        assert published_cost(problem, outcome.objective, price) == pytest.approx(261)
        assert outcome.limits["used"].min() >= 1 - 1e-9


@pytest.mark.parametrize(("room", "reproduced"), [(10, True), (8, False)])
def test_futures_count_only_if_each_is_served(room, reproduced):
    """One warehouse at 50; 4 units at 3 each in one future, 10 in the other: 50 + 3 * 7 = 71, unless 10 do not fit."""
    futures = {"low": (0.5, {"C": 4.0}), "high": (0.5, {"C": 10.0})}
    problem = Location("two futures", (Facility("W", room, 50),), {"C": 4.0}, {("W", "C"): 3.0}, futures=futures)
    comparison = compare("textbook", Published(problem, 71))
    assert comparison.reproduced == reproduced
    assert comparison.unmet == pytest.approx(0 if reproduced else 0.2)


def test_a_plan_beyond_an_origins_supply_is_told():
    """The cheap origin feeds all 4 units but has 3."""
    problem = Location(
        "fed", (Facility("W", 5, 0),), {"C": 4.0}, {("W", "C"): 1.0}, {("near", "W"): 1.0, ("far", "W"): 2.0}
    )
    assert compare("textbook", Published(problem, 8, supplies={"near": 4})).reproduced
    short = compare("textbook", Published(problem, 8, supplies={"near": 3}))
    assert not short.reproduced and short.excess_supply == pytest.approx(1)


def reproduced(family, name, solver="whole", time_limit=600.0, **more):
    for problem in read_published(family, FOLDER / family / name, **more):
        assert problem.optimum == problem.optimum, "no published optimum"
        comparison = compare(family, problem, solver, time_limit=time_limit)
        assert comparison.reproduced, comparison.told()
        assert comparison.status in ("optimal", "gap_reached"), comparison.told()


def at_times(name, solver):
    """Of the small ones the one that takes longest, on request; the other solver solves it always."""
    return pytest.param(name, solver, marks=pytest.mark.slow if (name, solver) == ("cap121", "decomposed") else ())


@published_files
@pytest.mark.parametrize(("name", "solver"), [at_times(name, solver) for name in SMALL for solver in SOLVERS])
def test_small_warehouse_location(name, solver):
    reproduced("orlib_cap", f"{name}.txt", solver)


@published_files
@every_solver
@pytest.mark.parametrize("name", ["cap71", "cap74", "cap101"])
def test_small_uncapacitated_location(name, solver):
    reproduced("orlib_cap", f"{name}.txt", solver, uncapacitated=True)


@published_files
@every_solver
@pytest.mark.parametrize("name", TEXTBOOK)
def test_textbook(name, solver):
    reproduced("textbook", f"{name}.json", solver)


@published_files
@pytest.mark.parametrize("name", ["p1", "p13"])
def test_single_source(name):
    """By the whole model, which `auto` takes at this size; the decomposed solver's tree finds no plan in a minute."""
    reproduced("holmberg", name, "whole")


@published_files
def test_every_textbook_file_is_read_or_refused():
    """None is forgotten."""
    fit = {path.stem for path in (FOLDER / "textbook").glob("*.json")} - {"ampl_multmip1"}
    assert fit == set(TEXTBOOK)


@published_files
@pytest.mark.slow
@every_solver
@pytest.mark.parametrize("name", ["p4", "p25", "p33", "p41"])
def test_larger_single_source(name, solver):
    reproduced("holmberg", name, solver, time_limit=1800)


@published_files
@pytest.mark.slow
@every_solver
@pytest.mark.parametrize(
    ("name", "capacity"), [(name, room) for name, rooms in OPEN_CAPACITIES.items() for room in rooms]
)
def test_large_warehouse_location(name, capacity, solver):
    reproduced("orlib_cap", f"{name}.txt", solver, time_limit=3600, capacity=capacity)


@published_files
@pytest.mark.slow
@every_solver
@pytest.mark.parametrize("name", OPEN_CAPACITIES)
def test_large_uncapacitated_location(name, solver):
    reproduced("orlib_cap", f"{name}.txt", solver, time_limit=3600, uncapacitated=True)
