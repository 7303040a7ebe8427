"""What a stand-in for Domoticz keeps, and what it shows of it. Pure.

Each rule was seen with a real Domoticz 2025.1 (build 16785), or, where a comment says "source", read
in its code. Where neither tells, `NotKnownError` says so: a guess would make tests pass that the
real one fails.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
import logging
import re
from typing import Any

_LOGGER = logging.getLogger(__name__)

DUMMY = 15
MQTT_GATEWAY = 43
DISCOVERY_GATEWAY = 125
HARDWARE_TYPES = frozenset({DUMMY, MQTT_GATEWAY, DISCOVERY_GATEWAY})

type Now = Callable[[], datetime]

# What C's atof reads off the start of a text; of "inf", "nan" and "0x" nobody has seen the result.
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_UNSEEN = re.compile(r"\s*[+-]?(?:inf|nan|0x)", re.IGNORECASE)


class NotKnownError(Exception):
    """Nobody has seen what Domoticz does with this."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of virtual sensor."""

    dtype: str
    stype: str
    mapped: int
    """Its `sensormappedtype` in `createdevice`."""
    initial: str
    """Its svalue before the first update (source)."""
    unit: str | None = None
    """What follows the number; None for a text."""

    def __str__(self) -> str:
        """Return type and subtype."""
        return f"{self.dtype}/{self.stype}"


SCALE = Kind("Weight", "BWR102", 0x5D01, "0.0", " kg")
CUSTOM = Kind("General", "Custom Sensor", 0xF31F, "0.0", "")
PERCENTAGE = Kind("General", "Percentage", 0xF306, "0.0", "%")
TEXT = Kind("General", "Text", 0xF313, "Hello World")
KINDS = {str(kind): kind for kind in (SCALE, CUSTOM, PERCENTAGE, TEXT)}


@dataclass(slots=True)
class Hardware:
    """What a device hangs on: the Dummy hardware, or a gateway."""

    idx: int
    name: str
    kind: int
    enabled: bool = True

    def row(self) -> dict[str, Any]:
        """Return its row of `gethardware` (source: main/WebServer.cpp, Cmd_GetHardware)."""
        return {
            "idx": str(self.idx),
            "Name": self.name,
            "Enabled": "true" if self.enabled else "false",
            "Type": self.kind,
        }


@dataclass(slots=True)
class Device:
    """A virtual sensor."""

    idx: int
    hwid: int
    name: str
    kind: Kind
    device_id: str
    last_update: str
    sensor_unit: str = ""
    used: bool = True
    nvalue: int = 0
    svalue: str = ""
    battery: int = 255
    rssi: int = 12
    updates: list[str] = field(default_factory=list)
    """Every svalue that was accepted, in order; not the initial one."""
    history: list[str] = field(default_factory=list)
    """What was logged of it, every five minutes."""

    @property
    def data(self) -> str:
        """Return the text shown of it."""
        if self.kind.unit is None:
            return self.svalue
        number = _NUMBER.match(self.svalue)
        unit = f" {self.sensor_unit}" if self.kind is CUSTOM else self.kind.unit
        return f"{float(number[1]) if number else 0:g}{unit}"

    def row(self) -> dict[str, Any]:
        """Return its row of `getdevices`."""
        row = {
            "idx": str(self.idx),
            "ID": self.device_id,
            "HardwareID": self.hwid,
            "Name": self.name,
            "Type": self.kind.dtype,
            "SubType": self.kind.stype,
            "Data": self.data,
            "LastUpdate": self.last_update,
            "BatteryLevel": self.battery,
            "SignalLevel": "-",
            "Used": int(self.used),
        }
        return row | ({"SensorUnit": self.sensor_unit} if self.kind is CUSTOM else {})

    def message(self) -> dict[str, Any]:
        """Return what is said of it on the output topic."""
        told = {
            "Battery": self.battery,
            "LastUpdate": self.last_update,
            "RSSI": self.rssi,
            "description": "",
            "dtype": self.kind.dtype,
            "hwid": str(self.hwid),
            "id": self.device_id,
            "idx": self.idx,
            "name": self.name,
            "nvalue": self.nvalue,
            "org_hwid": str(self.hwid),
            "stype": self.kind.stype,
            "unit": 1,
        }
        # Its split gives nothing for what is empty, or follows a last semicolon (source).
        parts = self.svalue.removesuffix(";").split(";") if self.svalue else []
        return told | {f"svalue{number}": part for number, part in enumerate(parts, 1)}


class Database:
    """All hardware and devices, and the log."""

    def __init__(self, now: Now = lambda: datetime.now(UTC).astimezone()) -> None:
        """Start empty.

        Args:
            now: The time, local.
        """
        self.hardware: dict[int, Hardware] = {}
        self.devices: dict[int, Device] = {}
        self.log: list[str] = []
        self.not_known: list[str] = []
        """What happened here that nobody has seen happen to a real one."""
        self.accept_new_hardware = True
        self.on_change: Callable[[], None] = lambda: None
        self._now = now

    def say(self, line: str) -> None:
        """Write a line into Domoticz' log."""
        _LOGGER.debug("%s", line)
        self.log.append(line)
        self.on_change()

    def leave_open(self, error: NotKnownError) -> None:
        """Write down that nobody knows what Domoticz would do."""
        _LOGGER.error("Nobody knows what Domoticz does here: %s", error)
        self.not_known.append(str(error))
        self.on_change()

    def add_hardware(self, name: str, kind: int = DUMMY) -> int:
        """Add hardware; return its idx."""
        if kind not in HARDWARE_TYPES:
            raise NotKnownError(f"hardware of type {kind}")
        # 1 is Domoticz' own, which no list shows.
        idx = max(self.hardware, default=1) + 1
        self.hardware[idx] = Hardware(idx, name, kind)
        self.on_change()
        return idx

    def add_device(
        self,
        kind: Kind,
        *,
        hwid: int,
        name: str,
        unit: str = "",
        device_id: str | None = None,
        used: bool = True,
    ) -> Device:
        """Add a virtual sensor; the idx of the newest one, if that was deleted, is given again."""
        if hwid not in self.hardware:
            raise NotKnownError(f"a device of hardware {hwid}, which isn't there")
        idx = max(self.devices, default=0) + 1
        number = str(82000 + idx)
        device = Device(
            idx,
            hwid,
            name,
            kind,
            # Only some types are filled up with zeros (source).
            device_id or (number if kind is SCALE else number.zfill(8)),
            self._stamp(),
            unit,
            used,
            svalue=kind.initial,
        )
        self.devices[idx] = device
        self.on_change()
        return device

    def delete_device(self, idx: int) -> None:
        """Delete a virtual sensor."""
        del self.devices[idx]
        self.on_change()

    def log_values(self) -> None:
        """Log what numbers there are, as every five minutes: a new sensor's first 0 as well."""
        for device in self.devices.values():
            if device.kind.unit is not None:
                device.history.append(device.svalue)

    def update(
        self, device: Device, svalue: str, *, nvalue: int = 0, battery: int = 255, rssi: int = 12
    ) -> None:
        """Take an update, as it is: nothing is checked."""
        if device.kind.unit is not None and _UNSEEN.match(svalue):
            raise NotKnownError(f"svalue {svalue!r}")
        device.svalue, device.nvalue = svalue, nvalue
        device.battery, device.rssi = battery, rssi
        device.last_update = self._stamp()
        device.updates.append(svalue)
        self.on_change()

    def _stamp(self) -> str:
        return self._now().strftime("%Y-%m-%d %H:%M:%S")
