"""The channel over MQTT: an item is delivered when it was heard back."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, NamedTuple, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .bell import Bell
from .bridge import Bridge
from .channel import Channel
from .link import Link, Message, MqttLink
from .outbox import Item, Parcel

ECHO_TIMEOUT_S = 10.0
"""Within this, what was published is heard back, and a question is answered."""
RETAINED_TIMEOUT_S = 3.0
"""Within this after a connection, the broker has repeated what it retains."""
_MAX_SLOTS = 10_000
_MAX_VALUE_LENGTH = 10_000
"""Others may publish more, and longer messages, than any bridge; those aren't remembered."""


class Heard(NamedTuple):
    """What a message says that a slot on the other side has now."""

    slot: str
    value: str


class MqttBridge(Bridge):
    """A bridge over MQTT: it also says where to listen, and what a message means."""

    on_change: CALLBACK_TYPE = staticmethod(lambda: None)
    """Called when `takes`, or what `tidy` would do, changed by what was heard."""

    @property
    @abstractmethod
    def topics(self) -> Sequence[str]:
        """Return where to listen."""

    @property
    def takes(self) -> bool:
        """Return whether the other side would take a message now, as far as the bridge knows."""
        return True

    @override
    def wants(self, item: Item) -> bool:
        """Return whether what the broker retains may stay: not on topics of other settings."""
        if not super().wants(item):
            return False
        if not item.lasts:
            return True
        return is_message(item) and any(_matches(each, item.body["topic"]) for each in self.topics)

    def hear(self, message: Message) -> Heard | None:
        """Return what a message says: by default, that its topic has this payload now."""
        return Heard(message.topic, message.payload)

    def connected(self) -> None:
        """Handle a new connection: what was published in between was missed."""

    def unanswered(self, item: Item) -> None:
        """Handle that the other side didn't say what it has."""

    def close(self) -> None:
        """Cancel what `hear` began."""


def parcel(
    topic: str,
    payload: str,
    *,
    weighing_id: str,
    person_id: str,
    retain: bool,
    target: str | None = None,
    slot: str | None = None,
    value: str | None = None,
    question: tuple[str, str] | None = None,
) -> Parcel:
    """Return a message for the outbox.

    Args:
        topic: Where it is published.
        payload: What is published there.
        weighing_id: What it is about.
        person_id: Whom it is about.
        retain: Whether the broker retains it; an empty message retracts it then.
        target: What is set by it; by default what the topic has.
        slot: By which it is recognised when it is heard back; by default the topic.
        value: What is heard in that slot then; by default the payload.
        question: Topic and payload that make the other side say what it has, if it has to be asked.
    """
    body: dict[str, Any] = {
        "topic": topic,
        "payload": payload,
        "retain": retain,
        "slot": topic if slot is None else slot,
        "value": payload if value is None else value,
        "question": list(question) if question else None,
    }
    return Parcel(
        target=topic if target is None else target,
        weighing_id=weighing_id,
        person_id=person_id,
        body=body,
        retraction={**body, "payload": "", "value": "", "question": None} if retain else None,
    )


def moved(item: Item, topic: str) -> Parcel:
    """Return the message of an item for another topic."""
    return parcel(
        topic,
        item.body["payload"],
        weighing_id=item.weighing_id,
        person_id=item.person_id,
        retain=item.body["retain"],
    )


def is_message(item: Item) -> bool:
    """Return whether an item was made by `parcel`."""
    return "topic" in item.body


def _matches(topic_filter: str, topic: str) -> bool:
    """Return whether a topic is one of those that a filter with MQTT's wildcards means."""
    parts = topic.split("/")
    wanted = topic_filter.split("/")
    if wanted[-1] == "#":
        wanted.pop()
        parts = parts[: len(wanted)]
    return len(wanted) == len(parts) and all(
        level in {"+", part} for level, part in zip(wanted, parts, strict=True)
    )


class MqttChannel(Channel):
    """Publishes, and listens until each message was seen to arrive.

    Home Assistant's publish returns normally without an acknowledgement, so only hearing a message
    back, or asking the other side what it has, shows that it arrived.
    """

    def __init__(self, hass: HomeAssistant, bridge: MqttBridge, link: Link) -> None:
        """Take the bridge whose messages are delivered, and the connection to the broker."""
        self._bridge = bridge
        self._link = link
        self._bell = Bell(hass)
        self._on_news: CALLBACK_TYPE = lambda: None
        self._values: dict[str, str] = {}
        self._awaited: Heard | None = None

    @property
    @override
    def ready(self) -> bool:
        return self._link.ready and self._bridge.takes

    @override
    async def start(self, waiting: Sequence[Item], on_news: CALLBACK_TYPE) -> None:
        """Listen to the bridge's topics, and to those on which something of the past is retracted."""
        self._on_news = on_news
        self._bridge.on_change = on_news
        lasting = (item.body["topic"] for item in waiting if item.lasts)
        topics = list(dict.fromkeys((*self._bridge.topics, *lasting)))
        await self._link.start(topics, self._async_link_changed, self._async_hear)

    @override
    def stop(self) -> None:
        self._link.stop()
        self._bridge.close()

    @override
    async def holds(self, item: Item) -> bool:
        """Return whether the item arrived by an earlier try, after asking where that is possible."""
        if item.body["question"] and not await self._answers(item):
            self._bridge.unanswered(item)
            raise HomeAssistantError("no answer")
        if not item.attempts:
            return False
        patience = 0 if item.body["question"] else RETAINED_TIMEOUT_S
        return await self._bell.until(lambda: self._has_arrived(item), patience)

    @override
    async def deliver(self, item: Item) -> bool:
        """Publish, and return whether it was heard back in time."""
        self._values.pop(item.body["slot"], None)
        self._awaited = awaited = Heard(item.body["slot"], item.body["value"])
        await self._link.publish(
            item.body["topic"], item.body["payload"], retain=item.body["retain"]
        )
        if item.body["question"]:
            await self._ask(item)
        await self._bell.until(
            lambda: self._awaited is None or not self._link.ready, ECHO_TIMEOUT_S
        )
        return self._awaited is not awaited

    def _has_arrived(self, item: Item) -> bool:
        value: str = item.body["value"]
        return self._values.get(item.body["slot"]) == value

    async def _answers(self, item: Item) -> bool:
        """Ask what the other side has; return whether it said anything."""
        slot = item.body["slot"]
        self._values.pop(slot, None)
        await self._ask(item)
        return await self._bell.until(lambda: slot in self._values, ECHO_TIMEOUT_S)

    async def _ask(self, item: Item) -> None:
        topic, payload = item.body["question"]
        await self._link.publish(topic, payload, retain=False)

    @callback
    def _async_link_changed(self) -> None:
        if self._link.ready:
            self._bridge.connected()
            self._on_news()
        else:
            # The broker repeats what it retains; anything else heard so far may be outdated.
            self._values.clear()
        self._bell.ring()

    @callback
    def _async_hear(self, message: Message) -> None:
        heard = self._bridge.hear(message)
        if heard is None or len(heard.value) > _MAX_VALUE_LENGTH:
            return
        if len(self._values) >= _MAX_SLOTS:
            self._values.clear()
        self._values[heard.slot] = heard.value
        if heard == self._awaited:
            # At once: the same reading of the socket may bring something newer for that slot.
            self._awaited = None
        self._bell.ring()


def mqtt_channel(hass: HomeAssistant, bridge: MqttBridge) -> MqttChannel:
    """Return a channel through the broker that Home Assistant is connected to."""
    return MqttChannel(hass, bridge, MqttLink(hass))
