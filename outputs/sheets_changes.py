"""Sheets of the workbook that compares two plans."""

from inputs.schema import Sheet
from outputs.schema import integer, money, number, share, text

REASONS = Sheet(
    "reasons",
    "why the new plan earns more or less: groups of inputs exchanged one after another, each mix planned anew",
    "原因",
    "причины",
    (
        text("group", "the inputs exchanged on top of those above", "输入组", "группа исходных данных", key=True),
        integer("changed_inputs", "cells or rows that differ", "变更数", "изменений", "inputs"),
        money("expected_profit", "of the plan with them", "预期利润", "ожидаемая прибыль"),
        money("effect", "change against the line above", "影响", "влияние"),
        share("part", "of the whole change", "占比", "доля"),
        money("uncertain", "as much of the effect as the gaps of both plans could explain", "不确定", "неточность"),
        share("gap", "proven gap of the plan", "差距", "разрыв"),
        text("note", "what to know", "备注", "примечание"),
    ),
)  # fmt: skip

FIGURES = Sheet(
    "figures",
    "figures of both plans side by side; present values on each plan's first day",
    "指标",
    "показатели",
    (
        text("figure", "what is compared", "指标", "показатель", key=True),
        text("unit", "its unit", "单位", "единица"),
        number("old", "old plan", "旧计划", "старый план"),
        number("new", "new plan", "新计划", "новый план"),
        number("difference", "new less old; of shares, in points (a point is 1 %)", "差异", "разница"),
    ),
)

DECISIONS = Sheet(
    "decisions",
    "what the new plan decides otherwise, in the quarters that both cover",
    "决策变化",
    "изменения решений",
    (
        text("decision", "site, stock ceiling, SKU held or certificate", "决策", "решение", key=True),
        text("site", "site, or customs area", "地点", "площадка", key=True),
        text("subject", "SKU or family", "对象", "объект", key=True),
        text("first_quarter", "from", "起始季度", "с квартала", key=True),
        text("last_quarter", "to", "结束季度", "по квартал"),
        text("old", "in the old plan", "旧计划", "старый план"),
        text("new", "in the new plan", "新计划", "новый план"),
    ),
)

INPUTS = Sheet(
    "inputs",
    "inputs that differ, as the reader understands them",
    "输入变化",
    "изменения данных",
    (
        text("group", "group of inputs", "输入组", "группа", key=True),
        text("sheet", "sheet of the plan", "工作表", "лист", key=True),
        text("row", "its keys", "行", "строка", key=True),
        text("column", "column; blank: the whole row", "列", "столбец", key=True),
        text("old", "in the old plan", "旧值", "было"),
        text("new", "in the new plan", "新值", "стало"),
    ),
)

CHANGES_SHEETS = (REASONS, FIGURES, DECISIONS, INPUTS)
