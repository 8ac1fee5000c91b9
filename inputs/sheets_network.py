"""Sheets about the network: sites, operators, service bundles, lanes and what runs today."""

from inputs.schema import Sheet, choice, flag, integer, money, number, quarter, text
from inputs.sheets_goods import CURRENCY

REGIMES = ("duty_paid", "bonded", "border")
STATUSES = ("candidate", "existing", "must_open", "excluded")
OPERATOR_KINDS = ("independent", "third_party", "platform", "government")

SITES = Sheet(
    "sites",
    "candidate and existing warehouse locations",
    "仓库地点",
    "площадки",
    (
        text("site", "name of the location", "地点", "площадка", key=True),
        text("country", "country", "国家", "страна"),
        text("customs_area", "territory with one tariff", "关税区", "таможенная территория",
            reference="customs_areas.customs_area"),
        choice("regime",
            "duty_paid: cleared on arrival; bonded: cleared in the market as the buyer's parcel; border: kept "
            "outside the market and sent as the buyer's parcel", "监管制度", "режим", REGIMES, default="duty_paid"),
        number("latitude", "degrees north", "纬度", "широта", "degrees", -90, 90, default=None,
            blank="no lanes are generated from it"),
        number("longitude", "degrees east", "经度", "долгота", "degrees", -180, 180, default=None,
            blank="no lanes are generated from it"),
        choice("status", "candidate, existing (run today), must_open (in every period), excluded", "状态", "статус",
            STATUSES, default="candidate"),
    ),
    required=True,
)  # fmt: skip

OPERATORS = Sheet(
    "operators",
    "who can run a warehouse",
    "运营商",
    "операторы",
    (
        text("operator", "name of the operator", "运营商", "оператор", key=True),
        choice("kind", "what kind of operator it is", "类型", "тип", OPERATOR_KINDS),
        number("commission", "share of the buyer's price", "佣金率", "комиссия", "share of price", 0, 0.95,
            default=0.0),
        flag("branded_only", "admits registered brands only", "仅限品牌", "только бренды", default=False),
        number("payment_days", "days from the sale to the money", "账期", "отсрочка платежа", "days", 0, 365,
            default=0.0),
    ),
    required=True,
)  # fmt: skip

BUNDLES = Sheet(
    "bundles",
    "service packages; default: one, storage alone, at no extra cost",
    "服务包",
    "пакеты услуг",
    (
        text("bundle", "name of the service package", "服务包", "пакет", key=True),
        flag("storage", "includes storage", "仓储", "хранение", default=True),
        flag("tax", "pays the taxes as importer of record: import VAT is recovered", "缴税", "уплата налогов",
            default=False),
        flag("certification", "brings certificates held by the operator", "认证", "сертификация", default=False),
        flag("after_sales", "includes after-sales service", "售后", "сервис", default=False),
        money("fixed_cost", "cost a quarter", "固定费用", "постоянные затраты", "currency a quarter", default=0.0),
        money("unit_cost", "cost of each unit sold through it", "单件费用", "затраты на единицу", "currency a unit",
            default=0.0),
        CURRENCY,
    ),
)  # fmt: skip

OPERATOR_BUNDLES = Sheet(
    "operator_bundles",
    "which service packages an operator offers; default: all",
    "运营商服务包",
    "пакеты операторов",
    (
        text("operator", "operator", "运营商", "оператор", reference="operators.operator", key=True),
        text("bundle", "service package", "服务包", "пакет", reference="bundles.bundle", key=True),
    ),
    notes="An operator without a row offers every package.",
)

SITE_OPTIONS = Sheet(
    "site_options",
    "what each operator offers at each site, and what it costs",
    "地点方案",
    "варианты площадок",
    (
        text("site", "location", "地点", "площадка", reference="sites.site", key=True),
        text("operator", "operator", "运营商", "оператор", reference="operators.operator", key=True),
        quarter("first_quarter", "earliest quarter in which it can run", "最早季度", "первый квартал", default=None,
            blank="at once"),
        number("lead_weeks", "weeks from signing to the first day", "准备周数", "недель на подготовку", "weeks", 0,
            520, default=13.0),
        number("capacity_m3", "storage volume", "库容", "вместимость", "m3", 0, 1e7),
        money("opening_cost", "paid once at opening", "开仓成本", "стоимость открытия", default=0.0),
        integer("useful_life", "over which the opening cost is written off", "使用年限", "срок службы", "quarters", 1,
            200, default=20),
        money("closing_cost", "paid once at closing", "关仓成本", "стоимость закрытия", default=0.0),
        money("fixed_cost", "rent and staff, whatever the volume", "固定成本", "постоянные затраты",
            "currency a quarter", default=0.0),
        money("storage_cost", "for volume held on average", "仓储费", "стоимость хранения", "currency a m3 a quarter",
            default=0.0),
        money("handling_cost", "for each unit sent out", "操作费", "обработка", "currency a unit", default=0.0),
        CURRENCY,
        integer("minimum_term", "shortest time it must be run once opened", "最短租期", "минимальный срок",
            "quarters", 0, 200, default=0),
        text("importer", "importer of record: a seizure can hit all its warehouses", "进口商", "импортёр",
            default=None, blank="the operator"),
        money("max_stock_value", "most stock value the operator admits", "库存价值上限", "предел стоимости запаса",
            default=None, blank="all that its capacity holds"),
        number("seizure_probability", "assumed chance of a seizure in a year, taxes paid", "扣押概率",
            "вероятность изъятия", "share a year", 0, 0.99, default=0.0),
        number("seizure_loss", "loss in a seizure over the stock ceiling: 1 = the stock, more = with a fine",
            "扣押损失倍数", "кратность потерь", "times", 0, 5, default=1.0),
        integer("recovery_quarters", "quarters it is out of use after a seizure", "恢复季度数",
            "кварталов восстановления", "quarters", 0, 200, default=4),
        money("cost_while_seized", "extra cost a quarter meanwhile, on top of the fixed cost", "扣押期间成本",
            "затраты при изъятии", "currency a quarter", default=0.0),
    ),
    required=True,
)  # fmt: skip

INBOUND_LANES = Sheet(
    "inbound_lanes",
    "inbound routes from an origin to a site, by corridor",
    "头程线路",
    "входящие маршруты",
    (
        text("origin", "where the goods start", "起运地", "отправление", key=True),
        text("corridor", "route that events can close or make dearer", "通道", "коридор", key=True),
        text("site", "destination", "地点", "площадка", reference="sites.site", key=True),
        money("container_cost", "cost of one container to the door", "集装箱运费", "цена контейнера",
            "currency a container"),
        CURRENCY,
        number("container_volume", "usable volume", "集装箱容积", "объём контейнера", "m3", 0.1, 200, default=66.0),
        number("container_weight", "payload", "集装箱载重", "грузоподъёмность", "kg", 1, 100000, default=26000.0),
        number("days", "transit time, customs included", "天数", "срок", "days", 0, 365),
    ),
    required=True,
)  # fmt: skip

OUTBOUND_LANES = Sheet(
    "outbound_lanes",
    "deliveries from a site to a zone, in place of those that lane_rates gives",
    "配送线路",
    "доставка до покупателя",
    (
        text("site", "from", "地点", "площадка", reference="sites.site", key=True),
        text("zone", "to", "区域", "зона", reference="zones.zone", key=True),
        money("order_cost", "for each unit delivered", "每单费用", "за заказ", "currency a unit", default=0.0),
        money("cost_per_kg", "for its weight", "每公斤费用", "за кг", "currency a kg", default=0.0),
        money("cost_per_m3", "for its volume", "每立方费用", "за м3", "currency a m3", default=0.0),
        CURRENCY,
        number("days", "from order to door", "天数", "срок", "days", 0, 365),
    ),
)

LANE_RATES = Sheet(
    "lane_rates",
    "delivery rates of a country: lanes from every site to its zones are generated by distance",
    "配送费率",
    "тарифы доставки",
    (
        text("country", "country of the zone", "国家", "страна", key=True),
        money("per_order", "for each unit delivered", "每单", "за заказ", "currency a unit", default=0.0),
        money("per_kg", "for weight, whatever the distance", "每公斤", "за кг", "currency a kg", default=0.0),
        money("per_kg_km", "for weight and distance", "每公斤公里", "за кг-км", "currency a kg km", default=0.0),
        money("per_m3", "for volume, whatever the distance", "每立方", "за м3", "currency a m3", default=0.0),
        money("per_m3_km", "for volume and distance", "每立方公里", "за м3-км", "currency a m3 km", default=0.0),
        CURRENCY,
        number("days", "whatever the distance", "基础天数", "срок базовый", "days", 0, 365, default=1.0),
        number("days_per_km", "for the distance", "每公里天数", "дней на км", "days a km", 0, 1, default=0.0),
    ),
    instead="outbound_lanes or parcel_lanes",
    notes="The greater of the charge by weight and the charge by volume is paid. Distance: great circle.",
)

PARCEL_LANES = Sheet(
    "parcel_lanes",
    "direct-parcel services from the origin to zones; none: no parcels",
    "直邮线路",
    "посылки",
    (
        text("carrier", "parcel service", "承运商", "перевозчик", key=True),
        text("zone", "to; the word all stands for every zone without a row of its own", "区域", "зона", key=True),
        money("order_cost", "for each parcel", "每单费用", "за посылку", "currency a unit", default=0.0),
        money("cost_per_kg", "for chargeable weight", "每公斤费用", "за кг", "currency a kg", default=0.0),
        CURRENCY,
        number("kg_per_m3", "volume counts as this weight if that is more (167 = divisor 6000)", "体积重系数",
            "объёмный вес", "kg a m3", 0, 1000, default=0.0),
        number("days", "from order to door", "天数", "срок", "days", 0, 365),
        number("max_weight", "heaviest parcel accepted", "最大重量", "предел веса", "kg", 0, default=None,
            blank="no limit"),
        number("max_side", "longest side accepted", "最大边长", "предел стороны", "cm", 0, default=None,
            blank="no limit"),
        money("max_value", "dearest parcel accepted, at the buyer's price", "最大价值", "предел стоимости",
            "currency a unit", default=None, blank="no limit"),
        number("commission", "share of the buyer's price", "佣金率", "комиссия", "share of price", 0, 0.95,
            default=0.0),
        number("payment_days", "days from the sale to the money", "账期", "отсрочка платежа", "days", 0, 365,
            default=0.0),
    ),
)  # fmt: skip

CURRENT_NETWORK = Sheet(
    "current_network",
    "who runs which site today",
    "现有网络",
    "текущая сеть",
    (
        text("site", "location", "地点", "площадка", reference="sites.site", key=True),
        text("operator", "who runs it", "运营商", "оператор", reference="operators.operator"),
        text("bundle", "with which service package", "服务包", "пакет", reference="bundles.bundle"),
        quarter("since", "first quarter of the lease", "起始季度", "с квартала", default=None,
            blank="long ago: no minimum term is left"),
    ),
)  # fmt: skip

CURRENT_STOCK = Sheet(
    "current_stock",
    "what is in stock today",
    "现有库存",
    "текущие запасы",
    (
        text("sku", "article", "商品编码", "артикул", reference="skus.sku", key=True),
        text("site", "where", "地点", "площадка", reference="sites.site", key=True),
        number("units", "units", "数量", "количество", "units", 0, 1e9),
    ),
    notes="A listed SKU needs no new listing cost; its value counts against the budget's initial stock.",
)

NETWORK_SHEETS = (
    SITES,
    OPERATORS,
    BUNDLES,
    OPERATOR_BUNDLES,
    SITE_OPTIONS,
    INBOUND_LANES,
    OUTBOUND_LANES,
    LANE_RATES,
    PARCEL_LANES,
    CURRENT_NETWORK,
    CURRENT_STOCK,
)
