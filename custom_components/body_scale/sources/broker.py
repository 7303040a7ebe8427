"""Home Assistant's MQTT broker, as sources and bridges share it."""

from collections.abc import Callable

from homeassistant.components import mqtt
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey
from paho.mqtt.client import topic_matches_sub

from ..const import DOMAIN

QOS = 1
_MAX_PAYLOAD_LENGTH = 256 * 1024
"""Many times what any scale, bridge or Domoticz publishes, and parsed in a few milliseconds."""
_OWN_TOPICS: HassKey[dict[str, None]] = HassKey(f"{DOMAIN}_own_topics")
_MOST_OWN_TOPICS = 1000
"""More than a household has; those of openScale have the time in them."""


@callback
def is_connected(hass: HomeAssistant) -> bool:
    """Return whether Home Assistant is connected to a broker."""
    try:
        return mqtt.is_connected(hass)
    except KeyError:
        # There is none, or its set-up failed before there was a client.
        return False


async def async_listen(
    hass: HomeAssistant, topic: str, hear: Callable[[mqtt.ReceiveMessage], None]
) -> CALLBACK_TYPE:
    """Listen to a topic, and return what ends that; longer messages than any of use are ignored."""

    @callback
    def hear_bounded(message: mqtt.ReceiveMessage) -> None:
        if len(message.payload) <= _MAX_PAYLOAD_LENGTH:
            hear(message)

    return await mqtt.async_subscribe(hass, topic, hear_bounded, QOS)


@callback
def async_note_own_topic(hass: HomeAssistant, topic: str) -> None:
    """Note that a bridge publishes on a topic: what comes from there isn't a scale's."""
    topics = hass.data.setdefault(_OWN_TOPICS, {})
    topics.pop(topic, None)
    topics[topic] = None
    while len(topics) > _MOST_OWN_TOPICS:
        del topics[next(iter(topics))]


@callback
def is_own_topic(hass: HomeAssistant, topic: str) -> bool:
    """Return whether a bridge published on a topic since Home Assistant's start."""
    return topic in hass.data.get(_OWN_TOPICS, {})


@callback
def brings_own_topics(hass: HomeAssistant, subscription: str) -> bool:
    """Return whether a subscription brings what bridges published since Home Assistant's start."""
    return any(topic_matches_sub(subscription, each) for each in hass.data.get(_OWN_TOPICS, {}))
