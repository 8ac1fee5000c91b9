"""Readers of published problem files: OR-Library's cap files and those of Holmberg, Ronnqvist and Yuan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.adapters import Facility, Location


def read_orlib_cap(path: Path, capacity: float | None = None, uncapacitated: bool = False) -> Location:
    """A warehouse location problem in OR-Library's format (Beasley, EJOR 33 (1988) 314-325); demand may be split.

    `m n`; m lines `capacity fixed_cost`; for each of n customers its demand, then m costs of serving ALL of it. Where
    the file has the word "capacity", `capacity` stands for it. Raises ValueError where it is needed and not given.
    """
    words = iter(path.read_text(encoding="ascii").split())
    sites, customers = _names("W", words), _names("C", words)
    offers = [(s, next(words), float(next(words))) for s in sites]
    if not uncapacitated and capacity is None and any(room == "capacity" for _, room, _ in offers):
        raise ValueError(f"{path.name} leaves the capacity open: name one")
    demand, unit_cost = {}, {}
    for z in customers:
        demand[z] = float(next(words))
        for s in sites:
            unit_cost[s, z] = float(next(words)) / demand[z]
    everything = sum(demand.values())

    def room(word: str) -> float:
        if uncapacitated:
            return everything
        return float(word) if capacity is None or word != "capacity" else capacity

    facilities = tuple(Facility(s, room(word), fixed_cost) for s, word, fixed_cost in offers)
    name = path.stem if capacity is None else f"{path.stem}:{capacity:g}"
    return Location(name, facilities, demand, unit_cost)


def read_holmberg(path: Path) -> Location:
    """A single-source problem of Holmberg, Ronnqvist and Yuan (EJOR 113 (1999) 544-559).

    `I J`; I capacities; I opening costs; J demands; J rows of I costs, each for serving the whole customer.
    """
    words = iter(path.read_text(encoding="ascii").split())
    sites, customers = _names("S", words), _names("C", words)
    capacities = [float(next(words)) for _ in sites]
    openings = [float(next(words)) for _ in sites]
    demand = {z: float(next(words)) for z in customers}
    unit_cost = {(s, z): float(next(words)) / demand[z] for z in customers for s in sites}
    facilities = tuple(Facility(*offer) for offer in zip(sites, capacities, openings, strict=True))
    return Location(path.stem, facilities, demand, unit_cost, single_source=True)


def _names(letter: str, words: Iterator[str]) -> list[str]:
    return [f"{letter}{number}" for number in range(1, int(next(words)) + 1)]
