"""What a stand-in for Domoticz does with a message on its input topic. Pure.

The rules are the real one's (2025.1), with its faults: nearly anything is accepted, and what isn't
a number is a silent zero.
"""

from collections.abc import Mapping
import json
from typing import Any

from . import lenient
from .devices import Database, Device, NotKnownError

type Published = list[tuple[str, str]]
"""Topics and payloads."""

_DEVICE_COMMANDS = frozenset({"udevice", "getdeviceinfo"})
# They exist, but nobody has seen here what comes of them.
_UNTRIED = frozenset(
    {
        "switchlight",
        "switchscene",
        "getsceneinfo",
        "setcolbrightnessvalue",
        "customevent",
        "sendnotification",
        "setuservariable",
    }
)


class InvalidError(Exception):
    """Domoticz refuses the message."""


class Input:
    """Domoticz' normal MQTT gateway."""

    def __init__(
        self,
        database: Database,
        *,
        topic_in: str = "domoticz/in",
        topic_out: str = "domoticz/out",
        prevent_loop: bool = True,
    ) -> None:
        """Describe it.

        Args:
            database: What messages change.
            topic_in: Where it listens.
            topic_out: Where it tells.
            prevent_loop: Don't tell what came in here.
        """
        self.topic_in = topic_in
        self.topic_out = topic_out
        self.prevent_loop = prevent_loop
        self._database = database

    def receive(self, topic: str, payload: bytes | str, *, retain: bool = False) -> Published:
        """Take a message; return what is published.

        Args:
            topic: Its topic.
            payload: What it says.
            retain: Whether it was kept by the broker; Domoticz doesn't care.

        Raises:
            NotKnownError: Nobody knows what Domoticz does with it.
        """
        del retain
        if topic != self.topic_in or not payload:
            return []
        text = _text(payload)
        try:
            return self._obey(_object(text))
        except InvalidError as error:
            reason = f"{error} " if str(error) else ""
            self._database.say(
                f"{reason}Invalid/Unhandled data received! (Topic: {topic}, Message: {text})"
            )
            return []

    def told(self, device: Device) -> Published:
        """Return what is published of a device."""
        if not device.used:  # source
            return []
        message = json.dumps(device.message(), sort_keys=True, indent="\t", separators=(",", " : "))
        return [(self.topic_out, message + "\n")]

    def _obey(self, message: Mapping[str, Any]) -> Published:
        command = message.get("command")
        if _empty(command):
            command = "udevice"
        if not isinstance(command, str) or command in _UNTRIED:
            raise NotKnownError(f"command {command!r}")
        if command in _DEVICE_COMMANDS:
            device = self._device(message.get("idx"))
            if device is None:
                return []
            return self.told(device) if command == "getdeviceinfo" else self._take(device, message)
        if command == "addlogmessage":
            self._database.say(f"MQTT MSG: {message.get('message')}")
        else:
            self._database.say(f"Unknown command received: {command}")
        return []

    def _device(self, idx: object) -> Device | None:
        if isinstance(idx, str):
            raise InvalidError("Value is not convertible to Int64")
        if idx is None:
            idx = 0
        number = int(idx) if isinstance(idx, bool | float) and abs(idx) < 2**31 else _whole(idx)
        if number is None:
            raise NotKnownError(f"idx {idx!r}")
        device = self._database.devices.get(number)
        if device is None:
            self._database.say(f"unknown idx received! (idx {number})")
        return device

    def _take(self, device: Device, message: Mapping[str, Any]) -> Published:
        nvalue = _integer(message.get("nvalue"), None)
        svalue = message.get("svalue")
        if _empty(svalue):
            if nvalue is None:
                raise InvalidError  # source
            svalue = ""
        if not isinstance(svalue, str):
            raise InvalidError
        # What comes after a NUL is gone.
        svalue = svalue.partition("\0")[0]
        battery = _integer(message.get("Battery"), 255) % 256
        rssi = _integer(message.get("RSSI"), 12)
        self._database.update(device, svalue, nvalue=nvalue or 0, battery=battery, rssi=rssi)
        return [] if self.prevent_loop else self.told(device)


def _text(payload: bytes | str) -> str:
    if isinstance(payload, str):
        return payload
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise NotKnownError("a payload that isn't UTF-8") from error


def _object(text: str) -> Mapping[str, Any]:
    try:
        message = lenient.read(text)
    except ValueError as error:
        raise InvalidError from error
    if not isinstance(message, dict):
        raise InvalidError
    return message


def _empty(value: object) -> bool:
    """Say whether it is as good as missing, as jsoncpp sees it (source); an empty text isn't."""
    return value is None or value in ([], {})


def _integer[T](value: object, default: T) -> int | T:
    if _empty(value):
        return default
    if isinstance(value, bool):
        raise NotKnownError(f"{value!r} for an integer")
    number = _whole(value)
    if number is None or not -(2**31) <= number < 2**31:
        raise InvalidError
    return number


def _whole(value: object) -> int | None:
    """Return an integer; a float without a fraction is one too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, float) and value.is_integer() else None
