"""Outlines: what a GeoJSON file may hold, and everything that may be wrong with one without costing the plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tiny
from openpyxl import load_workbook
from test_cli import run, workbook
from test_map import on_earth

from outputs.map import NoOutline, find_outline
from outputs.map.outline import MOST_BYTES, read_outline
from owp.exits import Exit

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[2, 2], [4, 2], [4, 4], [2, 2]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE, HOLE]}


def written(folder: Path, content: Any) -> Path:
    path = folder / "land.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def feature(geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": None, "geometry": geometry}


@pytest.mark.parametrize(
    ("content", "rings"),
    [
        (POLYGON, [2]),
        (feature(POLYGON), [2]),
        ({"type": "FeatureCollection", "features": [feature(POLYGON), feature(None)]}, [2]),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE, HOLE]]}, [1, 2]),
        ({"type": "GeometryCollection", "geometries": [POLYGON, {"type": "Point", "coordinates": [1, 2]}]}, [2]),
        ({"type": "Polygon", "coordinates": [[[*point, 120.5] for point in SQUARE]]}, [1]),  # with heights
        ("\ufeff" + json.dumps(POLYGON), [2]),
    ],
)
def test_polygons_are_found_wherever_they_stand(tmp_path: Path, content: Any, rings: list[int]) -> None:
    outline = read_outline(written(tmp_path, content), "a source")
    assert [len(polygon) for polygon in outline.polygons] == rings
    assert outline.source == "a source"
    assert outline.polygons[0][0][2].tolist() == [10, 10]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no GeoJSON"),
        ("{", "no GeoJSON"),
        ("[" * 100_000, "no GeoJSON"),
        ([1, 2], "no type"),
        ({"type": "FeatureCollection"}, "without features"),
        ({"type": "FeatureCollection", "features": []}, "no Polygon"),
        ({"type": "Point", "coordinates": [1, 2]}, "no Polygon"),
        ({"type": "Polygon", "coordinates": []}, "no Polygon"),
        ({"type": "Polygon"}, "without coordinates"),
        ({"type": "Polygon", "coordinates": [[1, 2, 3, 4]]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [["ab", "cd", "ef"]]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[[1], [2], [3]]]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [10**400, 0], [1, 1]]]}, "pairs of numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [float("nan"), 0], [1, 1]]]}, "degrees"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [4500000, 0], [1, 7000000]]]}, "degrees"),  # metres
    ],
)
def test_what_is_no_outline_is_told(tmp_path: Path, content: Any, told: str) -> None:
    with pytest.raises(NoOutline, match=told) as refused:
        read_outline(written(tmp_path, content), "")
    assert str(refused.value).startswith("land.geojson: ")


def test_missing_large_and_binary_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(NoOutline, match="no such file"):
        find_outline("land.geojson", tmp_path)
    with pytest.raises(NoOutline, match="directory"):
        find_outline(".", tmp_path)
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(NoOutline, match="no GeoJSON"):
        find_outline("photo.png", tmp_path)
    with (tmp_path / "huge.geojson").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(NoOutline, match="larger than"):
        find_outline("huge.geojson", tmp_path)
    with pytest.raises(NoOutline):
        find_outline("a\0b", tmp_path)


def test_a_plans_outline_stands_beside_it(tmp_path: Path) -> None:
    written(tmp_path, POLYGON)
    outline = find_outline("land.geojson", tmp_path)
    assert outline is not None and outline.source == "land.geojson"
    assert find_outline(None, tmp_path) is None


@pytest.mark.no_cover
def test_owp_plan_takes_the_plans_outline_or_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file is told on stderr and costs no plan; the command's file goes before the plan's."""
    made = on_earth(tiny.tables())
    made["settings"]["map_outline"] = "nowhere.geojson"
    plan, out, square = workbook(tmp_path / "plan.xlsx", made), tmp_path / "r.xlsx", written(tmp_path, POLYGON)
    code, _, err = run(capsys, "plan", plan, "-o", out)
    assert code == Exit.DONE
    assert "the map has no outlines: nowhere.geojson: no such file" in " ".join(err.split())
    pictures = [picture(out)]
    code, _, err = run(capsys, "plan", plan, "-o", out, "--outline", square)
    assert code == Exit.DONE and "no outlines" not in err
    pictures.append(picture(out))
    assert pictures[0] != pictures[1]


def picture(path: Path) -> bytes:
    return bytes(load_workbook(path)["map"]._images[0]._data())  # type: ignore[attr-defined]
