"""However a household was changed while it ran, it is as if it had been loaded so."""

import asyncio
from contextlib import suppress
from datetime import timedelta
import logging
import os
import random

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.model import Reading
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS, OTHER_ADDRESS
from .changing import Change
from .household import person_subentry, scale_subentry
from .stored import everything

SELECT = "select.body_scale_last_weighing"
SEED = int(os.environ.get("BODY_SCALE_SEED", "20261122"))
ROUNDS = int(os.environ.get("BODY_SCALE_CHANGES", "4"))
PEOPLE = {
    "Anna": {"sex": "female", "birth_date": "1990-05-17", "height": 168.0, "weight": 62.0},
    "Ben": {"sex": "male", "birth_date": "1986-02-03", "height": 182.0, "weight": 85.0},
    "Carl": {"sex": "male", "birth_date": "1980-01-09", "height": 190.0, "weight": 104.0},
}
OF_THE_MOMENT = ("weighing_state", "live_weight", "last_seen")
"""What a scale shows is of what was heard since the start."""


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


class Chance:
    """What can happen to a household, at random."""

    def __init__(self, seed, hass, entry, air, act):
        self.random = random.Random(seed)
        self.hass = hass
        self.entry = entry
        self.air = air
        self.act = act
        self.change = Change(hass, entry)
        self.day = 5

    def one_of(self, kind):
        """Return the title of somebody or something there; None for nobody."""
        titles = [each.title for each in self.entry.get_subentries_of_type(kind)]
        return self.random.choice(titles) if titles else None

    async def add_person(self):
        there = {each.unique_id for each in self.entry.subentries.values()}
        new = [person_subentry(name, **data) for name, data in PEOPLE.items()]
        if new := [each for each in new if each["unique_id"] not in there]:
            self.change.add(self.random.choice(new))

    async def remove_person(self):
        if title := self.one_of("person"):
            self.change.remove(title)

    async def change_person(self):
        if title := self.one_of("person"):
            profile = self.change.find(title).data["profiles"][-1]
            height = 150.0 + self.random.randrange(40)
            self.change.update(title, profiles=[{**profile, "height": height}])

    async def rename_person(self):
        if title := self.one_of("person"):
            self.change.update(title, title=title.rstrip("x") + self.random.choice(["", "x", "xx"]))

    async def add_scale(self):
        there = {each.unique_id for each in self.entry.subentries.values()}
        for address, title in ((ADDRESS, "Mi Scale"), (OTHER_ADDRESS, "Attic")):
            if address not in there:
                self.change.add(scale_subentry(address, title))
                return

    async def change_scale(self):
        if title := self.one_of("scale"):
            slots = [{"person": "anna0123456789", "slot": self.random.randint(1, 4)}]
            self.change.update(title, profiles=slots)

    async def remove_scale(self):
        if title := self.one_of("scale"):
            self.change.remove(title)

    async def change_options(self):
        self.change.options(threshold=self.random.choice([0.6, 0.9, 0.99]))

    async def step_on(self):
        await self._hear("0204b20705{:02x}0f013a0000ae42")

    async def weigh(self):
        await self._hear("0226b20705{:02x}0f0201ac01ae42")

    async def _hear(self, payload):
        self.day += 1
        address = self.random.choice([ADDRESS, OTHER_ADDRESS])
        await self.air.hear(payload.format(self.day % 27 + 1), address=address)

    async def weigh_with_heart_rate(self):
        reading = Reading(
            weight_kg=85.0 + self.random.random(), measured_at=dt_util.utcnow(), heart_rate=70
        )
        self.entry.runtime_data.records.async_take(ADDRESS, [reading], Memory())

    async def record(self):
        weight = self.random.choice([18.0, 62.0, 75.0, 85.0, 104.0]) + self.random.random()
        await self.act("record_weighing", weight=weight)

    async def delete(self):
        await self.act("delete_weighing", weighing_id="last")

    async def restore(self):
        await self.act("restore_weighing", weighing_id="last")

    async def assign(self):
        if title := self.one_of("person"):
            await self.act("assign_weighing", weighing_id="last", person=title)

    async def unassign(self):
        if weighings := everything(self.entry.runtime_data):
            weighing = self.random.choice(weighings)
            await self.entry.runtime_data.records.unassign(weighing.weighing_id)

    async def select(self):
        options = self.hass.states.get(SELECT).attributes["options"]
        data = {"entity_id": SELECT, "option": self.random.choice(options)}
        await self.hass.services.async_call("select", "select_option", data, blocking=True)

    async def go_on(self):
        """Do something, and let a little or all of what follows happen."""
        names = [
            *("add_person", "remove_person", "change_person", "rename_person", "add_scale"),
            *("change_scale", "remove_scale", "change_options", "step_on", "weigh", "record"),
            *("weigh_with_heart_rate", "delete", "restore", "assign", "unassign", "select"),
        ]
        name = self.random.choice(names)
        # There may be nothing to correct, or nobody of that name any more.
        with suppress(HomeAssistantError):
            await getattr(self, name)()
        for _ in range(self.random.choice([0, 0, 1, 2, 5])):
            await asyncio.sleep(0)
        if self.random.random() < 0.3:
            await self.change.settle()
        return name

    async def rest(self):
        """Let everybody step off, and everything follow."""
        for minutes in (2, 4, 6):
            await self.change.settle()
            async_fire_time_changed(self.hass, dt_util.utcnow() + timedelta(minutes=minutes))
        await self.change.settle()


def shown(hass):
    return {
        state.entity_id: (state.state, dict(state.attributes))
        for state in hass.states.async_all(["sensor", "select", "event", "button"])
        if not state.entity_id.endswith(OF_THE_MOMENT)
    }


def registered(hass, entry):
    return {
        each.unique_id: each.config_subentry_id
        for each in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    }


@pytest.mark.parametrize("number", range(ROUNDS))
async def test_all_is_as_after_a_reload(hass, household, entry, air, act, caplog, number):
    chance = Chance(SEED + number, hass, entry, air, act)
    done = [await chance.go_on() for _ in range(chance.random.randint(20, 45))]
    await chance.rest()
    about = f"seed {SEED + number}: {done}"
    assert entry.runtime_data is household, about
    before = shown(hass), registered(hass, entry), everything(household)
    assert not [each for each, (state, _) in before[0].items() if state == "unavailable"], about

    assert await hass.config_entries.async_reload(entry.entry_id)
    await chance.change.settle()
    after = shown(hass), registered(hass, entry), everything(entry.runtime_data)
    differ = [each for each in before[0] | after[0] if before[0].get(each) != after[0].get(each)]
    assert not differ, about
    assert after[1:] == before[1:], about
    errors = [each for each in caplog.get_records("call") if each.levelno >= logging.ERROR]
    assert not errors, about
