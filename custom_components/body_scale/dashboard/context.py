"""What the answers of one moment are made with."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter

from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import ScaleCoordinator
from ..household.household import Household
from ..household.people import Person
from ..household.records import MANUAL
from ..model import Weighing
from ..weights import Weights
from .numbers import Numbers
from .texts import Texts

_when = attrgetter("measured_at")


class Context:
    """The household as it is now: made in the event loop, read by any thread.

    Attributes:
        household: It itself.
        now: The moment, in the zone of the house.
        numbers: Shows values in the household's units.
        texts: In Home Assistant's language.
        people: By person id.
    """

    def __init__(self, household: Household) -> None:
        """Look at what is in memory."""
        hass = household.hass
        self.household = household
        self.now = dt_util.now()
        self.numbers = Numbers(Weights.of(hass))
        self.texts = Texts(hass)
        self.people: Mapping[str, Person] = dict(household.people)
        view = household.view
        self._histories = {each: view.history(each) for each in self.people}
        self._trends = {each: view.trend(each) for each in self.people}
        self._scales = {key: self._name(scale) for key, scale in household.scales.items()}
        self._pictures = {each.id: _picture(household, each) for each in self.people.values()}

    def history(self, person_id: str) -> Sequence[Weighing]:
        """Return a person's newest weighings, oldest first."""
        return self._histories[person_id]

    def picture(self, person_id: str) -> str | None:
        """Return where a person's picture is."""
        return self._pictures[person_id]

    def scale_name(self, scale_id: str) -> str | None:
        """Return what a scale is called; None for one that isn't there any more."""
        if scale_id == MANUAL:
            return self.texts.say("by_hand")
        return self._scales.get(scale_id)

    def weight_before(self, weighing: Weighing) -> float | None:
        """Return what a weighing's person weighed the time before, of what is in memory."""
        history = self._histories.get(weighing.person_id or "", ())
        at = bisect_left(history, weighing.measured_at, key=_when)
        return history[at - 1].weight_kg if at else None

    def expected_weight(self, person_id: str, moment: datetime) -> float | None:
        """Return about what a person weighs at a moment: the trend, or the weight before."""
        history, trend = self._histories[person_id], self._trends[person_id]
        if trend is None:
            return self.people[person_id].first_guess
        if moment >= history[-1].measured_at:
            return trend.weight_kg
        at = bisect_left(history, moment, key=_when)
        return history[max(0, at - 1)].weight_kg

    def entity_id(self, platform: str, unique_id: str) -> str | None:
        """Return an entity's id, if the registry has the entity."""
        registry = er.async_get(self.household.hass)
        return registry.async_get_entity_id(platform, DOMAIN, unique_id)

    def device_id(self, identifier: str) -> str | None:
        """Return a device's id."""
        device = self._device(identifier)
        return device.id if device else None

    def _device(self, identifier: str) -> dr.DeviceEntry | None:
        registry = dr.async_get(self.household.hass)
        entry_id = self.household.entry.entry_id
        return registry.async_get_device_by_identifier((DOMAIN, identifier), entry_id)

    def _name(self, scale: ScaleCoordinator) -> str:
        """Return what people call a scale: its device may have been renamed."""
        device = self._device(scale.id)
        return (device.name_by_user if device else None) or scale.name


def _picture(household: Household, person: Person) -> str | None:
    state = household.hass.states.get(person.person_entity) if person.person_entity else None
    picture = state.attributes.get("entity_picture") if state else None
    return str(picture) if picture else None
