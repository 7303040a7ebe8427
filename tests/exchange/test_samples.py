"""Each sample is read as what it plainly says."""

import io
import zipfile

import pytest

from custom_components.body_scale import exchange
from custom_components.body_scale.exchange import DateOrder, Question, Skipped
from custom_components.body_scale.model import Unit

from .samples import brief, local, preview, problems, sample

FULL = {"bmi": 19.2, "body_fat": 12.2, "water": 60.2, "bone_mass": 2.78}


def test_smartscaleconnect():
    found = preview("smartscaleconnect.csv")
    assert found.format == "smartscaleconnect"
    assert [(local(row), row.weight_kg, row.person) for row in found.rows] == [
        ("2025-11-02 07:12:41", 62.3, "Jo"),
        ("2025-11-03 07:08:21", 62.1, "Jo"),
        ("2025-11-04 07:10:00", 62.4, "Jo"),
    ]
    assert brief(found)[0][2] == {
        **FULL,
        "metabolic_age": 25,
        "muscle_mass": 51.9,
        "protein": round(12.4 / 62.3 * 100, 3),
        "visceral_fat": 3,
        "basal_metabolism": 1551,
    }
    assert found.rows[1].given == {"bmi": 19.1}
    assert [row.heart_rate for row in found.rows] == [None, None, 61]
    assert found.unused == ("PhysiqueRating", "SkeletalMuscleMass", "Source")
    assert problems(found) == []


def test_zepp_life():
    found = preview("zepp_life_BODY")
    assert found.format == "zepp"
    full = {"bmi": 19.2, "body_fat": 12.22, "water": 60.22, "bone_mass": 2.78}
    assert brief(found)[0] == (
        "2025-11-02 07:12:41",
        62.3,
        {**full, "basal_metabolism": 1255, "muscle_mass": 51.91, "visceral_fat": 7},
    )
    # The bare weight of 07:08:05 came once more with its composition; the empty line is none.
    assert [(row.line, local(row), row.weight_kg, row.person) for row in found.rows] == [
        (2, "2025-11-02 07:12:41", 62.3, "180.0"),
        (4, "2025-11-03 07:08:21", 62.1, "180.0"),
        (5, "2025-11-03 18:40:10", 81.4, "168.0"),
    ]
    assert (found.doubles, problems(found), found.unused) == (1, [], ())


def test_the_archive_of_zepp_life_needs_its_password():
    asked = preview("zepp_life_export")
    assert (asked.format, asked.questions, asked.rows) == ("zepp", {Question.PASSWORD}, ())
    opened = preview("zepp_life_export", password="Test1234")
    assert opened.rows == preview("zepp_life_BODY").rows
    with pytest.raises(exchange.FileError) as fault:
        preview("zepp_life_export", password="1234")
    assert fault.value.key == exchange.Refusal.WRONG_PASSWORD


def test_the_old_mi_fit():
    found = preview(
        "\ufefftimestamp,weight,height,bmi,fatRate,bodyWaterRate,"
        "boneMass,metabolism,muscleRate,visceralFat,impedance\n"
        "1762063961,62.3,180.0,19.2,null,null,null,null,null,null,512\n"
    )
    assert found.format == "zepp"
    assert brief(found) == [("2025-11-02 07:12:41", 62.3, {"bmi": 19.2})]
    assert found.rows[0].impedance == 512
    far = preview(
        "timestamp,weight,height,bmi,fatRate\n1e300,62.3,180,19.2,1\n9e11,62.3,180,19.2,1\nnow,62.3,180,19.2,1\n"
    )
    assert [each.key for each in far.problems] == [Skipped.BAD_DATE] * 3


def test_withings():
    found = preview("withings_weight_en_kg.csv")
    assert found.format == "withings"
    assert [(local(row), row.weight_kg) for row in found.rows] == [
        ("2025-11-03 07:08:21", 62.1),
        ("2025-11-02 07:12:41", 62.3),
        ("2009-12-31 23:00:33", 63.0),
    ]
    # Everything is a mass there; water is a share here, and so is body fat.
    assert brief(found)[1][2] == {
        "fat_mass": 7.61,
        "body_fat": round(7.61 / 62.3 * 100, 3),
        "bone_mass": 2.78,
        "muscle_mass": 51.91,
        "water": round(37.52 / 62.3 * 100, 3),
    }
    assert found.unused == ("Comments",)


def test_withings_in_pounds_and_in_another_language():
    found = preview(
        'Datum,"Gewicht (lb)","Fettmasse (lb)","Knochenmasse (lb)","Muskelmasse (lb)",'
        '"Wasser (lb)",Kommentare\n'
        '"2025-11-02 07:12:41",137.3,16.8,6.1,114.4,82.7,\n'
    )
    assert found.format == "withings"
    [row] = found.rows
    assert (round(row.weight_kg, 1), row.unit) == (62.3, "lb")
    assert round(row.given["fat_mass"], 1) == 7.6
    assert round(row.given["water"], 1) == 60.2


@pytest.mark.parametrize(
    "header",
    [
        "Date,Weight (kg),Muscle (kg),Bone (kg)",
        "Date,Weight (kg),Muscle mass (kg),Bone mass (kg),Fat mass (kg),Water (kg)",
        "Date,Weight (kg),Fat mass (kg),Body fat (%),Bone mass (kg)",
    ],
)
def test_masses_in_another_order_are_not_of_withings(header):
    row = ",".join(["2025-11-02", "62.3", *"12345"][: header.count(",") + 1])
    assert preview(f"{header}\n{row}\n").format == "generic"


def test_what_withings_imports():
    found = preview('Date,"Weight (lb)","Fat mass (lb)"\n2025-11-02 07:12:41,137.3,16.8\n')
    assert (found.format, round(found.rows[0].given["body_fat"], 1)) == ("withings", 12.2)


def test_withings_in_german_of_2014():
    found = preview("withings_weight_de_2014.csv")
    assert (found.format, found.unused) == ("withings", ())
    assert [(local(row), row.weight_kg, row.given.get("lean_body_mass")) for row in found.rows] == [
        ("2014-02-13 06:04:00", 62.3, 54.69),
        ("2014-02-12 06:09:00", 62.1, 54.58),
        ("2014-02-11 06:02:00", 62.4, None),
    ]


def test_the_report_of_garmin_connect():
    found = preview("garmin_connect_weight_en_us_12h.csv")
    assert found.format == "garmin"
    assert brief(found) == [
        (
            "2025-11-03 08:28:00",
            62.1,
            {"bmi": 19.2, "body_fat": 12.1, "bone_mass": 2.8, "water": 60.3},
        ),
        (
            "2025-11-03 12:05:00",
            62.6,
            {"bmi": 19.3, "body_fat": 12.4, "bone_mass": 2.8, "water": 60.1},
        ),
        ("2025-11-02 07:46:00", 62.3, {}),
    ]
    assert [row.line for row in found.rows] == [3, 4, 6]
    assert (problems(found), found.unused) == ([], ("Change", "Skeletal Muscle Mass"))


def test_the_report_of_garmin_connect_in_another_language():
    found = preview(
        "Zeit,Gewicht,Änderung,BMI,Körperfett,Skelettmuskelmasse,Knochenmasse,Körperwasser,\n"
        '" 3 Nov. 2025",\n'
        "\n"
        "17:08,137.3 lbs,--,19.2,12.1 %,--,--,--,\n"
    )
    assert found.format == "garmin"
    assert [(time, round(kg, 1), given) for time, kg, given in brief(found)] == [
        ("2025-11-03 17:08:00", 62.3, {"bmi": 19.2, "body_fat": 12.1})
    ]


def test_garmins_data_of_an_account():
    found = preview("garmin_gdpr_123456_userBioMetrics.json")
    assert found.format == "garmin"
    full = {"bmi": 19.2, "body_fat": 12.22, "water": 60.2, "bone_mass": 2.78}
    assert brief(found) == [
        ("2025-11-02 07:12:41", 62.3, full),
        ("2025-11-03 07:08:21", 62.1, {}),
    ]
    milliseconds = '[{"weight": {"weight": 62300, "timestampGMT": 1762063961000}}]'
    assert brief(preview(milliseconds.encode())) == [("2025-11-02 07:12:41", 62.3, {})]


def test_fit():
    found = preview("garmin_weight_scale.fit")
    assert found.format == "garmin"
    assert [(local(row), row.weight_kg) for row in found.rows] == [
        ("2026-11-22 08:30:00", 62.3),
        ("2026-11-23 08:30:00", 62.1),
        ("2026-11-24 08:30:00", 62.45),
    ]
    assert found.rows[0].given == {
        "bmi": 22.1,
        "visceral_fat": 5,
        "metabolic_age": 33,
        "body_fat": 21.6,
        "water": 53.75,
        "bone_mass": 2.78,
        "muscle_mass": 46.0,
        "basal_metabolism": 1255.25,
    }
    assert found.rows[1].given == {"bmi": 22.1, "visceral_fat": 5, "metabolic_age": 33}


def test_fitbit_is_always_pounds():
    found = preview("fitbit_weight-2025-11-02.json")
    assert found.format == "fitbit"
    assert [(local(row), round(row.weight_kg / 0.45359237, 6), row.unit) for row in found.rows] == [
        ("2025-11-02 07:12:41", 137.3, "lb"),
        # Typed without a time: the day counts.
        ("2025-11-03 23:59:59", 136.9, "lb"),
        ("2025-11-04 23:59:59", 137.6, "lb"),
    ]
    assert brief(found)[0][2] == {"bmi": 19.23, "body_fat": 12.22}


def test_a_section_of_days():
    asked = preview("garmin_import_fitbit_style.csv")
    assert (asked.format, asked.questions) == ("fitbit", {Question.UNIT})
    found = preview("garmin_import_fitbit_style.csv", unit=Unit.KG)
    assert brief(found) == [
        ("2025-11-02 12:00:00", 62.3, {"bmi": 19.2, "body_fat": 12.2}),
        ("2025-11-03 12:00:00", 62.1, {"bmi": 19.1}),
        ("2025-11-04 12:00:00", 62.4, {"bmi": 19.3, "body_fat": 12.3}),
    ]
    assert preview("garmin_import_fitbit_style.csv", unit=Unit.KG, as_format="garmin").rows


def test_other_sections_of_fitbit():
    found = preview(
        'Body\nDate,Weight,BMI,Fat\n"11-02-2025","137.3","19.2","12.2"\n\n'
        'Foods\nDate,Calories In\n"11-02-2025","1,549"\n',
        unit=Unit.LB,
        date_order=DateOrder.MONTH_FIRST,
    )
    assert [(row.line, local(row)) for row in found.rows] == [(3, "2025-11-02 12:00:00")]
    assert problems(found) == []


def archive(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members.items():
            archive.writestr(path, content)
    return file.getvalue()


WEIGHTS = (
    "timestamp,weight grams,data source\n"
    "2025-11-02T06:12:41Z,62300,Zepp Life Health Kit\n"
    "2025-11-02T06:12:41.100Z,62300,Phone Health Connect\n"
    "2025-11-03T06:08:21.100Z,62100,Phone Health Connect\n"
)


def test_google_health_joins_weights_and_body_fat():
    folder = "Takeout/Google Health/Physical Activity_GoogleData"
    found = preview(
        archive(
            **{
                f"{folder}/weight_2025-11-01.csv": WEIGHTS,
                f"{folder}/weight_2025-12-01.csv": "no data",
                f"{folder}/body_fat_2025-11-01.csv": sample("google_health_takeout_body_fat"),
                f"{folder}/steps_2025-11-01.csv": "timestamp,steps\n",
            }
        )
    )
    assert found.format == "google_health"
    assert brief(found) == [
        ("2025-11-02 07:12:41", 62.3, {"body_fat": 12.2}),
        ("2025-11-03 07:08:21", 62.1, {"body_fat": 12.1}),
    ]
    assert found.doubles == 1
    [problem] = found.problems
    assert (problem.line, problem.key) == (4, Skipped.NO_WEIGHT)
    assert problem.file == f"{folder}/body_fat_2025-11-01.csv"


def test_a_body_fat_without_a_time():
    found = preview("timestamp,body fat percentage\n,12.2\n2025-11-02T06:12:41Z,12.2\n")
    assert problems(found) == [(2, Skipped.NO_DATE, None), (3, Skipped.NO_WEIGHT, None)]


def test_google_fit():
    name = "google_fit_takeout_derived"
    found = preview(name)
    assert found.format == "google_fit"
    assert brief(found) == [
        ("2025-11-02 07:12:41", 62.3, {}),
        ("2025-11-03 07:08:21", 62.1, {}),
        ("2025-11-04 07:10:00", 62.4, {}),
    ]
    folder = "Takeout/Fit/All Data"
    fat = (
        sample(name)
        .replace(b"com.google.weight", b"com.google.body.fat.percentage")
        .replace(b"62.3", b"12.2")
    )
    both = preview(
        archive(
            **{
                f"{folder}/derived_com.google.weight_com.google.android.g.json": sample(name),
                f"{folder}/raw_com.google.weight_com.xiaomi.hm.health.json": sample(name),
                f"{folder}/derived_com.google.body.fat.percentage_com.goog.json": fat,
                "Takeout/Fit/Daily activity metrics/Daily activity metrics.csv": sample(
                    "google_fit_takeout_daily"
                ),
            }
        )
    )
    assert both.format == "google_fit"
    assert brief(both)[0] == ("2025-11-02 07:12:41", 62.3, {"body_fat": 12.2})
    assert both.unused == ("Takeout/Fit/Daily activity metrics/Daily activity metrics.csv",)


def test_google_fits_daily_metrics():
    found = preview("google_fit_takeout_daily")
    assert found.format == "google_fit_daily"
    assert brief(found) == [
        ("2025-11-02 12:00:00", 62.3, {}),
        ("2025-11-03 12:00:00", 62.1, {}),
    ]
    assert problems(found) == []


def test_export2garmin():
    found = preview("export2garmin_miscale_backup.csv")
    assert found.format == "export2garmin"
    assert [(local(row), row.weight_kg, row.impedance, row.person) for row in found.rows] == [
        ("2025-11-02 07:12:41", 62.3, 512, "jo@example.invalid"),
        ("2025-11-03 07:08:21", 62.1, 514, "jo@example.invalid"),
        ("2025-11-04 07:10:00", 62.4, 509, None),
        ("2025-11-05 07:10:00", 62.5, 510, None),
    ]
    assert found.rows[0].given == {
        "bmi": 19.2,
        "body_fat": 12.2,
        "muscle_mass": 51.9,
        "bone_mass": 2.8,
        "water": 60.2,
        "visceral_fat": 7,
        "metabolic_age": 25,
        "basal_metabolism": 1255,
        "lean_body_mass": 55.5,
        "protein": 23.1,
    }


def test_export2garmin_of_a_scale_with_two_frequencies():
    header = sample("export2garmin").decode().splitlines()[0]
    found = preview(
        f"{header};Impedance Low;Heart Rate [bpm]\nto_import;1762063961;62.3;480;512;61\n"
    )
    [row] = found.rows
    assert (row.impedance, row.impedance_250khz, row.heart_rate) == (512, 480, 61)


def test_libra():
    found = preview("libra_v6.csv")
    assert found.format == "libra"
    # The midnight before 2 November is that day's weighing once more.
    assert brief(found) == [
        ("2025-11-02 07:12:41", 62.3, {"body_fat": 12.2, "muscle_mass": 51.9}),
        ("2025-11-03 07:08:21", 62.1, {"body_fat": 12.1}),
        ("2025-11-04 07:10:00", 62.4, {}),
    ]
    assert found.doubles == 1


def test_libra_5():
    text = (
        "#Version:5\n#Units:lbs\n#date;weight;weight trend;body fat;body fat trend;comment\n"
        "2019-06-11 09:49:00;137.3;137;;;\n2019-06-12 00:00:00;138;137;;;\n"
    )
    found = preview(text)
    assert [(local(row), round(row.weight_kg, 1), row.unit) for row in found.rows] == [
        ("2019-06-11 09:49:00", 62.3, "lb"),
        ("2019-06-12 00:00:00", 62.6, "lb"),
    ]
    assert preview(text.replace("#Units:lbs\n", "")).questions == {Question.UNIT}


def test_smartscaleconnect_in_json():
    found = preview(
        b'[{"Date":"2025-11-02T07:12:41+01:00","Weight":62.3,"BMI":19.2,"BodyFat":12.2,"BodyScore":90,"User":"Jo"},'
        b'{"Date":"2025-11-03T07:08:21+01:00","Weight":0,"User":"Jo"}]'
    )
    assert found.format == "smartscaleconnect"
    assert brief(found) == [("2025-11-02 07:12:41", 62.3, {"bmi": 19.2, "body_fat": 12.2})]
    assert found.rows[0].person == "Jo"
    assert problems(found) == [(2, Skipped.NO_WEIGHT, None)]
