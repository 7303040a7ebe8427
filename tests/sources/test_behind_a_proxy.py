"""A scale behind a simulated ESPHome proxy, through Home Assistant's own Bluetooth."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from homeassistant.components import bluetooth
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.body_scale import scales
from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.sources.capture import Capture
from custom_components.body_scale.sources.connection import ConnectedScale
from custom_components.body_scale.sources.visit import Errand, OutOfReachError, Visits
from simulators.esphome.connections import CONNECTION_SLOTS
from simulators.esphome.gatt import GattConnections
from simulators.esphome.proxy import EspHomeProxy
from simulators.scales.qn_gatt import QnScale

from ..household import person_subentry, scale_subentry
from ..stored import everything

STORED_AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
EPOCH = datetime(1999, 12, 31, 16, tzinfo=UTC)


class Listener:
    def __init__(self):
        self.heard: asyncio.Queue = asyncio.Queue()
        self.recalled: asyncio.Queue = asyncio.Queue()

    def hear(self, frame, at):
        self.heard.put_nowait(frame)

    async def recall(self, frames, at, *, everything=False):
        self.recalled.put_nowait(frames)
        return True

    async def next(self):
        return await asyncio.wait_for(self.heard.get(), 20)


@pytest.fixture
def scale():
    seconds = int((STORED_AT - EPOCH).total_seconds())
    return QnScale(weight_kg=72.4, resistances=(533, 484), memory=[(seconds, 71.9, (530, 480))])


@pytest.fixture
async def proxy(hass, scale, socket_enabled, mock_async_zeroconf, enable_bluetooth):
    """Return a proxy that Home Assistant listens to."""
    assert await async_setup_component(hass, "homeassistant", {})
    connections = GattConnections(scale)
    async with EspHomeProxy(name="hall", connections=connections) as proxy:
        connections.announce = proxy.announce_connections
        async with listened_to(hass, proxy):
            yield proxy


@asynccontextmanager
async def listened_to(hass, proxy):
    """Have Home Assistant listen to a proxy."""
    entry = MockConfigEntry(
        domain="esphome",
        unique_id=proxy.mac.lower(),
        data={
            "host": proxy.host,
            "port": proxy.port,
            "password": "",
            "noise_psk": "",
            "device_name": proxy.name,
        },
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await proxy.wait_subscribed(20)
    yield
    assert await hass.config_entries.async_unload(entry.entry_id)


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_weighing_comes_through(hass, proxy, scale):
    listener = Listener()
    connected = ConnectedScale(hass, scale.address, scales.FAMILIES["qn_gatt"], listener)
    proxy.advertise(scale.address, scale.advertisement())

    frames = [await listener.next() for _ in range(3)]
    assert [(f.weight_kg, f.stable, f.impedance) for f in frames] == [
        (72.4, False, None),
        (72.4, True, None),
        (72.4, True, 533),
    ]
    [stored] = await asyncio.wait_for(listener.recalled.get(), 20)
    assert (stored.weight_kg, stored.impedance, stored.stamp) == (71.9, 530, STORED_AT)
    assert scale.memory == []
    set_to = EPOCH + timedelta(seconds=scale.clock)
    assert abs(datetime.now(UTC) - set_to) < timedelta(minutes=5)

    # The scale ended the connection, and the slot is free again.
    await until(lambda: not proxy.connections.allocated)
    assert proxy.connections_free().free == CONNECTION_SLOTS
    info = bluetooth.async_last_service_info(hass, scale.address, connectable=True)
    assert scales.family_of(info).name == "qn_gatt"
    connected.stop()


async def test_unchanged_advertisements_of_the_next_day_count(hass, proxy, scale, monkeypatch):
    monkeypatch.setattr("custom_components.body_scale.sources.connection._REST_S", 0.0)
    listener = Listener()
    connected = ConnectedScale(hass, scale.address, scales.FAMILIES["qn_gatt"], listener)
    for weight in (72.4, 72.9):
        scale.weight_kg = weight
        async with asyncio.timeout(20):
            while listener.heard.empty():
                proxy.advertise(scale.address, scale.advertisement())
                await asyncio.sleep(0.05)
        assert [(await listener.next()).weight_kg for _ in range(3)] == [weight] * 3
    connected.stop()


async def test_a_scale_that_has_gone_is_no_error(hass, proxy, scale):
    listener = Listener()
    other = "A4:C1:38:00:00:02"
    connected = ConnectedScale(hass, other, scales.FAMILIES["qn_gatt"], listener)
    proxy.advertise(other, scale.advertisement())
    await until(lambda: connected.reason)
    assert listener.heard.empty()
    connected.stop()


@pytest.mark.parametrize("is_heard", [False, True])
async def test_a_scale_whose_proxy_has_gone_is_out_of_reach(hass, proxy, scale, is_heard):
    def heard(*, connectable=True):
        address = scale.address
        return bluetooth.async_scanner_devices_by_address(hass, address, connectable=connectable)

    proxy.advertise(scale.address, scale.advertisement())
    await until(heard)
    await proxy.stop()
    await until(lambda: not heard())
    async with (
        EspHomeProxy(name="attic", mac="AA:BB:CC:00:00:02", connects=False) as attic,
        listened_to(hass, attic),
    ):
        if is_heard:
            attic.advertise(scale.address, scale.advertisement())
            await until(lambda: heard(connectable=False))
        family = scales.FAMILIES["qn_gatt"]
        capture = Capture(scale.address)
        visits = Visits(hass, scale.address, family, Listener(), capture=capture, access=None)
        with pytest.raises(OutOfReachError) as error:
            await visits.visit("QN-Scale", Errand())
    assert error.value.is_heard is is_heard


async def test_what_it_says_and_remembers_becomes_weighings(hass, proxy, scale):
    anna = person_subentry("Anna", sex="female", birth_date="1990-05-17", height=168.0, weight=72.0)
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=DOMAIN,
        title=TITLE,
        # Its family isn't known before it advertises.
        subentries_data=[anna, scale_subentry(scale.address, "QN")],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    proxy.advertise(scale.address, scale.advertisement())

    await until(lambda: len(everything(entry.runtime_data)) == 2)
    stored, live = everything(entry.runtime_data)
    assert (stored.weight_kg, stored.impedance, stored.origin) == (71.9, 530, "history")
    assert stored.measured_at == STORED_AT
    assert (live.weight_kg, live.impedance, live.origin) == (72.4, 533, "live")
    await until(lambda: hass.states.get("sensor.anna_weight").state == "72.4")
    assert await hass.config_entries.async_unload(entry.entry_id)
    await until(lambda: not proxy.connections.allocated)
