"""What the household knows reaches the identification."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.body_scale.household.identifier import Identifier
from custom_components.body_scale.household.past import Past
from custom_components.body_scale.household.people import Person
from custom_components.body_scale.household.roster import Roster
from custom_components.body_scale.model import Reading, Weighing

from .bluetooth import ADDRESS
from .household import person_subentry

BERLIN = ZoneInfo("Europe/Berlin")
SUMMER_TIME_ENDS = datetime(2026, 10, 25, tzinfo=BERLIN)


@pytest.fixture
def people():
    alike = {"sex": "female", "birth_date": "1990-05-17", "height": 168.0}
    return [person_subentry("Anna", **alike), person_subentry("Dora", **alike)]


@pytest.mark.parametrize(("hour", "name"), [(7, "Anna"), (9, "Dora")])
@pytest.mark.parametrize("after", [timedelta(days=-1), timedelta(days=1)])
async def test_habits_go_by_local_time(hass, entry, hour, name, after):
    await hass.config.async_set_time_zone("Europe/Berlin")
    hours = {"anna0123456789": 7, "dora0123456789": 9}

    def weighing(at):
        return Weighing(weighing_id=f"{at}", scale=ADDRESS, measured_at=at, weight_kg=64.0)

    # Two months of mornings, kept in UTC, until two days before the clocks are set back.
    mornings = [SUMMER_TIME_ENDS - timedelta(days=day) for day in range(60, 1, -1)]
    history = {
        person_id: [weighing(each.replace(hour=hour).astimezone(UTC)) for each in mornings]
        for person_id, hour in hours.items()
    }
    people = [Person.from_subentry(each) for each in entry.get_subentries_of_type("person")]
    identifier = Identifier(
        hass, entry, {each.id: each for each in people}, roster=Roster(), recollection=None
    )
    at = (SUMMER_TIME_ENDS + after).replace(hour=hour).astimezone(UTC)

    reading = Reading(weight_kg=64.0, measured_at=at)
    found = identifier.weighing(ADDRESS, reading, Past(history.__getitem__))

    assert found.person_id == f"{name.lower()}0123456789", found.reason
    assert found.measured_at.tzinfo is UTC
