"""The tax a buyer's parcel bears, and the invoice a seller can write under an all-in price.

Sold by parcel (from abroad, from a bonded or a border warehouse) goods are taxed on the seller's invoice V, on top
of it; the planner knows the all-in price P = V + charge(V) that the buyer pays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
RULE_MONEY = ("parcel_threshold", "parcel_minimum_per_kg", "parcel_deduction", "parcel_vat_threshold")


@dataclass(frozen=True)
class ParcelRule:
    """The parcel columns of customs_areas: numbers, or arrays that broadcast; money in one currency.

    threshold (money), weight_threshold (kg, infinite = weight does not matter), low_rate, rate, vat (shares),
    minimum_per_kg (money a kg), deduction, vat_threshold (money); excess: duty on the part above the threshold,
    otherwise on the whole value. A tax reckoned "inside" the price at t (Brazil's ICMS) is vat = t / (1 - t).
    """

    threshold: ArrayLike = 0.0
    weight_threshold: ArrayLike = np.inf
    low_rate: ArrayLike = 0.0
    rate: ArrayLike = 0.0
    minimum_per_kg: ArrayLike = 0.0
    deduction: ArrayLike = 0.0
    excess: ArrayLike = False
    vat: ArrayLike = 0.0
    vat_threshold: ArrayLike = 0.0

    @classmethod
    def of(cls, areas: pd.DataFrame) -> ParcelRule:
        """The rule of each row of a table with the parcel columns of customs_areas; blank rates charge nothing."""

        def figures(name: str, blank: float = 0.0) -> Floats:
            return areas["parcel_" + name].fillna(blank).to_numpy(dtype=np.float64)

        return cls(
            threshold=figures("threshold"),
            weight_threshold=figures("weight_threshold", np.inf),
            low_rate=figures("low_rate"),
            rate=figures("rate"),
            minimum_per_kg=figures("minimum_per_kg"),
            deduction=figures("deduction"),
            excess=(areas["parcel_basis"] == "excess").to_numpy(dtype=bool),
            vat=figures("vat"),
            vat_threshold=figures("vat_threshold"),
        )


def parcel_duty(value: ArrayLike, weight: ArrayLike, rule: ParcelRule) -> Floats:
    """Duty on a parcel of invoice `value` and `weight` (kg), in the rule's money.

    Not above both thresholds: low_rate * value. Otherwise max(rate * base - deduction, minimum_per_kg * kg, 0),
    where base and kg are the parts above the thresholds (excess) or the whole (full). Forms: EEC Council
    decision 107 of 20 December 2017 (excess); the EAEU's regime for e-commerce goods, announced for 2026 (full);
    Brazil's Remessa Conforme (deduction).
    """
    value, weight = np.asarray(value, dtype=float), np.asarray(weight, dtype=float)
    base = np.where(rule.excess, np.maximum(value - np.asarray(rule.threshold), 0.0), value)
    by_value = np.asarray(rule.rate) * base - np.asarray(rule.deduction)
    above = np.maximum(np.maximum(by_value, _least(weight, rule)), 0.0)
    low = (value <= np.asarray(rule.threshold)) & (weight <= np.asarray(rule.weight_threshold))
    return np.asarray(np.where(low, np.asarray(rule.low_rate) * value, above))


def parcel_charge(value: ArrayLike, weight: ArrayLike, rule: ParcelRule) -> Floats:
    """Duty and VAT on a parcel of invoice `value`: VAT on value plus duty, where value is above vat_threshold."""
    value = np.asarray(value, dtype=float)
    duty = parcel_duty(value, weight, rule)
    return np.asarray(duty + np.where(value > np.asarray(rule.vat_threshold), rule.vat, 0.0) * (value + duty))


def seller_invoice(price: ArrayLike, weight: ArrayLike, rule: ParcelRule) -> Floats:
    """The largest invoice V >= 0 with V + parcel_charge(V) <= price (all-in), 0 where none is.

    V + charge(V) is piecewise linear: below and above the value threshold, without and with VAT. On each of the
    four pieces it rises, so that V is found by inverting the piece and holding the result to it; the largest of
    those that lie on their piece counts. Prices within a jump (a threshold just passed costs a lump) leave V on the
    threshold: the seller lowers the invoice rather than pass it, and price - V exceeds the charge.
    """
    price, weight = np.asarray(price, dtype=float), np.asarray(weight, dtype=float)
    threshold, vat_threshold = np.asarray(rule.threshold), np.asarray(rule.vat_threshold)
    heavy = weight > np.asarray(rule.weight_threshold)
    before_vat = price / (1 + np.asarray(rule.vat))

    low = np.minimum(np.minimum(_below(price, rule), threshold), vat_threshold)
    low_taxed = np.minimum(_below(before_vat, rule), threshold)
    high = np.minimum(_above(price, weight, rule), vat_threshold)
    high_taxed = _above(before_vat, weight, rule)
    pieces = (
        np.where(~heavy, low, 0.0),
        np.where(~heavy & (low_taxed > vat_threshold), low_taxed, 0.0),
        np.where(heavy | (high > threshold), high, 0.0),
        np.where((heavy | (high_taxed > threshold)) & (high_taxed > vat_threshold), high_taxed, 0.0),
    )
    return np.asarray(np.maximum(np.maximum.reduce(np.broadcast_arrays(*pieces)), 0.0))


def _below(total: Floats, rule: ParcelRule) -> Floats:
    """V with V + low_rate * V = total."""
    return np.asarray(total / (1 + np.asarray(rule.low_rate)))


def _above(total: Floats, weight: Floats, rule: ParcelRule) -> Floats:
    """V with V + max(rate * base - deduction, minimum, 0) = total: the least of the inverses of the three."""
    free = np.where(rule.excess, rule.threshold, 0.0)
    rate = np.asarray(rule.rate)
    by_value = (total + np.asarray(rule.deduction) + rate * free) / (1 + rate)
    return np.asarray(np.minimum(by_value, total - _least(weight, rule)))


def _least(weight: Floats, rule: ParcelRule) -> Floats:
    """The least duty above the threshold: minimum_per_kg for each kg that counts (not negative)."""
    counted = np.where(rule.excess, np.maximum(weight - np.asarray(rule.weight_threshold), 0.0), weight)
    return np.asarray(np.asarray(rule.minimum_per_kg) * counted)
