"""What is known of the device with an idx. Pure.

Domoticz gives the idx of a deleted device to the next one made, and the id of a virtual sensor is made
of its idx: only its name, type, hardware and value tell that it is another one. Tried with Domoticz
2025.1.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from . import message as domoticz_message

CONF_DEVICE = "device"
"""The key of a sensor's row under which the form notes what it saw."""
_MAX_NAME_LENGTH = 100

type Problem = str
"""The key of a repair."""

UNKNOWN, WRONG_TYPE, REPLACED = "domoticz_unknown", "domoticz_type", "domoticz_replaced"


@dataclass(frozen=True, slots=True)
class Device:
    """What tells one device from another.

    Attributes:
        name: Its name.
        kind: Its type and subtype, as `Kind` writes them.
        hardware: The number of its hardware.
    """

    name: str
    kind: str
    hardware: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Read it off a message on the output topic."""
        return cls(
            str(data.get("name"))[:_MAX_NAME_LENGTH],
            domoticz_message.kind_of(data),
            str(data.get("hwid"))[:_MAX_NAME_LENGTH],
        )

    @classmethod
    def read(cls, values: Mapping[str, str] | None) -> Self | None:
        """Read what `asdict` gave."""
        return None if values is None else cls(**values)

    def is_renamed(self, other: Self) -> bool:
        """Return whether another one may be this one with another name."""
        return (self.kind, self.hardware) == (other.kind, other.hardware)


@dataclass(slots=True)
class Known:
    """What is known of an idx.

    Attributes:
        chosen: What the form saw when the idx was chosen; None for a bridge of an earlier version.
        device: What it was when it was ours last.
        value: What it showed then.
        problem: Why nothing is sent to it.
        found: What was found there instead.
    """

    chosen: Device | None = None
    device: Device | None = None
    value: str | None = None
    problem: Problem | None = None
    found: Device | None = None

    @classmethod
    def of_choice(cls, chosen: Device | None) -> Self:
        """Begin with what the form saw."""
        return cls(chosen, chosen)

    @classmethod
    def read(cls, values: Mapping[str, Any] | None, chosen: Device | None) -> Self:
        """Read what `as_dict` gave, unless the bridge was changed since then."""
        if values is None or Device.read(values["chosen"]) != chosen:
            return cls.of_choice(chosen)
        device, found = (Device.read(values[key]) for key in ("device", "found"))
        return cls(chosen, device, values["value"], values["problem"], found)

    @property
    def is_something(self) -> bool:
        """Return whether there is anything to write down."""
        return self.device is not None or self.problem is not None

    def as_dict(self) -> Mapping[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self)

    def see(self, found: Device, value: str, fitting: Collection[str]) -> Problem | None:
        """Take what Domoticz says of the idx; return why nothing is sent to it.

        A device that was renamed is the same, and shows what it showed. After the idx was missing, or
        was a device that doesn't fit, only one of the same name is. Of an idx that was never seen the
        first that fits is ours.
        """
        fits = found.kind in fitting
        if fits and self._is_ours(found, value):
            self.device, self.value, self.problem, self.found = found, value, None, None
        else:
            was_missed = self.device is None and self.problem in {UNKNOWN, REPLACED}
            self.problem = REPLACED if fits or was_missed else WRONG_TYPE
            self.found = found
        return self.problem

    def _is_ours(self, found: Device, value: str) -> bool:
        if self.device is None:
            return self.problem in {None, WRONG_TYPE}
        return found.name == self.device.name or (
            self.problem is None
            and self.device.is_renamed(found)
            and (self.value is None or self.value == value)
        )

    def miss(self) -> None:
        """Take that Domoticz has no such idx."""
        self.problem = self.problem or UNKNOWN
