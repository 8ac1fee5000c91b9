"""How pages print."""

from __future__ import annotations

from typing import Any

A4 = 9
EDGE = 0.4  # inches


def landscape(page: Any, area: str = "", *, pages_high: int = 1) -> None:
    """One A4 page wide and `pages_high` high (0: as many as it takes), numbered; `area` alone is printed where given.

    To be called before the first row is written: a write-only sheet's properties come first in the file.
    """
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, pages_high
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.horizontalCentered = bool(area)
    for side in ("left", "right", "top"):
        setattr(page.page_margins, side, EDGE)
    page.page_margins.bottom, page.page_margins.footer = 0.6, 0.3
    page.oddFooter.left.text, page.oddFooter.right.text = "&A", "&P / &N"
    page.oddFooter.left.size = page.oddFooter.right.size = 8
    if area:
        page.print_area = area
        page.sheet_view.showGridLines = False
