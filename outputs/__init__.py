"""The results go out: result tables, workbook, charts."""
