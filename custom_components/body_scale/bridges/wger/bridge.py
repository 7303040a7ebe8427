"""The wger bridge: a weight entry at the moment of each weighing.

Source: wger's own code (`wger/weight/api`, 2026). `weightentry/` lists one's own entries, filtered by
`date__gte` and `date__lt`, and takes POST, PATCH and DELETE; weights are in the unit of one's profile.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, override

from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from yarl import URL

from ...model import KG_IN, Unit, Weighing
from ..http import HttpChannel, Service, ServiceError
from ..outbox import Item
from ..personal import Body, PersonalBridge, Slot

_ENTRIES = "weightentry/"


class WgerBridge(PersonalBridge):
    """Has a slot a second."""

    @override
    def slot(self, moment: datetime) -> Slot:
        second = moment.astimezone(UTC).replace(microsecond=0)
        return Slot(second.isoformat(), second, second + timedelta(seconds=1))

    @override
    def body(self, slot: Slot, weighings: Sequence[Weighing], before: Body | None) -> Body:
        return {"weight_kg": weighings[-1].weight_kg if weighings else None}


class WgerChannel(HttpChannel):
    """Lets a moment have one entry, or none, whatever an earlier try left there."""

    def __init__(self, hass: HomeAssistant, bridge: WgerBridge) -> None:
        """Take the address and the token."""
        super().__init__(hass, bridge)
        self._service = service(hass, bridge.subentry.data)

    @override
    async def send(self, item: Item) -> None:
        entry = await self._find(datetime.fromisoformat(item.target))
        weight_kg: float | None = item.body["weight_kg"]
        if weight_kg is not None:
            values = {
                "date": item.target,
                "weight": f"{weight_kg / await unit_kg(self._service):.2f}",
            }
            method, path = ("PATCH", f"{_ENTRIES}{entry}/") if entry else ("POST", _ENTRIES)
            await self._service.write(method, path, values)
        elif entry:
            await self._service.write("DELETE", f"{_ENTRIES}{entry}/")

    async def _find(self, moment: datetime) -> str | None:
        """Return the id of the entry of a moment, to the second."""
        query = {
            "date__gte": moment.isoformat(),
            "date__lt": (moment + timedelta(seconds=1)).isoformat(),
        }
        answer = await self._service.read(_ENTRIES, query)
        try:
            rows = answer["results"]
            return str(rows[0]["id"]) if rows else None
        except (LookupError, TypeError) as error:
            raise ServiceError("the answer has no entries") from error


def service(hass: HomeAssistant, settings: Mapping[str, Any]) -> Service:
    """Return the wger at an address, as the owner of a token sees it."""
    base = URL(settings[CONF_URL]) / "api" / "v2"
    token = f"Token {settings[CONF_TOKEN]}"
    return Service(hass, base, token, verify_ssl=settings[CONF_VERIFY_SSL])


async def unit_kg(wger: Service) -> float:
    """Return the kg of one of the unit that the owner of a token has weights in.

    Raises:
        ServiceError: The token isn't taken, or what answers isn't wger.
    """
    answer = await wger.read("userprofile/")
    try:
        # Lists have pages; there is one profile, which some versions answer as it is.
        profile = answer["results"][0] if "results" in answer else answer
        return KG_IN[Unit(profile["weight_unit"])]
    except (LookupError, TypeError, ValueError) as error:
        raise ServiceError("the answer has no profile") from error
