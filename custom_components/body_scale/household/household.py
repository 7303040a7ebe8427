"""The household while it runs: its life cycle, and what entities, actions and flows hold of it."""

from datetime import datetime
from typing import Protocol

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..coordinator import ScaleCoordinator
from ..journal.writer import FAULTS, JournalWriter, Work
from .assisted import Assisted
from .entries import household_entry
from .identifier import Identifier
from .members import Members
from .people import Person
from .reconfiguration import Reconfiguration
from .records import Records
from .samples import Samples
from .scales import Scales
from .view import HouseholdView

type BodyScaleConfigEntry = ConfigEntry[Household]


class Outbox(Protocol):
    """What a bridge has to deliver, as far as entities show it."""

    @property
    def subentry(self) -> ConfigSubentry:
        """How the household knows the bridge."""

    @property
    def is_running(self) -> bool:
        """Whether the household delivers."""

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
    def outboxes(self) -> Members[Outbox]:
        """Return one for each bridge."""

    async def async_update(self, *, free: bool) -> bool:
        """Apply what changed of bridges, and of people as far as bridges deliver about them."""

    async def async_stop(self) -> None:
        """Deliver no more."""


class Household:
    """All scales, people and bridges of a home, and their weighings.

    Attributes:
        entry: Its config entry.
        people: By person id.
        scales: By scale id: an address, or a random id.
        outboxes: One for each bridge, by subentry id, and for each target with an account, by entry id.
        view: What is shown of the weighings.
        records: The one way to write weighings.
        identifier: Whose a weighing is; takes claims.
        writer: Reads from the journal, and holds its writing for backups.
        samples: Plays a recorded weighing.
        assisted: The assisted weighing that goes on.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Household],
        *,
        people: Members[Person],
        writer: JournalWriter,
        view: HouseholdView,
        records: Records,
        assisted: Assisted,
        identifier: Identifier,
        scales: Scales,
        bridges: Bridges,
        reconfiguration: Reconfiguration,
    ) -> None:
        """Take the parts; the scales aren't listened to yet."""
        self.hass = hass
        self.entry = entry
        self.people = people
        self.scales: Members[ScaleCoordinator] = scales.members
        self.outboxes = bridges.outboxes
        self.view = view
        self.records = records
        self.identifier = identifier
        self.writer = writer
        self.assisted = assisted
        self.samples = Samples(hass, entry, view, self.scales)
        self._scales = scales
        self._bridges = bridges
        self._reconfiguration = reconfiguration

    async def async_read[T](self, work: Work[T]) -> T:
        """Read from the journal for somebody who waits for the answer.

        Raises:
            HomeAssistantError: It can't be read now.
        """
        try:
            return await self.writer.async_read(work)
        except FAULTS as fault:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="not_read"
            ) from fault

    @callback
    def async_listen(self) -> None:
        """Add what waits, and listen to the scales; that replays what each of them said last."""
        self.records.async_begin()
        self._scales.async_listen()

    @callback
    def async_reconfigure(self) -> None:
        """Apply in the background what changed of the configuration."""
        self._reconfiguration.async_start()

    async def async_reconfigured(self) -> None:
        """Apply what changed of the configuration; everything else goes on undisturbed."""
        await self._reconfiguration.async_apply()

    async def async_shut_down(self) -> None:
        """Hear no more and wait until what was heard is stored and shown; not for a full disk."""
        await self._reconfiguration.async_stop()
        # A backup doesn't hold back what would be lost otherwise.
        self.writer.async_resume()
        self.samples.async_stop()
        self._scales.async_stop()
        await self.records.async_shut()

    async def async_close(self) -> None:
        """Stop what runs in the background, and close the journal."""
        await self._bridges.async_stop()
        await self.records.async_stop()
        await self.writer.async_close()


@callback
def running_household(hass: HomeAssistant) -> Household | None:
    """Return the household that runs; None while there is none."""
    entry: BodyScaleConfigEntry | None = household_entry(hass)
    return entry.runtime_data if entry and entry.state is ConfigEntryState.LOADED else None
