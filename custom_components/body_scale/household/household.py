"""The household while it runs: its life cycle, and what entities, actions and flows hold of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..coordinator import ScaleCoordinator
from ..journal.writer import JournalWriter
from .identifier import Identifier
from .people import Person
from .records import Records
from .view import HouseholdView
from .work import BackgroundWork

type BodyScaleConfigEntry = ConfigEntry[Household]


class Outbox(Protocol):
    """What a bridge has to deliver, as far as entities show it."""

    @property
    def subentry(self) -> ConfigSubentry:
        """How the household knows the bridge."""

    @property
    def number(self) -> int:
        """How many messages wait."""

    @property
    def since(self) -> datetime | None:
        """When the oldest of them was put in."""

    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when these may have changed; return what ends that."""


class Bridges(Protocol):
    """What delivers weighings outside, and writes into the journal on its own."""

    @property
    def outboxes(self) -> Sequence[Outbox]:
        """Return one for each bridge."""

    async def async_stop(self) -> None:
        """Deliver no more."""


class Household:
    """All scales, people and bridges of a home, and their weighings.

    Attributes:
        entry: Its config entry.
        people: By person id.
        scales: By scale id: an address, or a random id.
        outboxes: One for each bridge.
        view: What is shown of the weighings.
        records: The one way to write weighings.
        identifier: Whose a weighing is; takes claims.
        writer: Reads from the journal, and holds its writing for backups.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Household],
        *,
        writer: JournalWriter,
        view: HouseholdView,
        records: Records,
        identifier: Identifier,
        work: BackgroundWork,
        scales: Mapping[str, ScaleCoordinator],
        bridges: Bridges,
    ) -> None:
        """Take the parts; the scales aren't listened to yet."""
        self.hass = hass
        self.entry = entry
        self.people: Mapping[str, Person] = view.people
        self.scales = scales
        self.outboxes = bridges.outboxes
        self.view = view
        self.records = records
        self.identifier = identifier
        self.writer = writer
        self._work = work
        self._bridges = bridges
        self._reload_waits = False
        self._stop_listening: list[CALLBACK_TYPE] = []
        work.async_add_listener(self._async_reload_if_free)
        for scale in scales.values():
            scale.async_add_state_listener(self._async_reload_if_free)

    @callback
    def async_listen(self) -> None:
        """Add what waits, and listen to the scales; that replays what each of them said last."""
        self.records.async_begin()
        self._stop_listening = [scale.async_start() for scale in self.scales.values()]

    async def async_shut_down(self) -> None:
        """Hear no more and wait until what was heard is stored and shown; not for a full disk."""
        for stop in self._stop_listening:
            stop()
        self._stop_listening = []
        # A backup doesn't hold back what would be lost otherwise.
        self.writer.async_resume()
        # Stands that only wait for an impedance are weighings, too.
        for scale in self.scales.values():
            scale.async_finish()
        await self.records.async_shut()

    async def async_close(self) -> None:
        """Stop what runs in the background, and close the journal."""
        await self._bridges.async_stop()
        await self.records.async_stop()
        await self.writer.async_close()

    @callback
    def async_schedule_reload(self) -> None:
        """Reload the entry as soon as nobody stands on a scale."""
        self._reload_waits = True
        self._async_reload_if_free()

    @callback
    def _async_reload_if_free(self) -> None:
        """Reload if that waits, the scales are free, and their weighings are written."""
        occupied = any(scale.session.occupied for scale in self.scales.values())
        if self._reload_waits and not occupied and not self._work.busy:
            self._reload_waits = False
            self.hass.config_entries.async_schedule_reload(self.entry.entry_id)
