"""Scales that broadcast under varying company ids, as Home Assistant delivers them."""

from homeassistant.components.bluetooth import (
    BluetoothScanningMode,
    async_get_advertisement_callback,
)
from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.sources import advertisements

from ..bluetooth import ADDRESS, MOVING, service_info
from ..stored import everything

OCTETS = bytes.fromhex(ADDRESS.replace(":", ""))


@pytest.fixture(autouse=True)
def _no_discovery(monkeypatch):
    """Start no flows of core's integrations."""
    there = "homeassistant.components.bluetooth.manager.discovery_flow.async_create_flow"
    monkeypatch.setattr(there, lambda *_, **__: None)


@pytest.fixture
def asked(monkeypatch):
    """Return the registrations that make scanners ask, as long as they last."""
    modes = []
    register = advertisements.async_register_callback

    def registered(hass, callback, matcher, mode):
        stop = register(hass, callback, matcher, mode)
        if mode is not BluetoothScanningMode.ACTIVE:
            return stop
        modes.append(mode)
        return lambda: (modes.remove(mode), stop())

    monkeypatch.setattr(advertisements, "async_register_callback", registered)
    return modes


def okok(raw, *, final):
    """Return the bytes of a C0 frame: 0.01 kg."""
    return raw.to_bytes(2, "big") + bytes.fromhex("17700a01") + bytes([0x24 | final]) + OCTETS


async def hear(hass, household, *entries, name=""):
    """Let entries be heard, each merged with those before, and the weighing end."""
    known = {}
    for entry in entries:
        known = known | entry
        async_get_advertisement_callback(hass)(
            service_info(None, name=name, manufacturer_data=known)
        )
        await hass.async_block_till_done()
    scale = household.scales[ADDRESS]
    scale._hand_on(scale.session.finish(dt_util.utcnow()))
    await hass.async_block_till_done(wait_background_tasks=True)
    return [each.weight_kg for each in everything(household)]


async def test_a_weighing_under_a_new_company_id_is_found_among_old_ones(hass, household):
    first = [{0x01C0: okok(7000, final=False)}, {0x01C0: okok(7010, final=True)}]
    assert await hear(hass, household, *first) == [70.1]
    second = [{0x02C0: okok(5000, final=False)}, {0x02C0: okok(5020, final=True)}]
    assert await hear(hass, household, *first, *second) == [70.1, 50.2]


async def test_what_lingers_is_no_weighing(hass, household):
    lingering = {0x01C0: okok(7010, final=True), 0x02C0: okok(5020, final=True)}
    assert await hear(hass, household, lingering) == []


async def test_a_family_that_needs_what_is_answered_makes_scanners_ask(hass, asked, household):
    assert not asked
    await hear(hass, household, {0x01C0: okok(7010, final=True)})
    await hear(hass, household, {0x01C0: okok(7020, final=True)})
    assert len(asked) == 1
    [entry] = hass.config_entries.async_entries("body_scale")
    await hass.config_entries.async_unload(entry.entry_id)
    assert not asked


async def test_other_families_are_heard_passively(hass, air, asked, household):
    await air.hear(MOVING)
    assert household.scales[ADDRESS].source.traits.patience
    assert not asked


async def test_a_scale_is_known_by_data_that_discovery_is_not_led_to(hass, household):
    """The company id is part of the address, and its name wasn't heard."""
    body = bytes.fromhex("cf0000") + (7520).to_bytes(2, "little") + bytes(5)
    check = 0
    for each in body:
        check ^= each
    company, data = (
        int.from_bytes(OCTETS[:2], "little"),
        OCTETS[2:] + body + bytes([check]) + bytes(3),
    )
    assert await hear(hass, household, {company: data}) == [75.2]
