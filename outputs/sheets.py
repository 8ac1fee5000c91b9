"""Every result sheet after page one, in the order of the workbook."""

from inputs.schema import Sheet
from outputs.sheets_money import MONEY_SHEETS
from outputs.sheets_plan import PLAN_SHEETS

SHEETS: tuple[Sheet, ...] = (*PLAN_SHEETS, *MONEY_SHEETS)
BY_NAME: dict[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}

__all__ = ["BY_NAME", "SHEETS"]
