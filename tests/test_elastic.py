"""No feasible plan: workbooks made impossible by editing the small Russian example, and what is suggested for each.

Every suggestion is typed into the workbook itself, at the cell that it names; the edited workbook is read again from
scratch and has a plan. The culprit, what was edited last, is among the first three suggestions.
"""

from __future__ import annotations

import dataclasses
from itertools import combinations

import openpyxl
import pytest

from inputs import examples
from inputs.reading import read
from model.build import build_limits
from model.changes import REMOVE
from model.prepare import prepare
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
    # 400 sets of furniture of 2 m3 and more at a site of 2000 m3 at most
    "minimum stock beyond capacity": (
        [],
        [override("must", "2027Q1", site="Moscow", sku="SOF-3")],
        {"overrides!4:4"},
    ),
    "more demand met than can be reached": ([], [limit("minimum_demand_met", 0.99, "zone:Khabarovsk")], {"limits!C5"}),
}
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


@pytest.mark.parametrize("name", BROKEN)
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


@pytest.mark.parametrize("name", INTEGER_ONLY)
def test_conflicts_that_only_whole_numbers_have(tmp_path, name):
    """The linear relaxation is feasible: no irreducible infeasible subset of it exists."""
    compiled = compile_model(build_limits(prepare(read(broken(tmp_path / "plan.xlsx", name)))))
    relaxed = dataclasses.replace(compiled, integer=compiled.integer & False)
    assert solve(relaxed).status == "optimal"
    assert solve(compiled).status == "infeasible"
