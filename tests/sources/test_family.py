"""The family of a scale whose advertisements say more and more."""

from homeassistant.components.bluetooth import async_get_advertisement_callback
import pytest

from ..bluetooth import ADDRESS, service_info
from ..stored import everything

# renpho-escs20m: a final weight of a scale that broadcasts it.
COMPANY = 0xFFFF


def final(raw):
    data = bytearray(19)
    data[0:2] = b"\xaa\xbb"
    data[15] = 0x03
    data[17:19] = raw.to_bytes(2, "little")
    return {COMPANY: bytes(data)}


@pytest.fixture(autouse=True)
def _no_discovery(monkeypatch):
    """Start no flows of core's integrations that take any maker without an id for theirs."""
    there = "homeassistant.components.bluetooth.manager.discovery_flow.async_create_flow"
    monkeypatch.setattr(there, lambda *_, **__: None)


@pytest.mark.parametrize("named_first", [False, True])
async def test_a_broadcast_counts_more_than_a_name(hass, air, household, named_first):
    if named_first:
        named = service_info(None, name="QN-Scale1")
        async_get_advertisement_callback(hass)(named)
        await hass.async_block_till_done()
    source = household.scales[ADDRESS].source
    async_get_advertisement_callback(hass)(
        service_info(None, name="QN-Scale1", manufacturer_data=final(6200))
    )
    await hass.async_block_till_done()
    household.scales[ADDRESS].async_stop()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not source.traits.connects
    assert [each.weight_kg for each in everything(household)] == [62.0]
