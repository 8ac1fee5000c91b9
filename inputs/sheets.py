"""Every input sheet, in the order of the workbook."""

from inputs.schema import Sheet
from inputs.sheets_goods import GOODS_SHEETS, SETTINGS
from inputs.sheets_network import NETWORK_SHEETS
from inputs.sheets_rules import RULES_SHEETS

SHEETS: tuple[Sheet, ...] = (*GOODS_SHEETS, *NETWORK_SHEETS, *RULES_SHEETS)
BY_NAME: dict[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}

__all__ = ["BY_NAME", "SETTINGS", "SHEETS"]
