"""A blank plan workbook: headings with their meaning, drop-downs, and a page of instructions."""

from __future__ import annotations

import os
from unicodedata import east_asian_width

import pandas as pd
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from inputs import cells
from inputs.saving import save
from inputs.schema import Setting, Sheet
from inputs.sheets import SETTINGS, SHEETS
from inputs.writing import build

LETTERS_A_LINE, POINTS_A_LINE = 54, 14  # in the widest columns
LANGUAGES = {"en": "meaning", "zh": "中文", "ru": "русский"}
INSTRUCTIONS: tuple[tuple[str, str, str], ...] = (
    (
        "One table a sheet: below the row of machine names, one row for each thing. Comments on the names tell more.",
        "每张工作表一个表格：机器名所在行为列名，其下每行一项。列名批注说明填写内容。",
        "Одна таблица на листе: под строкой машинных имён по строке на предмет. Подробности в примечаниях к именам.",
    ),
    (
        "Dark headings must be filled. A blank cell elsewhere takes the default that its comment names.",
        "深色列名必填；其他空白单元格采用批注中的默认值。",
        "Тёмные заголовки обязательны. Пустая ячейка в других столбцах получает значение по умолчанию из примечания.",
    ),
    (
        "Demand: either columns period and units, or instead one column for each period, named as in periods.",
        "需求表：使用 period 与 units 两列，或每个期间一列（列名与 periods 表一致）。",
        "Спрос: либо столбцы period и units, либо по столбцу на каждый период с именами как на листе periods.",
    ),
    (
        "Money is in the currency of its row's currency column; blank means the plan's currency (settings).",
        "金额币种见该行 currency 列；空白表示计划币种（settings 表）。",
        "Деньги — в валюте столбца currency той же строки; пусто — валюта плана (settings).",
    ),
    (
        "Shares are fractions: 0.18 or 18 %. Quarters are text: 2027Q1. Numbers are typed without separators.",
        "比例填 0.18 或 18%；季度填文本 2027Q1；数字不带千位分隔符。",
        "Доли: 0,18 или 18 %. Кварталы — текстом: 2027Q1. Числа вводятся без разделителей разрядов.",
    ),
    (
        "Sheets called notes, sources and instructions are never read: keep what you like there.",
        "名为 notes、sources、instructions 的工作表不会被读取，可自由使用。",
        "Листы notes, sources и instructions не читаются: там можно хранить что угодно.",
    ),
    (
        "A workbook with the required sheets alone takes defaults for everything else, such as the plan's currency. "
        "Every other sheet, settings among them: owp template --full --from plan.xlsx new.xlsx.",
        "仅含必填表的工作簿，其余（如计划币种）采用默认值。补齐其他所有表（含 settings）："
        "owp template --full --from plan.xlsx new.xlsx。",
        "Книга из одних обязательных листов берёт всё прочее, например валюту плана, по умолчанию. "
        "Остальные листы, в том числе settings: owp template --full --from plan.xlsx new.xlsx.",
    ),
    (
        "Check the workbook with: owp check plan.xlsx. Plan with: owp plan plan.xlsx -o results.xlsx.",
        "检查：owp check plan.xlsx；求解：owp plan plan.xlsx -o results.xlsx。",
        "Проверка: owp check plan.xlsx. Расчёт: owp plan plan.xlsx -o results.xlsx.",
    ),
)


def write_template(path: str | os.PathLike[str], full: bool = False, language: str = "en") -> None:
    """Write a blank workbook to `path`, whole or not at all; labels and instructions in `language` (en, zh, ru).

    It has the sheets that a plan needs; with `full`, every sheet. Raises OSError where `path` cannot be written.
    """
    chosen = [sheet for sheet in SHEETS if full or sheet.needed]
    tables = {sheet.name: pd.DataFrame(columns=list(sheet.names)) for sheet in chosen}
    if full:
        tables["settings"] = settings_rows()
    book = build(tables, extra={"instructions": _instructions(chosen, language)}, labels=language)
    _wrap(book["instructions"])
    book.move_sheet("instructions", -len(chosen))
    book.active = 0
    save(book, path)


def _wrap(page: Worksheet) -> None:
    """Long sentences on several lines; the height is set, since not every program works it out."""
    for number, row in enumerate(page.iter_rows(min_row=2), start=2):
        lines = 1
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            wide = sum(2 if east_asian_width(letter) in "FW" else 1 for letter in str(cell.value or ""))
            lines = max(lines, -(-wide // LETTERS_A_LINE))
        page.row_dimensions[number].height = POINTS_A_LINE * lines


def settings_rows() -> pd.DataFrame:
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


def _instructions(chosen: list[Sheet], language: str) -> pd.DataFrame:
    """How to fill the workbook in, then what each of its sheets is for; the chosen language first."""
    rows = [("", "", *sentences) for sentences in INSTRUCTIONS]
    for sheet in chosen:
        english = ". ".join(part for part in (sheet.meaning, sheet.notes) if part)
        required = f"yes, or {sheet.instead}" if sheet.instead else "yes" if sheet.required else "no"
        rows.append((sheet.name, required, english, sheet.zh, sheet.ru))
    table = pd.DataFrame(rows, columns=["sheet", "required", *LANGUAGES.values()])
    own = LANGUAGES[language]
    return table[["sheet", "required", own, *(name for name in LANGUAGES.values() if name != own)]]
