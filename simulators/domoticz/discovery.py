"""What a stand-in for Domoticz makes of discovery configs and states: devices. Pure."""

from dataclasses import dataclass, field

from .devices import CUSTOM, PERCENTAGE, TEXT, Database, Device, Kind, NotKnownError
from .discovery_config import (
    InvalidConfigError,
    Sensor,
    is_number,
    read_config,
    value_of,
)


@dataclass(slots=True)
class Reaction:
    """What follows from a message."""

    subscribe: list[tuple[str, int]] = field(default_factory=list)
    updated: list[Device] = field(default_factory=list)


class Discovery:
    """Domoticz' "MQTT Auto Discovery" gateway.

    Availability topics are left out: they change nothing but the time of a device's last update.
    """

    def __init__(self, database: Database, prefix: str, hwid: int) -> None:
        """Describe it.

        Args:
            database: Where the devices are.
            prefix: The first level of the topics of configs.
            hwid: The gateway's own hardware.
        """
        if "/" in prefix:
            # Only a topic's first level is compared with it (source): nothing would be found.
            raise NotKnownError(f"the discovery prefix {prefix}, of several levels")
        self.prefix = prefix
        self.status_topic = f"{prefix}/status"
        self._database = database
        self._hwid = hwid
        self._sensors: dict[str, Sensor] = {}
        self._subscribed: set[str] = set()

    def forget(self) -> None:
        """Forget what was discovered, as a lost connection does; devices stay."""
        self._sensors.clear()
        self._subscribed.clear()

    def receive(self, topic: str, payload: bytes, *, retain: bool) -> Reaction:
        """Take a message.

        Raises:
            NotKnownError: Nobody knows what Domoticz does with it.
        """
        if not payload:
            return Reaction()  # removing a config removes nothing
        text = payload.decode(errors="replace")
        first, _, rest = topic.partition("/")
        if first == self.prefix and "/config" in topic:
            return self._discover(rest, text)
        return self._take(topic, text, retain=retain)

    def _discover(self, topic: str, payload: str) -> Reaction:
        try:
            sensor = read_config(topic, payload)
        except InvalidConfigError as error:
            self._database.say(
                str(error)
                or "MQTT_Discovery: Invalid/Unhandled data received! "
                f"(topic: {self.prefix}/{topic}, message: {payload})"
            )
            return Reaction()
        if sensor is None:
            return Reaction()
        self._sensors[sensor.unique_id] = sensor
        self._database.say(f"discovered: {sensor.name} (unique_id: {sensor.unique_id})")
        if sensor.state_topic in self._subscribed:
            return Reaction()
        self._subscribed.add(sensor.state_topic)
        return Reaction(subscribe=[(sensor.state_topic, sensor.qos)])

    def _take(self, topic: str, payload: str, *, retain: bool) -> Reaction:
        reaction = Reaction()
        unknown: NotKnownError | None = None
        # Domoticz keeps them by their ids, which decides on the order of new devices (source).
        for _, sensor in sorted(self._sensors.items()):
            if sensor.state_topic != topic:
                continue
            try:
                device = self._show(sensor, payload, retain=retain)
            except NotKnownError as error:
                unknown = error
                continue
            if device is not None:
                reaction.updated.append(device)
        if unknown is not None:
            self._database.leave_open(unknown)
        return reaction

    def _show(self, sensor: Sensor, payload: str, *, retain: bool) -> Device | None:
        """Show a value; return the device that existed and was updated."""
        value = value_of(sensor, payload)
        if value is None:
            return None
        if sensor.is_battery and is_number(value):
            for other in self._sensors.values():
                if other.device == sensor.device:
                    other.battery = int(float(value))
            return None
        kind = sensor.kind(value)
        # A unit of another class makes another device of the same id.
        found = [
            each
            for each in self._database.devices.values()
            if (each.hwid, each.device_id, each.kind) == (self._hwid, sensor.unique_id, kind)
        ]
        if not found:
            self._make(sensor, kind, value)
        elif not retain:
            self._database.update(found[0], value, battery=sensor.battery)
            return found[0]
        return None

    def _make(self, sensor: Sensor, kind: Kind, value: str) -> None:
        if not self._database.accept_new_hardware:
            return
        device = self._database.add_device(
            kind,
            hwid=self._hwid,
            name=sensor.name,
            unit=(sensor.unit or "??") if kind is CUSTOM else "",
            device_id=sensor.unique_id,
            used=sensor.used,
        )
        if kind not in {CUSTOM, PERCENTAGE, TEXT}:
            raise NotKnownError(f"what a {kind} shows")
        self._database.update(device, value, battery=sensor.battery)
