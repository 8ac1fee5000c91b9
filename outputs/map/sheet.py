"""The sheet `map`: the picture with its description, and under it what it does not show."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.drawing.fill import Blip
from openpyxl.drawing.geometry import PresetGeometry2D
from openpyxl.drawing.image import Image
from openpyxl.drawing.picture import PictureFrame
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D

from model.outcome import Outcome
from outputs import styles
from outputs.grid import Grid, Look
from outputs.language import Words
from outputs.map.content import NEAR_KM, MapContent, map_content
from outputs.map.fonts import writable
from outputs.map.looks import HEIGHT, WIDTH
from outputs.map.outline import NoOutline, Outline
from outputs.map.picture import Picture, draw
from outputs.prints import landscape

NAME = "map"
SHOWN_WIDTH = 1056  # pixels of a screen, 96 an inch: a landscape A4 page
PIXEL = 9525  # in the units of drawings, English metric units
ROWS, ROW_HEIGHT = 35, 15.0  # that the picture covers, with their height in points
COLUMNS = 12  # of the words below: fewer than the picture covers with any typeface, so that it alone sets the page
MOST_NAMES, MOST_FLOWS_TOLD = 12, 5
Background = Outline | NoOutline | None


def add_map(book: Workbook, plan: Outcome, flows: pd.DataFrame, background: Background, say: Words) -> None:
    """Add the sheet; `flows` is the whole result table of that name, `background` why there are no outlines or which.

    A picture that cannot be drawn costs the plan nothing: the sheet says so in its place.
    """
    content = map_content(plan, flows)
    page: Any = book.create_sheet(NAME)
    lines = []
    if content.points:
        try:
            picture = _picture(plan, content, background, say)
        except Exception as fault:  # fonts and files of this machine are beyond our reach
            lines.append(say("map_failed", why=type(fault).__name__))
        else:
            page.add_image(_image(picture.png, description(content, say)))
            lines += _named(say, "map_unwritten", picture.unwritten)
    else:
        lines.append(say("map_empty"))
    lines += _named(say, "map_unplaced", content.unplaced)
    grid = Grid(font=styles.FONT_NAMES[say.language])
    first = ROWS + 1 if page._images else 1
    grid.heights.update(dict.fromkeys(range(1, first), ROW_HEIGHT))
    for row, words in enumerate(lines, start=first):
        grid.span(row, 1, COLUMNS, words, Look(styles.SUBTITLE))
        grid.heights[row] = 13.5 * (1 + len(words) // 110)
    landscape(page)
    page.sheet_view.showGridLines = False
    grid.write(page)


def _picture(plan: Outcome, content: MapContent, background: Background, say: Words) -> Picture:
    """The picture, in English where no typeface here has the language's letters."""
    spoken = say if writable(say("map_title", plan="")) else Words("en")
    name = plan.data.case.settings.plan_name
    outline = background if isinstance(background, Outline) else None
    title = spoken("map_title", plan=name)
    return draw(content, outline, title, told(plan, content, spoken), source(background, spoken), spoken)


def told(plan: Outcome, content: MapContent, say: Words) -> str:
    """What the lines show, in figures."""
    periods = plan.data.network.calendar.names
    spell = {"first": periods[0], "last": periods[-1]}
    if content.warehouse_units <= 0:
        return say("map_told_parcels", **spell)
    shares = {
        "near": content.near_units / content.warehouse_units,
        "share": content.shown_units / content.warehouse_units,
        "parcels": content.parcel_units / (content.parcel_units + content.warehouse_units),
    }
    shown = {name: say("percent", figure=f"{100 * share:.0f}") for name, share in shares.items()}
    return say("map_told", **spell, **shown, km=f"{NEAR_KM:g}")


def source(background: Background, say: Words) -> str:
    """Where places and outlines come from."""
    if isinstance(background, Outline):
        return say("map_source", outline=background.source)
    if background is None:
        return say("map_source", outline=say("map_no_outline"))
    return say("map_source", outline=say("map_broken_outline", why=str(background)))


def description(content: MapContent, say: Words) -> str:
    """The picture in words, for those who cannot see it."""
    run = [f"{site.name} ({site.operator})" for site in reversed(content.sites) if site.chosen]
    rest = [site.name for site in content.sites if not site.chosen]
    flows = [
        say("map_flow", site=flow.site.name, zone=flow.zone.name, units=say.figure(flow.units, ",.0f"))
        for flow in reversed(content.flows[-MOST_FLOWS_TOLD:])
    ]
    lists = {name: ", ".join(found) or say("none") for name, found in (("run", run), ("rest", rest), ("flows", flows))}
    return styles.clean(say("map_alt", zones=len(content.zones), sites=len(content.sites), **lists))


def _named(say: Words, key: str, names: tuple[str, ...]) -> list[str]:
    if not names:
        return []
    shown = ", ".join(names[:MOST_NAMES]) + (f" (+{len(names) - MOST_NAMES})" if len(names) > MOST_NAMES else "")
    return [say(key, names=shown)]


def _image(png: bytes, words: str) -> Any:
    """A picture at the sheet's top left corner with `words` as its description, which openpyxl leaves out by itself."""
    image: Any = Image(io.BytesIO(png))
    frame: Any = PictureFrame()
    frame.nvPicPr.cNvPr.id, frame.nvPicPr.cNvPr.name, frame.nvPicPr.cNvPr.descr = 1, "Map", words
    frame.blipFill.blip = Blip(cstate="print")  # openpyxl links it to the image
    frame.spPr.prstGeom, frame.spPr.ln = PresetGeometry2D(prst="rect"), None
    size = XDRPositiveSize2D(SHOWN_WIDTH * PIXEL, SHOWN_WIDTH * PIXEL * HEIGHT // WIDTH)
    image.anchor = OneCellAnchor(_from=AnchorMarker(), ext=size, pic=frame)
    return image
