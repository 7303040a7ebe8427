"""Numbers and measures, as people and programs write them."""

import pytest

from custom_components.body_scale.exchange.headings import heading
from custom_components.body_scale.exchange.numbers import (
    Measure,
    Quantity,
    kilograms,
    percent,
    quantity,
)


@pytest.mark.parametrize(
    ("text", "number", "measure"),
    [
        ("78.4", 78.4, None),
        (" 78,4 ", 78.4, None),
        ("'78.4", 78.4, None),
        ("-0,2", -0.2, None),
        ("1.234,5", 1234.5, None),
        ("1,234.5", 1234.5, None),
        ("1,234,567", 1234567, None),
        ("1 234,5", 1234.5, None),
        ("1’234.5", 1234.5, None),
        ("78.4 kg", 78.4, Measure.KG),
        ("78,4kg", 78.4, Measure.KG),
        ("12.2 %", 12.2, Measure.PERCENT),
        ("172.8 Lbs", 172.8, Measure.LB),
        ("1833kcal", 1833, None),
        ("61bpm", 61, None),
        ("12 st 4 lb", 12 + 4 / 14, Measure.ST),
        ("12st4,5", 12 + 4.5 / 14, Measure.ST),
        ("6.2354820e+01", 62.35482, None),
    ],
)
def test_what_is_a_number(text, number, measure):
    assert quantity(text) == Quantity(pytest.approx(number), measure)


@pytest.mark.parametrize(
    "text",
    ["", "kg", "--", "nan", "inf", "1_000", "62.3.1", "1.234.5", "62 3", "12 stones of old",
     "62.3 elephants", "1,2,3", "9" * 400, "9" * 65 + "kg", "=62.3", "74.8(54.0-73.1)kg", "²"],
)  # fmt: skip
def test_what_is_none(text):
    assert quantity(text) is None


def test_masses_and_shares():
    assert kilograms(62300, Measure.GRAM, 0) == 62.3
    assert kilograms(0.5, Measure.FRACTION, 62) == 31
    assert kilograms(50, Measure.PERCENT, 62) == 31
    assert percent(0.122, Measure.FRACTION, 62) == pytest.approx(12.2)
    assert percent(31, Measure.KG, 62) == 50


@pytest.mark.parametrize(
    ("cell", "words", "measure"),
    [
        ("Weight (kg)", "weight", Measure.KG),
        ("Weight(lb)", "weight", Measure.LB),
        ("  BODY  Fat [%] ", "body fat", Measure.PERCENT),
        ("Body Fat %", "body fat", Measure.PERCENT),
        ("BMR(kcal)", "bmr", None),
        ("WHR (Waist-to-Hip Ratio)", "whr (waist-to-hip ratio)", None),
        ("(" * 20_000, "(" * 20_000, None),
    ],
)
def test_headings(cell, words, measure):
    found = heading(cell)
    assert (found.words, found.measure) == (words, measure)
