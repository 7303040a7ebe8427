"""Years of weighings: what goes over all of them is bounded, and isn't done in the event loop."""

from datetime import UTC, datetime, timedelta
import threading
from unittest.mock import patch

import pytest

from custom_components.body_scale.household.view import HouseholdView
from custom_components.body_scale.model import Origin, Weighing

BEN = "ben0123456789"
START = datetime(2024, 1, 1, 6, 30, tzinfo=UTC)


@pytest.fixture
def people(ben):
    return [ben]


def imported(number):
    return Weighing(
        weighing_id=f"w{number}",
        scale="import",
        measured_at=START + timedelta(minutes=30 * number),
        weight_kg=80 + number / 1000,
        impedance=480.0,
        person_id=BEN,
        origin=Origin.IMPORT,
    )


@pytest.fixture
async def many(household):
    await household.records.add([imported(number) for number in range(10_050)], quiet=True)


@pytest.mark.usefixtures("many")
class TestGetWeighings:
    async def ids(self, act, **data):
        found = (await act("get_weighings", respond=True, **data))["weighings"]
        return [each["weighing_id"] for each in found]

    async def test_the_newest_hundred_come_without_a_limit(self, act):
        newest = [f"w{number}" for number in range(9_950, 10_050)]
        assert await self.ids(act) == newest
        assert await self.ids(act, person="Ben") == newest
        assert await self.ids(act, limit=3) == newest[-3:]

    async def test_ten_thousand_come_at_most_and_are_made_outside_of_the_loop(self, act):
        threads = set()
        as_dict = HouseholdView.as_dict

        def note(*args):
            threads.add(threading.get_ident())
            return as_dict(*args)

        with patch.object(HouseholdView, "as_dict", note):
            found = await self.ids(act, limit=10_000)
        assert (len(found), found[0]) == (10_000, "w50")
        assert threading.get_ident() not in threads
