"""Every check across sheets: the tiny plan with one thing wrong gives that one problem, at its cell."""

from collections.abc import Callable
from typing import Any

import pytest
from tiny import tables

from inputs.assembling import inspect_tables, raw_table
from inputs.checks import CHECKS
from inputs.problems import CODES, Problem

Tables = dict[str, Any]
Change = Callable[[Tables], object]


def found(made: Tables) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.sheet, problem.cell) for problem in problems(made)]


def problems(made: Tables) -> tuple[Problem, ...]:
    return inspect_tables([raw_table(name, table) for name, table in made.items()]).problems


def put(sheet: str, row: int = 0, **cells: object) -> Change:
    """Change cells of a row that is there."""
    return lambda made: made[sheet][row].update(cells)


def add(sheet: str, *rows: dict[str, object]) -> Change:
    """Add rows to a sheet, which need not be there yet."""
    return lambda made: made.setdefault(sheet, []).extend(rows)


def drop(sheet: str, *rows: int) -> Change:
    def change(made: Tables) -> None:
        made[sheet] = [row for i, row in enumerate(made[sheet]) if i not in rows]

    return change


def both(*changes: Change) -> Change:
    return lambda made: [change(made) for change in changes]


def event(kind: str, target: str, value: object = None, **more: object) -> Change:
    """A second scenario with one event."""
    row = {"scenario": "bad", "kind": kind, "target": target, "first_period": "Y1", "value": value}
    futures = [{"scenario": "calm", "probability": 0.9}, {"scenario": "bad", "probability": 0.1}]
    return both(add("scenarios", *futures), add("events", row | more))


def run_today(**more: object) -> Change:
    row = {"site": "North", "operator": "Indie", "bundle": "store", "since": None}
    return both(put("sites", status="existing"), add("current_network", row | more))


EXOTIC = {"zone": "Far", "country": "Elsewhere", "customs_area": "V"}
V_AREA = {"customs_area": "V", "vat": 0.1}
MONEY_X = {"currency": "X", "rate": 2}

WRONG: dict[str, tuple[Change, str, str, str]] = {  # the cell: columns in the order in which rows name them
    "the same key twice": (lambda made: made["zones"].append(made["zones"][0]), "E301", "zones", "A4"),
    "an unknown reference": (put("site_options", 0, operator="Indy"), "E302", "site_options", "B2"),
    "a currency without a rate": (put("skus", 0, currency="usd"), "E303", "skus", "J2"),
    "an amount beyond any plan in the plan's currency": (
        lambda made: (
            made.update(currencies=[{"currency": "USD", "rate": 2}]),
            made["bundles"][1].update(fixed_cost=9e14, currency="USD"),
        ),
        "E305", "bundles", "E3",
    ),
    "no periods": (drop("periods", 0, 1), "E401", "periods", ""),
    "a gap between periods": (put("periods", 1, first_quarter="2028Q2"), "E402", "periods", "B3"),
    "periods that overlap": (put("periods", 0, quarters=5), "E402", "periods", "B3"),
    "a period called like a column": (
        both(put("periods", 0, period="Zone"), lambda made: [row.update(period="Y2") for row in made["demand"][::2]],
             lambda made: made.update(demand=made["demand"][1::2])),
        "E403", "periods", "A2",
    ),
    "the plan's currency at another rate": (
        add("currencies", {"currency": "R", "rate": 2}),
        "E404", "currencies", "B2",
    ),
    "goods for nothing": (put("skus", 0, price=0), "E405", "skus", "E2"),
    "goods below cost": (put("skus", 0, price=40), "W406", "skus", "E2"),
    "goods below cost in another currency": (
        both(add("currencies", MONEY_X), lambda made: [row.update(price_currency=None) for row in made["skus"]],
             put("skus", 0, currency="X", price_currency="R", price=99)),
        "W406", "skus", "E2",
    ),
    "a package larger than its side": (put("skus", 0, longest_side_cm=30), "W407", "skus", "G2"),
    "demand both ways": (add("demand", {"sku": "A", "period": "Y1", "units": 3}), "E408", "demand", "B10"),
    "demand that cannot be spread": (
        both(put("zones", 0, share=0), put("zones", 1, share=0),
             lambda made: made.update(demand=[{"sku": k, "zone": None, "Y1": 3, "Y2": 3} for k in "AB"])),
        "E409", "demand", "C2",
    ),
    "a SKU that nobody wants": (drop("demand", 4, 5, 6, 7), "W410", "skus", "A3"),
    "a period without demand": (
        lambda made: made.update(demand=[row for row in made["demand"] if row["period"] == "Y1"]),
        "W411", "periods", "A3",
    ),
    "an existing site that nobody runs": (
        both(lambda made: [row.update(status="candidate") for row in made["sites"]],
            put("sites", 1, status="existing")),
        "E501", "sites", "D3",
    ),
    "a candidate that runs today": (
        both(run_today(), put("sites", status="candidate")),
        "E501", "current_network", "A2",
    ),
    "a tenant without an option": (both(run_today(), drop("site_options", 0)), "E502", "current_network", "B2"),
    "a tenant with a bundle it does not offer": (
        both(run_today(), add("operator_bundles", {"operator": "Indie", "bundle": "full"})),
        "E502", "current_network", "C2",
    ),
    "a lease yet to begin": (run_today(since="2027Q2"), "W503", "current_network", "D2"),
    "a must-open site without options": (
        both(put("sites", 1, status="must_open"), drop("site_options", 2, 3)), "E504", "sites", "A3",
    ),
    "a candidate without options": (drop("site_options", 2, 3), "W505", "sites", "A3"),
    "a site without an inbound lane": (drop("inbound_lanes", 1), "E506", "sites", "A3"),
    "a lane into another customs area": (
        both(add("zones", EXOTIC), add("customs_areas", V_AREA),
             add("outbound_lanes", {"site": "North", "zone": "Far", "days": 3})),
        "E507", "outbound_lanes", "B6",
    ),
    "a zone that nothing reaches": (
        both(add("zones", EXOTIC), add("customs_areas", V_AREA), put("parcel_lanes", zone="North")),
        "W508", "zones", "A4",
    ),
    "no deliveries at all": (
        lambda made: made.update(outbound_lanes=[], parcel_lanes=[]), "E515", "lane_rates", "",
    ),
    "a parcel lane to nowhere": (put("parcel_lanes", zone="Nord"), "E509", "parcel_lanes", "B2"),
    "rates for a country misspelt": (add("lane_rates", {"country": "Lnad", "per_kg": 1}), "E512", "lane_rates", "A2"),
    "after-sales service that nobody offers": (
        both(put("skus", 1, needs_after_sales="yes"), put("bundles", 1, after_sales="no")), "E513", "skus", "J3",
    ),
    "after-sales service at excluded sites alone": (
        both(put("skus", 1, needs_after_sales="yes"), put("sites", 0, status="excluded"),
             put("sites", 1, status="excluded")),
        "W514", "skus", "J3",
    ),
    "a plan's currency that no row is in": (
        both(put("skus", 0, currency="RUB"), put("skus", 1, currency="RUB"),
             lambda made: made["settings"].update(currency="RUBB")),
        "E304", "settings", "B3",
    ),
    "a zone called all": (add("zones", EXOTIC | {"zone": "All", "customs_area": "U"}), "E510", "zones", "A4"),
    "an option after the plan": (put("site_options", first_quarter="2029Q1"), "W511", "site_options", "F2"),
    "no duty in an area": (
        both(put("sites", 1, customs_area="V"), add("customs_areas", V_AREA), drop("outbound_lanes", 2, 3)),
        "E601", "skus", "C2",
    ),
    "no duty at the start": (put("duties", from_quarter="2027Q2"), "E602", "duties", "D2"),
    "duty bands above zero": (put("duties", from_price_per_kg=2), "E603", "duties", "D2"),
    "no VAT at the start": (put("customs_areas", from_quarter="2027Q2"), "E604", "customs_areas", "D2"),
    "fees with a top": (
        add("declaration_fees", {"customs_area": "U", "value_up_to": 9, "fee": 1}), "W605", "declaration_fees", "B2",
    ),
    "probabilities that do not sum to 1": (
        both(event("demand_factor", "all", 0.5), put("scenarios", 1, probability=0.2)),
        "E701", "scenarios", "B2:B3",
    ),
    "a target in no known form": (event("seizure", "independent"), "E702", "events", "C2"),
    "the plan's own currency as a target": (event("currency_factor", "R", 1.2), "E702", "events", "C2"),
    "a target that is not there": (event("seizure", "kind:independant & no_tax"), "E703", "events", "C2"),
    "a corridor that is not there": (event("corridor_closed", "rai"), "E703", "events", "C2"),
    "a duty on nothing": (event("duty_points", "e@U", 0.1), "E703", "events", "C2"),
    "demand of nothing": (event("demand_factor", "sku:Z", 0.5), "E703", "events", "C2"),
    "an unknown currency as a target": (event("currency_factor", "EUR", 1.2), "E703", "events", "C2"),
    "an event without its value": (event("demand_factor", "all"), "E704", "events", "E2"),
    "an event beyond bounds": (event("duty_points", "all", 8), "E705", "events", "E2"),
    "a seizure with a value": (event("seizure", "site:North", 3), "W706", "events", "E2"),
    "an event that ends before it begins": (
        event("corridor_closed", "rail", first_period="Y2", last_period="Y1"), "E707", "events", "F2",
    ),
    "an event without scenarios": (
        add("events", {"scenario": "bad", "kind": "seizure", "target": "site:North", "first_period": "Y1"}),
        "E302", "events", "A2",
    ),
    "a limit in no known form": (
        add("limits", {"limit": "maximum_sites", "scope": "North", "value": 1}),
        "E801", "limits", "B2",
    ),
    "an if_then without an arrow": (add("limits", {"limit": "if_then", "scope": "site:North"}), "E801", "limits", "B2"),
    "a limit on a scope it cannot have": (
        add("limits", {"limit": "maximum_skus", "scope": "kind:platform", "value": 1}), "E801", "limits", "B2",
    ),
    "a limit on nothing": (
        add("limits", {"limit": "maximum_sites", "scope": "site:Nrth", "value": 1}),
        "E802", "limits", "B2",
    ),
    "an if_then on nothing": (
        add("limits", {"limit": "if_then", "scope": "site:North -> not site:East"}), "E802", "limits", "B2",
    ),
    "a rule on nothing": (
        add("category_rules", {"rule": "no_seasonal", "applies_to": "bundle:gold"}),
        "E802", "category_rules", "B2",
    ),
    "a limit without a value": (add("limits", {"limit": "maximum_sites", "scope": "all"}), "E803", "limits", "2:2"),
    "a rule without a figure": (
        add("category_rules", {"rule": "minimum_price", "value": None}),
        "E803", "category_rules", "B2",
    ),
    "a share above 1": (add("limits", {"limit": "minimum_demand_met", "value": 80}), "E804", "limits", "B2"),
    "a penalty on the average of the worst": (
        add("limits", {"limit": "minimum_average_of_worst", "value": 5, "penalty": 2}), "E811", "limits", "C2"
    ),
    "a limit below 0": (add("limits", {"limit": "maximum_changes", "value": -1}), "E804", "limits", "B2"),
    "a rule with a figure it does not use": (
        add("category_rules", {"rule": "no_seasonal", "value": 5}), "W805", "category_rules", "B2",
    ),
    "a minimum above its maximum": (
        add("limits", {"limit": "minimum_sites", "value": 2}, {"limit": "maximum_sites", "value": 1}),
        "E806", "limits", "B2",
    ),
    "a minimum of sites with a bundle that nobody offers": (
        both(add("limits", {"limit": "minimum_sites", "scope": "bundle:full", "value": 1}),
             add("operator_bundles", *({"operator": name, "bundle": "store"} for name in ("Indie", "Plat")))),
        "E812", "limits", "B2",
    ),
    "an override of everything": (
        add("overrides", {"site": None, "period": "Y1", "decision": "never"}),
        "E807", "overrides", "A2",
    ),
    "must and never": (
        add("overrides", {"site": "North", "sku": "A", "decision": "must"},
            {"site": "North", "sku": None, "decision": "never"}),
        "E808", "overrides", "C2",
    ),
    "must at an excluded site": (
        both(put("sites", 0, status="excluded"), add("overrides", {"site": "North", "decision": "must"})),
        "E808", "overrides", "B2",
    ),
    "never at a must-open site": (
        both(put("sites", 0, status="must_open"), add("overrides", {"site": "North", "decision": "never"})),
        "E808", "overrides", "B2",
    ),
    "must without an option": (
        both(drop("site_options", 0), add("overrides", {"site": "North", "operator": "Indie", "decision": "must"})),
        "E809", "overrides", "A2",
    ),
    "never without an option": (
        both(drop("site_options", 0), add("overrides", {"site": "North", "operator": "Indie", "decision": "never"})),
        "W810", "overrides", "A2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_one_thing_wrong_is_one_problem(name: str) -> None:
    change, code, sheet, cell = WRONG[name]
    made = tables()
    change(made)
    told = problems(made)
    assert [(problem.code, problem.sheet, problem.cell) for problem in told] == [(code, sheet, cell)]
    assert told[0].message
    assert told[0].fix


def test_the_tiny_plan_is_sound() -> None:
    assert problems(tables()) == ()


def test_every_check_across_sheets_is_tried() -> None:
    """The catalogue and this file name the same checks (those of sense have a file of their own)."""
    tried = {code for _, code, _, _ in WRONG.values()}
    assert {code for code in CODES if "3" <= code[1] <= "8"} == tried


def test_every_check_is_a_sentence() -> None:
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence, _ in CHECKS)


def test_both_rows_of_a_repeated_key_are_named() -> None:
    made = tables()
    add("site_options", made["site_options"][1])(made)
    (problem,) = problems(made)
    assert problem.message == "rows 3 and 6 both stand for site North, operator Plat"


def test_a_repeated_row_of_a_wide_sheet_is_told_once() -> None:
    made = tables()
    made["demand"] = [
        {"sku": k, "zone": z, "Y1": 1, "Y2": 2} for k, z in (("A", "North"), ("B", "North"), ("A", "North"))
    ]
    (problem,) = problems(made)
    assert problem.message == "rows 2 and 4 both stand for sku A, zone North"


def test_the_nearest_spelling_is_suggested() -> None:
    made = tables()
    made["site_options"][0]["operator"] = "Indi"
    made["outbound_lanes"][0]["site"] = "Nort"
    made["demand"][0]["zone"] = "Atlantis"
    fixes = [problem.fix for problem in problems(made)]
    assert fixes == [
        "add Atlantis to the zones sheet, or correct it",
        "perhaps Indie is meant",
        "perhaps North is meant",
    ]


@pytest.mark.parametrize(
    ("target", "fix"),
    [
        ("independent", "perhaps kind:independent is meant"),
        ("Kind:North", "perhaps site:North is meant"),
        ("sites:North", "perhaps site:North is meant"),
        ("operator:Plats", "perhaps operator:Plat is meant"),
    ],
)
def test_a_wrong_scope_is_mended(target: str, fix: str) -> None:
    made = tables()
    event("seizure", target)(made)
    (problem,) = problems(made)
    if target == "Kind:North":
        assert problem.allowed == "independent, third_party, platform, government"
    else:
        assert problem.fix == fix


@pytest.mark.parametrize(
    "change",
    [
        event("seizure", "Site: North & no_tax"),
        event("seizure", "importer:Indie & country:Land"),
        event("duty_factor", "d", 2),
        event("duty_factor", "U", 2),
        event("duty_points", "d@U", -0.05),
        event("demand_factor", "country:Land", 0.5),
        event("corridor_extra_days", "rail", 7, last_period="Y1"),
        both(add("currencies", MONEY_X), event("currency_factor", "X", 1.3)),
        add("limits", {"limit": "minimum_average_of_worst", "scope": "all", "value": -5}),
        add("limits", {"limit": "if_then", "scope": "kind:platform -> not site:South"}),
        add("limits", {"limit": "minimum_demand_met", "scope": "zone:North", "value": 0.5, "penalty": 3}),
        add("overrides", {"site": "North", "sku": None, "decision": "must"},
            {"site": "North", "sku": "A", "decision": "never"}),
        add("overrides", {"operator": "Plat", "period": "Y1", "decision": "must"},
            {"operator": "Plat", "period": "Y2", "decision": "never"}),
        run_today(since="2027Q1"),
        both(put("sites", 1, status="excluded"), drop("site_options", 2, 3), drop("inbound_lanes", 1)),
        both(put("sites", 1, regime="border", customs_area="V"), add("customs_areas", V_AREA)),
        both(put("zones", 0, latitude=50, longitude=40), put("sites", 0, latitude=50, longitude=41)),
        put("parcel_lanes", zone="ALL"),
    ],
)  # fmt: skip
def test_what_is_right_is_let_through(change: Change) -> None:
    made = tables()
    change(made)
    assert problems(made) == ()


def test_generated_lanes_count_as_reaching_a_zone() -> None:
    made = tables()
    made["outbound_lanes"], made["parcel_lanes"] = [], []
    assert found(made) == [("E515", "lane_rates", "")]
    made["lane_rates"] = [{"country": "Land", "per_kg": 1}]
    assert found(made) == [("E515", "zones", "A2")]  # no coordinates: one problem for all zones
    put("zones", 0, latitude=50, longitude=40)(made)
    put("sites", 0, latitude=50, longitude=41)(made)
    assert found(made) == [("W508", "zones", "A3")]


def test_consequences_of_an_error_are_not_reported() -> None:
    """No zones, no SKU codes: nothing is said about what refers to them."""
    made = tables()
    del made["zones"]
    made["skus"][0]["sku"] = None
    assert [code for code, _, _ in found(made)] == ["E110", "E201"]
