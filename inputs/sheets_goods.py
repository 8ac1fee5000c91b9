"""Sheets about the plan, the goods and who wants them: settings to demand."""

from inputs.schema import Setting, Sheet, flag, integer, money, number, quarter, share, text

CURRENCY = text("currency", "currency of the money in this row", "币种", "валюта", default=None,
    blank="the plan's currency", reference="currencies.currency")  # fmt: skip

SETTINGS: tuple[Setting, ...] = (
    Setting("plan_name", "text", "plan", "what the plan is called in the results", "计划名称", "название плана"),
    Setting("currency", "text", "RUB", "the plan's currency: results are in it", "计划币种", "валюта плана"),
    Setting("discount_rate", "number", 0.18, "what a year's wait costs future money", "折现率", "ставка дисконта",
        "share a year", 0, 1),
    Setting("capital_cost", "number", 0.18, "cost of money tied up in stock, transit and receivables", "资金成本",
        "стоимость капитала", "share a year", 0, 1),
    Setting("aversion", "number", 0.3,
        "weight of the average of the worst outcomes against the expected profit: 0 neutral, 1 worst cases only",
        "风险厌恶", "неприятие риска", "share", 0, 1),
    Setting("tail", "number", 0.10, "share of outcomes that counts as the worst", "尾部比例", "доля худших исходов",
        "share", 0.0001, 1),
    Setting("longest_days", "number", 30.0, "a slower delivery is not offered", "最长交付天数",
        "предельный срок доставки", "days", 0, 365),
    Setting("reference_days", "number", 3.0, "delivery time at which the demand sheet's figures hold", "基准天数",
        "базовый срок", "days", 0, 365),
    Setting("loss_per_day", "number", 0.02, "share of buyers lost for each day past reference_days", "每日流失率",
        "потери за день", "share a day", 0, 1),
    Setting("keep_floor", "number", 0.3, "share of buyers who stay however slow the delivery", "最低保留率",
        "доля терпеливых", "share", 0.01, 1),
    Setting("parcel_after_sales_loss", "number", 0.3,
        "share of buyers lost when a SKU that needs after-sales service comes by parcel", "直邮售后流失",
        "потери без сервиса", "share", 0, 0.99),
    Setting("target_days", "number", 7.0, "an order delivered within this time counts as quick in the service level",
        "目标天数", "целевой срок", "days", 0, 365),
    Setting("peak_factor", "number", 1.5, "highest stock level over its average", "峰值系数", "коэффициент пика",
        "times", 1, 10),
    Setting("seizure_factor_no_tax", "number", 3.0,
        "how many times likelier a seizure is where the service bundle pays no tax (assumption)", "未缴税扣押倍数",
        "множитель риска без налогов", "times", 1, 100),
    Setting("return_freight_factor", "number", 1.0, "cost of bringing a return back, over the outbound cost",
        "退货运费系数", "коэффициент обратной доставки", "times", 0, 10),
    Setting("return_handling_factor", "number", 1.5, "handling of a return, over outbound handling", "退货处理系数",
        "коэффициент обработки возврата", "times", 0, 10),
    Setting("return_value_lost", "number", 0.3, "share of a returned unit's landed cost that is lost", "退货损失率",
        "потеря стоимости возврата", "share", 0, 1),
    Setting("parcel_return_value_lost", "number", 1.0, "the same for a unit sent by parcel", "直邮退货损失率",
        "потеря при возврате посылки", "share", 0, 1),
    Setting("vat_refund_days", "number", 90.0, "days from paying import VAT to recovering it", "退税天数",
        "срок возврата НДС", "days", 0, 720),
    Setting("containers_per_declaration", "number", 1.0, "containers cleared under one customs declaration",
        "每报关单集装箱数", "контейнеров в декларации", "containers", 0.01, 100),
    Setting("first_quarter", "quarter", None, "first quarter of the plan, where there is no periods sheet",
        "起始季度", "первый квартал"),
    Setting("map_outline", "text", None,
        "what lies behind the map: a GeoJSON file of areas, beside the plan or with its path, or russia", "地图轮廓",
        "контуры карты"),
)  # fmt: skip

SETTINGS_SHEET = Sheet(
    "settings",
    "figures that hold for the whole plan, one a row",
    "设置",
    "настройки",
    (
        text("name", "which setting", "名称", "название", key=True),
        text("value", "its value", "取值", "значение"),
        text("unit", "for the reader", "单位", "единица", default=None, blank="as documented"),
        text("note", "source or reason", "备注", "примечание", default=None, blank="none"),
    ),
)

PERIODS = Sheet(
    "periods",
    "the planning periods in order, without gaps; default: from the setting first_quarter, four quarters and two years",
    "期间",
    "периоды",
    (
        text("period", "name of the period", "期间", "период", key=True),
        quarter("first_quarter", "its first quarter, as 2027Q1", "起始季度", "первый квартал"),
        integer("quarters", "how many quarters it lasts", "季度数", "кварталов", "quarters", 1, 40, default=1),
        money("opening_budget", "most cash for openings, certificates and initial stock", "投资预算",
            "бюджет открытия", default=None, blank="no limit"),
        CURRENCY,
    ),
    instead="the setting first_quarter",
)  # fmt: skip

CURRENCIES = Sheet(
    "currencies",
    "exchange rates to the plan's currency",
    "汇率",
    "курсы валют",
    (
        text("currency", "three-letter code", "币种", "валюта", key=True),
        number("rate", "units of the plan's currency for one unit of this one", "汇率", "курс",
            "plan currency a unit", 1e-9, 1e9),
        text("note", "source and date", "备注", "примечание", default=None, blank="none"),
    ),
)  # fmt: skip

SKUS = Sheet(
    "skus",
    "the articles on offer",
    "商品",
    "товары",
    (
        text("sku", "article code", "商品编码", "артикул", key=True),
        text("name", "what it is", "商品名称", "наименование", default=None, blank="the code"),
        text("category", "trade category", "品类", "категория", default=None, blank="none"),
        text("family", "goods under one certificate", "认证族", "семейство", default=None,
            blank="no certificate is ever needed"),
        text("duty_class", "tariff line in the duties sheet", "税则号", "код ТН ВЭД", reference="duties.duty_class"),
        money("unit_cost", "purchase cost at the origin", "采购成本", "себестоимость", "currency a unit"),
        money("price", "what the buyer pays in all, VAT included", "售价", "цена", "currency a unit"),
        CURRENCY,
        text("price_currency", "currency of the price where it is another one (goods bought in CNY and sold in RUB)",
            "售价币种", "валюта цены", default=None, blank="the row's currency", reference="currencies.currency"),
        number("weight_kg", "gross weight", "重量", "вес", "kg", 0.001, 5000),
        number("volume_m3", "packed volume", "体积", "объём", "m3", 0.00001, 50),
        number("longest_side_cm", "longest side of the package", "最长边", "длинная сторона", "cm", 0.1, 1500),
        flag("branded", "sold under a registered brand", "品牌", "бренд", default=True),
        flag("seasonal", "sells in one season only", "季节性", "сезонный", default=False),
        number("stock_turns", "times a year the average stock is sold", "年周转次数", "оборотов в год",
            "times a year", 0.1, 365, default=6.0),
        number("minimum_stock", "units kept at every site it is assigned to", "最低库存", "мин. запас", "units", 0,
            1e9, default=0.0),
        money("listing_cost", "cost of listing it at one more site", "上架成本", "стоимость листинга", default=0.0),
        flag("needs_after_sales", "only warehouses with after-sales service may sell it", "需要售后", "нужен сервис",
            default=False),
        share("return_rate", "share of sold units that come back", "退货率", "доля возвратов", 0.95, default=0.0),
    ),
    required=True,
)  # fmt: skip

ZONES = Sheet(
    "zones",
    "where buyers are",
    "需求区",
    "зоны спроса",
    (
        text("zone", "city or region", "区域", "зона", key=True),
        text("country", "country", "国家", "страна"),
        text("customs_area", "territory with one tariff", "关税区", "таможенная территория",
            reference="customs_areas.customs_area"),
        number("latitude", "degrees north", "纬度", "широта", "degrees", -90, 90, default=None,
            blank="no lanes are generated to it"),
        number("longitude", "degrees east", "经度", "долгота", "degrees", -180, 180, default=None,
            blank="no lanes are generated to it"),
        share("share", "share of demand given for a SKU alone; scaled to sum to 1", "份额", "доля", default=0.0),
    ),
    required=True,
)  # fmt: skip

DEMAND = Sheet(
    "demand",
    "units a quarter that buyers would take at the reference delivery time",
    "需求",
    "спрос",
    (
        text("sku", "article", "商品编码", "артикул", reference="skus.sku", key=True),
        text("zone", "where", "区域", "зона", default=None, blank="spread over all zones by their share",
            reference="zones.zone", key=True),
        text("period", "when", "期间", "период", reference="periods.period", key=True),
        number("units", "units a quarter", "数量", "количество", "units", 0, 1e7, default=0.0),
    ),
    required=True,
    wide_by="period",
    notes="Wide: one column a period, named as in the periods sheet; one headed past and a period is not read. Long: "
    "columns period and units.",
)  # fmt: skip

GOODS_SHEETS = (SETTINGS_SHEET, PERIODS, CURRENCIES, SKUS, ZONES, DEMAND)
