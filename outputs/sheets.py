"""Every result sheet after page one, in the order of the workbook."""

from inputs.schema import Sheet
from outputs.sheets_money import MONEY_SHEETS
from outputs.sheets_plan import PLAN_SHEETS
from outputs.sheets_proof import PROOF_SHEETS

BEHIND_CHECKS = 3  # sheets from `checks` on, which follow what they add up
SHEETS: tuple[Sheet, ...] = (
    *PLAN_SHEETS,
    *MONEY_SHEETS[:-BEHIND_CHECKS],
    *PROOF_SHEETS,
    *MONEY_SHEETS[-BEHIND_CHECKS:],
)
BY_NAME: dict[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}

__all__ = ["BY_NAME", "SHEETS"]
