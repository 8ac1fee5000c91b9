"""What must hold of sites, options, lanes and the current network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from inputs import quarters
from inputs.draft import Check, Draft, listed
from inputs.problems import Problem, nearest
from inputs.scopes import is_all
from inputs.spelling import lookalike, perhaps

NOWHERE = "nothing can be delivered here: its demand stays unmet"


def current_network_agrees(draft: Draft) -> Iterator[Problem]:
    """E501: a site's status is existing if and only if current_network says who runs it."""
    sites, current = draft["sites"], draft["current_network"]
    status = {entry.site: entry.status for _, entry in sites.entries("site", "status")}
    running = current.words("site")
    for i, entry in sites.entries("site", "status"):
        if entry.status == "existing" and entry.site not in running and "site" not in current.unsure:
            fix = f"add {entry.site} to current_network, or set the status to candidate"
            yield sites.problem("E501", i, "status", "current_network does not say who runs it", fix=fix)
    for i, entry in current.entries("site"):
        if entry.site in status and status[entry.site] != "existing":
            message = f"on the sites sheet its status is {status[entry.site]}"
            fix = "set that status to existing (and use overrides for must or never), or remove this row"
            yield current.problem("E501", i, "site", message, fix=fix)


def offered_bundles(draft: Draft) -> dict[str, dict[str, None]]:
    """The bundles each operator named anywhere offers; one without a row of its own offers all."""
    everything = draft["bundles"].words("bundle")
    pairs = draft["operator_bundles"]
    offers: dict[str, dict[str, None]] = {}
    for operator, bundle in zip(pairs.values["operator"], pairs.values["bundle"], strict=True):
        if bundle is not None:
            offers.setdefault(str(operator), {})[str(bundle)] = None
    named = [name for sheet in ("site_options", "current_network") for name in draft[sheet].words("operator")]
    return {operator: offers.get(operator, everything) for operator in named}


def offers_known(draft: Draft) -> bool:
    """Whether every offer of a bundle could be read, so that one which is not listed is not offered."""
    return not draft["operator_bundles"].unsure & {"operator", "bundle"}


def current_network_offered(draft: Draft) -> Iterator[Problem]:
    """E502."""
    current, options = draft["current_network"], draft["site_options"]
    tenancies = options.known("site", "operator")
    offers = offered_bundles(draft)
    for i, entry in current.entries("site", "operator", "bundle"):
        if options.missing or options.unsure & {"site", "operator"}:
            continue
        if (entry.site, entry.operator) not in tenancies:
            message = f"site_options has no row for {entry.site} run by {entry.operator}"
            yield current.problem("E502", i, "operator", message, fix="add that row to site_options")
        elif entry.bundle not in offers[entry.operator] and offers_known(draft):
            message = f"{entry.operator} does not offer {entry.bundle}"
            allowed = listed(offers[entry.operator])
            fix = "add the pair to operator_bundles, or correct it"
            yield current.problem("E502", i, "bundle", message, allowed=allowed, fix=fix)


def leases_begun(draft: Draft) -> Iterator[Problem]:
    """W503."""
    span, current = draft.span(), draft["current_network"]
    for i, entry in current.entries("since"):
        if span and entry.since and quarters.count(entry.since) > span[0]:
            message = f"the plan starts in {quarters.text(span[0])}, before this lease"
            yield current.problem("W503", i, "since", message, fix="check the quarter")


def sites_have_options(draft: Draft) -> Iterator[Problem]:
    """E504, W505."""
    sites, options = draft["sites"], draft["site_options"]
    if options.missing or options.unsure & {"site"}:
        return
    offered = options.words("site")
    for i, entry in sites.entries("site", "status"):
        if entry.site in offered or entry.status == "excluded":
            continue
        fix = f"add a row for {entry.site} to site_options"
        if entry.status == "candidate":
            yield sites.problem("W505", i, "site", "site_options has no row for it: it can never run", fix=fix)
        else:
            message = f"its status is {entry.status}, but site_options has no row for it"
            yield sites.problem("E504", i, "site", message, fix=fix)


def sites_supplied(draft: Draft) -> Iterator[Problem]:
    """E506: every site with an option has an inbound lane."""
    sites, lanes = draft["sites"], draft["inbound_lanes"]
    if lanes.missing or lanes.unsure & {"site"}:
        return
    offered, reached = draft["site_options"].words("site"), lanes.words("site")
    for i, entry in sites.entries("site", "status"):
        if entry.site in offered and entry.site not in reached and entry.status != "excluded":
            fix = f"add a row for {entry.site} to inbound_lanes, or set its status to excluded"
            yield sites.problem("E506", i, "site", "no inbound lane leads to it", fix=fix)


def may_serve(site: Any, zone: Any) -> bool:
    """Duty-paid and bonded sites serve their own customs area, border sites any."""
    return bool(site.regime == "border" or site.customs_area == zone.customs_area)


def lanes_in_area(draft: Draft) -> Iterator[Problem]:
    """E507."""
    lanes = draft["outbound_lanes"]
    sites = {entry.site: entry for _, entry in draft["sites"].entries("site", "regime", "customs_area")}
    zones = {entry.zone: entry for _, entry in draft["zones"].entries("zone", "customs_area")}
    for i, entry in lanes.entries("site", "zone"):
        site, zone = sites.get(entry.site), zones.get(entry.zone)
        if site and zone and not may_serve(site, zone):
            message = (
                f"{entry.zone} is in {zone.customs_area}, but {entry.site} is {site.regime} in {site.customs_area}"
            )
            fix = "remove the lane, or correct the site's regime or a customs area"
            yield lanes.problem("E507", i, "zone", message, allowed=f"zones in {site.customs_area}", fix=fix)


def deliveries_told(draft: Draft) -> Iterator[Problem]:
    """E515: where none of the three sheets of deliveries has a row."""
    sheets = [draft[name] for name in ("lane_rates", "outbound_lanes", "parcel_lanes")]
    if not any(len(sheet) or sheet.cut for sheet in sheets):
        fix = "fill in delivery rates on lane_rates, or lanes on outbound_lanes or parcel_lanes"
        yield Problem("E515", "lane_rates", "", "", "", "it is not known how anything reaches a zone", fix=fix)


def zones_served(draft: Draft) -> Iterator[Problem]:
    """W508: a lane of its own, one generated from lane_rates, or a parcel lane leads to every zone; E515: to none."""
    outbound, rates, parcels = draft["outbound_lanes"], draft["lane_rates"], draft["parcel_lanes"]
    located = draft["sites"].sure("latitude", "longitude", "regime", "customs_area")
    if not (outbound.sure("zone") and rates.sure("country") and parcels.sure("zone") and located):
        return
    if any(is_all(zone) for zone in parcels.words("zone")) or not (len(outbound) or len(rates) or len(parcels)):
        return
    reached = {**outbound.words("zone"), **parcels.words("zone")}
    sites = draft["sites"].entries("latitude", "longitude", "regime", "customs_area")
    placed = [entry for _, entry in sites if None not in (entry.latitude, entry.longitude)]
    zones = draft["zones"]
    unserved = []
    for i, zone in zones.entries("zone", "country", "customs_area", "latitude", "longitude"):
        placeable = None not in (zone.latitude, zone.longitude) and zone.country in rates.words("country")
        if zone.zone not in reached and not (placeable and any(may_serve(site, zone) for site in placed)):
            unserved.append(i)
    fix = "add a row to outbound_lanes or parcel_lanes, or its country to lane_rates with coordinates"
    if unserved and len(unserved) == len(zones) and not (draft["sites"].missing or draft["sites"].cut or zones.cut):
        message = "nothing can be delivered to this zone, nor to any other" if len(zones) > 1 else NOWHERE
        yield replace(zones.problem("E515", 0, "zone", message, fix=fix), cells=len(zones))
        return
    for i in unserved:
        yield zones.problem("W508", i, "zone", NOWHERE, fix=fix)


def parcel_zones_known(draft: Draft) -> Iterator[Problem]:
    """E509, E510: parcel lanes lead to zones or to all; so no zone may be called all."""
    zones, lanes = draft["zones"], draft["parcel_lanes"]
    for i, entry in zones.entries("zone"):
        if is_all(entry.zone):
            yield zones.problem("E510", i, "zone", "all stands for every zone", fix="give it another name")
    if zones.missing or "zone" in zones.unsure:
        return
    words = zones.words("zone")
    for i, entry in lanes.entries("zone"):
        if entry.zone not in words and not is_all(entry.zone):
            fix = perhaps(entry.zone, [*words, "all"], "add it to the zones sheet, or correct it")
            allowed = f"all, {listed(words)}"
            yield lanes.problem("E509", i, "zone", "not on the zones sheet", allowed=allowed, fix=fix)


def rates_lead_somewhere(draft: Draft) -> Iterator[Problem]:
    """E512: the country of lane_rates is no misspelling of one with zones (one without: W910)."""
    rates, zones = draft["lane_rates"], draft["zones"]
    if zones.missing or "country" in zones.unsure:
        return
    countries = zones.words("country")
    unserved = [country for country in countries if country not in rates.words("country")]
    for i, entry in rates.entries("country"):
        if entry.country in countries:
            continue
        near = lookalike(entry.country, unserved) or nearest(entry.country, unserved)
        if near:
            message, fix = "no zone is in this country", perhaps(entry.country, unserved, "correct it")
            yield rates.problem("E512", i, "country", message, allowed=listed(countries), fix=fix)
            rates.refuse((i,), "country")


def after_sales_offered(draft: Draft) -> Iterator[Problem]:
    """E513, W514: SKUs that need after-sales service find a package with it at some site; told once, at the first."""
    skus, bundles, options = draft["skus"], draft["bundles"], draft["site_options"]
    pairs = draft["operator_bundles"]
    known = options.sure("site", "operator") and pairs.sure("operator", "bundle")
    if options.missing or not (known and bundles.sure("bundle", "after_sales")):
        return
    needing = [i for i, entry in skus.entries("needs_after_sales") if entry.needs_after_sales]
    serving = {entry.bundle for _, entry in bundles.entries("bundle") if entry.after_sales}
    excluded = {entry.site for _, entry in draft["sites"].entries("status") if entry.status == "excluded"}
    offers = offered_bundles(draft)
    everyone = [entry for _, entry in options.entries("site", "operator")]
    able = {entry.operator for entry in everyone if serving.intersection(offers[entry.operator])}
    if not needing or any(entry.operator in able for entry in everyone if entry.site not in excluded):
        return
    others = f", like {len(needing) - 1} more SKUs" if len(needing) > 1 else ""
    message = f"it needs after-sales service{others}, but "
    if able:
        message += f"the sites of those who offer it ({listed(dict.fromkeys(sorted(able)))}) are excluded"
        fix = "admit one of the sites, or set this to no"
        yield skus.problem("W514", needing[0], "needs_after_sales", message, allowed="no", fix=fix)
        return
    message += _nobody_serves(draft, serving)
    fix = "add a bundle with after_sales, offered by an operator of site_options, or set this to no"
    yield skus.problem("E513", needing[0], "needs_after_sales", message, allowed="no", fix=fix)


def _nobody_serves(draft: Draft, serving: set[str]) -> str:
    """Why no option offers a package with after-sales service."""
    if not serving:
        return f"no package has it: neither {', '.join(draft['bundles'].words('bundle'))}"
    pairs = draft["operator_bundles"]
    both = zip(pairs.values["operator"], pairs.values["bundle"], strict=True)
    who = ", ".join(sorted({str(operator) for operator, bundle in both if bundle in serving})) or "nobody"
    return f"the packages with it ({', '.join(sorted(serving))}) are offered by {who}, without an option at any site"


def options_in_time(draft: Draft) -> Iterator[Problem]:
    """W511."""
    span, options = draft.span(), draft["site_options"]
    for i, entry in options.entries("first_quarter"):
        if span and entry.first_quarter and quarters.count(entry.first_quarter) >= span[1]:
            message = f"the plan ends before, with {quarters.text(span[1] - 1)}: it can never run"
            yield options.problem("W511", i, "first_quarter", message, fix="check the quarter")


NETWORK_CHECKS: tuple[Check, ...] = (
    ("A site's status is existing if and only if the current network says who runs it.", current_network_agrees),
    ("What runs today is among the options on offer.", current_network_offered),
    ("What runs today began before the plan.", leases_begun),
    ("Every site that is not excluded has an option.", sites_have_options),
    ("An inbound lane leads to every site with an option.", sites_supplied),
    ("Duty-paid and bonded sites deliver in their own customs area only.", lanes_in_area),
    ("Parcel lanes lead to known zones.", parcel_zones_known),
    ("No country with delivery rates is one with zones misspelt.", rates_lead_somewhere),
    ("It is known how goods reach zones.", deliveries_told),
    ("Something can be delivered to every zone.", zones_served),
    ("SKUs that need after-sales service find a package with it at some site.", after_sales_offered),
    ("Every option can start before the plan ends.", options_in_time),
)
