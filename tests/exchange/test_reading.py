"""What holds for files of any format."""

from datetime import UTC, datetime

import pytest

from custom_components.body_scale import exchange
from custom_components.body_scale.exchange import FileError, Question, Refusal, Skipped, document
from custom_components.body_scale.exchange.document import Document
from custom_components.body_scale.model import Unit

from .samples import brief, local, preview, problems, sample

PLAIN = "Date,Weight (kg)\n2025-11-02 07:12:41,62.3\n"


def refused(content, **options):
    with pytest.raises(FileError) as fault:
        preview(content, **options)
    assert isinstance(fault.value, ValueError)
    return fault.value.key


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_all_that_programs_write(self, encoding, ending):
        text = "Name,Date,Weight (kg)\nJörg,2025-11-02 07:12:41,62.3\n"
        found = preview(text.replace("\n", ending).encode(encoding))
        assert brief(found) == [("2025-11-02 07:12:41", 62.3, {})]
        assert found.rows[0].person == "Jörg"

    @pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
    def test_utf_16_goes_by_its_mark(self, mark):
        order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
        assert brief(preview(mark + PLAIN.encode(order))) == brief(preview(PLAIN))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_pieces_may_end_within_a_character_or_an_ending(self, monkeypatch, encoding, ending):
        text = "Jörg weighs\n\n62.3 kg\n"
        for size in range(1, 8):
            monkeypatch.setattr(document, "CHUNK_BYTES", size)
            assert Document(text.replace("\n", ending).encode(encoding)).text == text

    def test_a_file_that_ends_within_a_character(self):
        found = preview("Name,Date,Weight (kg)\nJörg,2025-11-02,62.3\nJö".encode()[:-1])
        assert found.rows[0].person == "Jörg"
        assert problems(found) == [(3, Skipped.NO_WEIGHT, None)]


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "key"),
        [
            (b"", Refusal.EMPTY),
            (b" \r\n\n", Refusal.EMPTY),
            (b"\x7fELF\x02\x00\x00", Refusal.BINARY),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refusal.SPREADSHEET),
            (b"Dear diary,\ntoday, I weigh nothing.\n", Refusal.NOT_RECOGNISED),
            (b"<html><body>1,2,3</body></html>", Refusal.NOT_RECOGNISED),
            (b'{"weight": 62.3}', Refusal.NOT_RECOGNISED),
            (b"[" * 100_000, Refusal.NOT_RECOGNISED),
            (b"Date\n2025-11-02\n", Refusal.NOT_RECOGNISED),
            (b"\x81\x8d\x8f", Refusal.BINARY),
        ],
    )
    def test_what_is_no_table_of_weighings(self, content, key):
        assert refused(content) == key

    def test_a_file_in_another_format_than_was_named(self):
        assert refused("[1]\n", as_format="openscale_3") == Refusal.OTHER_FORMAT
        assert refused(PLAIN, as_format="klingon") == Refusal.UNKNOWN_FORMAT

    @pytest.mark.parametrize("name", ["eufylife", "health_sync", "wger"])
    def test_where_headings_are_translated_not_any_table_is_taken(self, name):
        # By position, masses of fat would be weights.
        for other in ("withings_weight_en", "apple_health_export", "mytanita_export"):
            assert refused(sample(other), as_format=name) == Refusal.OTHER_FORMAT, other

    def test_a_file_that_is_too_large(self, monkeypatch):
        monkeypatch.setattr(exchange.archive, "MAX_BYTES", 10)
        assert refused(PLAIN) == Refusal.TOO_LARGE

    def test_more_rows_than_any_household_has(self, monkeypatch):
        monkeypatch.setattr(exchange.reading, "_MAX_ROWS", 2)
        assert refused(PLAIN + "2025-11-03,62\n2025-11-04,62\n") == Refusal.TOO_MANY_ROWS


class TestRows:
    def test_half_a_row_is_noted_and_the_others_are_taken(self):
        found = preview("DATE,WEIGHT,BMI\n2025-11-02,62.3,19.2\n2025-11-03,62", unit=Unit.KG)
        assert len(found.rows) == 1
        assert problems(found) == [(3, Skipped.TOO_FEW_COLUMNS, None)]

    def test_a_quote_that_never_closes_takes_its_own_line_only(self):
        rows = "".join(f"2025-11-{day:02},62.{day % 10}\n" for day in range(1, 31))
        stray = '2025-10-31,"62\n'
        found = preview(f"Date,Weight (kg)\n{stray}{rows}{rows.replace('-11-', '-12-')}{stray}")
        assert len(found.rows) == 60
        assert problems(found) == [(2, Skipped.UNREADABLE, None), (63, Skipped.UNREADABLE, None)]

    def test_a_bad_value_costs_the_value_and_a_bad_weight_or_date_the_row(self):
        found = preview(
            "Date,Weight (kg),Body fat,BMI\n"
            "2025-11-02,62.3,twelve,19.2\n"
            "2025-11-03,sixty,12.2,19.2\n"
            "2025-13-03,62.3,12.2,19.2\n"
            ",62.3,12.2,19.2\n"
            "2025-11-05,,12.2,19.2\n"
            "2025-11-06,0,12.2,19.2\n"
            "2025-11-07,62.3,112,19.2\n"
            "2025-11-08,301,12,19.2\n"
            "1899-11-08,62,12,19.2\n"
            ",,,\n\n"
        )
        assert brief(found) == [
            ("2025-11-02 12:00:00", 62.3, {"bmi": 19.2}),
            ("2025-11-07 12:00:00", 62.3, {"bmi": 19.2}),
        ]
        assert problems(found) == [
            (2, Skipped.BAD_NUMBER, "Body fat"),
            (3, Skipped.BAD_NUMBER, "Weight (kg)"),
            (4, Skipped.BAD_DATE, "Date"),
            (5, Skipped.NO_DATE, None),
            (6, Skipped.NO_WEIGHT, None),
            (7, Skipped.NO_WEIGHT, None),
            (8, Skipped.IMPLAUSIBLE, "Body fat"),
            (9, Skipped.IMPLAUSIBLE_WEIGHT, "Weight (kg)"),
            (10, Skipped.BAD_DATE, "Date"),
        ]

    def test_of_many_problems_a_thousand_are_listed(self):
        found = preview(PLAIN + "today,62\n" * 1500)
        assert (len(found.rows), len(found.problems), found.more_problems) == (1, 1000, 500)

    def test_nothing_is_calculated(self):
        found = preview(
            "Name,Date,Weight (kg)\n"
            "'=cmd|' /C calc'!A0,2025-11-02,62.3\n"
            "<b>Jo</b>,2025-11-03,62.3\n"
            "Jo,2025-11-04,=60+2\n"
        )
        assert [row.person for row in found.rows] == ["=cmd|' /C calc'!A0", "<b>Jo</b>"]
        assert problems(found) == [(4, Skipped.BAD_NUMBER, "Weight (kg)")]


class TestUnits:
    def test_what_isnt_said_is_asked(self):
        text = "date,weight,bone_mass\n2025-11-02,137.3,6.1\n"
        asked = preview(text)
        assert (asked.format, asked.questions, asked.rows) == ("generic", {Question.UNIT}, ())
        [row] = preview(text, unit=Unit.LB).rows
        assert row.weight_kg == pytest.approx(62.278, abs=1e-3)
        assert row.unit is Unit.LB
        assert row.given["bone_mass"] == pytest.approx(2.767, abs=1e-3)

    @pytest.mark.parametrize(
        ("heading", "cell", "kg", "unit"),
        [
            ("Weight (kg)", "62,3", 62.3, Unit.KG),
            ("Weight(lb)", "137.3", 62.278, Unit.LB),
            ("Weight [st]", "9.81", 62.296, Unit.ST),
            ("Weight", "9 st 11.3 lb", 62.278, Unit.ST),
            ("Weight", "124.6 jin", 62.3, Unit.JIN),
            ("Weight", "137.3lbs", 62.278, Unit.LB),
            ("Weight", "62300 g", 62.3, Unit.KG),
        ],
    )
    def test_what_heading_or_cell_says(self, heading, cell, kg, unit):
        [row] = preview(f'Date,{heading}\n2025-11-02,"{cell}"\n').rows
        assert row.weight_kg == pytest.approx(kg, abs=1e-3)
        assert row.unit is unit

    def test_thousands_of_kilocalories(self):
        found = preview(
            'Date,Weight (kg),BMR\n2025-11-02,62.3,"1,549"\n2025-11-03,62.3,1549 kcal\n'
        )
        assert [row.given["basal_metabolism"] for row in found.rows] == [1549, 1549]

    def test_a_unit_in_its_own_column(self):
        found = preview(
            "date;weight;unit\n2025-11-02;62,3;kg\n2025-11-03;137,3;lb\n"
            "2025-11-04;1;stone\n2025-11-05;62,3 kg;\n"
        )
        assert [round(row.weight_kg, 1) for row in found.rows] == [62.3, 62.3, 62.3]
        assert problems(found) == [(4, Skipped.BAD_VALUE, "unit")]

    def test_a_share_as_a_mass_and_a_mass_as_a_share(self):
        [row] = preview(
            "Date,Weight (kg),Water (kg),Muscle mass (%)\n2025-11-02,62.5,37.5,80\n"
        ).rows
        assert row.given == {"water": 60, "muscle_mass": 50}


class TestTimes:
    @pytest.mark.parametrize(
        ("wall", "utc"),
        [
            # The clock goes from 01:59:59 to 03:00:00; 02:30 is read as if it hadn't.
            ("2025-03-30 01:59:59", "00:59:59"),
            ("2025-03-30 02:30:00", "01:30:00"),
            ("2025-03-30 03:00:00", "01:00:00"),
            # 02:30 comes twice; the first is meant.
            ("2025-10-26 02:30:00", "00:30:00"),
            ("2025-10-26 03:00:00", "02:00:00"),
            ("2025-10-26 02:30:00+01:00", "01:30:00"),
        ],
    )
    def test_the_nights_when_clocks_change(self, wall, utc):
        [row] = preview(f"Date,Weight (kg)\n{wall},62.3\n").rows
        assert row.measured_at.tzinfo is UTC
        assert row.measured_at.strftime("%H:%M:%S") == utc

    @pytest.mark.parametrize(
        "text",
        [
            "2025-11-02T06:12:41Z",
            "2025-11-02 06:12:41+0000",
            "2025-11-02 07:12:41 +0100",
            "2025-11-02 07:12:41.000",
            "2025.11.02 07:12:41",
            "02.11.2025 07:12:41",
            '"Nov 2, 2025 7:12:41 AM"',
            '" 2 November 2025, 07:12:41"',
            "2. Nov. 2025 7:12:41 Uhr",
            "07:12:41 Nov.02 2025",
            "2025/11/2 7:12:41",
            "11/2/25 06:12:41 UTC",
            "2025.11.02 07:12:41 +01:00",
            "2025.11.02 02:12:41-0400",
            "1762063961",
            "1762063961000",
        ],
    )
    def test_ways_to_write_one_moment(self, text):
        order = exchange.DateOrder.MONTH_FIRST
        [row] = preview(f"Date,Weight (kg)\n{text},62.3\n", date_order=order).rows
        assert row.measured_at == datetime(2025, 11, 2, 6, 12, 41, tzinfo=UTC)

    @pytest.mark.parametrize(
        "text",
        [
            "31.02.2025",
            "2025-11-02 25:00",
            "Smarch 3 2025",
            "May June 2025",
            "Nov 25",
            "Nov 2025 2025",
            "2025-11-02 07:12:41 +99:00",
            "0001-01-01 00:00:00+14:00",
            "in the morning of the second of November, as always on Sundays, 2025",
        ],
    )
    def test_what_is_no_moment(self, text):
        found = preview(f'Date,Weight (kg)\n"{text}",62.3\n2025-11-02,62.3\n')
        assert problems(found) == [(2, Skipped.BAD_DATE, "Date")]

    def test_a_time_of_its_own(self):
        found = preview(
            "Date,Time,Weight (kg)\n2025.11.02,07:12,62.3\n2025.11.03,soon,62.3\n2025.11.04,,62.3\n"
        )
        assert [local(row) for row in found.rows] == ["2025-11-02 07:12:00", "2025-11-04 12:00:00"]
        assert problems(found) == [(3, Skipped.BAD_DATE, "Date")]

    def test_noon_and_midnight_on_twelve_hours(self):
        found = preview(
            "Date,Weight (kg)\n2025-11-02 12:05 AM,62.3\n"
            "2025-11-02 12:05 PM,62.3\n2025-11-02 13:05 PM,6\n"
        )
        assert [local(row)[11:] for row in found.rows] == ["00:05:00", "12:05:00"]

    def test_another_date_of_the_file_shows_the_order(self):
        text = "Date,Weight (kg)\n01/07/2026 07:00,62.3\n{},62.4\n"
        assert local(preview(text.format("13/07/2026")).rows[0]) == "2026-07-01 07:00:00"
        assert local(preview(text.format("07/13/2026")).rows[0]) == "2026-01-07 07:00:00"

    def test_days_alone_show_that_a_file_is_a_table(self):
        for text in ("01/25/2025", "25/01/2025"):
            assert local(preview(f"Date,Weight (kg)\n{text},62.3\n").rows[0])[:10] == "2025-01-25"

    def test_an_order_that_nothing_shows_is_asked(self):
        text = "Date,Weight (kg)\n01/07/2026 07:00,62.3\n2/8/26,62.4\n"
        asked = preview(text)
        assert (asked.questions, asked.rows) == ({Question.DATE_ORDER}, ())
        found = preview(text, date_order=exchange.DateOrder.MONTH_FIRST)
        assert [local(row)[:10] for row in found.rows] == ["2026-01-07", "2026-02-08"]

    def test_a_day_is_noon(self):
        assert local(preview("Date,Weight (kg)\n2025-11-02,62.3\n").rows[0])[11:] == "12:00:00"


class TestDoubles:
    def test_the_same_second_is_one_weighing_the_fullest(self):
        found = preview(
            "Name,Date,Weight (kg),Body fat,BMI\n"
            "Jo,2025-11-02 07:12:41,62.3,,19.2\n"
            "Jo,2025-11-02 07:12:41,62.3,12.2,\n"
            "Jo,2025-11-02 07:12:41,62.3,,\n"
            "Sam,2025-11-02 07:12:41,62.3,,\n"
            "Jo,2025-11-02 07:12:41,63.3,,\n"
        )
        assert [(row.line, row.weight_kg, row.given) for row in found.rows] == [
            (3, 62.3, {"bmi": 19.2, "body_fat": 12.2}),
            (5, 62.3, {}),
            (6, 63.3, {}),
        ]
        assert found.doubles == 2


class TestOpenScale:
    def test_the_oldest_files_have_no_header(self):
        found = preview(
            "14.03.2016 07:12,62.3,12.2,60.2,43.1,55.4,2.8,0.0,0.0,hi\n", as_format="auto"
        )
        assert found.format == "openscale_2"
        assert brief(found) == [
            (
                "2016-03-14 07:12:00",
                62.3,
                {
                    "body_fat": 12.2,
                    "water": 60.2,
                    "muscle_mass": 26.851,
                    "lean_body_mass": 55.4,
                    "bone_mass": 2.8,
                },
            )
        ]

    def test_version_2(self):
        found = preview("weight,dateTime,fat,comment\n62.3,2021-03-14 07:12,0.0,\n")
        assert (found.format, brief(found)) == ("openscale_2", [("2021-03-14 07:12:00", 62.3, {})])


class TestGeneric:
    TEXT = "Tag,Wer,Masse\n2025-11-02,Jo,62.3\n"

    def test_columns_are_asked_for(self):
        asked = preview(self.TEXT)
        assert asked.format == "generic"
        assert asked.questions == {Question.COLUMNS}
        assert asked.columns == ("Tag", "Wer", "Masse")
        columns = {"Tag": "date", "Wer": "person", "Masse": "weight_kg"}
        assert preview(self.TEXT, columns=columns).questions == {Question.UNIT}
        [row] = preview(self.TEXT, columns=columns, unit=Unit.KG).rows
        assert (local(row), row.person, row.weight_kg) == ("2025-11-02 12:00:00", "Jo", 62.3)

    def test_what_is_plain_is_suggested_and_needs_no_answer(self):
        found = preview("Date,Weight (kg),Shoe size\n2025-11-02,62.3,43\n")
        assert found.suggested == {"Date": "date", "Weight (kg)": "weight_kg"}
        assert (len(found.rows), found.unused) == (1, ("Shoe size",))

    def test_columns_without_a_header_have_numbers(self):
        found = preview("2025-11-02;62,3\n2025-11-03;62,1\n")
        assert found.columns == ("1", "2")
        columns = {"1": "date", "2": "weight_kg"}
        assert (
            len(preview("2025-11-02;62,3\n2025-11-03;62,1\n", columns=columns, unit=Unit.KG).rows)
            == 2
        )

    def test_columns_of_the_same_name_are_told_apart(self):
        found = preview("Date,Weight,Weight\n2025-11-02,62.3,137.3\n")
        assert found.columns == ("Date", "Weight", "Weight (3)")
