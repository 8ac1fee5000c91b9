"""What the results say on the sheets map and charts, and of changes since the last plan; see `outputs.phrases`."""

from __future__ import annotations

from outputs.phrases import Phrase

MAP = {
    "map_title": Phrase(
        "{plan}: warehouses and main flows", "{plan}：仓库与主要流向", "{plan}: склады и основные потоки"
    ),
    "map_told": Phrase(
        "{first} to {last}, without events. Of the units sold from warehouses {near} stay within {km} km; "
        "lines show the largest of the other flows, {share}. By parcel (not drawn): {parcels} of all units sold.",
        "{first} 至 {last}，无事件。仓发销量中 {near} 在仓库 {km} 公里以内；线条为其余最大的流向，占 {share}。"
        "直邮（未绘出）占总销量的 {parcels}。",
        "{first} – {last}, без событий. Из продаж со складов {near} не дальше {km} км; линии – крупнейшие из "
        "остальных потоков, {share}. Посылками (не показано): {parcels} всех продаж.",
    ),
    "map_told_parcels": Phrase(
        "{first} to {last}, without events: no warehouse sells anything.",
        "{first} 至 {last}，无事件：没有仓库销售。",
        "{first} – {last}, без событий: со складов ничего не продаётся.",
    ),
    "map_sites": Phrase("Site, run by", "仓库运营商类型", "Площадка и кто ею управляет"),
    "map_independent": Phrase("independent", "独立运营商", "независимый оператор"),
    "map_third_party": Phrase("third party", "第三方", "сторонний оператор"),
    "map_platform": Phrase("platform", "平台", "платформа"),
    "map_government": Phrase("government", "政府", "государство"),
    "map_unused": Phrase("not used", "未采用", "не используется"),
    "map_closed": Phrase("closed", "关闭", "закрывается"),
    "map_demand": Phrase("Demand, units over the plan", "需求（计划期件数）", "Спрос за весь план, шт."),
    "map_units": Phrase("Flow, units over the plan", "流量（计划期件数）", "Поток за весь план, шт."),
    "map_spell": Phrase("{operator}", "{operator}", "{operator}"),
    "map_spell_from": Phrase("{operator}, from {first}", "{operator}，{first} 起", "{operator}, с {first}"),
    "map_spell_to": Phrase("{operator}, to {last}", "{operator}，至 {last}", "{operator}, до {last}"),
    "map_spell_from_to": Phrase(
        "{operator}, {first} to {last}", "{operator}，{first} 至 {last}", "{operator}, {first} – {last}"
    ),
    "map_source": Phrase(
        "Places: the plan's zones and sites. Outlines: {outline}.",
        "地点：计划中的区域和仓库。轮廓：{outline}。",
        "Точки: зоны и площадки плана. Контуры: {outline}.",
    ),
    "map_no_outline": Phrase("none named", "未指定", "не заданы"),
    "map_broken_outline": Phrase("none, {why}", "无（{why}）", "нет ({why})"),
    "map_unplaced": Phrase(
        "Not drawn, as the plan gives no coordinates: {names}.",
        "因缺少坐标未绘出：{names}。",
        "Не показано, координаты не заданы: {names}.",
    ),
    "map_unwritten": Phrase(
        "No font here can write these names: {names}.",
        "此处没有字体能显示这些名称：{names}。",
        "Здесь нет шрифта для этих названий: {names}.",
    ),
    "map_empty": Phrase(
        "No map: no zone and no site has coordinates.",
        "没有地图：区域和仓库均无坐标。",
        "Карты нет: ни у одной зоны и площадки нет координат.",
    ),
    "map_alt": Phrase(
        "Map of {zones} zones, dots sized by demand, and {sites} sites. Run: {run}. Not run: {rest}. "
        "Largest flows: {flows}.",
        "地图：{zones} 个区域（圆点大小表示需求）和 {sites} 个仓库。运营：{run}。未运营：{rest}。最大流向：{flows}。",
        "Карта: зон {zones} (размер точки – спрос), площадок {sites}. Работают: {run}. Не работают: {rest}. "
        "Крупнейшие потоки: {flows}.",
    ),
    "map_flow": Phrase("{site} to {zone} {units}", "{site} 至 {zone} {units}", "{site} – {zone} {units}"),
    "map_failed": Phrase(
        "No map: it could not be drawn ({why}).",
        "没有地图：无法绘制（{why}）。",
        "Карты нет: её не удалось построить ({why}).",
    ),
}

CHARTS = {
    "charts_title": Phrase("The plan in charts", "方案图表", "План в диаграммах"),
    "charts_told": Phrase(
        "Expected over all scenarios, present values, for money; without events for demand and service. "
        "The figures stand to the right, each traced to its sheet.",
        "金额为各情景的期望现值；需求和服务为无事件情形。数据在右侧，均可追溯到相应工作表。",
        "Деньги: ожидание по всем сценариям, приведённая стоимость; спрос и сервис: без событий. "
        "Цифры справа, каждая прослеживается до своего листа.",
    ),
    "charts_money": Phrase("From sales to profit", "从销售额到利润", "От продаж до прибыли"),
    "charts_demand": Phrase("What becomes of demand", "需求去向", "Что происходит со спросом"),
    "charts_service": Phrase("Service", "服务水平", "Уровень сервиса"),
    "charts_storage": Phrase("How full each site gets", "各仓库最高利用率", "Наибольшая загрузка площадок"),
    "charts_money_axis": Phrase("Present value, {unit}", "现值，{unit}", "Приведённая стоимость, {unit}"),
    "charts_line": Phrase("Where it comes from and goes", "来源与去向", "Откуда и куда"),
    "charts_units_axis": Phrase("Units a quarter", "件/季度", "Штук в квартал"),
    "charts_share_axis": Phrase("Share", "占比", "Доля"),
    "charts_capacity_axis": Phrase("Share of storage volume", "占库容比例", "Доля вместимости"),
    "charts_period": Phrase("Period", "期间", "Период"),
    "charts_site": Phrase("Site", "仓库", "Площадка"),
    "charts_sales": Phrase("Sales", "销售额", "Продажи"),
    "charts_taxes": Phrase("Taxes and duties", "税费", "Налоги и пошлины"),
    "charts_goods": Phrase("Goods", "货款", "Товар"),
    "charts_freight": Phrase("Freight and delivery", "运费与配送", "Фрахт и доставка"),
    "charts_commission": Phrase("Commission", "佣金", "Комиссия"),
    "charts_warehousing": Phrase("Storage and service", "仓储与服务", "Хранение и сервис"),
    "charts_capital": Phrase("Capital", "资金占用", "Капитал"),
    "charts_network": Phrase("Sites and certificates", "仓库与认证", "Площадки и сертификаты"),
    "charts_seizures": Phrase("Seizures", "扣押损失", "Изъятия"),
    "charts_profit": Phrase("Profit", "利润", "Прибыль"),
    "charts_amount": Phrase("Amount", "金额", "Сумма"),
    "charts_end": Phrase("Up to here", "累计", "Нарастающим итогом"),
    "charts_base": Phrase("Below the bar", "柱下空白", "Под столбцом"),
    "charts_total": Phrase("Total", "合计", "Итог"),
    "charts_above": Phrase("Step", "变动", "Шаг"),
    "charts_below": Phrase("Step below 0", "零下变动", "Шаг ниже 0"),
    "charts_by_warehouse": Phrase("From warehouses", "仓发", "Со складов"),
    "charts_by_parcel": Phrase("By parcel", "直邮", "Посылками"),
    "charts_lost_to_delay": Phrase("Lost: delivery too slow", "因配送慢流失", "Потеряно: слишком долго"),
    "charts_unmet": Phrase("Not offered", "未提供", "Не предложено"),
    "charts_demand_met": Phrase("Demand met", "需求满足率", "Доля спроса"),
    "charts_orders_on_target": Phrase("Orders on target days", "准时订单", "Заказы в целевой срок"),
    "charts_used": Phrase("Highest utilisation", "最高利用率", "Наибольшая загрузка"),
}

SINCE = {
    "heading_since": Phrase("Since the last plan", "与上一计划相比", "По сравнению с прошлым планом"),
    "since_profit": Phrase(
        "Expected profit {old} → {new} ({change})",
        "预期利润 {old} → {new}（{change}）",
        "Ожидаемая прибыль {old} → {new} ({change})",
    ),
    "since_stock": Phrase(
        "Stock at risk {old} → {new} ({change})",
        "风险库存 {old} → {new}（{change}）",
        "Запас под риском {old} → {new} ({change})",
    ),
    "since_currency": Phrase(
        "The last plan is in another currency.", "上一计划使用其他币种。", "Прошлый план в другой валюте."
    ),
    "since_opens": Phrase(
        "{site} now runs from {first_quarter} to {last_quarter} ({new})",
        "{site} 于 {first_quarter} 至 {last_quarter} 新增运营（{new}）",
        "{site} теперь работает с {first_quarter} по {last_quarter} ({new})",
    ),
    "since_closes": Phrase(
        "{site} no longer runs from {first_quarter} to {last_quarter} ({old})",
        "{site} 于 {first_quarter} 至 {last_quarter} 不再运营（{old}）",
        "{site} больше не работает с {first_quarter} по {last_quarter} ({old})",
    ),
    "since_changes": Phrase(
        "{site} from {first_quarter} to {last_quarter}: {new} instead of {old}",
        "{site} 于 {first_quarter} 至 {last_quarter}：由 {old} 改为 {new}",
        "{site} с {first_quarter} по {last_quarter}: {new} вместо {old}",
    ),
    "since_more": Phrase(
        "other changes at sites: {count}", "其他地点变化：{count} 项", "других изменений площадок: {count}"
    ),
    "since_same_sites": Phrase(
        "The same sites run, with the same operators and packages",
        "运营地点、运营商和服务包均不变",
        "Работают те же площадки с теми же операторами и пакетами",
    ),
    "since_skus": Phrase(
        "SKU and site pairs: {added} SKUs newly held somewhere, {dropped} no longer",
        "商品与地点：新增存放的商品 {added} 个，不再存放的 {dropped} 个",
        "Размещение товаров: артикулов добавлено {added}, убрано {dropped}",
    ),
}
