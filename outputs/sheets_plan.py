"""Result sheets about what to do: actions, sites, stock, assortment, certificates."""

from inputs.schema import Sheet
from outputs.schema import (
    BUNDLE,
    CARRIER,
    CHANNEL,
    OPERATOR,
    PERIOD,
    SITE,
    SKU,
    SKU_NAME,
    ZONE,
    flag,
    integer,
    money,
    number,
    share,
    text,
)

COMPARISON = Sheet(
    "comparison",
    "the plan beside today's network and parcels only",
    "方案对比",
    "сравнение",
    (
        text("figure", "what is compared", "指标", "показатель", key=True),
        text("unit", "its unit", "单位", "единица"),
        number("plan", "this plan", "本计划", "план"),
        number("today", "today's network kept as it is; blank: not possible", "现有网络", "текущая сеть"),
        number("parcels_only", "no warehouse at all; blank: not possible", "仅直邮", "только посылки"),
    ),
)

ACTIONS = Sheet(
    "actions",
    "everything the plan asks for, dated",
    "行动",
    "действия",
    (
        text("decide", "now, or later: provisional until the plan is renewed", "决策时间", "когда решать"),
        text("action", "what is to be done", "行动", "действие", key=True),
        text("subject", "site, or family / customs area", "对象", "объект", key=True),
        text("what", "what to do, in words", "事项", "что сделать"),
        text("operator", "who runs the site", "运营商", "оператор"),
        text("bundle", "service package", "服务包", "пакет"),
        PERIOD,
        text("latest_start", "latest day to begin: first day needed less lead times", "最迟开始", "начать до"),
        integer("skus", "how many SKUs it concerns", "商品数", "артикулов", "SKUs"),
        money("money", "cash it needs, undiscounted", "资金", "деньги"),
        text("money_for", "what the money is for", "用途", "на что"),
    ),
)  # fmt: skip

SITES = Sheet(
    "sites",
    "which sites run in which period, by whom, with which service package; and the candidates left out",
    "仓库",
    "площадки",
    (
        SITE,
        OPERATOR,
        BUNDLE,
        PERIOD,
        text("action", "opens, runs, changes package, closes, not used", "状态", "действие"),
        text("kind", "kind of operator", "类型", "тип"),
        text("country", "country", "国家", "страна"),
        text("customs_area", "territory with one tariff", "关税区", "таможенная территория"),
        text("regime", "customs regime", "监管制度", "режим"),
        number("capacity_m3", "storage volume", "库容", "вместимость", "m3"),
        number("room_m3", "volume the plan sets aside for sales, minimum stock apart", "预留库容", "отведено", "m3"),
        number("used_m3", "most volume used in any situation, minimum stock included", "使用库容", "занято", "m3"),
        share("utilisation", "volume used of the capacity", "利用率", "загрузка"),
        money("stock_ceiling", "most stock value to keep there", "库存上限", "предел запаса"),
        money("used_value", "most stock value used in any situation", "使用价值", "стоимость запаса"),
        money("fixed_cost", "rent, staff and service package over the whole period", "固定成本", "постоянные затраты"),
    ),
)  # fmt: skip

SKU_ASSIGNMENT = Sheet(
    "sku_assignment",
    "which SKUs each site holds in each period",
    "商品分配",
    "размещение товаров",
    (
        SKU,
        SKU_NAME,
        SITE,
        OPERATOR,
        BUNDLE,
        PERIOD,
        flag("new", "not held there the period before (or today)", "新上架", "новый"),
        share("held", "share of the period it is held: 1 unless it costs nothing to hold", "占比", "доля"),
        text("origin", "whence it comes without events", "发货地", "откуда"),
        text("corridor", "inbound route without events", "入境路线", "маршрут"),
        number("minimum_stock", "units kept there", "最低库存", "мин. запас", "units"),
        number("units", "units sold a quarter without events", "销量", "продажи", "units a quarter"),
        money("stock_value", "highest stock value without events", "库存价值", "стоимость запаса"),
        integer("deliveries", "deliveries of it from there, rows of the sheet flows", "配送行数", "доставок", "rows"),
        flag("admitted", "whether rules let this operator and package have it", "允许", "допущен"),
        text("certificate", "own, operator's, not needed or missing", "认证", "сертификат"),
    ),
)

ASSORTMENT = Sheet(
    "assortment",
    "how each SKU reaches each zone over the whole plan without events, and why not otherwise",
    "商品渠道",
    "ассортимент",
    (
        SKU,
        SKU_NAME,
        ZONE,
        text("offered_by", "warehouse, parcel, both or not offered", "渠道", "канал"),
        text("sites", "warehouses that serve it", "仓库", "площадки"),
        number("demand", "units wanted over the plan", "需求", "спрос", "units"),
        number("by_warehouse", "units sold from warehouses", "仓发", "со складов", "units"),
        number("by_parcel", "units sold by parcel", "直邮", "посылками", "units"),
        number("lost_to_delay", "buyers who left because delivery is slow", "因慢流失", "потеряно", "units"),
        number("unmet", "units not offered at all", "未满足", "не предложено", "units"),
        text("why_no_warehouse", "why no warehouse serves it, or not all of it", "未仓发原因", "почему не со склада"),
        text("why_no_parcel", "why no parcel does", "未直邮原因", "почему не посылкой"),
    ),
)  # fmt: skip

EXCLUSIONS = Sheet(
    "exclusions",
    "every SKU kept out of a site or off a parcel service, with the reason",
    "排除原因",
    "исключения",
    (
        SKU,
        CHANNEL,
        SITE,
        CARRIER,
        text("reason", "why", "原因", "причина", key=True),
        text("options", "operators and packages concerned", "涉及方案", "варианты"),
        integer("zones", "zones concerned", "涉及区域数", "зон", "zones"),
        number("margin", "best margin it could earn", "最佳毛利", "лучшая маржа", "currency a unit"),
    ),
)

CERTIFICATES = Sheet(
    "certificates",
    "certificates held and to be ordered",
    "认证",
    "сертификаты",
    (
        text("family", "group of goods under one certificate", "认证族", "семейство", key=True),
        text("customs_area", "territory with one tariff", "关税区", "таможенная территория", key=True),
        text("status", "held, order, operator's (held by the operator), or not held", "状态", "статус"),
        text("period", "period in which it is ordered", "期间", "период"),
        text("latest_start", "latest day to order it", "最迟订购", "заказать до"),
        text("holds_from", "first quarter in which it holds", "生效", "действует с"),
        text("holds_until", "last quarter in which it holds", "失效", "действует до"),
        money("cost", "what it costs, undiscounted", "费用", "стоимость"),
        integer("skus", "SKUs held in its area that need it", "商品数", "артикулов", "SKUs"),
    ),
)

STOCK_CEILINGS = Sheet(
    "stock_ceilings",
    "how much stock value to dare in each warehouse",
    "库存上限",
    "пределы запасов",
    (
        SITE,
        OPERATOR,
        BUNDLE,
        PERIOD,
        money("ceiling", "most stock value to keep there", "上限", "предел"),
        money("used_value", "most stock value used in any situation", "使用", "использовано"),
        share("of_ceiling", "stock value used of the ceiling", "上限利用率", "доля предела"),
        money("minimum_stock_value", "of which minimum stock", "最低库存价值", "мин. запас"),
        money("admitted", "most the operator admits; blank: no limit", "运营商上限", "предел оператора"),
        share("of_admitted", "ceiling of what the operator admits", "占运营商上限", "доля предела оператора"),
        share("seizure_loss", "stock lost and fine, of the ceiling", "扣押损失率", "потери, доля запаса"),
        money("seizure_costs", "what a seizure would cost there: stock and fine", "扣押损失", "потери при изъятии"),
        share("seizure_probability", "assumed chance a year, taxes paid", "年扣押概率", "вероятность изъятия в год"),
        integer("operators_here", "operators at the site in the period", "运营商数", "операторов", "operators"),
    ),
)  # fmt: skip

SERVICE_LEVEL = Sheet(
    "service_level",
    "how much demand is met and how fast, without events and on average over all scenarios",
    "服务水平",
    "уровень сервиса",
    (
        PERIOD,
        text("zone", "zone; all: every zone", "区域", "зона", key=True),
        text("futures", "without events, or average of all scenarios", "情景", "сценарии", key=True),
        integer("quarters", "length of the period", "季度数", "кварталов", "quarters"),
        number("demand", "units wanted", "需求", "спрос", "units a quarter"),
        number("by_warehouse", "units sold from warehouses", "仓发", "со складов", "units a quarter"),
        number("by_parcel", "units sold by parcel", "直邮", "посылками", "units a quarter"),
        number("lost_to_delay", "buyers who left because delivery is slow", "因慢流失", "потеряно", "units a quarter"),
        number("unmet", "units not offered", "未满足", "не предложено", "units a quarter"),
        share("demand_met", "share of demand sold", "满足率", "доля спроса"),
        share("orders_on_target", "share of orders delivered within the target days", "准时率", "доля в срок"),
        number("average_days", "average delivery time of the units sold", "平均天数", "средний срок", "days"),
    ),
)  # fmt: skip

PLAN_SHEETS = (
    COMPARISON,
    ACTIONS,
    SITES,
    STOCK_CEILINGS,
    SKU_ASSIGNMENT,
    ASSORTMENT,
    EXCLUSIONS,
    CERTIFICATES,
    SERVICE_LEVEL,
)
