"""What the tests of bridges share: a broker that echoes, and a house with a bridge."""

import asyncio
import json

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message

from custom_components.body_scale.bridges.mqtt import MqttChannel
from custom_components.body_scale.const import DOMAIN, TITLE

from ..bluetooth import ADDRESS
from ..household import scale_subentry
from .settling import actor, settled

BEN = "miscale/Ben/weight"
MISCALE = {
    "kind": "miscale",
    "prefix": "miscale",
    "retain": True,
    "timestamp_format": "iso",
    "numbers": "mi_fit_legacy",
}


@pytest.fixture
def people(anna, ben):
    anna["data"]["identification"]["weight_max"] = 70.0
    ben["data"]["identification"]["weight_min"] = 80.0
    return [anna, ben]


@pytest.fixture
def bridge():
    """Return the data of the household's bridge; None for none."""
    return


@pytest.fixture
def entry(hass, people, bridge):
    subentries = [*people, scale_subentry(ADDRESS)]
    if bridge:
        subentries.append(
            ConfigSubentryData(
                data=bridge, subentry_type="bridge", title=bridge["kind"], unique_id=None
            )
        )
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=DOMAIN, title=TITLE, subentries_data=subentries
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture(autouse=True)
def _subscribe_at_once(monkeypatch):
    """Don't collect subscriptions for half a second, as Home Assistant does."""
    for cooldown in ("INITIAL_SUBSCRIBE_COOLDOWN", "SUBSCRIBE_COOLDOWN", "UNSUBSCRIBE_COOLDOWN"):
        monkeypatch.setattr(f"homeassistant.components.mqtt.client.{cooldown}", 0.0)


class Broker:
    """Echoes what is said, as a broker does to who listens."""

    def __init__(self, hass, client):
        self.hass = hass
        self.said = []
        self.echoes = True
        self.domoticz = None
        self.turns = None
        client.async_publish.side_effect = self._publish

    async def _publish(self, topic, payload, qos, retain, *_, **__):
        if topic.startswith("homeassistant"):
            return
        assert qos == 1
        if topic == "domoticz/in":
            assert not retain
            if self.domoticz:
                for told in self.domoticz.receive(topic, payload):
                    if self.turns:
                        self.turns.put(*told)
                    else:
                        self.hass.loop.call_soon(self.hear, *told)
            return
        self.said.append((topic, payload, retain))
        if self.echoes:
            self.hass.loop.call_soon(async_fire_mqtt_message, self.hass, topic, payload, 1)

    def hear(self, topic, payload):
        async_fire_mqtt_message(self.hass, topic, payload, 1)

    def texts(self, topic=BEN):
        return [
            json.loads(payload) for where, payload, _ in self.said if where == topic and payload
        ]


@pytest.fixture
async def broker(hass, mqtt_mock):
    return Broker(hass, mqtt_mock)


@pytest.fixture
async def settle(hass):
    """Return what waits until everything happened that happens by itself."""

    async def wait():
        await settled(hass)

    return wait


def links(entry):
    """Return the connections to the broker of the household's bridges, as it is loaded now."""
    channels = (each.courier._channel for each in entry.runtime_data.outboxes.values())
    return [each._link for each in channels if isinstance(each, MqttChannel)]


@pytest.fixture
def listening(entry):
    """Wait until the couriers' subscriptions stand: Home Assistant collects them for half a second."""

    async def wait():
        async with asyncio.timeout(30):
            while not all(link.ready for link in links(entry)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    return wait


@pytest.fixture
def expected_lingering_timers():
    """Allow what Home Assistant's MQTT client leaves of a subscription that was just ended."""
    return True


@pytest.fixture
async def house(hass, broker, air, entry, settle, listening):
    assert await hass.config_entries.async_setup(entry.entry_id)
    await settle()
    await listening()
    yield entry.runtime_data
    # Couriers wait for the next hour; end them before that counts as left over.
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def hear(hass, air, settle):
    async def play(*payloads):
        for payload in payloads:
            await air.hear_now(payload)
        await settle()

    return play


@pytest.fixture
def air(air):
    from homeassistant.components.bluetooth import async_get_advertisement_callback

    from ..bluetooth import service_info

    async def hear_now(payload):
        # Couriers never end: waiting for background tasks would not either.
        async_get_advertisement_callback(air.hass)(service_info(payload))
        await air.hass.async_block_till_done()

    air.hear_now = hear_now
    return air


@pytest.fixture
def act(hass):
    return actor(hass)
