"""A simulated Mi scale with a state: a clock that somebody set, a unit, and what it weighed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from .mi_scale import EPOCH, MiScale
from .mi_scale_clock import Clock
from .mi_scale_frames import Display, Model, has_left, has_settled, payload, stored
from .mi_scale_memory import Memory
from .scale import Beacon, Stand


def local_now() -> datetime:
    """Return the time where this machine is."""
    return datetime.now(UTC).astimezone()


class StatefulMiScale:
    """A Mi scale to `player`, which remembers what was played.

    Attributes:
        scale: What it is and puts on air, with its unit.
        clock: Its own.
        memory: What it has weighed, and which client has how much of it.
        is_battery_low: Whether it needs a new one.
    """

    def __init__(
        self, scale: MiScale | None = None, *, now: Callable[[], datetime] = local_now
    ) -> None:
        """Begin with nothing remembered.

        Args:
            scale: Which one; the clock is as far ahead as it says.
            now: The true time where it stands, aware.
        """
        self.scale = scale or MiScale()
        self.memory = Memory()
        self.is_battery_low = False
        self._now = now
        begin = now()
        self.clock = Clock(begin.replace(tzinfo=None) + self.scale.clock_offset, begin)
        self._settled: bytes | None = None

    @property
    def model(self) -> Model:
        """Which Mi scale it is."""
        return self.scale.model

    @property
    def address(self) -> str:
        """Its Bluetooth address, with colons."""
        return self.scale.address

    @property
    def name(self) -> str:
        """Its local name."""
        return self.scale.name

    @property
    def scan_response(self) -> bytes:
        """The AD structures that only an active scanner gets."""
        return self.scale.scan_response

    def advertising_data(self, payload: bytes) -> bytes:
        """Return the AD structures around a beacon's payload."""
        return self.scale.advertising_data(payload)

    def wake(self) -> list[Beacon]:
        """Return what it says when it wakes with nothing on it."""
        display = Display(weight_kg=0, stamp=self.clock.at(self._now()))
        return [Beacon(0.0, payload(self.model, self.scale.unit, display))]

    def schedule(self, stand: Stand, stepped_on: datetime) -> list[Beacon]:
        """Return everything it says about a stand, by the clock and in the unit of this moment."""
        offset = self.clock.at(stepped_on) - stepped_on.replace(tzinfo=None)
        return replace(self.scale, clock_offset=offset).schedule(stand, stepped_on)

    def show(self, payload: bytes) -> bool:
        """Show what a beacon says, and return whether it is advertised.

        A weighing that has settled is remembered when the load leaves.
        """
        if has_left(self.model, payload):
            if self._settled:
                self._remember(self._settled)
            self._settled = None
        elif has_settled(self.model, payload):
            self._settled = payload
        return True

    def weigh(
        self, weight_kg: float, impedance: float | None = None, when: datetime | None = None
    ) -> None:
        """Remember a weighing that nobody heard.

        Args:
            weight_kg: The weight.
            impedance: Ohm; None for none.
            when: The true time of it, aware; None for now. Its stamp is what the clock showed then,
                as if nobody had set it since.
        """
        stamp = self.clock.at(when or self._now())
        ohm = round(impedance or 0)
        settled = Display(weight_kg=weight_kg, stamp=stamp, stable=True, impedance=ohm)
        self._remember(payload(self.model, self.scale.unit, settled))

    def swap_battery(self) -> None:
        """Begin the clock at 1970 again; what is remembered stays."""
        self.clock = Clock(EPOCH, self._now())
        self.is_battery_low = False

    def _remember(self, settled: bytes) -> None:
        self.memory.records.append(stored(self.model, settled))
