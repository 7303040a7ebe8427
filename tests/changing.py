"""Changing a household that runs, and checking that this disturbs nothing else."""

from contextlib import contextmanager
from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EVENT_CALL_SERVICE, MATCH_ALL
from homeassistant.core import callback


class Change:
    """What can be changed of a household."""

    def __init__(self, hass, entry):
        self.hass = hass
        self.entry = entry
        self.entries = hass.config_entries

    def add(self, data):
        subentry = ConfigSubentry(
            data=MappingProxyType(data["data"]),
            subentry_type=data["subentry_type"],
            title=data["title"],
            unique_id=data["unique_id"],
        )
        self.entries.async_add_subentry(self.entry, subentry)

    def find(self, title):
        return next(each for each in self.entry.subentries.values() if each.title == title)

    def update(self, of, *, title=None, **data):
        subentry = self.find(of)
        self.entries.async_update_subentry(
            self.entry, subentry, title=title or of, data={**subentry.data, **data}
        )

    def remove(self, title):
        self.entries.async_remove_subentry(self.entry, self.find(title).subentry_id)

    def options(self, **options):
        self.entries.async_update_entry(self.entry, options=options)

    async def settle(self):
        await self.hass.async_block_till_done(wait_background_tasks=True)


def is_own(entity_id, own):
    name = entity_id.partition(".")[2]
    return any(entity_id == each or name.startswith(f"{each}_") for each in own)


@contextmanager
def undisturbed(hass, own):
    """Check that no entity but a change's own is written, nor anything else happens to it."""
    before = {
        state.entity_id: state
        for state in hass.states.async_all()
        if not is_own(state.entity_id, own)
    }
    assert before
    happened = []

    @callback
    def note(event):
        entity_id = event.data.get("entity_id")
        if event.event_type == EVENT_CALL_SERVICE or isinstance(entity_id, str):
            happened.append((event.event_type, entity_id))

    stop = hass.bus.async_listen(MATCH_ALL, note)
    yield
    stop()
    disturbed = [each for each in happened if not is_own(each[1] or "", own)]
    assert not disturbed, disturbed
    other = [each for each, state in before.items() if hass.states.get(each) is not state]
    assert not other, other
