"""What a weighing is at Google."""

from datetime import UTC, datetime, timedelta, timezone
import re
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale.bridges.google_health.message import is_same, point_id, points
from custom_components.body_scale.model import Metrics, Weighing

LOCAL = datetime(2026, 11, 22, 14, 0, 0, 500_000, tzinfo=timezone(timedelta(hours=1)))
NIGHT = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
SUMMER = datetime(2026, 7, 1, 8, 0, tzinfo=ZoneInfo("America/St_Johns"))
ULID = "01JD9Q2K3M4N5P6R7S8T9V0WXY"


def weighing(weight=62.3, weighing_id=ULID):
    return Weighing(weighing_id=weighing_id, scale="x", measured_at=LOCAL, weight_kg=weight)


def made(weight=62.3, local=LOCAL, **metrics):
    return points(weighing(weight), Metrics(**metrics), local)


@given(st.text(min_size=1))
def test_any_id_of_a_weighing_makes_one_that_google_takes(text):
    assert re.fullmatch("[a-z0-9-]{4,63}", point_id(text))


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_weighings_have_two_ids(one, other):
    # Ids that differ in case alone aren't made.
    if one.lower() != other.lower():
        assert point_id(one) != point_id(other)


def test_names_are_of_the_weighing():
    names = [each["name"] for each in made(body_fat=21.64)]
    assert names == [
        f"users/me/dataTypes/weight/dataPoints/bs-{ULID.lower()}",
        f"users/me/dataTypes/body-fat/dataPoints/bs-{ULID.lower()}",
    ]


def test_grams_and_percent():
    weight, fat = made(62.345, body_fat=21.644)
    assert weight["weight"]["weightGrams"] == 62345
    assert fat["bodyFat"]["percentage"] == 21.64


@pytest.mark.parametrize(("fat", "percentage"), [(-1.0, 0.0), (101.0, 100.0)])
def test_body_fat_is_within_googles_limits(fat, percentage):
    assert made(body_fat=fat)[1]["bodyFat"]["percentage"] == percentage


@pytest.mark.parametrize("fat", [None, float("nan"), float("inf")])
def test_what_is_no_number_has_no_point(fat):
    assert len(made(body_fat=fat)) == 1


@pytest.mark.parametrize(
    ("local", "moment", "offset"),
    [
        (LOCAL, "2026-11-22T13:00:00.500Z", "3600s"),
        # The same hour of the clock, twice that night.
        (NIGHT, "2026-10-25T00:30:00.000Z", "7200s"),
        (NIGHT.replace(fold=1), "2026-10-25T01:30:00.000Z", "3600s"),
        (SUMMER, "2026-07-01T10:30:00.000Z", "-9000s"),
    ],
)
def test_moments_have_their_offset(local, moment, offset):
    [point] = made(local=local)
    assert point["weight"]["sampleTime"] == {"physicalTime": moment, "utcOffset": offset}


class TestIsSame:
    wanted = made()[0]

    def there(self, **value):
        weight = self.wanted["weight"] | value
        return self.wanted | {"weight": weight, "dataSource": {"platform": "GOOGLE_WEB_API"}}

    def test_as_google_writes_it(self):
        moment = {"physicalTime": "2026-11-22T13:00:00.500000Z", "civilTime": {}}
        assert is_same(self.there(sampleTime=moment, weightGrams=62300.0), self.wanted)

    @pytest.mark.parametrize(
        "value",
        [
            {"weightGrams": 62301},
            {"weightGrams": None},
            {"sampleTime": {"physicalTime": "2026-11-22T13:00:01Z"}},
            {"sampleTime": {"physicalTime": "yesterday"}},
            {"sampleTime": {}},
        ],
    )
    def test_another(self, value):
        assert not is_same(self.there(**value), self.wanted)

    def test_another_type(self):
        assert not is_same(self.there(), made(body_fat=20.0)[1])
        assert not is_same({}, {"name": "x"})


def test_a_moment_is_one_whatever_the_zone():
    utc = LOCAL.astimezone(UTC)
    assert is_same(made(local=utc)[0], made()[0])
