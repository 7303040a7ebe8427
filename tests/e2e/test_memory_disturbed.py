"""What Mi scales remember, through a real Home Assistant and a proxy with few slots and slow answers:
each weighing arrives once, wherever the connection is lost and whatever a scale does.

One scale for each place where the connection is lost, so that they don't wait for each other's rests.
Meanwhile others are as bad as scales can be, one is stepped on while it is read, and one remembers
three years.
"""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from itertools import batched
import math
import time

import pytest

from simulators.esphome.connections import CONNECTION_SLOTS
from simulators.esphome.gatt import SMALLEST_MTU, GattConnections
from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.household import find_card, set_up_household
from simulators.people import ANNA, BEN
from simulators.scales.mi_scale import MiScale
from simulators.scales.mi_scale_faults import Faults
from simulators.scales.mi_scale_frames import Model
from simulators.scales.mi_scale_gatt import MiScaleDevice
from simulators.scales.player import play
from simulators.scales.scale import Stand

from .house import ZONE, entities_of, stored_weighings

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

# Connecting, its services; subscribing to three characteristics in two steps each; the clock, the
# battery; how many, and the answer; the request, three records, the end; enough, confirmed; the clock
# is set and read.
MESSAGES = 2 + 6 + 2 + 2 + 5 + 2 + 2
BEFORE_RECORDS = 2 + 6 + 2 + 2 + 1
FAULTY = (
    # Its records come in pieces, and the count late, for somebody else.
    (Model.V2, Faults(chunk=10, count_held=1, count_of=b"\x78\x56\x34\x12")),
    # Two records at a time, some twice, in another order; the count late.
    (Model.V1, Faults(duplicated=frozenset((0, 2)), swapped=frozenset((1,)), count_held=1)),
)
MANY = 1000
MANY_WITHIN_S = 60


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def test_each_weighing_arrives_once(tmp_path):
    settings = Settings(logs={"custom_components.body_scale": "info"}, time_zone=ZONE.key)
    connections = GattConnections(mtu=SMALLEST_MTU, slow=0.02)
    undisturbed, *cut = [Used(number) for number in range(MESSAGES + 1)]
    faulty = [
        Used(0x80 + number, missed=5, model=model, faults=faults)
        for number, (model, faults) in enumerate(FAULTY)
    ]
    stepped_on, full = Used(0x90, missed=40), Full()
    everything = (undisturbed, *cut, *faulty, stepped_on, full)
    for each in everything:
        connections.bring(each.scale)
    for message, each in enumerate(cut):
        connections.cut(each.scale.address, message)
    async with (
        EspHomeProxy(name="hall", connections=connections) as proxy,
        HomeAssistant(tmp_path / "house", settings=settings) as house,
    ):
        connections.announce = proxy.announce_connections
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        await set_up_household(house, proxy, undisturbed.scale, ANNA, BEN)
        for each in everything[1:]:
            await add(house, proxy, each.scale)
        await asyncio.gather(*(each.weigh(proxy) for each in (undisturbed, *cut, *faulty)))

        seconds, *_ = await asyncio.gather(
            seconds_to_read(house, full),
            step_on_meanwhile(house, proxy, connections, stepped_on),
            until_all_arrived(house, proxy, connections, everything),
        )
        assert seconds < MANY_WITHIN_S
        assert connections.said[undisturbed.scale.address] == MESSAGES
        assert not any(connections.is_cut_to_come(each.scale.address) for each in cut)
        years = await house.call(
            "body_scale.get_weighings", person="Anna", limit=2 * MANY, respond=True
        )
        assert len(years["weighings"]) == MANY

        await read_again_after_a_power_cut(house, proxy, (undisturbed, *cut))
        log = house.log_tail()
        assert "Traceback" not in log, log


def now():
    return datetime.now(ZONE)


class Used:
    """A scale that has weighed Ben while nobody listened, and weighs him once more.

    Its clock is wrong, and his impedance another than on any other.

    Attributes:
        scale: It.
        missed: What nobody heard.
        heard: What it weighs now.
        on_air: What it advertises when nobody stands on it; None while somebody does.
    """

    def __init__(self, number, *, missed=2, model=Model.V2, faults=None):
        sent = MiScale(
            model=model,
            address=f"5C:CA:D3:00:01:{number:02X}",
            on_air=1,
            clock_offset=timedelta(minutes=7),
        )
        self.scale = MiScaleDevice(sent, now=now, faults=faults)
        self.ohm = 430 + number if model is Model.V2 else None
        self.missed = [round(84 + 0.05 * day, 2) for day in range(missed)]
        self.heard = 85.0
        for days, weight in enumerate(reversed(self.missed), 1):
            self.scale.weigh(weight, self.ohm, now() - timedelta(days=days))
        self.on_air = self.scale.wake()[-1]

    async def weigh(self, proxy):
        """Let Ben step on; afterwards the record stays on air."""
        self.on_air = None
        stand = Stand(weight_kg=self.heard, impedance=self.ohm)
        beacons = self.scale.schedule(stand, now())
        await play(self.scale, beacons, proxy, speed=4)
        self.on_air = beacons[-1]._replace(at=0.0)

    @property
    def rows(self):
        """Return what has to come of it."""
        return [
            *((weight, self.ohm, "history") for weight in self.missed),
            (self.heard, self.ohm, "live"),
        ]


class Full:
    """A scale that has weighed Anna every day for years, with nobody to hear it."""

    def __init__(self):
        self.scale = MiScaleDevice(MiScale(address="5C:CA:D3:00:01:FF"), now=now)
        self.on_air = self.scale.wake()[-1]
        self.rows = []
        for days in range(MANY, 0, -1):
            weight = round(62 + 0.05 * round(60 * math.sin(days / 150)), 2)
            self.scale.weigh(weight, 520, now() - timedelta(days=days))
            self.rows.append((weight, 520, "history"))


async def add(house, proxy, scale):
    """Accept the card of a scale."""
    await play(scale, scale.wake(), proxy)
    flow_id = await find_card(house, scale)
    result = await house.continue_flow(flow_id, {})
    assert (result["type"], result["reason"]) == ("abort", "scale_added")


async def until_all_arrived(house, proxy, connections, used):
    """Let scales advertise until all has arrived that they remember, and see that nothing else has.

    They do so only while a connection is free: then they needn't rest because none is.
    """

    async def arrived():
        stored = Counter(stored_weighings(house))
        lacking = [each for each in used if not Counter(each.rows) <= stored]
        for each in lacking:
            is_free = each.on_air and not each.scale.is_connected
            if is_free and len(connections.allocated) < CONNECTION_SLOTS:
                await play(each.scale, [each.on_air], proxy)
                await asyncio.sleep(0.1)
        return not lacking and not connections.allocated

    await house.wait_for(arrived, 170, "weighings")
    assert Counter(stored_weighings(house)) == Counter(row for each in used for row in each.rows)


async def step_on_meanwhile(house, proxy, connections, used):
    """Let Ben step on a scale when half of its records have come."""
    half_way = BEFORE_RECORDS + len(used.missed) // 2

    async def is_half_read():
        return connections.said[used.scale.address] >= half_way

    await house.wait_for(is_half_read, 60, "first records")
    await used.weigh(proxy)
    # It was let go.
    assert [*used.scale.memory.positions.values()] == [0]


async def seconds_to_read(house, full):
    """Return how long it takes to read a full scale, from connecting to it on."""

    async def connected():
        return full.scale.is_connected

    async def read():
        return [*full.scale.memory.positions.values()] == [MANY] and not full.scale.is_connected

    await house.wait_for(connected, 60, "connection")
    begin = time.monotonic()
    await house.wait_for(read, 2 * MANY_WITHIN_S, "end of a full memory")
    ids = await entities_of(house, full.scale)
    await house.wait_for_state(ids["last_sync"], lambda _: True, 10)
    return time.monotonic() - begin


async def read_again_after_a_power_cut(house, proxy, used):
    """Read all memories anew, as if nothing had been read: nothing comes of it."""
    await house.kill()
    before = stored_weighings(house)
    await house.start()
    await proxy.wait_subscribed(60)
    for some in batched(used, CONNECTION_SLOTS, strict=False):
        for each in some:
            await play(each.scale, [each.on_air], proxy)
        scales = (each.scale.address for each in some)
        await asyncio.gather(
            *(house.call("body_scale.sync_scale", scale=each, everything=True) for each in scales)
        )
    assert stored_weighings(house) == before
