"""One cell: from what a spreadsheet holds to the value its column declares, or what is wrong with it."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import numpy as np
from openpyxl.cell.cell import ERROR_CODES

from inputs import quarters
from inputs.schema import INFINITY, LARGEST, Column, Setting, Value
from inputs.spelling import level, narrow, seen

MISSING: Final = ("NAType", "NaTType")  # of pandas, which is not loaded only to know them
YES_WORDS: Final = frozenset({"yes", "y", "true", "1", "да", "истина", "是", "真"})
NO_WORDS: Final = frozenset({"no", "n", "false", "0", "нет", "ложь", "否", "假"})
# what Excel, LibreOffice, and Excel in Russian show for a formula that failed, also where it was pasted as text
ERRORS: Final = frozenset(
    [
        *ERROR_CODES,
        *("#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#PYTHON!"),
        *("#ССЫЛКА!", "#Н/Д", "#ДЕЛ/0!", "#ИМЯ?", "#ЧИСЛО!", "#ЗНАЧ!", "#ПУСТО!"),
    ]
)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'\u2019]")
_GROUPED_BY_SPACE = re.compile(r"[+-]?\d{1,3}(?:[\s\u00a0\u2007\u2009\u202f'\u2019]\d{3})+(?:[.,]\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
_TWO_READINGS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_GROUPED_BY_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+\.\d*|(?:,\d{3}){2,})")
_GROUPED_BY_DOT = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:\.\d{3})+,\d*|(?:\.\d{3}){2,})")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}(?:[ T].*)?")
_QUARTER_FORMS = (
    re.compile(r"(?P<year>\d{4})[\s_./-]*[QК](?P<quarter>[1-4])"),
    re.compile(r"[QК](?P<quarter>[1-4])[\s_./-]*(?P<year>\d{4})"),
)


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """Stands for a formula whose value the file does not hold."""

    formula: str = ""

    def __str__(self) -> str:
        return f"={self.formula}" if self.formula else "formula"


@dataclass(frozen=True)
class Fault:
    """Why a cell is refused."""

    code: str
    message: str
    allowed: str = ""
    fix: str = ""


def is_blank(raw: object) -> bool:
    """Whether a cell counts as empty: nothing, spaces, or a missing value of pandas."""
    if raw is None or type(raw).__name__ in MISSING:
        return True
    if isinstance(raw, str):
        return not raw.strip()
    return isinstance(raw, float | np.floating) and math.isnan(raw)


def is_date(raw: object) -> bool:
    """Whether a cell holds a date or a time, or text that looks like a date."""
    return isinstance(raw, dt.date | dt.time | dt.timedelta) or (
        isinstance(raw, str) and bool(_DATE.fullmatch(raw.strip()))
    )


def quarter_of(raw: object) -> str:
    """The quarter of a date, such as 2027Q1; "" where a cell holds none."""
    return quarters.text(raw.year * 4 + (raw.month - 1) // 3) if isinstance(raw, dt.date) else ""


def is_period(column: Column | Setting) -> bool:
    """Whether a column holds the names of periods."""
    return isinstance(column, Column) and (column.reference == "periods.period" or column.name == "period")


def leniency(raw: object, value: Value, column: Column | Setting) -> str:
    """The code of the note that a cell deserves although it was read; "" where it stood as it should."""
    if not isinstance(raw, str):
        return ""
    if column.kind in ("number", "integer"):
        wide = any(unicodedata.east_asian_width(letter) == "F" for letter in raw)
        return "N142" if wide else "N141"
    if column.kind in ("quarter", "choice"):
        return "" if raw == value else "N143" if clean(raw) == value else "N146"
    if isinstance(column, Column) and column.kind == "text" and (column.key or column.reference):
        tidy = str(value) if not column.name.endswith("currency") else str(value).casefold()
        given = unicodedata.normalize("NFC", raw)
        return "N143" if tidy != (given if tidy == str(value) else given.casefold()) else ""
    return ""


def looks_like_a_figure(raw: object, column: Column) -> bool:
    """Whether a cell that is not blank might be meant as a number of this column, rightly typed or not."""
    if isinstance(raw, str):
        return bool(re.search(r"\d", raw))
    return not isinstance(parse(raw, column), Fault) or isinstance(raw, int | float | Uncalculated)


def shown(raw: object) -> str:
    """A cell's content for a message: whole numbers without .0, yes and no for flags, dates without midnight."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float):
        return f"{raw:.12g}"
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ")
    text = str(raw)
    return text if len(text) <= 80 else text[:77] + "..."


def _figure(number: float) -> str:
    if number != 0 and abs(number) < 0.001:
        return f"{number:g}"
    if float(number).is_integer() and abs(number) <= LARGEST:
        return f"{number:,.0f}".replace(",", " ")
    return f"{number:,.10g}".replace(",", " ")


def allowed(column: Column | Setting) -> str:
    """What a cell of this column or setting may hold, in words."""
    if column.kind in ("number", "integer"):
        noun = "a whole number" if column.kind == "integer" else "a number"
        unit = f", in {column.unit}" if column.unit else ""
        if column.low > -INFINITY and column.high < INFINITY:
            return f"{noun} from {_figure(column.low)} to {_figure(column.high)}{unit}"
        if column.low > -INFINITY:
            return f"{noun} of at least {_figure(column.low)}{unit}"
        return f"{noun}{unit}"
    if column.kind == "choice" and isinstance(column, Column):
        return "one of " + ", ".join(column.choices)
    return {"flag": "yes or no", "quarter": "a quarter such as 2027Q1"}.get(column.kind, "text")


def parse(raw: object, column: Column | Setting) -> Value | Fault:
    """The typed value of a cell that is not blank, or the fault that keeps it from having one."""
    if isinstance(raw, np.generic):
        raw = raw.item()
    if isinstance(raw, Uncalculated):
        return Fault(
            "E203",
            "the formula has no stored value",
            allowed(column),
            "open the workbook in a spreadsheet program, recalculate and save, or type the value",
        )
    if isinstance(raw, str) and raw.strip().upper() in ERRORS:
        return Fault("E202", "a spreadsheet error stands here", allowed(column), "mend the formula or type the value")
    if column.kind in ("number", "integer"):
        return _number(raw, column)
    if column.kind == "flag":
        return _flag(raw, column)
    if column.kind == "quarter":
        return _quarter(raw, column)
    if column.kind == "choice" and isinstance(column, Column):
        return _choice(raw, column)
    return _text(raw, column)


def clean(text: str) -> str:
    """Text without surrounding and invisible spaces, composed characters in one form (NFC)."""
    return unicodedata.normalize("NFC", seen(text).replace("\u00a0", " ")).strip()


def _text(raw: object, column: Column | Setting) -> Value | Fault:
    if isinstance(raw, str):
        text = clean(raw)
    elif isinstance(raw, bool):
        text = "TRUE" if raw else "FALSE"
    elif isinstance(raw, int):
        text = str(raw)
    elif isinstance(raw, float) and math.isfinite(raw):
        text = str(int(raw)) if raw.is_integer() else repr(raw)
    elif is_period(column) and is_date(raw):
        return Fault(
            "E213", "this is a date, not a period", "the name of a period", "format the cell as text and type the name"
        )
    else:
        what = "this is a date, not text" if is_date(raw) else "this is not text"
        return Fault("E211", what, "text", "format the cell as text and type it again")
    return text.upper() if column.name.endswith("currency") else text


def _number(raw: object, column: Column | Setting) -> Value | Fault:
    fault = Fault("E204", "this is not a number", allowed(column), "type the figure alone, as a number")
    if isinstance(raw, bool):
        return fault
    if isinstance(raw, int | float):
        number = float(raw) if abs(raw) < 1e300 else math.inf
    elif isinstance(raw, str):
        read = _number_from_text(level(narrow(seen(raw))).strip(), column)
        if read is None:
            return fault
        if isinstance(read, Fault):
            return read
        number = read
    elif is_date(raw):
        return Fault(
            "E204", "this is a date, not a number", allowed(column), "format the cell as a number and type the figure"
        )
    else:
        return fault
    return _within(number, column)


def _within(number: float, column: Column | Setting) -> Value | Fault:
    if not math.isfinite(number):
        return Fault("E204", "this is not a finite number", allowed(column), "type a figure")
    if not column.low <= number <= column.high:
        message = "this is below" if number < column.low else "this is above"
        message += f" {_figure(column.low if number < column.low else column.high)}"
        fix = "type a figure within the bounds"
        if column.unit.startswith("share") and 1 < number <= 100:
            fix = f"if {number:g} % is meant, type {number / 100:g}"
        return Fault("E206", message, allowed(column), fix)
    if column.kind == "integer":
        if not number.is_integer():
            return Fault("E207", "this is not a whole number", allowed(column), "round it")
        return int(number)
    return number


def _number_from_text(text: str, column: Column | Setting) -> float | Fault | None:
    """A number typed as text where it can mean one thing only; None where it is no number at all."""
    percent = text.endswith("%") and column.unit.startswith("share")
    text = text.removesuffix("%").strip() if percent else text
    if _TWO_READINGS.fullmatch(text):
        whole, part = text.replace(".", ""), text.replace(",", ".")
        return Fault(
            "E205",
            f"can mean {whole.replace(',', '')} or {part}",
            allowed(column),
            "type it without separators",
        )
    if _GROUPED_BY_SPACE.fullmatch(text):
        text = _SPACES.sub("", text).replace(",", ".")
    elif _GROUPED_BY_COMMA.fullmatch(text):
        text = text.replace(",", "")
    elif _GROUPED_BY_DOT.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _PLAIN.fullmatch(text):
        text = text.replace(",", ".")
    else:
        return None
    return float(text) / 100 if percent else float(text)


def _flag(raw: object, column: Column | Setting) -> Value | Fault:
    word = shown(raw).strip().casefold()
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    return Fault("E208", "this is neither yes nor no", allowed(column), "type yes or no")


def _choice(raw: object, column: Column) -> Value | Fault:
    word = re.sub(r"[\s-]+", "_", clean(shown(raw))).casefold()
    if word in column.choices:
        return word
    return Fault("E209", "this word is not known here", allowed(column), "choose from the list")


def _quarter(raw: object, column: Column | Setting) -> Value | Fault:
    if isinstance(raw, dt.date):
        return Fault("E210", "this is a date", allowed(column), f"type {quarter_of(raw)} as text")
    text = clean(shown(raw)).upper()
    for form in _QUARTER_FORMS:
        match = form.fullmatch(text)
        if match:
            return f"{match['year']}Q{match['quarter']}"
    return Fault("E210", "this is not a quarter", allowed(column), "type year, Q and 1 to 4: 2027Q1")
