"""A scale that another program hears: from the broker's messages to weighings, each once."""

import json

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigSubentryData
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message

from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.sources.broker import async_note_own_topic, is_own_topic

from ..stored import everything
from ..test_config_flow import translations_of
from .test_payloads import DECODED, GATEWAY_V2, XIAOMI_MI_SCALE

TOPIC = "miscale/Ben/weight"
GOOD = {"name": "Attic", "topic": "miscale/+/weight", "format": "auto"}


@pytest.fixture
def expected_lingering_timers():
    """Allow what Home Assistant's MQTT client leaves of a subscription that was just ended."""
    return True


@pytest.fixture(autouse=True)
def _subscribe_at_once(monkeypatch):
    for cooldown in ("INITIAL_SUBSCRIBE_COOLDOWN", "SUBSCRIBE_COOLDOWN", "UNSUBSCRIBE_COOLDOWN"):
        monkeypatch.setattr(f"homeassistant.components.mqtt.client.{cooldown}", 0.0)


@pytest.fixture
def people(ben):
    return [ben]


def mqtt_scale(topic="miscale/+/weight", kind="auto", **keys):
    return ConfigSubentryData(
        data={"source": "mqtt", "topic": topic, "format": kind, "keys": keys},
        subentry_type="scale",
        title="Attic",
        unique_id="attic0123456789",
    )


@pytest.fixture
def scale():
    return mqtt_scale()


@pytest.fixture
def entry(hass, morning, people, scale):
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=DOMAIN, title=TITLE, subentries_data=[*people, scale]
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def say(hass):
    """Return a function that lets the broker deliver messages."""

    async def deliver(*payloads, topic=TOPIC, retain=False):
        for payload in payloads:
            text = payload if isinstance(payload, str) else json.dumps(payload)
            async_fire_mqtt_message(hass, topic, text, 1, retain)
        await hass.async_block_till_done(wait_background_tasks=True)

    return deliver


def stored(hass):
    [entry] = hass.config_entries.async_entries(DOMAIN)
    found = everything(entry.runtime_data)
    return [(each.weight_kg, each.impedance, each.origin) for each in found]


async def test_a_message_is_a_weighing(hass, mqtt_mock, household, say):
    await say(XIAOMI_MI_SCALE)
    assert stored(hass) == [(85.15, 428, "mqtt")]
    assert hass.states.get("sensor.ben_weight").state == "85.15"
    assert hass.states.get("event.ben_weighing").attributes["origin"] == "mqtt"


async def test_the_same_message_twice_is_one(hass, mqtt_mock, household, say):
    await say(XIAOMI_MI_SCALE, XIAOMI_MI_SCALE)
    await hass.config_entries.async_reload(household.entry.entry_id)
    await say(XIAOMI_MI_SCALE)
    assert stored(hass) == [(85.15, 428, "mqtt")]
    later = json.loads(XIAOMI_MI_SCALE) | {"timestamp": "2026-11-23T08:00:12.000Z"}
    await say(later)
    assert len(stored(hass)) == 2


async def test_a_scale_of_messages_has_a_battery_when_they_say_so(hass, mqtt_mock, household, say):
    assert hass.states.get("sensor.attic_battery") is None
    await say(DECODED | {"batt": 12})
    assert hass.states.get("sensor.attic_battery").state == "12"
    assert hass.states.get("binary_sensor.attic_battery_low").state == "on"


async def test_a_retained_message_never_counts(hass, mqtt_mock, household, say):
    await say(XIAOMI_MI_SCALE, retain=True)
    assert stored(hass) == []


async def test_what_our_bridges_publish_never_comes_back(hass, mqtt_mock, household, say):
    async_note_own_topic(hass, TOPIC)
    await say(XIAOMI_MI_SCALE)
    assert stored(hass) == []
    await say(XIAOMI_MI_SCALE, topic="miscale/Anna/weight")
    assert len(stored(hass)) == 1


def test_topics_of_years_are_not_all_remembered(hass):
    for number in range(1500):
        async_note_own_topic(hass, f"openScaleSync/inbound/1/{number}")
    assert is_own_topic(hass, "openScaleSync/inbound/1/1499")
    assert not is_own_topic(hass, "openScaleSync/inbound/1/1")


async def test_a_relayed_advertisement_goes_by_the_scales_own_clock(
    hass, mqtt_mock, household, say
):
    # A removed load of before: nobody was heard weighing.
    await say(GATEWAY_V2, topic="miscale/0C9541AD7717/weight")
    assert stored(hass) == []
    weighed = json.loads(GATEWAY_V2) | {"servicedata": "0226b20705040f0201ac018642"}
    await say(weighed, weighed, topic="miscale/0C9541AD7717/weight")
    assert stored(hass) == [(85.15, 428, "mqtt")]


@pytest.mark.parametrize("payload", ["", "[]", "no", {"weight": "x"}, {"temperature": 5}])
async def test_other_messages_are_nothing(hass, mqtt_mock, household, say, payload):
    await say(payload)
    assert stored(hass) == []


class TestJson:
    """A generic message."""

    @pytest.fixture
    def scale(self):
        return mqtt_scale("bath/scale", "json", weight_key="body.mass", unit="lb")

    async def test_is_read_by_its_keys(self, hass, mqtt_mock, household, say):
        await say({"body": {"mass": 187.7}}, topic="bath/scale")
        [(weight, impedance, origin)] = stored(hass)
        assert (weight, impedance, origin) == (pytest.approx(85.139, abs=1e-3), None, "mqtt")


async def test_without_a_broker_the_household_starts(hass, household):
    assert hass.states.get("sensor.attic_live_weight").state == "unknown"


class TestForm:
    """The form that adds and changes such a scale."""

    @pytest.fixture
    def scale(self):
        return mqtt_scale("other/topic")

    @pytest.fixture
    def submit(self, hass, entry):
        async def send(answers, **context):
            subentries = hass.config_entries.subentries
            source = SOURCE_RECONFIGURE if context else SOURCE_USER
            result = await subentries.async_init(
                (entry.entry_id, "scale"), context={"source": source, **context}
            )
            if not context:
                result = await subentries.async_configure(
                    result["flow_id"], {"next_step_id": "mqtt"}
                )
            assert result["type"] is FlowResultType.FORM
            result = await subentries.async_configure(result["flow_id"], answers)
            await hass.async_block_till_done(wait_background_tasks=True)
            return result

        return send

    async def test_adds(self, hass, mqtt_mock, household, submit, say):
        result = await submit(GOOD | {"keys": {"weight_key": "mass", "impedance_key": ""}})
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["data"] == {
            "source": "mqtt",
            "topic": "miscale/+/weight",
            "format": "auto",
            "keys": {"weight_key": "mass"},
        }
        await say(XIAOMI_MI_SCALE)
        assert len(stored(hass)) == 1

    @pytest.mark.parametrize(
        ("bad", "error"),
        [
            ({"topic": ""}, "topic_invalid"),
            ({"topic": "#"}, "topic_invalid"),
            ({"topic": "+/+"}, "topic_invalid"),
            ({"topic": "a#"}, "topic_invalid"),
            ({"topic": "$SYS/broker"}, "topic_invalid"),
            ({"topic": "other/topic"}, "topic_used"),
            ({"topic": "ours/#"}, "topic_own"),
        ],
    )
    async def test_bad_topics(self, hass, mqtt_mock, household, submit, bad, error):
        async_note_own_topic(hass, "ours/Ben/weight")
        result = await submit(GOOD | bad)
        assert result["errors"] == {"topic": error}
        texts = (await translations_of(hass))["config_subentries"]["scale"]["error"]
        assert error in texts

    async def test_a_name_is_needed(self, hass, mqtt_mock, household, submit):
        result = await submit(GOOD | {"name": " "})
        assert result["errors"] == {"name": "name_required"}

    async def test_without_the_mqtt_integration(self, hass, household, submit):
        result = await submit(GOOD)
        assert result["errors"] == {"topic": "mqtt_missing"}

    async def test_changes(self, hass, mqtt_mock, household, entry, submit, say):
        [scale] = entry.get_subentries_of_type("scale")
        result = await submit(
            GOOD | {"topic": "other/topic", "format": "json", "keys": {"unit": "lb"}},
            subentry_id=scale.subentry_id,
        )
        assert result["reason"] == "reconfigure_successful"
        await say({"weight": 187.7}, topic="other/topic")
        assert stored(hass)[0][0] == pytest.approx(85.139, abs=1e-3)
