"""Cleaning up what xiaomi_mi_scale left with the broker, and nothing else."""

import json

from homeassistant.components import mqtt
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.exceptions import HomeAssistantError
import paho.mqtt.client as paho
import pytest
from pytest_homeassistant_custom_component.common import async_fire_mqtt_message

from custom_components.body_scale.bridges.miscale import old_discovery
from custom_components.body_scale.const import DOMAIN

from ..xiaomi_mi_scale.test_settings import ADD_ON

JO, BIG_BOB = (
    "homeassistant/sensor/miscale/Jo/config",
    "homeassistant/sensor/miscale/Big Bob/config",
)


def config(name, prefix="miscale", **more):
    """Return the message as xiaomi_mi_scale 0.3.5 sent it."""
    topic = f"{prefix}/{name}/weight"
    told = {
        "name": f"{name} Weight",
        "state_topic": topic,
        "value_template": "{{ value_json.weight }}",
        "json_attributes_topic": topic,
        "icon": "mdi:scale-bathroom",
        "state_class": "measurement",
    }
    return json.dumps(told | more)


def before_0_1_11(name):
    """Return the message as versions up to 0.1.10 sent it, whatever the prefix."""
    return (
        f'{{"name": "{name} Weight","state_topic": "miscale/{name}/weight",'
        '"value_template": "{{ value_json.weight }}","unit_of_measurement": "kg",'
        f'"json_attributes_topic": "miscale/{name}/weight","icon": "mdi:scale-bathroom"}}'
    )


def of_0_1_14(name, prefix="miscale"):
    """Return the message as 0.1.14 sent it, seen in lolouk44/hassio-addons, issue 26: no JSON."""
    return (
        f'{{"name": "{name} Weight","state_topic": "{prefix}/{name}/weight",'
        '"value_template": "{{ value_json.weight }}"'
        f'"json_attributes_topic": "miscale/{name}/weight","icon": "mdi:scale-bathroom"}}'
    )


OTHERS = {
    "homeassistant/sensor/miscale/temperature/config": config("Jo"),
    "homeassistant/sensor/miscale/Max/config": config("Max", unique_id="1"),
    "homeassistant/sensor/miscale/Eve/config": '{"state_topic": ["miscale/Eve/weight"]}',
    "homeassistant/sensor/miscale/a/config": "[]",
    "homeassistant/sensor/miscale/b/config": "miscale/b/weight",
    "homeassistant/sensor/miscale/d/config": of_0_1_14("e"),
    "homeassistant/sensor/miscale/f/config": of_0_1_14("f").removesuffix("}"),
    "homeassistant/sensor/miscale/c/state": config("c"),
    # Longer than any message of use.
    "homeassistant/sensor/miscale/Long/config": config("Long", padding="x" * 300_000),
    "homeassistant/sensor/miscale/config": config(""),
    "homeassistant/sensor/other/Jo/config": config("Jo"),
    "homeassistant/binary_sensor/miscale/Jo/config": config("Jo"),
}


class Keeper:
    """A broker that keeps messages."""

    def __init__(self, hass, client, kept):
        self.kept = dict(kept)
        self._hass = hass
        self._subscribe = client.subscribe.side_effect
        client.subscribe.side_effect = self.subscribe
        client.publish.side_effect = self._publish(client.publish.side_effect)

    def subscribe(self, topics, *args, **kwargs):
        result = self._subscribe(topics, *args, **kwargs)
        for topic, *_ in [(topics,)] if isinstance(topics, str) else topics:
            for kept, payload in self.kept.items():
                if paho.topic_matches_sub(topic, kept):
                    self._hass.loop.call_soon(
                        async_fire_mqtt_message, self._hass, kept, payload, 1, True
                    )
        return result

    def _publish(self, publish):
        def told(topic, payload, qos, retain, *args, **kwargs):
            if retain and not payload:
                assert qos == 1
                self.kept.pop(topic, None)
            # Who listens already hears it as something new.
            return publish(topic, payload, qos, False, *args, **kwargs)

        return told


@pytest.fixture
def kept():
    return {JO: config("Jo"), BIG_BOB: config("Big Bob"), **OTHERS}


@pytest.fixture
async def broker(hass, mqtt_mock, mqtt_client_mock, kept, monkeypatch):
    # This one says what it keeps in the same moment.
    monkeypatch.setattr(old_discovery, "RETAINED_TIMEOUT_S", 0.02)
    return Keeper(hass, mqtt_client_mock, kept)


async def test_finds_its_own_and_nothing_else(hass, broker):
    assert await old_discovery.find(hass, "homeassistant", "miscale") == [BIG_BOB, JO]
    assert await old_discovery.find(hass, "homeassistant", "bathroom") == []
    assert await old_discovery.find(hass, "ha", "miscale") == []


@pytest.mark.parametrize("name", ["Kamil", 'Jo "J" O\'N', "a\\b", "Weight", "miscale", "json", "e"])
@pytest.mark.parametrize("message", [before_0_1_11, of_0_1_14])
async def test_finds_what_old_versions_sent(hass, broker, message, name):
    topic = f"homeassistant/sensor/miscale/{name}/config"
    broker.kept[topic] = message(name)
    assert topic in await old_discovery.find(hass, "homeassistant", "miscale")


async def test_finds_what_old_versions_sent_with_another_prefix(hass, broker):
    topics = {f"homeassistant/sensor/bath/{name}/config": name for name in ("Jo", "Ann")}
    one, other = topics
    broker.kept |= {one: before_0_1_11("Jo"), other: of_0_1_14("Ann", "bath")}
    assert await old_discovery.find(hass, "homeassistant", "bath") == sorted(topics)


async def test_hears_nobody_who_speaks_just_now(hass, broker, monkeypatch):
    broker.kept.clear()
    name = "homeassistant/sensor/miscale/New/config"
    subscribe = broker.subscribe

    def busy(*args, **kwargs):
        hass.loop.call_soon(async_fire_mqtt_message, hass, name, config("New"), 1, False)
        return subscribe(*args, **kwargs)

    monkeypatch.setattr(broker, "subscribe", busy)
    mqtt_client = hass.data["mqtt"].client._mqttc
    mqtt_client.subscribe.side_effect = busy
    assert await old_discovery.find(hass, "homeassistant", "miscale") == []


async def test_a_prefix_of_several_levels(hass, broker):
    topic = "home/assistant/sensor/scales/bath/Jo/config"
    broker.kept[topic] = config("Jo", "scales/bath")
    assert await old_discovery.find(hass, "home/assistant", "scales/bath") == [topic]


async def test_listens_only_as_long_as_it_looks(hass, broker, mqtt_client_mock):
    await old_discovery.find(hass, "homeassistant", "miscale")
    assert not hass.data["mqtt"].client.is_active_subscription("homeassistant/sensor/miscale/#")


async def test_clears_what_is_named(hass, broker):
    await old_discovery.retract(hass, [JO])
    await hass.async_block_till_done()
    assert {*broker.kept} == {BIG_BOB, *OTHERS}


async def test_needs_mqtt(hass):
    with pytest.raises(HomeAssistantError):
        await old_discovery.find(hass, "homeassistant", "miscale")


async def test_needs_a_connection(hass, mqtt_mock, monkeypatch):
    monkeypatch.setattr(mqtt, "is_connected", lambda _: False)
    with pytest.raises(HomeAssistantError):
        await old_discovery.find(hass, "homeassistant", "miscale")
    with pytest.raises(HomeAssistantError):
        await old_discovery.retract(hass, [JO])


async def test_a_broker_that_confirms_nothing(hass, mqtt_mock, mqtt_client_mock, monkeypatch):
    monkeypatch.setattr(old_discovery, "BROKER_TIMEOUT_S", 0.02)
    mqtt_client_mock.subscribe.side_effect = lambda *_, **__: (0, 99)
    with pytest.raises(HomeAssistantError):
        await old_discovery.find(hass, "homeassistant", "miscale")


async def test_a_broker_that_refuses(hass, broker, mqtt_mock, monkeypatch):
    monkeypatch.setattr(old_discovery, "BROKER_TIMEOUT_S", 0.02)
    mqtt_mock.async_publish.side_effect = None
    with pytest.raises(HomeAssistantError):
        await old_discovery.retract(hass, [JO])
    assert JO in broker.kept


class TestForm:
    """The miscale bridge's form cleans up when asked to, and keeps nothing of that."""

    @pytest.fixture
    async def form(self, hass, broker, air, entry, household):
        async def begin(**context):
            manager = hass.config_entries.subentries
            result = await manager.async_init(
                (entry.entry_id, "bridge"), context={"source": SOURCE_USER} | context
            )
            if result["type"] == "menu":
                result = await self.go(hass, result, next_step_id="miscale")
            return result

        yield begin
        # Couriers wait for the next hour; end them before that counts as left over.
        await hass.async_block_till_done()
        await hass.config_entries.async_unload(entry.entry_id)

    @staticmethod
    async def go(hass, result, **answers):
        return await hass.config_entries.subentries.async_configure(result["flow_id"], answers)

    async def test_cleans_up(self, hass, form, broker):
        result = await self.go(hass, await form(), prefix="miscale", clean_up=True)
        assert (result["type"], result["step_id"]) == ("form", "clean_up")
        assert result["errors"] is None
        assert result["description_placeholders"] == {"count": "2"}
        [field] = result["data_schema"].schema
        assert (field, field.default()) == ("topics", [BIG_BOB, JO])
        result = await self.go(hass, result)
        assert (result["type"], result["title"]) == ("create_entry", "miscale")
        assert {*result["data"]} == {"kind", "prefix", "retain", "timestamp_format", "numbers"}
        await hass.async_block_till_done()
        assert broker.kept == OTHERS

    async def test_leaves_what_was_not_chosen(self, hass, form, broker):
        result = await self.go(hass, await form(), prefix="miscale", clean_up=True)
        await self.go(hass, result, topics=[JO])
        await hass.async_block_till_done()
        assert {*broker.kept} == {BIG_BOB, *OTHERS}

    async def test_touches_nothing_unasked(self, hass, form, broker, kept):
        result = await self.go(hass, await form(), prefix="miscale")
        assert result["type"] == "create_entry"
        assert {*result["data"]} == {"kind", "prefix", "retain", "timestamp_format", "numbers"}
        await hass.async_block_till_done()
        assert broker.kept == kept

    async def test_a_dialog_that_is_opened_again_shows_the_same(self, hass, form, broker, kept):
        result = await self.go(hass, await form(), prefix="miscale", clean_up=True)
        again = await hass.config_entries.subentries.async_configure(result["flow_id"])
        assert again["step_id"] == "clean_up"
        assert again["data_schema"] == result["data_schema"]
        assert broker.kept == kept

    async def test_refuses_what_was_not_offered(self, hass, form, broker, kept):
        from homeassistant.data_entry_flow import InvalidData

        result = await self.go(hass, await form(), prefix="miscale", clean_up=True)
        with pytest.raises(InvalidData):
            await self.go(hass, result, topics=["homeassistant/sensor/miscale/Max/config"])
        assert broker.kept == kept

    async def test_says_when_there_is_nothing(self, hass, form, broker):
        answers = {"prefix": "miscale", "clean_up": True, "discovery_prefix": "/ha/"}
        result = await self.go(hass, await form(), **answers)
        assert (result["step_id"], result["errors"]) == ("clean_up", {"base": "nothing_left"})
        assert result["data_schema"].schema == {}
        result = await self.go(hass, result)
        assert result["type"] == "create_entry"

    async def test_says_when_there_is_no_connection(self, hass, form, broker, monkeypatch):
        result = await form()
        with monkeypatch.context() as patch:
            patch.setattr(mqtt, "is_connected", lambda _: False)
            result = await self.go(hass, result, prefix="miscale", clean_up=True)
            assert result["errors"] == {"base": "clean_up_later"}
        result = await self.go(hass, result)
        assert result["type"] == "create_entry"

    async def test_says_when_the_connection_is_lost_meanwhile(
        self, hass, form, broker, monkeypatch, kept
    ):
        result = await self.go(hass, await form(), prefix="miscale", clean_up=True)
        with monkeypatch.context() as patch:
            patch.setattr(mqtt, "is_connected", lambda _: False)
            result = await self.go(hass, result)
            assert result["errors"] == {"base": "broker_silent"}
        assert broker.kept == kept
        result = await self.go(hass, result)
        assert result["type"] == "create_entry"
        await hass.async_block_till_done()
        assert broker.kept == OTHERS

    async def test_a_discovery_prefix_that_does_not_do(self, hass, form):
        answers = {"prefix": "miscale", "clean_up": True, "discovery_prefix": "ha/#"}
        result = await self.go(hass, await form(), **answers)
        assert result["errors"] == {"discovery_prefix": "invalid_topic"}

    async def test_another_dialog_was_faster(self, hass, form, entry):
        results = [
            await self.go(hass, await form(), prefix="miscale", clean_up=True) for _ in range(2)
        ]
        results = [await self.go(hass, each) for each in results]
        assert [each["type"] for each in results] == ["create_entry", "abort"]
        assert results[1]["reason"] == "topic_taken"

    async def test_can_be_done_later(self, hass, form, broker, entry):
        await self.go(hass, await form(), prefix="miscale")
        await hass.async_block_till_done()
        [bridge] = entry.get_subentries_of_type("bridge")
        before = dict(bridge.data)
        result = await form(source=SOURCE_RECONFIGURE, subentry_id=bridge.subentry_id)
        result = await self.go(hass, result, prefix="miscale", clean_up=True)
        result = await self.go(hass, result)
        assert result["reason"] == "reconfigure_successful"
        [bridge] = entry.get_subentries_of_type("bridge")
        assert dict(bridge.data) == before
        await hass.async_block_till_done()
        assert broker.kept == OTHERS


async def test_cleans_up_while_moving_in(hass, broker, air):
    topic = "ha/sensor/scales/bath/Jo/config"
    broker.kept[topic] = config("Jo", "scales/bath")
    manager = hass.config_entries.flow
    result = await manager.async_init(DOMAIN, context={"source": SOURCE_USER})
    for step in (
        {"next_step_id": "moving_in"},
        {"settings": json.dumps(ADD_ON)},
        {"clean_up": True, "bridge": False},
    ):
        result = await manager.async_configure(result["flow_id"], step)
    assert (result["step_id"], result["description_placeholders"]) == ("clean_up", {"count": "1"})
    result = await manager.async_configure(result["flow_id"], {})
    assert result["type"] == "create_entry"
    await hass.async_block_till_done()
    assert topic not in broker.kept
    assert {*broker.kept} == {JO, BIG_BOB, *OTHERS}
