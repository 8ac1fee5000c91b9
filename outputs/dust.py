"""Differences that are nothing but rounding: programs that calculate treat them differently, so they count as 0."""

from __future__ import annotations

DUST = 1e-12  # relative


def without_dust(difference: float, size: float) -> float:
    """0 in place of a difference that is rounding beside amounts of this size."""
    return 0.0 if abs(difference) < DUST * max(1.0, abs(size)) else difference


def less(one: str, other: str) -> str:
    """The same in a formula: one cell less another, of the size of the other."""
    return f"IF(ABS({one}-{other})<{DUST:.0E}*MAX(1,ABS({other})),0,{one}-{other})"
