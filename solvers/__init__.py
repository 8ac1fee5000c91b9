"""The only code that knows HiGHS."""
