"""The command line: owp template | example | check | plan | job | roll | compare."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

from owp import commands
from owp.exits import Exit, Stop
from owp.guard import guarded
from owp.report import blank_report

LANGUAGES = ("en", "zh", "ru")


class _Parser(argparse.ArgumentParser):
    """Raises Stop where argparse would exit, so that --json can answer wrong usage too."""

    def error(self, message: str) -> NoReturn:
        raise Stop(Exit.USAGE, "usage", f"{self.prog}: {message}", self.format_usage().strip())


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line."""
    top = _Parser(
        prog="owp", allow_abbrev=False, description="Plans a network of overseas warehouses from an Excel workbook."
    )
    top.add_argument("--version", action="version", version=f"owp {commands.version()}")
    sub = top.add_subparsers(dest="command", required=True, parser_class=_Parser)
    _workbooks(sub)
    _planning(sub)
    _afterwards(sub)
    for command in sub.choices.values():
        command.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    return top


def _workbooks(sub: _Commands) -> None:
    """What is written before there is a plan, and checked."""
    template = sub.add_parser("template", allow_abbrev=False, help="write a blank workbook")
    template.add_argument("output", type=Path)
    template.add_argument("--full", action="store_true", help="every sheet, not only the required ones")
    template.add_argument("--lang", choices=LANGUAGES, default="en", help="language of labels and instructions")
    template.add_argument(
        "--from", dest="source", type=Path, default=None, metavar="PLAN",
        help="bring this filled workbook up to the current columns; nothing in it is lost",
    )  # fmt: skip

    example = sub.add_parser("example", allow_abbrev=False, help="write a worked example")
    example.add_argument("output", type=Path)
    example.add_argument("--small", action="store_true", help="the small Russian example")
    example.add_argument("--market", default="russia", choices=commands.markets(), help="which market")

    check = sub.add_parser("check", allow_abbrev=False, help="list every problem of a workbook")
    check.add_argument("plan", type=Path)
    check.add_argument("-o", "--output", type=Path, help="list of problems to write (default: plan.problems.xlsx)")


def _planning(sub: _Commands) -> None:
    """One plan, or those of a folder."""
    plan = sub.add_parser("plan", allow_abbrev=False, help="plan the network: the main job")
    plan.add_argument("plan", type=Path)
    plan.add_argument("-o", "--output", type=Path, required=True, help="results workbook to write")
    plan.add_argument("--previous", type=Path, default=None, metavar="RESULTS",
        help="earlier results: page one tells what changed since")  # fmt: skip
    plan.add_argument("--time-limit", type=_seconds, default=None, help="stop after this many seconds")
    plan.add_argument(
        "--outline", type=Path, default=None, metavar="FILE", help="GeoJSON behind the map, in place of the plan's own"
    )

    job = sub.add_parser("job", allow_abbrev=False, help="plan every new or changed workbook of a folder")
    job.add_argument("plans", type=Path, help="folder with the workbooks")
    job.add_argument("--out", type=Path, required=True, help="folder for results, log and summary")
    job.set_defaults(outline=None)
    job.add_argument("--time-limit", type=_seconds, default=900.0, help="seconds for each workbook (default 900)")
    for command in (plan, job):
        _solving(command, "stop when this near the best (default 0.01)")
        command.add_argument(
            "--lang", choices=LANGUAGES, default="en", help="language of page one, labels and sentences"
        )


def _afterwards(sub: _Commands) -> None:
    """What is made of results."""
    roll = sub.add_parser("roll", allow_abbrev=False, help="make next quarter's workbook from a plan and its results")
    roll.add_argument("plan", type=Path)
    roll.add_argument("results", type=Path, help="the results of that plan")
    roll.add_argument("--actuals", type=Path, default=None, help="what runs, holds and lies in stock in fact")
    roll.add_argument("-o", "--output", type=Path, required=True, help="workbook to write")

    compare = sub.add_parser("compare", allow_abbrev=False, help="what changed between two plans, and why")
    compare.add_argument("old_results", type=Path)
    compare.add_argument("new_results", type=Path)
    compare.add_argument("--plans", type=Path, nargs=2, metavar=("OLD_PLAN", "NEW_PLAN"), default=None,
        help="the plans of both results: says which inputs changed, and what each group of them did")  # fmt: skip
    compare.add_argument("-o", "--output", type=Path, required=True, help="workbook to write")
    compare.add_argument("--time-limit", type=_seconds, default=900.0, help="seconds for planning anew (default 900)")
    _solving(compare, "of each plan made anew (default 0.01)")


def _solving(command: argparse.ArgumentParser, gap: str) -> None:
    command.add_argument("--gap", type=_share, default=0.01, help=gap)
    command.add_argument("--solver", choices=commands.solvers(), default="auto", help="default: by size")


def _share(text: str) -> float:
    meant = "a share below 1 (0.01 stands for 1 %)"
    value = _number(text, meant)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not {meant}")
    return value


def _seconds(text: str) -> float:
    value = _number(text, "a number of seconds")
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds above 0")
    return value


def _number(text: str, meant: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not {meant}") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code (see `owp.exits.Exit`)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    report = blank_report()

    def command() -> Exit:
        chosen = parser().parse_args(words)
        return commands.COMMANDS[chosen.command](chosen, report)

    code = guarded(command, report)
    if "--json" in words:
        print(json.dumps(report))
    return int(code)


def run() -> None:
    """The console script: as `main`, but it ends at once even if a solver thread has not listened to its stop."""
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    if any(thread is not threading.main_thread() and not thread.daemon for thread in threading.enumerate()):
        os._exit(code)  # everything is written; Python would wait for the thread, which can take minutes
    sys.exit(code)


if __name__ == "__main__":
    run()
