"""No feasible plan: workbooks made impossible by editing the small Russian example, and what is suggested for each.

Every suggestion is typed into the workbook itself, at the cell that it names; the edited workbook is read again from
scratch and has a plan. The culprit, what was edited last, is among the first three suggestions.
"""

from __future__ import annotations

import dataclasses
import json
from itertools import combinations

import openpyxl
import pandas as pd
import pytest
import tiny
from contradictory import contradictory_case

from inputs import examples
from inputs.case import SheetRow
from inputs.reading import read
from inputs.writing import write_tables
from model.build import build_limits
from model.changes import REMOVE, changed
from model.prepare import prepare
from owp.cli import main
from owp.exits import Exit
from solvers.compiled import compile_model
from solvers.elastic import advise, possible
from solvers.highs import solve

ALONE = ("Saint Petersburg", "Yekaterinburg", "Novosibirsk", "Manzhouli border")
LONG, REST = "2028-2029", "2027Q2-Q4"


def limit(name, value=None, scope="all"):
    return ("limits", {"limit": name, "scope": scope, "value": value})


def override(decision, period=None, **named):
    return ("overrides", {"decision": decision, "period": period, **named})


# name: cells edited (sheet, cell, value), rows added (sheet, columns), the cells one of which must be suggested
BROKEN = {
    # four sites of which at most two in Russia and one outside
    "fewest sites above the most": ([("limits", "C4", 2)], [limit("minimum_sites", 4)], {"limits!C5", "limits!C4"}),
    "no site at all where a lease runs": ([("limits", "C4", 0)], [], {"limits!C4"}),
    # Moscow must run, then Saint Petersburg, then Yekaterinburg, but that not beside Moscow
    "a chain of if-then rules": (
        [],
        [
            limit("if_then", scope="site:Moscow -> site:Saint Petersburg"),
            limit("if_then", scope="site:Saint Petersburg -> site:Yekaterinburg"),
            limit("if_then", scope="site:Yekaterinburg -> not site:Moscow"),
        ],
        {"limits!7:7"},
    ),
    # its cheaper operator asks 1.2 million
    "a budget below the cheapest opening": (
        [("sites", "G3", "must_open"), ("periods", "D2", 1_000_000)],
        [],
        {"periods!D2"},
    ),
    "a must-open site whose operators are all forbidden": (
        [("sites", "G6", "must_open")],
        [
            override("never", site="Manzhouli border", operator="hub_manzhouli"),
            override("never", site="Manzhouli border", operator="market_w"),
        ],
        {"overrides!4:4", "overrides!5:5", "sites!G6"},
    ),
    "a lease that is forbidden": ([], [override("never", site="Moscow", operator="sever_trade")], {"overrides!4:4"}),
    "an opening where nothing may change": (
        [],
        [override("must", REST, site="Novosibirsk"), limit("maximum_changes", 0)],
        {"limits!C5"},
    ),
    "exposure below the minimum stock": (
        [],
        [override("must", "2027Q1", site="Moscow", sku="REF-340"), limit("maximum_stock_value", 1000, "site:Moscow")],
        {"limits!C5"},
    ),
    "a must for goods that a category rule bars": (
        [],
        [override("must", "2027Q1", site="Moscow", sku="AC-12")],
        {"overrides!4:4"},
    ),
    "a consequence at an excluded site": (
        [("sites", "G3", "excluded")],
        [limit("if_then", scope="site:Moscow -> site:Saint Petersburg")],
        {"limits!5:5", "sites!G3"},
    ),
    # fractions of sites could: two halves of a pair are allowed beside each other
    "more sites than rules let stand side by side": (
        [],
        [
            *(limit("if_then", scope=f"site:{a} -> not site:{b}") for a, b in combinations(ALONE, 2)),
            limit("minimum_sites", 3),
        ],
        {"limits!C11"},
    ),
    # half of each operator would do
    "two musts of which no two operators agree": (
        [],
        [
            override("must", LONG, site="Saint Petersburg"),
            override("must", LONG, site="Yekaterinburg"),
            *(
                limit("if_then", scope=f"site:Saint Petersburg & operator:{a} -> not operator:{b}")
                for a in ("sever_trade", "volga_3pl")
                for b in ("vostok_depot", "silk_house")
            ),
        ],
        {"overrides!4:4", "overrides!5:5"},
    ),
    # 4000 sofas at a site of 2000 m3 at most
    "minimum stock beyond capacity": (
        [],
        [override("must", "2027Q1", site="Moscow", sku="SOF-3")],
        {"overrides!4:4"},
    ),
    "more demand met than can be reached": ([], [limit("minimum_demand_met", 0.99, "zone:Khabarovsk")], {"limits!C5"}),
}
QUICK = (
    "fewest sites above the most",
    "a lease that is forbidden",
)
INTEGER_ONLY = ("more sites than rules let stand side by side", "two musts of which no two operators agree")


def broken(path, name):
    """The workbook of BROKEN[name], written to `path`."""
    edits, rows, _ = BROKEN[name]
    book = openpyxl.load_workbook(examples.path("russia_small"))
    for sheet, cell, value in edits:
        book[sheet][cell] = value
    for sheet, row in rows:
        names = [cell.value for cell in book[sheet][1]]
        assert set(row) <= set(names)
        book[sheet].append([row.get(name) for name in names])
    if name == "minimum stock beyond capacity":
        page = book["skus"]
        column = [cell.value for cell in page[1]].index("minimum_stock") + 1
        (at,) = [row for row in range(2, page.max_row + 1) if page.cell(row, 1).value == "SOF-3"]
        page.cell(at, column).value = 4000
    book.save(path)
    return path


def type_in(source, target, suggestion):
    """`source` with the suggestion's cells typed in, as a planner would, saved as `target`."""
    book = openpyxl.load_workbook(source)
    for one in suggestion.changes:
        if one.how == REMOVE:
            for cell in book[one.row.sheet][one.cell.partition(":")[0]]:
                cell.value = None
        else:
            assert book[one.row.sheet][one.cell].value == one.now
            book[one.row.sheet][one.cell] = one.suggested
    book.save(target)
    return target


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in BROKEN]
)
def test_the_culprit_is_named_and_every_suggestion_works(tmp_path, name):
    plan = broken(tmp_path / "plan.xlsx", name)
    case = read(plan)
    assert not possible(case)
    advice = advise(case)
    assert advice.proven
    named = {f"{one.row.sheet}!{one.cell}" for suggestion in advice.suggestions[:3] for one in suggestion.changes}
    assert named & BROKEN[name][2], advice
    for suggestion in advice.suggestions:
        assert possible(read(type_in(plan, tmp_path / "mended.xlsx", suggestion))), str(suggestion)


def relaxed_status(case):
    compiled = compile_model(build_limits(prepare(case)))
    return solve(dataclasses.replace(compiled, integer=compiled.integer & False)).status


@pytest.mark.parametrize("name", [INTEGER_ONLY[0], pytest.param(INTEGER_ONLY[1], marks=pytest.mark.slow)])
def test_conflicts_that_only_whole_numbers_have(tmp_path, name):
    """The linear relaxation is feasible: it has no irreducible infeasible subset. Half a site beside half of each of
    two others is allowed by pairs; the fewest sites are the culprit, or the musts."""
    case = read(broken(tmp_path / "plan.xlsx", name))
    assert relaxed_status(case) == "optimal"
    assert not possible(case)


def tiny_workbook(path, **sheets):
    """The tiny plan (sites North and South, operators Indie and Plat, periods Y1 and Y2) as a workbook."""
    made = tiny.tables()
    for name, rows in sheets.items():
        if callable(rows):
            rows(made[name])
        else:
            made[name] = rows
    tables = {name: pd.DataFrame(rows) for name, rows in made.items() if name != "settings"}
    write_tables(
        path, tables | {"settings": pd.DataFrame([{"name": k, "value": v} for k, v in made["settings"].items()])}
    )
    return path


def rows(*named):
    return [dict(row) for row in named]


def every(**columns):
    """Fills columns of each row of a sheet."""
    return lambda table: [row.update(columns) for row in table]


def only(position, **columns):
    """Fills columns of one row of a sheet."""
    return lambda table: table[position].update(columns)


def must(site, **more):
    return {"site": site, "decision": "must", **more}


RULE = "if_then"
APART = rows(
    *(
        {"limit": RULE, "scope": f"site:North & operator:{a} -> not site:South & operator:{b}"}
        for a in ("Indie", "Plat")
        for b in ("Indie", "Plat")
    )
)
# name: sheets of the tiny plan, and the suggestions in order
TOLD = {
    # both must run; at most one may, and a must is dropped or the limit raised by one
    "one figure, or one of two decisions": (
        {"limits": rows({"limit": "maximum_sites", "value": 1}), "overrides": [must("North"), must("South")]},
        [
            "limits!C2 value 1 -> at least 2 (maximum_sites, scope all)",
            "overrides!2:2 -> remove the row (must: North)",
            "overrides!3:3 -> remove the row (must: South)",
        ],
    ),
    # an opening costs 900 and the budget is 100; two of them 1800
    "a budget": (
        {
            "site_options": every(opening_cost=900),
            "periods": only(0, opening_budget=100),
            "overrides": [must("South", period="Y1")],
        },
        [
            "periods!D2 opening_budget 100 -> at least 900 (Y1)",
            "overrides!2:2 -> remove the row (must: South, Y1)",
        ],
    ),
    # no single row helps: both caps, or both musts
    "two rows at once": (
        {
            "limits": rows(
                {"limit": "maximum_sites", "value": 0}, {"limit": "maximum_sites", "value": 0, "scope": "country:Land"}
            ),
            "overrides": [must("North")],
        },
        [
            "overrides!2:2 -> remove the row (must: North)",
            "limits!C2 value 0 -> at least 1 (maximum_sites, scope all); and "
            "limits!C3 value 0 -> at least 1 (maximum_sites, scope country:Land)",
        ],
    ),
    # a must for goods of which an override says never; a must in Y1 alone is not affected
    "never a SKU that must be held": (
        {
            "overrides": [
                must("North", sku="A", period="Y1"),
                {"site": "North", "sku": "A", "operator": "Indie", "decision": "never"},
                {"site": "North", "sku": "A", "operator": "Plat", "decision": "never", "period": "Y1"},
            ]
        },
        [
            "overrides!2:2 -> remove the row (must: North, A, Y1)",
            "overrides!3:3 -> remove the row (never: North, Indie, A)",
            "overrides!4:4 -> remove the row (never: North, Plat, A, Y1)",
        ],
    ),
    # today's lease from 2027Q1 for 8 quarters; North may not run in Y2, that is from the fifth quarter on
    "the rest of a lease": (
        {
            "site_options": every(minimum_term=8),
            "sites": only(0, status="existing"),
            "current_network": [{"site": "North", "operator": "Indie", "bundle": "full", "since": "2027Q1"}],
            "overrides": [{"site": "North", "period": "Y2", "decision": "never"}],
        },
        [
            "site_options!M2 minimum_term 8 -> at most 4 (North, Indie)",
            "overrides!2:2 -> remove the row (never: North, Y2)",
        ],
    ),
    # the one operator left may be admitted again, or the site need not open
    "a must-open site without operators": (
        {
            "sites": only(0, status="must_open"),
            "overrides": [{"site": "North", "operator": o, "decision": "never"} for o in ("Indie", "Plat")],
        },
        [
            "sites!G2 status must_open -> candidate (North)",
            "overrides!2:2 -> remove the row (never: North, Indie)",
            "overrides!3:3 -> remove the row (never: North, Plat)",
        ],
    ),
    # 13 552 is the best that anyone can earn (test_plan_by_hand), in the only future
    "the average of the worst": (
        {"limits": rows({"limit": "minimum_average_of_worst", "value": 20000})},
        ["limits!C2 value 20 000 -> at most 13 500 (minimum_average_of_worst, scope all)"],
    ),
    # North's buyers want 10 A and 20 B; a warehouse of 1 m3 keeps 10 units (0.1 m3 each, four turns a year). Both
    # serve North with 10 units each unless one alone may; no parcels
    "one source for too much demand": (
        {
            "site_options": every(capacity_m3=1),
            "parcel_lanes": [],
            "limits": rows(
                {"limit": "single_source", "scope": "zone:North"},
                {"limit": "minimum_demand_met", "value": 0.5, "scope": "zone:North"},
            ),
        },
        [
            "limits!C3 value 0.5 -> at most 0.333 (minimum_demand_met, scope zone:North)",
            "limits!2:2 -> remove the row (single_source, scope zone:North)",
        ],
    ),
    # in fractions half of each operator may run beside half of each other
    "operators none of which agree": (
        {"limits": APART, "overrides": [must("North"), must("South")]},
        [
            "overrides!2:2 -> remove the row (must: North)",
            "overrides!3:3 -> remove the row (must: South)",
            *(f"limits!{i}:{i} -> remove the row (if_then, scope {APART[i - 2]['scope']})" for i in range(2, 6)),
        ],
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_suggestions_by_hand(tmp_path, name):
    """What a person finds, each in the workbook's words, and each works when typed in. Of equals, any order."""
    sheets, expected = TOLD[name]
    plan = tiny_workbook(tmp_path / "plan.xlsx", **sheets)
    advice = advise(read(plan))
    told = [str(suggestion) for suggestion in advice.suggestions]
    assert advice.proven
    assert len(told) == min(5, len(expected))
    assert set(told) <= set(expected)
    assert told[0] in (expected[0], expected[1]) if len(expected) > 2 else told == expected
    for suggestion in advice.suggestions:
        assert possible(read(type_in(plan, tmp_path / "mended.xlsx", suggestion))), str(suggestion)


def test_operators_none_of_which_agree_do_in_fractions(tmp_path):
    plan = tiny_workbook(tmp_path / "plan.xlsx", **TOLD["operators none of which agree"][0])
    assert relaxed_status(read(plan)) == "optimal"


def test_the_cell_is_found_wherever_the_table_stands(tmp_path):
    """Two rows above the header, a note before the columns, and a blank row above the limit that is at fault: E6."""
    path = tiny_workbook(tmp_path / "plan.xlsx", sites=only(0, status="must_open"))
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("limits")
    for line in (
        (),
        (),
        ("note", "scope", "limit", "currency", "value"),
        (None, "all", "maximum_changes", None, 9),
        (),
        ("team", "country:Land", "maximum_sites", None, 0),
    ):
        page.append(line)
    book.save(path)
    told = {str(one) for one in advise(read(path)).suggestions}
    assert "limits!E6 value 0 -> at least 1 (maximum_sites, scope country:Land)" in told


def test_a_plan_that_is_possible_needs_no_change():
    assert advise(tiny.build()).suggestions == ()


def test_no_time_no_suggestion_and_no_claim():
    made = tiny.tables()
    made["limits"] = [{"limit": "minimum_average_of_worst", "value": 1e9}]
    advice = advise(tiny.build(made), seconds=0.0)
    assert (advice.suggestions, advice.proven) == ((), False)


def single_changes(case):
    """Each row of the planner, and the case without it: rows left out, statuses and budgets cleared, terms of 0."""
    hard = case.limits["penalty"].isna()
    for sheet in ("limits", "overrides", "category_rules"):
        table = getattr(case, sheet)
        for i in table.index:
            if sheet != "limits" or hard[i]:
                yield SheetRow(sheet, i), case.with_tables(**{sheet: table.drop(index=i)})
    today = set(zip(case.current_network["site"], case.current_network["operator"], strict=True))
    options = zip(case.site_options["site"], case.site_options["operator"], strict=True)
    cleared = [
        ("sites", "status", case.sites["status"].isin(["must_open", "excluded"]), "candidate"),
        ("periods", "opening_budget", case.periods["opening_budget"].notna(), float("nan")),
        ("site_options", "minimum_term", [option in today for option in options], 0),
    ]
    for sheet, column, chosen, value in cleared:
        table = getattr(case, sheet)
        for i in table.index[chosen]:
            fresh = table.copy()
            fresh.loc[i, column] = value
            yield SheetRow(sheet, i), case.with_tables(**{sheet: fresh})


def agrees_with_trying(case):
    """Every suggestion works, and those of one row are the rows that, left out alone, make a plan possible."""
    advice = advise(case)
    found = {one.changes[0].row for one in advice.suggestions if len(one.changes) == 1}
    alone = {row for row, without in single_changes(case) if possible(without)}
    assert advice.suggestions
    assert found == alone if len(alone) < 5 else found <= alone and len(found) == 5
    for suggestion in advice.suggestions:
        assert possible(changed(case, suggestion.changes)), str(suggestion)


@pytest.mark.slow
def test_many_random_contradictions():
    impossible = [case for case in map(contradictory_case, range(60)) if not possible(case)]
    assert len(impossible) >= 25
    for case in impossible:
        agrees_with_trying(case)


def test_no_plan_leaves_the_last_results_and_writes_its_own(tmp_path, capsys):
    plan = tiny_workbook(tmp_path / "plan.xlsx", **TOLD["a budget"][0])
    out = tmp_path / "results.xlsx"
    out.write_bytes(b"the last good plan")
    assert main(["plan", str(plan), "-o", str(out), "--json"]) == Exit.INFEASIBLE
    said, err = capsys.readouterr()
    report = json.loads(said)
    assert report["status"] == "infeasible" and report["proven_smallest"] is True
    assert report["suggestions"][0] == [
        {
            "sheet": "periods", "cell": "D2", "column": "opening_budget", "subject": "Y1", "now": 100.0,
            "change": "at least", "suggested": 900.0,
        }
    ]  # fmt: skip
    assert "1. periods!D2 opening_budget 100 -> at least 900 (Y1)" in err
    written = tmp_path / "results.infeasible.xlsx"
    assert report["suggestions_file"] == str(written) and str(written) in err
    assert out.read_bytes() == b"the last good plan"
    lines = list(openpyxl.load_workbook(written)["suggestions"].iter_rows(min_row=3, values_only=True))
    assert lines == [
        (1, "periods", "D2", "opening_budget", "Y1", 100, "at least", 900),
        (2, "overrides", "2:2", None, "must: South, Y1", None, "remove the row", None),
    ]


def test_suggestions_never_overwrite_the_plan(tmp_path, capsys):
    plan = tiny_workbook(tmp_path / "r.infeasible.xlsx")
    before = plan.read_bytes()
    assert main(["plan", str(plan), "-o", str(tmp_path / "r.xlsx")]) == Exit.USAGE
    assert "overwrite the plan" in capsys.readouterr().err
    assert plan.read_bytes() == before


@pytest.mark.slow
def test_a_suggestion_is_planned(tmp_path):
    """The small example with a forbidden lease, mended as told, has a plan in the results."""
    plan = broken(tmp_path / "plan.xlsx", "a lease that is forbidden")
    mended = type_in(plan, tmp_path / "mended.xlsx", advise(read(plan)).suggestions[0])
    words = ["plan", str(mended), "-o", str(tmp_path / "r.xlsx"), "--gap", "1"]
    assert main(words) == Exit.DONE
