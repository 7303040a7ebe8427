"""What the apps of scales export is read as it plainly says."""

import pytest

from custom_components.body_scale.exchange import (
    DateOrder,
    FileError,
    Question,
    Refusal,
    Skipped,
)
from custom_components.body_scale.model import Unit

from .samples import brief, local, preview, problems, sample

FULL = {
    "bmi": 19.2,
    "body_fat": 12.2,
    "water": 60.2,
    "protein": 19.9,
    "muscle_mass": 51.9,
    "bone_mass": 2.78,
    "visceral_fat": 3,
    "basal_metabolism": 1551,
    "metabolic_age": 25,
}


def without(values, *names):
    return {name: value for name, value in values.items() if name not in names}


class TestRenpho:
    def test_the_app_of_2025(self):
        found = preview("renpho_health_2025")
        assert found.format == "renpho"
        assert [(local(row), row.weight_kg) for row in found.rows] == [
            ("2025-11-03 07:08:21", 62.1),
            ("2025-11-03 06:58:02", 62.2),
            ("2025-11-02 07:12:41", 62.3),
        ]
        assert brief(found)[2][2] == FULL | {"lean_body_mass": 54.7}
        assert found.rows[1].given == {"bmi": 19.2}
        assert found.unused == ("Skeletal Muscle(%)", "Subcutaneous Fat(%)")
        assert problems(found) == []

    def test_the_app_of_2026_with_a_cell_more_than_the_header(self):
        found = preview("renpho_health_2026")
        assert found.format == "renpho"
        assert [(local(row), row.weight_kg) for row in found.rows] == [
            ("2026-08-16 07:59:46", 62.1),
            ("2026-08-15 08:03:10", 62.3),
            ("2026-08-14 08:01:02", 62.4),
        ]
        assert brief(found)[1][2] == FULL | {"fat_mass": 7.6, "lean_body_mass": 54.7}
        assert found.rows[2].given == {"bmi": 19.3}
        assert problems(found) == []

    def test_the_old_app(self):
        found = preview(
            "Time of Measurement,Weight(lb),BMI,Body Fat(%),Fat-Free Mass(lb),"
            "Skeletal Muscle(%),Muscle Mass(lb),Remarks\n"
            "2024-01-01 10:20:30,137.3,19.2,12.2,120.6,54.1,114.4,--\n"
        )
        assert found.format == "renpho"
        [row] = found.rows
        assert (local(row), row.unit) == ("2024-01-01 10:20:30", Unit.LB)
        assert row.weight_kg == pytest.approx(137.3 * 0.45359237)
        assert row.given["muscle_mass"] == pytest.approx(114.4 * 0.45359237)
        assert row.given["lean_body_mass"] == pytest.approx(120.6 * 0.45359237)

    @pytest.mark.parametrize(
        ("date", "time", "order"),
        [
            ("2025.11.02", "07:12:41", None),
            (" 02/11/2025", " 07:12:41", DateOrder.DAY_FIRST),
            ("11/2/25", "7:12:41 AM", DateOrder.MONTH_FIRST),
            ('"Nov 2, 2025"', "07:12:41", None),
        ],
    )
    def test_dates_are_the_phones(self, date, time, order):
        text = f"Date,Time,Weight(kg),BMI,Body Fat(%)\n{date},{time}, 62.3, 19.2, 12.2\n"
        assert preview(text).questions == ({Question.DATE_ORDER} if order else set())
        found = preview(text, date_order=order)
        assert found.format == "renpho"
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {"bmi": 19.2, "body_fat": 12.2})]

    @pytest.mark.parametrize(
        "text",
        [
            "Datum,Zeitraum,Gewicht(kg),BMI,Körperfett(%)\n2025.11.02,07:12:41,62.3,19.2,12.2\n",
            "Messdatum,Gewicht(kg),BMI,Körperfett(%)\n02.11.2025 07:12:41,62.3,19.2,12.2\n",
        ],
    )
    def test_in_german(self, text):
        found = preview(text)
        assert found.format == "renpho"
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {"bmi": 19.2, "body_fat": 12.2})]

    def test_columns_of_segments_are_left_out(self):
        found = preview(
            "Date,Time,Weight(kg),BMI,Body Fat(%),"
            "Left Arm Muscle Mass(kg),Muscle Mass(kg),WHR (Waist-to-Hip Ratio)\n"
            "2025.11.02,07:12:41,62.3,19.2,12.2,3.1,51.9,0.8\n"
        )
        assert found.rows[0].given["muscle_mass"] == 51.9
        assert found.unused == ("Left Arm Muscle Mass(kg)", "WHR (Waist-to-Hip Ratio)")


class TestVeSync:
    def test_cells_with_units(self):
        asked = preview("vesync")
        assert (asked.format, asked.questions) == ("vesync", {Question.DATE_ORDER})
        found = preview("vesync", date_order=DateOrder.MONTH_FIRST)
        assert [(local(row), row.unit, row.heart_rate) for row in found.rows] == [
            ("2025-11-03 07:08:00", Unit.LB, None),
            ("2025-11-02 07:12:00", Unit.LB, 61),
            ("2025-11-01 20:37:00", Unit.LB, None),
        ]
        pounds = {"weight": 137.3, "lean_body_mass": 120.6, "muscle_mass": 114.4, "bone_mass": 6.1}
        row = found.rows[1]
        assert row.weight_kg == pytest.approx(137.3 * 0.45359237)
        assert {name: row.given[name] / 0.45359237 for name in list(pounds)[1:]} == pytest.approx(
            without(pounds, "weight")
        )
        names = ("lean_body_mass", "muscle_mass", "bone_mass")
        assert without(row.given, *names) == without(FULL, *names)
        assert found.rows[2].given == {"bmi": 19.3}

    HEADER = "\ufeffTime,Weight,BMI,Body Fat,Fat-Free Body Weight,Muscle Mass,Skeletal Muscles\n"

    @pytest.mark.parametrize(
        "time",
        [
            "07/28/2026, 7:14 AM",
            '"28/07/2026, 07:14"',
            "7/28/2026 7:14 AM",
            '"07/28/2026, 7:14 AM"',
        ],
    )
    def test_the_comma_after_the_date(self, time):
        found = preview(f"{self.HEADER}{time},82.25kg,25.4,17.6%,67.8kg,64.4kg,54.2%\n")
        assert brief(found) == [
            (
                "2026-07-28 07:14:00",
                82.25,
                {"bmi": 25.4, "body_fat": 17.6, "lean_body_mass": 67.8, "muscle_mass": 64.4},
            )
        ]


def test_arboleaf_has_units_in_headings():
    found = preview(
        "Time,Weight(lb),BMI,Body Fat(%),Fat-free Body Weight(lb),Muscle Mass(lb)\n"
        "2025-11-02 07:12:41,137.3,19.2,12.2,120.6,114.4\n"
    )
    assert found.format == "arboleaf"
    [row] = found.rows
    assert (local(row), row.unit, row.given["bmi"]) == ("2025-11-02 07:12:41", Unit.LB, 19.2)
    assert row.given["muscle_mass"] == pytest.approx(114.4 * 0.45359237)


class TestFitdays:
    ROUNDED = FULL | {"bone_mass": 2.8}

    def test_text(self):
        found = preview("fitdays_text")
        assert found.format == "fitdays"
        assert brief(found) == [
            (
                "2025-11-03 07:08:00",
                62.1,
                self.ROUNDED
                | {"body_fat": 12.1, "water": 60.3, "muscle_mass": 51.8, "basal_metabolism": 1549},
            ),
            ("2025-11-02 07:12:00", 62.3, self.ROUNDED),
        ]
        # The bare weight of the same minute is the same weighing.
        assert (found.doubles, problems(found)) == (1, [])
        assert found.unused == ("Subcutaneous fat", "Skeletal Muscle")

    def test_an_old_excel_file_that_is_named_as_a_csv(self):
        found = preview("fitdays_binary")
        assert found.format == "fitdays"
        assert [brief(found)[1], found.rows[1].heart_rate] == [
            ("2025-11-02 07:12:00", 62.3, self.ROUNDED),
            61,
        ]
        assert [local(row) for row in found.rows] == ["2025-11-03 07:08:00", "2025-11-02 07:12:00"]

    def test_an_excel_file_that_is_cut_off(self):
        with pytest.raises(FileError) as fault:
            preview(sample("fitdays_binary")[:2000])
        assert fault.value.key == Refusal.SPREADSHEET

    DUTCH = (
        "Datum,Gewicht,BMI,Lichaamsvet,Onderhuids vet,"
        "Hartslag,Hartindex,Visceraal vet,Lichaamswater,Skeletspier,"
        "Spiermassa,Botmassa,Eiwit,BMR,Lichaamsleeftijd,\n"
    )

    def test_headings_in_another_language_by_their_order(self):
        found = preview(
            self.DUTCH + "09:36 Aug.4,2026,62.3kg,19.2,12.2%,10.9%,61bpm,3.1L/min/㎡,"
            "3.0,60.2%,54.1%,51.9kg,2.8kg,19.9%,1551kcal,25,\n"
        )
        assert found.format == "fitdays"
        assert brief(found) == [("2026-08-04 09:36:00", 62.3, self.ROUNDED)]
        assert found.rows[0].heart_rate == 61

    def test_other_columns_in_another_language_are_not_guessed(self):
        found = preview("Datum,Gewicht,Vet\n09:36 13/08/2026,62.3kg,12.2%\n")
        assert (found.format, found.unused) == ("fitdays", ("Vet",))
        assert brief(found) == [("2026-08-13 09:36:00", 62.3, {})]

    def test_a_line_that_cannot_be_taken_apart(self):
        text = sample("fitdays_text").decode()
        found = preview(text + '"07:12 Nov.04 2025,62.4kg\n')
        assert brief(found) == brief(preview(text))
        assert problems(found) == [(5, Skipped.UNREADABLE, None)]

    def test_normal_ranges_in_cells(self):
        found = preview(
            "Date,Weight,BMI,Body Fat,Subcutaneous fat,Left arm,Muscle mass\n"
            "07:24 Aug.03 2026,74.8(54.0-73.1)kg,19.2(18.5-24.0),12.2(10.0-20.0)%,"
            "9%,(0.9kg/150.2%/Standard),51.9(40.1-60.0)kg\n"
        )
        given = {"bmi": 19.2, "body_fat": 12.2, "muscle_mass": 51.9}
        assert brief(found) == [("2026-08-03 07:24:00", 74.8, given)]


class TestEufyLife:
    def test_the_members_of_a_family(self):
        found = preview("eufylife")
        assert found.format == "eufylife"
        assert [(local(row), row.weight_kg, row.person, row.heart_rate) for row in found.rows] == [
            ("2025-11-03 07:08:21", 62.1, "jo", None),
            ("2025-11-02 07:12:41", 62.3, "jo", 61),
            ("2025-11-02 19:30:00", 81.4, "sam", None),
        ]
        assert brief(found)[1][2] == without(FULL, "protein")
        assert found.rows[2].given == {"bmi": 28.8}
        assert (found.unused, problems(found)) == (("% DE MASA MUSCULAR", "TIPO DE CUERPO"), [])

    def test_a_header_that_comes_again(self):
        text = sample("eufylife").decode()
        header = text.partition("\n")[0]
        found = preview(f"{text}{header}\n")
        assert (brief(found), problems(found)) == (brief(preview(text)), [])

    def test_a_file_of_another_shape_is_not_taken_for_one(self):
        found = preview("A,B,C (kg),BMI,E,F,G,H\n2025-11-02,Jo,62.3\n")
        assert found.format == "generic"

    def test_in_a_language_that_is_not_known(self):
        found = preview(
            "時間,家族,体重 (kg),BMI,体脂肪 %,心拍数 (bpm),筋肉量 (kg),水分\n"
            "2026/7/1 7:00:00,x,67.2,22.7,18.1,61,52.0,55.1\n"
        )
        assert found.format == "eufylife"
        assert brief(found) == [("2026-07-01 07:00:00", 67.2, {"bmi": 22.7})]
        assert found.rows[0].person == "x"
        assert found.unused == ("体脂肪 %", "心拍数 (bpm)", "筋肉量 (kg)", "水分")


class TestBeurer:
    NAME = "beurer_HealthManager"

    def test_the_section_of_weights(self):
        found = preview(self.NAME)
        assert found.format == "beurer"
        shares = {"bmi": 19.2, "body_fat": 12.2, "water": 60.2, "metabolic_age": 25}
        assert brief(found) == [
            (
                "2025-11-02 07:12:00",
                62.3,
                {
                    **shares,
                    "muscle_mass": round(43 * 62.3 / 100, 3),
                    "bone_mass": 2.8,
                    "visceral_fat": 3,
                },
            ),
            (
                "2025-11-03 07:08:00",
                62.1,
                {
                    **shares,
                    "body_fat": 12.1,
                    "water": 60.3,
                    "muscle_mass": round(43.1 * 62.1 / 100, 3),
                    "bone_mass": 2.8,
                    "visceral_fat": 3,
                },
            ),
            ("2025-11-04 07:10:00", 62.4, {"bmi": 19.3}),
        ]
        assert [row.line for row in found.rows] == [10, 11, 12]
        assert problems(found) == []

    def test_who_it_is_is_not_read(self):
        shown = repr(preview(self.NAME))
        assert "Jo" not in shown
        assert "1980" not in shown

    def test_decimal_commas_and_lines_of_separators(self):
        text = sample(self.NAME).decode().replace(".3;19.2", ",3;19,2").replace("\n\n", "\n;;;;\n")
        assert brief(preview(text)) == brief(preview(self.NAME))

    def test_in_english_and_pounds_after_another_section(self):
        pressures = "".join(f"0{day}.11.2025;07:15;120;80;60\n" for day in range(1, 9)) * 20
        found = preview(
            f"User details\nFirst name;Jo\n\nBlood pressure\nDate;Time;Sys;Dia;Pulse\n{pressures}\n"
            "Weight\n"
            "Date;Time;lb;BMI;Body fat;Water;Muscles;Bone;Pulse;Comment\n"
            "02.11.2025;07:12;137.3;19.2;12.2;60.2;43.0;6.1;0.0;Jo\n"
        )
        assert found.format == "beurer"
        [row] = found.rows
        assert row.weight_kg == pytest.approx(137.3 * 0.45359237)
        assert row.given["bone_mass"] == pytest.approx(6.1 * 0.45359237)
        assert (row.unit, row.heart_rate, row.given["water"]) == (Unit.LB, None, 60.2)


def test_sanitas_healthcoach():
    found = preview("sanitas")
    assert found.format == "sanitas_healthcoach"
    assert brief(found) == [
        (
            "2025-11-02 07:12:00",
            62.3,
            {
                **without(FULL, "protein", "visceral_fat", "metabolic_age"),
                "bone_mass": 2.8,
                "muscle_mass": round(43 * 62.3 / 100, 3),
            },
        ),
        (
            "2025-11-03 07:08:00",
            62.1,
            {
                "bmi": 19.2,
                "body_fat": 12.1,
                "water": 60.3,
                "muscle_mass": round(43.1 * 62.1 / 100, 3),
                "bone_mass": 2.8,
                "basal_metabolism": 1549,
            },
        ),
        ("2025-11-04 07:10:00", 62.4, {"bmi": 19.3}),
    ]
    assert problems(found) == []


def test_mytanita():
    found = preview("mytanita")
    assert found.format == "mytanita"
    assert brief(found) == [
        ("2025-11-02 07:12:41", 62.3, without(FULL, "protein") | {"bone_mass": 2.8}),
        (
            "2025-11-03 07:08:21",
            62.1,
            without(FULL, "protein")
            | {"bone_mass": 2.8, "bmi": 19.1, "body_fat": 12.1, "water": 60.3}
            | {"muscle_mass": 51.8, "basal_metabolism": 1549},
        ),
        ("2025-11-04 07:10:00", 62.4, {"bmi": 19.3}),
    ]
    assert problems(found) == []


def test_a_number_that_is_none_costs_its_value():
    found = preview(sample("fitdays_text").replace(b"12.1%", b"?"))
    assert problems(found) == [(2, Skipped.BAD_NUMBER, "Body Fat")]
    assert "body_fat" not in found.rows[0].given
