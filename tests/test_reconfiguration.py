"""A change of the configuration disturbs nothing but what it changes."""

import asyncio
from datetime import timedelta
import logging
import sqlite3
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    EVENT_STATE_CHANGED,
)
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.household import membership, reconfiguration
from custom_components.body_scale.household.membership import Membership
from custom_components.body_scale.journal import people as stored_people
from custom_components.body_scale.journal.writer import JournalWriter
from custom_components.body_scale.model import AssignedBy

from .bluetooth import ADDRESS, MOVING, OTHER_ADDRESS, REMOVED, WEIGHED
from .changing import Change, undisturbed
from .household import person_subentry, scale_subentry
from .stored import everything, memory_of, profiles_of, weighings_of

ANNA, BEN, CARL = "anna0123456789", "ben0123456789", "carl0123456789"
SELECT, PENDING = "select.body_scale_last_weighing", "sensor.body_scale_pending"
# The captured scale's next guest, a day later: 85.35 kg.
NEXT = "0226b20705050f0201ac01ae42"
NEXT_MOVING = "0204b20705050f013a0000ae42"


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def carl():
    return person_subentry(
        "Carl", sex="male", birth_date="1980-01-09", height=190.0, weight=104.0, weight_min=95.0
    )


@pytest.fixture
def change(hass, entry):
    return Change(hass, entry)


def profile(subentry, **values):
    return {"profiles": [{**subentry.data["profiles"][-1], **values}]}


def anna_grows(change, carl):
    change.update("Anna", **profile(change.find("Anna"), height=178.0))


def anna_is_guessed_otherwise(change, carl):
    change.update("Anna", identification={"weight": 61.0, "weight_max": 79.0})


# What names Anna, also among the candidates of what is pending.
NAMED = ("anna", SELECT, PENDING)
# What is changed, and the entities whose states may change by that.
CHANGES = {
    "person added": (lambda change, carl: change.add(carl), ("carl", SELECT)),
    "person changed": (anna_grows, ("anna",)),
    "person guessed": (anna_is_guessed_otherwise, ("anna",)),
    "person renamed": (lambda change, carl: change.update("Anna", title="Ann"), NAMED),
    "person removed": (lambda change, carl: change.remove("Anna"), NAMED),
    "scale added": (
        lambda change, carl: change.add(scale_subentry(OTHER_ADDRESS, "Attic")),
        ("attic",),
    ),
    "scale renamed": (
        lambda change, carl: change.update("Mi Scale", title="Bathroom"),
        ("mi_scale",),
    ),
    "scale changed": (
        lambda change, carl: change.update("Mi Scale", encryption_key="00" * 16),
        ("mi_scale",),
    ),
    "slots changed": (
        lambda change, carl: change.update("Mi Scale", profiles=[{"person": ANNA, "slot": 1}]),
        (),
    ),
    "scale removed": (lambda change, carl: change.remove("Mi Scale"), ("mi_scale",)),
    "options changed": (
        lambda change, carl: change.options(threshold=0.95, claim_minutes=7),
        (),
    ),
}


@pytest.fixture(params=CHANGES)
def kind(request):
    return CHANGES[request.param]


@pytest.fixture(autouse=True)
def no_errors(caplog):
    """Check that nothing goes wrong unseen; tests of faults override this."""
    yield
    assert [each for each in caplog.get_records("call") if each.levelno >= logging.ERROR] == []


@pytest.fixture
async def weighed(hass, household, air, act):
    """Let everybody have a weighing, and one be pending."""
    await air.hear(MOVING, WEIGHED, REMOVED)
    await act("record_weighing", weight=62.0, person="Anna")
    # A suitcase.
    await act("record_weighing", weight=18.0)
    # Nothing is still to be shown by itself: the scale is idle again.
    # A timer that was begun for an earlier moment waits for the rest.
    for minutes in (2, 4):
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=minutes))
        await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("sensor.mi_scale_weighing_state").state == "idle"
    return household


class TestUndisturbed:
    async def test_everything_else(self, hass, entry, weighed, change, carl, kind):
        apply, own = kind
        with undisturbed(hass, own):
            apply(change, carl)
            await change.settle()
        assert entry.runtime_data is weighed
        assert entry.state is ConfigEntryState.LOADED

    async def test_own_events_do_not_fire(self, hass, weighed, change, carl, kind):
        events = [each for each in hass.states.async_all("event") if each.state != "unknown"]
        assert len(events) == 3
        kind[0](change, carl)
        await change.settle()
        for event in events:
            # Who was removed has none any more.
            if now := hass.states.get(event.entity_id):
                assert now.state == event.state

    async def test_a_weighing_goes_on(self, hass, weighed, air, change, carl, kind):
        before = len(everything(weighed))
        await air.hear(NEXT_MOVING)
        kind[0](change, carl)
        await change.settle()
        await air.hear(NEXT)
        await change.settle()
        new = everything(weighed)[before:]
        assert [(each.weight_kg, each.impedance) for each in new] == [(85.35, 428.0)]
        await air.hear(NEXT)
        assert len(everything(weighed)) == before + 1

    @pytest.mark.parametrize("kind", [CHANGES[key] for key in CHANGES if key != "scale removed"])
    async def test_the_next_weighing_is_one(self, hass, weighed, air, change, carl, kind):
        """A changed source hears the scale's last advertisement once more: that is nothing new."""
        before = len(everything(weighed))
        kind[0](change, carl)
        await change.settle()
        assert len(everything(weighed)) == before
        await air.hear(NEXT_MOVING, NEXT)
        assert len(everything(weighed)) == before + 1

    async def test_a_claim_holds(self, hass, weighed, air, change, carl, kind):
        await hass.services.async_call(
            "button", "press", {"entity_id": "button.ben_next_weighing"}, blocking=True
        )
        await air.hear(NEXT_MOVING)
        kind[0](change, carl)
        await change.settle()
        await air.hear(NEXT)
        assert weighings_of(weighed, BEN)[-1].assigned_by is AssignedBy.CLAIM


class TestPeople:
    async def test_who_comes(self, hass, entry, weighed, air, act, change, carl):
        change.add(carl)
        await change.settle()
        assert hass.states.get("sensor.carl_weight").state == "unknown"
        assert "Carl" in hass.states.get(SELECT).attributes["options"]
        assert profiles_of(weighed, CARL)[0].height_cm == 190.0
        # Candidate from now on, and only for what is weighed from now on.
        weighing = await act("record_weighing", respond=True, weight=104.0)
        assert weighing["person"] == "Carl"
        assert hass.states.get("sensor.carl_weight").state == "104.0"
        assert hass.states.get("event.carl_weighing").attributes["event_type"] == "weighed"
        [suitcase] = weighings_of(weighed, None)
        assert CARL not in suitcase.candidates
        await hass.services.async_call(
            "select", "select_option", {"entity_id": SELECT, "option": "Carl"}, blocking=True
        )
        await change.settle()
        assert weighings_of(weighed, None) == []

    async def test_who_comes_claims(self, hass, weighed, air, change, carl):
        change.add(carl)
        await change.settle()
        await hass.services.async_call(
            "button", "press", {"entity_id": "button.carl_next_weighing"}, blocking=True
        )
        await air.hear(NEXT_MOVING, NEXT)
        assert [each.weight_kg for each in weighings_of(weighed, CARL)] == [85.35]

    async def test_who_comes_while_somebody_stands_there(self, hass, weighed, air, change, carl):
        await air.hear(NEXT_MOVING)
        change.add(carl)
        await change.settle()
        assert hass.states.get("sensor.carl_weight")
        await air.hear(NEXT)
        assert len(weighings_of(weighed, BEN)) == 2

    async def test_another_profile_makes_other_numbers(self, hass, weighed, change, carl):
        bmi, body_fat = hass.states.get("sensor.anna_bmi"), hass.states.get("sensor.ben_body_fat")
        anna_grows(change, carl)
        await change.settle()
        assert float(hass.states.get("sensor.anna_bmi").state) == pytest.approx(62 / 1.78**2, 1e-4)
        assert hass.states.get("sensor.anna_bmi").state != bmi.state
        assert hass.states.get("sensor.ben_body_fat") is body_fat
        assert profiles_of(weighed, ANNA)[0].height_cm == 178.0

    async def test_another_name(self, hass, entry, weighed, act, change):
        change.update("Anna", title="Ann")
        await change.settle()
        state = hass.states.get("sensor.anna_weight")
        assert state.attributes["friendly_name"] == "Ann Weight"
        device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, ANNA), entry.entry_id)
        assert device.name == "Ann"
        assert hass.states.get(SELECT).attributes["options"][1:3] == ["Ann", "Ben"]
        assert weighed.writer.journal.run(stored_people.known) == {ANNA, BEN}
        weighings = (await act("get_weighings", respond=True, person="Ann"))["weighings"]
        assert [each["person"] for each in weighings] == ["Ann"]

    async def test_who_goes(self, hass, entry, weighed, act, change):
        change.remove("Anna")
        await change.settle()
        assert not [each for each in hass.states.async_all() if ".anna_" in each.entity_id]
        entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
        assert not [each for each in entities if each.unique_id.startswith(ANNA)]
        devices = dr.async_get(hass)
        assert devices.async_get_device_by_identifier((DOMAIN, ANNA), entry.entry_id) is None
        assert "Anna" not in hass.states.get(SELECT).attributes["options"]
        assert list(weighed.people) == [BEN]
        assert weighed.view.history(ANNA) == ()
        # The journal keeps theirs, and nobody else gets the next one like them.
        assert [each.weight_kg for each in weighings_of(weighed, ANNA)] == [62.0]
        weighing = await act("record_weighing", respond=True, weight=62.0)
        assert weighing["person"] is None
        assert list(weighing["candidates"]) == ["Ben", "nobody"]

    async def test_who_comes_back_has_theirs(self, hass, weighed, act, change, anna):
        shown = hass.states.get("sensor.anna_weight").state
        change.remove("Anna")
        await change.settle()
        change.add(anna)
        await change.settle()
        assert hass.states.get("sensor.anna_weight").state == shown
        await act("record_weighing", weight=62.3, person="Anna")
        assert hass.states.get("sensor.anna_weight").state == "62.3"

    async def test_who_comes_back_while_somebody_stands_there(
        self, hass, entry, weighed, air, change, anna
    ):
        await air.hear(NEXT_MOVING)
        change.remove("Anna")
        await change.settle()
        change.add(anna)
        await change.settle()
        assert hass.states.get("sensor.anna_weight").state == "62.0"
        await air.hear(NEXT)
        assert hass.states.get("sensor.anna_weight").state == "62.0"
        # In the order of the configuration, as after a start.
        assert list(weighed.people) == [BEN, ANNA]

    async def test_who_was_erased_can_be_weighed_when_added_again(
        self, hass, weighed, act, change, anna
    ):
        await act("erase_person", person="Anna")
        assert list(weighed.people) == [BEN]
        change.add(anna)
        await change.settle()
        assert hass.states.get("sensor.anna_weight").state == "unknown"
        weighing = await act("record_weighing", respond=True, weight=62.0)
        assert weighing["person"] == "Anna"


class TestScales:
    async def test_one_comes_and_is_heard(self, hass, weighed, air, change):
        change.add(scale_subentry(OTHER_ADDRESS, "Attic"))
        await change.settle()
        before = len(everything(weighed))
        await air.hear(NEXT_MOVING, NEXT, address=OTHER_ADDRESS)
        assert everything(weighed)[before:][0].scale == OTHER_ADDRESS
        assert hass.states.get("sensor.attic_weighing_state").state == "done"

    async def test_one_goes_and_is_heard_no_more(self, hass, weighed, air, change):
        before = len(everything(weighed))
        change.remove("Mi Scale")
        await change.settle()
        assert weighed.scales == {}
        assert not [each for each in hass.states.async_all() if ".mi_scale_" in each.entity_id]
        await air.hear(NEXT_MOVING, NEXT)
        assert len(everything(weighed)) == before

    async def test_one_that_comes_back_remembers(self, hass, weighed, air, change):
        change.remove("Mi Scale")
        await change.settle()
        before = len(everything(weighed))
        change.add(scale_subentry(ADDRESS))
        await change.settle()
        await air.hear(WEIGHED, REMOVED)
        assert len(everything(weighed)) == before
        await air.hear(NEXT_MOVING, NEXT)
        assert len(everything(weighed)) == before + 1
        assert memory_of(weighed, ADDRESS)["records"][-1]["weight_kg"] == 85.35
        assert hass.states.get("sensor.mi_scale_weighing_state").state == "done"

    async def test_one_that_comes_back_while_somebody_stands_on_it(
        self, hass, weighed, air, change
    ):
        before = len(everything(weighed))
        await air.hear(NEXT_MOVING)
        change.remove("Mi Scale")
        change.add(scale_subentry(ADDRESS, "Bathroom"))
        await change.settle()
        await air.hear(NEXT)
        assert len(everything(weighed)) == before + 1
        # Home Assistant gives entities that were removed their ids back.
        state = hass.states.get("sensor.mi_scale_weighing_state")
        assert state.attributes["friendly_name"] == "Bathroom Weighing state"
        assert weighed.scales[ADDRESS].subentry.title == "Bathroom"

    async def test_slots_count_at_once(self, hass, weighed, change):
        change.update("Mi Scale", profiles=[{"person": ANNA, "slot": 4}])
        await change.settle()
        assert weighed.identifier._candidates._slots(ADDRESS) == {ANNA: 4}


class TestTogether:
    async def test_changes_in_quick_succession(self, hass, entry, weighed, change, carl):
        change.add(carl)
        change.update("Anna", title="Ann")
        change.add(scale_subentry(OTHER_ADDRESS, "Attic"))
        await asyncio.sleep(0)
        change.remove("Ben")
        change.update("Carl", title="Karl")
        await change.settle()
        assert {person.name for person in weighed.people.values()} == {"Ann", "Karl"}
        assert hass.states.get("sensor.attic_weighing_state")
        assert hass.states.get(SELECT).attributes["options"][1:3] == ["Ann", "Karl"]
        assert entry.runtime_data is weighed

    async def test_one_that_comes_while_another_is_applied(self, hass, weighed, change, carl):
        read, asked = JournalWriter.async_read, []

        async def slow(self, work):
            if not asked:
                asked.append(True)
                change.update("Anna", title="Ann")
            return await read(self, work)

        with patch.object(JournalWriter, "async_read", slow):
            change.add(carl)
            await change.settle()
        assert {person.name for person in weighed.people.values()} == {"Ann", "Ben", "Carl"}


class TestFaults:
    @pytest.fixture(autouse=True)
    def no_errors(self):
        """Let be logged what goes wrong."""

    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch):
        monkeypatch.setattr(reconfiguration, "_FIRST_PAUSE_S", 0.0)
        monkeypatch.setattr("custom_components.body_scale.journal.writer._FIRST_PAUSE_S", 0.0)

    async def test_a_locked_journal_is_waited_for(self, hass, entry, weighed, change, carl):
        histories, calls = membership.read_histories, []

        def locked(*args):
            calls.append(args)
            if len(calls) < 3:
                raise sqlite3.OperationalError("database is locked")
            return histories(*args)

        with (
            patch.object(membership, "read_histories", locked),
            undisturbed(hass, ("carl", SELECT)),
        ):
            change.add(carl)
            await change.settle()
        assert len(calls) == 3
        assert hass.states.get("sensor.carl_weight")
        assert entry.runtime_data is weighed

    async def test_a_full_disk_is_waited_for(self, hass, entry, weighed, change, carl):
        store, calls = membership.store_people, []

        def full(*args):
            calls.append(args)
            if len(calls) < 3:
                assert hass.states.get("sensor.carl_weight")
                raise sqlite3.OperationalError("database or disk is full")
            return store(*args)

        with patch.object(membership, "store_people", full):
            change.add(carl)
            await change.settle()
        assert profiles_of(weighed, CARL)
        assert entry.runtime_data is weighed

    async def test_a_mistake_leads_to_one_reload(
        self, hass, entry, weighed, air, change, carl, caplog
    ):
        before = everything(weighed)
        await air.hear(NEXT_MOVING)
        with patch.object(Membership, "async_update", side_effect=KeyError("mistake")):
            change.add(carl)
            await change.settle()
            assert entry.runtime_data is weighed
            await air.hear(NEXT)
            await change.settle()
        assert entry.runtime_data is not weighed
        # The start itself looks for changes, too, but another start wouldn't help.
        assert caplog.text.count("can't be applied without a reload") == 2
        assert entry.state is ConfigEntryState.LOADED
        assert hass.states.get("sensor.carl_weight")
        assert [each.weight_kg for each in everything(entry.runtime_data)] == [
            *(each.weight_kg for each in before),
            85.35,
        ]

    async def test_unloading_ends_what_waits(self, hass, entry, weighed, change, carl):
        def locked(*_):
            raise sqlite3.OperationalError("database is locked")

        with (
            patch.object(membership, "read_histories", locked),
            patch.object(reconfiguration, "_FIRST_PAUSE_S", 3600.0),
            patch.object(reconfiguration, "_PATIENCE_S", 0.0),
        ):
            change.add(carl)
            await hass.async_block_till_done()
            assert await hass.config_entries.async_unload(entry.entry_id)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await change.settle()
        assert hass.states.get("sensor.carl_weight")


async def test_a_reload_fires_no_event_again(hass, entry, weighed):
    before = {each.entity_id: each for each in hass.states.async_all("event")}
    seen = {}

    @callback
    def note(event):
        if event.data["entity_id"] in before and (new := event.data["new_state"]):
            seen.setdefault(event.data["entity_id"], set()).add(new.state)

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    for entity_id, state in before.items():
        now = hass.states.get(entity_id)
        # An event entity's state is the time of its last event.
        assert (now.state, now.attributes) == (state.state, state.attributes)
        assert seen[entity_id] == {"unavailable", state.state}
