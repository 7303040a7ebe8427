"""Lets people come, change and go while the household runs."""

from collections.abc import Mapping
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_send

from ..const import SUBENTRY_PERSON
from ..journal.memberships import Spans, store_spans
from ..journal.writer import JournalWriter, NotStoredError
from .changes import SIGNAL_CHANGED, WeighingChange, ids
from .identifier import Identifier
from .members import Members
from .people import Person
from .saved import async_name_device, presence
from .start import store_people
from .view import HouseholdView, read_histories
from .work import BackgroundWork


def configured_people(entry: ConfigEntry[Any]) -> dict[str, Person]:
    """Return the people as the configuration has them now, by person id."""
    subentries = entry.get_subentries_of_type(SUBENTRY_PERSON)
    return {person.id: person for person in map(Person.from_subentry, subentries)}


class Membership:
    """Brings the one list of people up to the configuration, and everything that depends on it."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        people: Members[Person],
        writer: JournalWriter,
        view: HouseholdView,
        identifier: Identifier,
        work: BackgroundWork,
    ) -> None:
        """Take the people, and what remembers something of each of them."""
        self.hass = hass
        self._entry = entry
        self._people = people
        self._writer = writer
        self._view = view
        self._identifier = identifier
        self._roster = identifier.roster
        self._work = work

    async def async_update(self, *, free: bool) -> bool:
        """Apply what changed of people; return whether that is everything.

        Args:
            free: Nobody stands on a scale. Otherwise those who were removed stay members until then:
                it may be one of them who stands there.
        """
        old, wanted = dict(self._people), configured_people(self._entry)
        leaving = {key: person for key, person in old.items() if key not in wanted}
        new = wanted if free else wanted | leaving
        changed = {key: person for key, person in new.items() if old.get(key) != person}
        gone = old.keys() - new.keys()
        if changed or gone:
            histories = await self._writer.async_read(lambda db: read_histories(db, changed))
            left = {key: person for key, person in self._identifier.members.items() if key in gone}
            self._people.async_replace(new)
            self._roster.async_come(new.keys() - old.keys())
            self._roster.async_leave(left)
            self._view.async_take_histories(histories)
            self._identifier.async_forget(gone)
            await self._show(old, changed)
            # Sentences name people, and whose the last weighing is can be chosen among them.
            signal = SIGNAL_CHANGED.format(self._entry.entry_id)
            change = WeighingChange(ids((*changed, *gone)))
            async_dispatcher_send(self.hass, signal, change)
            if changed or left:
                spans = self._roster.spans(changed | left)
                self._work.async_start(self._store(changed, spans))
        return new.keys() == wanted.keys()

    async def _store(self, people: Mapping[str, Person], spans: Spans) -> None:
        """Store names, profiles and who was a member when; on a full disk or in a backup, later."""

        def write(database: sqlite3.Connection) -> None:
            store_people(database, people)
            store_spans(database, spans)

        try:
            await self._writer.async_write(write)
        except NotStoredError:
            # The journal was closed: the next start does it.
            return

    async def _show(self, old: Mapping[str, Person], changed: Mapping[str, Person]) -> None:
        """Add the entities of those who have come, and name the devices of the others anew."""
        for person in changed.values():
            before = old.get(person.id)
            if before and before.subentry_id == person.subentry_id:
                async_name_device(self.hass, self._entry.entry_id, person.id, person.name)
            else:
                is_wanted = presence(self._entry, person.subentry_id)
                await self._people.async_announce(person, is_wanted)
