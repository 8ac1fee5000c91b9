"""A blank plan workbook: headings with their meaning, drop-downs, and a page of instructions."""

from __future__ import annotations

import os

import pandas as pd

from inputs import cells
from inputs.schema import Setting, Sheet
from inputs.sheets import SETTINGS, SHEETS
from inputs.writing import build, save

SMALL = ("settings", "periods", "lane_rates")  # not required, but hardly a plan does without them
INSTRUCTIONS: tuple[tuple[str, str], ...] = (
    (
        "One table a sheet: headings in row 1, one row for each thing. Comments on the headings say what goes there.",
        "每张工作表一个表格：第1行为列名，每行一项。列名批注说明填写内容。",
    ),
    (
        "Dark headings must be filled. A blank cell elsewhere takes the default that its comment names.",
        "深色列名必填；其他空白单元格采用批注中的默认值。",
    ),
    (
        "Demand: either columns period and units, or instead one column for each period, named as in periods.",
        "需求表：使用 period 与 units 两列，或每个期间一列（列名与 periods 表一致）。",
    ),
    (
        "Money is in the currency of its row's currency column; blank means the plan's currency (settings).",
        "金额币种见该行 currency 列；空白表示计划币种（settings 表）。",
    ),
    (
        "Shares are fractions: 0.18 or 18 %. Quarters are text: 2027Q1. Numbers are typed without separators.",
        "比例填 0.18 或 18%；季度填文本 2027Q1；数字不带千位分隔符。",
    ),
    (
        "Sheets called notes, sources and instructions are never read: keep what you like there.",
        "名为 notes、sources、instructions 的工作表不会被读取，可自由使用。",
    ),
    (
        "Check the workbook with: owp check plan.xlsx. Plan with: owp plan plan.xlsx -o results.xlsx.",
        "检查：owp check plan.xlsx；求解：owp plan plan.xlsx -o results.xlsx。",
    ),
)


def write_template(path: str | os.PathLike[str], full: bool = False) -> None:
    """Write a blank workbook to `path`, whole or not at all.

    It has settings, periods and the required sheets; with `full`, every sheet. Raises OSError where `path`
    cannot be written.
    """
    chosen = [sheet for sheet in SHEETS if full or sheet.required or sheet.name in SMALL]
    tables = {sheet.name: pd.DataFrame(columns=list(sheet.names)) for sheet in chosen}
    tables["settings"] = _settings()
    book = build(tables, extra={"instructions": _instructions(chosen)})
    book.move_sheet("instructions", -len(chosen))
    book.active = 0
    save(book, path)


def _settings() -> pd.DataFrame:
    """Every setting by name, its value blank, so that untouched ones still count as defaults."""
    return pd.DataFrame(
        {
            "name": [setting.name for setting in SETTINGS],
            "value": [None] * len(SETTINGS),
            "unit": [setting.unit or None for setting in SETTINGS],
            "note": [_note(setting) for setting in SETTINGS],
        }
    )


def _note(setting: Setting) -> str:
    parts = [setting.meaning, f"{setting.zh} / {setting.ru}", f"allowed: {cells.allowed(setting)}"]
    if setting.default is not None:
        parts.append(f"blank: {cells.shown(setting.default)}")
    return "; ".join(parts)


def _instructions(chosen: list[Sheet]) -> pd.DataFrame:
    """How to fill the workbook in, then what each of its sheets is for."""
    rows = [("", "", english, chinese, "") for english, chinese in INSTRUCTIONS]
    for sheet in chosen:
        english = ". ".join(part for part in (sheet.meaning, sheet.notes) if part)
        rows.append((sheet.name, "yes" if sheet.required else "no", english, sheet.zh, sheet.ru))
    return pd.DataFrame(rows, columns=["sheet", "required", "meaning", "中文", "русский"])
