"""What is written is read as it was, here and by other programs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
import json
from types import SimpleNamespace

from garmin_fit_sdk import Decoder, Stream
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.body_scale import exchange
from custom_components.body_scale.exchange import FileError, Row
from custom_components.body_scale.exchange.own import OWN
from custom_components.body_scale.journal import weighings as journal
from custom_components.body_scale.model import (
    AssignedBy,
    Given,
    Measured,
    Metrics,
    Origin,
    ReasonPart,
    Unit,
    Weighing,
)

from .samples import BERLIN, brief, preview

AT = datetime(2025, 11, 2, 6, 12, 41, tzinfo=UTC)
WEIGHING = Weighing(
    weighing_id="w-1",
    scale="AA:BB:CC:DD:EE:FF",
    measured_at=AT,
    weight_kg=62.3,
    impedance=512,
    given=Given(body_fat=12.2, muscle_mass=51.9),
)
ROW = Row(
    line=2,
    measured_at=AT,
    weight_kg=62.3,
    impedance=512.0,
    given={"bmi": 19.2, "body_fat": 12.2, "muscle_mass": 51.86, "water": 60.2, "bone_mass": 2.78},
)

numbers = st.floats(0.001, 1e6)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
moments = st.datetimes(datetime(1900, 1, 2), datetime(2999, 1, 1), timezones=st.just(UTC))
parts = st.lists(
    st.builds(
        ReasonPart,
        key=texts,
        person_id=st.none() | texts,
        kg=st.none() | numbers,
        notes=st.lists(texts).map(tuple),
    ),
    max_size=3,
).map(tuple)
weighings = st.builds(
    Weighing,
    weighing_id=texts,
    scale=texts,
    measured_at=moments,
    weight_kg=st.floats(2, 300),
    unit=st.sampled_from(Unit),
    impedance=st.none() | numbers,
    impedance_250khz=st.none() | numbers,
    heart_rate=st.none() | st.integers(0, 300),
    profile_id=st.none() | st.integers(0, 20),
    given=st.none() | st.builds(Given, *[st.none() | numbers] * len(Given._fields)),
    battery=st.none() | st.integers(0, 100),
    segments=st.none() | st.lists(numbers, min_size=1).map(tuple),
    origin=st.sampled_from(Origin),
    person_id=st.none() | texts,
    assigned_by=st.none() | st.sampled_from(AssignedBy),
    confidence=st.none() | st.floats(0, 1),
    reason=parts | texts,
    candidates=st.dictionaries(texts, st.floats(0, 1), max_size=3),
    time_estimated=st.booleans(),
    stamp=st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC)),
)


def as_weighing(row):
    """Return a row of our own formats as what the journal would store."""
    columns = {
        name: getattr(row, name) for name in Measured.__dataclass_fields__ if hasattr(row, name)
    }
    given = json.dumps(dict(row.given)) if row.given else None
    return journal.from_columns(
        {**columns, **row.own, "given": given, "measured_at": journal.utc_text(row.measured_at)}
    )


def written(weighings, as_format, zone=BERLIN):
    return exchange.write(weighings, format=as_format, zone=zone)


class TestOwn:
    @pytest.mark.parametrize("as_format", ["csv", "json"])
    @settings(deadline=None, max_examples=30)
    @given(journal_of=st.lists(weighings, max_size=5))
    def test_a_journal_is_read_as_it_was_written(self, as_format, journal_of):
        found = preview(written(journal_of, as_format))
        assert (found.format, found.problems) == (f"body_scale_{as_format}", ())
        expected = [
            each if any(each.given or ()) else replace(each, given=None) for each in journal_of
        ]
        assert [as_weighing(row) for row in found.rows] == expected
        again = preview(written(found.rows, as_format))
        assert again.rows == found.rows

    @pytest.mark.parametrize("as_format", ["csv", "json"])
    def test_two_weighings_at_once_stay_two(self, as_format):
        both = [WEIGHING, replace(WEIGHING, weighing_id="w-2")]
        found = preview(written(both, as_format))
        assert [row.own["weighing_id"] for row in found.rows] == ["w-1", "w-2"]

    def test_every_field_of_a_weighing_is_there(self):
        known = {*OWN, *Row.__dataclass_fields__}
        assert set(Weighing.__dataclass_fields__) - known == set()

    @pytest.mark.parametrize("as_format", ["csv", "json"])
    def test_names_are_no_formulas(self, as_format):
        for name in ("=1+1", "'=1+1", "-Jo", "@Jo", "+49", "<b>Jo</b>", 'Jo "the" Scale, 2'):
            text = written([replace(ROW, person=name)], as_format)
            assert preview(text).rows[0].person == name
        assert b",=1+1" not in written([replace(ROW, person="=1+1")], "csv")

    def test_metrics_are_written_for_who_looks(self):
        class Shown:
            measured_at, weight_kg, metrics = AT, 62.3, Metrics(body_fat=12.3, ideal_weight=66.0)

        text = written([Shown()], "csv").decode()
        assert text.splitlines()[0].endswith("metric_body_type,metric_body_score")
        assert ",12.3," in text
        assert preview(text.encode()).rows[0].given == {}
        assert json.loads(written([Shown()], "json"))["weighings"][0]["metrics"] == {
            "body_fat": 12.3,
            "ideal_weight": 66.0,
        }

    def test_a_spreadsheet_in_between(self):
        text = written([ROW], "csv").decode().replace(",", ";").replace("62.3", "62,3")
        assert preview(text.encode()).rows[0].weight_kg == 62.3

    @pytest.mark.parametrize(
        ("name", "bad"),
        [
            ("weighing_id", 5),
            ("origin", "heaven"),
            ("assigned_by", "nobody"),
            ("confidence", "very"),
            ("confidence", True),
            ("confidence", float("inf")),
            ("candidates", '{"a": "b"}'),
            ("candidates", "[1"),
            ("candidates", [1]),
            ("segments", ["a"]),
            ("segments", "7"),
            ("stamp", "yesterday"),
            ("time_estimated", "maybe"),
            ("profile_id", 1.5),
            ("reason", 7),
            ("scale", "x" * 200_000),
            ("unit", "stone"),
            ("impedance", "NaN"),
            ("heart_rate", {}),
        ],
    )
    def test_what_the_journal_wouldnt_have_is_left_out(self, name, bad):
        weighing = {"measured_at": AT.isoformat(), "weight_kg": 62.3, name: bad}
        found = preview(json.dumps({"format": "body_scale", "weighings": [weighing]}).encode())
        [row] = found.rows
        assert (row.own, row.unit, row.impedance, row.heart_rate) == ({}, Unit.KG, None, None)
        assert [(each.key, each.column) for each in found.problems] == [("bad_value", name)]

    def test_what_is_no_weighing(self):
        good = {"measured_at": AT.isoformat(), "weight_kg": 62.3}
        bad = [
            7,
            {**good, "weight_kg": None},
            {**good, "weight_kg": 301},
            {**good, "weight_kg": "heavy"},
            {**good, "measured_at": "today"},
        ]
        found = preview(json.dumps({"format": "body_scale", "weighings": [good, *bad]}).encode())
        assert len(found.rows) == 1
        assert [(each.line, each.key) for each in found.problems] == [
            (2, "unreadable"),
            (3, "no_weight"),
            (4, "implausible_weight"),
            (5, "bad_value"),
            (6, "bad_date"),
        ]
        text = written([ROW], "csv").decode()
        row = text.splitlines()[1]
        cut = preview(f"{text}\n{row.replace('62.3', chr(34) + '62')}\n{row[:40]}".encode())
        assert [(each.line, each.key) for each in cut.problems] == [
            (4, "unreadable"),
            (5, "too_few_columns"),
        ]


class TestOpenScale:
    def test_the_columns_are_openscales(self):
        text = written([ROW], "openscale").decode().splitlines()
        header = text[0].split(",")
        assert header[:2] == ["DATE", "TIME"]
        assert header[2:] == sorted(header[2:])
        assert dict(zip(header, text[1].split(","), strict=True)) == {
            **dict.fromkeys(header, ""),
            "DATE": "2025-11-02",
            "TIME": "07:12:41",
            "WEIGHT": "62.3",
            "BMI": "19.2",
            "BODY_FAT": "12.2",
            "WATER": "60.2",
            "BONE": "2.78",
            "IMPEDANCE": "512",
            # In percent there: 51.86 of 62.3 kg.
            "MUSCLE": "83.242376",
        }

    def test_what_was_exported_there_is_exported_again_identically(self):
        text = (
            "DATE,TIME,BMI,BMR,BODY_FAT,BONE,HEART_RATE,IMPEDANCE,IMPEDANCE_LOW,LBM,MUSCLE,PROTEIN,VISCERAL_FAT,WATER,WEIGHT\n"
            "2025-03-30,01:30:00,19.2,1255,21.361177,2.78,61,512,480,55.4,43.1,23.1,7,60.2,62.3\n"
            "2025-03-30,03:30:00.123,,,,,,,,,,,,,62.35\n"
            "2025-10-26,02:30:00,,,,,,,,,33.3,,,,81.4\n"
        )
        found = preview(text, unit=Unit.KG)
        assert found.format == "openscale_3"
        assert written(found.rows, "openscale").decode() == text.replace(".123,", ".123000,")

    def test_its_usual_unit_is_for_looking_at_and_is_asked_about(self):
        text = written([ROW], "openscale")
        found = exchange.read(text, zone=BERLIN)
        assert found.questions == {exchange.Question.UNIT}
        assert [(each.measured_at, each.weight_kg) for each in found.rows] == [(AT, 62.3)]
        pounds = preview(text, unit=Unit.LB)
        assert pounds.questions == set()
        assert pounds.rows[0].weight_kg == pytest.approx(28.26, abs=0.01)

    def test_what_was_computed_fills_in(self):
        class Shown:
            measured_at, weight_kg = AT, 62.3
            given, metrics = {"body_fat": 12.2}, {"body_fat": 13.0, "water": 60.123456}

        [row] = preview(written([Shown()], "openscale"), unit=Unit.KG).rows
        assert row.given == {"body_fat": 12.2, "water": 60.12}


class TestFit:
    def decoded(self, content):
        decoder = Decoder(Stream.from_byte_array(bytearray(content)))
        assert decoder.is_fit()
        assert decoder.check_integrity()
        messages, errors = Decoder(Stream.from_byte_array(bytearray(content))).read()
        assert errors == []
        return messages

    def test_the_makers_own_decoder_reads_it(self):
        messages = self.decoded(written([ROW, replace(ROW, weight_kg=62.1, given={})], "fit"))
        assert messages["file_id_mesgs"][0]["type"] == "weight"
        first, second = messages["weight_scale_mesgs"]
        assert first == {
            "timestamp": AT,
            "weight": 62.3,
            "percent_fat": 12.2,
            "percent_hydration": 60.2,
            "bone_mass": 2.78,
            "muscle_mass": 51.86,
            "bmi": 19.2,
        }
        assert second == {"timestamp": AT, "weight": 62.1}

    def test_all_values(self):
        values = {"basal_metabolism": 1255.25, "metabolic_age": 33, "visceral_fat": 5}
        [message] = self.decoded(written([replace(ROW, given=values)], "fit"))["weight_scale_mesgs"]
        assert (message["basal_met"], message["metabolic_age"], message["visceral_fat_rating"]) == (
            1255.25,
            33,
            5,
        )
        assert preview(written([replace(ROW, given=values)], "fit")).rows[0].given == values

    def test_none(self):
        assert not self.decoded(written([], "fit")).get("weight_scale_mesgs")

    def test_what_doesnt_fit_is_left_out(self):
        early = replace(ROW, measured_at=datetime(1989, 12, 30, tzinfo=UTC))
        strange = replace(ROW, given={"metabolic_age": 300, "bmi": 19.2})
        [message] = self.decoded(written([early, strange], "fit"))["weight_scale_mesgs"]
        assert set(message) == {"timestamp", "weight", "bmi"}

    @given(
        weights=st.lists(st.integers(200, 30_000), max_size=20),
        seconds=st.integers(0, 10**9),
    )
    @settings(deadline=None, max_examples=30)
    def test_it_is_read_as_it_was_written(self, weights, seconds):
        rows = [
            Row(
                line=number,
                measured_at=datetime(2000, 1, 1, tzinfo=UTC)
                + timedelta(seconds=seconds, minutes=number),
                weight_kg=steps / 100,
            )
            for number, steps in enumerate(weights, 1)
        ]
        content = written(rows, "fit")
        self.decoded(content)
        assert preview(content).rows == tuple(rows)

    def test_half_a_file(self):
        content = written([ROW, replace(ROW, measured_at=AT + timedelta(1))], "fit")
        found = preview(content[:-10])
        assert brief(found)[0][:2] == ("2025-11-02 07:12:41", 62.3)
        assert [(each.line, each.key) for each in found.problems] == [(2, "unreadable")]

    def test_what_other_writers_do(self):
        def file(*parts):
            body = b"".join(parts)
            return b"\x0c\x20\x00\x00" + len(body).to_bytes(4, "little") + b".FIT" + body + b"\0\0"

        at = int((AT - datetime(1989, 12, 31, tzinfo=UTC)).total_seconds())
        # Big-endian, with a text and a developer's field, and one more with a compressed time.
        definition = bytes((0x60, 0, 1, 0, 30, 3, 253, 4, 0x86, 9, 3, 7, 0, 2, 0x84, 1, 0, 2, 0))
        message = b"\0" + at.to_bytes(4) + b"abc" + (6230).to_bytes(2) + b"\1\2"
        short = bytes((0x41, 0, 0, 30, 0, 1, 0, 2, 0x84))
        later = bytes((0x80 | 1 << 5 | (at + 5 & 0x1F),)) + (6210).to_bytes(2, "little")
        calculating = b"\0" + at.to_bytes(4) + b"abc" + (65534).to_bytes(2) + b"\1\2"
        found = preview(file(definition, message, short, later, calculating))
        assert [(row.measured_at, row.weight_kg) for row in found.rows] == [
            (AT, 62.3),
            (AT + timedelta(seconds=5), 62.1),
        ]
        assert [(each.line, each.key) for each in found.problems] == [(3, "no_weight")]
        undefined = preview(file(b"\x05abc"))
        assert [each.key for each in undefined.problems] == ["unreadable"]

    def test_two_files_in_one(self):
        content = written([ROW], "fit") + written(
            [replace(ROW, measured_at=AT + timedelta(1))], "fit"
        )
        assert len(preview(content).rows) == 2
        noted = preview(content + b"and more")
        assert [each.key for each in noted.problems] == ["unreadable"]


@pytest.mark.parametrize("name", ["body_scale_csv", "body_scale_json", "openscale_3"])
def test_what_is_read_by_a_name_is_written_by_it(name):
    found = exchange.read(written([ROW], name), zone=BERLIN)
    assert (found.format, found.rows[0].weight_kg) == (name, 62.3)


def test_what_has_little_is_written_too():
    bare = SimpleNamespace(
        measured_at=AT, weight_kg=62.3, impedance=512, person='=Jo, "the"\n\u202e<b>'
    )
    for name in exchange.WRITERS:
        [row] = preview(written([bare], name), unit=Unit.KG).rows
        assert (row.measured_at, row.weight_kg) == (AT, 62.3)
        assert row.person in {bare.person, None}


def test_an_unknown_format():
    with pytest.raises(FileError) as fault:
        written([ROW], "xls")
    assert fault.value.key == "unknown_format"


def test_any_zone_is_written():
    zone = timezone(timedelta(hours=-3, minutes=-30))
    text = written([WEIGHING], "csv", zone)
    assert b"2025-11-02T02:42:41-03:30,62.3,kg,,512," in text
    assert preview(text).rows[0].own == {
        "weighing_id": "w-1",
        "scale": "AA:BB:CC:DD:EE:FF",
        "origin": "live",
    }
