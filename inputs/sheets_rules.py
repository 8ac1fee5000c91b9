"""Sheets about customs, certificates, risk and the planner's own rules."""

from inputs.schema import Sheet, choice, integer, money, number, quarter, share, text
from inputs.sheets_goods import CURRENCY

EVENT_KINDS = (
    "duty_points",
    "duty_factor",
    "seizure",
    "corridor_closed",
    "corridor_cost_factor",
    "corridor_extra_days",
    "currency_factor",
    "demand_factor",
)
LIMITS = (
    "minimum_sites",
    "maximum_sites",
    "maximum_stock_value",
    "maximum_skus",
    "maximum_changes",
    "minimum_demand_met",
    "minimum_average_of_worst",
    "if_then",
    "single_source",
)
CATEGORY_RULES = ("minimum_price", "minimum_dimensional_weight", "no_seasonal", "branded_only")

FROM_QUARTER = quarter("from_quarter", "holds from this quarter until a later row", "生效季度", "с квартала",
    default=None, blank="from the beginning", key=True)  # fmt: skip
AREA = text("customs_area", "territory with one tariff", "关税区", "таможенная территория",
    reference="customs_areas.customs_area", key=True)  # fmt: skip

CERTIFICATIONS = Sheet(
    "certifications",
    "certificates a family needs in a customs area; a family without a row needs none",
    "认证",
    "сертификация",
    (
        text("family", "goods under one certificate", "认证族", "семейство", reference="skus.family", key=True),
        AREA,
        money("cost", "audit, samples, fees", "费用", "стоимость", default=0.0),
        CURRENCY,
        integer("lead_time", "from ordering to holding it", "办理周期", "срок получения", "quarters", 0, 40,
            default=0),
        integer("validity", "how long it holds", "有效期", "срок действия", "quarters", 1, 200, default=20),
    ),
)  # fmt: skip

CERTIFICATES_HELD = Sheet(
    "certificates_held",
    "certificates already held",
    "已有认证",
    "действующие сертификаты",
    (
        text("family", "goods under one certificate", "认证族", "семейство", reference="skus.family", key=True),
        AREA,
        quarter("valid_until", "last quarter in which it holds", "有效至", "действует до", default=None,
            blank="without end"),
        quarter("valid_from", "first quarter in which it holds, where it is ordered and not there yet", "生效季度",
            "действует с", default=None, blank="it holds already"),
    ),
)  # fmt: skip

DUTIES = Sheet(
    "duties",
    "import duty by tariff line, date and price per kg",
    "关税",
    "пошлины",
    (
        text("duty_class", "tariff line", "税则号", "код ТН ВЭД", key=True),
        AREA,
        FROM_QUARTER,
        money("from_price_per_kg", "holds for a customs value per kg at or above this", "每公斤价起", "от цены за кг",
            "currency a kg", default=0.0, key=True),
        share("ad_valorem", "share of the customs value", "从价税率", "адвалорная ставка", 5, default=0.0),
        money("minimum_per_kg", "but not less than this for each kg", "每公斤最低", "не менее за кг", "currency a kg",
            default=0.0),
        money("minimum_per_unit", "but not less than this for each unit", "每件最低", "не менее за шт.",
            "currency a unit", default=0.0),
        money("plus_per_kg", "plus this for each kg", "每公斤另加", "плюс за кг", "currency a kg", default=0.0),
        money("plus_per_unit", "plus this for each unit", "每件另加", "плюс за шт.", "currency a unit", default=0.0),
        CURRENCY,
    ),
    required=True,
)  # fmt: skip

LEVIES = Sheet(
    "levies",
    "recycling and similar levies on import",
    "其他征费",
    "сборы",
    (
        text("duty_class", "tariff line", "税则号", "код ТН ВЭД", reference="duties.duty_class", key=True),
        AREA,
        FROM_QUARTER,
        money("per_kg", "for each kg", "每公斤", "за кг", "currency a kg", default=0.0),
        money("per_unit", "for each unit", "每件", "за шт.", "currency a unit", default=0.0),
        CURRENCY,
    ),
)

CUSTOMS_AREAS = Sheet(
    "customs_areas",
    "VAT and the parcel rule of each customs area, dated",
    "关税区",
    "таможенные территории",
    (
        text("customs_area", "territory with one tariff", "关税区", "таможенная территория", key=True),
        FROM_QUARTER,
        share("vat", "value-added tax", "增值税", "НДС"),
        money("parcel_threshold", "parcels up to this value pay parcel_low_rate only", "免税额", "порог посылки",
            default=0.0),
        number("parcel_weight_threshold", "a heavier parcel pays whatever its value", "免税重量", "порог веса", "kg",
            0, default=None, blank="weight does not matter"),
        share("parcel_low_rate", "duty on parcels up to the threshold", "低值税率", "ставка до порога", 5,
            default=0.0),
        share("parcel_rate", "duty on parcels above the threshold", "包裹税率", "ставка посылки", 5, default=0.0),
        money("parcel_minimum_per_kg", "but not less than this a kg (basis excess: a kg above the threshold)",
            "每公斤最低", "не менее за кг", "currency a kg", default=0.0),
        money("parcel_deduction", "taken off the duty above the threshold", "扣减额", "вычет", default=0.0),
        choice("parcel_basis", "full: duty on the whole value; excess: on the part above the threshold", "计税基础",
            "база", ("excess", "full"), default="full"),
        share("parcel_vat", "VAT charged on parcels, on value plus duty", "包裹增值税", "НДС посылки", default=0.0),
        money("parcel_vat_threshold", "parcels up to this value pay no VAT", "增值税免税额", "порог НДС", default=0.0),
        CURRENCY,
    ),
    required=True,
)  # fmt: skip

DECLARATION_FEES = Sheet(
    "declaration_fees",
    "customs processing fee of a declaration, by its value",
    "报关费",
    "таможенные сборы",
    (
        AREA,
        FROM_QUARTER,
        money("value_up_to", "customs value up to and including this", "价值上限", "стоимость до", default=None,
            blank="all higher values", key=True),
        money("fee", "for one declaration", "费用", "сбор", "currency a declaration"),
        CURRENCY,
    ),
)  # fmt: skip

SCENARIOS = Sheet(
    "scenarios",
    "possible futures; none: built from seizure_probability",
    "情景",
    "сценарии",
    (
        text("scenario", "name", "情景", "сценарий", key=True),
        share("probability", "chance; they must sum to 1", "概率", "вероятность"),
        text("story", "what happens, in a sentence", "说明", "описание", default=None, blank="none"),
    ),
)

EVENTS = Sheet(
    "events",
    "what happens in a scenario, and when",
    "事件",
    "события",
    (
        text("scenario", "in which scenario", "情景", "сценарий", reference="scenarios.scenario", key=True),
        choice("kind", "what happens", "类型", "тип", EVENT_KINDS, key=True),
        text("target",
            "to what. Duty: a duty_class, a customs area, class@area or all. Seizure: site:, operator:, kind:, "
            "importer:, country: and a name, or no_tax; several joined by & must all hold. Corridor: its name. "
            "Currency: its code. Demand: category:, zone:, country:, sku: and a name, or all", "对象", "цель",
            key=True),
        text("first_period", "from this period (a seizure strikes at its end)", "起始期间", "с периода",
            reference="periods.period", key=True),
        text("last_period",
            "until the end of this period; a seizure, whose date nobody knows, takes the highest ceiling up to here",
            "结束期间", "по период", default=None, blank="to the end of the plan", reference="periods.period"),
        number("value",
            "duty_points: share added to the ad valorem rate; factors: 1 = unchanged; corridor_extra_days: days",
            "数值", "значение", default=None, blank="none needed (seizure, corridor_closed)"),
    ),
)  # fmt: skip

LIMITS_SHEET = Sheet(
    "limits",
    "the planner's own limits",
    "限制",
    "ограничения",
    (
        choice("limit", "what is limited", "限制", "ограничение", LIMITS, key=True),
        text("scope",
            "all, or country:, site:, operator:, kind:, importer:, bundle: and a name, several joined by & (all "
            "must hold). maximum_skus: all or site:. minimum_demand_met: all, country: or zone:. "
            "minimum_average_of_worst: all. if_then: site:A -> site:B, or site:A -> not site:B. single_source (at most "
            "one warehouse serves a zone, the same for all SKUs and periods; parcels are free): all, country: or zone:",
            "范围", "область", default="all", key=True),
        number("value",
            "sites; currency (stock value, average of worst); SKUs a site; openings plus closings of the whole "
            "plan; share of demand met without events", "数值", "значение", default=None,
            blank="if_then and single_source need none"),
        money("penalty", "cost of each unit by which it is broken", "违约成本", "штраф", "currency a unit",
            default=None, blank="must hold"),
        CURRENCY,
        text("reason", "why", "原因", "причина", default=None, blank="none"),
    ),
)  # fmt: skip

CATEGORY_RULES_SHEET = Sheet(
    "category_rules",
    "goods that do not belong in an overseas warehouse",
    "品类规则",
    "правила ассортимента",
    (
        choice("rule",
            "minimum_price: at least value; minimum_dimensional_weight: the greater of kg and 167 kg a m3 is at "
            "least value; no_seasonal; branded_only", "规则", "правило", CATEGORY_RULES, key=True),
        money("value", "the rule's figure", "数值", "значение", "currency or kg", default=None,
            blank="none needed (no_seasonal, branded_only)"),
        CURRENCY,
        text("applies_to", "all, or site:, operator:, kind:, bundle: and a name", "适用范围", "область",
            default="all", key=True),
        text("reason", "why", "原因", "причина", default=None, blank="none"),
    ),
)  # fmt: skip

OVERRIDES = Sheet(
    "overrides",
    "decisions the planner has taken already",
    "人工决定",
    "решения плановика",
    (
        text("site", "location", "地点", "площадка", default=None, blank="every site", reference="sites.site",
            key=True),
        text("operator", "operator", "运营商", "оператор", default=None, blank="every operator",
            reference="operators.operator", key=True),
        text("bundle", "service package", "服务包", "пакет", default=None, blank="every package",
            reference="bundles.bundle", key=True),
        text("sku", "article", "商品编码", "артикул", default=None, blank="the warehouse itself is meant",
            reference="skus.sku", key=True),
        text("period", "when", "期间", "период", default=None, blank="every period", reference="periods.period",
            key=True),
        choice("decision", "must or never", "决定", "решение", ("must", "never")),
        text("reason", "why", "原因", "причина", default=None, blank="none"),
    ),
    notes="must: at least one option of those named runs (or holds the SKU). never: none does.",
)  # fmt: skip

RULES_SHEETS = (
    CERTIFICATIONS,
    CERTIFICATES_HELD,
    DUTIES,
    LEVIES,
    CUSTOMS_AREAS,
    DECLARATION_FEES,
    SCENARIOS,
    EVENTS,
    LIMITS_SHEET,
    CATEGORY_RULES_SHEET,
    OVERRIDES,
)
