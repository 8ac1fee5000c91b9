"""What the results say, in English, Chinese and Russian: page one, the chart, actions and money. One entry a phrase.

A phrase has the same fields in every language. Russian phrasings put counts after a colon, so that no word depends on
them. Names of sheets stay English in every language. See `outputs.language` for how a phrase is said.
"""

from __future__ import annotations

from typing import NamedTuple


class Phrase(NamedTuple):
    """One phrase in every language; {fields} are filled in when it is said."""

    en: str
    zh: str
    ru: str


# From which size on money is told in which word, the largest first.
AMOUNTS = {
    "en": ((1e9, " billion"), (1e6, " million"), (1e3, " thousand")),
    "zh": ((1e8, "亿"), (1e4, "万")),
    "ru": ((1e9, "\u00a0млрд"), (1e6, "\u00a0млн"), (1e3, "\u00a0тыс.")),
}

GENERAL = {
    "comma": Phrase(", ", "、", ", "),
    "semicolon": Phrase("; ", "；", "; "),
    "sentence": Phrase("{words}. ", "{words}。", "{words}. "),
    "percent": Phrase("{figure} %", "{figure}%", "{figure}\u00a0%"),
    "date": Phrase("{year}-{month}-{day}", "{year}-{month}-{day}", "{day}.{month}.{year}"),
    "money": Phrase("{currency}", "{currency}", "{currency}"),
    "thousands": Phrase("thousand {currency}", "千 {currency}", "тыс. {currency}"),
    "millions": Phrase("million {currency}", "百万 {currency}", "млн {currency}"),
}

PAGE = {
    "title_line": Phrase(
        "Overseas-warehouse network, {first} to {last}. {status}.",
        "海外仓网络规划，{first} 至 {last}。{status}。",
        "Сеть зарубежных складов, {first} – {last}. {status}.",
    ),
    "status_optimal": Phrase(
        "Proven to be the best plan for these figures",
        "已证明是现有数据下的最优方案",
        "Доказано: лучший план при этих данных",
    ),
    "status_gap_reached": Phrase(
        "Stopped as asked, close to the best plan",
        "已按要求停止，接近最优方案",
        "Расчёт остановлен, как задано: план близок к лучшему",
    ),
    "status_limit": Phrase(
        "Stopped early: a better plan may exist",
        "提前停止：可能存在更好的方案",
        "Расчёт остановлен досрочно: возможен лучший план",
    ),
    "heading_now": Phrase("Decide now", "现在决定", "Решить сейчас"),
    "heading_later": Phrase(
        "Later: provisional until the plan is renewed",
        "以后：下次更新计划前为暂定",
        "Позже: предварительно, до обновления плана",
    ),
    "heading_figures": Phrase("What it earns and risks", "收益与风险", "Что план приносит и чем рискует"),
    "heading_trust": Phrase("How far to trust it", "可信程度", "Насколько плану можно доверять"),
    "heading_futures": Phrase("Profit in each future", "各情景下的利润", "Прибыль в каждом сценарии"),
    "heading_risks": Phrase(
        "The largest risks: chance times loss", "最大风险：概率 × 损失", "Главные риски: вероятность × потеря"
    ),
    "more_sheets": Phrase("More sheets", "其他工作表", "Другие листы"),
    "nothing_now": Phrase(
        "Nothing: the plan changes nothing now.", "无：计划目前不作任何改变。", "Ничего: сейчас план ничего не меняет."
    ),
    "nothing_later": Phrase("Nothing further is planned.", "没有其他计划事项。", "Больше ничего не запланировано."),
    "what": Phrase("What", "事项", "Что сделать"),
    "site_or_family": Phrase("Site or family", "仓库或认证族", "Площадка или семейство"),
    "money_in": Phrase("Money ({unit})", "资金（{unit}）", "Деньги ({unit})"),
    "start_by": Phrase("Start by", "最迟开始", "Начать до"),
    "total": Phrase("Total", "合计", "Итого"),
    "total_with_more": Phrase(
        "Total, with {count} more on the sheet actions",
        "合计（另有 {count} 项见工作表 actions）",
        "Итого (ещё на листе actions: {count})",
    ),
    "and_more": Phrase("{names} and {count} more", "{names} 等，另 {count} 个", "{names} и ещё {count}"),
    "this_plan": Phrase("This plan", "本计划", "Этот план"),
    "todays_network": Phrase("Today's network", "现有网络", "Текущая сеть"),
    "parcels_only": Phrase("Parcels only", "仅直邮", "Только посылки"),
    "in_unit": Phrase("{figure} ({unit})", "{figure}（{unit}）", "{figure} ({unit})"),
    "none": Phrase("none", "无", "нет"),
    "not_possible": Phrase("not possible", "不可行", "невозможно"),
    "figures_note": Phrase(
        "Profit: present value over the whole plan. Stock at risk: highest total of stock ceilings. ",
        "利润：整个计划期的现值。风险库存：库存上限合计的最高值。",
        "Прибыль: приведённая стоимость за весь план. Запас под риском: наибольшая сумма пределов запасов. ",
    ),
    "figures_weighed": Phrase(
        "The plan seeks the most of {expected} expected profit plus {worst} average of the worst: {figures}. ",
        "计划追求预期利润的 {expected} 与最差情形平均利润的 {worst} 之和最大：{figures}。",
        "План ищет наибольшую сумму {expected} ожидаемой прибыли и {worst} среднего худших исходов: {figures}. ",
    ),
    "yardsticks_free": Phrase(
        "Today's network and parcels only are free of limits, overrides and budgets. ",
        "现有网络和仅直邮两种对照方案不受限制、指定和预算约束。",
        "Текущая сеть и только посылки считаются без ограничений, указаний и бюджетов. ",
    ),
    "note_stability": Phrase(
        "Without the limits on changes the plan would earn about {price} more, and proven no more than {most}",
        "若无变更限制，计划约可多获利 {price}，经证明不超过 {most}",
        "Без пределов на изменения план принёс бы примерно на {price} больше, доказано — не более чем на {most}",
    ),
    "note_stability_unproven": Phrase(
        "Without the limits on changes the plan would earn about {price} more (nothing proven)",
        "若无变更限制，计划约可多获利 {price}（未经证明）",
        "Без пределов на изменения план принёс бы примерно на {price} больше (не доказано)",
    ),
    "note_today_is_parcels": Phrase(
        "No site runs today: today's network is parcels only",
        "目前没有运营的仓库：现有网络即仅直邮",
        "Сейчас ни одна площадка не работает: текущая сеть – только посылки",
    ),
    "note_today_no_plan": Phrase(
        "Today's network: no plan ({why})", "现有网络：没有可行方案（{why}）", "Текущая сеть: плана нет ({why})"
    ),
    "note_parcels_no_plan": Phrase(
        "Parcels only: no plan ({why})", "仅直邮：没有可行方案（{why}）", "Только посылки: плана нет ({why})"
    ),
    "improvement": Phrase("Improvement still possible", "仍可改进", "Возможное улучшение"),
    "improvement_unknown": Phrase(
        "not known: no bound was proven", "未知：未能证明上限", "неизвестно: верхняя граница не доказана"
    ),
    "improvement_none": Phrase(
        "none: no plan can earn more on these figures",
        "无：在现有数据下没有收益更高的方案",
        "нет: при этих данных никакой план не принесёт больше",
    ),
    "improvement_found": Phrase("{amount} ({share})", "{amount}（{share}）", "{amount} ({share})"),
    "checks_passed": Phrase("Checks passed", "通过的校验", "Пройдено проверок"),
    "checks_count": Phrase("{passed} of {all}", "{all} 项中通过 {passed} 项", "{passed} из {all}"),
    "checks_failed": Phrase(
        "{passed} of {all}: see the sheet checks",
        "{all} 项中通过 {passed} 项：见工作表 checks",
        "{passed} из {all}: см. лист checks",
    ),
    "defaults_used": Phrase("Defaults used", "使用的默认值", "Значения по умолчанию"),
    "defaults_count": Phrase(
        "cells: {cells}, columns: {columns}, see the sheet assumptions",
        "单元格 {cells} 个，列 {columns} 个，见工作表 assumptions",
        "ячеек: {cells}, столбцов: {columns}, см. лист assumptions",
    ),
    "chart_profit": Phrase("Profit, {unit}, present value", "利润现值（{unit}）", "Прибыль, {unit}, приведённая"),
    "chart_scenario": Phrase("Scenario", "情景", "Сценарий"),
    "chart_figures": Phrase("Figures of the chart", "图表数据", "Данные диаграммы"),
}

FIGURES = {
    "expected_profit": Phrase("expected profit", "预期利润", "ожидаемая прибыль"),
    "worst_average": Phrase(
        "average of the worst {share}", "最差 {share} 情形的平均利润", "среднее худших {share} исходов"
    ),
    "stock_at_risk": Phrase("stock at risk", "风险库存", "запас под риском"),
    "orders_within": Phrase("orders within {days} days", "{days} 天内送达的订单", "заказы со сроком до {days} дн."),
    "demand_met": Phrase("demand met", "需求满足率", "доля удовлетворённого спроса"),
}

ACTIONS = {
    "in_period": Phrase("{period}: {action}", "{period}：{action}", "{period}: {action}"),
    "from_period": Phrase("{period} on: {action}", "{period} 起：{action}", "с {period}: {action}"),
    "open": Phrase(
        "Open with {operator}, package {bundle}",
        "开设：运营商 {operator}，服务包 {bundle}",
        "Открыть: оператор {operator}, пакет {bundle}",
    ),
    "open_instead": Phrase(
        "Open with {operator} in place of {before}, package {bundle}",
        "改由运营商 {operator} 运营（取代 {before}），服务包 {bundle}",
        "Открыть: оператор {operator} вместо {before}, пакет {bundle}",
    ),
    "open_several": Phrase("Open {count} sites", "开设 {count} 个仓库", "Открыть площадки: {count}"),
    "open_plain": Phrase("Open", "开设", "Открыть"),
    "close_plain": Phrase("End the lease", "终止租约", "Прекратить аренду"),
    "change_package_plain": Phrase("Change the service package", "更换服务包", "Сменить пакет услуг"),
    "keep_plain": Phrase("Keep running", "继续运营", "Продолжать работу"),
    "close": Phrase(
        "End the lease with {operator}", "终止与 {operator} 的租约", "Прекратить аренду: оператор {operator}"
    ),
    "close_several": Phrase("End {count} leases", "终止 {count} 份租约", "Прекратить аренду на площадках: {count}"),
    "change_package": Phrase("Change package: {bundle}", "更换服务包：{bundle}", "Сменить пакет услуг: {bundle}"),
    "change_package_several": Phrase(
        "Change the service package at {count} sites",
        "为 {count} 个仓库更换服务包",
        "Сменить пакет услуг на площадках: {count}",
    ),
    "certify": Phrase("Order the certificate", "办理认证", "Заказать сертификат"),
    "certify_several": Phrase("Order {count} certificates", "办理 {count} 项认证", "Заказать сертификаты: {count}"),
    "stock_up": Phrase("Stock up", "备货", "Завезти запас"),
    "stock_up_several": Phrase("Stock up {count} sites", "为 {count} 个仓库备货", "Завезти запас на площадки: {count}"),
    "new_skus": Phrase(
        "{action} (new SKUs: {count})", "{action}（新上架商品：{count}）", "{action} (новых артикулов: {count})"
    ),
    "withdraw": Phrase(
        "Sell off the SKUs not kept: {count}",
        "清售不再保留的商品：{count} 个",
        "Распродать выводимые артикулы: {count}",
    ),
    "keep": Phrase(
        "Keep running with {operator}, package {bundle}",
        "继续运营：运营商 {operator}，服务包 {bundle}",
        "Продолжать работу: оператор {operator}, пакет {bundle}",
    ),
    "keep_several": Phrase(
        "Keep {count} sites running", "继续运营 {count} 个仓库", "Продолжать работу площадок: {count}"
    ),
    "opening_cost": Phrase("opening cost", "开设费用", "затраты на открытие"),
    "package_cost": Phrase(
        "fixed cost of the package in the period", "本期服务包固定费用", "постоянные затраты на пакет за период"
    ),
    "running_cost": Phrase(
        "rent, staff and package in the period", "本期租金、人员和服务包", "аренда, персонал и пакет за период"
    ),
    "closing_cost": Phrase("closing cost", "关闭费用", "затраты на закрытие"),
    "certificate_cost": Phrase("certificate", "认证费用", "сертификат"),
    "stock_cost": Phrase("more stock, with duty", "增加库存，含关税", "прирост запаса с пошлиной"),
    "stock_cost_vat": Phrase(
        "more stock, with duty and import VAT",
        "增加库存，含关税和进口增值税",
        "прирост запаса с пошлиной и импортным НДС",
    ),
}

RISKS = {
    "risk": Phrase(
        "{scenario} ({chance} likely): costs {loss} against a plan without events. Hit: {hit}.",
        "{scenario}（概率 {chance}）：与无事件情形相比损失 {loss}。受影响：{hit}。",
        "{scenario} (вероятность {chance}): потеря {loss} против плана без событий. Под ударом: {hit}.",
    ),
    "risk_story": Phrase(
        "{scenario} ({chance} likely): costs {loss} against a plan without events. {story}. Hit: {hit}.",
        "{scenario}（概率 {chance}）：与无事件情形相比损失 {loss}。{story}。受影响：{hit}。",
        "{scenario} (вероятность {chance}): потеря {loss} против плана без событий. {story}. Под ударом: {hit}.",
    ),
    "no_risk": Phrase(
        "No future earns less than the plan without events.",
        "没有任何情景的利润低于无事件情形。",
        "Ни в одном сценарии прибыль не ниже, чем без событий.",
    ),
    "hit_seized": Phrase("seized or lost at {places}", "被扣押或损失：{places}", "изъято или потеряно: {places}"),
    "hit_lost": Phrase("earnings lost at {places}", "收益减少：{places}", "потерян доход: {places}"),
    "hit_made_up": Phrase("partly made up at {places}", "部分弥补：{places}", "частично возмещено: {places}"),
    "hit_nothing": Phrase("nothing that the plan does", "计划事项均不受影响", "ничего из того, что делает план"),
    "place_money": Phrase("{place} {amount}", "{place} {amount}", "{place} {amount}"),
    "more_money": Phrase("{count} more {amount}", "其余 {count} 处 {amount}", "ещё {count}: {amount}"),
    "parcels": Phrase("parcels", "直邮", "посылки"),
    "story_seizure": Phrase(
        "Every warehouse run by kind {kind} is seized in {when}.",
        "由 {kind} 类运营商运营的所有仓库在 {when} 被扣押。",
        "Все склады под управлением операторов вида {kind} изымаются в {when}.",
    ),
    "story_seizure_untaxed": Phrase(
        "Warehouses of kind {kind} whose service package pays no tax are seized in {when}.",
        "由 {kind} 类运营商运营且服务包不缴税的仓库在 {when} 被扣押。",
        "Склады операторов вида {kind}, чей пакет услуг не платит налогов, изымаются в {when}.",
    ),
    "story_calm": Phrase("Nothing unusual happens.", "没有异常事件发生。", "Ничего необычного не происходит."),
}
