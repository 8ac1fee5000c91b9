"""The results in English, Chinese and Russian: phrases, figures, page one, sentences, fonts, links."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import tiny
from openpyxl import load_workbook

from inputs.defaults import ABSENT
from inputs.sheets import BY_NAME
from model import build
from model.futures import default_scenarios
from model.outcome import Note, PlanResult
from outputs import page_one
from outputs.deliveries import LINES
from outputs.grid import Grid
from outputs.language import ENGLISH, PHRASES, Language, Words
from outputs.page_one.layout import Layout
from outputs.phrases_map import CHARTS, MAP
from outputs.phrases_sheets import DEFAULTS
from outputs.phrases_sheets import LINES as LINE_PHRASES
from outputs.sheets import SHEETS
from outputs.tables_risk import stories
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan

OUTPUTS = Path(page_one.__file__).parents[1]
OTHERS: tuple[Language, ...] = ("zh", "ru")
CODES = {  # columns whose values are the same in every language, as the machine names above them are
    "comparison": {"unit"},
    "actions": {"decide", "action", "subject"},
    "sites": {"action", "kind", "regime"},
    "assortment": {"offered_by"},
    "exclusions": {"channel"},
    "certificates": {"status"},
    "sku_assignment": {"certificate"},
    "service_level": {"zone", "futures"},
    "ledger": {"line", "section", "measure"},
    "limits": {"limit", "scope", "sense", "reason"},
    "flows": {"channel"},
    "flow_totals": {"channel"},
    "unit_costs": {"channel"},
    "charges": {"term", "subject"},
    "checks": {"code"},
    "assumptions": {"sheet", "column"},
    "provenance": {"item"},
    "dictionary": {"sheet", "column", "english", "unit", "meaning"},
    "scenarios": {"story"},
}


def eventful() -> tiny.Tables:
    """The tiny plan with a seizure, a tariff rise, goods that nobody may sell, a certificate, stock today, no parcels
    for heavy goods: most sentences are said."""
    made = tiny.with_seizure(tiny.tables(), 0.05)
    made["scenarios"][0]["probability"] -= 0.1
    made["scenarios"].append({"scenario": "tariff", "probability": 0.1, "story": "Пошлины растут。"})
    made["events"] += [
        {"scenario": "tariff", "kind": kind, "target": "all", "first_period": "Y1", "value": value}
        for kind, value in (("duty_points", 0.1), ("demand_factor", 0.8))
    ]
    made["skus"] += [
        tiny.sku("heavy", weight_kg=50, needs_after_sales=True),
        tiny.sku("poor", price=60, unit_cost=58),
        tiny.sku("xmas", seasonal=True),
    ]
    made["demand"] += [
        {"sku": k, "zone": "North", "period": t, "units": 5} for k in ("heavy", "poor", "xmas") for t in ("Y1", "Y2")
    ]
    made["category_rules"] = [
        {"rule": "no_seasonal"},
        {"rule": "minimum_price", "value": 70, "applies_to": "kind:platform"},
    ]
    made["current_stock"] = [{"sku": "A", "site": "South", "units": 5}]
    return made


@pytest.fixture(scope="module")
def result() -> PlanResult:
    plan = solve_plan(tiny.build(eventful(), aversion=0.3), SolveOptions(gap=0.0))
    return PlanResult(plan.plan, plan.today, plan.parcels_only, (*plan.notes, Note("parcels_no_plan", "42")))


@pytest.fixture(scope="module", params=["en", *OTHERS])
def written(request: pytest.FixtureRequest, result: PlanResult, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """(language, results workbook)."""
    path = tmp_path_factory.mktemp(request.param) / "r.xlsx"
    write(result, path, {}, language=request.param)
    return request.param, load_workbook(path)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_phrase_has_the_same_fields_in_every_language() -> None:
    for key, phrase in PHRASES.items():
        assert all(phrase), key
        assert fields(phrase.en) == fields(phrase.zh) == fields(phrase.ru), key


def test_chinese_and_russian_are_in_their_script() -> None:
    """Whoever adds a phrase translates it: English words are left in names of sheets and settings alone."""
    names = {sheet.name for sheet in SHEETS} | {"SKU", "demand", "m", "x"}
    for key, phrase in PHRASES.items():
        for text in (phrase.zh, phrase.ru):
            plain = re.sub(r"\{\w+\}", "", text)
            assert {word for word in re.findall(r"[A-Za-z_]+", plain) if "_" not in word} <= names, key


def test_no_phrase_is_unused_and_none_is_missing() -> None:
    """Every phrase is named in outputs/ (but defaults and lines, see below); what is said by name is a phrase."""
    named, said, begun = set(), set(), set()
    for path in OUTPUTS.rglob("*.py"):
        if path.name.startswith("phrases"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                said |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    named |= {
        f"{prefix}{rest}" for prefix in begun & {"map_", "charts_"} for rest in named
    }  # map_ and the kind of a site
    assert sorted(set(PHRASES) - set(DEFAULTS) - set(LINE_PHRASES) - named) == []
    assert sorted(said - set(PHRASES)) == []


def test_every_default_that_is_told_in_words_has_a_phrase() -> None:
    """What stands for absent sheets and for blank cells, wherever the reader notes it as an assumption."""
    blanks = {
        column.blank
        for sheet in BY_NAME.values()
        for column in sheet.columns
        if column.blank and column.default is None and not column.key and not column.required
    }
    told = {*ABSENT.values(), "no rows", "offers every bundle"} | {
        words for words in blanks if not words.startswith(("none", "the code"))
    }
    assert told - {phrase.en for phrase in DEFAULTS.values()} == set()


def test_every_line_of_the_ledger_has_words() -> None:
    """Lines of a delivery, terms that the model's families charge, totals: these and no others."""
    model = Path(build.__file__).parent
    charged = {
        node.args[0].value
        for path in model.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Charge"
        if isinstance(node.args[0], ast.Constant)
    }
    assert len(charged) > 10
    codes = {*LINES, *charged, "penalties", "operating profit", "profit"}
    assert {f"line_{code.replace(' ', '_')}" for code in codes} == set(LINE_PHRASES)


def test_figures_money_and_dates_fit_the_language() -> None:
    """12 345 678.9: millions, ten thousands (万), millions with a decimal comma; days as they are written there."""
    zh, ru = Words("zh"), Words("ru")
    assert [say.amount(12_345_678.9, "RUB") for say in (ENGLISH, zh, ru)] == [
        "12.3 million RUB",
        "1,235万 RUB",
        "12,3\u00a0млн RUB",
    ]
    assert [say.amount(2.5e9, "RUB") for say in (ENGLISH, zh, ru)] == [
        "2.5 billion RUB",
        "25.0亿 RUB",
        "2,5\u00a0млрд RUB",
    ]
    assert [zh.amount(size, "RUB") for size in (2.201e8, 2.212e8)] == ["2.20亿 RUB", "2.21亿 RUB"]
    assert [say.amount(999, "RUB") for say in (ENGLISH, zh, ru)] == ["999 RUB"] * 3
    assert [say.percentage(0.0042) for say in (ENGLISH, zh, ru)] == ["0.42 %", "0.42%", "0,42\u00a0%"]
    assert [say.figure(-1234.5, ",.2f") for say in (ENGLISH, ru)] == ["-1,234.50", "-1\u00a0234,50"]
    assert [say.date(dt.date(2027, 1, 31)) for say in (ENGLISH, zh, ru)] == ["2027-01-31", "2027-01-31", "31.01.2027"]


def test_page_one_is_wholly_in_its_language(written: Any) -> None:
    """In Chinese and Russian nothing is left in Latin letters but names that the planner gave and names of sheets."""
    language, book = written
    page = book["summary"]
    words = {
        word for row in page.iter_rows(values_only=True) for cell in row
        if isinstance(cell, str) and not cell.startswith("=")
        for word in re.findall(r"[A-Za-z_]{2,}", cell)
    }  # fmt: skip
    chart = page._charts[0]
    titles = "".join(run.t for axis in (chart.x_axis, chart.y_axis) for p in axis.title.tx.rich.p for run in p.r)
    names = {"tiny", "North", "South", "Indie", "Plat", "full", "store", "seized", "calm", "tariff"}
    if language == "en":
        assert "Decide" in words
        assert titles == "ScenarioProfit, R, present value"
        return
    assert words <= names | set(book.sheetnames)
    assert not set(re.findall("[A-Za-z]{2,}", titles))
    assert re.search("[一-鿿]" if language == "zh" else "[а-я]", titles)


def test_charts_are_wholly_in_their_language(written: Any) -> None:
    """Titles, heads and names of bars; what the planner calls sites, periods and the currency stays."""
    language, book = written
    page = book["charts"]
    words = [
        cell for row in page.iter_rows(values_only=True) for cell in row if isinstance(cell, str) and cell[0] != "="
    ]
    for chart in page._charts:
        for title in (chart.title, chart.x_axis.title, chart.y_axis.title):
            words.append("".join(run.t for paragraph in title.tx.rich.p for run in paragraph.r))
    latin = {word for cell in words for word in re.findall(r"[A-Za-z_]{2,}", cell)}
    assert "Sales" in latin if language == "en" else latin <= {"North", "South"}


def test_no_english_phrase_is_left_in_other_languages(written: Any) -> None:
    """No fixed part of an English phrase stands in any label or sentence of the other workbooks; codes stay."""
    language, book = written
    parts = {
        part.strip(" .:;,()")
        for key, phrase in PHRASES.items()
        if phrase.en != getattr(phrase, language) and key not in {**MAP, **CHARTS}  # words of pages of their own
        for part in re.split(r"\{\w+\}", phrase.en)
    }
    english = re.compile(
        "|".join(rf"\b{re.escape(part)}\b" for part in parts if len(part) > 3 and part not in BY_NAME), re.IGNORECASE
    )
    left, read = [], 0
    for sheet in SHEETS:
        rows = book[sheet.name].iter_rows(values_only=True)
        labels, header = next(rows), next(rows)
        open_columns = [n for n, name in enumerate(header) if name and name not in CODES.get(sheet.name, set())]
        for row in (labels, *rows):
            for cell in (row[n] for n in open_columns):
                if not isinstance(cell, str) or cell.startswith("="):
                    continue  # formulas name sheets and codes
                read += 1
                if language != "en" and english.search(cell):
                    left.append((sheet.name, cell))
    assert left == []
    assert read > 300


def test_codes_are_the_same_in_every_language(written: Any) -> None:
    """What formulas and other commands look up: sheets, machine names, codes."""
    _, book = written
    assert book.sheetnames == ["summary", "map", "charts", *(sheet.name for sheet in SHEETS)]
    rows = list(book["actions"].iter_rows(min_row=2, values_only=True))
    assert rows[0][:3] == ("decide", "action", "subject")
    assert ("now", "open", "North") in [row[:3] for row in rows]
    lines = [row[0] for row in book["ledger"].iter_rows(min_row=3, values_only=True)]
    assert {"sales", "operating profit", "profit"} <= set(lines)


def test_sentences_of_actions_follow_the_language(written: Any) -> None:
    language, book = written
    rows = list(book["actions"].iter_rows(min_row=2, values_only=True))
    told = next(row for row in rows if row[1] == "open")[3]
    assert (
        told
        == {
            "en": "Open with Indie, package full",
            "zh": "开设：运营商 Indie，服务包 full",
            "ru": "Открыть: оператор Indie, пакет full",
        }[language]
    )


def test_font_has_the_letters_of_the_language(written: Any) -> None:
    language, book = written
    font = {"en": "Calibri", "zh": "Microsoft YaHei", "ru": "Calibri"}[language]
    for name in ("summary", "actions", "checks"):
        rows = book[name].iter_rows(min_row=1 if name == "summary" else 3)
        assert {cell.font.name for row in rows for cell in row if cell.value is not None} == {font}


def test_page_one_leads_to_the_sheets(written: Any) -> None:
    """Every heading and fourteen names more; each link leads to a cell of this workbook and stands on words."""
    _, book = written
    page = book["summary"]
    links = {cell.hyperlink.location: cell.value for row in page.iter_rows() for cell in row if cell.hyperlink}
    targets = {location.removesuffix("'!A1").removeprefix("'") for location in links}
    assert targets <= set(book.sheetnames)
    assert len(targets) >= 19
    assert all(links.values())
    assert page.print_area == f"'summary'!$A$1:$J${max(c.row for row in page['A1:J99'] for c in row if c.value)}"


def test_rows_grow_with_their_text() -> None:
    """120 Latin characters need two lines of a column 85 wide, 120 Chinese ones three."""
    heights = []
    for language, letter in (("en", "a"), ("zh", "货")):
        layout = Layout(Words(language), "R", Grid())  # type: ignore[arg-type]
        layout.text(5, 7, 10, letter * 120)
        heights.append(round(layout.grid.heights[5] / layout.line_height))
    assert heights == [2, 3]


def test_stories_that_the_plan_made_up_are_told_in_the_language() -> None:
    """No scenarios given: the two that follow from 10 % a year; the planner's own are not touched."""
    made = tiny.tables()
    for offer in made["site_options"]:
        offer["seizure_probability"] = 0.1
    plan = solve_plan(tiny.build(made), SolveOptions(gap=0.0)).plan
    assert stories(plan, ENGLISH) == plan.data.futures.story
    assert len(default_scenarios(plan.data.case, plan.data.network)[1]) > 1
    for language in OTHERS:
        told = stories(plan, Words(language))
        assert list(told) == list(plan.data.futures.story)
        assert not {word for story in told.values() for word in re.findall("[A-Za-z]{3,}", story)} - {
            "independent", "platform",
        }  # fmt: skip


def test_planners_stories_stay_as_typed(written: Any) -> None:
    _, book = written
    stories_ = [row[1] for row in book["scenarios"].iter_rows(min_row=3, values_only=True)]
    assert "Пошлины растут。" in stories_
