"""The workbook comes in: sheet declarations, reading, checks, templates, examples."""
