"""A scale of a kind that a later version added, after a step back to this version."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.body_scale.const import DOMAIN, TITLE


async def test_the_other_scales_go_on(hass, ben, enable_bluetooth):
    later = {
        "data": {"source": "telepathy", "topic": "bath/scale"},
        "subentry_type": "scale",
        "title": "Bath",
        "unique_id": "0123456789abcdef0123456789abcdef",
    }
    mine = {
        "data": {"address": "C8:47:8C:00:00:01", "model": None},
        "subentry_type": "scale",
        "title": "Mine",
        "unique_id": "C8:47:8C:00:00:01",
    }
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=DOMAIN, title=TITLE, subentries_data=[ben, later, mine]
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert [scale.subentry.title for scale in entry.runtime_data.scales.values()] == ["Mine"]
    [scale] = [each for each in entry.subentries.values() if each.title == "Bath"]
    result = await entry.start_subentry_reconfigure_flow(hass, scale.subentry_id)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_supported")
