"""The examples: regenerated from their figures, read without errors, every number with a source."""

from __future__ import annotations

import functools
import math
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from inputs.case import Case
from inputs.examples import NAMES, build, path
from inputs.examples.brazil import on_top
from inputs.examples.figures import Tables, covered_rows, figures, great_circle_km, sources
from inputs.reading import read
from inputs.sheets import BY_NAME, SHEETS

Cells = dict[str, list[tuple[object, ...]]]


def cells(workbook: Path) -> Cells:
    """Every value of a workbook, by sheet."""
    book = openpyxl.load_workbook(workbook)
    return {page.title: list(page.iter_rows(values_only=True)) for page in book}


@functools.cache
def read_once(name: str) -> Case:
    return read(path(name))


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def tables(name: str) -> Tables:
    return build.tables(name)


def test_regenerating_gives_the_committed_content(name: str, tmp_path: Path) -> None:
    assert cells(build.write(name, tmp_path)) == cells(path(name))


def test_regenerating_elsewhere_gives_the_same_bytes(tmp_path: Path) -> None:
    """Another process, another hash seed, another time: the same file."""
    first = build.write("russia_small", tmp_path).read_bytes()
    command = (
        "import pathlib, sys; from inputs.examples import build; build.write('russia_small', pathlib.Path(sys.argv[1]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parent.parent)}
    subprocess.run([sys.executable, "-c", command, str(tmp_path)], check=True, env=environment)
    assert (tmp_path / "russia_small.xlsx").read_bytes() == first


def test_an_unknown_example_is_refused() -> None:
    with pytest.raises(KeyError, match="atlantis"):
        path("atlantis")


def test_the_reader_accepts_it_without_changing_a_figure(name: str, tables: Tables) -> None:
    case = read_once(name)
    assert case.skus["sku"].tolist() == tables["skus"]["sku"].tolist()
    assert case.skus["price"].tolist() == pytest.approx(tables["skus"]["price"].astype(float).tolist())
    assert case.site_options["fixed_cost"].tolist() == pytest.approx(
        tables["site_options"]["fixed_cost"].astype(float).tolist()
    )


def test_demand_survives_the_workbook(name: str, tables: Tables) -> None:
    """Spread over zones by share or given zone by zone, the total of each period stays what the figures say."""
    read_totals = read_once(name).demand.groupby("period")["units"].sum()
    for period in tables["periods"]["period"]:
        assert read_totals[period] == pytest.approx(tables["demand"][period].astype(float).sum())


def test_the_full_example_has_the_promised_size() -> None:
    case = read_once("russia")
    assert len(case.skus) >= 24
    assert case.skus["family"].nunique() >= 8
    assert len(case.zones) == 30
    assert len(case.sites) == 10
    assert case.site_options.groupby("site")["operator"].nunique().min() >= 3
    assert set(case.operators["kind"]) == {"independent", "third_party", "platform", "government"}
    assert set(case.sites["regime"]) == {"duty_paid", "bonded", "border"}
    assert len(case.bundles) == 4
    assert case.inbound_lanes["corridor"].nunique() == 3
    assert case.parcel_lanes["carrier"].nunique() == 3
    assert case.periods["quarters"].tolist() == [1, 1, 1, 1, 4, 4]
    assert len(case.scenarios) == 8
    assert case.scenarios["probability"].sum() == pytest.approx(1)
    assert (case.sites["status"] == "existing").sum() == len(case.current_network) == 1


def test_the_small_example_is_a_selection_of_the_full_one() -> None:
    full, small = build.tables("russia"), build.tables("russia_small")
    for sheet, keys in (("skus", 10), ("zones", 12), ("sites", 5)):
        assert len(small[sheet]) == keys
        assert set(small[sheet].iloc[:, 0]) < set(full[sheet].iloc[:, 0])
    assert small["site_options"].groupby("site")["operator"].count().tolist() == [2] * 5
    assert len(small["periods"]) == 3
    assert "existing" in small["sites"]["status"].tolist()


def test_every_sheet_is_in_the_full_example() -> None:
    assert [title for title in cells(path("russia")) if title in BY_NAME] == [sheet.name for sheet in SHEETS]


def test_every_number_has_a_source(name: str, tables: Tables) -> None:
    """Each row of each column of numbers, flags and choices that are figures lies under a line of the sheet."""
    lines = sources(build.SOURCES[name], tables).to_dict("records")
    bare = []
    for sheet, table in tables.items():
        for column in figure_columns(sheet, table):
            filled = table.index[table[column].notna() & (table[column] != 0)]
            covered: set[object] = set()
            for line in lines:
                if line["sheet"] == sheet and line["column"] in (column, "all"):
                    covered |= set(covered_rows(line, tables).index)
            if not set(filled) <= covered:
                bare.append(f"{sheet}.{column}")
    assert bare == []


def figure_columns(sheet: str, table: pd.DataFrame) -> list[str]:
    """The columns of a table that hold numbers or flags; the first column where it has none."""
    declared = BY_NAME[sheet].names
    kinds = {column.name: column.kind for column in BY_NAME[sheet].columns}
    found = [c for c in table.columns if kinds.get(c, "number") in ("number", "integer", "flag") or c not in declared]
    return found or [str(table.columns[0])]


def test_every_sheet_has_a_source(name: str, tables: Tables) -> None:
    lines = sources(build.SOURCES[name], tables)
    assert set(tables) == set(lines["sheet"])
    assert set(lines["mark"]) <= {"S", "R", "A"}
    assert lines[["source", "value"]].notna().all(axis=None)


def test_a_line_on_a_column_that_is_not_there_is_refused(tables: Tables) -> None:
    with pytest.raises(ValueError, match="colour"):
        covered_rows({"sheet": "skus", "column": "price", "rows": "colour=red"}, tables)


def landed_cost(tables: Tables, sku: str, site: str) -> float:
    """Purchase, cheapest freight, duty and levy of a unit, in the plan's currency, VAT aside."""
    goods = tables["skus"].set_index("sku").loc[sku]
    rate = tables["currencies"].set_index("currency")["rate"]
    lanes = tables["inbound_lanes"]
    freight = min(
        lane.container_cost
        * rate[lane.currency]
        * max(goods.volume_m3 / lane.container_volume, goods.weight_kg / lane.container_weight)
        for lane in lanes[lanes["site"] == site].itertuples()
    )
    value = goods.unit_cost * rate[goods.currency] + freight
    duties = tables["duties"].fillna(0)
    duties = duties.assign(**{c: duties.get(c, 0.0) for c in ("minimum_per_kg", "plus_per_kg", "from_price_per_kg")})
    bands = duties[duties["duty_class"] == goods.duty_class]
    band = bands[bands["from_price_per_kg"] * rate[bands["currency"].iloc[0]] <= value / goods.weight_kg].iloc[-1]
    per_kg = goods.weight_kg * rate[band.currency]
    duty = max(band.ad_valorem * value, band.minimum_per_kg * per_kg) + band.plus_per_kg * per_kg
    levies = tables.get("levies", pd.DataFrame(columns=["duty_class", "per_kg"]))
    levy = levies.loc[levies["duty_class"] == goods.duty_class, "per_kg"].sum() * goods.weight_kg
    return float(value + duty + levy)


def test_landed_cost_of_the_washing_machine_by_hand() -> None:
    """1285 CNY * 11.2 = 14 392; freight by rail 6000 USD * 80 * 0.33 / 66 = 2400, by road 8000 * 80 * 0.33 / 86
    = 2455.8, by sea 6159 * 80 * 0.33 / 66 = 2463.6: rail; duty 10 % of 16 792 = 1679.2; levy 62 * 24.7 = 1531.4.
    """
    assert landed_cost(build.tables("russia"), "WM-7", "Moscow") == pytest.approx(20_002.6)


def test_duty_of_the_bed_is_by_weight_and_of_the_wardrobe_by_value() -> None:
    """Bed: 440 * 11.2 = 4928 + freight 480 000 * 0.2 / 66 = 1454.5; 6382.5 / 60 kg = 106 RUB = 1.16 EUR a kg, not
    above 1.8: duty 0.23 * 92 * 60 = 1269.6. Wardrobe: 20 832 + 2472.7 = 23 304.7; / 95 = 245 RUB = 2.67 EUR a kg:
    duty 10 % = 2330.5.
    """
    russia = build.tables("russia")
    assert landed_cost(russia, "BED-160", "Moscow") == pytest.approx(6382.545 + 1269.6, abs=0.1)
    assert landed_cost(russia, "WRD-3", "Moscow") == pytest.approx(23_304.73 * 1.1, abs=0.1)


def test_prices_cover_landed_costs(name: str, tables: Tables) -> None:
    """Net of VAT every SKU sells for more than it costs at the first site, and for less than five times that."""
    site = str(tables["sites"]["site"].iloc[0])
    area = tables["sites"]["customs_area"].iloc[0]
    areas = tables["customs_areas"]
    vat = areas.loc[areas["customs_area"] == area, "vat"].iloc[-1]
    rate = tables["currencies"].set_index("currency")["rate"]
    for goods in tables["skus"].itertuples():
        net = goods.price * rate[goods.price_currency] / (1 + vat)
        assert 1.2 < net / landed_cost(tables, goods.sku, site) < 5, goods.sku


def test_the_goods_are_physically_possible(tables: Tables) -> None:
    """No package is denser than ceramics, nor longer than its volume and a 2 cm edge allow."""
    for goods in tables["skus"].itertuples():
        assert goods.weight_kg / goods.volume_m3 < 2500, goods.sku
        assert (goods.longest_side_cm / 100) * 0.02**2 < goods.volume_m3 <= (goods.longest_side_cm / 100) ** 3


def test_the_full_example_sells_for_some_billions_of_roubles_a_year() -> None:
    russia = build.tables("russia")
    price = russia["skus"].set_index("sku")["price"]
    demand = russia["demand"].set_index("sku")[["2027Q1", "2027Q2", "2027Q3", "2027Q4"]].sum(axis=1)
    revenue = float((demand * price.reindex(demand.index)).sum())
    assert 1.5e9 < revenue < 4e9


def test_shares_follow_population_and_online_share() -> None:
    """Moscow against Kazan: 13.15 m * 7.6 against 1.2435 m * 4.2."""
    share = build.tables("russia")["zones"].set_index("zone")["share"]
    assert share.sum() == pytest.approx(1, abs=0.002)
    assert share["Moscow"] / share["Kazan"] == pytest.approx(13.15 * 7.6 / (1.2435 * 4.2), rel=0.01)


def test_used_cities_and_tariff_lines_are_all_there() -> None:
    lines = figures("eaeu_duty_rates", tnved10=str)["tnved10"]
    classes = {"940350" if line.startswith("940350") else line for line in lines}
    assert classes == set(build.tables("russia")["skus"]["duty_class"])
    assert figures("russia_zones")["geonameid"].is_unique


def test_a_tax_inside_the_price_is_dearer_on_top() -> None:
    """17 % of the price that includes it: 0.17 / 0.83 = 0.2048 of the price before it."""
    assert on_top(0.17) == pytest.approx(0.2048, abs=5e-5)


def test_great_circle_from_moscow_to_saint_petersburg() -> None:
    """A quarter of the equator is 6371 * pi / 2 km; Moscow to St Petersburg is about 634 km."""
    assert great_circle_km(0, 0, 0, 90) == pytest.approx(6371 * math.pi / 2)
    assert great_circle_km(55.75204, 37.61781, 59.93863, 30.31413) == pytest.approx(634, abs=3)
