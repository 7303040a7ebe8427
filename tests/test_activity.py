"""What Home Assistant's activity says, as its websocket answers."""

from datetime import timedelta

from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_recorder_block_till_done,
)

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.model import Origin, Weighing

from .bluetooth import MOVING, REMOVED, WEIGHED

ANNA, BEN = "anna0123456789", "ben0123456789"
SELECT = "select.body_scale_last_weighing"
# 77 kg: beyond the limits of both.
BETWEEN = "0226e607020e10293af701283c"

pytestmark = pytest.mark.usefixtures("recorder_mock")


@pytest.fixture
def people(anna, ben):
    anna["data"]["identification"]["weight_max"] = 70.0
    ben["data"]["identification"]["weight_min"] = 80.0
    return [anna, ben]


@pytest.fixture
async def lines(hass, household, hass_ws_client):
    """Return a function that asks as the activity of the frontend does, in part (`where`) or whole."""
    assert await async_setup_component(hass, "logbook", {})
    await hass.async_block_till_done()
    client = await hass_ws_client()

    async def ask(**where):
        await hass.async_block_till_done(wait_background_tasks=True)
        await async_recorder_block_till_done(hass)
        start = dt_util.utcnow() - timedelta(days=1)
        # What was fired in this very moment is before the end.
        end = dt_util.utcnow() + timedelta(minutes=1)
        await client.send_json_auto_id(
            {
                "type": "logbook/get_events",
                "start_time": start.isoformat(),
                "end_time": end.isoformat(),
                **where,
            }
        )
        answer = await client.receive_json()
        assert answer["success"], answer
        return [each for each in answer["result"] if each.get("domain") == DOMAIN]

    return ask


def said(lines):
    return [f"{each['name']} {each['message']}" for each in lines]


def before(number, weight_kg, **values):
    """Return a weighing of so many days ago."""
    return Weighing(
        **{
            "weighing_id": f"w{number}",
            "scale": "scale",
            "measured_at": dt_util.utcnow() - timedelta(days=number),
            "weight_kg": weight_kg,
            "person_id": BEN,
            **values,
        }
    )


async def test_the_weight_after_the_name(hass, air, lines):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [line] = await lines()
    assert said([line]) == ["Ben weighed 85.2 kg"]
    # The frontend would show an entity's name in its place.
    assert line.get("entity_id") is None


@pytest.mark.parametrize(
    ("weight_kg", "change"), [(85.6, "−0.4"), (84.0, "+1.2"), (85.2, "±0.0"), (85.199, "±0.0")]
)
async def test_the_change_since_the_weighing_before(air, household, lines, weight_kg, change):
    await household.records.add(
        [before(1, weight_kg), before(2, 87.0), before(0.5, 60.0, person_id=ANNA)], quiet=True
    )
    await air.hear(MOVING, WEIGHED, REMOVED)
    assert said(await lines()) == [f"Ben weighed 85.2 kg ({change})"]


async def test_in_the_unit_of_the_home(hass, air, household, lines):
    hass.config.units = US_CUSTOMARY_SYSTEM
    await household.records.add([before(1, 85.6)], quiet=True)
    await air.hear(MOVING, WEIGHED, REMOVED)
    [line] = said(await lines())
    # 187.72 lb, and 188.72 lb before.
    assert line == "Ben weighed 187.7 lb (−1.0)"


async def test_on_the_page_of_the_person_and_of_nobody_else(hass, air, household, entry, lines):
    await air.hear(MOVING, WEIGHED, REMOVED)
    registry = dr.async_get(hass)
    found = {}
    for person_id in (ANNA, BEN):
        device = registry.async_get_device_by_identifier((DOMAIN, person_id), entry.entry_id)
        found[person_id] = said(await lines(device_ids=[device.id]))
    assert found == {ANNA: [], BEN: ["Ben weighed 85.2 kg"]}


async def test_the_event_entities_can_be_left_out(hass, air, household, hass_ws_client):
    """As the documentation says; without that they have lines, which say no weight."""
    config = {"logbook": {"exclude": {"entity_globs": ["event.*_weighing"]}}}
    assert await async_setup_component(hass, "logbook", config)
    await air.hear(MOVING, WEIGHED, REMOVED)
    await async_recorder_block_till_done(hass)
    client = await hass_ws_client()
    start = (dt_util.utcnow() - timedelta(days=1)).isoformat()
    await client.send_json_auto_id({"type": "logbook/get_events", "start_time": start})
    found = (await client.receive_json())["result"]
    assert not [each for each in found if each.get("entity_id", "").startswith("event.")]
    assert "weighed 85.2 kg" in [each.get("message") for each in found]


async def test_of_whom_is_not_clear(air, lines):
    await air.hear(BETWEEN)
    [line] = await lines()
    assert said([line]) == ["Body Scale weighed 77.0 kg; it isn't clear whose it is"]
    # There one can answer.
    assert line["entity_id"] == SELECT


async def test_an_answer_is_no_second_weighing(air, act, lines, household):
    await air.hear(BETWEEN)
    [pending] = household.view.pending
    await act("assign_weighing", weighing_id=pending.weighing_id, person="Anna")
    await act("edit_weighing", weighing_id=pending.weighing_id, weight=76.0)
    await act("delete_weighing", weighing_id=pending.weighing_id)
    await act("restore_weighing", weighing_id=pending.weighing_id)
    assert len(await lines()) == 1


async def test_what_was_typed_in_or_imported_is_not_of_now(act, household, lines):
    yesterday = (dt_util.now() - timedelta(days=1)).isoformat()
    await act("record_weighing", weight=85.0, person="Ben", time=yesterday)
    await act("record_weighing", weight=85.0, person="Ben")
    await household.records.add([before(4, 85.0, origin=Origin.IMPORT)])
    assert await lines() == []


async def test_what_is_found_later_says_when_it_was(hass, household, lines):
    await hass.config.async_set_time_zone("UTC")
    late = before(3, 85.0, origin=Origin.HISTORY)
    await household.records.add([before(5, 84.0), before(1, 86.0)], quiet=True)
    await household.records.add([late])
    at = late.measured_at
    assert said(await lines()) == [
        f"Ben weighed 85.0 kg (+1.0), {at:%Y-%m-%d} {at.hour}:{at.minute:02}"
    ]
