"""Messages of xiaomi_mi_scale, as its versions sent them."""

import pytest

from custom_components.body_scale.exchange import Question, Skipped
from custom_components.body_scale.model import Unit

from .samples import brief, preview, problems

FIRST = (
    '{"weight":62.30,"weight_unit":"kg","bmi":19.23,"basal_metabolism":1255.20,"visceral_fat":7.14,'
    '"timestamp":"2026-11-22T13:57:11+00:00"}'
)
SECOND = (
    '{"weight":62.30,"weight_unit":"kg","bmi":19.23,"basal_metabolism":1255.20,"visceral_fat":7.14,'
    '"lean_body_mass":55.49,"body_fat":12.22,"water":60.22,"bone_mass":2.78,"muscle_mass":51.90,'
    '"protein":23.10,"body_type":"Balanced-skinny","metabolic_age":23,"impedance":512,'
    '"timestamp":"2026-11-22T13:57:12+00:00"}'
)
GIVEN = {
    "bmi": 19.23,
    "basal_metabolism": 1255.2,
    "visceral_fat": 7.14,
    "lean_body_mass": 55.49,
    "body_fat": 12.22,
    "water": 60.22,
    "bone_mass": 2.78,
    "muscle_mass": 51.9,
    "protein": 23.1,
    "metabolic_age": 23,
}


def test_two_messages_are_one_weighing_by_the_wall_clock():
    found = preview(f"{FIRST}\n{SECOND}\n")
    assert found.format == "xiaomi_mi_scale"
    assert brief(found) == [("2026-11-22 13:57:12", 62.3, GIVEN)]
    assert (found.rows[0].impedance, found.doubles) == (512, 1)


def test_topics_name_people():
    lines = (
        f"miscale/Jo/weight {SECOND}\n"
        f"2026-11-22T13:57:13+0100 home/miscale/Big Bob/weight {SECOND}\n"
        "miscale/Jo/weight offline\n"
    )
    found = preview(lines)
    assert [row.person for row in found.rows] == ["Jo", "Big Bob"]
    assert problems(found) == [(3, Skipped.UNREADABLE, None)]


def test_messages_that_cant_be_read():
    text = "".join(
        FIRST.replace(old, new) + "\n"
        for old, new in (
            ("62.30", "62.3"),
            ("62.30", '"heavy"'),
            ("62.30", "null"),
            ("19.23", '"thin"'),
            ('"2026-11-22T13:57:11+00:00"', '"now"'),
            ("2026-11-22T", "2026-13-22T"),
        )
    )
    found = preview(text)
    assert [row.weight_kg for row in found.rows] == [62.3]
    assert problems(found) == [
        (2, Skipped.BAD_NUMBER, "weight"),
        (3, Skipped.NO_WEIGHT, None),
        (4, Skipped.BAD_NUMBER, "bmi"),
        (5, Skipped.NO_DATE, None),
        (6, Skipped.BAD_DATE, None),
    ]


def test_a_list_of_messages():
    assert brief(preview(f"[{FIRST},\n{SECOND}]")) == [("2026-11-22 13:57:12", 62.3, GIVEN)]


@pytest.mark.parametrize(
    ("message", "time"),
    [
        (
            (
                '{"weight":"62.30","weight_unit":"kg","bmi":"19.23","basal_metabolism":"1255.20",'
                '"visceral_fat":"7.14","timestamp":"2020-09-08-12:00:00"}'
            ),
            "2020-09-08 12:00:00",
        ),
        (
            (
                '{"weight":62.30,"weight_unit":"kg","bmi":19.23,"basal_metabolism":1255.20,'
                '"visceral_fat":7.14,"timestamp":"2021-02-13 12:16:39.310744"}'
            ),
            "2021-02-13 12:16:39",
        ),
    ],
)
def test_earlier_versions(message, time):
    given = {"bmi": 19.23, "basal_metabolism": 1255.2, "visceral_fat": 7.14}
    assert brief(preview(message + "\n")) == [(time, 62.3, given)]


def test_the_oldest_versions_say_no_unit():
    text = (
        '{"Weight":"62.30","BMI":"19.23","Basal Metabolism":"1255.20","Visceral Fat":"7.14",'
        '"Lean Body Mass":"55.49","Body Fat":"12.22","TimeStamp":"2019-09-08-12:00:00"}\n'
    )
    assert preview(text).questions == {Question.UNIT}
    [row] = preview(text, unit=Unit.KG).rows
    assert (row.given["lean_body_mass"], row.given["body_fat"]) == (55.49, 12.22)


def test_pounds_and_jin():
    text = FIRST.replace("62.30", "137.30").replace('"kg"', '"{}"')
    assert round(preview(text.replace("{}", "lbs") + "\n").rows[0].weight_kg, 2) == 62.28
    assert preview(text.replace("{}", "jin") + "\n").rows[0].weight_kg == 68.65
    assert problems(preview(text.replace("{}", "stone") + "\n")) == [
        (1, Skipped.BAD_VALUE, "weight_unit")
    ]


def test_what_was_computed_from_no_impedance_is_left_out():
    [row] = preview(SECOND.replace('"impedance":512', '"impedance":0') + "\n").rows
    assert set(row.given) == {"bmi", "basal_metabolism", "visceral_fat", "metabolic_age"}
