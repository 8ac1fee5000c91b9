"""What must hold of the planner's own limits, category rules and overrides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inputs.checks_network import offered_bundles, offers_known
from inputs.draft import Check, Draft
from inputs.problems import Problem
from inputs.scopes import Misfit, misfit, terms

OPTIONS = ("country", "site", "operator", "kind", "importer", "bundle")
PREFIXES: dict[str, tuple[str, ...]] = {  # of a limit's scope; limits that are not here take those of options
    "maximum_skus": ("site",),
    "minimum_demand_met": ("country", "zone"),
    "minimum_average_of_worst": (),
    "single_source": ("country", "zone"),
}
HARD = {  # limits that take no penalty, and why
    "minimum_average_of_worst": "a penalty would lower the very figure that is limited",
    "single_source": "a zone has one warehouse or it has several: there is nothing between to pay for",
}
RULE_PREFIXES = ("site", "operator", "kind", "bundle")
NEED_FIGURE = ("minimum_price", "minimum_dimensional_weight")
ARROW_FORM = "site:A -> site:B, or site:A -> not site:B"
SCOPE = ("site", "operator", "bundle", "sku", "period")


def limits_aim(draft: Draft) -> Iterator[Problem]:
    """E801, E802 of limits."""
    limits = draft["limits"]
    for i, entry in limits.entries("limit", "scope"):
        found = _if_then(draft, entry.scope) if entry.limit == "if_then" else _scope(draft, entry)
        for fault in found:
            code = "E802" if fault.unknown else "E801"
            yield limits.problem(code, i, "scope", fault.message, allowed=fault.allowed, fix=fault.fix)


def _scope(draft: Draft, entry: Any) -> Iterator[Misfit]:
    prefixes = PREFIXES.get(entry.limit, OPTIONS)
    parts = terms(entry.scope) if prefixes is OPTIONS else [entry.scope]
    yield from (fault for part in parts if (fault := misfit(draft, part, prefixes, ("all",))))


def _if_then(draft: Draft, scope: str) -> Iterator[Misfit]:
    sides = scope.split("->")
    if len(sides) != 2:
        yield Misfit(False, "if_then needs a condition, an arrow and a consequence", ARROW_FORM, "write A -> B")
        return
    condition, consequence = sides[0], sides[1].strip().removeprefix("not ")
    for term in (*terms(condition), *terms(consequence)):
        fault = misfit(draft, term, OPTIONS, ())
        if fault:
            yield fault


def limits_valued(draft: Draft) -> Iterator[Problem]:
    """E803, E804, E811: every limit has a value that it can have (or needs none), and a penalty only where it can."""
    limits = draft["limits"]
    for i, entry in limits.entries("limit", "value", "penalty"):
        if entry.limit in HARD and entry.penalty is not None:
            yield limits.problem("E811", i, "penalty", HARD[entry.limit], allowed="blank", fix="leave it blank")
        if entry.limit == "single_source":
            if entry.value not in (None, 1):
                message = "it means one warehouse a zone"
                yield limits.problem("E804", i, "value", message, allowed="blank, or 1", fix="leave it blank")
        elif entry.limit == "if_then":
            continue
        elif entry.value is None:
            yield limits.problem("E803", i, "value", f"{entry.limit} needs a value", fix="fill it in")
        elif entry.limit == "minimum_demand_met" and not 0 <= entry.value <= 1:
            fix = f"if {entry.value:g} % is meant, type {entry.value / 100:g}"
            yield limits.problem("E804", i, "value", "it is a share", allowed="from 0 to 1", fix=fix)
        elif entry.value < 0 and entry.limit != "minimum_average_of_worst":
            yield limits.problem("E804", i, "value", "it is below 0", allowed="0 or more", fix="correct it")


def limits_agree(draft: Draft) -> Iterator[Problem]:
    """E806."""
    limits = draft["limits"]
    most = {
        entry.scope: entry
        for _, entry in limits.entries("limit", "scope", "value", "penalty")
        if entry.limit == "maximum_sites" and entry.penalty is None and entry.value is not None
    }
    for i, entry in limits.entries("limit", "scope", "value", "penalty"):
        cap = most.get(entry.scope) if entry.limit == "minimum_sites" and entry.penalty is None else None
        if cap and entry.value is not None and entry.value > cap.value:
            message = f"maximum_sites of the same scope is {cap.value:g}"
            yield limits.problem("E806", i, "value", message, allowed=f"at most {cap.value:g}", fix="correct one")


def minimum_offered(draft: Draft) -> Iterator[Problem]:
    """E812: a hard minimum of sites that names bundles, operators or kinds finds an option in its scope."""
    limits, options = draft["limits"], draft["site_options"]
    needed = {
        "site_options": ("site", "operator", "importer"),
        "operator_bundles": ("operator", "bundle"),
        "sites": ("site", "country", "status"),
        "operators": ("operator", "kind"),
        "bundles": ("bundle",),
    }
    if options.missing or not all(draft[name].sure(*columns) for name, columns in needed.items()):
        return
    found = _offered(draft)
    for i, entry in limits.entries("limit", "scope", "value", "penalty"):
        if entry.limit != "minimum_sites" or entry.penalty is not None or not entry.value or entry.value < 1:
            continue
        asked = [term.partition(":") for term in terms(entry.scope) if ":" in term]
        wanted = {prefix.strip().casefold(): name.strip() for prefix, _, name in asked}
        if wanted and not any(all(option.get(prefix) == name for prefix, name in wanted.items()) for option in found):
            fix = "add such an option to site_options or operator_bundles, or correct the limit"
            yield limits.problem("E812", i, "scope", "no option on offer is in this scope", fix=fix)


def _offered(draft: Draft) -> list[dict[str, str]]:
    """Every option on offer, by the prefixes with which scopes name its parts."""
    sites = {entry.site: entry for _, entry in draft["sites"].entries("site")}
    kinds = {entry.operator: entry.kind for _, entry in draft["operators"].entries("operator")}
    offers = offered_bundles(draft)
    return [
        {
            "site": entry.site,
            "operator": entry.operator,
            "bundle": bundle,
            "kind": kinds[entry.operator],
            "country": sites[entry.site].country,
            "importer": entry.importer or entry.operator,
        }
        for _, entry in draft["site_options"].entries("site", "operator")
        if sites[entry.site].status != "excluded"
        for bundle in offers[entry.operator]
    ]


def rules_sensible(draft: Draft) -> Iterator[Problem]:
    """E801, E802, E803, W805 of category rules."""
    rules = draft["category_rules"]
    for i, entry in rules.entries("applies_to"):
        fault = misfit(draft, entry.applies_to, RULE_PREFIXES, ("all",))
        if fault:
            code = "E802" if fault.unknown else "E801"
            yield rules.problem(code, i, "applies_to", fault.message, allowed=fault.allowed, fix=fault.fix)
    for i, entry in rules.entries("rule", "value"):
        if entry.rule in NEED_FIGURE and entry.value is None:
            yield rules.problem("E803", i, "value", f"{entry.rule} needs a value", fix="fill it in")
        elif entry.rule not in NEED_FIGURE and entry.value is not None:
            yield rules.problem("W805", i, "value", f"{entry.rule} uses no value", fix="leave it blank")


def overrides_name_something(draft: Draft) -> Iterator[Problem]:
    """E807."""
    overrides = draft["overrides"]
    for i, entry in overrides.entries("site", "operator", "bundle", "sku"):
        if not (entry.site or entry.operator or entry.bundle or entry.sku):
            fix = "name a site, an operator, a bundle or a SKU"
            yield overrides.problem("E807", i, "site", "it would hold for everything", fix=fix)


def overrides_meet_options(draft: Draft) -> Iterator[Problem]:
    """E809, W810: what an override names is among the options on offer."""
    overrides, options = draft["overrides"], draft["site_options"]
    if options.missing or not options.sure("site", "operator"):
        return
    offers = offered_bundles(draft)
    tenancies = sorted((str(s), str(o)) for s, o in options.known("site", "operator"))
    status = {entry.site: entry.status for _, entry in draft["sites"].entries("site", "status")}
    told = {site for site in status if (site,) not in options.known("site")}  # that they have no option at all
    for i, entry in overrides.entries("site", "operator", "bundle"):
        if entry.bundle and not offers_known(draft):
            continue
        if entry.site in told and (entry.decision == "never" or status[entry.site] in ("must_open", "existing")):
            continue
        offered = any(
            entry.site in (None, s) and entry.operator in (None, o) and (not entry.bundle or entry.bundle in offers[o])
            for s, o in tenancies
        )
        if not offered:
            code = "E809" if entry.decision == "must" else "W810"
            column = "site" if entry.site else "operator" if entry.operator else "bundle"
            fix = "add the option to site_options or operator_bundles, or correct the names"
            yield overrides.problem(code, i, column, "no option on offer fits this row", fix=fix)


def _covers(never: Any, must: Any) -> bool:
    """Whether everything that `must` could choose from is forbidden by `never`."""
    return all(getattr(never, name) in (None, getattr(must, name)) for name in SCOPE)


def overrides_agree(draft: Draft) -> Iterator[Problem]:
    """E808: no must that a never, or the site's status, rules out; no never for a site that must open."""
    overrides = draft["overrides"]
    status = {entry.site: entry.status for _, entry in draft["sites"].entries("site", "status")}
    entries = list(overrides.entries())
    nevers = [(i, entry) for i, entry in entries if entry.decision == "never"]
    for i, entry in entries:
        if entry.decision == "must":
            ruling = next((j for j, never in nevers if _covers(never, entry)), None)
            if ruling is not None:
                message = f"row {overrides.rows[ruling]} says never to all of it"
                yield overrides.problem("E808", i, "decision", message, fix="remove one of the two rows")
            if status.get(entry.site) == "excluded":
                message = f"{entry.site} has the status excluded"
                yield overrides.problem("E808", i, "decision", message, fix="change the status or this row")
        elif status.get(entry.site) == "must_open" and not (entry.operator or entry.bundle or entry.sku):
            message = f"{entry.site} has the status must_open"
            yield overrides.problem("E808", i, "decision", message, fix="change the status or this row")


DECISION_CHECKS: tuple[Check, ...] = (
    ("Every limit's scope can be understood and names something known.", limits_aim),
    ("Every limit has a value that it can have.", limits_valued),
    ("No minimum is above the maximum of the same scope.", limits_agree),
    ("What a minimum of sites asks for is on offer.", minimum_offered),
    ("Every category rule has a figure if it needs one, and a scope that exists.", rules_sensible),
    ("Every override names a site, an operator, a bundle or a SKU.", overrides_name_something),
    ("What an override names is on offer.", overrides_meet_options),
    ("Overrides contradict neither each other nor a site's status.", overrides_agree),
)
