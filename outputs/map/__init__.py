"""The map of a plan: what it shows (`content`), where that stands (`projection`, `labels`), the picture, the sheet.

Read `content`, then `picture`. Matplotlib is imported only where a map is drawn.
"""

from outputs.map.outline import NoOutline, Outline, find_outline
from outputs.map.sheet import Background, add_map

__all__ = ["Background", "NoOutline", "Outline", "add_map", "find_outline"]
