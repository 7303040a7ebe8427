"""What collects weighings of any scale is read as it plainly says."""

import io
import json
from typing import ClassVar
import zipfile

import pytest
import pyzipper

from custom_components.body_scale.exchange import FileError, Question, Refusal, Skipped
from custom_components.body_scale.model import Unit

from .samples import brief, local, preview, problems, sample

LB = 0.45359237


def archive(**members):
    """Return an archive of files by their paths."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in members.items():
            packed.writestr(path, content)
    return file.getvalue()


class TestSamsungHealth:
    HEADER = (
        "\ufeffcom.samsung.health.weight,6300999,8\n"
        "body_fat_mass,start_time,custom,height,weight,muscle_mass,update_time,create_time,basal_metabolic_rate,time_offset,"
        "comment,pkg_name,body_fat,datauuid\n"
    )
    UUID = "0a1b2c3d-0000-4000-8000-00000000000"

    def row(self, number=1, *, start="2025-11-02 06:12:41.000", comment="", weight=62.3):
        return (
            f"7.6,{start},,180.0,{weight},51.9,2025-11-02 06:13:00.000,2025-11-02 06:13:00.000,"
            f"1551,UTC+0100,"
            f"{comment},com.sec.android.app.shealth,12.2,{self.UUID}{number},\n"
        )

    GIVEN: ClassVar = {
        "fat_mass": 7.6,
        "body_fat": 12.2,
        "muscle_mass": 51.9,
        "basal_metabolism": 1551,
    }

    def test_times_are_utc(self):
        found = preview(self.HEADER + self.row())
        assert found.format == "samsung_health"
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, self.GIVEN)]
        assert (found.rows[0].line, problems(found)) == (3, [])

    def test_names_with_the_files_before_them(self):
        header = self.HEADER.replace("start_time", "com.samsung.health.weight.start_time")
        header = header.replace(",weight,", ",com.samsung.health.weight.weight,")
        assert brief(preview(header + self.row())) == [("2025-11-02 07:12:41", 62.3, self.GIVEN)]

    def test_a_comma_in_a_comment(self):
        found = preview(self.HEADER + self.row(comment="tired, after sport, late"))
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, self.GIVEN)]

    def test_the_same_weighing_from_two_apps(self):
        found = preview(self.HEADER + self.row() + self.row(2))
        assert (len(found.rows), found.doubles) == (1, 1)

    def test_placeholders_and_zeros(self):
        found = preview(
            self.HEADER
            + self.row(start="1970-01-01 00:00:00.000")
            + self.row(2).replace("7.6", "0.0").replace("12.2", "").replace("51.9", "0")
        )
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {"basal_metabolism": 1551})]
        assert problems(found) == [(3, Skipped.BAD_DATE, "start_time")]

    def test_of_the_archive_only_weights(self):
        folder = "samsunghealth_jo_20251104"
        found = preview(
            archive(
                **{
                    f"{folder}/com.samsung.health.weight.20251104090000.csv": self.HEADER
                    + self.row(),
                    f"{folder}/com.samsung.health.step_daily.20251104090000.csv": "1\n2\n",
                }
            )
        )
        assert found.format == "samsung_health"
        assert len(found.rows) == 1


class TestAppleHealth:
    NAME = "apple_health"

    def xml(self, *records, head=""):
        start = f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<HealthData locale="de_DE">\n'
        return start + "\n".join(records) + "\n</HealthData>\n"

    def record(self, value="62.3", *, of="BodyMass", unit="kg", at="2025-11-02 07:12:41 +0100"):
        kind = f'type="HKQuantityTypeIdentifier{of}" sourceName="A &amp; B"'
        return f'<Record startDate="{at}" value="{value}" unit="{unit}" {kind}/>'

    def test_records_are_joined_and_have_units_of_their_own(self):
        found = preview(self.NAME)
        assert found.format == "apple_health"
        assert brief(found) == [
            ("2025-11-02 07:12:41", 62.3, {"body_fat": 12.2, "lean_body_mass": 54.7}),
            ("2025-11-03 07:08:00", round(136.9 * LB, 3), {}),
        ]
        assert [(row.line, row.unit) for row in found.rows] == [(12, Unit.KG), (15, Unit.LB)]
        assert problems(found) == []

    def test_who_it_is_is_not_read(self):
        assert "1980" not in repr(preview(self.NAME))

    def test_a_declaration_and_characters_that_no_parser_accepts(self):
        broken = (
            b"<!DOCTYPE HealthData [\n<!ATTLIST Record\n  type CDATA #REQUIRED\n<!ELEMENT Workout (\n"
            b"<!ATTLIST device CDATA #IMPLIED\n]>"
        )
        start, _, rest = sample(self.NAME).partition(b"<!DOCTYPE")
        content = start + broken + rest.partition(b"]>")[2].replace(b'"Health"', b'"He\x0balth"')
        found = preview(content)
        assert brief(found) == brief(preview(self.NAME))
        assert [row.line for row in found.rows] == [11, 14]

    def test_several_programs_write_one_weighing(self):
        found = preview(
            self.xml(
                self.record(at="2025-11-02 07:12:00 +0100", value="62.29"),
                self.record(value="62.32"),
                self.record("0.122", of="BodyFatPercentage", unit="%"),
                self.record(),
            )
        )
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {"body_fat": 12.2})]
        assert found.doubles == 2

    def test_a_share_above_one_is_no_fraction(self):
        found = preview(
            self.xml(self.record(), self.record("18.4", of="BodyFatPercentage", unit="%"))
        )
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {})]
        assert problems(found) == [(4, Skipped.IMPLAUSIBLE, None)]

    def test_records_that_cannot_be_read(self):
        found = preview(
            self.xml(
                self.record(at="yesterday"),
                self.record("heavy"),
                self.record(unit="elephant"),
                self.record("19.2", of="BodyMassIndex", unit="count"),
                self.record("70", of="HeartRate", unit="count/min"),
                self.record(),
            )
        )
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {"bmi": 19.2})]
        assert problems(found) == [
            (3, Skipped.BAD_DATE, "startDate"),
            (4, Skipped.BAD_NUMBER, "value"),
            (5, Skipped.BAD_VALUE, "unit"),
        ]

    def test_entities_are_never_resolved(self):
        # Without `]>`, by which declarations are left out.
        bomb = (
            '<!DOCTYPE HealthData [<!ENTITY a "62.3"><!ENTITY f SYSTEM "file:///etc/hostname">] >\n'
        )
        assert problems(preview(self.xml(self.record("&a;"), head=bomb))) == [
            (2, Skipped.UNREADABLE, None)
        ]
        for head in (bomb.replace("] >", "]>"), ""):
            found = preview(self.xml(self.record(), self.record("&f;"), head=head))
            assert len(found.rows) == 1
            assert [each.key for each in found.problems] == [Skipped.UNREADABLE]

    def test_a_file_that_was_cut_off(self):
        text = self.xml(self.record(), self.record(at="2025-11-03 07:08:21 +0100"))
        found = preview(text[: text.rindex("sourceName")])
        assert len(found.rows) == 1
        assert [(each.key, each.line) for each in found.problems] == [(Skipped.UNREADABLE, 4)]

    def test_an_element_without_an_end_is_not_collected(self):
        found = preview(self.xml(self.record(), f'<Record value="{"9" * 3_000_000}"/>'))
        assert len(found.rows) == 1
        assert problems(found) == [(4, Skipped.UNREADABLE, None)]

    @pytest.mark.parametrize("name", ["export.xml", "Export.xml", "exportación.xml", "导出.xml"])
    def test_in_the_archive_under_a_translated_name(self, name):
        found = preview(
            archive(
                **{
                    f"apple_health_export/{name}": sample(self.NAME),
                    "apple_health_export/export_cda.xml": "<ClinicalDocument/>",
                    "apple_health_export/electrocardiograms/ecg.csv": "Name,Jo\n",
                }
            )
        )
        assert (found.format, found.unused) == ("apple_health", ())
        assert brief(found) == brief(preview(self.NAME))

    def test_an_archive_that_is_larger_unpacked_than_memory_should_be(self, monkeypatch):
        monkeypatch.setattr("custom_components.body_scale.exchange.archive.MAX_BYTES", 300_000)
        steps = "".join(
            self.record(str(number), of="StepCount", unit="count") + "\n"
            for number in range(10_000)
        )
        packed = archive(**{"apple_health_export/export.xml": self.xml(steps, self.record())})
        assert len(packed) < 300_000
        assert len(steps) > 1_000_000
        assert brief(preview(packed)) == [("2025-11-02 07:12:41", 62.3, {})]

    def test_a_large_file_is_not_held_as_text(self, monkeypatch):
        def text_of(content):
            assert len(content) < 1_000_000
            return content.decode()

        monkeypatch.setattr("custom_components.body_scale.exchange.document._text_of", text_of)
        steps = (self.record(of="StepCount", unit="count") for _ in range(10_000))
        found = preview(self.xml(*steps, self.record()).encode())
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {})]

    def test_a_damaged_archive(self):
        packed = archive(**{"apple_health_export/export.xml": sample(self.NAME)})
        at = packed.index(b"export.xml") + 60
        with pytest.raises(FileError) as fault:
            preview(packed[:at] + b"\xff\xff\xff\xff" + packed[at + 4 :])
        assert fault.value.key == Refusal.BROKEN_ARCHIVE

    def test_an_archive_that_is_packed_in_a_way_that_cannot_be_read(self):
        packed = archive(**{"apple_health_export/export.xml": sample(self.NAME)})
        unknown = bytes(packed).replace(b"\x08\x00", b"\x63\x00")
        with pytest.raises(FileError) as fault:
            preview(unknown)
        assert fault.value.key == Refusal.UNSUPPORTED_ARCHIVE


class TestHuaweiHealth:
    NAME = "huawei"
    PATH = "Health detail data & description/health detail data_0.json"

    def test_the_samples_of_weight(self):
        found = preview(self.NAME)
        assert found.format == "huawei_health"
        assert brief(found) == [
            (
                "2025-11-02 07:12:41",
                62.3,
                {
                    "bmi": 19.2,
                    "body_fat": 12.2,
                    "water": 60.2,
                    "protein": 19.9,
                    "muscle_mass": 51.9,
                    "bone_mass": 2.78,
                    "visceral_fat": 3,
                    "basal_metabolism": 1551,
                    "metabolic_age": 25,
                },
            ),
            ("2025-11-03 07:08:21", 62.1, {}),
        ]
        assert problems(found) == []

    def test_in_the_archive_that_is_encrypted(self):
        file = io.BytesIO()
        with pyzipper.AESZipFile(file, "w", encryption=pyzipper.WZ_AES) as packed:
            packed.setpassword(b"Secret1")
            packed.writestr(self.PATH, sample(self.NAME))
        asked = preview(file.getvalue())
        assert (asked.format, asked.questions) == ("huawei_health", {Question.PASSWORD})
        found = preview(file.getvalue(), password="Secret1")
        assert brief(found) == brief(preview(self.NAME))
        with pytest.raises(FileError) as fault:
            preview(file.getvalue(), password="secret1")
        assert fault.value.key == Refusal.WRONG_PASSWORD

    def records(self, *values, **more):
        samples = [
            {"key": "WEIGHT_BODYFAT_BROAD", "startTime": 1762063961000, "value": value, **more}
            for value in values
        ]
        return json.dumps([{"samplePoints": [each]} for each in samples]).encode()

    def test_other_members_of_the_family(self):
        found = preview(self.records('{"bodyWeight": 81.4}', subUser="2"))
        assert [row.person for row in found.rows] == ["2"]

    def test_values_that_cannot_be_read(self):
        found = preview(
            self.records(
                "",
                "[",
                '{"bodyWeight": "heavy"}',
                '{"bodyWeight": 62.3, "bmi": true}',
                '{"bodyFatRate": 12.2}',
            ).replace(b"[{", b'[{"samplePoints": ["?"]}, {"samplePoints": 7}, 7, {', 1)
        )
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {})]
        assert problems(found) == [
            (5, Skipped.UNREADABLE, None),
            (6, Skipped.BAD_NUMBER, "bodyWeight"),
            (7, Skipped.BAD_NUMBER, "bmi"),
            (8, Skipped.NO_WEIGHT, None),
        ]


class TestWithoutAUnit:
    def test_health_sync(self):
        asked = preview("health_sync")
        assert (asked.format, asked.questions, asked.rows) == ("health_sync", {Question.UNIT}, ())
        assert brief(preview("health_sync", unit=Unit.KG)) == [
            ("2025-11-02 07:12:41", 62.3, {"body_fat": 12.2}),
            ("2025-11-03 07:08:21", 62.1, {}),
            ("2025-11-04 07:10:00", 62.4, {"body_fat": 12.3}),
        ]

    def test_health_sync_in_german_a_file_a_day(self):
        header = "Datum,Zeit,Gewicht,Körperfettanteil\n"
        found = preview(
            archive(
                **{
                    f"Health Sync Gewicht/Gewicht 2025.11.0{day} Health Connect.csv": (
                        f'{header}2025.11.0{day} 07:12:41,07:12:41,"168.6","0.0"\n'
                    )
                    for day in (2, 3)
                }
            ),
            unit=Unit.LB,
        )
        assert found.format == "health_sync"
        assert [(local(row), row.unit) for row in found.rows] == [
            ("2025-11-02 07:12:41", Unit.LB),
            ("2025-11-03 07:12:41", Unit.LB),
        ]
        assert found.rows[0].weight_kg == pytest.approx(168.6 * LB)

    def test_myfitnesspal(self):
        asked = preview("myfitnesspal")
        assert (asked.format, asked.questions) == ("myfitnesspal", {Question.UNIT})
        found = preview("myfitnesspal", unit=Unit.LB)
        assert [(local(row), row.weight_kg, row.given) for row in found.rows] == [
            ("2025-11-02 12:00:00", pytest.approx(137.3 * LB), {"body_fat": 12.2}),
            ("2025-11-03 12:00:00", pytest.approx(136.9 * LB), {}),
            ("2025-11-04 12:00:00", pytest.approx(137.6 * LB), {}),
        ]

    def test_myfitnesspal_has_days_without_a_weight(self):
        found = preview("Date,Waist,Weight\n2025-11-02,80,\n2025-11-03,80,62.3\n", unit=Unit.KG)
        assert found.format == "myfitnesspal"
        assert (len(found.rows), problems(found), found.unused) == (1, [], ("Waist",))

    @pytest.mark.parametrize("header", ["Date,Weight", "Datum,Gewicht", "Fecha,Peso"])
    def test_wger(self, header):
        content = sample("wger_Weightdata").replace(b"Date,Weight", header.encode())
        asked = preview(content)
        assert (asked.format, asked.questions) == ("wger", {Question.UNIT})
        assert brief(preview(content, unit=Unit.KG)) == [
            ("2025-11-04 07:10:00", 62.4, {}),
            ("2025-11-03 07:08:21", 62.1, {}),
            ("2025-11-02 07:12:41", 62.3, {}),
        ]


class TestGoldenCheetah:
    def test_unix_times(self):
        found = preview("goldencheetah")
        assert found.format == "goldencheetah"
        assert brief(found) == [
            (
                "2025-11-02 07:12:41",
                62.3,
                {
                    "fat_mass": 7.6,
                    "bone_mass": 2.8,
                    "muscle_mass": 51.9,
                    "lean_body_mass": 54.7,
                    "body_fat": 12.2,
                },
            ),
            (
                "2025-11-03 07:08:21",
                62.1,
                {
                    "fat_mass": 7.5,
                    "bone_mass": 2.8,
                    "muscle_mass": 51.8,
                    "lean_body_mass": 54.6,
                    "body_fat": 12.1,
                },
            ),
            ("2025-11-04 07:10:00", 62.4, {}),
        ]
        assert (found.unused, problems(found)) == (("comment",), [])

    def test_dates(self):
        found = preview("date,weightkg,fatkg\n2025-11-02 07:12:41,62.3,0\n")
        assert found.format == "goldencheetah"
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {})]


class TestBleScaleSync:
    GIVEN: ClassVar = {
        "bmi": 19.2,
        "body_fat": 12.2,
        "water": 60.2,
        "bone_mass": 2.78,
        "muscle_mass": 51.9,
        "visceral_fat": 3,
        "basal_metabolism": 1551,
        "metabolic_age": 25,
    }

    @pytest.mark.parametrize(
        ("name", "people", "bone"),
        [
            ("ble_scale_sync_file.csv", ["Jo", "Doe, Jo", None], 2.8),
            ("ble_scale_sync_file.jsonl", ["Jo", None, "Jo"], 2.78),
            ("ble_scale_sync_influx.lp", ["jo", "jo", None], 2.78),
        ],
    )
    def test_each_of_its_files(self, name, people, bone):
        found = preview(name)
        assert found.format == "ble_scale_sync"
        assert [(local(row), row.weight_kg, row.impedance) for row in found.rows] == [
            ("2025-11-02 07:12:41", 62.3, 512),
            ("2025-11-03 07:08:21", 62.1, 514),
            ("2025-11-04 07:10:00", 62.4, 509),
        ]
        assert [row.person for row in found.rows] == people
        assert brief(found)[0][2] == self.GIVEN | {"bone_mass": bone}
        assert problems(found) == []

    def test_names_with_blanks_and_commas(self):
        found = preview(r"body_composition,user=Doe\,\ Jo weight=62.30 1762063961000" "\n")
        assert [row.person for row in found.rows] == ["Doe, Jo"]

    def test_lines_that_cannot_be_read(self):
        first = sample("ble_scale_sync_file.jsonl").decode().partition("\n")[0]
        found = preview(
            f"{first}\n\nhello\n{{\n{first.replace('2025-11-02', '2025-13-02')}\n"
            f"{first.replace('19.2', 'true')}\n"
        )
        assert (len(found.rows), found.doubles) == (1, 1)
        assert problems(found) == [
            (3, Skipped.UNREADABLE, None),
            (4, Skipped.UNREADABLE, None),
            (5, Skipped.BAD_DATE, None),
            (6, Skipped.BAD_NUMBER, "bmi"),
        ]
        line = "body_composition weight=62.30 "
        found = preview(f"{line}1762063961000\n{line}\n{line}999999999999999\n")
        assert len(found.rows) == 1
        assert problems(found) == [(2, Skipped.UNREADABLE, None), (3, Skipped.BAD_DATE, None)]
