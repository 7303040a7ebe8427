"""Ten years of two people come from openScale, into journal and statistics, and leave as they came."""

import csv
from datetime import date, datetime, timedelta
import io
from operator import itemgetter
import random
from zoneinfo import ZoneInfo

import pytest

from custom_components.body_scale.journal.weighings import as_columns
from custom_components.body_scale.model import Given, Origin

from ..recorded import statistics_of
from ..stored import everything, weighings_of
from .conftest import ANNA, BEN

DAYS = 3652
ZONE = "Europe/Berlin"
BEGIN = date(2016, 1, 1)
HEADER = [
    "DATE",
    "TIME",
    "BMI",
    "BMR",
    "BODY_FAT",
    "BONE",
    "HEART_RATE",
    "IMPEDANCE",
    "IMPEDANCE_LOW",
    "LBM",
    "MUSCLE",
    "PROTEIN",
    "VISCERAL_FAT",
    "WATER",
    "WEIGHT",
]

pytestmark = pytest.mark.usefixtures("recorder_mock")


def ten_years(seed, weight):
    """Return a weighing a day as openScale exports it; some days have no composition."""
    rng = random.Random(seed)
    rows = []
    for day in range(DAYS):
        weight += rng.gauss(0, 0.1)
        at = datetime.combine(BEGIN, datetime.min.time()) + timedelta(
            days=day, hours=7, seconds=rng.randrange(3600)
        )
        row = dict.fromkeys(HEADER, "") | {
            "DATE": at.date().isoformat(),
            "TIME": at.time().isoformat(),
            "WEIGHT": f"{weight:.2f}",
        }
        if day % 5:
            row |= {
                "BODY_FAT": f"{rng.uniform(20, 24):.1f}",
                "WATER": f"{rng.uniform(52, 56):.1f}",
                "MUSCLE": f"{rng.uniform(40, 45):.1f}",
                "BONE": f"{rng.uniform(2, 3):.1f}",
                "VISCERAL_FAT": str(rng.randrange(4, 9)),
            }
        rows.append(row)
    return rows


def as_text(rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def as_numbers(text):
    """Return what a file says, whatever the digits are written like."""
    return [
        {
            key: value if key in {"DATE", "TIME"} else round(float(value), 4)
            for key, value in row.items()
            if value
        }
        for row in csv.DictReader(io.StringIO(text))
    ]


@pytest.fixture
async def files(hass, household, act):
    await hass.config.async_set_time_zone(ZONE)
    texts = {"Anna": as_text(ten_years(1, 62.0)), "Ben": as_text(ten_years(2, 85.0))}
    for name, text in texts.items():
        answer = await act("import_weighings", respond=True, content=text, person=name, unit="kg")
        assert (answer["format"], answer["added"]) == ("openscale_3", DAYS)
        assert answer["problems"] == []
    return texts


async def rows_of(hass, person_id, measure):
    found = await statistics_of(hass, person_id, measure)
    return {row["start"]: row["mean"] for row in found}


async def test_into_the_journal(hass, household, files):
    first = weighings_of(household, BEN)[0]
    row = next(csv.DictReader(io.StringIO(files["Ben"])))
    assert first.measured_at == datetime.fromisoformat(f"{row['DATE']} {row['TIME']}").replace(
        tzinfo=ZoneInfo(ZONE)
    )
    assert (first.weight_kg, first.given) == (float(row["WEIGHT"]), None)
    second = weighings_of(household, BEN)[1]
    assert second.origin is Origin.IMPORT
    assert isinstance(second.given, Given)
    assert len(everything(household)) == 2 * DAYS


async def test_into_the_statistics(hass, household, files):
    for person_id, name in ((ANNA, "Anna"), (BEN, "Ben")):
        weights = {}
        fats = {}
        for row in csv.DictReader(io.StringIO(files[name])):
            at = datetime.fromisoformat(f"{row['DATE']} {row['TIME']}")
            hour = at.replace(minute=0, second=0, tzinfo=ZoneInfo(ZONE)).timestamp()
            weights[hour] = float(row["WEIGHT"])
            if row["BODY_FAT"]:
                fats[hour] = float(row["BODY_FAT"])
        assert await rows_of(hass, person_id, "weight") == pytest.approx(weights)
        # Whatever formulas Anna and Ben chose: these have no impedance to compute with.
        assert await rows_of(hass, person_id, "body_fat") == pytest.approx(fats)


async def test_and_out_again(hass, household, files, act):
    for name, text in files.items():
        answer = await act("export_weighings", respond=True, format="openscale", person=name)
        assert answer["count"] == DAYS
        assert as_numbers(answer["content"]) == as_numbers(text)


async def test_twice_changes_nothing(hass, household, files, act):
    before = everything(household)
    exported = [
        await act("export_weighings", respond=True, format="openscale", person=name)
        for name in files
    ]
    texts = [*files.values(), *(each["content"] for each in exported)]
    for name, text in zip([*files, *files], texts, strict=True):
        answer = await act("import_weighings", respond=True, content=text, person=name, unit="kg")
        assert (answer["added"], answer["known"]) == (0, DAYS)
    assert everything(household) == before


@pytest.mark.parametrize("kind", ["csv", "json"])
async def test_as_our_own_file_into_another_household(hass, household, files, act, tmp_path, kind):
    def stored():
        return sorted(map(as_columns, everything(household)), key=itemgetter("weighing_id"))

    before, path = stored(), tmp_path / "mine"
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    await act("export_weighings", format=kind, path=str(path))
    # Nobody has anything any more, but the people are who they are.
    household.writer.journal.run(lambda db: db.execute("DELETE FROM weighings").rowcount)
    answer = await act("import_weighings", respond=True, path=str(path))
    assert answer["added"] == 2 * DAYS
    assert stored() == before
