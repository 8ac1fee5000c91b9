"""Two plans' inputs in groups, and cases in which some groups are those of one plan and the others of the other.

A mixed case holds no row that names what the mix does not have (a SKU that only the other plan offers); such rows
come with the group that brings the name, the last.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from inputs import quarters
from inputs.case import Case
from inputs.sheets import BY_NAME, SHEETS

CALENDAR, REST = "calendar and today's network", "goods, sites, costs and settings"
GROUPS: Mapping[str, tuple[str, ...]] = {  # in the order in which they are exchanged
    CALENDAR: ("periods", "current_network", "current_stock", "certificates_held", "sites.status"),
    "demand": ("demand", "zones.share"),
    "duty": ("duties", "levies", "customs_areas", "declaration_fees"),
    "freight": ("inbound_lanes", "outbound_lanes", "lane_rates", "parcel_lanes"),
    "risk": ("scenarios", "events", "site_options.seizure_probability", "site_options.seizure_loss",
             "site_options.recovery_quarters", "settings.aversion", "settings.tail", "settings.seizure_factor_no_tax"),
    "limits": ("limits", "category_rules", "overrides"),
}  # fmt: skip


def group_of(sheet: str, column: str) -> str:
    """The group of an input; REST where none claims it."""
    for group, parts in GROUPS.items():
        if sheet in parts or f"{sheet}.{column}" in parts:
            return group
    return REST


def mixed(old: Case, new: Case, exchanged: Sequence[str]) -> Case:
    """The old case with the groups `exchanged` as in the new one; the old one's dated rows on its own calendar.

    With CALENDAR exchanged, `old` must be on the new calendar already (`on_calendar`). `currencies` hold those of both.
    """
    tables = {name: getattr(old, name) for name in BY_NAME if name != "settings"}
    settings = dataclasses.asdict(old.settings)
    for part in (part for group in exchanged for part in GROUPS[group]):
        sheet, _, column = part.partition(".")
        if sheet == "settings":
            settings[column] = getattr(new.settings, column)
        elif column:
            tables[sheet] = _with_column(tables[sheet], getattr(new, sheet), sheet, column)
        else:
            tables[sheet] = getattr(new, sheet)
    known = set(tables["currencies"]["currency"])
    more = new.currencies[~new.currencies["currency"].isin(known)]
    tables["currencies"] = pd.concat([tables["currencies"], more], ignore_index=True)
    case = dataclasses.replace(old, settings=dataclasses.replace(old.settings, **settings))
    return case.with_tables(**_without_strangers(tables))


def _with_column(table: pd.DataFrame, other: pd.DataFrame, sheet: str, column: str) -> pd.DataFrame:
    """The table with one column as in another, row by key; rows that the other lacks keep theirs."""
    keys = list(BY_NAME[sheet].keys)
    theirs = other[[*keys, column]].rename(columns={column: "theirs"})
    both = table[keys].merge(theirs, how="left", on=keys, indicator=True)
    found = (both["_merge"] == "both").to_numpy()
    return table.assign(**{column: both["theirs"].where(found, table[column].reset_index(drop=True)).to_numpy()})


def _without_strangers(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables without rows that name what no other table has; those that name such rows go with them."""
    kept, before = dict(tables), -1
    while before != (before := sum(len(table) for table in kept.values())):
        for sheet in SHEETS:
            for column in sheet.columns if sheet.name in kept else ():
                home, _, name = column.reference.partition(".")
                if home in kept and column.name in kept[sheet.name]:
                    cells = kept[sheet.name][column.name]
                    kept[sheet.name] = kept[sheet.name][cells.isna() | cells.isin(kept[home][name])]
    return kept


def on_calendar(case: Case, standing: Case) -> Case:
    """The case over the periods of another, from where that one starts: its network, stock and certificates today.

    Units a quarter of a period are the average of its quarters' (those past the end have the last period's); events
    and overrides hold in the periods that their quarters fall into, and end with the past.
    """
    old, new = _spans(case), _spans(standing)
    tables = {
        name: getattr(standing, name) for name in ("periods", "current_network", "current_stock", "certificates_held")
    }
    tables["sites"] = _with_column(case.sites, standing.sites, "sites", "status")
    tables["demand"] = _demand_on(case, old, new)
    tables["events"] = _events_on(case.events, old, new)
    tables["overrides"] = _overrides_on(case.overrides, old, new)
    return case.with_tables(**tables)


def _spans(case: Case) -> dict[str, tuple[int, int]]:
    """First quarter and the one after the last, by period."""
    begins = [quarters.count(str(first)) for first in case.periods["first_quarter"]]
    lengths = case.periods["quarters"].tolist()
    return {str(p): (b, b + n) for p, b, n in zip(case.periods["period"], begins, lengths, strict=True)}


def _at(spans: Mapping[str, tuple[int, int]], quarter: int) -> str:
    """The period with a quarter; the first or last one for quarters outside."""
    for name, (begin, after) in spans.items():
        if begin <= quarter < after:
            return name
    return next(iter(spans)) if quarter < min(begin for begin, _ in spans.values()) else list(spans)[-1]


def _demand_on(case: Case, old: Mapping[str, tuple[int, int]], new: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    wide = case.demand.pivot_table(index=["sku", "zone"], columns="period", values="units", aggfunc="sum", sort=False)
    wide = wide.reindex(columns=list(old)).fillna(0.0)
    rates = {
        period: np.mean([wide[_at(old, quarter)].to_numpy() for quarter in range(begin, after)], axis=0)
        for period, (begin, after) in new.items()
    }
    table = pd.DataFrame(rates, index=wide.index).reset_index()
    long = table.melt(id_vars=["sku", "zone"], var_name="period", value_name="units")
    return _like(case.demand, long[long["units"] > 0].to_dict("records"))


def _events_on(
    events: pd.DataFrame, old: Mapping[str, tuple[int, int]], new: Mapping[str, tuple[int, int]]
) -> pd.DataFrame:
    begins = min(begin for begin, _ in new.values())
    rows = []
    for row in events.to_dict("records"):
        last = row["last_period"]
        if isinstance(last, str) and old[last][1] <= begins:
            continue
        row["first_period"] = _at(new, old[row["first_period"]][0])
        if isinstance(last, str):
            row["last_period"] = _at(new, old[last][1] - 1)
        rows.append(row)
    return _like(events, rows)


def _overrides_on(
    overrides: pd.DataFrame, old: Mapping[str, tuple[int, int]], new: Mapping[str, tuple[int, int]]
) -> pd.DataFrame:
    rows = []
    for row in overrides.to_dict("records"):
        if not isinstance(row["period"], str):
            rows.append(row)
            continue
        begin, after = old[row["period"]]
        rows += [row | {"period": name} for name, (first, _) in new.items() if begin <= first < after]
    return _like(overrides, rows)


def _like(table: pd.DataFrame, rows: Sequence[Mapping[Hashable, object]]) -> pd.DataFrame:
    """Rows as a table with the columns and kinds of another; blanks stay None."""
    columns = {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in table.dtypes.items()}
    return pd.DataFrame(columns, columns=table.columns)


def changed_inputs(old: Case, new: Case) -> pd.DataFrame:
    """Every input that differs: group, sheet, row (its keys), column, old, new.

    What belongs to periods is compared on the new plan's calendar, so that moving on alone changes nothing in it.
    """
    moved = on_calendar(old, new)
    rows: list[Change] = []
    for name in old.settings.__dataclass_fields__:
        was, now = getattr(old.settings, name), getattr(new.settings, name)
        if was != now:
            rows.append((group_of("settings", name), "settings", name, "value", was, now))
    for sheet in SHEETS:
        if sheet.name != "settings":
            before = old if sheet.name in GROUPS[CALENDAR] or sheet.name == "sites" else moved
            rows += _changed_rows(sheet.name, getattr(before, sheet.name), getattr(new, sheet.name))
    order = {name: at for at, name in enumerate([*GROUPS, REST])}
    rows.sort(key=lambda row: order[row[0]])
    return pd.DataFrame(rows, columns=["group", "sheet", "row", "column", "old", "new"], dtype="object")


Change = tuple[str, str, str, str, object, object]


def _changed_rows(sheet: str, old: pd.DataFrame, new: pd.DataFrame) -> list[Change]:
    keys = list(BY_NAME[sheet].keys)
    measures = [column for column in old.columns if column not in keys]
    sides = [{_key(row, keys): row for row in table.to_dict("records")} for table in (old, new)]
    rows: list[Change] = []
    for key in dict.fromkeys((*sides[0], *sides[1])):
        was, now = sides[0].get(key), sides[1].get(key)
        if was is None or now is None:
            words = ("absent", "added") if was is None else ("present", "removed")
            rows.append((group_of(sheet, ""), sheet, key, "", *words))
            continue
        for column in measures:
            a, b = _plain(was[column]), _plain(now[column])
            if a != b and not _near(a, b):
                rows.append((group_of(sheet, column), sheet, key, column, a, b))
    return rows


def _key(row: Mapping[Hashable, object], keys: Sequence[str]) -> str:
    return " / ".join("-" if _plain(row[key]) is None else str(row[key]) for key in keys)


def _plain(value: object) -> object:
    return None if value is None or value != value else value


def _near(a: object, b: object) -> bool:
    """Whether two figures differ by rounding alone."""
    numbers = isinstance(a, (int, float)) and isinstance(b, (int, float))
    return numbers and abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))  # type: ignore[operator, arg-type]


def changed_groups(inputs: pd.DataFrame) -> list[str]:
    """The groups in which some input differs, in the order of exchange."""
    present = set(inputs["group"])
    return [group for group in (*GROUPS, REST) if group in present]
