"""Whole plans whose optimum a person can work out; the arithmetic stands in the docstrings.

Tiny plan, a quarter, one warehouse in North, independent operator, package `full` (taxes paid, import VAT recovered):
A: net price 200/1.2 = 166.667, less goods 50, duty 5, commission 20: 91.667, less delivery 5 (North) or 25 (South);
B: 100 - 40 - 4 - 12 = 44, less 5 or 25. Sold: 10 * 86.667 + 8 * 66.667 + 20 * 39 + 6 * 19 = 2294.
Less rent 500 and package 100: 1694 a quarter, 13 552 in eight quarters (no discounting).
Parcels: A 200 - 110 - 50 = 40 on 18 units = 720 a quarter; B loses money.
"""

import pytest
import tiny


def test_one_warehouse_is_best():
    """South as a second site would save 20 on 14 units = 280 a quarter and cost at least 500."""
    plan = tiny.solved(tiny.build())
    assert plan.objective == pytest.approx(13552)
    assert plan.status == "optimal"
    runs = plan.runs[["site", "operator", "bundle", "period"]].to_numpy().tolist()
    assert runs == [["North", "Indie", "full", "Y1"], ["North", "Indie", "full", "Y2"]]


def test_dear_warehouses_leave_parcels():
    """Rent of 2000 exceeds the 2294 - 720 that the warehouse earns above parcels: 8 * 720 = 5760."""
    made = tiny.tables()
    for row in made["site_options"]:
        row["fixed_cost"] = 2000
    plan = tiny.solved(tiny.build(made))
    assert plan.runs.empty
    assert plan.objective == pytest.approx(5760)


def test_a_seizure_takes_the_ceiling_and_the_next_year():
    """Seizure (20 %) of independents at the end of Y1. Ceiling: 18 * 55 + 26 * 44 = 2134 (landed 55 and 44, one turn
    a quarter). Calm 13 552; seized 4 * 1694 - 2134 + 4 * (720 - 600) = 5122; E = 0.8 * 13 552 + 0.2 * 5122 = 11 866.

    A stay of Y1 alone, with parcels in Y2, gives 6776 + 2880 = 9656, less 0.2 * 2134; the platform 8 * 958 = 7664.
    """
    plan = tiny.solved(tiny.build(tiny.with_seizure(tiny.tables())))
    assert plan.profits == pytest.approx({"calm": 13552, "seized": 5122})
    assert plan.objective == pytest.approx(11866)
    assert plan.runs["ceiling"].iloc[0] == pytest.approx(2134)


def test_the_worst_case_planner_takes_the_platform():
    """aversion 1, tail 0.2 = the seized scenario alone; one option for the whole plan (opening costs forbid a change).
    Platform commission 15 %: 2294 - 18 * 10 - 26 * 6 = 1958, less rent 900 and package 100: 958 a quarter, 7664 in
    all, less the fit-out of 8 * 1 = 8. The independent would end at 5122 - 8 - 72 (its fit-out beyond the plan).
    """
    made = tiny.with_seizure(tiny.tables())
    for row in made["site_options"]:
        row |= {"opening_cost": 80, "useful_life": 80, "minimum_term": 8}
    plan = tiny.solved(tiny.build(made, aversion=1, tail=0.2))
    assert set(plan.runs["operator"]) == {"Plat"}
    assert plan.cvar == pytest.approx(7664 - 8)


def test_transit_shortens_the_first_period():
    """73 days of transit in a first period of 365 days lose a fifth of Y1's sales, on every lane:
    4 * 0.8 * 2294 + 4 * 2294 - 8 * 600. (A second site, losing its fifth too, does not bring them back.)"""
    made = tiny.tables()
    for row in made["inbound_lanes"]:
        row["days"] = 73
    del made["parcel_lanes"]
    plan = tiny.solved(tiny.build(made))
    assert plan.objective == pytest.approx(4 * 0.8 * 2294 + 4 * 2294 - 8 * 600)


def test_a_running_site_has_no_first_period():
    """The same transit costs a site that runs today nothing."""
    made = tiny.tables()
    for row in made["inbound_lanes"]:
        row["days"] = 73
    made["sites"][0]["status"] = "existing"
    made["current_network"] = [{"site": "North", "operator": "Indie", "bundle": "store"}]
    plan = tiny.solved(tiny.build(made))
    assert plan.objective == pytest.approx(13552)
    assert not plan.runs["opening"].any()


def test_opening_cost_is_paid_by_annuity():
    """No interest: 1000 over 20 quarters is 50 a quarter; eight quarters of the plan bear 400, the rest lies beyond."""
    made = tiny.tables()
    for row in made["site_options"]:
        row |= {"opening_cost": 1000, "useful_life": 20}
    plan = tiny.solved(tiny.build(made))
    assert plan.objective == pytest.approx(13552 - 400)


def test_an_early_end_writes_off_the_rest():
    """North may run in Y1 only: all of the 1000 falls in the plan, 4 * 1694 - 1000 + 4 * 720 = 8656."""
    made = tiny.tables()
    for row in made["site_options"]:
        row |= {"opening_cost": 1000, "useful_life": 20}
    made["overrides"] = [{"site": s, "period": "Y2", "decision": "never"} for s in ("North", "South")]
    plan = tiny.solved(tiny.build(made))
    assert plan.objective == pytest.approx(4 * 1694 - 1000 + 4 * 720)


def test_a_seized_fit_out_is_lost_once():
    """As above with a seizure of 50 %: 1000 over 20 quarters; eight quarters bear 400 in both futures, the seized one
    also loses the 600 that lie beyond the plan. Calm 13 552 - 400, seized 5122 - 400 - 600."""
    made = tiny.with_seizure(tiny.tables(), 0.05)
    for row in made["site_options"]:
        row |= {"opening_cost": 1000, "useful_life": 20}
    plan = tiny.solved(tiny.build(made))
    assert plan.profits == pytest.approx({"calm": 13152, "seized": 4122})


@pytest.mark.parametrize(("first", "second", "lost"), [("store", "full", 0), ("full", "store", 1600)])
def test_the_fit_out_is_lost_with_the_package_that_runs_when_it_is_seized(first, second, lost):
    """Untaxed packages are seized at the end of Y2; 2000 over 40 quarters leave 1600 to pay after the plan."""
    made = tiny.with_seizure(tiny.tables(), 0.01, target="no_tax", period="Y2")
    made["site_options"] = [row | {"opening_cost": 2000, "useful_life": 40} for row in made["site_options"][:1]]
    made["overrides"] = [
        {"site": "North", "operator": "Indie", "bundle": bundle, "period": t, "decision": "must"}
        for t, bundle in (("Y1", first), ("Y2", second))
    ]
    plan = tiny.solved(tiny.build(made))
    assert plan.charges.query("term == 'seized_fit_out'")["present_value"].sum() == pytest.approx(lost)


def test_unexpired_minimum_term_is_charged():
    """A term of 12 quarters from the plan's first day leaves 4 quarters of rent (500) past its end: 2000."""
    made = tiny.tables()
    for row in made["site_options"]:
        row["minimum_term"] = 12
    plan = tiny.solved(tiny.build(made))
    assert plan.objective == pytest.approx(13552 - 2000)


def test_minimum_stock_ties_up_capital_and_storage():
    """10 units of A and B each, 0.1 m3: at 12 % a year 3 % a quarter of 10 * 55 + 10 * 44 = 990 is 29.7, storage
    at 2 a m3 a quarter on 2 m3 is 4; and on the cycle stock 18 + 26 units: 3 % of 990 + 1144 (landed, one quarter's
    sales) = 64.02, storage 4.4 m3 * 2 = 8.8. 2294 - 600 - 29.7 - 4 - 64.02 - 8.8 = 1587.48 a quarter."""
    made = tiny.tables()
    for row in made["skus"]:
        row["minimum_stock"] = 10
    for row in made["site_options"]:
        row["storage_cost"] = 2
    plan = tiny.solved(tiny.build(made, capital_cost=0.12))
    assert plan.objective == pytest.approx(8 * 1587.48)
    assert plan.runs["ceiling"].tolist() == pytest.approx([2134 + 990] * 2)


def test_listing_is_paid_once():
    """Two SKUs listed at one site at 100 each."""
    made = tiny.tables()
    for row in made["skus"]:
        row["listing_cost"] = 100
    assert tiny.solved(tiny.build(made)).objective == pytest.approx(13552 - 200)


def test_certificate_is_bought_below_break_even_and_not_above():
    """Package `store` needs a certificate: one for f, valid 8 quarters. Without packages that bring it, the
    warehouse (store, VAT not recovered: 2294 - 18 * 11 - 26 * 8.8 = 1867.2, less 500 = 1367.2 a quarter) earns 647.2 a
    quarter above parcels, 5177.6 in all: a certificate at 5177 is bought, one at 5178 is not."""
    made = tiny.tables()
    made["bundles"] = made["bundles"][:1]
    for cost, bought in ((5177, 1), (5178, 0)):
        made["certifications"] = [{"family": "f", "customs_area": "U", "cost": cost, "validity": 8}]
        plan = tiny.solved(tiny.build(made))
        assert len(plan.certificates) == bought
        assert plan.objective == pytest.approx(5760 + max(0, 5177.6 - cost))
