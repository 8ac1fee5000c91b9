"""One page about a job: what was planned, what came of it, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from owp.exits import Exit
from owp.runlog import Entry

OUTCOMES = {
    Exit.DONE: "planned",
    Exit.STOPPED: "planned, not to the end: the time was up",
    Exit.INVALID: "not planned: the workbook has errors",
    Exit.INFEASIBLE: "not planned: no plan satisfies the workbook",
    Exit.NOTHING: "not planned: the time was up before there was a plan",
    Exit.FAILED: "not planned: the tool failed",
    Exit.USAGE: "not planned: a file could not be read or written",
}
TO_DO = {
    Exit.DONE: "review the results",
    Exit.STOPPED: "review the results; a longer --time-limit may improve them",
    Exit.INVALID: "mend the cells named in {problems}; the results shown are those of an earlier workbook, if any",
    Exit.INFEASIBLE: "see {problems} for what can be changed",
    Exit.NOTHING: "give it a longer --time-limit; it is tried again next time",
    Exit.FAILED: "tell whoever looks after the tool; it is tried again next time",
    Exit.USAGE: "close the file or mend its permissions; it is tried again next time",
}
STYLE = """body{font:15px/1.5 sans-serif;margin:2em;color:#222}table{border-collapse:collapse}
th,td{border:1px solid #bbb;padding:.4em .7em;text-align:left;vertical-align:top}th{background:#1F4E78;color:#fff}
td.n{text-align:right;white-space:nowrap}tr.bad td{background:#fdecea}"""


def lines(entries: Sequence[Entry]) -> list[str]:
    """A line for each workbook."""
    return [f"{entry['workbook']}: {_outcome(entry)}{_money(entry)}" for entry in entries]


def page(entries: Sequence[Entry], ended: str) -> str:
    """The page, complete in itself; every text of a workbook escaped."""
    rows = "\n".join(_row(entry) for entry in entries)
    head = "".join(f"<th>{name}</th>" for name in ("workbook", "outcome", "expected profit", "still possible", "to do"))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Warehouse plans</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>Warehouse plans</h1>\n<p>{len(entries)} workbook(s); "
        f"job ended {escape(ended)}.</p>\n<table><tr>{head}</tr>\n{rows}\n</table></body></html>\n"
    )


def _row(entry: Entry) -> str:
    code = Exit(entry["exit"])
    bad = "" if code in (Exit.DONE, Exit.STOPPED) else ' class="bad"'
    todo = TO_DO[code].format(problems=entry["problems_file"] or "the log")
    profit = "" if entry["expected_profit"] is None else f"{entry['expected_profit']:,.0f} {entry['currency']}"
    gap = "" if entry["gap"] is None else f"{100 * entry['gap']:.2f} %"
    link = escape(entry["results_file"] or "")
    name = f'<a href="{link}">{escape(entry["workbook"])}</a>' if link else escape(entry["workbook"])
    cells = [f"<td>{name}</td>", f"<td>{escape(_outcome(entry))}</td>", f'<td class="n">{escape(profit)}</td>']
    cells += [f'<td class="n">{gap}</td>', f"<td>{escape(todo)}</td>"]
    return f"<tr{bad}>{''.join(cells)}</tr>"


def _outcome(entry: Entry) -> str:
    unchanged = " (unchanged since the last job)" if entry.get("unchanged") else ""
    return OUTCOMES[Exit(entry["exit"])] + unchanged


def _money(entry: Entry) -> str:
    if entry["expected_profit"] is None:
        return ""
    gap = "" if entry["gap"] is None else f", {100 * entry['gap']:.2f} % still possible"
    return f", expected profit {entry['expected_profit']:,.0f} {entry['currency']}{gap}"
