"""What the sheets after page one say, in English, Chinese and Russian: situations, reasons, checks, assumptions, units.

Declared as in `outputs.phrases`.
"""

from __future__ import annotations

from outputs.phrases import Phrase

SITUATIONS = {
    "duty_points": Phrase(
        "duty on {what} {points} points", "{what} 关税 {points} 个百分点", "пошлина ({what}) {points} проц. пункта"
    ),
    "duty_factor": Phrase("duty on {what} times {factor}", "{what} 关税 × {factor}", "пошлина ({what}) × {factor}"),
    "duty_of": Phrase("{duty_class} of {area}", "{area} 的 {duty_class}", "{duty_class}, {area}"),
    "everything": Phrase("everything", "全部商品", "все товары"),
    "route_closed": Phrase("route {name} closed", "路线 {name} 关闭", "маршрут {name} закрыт"),
    "route_cost": Phrase(
        "route {name} costs times {factor}", "路线 {name} 成本 × {factor}", "маршрут {name}: стоимость × {factor}"
    ),
    "route_days": Phrase("route {name} {days} days", "路线 {name} 时间 {days} 天", "маршрут {name}: {days} дн."),
    "currency_factor": Phrase("{name} worth times {factor}", "{name} 币值 × {factor}", "курс {name} × {factor}"),
    "demand_factor": Phrase(
        "demand ({scope}) times {factor}", "需求（{scope}）× {factor}", "спрос ({scope}) × {factor}"
    ),
    "out_of_use": Phrase(
        "{site} ({operator}) out of use after a seizure",
        "{site}（{operator}）被扣押后停用",
        "{site} ({operator}) не работает после изъятия",
    ),
    "out_of_use_partly": Phrase(
        "{site} ({operator}) out of use after a seizure but for {share} of the period",
        "{site}（{operator}）被扣押后停用，本期仅 {share} 的时间可用",
        "{site} ({operator}) после изъятия работает лишь {share} периода",
    ),
    "nothing_unusual": Phrase("nothing unusual", "无异常", "ничего необычного"),
}

REASONS = {
    "better_uses": Phrase(
        "room and stock value go to better uses, or another channel earns more",
        "库容和库存额度用于更有利的商品，或其他渠道收益更高",
        "место и стоимость запаса заняты более выгодным, или другой канал доходнее",
    ),
    "site_not_run": Phrase("the plan does not run this site", "计划不运营该仓库", "план не использует эту площадку"),
    "no_certificate": Phrase(
        "no certificate for {family} in {area}: it would not pay",
        "{family} 在 {area} 没有认证：办理不划算",
        "нет сертификата на {family} в {area}: он не окупится",
    ),
    "not_worth_it": Phrase(
        "not worth its listing, minimum stock, room or stock value there, or another channel earns more",
        "不值得在该仓上架、保有最低库存或占用库容和库存额度，或其他渠道收益更高",
        "не окупает там ввод, минимальный запас, место или стоимость запаса, или другой канал доходнее",
    ),
    "no_delivery": Phrase(
        "no delivery there within {days} days", "{days} 天内无法送达该区域", "доставки туда за {days} дн. нет"
    ),
    "no_open_route": Phrase("no inbound route is open", "没有开放的入境路线", "нет открытого маршрута ввоза"),
    "loses": Phrase(
        "loses {loss} {currency} a unit even on the best terms",
        "即使按最佳条件每件仍亏损 {loss} {currency}",
        "убыток {loss} {currency} на единицу даже на лучших условиях",
    ),
    "loses_always": Phrase("loses money on every unit", "每件都亏损", "убыток на каждой единице"),
    "warehouse_better": Phrase("a warehouse earns more", "仓发收益更高", "со склада доходнее"),
    "channel_better": Phrase("another channel earns more", "其他渠道收益更高", "другой канал доходнее"),
    "too_slow": Phrase(
        "takes {days} days, longest {longest}",
        "需要 {days} 天，最长允许 {longest} 天",
        "занимает {days} дн., предел {longest}",
    ),
    "too_dear": Phrase(
        "too dear: {value} {currency}, limit {limit}",
        "价值过高：{value} {currency}，上限 {limit}",
        "слишком дорого: {value} {currency}, предел {limit}",
    ),
    "too_long": Phrase(
        "too long: {value} cm, limit {limit}",
        "过长：{value} 厘米，上限 {limit}",
        "слишком длинно: {value} см, предел {limit}",
    ),
    "too_heavy": Phrase(
        "too heavy: {value} kg, limit {limit}",
        "过重：{value} 千克，上限 {limit}",
        "слишком тяжело: {value} кг, предел {limit}",
    ),
    "at_place": Phrase("{place}: {reason}", "{place}：{reason}", "{place}: {reason}"),
    "every_one": Phrase("every one", "全部", "все"),
    "no_warehouse": Phrase("no warehouse is on offer", "没有可选仓库", "нет ни одного склада на выбор"),
    "no_parcel": Phrase("no parcel service goes there", "没有直邮服务到达该区域", "посылки туда никто не возит"),
    "in_part": Phrase(
        "in part: the site opens later or its first goods are on the way, or room and stock value go to better uses",
        "部分供应：仓库较晚开设或首批货物在途，或库容和库存额度用于更有利的商品",
        "частично: площадка откроется позже, первый товар в пути, или место и стоимость запаса заняты более выгодным",
    ),
    "no_storage": Phrase("service package without storage", "服务包不含仓储", "в пакете услуг нет хранения"),
    "no_after_sales": Phrase(
        "needs after-sales service, which the service package lacks",
        "需要售后服务，而服务包不提供",
        "нужно послепродажное обслуживание, которого нет в пакете услуг",
    ),
    "brands_only": Phrase(
        "operator admits registered brands only",
        "运营商只接受注册品牌",
        "оператор берёт только зарегистрированные марки",
    ),
    "no_inbound": Phrase("no inbound route to the site", "没有到该仓库的入境路线", "нет маршрута ввоза на площадку"),
    "override": Phrase("planner's override", "计划员指定", "решение плановика"),
    "override_why": Phrase("planner's override: {why}", "计划员指定：{why}", "решение плановика: {why}"),
    "rule": Phrase("category rule {rule}: {hit}", "品类规则 {rule}：{hit}", "правило {rule}: {hit}"),
    "rule_scope": Phrase(
        "category rule {rule} ({scope}): {hit}", "品类规则 {rule}（{scope}）：{hit}", "правило {rule} ({scope}): {hit}"
    ),
    "with_why": Phrase("{words} ({why})", "{words}（{why}）", "{words} ({why})"),
    "priced_below": Phrase(
        "priced below {value} {currency}", "价格低于 {value} {currency}", "цена ниже {value} {currency}"
    ),
    "weight_below": Phrase(
        "dimensional weight below {value} kg", "体积重量低于 {value} 千克", "объёмный вес меньше {value} кг"
    ),
    "seasonal": Phrase("seasonal", "季节性商品", "сезонный товар"),
    "unbranded": Phrase(
        "not sold under a registered brand", "非注册品牌商品", "продаётся не под зарегистрированной маркой"
    ),
}

CHECKS = {
    "check_profits": Phrase(
        "profit from deliveries and charges, each scenario (largest difference)",
        "各情景下由配送与费用算得的利润（最大差异）",
        "прибыль по доставкам и затратам в каждом сценарии (наибольшая разница)",
    ),
    "check_margins": Phrase(
        "margins of all deliveries are the sums of their lines",
        "所有配送的毛利等于各科目之和",
        "маржа всех доставок равна сумме статей",
    ),
    "check_demand_calm": Phrase(
        "units sold or lost beyond demand (SKU and zone, whole plan without events: most)",
        "售出或流失超出需求的数量（按商品和区域，整个计划期无事件：最大值）",
        "продано или потеряно сверх спроса (артикул и зона, весь план без событий: наибольшее)",
    ),
    "check_demand_zones": Phrase(
        "units sold or lost beyond demand (zone and period: most)",
        "售出或流失超出需求的数量（按区域和期间：最大值）",
        "продано или потеряно сверх спроса (зона и период: наибольшее)",
    ),
    "check_utilisation": Phrase(
        "storage used of capacity (highest share)", "库容使用率（最高）", "занято от вместимости (наибольшая доля)"
    ),
    "check_of_ceiling": Phrase(
        "stock value used of its ceiling (highest share)",
        "库存价值占上限的比例（最高）",
        "стоимость запаса от предела (наибольшая доля)",
    ),
    "check_expected": Phrase(
        "expected profit from deliveries and charges",
        "由配送与费用算得的预期利润",
        "ожидаемая прибыль по доставкам и затратам",
    ),
    "check_worst": Phrase(
        "average of the worst outcomes from deliveries and charges",
        "由配送与费用算得的最差情形平均利润",
        "среднее худших исходов по доставкам и затратам",
    ),
    "check_objective": Phrase("objective from both", "由两者算得的目标值", "целевое значение по обоим"),
    "check_ledger_value": Phrase(
        "ledger's present values sum to expected profit",
        "账目现值之和等于预期利润",
        "сумма приведённых статей равна ожидаемой прибыли",
    ),
    "check_ledger_lines": Phrase(
        "ledger's lines sum to its profit", "账目各科目之和等于利润", "сумма статей равна прибыли"
    ),
    "check_probabilities": Phrase("probabilities sum to 1", "概率之和为 1", "сумма вероятностей равна 1"),
    "check_bound": Phrase(
        "objective within the proven bound",
        "目标值不超过已证明的上限",
        "целевое значение в пределах доказанной границы",
    ),
    "check_demand": Phrase(
        "buyers reached within demand (highest share of any SKU, zone and situation)",
        "触达买家不超过需求（任一商品、区域和情形的最高占比）",
        "охват покупателей в пределах спроса (наибольшая доля по артикулу, зоне и ситуации)",
    ),
    "check_through": Phrase(
        "units delivered from sites pass through an operator",
        "仓发数量均经由运营商处理",
        "единицы, доставленные со складов, проходят через оператора",
    ),
    "check_held": Phrase(
        "deliveries of SKUs that the site does not hold",
        "仓库未存放的商品的配送",
        "доставки артикулов, которых нет на площадке",
    ),
    "check_running": Phrase(
        "deliveries from sites that do not run", "未运营仓库的配送", "доставки с неработающих площадок"
    ),
    "check_admitted": Phrase("deliveries that a rule forbids", "规则禁止的配送", "доставки, запрещённые правилом"),
    "check_room": Phrase(
        "storage used beyond capacity, m3 (the worst site and situation)",
        "超出库容的使用量，m3（最差仓库和情形）",
        "занято сверх вместимости, m3 (худшая площадка и ситуация)",
    ),
    "check_value": Phrase(
        "stock value beyond its ceiling, share (the worst site and situation)",
        "超出上限的库存价值占比（最差仓库和情形）",
        "стоимость запаса сверх предела, доля (худшая площадка и ситуация)",
    ),
    "check_ceiling": Phrase(
        "stock ceiling of what the operator admits (highest share)",
        "库存上限占运营商允许值的比例（最高）",
        "предел запаса от допуска оператора (наибольшая доля)",
    ),
    "check_operators": Phrase(
        "operators at one site in one period",
        "同一仓库同一期间的运营商数",
        "операторов на одной площадке в одном периоде",
    ),
    "check_parcels": Phrase(
        "parcels beyond a carrier's {limit}", "超出承运商 {limit} 的包裹", "посылки сверх {limit} перевозчика"
    ),
    "check_days": Phrase("slowest delivery, days", "最慢配送天数", "самая долгая доставка, дн."),
    "check_certificates": Phrase(
        "SKUs held without the certificate they need",
        "缺少所需认证而存放的商品",
        "артикулы на складе без нужного сертификата",
    ),
    "check_limits": Phrase(
        "planner's limits broken (largest share)",
        "违反计划员限制（最大占比）",
        "нарушение ограничений плановика (наибольшая доля)",
    ),
    "remark_demand": Phrase(
        "owp worked out the shares on the sheet situations: no sheet has demand by situation, SKU and zone",
        "工作表 situations 的占比由程序计算：没有工作表按情形、商品和区域列出需求",
        "доли на листе situations посчитала программа: спроса по ситуации, артикулу и зоне на листах нет",
    ),
    "remark_volumes": Phrase(
        "owp added up volumes and values of sales (sheet site_use): the sheet flows has neither by delivery",
        "销售库存的体积和价值（工作表 site_use）由程序合计：工作表 flows 不按配送列出",
        "объёмы и стоимость запаса для продаж (лист site_use) сложила программа: на листе flows их нет",
    ),
    "remark_inputs": Phrase(
        "owp looked up rules and certificates for each row of sku_assignment in the plan",
        "sku_assignment 各行的规则和认证由程序从计划中查得",
        "правила и сертификаты для строк sku_assignment программа взяла из плана",
    ),
    "remark_deliveries": Phrase(
        "owp counted the deliveries: they are too many for this workbook, or for its formulas",
        "配送由程序计数：数量超出本工作簿或其公式的能力",
        "доставки посчитала программа: для этой книги или её формул их слишком много",
    ),
    "remark_elsewhere": Phrase(
        "no formula: part of the rows it adds up stands in a CSV file beside this workbook",
        "非公式：所合计的部分行在本工作簿旁的文件中",
        "без формулы: часть складываемых строк находится в файле рядом с этой книгой",
    ),
}

ASSUMED = {
    "assume_decisions": Phrase(
        "sites, certificates and stock ceilings are fixed for all futures: no site is opened in answer to an event, "
        "which understates flexibility",
        "仓库、认证和库存上限在所有情景中固定不变：不会因事件而开设仓库，因此低估了灵活性",
        "площадки, сертификаты и пределы запасов одинаковы во всех сценариях: в ответ на событие площадки не "
        "открываются, поэтому гибкость занижена",
    ),
    "assume_operations": Phrase(
        "each period is planned by itself: stock is not carried from one period to the next",
        "各期间单独规划：库存不结转到下一期间",
        "каждый период планируется отдельно: запас не переходит из периода в период",
    ),
    "assume_ceilings": Phrase(
        "a seizure takes the whole stock ceiling, not what happens to lie there that day",
        "扣押按整个库存上限计损，而非当日实际库存",
        "изъятие забирает весь предел запаса, а не то, что лежит на складе в этот день",
    ),
    "assume_seizure": Phrase(
        "a seizure strikes at the end of its period; the site is then out of use for its recovery time",
        "扣押发生在期末；此后仓库在恢复期内停用",
        "изъятие происходит в конце периода; затем площадка не работает на время восстановления",
    ),
    "assume_no_tax": Phrase(
        "a site whose service package pays no tax is seized seizure_factor_no_tax times as readily; that factor is an "
        "assumption, not a measurement",
        "服务包不缴税的仓库被扣押的可能性为 seizure_factor_no_tax 倍；该倍数是假设，并非实测",
        "площадку, чей пакет услуг не платит налогов, изымают в seizure_factor_no_tax раз легче; этот множитель – "
        "допущение, а не измерение",
    ),
    "assume_demand": Phrase(
        "the demand sheet holds at reference_days; slower delivery loses loss_per_day of the buyers, down to "
        "keep_floor",
        "工作表 demand 按 reference_days 计；配送每慢一天流失 loss_per_day 的买家，最低保留 keep_floor",
        "лист demand верен при reference_days; более медленная доставка теряет loss_per_day покупателей в день, но не "
        "ниже keep_floor",
    ),
    "assume_stock": Phrase(
        "average stock is sales over stock_turns; room and ceilings allow peak_factor times that",
        "平均库存等于销量除以 stock_turns；库容和上限按其 peak_factor 倍预留",
        "средний запас – продажи, делённые на stock_turns; место и пределы рассчитаны на peak_factor таких запасов",
    ),
    "assume_stock_value": Phrase(
        "stock is valued at its landed cost on the plan's first day, duty included, VAT not",
        "库存按计划首日的到岸成本计价，含关税，不含增值税",
        "запас оценён по полной себестоимости ввоза на первый день плана, с пошлиной, без НДС",
    ),
    "assume_corridors": Phrase(
        "goods take the cheapest inbound route open in the situation",
        "货物走该情形下开放的最便宜入境路线",
        "товар идёт самым дешёвым маршрутом, открытым в данной ситуации",
    ),
    "assume_opening_costs": Phrase(
        "paid in cash at the opening, charged to profit over their useful life",
        "开设时以现金支付，在使用年限内计入利润",
        "оплачиваются при открытии, относятся на прибыль в течение срока службы",
    ),
    "assume_yardsticks": Phrase(
        "today's network and parcels only are free of the planner's limits, overrides and budgets",
        "现有网络和仅直邮不受计划员的限制、指定和预算约束",
        "на текущую сеть и «только посылки» не действуют ограничения, решения и бюджеты плановика",
    ),
}

DEFAULTS = {  # in place of absent sheets and blank cells; the English is what the reader notes
    "default_periods": Phrase(
        "four quarters, then two years, from first_quarter",
        "从 first_quarter 起四个季度，然后两年",
        "четыре квартала, затем два года, начиная с first_quarter",
    ),
    "default_currencies": Phrase("the plan's currency alone", "仅计划货币", "только валюта плана"),
    "default_bundles": Phrase("one bundle: storage", "一个服务包：仓储", "один пакет: хранение"),
    "default_operator_bundles": Phrase(
        "every operator offers every bundle", "每个运营商提供所有服务包", "каждый оператор предлагает каждый пакет"
    ),
    "default_bundles_of_operator": Phrase("offers every bundle", "提供所有服务包", "предлагает каждый пакет"),
    "default_scenarios": Phrase(
        "built from seizure_probability", "由 seizure_probability 生成", "построены по seizure_probability"
    ),
    "default_outbound_lanes": Phrase("generated from lane_rates", "由 lane_rates 生成", "построены по lane_rates"),
    "default_parcel_lanes": Phrase("no parcels", "无直邮", "посылок нет"),
    "default_current_network": Phrase("nothing runs today", "目前没有运营", "сейчас ничего не работает"),
    "default_certifications": Phrase("no certificate is needed", "不需要认证", "сертификаты не нужны"),
    "default_rows": Phrase("no rows", "没有行", "строк нет"),
    "default_plan_currency": Phrase("the plan's currency", "计划货币", "валюта плана"),
    "default_row_currency": Phrase("the row's currency", "本行货币", "валюта строки"),
    "default_no_limit": Phrase("no limit", "无限制", "без предела"),
    "default_beginning": Phrase("from the beginning", "从一开始", "с самого начала"),
    "default_end": Phrase("to the end of the plan", "至计划结束", "до конца плана"),
    "default_no_end": Phrase("without end", "长期有效", "бессрочно"),
    "default_lanes_to": Phrase("no lanes are generated to it", "不生成到达它的线路", "маршруты к ней не строятся"),
    "default_lanes_from": Phrase(
        "no lanes are generated from it", "不生成从它出发的线路", "маршруты от неё не строятся"
    ),
    "default_no_certificate": Phrase("no certificate is ever needed", "从不需要认证", "сертификат никогда не нужен"),
    "default_demand_spread": Phrase(
        "spread over all zones by their share", "按各区域份额分配", "распределяется по зонам согласно долям"
    ),
    "default_held_already": Phrase("it holds already", "已经生效", "уже действует"),
    "default_at_once": Phrase("at once", "立即", "сразу"),
    "default_operator": Phrase("the operator", "运营商", "оператор"),
    "default_capacity": Phrase("all that its capacity holds", "库容所能容纳的全部", "всё, что вмещает склад"),
    "default_long_ago": Phrase(
        "long ago: no minimum term is left", "很久以前：没有剩余最短期限", "давно: минимальный срок уже прошёл"
    ),
    "default_weight": Phrase("weight does not matter", "不考虑重量", "вес не важен"),
    "default_higher": Phrase("all higher values", "所有更高的价值", "все большие значения"),
    "default_limit_value": Phrase(
        "if_then and single_source need none", "if_then 和 single_source 不需要", "if_then и single_source не требуют"
    ),
    "default_must_hold": Phrase("must hold", "必须满足", "обязательно"),
    "default_every_site": Phrase("every site", "所有仓库", "все площадки"),
    "default_every_operator": Phrase("every operator", "所有运营商", "все операторы"),
    "default_every_package": Phrase("every package", "所有服务包", "все пакеты"),
    "default_every_period": Phrase("every period", "所有期间", "все периоды"),
    "default_warehouse": Phrase("the warehouse itself is meant", "指仓库本身", "имеется в виду сам склад"),
    "default_documented": Phrase("as documented", "见文档", "как в документации"),
}

LINES = {  # lines of the ledger, by "line_" and their code
    "line_sales": Phrase("sales", "销售额", "продажи"),
    "line_output_vat": Phrase("VAT on sales", "销项增值税", "НДС с продаж"),
    "line_parcel_charges": Phrase("import charges on parcels", "包裹进口税费", "ввозные платежи за посылки"),
    "line_delivery": Phrase("delivery to buyers", "配送费", "доставка покупателям"),
    "line_return_delivery": Phrase("transport of returns", "退货运费", "перевозка возвратов"),
    "line_goods": Phrase("cost of goods", "商品成本", "стоимость товара"),
    "line_inbound_freight": Phrase("inbound freight", "头程运费", "фрахт ввоза"),
    "line_duty": Phrase("customs duty", "关税", "таможенная пошлина"),
    "line_levies": Phrase("levies", "附加税费", "сборы"),
    "line_declaration_fees": Phrase("declaration fees", "报关费", "таможенные сборы за оформление"),
    "line_import_vat": Phrase("import VAT not recovered", "不可抵扣的进口增值税", "невозмещаемый импортный НДС"),
    "line_commission": Phrase("commissions", "佣金", "комиссии"),
    "line_handling": Phrase("handling", "操作费", "обработка"),
    "line_storage": Phrase("storage", "仓储费", "хранение"),
    "line_service": Phrase("service package, a unit", "服务包（按件）", "пакет услуг, за единицу"),
    "line_capital": Phrase("capital tied up", "资金占用", "связанный капитал"),
    "line_returned_goods": Phrase("value lost on returns", "退货价值损失", "потери на возвратах"),
    "line_penalties": Phrase("penalties for limits missed", "未达限制的违约金", "штрафы за нарушенные ограничения"),
    "line_operating_profit": Phrase("operating profit", "经营利润", "операционная прибыль"),
    "line_fixed_cost": Phrase("rent and staff", "租金和人员", "аренда и персонал"),
    "line_service_fixed_cost": Phrase("service package, fixed", "服务包（固定）", "пакет услуг, постоянная часть"),
    "line_opening_cost": Phrase("opening cost, by useful life", "开设费用（按使用年限）", "открытие, по сроку службы"),
    "line_opening_cost_written_off": Phrase(
        "opening cost written off", "核销的开设费用", "списанные затраты на открытие"
    ),
    "line_unexpired_term": Phrase("lease beyond the plan's end", "计划期后的剩余租期", "аренда после конца плана"),
    "line_closing_cost": Phrase("closing cost", "关闭费用", "затраты на закрытие"),
    "line_certificate": Phrase("certificates", "认证费用", "сертификаты"),
    "line_listing_cost": Phrase("listing of SKUs", "商品上架费", "ввод артикулов"),
    "line_minimum_stock_storage": Phrase("storage of minimum stock", "最低库存仓储费", "хранение минимального запаса"),
    "line_minimum_stock_capital": Phrase(
        "capital in minimum stock", "最低库存占用资金", "капитал в минимальном запасе"
    ),
    "line_limit_penalty": Phrase("penalties for limits missed", "未达限制的违约金", "штрафы за нарушенные ограничения"),
    "line_cost_while_seized": Phrase("costs while seized", "扣押期间费用", "затраты на время изъятия"),
    "line_seized_stock_and_fine": Phrase("stock seized and fines", "被扣押库存和罚款", "изъятый запас и штрафы"),
    "line_seized_fit_out": Phrase("fit-out lost to seizures", "因扣押损失的装修", "оснащение, потерянное при изъятии"),
    "line_profit": Phrase("profit", "利润", "прибыль"),
}

UNITS = {
    "unit_currency_quarter": Phrase("{currency} a quarter", "{currency}/季度", "{currency} в квартал"),
    "unit_currency_unit": Phrase("{currency} a unit", "{currency}/件", "{currency} за единицу"),
    "unit_buyers": Phrase("share of buyers", "买家占比", "доля покупателей"),
    "unit_units": Phrase("units", "件", "шт."),
    "unit_units_quarter": Phrase("units a quarter", "件/季度", "шт. в квартал"),
    "unit_days": Phrase("days", "天", "дн."),
    "unit_factor": Phrase("factor", "系数", "коэффициент"),
    "unit_discounted": Phrase("quarters discounted", "折现季度", "кварталов, дисконтированных"),
    "unit_times": Phrase("times", "倍", "раз"),
    "unit_skus": Phrase("SKUs", "个", "шт."),
    "unit_zones": Phrase("zones", "个", "шт."),
    "unit_rows": Phrase("rows", "行", "строк"),
    "unit_quarters": Phrase("quarters", "季度", "кварталов"),
    "unit_cells": Phrase("cells", "个", "шт."),
    "unit_cell": Phrase("cell's unit", "单元格单位", "единица ячейки"),
}
