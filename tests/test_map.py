"""The map: what is drawn, where it stands on the page, the picture itself, and plans that give it little to draw."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny
from openpyxl import load_workbook
from PIL import Image

from model.outcome import PlanResult
from outputs.deliveries import deliveries
from outputs.language import Words
from outputs.map import NoOutline, find_outline, fonts, picture, sheet
from outputs.map.content import SITE_CLOSED, SITE_UNUSED, MapContent, map_content
from outputs.map.labels import Box, Label, leads, place
from outputs.map.land import SEAM, borders
from outputs.map.legend import round_sizes
from outputs.map.looks import HEIGHT, WIDTH
from outputs.map.outline import Outline
from outputs.map.projection import Projection, centred
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan

PLACES = {"North": (55.0, 30.0), "South": (45.0, 30.0)}


def on_earth(made: tiny.Tables) -> tiny.Tables:
    """The tiny plan with coordinates: sites stand in the zones of their names, ten degrees apart."""
    for table, key in (("zones", "zone"), ("sites", "site")):
        for row in made[table]:
            row["latitude"], row["longitude"] = PLACES[row[key]]
    return made


def plan_of(made: tiny.Tables, **settings: Any) -> PlanResult:
    return solve_plan(tiny.build(made, **settings), SolveOptions(gap=0.0))


def content_of(result: PlanResult, **more: int) -> MapContent:
    return map_content(result.plan, deliveries(result.plan), **more)


@pytest.fixture(scope="module")
def plan() -> PlanResult:
    """North is run by Indie throughout and serves both zones; South is not used."""
    return plan_of(on_earth(tiny.tables()))


@pytest.fixture(scope="module")
def drawn(plan: PlanResult) -> MapContent:
    return content_of(plan)


def test_content_by_hand(drawn: MapContent) -> None:
    """Eight quarters: North wants (10 + 20) * 8 = 240, South (8 + 6) * 8 = 112, all from North's warehouse. North to
    North is no line, as both stand at one place; North to South, 1112 km, is one."""
    assert [(zone.name, zone.demand) for zone in drawn.zones] == [("North", 240), ("South", 112)]
    assert [(site.name, site.kind, site.operator) for site in drawn.sites] == [
        ("South", SITE_UNUSED, ""),
        ("North", "independent", "Indie"),
    ]
    assert [(flow.site.name, flow.zone.name, flow.units) for flow in drawn.flows] == [
        ("North", "South", pytest.approx(112))
    ]
    assert (drawn.warehouse_units, drawn.near_units) == (pytest.approx(352), pytest.approx(240))
    assert (drawn.parcel_units, drawn.unplaced) == (0, ())


def test_largest_flows_come_first_and_lie_on_top() -> None:
    """Twelve zones in a row want 10 to 21 units a quarter: only the three largest flows are drawn, the largest last."""
    made = on_earth(tiny.tables())
    named = [f"Z{number}" for number in range(1, 13)]
    made["zones"] = [
        {"zone": zone, "country": "Land", "customs_area": "U", "latitude": 50, "longitude": 60 + 2 * at}
        for at, zone in enumerate(named)
    ]
    made["demand"] = [
        {"sku": "A", "zone": zone, "period": period, "units": 10 + at}
        for at, zone in enumerate(named)
        for period in ("Y1", "Y2")
    ]
    made["outbound_lanes"] = [{"site": "North", "zone": zone, "order_cost": 5, "days": 2} for zone in named]
    found = content_of(plan_of(made), most_flows=3)
    assert [(flow.zone.name, flow.units) for flow in found.flows] == [
        ("Z10", pytest.approx(19 * 8)),
        ("Z11", pytest.approx(20 * 8)),
        ("Z12", pytest.approx(21 * 8)),
    ]
    assert found.shown_units == pytest.approx(60 * 8)


def test_a_site_that_closes_and_one_that_comes_later() -> None:
    """South runs today and ends; North cannot begin before 2028, so that it says from when."""
    made = on_earth(tiny.tables())
    made["sites"][1]["status"] = "existing"
    made["current_network"] = [{"site": "South", "operator": "Plat", "bundle": "full"}]
    made["overrides"] = [{"site": "South", "decision": "never"}]
    for offer in made["site_options"]:
        offer["first_quarter"] = "2028Q1"
    sites = {site.name: site for site in content_of(plan_of(made)).sites}
    assert sites["South"].kind == SITE_CLOSED
    assert (sites["North"].first, sites["North"].last) == ("Y2", "")


def test_places_without_coordinates_are_named() -> None:
    made = on_earth(tiny.tables())
    made["zones"][1]["latitude"] = made["sites"][0]["longitude"] = None
    found = content_of(plan_of(made))
    assert found.unplaced == ("South", "North")
    assert [zone.name for zone in found.zones] == ["North"]
    assert found.flows == ()


def test_a_picture_of_the_right_size_the_same_twice(drawn: MapContent) -> None:
    outline = find_outline("russia", Path())
    one, two = (picture.draw(drawn, outline, "title", "told", "note", Words("ru")) for _ in range(2))
    assert one.png == two.png
    image = Image.open(io.BytesIO(one.png))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert not image.info.keys() & {"Software", "Creation Time", "date"}
    assert one.png != picture.draw(drawn, None, "title", "told", "note", Words("ru")).png


def test_names_are_no_formulas_of_any_kind(plan: PlanResult) -> None:
    """Matplotlib takes what stands between dollars for mathematics, and an undefined sign in it for an error."""
    made = on_earth(tiny.tables())
    for table, key in (("zones", "zone"), ("outbound_lanes", "zone"), ("demand", "zone")):
        for row in made[table]:
            row[key] = {"North": r"$\frac$", "South": "_South\n__"}[row[key]]
    found = content_of(plan_of(made))
    assert picture.draw(found, None, r"$\title_{$", "", "", Words()).png


def test_names_that_no_typeface_has_are_left_out_and_told(
    plan: PlanResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With Latin and Cyrillic alone, a Chinese results workbook has its picture in English."""
    monkeypatch.setattr(fonts, "families", lambda: (fonts.LATIN,))
    made = on_earth(tiny.tables())
    made["zones"][0]["zone"] = "莫斯科"
    for table in ("outbound_lanes", "demand"):
        for row in made[table]:
            row["zone"] = row["zone"].replace("North", "莫斯科")
    result = plan_of(made)
    assert picture.draw(content_of(result), None, "", "", "", Words()).unwritten == ("莫斯科",)
    write(result, tmp_path / "r.xlsx", {}, language="zh")
    told = [cell.value for row in load_workbook(tmp_path / "r.xlsx")["map"].iter_rows() for cell in row if cell.value]
    assert told == ["此处没有字体能显示这些名称：莫斯科。"]


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_the_sheet_has_the_picture_with_its_description(plan: PlanResult, tmp_path: Path, language: Any) -> None:
    write(plan, tmp_path / "r.xlsx", {}, language=language)
    page = load_workbook(tmp_path / "r.xlsx")["map"]
    assert len(page._images) == 1  # type: ignore[attr-defined]
    with zipfile.ZipFile(tmp_path / "r.xlsx") as book:
        frames = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/drawings/drawing")]
        told = [found for frame in frames for found in re.findall(r'descr="([^"]*)"', frame)]
        (image,) = (name for name in book.namelist() if name.startswith("xl/media/"))
        assert Image.open(io.BytesIO(book.read(image))).size == (WIDTH, HEIGHT)
    assert len(told) == 1
    assert "North (Indie)" in told[0] and "112" in told[0]


def test_no_coordinates_no_picture(tmp_path: Path) -> None:
    write(plan_of(tiny.tables()), tmp_path / "r.xlsx", {})
    page = load_workbook(tmp_path / "r.xlsx")["map"]
    assert page["A1"].value == "No map: no zone and no site has coordinates."
    assert not page._images  # type: ignore[attr-defined]


def test_a_picture_that_cannot_be_drawn_costs_no_plan(
    plan: PlanResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("no font")

    monkeypatch.setattr(sheet, "draw", broken)
    write(plan, tmp_path / "r.xlsx", {})
    assert load_workbook(tmp_path / "r.xlsx")["map"]["A1"].value == "No map: it could not be drawn (RuntimeError)."


def test_source_names_the_outline_or_why_there_is_none() -> None:
    say = Words()
    assert "Natural Earth" in sheet.source(find_outline("russia", Path()), say)
    assert "none named" in sheet.source(None, say)
    assert "x.geojson: no such file" in sheet.source(NoOutline("x.geojson: no such file or directory"), say)


def test_projection_by_hand() -> None:
    """About (0, 0): a quarter turn east lies sqrt(2) away (a hemisphere's area is 2 pi), the pole as far north; the
    centre is the origin; the far side is the rim, 2 away."""
    flat = Projection(0.0, 0.0)([0, 90, 0, 180], [0, 0, 90, 0])
    assert flat[:3] == pytest.approx(np.array([[0, 0], [np.sqrt(2), 0], [0, np.sqrt(2)]]))
    assert np.hypot(*flat[3]) <= 2.0 + 1e-9


def test_areas_are_kept() -> None:
    """A small square of one degree has the area cos(latitude) * (pi / 180)^2 wherever it lies."""
    for latitude in (-60.0, 0.0, 70.0):
        west, east, south, north = 100.0, 101.0, latitude - 0.5, latitude + 0.5
        ring = Projection(60.0, 40.0)([west, east, east, west], [south, south, north, north])
        x, y = ring[:, 0], ring[:, 1]
        area = abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2
        assert area == pytest.approx(np.cos(np.radians(latitude)) * np.radians(1) ** 2, rel=1e-3)


def test_the_middle_is_sought_the_short_way_round() -> None:
    """Chukotka at 170 W and Kamchatka at 160 E are 30 degrees apart, 175 E between them; and so for the usual case."""
    assert centred([-170.0, 160.0], [66.0, 54.0]).longitude == pytest.approx(175.0)
    assert centred([20.0, 60.0], [50.0, 60.0]) == Projection(40.0, 55.0)
    assert centred([37.6], [55.7]).longitude == pytest.approx(37.6)


def test_russia_is_whole_across_180_degrees() -> None:
    """Chukotka's two sides meet, and the seam between them is no border."""
    outline = find_outline("russia", Path())
    assert outline is not None
    flat = centred([30.0, 177.0], [45.0, 70.0])
    rings = [ring for polygon in outline.polygons for ring in polygon]
    assert max(np.ptp(flat(ring[:, 0], ring[:, 1])[:, 0]) for ring in rings) < 1.6  # none is torn across the map
    east, west = (
        {latitude: flat(side * 180.0, latitude)[0] for ring in rings for longitude, latitude in ring
         if side * longitude >= SEAM}
        for side in (1, -1)
    )  # fmt: skip
    shared = east.keys() & west.keys()
    assert len(shared) >= 3
    assert all(east[latitude] == pytest.approx(west[latitude], abs=1e-9) for latitude in shared)
    drawn = [borders(ring) for ring in rings]
    assert sum((~border).sum() for border in drawn) >= 4  # two edges of the mainland, two of Wrangel Island
    assert sum(border.sum() for border in drawn) > 700


def test_view_holds_every_point_with_a_margin() -> None:
    points = np.array([[0.0, 0.0], [2.0, 1.0]])
    (left, right), (bottom, top) = picture.view(points, 2.0)
    assert (right - left) / (top - bottom) == pytest.approx(2.0)
    assert left < 0 < 2 < right and bottom < 0 < 1 < top
    (left, right), _ = picture.view(points[:1], 2.0)  # one place alone
    assert right > left


FRAME = Box(0, 0, 1000, 1000)


def label(x: float, y: float, *, needed: bool = False) -> Label:
    return Label(x, y, 5, 60, 10, needed)


def test_labels_keep_clear_of_each_other_and_of_sites() -> None:
    """A row of points ten pixels apart: what is placed overlaps nothing, the first stands to the right of its point."""
    labels = [label(300 + 10 * at, 500) for at in range(8)]
    marks = [Box(410, 480, 430, 520)]
    boxes = place(labels, FRAME, marks, [])
    shown = [box for box in boxes if box is not None]
    assert len(shown) >= 5
    assert boxes[0] == Box(308, 495, 368, 505)
    assert not any(one.shared(two) for at, one in enumerate(shown) for two in [*shown[:at], *marks])


def test_needed_labels_are_shown_at_any_cost_others_not() -> None:
    full = [Box(-10, -10, 1010, 1010)]
    assert place([label(500, 500)], FRAME, full, []) == [None]
    assert place([label(500, 500, needed=True)], FRAME, full, []) != [None]


def test_labels_stay_inside_and_far_ones_are_led_to() -> None:
    (box,) = place([label(995, 500)], FRAME, [], [])
    assert box is not None and FRAME.holds(box) and box.right < 995
    assert not leads(label(995, 500), box)
    assert leads(label(500, 500), Box(600, 500, 660, 510))


@pytest.mark.parametrize(
    ("largest", "sizes"), [(7300, [5000, 1000, 200]), (1.0, [1.0, 0.2, 0.05]), (0.0, []), (10, [10, 2, 0.5])]
)
def test_legend_sizes_are_round(largest: float, sizes: list[float]) -> None:
    assert round_sizes(largest) == pytest.approx(sizes)


def test_areas_on_the_far_side_are_not_turned_inside_out(drawn: MapContent) -> None:
    """An area around the point opposite the map's middle would cover everything: it is not drawn."""
    far = np.array([[-160.0, -60.0], [-140.0, -60.0], [-140.0, -40.0], [-160.0, -40.0], [-160.0, -60.0]])
    without = picture.draw(drawn, None, "", "", "", Words()).png
    assert picture.draw(drawn, Outline(((far,),), ""), "", "", "", Words()).png == without
