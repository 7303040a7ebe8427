"""A select: whose the last weighing is."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .const import DISCARD, DOMAIN
from .entity import HouseholdEntity
from .household.household import BodyScaleConfigEntry
from .model import GUEST

# A choice waits for the one before.
PARALLEL_UPDATES = 1

LAST_WEIGHING = SelectEntityDescription(key="last_weighing", translation_key="last_weighing")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the household's select."""
    async_add_entities([LastWeighingSelect(entry.runtime_data, LAST_WEIGHING)])


class LastWeighingSelect(HouseholdEntity, SelectEntity):
    """Shows whose the last weighing is, and assigns it; unknown while it is pending.

    It is the newest pending one, so that all can be settled one after the other; else the newest.
    """

    _unrecorded_attributes = frozenset({"candidates", "reason"})

    @property
    def _ids(self) -> dict[str, str]:
        """Return the ids of today's people by name."""
        return {person.name: person.id for person in self.household.people.values()}

    @property
    @override
    def options(self) -> list[str]:
        """Offer the people, a guest, and discarding it."""
        return [*self._ids, GUEST, DISCARD]

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return which weighing it is, and whose it may be."""
        view = self.household.view
        last = view.last
        if last is None:
            return None
        return {
            "weighing_id": last.weighing_id,
            "measured_at": dt_util.as_local(last.measured_at).isoformat(),
            "weight": round(view.words.mass(last.weight_kg), 2),
            "unit": view.words.mass_unit,
            "candidates": view.words.candidates(last.candidates),
            "reason": view.words.reason(last.reason),
        }

    @property
    @override
    def current_option(self) -> str | None:
        """Return whose it is."""
        last = self.household.view.last
        if last is None or last.person_id is None:
            return None
        if last.person_id == GUEST:
            return GUEST
        person = self.household.people.get(last.person_id)
        return person.name if person else None

    @override
    async def async_select_option(self, option: str) -> None:
        """Assign the last weighing, or discard it."""
        last = self.household.view.last
        if last is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="no_last_weighing"
            )
        if option == DISCARD:
            await self.household.records.delete(last.weighing_id)
        else:
            await self.household.records.assign(last.weighing_id, self._ids.get(option, GUEST))
