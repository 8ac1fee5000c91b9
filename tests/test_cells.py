"""One cell at a time: what is read, what is refused, and with which words."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inputs.cells import Fault, Uncalculated, allowed, is_blank, parse
from inputs.schema import Column, Kind, Value
from inputs.sheets import SHEETS


def column(kind: Kind, **more: object) -> Column:
    return Column("x", kind, "a figure", "数", "число", **more)  # type: ignore[arg-type]


UNITS = column("number", low=0, high=1e7, unit="units")
SHARE = column("number", low=0, high=1, unit="share a year")
ANY = column("number")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (3, 3.0),
        (2.5, 2.5),
        (np.int64(4), 4.0),
        (np.float64(0.5), 0.5),
        ("12", 12.0),
        (" 12.5 ", 12.5),
        ("12,5", 12.5),
        ("1 234,5", 1234.5),
        ("1 234 567", 1234567.0),
        ("1\u00a0234", 1234.0),
        ("1\u202f234.5", 1234.5),
        ("1'234", 1234.0),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567.0),
        ("1234,567", 1234.567),
        ("0,125", 0.125),
        ("-3", -3.0),
        ("1e3", 1000.0),
        (",5", 0.5),
        ("\u22123,5", -3.5),
        ("\ufeff12", 12.0),
    ],
)
def test_numbers_that_mean_one_thing(typed: object, number: float) -> None:
    assert parse(typed, ANY) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,234", "E205"),
        ("1.234", "E205"),
        ("-12,345", "E205"),
        ("1 23", "E204"),
        ("12 345 6", "E204"),
        ("1,23,456", "E204"),
        ("ten", "E204"),
        ("5 kg", "E204"),
        ("10%", "E204"),
        (True, "E204"),
        (dt.datetime(2027, 1, 1), "E204"),
        (float("inf"), "E204"),
        (10**400, "E204"),
        ("#REF!", "E202"),
        ("#N/A", "E202"),
        ("#CALC!", "E202"),
        ("#Н/Д", "E202"),
        (Uncalculated(), "E203"),
        (-1, "E206"),
        (1e8, "E206"),
    ],
)
def test_numbers_that_are_refused(typed: object, code: str) -> None:
    fault = parse(typed, UNITS)
    assert isinstance(fault, Fault)
    assert fault.code == code
    assert fault.allowed == "a number from 0 to 10 000 000, in units"
    assert fault.fix


def test_an_ambiguous_number_is_told_both_ways() -> None:
    fault = parse("1,234", UNITS)
    assert isinstance(fault, Fault)
    assert fault.message == "can mean 1234 or 1.234"


def test_percent_is_read_where_a_share_is_meant() -> None:
    assert parse("18%", SHARE) == pytest.approx(0.18)
    assert parse("18,5 %", SHARE) == pytest.approx(0.185)
    fault = parse(18, SHARE)
    assert isinstance(fault, Fault)
    assert "0.18" in fault.fix


def test_whole_numbers() -> None:
    quarters = column("integer", low=1, high=40)
    four = parse(4.0, quarters)
    assert four == 4
    assert isinstance(four, int)
    assert parse("4", quarters) == 4
    assert _code(parse(4.5, quarters)) == "E207"


@pytest.mark.parametrize("word", ["yes", "YES", "true", True, 1, 1.0, "1", "да", "Да", "是"])
def test_words_for_yes(word: object) -> None:
    assert parse(word, column("flag")) is True


@pytest.mark.parametrize("word", ["no", "False", False, 0, 0.0, "нет", "否"])
def test_words_for_no(word: object) -> None:
    assert parse(word, column("flag")) is False


@pytest.mark.parametrize("word", ["maybe", 2, "x"])
def test_other_words_are_no_flag(word: object) -> None:
    assert _code(parse(word, column("flag"))) == "E208"


def test_choices_forgive_case_spaces_and_hyphens() -> None:
    regime = column("choice", choices=("duty_paid", "bonded"))
    assert parse("Duty paid", regime) == "duty_paid"
    assert parse(" duty-paid", regime) == "duty_paid"
    fault = parse("free", regime)
    assert isinstance(fault, Fault)
    assert (fault.code, fault.allowed) == ("E209", "one of duty_paid, bonded")


@pytest.mark.parametrize("typed", ["2027Q1", "2027 q1", "2027-Q1", "Q1 2027", "q1/2027"])
def test_quarters(typed: str) -> None:
    assert parse(typed, column("quarter")) == "2027Q1"


def test_a_date_is_no_quarter_but_says_which_is_meant() -> None:
    fault = parse(dt.datetime(2027, 5, 1), column("quarter"))
    assert isinstance(fault, Fault)
    assert (fault.code, fault.fix) == ("E210", "type 2027Q2 as text")
    assert _code(parse("2027Q5", column("quarter"))) == "E210"
    assert _code(parse(2027, column("quarter"))) == "E210"


def test_text_keeps_codes_as_they_are_written() -> None:
    text = column("text")
    assert parse(" A-1\u00a0", text) == "A-1"
    assert parse(8418, text) == "8418"
    assert parse(8418.0, text) == "8418"
    assert parse("0042", text) == "0042"
    assert parse("и\u0306", text) == "й"
    assert _code(parse(dt.datetime(2027, 5, 1), text)) == "E211"


@pytest.mark.parametrize("raw", [None, "", "  ", float("nan"), pd.NA, pd.NaT, np.nan])
def test_blanks(raw: object) -> None:
    assert is_blank(raw)


@pytest.mark.parametrize("raw", [0, False, "0", 0.0])
def test_zero_is_not_blank(raw: object) -> None:
    assert not is_blank(raw)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_survives_being_typed_as_text(number: float) -> None:
    """Written without a separator that could be read twice, text and number mean the same."""
    assert parse(f"{number:.9e}", ANY) == pytest.approx(number)


JUNK = st.one_of(
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(["#REF!", "1,234", "=1+1", Uncalculated(), b"x"]),
)


@given(JUNK.filter(lambda raw: not is_blank(raw)), st.sampled_from([c for sheet in SHEETS for c in sheet.columns]))
def test_any_content_gives_a_value_of_the_declared_type_or_a_fault(raw: object, declared: Column) -> None:
    value = parse(raw, declared)
    if isinstance(value, Fault):
        assert value.message
        return
    kinds = {"number": float, "integer": int, "flag": bool}
    assert type(value) is kinds.get(declared.kind, str)
    if isinstance(value, float):
        assert declared.low <= value <= declared.high
    if declared.kind == "choice":
        assert value in declared.choices


def test_every_column_says_what_it_allows() -> None:
    assert all(allowed(c) for sheet in SHEETS for c in sheet.columns)
    assert allowed(column("number", low=0, unit="kg")) == "a number of at least 0, in kg"


def _code(result: Value | Fault) -> str:
    assert isinstance(result, Fault)
    return result.code
