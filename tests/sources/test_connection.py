"""One driver connects to any scale, and leaves it alone in time."""

import asyncio
from datetime import datetime, timedelta
import logging
from time import monotonic
from types import SimpleNamespace

from bleak.exc import BleakError
from bleak_retry_connector import BleakNotFoundError, BleakOutOfConnectionSlotsError
from homeassistant.util.unit_system import METRIC_SYSTEM, US_CUSTOMARY_SYSTEM
import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame, Traits
from custom_components.body_scale.scales import qn_gatt
from custom_components.body_scale.scales.conversation import (
    EVERYWHERE,
    GaveUp,
    Guest,
    Heard,
    Recalled,
    read,
    subscribe,
    wait,
    write,
)
from custom_components.body_scale.sources import connection, link, visit, visitor
from custom_components.body_scale.sources.capture import Capture
from custom_components.body_scale.sources.connection import ConnectedScale

from .radio import Characteristic, FakeClient, received

ADDRESS = "A4:C1:38:00:00:01"
# A captured weighing of an Etekcity ESF-24 (etekcity_esf551_ble's tests), and its memory.
CAPTURED = {
    "": [("fff1", "120f15332211ccbbaa310531000539")],
    "13": [("fff1", "140b150000010000000035")],
    "20": [("fff1", "210515013c")],
    "22": [
        ("fff1", "23141501016e6e73302b48016b013400000000e1"),
        ("fff1", "100b152b4801016b013445"),
    ],
    "1f": [("fff1", None)],
}
WRITTEN = ["130915011000000042", "2204153b", "1f05151049"]


def family(converse):
    return scales.Family(
        name="test",
        title="Test",
        matchers=(),
        traits=Traits(connects=True),
        product=lambda advertisement: None,
        conversation=converse,
    )


TAKEN = datetime(2026, 5, 20, 7)


class Listener:
    def __init__(self):
        self.heard = []
        self.recalled = []

    def hear(self, frame, at):
        assert at.tzinfo
        self.heard.append(frame)

    async def recall(self, frames, at, *, everything=False):
        assert at.tzinfo
        self.recalled += frames
        return True


class Rig:
    """A scale, and what connects to it."""

    def __init__(self, hass, monkeypatch):
        self.hass = hass
        self.now = 1000.0
        self.outcomes = []
        self.connects = 0
        self.reachable = True
        self.heard = True
        self.listener = Listener()
        self.scale = None
        self.hears = []
        for module in (connection, visitor):
            monkeypatch.setattr(module, "MONOTONIC_TIME", lambda: self.now)
        monkeypatch.setattr(visitor, "async_register_advertisement_callback", self._register)
        monkeypatch.setattr(visit, "establish_connection", self._establish)
        monkeypatch.setattr(visit, "async_scanner_devices_by_address", self._devices)
        monkeypatch.setattr(
            visit, "async_address_reachability_diagnostics", lambda *_: "nothing in range"
        )

    def use(self, converse):
        self.scale = ConnectedScale(self.hass, ADDRESS, family(converse), self.listener)
        return self.scale

    def _devices(self, hass, address, connectable):
        assert address == ADDRESS
        found = self.reachable if connectable else self.heard
        return [received(SimpleNamespace(address=address, name="QN-Scale1"))] if found else []

    def _register(self, hass, hear, address):
        assert address == ADDRESS
        self.hears.append(hear)
        return lambda: self.hears.remove(hear)

    async def _establish(self, client_class, device, name, disconnected_callback, **options):
        self.connects += 1
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        outcome.is_connected = True
        outcome.ended = disconnected_callback
        return outcome

    def start_advertising(self, *outcomes, age=0.0):
        """Let the scale advertise; connecting to it then ends so."""
        self.outcomes += outcomes
        for hear in self.hears:
            hear(SimpleNamespace(address=ADDRESS, name="QN-Scale1", time=self.now - age))

    async def advertise(self, *outcomes, age=0.0):
        """Let the scale advertise, and what comes of it be done."""
        self.start_advertising(*outcomes, age=age)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def rest(self):
        """Let the scale, awake, advertise every second until it is connected to; return when."""
        connects, self.outcomes[:] = self.connects, []
        for second in range(1, 400):
            self.now += 1
            await self.advertise(FakeClient())
            if self.connects > connects:
                return second
            self.outcomes.clear()
        raise AssertionError("it is never connected to")


@pytest.fixture
def rig(hass, monkeypatch):
    rig = Rig(hass, monkeypatch)
    yield rig
    for hear in [*rig.hears]:
        hear.__self__.stop()


def one_frame(situation):
    yield Heard((Frame("Test scale", 70.0),))


def nothing(situation):
    yield from subscribe("fff1")


async def test_a_captured_weighing_is_heard_and_the_memory_recalled(rig):
    capture = Capture(ADDRESS)
    rig.scale = ConnectedScale(rig.hass, ADDRESS, qn_gatt.FAMILY, rig.listener, capture)
    client = FakeClient(CAPTURED)
    await rig.advertise(client)
    noted = capture.rows(monotonic())
    assert [row["hex"] for row in noted if row["how"] == "written"] == [
        data for _, data, _ in client.written
    ]
    assert sum(row["how"] == "said" for row in noted) > len(rig.listener.heard)
    assert [(f.weight_kg, f.impedance) for f in rig.listener.heard] == [(110.8, 363)]
    assert [(f.weight_kg, f.impedance) for f in rig.listener.recalled] == [(110.8, 363)]
    unit, time, memory, end = client.written
    assert [unit[1], memory[1], end[1]] == WRITTEN
    assert time[1].startswith("200815")
    assert client.disconnected.is_set()
    assert rig.scale.reason is None


async def test_a_write_is_acknowledged_where_the_characteristic_offers_it(rig):
    def converse(situation):
        assert (yield from write("fff2", b"\x01"))
        assert (yield from write("fff3", b"\x02"))
        assert (yield from write("fff2", b"\x03", response=False))
        yield from one_frame(situation)

    client = FakeClient(
        characteristics=(
            Characteristic("fff2", "write", "write-without-response"),
            Characteristic("fff3", "write-without-response"),
        )
    )
    rig.use(converse)
    await rig.advertise(client)
    assert client.written == [("fff2", "01", True), ("fff3", "02", False), ("fff2", "03", False)]
    assert rig.listener.heard


async def test_what_the_scale_lacks_or_refuses_the_conversation_is_told(rig):
    answers = []

    def converse(situation):
        assert (situation.address, situation.now.tzinfo is not None) == (ADDRESS, True)
        for uuid in ("2a2b", "fff9", "2a85"):
            answers.append((yield from read(uuid)))
            answers.append((yield from write(uuid, b"\x00")))
            answers.append((yield from subscribe(uuid)))

    clock, locked = Characteristic("2a2b", "read", "write", "notify"), Characteristic("2a85")
    client = FakeClient(characteristics=(clock, locked), refuses=["2a85"])
    client.values[clock.uuid] = b"\x07"
    rig.use(converse)
    await rig.advertise(client)
    assert answers == [b"\x07", True, True, None, False, False, None, False, False]


async def test_everything_that_speaks_is_subscribed_to(rig):
    answers = []

    def converse(situation):
        answers.append((yield from subscribe(EVERYWHERE)))
        while heard := (yield from wait(0.01)):
            answers.append(heard.uuid)

    speaking = Characteristic("fc51", "notify"), Characteristic("fc52", "indicate")
    silent = Characteristic("fc53", "read", "write"), Characteristic("fc54", "notify")
    client = FakeClient(characteristics=(*speaking, *silent), refuses=["fc54"])
    client.says[""] = [("fc51", "00")]
    rig.use(converse)
    await rig.advertise(client)
    assert answers == [True, "fc51", "fc51"]
    assert len(client.subscribed) == 2
    client = FakeClient(characteristics=silent, refuses=["fc54"])
    rig.now += 61
    await rig.advertise(client)
    assert answers[3:] == [False]


@pytest.mark.parametrize(("units", "unit"), [(METRIC_SYSTEM, "kg"), (US_CUSTOMARY_SYSTEM, "lb")])
async def test_a_conversation_is_told_of_the_scale_and_of_nobody(rig, units, unit):
    situations = []

    def converse(situation):
        situations.append(situation)
        yield from one_frame(situation)

    rig.hass.config.units = units
    rig.use(converse)
    await rig.advertise(FakeClient())
    rig.now += 61
    await rig.advertise(FakeClient())
    first, second = situations
    assert (first.name, first.unit, first.guest) == ("QN-Scale1", unit, Guest())
    assert len(first.nonce) == 32
    assert first.nonce != second.nonce


async def test_nothing_said_in_time_is_told(rig):
    def converse(situation):
        assert (yield from wait(0.001)) is None
        yield from one_frame(situation)

    rig.use(converse)
    await rig.advertise(FakeClient())
    assert len(rig.listener.heard) == 1


async def test_an_operation_that_is_never_answered_is_given_up(rig, monkeypatch):
    monkeypatch.setattr(link, "_OPERATION_S", 0.001)
    answers = []

    class Hanging(FakeClient):
        async def write_gatt_char(self, characteristic, data, response):
            await asyncio.Event().wait()

        async def disconnect(self):
            await asyncio.Event().wait()

    def converse(situation):
        answers.append((yield from write("fff2", b"\x01")))

    rig.use(converse)
    await rig.advertise(Hanging())
    assert answers == [False]


async def test_a_disconnect_lets_the_conversation_give_out_what_it_has(rig):
    def converse(situation):
        yield from subscribe("fff1")
        stored = []
        while heard := (yield from wait(30)):
            stored.append(Frame("Test scale", float(heard.data[0]), stamp=TAKEN))
        assert not (yield from write("fff2", b"\x01"))
        yield Recalled(tuple(stored))

    client = FakeClient({"": [("fff1", "46"), ("fff1", "47"), ("fff1", None)]})
    rig.use(converse)
    await rig.advertise(client)
    assert [frame.weight_kg for frame in rig.listener.recalled] == [70.0, 71.0]
    assert client.written == []


async def test_a_memory_of_years_is_handed_over_in_parts_oldest_first(rig):
    frames = [Frame("Test scale", 70.0, stamp=TAKEN - timedelta(days=day)) for day in range(1000)]
    parts = []

    async def recall(recalled, at, *, everything=False):
        parts.append([frame.stamp for frame in recalled])
        return True

    def converse(situation):
        yield Recalled((*frames, Frame("Test scale", 71.0)))

    rig.listener.recall = recall
    rig.use(converse)
    await rig.advertise(FakeClient())
    assert [stamp for part in parts for stamp in part] == sorted(each.stamp for each in frames)
    assert max(map(len, parts)) <= 250


async def test_a_conversation_that_waits_on_after_the_disconnect_is_closed(rig):
    ended = []

    def converse(situation):
        try:
            yield from subscribe("fff1")
            while True:
                yield from wait(30)
        finally:
            ended.append(situation)

    rig.use(converse)
    await rig.advertise(FakeClient({"": [("fff1", None)]}))
    assert len(ended) == 1
    assert rig.scale.reason == "it was connected to and sent no weight"


async def test_a_conversation_that_never_ends_gives_its_slot_back(rig, monkeypatch):
    monkeypatch.setattr(visit, "_MAX_CONNECTED_S", 0.01)

    def converse(situation):
        yield from one_frame(situation)
        while True:
            yield from wait(30)

    client = FakeClient()
    rig.use(converse)
    await rig.advertise(client)
    assert client.disconnected.is_set()
    assert rig.scale.reason is None


async def test_one_connection_at_a_time(rig):
    def converse(situation):
        yield from subscribe("fff1")
        yield from wait(30)
        yield from one_frame(situation)

    client = FakeClient()
    rig.use(converse)
    for _ in range(3):
        rig.start_advertising(client)
        await rig.hass.async_block_till_done()
    client.notify("fff1", "00")
    await rig.hass.async_block_till_done(wait_background_tasks=True)
    assert (rig.connects, len(rig.listener.heard)) == (1, 1)


async def test_a_replayed_advertisement_is_not_worth_a_connection(rig):
    rig.use(one_frame)
    await rig.advertise(age=30.0)
    assert rig.connects == 0


async def test_a_scale_rests_before_it_is_connected_to_again(rig):
    rig.use(one_frame)
    await rig.advertise(FakeClient())
    assert await rig.rest() == 10
    assert len(rig.listener.heard) == 2


@pytest.mark.parametrize("error", [BleakNotFoundError("gone"), TimeoutError(), EOFError()])
async def test_a_scale_rests_longer_after_each_failure(rig, error):
    rig.use(nothing)
    await rig.advertise(error)
    # Later connections come about, but nothing is said.
    assert [await rig.rest() for _ in range(6)] == [20, 40, 80, 160, 300, 300]


async def test_a_weight_ends_the_failures(rig):
    rig.use(one_frame)
    await rig.advertise(BleakError("failed"))
    assert rig.scale.reason == "failed"
    assert await rig.rest() == 20
    assert rig.scale.reason is None
    assert await rig.rest() == 10


async def test_a_scale_that_was_woken_up_is_connected_to_at_once(rig):
    rig.use(one_frame)
    for _ in range(5):
        await rig.advertise(BleakError("failed"))
        rig.now += 61
    assert rig.connects == 5


async def test_without_a_slot_it_is_tried_again_soon(rig):
    rig.use(one_frame)
    await rig.advertise(BleakOutOfConnectionSlotsError("no free slot"))
    assert rig.scale.reason == "no free slot"
    assert await rig.rest() == 3
    assert len(rig.listener.heard) == 1


async def test_out_of_reach_the_reason_is_noted(rig, caplog):
    caplog.set_level(logging.DEBUG, "custom_components.body_scale")
    rig.use(one_frame)
    rig.reachable = False
    for _ in range(9):
        await rig.advertise()
        rig.now += 1
    assert (rig.connects, rig.scale.reason) == (0, "nothing in range")
    assert caplog.text.count("nothing in range") == 1
    rig.reachable = True
    assert await rig.rest() <= 3
    assert rig.scale.reason is None


async def test_a_scale_that_cannot_be_talked_to_rests_long(rig):
    def converse(situation):
        yield from subscribe("fff1")
        raise GaveUp("it speaks French")

    client = FakeClient()
    rig.use(converse)
    await rig.advertise(client)
    assert rig.scale.reason == "it speaks French"
    assert client.disconnected.is_set()
    assert await rig.rest() == 300


async def test_stopped_in_mid_conversation_the_connection_is_given_back(rig):
    ended = []

    def converse(situation):
        try:
            yield from subscribe("fff1")
            yield from wait(30)
        finally:
            ended.append(situation)

    client = FakeClient()
    rig.use(converse)
    rig.start_advertising(client)
    await rig.hass.async_block_till_done()
    rig.scale.stop()
    await asyncio.wait_for(client.disconnected.wait(), 5)
    await rig.hass.async_block_till_done(wait_background_tasks=True)
    assert len(ended) == 1
    assert rig.hears == []


async def test_stopped_while_it_connects_nothing_is_connected_to(rig, monkeypatch):
    begun, ended = asyncio.Event(), []

    async def establish(*_, **__):
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    monkeypatch.setattr(visit, "establish_connection", establish)
    rig.use(one_frame)
    rig.start_advertising()
    await asyncio.wait_for(begun.wait(), 5)
    rig.scale.stop()
    await rig.hass.async_block_till_done(wait_background_tasks=True)
    assert (ended, rig.hears, rig.listener.heard) == ([True], [], [])


async def test_stopped_before_it_connects_nothing_is_connected_to(rig):
    rig.use(one_frame)
    rig.start_advertising(FakeClient())
    rig.scale.stop()
    await rig.hass.async_block_till_done(wait_background_tasks=True)
    assert (rig.connects, rig.listener.heard) == (0, [])


async def test_a_disconnect_in_mid_write_is_told_and_what_was_said_before_is_heard(rig):
    answers = []

    class Dropping(FakeClient):
        async def write_gatt_char(self, characteristic, data, response):
            self.notify("fff1", "46")
            self.drop()
            raise BleakError("disconnected")

    def converse(situation):
        yield from subscribe("fff1")
        answers.append((yield from write("fff2", b"\x01")))
        while heard := (yield from wait(30)):
            yield Heard((Frame("Test scale", float(heard.data[0])),))
        answers.append((yield from write("fff2", b"\x02")))

    client = Dropping()
    rig.use(converse)
    await rig.advertise(client)
    assert answers == [False, False]
    assert [frame.weight_kg for frame in rig.listener.heard] == [70.0]
    assert (rig.scale.reason, client.disconnected.is_set()) == (None, True)


async def test_giving_up_because_the_connection_was_lost_is_a_failure_like_others(rig):
    """For what it lacks a scale rests long; a lost connection says nothing of what it has."""

    class Dropping(FakeClient):
        async def start_notify(self, characteristic, callback):
            self.drop()
            raise BleakError("disconnected")

    def converse(situation):
        if not (yield from subscribe("fff1")):
            raise GaveUp("it has no characteristic FFF1")

    rig.use(converse)
    await rig.advertise(Dropping())
    assert rig.scale.reason == "the connection was lost"
    assert await rig.rest() == 20


async def test_two_scales_are_connected_to_at_the_same_time(rig):
    def converse(situation):
        yield from subscribe("fff1")
        yield from wait(30)
        yield from one_frame(situation)

    clients = [FakeClient(), FakeClient()]
    rig.use(converse)
    rig.use(converse)
    rig.start_advertising(*clients)
    await rig.hass.async_block_till_done()
    assert rig.connects == 2
    for client in clients:
        client.notify("fff1", "00")
    await rig.hass.async_block_till_done(wait_background_tasks=True)
    assert len(rig.listener.heard) == 2


@pytest.mark.parametrize("said", ["", "ff", "12", "10ff", "120315", "23" * 20, "00" * 250])
async def test_garbage_ends_cleanly(rig, said, monkeypatch):
    for seconds in ("_FIRST_WORD_S", "_ANSWER_S", "_SILENCE_S"):
        monkeypatch.setattr(qn_gatt, seconds, 0.001)
    rig.scale = ConnectedScale(rig.hass, ADDRESS, qn_gatt.FAMILY, rig.listener)
    client = FakeClient({"": [("fff1", said)]})
    await rig.advertise(client)
    assert client.disconnected.is_set()
    assert rig.listener.heard == rig.listener.recalled == []


async def test_a_mistake_of_a_family_costs_one_connection(rig, caplog):
    def converse(situation):
        yield from subscribe("fff1")
        raise KeyError("mistake")

    client = FakeClient()
    rig.use(converse)
    await rig.advertise(client)
    assert client.disconnected.is_set()
    assert "KeyError: 'mistake'" in caplog.text
    assert await rig.rest() == 300


async def test_a_family_without_a_conversation_is_given_up(rig):
    rig.use(None)
    await rig.advertise(FakeClient())
    assert rig.scale.reason == "its family has no conversation"
