"""Typefaces for the map that are installed here, and what they can write."""

from __future__ import annotations

import logging
from functools import cache

LATIN = "DejaVu Sans"  # comes with matplotlib: Latin, Cyrillic, Greek
CHINESE = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "SimHei"),
    *("PingFang SC", "Heiti SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Arial Unicode MS"),
)


@cache
def families() -> tuple[str, ...]:
    """LATIN and, where one is installed, a typeface with Chinese characters, in the order in which they are tried."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it tells that it makes its list of fonts
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return (LATIN, *[name for name in CHINESE if name in installed][:1])


def writable(text: str) -> bool:
    """Whether these typefaces have every character of `text`."""
    return legible(text) == text


def legible(text: str) -> str:
    """`text` with a question mark for every character that these typefaces lack."""
    known = frozenset[int]().union(*(_characters(name) for name in families()))
    return "".join(character if ord(character) in known else "?" for character in text)


@cache
def _characters(family: str) -> frozenset[int]:
    from matplotlib import font_manager, ft2font

    return frozenset(ft2font.FT2Font(font_manager.findfont(family)).get_charmap())
