"""Broken workbooks: the small Russian example with cells edited, and which problems each edit must bring to light."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl import Workbook
from openpyxl.utils import coordinate_to_tuple

from inputs import examples

Row = list[object]
Change = Callable[["Plan"], object]
Broken = tuple[Change, *tuple[str, ...]]  # what is done to the example, and the problems due: code sheet!cell


@dataclass
class Plan:
    """A workbook's values by sheet, row after row, with merged cells and hidden rows; each edit returns the plan."""

    sheets: dict[str, list[Row]]
    merged: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, int | str]] = field(default_factory=list)

    def put(self, sheet: str, **cells: object) -> Plan:
        for cell, value in cells.items():
            row, column = coordinate_to_tuple(cell)
            rows = self.sheets[sheet]
            rows.extend([] for _ in range(row - len(rows)))
            rows[row - 1].extend([None] * (column - len(rows[row - 1])))
            rows[row - 1][column - 1] = value
        return self

    def add(self, sheet: str, *values: object) -> Plan:
        """A further row."""
        self.sheets[sheet].append(list(values))
        return self

    def drop(self, sheet: str, *rows: int) -> Plan:
        self.sheets[sheet] = [row for number, row in enumerate(self.sheets[sheet], start=1) if number not in rows]
        return self

    def insert(self, sheet: str, before: int, *values: object) -> Plan:
        self.sheets[sheet].insert(before - 1, list(values))
        return self

    def drop_column(self, sheet: str, heading: str) -> Plan:
        at = self.sheets[sheet][0].index(heading)
        for row in self.sheets[sheet]:
            del row[at]
        return self

    def merge(self, sheet: str, area: str) -> Plan:
        self.merged.append((sheet, area))
        return self

    def hide(self, sheet: str, line: int | str) -> Plan:
        """Hide a row by its number, a column by its letter, or the whole sheet ("")."""
        self.hidden.append((sheet, line))
        return self

    def rename(self, sheet: str, title: str) -> Plan:
        self.sheets = {title if name == sheet else name: rows for name, rows in self.sheets.items()}
        return self

    def remove(self, sheet: str) -> Plan:
        del self.sheets[sheet]
        return self

    def copy_sheet(self, sheet: str, title: str) -> Plan:
        self.sheets[title] = copy.deepcopy(self.sheets[sheet])
        return self

    def save(self, path: Path) -> Path:
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in self.sheets.items():
            page = book.create_sheet(title)
            for row in rows:
                page.append(row)
            for sheet, area in self.merged:
                if sheet == title:
                    page.merge_cells(area)
            for sheet, line in self.hidden:
                if sheet == title and line == "":
                    page.sheet_state = "hidden"
                elif sheet == title:
                    (page.row_dimensions if isinstance(line, int) else page.column_dimensions)[line].hidden = True
        book.save(path)
        return path


@cache
def _example() -> dict[str, list[Row]]:
    book = openpyxl.load_workbook(examples.path("russia_small"))
    pages = [page for page in book.worksheets if page.title != "sources"]
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in pages}


def example() -> Plan:
    """The small Russian example, fresh."""
    return Plan(copy.deepcopy(_example()))


def put(sheet: str, **cells: object) -> Change:
    return lambda plan: plan.put(sheet, **cells)


def add(sheet: str, *values: object) -> Change:
    return lambda plan: plan.add(sheet, *values)


def drop(sheet: str, *rows: int) -> Change:
    return lambda plan: plan.drop(sheet, *rows)


def both(*changes: Change) -> Change:
    return lambda plan: [change(plan) for change in changes]


NEW_YEAR = dt.datetime(2027, 1, 1)
NO_SHARES: dict[str, object] = {f"F{row}": 0 for row in range(2, 14)}

BROKEN: dict[str, Broken] = {
    # Cells
    "a comma that may group or divide": (put("demand", C3="1,234"), "E205 demand!C3"),
    "a dot that may group or divide": (put("skus", F4="2.430"), "E205 skus!F4"),
    "words in a figure": (put("demand", D5="about 800"), "E204 demand!D5"),
    "a currency sign in a figure": (put("skus", G5="39900 руб."), "E204 skus!G5"),
    "a truth value for a figure": (put("skus", J6=True), "E204 skus!J6"),
    "a date for a figure": (put("site_options", I4=NEW_YEAR), "E204 site_options!I4"),
    "a broken link in a figure": (put("demand", E6="#REF!"), "E202 demand!E6"),
    "a division by zero": (put("site_options", F4="#DIV/0!"), "E202 site_options!F4"),
    "a failed lookup for a name": (put("skus", A10="#N/A"), "E202 skus!A10"),
    "a name not found by a formula": (put("settings", B4="#NAME?"), "E202 settings!B4"),
    "an error that newer spreadsheets have": (put("demand", E6="#SPILL!"), "E202 demand!E6"),
    "a broken link in Russian": (put("site_options", B5="#ССЫЛКА!"), "E202 site_options!B5"),
    "a formula never calculated": (put("inbound_lanes", D5="=6400*1"), "E203 inbound_lanes!D5"),
    "a setting never calculated": (put("settings", B6="=1/2"), "E203 settings!B6"),
    "a blank price": (put("skus", G4=None), "E201 skus!G4"),
    "a blank name": (put("sites", A4=None), "E201 sites!A4"),
    "a share above 1": (put("operators", C2=13), "E206 operators!C2"),
    "a setting above 1": (put("settings", B6=1.5), "E206 settings!B6"),
    "a tax above 1": (put("customs_areas", C5=22), "E206 customs_areas!C5"),
    "negative demand": (put("demand", C3=-3), "E206 demand!C3"),
    "a negative amount": (put("site_options", I3=-1), "E206 site_options!I3"),
    "half a quarter": (put("site_options", G2=20.5), "E207 site_options!G2"),
    "maybe": (put("skus", M3="maybe"), "E208 skus!M3"),
    "a remark below the table": (put("zones", B14="checked by Olga"), "E201 zones!A14"),
    "a figure below the table": (put("skus", P13=5), "E201 skus!A13"),
    "a target below the table": (put("events", C8="all"), "E201 events!A8"),
    "a number of 5000 digits": (put("demand", D5="7" * 5000), "E204 demand!D5"),
    "a word that is not on the list": (put("sites", D3="free port"), "E209 sites!D3"),
    "a quarter in another form": (put("site_options", C3="2027-3"), "E210 site_options!C3"),
    "a date for a quarter": (put("periods", B3=dt.datetime(2027, 4, 1)), "E210 periods!B3"),
    "a date for a name": (put("skus", C2=NEW_YEAR), "E211 skus!C2"),
    "a setting that does not exist": (put("settings", A10="loss_per_dayy"), "E212 settings!10:10"),
    "a date over a column of demand": (put("demand", C1=NEW_YEAR), "E213 demand!C1"),
    "a date for a period": (put("events", D3=NEW_YEAR), "E213 events!D3"),
    "a typed date for a period": (put("overrides", E2="01.01.2027"), "E213 overrides!E2"),
    "a period called by a date": (put("periods", A2=NEW_YEAR), "E213 periods!A2"),
    # Tables
    "merged figures": (lambda plan: plan.merge("demand", "D7:D9"), "E117 demand!D7:D9"),
    "merged names": (lambda plan: plan.merge("demand", "A5:A16"), "E117 demand!A5:A16"),
    "merged headings": (lambda plan: plan.merge("skus", "A1:B1"), "E117 skus!A1:B1"),
    "figures without a period": (put("demand", D1=None), "E118 demand!D1"),
    "a heading deleted": (put("sites", D1=None), "E116 sites!D1"),
    "the last heading deleted": (put("sites", G1=None), "E116 sites!G1"),
    "a heading moved off its column": (put("sites", D1=None, I1="regime"), "E116 sites!D1"),
    "a heading overwritten": (put("periods", C1="Moscow"), "E116 periods!C1"),
    "a key's heading overwritten": (put("demand", B1="where to"), "E116 demand!B1"),
    "a period without demand": (
        lambda plan: plan.drop_column("demand", "2028-2029"), "W411 periods!A4",
    ),
    "a period with its figures blank": (put("demand", **{f"C{row}": None for row in range(2, 23)}), "W411 periods!A2"),
    "a sheet too few": (lambda plan: plan.remove("zones"), "E110 zones!"),
    "a sheet without rows": (drop("duties", *range(2, 12)), "E111 duties!"),
    "a column too few": (lambda plan: plan.drop_column("skus", "price"), "E112 skus!1:1"),
    "a column twice": (put("zones", G1="国家"), "E113 zones!G1"),
    "a heading typed over by that of its neighbour": (put("site_options", A1="Operator"), "E113 site_options!A1"),
    "a key's heading typed over by the other key's": (put("demand", B1="sku"), "E113 demand!B1"),
    "the first column under the heading of the second": (put("demand", A1="zone"), "E113 demand!A1"),
    "a sheet twice": (lambda plan: plan.copy_sheet("zones", "需求区"), "E114 需求区!"),
    "a sheet misspelt": (lambda plan: plan.rename("demand", "demnad"), "E115 demnad!"),
    "a column misspelt": (put("skus", F1="unit_cots"), "E116 skus!F1"),
    "a column with a unit of its own": (put("skus", F1="Unit cost (CNY)"), "E116 skus!F1"),
    "a key column misspelt": (put("demand", A1="skuu"), "E116 demand!A1"),
    "a column in foreign letters": (put("sites", G1="stаtus"), "E116 sites!G1"),
    "an unknown sheet": (lambda plan: plan.copy_sheet("limits", "scratch"), "W121 scratch!"),
    "a column without a heading": (put("zones", H3="a remark"), "W122 zones!H1"),
    "a cell at the end of the world": (put("zones", XFD3="lost"), "W123 zones!XFD3"),
    # Keys
    "a zone twice": (add("zones", "Moscow", "Russia", "EAEU"), "E301 zones!A14"),
    "a zone twice in other capitals": (add("zones", "MOSCOW", "Russia", "EAEU"), "E301 zones!A14"),
    "a zone twice in other letters": (add("zones", "Мoscow", "Russia", "EAEU"), "E301 zones!A14"),
    "demand twice": (add("demand", "AC-12", "Kazan", 1, 2, 3), "E301 demand!A23"),
    "an option twice": (add("site_options", "Moscow", "public_park", None, 5, 10), "E301 site_options!A12"),
    "a setting twice": (add("settings", "tail", 0.2), "E301 settings!20:20"),
    "a name without its like": (put("demand", A8="ZZZ-999"), "E302 demand!A8"),
    "a name misspelt": (put("demand", B5="Mosco"), "E302 demand!B5"),
    "Cyrillic letters in a Latin name": (put("outbound_lanes", B3="Sаint Petersburg"), "E302 outbound_lanes!B3"),
    "an operator misspelt": (put("site_options", B5="volga_3p"), "E302 site_options!B5"),
    "a customs area misspelt": (put("zones", C4="EAUE"), "E302 zones!C4"),
    "a tariff line that is not there": (put("skus", E3="1111111111"), "E302 skus!E3"),
    "a scenario misspelt": (put("events", A3="seizure_independent"), "E302 events!A3"),
    "a lane to nowhere": (put("outbound_lanes", B10="Atlantis"), "E302 outbound_lanes!B10"),
    "a route to nowhere": (put("inbound_lanes", C14="Nowhere"), "E302 inbound_lanes!C14"),
    "a parcel lane to nowhere": (put("parcel_lanes", B5="Habarovsk"), "E509 parcel_lanes!B5"),
    "rates for a country misspelt": (put("lane_rates", A2="Rusia"), "E512 lane_rates!A2"),
    "rates for a country without zones": (add("lane_rates", "Brazil", 1), "W910 lane_rates!A3"),
    "a period without its like": (put("demand", C1="2027Q9"), "E302 demand!C1"),
    "a currency without a rate": (put("skus", H3="GBP"), "E303 skus!H3"),
    "an amount beyond any plan": (put("certifications", C3=1e20), "E206 certifications!C3"),
    "a price beyond any plan in roubles": (put("skus", F4=5e11), "E305 skus!F4"),
    "the plan's currency misspelt": (put("settings", B3="RUBB"), "E304 settings!B3"),
    # Goods and network
    "no periods": (lambda plan: plan.remove("periods"), "E401 periods!"),
    "a gap between periods": (put("periods", B4="2028Q3"), "E402 periods!B4"),
    "a gap that the next period closes": (put("periods", B3="2027Q3"), "E402 periods!B3"),
    "periods that overlap": (put("periods", C3=5), "E402 periods!B4"),
    "the plan's currency at another rate": (put("currencies", B2=2), "E404 currencies!B2"),
    "goods for nothing": (put("skus", G10=0), "E405 skus!G10"),
    "goods below cost": (put("skus", G3=100), "W406 skus!G3"),
    "a package larger than its side": (put("skus", K9=2.2), "W407 skus!K9"),
    "demand both ways": (add("demand", "AC-12", None, 1, 2, 3), "E408 demand!B23"),
    "demand that cannot be spread": (put("zones", **NO_SHARES), "E409 demand!C2"),
    "a SKU that nobody wants": (drop("demand", 22), "W410 skus!A11"),
    "an existing site that nobody runs": (put("sites", G3="existing"), "E501 sites!G3"),
    "a tenant with a package not offered": (put("current_network", C2="tax_certified"), "E502 current_network!C2"),
    "a package that runs today, not to be read among those offered": (
        put("operator_bundles", B3="#REF!"), "E202 operator_bundles!B3",
    ),
    "a package that must run, blank among those offered": (
        both(put("overrides", C2="storage_tax"), put("operator_bundles", B3=None)), "E201 operator_bundles!B3",
    ),
    "a lease yet to begin": (put("current_network", D2="2027Q2"), "W503 current_network!D2"),
    "a must-open site without options": (
        both(put("sites", G6="must_open"), drop("site_options", 10, 11)), "E504 sites!A6",
    ),
    "a site without options": (drop("site_options", 8, 9), "W505 sites!A5"),
    "a site without a route": (drop("inbound_lanes", 14), "E506 sites!A6"),
    "a lane out of the customs area": (
        both(add("zones", "Harbin", "China", "China"), add("outbound_lanes", "Moscow", "Harbin", 5, 1, 1, None, 5)),
        "E507 outbound_lanes!B18",
    ),
    "no deliveries at all": (
        lambda plan: [plan.remove(name) for name in ("outbound_lanes", "lane_rates", "parcel_lanes")],
        "E515 lane_rates!",
    ),
    "a zone called all": (add("zones", "All", "Russia", "EAEU"), "E510 zones!A14"),
    "an option after the plan": (put("site_options", C3="2031Q1"), "W511 site_options!C3"),
    "service that nobody offers": (put("bundles", E5="no"), "E513 skus!R2"),
    "service at an excluded site alone": (
        both(put("current_network", C2="storage_tax"), drop("operator_bundles", 4, 8, 10, 13, 15),
             put("sites", G4="excluded")),
        "W514 skus!R2",
    ),
    "a package asked for that nobody offers": (
        add("limits", "minimum_sites", "operator:market_w & bundle:storage", 1), "E812 limits!B5",
    ),
    # Customs, risk, decisions
    "a tariff line without a duty": (put("duties", B3="China"), "E601 skus!E3"),
    "a duty that begins too late": (put("duties", C3="2028Q1"), "E602 duties!C3"),
    "duty bands above zero": (put("duties", D3=5), "E603 duties!D3"),
    "no VAT at the start": (drop("customs_areas", 2, 3, 4, 5), "E604 customs_areas!B2"),
    "fees with a top": (drop("declaration_fees", 9), "W605 declaration_fees!C8"),
    "probabilities that do not sum to 1": (put("scenarios", B2=0.6), "E701 scenarios!B2:B5"),
    "a target in no known form": (put("events", C3="independent"), "E702 events!C3"),
    "a target misspelt": (put("events", C3="kind:independant"), "E703 events!C3"),
    "a corridor misspelt": (put("events", C4="rail_zabaykalsk"), "E703 events!C4"),
    "an event without its value": (put("events", F5=None), "E704 events!F5"),
    "an event beyond bounds": (put("events", F2=8), "E705 events!F2"),
    "a closed corridor with a value": (put("events", F4=2), "W706 events!F4"),
    "an event that ends before it begins": (put("events", E5="2027Q1"), "E707 events!E5"),
    "a scope in no known form": (put("limits", B4="Russia"), "E801 limits!B4"),
    "a scope misspelt": (put("limits", B3="importer:Vostok Imprt"), "E802 limits!B3"),
    "a rule for nobody": (put("category_rules", D5="kind:goverment"), "E802 category_rules!D5"),
    "a rule without a figure": (put("category_rules", B2=None), "E803 category_rules!B2"),
    "a share of demand in percent": (add("limits", "minimum_demand_met", "all", 80), "E804 limits!C5"),
    "a rule with a figure it does not use": (put("category_rules", B4=5), "W805 category_rules!B4"),
    "a minimum above its maximum": (add("limits", "minimum_sites", "country:Russia", 5), "E806 limits!C5"),
    "an override of everything": (put("overrides", A2=None), "E807 overrides!A2"),
    "must and never": (add("overrides", "Moscow", None, None, None, None, "never"), "E808 overrides!F2"),
    "must without an option": (
        add("overrides", "Moscow", "silk_house", None, None, None, "must"), "E809 overrides!A4",
    ),
    "never without an option": (
        add("overrides", "Moscow", "silk_house", None, None, None, "never"), "W810 overrides!A4",
    ),
    "a penalty on one warehouse a zone": (add("limits", "single_source", "all", None, 3), "E811 limits!D5"),
}  # fmt: skip


def seeding(change: Change, *seeded: str) -> Broken:
    """A change and the problems due."""
    return change, *seeded


def combined(*names: str) -> Broken:
    """Several of the above in one workbook."""
    changes, seeded = zip(*((change, due) for change, *due in (BROKEN[name] for name in names)), strict=True)
    return both(*changes), *(problem for due in seeded for problem in due)


MANY: dict[str, Broken] = {
    "a figure of every kind": combined(
        "a comma that may group or divide", "a dot that may group or divide", "words in a figure",
        "a broken link in a figure",
        "a formula never calculated", "a negative amount", "a share above 1", "half a quarter", "a date for a quarter",
    ),
    "names of every kind": combined(
        "a name without its like", "a name misspelt", "Cyrillic letters in a Latin name", "an operator misspelt",
        "a tariff line that is not there", "a scenario misspelt", "a lane to nowhere", "a parcel lane to nowhere",
        "a currency without a rate", "a corridor misspelt", "a scope misspelt", "a rule for nobody",
    ),
    "one sheet all wrong": seeding(
        put("demand", C2="1,234", D3="many", E4="#REF!", C5="=1+1", A6="AC-13", B7="Mosсow", D8=-1, E9=1e9, B10="Home"),
        "E205 demand!C2", "E204 demand!D3", "E202 demand!E4", "E203 demand!C5", "E302 demand!A6", "E302 demand!B7",
        "E206 demand!D8", "E206 demand!E9", "E302 demand!B10",
    ),
    "headings and cells below them": seeding(
        both(put("skus", F1="unit_cots", F3="?", G1="Price"), put("sites", G1="stаtus", D3="free port")),
        "E116 skus!F1", "E204 skus!F3", "E116 sites!G1", "E209 sites!D3",
    ),
    "a misspelt sheet and what stands on it": seeding(
        lambda plan: plan.put("operators", C3="0,1,5", B4="third").rename("operators", "operaters"),
        "E115 operaters!", "E204 operators!C3", "E209 operators!B4",
    ),
    "goods": combined(
        "a blank price", "goods for nothing", "goods below cost", "a package larger than its side", "maybe",
        "service that nobody offers", "a word that is not on the list",
    ),
    "money and time": combined(
        "a setting that does not exist", "a setting above 1", "a setting twice",
        "the plan's currency at another rate", "a date over a column of demand", "a tax above 1", "fees with a top",
    ),
    "risk": combined(
        "probabilities that do not sum to 1", "a target misspelt", "a corridor misspelt", "an event without its value",
        "an event beyond bounds",
    ),
    "decisions": combined(
        "a scope misspelt", "a rule for nobody", "a rule without a figure", "a rule with a figure it does not use",
        "a share of demand in percent", "a scope in no known form",
    ),
    "tables": combined(
        "merged figures", "a column twice", "an unknown sheet", "a zone twice", "an option twice",
        "a column without a heading",
        "a duty that begins too late", "a site without a route", "an override of everything",
    ),
    "names that cannot be read, and what refers to them": seeding(
        both(put("skus", A10="#N/A", A3=None), put("zones", A3="#REF!"), put("sites", A6="=A5"),
             put("demand", B8="Home")),
        "E202 skus!A10", "E201 skus!A3", "E202 zones!A3", "E203 sites!A6", "E302 demand!B8",
    ),
}  # fmt: skip


def _russian(plan: Plan) -> None:
    for sheet, labels in (("zones", "зона страна"), ("demand", "артикул зона")):
        plan.sheets[sheet][0][: len(labels.split())] = labels.split()


def _long(plan: Plan) -> None:
    (_, _, *periods), *rows = plan.sheets["demand"]
    long = [
        [sku, zone, period, units]
        for sku, zone, *figures in rows
        for period, units in zip(periods, figures, strict=True)
    ]
    plan.sheets["demand"] = [["sku", "zone", "period", "units"], *long]


def _reordered(plan: Plan) -> None:
    plan.sheets["zones"] = [[row[1], row[0], *row[2:]] for row in plan.sheets["zones"]]


LENIENT: dict[str, tuple[Change, str]] = {  # read as if nothing were amiss; the note due
    "spaces in a figure": (put("demand", D2="1\u00a0214"), "N141 demand!D2"),
    "a decimal comma": (put("demand", C2="1 087,9"), "N141 demand!C2"),
    "dots that group and a comma": (put("skus", G2="49.900,00"), "N141 skus!G2"),
    "commas that group and a dot": (put("skus", G2="49,900.00"), "N141 skus!G2"),
    "a share in percent": (put("operators", C2="13 %"), "N141 operators!C2"),
    "full-width digits": (put("demand", D2="１２１４"), "N142 demand!D2"),
    "a no-break space after a name": (put("demand", B5="Moscow\u00a0"), "N143 demand!B5"),
    "spaces around a name": (put("outbound_lanes", A3="  Saint Petersburg "), "N143 outbound_lanes!A3"),
    "two spaces in a name": (put("outbound_lanes", A3="Saint  Petersburg"), "N144 outbound_lanes!A3"),
    "capitals in a name": (put("demand", B5="MOSCOW"), "N144 demand!B5"),
    "a dash of another kind": (put("demand", A5="AC\u201112"), "N144 demand!A5"),
    "dashes of another kind in a heading": (put("demand", D1="2027Q2\u2013Q4"), "N144 demand!D1"),
    "a mark that nobody sees": (put("demand", B8="\ufeffYekaterinburg"), "N143 demand!B8"),
    "a full-width name": (put("demand", A2="ＲＥＦ－３４０"), "N144 demand!A2"),
    "a space after a quarter": (put("periods", B2="2027Q1 "), "N143 periods!B2"),
    "a dash in a quarter": (put("periods", B2="2027-Q1"), "N146 periods!B2"),
    "capitals in a scope": (put("limits", B4="Country: RUSSIA"), "N144 limits!B4"),
    "capitals in a target": (put("events", C4="Rail_Zabaikalsk"), "N144 events!C4"),
    "capitals in a heading": (put("demand", D1="2027q2-q4"), "N144 demand!D1"),
    "blank rows": (lambda plan: plan.insert("zones", 5).insert("zones", 9), "N131 zones!5:5"),
    "columns in another order": (_reordered, "N133 zones!A1"),
    "a column of remarks": (put("zones", G1="who says so", G3="the census"), "N134 zones!G1"),
    "a column of remarks beside wide demand": (put("demand", F1="remark", F3="doubtful"), "N134 demand!F1"),
    "a hidden row": (lambda plan: plan.hide("zones", 4), "N132 zones!4:4"),
    "a hidden column": (lambda plan: plan.hide("zones", "F"), "N137 zones!F:F"),
    "a hidden sheet": (lambda plan: plan.hide("zones", ""), "N138 zones!"),
    "a hidden period": (lambda plan: plan.hide("demand", "D"), "N137 demand!D:D"),
    "rows above the header": (
        lambda plan: (
            plan.insert("zones", 1, "Zones of the plan", None, "March").insert("zones", 2).merge("zones", "A1:B1")
        ),
        "N130 zones!1:1",
    ),
    "labels in Russian": (_russian, "N135 zones!A1"),
    "labels in Chinese": (put("zones", A1="区域"), "N135 zones!A1"),
    "demand in long form": (_long, "N136 demand!1:1"),
    "demand in wide form": (lambda plan: plan, "N136 demand!1:1"),
}
