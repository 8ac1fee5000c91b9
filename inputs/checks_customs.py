"""What must hold of duties, customs areas and declaration fees."""

from __future__ import annotations

from collections.abc import Iterator

from inputs import quarters
from inputs.draft import Check, Draft
from inputs.problems import Problem
from inputs.tables import Table

FROM_THE_BEGINNING = "add a row that holds from the beginning (from_quarter blank)"


def _earliest(table: Table, *columns: str) -> dict[tuple[object, ...], tuple[int, int]]:
    """For each key: the first quarter (a count, 0 = from the beginning) in which a row holds, and its position."""
    found: dict[tuple[object, ...], tuple[int, int]] = {}
    dated = zip(*(table.values[name] for name in (*columns, "from_quarter")), strict=True)
    for i, (*key, quarter) in enumerate(dated):
        begin = (quarters.count(str(quarter)) if quarter else 0, i)
        found[tuple(key)] = min(begin, found.get(tuple(key), begin))
    return found


def duties_given(draft: Draft) -> Iterator[Problem]:
    """E601, E602: in every area with a duty-paid site, each SKU's tariff line has a duty from the plan's start."""
    skus, duties, span = draft["skus"], draft["duties"], draft.span()
    if duties.missing or duties.unsure & {"duty_class", "customs_area"}:
        return
    areas: dict[str, str] = {}  # and the first duty-paid site there
    for _, site in draft["sites"].entries("customs_area", "regime", "status"):
        if site.regime == "duty_paid" and site.status != "excluded":
            areas.setdefault(site.customs_area, site.site)
    begins = _earliest(duties, "duty_class", "customs_area")
    told: set[tuple[str, str]] = set()
    for i, entry in skus.entries("duty_class"):
        for area, site_there in areas.items():
            pair = (entry.duty_class, area)
            if pair in told:
                continue
            told.add(pair)
            if pair not in begins:
                fix = f"add {entry.duty_class} in {area} to the duties sheet"
                message = f"it has no duty in {area}, where {site_there} is duty-paid"
                yield skus.problem("E601", i, "duty_class", message, fix=fix)
            elif span and begins[pair][0] > span[0]:
                message = (
                    f"{entry.duty_class} has no duty in {area} before this quarter, but the plan starts in "
                    f"{quarters.text(span[0])}"
                )
                yield duties.problem("E602", begins[pair][1], "from_quarter", message, fix=FROM_THE_BEGINNING)


def bands_from_zero(draft: Draft) -> Iterator[Problem]:
    """E603."""
    duties = draft["duties"]
    lowest: dict[tuple[object, ...], tuple[float, int]] = {}
    columns = ("duty_class", "customs_area", "from_quarter", "from_price_per_kg")
    for i, (*key, price) in enumerate(zip(*(duties.values[name] for name in columns), strict=True)):
        band = (float(price or 0), i)
        lowest[tuple(key)] = min(band, lowest.get(tuple(key), band))
    for (duty_class, area, _, *_), (price, i) in lowest.items():
        if price > 0 and not duties.cut:
            message = f"{duty_class} in {area} has no duty below this price per kg"
            fix = "add a row with from_price_per_kg 0"
            yield duties.problem("E603", i, "from_price_per_kg", message, fix=fix)


def areas_ruled(draft: Draft) -> Iterator[Problem]:
    """E604: every customs area in use has a VAT and parcel rule when the plan starts."""
    areas, span = draft["customs_areas"], draft.span()
    used = {**draft["zones"].words("customs_area"), **draft["sites"].words("customs_area")}
    for (area,), (begin, i) in _earliest(areas, "customs_area").items():
        if span and area in used and not areas.cut and begin > span[0]:
            message = f"no rule holds in {area} before this quarter, but the plan starts in {quarters.text(span[0])}"
            yield areas.problem("E604", i, "from_quarter", message, fix=FROM_THE_BEGINNING)


def fees_open_ended(draft: Draft) -> Iterator[Problem]:
    """W605."""
    fees = draft["declaration_fees"]
    top: dict[tuple[object, ...], tuple[float, int]] = {}
    columns = ("customs_area", "from_quarter", "value_up_to")
    for i, (area, quarter, value) in enumerate(zip(*(fees.values[name] for name in columns), strict=True)):
        band = (float("inf") if value is None else float(value), i)
        top[area, quarter] = max(band, top.get((area, quarter), band))
    for (area, _), (value, i) in top.items():
        if value < float("inf") and not fees.cut:
            message = f"no fee is given in {area} for declarations above this value"
            yield fees.problem("W605", i, "value_up_to", message, fix="leave the highest band's value_up_to blank")


CUSTOMS_CHECKS: tuple[Check, ...] = (
    ("Every SKU's tariff line has a duty wherever a duty-paid site is, from the plan's start.", duties_given),
    ("The price bands of a duty start at 0.", bands_from_zero),
    ("Every customs area in use has a VAT and parcel rule from the plan's start.", areas_ruled),
    ("Declaration fees have a band for the highest values.", fees_open_ended),
)
