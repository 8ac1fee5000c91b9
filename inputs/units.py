"""Units in Chinese and Russian, for the labels of templates."""

from __future__ import annotations

from typing import Final

UNITS: Final[dict[str, tuple[str, str]]] = {
    "cm": ("厘米", "см"),
    "currency": ("金额", "в валюте"),
    "currency a container": ("金额/集装箱", "в валюте за контейнер"),
    "currency a declaration": ("金额/报关单", "в валюте за декларацию"),
    "currency a kg": ("金额/千克", "в валюте за кг"),
    "currency a kg km": ("金额/千克公里", "в валюте за кг-км"),
    "currency a m3": ("金额/立方米", "в валюте за м3"),
    "currency a m3 a quarter": ("金额/立方米/季度", "в валюте за м3 в квартал"),
    "currency a m3 km": ("金额/立方米公里", "в валюте за м3-км"),
    "currency a quarter": ("金额/季度", "в валюте в квартал"),
    "currency a unit": ("金额/件", "в валюте за штуку"),
    "currency or kg": ("金额或千克", "в валюте или кг"),
    "days": ("天", "дней"),
    "days a km": ("天/公里", "дней на км"),
    "degrees": ("度", "градусы"),
    "kg": ("千克", "кг"),
    "kg a m3": ("千克/立方米", "кг на м3"),
    "m3": ("立方米", "м3"),
    "plan currency a unit": ("计划币种/单位", "валюты плана за единицу"),
    "quarters": ("季度", "кварталов"),
    "share": ("比例", "доля"),
    "share a year": ("比例/年", "доля в год"),
    "share of price": ("占售价比例", "доля цены"),
    "times": ("倍", "раз"),
    "times a year": ("次/年", "раз в год"),
    "units": ("件", "штук"),
    "weeks": ("周", "недель"),
}


def unit_in(language: str, unit: str) -> str:
    """A unit in a language (en, zh, ru); itself where there is no other word for it."""
    chinese, russian = UNITS.get(unit, (unit, unit))
    return {"zh": chinese, "ru": russian}.get(language, unit)
