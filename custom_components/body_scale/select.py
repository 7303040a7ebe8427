"""Selects: whose the last weighing is; the unit of a scale's display."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.util import dt as dt_util

from .const import DISCARD, DOMAIN
from .descriptions import UNIT, ScaleSelectDescription
from .entity import HouseholdEntity, ScaleValueEntity
from .household.household import BodyScaleConfigEntry, Household
from .household.lines import which
from .model import GUEST, Unit, Weighing
from .scale_entities import async_add_to_scales

# A scale may take minutes: nobody's choice waits for it.
PARALLEL_UPDATES = 0

LAST_WEIGHING = SelectEntityDescription(key="last_weighing", translation_key="last_weighing")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the selects of the household and of its scales."""
    async_add_entities([LastWeighingSelect(entry.runtime_data, LAST_WEIGHING)])
    await async_add_to_scales(entry, Platform.SELECT, (UNIT,), UnitSelect, async_add_entities)


class TrueSelect(SelectEntity):
    """Shows what is true again when a choice fails: a dashboard shows the choice until it hears so."""

    async def _choose(self, option: str) -> None:
        """Do what was chosen."""
        raise NotImplementedError

    @override
    async def async_select_option(self, option: str) -> None:
        """Do what was chosen; when that fails, send the state though it is the same."""
        try:
            await self._choose(option)
        except Exception:
            self._attr_force_update = True
            self.async_write_ha_state()
            self._attr_force_update = False
            raise


class LastWeighingSelect(HouseholdEntity, TrueSelect):
    """Shows whose the last weighing is, and assigns it; while it is pending, which one it is.

    It is the newest pending one, so that all can be settled one after the other; else the newest.
    """

    _unrecorded_attributes = frozenset({"candidates", "reason"})

    def __init__(self, household: Household, description: EntityDescription) -> None:
        """Wait for the first choice."""
        super().__init__(household, description)
        self._lock = asyncio.Lock()

    @override
    async def async_added_to_hass(self) -> None:
        """Listen, and look at the calendar: what is of today is of yesterday after midnight."""
        await super().async_added_to_hass()

        @callback
        def midnight(_: datetime) -> None:
            self.async_write_ha_state()

        self.async_on_remove(
            async_track_time_change(self.hass, midnight, hour=0, minute=0, second=0)
        )

    @property
    def _question(self) -> Weighing | None:
        """Return the weighing that waits for an answer."""
        last = self.household.view.last
        return last if last is not None and last.person_id is None else None

    @property
    @override
    def options(self) -> list[str]:
        """Offer the people and a guest; for a pending weighing, discarding it, too.

        Its own text is an option, because a select's state has to be one.
        """
        answers = [*self._ids, GUEST]
        if (question := self._question) is None:
            return answers
        return [which(self.household.view.words, question), *answers, DISCARD]

    @property
    def _ids(self) -> dict[str, str]:
        return {person.name: person.id for person in self.household.people.values()}

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return which weighing it is, and whose it may be."""
        view = self.household.view
        last = view.last
        if last is None:
            return None
        weights = view.words.weights
        return {
            "weighing_id": last.weighing_id,
            "measured_at": dt_util.as_local(last.measured_at).isoformat(),
            "weight": weights.number(last.weight_kg),
            "unit": weights.name,
            "candidates": view.words.candidates(last.candidates),
            "reason": view.words.reason(last.reason),
        }

    @property
    @override
    def current_option(self) -> str | None:
        """Return whose it is; while that isn't known, which one it is."""
        last = self.household.view.last
        if last is None:
            return None
        if last.person_id is None:
            return which(self.household.view.words, last)
        if last.person_id == GUEST:
            return GUEST
        person = self.household.people.get(last.person_id)
        return person.name if person else None

    @override
    async def _choose(self, option: str) -> None:
        """Assign the last weighing, or discard it."""
        # A choice waits for the one before: it is about what that leaves.
        async with self._lock:
            await self._settle(option)

    async def _settle(self, option: str) -> None:
        last = self.household.view.last
        if last is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="no_last_weighing"
            )
        records = self.household.records
        if option == GUEST:
            await records.assign(last.weighing_id, GUEST)
        elif person_id := self._ids.get(option):
            await records.assign(last.weighing_id, person_id)
        elif option == DISCARD:
            await records.discard(last.weighing_id)
        # Else it is the question itself, which is no answer.


class UnitSelect(ScaleValueEntity[str], TrueSelect):
    """The unit that a scale's display shows, and changes to."""

    entity_description: ScaleSelectDescription

    @override
    def _value(self) -> str | None:
        return self.coordinator.unit

    @property
    @override
    def current_option(self) -> str | None:
        """Return the unit, as far as it is known."""
        shown = self._show()
        return shown if shown in self.options else None

    @override
    async def _choose(self, option: str) -> None:
        """Connect to the scale and change it; its memory is read on that occasion."""
        visitor, failure = self.coordinator.source.visitor, None
        if visitor is None:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_memory")
        try:
            await visitor.async_show(Unit(option))
        except HomeAssistantError as error:
            failure = error
        if self.coordinator.unit == option:
            self.async_write_ha_state()
        else:
            raise failure or HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="unit_not_set",
                translation_placeholders={"scale": self.coordinator.name},
            )
