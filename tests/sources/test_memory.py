"""When the memory of a scale that broadcasts is read, and what is said when that can't be done."""

import asyncio
from datetime import datetime
import itertools
from types import SimpleNamespace

from bleak.exc import BleakError
from bleak_retry_connector import BleakOutOfConnectionSlotsError
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.model import Frame, Traits, Unit
from custom_components.body_scale.scales import Family
from custom_components.body_scale.scales.conversation import (
    BrokeOff,
    GaveUp,
    Heard,
    Learned,
    Recalled,
    subscribe,
    wait,
)
from custom_components.body_scale.sources import memory, visit, visitor
from custom_components.body_scale.sources.capture import Capture
from custom_components.body_scale.sources.memory import MemoryReader

from .radio import FakeClient, received

ADDRESS = "5C:CA:D3:00:00:01"
HOUR = 3600


class Listener:
    """A scale's coordinator, as far as what reads its memory sees it."""

    def __init__(self):
        self.name = "Bathroom"
        self.occupied = False
        self.lacks_weighings = True
        self.clock_drift = 0
        self.stores = True
        self.everything = []
        self.heard, self.recalled, self.learned = [], [], []

    def hear(self, frame, at):
        self.heard.append(frame)

    async def recall(self, frames, at, *, everything):
        assert at.tzinfo
        self.recalled += frames
        self.everything.append(everything)
        if self.stores is None:
            await asyncio.Event().wait()
        return self.stores

    def learn(self, learned, at):
        self.learned.append(learned)
        if learned.clock:
            self.clock_drift = 0


class Rig:
    """A scale that advertises every second, and what reads its memory."""

    def __init__(self, hass, monkeypatch, entry):
        self.hass, self.entry = hass, entry
        self.now = 1000.0
        self.begun = []
        self.outcome = FakeClient()
        self.reachable = self.heard = True
        self.listener = Listener()
        self.situations = []
        for module in (memory, visitor):
            monkeypatch.setattr(module, "MONOTONIC_TIME", lambda: self.now)
        monkeypatch.setattr(
            visitor, "async_register_advertisement_callback", lambda *_: lambda: None
        )
        monkeypatch.setattr(visit, "establish_connection", self._establish)
        monkeypatch.setattr(visit, "async_scanner_devices_by_address", self._devices)
        monkeypatch.setattr(
            visit, "async_address_reachability_diagnostics", lambda *_: "What is known."
        )
        self.reader = None

    def use(self, converse=None):
        def wrapped(situation):
            self.situations.append(situation)
            return (converse or reads)(situation)

        family = Family(
            name="test",
            title="Test",
            matchers=(),
            traits=Traits(remembers=True),
            product=lambda advertisement: None,
            conversation=wrapped,
        )
        [subentry] = self.entry.get_subentries_of_type("scale")
        self.reader = MemoryReader(
            self.hass,
            ADDRESS,
            family,
            self.listener,
            Capture(ADDRESS),
            entry_id=self.entry.entry_id,
            subentry=subentry,
        )
        return self.reader

    def use_long_talk(self):
        """Use a conversation of half a minute; return what is set when it goes on."""
        talking = asyncio.Event()

        def converse(situation):
            yield from subscribe("fff1")
            talking.set()
            yield from wait(30)

        self.use(converse)
        return talking

    def _devices(self, hass, address, connectable):
        found = self.reachable if connectable else self.heard
        return [received(SimpleNamespace(address=address, name="MIBFS"))] if found else []

    async def _establish(self, client_class, device, name, disconnected_callback, **options):
        self.begun.append(self.now)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        client, self.outcome = self.outcome, FakeClient()
        client.is_connected, client.ended = True, disconnected_callback
        return client

    def advertise(self):
        self.reader.advertised(SimpleNamespace(address=ADDRESS, name="MIBFS", time=self.now))

    async def pass_by(self, seconds, step=1):
        """Let time pass, and the scale advertise; return how long after its begin it was read."""
        begin, before = self.now, len(self.begun)
        for _ in range(int(seconds / step)):
            self.now += step
            self.advertise()
            await self.hass.async_block_till_done(wait_background_tasks=True)
        return [moment - begin for moment in self.begun[before:]]


def record():
    return Frame("", 70.0, stable=True, stamp=datetime(2026, 3, 1, 7))


def reads(situation):
    yield from subscribe("fff1")
    yield Recalled((record(),))


@pytest.fixture
def rig(hass, monkeypatch, entry):
    rig = Rig(hass, monkeypatch, entry)
    yield rig
    if rig.reader:
        rig.reader.stop()


def problem(hass, entry):
    [subentry] = entry.get_subentries_of_type("scale")
    issue_id = f"clock_{subentry.subentry_id.lower()}"
    return ir.async_get(hass).async_get_issue(DOMAIN, issue_id)


class TestWhen:
    """By itself: when the scale is left, and seldom."""

    async def test_after_the_scale_was_quiet_for_a_while(self, rig):
        rig.use()
        assert await rig.pass_by(60) == [20]
        assert len(rig.listener.recalled) == 1
        assert rig.listener.lacks_weighings is False

    async def test_never_while_somebody_stands_on_it(self, rig):
        rig.use()
        rig.listener.occupied = True
        assert await rig.pass_by(300) == []
        rig.listener.occupied = False
        # The next one in the queue.
        assert await rig.pass_by(10) == []
        rig.listener.occupied = True
        assert await rig.pass_by(10) == []
        rig.listener.occupied = False
        assert await rig.pass_by(30) == [20]

    async def test_once_in_six_hours(self, rig):
        rig.use()
        assert await rig.pass_by(13 * HOUR, 10) == [20, 20 + 6 * HOUR, 20 + 12 * HOUR]

    async def test_sooner_when_something_is_missing(self, rig):
        rig.use()
        await rig.pass_by(60)
        rig.listener.occupied = True
        await rig.pass_by(10)
        rig.listener.occupied, rig.listener.lacks_weighings = False, True
        assert await rig.pass_by(60) == [20]

    async def test_not_when_it_is_switched_off(self, rig, hass, entry):
        hass.config_entries.async_update_entry(entry, options={"read_memory": False})
        rig.use()
        assert await rig.pass_by(600) == []
        await rig.reader.async_sync()
        assert len(rig.listener.recalled) == 1

    async def test_not_for_a_replayed_advertisement(self, rig):
        rig.use()
        rig.now += 100
        old = SimpleNamespace(address=ADDRESS, name="MIBFS", time=rig.now - 60)
        rig.reader.advertised(old)
        await rig.hass.async_block_till_done(wait_background_tasks=True)
        assert rig.begun == []

    async def test_after_failures_less_and_less_often(self, rig):
        rig.use()
        rig.outcome = BleakError("failed")
        moments = await rig.pass_by(6 * HOUR, 10)
        waits = [later - earlier for earlier, later in itertools.pairwise(moments)]
        assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]
        rig.outcome = FakeClient()
        await rig.pass_by(HOUR, 10)
        assert len(rig.listener.recalled) == 1

    async def test_soon_again_when_somebody_stepped_on(self, rig):
        def converse(situation):
            yield from subscribe("fff1")
            yield Heard((Frame("", 20.0),))

        rig.use(converse)
        # And less and less soon: something may lie on it.
        assert await rig.pass_by(300) == [20, 50, 110, 230]
        assert [frame.weight_kg for frame in rig.listener.heard] == [20.0] * 4
        assert rig.listener.lacks_weighings is True

    async def test_what_isnt_stored_is_read_again(self, rig):
        rig.use()
        rig.listener.stores = False
        assert await rig.pass_by(100) == [20, 80]
        assert rig.listener.lacks_weighings is True

    async def test_a_journal_that_hangs_gives_the_connection_back(self, rig, monkeypatch):
        monkeypatch.setattr(visit, "_STORED_S", 0.01)
        rig.use()
        rig.listener.stores = None
        client = rig.outcome
        await rig.pass_by(20)
        assert client.disconnected.is_set()

    async def test_not_when_its_advertisement_wakes_up_with_somebody_on_it(self, rig):
        rig.use()
        await rig.pass_by(60)
        rig.now += 8 * HOUR
        # The first that is heard is of somebody who steps on; that is known a moment later.
        rig.advertise()
        rig.listener.occupied = True
        assert await rig.pass_by(15) == []
        rig.listener.occupied = False
        assert await rig.pass_by(30) == [20]

    async def test_not_when_somebody_stepped_on_while_it_connected(self, rig, monkeypatch):
        rig.use()
        establish = rig._establish

        async def slowly(*args, **more):
            client = await establish(*args, **more)
            rig.listener.occupied = True
            return client

        monkeypatch.setattr(visit, "establish_connection", slowly)
        client = rig.outcome
        assert await rig.pass_by(20) == [20]
        assert client.disconnected.is_set()
        assert rig.situations == []

    async def test_part_of_it_isnt_all(self, rig):
        def converse(situation):
            yield from subscribe("fff1")
            yield Recalled((record(),), complete=False)

        rig.use(converse)
        assert await rig.pass_by(100) == [20, 80]
        assert rig.listener.lacks_weighings is True

    async def test_a_thousand_failures(self, rig):
        rig.use()
        rig.reader._failures = 5000
        rig.outcome = BleakError("failed")
        assert await rig.pass_by(2 * HOUR, 10) == [20, 20 + HOUR]


class TestWhatIsWanted:
    """What the conversation knows."""

    async def test_one_name_for_this_household_and_this_scale(self, rig):
        rig.use()
        await rig.pass_by(7 * HOUR, 10)
        first, second = rig.situations
        assert first.client == second.client
        assert len(first.client) == 4
        await rig.reader.async_sync(everything=True)
        await rig.reader.async_sync(everything=True)
        others = {situation.client for situation in rig.situations[2:]}
        assert len(others) == 2
        assert first.client not in others
        assert rig.listener.everything == [False, False, True, True]

    @pytest.mark.parametrize(("option", "limit"), [(True, 60.0), (False, None)])
    async def test_the_clock(self, rig, hass, entry, option, limit):
        hass.config_entries.async_update_entry(entry, options={"set_clock": option})
        rig.use()
        await rig.pass_by(30)
        assert rig.situations[0].sets_clock == limit

    @pytest.mark.parametrize("lost", [False, True])
    async def test_after_three_breaks_what_came_is_taken(self, rig, lost):
        def converse(situation):
            yield from subscribe("fff1")
            if lost:
                self.client.drop()
            raise BrokeOff("of its memory 2 of 3 records came")

        rig.use(converse)
        for _ in range(120):
            self.client = rig.outcome
            await rig.pass_by(10, 10)
        gaps = [situation.takes_gaps for situation in rig.situations]
        assert gaps[:4] == [False, False, False, True]

    @pytest.mark.parametrize("error", [BleakError("failed"), GaveUp("its memory doesn't answer")])
    async def test_what_didnt_begin_doesnt_count_for_that(self, rig, error):
        def converse(situation):
            yield from subscribe("fff1")
            raise GaveUp("its memory doesn't answer")

        rig.use(converse)
        for _ in range(60):
            rig.outcome = error if isinstance(error, BleakError) else FakeClient()
            await rig.pass_by(60, 10)
        assert not any(situation.takes_gaps for situation in rig.situations)

    async def test_what_was_no_attempt_doesnt_count_for_that(self, rig):
        rig.use()
        rig.reachable = False
        await rig.pass_by(2 * HOUR, 10)
        rig.reachable = True
        await rig.pass_by(2 * HOUR, 10)
        assert rig.situations[0].takes_gaps is False


class TestAsked:
    """Somebody presses a button, or chooses a unit."""

    async def test_at_once_however_it_rests(self, rig):
        rig.use()
        rig.outcome = BleakError("failed")
        await rig.pass_by(30)
        rig.outcome = FakeClient()
        await rig.reader.async_sync()
        assert len(rig.listener.recalled) == 1

    async def test_after_the_connection_that_there_is(self, rig):
        talking = asyncio.Event()

        def converse(situation):
            yield from subscribe("fff1")
            talking.set()
            yield from wait(5)
            yield Recalled((record(),))

        rig.use(converse)
        first = rig.outcome
        for _ in range(20):
            rig.now += 1
            rig.advertise()
        await talking.wait()
        asked = rig.hass.async_create_task(rig.reader.async_sync())
        second = FakeClient({"": [("fff1", "00")]})
        rig.outcome = second
        await asyncio.sleep(0)
        assert len(rig.begun) == 1
        first.notify("fff1", "00")
        await asked
        assert len(rig.begun) == 2
        assert first.disconnected.is_set()
        assert second.disconnected.is_set()
        assert len(rig.listener.recalled) == 2

    @pytest.mark.parametrize(
        ("prepare", "key"),
        [
            ({"reachable": False}, "scale_passive"),
            ({"reachable": False, "heard": False}, "scale_unreachable"),
            ({"outcome": BleakOutOfConnectionSlotsError("none")}, "scale_no_slot"),
            ({"outcome": BleakError("gone")}, "scale_lost"),
            ({"outcome": TimeoutError()}, "scale_lost"),
        ],
    )
    async def test_what_is_said_when_it_fails(self, rig, prepare, key):
        rig.use()
        for name, value in prepare.items():
            setattr(rig, name, value)
        with pytest.raises(HomeAssistantError) as error:
            await rig.reader.async_sync()
        assert error.value.translation_key == key
        placeholders = error.value.translation_placeholders
        assert placeholders["scale"] == "Bathroom"
        assert placeholders["reason"]
        if "reachable" in prepare:
            assert placeholders["reason"] == "What is known."

    async def test_a_scale_that_refuses(self, rig):
        def converse(situation):
            yield from subscribe("fff1")
            raise GaveUp("it has no memory that can be read")

        rig.use(converse)
        with pytest.raises(HomeAssistantError) as error:
            await rig.reader.async_sync()
        assert error.value.translation_key == "scale_refused"
        assert "no memory" in error.value.translation_placeholders["reason"]

    @pytest.mark.parametrize("what", ["sync", "set_clock"])
    async def test_what_wasnt_read_is_said(self, rig, what):
        def converse(situation):
            yield from subscribe("fff1")
            yield Heard((Frame("", 20.0),))

        rig.use(converse)
        with pytest.raises(HomeAssistantError) as error:
            await getattr(rig.reader, f"async_{what}")()
        assert error.value.translation_key == "scale_occupied"

    async def test_what_isnt_stored_is_said(self, rig):
        rig.use()
        rig.listener.stores = False
        with pytest.raises(HomeAssistantError) as error:
            await rig.reader.async_sync()
        assert error.value.translation_key == "memory_not_stored"

    async def test_after_it_was_stopped(self, rig):
        talking = rig.use_long_talk()
        first = rig.hass.async_create_task(rig.reader.async_sync())
        await talking.wait()
        waiting = rig.hass.async_create_task(rig.reader.async_sync())
        await asyncio.sleep(0)
        rig.reader.stop()
        for asked in (first, waiting):
            with pytest.raises(HomeAssistantError) as error:
                await asked
            assert error.value.translation_key == "scale_lost"
        assert len(rig.begun) == 1

    async def test_stopped_before_it_begins(self, rig):
        rig.use()
        asked = rig.hass.async_create_task(rig.reader.async_sync())
        rig.reader.stop()
        with pytest.raises(HomeAssistantError) as error:
            await asked
        assert error.value.translation_key == "scale_lost"

    async def test_not_while_somebody_stands_on_it(self, rig):
        rig.use()
        rig.listener.occupied = True
        with pytest.raises(HomeAssistantError) as error:
            await rig.reader.async_sync()
        assert error.value.translation_key == "scale_occupied"
        assert rig.begun == []

    async def test_stopped_meanwhile(self, rig):
        talking = rig.use_long_talk()
        asked = rig.hass.async_create_task(rig.reader.async_sync())
        await talking.wait()
        rig.reader.stop()
        with pytest.raises(HomeAssistantError) as error:
            await asked
        assert error.value.translation_key == "scale_lost"

    async def test_a_unit(self, rig):
        rig.use()
        await rig.reader.async_show(Unit.LB)
        assert rig.situations[0].shows is Unit.LB

    async def test_the_clock(self, rig):
        def converse(situation):
            assert situation.sets_clock == 0
            yield from reads(situation)
            yield Learned(clock=datetime(2026, 3, 1))

        rig.use(converse)
        rig.listener.clock_drift = 900
        await rig.reader.async_set_clock()
        assert rig.listener.clock_drift == 0

    async def test_a_clock_that_stays_wrong(self, rig):
        rig.use()
        rig.listener.clock_drift = 900
        with pytest.raises(HomeAssistantError) as error:
            await rig.reader.async_set_clock()
        assert error.value.translation_key == "clock_not_set"


async def test_a_computer_that_doesnt_know_the_time_sets_no_clock(rig, freezer):
    freezer.move_to("1970-01-01 00:05:00")
    rig.use()
    await rig.pass_by(30)
    assert rig.situations[0].sets_clock is None


class TestRepair:
    """A clock that should be right and isn't."""

    async def test_after_three_attempts_and_until_it_is_right(self, rig, hass, entry):
        rig.use()
        rig.listener.clock_drift = -61
        for expected in (None, None, "clock"):
            await self.attempt(rig)
            issue = problem(hass, entry)
            assert (issue and issue.translation_key) == expected
        assert issue.severity is ir.IssueSeverity.WARNING
        assert not issue.is_fixable
        rig.listener.clock_drift = 60
        await self.attempt(rig)
        assert problem(hass, entry) is None

    async def test_one_that_cannot_be_connected_to(self, rig, hass, entry):
        rig.use()
        rig.reachable, rig.listener.clock_drift = False, 3600
        for _ in range(3):
            await self.attempt(rig)
        assert problem(hass, entry) is not None

    async def test_not_when_it_isnt_to_be_set(self, rig, hass, entry):
        hass.config_entries.async_update_entry(entry, options={"set_clock": False})
        rig.use()
        rig.listener.clock_drift = 3600
        for _ in range(4):
            await self.attempt(rig)
        assert problem(hass, entry) is None

    async def attempt(self, rig):
        rig.now += 7 * HOUR
        await rig.pass_by(40, 10)
