"""The Intervals.icu bridge: a day has the weight and body fat of its newest weighing.

Source: the thread about the API in its forum. `PUT athlete/{id}/wellness/{day}` creates or updates;
athlete 0 is the owner of the key; only the fields in the body change, and -1 clears one. With
`localDate` equal to the day, the current weight is updated as well.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, override

import aiohttp
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from yarl import URL

from ...model import Weighing
from ..http import HttpChannel, Service
from ..outbox import Item
from ..personal import Body, PersonalBridge, Slot

BASE = URL("https://intervals.icu/api/v1")
_OWN = "athlete/0"
_CLEARED = -1


class IntervalsIcuBridge(PersonalBridge):
    """Has a slot a day."""

    @override
    def slot(self, moment: datetime) -> Slot:
        day = dt_util.as_local(moment).date()
        return Slot(
            day.isoformat(),
            dt_util.start_of_local_day(day),
            dt_util.start_of_local_day(day + timedelta(days=1)),
        )

    @override
    def body(self, slot: Slot, weighings: Sequence[Weighing], before: Body | None) -> Body:
        # What was never sent is left alone: it may have been typed in there.
        values: dict[str, Any] = dict.fromkeys(before or (), _CLEARED)
        for weighing in weighings:
            values["weight"] = round(weighing.weight_kg, 2)
            fat = self.metrics(weighing).body_fat
            if fat is not None:
                values["bodyFat"] = round(fat, 2)
        return values


class IntervalsIcuChannel(HttpChannel):
    """Sets the values of a day; the same ones may be set any number of times."""

    def __init__(self, hass: HomeAssistant, bridge: IntervalsIcuBridge) -> None:
        """Take the key."""
        super().__init__(hass, bridge)
        self._service = service(hass, bridge.subentry.data[CONF_API_KEY])

    @override
    async def send(self, item: Item) -> None:
        today = dt_util.now().date().isoformat()
        path = f"{_OWN}/wellness/{item.target}"
        # Clearing a day says nothing of what somebody weighs now.
        query = None if item.retracts else {"localDate": today}
        await self._service.write("PUT", path, item.body, query)


def service(hass: HomeAssistant, key: str) -> Service:
    """Return Intervals.icu as the owner of a key sees it."""
    return Service(hass, BASE, aiohttp.BasicAuth("API_KEY", key, "utf-8").encode())


async def check(hass: HomeAssistant, key: str) -> None:
    """Look whether a key is taken.

    Raises:
        ServiceError: It isn't, or nothing answered.
    """
    await service(hass, key).read(_OWN)
