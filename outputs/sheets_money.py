"""Result sheets about money, risk and trust: all that is needed to recompute the objective."""

from inputs.schema import Sheet
from outputs.schema import (
    BUNDLE,
    CARRIER,
    CHANNEL,
    OPERATOR,
    PERIOD,
    SCENARIO,
    SITE,
    SITUATION,
    SKU,
    ZONE,
    flag,
    integer,
    money,
    number,
    share,
    text,
)

DELIVERY_KEYS = (SITUATION, PERIOD, CHANNEL, SKU, SITE, OPERATOR, BUNDLE, CARRIER, ZONE)
A_UNIT = "currency a unit"

LEDGER = Sheet(
    "ledger",
    "expected money by line and period, from sales down to profit",
    "账目",
    "статьи по периодам",
    (
        text("line", "what the money is", "科目", "статья", key=True),
        text("words", "the same in words", "科目名称", "статья словами"),
        text("section", "operations, design, scenario or total", "部分", "раздел"),
        text("measure", "amount: undiscounted; present value: on the plan's first day", "口径", "мера", key=True),
        money("total", "over the whole plan", "合计", "итого"),
        PERIOD,
        money("amount", "expected over all scenarios; costs negative", "金额", "сумма"),
    ),
    wide_by="period",
)  # fmt: skip

SCENARIOS = Sheet(
    "scenarios",
    "the possible futures, the greatest risks first after the one they are measured against",
    "情景",
    "сценарии",
    (
        SCENARIO,
        text("story", "what happens", "说明", "описание"),
        share("probability", "chance", "概率", "вероятность"),
        money("profit", "present value of the plan's profit in it", "利润", "прибыль"),
        money("recomputed", "the same from situations and charges", "复算", "пересчёт"),
        share("part_of_worst", "how much of its chance counts among the worst outcomes", "计入最差", "в числе худших"),
        money("today", "the same for today's network", "现有网络", "текущая сеть"),
        money("parcels_only", "the same for parcels only", "仅直邮", "только посылки"),
        money("loss", "profit lost against the future without events", "损失", "потеря"),
        money("weighted_loss", "probability times loss", "加权损失", "взвешенная потеря"),
        text("hit", "what is hit hardest", "受影响对象", "что пострадает"),
    ),
)

SEIZURE_RATES = Sheet(
    "seizure_rates",
    "yearly seizure rates that the scenarios imply, beside those assumed",
    "扣押概率",
    "частота изъятий",
    (
        SITE,
        OPERATOR,
        BUNDLE,
        flag("pays_tax", "whether the service package pays the taxes", "缴税", "платит налоги"),
        share("assumed", "site_options.seizure_probability, a year, taxes paid", "假设", "принято"),
        number("factor_no_tax", "factor assumed where no tax is paid", "未缴税倍数", "множитель без налогов", "times"),
        share("assumed_here", "what that comes to for this package, a year", "本方案假设", "принято здесь"),
        share("over_the_plan", "chance of a seizure during the plan, by the scenarios", "计划期概率", "за план"),
        share("implied", "the yearly rate this implies", "隐含年概率", "в год по сценариям"),
    ),
)

LIMITS = Sheet(
    "limits",
    "the planner's limits: used and left",
    "限制",
    "ограничения",
    (
        text("limit", "what is limited", "限制", "ограничение", key=True),
        text("scope", "to what it applies", "范围", "область", key=True),
        text("period", "when; blank: the whole plan", "期间", "период", key=True),
        text("sense", "at most or at least", "方向", "смысл"),
        number("value", "the limit", "数值", "значение"),
        number("used", "what the plan uses", "使用", "использовано"),
        number("slack", "what is left", "余量", "остаток"),
        number("penalty", "cost of each unit of excess; blank: must hold", "违约成本", "штраф"),
        number("excess", "by how much it is broken", "超出", "превышение"),
        text("reason", "why, in the planner's words", "原因", "причина"),
    ),
)

FLOWS = Sheet(
    "flows",
    "who is served from where: all non-zero deliveries, by period and situation",
    "流量",
    "потоки",
    (
        *DELIVERY_KEYS,
        number("units", "units a quarter", "数量", "количество", "units a quarter"),
        number("days", "from order to door", "天数", "срок", "days"),
        number("keep", "share of buyers who accept that wait", "保留率", "доля оставшихся", "share of buyers"),
    ),
)

FLOW_TOTALS = Sheet(
    "flow_totals",
    "the flows of each situation added up",
    "流量合计",
    "итоги потоков",
    (
        SITUATION,
        PERIOD,
        CHANNEL,
        integer("rows", "deliveries", "行数", "строк", "rows"),
        number("units", "units", "数量", "количество", "units a quarter"),
        number("margin", "units times margin a unit", "毛利", "маржа", "currency a quarter"),
        number("slowest", "longest from order to door", "最慢天数", "самая долгая", "days"),
        integer("rows_here", "of these, rows in this workbook", "本册行数", "строк здесь", "rows"),
    ),
)

UNIT_COSTS = Sheet(
    "unit_costs",
    "what a unit earns and costs on each delivery, line by line",
    "单位成本",
    "на единицу",
    (
        *DELIVERY_KEYS,
        number("units", "as on the sheet flows", "数量", "количество", "units a quarter"),
        number("margin", "sum of the lines", "毛利", "маржа", A_UNIT),
        text("line", "what the money is", "科目", "статья", key=True),
        number("amount", "a line of the margin; costs negative, blank: none", "金额", "сумма", A_UNIT),
    ),
    wide_by="line",
)

PERIODS = Sheet(
    "periods",
    "the periods and what a quarter's money in each is worth on the plan's first day",
    "期间",
    "периоды",
    (
        PERIOD,
        text("first_quarter", "its first quarter", "起始季度", "первый квартал"),
        text("first_day", "its first day", "起始日", "первый день"),
        integer("quarters", "its length", "季度数", "кварталов", "quarters"),
        number("discount", "worth of 1 paid evenly through the period", "折现因子", "дисконт", "factor"),
        number("weight", "worth of 1 a quarter: quarters times discount", "权重", "вес", "quarters discounted"),
        money("stock_ceilings", "stock ceilings of all sites", "库存上限合计", "пределы запасов"),
    ),
)

SITUATIONS = Sheet(
    "situations",
    "what a period can look like: scenarios that agree in a period share a situation",
    "情形",
    "ситуации",
    (
        SITUATION,
        PERIOD,
        share("chance", "chance that it occurs", "概率", "вероятность"),
        flag("without_events", "nothing unusual happens in it", "无事件", "без событий"),
        text("what_happens", "in words", "说明", "что происходит"),
        number("operating_profit", "penalties taken off", "经营利润", "операционная прибыль", "currency a quarter"),
        number("penalty", "penalties for limits missed", "违约金", "штрафы", "currency a quarter"),
        share("of_demand", "buyers reached of demand, the highest of any SKU and zone", "需求占比", "от спроса"),
    ),
)

SITUATION_LINES = Sheet(
    "situation_lines",
    "what each situation earns a quarter, line by line: units times the lines of unit_costs",
    "情形损益",
    "статьи по ситуациям",
    (
        SITUATION,
        PERIOD,
        number("expected_quarters", "chance times quarters", "期望季度数", "ожидаемо кварталов", "quarters"),
        number("expected_weight", "chance times weight", "期望权重", "ожидаемый вес", "quarters discounted"),
        number("margin", "sum of the lines", "毛利", "маржа", "currency a quarter"),
        text("line", "what the money is", "科目", "статья", key=True),
        number("amount", "earned in the situation; costs negative", "金额", "сумма", "currency a quarter"),
    ),
    wide_by="line",
)  # fmt: skip

SCENARIO_STATES = Sheet(
    "scenario_states",
    "which situation each scenario brings in each period",
    "情景与情形",
    "сценарии и ситуации",
    (
        SCENARIO,
        PERIOD,
        SITUATION,
        money("present_value", "operating profit on the plan's first day", "现值", "стоимость"),
    ),
)

CHARGES = Sheet(
    "charges",
    "every cost that is not paid a unit: present value = quantity * unit_cost * discount",
    "费用",
    "затраты",
    (
        text("term", "what the cost is", "科目", "статья", key=True),
        text("scenario", "in which future; blank: in every one", "情景", "сценарий", key=True),
        text("subject", "what it is paid for", "对象", "объект", key=True),
        PERIOD,
        number("quantity", "how much of it", "数量", "количество"),
        number("unit_cost", "cost of one over the whole period, undiscounted", "单位费用", "за единицу", "currency"),
        number("discount", "worth of 1 then, on the plan's first day", "折现因子", "дисконт", "factor"),
        share("chance", "chance that it is paid", "概率", "вероятность"),
        money("present_value", "on the plan's first day", "现值", "приведённая стоимость"),
    ),
)

ASSUMPTIONS = Sheet(
    "assumptions",
    "defaults that filled blank cells, and what the model takes for granted",
    "假设",
    "допущения",
    (
        text("sheet", "input sheet, or model", "工作表", "лист", key=True),
        text("column", "column, or subject", "列", "столбец", key=True),
        text("assumption", "default used, or the assumption in words", "假设", "допущение"),
        integer("cells", "cells it filled", "单元格数", "ячеек", "cells"),
    ),
)

CHECKS = Sheet(
    "checks",
    "what must hold in any sound plan, computed afresh from the results",
    "校验",
    "проверки",
    (
        text("code", "short name of the check", "代码", "код", key=True),
        text("check", "what must hold", "校验", "проверка"),
        number("value", "what was found", "实际", "получено"),
        number("expected", "what it must be (at most, where it is a bound)", "应为", "должно быть"),
        number("difference", "by how much it fails", "差异", "разница"),
        number("tolerance", "difference that rounding explains", "容差", "допуск"),
        flag("ok", "whether it holds", "通过", "выполнено"),
        flag(
            "traced", "found by formulas from the other sheets; no: by owp when it wrote them", "可追溯", "по формулам"
        ),
        text("remark", "what in it a formula cannot work out, and why", "备注", "примечание"),
    ),
)

PROVENANCE = Sheet(
    "provenance",
    "where these results come from",
    "来源",
    "происхождение",
    (text("item", "what", "项目", "параметр", key=True), text("value", "its value", "取值", "значение")),
)

DICTIONARY = Sheet(
    "dictionary",
    "every sheet and column of this workbook",
    "数据字典",
    "словарь данных",
    (
        text("sheet", "sheet of this workbook", "工作表", "лист", key=True),
        text("column", "column of the sheet; blank: the sheet as a whole", "列", "столбец", key=True),
        text("english", "what it is called in English", "英文名称", "по-английски"),
        text("chinese", "what it is called in Chinese", "中文名称", "по-китайски"),
        text("russian", "what it is called in Russian", "俄文名称", "по-русски"),
        text("unit", "unit of its figures", "单位", "единица"),
        text("meaning", "what it says", "含义", "значение"),
    ),
)

MONEY_SHEETS = (
    LEDGER,
    SCENARIOS,
    SEIZURE_RATES,
    LIMITS,
    FLOWS,
    FLOW_TOTALS,
    UNIT_COSTS,
    PERIODS,
    SITUATIONS,
    SITUATION_LINES,
    SCENARIO_STATES,
    CHARGES,
    ASSUMPTIONS,
    CHECKS,
    PROVENANCE,
    DICTIONARY,
)
