"""Names spelt in other capitals, widths or spaces come to stand for those declared, before anything is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from inputs.draft import Draft
from inputs.findings import Findings
from inputs.scopes import HOMES, is_all, names
from inputs.sheets import SHEETS
from inputs.spelling import by_fold, declared, fold
from inputs.tables import Table

COUNTRIES = ("lane_rates", "zones", "sites")  # where countries stand; the first spelling rules
CORRIDOR_EVENTS = ("corridor_closed", "corridor_cost_factor", "corridor_extra_days")
Settle = Callable[[str], str]


def match_names(draft: Draft, findings: Findings) -> None:
    """Rewrite every reference and scope that is another spelling of a declared name, with a note (N144)."""
    for home in dict.fromkeys(column.reference for sheet in SHEETS for column in sheet.columns if column.reference):
        _unify(draft, home, findings)
    for sheet in SHEETS:
        for column in sheet.columns if sheet.name in draft.tables else ():
            home, _, name = column.reference.partition(".")
            if home:
                words = draft[home].words(name)
                _settle(draft[sheet.name], column.name, _spelt_like(words), findings)
    countries = [word for sheet in COUNTRIES for word in draft[sheet].words("country")]
    for sheet_name in COUNTRIES:
        _settle(draft[sheet_name], "country", _spelt_like(_firsts(countries)), findings)
    _settle_scopes(draft, findings)


def _unify(draft: Draft, home: str, findings: Findings) -> None:
    """Within a declaring column that may repeat a name, the first spelling rules; elsewhere two are a repeated key."""
    sheet, _, column = home.partition(".")
    table = draft[sheet]
    if table.sheet.keys != (column,):
        _settle(table, column, _spelt_like(_firsts(table.words(column))), findings)


def _firsts(words: Iterable[str]) -> dict[str, None]:
    """The words without those that are other spellings of an earlier one."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(fold(word), word)
    return dict.fromkeys(found.values())


def _spelt_like(words: Mapping[str, None]) -> Settle:
    folded = by_fold(words)
    return lambda word: declared(word, words, folded) or word


def _settle(table: Table, column: str, settle: Settle, findings: Findings) -> None:
    """Replace the column's values by what `settle` makes of them."""
    values = table.values[column]
    changed = {v: new for v in dict.fromkeys(values) if isinstance(v, str) and (new := settle(v)) != v}
    if not changed:
        return
    for i, value in enumerate(values):
        if value in changed:
            values[i] = changed[value]
            table.remember(i, column, value)
            if i % table.per_row == 0:
                where = table.where(i, column)
                findings.note("N144", table.sheet.name, column, where, str(value), str(values[i]))


def _settle_scopes(draft: Draft, findings: Findings) -> None:
    known = {prefix: names(draft, prefix) or {} for prefix in ("kind", *HOMES)}
    spelt = {prefix: _spelt_like(words) for prefix, words in known.items()}
    scope = _scope_settler(spelt)
    _settle(draft["limits"], "scope", scope, findings)
    _settle(draft["category_rules"], "applies_to", scope, findings)
    _settle(draft["parcel_lanes"], "zone", lambda zone: zone if is_all(zone) else spelt["zone"](zone), findings)
    corridor = _spelt_like(_firsts(draft["inbound_lanes"].words("corridor")))
    duty = _spelt_like(draft["duties"].words("duty_class"))
    area = _spelt_like(draft["customs_areas"].words("customs_area"))
    currency = _spelt_like({**draft["currencies"].words("currency"), draft.currency: None})
    events = draft["events"]
    for i, kind in enumerate(events.values["kind"]):
        target = events.values["target"][i]
        if not isinstance(target, str) or target.casefold() == "all":
            continue
        if kind in CORRIDOR_EVENTS:
            new = corridor(target)
        elif kind == "currency_factor":
            new = currency(target)
        elif kind in ("duty_points", "duty_factor"):
            new = _duty(target, duty, area)
        else:
            new = scope(target)
        if new != target:
            events.values["target"][i] = new
            findings.note("N144", "events", "target", events.where(i, "target"), target, new)


def _duty(target: str, duty: Settle, area: Settle) -> str:
    duty_class, at, place = (part.strip() for part in target.partition("@"))
    if at:
        return f"{duty(duty_class)}@{area(place)}"
    return area(target) if area(target) != target else duty(target)


def _scope_settler(spelt: Mapping[str, Settle]) -> Settle:
    """Rewrites the names in a scope and leaves all else as it stands."""

    def term(text: str) -> str:
        prefix, colon, name = text.partition(":")
        key = prefix.strip().casefold().removeprefix("not ").strip()
        settle = spelt.get(key)
        if not colon or settle is None:
            return text
        bare = name.strip()
        return f"{prefix}:{name.replace(bare, settle(bare))}" if bare and settle(bare) != bare else text

    def scope(text: str) -> str:
        return "->".join("&".join(map(term, side.split("&"))) for side in text.split("->"))

    return scope
