"""What is surely nobody's is set aside without a word, if the household wants that."""

from datetime import timedelta

from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.model import AssignedBy, Weighing

from .stored import everything

BEN = "ben0123456789"
SUITCASE = 18.0


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
async def set_aside(hass, household, entry):
    """Let the household set strangers aside."""

    async def choose(strangers="set_aside"):
        hass.config_entries.async_update_entry(entry, options={"strangers": strangers})
        await hass.async_block_till_done(wait_background_tasks=True)

    await choose()
    return choose


def shown(hass):
    """Return all states but those of automations and the scale."""
    return {
        state.entity_id: (state.state, dict(state.attributes))
        for state in hass.states.async_all()
        if not state.entity_id.startswith("sensor.mi_scale")
    }


@pytest.mark.usefixtures("set_aside")
async def test_it_is_stored_and_nothing_else_happens(hass, act, entry, freezer):
    await act("record_weighing", weight=84.8)
    before = shown(hass)
    await act("record_weighing", weight=SUITCASE)
    assert shown(hass) == before
    assert hass.states.get("sensor.body_scale_pending").state == "0"
    assert hass.states.get("select.body_scale_last_weighing").state == "Ben"
    listed = (await act("get_weighings", respond=True))["weighings"]
    assert [(w["person"], w["assigned_by"]) for w in listed] == [("Ben", "auto"), ("guest", "auto")]
    assert listed[1]["confidence"] >= 0.9
    freezer.tick(timedelta(days=2))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not [key for key in ir.async_get(hass).issues if key[0] == DOMAIN]
    # Also after a restart.
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("select.body_scale_last_weighing").state == "Ben"


@pytest.mark.usefixtures("set_aside")
async def test_it_can_be_assigned_later(hass, act):
    stranger = await act("record_weighing", respond=True, weight=SUITCASE)
    await act("assign_weighing", weighing_id=stranger["weighing_id"], person="Ben")
    assert float(hass.states.get("sensor.ben_weight").state) == SUITCASE
    await act("assign_weighing", weighing_id=stranger["weighing_id"], person="guest")
    [guest] = (await act("get_weighings", respond=True))["weighings"]
    assert (guest["person"], guest["assigned_by"]) == ("guest", "user")
    # A person said so: it counts as the last weighing.
    assert hass.states.get("select.body_scale_last_weighing").state == "guest"


@pytest.mark.usefixtures("set_aside")
async def test_what_may_be_a_members_is_asked_about(hass, act):
    await act("record_weighing", weight=75.0)
    assert hass.states.get("sensor.body_scale_pending").state == "1"


async def test_it_is_asked_about_by_default(hass, household, act):
    await act("record_weighing", weight=SUITCASE)
    assert hass.states.get("sensor.body_scale_pending").state == "1"


async def test_what_was_pending_is_set_aside_and_said_to_be_settled(hass, household, act, entry):
    asked = await act("record_weighing", respond=True, weight=SUITCASE)
    hass.config_entries.async_update_entry(entry, options={"strangers": "set_aside"})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("sensor.body_scale_pending").state == "0"
    event = hass.states.get("event.body_scale_weighing").attributes
    assert (event["event_type"], event["person"]) == ("corrected", "guest")
    assert event["weighing_id"] == asked["weighing_id"]


@pytest.mark.parametrize("assigned_by", [AssignedBy.AUTO, AssignedBy.USER])
async def test_what_was_set_aside_is_looked_at_again(hass, household, entry, act, assigned_by):
    stranger = Weighing(
        weighing_id="stranger",
        scale="scale",
        measured_at=dt_util.utcnow() - timedelta(hours=1),
        weight_kg=84.0,
        person_id="guest",
        assigned_by=assigned_by,
        candidates={BEN: 0.05, "anna0123456789": 0.0, "nobody": 0.95},
    )
    await household.records.add([stranger])
    await hass.async_block_till_done(wait_background_tasks=True)
    [found] = everything(household)
    # A person's word stays.
    by_itself = assigned_by is AssignedBy.AUTO
    assert found.person_id == (BEN if by_itself else "guest")
    event = hass.states.get("event.ben_weighing")
    assert event.attributes.get("event_type") == ("corrected" if by_itself else None)
