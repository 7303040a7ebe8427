"""What can't be stored at once: it waits through reloads and stops, and nothing is lost or doubled."""

import asyncio
from contextlib import contextmanager
from datetime import timedelta
import errno
import json
from pathlib import Path
import sqlite3
from unittest.mock import patch

from homeassistant.components.bluetooth import async_get_advertisement_callback
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale import backup
from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.household import followers, turns, waiting, work
from custom_components.body_scale.household.changes import SIGNAL_CHANGED
from custom_components.body_scale.household.statistics import LongTermStatistics
from custom_components.body_scale.household.waiting import LOST_ISSUE
from custom_components.body_scale.journal import people as stored_people, weighings as stored
from custom_components.body_scale.journal.reserve import Reserve
from custom_components.body_scale.journal.weighings import EARLIEST
from custom_components.body_scale.journal.writer import UNWRITABLE_ISSUE
from custom_components.body_scale.model import Origin, Reading
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS, WEIGHED, service_info
from .stored import everything, memory_of, weighings_of

ANNA, BEN = "anna0123456789", "ben0123456789"
# Three people, one after the other, by the clock of the scale: 85.15, 85.35 and 85.25 kg.
THREE = (WEIGHED, "0226b20705050f0201ac01ae42", "0226b20705060f0201ac019a42")
WEIGHTS = [85.15, 85.35, 85.25]
# The second of them, who doesn't stand still yet.
STEPPING_ON = "0204b20705050f013a0000ae42"


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def path(hass):
    return Path(hass.config.path(".storage", "body_scale.db"))


@pytest.fixture
def reserve(path):
    return path.with_name("body_scale.waiting")


@pytest.fixture(autouse=True)
def impatient():
    """Wait for nothing longer than it takes."""
    with (
        patch.object(work, "_CLOSING_S", 0.05),
        patch.object(followers, "_FIRST_PAUSE_S", 0.01),
        patch("custom_components.body_scale.journal.writer._FIRST_PAUSE_S", 0.01),
        patch("custom_components.body_scale.journal.writer._MAX_PAUSE_S", 0.01),
    ):
        yield


@contextmanager
def full_disk(*, reserve=True):
    """Let nothing be added; with `reserve`, what needs no room can be written."""

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    def full_too(*_):
        raise OSError(28, "No space left on device")

    with patch.object(stored, "add", full):
        if reserve:
            yield
        else:
            with patch.object(Reserve, "add", full_too):
                yield


async def until(condition):
    """Wait until something has happened in the background."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def hear_in_vain(hass, *payloads, saved=True):
    """Let payloads arrive that can't be stored, and all be done about that which can be."""
    room = hass.data[waiting._ROOM]
    before = len(room.batches)
    for payload in payloads:
        async_get_advertisement_callback(hass)(service_info(payload))
    await until(
        lambda: (
            len(room.batches) == before + len(payloads)
            and issue(hass, UNWRITABLE_ISSUE)
            and all(
                batch.is_saved if saved else batch.weighings is not None for batch in room.batches
            )
        )
    )


def weights(household):
    return [each.weight_kg for each in everything(household)]


def issue(hass, key):
    return ir.async_get(hass).async_get_issue(DOMAIN, key)


def on_disk(path):
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT weight_kg FROM weighings ORDER BY rowid")
        return [row[0] for row in rows]


class TestReload:
    """Three weighings wait for a full disk, and the user presses *Reload*."""

    @pytest.mark.parametrize("with_reserve", [True, False])
    async def test_nothing_is_lost_or_doubled(self, hass, air, household, entry, with_reserve):
        with full_disk(reserve=with_reserve):
            await hear_in_vain(hass, *THREE, saved=with_reserve)
            for _ in range(2):
                assert await hass.config_entries.async_reload(entry.entry_id)
                await until(lambda: entry.runtime_data.writer.is_failing)
            assert weights(entry.runtime_data) == []
            assert issue(hass, UNWRITABLE_ISSUE)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert sorted(weights(entry.runtime_data)) == sorted(WEIGHTS)
        assert hass.states.get("sensor.ben_weight").state in map(str, WEIGHTS)
        assert issue(hass, UNWRITABLE_ISSUE) is None
        # What is still on air is known: the scales' memories waited, too.
        await air.hear(THREE[-1])
        assert len(weights(entry.runtime_data)) == 3
        assert memory_of(entry.runtime_data, ADDRESS)["records"][-1]["weight_kg"] == 85.25
        assert issue(hass, LOST_ISSUE) is None

    async def test_the_battery_that_a_scale_said_last_is_known(self, hass, household, entry):
        with full_disk():
            for battery in (80, 79):
                reading = Reading(weight_kg=85.0, measured_at=dt_util.utcnow(), battery=battery)
                household.records.async_take(ADDRESS, [reading], Memory())
            await until(lambda: issue(hass, UNWRITABLE_ISSUE))
            assert await hass.config_entries.async_reload(entry.entry_id)
            await until(lambda: hass.states.get("sensor.mi_scale_battery"))
            assert hass.states.get("sensor.mi_scale_battery").state == "79"

    async def test_what_was_identified_stays_as_it_was(self, hass, air, household, entry):
        with full_disk():
            household.identifier.async_claim(ANNA)
            await hear_in_vain(hass, WEIGHED)
            assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        [weighing] = weighings_of(entry.runtime_data, ANNA)
        assert weighing.assigned_by == "claim"

    async def test_a_set_up_that_fails_meanwhile_loses_nothing(self, hass, air, household, entry):
        with full_disk():
            await hear_in_vain(hass, *THREE)
            with patch(
                "custom_components.body_scale.household.scales.make_source",
                side_effect=KeyError("mistake"),
            ):
                assert not await hass.config_entries.async_reload(entry.entry_id)
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert sorted(weights(entry.runtime_data)) == sorted(WEIGHTS)


async def restart(hass, entry):
    """Play a start after an end at which nobody could do anything: only the disk remembers."""
    await hass.config_entries.async_unload(entry.entry_id)
    hass.data.pop(waiting._ROOM)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


class TestStop:
    """Home Assistant ends while weighings wait."""

    async def test_they_are_there_after_the_next_start(self, hass, air, household, entry, reserve):
        with full_disk():
            await hear_in_vain(hass, *THREE)
            # As soon as it was tried in vain: a power cut takes nothing away either.
            assert reserve.read_text().count("weighing_id") == 3
            await household.async_shut_down()
        await restart(hass, entry)
        assert sorted(weights(entry.runtime_data)) == sorted(WEIGHTS)
        assert reserve.read_text().strip() == ""
        await air.hear(THREE[-1])
        assert len(weights(entry.runtime_data)) == 3
        await restart(hass, entry)
        assert len(weights(entry.runtime_data)) == 3
        assert issue(hass, LOST_ISSUE) is None

    async def test_what_was_stored_all_the_same_is_not_doubled(
        self, hass, air, household, entry, reserve
    ):
        with full_disk():
            await hear_in_vain(hass, *THREE)
            left = reserve.read_bytes()
        await hass.async_block_till_done(wait_background_tasks=True)
        assert len(weights(household)) == 3
        reserve.write_bytes(left)
        await restart(hass, entry)
        assert len(weights(entry.runtime_data)) == 3
        assert issue(hass, LOST_ISSUE) is None

    async def test_the_room_is_reserved_beforehand(self, hass, air, household, reserve):
        size = reserve.stat().st_size
        assert size >= 64 * 1024
        assert reserve.stat().st_mode & 0o077 == 0
        with full_disk():
            await hear_in_vain(hass, *THREE)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert reserve.stat().st_size == size

    async def test_what_is_lost_is_said_and_stays(self, hass, air, household, entry):
        with full_disk(reserve=False):
            await hear_in_vain(hass, *THREE, saved=False)
            await hass.async_stop(force=True)
        found = issue(hass, LOST_ISSUE)
        assert found.is_persistent
        assert found.translation_placeholders == {"number": "3"}
        texts = json.loads(Path("custom_components/body_scale/translations/en.json").read_text())
        assert "{number}" in texts["issues"][LOST_ISSUE]["description"]

    async def test_who_ignored_it_hears_of_the_next(self, hass, air, household):
        room = hass.data[waiting._ROOM]
        room.async_report_lost(2)
        ir.async_ignore_issue(hass, DOMAIN, LOST_ISSUE, ignore=True)
        room.async_report_lost(1)
        found = issue(hass, LOST_ISSUE)
        assert found.translation_placeholders == {"number": "3"}
        assert found.dismissed_version is None

    async def test_what_is_in_the_reserve_is_read_on_a_full_disk(
        self, hass, air, household, entry, reserve
    ):
        with full_disk():
            await hear_in_vain(hass, *THREE)
            left = reserve.read_bytes().rstrip(b"\n") + b"\n"
        await hass.async_block_till_done(wait_background_tasks=True)
        assert await hass.config_entries.async_unload(entry.entry_id)
        (reserve.parent / "body_scale.db").unlink()
        reserve.write_bytes(left)
        hass.data.pop(waiting._ROOM)
        full = OSError(errno.ENOSPC, "No space left on device")
        with patch("os.pwrite", side_effect=full):
            assert await hass.config_entries.async_setup(entry.entry_id)
            await hass.async_block_till_done(wait_background_tasks=True)
        assert sorted(weights(entry.runtime_data)) == sorted(WEIGHTS)

    async def test_what_an_earlier_version_left_lacks_what_is_stored_since(
        self, hass, air, household, entry, reserve
    ):
        with full_disk():
            await hear_in_vain(hass, *THREE)
            await household.async_shut_down()
            left = [json.loads(line) for line in reserve.read_text().splitlines() if line.strip()]
            for row in (row for each in left for row in each["weighings"]):
                del row["given"], row["battery"], row["segments"]
            reserve.write_text("".join(f"\n{json.dumps(each)}\n" for each in left))
            await hass.config_entries.async_unload(entry.entry_id)
        await restart(hass, entry)
        assert sorted(weights(entry.runtime_data)) == sorted(WEIGHTS)
        assert issue(hass, LOST_ISSUE) is None

    async def test_a_line_that_cannot_be_read_is_said(self, hass, air, household, entry, reserve):
        reserve.write_bytes(b'\n{"scale": "half of a li\n{"scale": 1}\n')
        await restart(hass, entry)
        assert issue(hass, LOST_ISSUE).translation_placeholders == {"number": "2"}
        await air.hear(WEIGHED)
        assert weights(entry.runtime_data) == [85.15]

    async def test_a_reserve_that_cannot_be_made_is_done_without(self, hass, air, entry, reserve):
        reserve.mkdir(parents=True)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await air.hear(WEIGHED)
        assert weights(entry.runtime_data) == [85.15]


class TestAcknowledged:
    """A scale forgets what it remembers only once the journal has it."""

    memory = Memory(clock_offset=timedelta(seconds=3))

    @pytest.fixture
    def readings(self):
        now = dt_util.utcnow()
        return [
            Reading(weight_kg=weight, measured_at=now - timedelta(days=day), origin=Origin.HISTORY)
            for day, weight in enumerate(WEIGHTS, start=1)
        ]

    def store(self, household, readings):
        return household.records.async_store(ADDRESS, readings, self.memory)

    async def hold_up(self, hass, household, readings, *, saved=True):
        """Let what is remembered arrive, and all be done about it that a full disk allows."""
        outcome = self.store(household, readings)
        [batch] = hass.data[waiting._ROOM].batches
        await until(
            lambda: (
                issue(hass, UNWRITABLE_ISSUE)
                and batch.weighings is not None
                and batch.is_saved is saved
            )
        )
        return outcome

    async def test_it_is_true_when_the_journal_has_it(self, hass, household, readings):
        with full_disk():
            outcome = await self.hold_up(hass, household, readings)
            assert not outcome.done()
        assert await outcome is True
        assert sorted(weights(household)) == sorted(WEIGHTS)
        assert memory_of(household, ADDRESS) == self.memory.as_dict()

    async def test_a_memory_alone_is_stored(self, household):
        assert await self.store(household, []) is True
        assert memory_of(household, ADDRESS) == self.memory.as_dict()
        assert weights(household) == []

    async def test_what_came_before_is_stored_before(self, hass, household, readings):
        first, second = self.store(household, readings), self.store(household, [])
        done = []
        first.add_done_callback(lambda _: done.append("readings"))
        second.add_done_callback(lambda _: done.append("memory"))
        assert await second
        assert done == ["readings", "memory"]

    async def test_who_waits_may_give_up(self, hass, household, readings):
        async def wait():
            await self.store(household, readings)

        with full_disk():
            waiting_for_it = hass.async_create_task(wait())
            await until(lambda: issue(hass, UNWRITABLE_ISSUE))
            waiting_for_it.cancel()
            await asyncio.wait([waiting_for_it])
            assert waiting_for_it.cancelled()
        await hass.async_block_till_done(wait_background_tasks=True)
        assert sorted(weights(household)) == sorted(WEIGHTS)

    async def test_it_is_false_when_the_household_closes(self, hass, household, entry, readings):
        with full_disk():
            outcome = await self.hold_up(hass, household, readings)
            not_begun = self.store(household, [])
            assert await hass.config_entries.async_reload(entry.entry_id)
            assert (await outcome, await not_begun) == (False, False)
        # The next household stores it all the same, once.
        await hass.async_block_till_done(wait_background_tasks=True)
        assert sorted(weights(entry.runtime_data)) == sorted(WEIGHTS)
        assert await self.store(entry.runtime_data, []) is True
        assert issue(hass, LOST_ISSUE) is None

    async def test_it_is_false_when_it_cannot_be_stored_at_all(self, hass, household, readings):
        with patch.object(stored, "add", side_effect=KeyError("mistake")):
            assert await self.store(household, readings) is False
        assert issue(hass, LOST_ISSUE).translation_placeholders == {"number": "3"}

    async def test_what_the_scale_has_is_not_lost(self, hass, air, household, readings):
        with full_disk(reserve=False):
            await self.hold_up(hass, household, readings, saved=False)
            async_get_advertisement_callback(hass)(service_info(WEIGHED))
            await until(lambda: len(hass.data[waiting._ROOM].batches) == 2)
            await hass.async_stop(force=True)
        # Only what was measured just now.
        assert issue(hass, LOST_ISSUE).translation_placeholders == {"number": "1"}

    async def test_it_is_in_the_reserve_like_everything_else(
        self, hass, household, entry, readings, reserve
    ):
        with full_disk():
            await self.hold_up(hass, household, readings)
            await household.async_shut_down()
        assert reserve.read_text().count("weighing_id") == 3
        await restart(hass, entry)
        assert sorted(weights(entry.runtime_data)) == sorted(WEIGHTS)

    @pytest.mark.parametrize("how", ["reload", "restart"])
    async def test_what_completes_others_waits_like_everything_else(
        self, hass, household, entry, reserve, how
    ):
        now = dt_util.utcnow()
        socks = Reading(weight_kg=85.0, measured_at=now)
        barefoot = Reading(weight_kg=85.0, measured_at=now, impedance=480.0, origin=Origin.HISTORY)
        await household.records.add_readings(ADDRESS, [socks], Memory())
        with full_disk():
            outcome = household.records.async_store(ADDRESS, (), self.memory, completing=[barefoot])
            await until(lambda: issue(hass, UNWRITABLE_ISSUE))
            if how == "restart":
                await household.async_shut_down()
            else:
                assert await hass.config_entries.async_reload(entry.entry_id)
            assert await outcome is False
        assert "480.0" in reserve.read_text()
        if how == "restart":
            await restart(hass, entry)
        await hass.async_block_till_done(wait_background_tasks=True)
        [weighing] = everything(entry.runtime_data)
        assert weighing.impedance == 480.0
        assert memory_of(entry.runtime_data, ADDRESS) == self.memory.as_dict()
        assert issue(hass, LOST_ISSUE) is None


class TestErased:
    """A person is erased while weighings that name them wait."""

    async def erase(self, hass, name):
        await hass.services.async_call(DOMAIN, "erase_person", {"person": name}, blocking=True)

    def named(self, household):
        return {
            name
            for each in everything(household)
            for name in (
                each.person_id,
                *each.candidates,
                *(part.person_id for part in each.reason),
            )
        }

    async def test_what_waits_for_a_backup(self, hass, air, household, entry):
        room = hass.data[waiting._ROOM]
        await backup.async_pre_backup(hass)
        async_get_advertisement_callback(hass)(service_info(THREE[0]))
        await until(lambda: room.batches and room.batches[0].weighings is not None)
        task = asyncio.ensure_future(self.erase(hass, "Ben"))
        await until(lambda: household.records._turns.lock._waiters)
        async_get_advertisement_callback(hass)(service_info(THREE[1]))
        await until(lambda: len(room.batches) == 2 and room.batches[1].weighings is not None)
        assert room.batches[1].weighings[0].person_id == BEN
        await backup.async_post_backup(hass)
        await task
        await hass.async_block_till_done(wait_background_tasks=True)
        # The first was Ben's when he was erased; the second is nobody's that is known.
        [weighing] = everything(entry.runtime_data)
        assert (weighing.weight_kg, weighing.person_id, weighing.assigned_by) == (85.35, None, None)
        assert BEN not in self.named(entry.runtime_data)
        assert hass.states.get("sensor.body_scale_pending").state == "1"

    async def test_what_waits_since_the_household_of_before(
        self, hass, air, household, entry, reserve
    ):
        with full_disk():
            await hear_in_vain(hass, *THREE)
            left = reserve.read_bytes()
        await hass.async_block_till_done(wait_background_tasks=True)
        await self.erase(hass, "Ben")
        await hass.async_block_till_done(wait_background_tasks=True)
        # The file is as it was when the power failed.
        reserve.write_bytes(left)
        await restart(hass, entry)
        assert sorted(weights(entry.runtime_data)) == sorted(WEIGHTS)
        assert BEN not in self.named(entry.runtime_data)

    async def test_who_was_only_removed_gets_theirs(self, hass, air, household, entry):
        with full_disk():
            await hear_in_vain(hass, *THREE)
            hass.config_entries.async_remove_subentry(entry, household.people[BEN].subentry_id)
            assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert sorted(each.weight_kg for each in weighings_of(entry.runtime_data, BEN)) == sorted(
            WEIGHTS
        )

    async def test_another_journal_does_not_get_them(self, hass, air, household, path):
        await air.hear(THREE[0])
        # Somebody stands on a scale: until then Ben is a member.
        await air.hear(STEPPING_ON)
        await self.erase(hass, "Ben")
        await hass.async_block_till_done(wait_background_tasks=True)
        assert BEN in household.people
        path.write_bytes(b"")
        await household.writer.async_read(stored_people.known)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert household.writer.journal.run(stored_people.known) == {ANNA}


class TestFile:
    """What is done to the file while Home Assistant runs."""

    @pytest.mark.parametrize("fate", ["removed", "truncated", "restored"])
    async def test_nothing_that_comes_then_is_lost(self, hass, air, household, path, fate):
        await air.hear(THREE[0])
        older = path.read_bytes()
        await air.hear(THREE[1])
        if fate == "removed":
            path.unlink()
        elif fate == "truncated":
            path.write_bytes(b"")
        else:
            path.with_name("older").write_bytes(older)
            path.with_name("older").replace(path)
        await air.hear(THREE[2])
        expected = {
            "removed": WEIGHTS,
            "truncated": WEIGHTS[2:],
            "restored": [WEIGHTS[0], WEIGHTS[2]],
        }[fate]
        assert on_disk(path) == expected
        # What is shown is what is stored.
        assert [each.weight_kg for each in household.view.history(BEN)] == expected
        assert memory_of(household, ADDRESS)["records"][-1]["weight_kg"] == 85.25
        assert bool(issue(hass, "journal_damaged")) == (fate == "truncated")


class TestShown:
    """Stored, and then seen."""

    async def test_what_cannot_be_read_is_shown_a_little_later(self, hass, air, household):
        refusals = [sqlite3.OperationalError("database is locked")] * 3
        read = household.writer.async_read

        async def locked(work):
            if refusals:
                raise refusals.pop()
            return await read(work)

        with patch.object(household.writer, "async_read", locked):
            await air.hear(WEIGHED)
        assert refusals == []
        assert hass.states.get("sensor.ben_weight").state == "85.15"
        event = hass.states.get("event.ben_weighing").attributes
        assert (event["event_type"], event["weight"]) == ("weighed", 85.15)

    async def test_it_holds_up_no_later_write_and_keeps_the_order(self, hass, air, household, path):
        seen = []
        hass.bus.async_listen(
            "state_changed",
            lambda event: (
                seen.append(event.data["new_state"].attributes.get("weight"))
                if event.data["entity_id"] == "event.ben_weighing"
                else None
            ),
        )

        async def locked(work):
            raise sqlite3.OperationalError("database is locked")

        with patch.object(household.writer, "async_read", locked):
            for payload in THREE:
                async_get_advertisement_callback(hass)(service_info(payload))
            await until(lambda: on_disk(path) == WEIGHTS)
            assert seen == []
        await hass.async_block_till_done(wait_background_tasks=True)
        assert seen == WEIGHTS

    async def test_failing_statistics_keep_nobody_from_hearing(self, hass, air, household, act):
        with (
            patch.object(LongTermStatistics, "async_catch_up", side_effect=KeyError("mistake")),
        ):
            await air.hear(WEIGHED)
            assert hass.states.get("sensor.ben_weight").state == "85.15"
            [weighing] = everything(household)
            await act("assign_weighing", weighing_id=weighing.weighing_id, person="Anna")
            assert hass.states.get("sensor.anna_weight").state == "85.15"
            await act("erase_person", person="Anna")
        assert hass.states.get("sensor.anna_weight") is None

    async def test_one_listener_stops_no_other(self, hass, air, household, caplog):
        def mistake(*_):
            raise KeyError("mistake")

        signal = SIGNAL_CHANGED.format(household.entry.entry_id)
        listeners = hass.data["dispatcher"][signal]
        # Before all others.
        others = dict(listeners)
        listeners.clear()
        stop = async_dispatcher_connect(hass, signal, callback(mistake))
        listeners.update(others)
        await air.hear(WEIGHED)
        stop()
        assert hass.states.get("sensor.ben_weight").state == "85.15"
        assert hass.states.get("event.ben_weighing").attributes["weight"] == 85.15
        shown = [each.getMessage() for each in caplog.records if each.levelname != "DEBUG"]
        assert any("mistake" in text for text in shown)
        assert not [text for text in shown if "85.15" in text or "Ben" in text]

    async def test_a_weighing_that_cannot_be_identified_is_pending(self, hass, air, household):
        with patch(
            "custom_components.body_scale.household.identifier.identify",
            side_effect=ZeroDivisionError("mistake"),
        ):
            await air.hear(WEIGHED)
        [weighing] = weighings_of(household, None)
        assert (weighing.weight_kg, weighing.assigned_by) == (85.15, None)
        assert hass.states.get("sensor.body_scale_pending").state == "1"

    async def test_what_cannot_be_stored_at_all_is_said(self, hass, air, household):
        with patch.object(stored, "add", side_effect=KeyError("mistake")):
            await air.hear(WEIGHED)
        assert issue(hass, LOST_ISSUE).translation_placeholders == {"number": "1"}
        await air.hear(THREE[1])
        assert weights(household) == [85.35]


@pytest.fixture
def hurried():
    """Let actions give up soon."""
    with patch.object(turns, "_PATIENCE_S", 0.2):
        yield


class TestActions:
    """An action is done, or says clearly that it isn't."""

    async def act(self, hass, action, **data):
        await hass.services.async_call(DOMAIN, action, data, blocking=True)

    @pytest.mark.usefixtures("hurried")
    async def test_three_tries_on_a_full_disk_are_no_weighing(self, hass, household):
        with full_disk():
            for _ in range(3):
                with pytest.raises(HomeAssistantError) as raised:
                    await self.act(hass, "record_weighing", weight=84.0, person="Ben")
                assert raised.value.translation_key == "not_stored"
        await hass.async_block_till_done(wait_background_tasks=True)
        assert weights(household) == []
        await self.act(hass, "record_weighing", weight=84.0, person="Ben")
        assert weights(household) == [84.0]

    @pytest.mark.usefixtures("hurried")
    async def test_three_tries_during_a_backup_are_no_weighing(self, hass, household):
        await backup.async_pre_backup(hass)
        for _ in range(3):
            with pytest.raises(HomeAssistantError) as raised:
                await self.act(hass, "record_weighing", weight=84.0, person="Ben")
            assert raised.value.translation_key == "not_stored"
        await backup.async_post_backup(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert weights(household) == []

    @pytest.mark.usefixtures("hurried")
    async def test_a_scale_waits_without_limit_and_an_action_does_not(self, hass, air, household):
        with full_disk():
            await hear_in_vain(hass, WEIGHED)
            with pytest.raises(HomeAssistantError) as raised:
                await self.act(hass, "record_weighing", weight=84.0, person="Ben")
            assert raised.value.translation_key == "not_stored"
        await hass.async_block_till_done(wait_background_tasks=True)
        assert weights(household) == [85.15]

    @pytest.mark.usefixtures("hurried")
    async def test_what_is_being_committed_when_the_time_is_over_is_done(self, hass, household):
        run = household.writer.journal.run

        def slow(once):
            result = run(once)
            # Committed; the answer comes after the deadline.
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0.4), hass.loop).result()
            return result

        with patch.object(household.writer.journal, "run", slow):
            await self.act(hass, "record_weighing", weight=84.0, person="Ben")
        assert weights(household) == [84.0]

    @pytest.mark.usefixtures("hurried")
    async def test_what_is_not_committed_when_the_time_is_over_never_is(self, hass, household):
        add = stored.add

        def slow(*args):
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0.4), hass.loop).result()
            return add(*args)

        with patch.object(stored, "add", slow), pytest.raises(HomeAssistantError) as raised:
            await self.act(hass, "record_weighing", weight=84.0, person="Ben")
        assert raised.value.translation_key == "not_stored"
        assert weights(household) == []

    async def test_erasing_beside_recording_leaves_no_row(self, hass, household, entry):
        results = await asyncio.gather(
            self.act(hass, "erase_person", person="Ben"),
            *(self.act(hass, "record_weighing", weight=84.0, person="Ben") for _ in range(3)),
            return_exceptions=True,
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        assert weighings_of(entry.runtime_data, BEN) == []
        assert results[0] is None
        for result in results[1:]:
            # Whichever comes first.
            assert result is None or result.translation_key in {"unknown_person", "not_loaded"}

    async def test_who_was_erased_in_the_turn_before_gets_nothing(self, hass, household, entry):
        await self.act(hass, "record_weighing", weight=62.0, person="Anna")
        [weighing] = everything(household)
        reading = Reading(weight_kg=84.0, measured_at=dt_util.utcnow())
        erased, *results = await asyncio.gather(
            household.records.erase(BEN),
            household.records.add_manual(reading, BEN),
            household.records.assign(weighing.weighing_id, BEN),
            household.records.erase(BEN),
            return_exceptions=True,
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        assert erased is None
        for result in results[:2]:
            assert isinstance(result, ServiceValidationError)
            assert result.translation_key == "unknown_person"
        assert [each.person_id for each in everything(entry.runtime_data)] == [ANNA]

    async def test_editing_beside_deleting(self, hass, household):
        await self.act(hass, "record_weighing", weight=84.0, person="Ben")
        [weighing] = everything(household)
        results = await asyncio.gather(
            self.act(hass, "delete_weighing", weighing_id=weighing.weighing_id),
            self.act(hass, "edit_weighing", weighing_id=weighing.weighing_id, weight=83.0),
            return_exceptions=True,
        )
        assert results[0] is None
        assert results[1].translation_key == "unknown_weighing"
        assert everything(household) == []

    async def test_reloading_beside_recording_does_it_or_says_that_it_did_not(
        self, hass, household, entry
    ):
        async def late(pause):
            await asyncio.sleep(pause)
            await self.act(hass, "record_weighing", weight=84.0, person="Ben")

        results = await asyncio.gather(
            *(late(each / 500) for each in range(40)),
            hass.config_entries.async_reload(entry.entry_id),
            return_exceptions=True,
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        assert entry.state is ConfigEntryState.LOADED
        *recorded, reloaded = results
        assert reloaded is True
        assert len(everything(entry.runtime_data)) == recorded.count(None)
        for result in recorded:
            assert result is None or result.translation_key in {"not_loaded", "not_stored"}


class TestTimes:
    """Times and ids that nobody means."""

    async def fails(self, act, action, **data):
        with pytest.raises(ServiceValidationError) as raised:
            await act(action, respond=action == "get_weighings", **data)
        json.dumps(raised.value.translation_placeholders).encode()
        str(raised.value).encode()
        return raised.value.translation_key

    # At the ends of the calendar a local time may have no UTC.
    @pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "Pacific/Honolulu"])
    @pytest.mark.parametrize("time", ["0001-01-01 00:00", "1899-12-31 12:00", "9999-12-31 23:59"])
    async def test_a_time_that_cannot_be(self, hass, household, act, time, zone):
        await hass.config.async_set_time_zone(zone)
        expected = "time_future" if time > "2" else "time_past"
        data = {"weight": 84.0, "person": "Ben", "time": time}
        assert await self.fails(act, "record_weighing", **data) == expected
        await act("record_weighing", weight=84.0, person="Ben")
        [weighing] = everything(household)
        data = {"weighing_id": weighing.weighing_id, "time": time}
        assert await self.fails(act, "edit_weighing", **data) == expected
        assert everything(household) == [weighing]

    async def test_nobody_is_weighed_before_their_birth(self, household, act):
        # Ben was born in February 1986.
        before, after = "1986-02-01 12:00", "1986-02-04 12:00"
        data = {"weight": 4.0, "person": "Ben", "time": before}
        assert await self.fails(act, "record_weighing", **data) == "time_before_birth"
        await act("record_weighing", weight=4.0, person="Ben", time=after)
        [weighing] = everything(household)
        data = {"weighing_id": weighing.weighing_id}
        assert await self.fails(act, "edit_weighing", time=before, **data) == "time_before_birth"
        # Anna is younger.
        assert (
            await self.fails(act, "assign_weighing", person="Anna", **data) == "time_before_birth"
        )
        await act("record_weighing", weight=85.0, time=before)
        assert [each.person_id for each in everything(household)] == [None, BEN]

    async def test_any_time_can_be_asked_for(self, household, act):
        await act("record_weighing", weight=84.0, person="Ben")
        for zone in ("", "+14:00", "-12:00", "Z"):
            span = {"start": f"0001-01-01T00:00:00{zone}", "end": f"9999-12-31T23:59:59{zone}"}
            found = await act("get_weighings", respond=True, **span)
            assert len(found["weighings"]) == 1

    @pytest.mark.parametrize("limit", [0, 10_001, 2**63, 2**70])
    async def test_a_limit_that_cannot_be(self, household, act, limit):
        assert await self.fails(act, "get_weighings", limit=limit) == "limit_range"

    async def test_the_greatest_limit(self, household, act):
        assert await act("get_weighings", respond=True, limit=10_000) == {"weighings": []}

    @pytest.mark.parametrize("text", ["\ud800", "a\0b", "x" * 1_000, "", "\n"])
    async def test_an_id_that_cannot_be(self, household, act, text):
        data = {"weighing_id": text}
        assert await self.fails(act, "delete_weighing", **data) == "unknown_weighing"
        assert await self.fails(act, "edit_weighing", weight=80.0, **data) == "unknown_weighing"
        assert await self.fails(act, "assign_weighing", person="Ben", **data) == "unknown_weighing"
        data = {"person": text or "\ud800"}
        for action in ("get_weighings", "erase_person"):
            assert await self.fails(act, action, **data) == "unknown_person"

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
    async def test_absurd_times_that_are_stored_break_nothing(
        self, hass, household, entry, act, path, zone
    ):
        await hass.config.async_set_time_zone(zone)
        for _ in range(3):
            await act("record_weighing", weight=84.0, person="Ben")
        await act("record_weighing", weight=18.0)
        times = (
            "0001-01-01T00:00:00.000000+00:00",
            "9999-12-31T23:59:59.999999+00:00",
            "0001-01-01T00:00:00.000000+00:00",
        )
        ids = [each.weighing_id for each in everything(household)]
        with sqlite3.connect(path) as database:
            for weighing_id, time in zip([ids[0], ids[1], ids[3]], times, strict=True):
                query = "UPDATE weighings SET measured_at = ? WHERE weighing_id = ?"
                database.execute(query, (time, weighing_id))
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        found = (await act("get_weighings", respond=True))["weighings"]
        assert len(found) == 4
        assert found[0]["measured_at"].startswith(str(EARLIEST.year)[:3]) or found[0][
            "measured_at"
        ].startswith("1899")
        assert hass.states.get("sensor.ben_weight").state == "84.0"
        for weighing_id in (ids[0], ids[1]):
            now = "2026-01-01 12:00"
            await act("edit_weighing", weighing_id=weighing_id, time=now)
        assert len(weighings_of(entry.runtime_data, BEN)) == 3
