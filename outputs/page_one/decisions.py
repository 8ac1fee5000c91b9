"""Parts 1 and 2 of page one: what to decide now, and what later."""

from __future__ import annotations

from dataclasses import replace

from model.outcome import PlanResult
from outputs import actions, styles
from outputs.actions import Action, sentence_of
from outputs.grid import Live
from outputs.language import Words
from outputs.page_one.layout import (
    HEAD,
    HEAD_CENTRE,
    HEAD_RIGHT,
    LEFT,
    NUMBER,
    STRONG,
    TEXT,
    TOP,
    WIDTHS,
    Layout,
    money_look,
)
from outputs.places import Places, quoted

MOST_NOW, MOST_LATER = 10, 5


def decisions(layout: Layout, result: PlanResult, places: Places) -> int:
    """Both lists in the left half; returns the last row used."""
    found = actions.actions(result.plan)
    now = [a for a in found if a.decide == actions.NOW]
    later = [a for a in found if a.decide != actions.NOW]
    scale = styles.scale_of(max((a.money for a in found), default=0.0))
    layout.heading(TOP, LEFT, 1, "heading_now", "actions")
    row = _list(layout, TOP, now, MOST_NOW, scale, places)
    if not now:
        row += 1
        layout.grid.span(row, *LEFT, layout.say("nothing_now"), TEXT)
    row += 2
    layout.heading(row, LEFT, 2, "heading_later", "actions")
    row = _list(layout, row, later, MOST_LATER, scale, places)
    if not later:
        row += 1
        layout.grid.span(row, *LEFT, layout.say("nothing_later"), TEXT)
    return row


def _list(layout: Layout, row: int, found: list[Action], most: int, scale: tuple[str, str], places: Places) -> int:
    """Column heads and at most `most` actions (grouped where there are more) below `row`; returns the last row."""
    if not found:
        return row
    grid, say, money = layout.grid, layout.say, money_look(scale[0])
    row += 1
    grid.put(row, 1, "", HEAD)
    grid.put(row, 2, say("what"), HEAD)
    grid.put(row, 3, say("site_or_family"), HEAD)
    grid.put(row, 4, say("money_in", unit=say(scale[1], currency=layout.currency)), HEAD_RIGHT)
    grid.put(row, 5, say("start_by"), HEAD_CENTRE)
    shown = actions.grouped(found, most)
    rest = shown[most:]
    for number, action in enumerate(shown[:most], start=1):
        row += 1
        grid.put(row, 1, number, NUMBER)
        layout.text(row, 2, 2, sentence_of(action, say))
        layout.text(row, 3, 3, _shortened(action.subject, say))
        grid.put(row, 4, action.money, money)
        grid.put(row, 5, say.date(action.latest_start), NUMBER)
    row += 1
    for column in (1, 3, 5):
        grid.put(row, column, None, STRONG)
    grid.put(row, 2, say("total_with_more", count=len(rest)) if rest else say("total"), STRONG)
    here = f"({places.column('actions', 'decide')}={quoted(found[0].decide)})"
    total = Live(f"=SUMPRODUCT({here}*{places.column('actions', 'money')})", sum(a.money for a in found))
    grid.put(row, 4, total, replace(money, font=styles.BOLD))
    return row


def _shortened(subjects: str, say: Words) -> str:
    """A list of names that fits two lines: the first ones and how many more."""
    longest = 2 * WIDTHS[2] + 8
    if styles.width_of(subjects) <= longest:
        return subjects
    names = subjects.split(", ")
    kept = 1
    while kept < len(names) and styles.width_of(", ".join(names[: kept + 1])) <= longest - 14:
        kept += 1
    told = ", ".join(names[:kept])
    return say("and_more", names=told, count=len(names) - kept) if len(names) > kept else told
