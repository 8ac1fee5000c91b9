"""Result sheets that the checks add up."""

from inputs.schema import Sheet
from outputs.schema import BUNDLE, CARRIER, OPERATOR, PERIOD, SITE, SITUATION, SKU, ZONE, integer, money, number

SITE_USE = Sheet(
    "site_use",
    "what lies at each running site in each situation, beside its capacity and ceiling",
    "仓库使用",
    "загрузка площадок",
    (
        SITUATION,
        SITE,
        OPERATOR,
        BUNDLE,
        PERIOD,
        integer("deliveries", "deliveries from there, rows of the sheet flows", "配送行数", "доставок", "rows"),
        number("sales_m3", "stock for sales, of what is left of the site", "销售库容", "занято продажами", "m3"),
        number("minimum_stock_m3", "volume of minimum stock", "最低库存体积", "объём мин. запаса", "m3"),
        number("capacity_m3", "storage volume", "库容", "вместимость", "m3"),
        number("over_m3", "volume beyond the capacity", "超出库容", "сверх вместимости", "m3"),
        money("sales_value", "stock for sales, of what is left of the site", "销售库存价值", "запас для продаж"),
        money("minimum_stock_value", "value of minimum stock", "最低库存价值", "мин. запас"),
        money("ceiling", "most stock value to keep there", "上限", "предел"),
        money("over_value", "value beyond the ceiling", "超出上限", "сверх предела"),
    ),
)  # fmt: skip

PARCEL_USE = Sheet(
    "parcel_use",
    "what parcel services carry, beside the most that they admit",
    "直邮限制",
    "посылки и пределы",
    (
        SKU,
        CARRIER,
        ZONE,
        integer("deliveries", "deliveries by it, rows of the sheet flows", "配送行数", "доставок", "rows"),
        number("weight_kg", "weight of one", "重量", "вес", "kg"),
        number("max_weight", "most the service admits; blank: no limit", "最大重量", "предельный вес", "kg"),
        number("longest_side_cm", "longest side of one", "最长边", "длинная сторона", "cm"),
        number("max_side", "most the service admits; blank: no limit", "最大边长", "предельная сторона", "cm"),
        number("price", "buyer's price of one", "售价", "цена", "currency a unit"),
        number("max_value", "most it admits; blank: no limit", "最大货值", "предельная цена", "currency a unit"),
    ),
)  # fmt: skip

PROOF_SHEETS = (SITE_USE, PARCEL_USE)
