"""With a real broker: every weighing is told once and in order, whoever is killed in the middle."""

import asyncio
from contextlib import closing, suppress
from itertools import groupby, pairwise
import json
import random
import sqlite3

import aiohttp
import pytest

from simulators.domoticz import Domoticz
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.session import RestError
from simulators.household import set_up_bridges
from simulators.mqtt.listener import Listener, add_broker
from simulators.mqtt.mosquitto import Mosquitto
from simulators.people import ANNA, BEN

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]

WEIGHINGS = 200
SEED = 20261122
_ACKNOWLEDGEMENT = 10
"""Seconds that Home Assistant's publish waits for one."""


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def settle_in(house, broker, domoticz, *, tls=False):
    """Set up two people, Domoticz and the miscale topics."""
    await add_broker(house, broker, tls=tls)
    entry = await house.flow("body_scale", {"next_step_id": "no_scale"}, ANNA)
    entry_id = entry["result"]["entry_id"]
    await house.subentry_flow(entry_id, "person", BEN)
    await set_up_bridges(house, entry_id, domoticz)
    await house.wait_stored("core.config_entries", '"domoticz"')


class Weather:
    """What can go wrong around a household, at random."""

    def __init__(self, chance, house, broker, domoticz, listeners):
        self.chance = chance
        self.house = house
        self.broker = broker
        self.domoticz = domoticz
        self.listeners = listeners
        self.number = 0
        self.kills = 0

    async def weigh(self):
        """Let somebody weigh themselves; a call cut off is asked about afterwards."""
        person = self.chance.choice(["Anna", "Ben"])
        weight = round(60 + self.number / 100, 2)
        with suppress(aiohttp.ClientError, RestError, TimeoutError):
            await self.house.call("body_scale.record_weighing", weight=weight, person=person)
        self.number += 1

    async def kill_broker(self):
        self.kills += 1
        await self.broker.kill()

    async def broker_falls(self):
        await self.kill_broker()
        for _ in range(self.chance.randrange(3)):
            await self.weigh()
        await self.broker.start()

    async def domoticz_falls(self):
        await self.domoticz.kill()
        for _ in range(self.chance.randrange(3)):
            await self.weigh()
        await self.domoticz.start()

    async def house_falls(self):
        await self.house_falls_when(after(self.chance.uniform(0, 0.15)))

    async def house_falls_when_written(self):
        before = written(self.house)
        await self.house_falls_when(lambda: written(self.house) > before)

    async def house_falls_when_told(self):
        """Before it can write down that it was heard."""
        heard = []
        for listener in self.listeners.values():
            listener.on_message = lambda: heard.append(self.house._process._kill_group())
        await self.house_falls_when(lambda: heard)

    async def house_falls_when(self, is_time):
        weighing = asyncio.create_task(self.weigh())
        late = after(5)
        while not is_time() and not late():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        # At once: closing connections first would give it the time to write.
        self.house._process._kill_group()
        for listener in self.listeners.values():
            listener.on_message = lambda: None
        await self.house.kill()
        await weighing
        await self.house.start()

    async def broker_hangs(self):
        self.broker.freeze()
        await self.weigh()
        # It says it into a connection that nobody reads.
        await asyncio.sleep(self.chance.uniform(0.05, 0.2))
        await self.kill_broker()

    async def broker_hangs_and_falls(self):
        await self.broker_hangs()
        await self.broker.start()

    async def broker_hangs_and_both_fall(self):
        await self.broker_hangs()
        await self.house_falls()
        await self.broker.start()

    async def broker_hangs_for_long_and_both_fall(self):
        """So long that Home Assistant gives up to wait for the acknowledgement, and says nothing."""
        self.broker.freeze()
        await self.weigh()
        await asyncio.sleep(_ACKNOWLEDGEMENT + 1)
        await self.kill_broker()
        await self.house_falls()
        await self.broker.start()

    async def all_fall(self):
        await self.kill_broker()
        await self.weigh()
        await self.domoticz.kill()
        await self.house_falls()
        await self.domoticz.start()
        await self.broker.start()


def after(seconds):
    """Return what says whether so much time has gone."""
    clock = asyncio.get_running_loop().time
    end = clock() + seconds
    return lambda: clock() >= end


def written(house):
    """Return how many weighings the journal has on the disk."""
    path = house.folder / ".storage" / "body_scale.db"
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        return database.execute("SELECT COUNT(*) FROM weighings").fetchone()[0]


async def weighings(house):
    """Return what the journal says: person to weights, in order."""
    answer = await house.call("body_scale.get_weighings", respond=True, limit=10_000)
    kept = {"Anna": [], "Ben": []}
    for weighing in answer["weighings"]:
        kept[weighing["person"]].append(weighing["weight"])
    return kept


def told(listener):
    """Return the weights told, in order.

    A broker that is killed between passing a message on and acknowledging it is sent the same message
    again: MQTT promises no more than "at least once". It is the same to the byte, its time included,
    and comes over the next connection.
    """
    messages = listener.live
    again = {
        number
        for number, (before, after) in enumerate(pairwise(messages), 1)
        if before.payload == after.payload and before.connection < after.connection
    }
    return [
        json.loads(message.payload)["weight"]
        for number, message in enumerate(messages)
        if number not in again
    ]


def shown(device, kills):
    """Return the weights a sensor was given, in order; see `told` for what comes again."""
    updates = [float(each) for each in device.updates]
    once = [weight for weight, _ in groupby(updates)]
    assert len(updates) - len(once) <= kills
    return once


async def test_nothing_is_lost_and_nothing_told_twice(tmp_path):
    chance = random.Random(SEED)
    async with (
        Mosquitto(tmp_path / "broker", tls=True) as broker,
        Domoticz(broker) as domoticz,
        HomeAssistant(tmp_path / "house") as house,
    ):
        await settle_in(house, broker, domoticz, tls=True)
        listeners = {name: Listener(broker, f"miscale/{name}/weight") for name in ("Anna", "Ben")}
        weather = Weather(chance, house, broker, domoticz, listeners)
        falls = [
            *[weather.broker_falls] * 7,
            *[weather.broker_hangs_and_falls] * 2,
            *[weather.broker_hangs_and_both_fall] * 1,
            *[weather.broker_hangs_for_long_and_both_fall] * 1,
            *[weather.domoticz_falls] * 5,
            *[weather.house_falls] * 1,
            *[weather.house_falls_when_written] * 2,
            *[weather.house_falls_when_told] * 3,
            *[weather.all_fall] * 1,
        ]
        chance.shuffle(falls)
        when = dict(zip(chance.sample(range(5, WEIGHINGS - 5), len(falls)), falls, strict=True))
        try:
            while weather.number < WEIGHINGS:
                await weather.weigh()
                if fall := when.pop(weather.number, None):
                    await fall()
                # Somewhere in the middle of a delivery.
                await asyncio.sleep(chance.uniform(0, 0.1))
            await everything_arrives(house, domoticz, listeners, weather.kills)
        finally:
            for listener in listeners.values():
                listener.stop()


async def everything_arrives(house, domoticz, listeners, kills):
    for bridge in ("miscale", "domoticz"):
        await house.wait_for_state(f"sensor.{bridge}_outbox", "0", 180)
    kept = await weighings(house)
    assert sum(map(len, kept.values())) > WEIGHINGS - 10
    for person, weights in kept.items():
        assert told(listeners[person]) == weights
        assert shown(domoticz.device(f"{person} Weight"), kills) == weights
        # Of equal values in a row one may have been taken for the other.
        assert domoticz.device(f"{person} BMI").svalue
    assert domoticz.not_known == []
