"""Example plans: committed workbooks, and the figures and code that regenerate them."""

from pathlib import Path

MARKETS = ("russia", "brazil")
NAMES = ("russia", "russia_small", "brazil")
FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """The committed workbook of an example; KeyError for a name not in NAMES."""
    if name not in NAMES:
        raise KeyError(f"no example {name!r}; there are {', '.join(NAMES)}")
    return FOLDER / f"{name}.xlsx"
