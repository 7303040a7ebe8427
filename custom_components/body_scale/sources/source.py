"""What every source of a scale's frames has in common."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..model import Frame, Origin, Traits
from ..scales.conversation import Learned
from ..session import Memory
from .capture import Capture

if TYPE_CHECKING:
    from .visitor import Visitor


def scale_id(subentry: ConfigSubentry) -> str:
    """Return what stands for a scale in the journal and in unique ids: an address, or a random id."""
    return subentry.unique_id or subentry.subentry_id


class Listener(Protocol):
    """What a source hands frames to: the coordinator of the scale.

    Attributes:
        lacks_weighings: Something may be in the scale's memory that wasn't heard.
    """

    lacks_weighings: bool

    @property
    def name(self) -> str:
        """What people call the scale."""

    @property
    def occupied(self) -> bool:
        """Whether somebody stands on the scale."""

    @property
    def clock_drift(self) -> float | None:
        """By how many seconds the scale's clock is ahead; None where that isn't known."""

    def hear(self, frame: Frame, at: datetime) -> None:
        """Take a frame of what happens on the scale now; `at` is when it was received, aware."""

    def replay(self, heard: Sequence[tuple[Frame, datetime]]) -> None:
        """Take frames of a while ago, each with when it was received, oldest first."""

    async def recall(
        self, frames: Sequence[Frame], at: datetime, *, everything: bool = False
    ) -> bool:
        """Take what the scale's own memory held, in any order; return whether that is stored.

        Args:
            frames: At most some hundreds at once.
            at: When it was read, aware, in the zone of the house.
            everything: What was read before is among it.
        """

    def learn(self, learned: Learned, at: datetime) -> None:
        """Take what the scale says of itself; `at` is when it said it, aware."""


class Source(ABC):
    """Where the frames of one scale come from.

    To add a kind of source, write a subclass in a module of its own, with at least `start`, and add
    a row to `SOURCES`; what is asked for is a `SettingsForm` and a row in `flows/scale.py`. Set what
    differs from the defaults below. `traits`, `model` and `rssi` may
    change while the source runs; the coordinator looks at them whenever it is given a frame.

    Attributes:
        origin: How weighings heard live come to be known.
        has_signal: It has a signal strength.
        connections: What else the device registry knows the scale's device by.
        is_service: The device is no device of its own, but made of something else.
        traits: The habits of the scale, as far as they are known.
        rssi: The strength of the signal, dBm; None where there is none.
        capture: The last minutes of what the scale sent; None where another program hears it.
        visitor: What connects to the scale; None where nothing does, or not yet.
    """

    origin = Origin.LIVE
    has_signal = False
    connections: frozenset[tuple[str, str]] = frozenset()
    is_service = False
    rssi: int | None = None
    capture: Capture | None = None
    visitor: Visitor | None = None

    def __init__(
        self, hass: HomeAssistant, entry_id: str, subentry: ConfigSubentry, memory: Memory | None
    ) -> None:
        """Take the scale's settings and what an earlier session of it remembered."""
        self.hass = hass
        self.entry_id = entry_id
        self.subentry = subentry
        self.memory = memory
        self.id = scale_id(subentry)
        self.traits = Traits()

    @property
    def has_memory(self) -> bool:
        """Return whether the scale remembers weighings, and something reads them."""
        return False

    @property
    def settings(self) -> Mapping[str, Any]:
        """Return what was typed in for this scale."""
        return self.subentry.data

    @abstractmethod
    def start(self, listener: Listener) -> CALLBACK_TYPE:
        """Hand every frame to the listener from now on; return what ends that."""

    @callback  # noqa: B027 (most sources have nothing to do)
    def weighed(self) -> None:
        """Get ready for the next weighing, now that one is complete."""
