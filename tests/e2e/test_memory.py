"""A house that was without Home Assistant for three days catches up on the weighings of four people,
which the scale remembers, at the next one that is heard.

For house and scale it is three days ago at first. Afterwards: what is asked of the scale, and what is
said when it can't be asked.
"""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from simulators.arrivals import Arrivals
from simulators.esphome.gatt import SMALLEST_MTU, GattConnections
from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.home_assistant.websocket import CommandError
from simulators.household import set_up_household
from simulators.scales.mi_scale import MiScale
from simulators.scales.mi_scale_clock import Clock
from simulators.scales.mi_scale_frames import Unit
from simulators.scales.mi_scale_gatt import MiScaleDevice
from simulators.scales.player import play
from simulators.scales.scale import Stand

from .clock import started_ago
from .house import FOUR_PEOPLE, ZONE, entities_of, statistics, stored_weighings

pytestmark = pytest.mark.e2e

AWAY = timedelta(days=3)
FAST = timedelta(minutes=7)
"""By so much the scale's clock is ahead while nobody is there to set it."""
CATCHES_UP_S = 60
"""It is left alone for 20 s, and then it is read."""


class Taken(NamedTuple):
    """A weighing: whose, what the scale shows, and when."""

    person: str
    weight_kg: float
    impedance: int
    when: datetime


class Now:
    """The time that it is in house and scale.

    Attributes:
        ago: How long before now that is.
    """

    def __init__(self, ago):
        self.ago = ago

    def __call__(self):
        return datetime.now(ZONE) - self.ago


BEFORE = (("Anna", 62.3, 520), ("Ben", 85.2, 430), ("Carla", 74.1, 560), ("David", 49.8, 600))


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def test_three_days_without_home_assistant(tmp_path):
    now = Now(AWAY)
    scale = MiScaleDevice(MiScale(on_air=1), now=now)
    connections = GattConnections(scale, mtu=SMALLEST_MTU, slow=0.02)
    settings = Settings(logs={"custom_components.body_scale": "info"}, time_zone=ZONE.key)
    house = HomeAssistant(tmp_path / "house", settings=settings)
    async with EspHomeProxy(name="hall", connections=connections) as proxy, ended(house):
        connections.announce = proxy.announce_connections
        with started_ago(AWAY):
            await house.start()
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        await set_up_household(house, proxy, scale, *FOUR_PEOPLE)
        before = await weighed_and_read_once(house, proxy, scale, now)
        await house.stop()

        scale.clock = Clock((now() + FAST).replace(tzinfo=None), now())
        now.ago = timedelta()
        missed = weighed_while_it_was_off(scale, now)
        scale.is_battery_low = True
        await house.start()
        await proxy.wait_subscribed(60)
        await catches_up(house, proxy, scale, now, before, missed)

        await asked_for(house, scale)
        await proxy.stop()
        await out_of_reach(house, scale)
        log = house.log_tail()
        assert "Traceback" not in log, log


@asynccontextmanager
async def ended(house):
    try:
        yield
    finally:
        await house.stop()


def stand(scale, now, taken_kg, ohm):
    """Return what the scale says of somebody who steps on now."""
    return scale.schedule(Stand(weight_kg=taken_kg, impedance=ohm), now())


async def weighings(house):
    """Return all weighings, oldest first."""
    return (await house.call("body_scale.get_weighings", respond=True))["weighings"]


async def weighed_and_read_once(house, proxy, scale, now):
    """Weigh everybody and read the memory by the button: it has one more, of before all that."""
    scale.weigh(62.1, 515, now() - timedelta(days=2))
    for name, weight, ohm in BEFORE:
        await play(scale, stand(scale, now, weight, ohm), proxy, speed=4)
        await house.wait_for_state(f"sensor.{name.lower()}_weight", str(weight), 30)
    ids = await entities_of(house, scale)
    assert "last_sync" not in ids
    await house.call("button.press", entity_id=ids["sync"])
    found = await weighings(house)
    whose = [(each["person"], each["weight"], each["impedance"]) for each in found]
    assert whose == [("Anna", 62.1, 515), *BEFORE]
    assert [*scale.memory.positions.values()] == [5]
    return found


def weighed_while_it_was_off(scale, now):
    """Let four people step on the scale, three times each, with nobody to hear it."""
    ago = (timedelta(days=2, hours=22), timedelta(days=1, hours=11), timedelta(hours=23))
    taken = []
    for number, before in enumerate(ago):
        for minute, (name, weight, ohm) in enumerate(BEFORE):
            when = (now() - before).replace(minute=10 * minute + number, second=7, microsecond=0)
            change = round(0.1 * (number - 1), 2)
            taken.append(Taken(name, round(weight + change, 2), ohm + number, when))
    for each in taken:
        scale.weigh(each.weight_kg, each.impedance, each.when)
    return taken


async def catches_up(house, proxy, scale, now, before, missed):
    """Weigh Anna, and see that everything comes that nobody heard."""
    # It stays awake for longer.
    scale.scale = replace(scale.scale, on_air=200)
    begin = now()
    async with house.subscribe("subscribe_events", event_type="state_changed") as events:
        arrivals = Arrivals(events)
        playing = asyncio.create_task(play(scale, stand(scale, now, 62.4, 521), proxy, speed=4))

        async def caught_up():
            return len(arrivals.records) > len(missed) and not scale.is_connected

        await house.wait_for(caught_up, CATCHES_UP_S, "weighings that nobody heard")
        playing.cancel()
        live, *come = arrivals.records

    assert (live["person"], live["weight"], live["origin"]) == ("Anna", 62.4, "live")
    assert [each["origin"] for each in come] == ["history"] * len(missed)
    for record, taken in zip(come, missed, strict=True):
        is_right(record, taken)
    ids = {each["weighing_id"] for each in (*before, live, *come)}
    assert {each["weighing_id"] for each in await weighings(house)} == ids
    assert len(ids) == len(before) + 1 + len(missed) == len(stored_weighings(house))
    newest = {each.person: str(each.weight_kg) for each in missed} | {"Anna": "62.4"}
    for name, weight in newest.items():
        assert await house.state(f"sensor.{name.lower()}_weight") == weight
    assert await house.state("sensor.body_scale_pending") == "0"
    await are_in_statistics(house, missed, before, live)
    await is_shown(house, scale, now, begin)


def is_right(record, taken):
    assert (record["person"], record["weight"]) == (taken.person, taken.weight_kg)
    assert (record["impedance"], record["time_estimated"]) == (taken.impedance, False)
    measured_at = datetime.fromisoformat(record["measured_at"])
    assert abs(measured_at - taken.when) <= timedelta(seconds=2)


async def are_in_statistics(house, missed, before, live):
    """Check that each weighing is in its own hour, and nothing else is."""
    rows = {each["person"]: [] for each in before}
    for each in (*before, live):
        rows[each["person"]].append((datetime.fromisoformat(each["measured_at"]), each["weight"]))
    for each in missed:
        rows[each.person].append((each.when, each.weight_kg))
    ids = {each["person"]: each["person_id"] for each in before}
    for name, taken in rows.items():
        hours = {
            when.replace(minute=0, second=0, microsecond=0).timestamp(): pytest.approx(weight)
            for when, weight in taken
        }
        assert await hours_of(house, ids[name], "weight", len(hours)) == hours
        if name != "David":
            # A minor is shown none.
            await hours_of(house, ids[name], "body_fat", len(hours))


async def hours_of(house, person_id, measure, count):
    """Return a statistic by the hour, once it has as many hours as it should have."""

    async def found():
        hours = await statistics(house, person_id, measure)
        return hours if len(hours) == count else None

    return dict(await house.wait_for(found, 30, f"{count} hours of {measure}"))


async def is_shown(house, scale, now, begin):
    """Check what the scale's page says, and that the scale's clock was set."""
    ids = await entities_of(house, scale)

    def is_read(shown):
        return begin - timedelta(seconds=1) <= datetime.fromisoformat(shown) <= now()

    # Shown twice a second at most.
    await house.wait_for_state(ids["last_sync"], is_read, 10)
    await house.wait_for_state(ids["clock_drift"], lambda drift: abs(float(drift)) <= 2, 10)
    assert abs(scale.clock.at(now()) - now().replace(tzinfo=None)) <= timedelta(seconds=2)
    await house.wait_for_state(ids["battery_low"], "on", 10)
    assert [*scale.memory.positions.values()] == [len(scale.memory.records)]


async def asked_for(house, scale):
    """Read everything again, which adds nothing; have pounds shown."""
    count = len(stored_weighings(house))
    await house.call("body_scale.sync_scale", scale=scale.address, everything=True)
    assert len(scale.memory.positions) == 2
    assert len(stored_weighings(house)) == count
    ids = await entities_of(house, scale)
    assert await house.state(ids["unit"]) == "kg"
    await house.call("select.select_option", entity_id=ids["unit"], option="lb")
    assert scale.scale.unit is Unit.LB
    await house.wait_for_state(ids["unit"], "lb", 10)


async def out_of_reach(house, scale):
    """Ask a scale that nothing hears any more, and then one that nothing can connect to."""
    assert "can't be reached" in await why_not(house)
    async with EspHomeProxy(name="attic", mac="AA:BB:CC:00:00:09", connects=False) as attic:
        await house.add_proxy("127.0.0.1", attic.port)
        await attic.wait_subscribed(30)
        await play(scale, scale.wake(), attic)

        async def is_heard():
            return "is heard, but only by" in await why_not(house)

        await house.wait_for(is_heard, 10, "other reason")


async def why_not(house):
    """Return why the scale can't be read."""
    with pytest.raises(CommandError) as error:
        await house.command("call_service", domain="body_scale", service="sync_scale")
    return str(error.value)
