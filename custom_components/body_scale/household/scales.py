"""The scales of the household: made at the start, and changed while it runs."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import CONF_PROFILES, SUBENTRY_SCALE
from ..coordinator import ScaleCoordinator
from ..journal.scales import memory_of
from ..journal.writer import JournalWriter
from ..session import Memory
from ..sources import is_supported, make_source, scale_id
from ..sources.consent import saved_consents
from ..sources.rediscovery import async_rediscover_removed
from ..sources.scale_issue import async_delete_other_scale_issues
from .members import Members
from .records import Records
from .saved import Saved, async_name_device, presence
from .waiting import WaitingRoom

type _Memories = Mapping[str, Mapping[str, Any]]


def configured_scales(entry: ConfigEntry[Any]) -> dict[str, ConfigSubentry]:
    """Return the scales that this version can hear, by scale id; others wait for a later one."""
    subentries = entry.get_subentries_of_type(SUBENTRY_SCALE)
    return {scale_id(each): each for each in subentries if is_supported(each)}


class Scales:
    """Lets scales be heard, and come, change and go.

    Attributes:
        members: The scales by their ids.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        writer: JournalWriter,
        records: Records,
        room: WaitingRoom,
        subentries: Mapping[str, ConfigSubentry],
        memories: _Memories,
    ) -> None:
        """Make the scales of these subentries with what was stored of them; none is heard yet."""
        self.hass = hass
        self._entry = entry
        self._writer = writer
        self._records = records
        self._room = room
        self._saved: dict[str, Saved] = {}
        self._state_listeners: list[CALLBACK_TYPE] = []
        self.members = Members(
            {key: self._make(each, memories.get(key)) for key, each in subentries.items()}
        )

    @property
    def occupied(self) -> bool:
        """Return whether somebody stands on a scale."""
        return any(scale.session.occupied for scale in self.members.values())

    @callback
    def async_add_state_listener(self, listener: CALLBACK_TYPE) -> None:
        """Call a listener when the state of a scale changed, of one that comes later, too."""
        self._state_listeners.append(listener)

    @callback
    def async_listen(self) -> None:
        """Listen to the scales; that replays what each of them said last."""
        for scale in self.members.values():
            scale.async_start()

    @callback
    def async_stop(self) -> None:
        """Hear no more; stands that only wait for an impedance are weighings, too."""
        for scale in self.members.values():
            scale.async_stop()

    async def async_update(self, *, free: bool) -> bool:
        """Apply what changed of scales; return whether that is everything.

        Args:
            free: Nobody stands on a scale. Until then none is removed, nor given another source.
        """
        wanted = configured_scales(self._entry)
        if free:
            self._async_drop(wanted)
        for key in wanted.keys() & self.members.keys():
            self._async_change(key, wanted[key], free=free)
        await self._add({key: each for key, each in wanted.items() if key not in self.members})
        return self._saved == {key: Saved.of(each) for key, each in wanted.items()}

    @callback
    def _async_drop(self, wanted: Mapping[str, ConfigSubentry]) -> None:
        """Let go what was removed, and what is of another subentry now, which has other entities."""
        gone = {
            key: scale
            for key, scale in self.members.items()
            if key not in wanted or wanted[key].subentry_id != self._saved[key].subentry_id
        }
        if not gone:
            return
        self.members.async_replace({k: v for k, v in self.members.items() if k not in gone})
        for key, scale in gone.items():
            scale.async_stop()
            del self._saved[key]
        async_delete_other_scale_issues(self.hass, self._entry.subentries)
        async_rediscover_removed(self.hass, self._entry)

    @callback
    def _async_change(self, key: str, subentry: ConfigSubentry, *, free: bool) -> None:
        """Give a scale its new name, and with other settings another source."""
        old, new = self._saved[key], Saved.of(subentry)
        if old.subentry_id != new.subentry_id:
            # It was removed and added again: the one before goes first.
            return
        async_name_device(self.hass, self._entry.entry_id, key, new.title)
        if _source_settings(old) != _source_settings(new):
            if not free:
                return
            scale = self.members[key]
            memory = scale.session.memory
            source = make_source(self.hass, self._entry.entry_id, subentry, memory)
            scale.async_change_source(source)
        self._saved[key] = new

    async def _add(self, subentries: Mapping[str, ConfigSubentry]) -> None:
        """Make scales that have come, add their entities, and listen to them."""
        if not subentries:
            return
        memories = await self._writer.async_read(
            lambda db: {key: memory_of(db, key) for key in subentries}
        )
        # What waits is newer than what the journal knows.
        stored = {key: each for key, each in memories.items() if each} | {
            key: each for key, each in self._room.memories.items() if key in subentries
        }
        new = {
            key: self._make(subentry, stored.get(key))
            for key, subentry in subentries.items()
            if subentry.subentry_id in self._entry.subentries
        }
        self.members.async_replace({**self.members, **new})
        async_rediscover_removed(self.hass, self._entry)
        for key, scale in new.items():
            if key in stored:
                self._records.async_remember(key, stored[key])
            is_wanted = presence(self._entry, scale.subentry.subentry_id)
            await self.members.async_announce(scale, is_wanted)
            # The last advertisement is replayed: only now are the entities there that show it.
            scale.async_start()

    def _make(self, subentry: ConfigSubentry, stored: Mapping[str, Any] | None) -> ScaleCoordinator:
        memory = _memory(stored)
        source = make_source(self.hass, self._entry.entry_id, subentry, memory)
        scale = ScaleCoordinator(self.hass, source, memory=memory, take=self._records.async_take)
        scale.async_add_state_listener(self._async_state_changed)
        self._saved[source.id] = Saved.of(subentry)
        return scale

    @callback
    def _async_state_changed(self) -> None:
        for listener in self._state_listeners:
            listener()


def _source_settings(saved: Saved) -> tuple[object, ...]:
    """Return what a source is made of.

    Of people's slots that is their PINs alone: whose is which is read when somebody was weighed.
    """
    settings = {key: value for key, value in saved.data.items() if key != CONF_PROFILES}
    return settings, saved_consents(saved.data)


def _memory(data: Mapping[str, Any] | None) -> Memory | None:
    """Return what was stored of a scale; None for nothing, or nothing that can be read."""
    try:
        return Memory.from_dict(data) if data else None
    except KeyError, TypeError, ValueError:
        return None
