"""Parts 3 and 4 of page one: the plan beside its yardsticks, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter

import pandas as pd

from inputs.frames import records
from model.outcome import Note, PlanResult
from outputs import styles
from outputs.grid import Live, Look
from outputs.language import Words
from outputs.page_one.layout import HEAD, HEAD_RIGHT, NOTE, RIGHT, TOP, Layout
from outputs.places import Places, quoted
from outputs.tables_trust import note_in_words

COLUMNS = {"plan": "this_plan", "today": "todays_network", "parcels_only": "parcels_only"}


def figures(
    layout: Layout,
    comparison: pd.DataFrame,
    notes: Sequence[Note],
    scale: tuple[str, str],
    places: Places,
    weight: float,
) -> int:
    """Part 3 in the right half; returns the last row used. `weight` is that of the worst outcomes in the objective."""
    grid, say = layout.grid, layout.say
    row = TOP
    layout.heading(row, RIGHT, 3, "heading_figures", "comparison")
    row += 1
    grid.put(row, RIGHT[0], "", HEAD)
    for column, key in enumerate(COLUMNS.values(), start=RIGHT[0] + 1):
        grid.put(row, column, say(key), HEAD_RIGHT)
    for at, line in enumerate(records(comparison)):
        row += 1
        in_money = line.unit == layout.currency
        figure = str(line.figure)
        figure = figure[:1].upper() + figure[1:]
        if in_money:
            figure = say("in_unit", figure=figure, unit=say(scale[1], currency=layout.currency))
        layout.text(row, RIGHT[0], RIGHT[0], figure)
        form = scale[0] if in_money else "0%"
        for column, name in enumerate(COLUMNS, start=RIGHT[0] + 1):
            value = getattr(line, name)
            known = value == value
            impossible = say("none" if name == "plan" or comparison[name].notna().any() else "not_possible")
            font = styles.BOLD if name == "plan" else styles.BODY
            look = Look(font, None, styles.RIGHT, form, styles.UNDERLINE)
            cell = f"={places.cell('comparison', name, at)}"
            grid.put(row, column, Live(cell, value) if known else impossible, look)
    row += 1
    told = [say("sentence", words=note_in_words(note, say, layout.currency)) for note in notes]
    for words in (say("figures_note"), "".join([_sought(layout, comparison, weight), *told])):
        if words:
            layout.text(row, *RIGHT, words.strip(), NOTE)
            row += 1
    return row - 1


def _sought(layout: Layout, comparison: pd.DataFrame, weight: float) -> str:
    """What the plan seeks where that is not the expected profit alone, so that a lower one beside it is understood."""
    say = layout.say
    free = say("yardsticks_free") if comparison[["today", "parcels_only"]].notna().any(axis=None) else ""
    if weight == 0:
        return free
    sought = {name: (1 - weight) * comparison[name].iloc[0] + weight * comparison[name].iloc[1] for name in COLUMNS}
    figures = [
        f"{say(COLUMNS[name]).lower()} {say.amount(float(value), layout.currency)}"
        for name, value in sought.items()
        if value == value
    ]
    parts = {"expected": say.percentage(1 - weight), "worst": say.percentage(weight)}
    return say("figures_weighed", **parts, figures=say.clauses(figures)) + free


def trust(layout: Layout, result: PlanResult, tables: Mapping[str, pd.DataFrame], row: int, places: Places) -> int:
    """Part 4 from `row` on in the right half; returns the last row used."""
    say = layout.say
    layout.heading(row, RIGHT, 4, "heading_trust", "checks")
    checks, defaults = tables["checks"], result.plan.data.case.assumptions
    facts: tuple[tuple[str, str | Live], ...] = (
        ("improvement", _improvement(result, layout.currency, say)),
        ("checks_passed", _master_check(checks, say, places)),
        (
            "defaults_used",
            say("defaults_count", cells=say.figure(int(defaults["cells"].sum()), ",d"), columns=len(defaults)),
        ),
    )
    links = {"checks_passed": "checks", "defaults_used": "assumptions"}
    for key, words in facts:
        row += 1
        layout.text(row, RIGHT[0], RIGHT[0], say(key))
        link = links.get(key)
        look = Look(styles.BOLD, border=styles.UNDERLINE, link=link)
        if isinstance(words, Live):
            layout.grid.span(row, RIGHT[0] + 1, RIGHT[1], words, look)
        else:
            layout.text(row, RIGHT[0] + 1, RIGHT[1], words, look)
    return row


def _master_check(checks: pd.DataFrame, say: Words, places: Places) -> Live:
    """How many checks hold, counted anew whenever the workbook calculates."""
    passed = int(checks["ok"].sum())
    sound = passed == len(checks)
    known = say("checks_count" if sound else "checks_failed", passed=passed, all=len(checks))
    ok = places.column("checks", "ok")
    cells = {"passed": f'COUNTIF({ok},"yes")', "all": f"ROWS({ok})"}
    counted, failed = (_formula(say.pattern(key), cells) for key in ("checks_count", "checks_failed"))
    return Live(f'=IF(COUNTIF({ok},"yes")=ROWS({ok}),{counted},{failed})', known)


def _formula(pattern: str, cells: Mapping[str, str]) -> str:
    """A phrase as a formula: its words joined to what fills its fields."""
    parts = [(words, field) for words, field, _, _ in Formatter().parse(pattern)]
    return "&".join(
        part for words, field in parts for part in (words and quoted(words), field and cells[field]) if part
    )


def _improvement(result: PlanResult, currency: str, say: Words) -> str:
    plan = result.plan
    possible = plan.improvement_possible
    if possible is None or plan.gap is None:
        return say("improvement_unknown")
    if possible <= 0:
        return say("improvement_none")
    return say("improvement_found", amount=say.amount(possible, currency), share=say.percentage(plan.gap))
