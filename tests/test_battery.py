"""The battery of a scale: shown from when the scale first says what is left of it."""

from homeassistant.components.bluetooth import async_get_advertisement_callback
from homeassistant.const import EntityCategory
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed_exact,
)

from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.diagnostics import async_get_config_entry_diagnostics
from custom_components.body_scale.model import Frame, Reading
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS, MOVING, WEIGHED, service_info
from .changing import Change
from .household import scale_subentry
from .scales.captures import capture
from .stored import everything

# Two frames of one weighing of a Eufy P3, whose battery fell meanwhile, and what it weighed.
MOVES, SETTLED = capture("p3-4"), capture("p3-5")
P3, KG = SETTLED["address"], SETTLED["expected"]["weight_kg"]
LEVEL, LOW = "sensor.attic_battery", "binary_sensor.attic_battery_low"


@pytest.fixture(autouse=True)
def _no_discovery(monkeypatch):
    """Start no flows of core's integrations."""
    there = "homeassistant.components.bluetooth.manager.discovery_flow.async_create_flow"
    monkeypatch.setattr(there, lambda *_, **__: None)


@pytest.fixture
def people(ben):
    return [ben]


@pytest.fixture
def entry(hass, morning, people):
    """Return a household with a Mi scale, which says nothing of its battery, and a Eufy P3."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=DOMAIN,
        title=TITLE,
        subentries_data=[*people, scale_subentry(ADDRESS), scale_subentry(P3, "Attic")],
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def change(hass, entry):
    return Change(hass, entry)


@pytest.fixture
def settle(hass, freezer):
    """Return a function that lets everything happen that was only paced."""

    async def wait():
        await hass.async_block_till_done(wait_background_tasks=True)
        freezer.tick(0.5)
        async_fire_time_changed_exact(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return wait


@pytest.fixture
def hear(hass, settle):
    """Return a function that lets advertisements of the P3 be heard, with another battery."""

    async def let_hear(vector, battery=None):
        company = int(vector["company_id"], 16)
        # Its battery is in the company id.
        company = company if battery is None else company & 0xFF00 | battery
        data = {company: bytes.fromhex(vector["payload_hex"])}
        async_get_advertisement_callback(hass)(
            service_info(None, address=P3, name=vector["local_name"], manufacturer_data=data)
        )
        await settle()

    return let_hear


@pytest.fixture
def say(entry, settle):
    """Return a function that lets the P3 say what is left, in whatever frame."""

    async def let_say(battery, **values):
        scale = entry.runtime_data.scales[P3]
        scale.hear(Frame("Eufy P3", battery=battery, **values), dt_util.utcnow())
        await settle()

    return let_say


@pytest.fixture
def shown(hass):
    def states():
        found = hass.states.get(LEVEL), hass.states.get(LOW)
        return tuple(each and each.state for each in found)

    return states


async def test_it_is_shown_from_when_the_scale_first_says_it(hass, household, hear, shown):
    assert shown() == (None, None)
    await hear(MOVES)
    assert shown() == (str(MOVES["expected"]["battery"]), "off")
    await hear(SETTLED)
    assert shown() == (str(SETTLED["expected"]["battery"]), "off")


async def test_a_scale_that_never_says_it_has_no_such_entities(hass, air, household, settle):
    await air.hear(MOVING, WEIGHED)
    await settle()
    [weighing] = everything(household)
    assert weighing.battery is None
    assert not [each for each in hass.states.async_all() if "battery" in each.entity_id]


async def test_the_weighing_has_what_was_left_then(hass, household, hear):
    await hear(MOVES)
    await hear(SETTLED)
    scale = household.scales[P3]
    scale._hand_on(scale.session.finish(dt_util.utcnow()))
    await hass.async_block_till_done(wait_background_tasks=True)
    [weighing] = everything(household)
    assert (weighing.weight_kg, weighing.battery) == (KG, SETTLED["expected"]["battery"])


async def test_they_are_diagnostics_of_the_scale_that_are_on(hass, household, entry, hear):
    await hear(MOVES)
    registry = er.async_get(hass)
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, P3), entry.entry_id)
    level, low = registry.async_get(LEVEL), registry.async_get(LOW)
    assert (level.unique_id, low.unique_id) == (f"{P3}_battery", f"{P3}_battery_low")
    for each in (level, low):
        assert each.entity_category is EntityCategory.DIAGNOSTIC
        assert (each.disabled_by, each.device_id) == (None, device.id)
        assert each.original_device_class == "battery"
        assert each.config_subentry_id == household.scales[P3].subentry.subentry_id
    assert hass.states.get(LEVEL).attributes["unit_of_measurement"] == "%"
    assert hass.states.get(LEVEL).attributes["state_class"] == "measurement"


@pytest.mark.parametrize(
    ("battery", "low"), [(0, "on"), (14, "on"), (15, "on"), (16, "off"), (100, "off")]
)
async def test_it_is_low_from_15_percent_on(household, say, shown, battery, low):
    await say(battery)
    assert shown() == (str(battery), low)


async def test_a_frame_without_it_changes_nothing(household, say, shown):
    await say(84)
    await say(None, weight_kg=60.0)
    assert shown() == ("84", "off")


async def test_what_repeats_an_old_record_says_nothing_new(household, say, shown):
    old = {"weight_kg": 60.0, "stable": True, "removed": True}
    await say(50, **old)
    assert shown() == ("50", "off")
    await say(84)
    await say(50, **old)
    assert shown() == ("84", "off")


async def test_the_memory_of_a_scale_says_it_too(household, settle, shown):
    frames = [Frame("Eufy P3", battery=percent) for percent in (20, 10)]
    assert await household.scales[P3].recall([*frames, Frame("Eufy P3")], dt_util.utcnow())
    await settle()
    assert shown() == ("10", "on")


class TestKnown:
    """What was said stays known."""

    async def weigh(self, hass, entry, battery, scale=P3, weight_kg=85.0):
        reading = Reading(weight_kg=weight_kg, measured_at=dt_util.utcnow(), battery=battery)
        entry.runtime_data.records.async_take(scale, [reading], Memory())
        await hass.async_block_till_done(wait_background_tasks=True)

    async def reload(self, hass, entry):
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)

    async def test_after_a_restart(self, hass, household, entry, hear, shown):
        await self.weigh(hass, entry, 90)
        await self.weigh(hass, entry, 15)
        await self.weigh(hass, entry, None)
        await self.weigh(hass, entry, 99, scale="another")
        await self.reload(hass, entry)
        assert shown() == ("15", "on")
        await hear(MOVES)
        assert shown() == ("78", "off")

    async def test_entities_that_were_there_stay(self, hass, household, entry, say, shown):
        """Though the journal has no weighing with a battery, as when a restored file is older."""
        await say(84)
        await self.reload(hass, entry)
        assert shown() == ("unknown", "unknown")
        await say(83)
        assert shown() == ("83", "off")

    async def test_of_a_scale_that_is_added_again(self, hass, household, entry, change, shown):
        await self.weigh(hass, entry, 84)
        change.remove("Attic")
        await change.settle()
        assert shown() == (None, None)
        change.add(scale_subentry(P3, "Attic"))
        await change.settle()
        assert shown() == ("84", "off")

    async def test_in_diagnostics(self, hass, household, entry, say):
        await say(84)
        found = await async_get_config_entry_diagnostics(hass, entry)
        assert [scale["battery"] for scale in found["scales"]] == [None, 84]


async def test_of_a_scale_that_comes_later(hass, household, change, hear, shown):
    change.remove("Attic")
    await change.settle()
    change.add(scale_subentry(P3, "Attic"))
    await change.settle()
    assert shown() == (None, None)
    await hear(MOVES)
    assert shown() == ("78", "off")


async def test_a_removed_scale_that_still_has_to_stay_gets_nothing(
    hass, air, household, change, say, caplog
):
    """It stays a member as long as somebody stands on a scale."""
    await air.hear(MOVING)
    change.remove("Attic")
    await hass.async_block_till_done()
    assert P3 in household.scales
    await say(84)
    assert household.scales[P3].battery == 84
    assert not [each for each in hass.states.async_all() if "battery" in each.entity_id]
    assert "ERROR" not in {record.levelname for record in caplog.records}
    await air.hear(WEIGHED)
    await change.settle()
    assert P3 not in household.scales


async def test_looking_ends_when_nothing_is_missing(hass, household, say, settle):
    scale = household.scales[P3]
    asked = len(scale._listeners)
    await say(84)
    # Of the binary sensors nothing is missing any more: the look has become an entity, as a sensor has
    # come. Other things of scales may still come.
    assert len(scale._listeners) == asked + 1
    await say(83)
    assert len([each for each in hass.states.async_all() if "battery" in each.entity_id]) == 2
